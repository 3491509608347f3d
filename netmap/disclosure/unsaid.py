"""Kinds of counts of which nothing is said, as if the tables did not have them.

A count that is hidden although nothing shown bounds it can only be hidden because it is small:
the total of a table with few people in it, or a count that stands in no sum. Its kind is left
out, and who reads the release cannot tell that from a table without such a column or year.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array, csr_array
from scipy.sparse.csgraph import connected_components

from netmap.counts.accompanied import counts_of_people
from netmap.counts.figure import absent
from netmap.counts.people import totals_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from netmap.counts.figure import Figure
    from netmap.counts.model import Counts
    from netmap.disclosure.cells import Bools, Cell, CountSystem

    #: ``people``, ``closed``, ``period``, ``rounds`` or ``contacts``, and which
    Kind = tuple[str, str]

_EXACT = 1e-6
_CLOSED = "situations_cloturees"


def alone(system: CountSystem, hidden: Bools) -> Iterator[Cell]:
    """Yield the hidden cells that nothing shown bounds; and closed situations, all or none.

    Most people's situations are closed in the end: where they alone are hidden beside people,
    whoever expects as much takes those that are not closed for few.
    """
    unknown = np.flatnonzero(hidden)
    matrix = csc_array(system.equations)
    known = np.asarray(matrix[:, ~hidden] @ system.values[~hidden], dtype=np.float64)
    bounding = np.abs(known) > _EXACT
    touching = abs(csr_array(matrix[:, unknown]))
    count, label = connected_components(csr_array(touching.T @ touching), directed=False)
    bounded = np.zeros(count, dtype=np.bool_)
    bounded[label[touching[bounding].indices]] = True
    for place, group in zip(unknown.tolist(), label.tolist(), strict=True):
        cell = system.cells[place]
        if system.published[place] and (not bounded[group] or cell.level == _CLOSED):
            yield cell


def kind_of(cell: Cell) -> Kind:
    """Return the kind of a count, and which: a period, a column of rounds, a year of contacts."""
    match cell.block:
        case "periods":
            return ("closed", "") if cell.level == _CLOSED else ("period", cell.code)
        case "outreach":
            return ("rounds", cell.level)
        case "contacts":
            return ("contacts", cell.code.partition(" ")[0])
    return ("people", "")


def without(counts: Counts, kinds: AbstractSet[Kind]) -> Counts:
    """Return counts without some kinds, as they are where no table has them."""
    if ("people", "") in kinds:
        counts = replace(counts, **counts_of_people(None, counts.territory, counts.settings))
    if counts.accompaniments is not None:
        rows = counts.accompaniments
        rows = rows[[("period", str(period)) not in kinds for period in rows["periode"]]]
        if ("closed", "") in kinds:
            rows = rows.assign(**{_CLOSED: np.nan})
        periods = totals_of(rows, counts.territory, counts.settings.reading)
        counts = replace(counts, accompaniments=rows, periods=periods)
    rounds = None if counts.rounds is None else _without_columns(counts.rounds, kinds)
    contacts = counts.contacts
    if contacts is not None:
        years = contacts.index.get_level_values("periode")
        contacts = contacts[[("contacts", str(year)) not in kinds for year in years]]
    return replace(counts, rounds=rounds, contacts=contacts)


def _without_columns(
    rounds: Mapping[str, Mapping[str, Figure]], kinds: AbstractSet[Kind]
) -> dict[str, dict[str, Figure]]:
    return {
        group: {
            name: absent("no-column") if ("rounds", name) in kinds else figure
            for name, figure in own.items()
        }
        for group, own in rounds.items()
    }
