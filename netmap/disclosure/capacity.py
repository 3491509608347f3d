"""How far hidden cells may move, and the cheapest way to let one go as far as is asked.

A reader knows M·a = 0, the shown cells and the bounds of the hidden ones. How far the value
of a cell may lie from the truth is a linear programme over deviations z: M·z = 0,
−room below ≤ z ≤ room above on hidden cells, z = 0 on shown ones (Fischetti and Salazar 2000,
"Models and algorithms for optimizing cell suppression in tabular data with linear constraints",
JASA 95).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array, csr_array, hstack

from netmap.solver import Program, minimise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from netmap.solver import Bools, Floats, Matrix

TOLERANCE = 1e-6
#: moves and prices that are less are what a solver leaves of 0
NOISE = 1e-10
#: a near search takes that many cells of an equation, and all of a space that is small
_NEAR, _NEAR_IN_ALL = 4, 120


@dataclass(frozen=True, eq=False)
class Space:
    """The linear system around the true values: `below` and `above` are the room of each cell."""

    equations: Matrix
    below: Floats
    above: Floats

    @property
    def size(self) -> int:
        """Number of cells."""
        return len(self.below)

    @cached_property
    def by_row(self) -> csr_array[np.float64]:
        """The equations, quick to read by row."""
        return csr_array(self.equations)

    @cached_property
    def touching(self) -> Matrix:
        """Which equation holds which cell: 1 or nothing."""
        return csc_array(abs(self.equations).sign())

    @cached_property
    def degree(self) -> Floats:
        """How many equations hold each cell."""
        return np.asarray(self.touching.sum(axis=0), dtype=np.float64)

    @cached_property
    def room(self) -> Floats:
        """Room of each cell in its narrower direction, a zero's in the only one it has."""
        return np.where(self.below > 0, np.minimum(self.below, self.above), 0.0)

    def part(self, cells: NDArray[np.intp]) -> tuple[Matrix, NDArray[np.intp]]:
        """Return the equations of some cells, and which equations those are."""
        equations = csr_array(self.equations[:, cells])
        rows = np.flatnonzero(np.diff(equations.indptr))
        return csc_array(equations[rows]), rows


@dataclass(frozen=True, kw_only=True)
class Demand:
    """A cell must be able to go `up` and `down` that far, and `span` from end to end."""

    cell: int
    up: float
    down: float
    span: float


def cheapest_way(
    space: Space, cell: int, sign: int, distance: float, *, price: Floats, among: Bools
) -> Floats | None:
    """Return the deviations that let `cell` go `distance` far at the least linear price.

    The price of a cell is paid by unit moved, so that the answer is a good pattern, not the
    best one. None: no pattern of cells `among` lets the cell go that far.
    """
    columns = np.flatnonzero(among)
    size = len(columns)
    equations, rows = space.part(columns)
    place = int(np.flatnonzero(columns == cell)[0])
    upper = np.concatenate((space.above[columns], space.below[columns]))
    lower = np.zeros(2 * size)
    moving, back = (place, place + size) if sign > 0 else (place + size, place)
    upper[back] = 0.0
    if upper[moving] < distance:
        return None
    lower[moving] = distance
    still = np.zeros(len(rows))
    found = minimise(
        Program(
            objective=np.concatenate((price[columns], price[columns])),
            matrix=csc_array(hstack((equations, -equations))),
            lower=still,
            upper=still,
            least=lower,
            most=upper,
        )
    )
    if found.point is None:
        return None
    moves = found.point[:size] - found.point[size:]
    deviations = np.zeros(space.size)
    deviations[columns] = np.where(np.abs(moves) > NOISE, moves, 0.0)
    return deviations


def near(space: Space, cell: int, among: Bools, *, order: Floats) -> Bools:
    """Return some of the cells `among` that equations bind closely to `cell`.

    They are its neighbours in each equation, lowest `order` first, and the cells that close
    circles with them, so that what one gains another can lose. What moves among these alone
    moves in the whole space too: a demand met here is met, and one that is not met here may
    still be met farther away. A space that is small is near.
    """
    if among.sum() <= _NEAR_IN_ALL:
        return among
    chosen = np.zeros(space.size, dtype=np.bool_)
    chosen[cell] = True
    for row in np.flatnonzero(space.touching @ chosen):
        start, stop = space.by_row.indptr[row], space.by_row.indptr[row + 1]
        bound = space.by_row.indices[start:stop]
        bound = bound[among[bound]]
        chosen[bound[np.argsort(order[bound], kind="stable")[:_NEAR]]] = True
    for shared in (np.full(space.size, 2.0), space.degree):
        rows = (space.touching @ chosen > 0).astype(np.float64)
        chosen |= among & (np.asarray(space.touching.T @ rows) >= shared)
    return chosen
