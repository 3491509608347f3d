"""Today's places over some of the periods, which nobody shows and which tables still tell of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from netmap.counts.places import count_places
from netmap.disclosure.people import people_system
from netmap.disclosure.states import Term
from netmap.periods import months, within_another

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netmap.counts.model import Counts
    from netmap.disclosure.beside import Beside, Place
    from netmap.disclosure.cells import CountSystem
    from netmap.formats.releases import Key

    #: counts of places over some periods, and what binds them
    Parts = dict[frozenset[str], CountSystem]


class Over:
    """Counts of today's places over parts of the months, added beside those of all of them.

    `parts` keeps those that are worked out: whatever the sectors, they are the same.
    """

    def __init__(self, counts: Counts, beside: Beside, parts: Parts) -> None:
        self._counts = counts
        self._beside = beside
        self._parts = parts

    def pieces(
        self, today: int, pieces: Sequence[frozenset[int]], pool: frozenset[int]
    ) -> dict[Term, Place]:
        """Count today's places over each piece that the tables tell of."""
        table = frozenset(map(str, self._counts.periods.index))
        found: dict[Term, Place] = {}
        for number, piece in enumerate(pieces):
            inside = frozenset(period for period in table if months(period) <= piece)
            if piece == pool or frozenset().union(*map(months, inside)) != piece:
                continue
            counted = self._counts_over(inside, table)
            found |= {Term(today, number, key): cell for key, cell in counted.items()}
        return found

    def _counts_over(self, piece: frozenset[str], table: frozenset[str]) -> dict[Key, Place]:
        """Add the counts of all places over some periods."""
        if piece not in self._parts:
            self._parts[piece] = self._counted(piece, table)
        named = " ".join(sorted(piece))
        return self._beside.add_system(self._parts[piece], named=named, times=len(piece))

    def _counted(self, piece: frozenset[str], table: frozenset[str]) -> CountSystem:
        counts = self._counts
        inside = tuple(p for p in sorted(table) if p in piece or within_another(p, piece))
        settings = counts.settings.model_copy(
            update={"density": counts.settings.density.model_copy(update={"periods": inside})}
        )
        found = count_places(
            counts.territory, counts.accompaniments, settings=settings, periods=inside
        )
        return people_system(
            replace(
                counts,
                settings=settings,
                periods=counts.periods.iloc[:0],
                sectors=counts.sectors.iloc[:0],
                **found._asdict(),
            )
        )
