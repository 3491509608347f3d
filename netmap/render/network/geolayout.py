"""Where each partner stands in the geographic drawing: at its place, marks pushed apart."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, cos, radians, sqrt
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

from netmap.render.network.lattice import CELL_HEIGHT, COLUMN, HEADING, LABEL_GAP, MARGIN, Band
from netmap.render.network.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely import MultiPolygon, Polygon

#: Least distance between two marks.
APART = 34.0
_WIDTH = 1_000.0
_ROUNDS = 200
#: pushed apart and brought home, by turns
_TURNS = 50
#: radius of a mark
_MARK = 9.0
_GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
_MARGIN_ROWS = 10
_BEYOND = 0.1

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Frame:
    """From degrees (EPSG:4326) to the drawing: equirectangular about the middle latitude."""

    west: float
    north: float
    latitude: float
    scale: float

    def __call__(self, longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
        """Return x and y, in pixels of the drawing, y downwards."""
        x = (np.asarray(longitude) - self.west) * cos(radians(self.latitude)) * self.scale
        return x, (self.north - np.asarray(latitude)) * self.scale


def fit_frame(bounds: tuple[float, float, float, float], *, count: int) -> Frame:
    """Return the frame that holds `bounds` (west, south, east, north) with `count` marks."""
    west, south, east, north = bounds
    latitude = (south + north) / 2
    extent = max((east - west) * cos(radians(latitude)), north - south, 1e-6)
    return Frame(west, north, latitude, _WIDTH * max(1.0, sqrt(count / 150)) / extent)


def geographic(
    longitude: Floats,
    latitude: Floats,
    *,
    frame: Frame,
    width: float,
    height: float,
    communes: Sequence[Polygon | MultiPolygon] = (),
) -> Layout:
    """Lay partners out at their coordinates; those of no known place, or far off, in a margin.

    Parameters
    ----------
    longitude, latitude
        EPSG:4326, shape (n,); NaN: not on the map.
    frame
        The frame of the territory.
    width, height
        Size of the territory in the drawing: the margin begins at its right. A partner
        further from it than a tenth of its size would shrink all the rest: it goes there too.
    communes
        Outlines in the drawing: a mark that is pushed aside stays in its own.

    Returns
    -------
    Layout
        Marks at least :data:`APART` from each other wherever there is room for it, in the
        order given: sort the partners for a layout that does not depend on their rows.
    """
    at = np.column_stack(frame(longitude, latitude))
    slack = max(width, height) * _BEYOND
    inside = (at >= -slack) & (at <= np.array([width, height]) + slack)
    placed = inside[:, 0] & inside[:, 1]
    x, y = np.zeros(len(placed)), np.zeros(len(placed))
    moved = spread(at[placed], apart=APART, homes=_homes(at[placed], communes))
    x[placed], y[placed] = moved[:, 0], moved[:, 1]

    bands: tuple[Band, ...] = ()
    count = int((~placed).sum())
    if count:
        columns = max(1, ceil(count / _MARGIN_ROWS / sqrt(1 + count / 100)))
        rank = np.arange(count)
        left = max(width, float(moved[:, 0].max(initial=0.0))) + 2 * MARGIN
        x[~placed] = left + (rank % columns + 0.5) * COLUMN
        y[~placed] = HEADING + LABEL_GAP + (rank // columns) * CELL_HEIGHT
        height = HEADING + ceil(count / columns) * CELL_HEIGHT
        bands = (Band("sans-lieu", left, 0.0, columns * COLUMN, height, count),)
    return Layout(x=x, y=y, side=np.zeros(len(placed), dtype=np.int64), bands=bands)


def spread(points: Floats, *, apart: float, homes: Sequence[Polygon | MultiPolygon]) -> Floats:
    """Return points pushed apart as far as each stays in its home.

    Parameters
    ----------
    points
        Shape (n, 2).
    apart
        See :func:`push_apart`.
    homes
        An outline a point, in the same plane; an empty one holds nothing back.

    Examples
    --------
    >>> narrow = shapely.box(0, 0, 2, 60)
    >>> moved = spread(np.full((3, 2), 1.0), apart=20.0, homes=[narrow] * 3)
    >>> bool(shapely.intersects_xy(narrow.buffer(1e-6), moved).all())
    True
    """
    shapes = np.asarray(homes, dtype=object)
    held = ~shapely.is_empty(shapes) if len(shapes) else np.zeros(len(points), dtype=bool)
    if not held.any():
        return push_apart(points, apart=apart)
    moved = points
    for turn in range(_TURNS):
        moved = push_apart(moved, apart=apart, rounds=_ROUNDS // _TURNS, gather=turn == 0)
        out = np.flatnonzero(held & ~shapely.intersects_xy(shapes, moved[:, 0], moved[:, 1]))
        if not len(out):
            break
        back = shapely.shortest_line(shapes[out], shapely.points(moved[out]))
        moved[out] = shapely.get_coordinates(shapely.get_point(back, 0))
    return moved


def _homes(
    points: Floats, communes: Sequence[Polygon | MultiPolygon]
) -> list[Polygon | MultiPolygon]:
    """Return the commune of each point, a mark's radius narrower; an empty one: none."""
    homes: list[Polygon | MultiPolygon] = [shapely.Polygon()] * len(points)
    found = shapely.STRtree(communes).query(shapely.points(points), predicate="intersects")
    narrower: dict[int, Polygon | MultiPolygon] = {}
    for point, commune in found.T.tolist():
        if commune not in narrower:
            inner = communes[commune].buffer(-_MARK)
            narrower[commune] = communes[commune] if inner.is_empty else inner
        homes[point] = narrower[commune]
    return homes


def push_apart(
    points: Floats, *, apart: float, rounds: int = _ROUNDS, gather: bool = True
) -> Floats:
    """Return points moved as little as it takes for no two to be nearer than `apart`.

    Points at the very same place (many partners share a town hall) are first spread over
    a sunflower around it; then near pairs push each other until none is left.

    Parameters
    ----------
    points
        Shape (n, 2).
    apart
        Least distance, in the unit of the points.
    rounds
        Rounds of pushing at most: where there is no room, some pairs stay nearer.
    gather
        Whether points at the same place are spread first.

    Examples
    --------
    >>> moved = push_apart(np.zeros((2, 2)), apart=10.0)
    >>> bool(np.linalg.norm(moved[0] - moved[1]) >= 9.9)
    True
    """
    if len(points) < 2:  # noqa: PLR2004
        return points.copy()
    moved = _sunflower(points, apart) if gather else points.copy()
    for _ in range(rounds):
        pairs = KDTree(moved).query_pairs(apart * 0.995, output_type="ndarray")
        if not len(pairs):
            break
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        apart_by = moved[pairs[:, 1]] - moved[pairs[:, 0]]
        distance = np.linalg.norm(apart_by, axis=1)
        # two points at one place part along an angle of their own
        turn = (pairs[:, 0] + pairs[:, 1]) * _GOLDEN_ANGLE
        along = np.column_stack([np.cos(turn), np.sin(turn)])
        clear = distance > 1e-9  # noqa: PLR2004
        along[clear] = apart_by[clear] / distance[clear, None]
        push = along * (0.3 * (apart - distance) + 0.01 * apart)[:, None]
        for axis in (0, 1):
            moved[:, axis] -= np.bincount(pairs[:, 0], weights=push[:, axis], minlength=len(moved))
            moved[:, axis] += np.bincount(pairs[:, 1], weights=push[:, axis], minlength=len(moved))
    return moved


def _sunflower(points: Floats, apart: float) -> Floats:
    """Return points at the very same place spread around it, the first in its middle."""
    cells, group = np.unique(np.round(points / apart * 4), axis=0, return_inverse=True)
    group = group.ravel()
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(len(cells)))
    rank = np.empty(len(points))
    rank[order] = np.arange(len(points)) - starts[group[order]]
    radius, angle = apart * 0.6 * np.sqrt(rank), rank * _GOLDEN_ANGLE
    around: Floats = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return points + around
