"""Deviations that were found, as proofs that demands are met."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netmap.disclosure.capacity import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from netmap.disclosure.capacity import Demand
    from netmap.solver import Bools, Floats

#: flags of the parts of a demand
UP, DOWN, SPAN = 1, 2, 4


class Proofs:
    """The farthest deviation known of each demand in each direction.

    A deviation that was seen once is a proof for every pattern that hides the cells it moves.

    Parameters
    ----------
    demands
        What is asked.
    size
        Number of cells.
    """

    def __init__(self, demands: Sequence[Demand], size: int) -> None:
        self._demands = demands
        self._cells = np.array([demand.cell for demand in demands], dtype=np.intp)
        self._distance = {sign: np.zeros(len(self._cells)) for sign in (1, -1)}
        self._moved = {sign: np.zeros((len(self._cells), size), dtype=np.bool_) for sign in (1, -1)}

    def copy(self) -> Proofs:
        """Return the same proofs, which forget and learn by themselves."""
        other = Proofs(self._demands, 0)
        other._distance = {sign: kept.copy() for sign, kept in self._distance.items()}
        other._moved = {sign: kept.copy() for sign, kept in self._moved.items()}
        return other

    def distance(self, number: int, sign: int) -> float:
        """Return how far a demand's cell is known to go one way."""
        return float(self._distance[sign][number])

    def forget(self, hidden: Bools) -> None:
        """Keep the proofs that move hidden cells alone."""
        for sign in (1, -1):
            shown = (self._moved[sign] & ~hidden).any(axis=1)
            self._distance[sign][shown] = 0.0

    def remember(self, deviations: Floats) -> None:
        """Keep deviations for every demand that they serve better than those known."""
        moved = deviations != 0
        for sign in (1, -1):
            farther = sign * deviations[self._cells] > self._distance[sign] + TOLERANCE
            self._distance[sign][farther] = sign * deviations[self._cells][farther]
            self._moved[sign][farther] = moved

    def asked(self, number: int, sign: int) -> float:
        """Return how far a demand asks to go one way, given how far it can go the other."""
        demand = self._demands[number]
        own, other = (demand.up, demand.down) if sign > 0 else (demand.down, demand.up)
        return max(own, demand.span - max(other, self.distance(number, -sign)))

    def lacking(self, sign: int) -> tuple[NDArray[np.intp], Floats]:
        """Return the cells that are not known to go as far one way as is asked, and how far."""
        known = self._distance[sign]
        asked = np.array([self.asked(number, sign) for number in range(len(known))])
        short = asked > known + TOLERANCE
        return self._cells[short], asked[short]

    def lacks(self, number: int) -> int:
        """Return which parts of a demand no known deviation meets, as flags."""
        demand = self._demands[number]
        up, down = self.distance(number, 1), self.distance(number, -1)
        lacks = UP if up < demand.up - TOLERANCE else 0
        lacks |= DOWN if down < demand.down - TOLERANCE else 0
        return lacks | (SPAN if up + down < demand.span - TOLERANCE else 0)
