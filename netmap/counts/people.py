"""From rows of accompanied people to people and person-years of each zone.

What a missing row means. The table lists people who were accompanied. Where it has any
row for a period, and the service was open in a place (``[perimetre]``; a period that is not
there: everywhere), no row means that **nobody** of that place came: 0. Outside the perimeter,
no row means that the service **was not open**: not a number. Without a table, nothing is known.

How people are counted. Each row is counted once. A row with neither theme nor public is the
number of people. Where a period and a code have only rows by public, these are summed (at most
that many people, if publics overlap); where they have only rows by theme, the largest theme is
taken (at least that many people, since one may have several needs), never the sum: a place is
never called well served on people counted twice. A period inside a longer one that the same
code has (``2023-S1`` beside ``2023``) is already counted there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from netmap.periods import months, open_codes, within_another

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from netmap.territory.model import Territory

_MONTHS = 12


@dataclass(frozen=True)
class Counted:
    """People and exposure of zones over the pooled periods.

    Attributes
    ----------
    zones
        Index ``zone``. ``personnes``: people accompanied who live there, fractional where a
        count was known for a wider place (NaN: the service was not open, or no table);
        ``annees``: years the service was open there (0: it was not); ``population``,
        ``code_insee``, ``code_qp`` of the zone.
    elsewhere
        People counted at a code that is no zone's: the whole EPCI, a QPV that was not drawn.
    known
        Whether there was anything to count: a table with a row for a pooled period.
    """

    zones: pd.DataFrame
    elsewhere: float
    known: bool


def count_people(
    territory: Territory,
    accompaniments: pd.DataFrame | None,
    *,
    periods: tuple[str, ...] = (),
    perimeter: Mapping[str, tuple[str, ...]] | None = None,
) -> Counted:
    """Give each zone its people and its years of service.

    Rows of a QPV go to its zones by the people who live in each; rows of a commune go to its
    remainder (people outside its QPVs, or not known to be inside), or to its QPVs' zones by
    their people where they cover it whole.

    Parameters
    ----------
    territory
        The zones.
    accompaniments
        As in Inputs; None: no table.
    periods
        Those pooled; empty: all of the table.
    perimeter
        period → codes of communes, QPVs or the EPCI where the service was open.

    Raises
    ------
    ValueError
        A period is not one.
    """
    zones = territory.zones[["code_insee", "code_qp", "population"]].copy()
    rows = people_by_code(accompaniments)
    if periods:
        rows = rows[rows["periode"].isin(periods)]
    pooled = tuple(sorted(set(rows["periode"])))
    if not pooled:
        return Counted(zones.assign(personnes=np.nan, annees=0.0), 0.0, known=False)
    shares = _shares_by_code(zones, territory.qpv_shares)
    position = {str(zone): i for i, zone in enumerate(zones.index)}
    people = np.zeros(len(zones))
    open_months: list[set[int]] = months_open(zones, territory.epci, pooled, perimeter or {})
    elsewhere = 0.0
    for code, own in rows.groupby("code", sort=True):
        told = frozenset(own["periode"])
        count = _count_of(own)
        split = shares.get(str(code))
        if split is None:
            elsewhere += count
            continue
        for zone, share in split:
            people[position[zone]] += count * share
            for period in sorted(told):
                open_months[position[zone]] |= months(period)
    years = np.array([len(opened) / _MONTHS for opened in open_months])
    people[years == 0] = np.nan
    return Counted(zones.assign(personnes=people, annees=years), elsewhere, known=True)


def people_of_rows(
    accompaniments: pd.DataFrame | None, *, periods: tuple[str, ...] = ()
) -> dict[str, float]:
    """Return the people of each code's own rows over `periods` (empty: all), nobody split."""
    rows = people_by_code(accompaniments)
    if periods:
        rows = rows[rows["periode"].isin(periods)]
    return {str(code): _count_of(own) for code, own in rows.groupby("code", sort=True)}


def zone_shares(territory: Territory) -> dict[str, dict[str, float]]:
    """Return, for each zone, the share that it takes of the rows of each code."""
    shares: dict[str, dict[str, float]] = {}
    for code, split in _shares_by_code(territory.zones, territory.qpv_shares).items():
        for zone, share in split:
            shares.setdefault(zone, {})[code] = share
    return shares


def _count_of(own: pd.DataFrame) -> float:
    """Return the people of the rows of a code; a period within another one is in it already."""
    told = frozenset(own["periode"])
    kept = own[[not within_another(period, told) for period in own["periode"]]]
    return float(kept["personnes"].sum())


def people_by_code(accompaniments: pd.DataFrame | None) -> pd.DataFrame:
    """Return people by period and code, each person as near to once as the rows allow.

    Returns
    -------
        Columns ``periode``, ``code``, ``personnes``, ``situations_cloturees`` (NaN where a
        counted row does not say), ``lecture`` (total; public: summed over publics, an upper
        bound; thematique: the largest theme, a lower bound), sorted by period and code.
    """
    columns = ["periode", "code", "personnes", "situations_cloturees", "lecture"]
    found: list[tuple[str, str, float, float, str]] = []
    if accompaniments is not None:
        grouped = accompaniments.groupby(["periode", "code"], sort=True)
        cells = cast("dict[tuple[str, str], NDArray[np.intp]]", grouped.indices)
        by_theme = _said(accompaniments, "thematique").to_numpy(bool)
        by_public = _said(accompaniments, "public").to_numpy(bool)
        measures = accompaniments[["personnes", "situations_cloturees"]].astype(float).to_numpy()
        for period, code in sorted(cells):
            own = cells[period, code]
            themes = accompaniments["thematique"].iloc[own] if by_theme[own].all() else None
            read = _one_count(measures[own], themes, by_theme[own], by_public[own])
            found.append((str(period), str(code), *read))
    return pd.DataFrame(found, columns=columns)


def period_totals(accompaniments: pd.DataFrame | None) -> pd.DataFrame:
    """Return the territory's people and closed situations by period, all periods of the table.

    Returns
    -------
        Index ``periode``, sorted; ``personnes``, ``situations_cloturees`` (NaN where a counted
        row does not say: a sum of some would pass for the sum of all).
    """
    rows = people_by_code(accompaniments)
    measures = rows.set_index("periode")[["personnes", "situations_cloturees"]].astype(float)
    totals = measures.groupby(level="periode", sort=True).sum()
    unsaid = measures.isna().groupby(level="periode", sort=True).any()
    return totals.mask(unsaid)


def _one_count(
    measures: NDArray[np.float64],
    themes: pd.Series[str] | None,
    by_theme: NDArray[np.bool_],
    by_public: NDArray[np.bool_],
) -> tuple[float, float, str]:
    """Return the people, the closed situations and how the rows of one cell were read."""
    for reading, kept in (("total", ~by_theme & ~by_public), ("public", ~by_theme & by_public)):
        if kept.any():
            people, closed = measures[kept].sum(axis=0)
            return float(people), float(closed), reading
    sums = pd.DataFrame(measures).groupby(np.asarray(themes), sort=True).sum(min_count=1)
    return float(sums[0].max()), float(sums[1].max(skipna=False)), "thematique"


def _said(rows: pd.DataFrame, column: str) -> pd.Series[bool]:
    if column not in rows:
        return pd.Series(data=False, index=rows.index)
    return rows[column].notna() & (rows[column].astype(str) != "")


def _shares_by_code(
    zones: pd.DataFrame, qpv_shares: pd.Series[float]
) -> dict[str, list[tuple[str, float]]]:
    """Return, for each commune and QPV, the zones that its rows go to, and in which shares."""
    shares: dict[str, list[tuple[str, float]]] = {}
    for code_qp, code_insee, share in zip(
        qpv_shares.index.get_level_values("code_qp"),
        qpv_shares.index.get_level_values("code_insee"),
        qpv_shares,
        strict=True,
    ):
        shares.setdefault(str(code_qp), []).append((f"{code_insee}:{code_qp}", float(share)))
    for code_insee, own in zones.groupby("code_insee", sort=True):
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
