"""People and person-years of every place, from zones up, and the reference rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from netmap.counts.model import Reference
from netmap.counts.people import count_people

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netmap.counts.people import Counted
    from netmap.settings import Settings
    from netmap.territory.model import Territory

COLUMNS = [
    "population", "personnes_annees", "ouverte", "partie_fermee", "personnes", "comptees",
    "au_moins", "au_plus",
]  # fmt: skip
LEVELS = ("territoire", "commune", "qpv", "zone")


class PlaceCounts(NamedTuple):
    """The values of the same names of :class:`netmap.counts.model.Counts`."""

    places: pd.DataFrame
    reference: Reference
    elsewhere: float
    outside: float
    counted: bool


def count_places(
    territory: Territory,
    accompaniments: pd.DataFrame | None,
    *,
    settings: Settings,
    periods: tuple[str, ...],
) -> PlaceCounts:
    """Sum people by place, over some periods (empty: all of the table).

    How rows become people of a place, and what no row means, is told in
    :mod:`netmap.counts.people`.

    Returns
    -------
        Places sorted by level then code; the territory has the code ``territoire``.
    """
    counted = count_people(
        territory,
        accompaniments,
        reading=settings.reading,
        periods=periods,
        perimeter=settings.perimeter,
    )
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
    rated = _rated(counted)
    levels = []
    for level in LEVELS:
        places = _sum_zones(zones, keys[level])
        if level == "territoire":
            _total(places, counted, rated)
        elif level == "commune":
            places = _whole_communes(places, counted.communes)
        places = places.reindex(names[level].index).sort_index()
        places.insert(0, "nom", names[level].reindex(places.index))
        places.index = pd.MultiIndex.from_product([[level], places.index], names=["niveau", "code"])
        levels.append(places)
    table = pd.concat(levels)
    flags = ["ouverte", "partie_fermee"]
    table[flags] = table[flags].fillna(value=False).astype(bool)
    return PlaceCounts(
        table,
        _reference(counted, rated, settings),
        counted.elsewhere,
        counted.outside,
        counted.known,
    )


def _reference(counted: Counted, rated: pd.DataFrame, settings: Settings) -> Reference:
    stated = settings.density.reference
    if not isinstance(stated, str):
        return Reference(kind="cible", people=np.nan, years=np.nan, stated=float(stated))
    elsewhere = counted.elsewhere
    if stated == "qpv":
        inside = counted.zones[counted.zones["code_qp"].notna()]
        rated, elsewhere = _zones_rated(inside), 0.0
    return Reference(
        kind=stated,
        people=float(rated["personnes"].sum()) + elsewhere,
        years=float(rated["annees"].sum()),
    )


def _rated(counted: Counted) -> pd.DataFrame:
    """Return what a rate of the territory is made of: people and person-years, each once.

    Zones whose people and residents are known; and communes that are known as a whole, where
    their zones are not.
    """
    zones = counted.zones[counted.zones["annees"] > 0]
    unknown = zones.loc[zones["personnes"].isna(), "code_insee"]
    known_whole = whole_communes(unknown, counted.communes["personnes"])
    whole = counted.communes.loc[known_whole, "personnes"]
    years = zones["population"] * zones["annees"]
    by_commune = years.groupby(zones["code_insee"]).sum()
    unsaid = years.isna().groupby(zones["code_insee"]).any()
    return pd.concat(
        [
            _zones_rated(zones[~zones["code_insee"].isin(known_whole)]),
            pd.DataFrame(
                {"personnes": whole, "annees": by_commune.mask(unsaid).reindex(whole.index)}
            ).dropna(),
        ]
    )


def whole_communes(unknown: Iterable[str], people: pd.Series[float]) -> list[str]:
    """Return the communes whose people are known, and not those of each of their zones.

    Parameters
    ----------
    unknown
        The communes of zones that were open and are not known.
    people
        By commune; NaN: not known.
    """
    return sorted(set(unknown) & set(people.dropna().index))


def _zones_rated(zones: pd.DataFrame) -> pd.DataFrame:
    years = (zones["population"] * zones["annees"]).where(zones["annees"] > 0)
    return pd.DataFrame({"personnes": zones["personnes"], "annees": years}).dropna()


def _total(places: pd.DataFrame, counted: Counted, rated: pd.DataFrame) -> None:
    """Give the territory everybody who is told of, and the rate what it is made of."""
    if not counted.known:
        return
    places["personnes"] = np.nan if counted.unsure else counted.total
    places["au_moins"] = counted.total
    places["au_plus"] = places["personnes"]
    places["comptees"] = float(rated["personnes"].sum()) + counted.elsewhere
    places["personnes_annees"] = float(rated["annees"].sum())


def _whole_communes(places: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Take what is known of communes as a whole, whatever is known of their zones."""
    bounds = communes[["personnes", "au_moins", "au_plus"]].reindex(places.index)
    return places.assign(comptees=bounds["personnes"], **bounds)


def _sum_zones(zones: pd.DataFrame, key: pd.Series[str]) -> pd.DataFrame:
    """Sum zones by place: people, residents, person-years, and whether a part was not open.

    People are not known where they are not in one zone that was open.
    """
    opened = zones["annees"] > 0
    parts = pd.DataFrame(
        {
            "personnes": zones["personnes"],
            "au_moins": zones["au_moins"],
            "au_plus": zones["au_plus"],
            "population": zones["population"],
            "personnes_annees": (zones["population"] * zones["annees"]).where(opened, 0.0),
            "ouverte": opened.astype(float),
            "partie_fermee": (~opened).astype(float),
        }
    )
    unsaid = parts.isna()
    unsaid[["personnes", "au_moins", "au_plus"]] &= opened.to_numpy()[:, None]
    total = parts.groupby(key, sort=True).sum(min_count=1)
    total = total.mask(unsaid.groupby(key, sort=True).any())
    flags = ["ouverte", "partie_fermee"]
    total[flags] = total[flags] > 0
    return total.assign(comptees=total["personnes"])[COLUMNS]
