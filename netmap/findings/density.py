"""Density: people accompanied per 1,000 residents a year, and how sure that is.

Contacts (``passages``) are another measure, of meetings and not of people: they are no part of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.counts.people import Counted, count_people, people_by_code
from netmap.findings.posterior import RatePrior, classify, fit_prior, probability_under
from netmap.findings.rates import between_area_variance, empirical_bayes, garwood
from netmap.findings.uneven import uneven_places

if TYPE_CHECKING:
    from netmap.settings import Settings
    from netmap.territory.model import Territory

__all__ = [
    "RatePrior",
    "between_area_variance",
    "classify",
    "density_table",
    "empirical_bayes",
    "fit_prior",
    "garwood",
    "period_totals",
    "probability_under",
    "reference_rate",
]

_PER = 1_000


def reference_rate(
    territory: Territory, accompaniments: pd.DataFrame | None, *, settings: Settings
) -> tuple[float, str]:
    """Return the rate that places are compared with, and what it is.

    Returns
    -------
        People per 1,000 residents a year (NaN: nothing to compute it from), and
        ``territoire`` (the pooled rate of all), ``qpv`` (that of the QPVs) or ``cible`` (the
        number stated in the settings).
    """
    return _reference(_counted(territory, accompaniments, settings), settings)


def density_table(
    territory: Territory, accompaniments: pd.DataFrame | None, *, settings: Settings
) -> pd.DataFrame:
    """Return people accompanied, rate, doubt and class of each place.

    How rows become people of a place, and what no row means, is told in
    :mod:`netmap.counts.people`. Expected people are the reference rate × the years in
    which the service was open × the residents of the zones where it was. Each level is
    smoothed, and its probabilities fitted, among its own places. A place of which a part
    was never open is never called ``desservie``, nor is one with an under-served part.

    Returns
    -------
        As ``Findings.density``: index (``niveau``, ``code``), sorted by level then code; the
        territory has the code ``territoire``. Where the service was never open, people are
        NaN and the class is ``non-ouverte``; where nothing is known, ``sans-donnee``.
    """
    counted = _counted(territory, accompaniments, settings)
    rate, _ = _reference(counted, settings)
    zones = counted.zones
    names: dict[str, pd.Series[str]] = {
        "territoire": pd.Series({"territoire": territory.name}),
        "commune": territory.communes["nom"],
        "qpv": territory.qpv["lib_qp"],
        "zone": territory.zones["nom"],
    }
    keys: dict[str, pd.Series[str]] = {
        "territoire": pd.Series("territoire", index=zones.index),
        "commune": zones["code_insee"],
        "qpv": zones["code_qp"],
        "zone": pd.Series(zones.index, index=zones.index),
    }
    levels = []
    for level, name in names.items():
        elsewhere = counted.elsewhere if level == "territoire" else 0.0
        places = _sum_zones(zones, keys[level], lenient=level == "territoire")
        places[["personnes", "comptees"]] += elsewhere
        places = places.reindex(name.index).sort_index()
        places.insert(0, "nom", name.reindex(places.index))
        table = _measure(places, rate / _PER, known=counted.known, settings=settings)
        table.index = pd.MultiIndex.from_product([[level], table.index], names=["niveau", "code"])
        levels.append(table)
    table = pd.concat(levels)
    return table.assign(classe=uneven_places(table))


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


def _counted(
    territory: Territory, accompaniments: pd.DataFrame | None, settings: Settings
) -> Counted:
    return count_people(
        territory,
        accompaniments,
        periods=settings.density.periods,
        perimeter=settings.perimeter,
    )


def _reference(counted: Counted, settings: Settings) -> tuple[float, str]:
    stated = settings.density.reference
    if not isinstance(stated, str):
        return float(stated), "cible"
    zones = counted.zones
    known = zones[(zones["annees"] > 0) & zones["population"].notna()]
    elsewhere = counted.elsewhere
    if stated == "qpv":
        known, elsewhere = known[known["code_qp"].notna()], 0.0
    years = float((known["population"] * known["annees"]).sum())
    people = float(known["personnes"].sum()) + elsewhere
    return (_PER * people / years if years > 0 else np.nan), stated


def _sum_zones(zones: pd.DataFrame, key: pd.Series[str], *, lenient: bool) -> pd.DataFrame:
    """Sum zones by place: people, residents, person-years, and whether a part was not open.

    `lenient` leaves zones of unknown population out of the rate instead of losing it.
    """
    opened = zones["annees"] > 0
    years = (zones["population"] * zones["annees"]).where(opened, 0.0)
    in_rate = opened & (years.notna() if lenient else True)
    parts = pd.DataFrame(
        {
            "personnes": zones["personnes"],
            "comptees": zones["personnes"].where(in_rate),
            "population": zones["population"],
            "personnes_annees": years.where(in_rate, 0.0),
            "fermee": (~opened).astype(float),
            "ouverte": opened.astype(float),
        }
    )
    grouped = parts.groupby(key, sort=True)
    total = grouped.sum(min_count=1)
    for column in ("population", "personnes_annees"):
        missing = parts[column].isna().groupby(key, sort=True).any()
        total[column] = total[column].mask(missing)
    return total


def _measure(places: pd.DataFrame, rate: float, *, known: bool, settings: Settings) -> pd.DataFrame:
    """Turn summed zones into the columns of ``Findings.density``; `rate` is per person a year."""
    options = settings.density
    people, years = places["comptees"], places["personnes_annees"]
    years = years.where(years > 0)
    expected = (rate * years).where(people.notna())
    lower, upper = garwood(people, level=options.level)
    probability = probability_under(people, expected, ratio=options.ratio)
    classes = classify(probability, people, certainty=options.certainty)
    partly = (places["fermee"] > 0).to_numpy() & (classes == "desservie")
    classes[partly] = "indeterminee"
    classes[places["population"].isna().to_numpy() & years.isna().to_numpy()] = "sans-donnee"
    if known:
        classes[(places["ouverte"] == 0).to_numpy()] = "non-ouverte"
    else:
        classes[:] = "sans-donnee"
    return pd.DataFrame(
        {
            "nom": places["nom"],
            "population": places["population"],
            "personnes": places["personnes"],
            "attendues": expected,
            "taux": _PER * people / years,
            "taux_bas": _PER * lower / years,
            "taux_haut": _PER * upper / years,
            "taux_lisse": _PER * empirical_bayes(people, years),
            "rapport": people / expected.where(expected > 0),
            "p_sous_desserte": probability,
            "classe": pd.Series(classes, index=places.index, dtype=object),
        }
    )
