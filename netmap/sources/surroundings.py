"""What lies around a territory: the communes next to it, and the land beyond.

A map that draws them shows land as land, where the edge of the data would look like a coast.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources
from math import cos, radians
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

from netmap.sources.base import bounds, communes, outlines_of
from netmap.sources.topojson import outlines, read_topology

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt
    from shapely import MultiPolygon, Polygon

#: West, south, east, north: degrees in EPSG:4326.
Window: TypeAlias = tuple[float, float, float, float]
#: How far around a territory communes have a name, in its longer sides.
NEARBY = 0.35
_LAND = "france/land.topojson.gz"
#: Decimals of a degree of a window: some ten metres.
_DECIMALS = 4


def widened(box: npt.ArrayLike, share: float) -> Window:
    """Return a box in degrees, widened by a share of its longer side, on the ground, all around.

    Examples
    --------
    >>> widened((-1.0, 0.0, 1.0, 1.0), 0.5)  # at the equator: a degree each way
    (-2.0, -1.0, 2.0, 2.0)
    """
    west, south, east, north = np.asarray(box, dtype=np.float64).tolist()
    shrunk = cos(radians((south + north) / 2))
    side = share * max((east - west) * shrunk, north - south)
    return (
        round(west - side / shrunk, _DECIMALS),
        round(south - side, _DECIMALS),
        round(east + side / shrunk, _DECIMALS),
        round(north + side, _DECIMALS),
    )


def within(west: float, south: float, east: float, north: float) -> gpd.GeoDataFrame:
    """Return the communes that meet a window, by the base of France, whole.

    Parameters
    ----------
    west, south, east, north
        The window, in degrees (EPSG:4326).

    Returns
    -------
        Index ``code_insee``, in order; ``nom``; polygons in EPSG:4326 that share their borders.

    Examples
    --------
    >>> within(-1.16, 46.15, -1.14, 46.17)["nom"].tolist()
    ['La Rochelle']
    >>> within(-10.0, 45.0, -8.0, 46.0).empty  # the sea
    True
    """
    import geopandas as gpd

    window = shapely.box(west, south, east, north)
    shapes = {
        code: shape for name in _departments_in(window) for code, shape in _outlines(name).items()
    }
    codes = np.array(sorted(shapes), dtype=object)
    met = shapely.intersects([shapes[code] for code in codes], window)
    return gpd.GeoDataFrame(
        communes().loc[codes[met], ["nom"]],
        geometry=[shapes[code] for code in codes[met]],
        crs=4326,
    )


@lru_cache(maxsize=16)
def _outlines(department: str) -> dict[str, Polygon | MultiPolygon]:
    """Return the outlines of a department, read once: the map and the layers both ask for them."""
    return outlines_of(department)


def _departments_in(window: Polygon) -> list[str]:
    """Return the departments whose box meets a window."""
    west, south, east, north = window.bounds
    boxes = bounds()
    near = boxes[
        (boxes["west"] <= east)
        & (boxes["east"] >= west)
        & (boxes["south"] <= north)
        & (boxes["north"] >= south)
    ]
    return list(near.index)


def land(west: float, south: float, east: float, north: float) -> gpd.GeoDataFrame:
    """Return the land of each country inside a window, France among them.

    It is coarser than the communes (a kilometre or so): draw it under them.

    Parameters
    ----------
    west, south, east, north
        The window, in degrees (EPSG:4326). Beyond some hundred kilometres from France there
        is nothing.

    Returns
    -------
        Index ``country`` (ISO 3166-1, three digits), in order; ``name`` (English); polygons
        in EPSG:4326, cut at the window.

    Examples
    --------
    >>> land(6.0, 46.0, 7.2, 46.6)["name"].tolist()
    ['France', 'Switzerland']
    >>> land(-10.0, 45.0, -8.0, 46.0).empty  # the sea
    True
    """
    import geopandas as gpd
    import pandas as pd

    shapes, names = _countries()
    window = shapely.box(west, south, east, north)
    cut = {code: shapely.intersection(shape, window) for code, shape in sorted(shapes.items())}
    kept = {code: shape for code, shape in cut.items() if shape.area > 0}
    return gpd.GeoDataFrame(
        {"name": [names[code] for code in kept]},
        index=pd.Index(list(kept), name="country", dtype="object"),
        geometry=list(kept.values()),
        crs=4326,
    )


@cache
def _countries() -> tuple[dict[str, Polygon | MultiPolygon], dict[str, str]]:
    topology = read_topology((resources.files(__package__) / _LAND).read_bytes())
    countries = topology["objects"]["land"]["geometries"]
    names = {country["id"]: country["properties"]["name"] for country in countries}
    return outlines(topology, "land"), names
