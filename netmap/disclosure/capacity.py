"""What a hidden pattern lets a reader believe of one cell, and the cut that says how to hide more.

A reader knows M·a = 0, the shown cells and the bounds of the hidden ones. How far the value
of a cell may lie from the truth is a linear programme over deviations z: M·z = 0,
−room_below ≤ z ≤ room_above on hidden cells, z = 0 on shown ones. Any multipliers of the
equations bound that distance for *every* pattern: the capacity constraints of Fischetti and
Salazar (2000), "Models and algorithms for optimizing cell suppression in tabular data with
linear constraints", JASA 95.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog

if TYPE_CHECKING:
    import scipy.sparse as sp
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

TOLERANCE = 1e-6
_NOISE = 1e-10


@dataclass(frozen=True)
class Space:
    """The linear system around the true values: `below` and `above` are the room of each cell."""

    equations: sp.csc_array[np.float64]
    below: Floats
    above: Floats

    @property
    def size(self) -> int:
        """Number of cells."""
        return len(self.below)


@dataclass(frozen=True)
class Reach:
    """How far a cell may go in one direction, the deviations that go there, and the cut.

    For every pattern x (1: hidden), the cell goes at most ``coefficients @ x`` far.
    """

    distance: float
    deviations: Floats
    coefficients: Floats


@dataclass(frozen=True, kw_only=True)
class Demand:
    """A cell must be able to go `up` and `down` that far, and `span` from end to end."""

    cell: int
    up: float
    down: float
    span: float


def reach(space: Space, cell: int, sign: int, hidden: Bools) -> Reach:
    """Return how far `cell` may go (`sign` 1: up, −1: down) when `hidden` cells are free.

    Raises
    ------
    RuntimeError
        The solver gave no answer; the programme always has one (z = 0).
    """
    columns = np.flatnonzero(hidden)
    equations = space.equations[:, columns].tocsr()
    rows = np.flatnonzero(np.diff(equations.indptr))
    cost = np.where(columns == cell, -float(sign), 0.0)
    solution = linprog(
        cost,
        A_eq=equations[rows],
        b_eq=np.zeros(len(rows)),
        bounds=np.column_stack((-space.below[columns], space.above[columns])),
        method="highs",
    )
    if solution.status != 0:
        message = f"the solver ended with: {solution.message}"
        raise RuntimeError(message)
    multipliers = np.zeros(space.equations.shape[0])
    multipliers[rows] = solution.eqlin.marginals
    slope = space.equations.T @ multipliers
    slope[cell] += sign
    slope[np.abs(slope) < _NOISE] = 0.0
    deviations = np.zeros(space.size)
    deviations[columns] = solution.x
    return Reach(
        distance=-float(solution.fun),
        deviations=deviations,
        coefficients=np.maximum(slope, 0) * space.above + np.maximum(-slope, 0) * space.below,
    )


def cheapest_support(
    space: Space, cell: int, sign: int, distance: float, *, price: Floats
) -> Bools | None:
    """Return the cells that move when `cell` goes `distance` far at the least linear price.

    The price of a cell is paid by unit moved, so that the answer is a good pattern, not the
    best one. None: no pattern lets the cell go that far.
    """
    size = space.size
    doubled = np.concatenate((price, price))
    lower = np.zeros(2 * size)
    upper = np.concatenate((space.above, space.below))
    moving = cell if sign > 0 else cell + size
    lower[moving] = distance
    upper[cell if sign < 0 else cell + size] = 0.0
    if upper[moving] < distance:
        return None
    from scipy.sparse import hstack

    solution = linprog(
        doubled,
        A_eq=hstack((space.equations, -space.equations), format="csr"),
        b_eq=np.zeros(space.equations.shape[0]),
        bounds=np.column_stack((lower, upper)),
        method="highs",
    )
    if solution.status != 0:
        return None
    moves = solution.x[:size] - solution.x[size:]
    return np.asarray(np.abs(moves) > TOLERANCE)
