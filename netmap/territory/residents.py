"""How many people lived in each zone and month, where that is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from netmap.periods import months

if TYPE_CHECKING:
    from collections.abc import Mapping


def residents_by_month(populations: pd.DataFrame, zones: pd.DataFrame) -> pd.DataFrame:
    """Return the people of each zone in each month that a period tells of.

    Of a place, the shortest period that holds a month tells. A commune's zones sum to its figure:
    a QPV's is shared between its parts as in `zones`; a QPV without a row changes as its commune
    does. What is outside the QPVs is what they leave of the commune's figure; in a commune
    without a row it is what it is in `zones`.

    Parameters
    ----------
    populations
        Columns ``code`` (of a commune or a QPV), ``periode``, ``population``; a place and period
        that stand twice: the last one holds.
    zones
        Index ``zone``; ``code_insee``, ``code_qp`` (None: outside any QPV), ``population``.

    Returns
    -------
        Index ``zone``, columns the months from year 0, sorted; NaN: no figure of the month bears
        on it, or the zone's people are unknown.

    Raises
    ------
    ValueError
        A period is not one.

    Examples
    --------
    >>> zones = pd.DataFrame({"code_insee": ["17300", "17300"], "code_qp": ["QN01701M", None],
    ...     "population": [1_000.0, 3_000.0]}, index=["17300:QN01701M", "17300"])
    >>> populations = pd.DataFrame({"code": ["17300", "QN01701M", "17300"],
    ...     "periode": ["2022", "2022", "2023-01"], "population": [3_900.0, 1_100.0, 4_400.0]})
    >>> residents_by_month(populations, zones)[[12 * 2022, 12 * 2023]].loc["17300"].tolist()
    [2800.0, 3300.0]
    """
    base = zones["population"].astype(float)
    inside = zones["code_qp"].notna()
    whole = base.groupby(zones["code_insee"]).transform("sum", min_count=1)
    quarter = base[inside].groupby(zones["code_qp"]).transform("sum", min_count=1)
    told: dict[int, dict[object, float]] = {}
    for period in sorted(set(populations["periode"]), key=lambda one: -len(months(one))):
        own = populations[populations["periode"] == period]
        figures = dict(zip(own["code"], own["population"].astype(float), strict=True))
        for month in months(period):
            told[month] = told.get(month, {}) | figures
    table = {month: _of_month(told[month], zones, base, whole, quarter) for month in sorted(told)}
    return pd.DataFrame(table, index=pd.Index(zones.index, name="zone"), dtype=float)


def _of_month(
    told: Mapping[object, float],
    zones: pd.DataFrame,
    base: pd.Series[float],
    whole: pd.Series[float],
    quarter: pd.Series[float],
) -> pd.Series[float]:
    """Return the people of each zone in a month; NaN: no figure bears on it."""
    inside = zones["code_qp"].notna()
    communes = zones["code_insee"].map(told).astype(float)
    growth = communes / whole.where(whole > 0)
    own = zones.loc[inside, "code_qp"].map(told).astype(float) / quarter.where(quarter > 0)
    parts = base[inside] * own.fillna(growth[inside])
    held = parts.fillna(base[inside]).groupby(zones["code_insee"]).sum()
    left = communes - zones["code_insee"].map(held).fillna(0.0)
    return parts.reindex(base.index).where(inside, left.clip(lower=0.0).where(base.notna()))
