"""Who is expected of each zone in a year at the reference rate, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.findings.a_year import zones_a_year

if TYPE_CHECKING:
    from netmap.counts.model import Reference
    from netmap.disclosure.shown import ShownCounts
    from netmap.territory.model import Territory

_PER = 1_000


def expected_by_zone(
    territory: Territory, counts: ShownCounts, *, dispersion: float = 1.0
) -> pd.DataFrame:
    """Return the target population of each zone and the people expected of it in a year.

    Parameters
    ----------
    counts
        Whose reference, and people where they may be shown.
    dispersion
        Variance factor of the counts (:mod:`netmap.findings.dispersion`).

    Returns
    -------
        Index ``zone``; ``code_insee``; ``code_qp`` (None: outside any QPV); ``population``;
        ``cible`` (the target population: all residents where no figure of need is given),
        ``cible_doute`` (standard deviation of its logarithm), ``cible_origine`` (TargetOrigin);
        ``attendues`` (people a year at the reference rate, also where the service was never
        open), ``attendues_doute`` (likewise: that of the target and that of the rate);
        ``personnes`` (accompanied in a year of service; 0 where it is not open today; NaN:
        hidden or no data). NaN: unknown.
    """
    zones = territory.zones[["code_insee", "code_qp", "population"]].copy()
    residents = zones["population"].astype(np.float64)
    if territory.target is None:
        target = pd.DataFrame(
            {"cible": residents, "doute": 0.0, "origine": "publie"}, index=zones.index
        )
    else:
        target = territory.target.zones.reindex(zones.index)
    inside = zones["code_qp"].notna()
    rate, doubt = (
        pd.Series(np.where(inside, *of), index=zones.index)
        for of in (counts.reference.rates, rate_doubts(counts.reference, counts, dispersion))
    )
    table: pd.DataFrame = zones.assign(
        cible=target["cible"],
        cible_doute=target["doute"],
        cible_origine=target["origine"],
        attendues=rate * target["cible"] / _PER,
        attendues_doute=np.hypot(target["doute"], doubt),
        personnes=zones_a_year(counts)["par_an"].reindex(zones.index),
    )
    return table


def rate_doubts(
    reference: Reference, counts: ShownCounts, dispersion: float
) -> tuple[float, float]:
    """Return the standard deviations of the logarithms of the rates inside and outside QPVs.

    A rate that was stated has none; another is a count of people over what is known.
    """
    if reference.kind == "cible":
        return 0.0, 0.0
    people: pd.Series[float] = (
        counts.strata.shown["personnes"].loc[["qpv", "hors-qpv"]]
        if reference.kind == "strate"
        else pd.Series([reference.people] * 2)
    ).astype(np.float64)
    inside, outside = np.sqrt(dispersion / people.where(people > 0))
    return float(inside), float(outside)


def summed(zones: pd.DataFrame, key: pd.Series[str]) -> pd.DataFrame:
    """Return the expected people of places made of zones, with their doubt.

    Doubts are taken to go together: what an estimate misses in a zone it may miss in all.

    Parameters
    ----------
    zones
        As :func:`expected_by_zone`.
    key
        Of each zone, the place; a missing one is in none.

    Returns
    -------
        Index the places; ``cible``, ``attendues``, ``attendues_doute``; NaN: unknown in a zone.

    Examples
    --------
    >>> zones = pd.DataFrame({"cible": [100.0, 300.0], "attendues": [1.0, 3.0],
    ...     "attendues_doute": [0.4, 0.2]}, index=["a:q", "a"])
    >>> summed(zones, pd.Series({"a:q": "a", "a": "a"})).loc["a"].tolist()
    [400.0, 4.0, 0.25]
    """
    parts = zones[["cible", "attendues"]].assign(
        ecart=zones["attendues"] * zones["attendues_doute"]
    )
    total = parts.groupby(key).sum()
    total = total.mask(parts.isna().groupby(key).any())
    doubt = total["ecart"] / total["attendues"].where(total["attendues"] > 0)
    return total[["cible", "attendues"]].assign(attendues_doute=doubt)
