"""Sectors that would be hidden, put together until their count can be shown.

A sector has enough expected people to conclude; in the public edition it must also have a count
that may leave the office. Those that may not are put together, before anything else is given
up: neighbours first, then all of them, wherever they lie. What decides is what everybody sees
(which places are hidden, how many people are expected), and each grouping is protected and
audited as a whole.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import networkx as nx

from netmap.counts.dispersion import people_of_a_sector
from netmap.counts.model import expected_people
from netmap.counts.sectors import count_sectors, shared_borders
from netmap.disclosure.cells import Cell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from netmap.counts.model import Counts

    _Group = tuple[str, ...]


def untold(counts: Counts, hidden: AbstractSet[Cell]) -> float:
    """Return the people expected in the sectors that are hidden, over the pooled periods."""
    gone = _hidden_sectors(counts, hidden)
    due = expected_people(counts.places, counts.reference.rates).xs("commune")
    return float(sum(due.loc[list(own)].sum() for own in counts.sectors["communes"].loc[gone]))


def groupings(counts: Counts, hidden: AbstractSet[Cell]) -> Iterator[Counts]:
    """Yield `counts` with their hidden sectors put together: neighbours, then all of them.

    A commune that is shown and expects enough people by itself stays alone.

    Parameters
    ----------
    hidden
        What a release with these sectors would hide.

    Yields
    ------
    Counts
        With other sectors; a grouping that is the former one over again is left out.
    """
    sectors: dict[str, _Group] = {
        str(code): tuple(own) for code, own in counts.sectors["communes"].items()
    }
    gone = _hidden_sectors(counts, hidden)
    due = expected_people(counts.places, counts.reference.rates).xs("commune").to_dict()
    least = people_of_a_sector(counts.periods.index, counts.settings.density)
    members = [code for sector in gone for code in sectors[sector]]
    together = [
        code for code in members if Cell("density", "commune", code) in hidden or due[code] < least
    ]
    kept = {own for sector, own in sectors.items() if sector not in gone}
    kept |= {(code,) for code in members if code not in together}
    borders: nx.Graph[str] = nx.Graph()
    borders.add_nodes_from(together)
    borders.add_edges_from(
        (code, other)
        for code, around in shared_borders(counts.territory.communes).items()
        for other in around
        if {code, other} <= set(together)
    )
    tried = [set(sectors.values())]
    for groups in (nx.connected_components(borders), [together]):
        joined = {tuple(sorted(group)) for group in groups if group}
        if kept | joined not in tried:
            tried.append(kept | joined)
            yield replace(
                counts, sectors=count_sectors(counts.places, kept | joined, joined=joined)
            )


def _hidden_sectors(counts: Counts, hidden: AbstractSet[Cell]) -> list[str]:
    codes = map(str, counts.sectors.index)
    return [code for code in codes if Cell("sectors", "secteur", code) in hidden]
