"""People and person-years of every place, from zones up, and the reference rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from netmap.counts.grouped import Grouped
from netmap.counts.model import Reference, stratum_rates
from netmap.counts.people import count_people

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from netmap.counts.people import Counted
    from netmap.settings import Settings
    from netmap.territory.model import Territory

#: What people are counted over: residents and target × years of service, in all and in QPVs.
_YEARS = (
    "personnes_annees", "personnes_annees_qpv", "cible_annees", "cible_annees_qpv", "cible_doute",
)  # fmt: skip
_PEOPLE = ["personnes", "au_moins", "au_plus"]
COLUMNS = [
    "population", "cible", *_YEARS, "annees", "ouverte", "partie_fermee", "repartie", "dedans",
    "personnes", "comptees", "au_moins", "au_plus",
]  # fmt: skip
LEVELS = ("territoire", "commune", "qpv", "zone")


class PlaceCounts(NamedTuple):
    """The values of the same names of :class:`netmap.counts.model.Counts`."""

    places: pd.DataFrame
    strata: pd.DataFrame
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
    target = territory.target
    zones = counted.zones
    residents = zones["population"].astype(np.float64)
    zones["cible"] = residents if target is None else target.zones["cible"].reindex(zones.index)
    zones["doute"] = 0.0 if target is None else target.zones["doute"].reindex(zones.index)
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
    shared = {
        "territoire": pd.Series({"territoire": False}),
        "commune": counted.communes["repartie"],
        "qpv": counted.quarters["repartie"],
        "zone": zones["repartie"],
    }
    rated, parts = _rated(counted), _parts(zones)
    levels = []
    for level in LEVELS:
        places = _sum_zones(zones, parts, keys[level])
        if level == "territoire":
            _total(places, counted, rated)
        elif level == "commune":
            places = _whole_communes(places, counted.communes)
        elif level == "qpv":
            own = counted.quarters["personnes"].reindex(places.index).dropna()
            for column in ("personnes", "comptees", "au_moins", "au_plus"):
                places.loc[own.index, column] = own
        places = places.reindex(names[level].index).sort_index()
        places.insert(0, "nom", names[level].reindex(places.index))
        places["repartie"] = shared[level].reindex(places.index)
        if level == "qpv":
            places["dedans"] = counted.quarters["dedans"].reindex(places.index).astype(float)
        places.index = pd.MultiIndex.from_product([[level], places.index], names=["niveau", "code"])
        levels.append(places)
    table = pd.concat(levels)
    flags = ["ouverte", "partie_fermee", "repartie"]
    table[flags] = table[flags].fillna(value=False).astype(bool)
    strata = _strata(zones)
    reference = _reference(counted, rated, strata, settings, fair=target is not None)
    return PlaceCounts(table, strata, reference, counted.elsewhere, counted.outside, counted.known)


def _reference(
    counted: Counted,
    rated: pd.DataFrame,
    strata: pd.DataFrame,
    settings: Settings,
    *,
    fair: bool,
) -> Reference:
    stated = settings.density.reference
    if not isinstance(stated, str):
        return Reference(kind="cible", people=np.nan, years=np.nan, stated=float(stated))
    if stated == "qpv":
        inside = strata.loc["qpv"].to_dict()
        return Reference(kind=stated, people=inside["personnes"], years=inside["cible_annees"])
    return Reference(
        kind=stated if fair else "strate",
        people=float(rated["personnes"].sum()) + counted.elsewhere,
        years=float(rated["cible_annees"].sum()),
        strata=None if fair else stratum_rates(strata, "cible_annees"),
    )


def _strata(zones: pd.DataFrame) -> pd.DataFrame:
    """Return ``Counts.strata``; a zone whose people are not known is in no sum of it."""
    parts = _zones_rated(zones)
    inside = zones["code_qp"].notna().reindex(parts.index)
    rows = {
        stratum: (
            own["personnes"].sum(min_count=1),
            own["cible_annees"].sum(),
            own["personnes_annees"].sum(),
            len(own),
        )
        for stratum, own in (("qpv", parts[inside]), ("hors-qpv", parts[~inside]))
    }
    columns = ["personnes", "cible_annees", "personnes_annees", "zones"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).astype(np.float64)
    return table.rename_axis("strate")


def _rated(counted: Counted) -> pd.DataFrame:
    """Return what a rate of the territory is made of: people and their years, each once.

    Zones whose people and target are known; and communes that are known as a whole, where
    their zones are not.
    """
    zones = counted.zones[counted.zones["annees"] > 0]
    unknown = zones.loc[zones["personnes"].isna(), "code_insee"]
    known_whole = whole_communes(unknown, counted.communes["personnes"])
    years = _years(zones)
    by_commune = years.groupby(zones["code_insee"]).sum()
    unsaid = years.isna().groupby(zones["code_insee"]).any()
    whole = by_commune.mask(unsaid).reindex(known_whole)
    whole["personnes"] = counted.communes["personnes"].reindex(known_whole)
    return pd.concat([_zones_rated(zones[~zones["code_insee"].isin(known_whole)]), whole.dropna()])


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
    opened = zones[zones["annees"] > 0]
    return _years(opened).assign(personnes=opened["personnes"]).dropna()


def _years(zones: pd.DataFrame) -> pd.DataFrame:
    """Return :data:`_YEARS` of zones: 0 where the service was not open, NaN: unknown.

    Residents are those of each period where they are given, and the target goes with them.
    """
    opened, inside = zones["annees"] > 0, zones["code_qp"].notna()
    years = zones["annees"] * zones["evolution"]
    parts = pd.DataFrame(index=zones.index)
    for name, people in (("personnes_annees", "population"), ("cible_annees", "cible")):
        parts[name] = (zones[people].astype(np.float64) * years).where(opened, 0.0)
        parts[f"{name}_qpv"] = parts[name].where(inside, 0.0)
    # what an estimate misses in a zone it may miss in all: doubts go together
    parts["cible_doute"] = parts["cible_annees"] * zones["doute"].fillna(0.0)
    return parts[list(_YEARS)]


def _doubt(years: pd.DataFrame) -> pd.Series[float]:
    """Return the doubt of the sums of the target, as a share of them."""
    return years["cible_doute"] / years["cible_annees"].where(years["cible_annees"] > 0)


def _total(places: pd.DataFrame, counted: Counted, rated: pd.DataFrame) -> None:
    """Give the territory everybody who is told of, and the rate what it is made of."""
    if not counted.known:
        return
    places["personnes"] = np.nan if counted.unsure else counted.total
    places["au_moins"] = counted.total
    places["au_plus"] = places["personnes"]
    places["comptees"] = float(rated["personnes"].sum()) + counted.elsewhere
    for name in _YEARS:
        places[name] = float(rated[name].sum())
    places["cible_doute"] = _doubt(places)


def _whole_communes(places: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Take what is known of communes as a whole, whatever is known of their zones."""
    bounds = communes[["personnes", "au_moins", "au_plus"]].reindex(places.index)
    return places.assign(comptees=bounds["personnes"], **bounds)


def _parts(zones: pd.DataFrame) -> pd.DataFrame:
    """Return what is summed of zones: people, residents, target, years, what was not open."""
    opened = zones["annees"] > 0
    return pd.DataFrame(
        {
            **zones[[*_PEOPLE, "population", "cible"]],
            **_years(zones),
            "ouverte": opened.astype(float),
            "partie_fermee": 1.0 - (opened & zones["encore"]),
        },
        dtype=np.float64,
    )


def _sum_zones(zones: pd.DataFrame, parts: pd.DataFrame, key: pd.Series[str]) -> pd.DataFrame:
    """Sum zones by place.

    People are not known where they are not in one zone that was open, anything else where it is
    not in any zone.
    """
    grouped = Grouped(key)
    opened = (zones["annees"] > 0).to_numpy()
    sums = {}
    for name in parts:
        values = parts[name].to_numpy(np.float64)
        known = np.isfinite(values)
        silent = ~known & opened if name in _PEOPLE else ~known
        lost = (grouped.total(silent) > 0) | (grouped.total(known) == 0)
        sums[name] = np.where(lost, np.nan, grouped.total(np.where(known, values, 0.0)))
    total = pd.DataFrame(sums, index=grouped.places)
    total["cible_doute"] = _doubt(total)
    flags = ["ouverte", "partie_fermee"]
    total[flags] = total[flags] > 0
    return total.assign(
        annees=_years_of_today(zones, grouped),
        comptees=total["personnes"],
        repartie=False,
        dedans=1.0,
    )[COLUMNS]


def _years_of_today(zones: pd.DataFrame, grouped: Grouped) -> NDArray[np.float64]:
    """Return by what the people of each place are divided to have those of a year, today.

    Its target × years of service, over the target of its zones that are open today (both the
    target of today: as many came as came, whatever grew since): where a part opened last year,
    people came from it for a year; where one has closed, nobody comes from it any more (``inf``:
    from nowhere). Residents stand for a target that is not known, and where they are not either,
    zones count alike. NaN: never open.
    """
    opened = (zones["annees"] > 0).to_numpy()
    today = opened & zones["encore"].to_numpy(np.bool_)
    served = zones["annees"].to_numpy(np.float64)
    years = np.full(len(grouped.places), np.nan)
    for people in (zones["cible"], zones["population"], np.ones(len(zones))):
        own = np.asarray(people, dtype=np.float64)
        past = grouped.total(np.where(opened, own * served, 0.0))
        now = grouped.total(np.where(today, own, 0.0))
        with np.errstate(divide="ignore", invalid="ignore"):
            years = np.where(np.isnan(years), past / now, years)
    return years
