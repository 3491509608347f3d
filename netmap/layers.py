"""What was found, as layers and tables for whoever goes on from there: nothing is computed.

Every layer is in the coordinate system of the territory, in metres. A count that is hidden, one
that nobody knows and 0 are three things: ``etat`` says which (:data:`CountState`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from netmap.sources.surroundings import NEARBY, widened, within

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyproj import CRS

    from netmap.findings.gaps import Gap
    from netmap.territory.model import Territory
    from netmap.vocabulary import Level

#: Of ``personnes``: *montree*, it is there (0: nobody); *masquee*, it may not be shown;
#: *non-ouverte*, the service was never open there; *sans-donnee*, nobody knows it.
CountState = Literal["montree", "masquee", "non-ouverte", "sans-donnee"]

_DEGREES = ["latitude", "longitude"]


def commune_layer(
    territory: Territory,
    density: pd.DataFrame,
    *,
    access: pd.DataFrame,
    sectors: pd.DataFrame,
    need: pd.DataFrame | None,
) -> gpd.GeoDataFrame:
    """Return the communes.

    Parameters
    ----------
    density, access
        Index (``niveau``, ``code``); ``personnes`` and ``classe`` among the columns of density.
    sectors
        Index ``secteur``; ``communes`` (tuple of codes).
    need
        Index ``code_insee``; ``score``, ``palier``. None: the project has no indicator.

    Returns
    -------
        Polygons, index ``code_insee``: ``nom``, ``population`` (NaN: unknown), the columns of
        density, ``etat``, those of access, ``secteur`` (None: in none), ``besoin_score``
        (0 to 100, NaN: unknown) and ``besoin_palier``.
    """
    layer = _with_figures(territory.communes, "commune", density, access)
    of = {code: sector for sector, own in sectors["communes"].items() for code in own}
    layer["secteur"] = _objects((of.get(code) for code in layer.index), layer.index)
    known = pd.DataFrame(columns=["score", "palier"]) if need is None else need
    known = known.reindex(layer.index)
    layer["besoin_score"] = known["score"].astype(np.float64)
    layer["besoin_palier"] = known["palier"].astype(object).where(known["palier"].notna(), _UNKNOWN)
    return _last(layer)


def qpv_layer(
    territory: Territory, density: pd.DataFrame, *, access: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Return the priority neighbourhoods.

    Returns
    -------
        Polygons, index ``code_qp``: ``nom``, ``population``, ``precision`` (official,
        indicative), then as :func:`commune_layer`, without sector and need.
    """
    named = territory.qpv.rename(columns={"lib_qp": "nom"})
    return _last(_with_figures(named, "qpv", density, access))


def zone_layer(
    territory: Territory, density: pd.DataFrame, *, access: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Return the zones, the one partition: each commune's part of each QPV, and its remainder.

    Returns
    -------
        Polygons, index ``zone``: ``code_insee``, ``code_qp`` (None: outside any QPV), ``nom``,
        ``population``, ``origine_population``, ``area_km2``, then as :func:`qpv_layer`.
    """
    return _last(_with_figures(territory.zones, "zone", density, access))


def sector_layer(territory: Territory, sectors: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the sectors, each the union of its communes.

    Parameters
    ----------
    sectors
        Index ``secteur``; ``communes`` (tuple of codes), ``personnes``, ``classe``.

    Returns
    -------
        Polygons, index ``secteur``: the columns of `sectors`, and ``etat``. Empty where
        nothing may be concluded.
    """
    outlines = territory.communes.geometry
    shapes = [shapely.union_all(outlines.loc[list(own)].array) for own in sectors["communes"]]
    layer = gpd.GeoDataFrame(sectors.copy(), geometry=shapes, crs=territory.crs)
    layer["etat"] = count_state(sectors)
    return _last(layer)


def point_layer(table: pd.DataFrame, *, crs: CRS) -> gpd.GeoDataFrame:
    """Return partners or permanences as points.

    Parameters
    ----------
    table
        Index ``id``; ``latitude``, ``longitude`` (EPSG:4326, NaN: not on the map).
    crs
        That of the layer.

    Returns
    -------
        Points, None where the place is not known (``lieu`` says what it rests on): the
        columns of `table` but for its degrees.
    """
    degrees = table[_DEGREES].to_numpy(np.float64)
    placed = np.isfinite(degrees).all(axis=1)
    points = np.full(len(table), None, dtype=object)
    points[placed] = shapely.points(degrees[placed, 1], degrees[placed, 0])
    series = gpd.GeoSeries(points, index=table.index, crs=4326).to_crs(crs)
    return gpd.GeoDataFrame(table.drop(columns=_DEGREES), geometry=series)


def neighbour_layer(territory: Territory) -> gpd.GeoDataFrame:
    """Return the communes around a territory, by the base of France, whole.

    Returns
    -------
        Polygons, index ``code_insee``, in order: ``nom``. Empty where the base knows nothing
        (the Pacific). Their outlines are those of the base, to ten metres or so.
    """
    box = territory.communes.geometry.to_crs(4326).total_bounds
    around = within(*widened(box, NEARBY))
    return around[~around.index.isin(territory.communes.index)].to_crs(territory.crs)


def chain_table(chains: Mapping[Level, pd.DataFrame]) -> pd.DataFrame:
    """Return the chains, indexed by (``niveau``, ``code``, ``thematique``); columns as found."""
    told = [chain.assign(niveau=level) for level, chain in chains.items()]
    return pd.concat(told).set_index(["niveau", "code", "thematique"])


def gap_table(gaps: Iterable[Gap]) -> pd.DataFrame:
    """Return the list of gaps, in its order.

    Returns
    -------
        Index ``code``; ``rang`` (from 1), ``nom``, ``classe``, ``secteur`` and
        ``classe_secteur`` (None: in no sector), ``raisons`` (tuple of their kinds),
        ``besoins_rompus`` and ``besoins_a_confirmer`` (tuples of themes),
        ``a_accompagner`` (people expected and not accompanied; NaN: unknown) with its
        interval ``a_accompagner_bas``, ``a_accompagner_haut``, and ``estime`` (whether it is
        an estimate, the commune's own count being hidden).
    """
    rows: dict[str, list[Any]] = {name: [] for name in ("code", *_GAP_COLUMNS)}
    for gap in gaps:
        priority = gap.priority
        unmet = (
            (np.nan, np.nan, np.nan, False)
            if priority is None
            else (priority.unmet, priority.unmet_low, priority.unmet_high, priority.estimated)
        )
        values = (
            gap.code,
            gap.rank,
            gap.name,
            gap.density_class,
            gap.sector,
            gap.sector_class,
            tuple(reason.kind for reason in gap.reasons),
            gap.broken_needs,
            gap.unconfirmed_needs,
            *unmet,
        )
        for own, value in zip(rows.values(), values, strict=True):
            own.append(value)
    table = pd.DataFrame(rows).astype(_GAP_COLUMNS)
    return table.set_index(pd.Index(rows["code"], name="code", dtype=object)).drop(columns="code")


def count_state(table: pd.DataFrame) -> pd.Series[str]:
    """Say of each row why its people are there or not.

    Parameters
    ----------
    table
        ``personnes`` (NaN: not there), ``classe`` (``masquee``: hidden).

    Returns
    -------
        A :data:`CountState` a row.

    Examples
    --------
    >>> people = {"personnes": [0, None, None, None],
    ...           "classe": ["indeterminee", "masquee", "non-ouverte", "sans-donnee"]}
    >>> count_state(pd.DataFrame(people, index=["17001", "17002", "17003", "17004"])).tolist()
    ['montree', 'masquee', 'non-ouverte', 'sans-donnee']
    """
    said = table["classe"].astype(object)
    states = said.where(said.isin(["masquee", "non-ouverte"]), _UNKNOWN)
    return states.mask(table["personnes"].notna(), "montree")


_UNKNOWN = "sans-donnee"
_GAP_COLUMNS = {
    "rang": "int64",
    "nom": "object",
    "classe": "object",
    "secteur": "object",
    "classe_secteur": "object",
    "raisons": "object",
    "besoins_rompus": "object",
    "besoins_a_confirmer": "object",
    "a_accompagner": "float64",
    "a_accompagner_bas": "float64",
    "a_accompagner_haut": "float64",
    "estime": "bool",
}


def _with_figures(
    places: gpd.GeoDataFrame, level: str, density: pd.DataFrame, access: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Return places with what density and access say of them at their level."""
    own = density[density.index.get_level_values(0) == level].droplevel(0)
    near = access[access.index.get_level_values(0) == level].droplevel(0)
    figures = own.drop(columns=["nom", "population"]).assign(etat=count_state(own))
    return places.join(figures).join(near)


def _objects(values: Iterable[object], index: pd.Index[Any]) -> pd.Series[Any]:
    return pd.Series(list(values), index=index, dtype=object)


def _last(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a layer with its geometry as the last column."""
    return layer[[*(name for name in layer.columns if name != "geometry"), "geometry"]]
