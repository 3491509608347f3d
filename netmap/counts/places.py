"""People and person-years of every place, from zones up, and the reference rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from netmap.counts.model import Reference
from netmap.counts.people import count_people

if TYPE_CHECKING:
    from netmap.counts.people import Counted
    from netmap.settings import Settings
    from netmap.territory.model import Territory

LEVELS = ("territoire", "commune", "qpv", "zone")


class PlaceCounts(NamedTuple):
    """The four values of the same names of :class:`netmap.counts.model.Counts`."""

    places: pd.DataFrame
    reference: Reference
    elsewhere: float
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
    counted = count_people(territory, accompaniments, periods=periods, perimeter=settings.perimeter)
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
    for level in LEVELS:
        whole = level == "territoire"
        places = _sum_zones(zones, keys[level], lenient=whole)
        if whole:
            places[["personnes", "comptees"]] += counted.elsewhere
        places = places.reindex(names[level].index).sort_index()
        places.insert(0, "nom", names[level].reindex(places.index))
        places.index = pd.MultiIndex.from_product([[level], places.index], names=["niveau", "code"])
        levels.append(places)
    table = pd.concat(levels)
    flags = ["ouverte", "partie_fermee"]
    table[flags] = table[flags].fillna(value=False).astype(bool)
    return PlaceCounts(table, _reference(counted, settings), counted.elsewhere, counted.known)


def _reference(counted: Counted, settings: Settings) -> Reference:
    stated = settings.density.reference
    if not isinstance(stated, str):
        return Reference(kind="cible", people=np.nan, years=np.nan, stated=float(stated))
    zones, elsewhere = counted.zones, counted.elsewhere
    known = zones[(zones["annees"] > 0) & zones["population"].notna()]
    if stated == "qpv":
        known, elsewhere = known[known["code_qp"].notna()], 0.0
    return Reference(
        kind=stated,
        people=float(known["personnes"].sum()) + elsewhere,
        years=float((known["population"] * known["annees"]).sum()),
    )


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
            "ouverte": opened.astype(float),
            "partie_fermee": (~opened).astype(float),
        }
    )
    grouped = parts.groupby(key, sort=True)
    total = grouped.sum(min_count=1)
    for column in ("population", "personnes_annees"):
        missing = parts[column].isna().groupby(key, sort=True).any()
        total[column] = total[column].mask(missing)
    flags = ["ouverte", "partie_fermee"]
    total[flags] = total[flags] > 0
    return total
