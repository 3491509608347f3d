"""Contacts as a release may show them: one more family of counts, a system a period.

Each contact is a person met: 1 to the threshold − 1 of them in a place are hidden, and with
them whatever would give them back. No page shows zones; they are counts that differences tell
(a commune less its neighbourhoods), and as protected as those that are shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netmap.disclosure.cells import (
    Cell,
    CountSystem,
    contact_cell,
    equation_matrix,
    hiding_costs,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

_PART = "zone"
#: Level of the contacts that are in no place of the territory.
ELSEWHERE = "ailleurs"


def contact_systems(contacts: pd.DataFrame | None, *, threshold: int) -> Iterator[CountSystem]:
    """Yield the counts of each period and what binds them.

    Territory = its communes + contacts of a QPV whose commune is not known; commune = its
    zones; QPV = its zones + those. What lies outside the territory, or has no place, stands
    in no sum: hidden, it could only be small, so that no release says it. The code of a cell is
    ``2024 17300``.

    Parameters
    ----------
    contacts
        As in :class:`netmap.counts.model.Counts`; None: no table, no system.
    """
    if contacts is None:
        return
    for period, own in contacts["passages"].dropna().groupby(level="periode", sort=True):
        counts = {
            contact_cell(str(period), str(level), str(code)): float(count)
            for (_, level, code), count in zip(own.index, own, strict=True)
            if level != ELSEWHERE
        }
        yield _system(counts, threshold=threshold)


def _system(counts: dict[Cell, float], *, threshold: int) -> CountSystem:
    cells = tuple(sorted(counts))
    values = np.array([counts[cell] for cell in cells])
    published = np.array([cell.level != _PART for cell in cells], dtype=np.bool_)
    nobody = published & (values == 0)
    return CountSystem(
        cells=cells,
        values=values,
        equations=equation_matrix([*_equations(counts)], cells),
        lower=np.where(published & (values > 0), 1.0, 0.0),
        upper=np.where(nobody, 0.0, np.inf),
        weights=hiding_costs(cells, values, published),
        published=published,
        known=nobody,
        sensitive=(values > 0) & (values < threshold),
        whole=np.ones(len(cells), dtype=np.bool_),
    )


def _equations(counts: dict[Cell, float]) -> Iterator[dict[Cell, float]]:
    """Yield whole = parts as M·a = 0, from codes alone: the zone ``17300:QN01701M`` is of both."""
    parts = [cell for cell in counts if cell.level == _PART]
    homes = {cell: cell.code.partition(" ")[2].partition(":")[::2] for cell in parts}
    for cell in counts:
        code = cell.code.partition(" ")[2]
        match cell.level:
            case "commune":
                own = [part for part in parts if homes[part][0] == code]
            case "qpv":
                own = [part for part in parts if homes[part][1] == code]
            case "territoire":
                own = [one for one in counts if one.level == "commune"]
                own += [part for part in parts if not homes[part][0]]
            case _:
                continue
        yield {cell: -1.0, **dict.fromkeys(own, 1.0)}
