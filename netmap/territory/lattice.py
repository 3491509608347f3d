"""Squares of ground that lie in one outline whole, so that the points in them need no test.

Outlines are drawn on a lattice of squares. A square that no border comes near to is *whole*: all
its points lie in the same outlines. Squares that touch, none of them near a border, are one piece
of ground, and one exact test of one point tells it for all their points. A square that a border
comes near to keeps the edges that do, so that a point in it that is away from all of them needs
no tolerance.

Why this is exact
-----------------
Let *m* be the margin (5 cm). A square is *crossed* if a point of it is within *m* of an edge, and
drawing only errs towards crossing: an edge is cut by the rows of squares widened by *m*, and each
piece crosses the columns that its ends do, widened by *m*.

Let *t* be a tolerance under *m*, and *p* a point that is further than *t* from every edge. Along a
path that stays so, the outlines that are within *t* of the point do not change: to enter or to
leave that reach of an outline is to pass at the distance *t* of its border. Whole squares that
share a side are a connected set further than *m* from every edge, so that the outlines within *t*
are the same for all their points, and are those that hold any one of them. That is the short cut,
and it asks nothing of the outlines: they may overlap, leave gaps, have holes or be in pieces.

In a crossed square, every edge within *m* of it is kept with it. A point further than *t* from
those is further than *t* from all edges, and the outlines within *t* of it are those that hold it.

Coordinates are rounded to two nanometres where they reach ten thousand kilometres, and the cuts
of edges to as much times a few: *m* is two million times that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]
    #: x, y (metres) → the number of the first outline that holds each point, −1: none does
    Judge = Callable[[Floats, Floats], NDArray[np.intp]]

#: metres; an edge crosses the squares that it comes this near to
MARGIN_M = 0.05
#: a square's number and an edge's are one number of 64 bits
_BITS = 62
#: squares that are crossed, each as often as there are edges in it: at most, and at a time
_MOST, _AT_ONCE = 12_000_000, 1_000_000
#: the narrowest square, in metres, and how many are worth drawing for a point
_NARROWEST_M, _SQUARES_A_POINT = 2.0, 16
#: edges of a square beyond which a point is not held against each
_MANY_EDGES = 64


@dataclass(frozen=True, eq=False)
class Lattice:
    """A drawing of outlines; see the module.

    Attributes
    ----------
    crossed
        Numbers of the squares that a border comes near to, rising; 0 is the first of the first
        row, and rows follow each other.
    after
        What the whole squares between each crossed square and the next one lie in: the number
        of the first outline, −1: in none. Where there is no square between, −1 too.
    edges
        x, y of both ends, metres.
    drawn, starts
        The edges of each crossed square, one square after the other, and where those of each
        start; a last start is the end.
    """

    west: float
    south: float
    step: float
    columns: int
    rows: int
    crossed: Whole
    after: NDArray[np.intp]
    edges: Floats
    drawn: Whole
    starts: Whole

    def squares(self, x: Floats, y: Floats) -> Whole:
        """Return the square of each point; −1: outside the lattice, or nowhere."""
        column, row = (x - self.west) / self.step, (y - self.south) / self.step
        inside = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        column, row = np.where(inside, column, 0.0), np.where(inside, row, 0.0)
        square = row.astype(np.int64) * self.columns + column.astype(np.int64)
        return np.where(inside, square, -1)

    def place(self, square: Whole) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the outline of the points of whole squares, and where crossed ones are told.

        Squares are looked up sooner in rising order.

        Returns
        -------
            The number of the first outline that holds the points of a square; −1: none does, or
            the square is crossed. And the place of that in `crossed`; −1: it is whole.
        """
        here = np.searchsorted(self.crossed, square, side="right") - 1
        crossed = (here >= 0) & (self.crossed[here] == square)
        return np.where((here < 0) | crossed, -1, self.after[here]), np.where(crossed, here, -1)

    def far(self, square: Whole, distance: float) -> NDArray[np.bool_]:
        """Tell of which squares no point is within some metres of a border.

        What is that near to a point lies at most so many rows and columns away.
        """
        reach = int(distance // self.step) + 1
        far = np.ones(len(square), dtype=np.bool_)
        for row in range(-reach, reach + 1):
            first = square + row * self.columns - reach
            stop = first + 2 * reach + 1
            far &= np.searchsorted(self.crossed, first) == np.searchsorted(self.crossed, stop)
        return far

    def near_an_edge(
        self, x: Floats, y: Floats, crossed: NDArray[np.intp], *, within: float
    ) -> NDArray[np.bool_]:
        """Tell which points of crossed squares may be this near to a border.

        Parameters
        ----------
        crossed
            The place of each point's square in `crossed`.
        within
            Metres, under 5 cm.

        Returns
        -------
            A point of a square that is full of edges may be near to one, wherever it is.
        """
        first, last = self.starts[crossed], self.starts[crossed + 1]
        near = last - first > _MANY_EDGES
        point, at = _spread(first, np.where(near, first, last))
        distance = _squared_distance(x[point], y[point], self.edges[self.drawn[at]])
        near[point[distance <= within * within]] = True
        return near


def lattice(
    shapes: NDArray[np.object_], judge: Judge, *, points: int, around: float
) -> Lattice | None:
    """Draw outlines for so many points.

    Parameters
    ----------
    shapes
        Polygons, in metres; empty ones have no border.
    judge
        Which outline is the first to hold each of a few points, none of them near a border.
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
    ...     return np.where(x < 10, 0, 1)
    >>> shapes = np.array([box(0, 0, 10, 10), box(10, 0, 20, 10)])
    >>> two = lattice(shapes, judge, points=100, around=50.0)
    >>> square = two.squares(np.array([5.0, 15.0, 10.0]), np.array([5.0, 5.0, 5.0]))
    >>> hits, crossed = two.place(square)
    >>> hits.tolist(), (crossed >= 0).tolist()
    ([0, 1, -1], [False, False, True])
    """
    edges = _edges(shapes)
    if not len(edges) or not np.isfinite(edges).all():
        return None
    step = _step(edges, ground=float(shapely.area(shapes).sum()), points=points)
    room = around + 2 * step
    west, south = edges[:, ::2].min() - room, edges[:, 1::2].min() - room
    columns = int((edges[:, ::2].max() + room - west) / step) + 1
    rows = int((edges[:, 1::2].max() + room - south) / step) + 1
    bits = len(edges).bit_length()
    if (rows * columns).bit_length() + bits > _BITS:
        return None
    scaled = (edges - np.array([west, south, west, south])) / step
    drawn = np.concatenate(
        [
            _drawn(scaled[some], MARGIN_M / step, columns, first=some.start, bits=bits)
            for some in _blocks(scaled)
        ]
    )
    drawn.sort()
    squares, drawn = drawn >> bits, (drawn & ((1 << bits) - 1)).astype(np.int32)
    starts = np.flatnonzero(np.diff(squares, prepend=-1, append=-1))
    crossed = squares[starts[:-1]]
    after = np.full(len(crossed), -1, dtype=np.intp)
    between = np.flatnonzero(np.diff(crossed) > 1)
    inner = crossed[between] + 1
    piece = _pieces(inner, crossed[between + 1] - 1, columns)
    _, one = np.unique(piece, return_index=True)
    row, column = np.divmod(inner[one], columns)
    after[between] = judge(west + (column + 0.5) * step, south + (row + 0.5) * step)[piece]
    return Lattice(west, south, step, columns, rows, crossed, after, edges, drawn, starts)


def _edges(shapes: NDArray[np.object_]) -> Floats:
    """Return x, y of both ends of each edge of each ring."""
    rings = shapely.get_rings(shapely.get_parts(shapes))
    ends, ring = shapely.get_coordinates(rings, return_index=True)
    along = ring[1:] == ring[:-1]
    return np.hstack([ends[:-1][along], ends[1:][along]])


def _step(edges: Floats, *, ground: float, points: int) -> float:
    """Return how wide a square is, in metres."""
    length = float(np.abs(edges[:, :2] - edges[:, 2:]).sum())
    worth = float(np.sqrt(ground / (_SQUARES_A_POINT * max(points, 1))))
    # an edge crosses a square for each row and each column that it passes, and one more
    return max(worth, length / max(_MOST - 2 * len(edges), len(edges)), _NARROWEST_M)


def _blocks(edges: Floats) -> list[slice]:
    """Return edges, in steps of the lattice, by as many as cross so many squares."""
    crossed = np.cumsum(np.abs(edges[:, :2] - edges[:, 2:]).sum(axis=1) + 2)
    ends = np.searchsorted(crossed, np.arange(_AT_ONCE, crossed[-1] + _AT_ONCE, _AT_ONCE))
    stops = np.unique(np.minimum(ends + 1, len(edges))).tolist()
    return [slice(start, stop) for start, stop in zip([0, *stops], stops, strict=False)]


def _drawn(edges: Floats, margin: float, columns: int, *, first: int, bits: int) -> Whole:
    """Return the squares that edges cross, each with its edge; all in steps of the lattice."""
    ax, ay, bx, by = edges.T
    low, high = np.minimum(ay, by), np.maximum(ay, by)
    edge, row = _spread(_square(low - margin), _square(high + margin) + 1)
    rise = by - ay
    slope = np.divide(bx - ax, rise, out=np.zeros_like(rise), where=rise != 0)
    ends = [
        ax[edge] + (np.clip(side, low[edge], high[edge]) - ay[edge]) * slope[edge]
        for side in (row - margin, row + 1 + margin)
    ]
    # an edge that one row holds, whole, needs no cut; a level one cannot be cut
    uncut = (row - margin <= low[edge]) & (high[edge] <= row + 1 + margin)
    left = np.where(uncut, np.minimum(ax, bx)[edge], np.minimum(*ends))
    right = np.where(uncut, np.maximum(ax, bx)[edge], np.maximum(*ends))
    piece, column = _spread(_square(left - margin), _square(right + margin) + 1)
    return ((row[piece] * columns + column) << bits) + (first + edge[piece])


def _square(at: Floats) -> Whole:
    return np.floor(at).astype(np.int64)


def _spread(first: Whole, last: Whole) -> tuple[Whole, Whole]:
    """Return each whole number from `first` up to, but for, `last`; and which pair it is of."""
    count = np.maximum(last - first, 0)
    pair = np.repeat(np.arange(len(count)), count)
    return pair, np.arange(len(pair)) + np.repeat(first - (np.cumsum(count) - count), count)


def _pieces(first: Whole, last: Whole, columns: int) -> NDArray[np.intp]:
    """Return which piece of ground each run of whole squares belongs to.

    Runs touch where one square of theirs stands over another. A run that goes on into the next
    row is outside of all outlines in both: no border is near the ends of a row.
    """
    lowest = np.searchsorted(last, first + columns)
    highest = np.searchsorted(first, last + columns, side="right")
    runs, ends = len(first), np.cumsum(np.maximum(highest - lowest, 0))
    _, over = _spread(lowest, highest)
    touching = csr_array(
        (np.ones(len(over), dtype=np.int8), over, np.append(0, ends)), shape=(runs, runs)
    )
    _, piece = connected_components(touching, directed=False)
    return np.asarray(piece, dtype=np.intp)


def _squared_distance(x: Floats, y: Floats, edge: Floats) -> Floats:
    """Return the square of the distance between points and edges."""
    ax, ay, bx, by = edge.T
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = (x - ax) * dx + (y - ay) * dy
    share = np.clip(np.divide(along, length, out=np.zeros_like(length), where=length > 0), 0, 1)
    return np.asarray((x - ax - share * dx) ** 2 + (y - ay - share * dy) ** 2)
