"""Which zones the rows of a place go to, and in which months the service was open there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netmap.periods import months, open_codes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

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


def row_shares(territory: Territory, *, holds: bool) -> Shares:
    """Return, for each QPV and commune, the zones that its rows go to, and in which shares.

    A commune whose row holds its QPVs has a row of no zone.
    """
    shares: Shares = {}
    for quarter, own in held_shares(territory).items():
        shares[quarter] = [(f"{commune}:{quarter}", share) for commune, share in own.items()]
    if holds:
        return shares
    for code_insee, own in territory.zones.groupby("code_insee", sort=True):
        if code_insee in own.index:
            shares[str(code_insee)] = [(str(code_insee), 1.0)]
            continue
        weight = own["population"].fillna(0).to_numpy(dtype=float)
        weight = weight if weight.sum() > 0 else np.ones(len(own))
        shares[str(code_insee)] = list(
            zip(map(str, own.index), map(float, weight / weight.sum()), strict=True)
        )
    return shares


def months_open(
    zones: pd.DataFrame,
    epci: str | None,
    pooled: tuple[str, ...],
    perimeter: Mapping[str, tuple[str, ...]],
) -> list[set[int]]:
    """Return, for each zone, the months in which the service was meant to work there."""
    opened: list[set[int]] = [set() for _ in range(len(zones))]
    for period in pooled:
        codes = open_codes(period, perimeter)
        for i, (commune, quarter) in enumerate(
            zip(zones["code_insee"], zones["code_qp"], strict=True)
        ):
            if codes is None or not {commune, quarter, epci}.isdisjoint(codes):
                opened[i] |= months(period)
    return opened
