"""Where territories are: outlines simplified together, that still share their borders.

Territories are drawn from the communes of the base of France. One that is inside another is
drawn with the same points: what is simplified is the finest partition of them all.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from netmap.sources import base
from netmap.sources.surroundings import land, widened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely import Geometry

#: Units of the longer side of the mainland as it is drawn, and of the side of an inset.
SIDE, INSET = 10_000, 1_300
_GAP = 200
#: A part in so many of the longer side is not drawn.
_FINENESS = 4_000
#: How far around territories land is drawn, in their longer sides.
_AROUND = 0.1
#: Where departments lie that are drawn in insets, in the order of their codes; the others are
#: the mainland and Corsica.
_SYSTEMS = {"": 2154, "971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471}


@dataclass(frozen=True)
class Drawing:
    """Outlines as paths of an SVG, in whole units.

    Attributes
    ----------
    box
        Of the drawing: x, y, width, height.
    shapes
        Paths by territory; those that have no outline are left out.
    insets
        x, y, side and department of each inset.
    ground
        The land around the mainland, then around what is in each inset, as paths.
    """

    box: tuple[int, int, int, int]
    shapes: Mapping[str, str]
    insets: tuple[tuple[int, int, int, str], ...]
    ground: tuple[str, ...]


def partition(territories: Mapping[str, Sequence[str]]) -> dict[frozenset[str], Geometry]:
    """Return the ground of each set of territories that hold the same communes.

    Parameters
    ----------
    territories
        Codes of communes by territory; those that the base does not have are left out.

    Returns
    -------
        Polygons in EPSG:4326, that share their borders.
    """
    contours = base.communes()["contour"]
    holders: dict[str, set[str]] = defaultdict(set)
    for name, codes in territories.items():
        for code in codes:
            holder = contours.get(base.today(code) or "")
            if holder is not None:
                holders[str(holder)].add(name)
    members: dict[frozenset[str], list[Geometry]] = defaultdict(list)
    for code, shape in base.outlined(holders).geometry.items():
        members[frozenset(holders[str(code)])].append(shape)
    return {key: shapely.union_all(members[key]) for key in sorted(members, key=sorted)}


def whole(cells: Mapping[frozenset[str], Geometry], names: Iterable[str]) -> gpd.GeoDataFrame:
    """Return the outline of each territory as it is, by the cells of :func:`partition`.

    Returns
    -------
        Index: `names` that have an outline, in order; polygons in EPSG:4326.
    """
    import geopandas as gpd

    held = _holding(cells)
    index = [name for name in names if name in held]
    shapes = [shapely.union_all([cells[one] for one in held[name]]) for name in index]
    return gpd.GeoDataFrame(index=index, geometry=shapes, crs=4326)


def draw(
    cells: Mapping[frozenset[str], Geometry], territories: Mapping[str, Sequence[str]]
) -> Drawing:
    """Return territories as an overview draws them, those overseas in insets on its left."""
    insets_of = {name: _inset(codes) for name, codes in territories.items()}
    apart: dict[str, dict[frozenset[str], Geometry]] = defaultdict(dict)
    for key, shape in cells.items():
        apart[insets_of[min(key)]][key] = shape
    overseas = [code for code in sorted(apart) if code]
    step = INSET + _GAP
    corners = {
        code: (-step, place * step) if "" in apart else (place * step, 0)
        for place, code in enumerate(overseas)
    }
    shapes: dict[str, str] = {}
    ground, extents = [], []
    for code, held in sorted(apart.items()):
        x, y = corners.get(code, (0, 0))
        laid = _laid(held, _SYSTEMS[code], x, y, INSET if code else SIDE)
        ground.append(laid.ground)
        extents.append((x, y, x + laid.wide, y + laid.high))
        for name, path in laid.paths.items():
            shapes[name] = shapes.get(name, "") + path
    left, top, right, low = (
        (min(x for x, *_ in extents), min(e[1] for e in extents),
         max(e[2] for e in extents), max(e[3] for e in extents))
        if extents
        else (0, 0, SIDE, SIDE)
    )  # fmt: skip
    return Drawing(
        box=(left - _GAP, top - _GAP, right - left + 2 * _GAP, low - top + 2 * _GAP),
        shapes={name: shapes[name] for name in territories if name in shapes},
        insets=tuple((*corners[code], INSET, code) for code in overseas),
        ground=tuple(ground),
    )


def _inset(codes: Iterable[str]) -> str:
    first = base.department(min(codes, default=""))
    return first if first in _SYSTEMS else ""


def _holding(cells: Mapping[frozenset[str], object]) -> dict[str, list[frozenset[str]]]:
    held: dict[str, list[frozenset[str]]] = defaultdict(list)
    for key in cells:
        for name in sorted(key):
            held[name].append(key)
    return held


class _Laid(NamedTuple):
    """Territories of one frame: their paths, the land around, how wide and high they are."""

    paths: dict[str, str]
    ground: str
    wide: int
    high: int


def _laid(
    cells: Mapping[frozenset[str], Geometry], system: int, x: int, y: int, side: int
) -> _Laid:
    """Simplify cells together, and lay them in a box."""
    import geopandas as gpd

    series = gpd.GeoSeries(list(cells.values()), crs=4326)
    metric = series.to_crs(system).to_numpy()
    west, south, east, north = shapely.total_bounds(metric)
    longer = max(east - west, north - south)
    scale = longer / side
    simple = dict(zip(cells, shapely.coverage_simplify(metric, longer / _FINENESS), strict=True))

    def place(points: NDArray[np.float64]) -> NDArray[np.float64]:
        columns = (points[:, 0] - west) / scale + x, (north - points[:, 1]) / scale + y
        return np.round(np.column_stack(columns))

    def laid(shape: Geometry) -> str:
        return _path(shapely.transform(shape, place))

    window = widened(series.total_bounds, _AROUND)
    around = land(*window).geometry.to_crs(system).simplify(longer / _FINENESS)
    return _Laid(
        paths={
            name: laid(shapely.union_all([simple[key] for key in keys]))
            for name, keys in _holding(cells).items()
        },
        ground="".join(map(laid, around)),
        wide=round((east - west) / scale),
        high=round((north - south) / scale),
    )


def _path(shape: Geometry) -> str:
    """Return the rings of a polygon in whole units as a path; none that has no area."""
    pieces = []
    for polygon in shapely.get_parts(shape):
        if polygon.geom_type != "Polygon" or polygon.is_empty:
            continue
        for ring in (polygon.exterior, *polygon.interiors):
            points = np.asarray(ring.coords, dtype=np.int64)
            steps = np.diff(points, axis=0)
            steps = steps[np.any(steps != 0, axis=1)]
            if len(steps) < _CORNERS:
                continue
            moves = "".join(f"{dx} {dy} " for dx, dy in steps[:-1].tolist())
            pieces.append(f"M{points[0][0]} {points[0][1]}l{moves.strip()}z")
    return "".join(pieces)


_CORNERS = 3
