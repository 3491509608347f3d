"""Optimal complementary suppression: hide the least, so that nothing can be computed back.

A mixed integer programme picks the cells; an attacker's linear programmes find which picks
betray somebody and cut them off, until none does (Fischetti and Salazar 2000).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from scipy.sparse import csc_array

from netmap.disclosure.capacity import TOLERANCE, Demand, Space
from netmap.disclosure.search import Search, Task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from netmap.disclosure.search import Status
    from netmap.solver import AnyMatrix, Bools, Floats, Matrix

#: a cell without an upper bound is given this many times the longest way asked for
_UNBOUNDED = 100.0


@dataclass(frozen=True, kw_only=True)
class Protection:
    """How far from the truth a reader must be left (Fischetti and Salazar 2000).

    A sensitive cell of value v must be thought able to be ``v + upper`` or more and
    ``v − lower`` or less, and the interval must be ``sliding`` long or more; each is a number,
    or one a sensitive cell. What the bounds that everybody knows do not allow is not asked
    for.
    """

    lower: ArrayLike = 0.0
    upper: ArrayLike = 0.0
    sliding: ArrayLike = 0.0


@dataclass(frozen=True, eq=False)
class Suppression:
    """The pattern, and how good it is known to be.

    Attributes
    ----------
    suppressed
        Boolean vector, a place a cell.
    cost
        Weight of all suppressed cells, the sensitive ones included.
    bound
        No protective pattern costs less; equal to `cost` when `status` is ``optimal``.
    gap
        ``(cost − bound) / cost``, 0 when nothing is hidden.
    status
        ``infeasible``: even hiding every cell leaves a sensitive one unprotected; everything
        is suppressed.
    """

    suppressed: Bools
    cost: float
    bound: float
    gap: float
    status: Status


def suppress(
    values: ArrayLike,
    equations: AnyMatrix,
    sensitive: Sequence[int] | NDArray[np.int64],
    *,
    weights: ArrayLike | None = None,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    protection: Protection | ArrayLike | None = None,
    time_limit_s: float = 60.0,
) -> Suppression:
    """Choose the cells to hide with the sensitive ones, at the least total weight.

    Parameters
    ----------
    values
        The true cells, a vector a.
    equations
        Matrix M, sparse or not, with M·a = 0: what binds the cells.
    sensitive
        Indices of the cells that must be hidden and protected.
    weights
        What hiding a cell costs, not negative; the cell's value by default, and 1 for a zero.
    lower, upper
        What everybody knows of each cell before any publication; 0 and no bound by default.
    protection
        A :class:`Protection`; a number or one a sensitive cell: that far below (no further
        than `lower`) and above; a table of three columns, a row a sensitive cell: lower,
        upper, sliding. By default 1: no sensitive cell can be computed.
    time_limit_s
        When it has passed, the best pattern found is returned, with its gap.

    Raises
    ------
    ValueError
        Shapes disagree, M·a is not 0, a value is outside its bounds, a weight is negative.

    Notes
    -----
    Fischetti and Salazar (2000), "Models and algorithms for optimizing cell suppression in
    tabular data with linear constraints", JASA 95. The answer is always protective unless
    `status` is ``infeasible``: the time limit costs information, never protection.

    Examples
    --------
    A row of three cells and its total; hiding 3 alone would not do.

    >>> result = suppress([3, 20, 15, 38], [[1, 1, 1, -1]], [0], protection=3)
    >>> result.suppressed.tolist(), result.cost, result.status
    ([True, False, True, False], 18.0, 'optimal')
    """
    problem = _problem(
        np.asarray(values, dtype=np.float64),
        csc_array(cast("Any", equations), dtype=np.float64),
        np.asarray(sensitive, dtype=np.int64),
        weights=weights,
        bounds=(lower, upper),
        protection=protection,
    )
    found = Search(problem, seconds=time_limit_s).run()
    cost = float(problem.weights[found.hidden].sum())
    bound = cost if found.status == "optimal" else min(found.bound, cost)
    gap = (cost - bound) / cost if cost > 0 else 0.0
    return Suppression(found.hidden, cost, bound, gap, found.status)


def _problem(
    cells: Floats,
    equations: Matrix,
    sensitive: NDArray[np.int64],
    *,
    weights: ArrayLike | None,
    bounds: tuple[ArrayLike | None, ArrayLike | None],
    protection: Protection | ArrayLike | None,
) -> Task:
    """Check what was given and write it as deviations from the truth."""
    if cells.ndim != 1 or equations.shape[1] != len(cells):
        message = f"{equations.shape[1]} columns in the equations for cells of shape {cells.shape}"
        raise ValueError(message)
    scale = 1 + float(np.abs(cells).max(initial=0))
    if np.abs(np.asarray(equations @ cells)).max(initial=0) > TOLERANCE * scale:
        message = "the cells do not satisfy the equations"
        raise ValueError(message)
    costs = np.where(cells == 0, 1.0, cells) if weights is None else _vector(weights, cells)
    low = np.zeros(len(cells)) if bounds[0] is None else _vector(bounds[0], cells)
    high = np.full(len(cells), np.inf) if bounds[1] is None else _vector(bounds[1], cells)
    if (costs < 0).any() or (low > cells).any() or (high < cells).any():
        message = "a weight is negative, or a cell is outside its bounds"
        raise ValueError(message)
    hidden, first = np.unique(sensitive, return_index=True)
    levels = _levels(protection, len(sensitive))[first]
    far = _UNBOUNDED * (1 + float(levels.max(initial=0)))
    space = Space(equations, cells - low, np.where(np.isinf(high), far, high - cells))
    forced = np.zeros(len(cells), dtype=np.bool_)
    forced[hidden] = True
    return Task(space, costs, forced, _demands(space, hidden, levels))


def _vector(given: ArrayLike, cells: Floats) -> Floats:
    return np.broadcast_to(np.asarray(given, dtype=np.float64), cells.shape)


def _levels(protection: Protection | ArrayLike | None, count: int) -> Floats:
    """Return lower, upper and sliding levels, a row a sensitive cell."""
    if isinstance(protection, Protection):
        columns = [protection.lower, protection.upper, protection.sliding]
    else:
        given = np.asarray(1.0 if protection is None else protection, dtype=np.float64)
        if given.ndim == 2:  # noqa: PLR2004
            return np.broadcast_to(given, (count, 3))
        columns = [given, given, 0.0]
    return np.column_stack(
        [np.broadcast_to(np.asarray(column, dtype=np.float64), count) for column in columns]
    )


def _demands(space: Space, cells: NDArray[np.int64], levels: Floats) -> tuple[Demand, ...]:
    demands = []
    for cell, (lower, upper, sliding) in zip(cells.tolist(), levels.tolist(), strict=True):
        below, above = float(space.below[cell]), float(space.above[cell])
        demand = Demand(
            cell=cell,
            down=min(lower, below),
            up=min(upper, above),
            span=min(sliding, below + above),
        )
        if max(demand.down, demand.up, demand.span) > TOLERANCE:
            demands.append(demand)
    return tuple(demands)
