"""From people of the pooled periods to people of a year, where and as the service is open today.

A place where it opened last year is told by that year alone, and not by the years before, when
nobody could come; where it has closed since, nobody comes any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.counts.grouped import Grouped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from netmap.disclosure.shown import ShownCounts
    from netmap.territory.model import Territory

#: Fewer are what adding up fractions leaves.
_NOBODY = 1e-6


def service_years(counts: ShownCounts, territory: Territory) -> pd.Series[float]:
    """Return :func:`years_behind` the people of each commune, QPV and of the territory.

    Index MultiIndex (``niveau``, ``code``).
    """
    each, zones = zones_a_year(counts), territory.zones
    keys = {
        "commune": zones["code_insee"],
        "qpv": zones["code_qp"],
        "territoire": pd.Series("territoire", index=zones.index),
    }
    places = counts.places.shown[["personnes", "annees"]].astype(np.float64)
    told = places.index.get_level_values("niveau")
    return pd.concat(
        {
            level: years_behind(own["personnes"], each, key, otherwise=own["annees"])
            for level, key in keys.items()
            if level in told
            for own in (places.xs(level),)
        },
        names=["niveau", "code"],
    )


def zones_a_year(counts: ShownCounts) -> pd.DataFrame:
    """Return the people of each zone, over the pooled periods and in a year.

    Returns
    -------
        Index ``zone``; ``personnes`` as in Counts and ``par_an`` (both 0 where the service was
        never open, and the latter where it is not open today; NaN: hidden or no data);
        ``cible_annees`` (of the target of today, where it is open); ``cible``, NaN where it is
        not.
    """
    shown = counts.places.shown.xs("zone")
    people, years = (shown[name].astype(np.float64) for name in ("personnes", "annees"))
    never = ~shown["ouverte"].fillna(value=False).astype(bool) & counts.counted
    people = people.mask(never, 0.0)
    target, still = shown["cible"].astype(np.float64), np.isfinite(years)
    return pd.DataFrame(
        {
            "personnes": people,
            "par_an": (people / years).mask(never | np.isinf(years), 0.0),
            "cible_annees": (target * years).where(still, shown["cible_annees"]),
            "cible": target.where(still),
        }
    )


def years_behind(
    people: pd.Series[float],
    zones: pd.DataFrame,
    key: pd.Series[str],
    *,
    otherwise: pd.Series[float],
) -> pd.Series[float]:
    """Return by what the people of places are divided to have those of a year, today.

    Zones that are told give their own people a year; what they leave of the place is divided
    by the mean years of service of the others, by those who could come.

    Parameters
    ----------
    people
        Of places, over the pooled periods (NaN: hidden, unknown).
    zones
        As :func:`zones_a_year`.
    key
        Of each zone, the place; a missing one is in none.
    otherwise
        What it is, index of `people`, where the place or the target of its zones is not known,
        or where nobody came.

    Returns
    -------
        Index of `people`; ``inf``: nobody comes today; NaN: not known.

    Examples
    --------
    Thirty came in three years from a quarter, ten in one from the rest of its commune: twenty a
    year. Four more are told of the commune alone, and divided by the mean years of those who
    could come, as all are where nothing is told of its parts:

    >>> zones = pd.DataFrame({"personnes": [30.0, 10.0], "par_an": [10.0, 10.0],
    ...     "cible_annees": [3_000.0, 1_000.0], "cible": 1_000.0}, index=["a:q", "a"])
    >>> whole, key = pd.Series({"a": 44.0}), pd.Series({"a:q": "a", "a": "a"})
    >>> untold = zones.assign(personnes=float("nan"), par_an=float("nan"))
    >>> [(whole / years_behind(whole, one, key, otherwise=whole)).loc["a"].item()
    ...  for one in (zones, untold)]
    [22.0, 22.0]
    """
    grouped = Grouped(key.reindex(zones.index), people.index)
    told = np.isfinite(zones["par_an"].to_numpy(np.float64))

    def total(name: str, among: NDArray[np.bool_]) -> NDArray[np.float64]:
        return grouped.total(np.where(among, np.nan_to_num(zones[name]), 0.0))

    counts = people.to_numpy(np.float64)
    left = counts - total("personnes", told)
    all_told = grouped.total(~told) == 0
    every = np.ones(len(zones), dtype=np.bool_)
    past, now = (
        np.where(all_told, total(name, every), total(name, ~told))
        for name in ("cible_annees", "cible")
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        others = np.where(np.abs(left) > _NOBODY, left * now / past, 0.0)
        years = counts / (total("par_an", told) + others)
    known = (counts > 0) & ~np.isnan(years)
    return pd.Series(np.where(known, years, otherwise.to_numpy(np.float64)), index=people.index)
