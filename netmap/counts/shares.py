"""Which zones the rows of a place go to, and in which months the service was open there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.periods import months, open_in
from netmap.territory.cut import SLIVER_SHARE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from netmap.territory.model import Territory

#: code → the zones that its rows go to, and in which shares
Shares = dict[str, list[tuple[str, float]]]


def held_shares(territory: Territory) -> dict[str, dict[str, float]]:
    """Return, for each QPV, its communes and the share of it that lies in each."""
    held: dict[str, dict[str, float]] = {}
    shares = territory.qpv_shares
    pairs = zip(shares.index.to_list(), shares.to_list(), strict=True)
    for (quarter, commune), share in pairs:
        held.setdefault(str(quarter), {})[str(commune)] = float(share)
    return held


def shares_inside(territory: Territory) -> dict[str, float]:
    """Return, for each QPV, the share of its residents who live in the territory.

    1 where nobody said how many they are in all.
    """
    inside = territory.zones.groupby("code_qp")["population"].sum(min_count=1)
    shares = inside.reindex(territory.qpv.index) / territory.qpv["population"].astype(float)
    known = shares.where(shares < 1 - SLIVER_SHARE, 1.0)
    return {str(code): float(share) for code, share in known.items()}


def row_shares(territory: Territory, *, holds: bool) -> Shares:
    """Return, for each QPV and commune, the zones that its rows go to, and in which shares.

    A commune whose row holds its QPVs has a row of no zone.
    """
    shares: Shares = {}
    for quarter, own in held_shares(territory).items():
        shares[quarter] = [(f"{commune}:{quarter}", share) for commune, share in own.items()]
    if holds:
        return shares
    zones: dict[str, dict[str, float]] = {}
    columns = (territory.zones[name] for name in ("code_insee", "population"))
    for zone, commune, people in zip(territory.zones.index, *columns, strict=True):
        zones.setdefault(str(commune), {})[str(zone)] = 0.0 if np.isnan(people) else float(people)
    for commune in sorted(zones):
        own = {commune: 1.0} if commune in zones[commune] else zones[commune]
        whole = float(np.sum(list(own.values())))
        shares[commune] = [
            (zone, n / whole if whole > 0 else 1 / len(own)) for zone, n in own.items()
        ]
    return shares


def months_open(
    zones: pd.DataFrame,
    epci: str | None,
    pooled: tuple[str, ...],
    perimeter: Mapping[str, tuple[str, ...]],
) -> list[set[int]]:
    """Return, for each zone, the months in which the service was meant to work there."""
    together: dict[tuple[str, ...] | None, set[int]] = {}
    for month in frozenset[int]().union(*map(months, pooled)):
        together.setdefault(open_in(month, perimeter), set()).add(month)
    opened: list[set[int]] = [set() for _ in range(len(zones))]
    for codes, own in together.items():
        for zone in np.flatnonzero(are_open(zones, epci, codes)):
            opened[zone] |= own
    return opened


def are_open(zones: pd.DataFrame, epci: str | None, codes: Iterable[str] | None) -> list[bool]:
    """Tell of each zone whether it is at one of `codes` (None: everywhere)."""
    inside = None if codes is None else frozenset(codes)
    return [
        inside is None or not inside.isdisjoint((commune, quarter, epci))
        for commune, quarter in zip(zones["code_insee"], zones["code_qp"], strict=True)
    ]


def change_of_residents(
    territory: Territory, opened: Mapping[str, AbstractSet[int]]
) -> pd.Series[float]:
    """Return the mean residents of each zone over some months, per resident of ``population``.

    Parameters
    ----------
    opened
        zone → months. In one of which no period tells, the residents are those of ``population``.

    Returns
    -------
        Index ``zone``; 1 where nothing is told.
    """
    people = territory.zones["population"].astype(float)
    change = {str(zone): 1.0 for zone in people.index}
    if territory.residents is None:
        return pd.Series(change)
    told = territory.residents.div(people.where(people > 0), axis=0).fillna(1.0)
    by_zone = {str(zone): row for zone, row in told.to_dict("index").items()}
    for zone, own in opened.items():
        each = [float(by_zone[zone].get(month, 1.0)) for month in sorted(own)]
        change[zone] = sum(each) / len(each) if each else 1.0
    return pd.Series(change)
