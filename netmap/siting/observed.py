"""Whom the tables show today: groups of zones whose people are known, finest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator


def observed_groups(
    density: pd.DataFrame, sectors: pd.DataFrame, zones: pd.DataFrame
) -> pd.DataFrame:
    """Return groups of zones, none in two, whose people accompanied are shown.

    They are the QPVs, what is left of the communes that hold one, the sectors without those,
    and, together, the other zones that are shown.

    Parameters
    ----------
    density, sectors
        As in Findings: only counts that may be shown are in them.
    zones
        As in Territory.

    Returns
    -------
        ``nom`` (of the QPV, commune or sector; None: the other zones together), ``kind``
        (qpv, reste, secteur, autres), ``zones`` (tuple), ``personnes`` over the pooled periods.
    """
    rows = density.xs("zone")
    people = rows["personnes"].astype(np.float64)
    opened = set(rows.index[rows["classe"] != "non-ouverte"])
    taken: set[str] = set()
    groups: list[tuple[str | None, str, tuple[str, ...], float]] = []
    for name, kind, count, wanted in _candidates(density, sectors, zones, people):
        own = tuple(sorted(set(wanted) & opened - taken))
        inside = [group for group in groups if set(group[2]) <= set(wanted)]
        split = {zone for group in groups for zone in group[2] if zone in wanted}
        left = count - sum(group[3] for group in inside)
        if own and left >= 0 and split == {z for group in inside for z in group[2]}:
            groups.append((name, kind, own, float(left)))
            taken |= set(own)
    alone = [zone for zone in sorted(opened - taken) if np.isfinite(people[zone])]
    if alone:
        groups.append((None, "autres", tuple(alone), float(people[alone].sum())))
    return pd.DataFrame(groups, columns=["nom", "kind", "zones", "personnes"])


def _candidates(
    density: pd.DataFrame, sectors: pd.DataFrame, zones: pd.DataFrame, people: pd.Series[float]
) -> Iterator[tuple[str, str, float, list[str]]]:
    """Yield name, kind, people and zones of what may be a group, the finest first."""
    quarters = density[density.index.get_level_values("niveau") == "qpv"].droplevel("niveau")
    for code, row in quarters.sort_index().iterrows():
        parts = zones.index[zones["code_qp"] == code]
        yield str(row["nom"]), "qpv", float(row["personnes"]), list(parts)
    holding = set(zones.loc[zones["code_qp"].notna(), "code_insee"])
    for zone in zones.index[zones["code_qp"].isna() & zones["code_insee"].isin(holding)]:
        yield str(zones["nom"][zone]), "reste", float(people[zone]), [str(zone)]
    for name, codes, count in zip(
        sectors["nom"],
        sectors["communes"],
        sectors["personnes"],
        strict=True,
    ):
        yield str(name), "secteur", float(count), list(zones.index[zones["code_insee"].isin(codes)])
