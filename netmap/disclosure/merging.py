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
import pandas as pd

from netmap.counts.sectors import shared_borders
from netmap.disclosure.cells import Cell
from netmap.findings.planning import named_sectors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from netmap.findings.model import Findings

    _Group = tuple[str, ...]


def untold(findings: Findings, hidden: AbstractSet[Cell]) -> float:
    """Return the people expected in the sectors that are hidden, over the pooled periods."""
    due = findings.planning.sectors["attendues"]
    return float(due[[name in _hidden_sectors(findings, hidden) for name in due.index]].sum())


def groupings(findings: Findings, hidden: AbstractSet[Cell]) -> Iterator[Findings]:
    """Yield `findings` with their hidden sectors put together: neighbours, then all of them.

    A commune that is shown and expects enough people by itself stays alone.

    Parameters
    ----------
    findings
        ``planning.sectors`` as found.
    hidden
        What a release with these sectors would hide.

    Yields
    ------
    Findings
        With other sectors; a grouping that is the former one over again is left out.
    """
    sectors: dict[str, _Group] = {
        str(code): tuple(own) for code, own in findings.planning.sectors["communes"].items()
    }
    gone = _hidden_sectors(findings, hidden)
    due = findings.density.xs("commune")["attendues"].to_dict()
    least = findings.inputs.settings.density.sector_expected
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
        for code, around in shared_borders(findings.territory.communes).items()
        for other in around
        if {code, other} <= set(together)
    )
    tried = [set(sectors.values())]
    for groups in (nx.connected_components(borders), [together]):
        joined = {tuple(sorted(group)) for group in groups if group}
        if kept | joined not in tried:
            tried.append(kept | joined)
            yield _with_sectors(findings, kept | joined, joined)


def _hidden_sectors(findings: Findings, hidden: AbstractSet[Cell]) -> list[str]:
    codes = map(str, findings.planning.sectors.index)
    return [code for code in codes if Cell("sectors", "secteur", code) in hidden]


def _with_sectors(
    findings: Findings, groups: AbstractSet[_Group], joined: AbstractSet[_Group]
) -> Findings:
    communes = findings.territory.communes.index
    label = pd.Series(None, index=communes, dtype=object)
    for group in sorted(groups):
        label[list(group)] = group[0]
    table = named_sectors(
        findings.territory,
        findings.density,
        label,
        rate=findings.reference_rate,
        settings=findings.inputs.settings,
    )
    table["reunies"] = [own in joined for own in table["communes"]]
    return replace(findings, planning=replace(findings.planning, sectors=table))
