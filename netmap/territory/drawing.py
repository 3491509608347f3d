"""Outlines drawn on a lattice of squares: what :mod:`netmap.territory.lattice` looks up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from netmap.territory.lattice import MARGIN_M, NONE, UNTOLD, Edges, Lattice, spread

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from netmap.territory.lattice import Floats, Places, Whole

    #: x, y (metres) → the number of the first outline that holds each point (NONE: none does),
    #: and how many do
    Judge = Callable[[Floats, Floats], tuple[Places, Places]]

#: a square's number and an edge's are one number of 64 bits
_BITS = 62
#: squares that are crossed, each as often as there are edges in it: at most, and at a time
_MOST, _AT_ONCE = 12_000_000, 1_000_000
#: the narrowest square, in metres, and how many are worth drawing for a point
_NARROWEST_M, _SQUARES_A_POINT = 2.0, 8
#: odd numbers by which four others are mixed into one
_ODD = (0x1E3779B97F4A7C15, 0x42B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x56E8FEB86659FD93)


def draw(
    shapes: NDArray[np.object_], judge: Judge, *, points: int, around: float
) -> Lattice | None:
    """Draw outlines for so many points.

    Parameters
    ----------
    shapes
        Valid polygons, in metres; empty ones have no border.
    judge
        Which outlines hold a few points, none of them near a border.
    points
        How many are to be placed: the more, the narrower the squares.
    around
        How far the lattice goes beyond all borders, at least (metres).

    Returns
    -------
        None: there is no border, or it is nowhere.

    Examples
    --------
    >>> from shapely import box
    >>> def judge(x, y):
    ...     return np.where(x < 10, 0, 1), np.ones(len(x))
    >>> shapes = np.array([box(0, 0, 10, 10), box(10, 0, 20, 10)])
    >>> two = draw(shapes, judge, points=100, around=50.0)
    >>> hits, crossed = two.place(two.squares(np.array([5.0, 15.0, 10.0]), np.full(3, 5.0)))
    >>> hits.tolist(), (crossed >= 0).tolist()
    ([0, 1, -1], [False, False, True])
    """
    edges = edges_of(shapes)
    ends = edges.ends
    if not len(ends) or not np.isfinite(ends).all():
        return None
    step = _step(ends, ground=float(shapely.area(shapes).sum()), points=points)
    room = around + 2 * step
    west, south = ends[:, ::2].min() - room, ends[:, 1::2].min() - room
    columns = int((ends[:, ::2].max() + room - west) / step) + 1
    rows = int((ends[:, 1::2].max() + room - south) / step) + 1
    bits = len(ends).bit_length()
    if (rows * columns).bit_length() + bits > _BITS:
        return None
    scaled = (ends - np.array([west, south, west, south])) / step
    drawn = np.concatenate(
        [
            _drawn(scaled[some], MARGIN_M / step, columns, first=some.start, bits=bits)
            for some in _blocks(scaled)
        ]
    )
    drawn.sort()
    squares, kept = drawn >> bits, (drawn & ((1 << bits) - 1)).astype(np.int32)
    starts = np.flatnonzero(np.diff(squares, prepend=-1, append=-1))
    crossed = squares[starts[:-1]]
    between = np.flatnonzero(np.diff(crossed) > 1)
    inner = crossed[between] + 1
    piece = _pieces(inner, crossed[between + 1] - 1, columns)
    _, one = np.unique(piece, return_index=True)
    row, column = np.divmod(inner[one], columns)
    first, holders = judge(west + (column + 0.5) * step, south + (row + 0.5) * step)
    after = np.full(len(crossed), NONE, dtype=np.intp)
    after[between] = first[piece]
    odd = ((edges.left < 0) | (edges.right < 0))[kept]
    plain = _plain(np.logical_or.reduceat(odd, starts[:-1]), between, (holders == 1)[piece])
    return Lattice(west, south, step, columns, rows, edges, crossed, after, plain, kept, starts)


def edges_of(shapes: NDArray[np.object_]) -> Edges:
    """Return the edges of outlines, each once, and the outlines on their sides.

    >>> two = edges_of(np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]))
    >>> len(two.ends), sorted(zip(two.left.tolist(), two.right.tolist()))
    (7, [(-1, 0), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, -1)])
    """
    parts, outline = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    along = (ring[1:] == ring[:-1]) & (corners[1:] != corners[:-1]).any(axis=1)
    ends = np.hstack([corners[:-1][along], corners[1:][along]])
    shell = np.diff(part, prepend=-1) != 0
    inside_left = (shapely.is_ccw(rings) == shell)[ring[:-1][along]]
    owner = outline[part][ring[:-1][along]]
    back = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    ends[back] = ends[back][:, [2, 3, 0, 1]]
    inside_left ^= back
    # edges that are alike have one mixture, and follow each other unless another shares it
    order = np.argsort(ends.view(np.int64) @ np.array(_ODD), kind="stable")
    new = np.append(True, (ends[order[1:]] != ends[order[:-1]]).any(axis=1))[: len(order)]
    number = np.empty(len(order), dtype=np.intp)
    number[order] = np.cumsum(new) - 1
    sides = []
    for side in (inside_left, ~inside_left):
        several = np.bincount(number[side], minlength=int(new.sum())) > 1
        told = np.full(len(several), NONE, dtype=np.intp)
        told[number[side]] = owner[side]
        sides.append(np.where(several, UNTOLD, told))
    # as they come along borders: neighbours are drawn, and looked up, one after the other
    first = order[new]
    along_borders = np.argsort(first)
    left, right = (side[along_borders] for side in sides)
    return Edges(ends[first[along_borders]], left, right)


def _step(ends: Floats, *, ground: float, points: int) -> float:
    """Return how wide a square is, in metres."""
    length = float(np.abs(ends[:, :2] - ends[:, 2:]).sum())
    worth = float(np.sqrt(ground / (_SQUARES_A_POINT * max(points, 1))))
    # an edge crosses a square for each row and each column that it passes, and one more
    return max(worth, length / max(_MOST - 2 * len(ends), len(ends)), _NARROWEST_M)


def _blocks(ends: Floats) -> list[slice]:
    """Return edges, in steps of the lattice, by as many as cross so many squares."""
    crossed = np.cumsum(np.abs(ends[:, :2] - ends[:, 2:]).sum(axis=1) + 2)
    last = np.searchsorted(crossed, np.arange(_AT_ONCE, crossed[-1] + _AT_ONCE, _AT_ONCE))
    stops = np.unique(np.minimum(last + 1, len(ends))).tolist()
    return [slice(start, stop) for start, stop in zip([0, *stops], stops, strict=False)]


def _drawn(ends: Floats, margin: float, columns: int, *, first: int, bits: int) -> Whole:
    """Return the squares that edges cross, each with its edge; all in steps of the lattice."""
    ax, ay, bx, by = ends.T
    low, high = np.minimum(ay, by), np.maximum(ay, by)
    edge, row = spread(_square(low - margin), _square(high + margin) + 1)
    rise = by - ay
    slope = np.divide(bx - ax, rise, out=np.zeros_like(rise), where=rise != 0)
    cuts = [
        ax[edge] + (np.clip(side, low[edge], high[edge]) - ay[edge]) * slope[edge]
        for side in (row - margin, row + 1 + margin)
    ]
    # an edge that one row holds, whole, needs no cut; a level one cannot be cut
    uncut = (row - margin <= low[edge]) & (high[edge] <= row + 1 + margin)
    left = np.where(uncut, np.minimum(ax, bx)[edge], np.minimum(*cuts))
    right = np.where(uncut, np.maximum(ax, bx)[edge], np.maximum(*cuts))
    piece, column = spread(_square(left - margin), _square(right + margin) + 1)
    return ((row[piece] * columns + column) << bits) + (first + edge[piece])


def _square(at: Floats) -> Whole:
    return np.floor(at).astype(np.int64)


def _pieces(first: Whole, last: Whole, columns: int) -> Places:
    """Return which piece of ground each run of whole squares belongs to.

    Runs touch where one square of theirs stands over another. A run that goes on into the next
    row is outside of all outlines in both: no border is near the ends of a row.
    """
    lowest = np.searchsorted(last, first + columns)
    highest = np.searchsorted(first, last + columns, side="right")
    runs, ends = len(first), np.cumsum(np.maximum(highest - lowest, 0))
    _, over = spread(lowest, highest)
    touching = csr_array(
        (np.ones(len(over), dtype=np.int8), over, np.append(0, ends)), shape=(runs, runs)
    )
    _, piece = connected_components(touching, directed=False)
    return np.asarray(piece, dtype=np.intp)


def _plain(odd: NDArray[np.bool_], between: Places, single: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which crossed squares are plain.

    Parameters
    ----------
    odd
        Which crossed squares have an edge without one outline on each side.
    between
        Which of them are followed by a whole one; `single`: which one outline alone holds.
    """
    # those that follow each other, up to one that a whole square follows; the last are outside
    run = np.searchsorted(between, np.arange(len(odd)))
    has_odd = np.bincount(run, weights=odd, minlength=len(between) + 1) > 0
    return (np.append(single, False) & ~has_odd)[run]
