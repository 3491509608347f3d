"""What lies around a territory: the communes next to it, and the land beyond.

A map that draws them shows land as land, where the edge of the data would look like a coast.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
import shapely

from netmap.sources.base import bounds, communes, department, outlines_of
from netmap.sources.topojson import outlines, read_topology

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    from shapely import MultiPolygon, Polygon

_LAND = "france/land.topojson.gz"


def neighbours(codes: Iterable[str], *, rings: int = 1) -> gpd.GeoDataFrame:
    """Return the communes around a territory, by the base of France.

    Parameters
    ----------
    codes
        Codes of the territory's communes; those that have no outline count for nothing.
    rings
        How far: 1 gives the communes that touch the territory, in a point at least, 2 those
        that touch them too.

    Returns
    -------
        Index ``code_insee``, in order; ``nom``; ``ring`` (1: touches the territory);
        polygons in EPSG:4326, with the same points as the territory's along shared borders.

    Examples
    --------
    >>> neighbours(["17028"])["nom"].tolist()
    ['Angoulins', 'La Jarne', 'Périgny', 'La Rochelle', 'Saint-Rogatien']
    >>> neighbours(["29155"]).empty  # an island
    True
    """
    import geopandas as gpd

    inside = frozenset(codes)
    read = sorted({department(code) for code in inside})
    shapes = {code: shape for name in read for code, shape in outlines_of(name).items()}
    front = sorted(inside & shapes.keys())
    found: dict[str, int] = {}
    for ring in range(1, rings + 1):
        if not front:
            break
        edge = [shapes[code] for code in front]
        for name in _departments_near(edge, but=read):
            shapes |= outlines_of(name)
            read.append(name)
        near = sorted(shapes.keys() - inside - found.keys())
        tree = shapely.STRtree([shapes[code] for code in near])
        front = [near[at] for at in np.unique(tree.query(edge, predicate="intersects")[1])]
        found |= dict.fromkeys(front, ring)
    index = sorted(found)
    names = communes().loc[index, ["nom"]]
    return gpd.GeoDataFrame(
        names.assign(ring=[found[code] for code in index]),
        geometry=[shapes[code] for code in index],
        crs=4326,
    )


def _departments_near(edge: list[Polygon | MultiPolygon], *, but: list[str]) -> list[str]:
    """Return the departments whose box meets that of `edge`."""
    west, south, east, north = shapely.total_bounds(edge)
    boxes = bounds()
    near = boxes[
        (boxes["west"] <= east)
        & (boxes["east"] >= west)
        & (boxes["south"] <= north)
        & (boxes["north"] >= south)
    ]
    return [name for name in near.index if name not in but]


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
