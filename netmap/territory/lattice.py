"""Squares of ground that lie in one outline whole, so that the points in them need no test.

Outlines are drawn on a lattice of squares (:mod:`netmap.territory.drawing`). A square that no
border comes near to is *whole*: all its points lie in the same outlines. Squares that touch, none
of them near a border, are one piece of ground, and one exact test of one point tells it for all
their points. A square that a border comes near to is *crossed*, and keeps the edges that do.

Why this is exact
-----------------
Let *m* be the margin (5 cm). A square is crossed if a point of it is within *m* of an edge, and
drawing only errs towards crossing: an edge is cut by the rows of squares widened by *m*, and each
piece crosses the columns that its ends do, widened by *m*. Nothing is asked of the outlines but
that they be valid: they may overlap, leave gaps, have holes or be in pieces.

*Whole squares.* Let *t* be a tolerance under *m*. Along a path that stays further than *t* from
every edge, the outlines that are within *t* do not change: to enter or to leave that reach of an
outline is to pass at the distance *t* of its border. Whole squares that share a side are a
connected set further than *m* from every edge: the outlines within *t* are the same for all their
points, and are those that hold any one of them.

*Crossed squares.* Every edge within *m* of the square is kept with it. A point further than *t*
from those is further than *t* from all edges: the outlines within *t* of it are those that hold it.

*Beside an edge.* Take such a point *p*, the nearest of those edges, and the point *c* of it that
is nearest to *p*. Where *c* is in the square and no other edge is as near (so that *c* is no
corner, the end of two), no edge comes between *p* and *c*: it would be kept with the square too,
and be nearer. The outline on that side of the edge holds *p*. It is the only one where the square
is *plain*. The number of outlines that hold a point changes across an edge by those on one side
less those on the other; across an edge that has one on each side, not at all. A square is plain if
neither it nor the crossed squares that follow it in its row, up to the first whole one, have an
edge but such, and one outline alone holds that whole one.

*Nearest.* A point in no outline is as far from an outline as from its border. Edges within a
distance of a point are kept with the squares within that many rows and columns of its own.

Coordinates are rounded to two nanometres where they reach ten thousand kilometres, and what is
worked out of them to as much times a few: *m* is a million times that, :data:`EQUAL_M` hundreds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Places = NDArray[np.intp]

#: metres; an edge crosses the squares that it comes this near to
MARGIN_M = 0.05
#: metres; distances this alike are not told apart
EQUAL_M = 1e-6
#: instead of an outline: there is none, there are several or it is not told
NONE, UNTOLD = -1, -2
#: edges beyond which a point is not held against each
_MANY_EDGES = 64


@dataclass(frozen=True, eq=False)
class Edges:
    """The edges of outlines, each once, and the outline on each of their sides.

    Attributes
    ----------
    ends
        x, y of both ends, metres.
    left, right
        Numbers of outlines; NONE, UNTOLD (several).
    """

    ends: Floats
    left: Places
    right: Places


@dataclass(frozen=True, eq=False)
class Lattice:
    """A drawing of outlines; see the module.

    Attributes
    ----------
    crossed
        Numbers of the crossed squares, rising; 0 is the first of the first row, and rows follow
        each other.
    after
        What the whole squares between each crossed square and the next one lie in: the number
        of the first outline; NONE. Where there is no square between, NONE too.
    plain
        Which crossed squares are.
    drawn, starts
        The edges of each crossed square, one square after the other, and where those of each
        start; a last start is the end.
    """

    west: float
    south: float
    step: float
    columns: int
    rows: int
    edges: Edges
    crossed: Whole
    after: Places
    plain: NDArray[np.bool_]
    drawn: NDArray[np.int32]
    starts: Whole

    def squares(self, x: Floats, y: Floats) -> Whole:
        """Return the square of each point; −1: outside the lattice, or nowhere."""
        column, row = (x - self.west) / self.step, (y - self.south) / self.step
        inside = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        column, row = np.where(inside, column, 0.0), np.where(inside, row, 0.0)
        square = row.astype(np.int64) * self.columns + column.astype(np.int64)
        return np.where(inside, square, -1)

    def place(self, square: Whole) -> tuple[Places, Places]:
        """Return the outline of the points of whole squares, and where crossed ones are told.

        Squares are looked up sooner in rising order.

        Returns
        -------
            The number of the first outline that holds the points of a square; NONE: none does, or
            the square is crossed. And the place of that in `crossed`; −1: it is whole.
        """
        here = np.searchsorted(self.crossed, square, side="right") - 1
        crossed = (here >= 0) & (self.crossed[here] == square)
        outline = np.where((here < 0) | crossed, NONE, self.after[here])
        return outline, np.where(crossed, here, -1)

    def beside(
        self, x: Floats, y: Floats, crossed: Places, *, within: float
    ) -> tuple[Places, NDArray[np.bool_]]:
        """Return the outline of points of crossed squares, where the nearest edge tells it.

        Parameters
        ----------
        crossed
            The place of each point's square in `crossed`.
        within
            Metres, under 5 cm: how near to a border the answer is not sought.

        Returns
        -------
            The number of the only outline within so much of each point; UNTOLD. And which points
            may be that near to a border: all those of a square that is full of edges are.
        """
        first, last = self.starts[crossed], self.starts[crossed + 1]
        full = last - first > _MANY_EDGES
        point, at = spread(first, np.where(full, first, last))
        edge = self.drawn[at]
        ends = self.edges.ends[edge]
        foot_x, foot_y = _foot(x[point], y[point], ends)
        away = np.hypot(x[point] - foot_x, y[point] - foot_y)
        least = np.full(len(x), np.inf)
        np.minimum.at(least, point, away)
        nearest = away <= least[point] + EQUAL_M
        alone = np.bincount(point[nearest], minlength=len(x)) == 1
        inside = self.squares(foot_x, foot_y) == self.crossed[crossed[point]]
        told = nearest & inside & (alone & self.plain[crossed])[point]
        ax, ay, bx, by = ends[told].T
        turn = (bx - ax) * (y[point[told]] - ay) - (by - ay) * (x[point[told]] - ax)
        outline = np.full(len(x), UNTOLD, dtype=np.intp)
        outline[point[told]] = np.where(
            turn > 0, self.edges.left[edge[told]], self.edges.right[edge[told]]
        )
        near = full | (least <= within)
        outline[near] = UNTOLD
        return outline, near

    def nearest(self, x: Floats, y: Floats, square: Whole, *, within: float) -> Places:
        """Return the outline that is nearest to points that no outline holds.

        Parameters
        ----------
        square
            The square of each point.
        within
            Metres beyond which an outline is not near.

        Returns
        -------
            The number of the outline; NONE: none is near; UNTOLD: several may be as near, or one
            just so.
        """
        reach = int((within + EQUAL_M) // self.step) + 1
        outline = np.full(len(x), NONE, dtype=np.intp)
        points, edges = [], []
        for row in range(-reach, reach + 1):
            left = square + row * self.columns - reach
            first = self.starts[np.searchsorted(self.crossed, left)]
            last = self.starts[np.searchsorted(self.crossed, left + 2 * reach + 1)]
            full = last - first > _MANY_EDGES
            outline[full] = UNTOLD
            point, at = spread(first, np.where(full, first, last))
            points.append(point)
            edges.append(self.drawn[at])
        point, edge = np.concatenate(points), np.concatenate(edges)
        foot_x, foot_y = _foot(x[point], y[point], self.edges.ends[edge])
        away = np.hypot(x[point] - foot_x, y[point] - foot_y)
        least = np.full(len(x), np.inf)
        np.minimum.at(least, point, away)
        near = (least <= within + EQUAL_M) & (outline == NONE)
        nearest = near[point] & (away <= least[point] + EQUAL_M)
        point, edge = point[nearest], edge[nearest]
        sides = np.concatenate([self.edges.left[edge], self.edges.right[edge]])
        point = np.tile(point, 2)[sides != NONE]
        sides = sides[sides != NONE]
        low, high = np.full(len(x), np.iinfo(np.intp).max), np.full(len(x), NONE)
        np.minimum.at(low, point, sides)
        np.maximum.at(high, point, sides)
        one = (low == high) & (least <= within - EQUAL_M)
        return np.where(near, np.where(one, low, UNTOLD), outline)


def spread(first: Whole, last: Whole) -> tuple[Whole, Whole]:
    """Return each whole number from `first` up to, but for, `last`; and which pair it is of.

    >>> [part.tolist() for part in spread(np.array([5, 7, 7]), np.array([7, 7, 8]))]
    [[0, 0, 2], [5, 6, 7]]
    """
    count = np.maximum(last - first, 0)
    pair = np.repeat(np.arange(len(count)), count)
    return pair, np.arange(len(pair)) + np.repeat(first - (np.cumsum(count) - count), count)


def _foot(x: Floats, y: Floats, ends: Floats) -> tuple[Floats, Floats]:
    """Return the point of each edge that is nearest to a point."""
    ax, ay, bx, by = ends.T
    dx, dy = bx - ax, by - ay
    share = np.clip(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0, 1)
    return ax + share * dx, ay + share * dy
