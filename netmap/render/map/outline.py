"""Outlines as a page carries them: degrees, five decimals, shared borders still shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
import shapely.geometry

from netmap.territory.cut import polygonal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from numpy.typing import NDArray

    from netmap.territory.model import Territory

#: About a metre: finer than any outline that is drawn.
_DECIMALS = 5
#: Points of the least ring, the first one twice.
_CORNERS = 4
#: A part in 8,000 of the width is under a quarter of a pixel on a wide screen.
_FRACTION_OF_WIDTH = 8_000
#: Above this the tolerance doubles: some 150 KB of a page.
_MOST_VERTICES = 30_000


def zone_outlines(territory: Territory) -> list[dict[str, Any]]:
    """Return the geometry of each zone, in order, simplified together (no gap, no overlap).

    Returns
    -------
    list
        GeoJSON geometries in EPSG:4326.
    """
    shapes = territory.zones.geometry.to_numpy()
    west, south, east, north = shapely.total_bounds(shapes)
    tolerance = max(east - west, north - south) / _FRACTION_OF_WIDTH
    simple = shapely.coverage_simplify(shapes, tolerance)
    while shapely.get_num_coordinates(simple).sum() > _MOST_VERTICES:
        tolerance *= 2
        simple = shapely.coverage_simplify(shapes, tolerance)
    return _geometries(simple, territory)


def qpv_outlines(territory: Territory) -> list[dict[str, Any]]:
    """Return the perimeter of each priority neighbourhood, in order, as GeoJSON in EPSG:4326."""
    return _geometries(territory.qpv.geometry.to_numpy(), territory)


def lived_outlines(territory: Territory) -> list[dict[str, Any]]:
    """Return each lived neighbourhood, its official one in it, as GeoJSON in EPSG:4326."""
    if territory.edges is None:
        return []
    official = territory.qpv.geometry[territory.edges.index].to_numpy()
    return _geometries(shapely.union(territory.edges.geometry.to_numpy(), official), territory)


def group_outlines(territory: Territory, groups: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """Return the outer border of each group of communes (codes) as GeoJSON in EPSG:4326."""
    shapes = territory.communes.geometry
    west, south, east, north = shapes.total_bounds
    tolerance = max(east - west, north - south) / _FRACTION_OF_WIDTH
    whole = [
        shapely.union_all(shapely.make_valid(shapes[list(codes)].to_numpy()), grid_size=0.1)
        for codes in groups
    ]
    return _geometries(list(shapely.simplify(whole, tolerance)), territory)


def territory_outline(territory: Territory) -> dict[str, Any]:
    """Return the outer border of the territory as one GeoJSON geometry in EPSG:4326."""
    return group_outlines(territory, [list(territory.communes.index)])[0]


def label_points(territory: Territory) -> dict[str, tuple[float, float]]:
    """Return where to write the name of each commune and QPV: the middle of its widest part.

    Returns
    -------
    dict
        code → (latitude, longitude), EPSG:4326.
    """
    points: dict[str, tuple[float, float]] = {}
    for frame in (territory.communes, territory.qpv):
        if frame.empty:
            continue
        circles = shapely.maximum_inscribed_circle(frame.geometry.to_numpy(), 50.0)
        centres = gpd.GeoSeries(shapely.get_point(circles, 0), crs=territory.crs).to_crs(4326)
        for code, point in zip(frame.index, centres, strict=True):
            if not point.is_empty:
                points[str(code)] = (round(point.y, _DECIMALS), round(point.x, _DECIMALS))
    return points


def bounds(territory: Territory) -> list[list[float]]:
    """Return the south-west and north-east corners, as (latitude, longitude) in EPSG:4326."""
    west, south, east, north = territory.communes.geometry.to_crs(4326).total_bounds
    return [
        [round(float(south), _DECIMALS), round(float(west), _DECIMALS)],
        [round(float(north), _DECIMALS), round(float(east), _DECIMALS)],
    ]


def lines(geometries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the lines that GeoJSON geometries are made of, a row each.

    Returns
    -------
    list of dict
        ``shape``: the number of the geometry; ``part``: the number of the polygon in it, of
        which the first line is the border and the others are holes (None: a line is no
        border); ``x, y``: longitudes and latitudes, as they are.

    >>> lines([{"type": "MultiLineString", "coordinates": [[[0.5, 46.0], [0.6, 46.1]]]}])
    [{'shape': 0, 'part': None, 'x': [0.5, 0.6], 'y': [46.0, 46.1]}]
    """
    found = []
    for shape, geometry in enumerate(geometries):
        coordinates = geometry["coordinates"]
        match geometry["type"]:
            case "Polygon" | "MultiLineString":
                parts = [coordinates]
            case "LineString":
                parts = [[coordinates]]
            case _:
                parts = coordinates
        is_border = geometry["type"].endswith("Polygon")
        for number, rings in enumerate(parts):
            for ring in rings:
                x, y = ([point[axis] for point in ring] for axis in (0, 1))
                part = number if is_border else None
                found.append({"shape": shape, "part": part, "x": x, "y": y})
    return found


def _geometries(
    shapes: NDArray[np.object_] | list[shapely.Geometry], territory: Territory
) -> list[dict[str, Any]]:
    degrees = gpd.GeoSeries(shapes, crs=territory.crs).to_crs(4326)
    return [geojson(shape) for shape in degrees]


def geojson(shape: shapely.Geometry, decimals: int = _DECIMALS) -> dict[str, Any]:
    """Return a geometry in EPSG:4326 as GeoJSON whose coordinates have so many decimals.

    A hole or an island that these decimals make into a point or a line is left out; of a
    collection, such as a window leaves of land that only touches its edge, areas are kept.
    """
    if shapely.get_type_id(shape) == shapely.GeometryType.GEOMETRYCOLLECTION:
        (shape,) = polygonal(np.array([shape], dtype=object))
    geometry: Mapping[str, Any] = shapely.geometry.mapping(shape)  # type: ignore[arg-type]
    rounded = _round(geometry["coordinates"], decimals)
    if geometry["type"] == "Polygon":
        rounded = _rings(rounded)
    elif geometry["type"] == "MultiPolygon":
        rounded = [_rings(part) for part in rounded if len(part[0]) >= _CORNERS]
    return {"type": geometry["type"], "coordinates": rounded}


def _rings(polygon: list[Any]) -> list[Any]:
    return [*polygon[:1], *(hole for hole in polygon[1:] if len(hole) >= _CORNERS)]


def _round(coordinates: Any, decimals: int) -> Any:  # noqa: ANN401
    if coordinates and isinstance(coordinates[0], (int, float)):
        return [round(float(value), decimals) for value in coordinates[:2]]
    rounded = [_round(part, decimals) for part in coordinates]
    if rounded and rounded[0] and isinstance(rounded[0][0], float):
        return [point for i, point in enumerate(rounded) if i == 0 or point != rounded[i - 1]]
    return rounded
