"""What the territory stands on: land drawn as land, its neighbours by their names, the sea."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import shapely

from netmap.render.map.outline import geojson
from netmap.sources.surroundings import NEARBY, land, widened, within

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from netmap.sources.surroundings import Window
    from netmap.territory.model import Territory

#: ISO 3166-1 number of France, whose land is that of its communes.
_FRANCE = "250"
#: Degrees by which the land of another country is widened: its coarse border leaves a gap.
_GAP = 0.015
#: How far around the territory there is land, in its longer sides.
_LAND = 1.0
#: Degrees to which outlines around the territory are drawn: those of the base of France.
_DECIMALS = 4
#: Points of the outlines around, and the part of the width to which more are simplified first.
_MOST_VERTICES, _FRACTION_OF_WIDTH = 40_000, 4_000


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The land inside a window around the territory.

    Attributes
    ----------
    window
        South-west and north-east corners, as (latitude, longitude) in EPSG:4326.
    land, borders
        GeoJSON geometries in EPSG:4326: the land, and the borders of the communes nearby.
    names
        (name, latitude, longitude) of the communes nearby that are not of the territory.
    """

    window: list[list[float]]
    land: dict[str, Any]
    borders: dict[str, Any]
    names: list[tuple[str, float, float]]


def ground(territory: Territory) -> Ground | None:
    """Return what lies around a territory; None where the base of France knows nothing.

    Two pages draw it: it is worked out once.
    """
    box = territory.communes.geometry.to_crs(4326).total_bounds
    own = frozenset(map(str, territory.communes.index))
    return _around(widened(box, _LAND), widened(box, NEARBY), own)


@lru_cache(maxsize=4)
def _around(window: Window, named: Window, own: frozenset[str]) -> Ground | None:
    communes = within(*window)
    if communes.empty:
        return None
    foreign = land(*window).drop(_FRANCE, errors="ignore").geometry.to_numpy()
    whole = shapely.coverage_union_all(communes.geometry.to_numpy())
    if len(foreign):
        whole = shapely.union_all([whole, *shapely.buffer(foreign, _GAP)])
    near = communes[shapely.intersects(communes.geometry.to_numpy(), shapely.box(*named))]
    others = near[~near.index.isin(own)]
    lines = shapely.union_all(shapely.boundary(_light(near.geometry.to_numpy(), window)))
    west, south, east, north = window
    return Ground(
        window=[[south, west], [north, east]],
        land=geojson(shapely.intersection(whole, shapely.box(*window)), _DECIMALS),
        borders=geojson(shapely.line_merge(lines), _DECIMALS),
        names=_names(others["nom"], others.geometry),
    )


def _light(shapes: NDArray[np.object_], window: Window) -> NDArray[np.object_]:
    """Return outlines, simplified together where they hold more points than a page should."""
    tolerance = (window[2] - window[0]) / _FRACTION_OF_WIDTH
    light = shapes
    while shapely.get_num_coordinates(light).sum() > _MOST_VERTICES:
        light = shapely.coverage_simplify(shapes, tolerance)
        tolerance *= 2
    return light


def _names(names: pd.Series[str], shapes: gpd.GeoSeries) -> list[tuple[str, float, float]]:
    points = shapely.point_on_surface(shapes.to_numpy())
    return [
        (str(name), round(point.y, _DECIMALS), round(point.x, _DECIMALS))
        for name, point in zip(names, points, strict=True)
    ]
