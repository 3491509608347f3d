"""Optimal complementary suppression: hide the least, so that nothing can be computed back.

A mixed integer programme picks the cells; an attacker's linear programmes find which picks
betray somebody and cut them off, until none does (Fischetti and Salazar 2000).
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array, csr_array

from netmap.disclosure.capacity import TOLERANCE, Demand, Space, cheapest_support, reach

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

Status = Literal["optimal", "time-limit", "infeasible"]

_OPTIMAL = 0
#: a cell without an upper bound is given this many times the longest way asked for
_UNBOUNDED = 100.0


@dataclass(frozen=True, kw_only=True)
class Protection:
    """How far from the truth a reader must be left, a number or one a sensitive cell.

    A sensitive cell of value v must be thought able to be ``v + upper`` or more and
    ``v − lower`` or less, and the interval must be ``sliding`` long or more. What the bounds
    that everybody knows do not allow is not asked for.
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
    equations: object,
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
    The answer is always protective unless `status` is ``infeasible``: the time limit costs
    information, never protection.

    Examples
    --------
    A row of three cells and its total; hiding 3 alone would not do.

    >>> result = suppress([3, 20, 15, 38], [[1, 1, 1, -1]], [0], protection=3)
    >>> result.suppressed.tolist(), result.cost, result.status
    ([True, False, True, False], 18.0, 'optimal')
    """
    problem = _problem(values, equations, sensitive, weights, lower, upper, protection)
    everything = np.ones(len(problem.weights), dtype=np.bool_)
    search = _Search(problem, deadline=monotonic() + time_limit_s)
    if search.unprotected(everything, stop_at=1):
        return _result(problem, everything, bound=float(problem.weights.sum()), status="infeasible")
    return search.run()


@dataclass(frozen=True)
class _Problem:
    space: Space
    weights: Floats
    forced: Bools
    demands: tuple[Demand, ...]


def _problem(
    values: ArrayLike,
    equations: object,
    sensitive: Sequence[int] | NDArray[np.int64],
    weights: ArrayLike | None,
    lower: ArrayLike | None,
    upper: ArrayLike | None,
    protection: Protection | ArrayLike | None,
) -> _Problem:
    cells = np.asarray(values, dtype=np.float64)
    matrix = csc_array(equations, dtype=np.float64)
    if cells.ndim != 1 or matrix.shape[1] != len(cells):
        message = f"{matrix.shape[1]} columns in the equations for cells of shape {cells.shape}"
        raise ValueError(message)
    scale = 1 + float(np.abs(cells).max(initial=0))
    if np.abs(matrix @ cells).max(initial=0) > TOLERANCE * scale:
        message = "the cells do not satisfy the equations"
        raise ValueError(message)
    costs = np.where(cells == 0, 1.0, cells) if weights is None else _vector(weights, cells)
    low = np.zeros(len(cells)) if lower is None else _vector(lower, cells)
    high = np.full(len(cells), np.inf) if upper is None else _vector(upper, cells)
    if (costs < 0).any() or (low > cells).any() or (high < cells).any():
        message = "a weight is negative, or a cell is outside its bounds"
        raise ValueError(message)
    indices = np.unique(np.asarray(sensitive, dtype=np.int64), return_index=True)
    levels = _levels(protection, len(np.asarray(sensitive)))[indices[1]]
    far = _UNBOUNDED * (1 + float(levels.max(initial=0)))
    space = Space(matrix, cells - low, np.where(np.isinf(high), far, high - cells))
    forced = np.zeros(len(cells), dtype=np.bool_)
    forced[indices[0]] = True
    return _Problem(space, costs, forced, _demands(space, indices[0], levels))


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


class _Search:
    """Patterns and cuts found so far for one problem."""

    def __init__(self, problem: _Problem, *, deadline: float) -> None:
        self._problem = problem
        self._deadline = deadline
        self._cuts: list[Floats] = []
        self._needs: list[float] = []
        self._witnesses: dict[int, Bools] = {}

    def run(self) -> Suppression:
        """Return the best pattern that time allows, always a protective one."""
        problem = self._problem
        best = self._repaired()
        bound = float(problem.weights[problem.forced].sum())
        while monotonic() < self._deadline:
            pattern, bound_now = self._cheapest_uncut()
            bound = max(bound, bound_now)
            if pattern is None:
                break
            cost = float(problem.weights[best].sum())
            if bound >= cost - TOLERANCE * (1 + cost):
                return _result(problem, best, bound=cost, status="optimal")
            if not self.unprotected(pattern):
                return _result(problem, pattern, bound=bound, status="optimal")
        return _result(problem, best, bound=bound, status="time-limit")

    def unprotected(self, hidden: Bools, *, stop_at: int | None = None) -> list[Demand]:
        """Return the demands that `hidden` does not meet, and remember why as cuts.

        A demand once seen met stays met while the cells that moved then stay hidden.
        """
        failing = []
        for number, demand in enumerate(self._problem.demands):
            witness = self._witnesses.get(number)
            if witness is not None and not (witness & ~hidden).any():
                continue
            moved = self._moves(demand, hidden)
            if moved is None:
                failing.append(demand)
                if stop_at is not None and len(failing) >= stop_at:
                    break
            else:
                self._witnesses[number] = moved
        return failing

    def _moves(self, demand: Demand, hidden: Bools) -> Bools | None:
        """Return the cells that move when the demand is met; None: it is not."""
        space = self._problem.space
        moved = np.zeros(space.size, dtype=np.bool_)
        met = True
        reaches = {}
        for sign, need in ((1, demand.up), (-1, demand.down)):
            if need > TOLERANCE or demand.span > TOLERANCE:
                reaches[sign] = reach(space, demand.cell, sign, hidden)
                moved |= np.abs(reaches[sign].deviations) > 0
                if reaches[sign].distance < need - TOLERANCE:
                    self._add_cut(reaches[sign].coefficients, need)
                    met = False
        length = sum(reached.distance for reached in reaches.values())
        if demand.span > TOLERANCE and length < demand.span - TOLERANCE:
            self._add_cut(reaches[1].coefficients + reaches[-1].coefficients, demand.span)
            met = False
        return moved if met else None

    def _add_cut(self, coefficients: Floats, need: float) -> None:
        """Keep ``coefficients @ x ≥ need``, tightened by what is hidden anyway."""
        forced = self._problem.forced
        rest = need - float(coefficients[forced].sum())
        if rest <= TOLERANCE:
            return
        free = np.where(forced, 0.0, np.minimum(coefficients, rest))
        self._cuts.append(free / rest)
        self._needs.append(1.0)

    def _cheapest_uncut(self) -> tuple[Bools | None, float]:
        """Return the cheapest pattern that no cut forbids, and a bound on the cost of any."""
        problem = self._problem
        left = self._deadline - monotonic()
        if left <= 0:
            return None, 0.0
        constraints = (
            [LinearConstraint(csr_array(np.array(self._cuts)), np.array(self._needs), np.inf)]
            if self._cuts
            else []
        )
        solution = milp(
            problem.weights,
            integrality=np.ones(len(problem.weights)),
            bounds=Bounds(problem.forced.astype(np.float64), 1.0),
            constraints=constraints,
            options={"time_limit": left, "mip_rel_gap": 0.0},
        )
        known = solution.mip_dual_bound
        bound = 0.0 if known is None or not np.isfinite(known) else float(known)
        if solution.status != _OPTIMAL:
            return None, bound
        return np.asarray(solution.x > 0.5), bound  # noqa: PLR2004

    def _repaired(self) -> Bools:
        """Return a protective pattern: each demand in turn hides what serves it cheaply."""
        problem = self._problem
        hidden = problem.forced.copy()
        for demand in sorted(self.unprotected(hidden), key=lambda d: (-max(d.up, d.span), d.cell)):
            for step in _steps(problem.space, demand, hidden):
                price = np.where(hidden, 0.0, problem.weights)
                support = cheapest_support(
                    problem.space, demand.cell, step.sign, step.distance, price=price
                )
                if support is None or monotonic() > self._deadline:
                    return np.ones_like(hidden)
                hidden |= support
        return self._trimmed(hidden) if not self.unprotected(hidden) else np.ones_like(hidden)

    def _trimmed(self, hidden: Bools) -> Bools:
        """Show again, the weightiest first, what need not be hidden."""
        problem = self._problem
        extra = np.flatnonzero(hidden & ~problem.forced)
        for cell in extra[np.argsort(-problem.weights[extra], kind="stable")].tolist():
            if monotonic() > self._deadline:
                break
            trial = hidden.copy()
            trial[cell] = False
            if not self.unprotected(trial, stop_at=1):
                hidden = trial
        return hidden


@dataclass(frozen=True)
class _Step:
    sign: int
    distance: float


def _steps(space: Space, demand: Demand, hidden: Bools) -> list[_Step]:
    """Return one-way goals that together meet the demand."""
    steps = [_Step(1, demand.up), _Step(-1, demand.down)]
    if demand.span > TOLERANCE:
        down = min(demand.span - demand.up, float(space.below[demand.cell]))
        steps = [_Step(-1, max(down, demand.down)), _Step(1, max(demand.up, demand.span - down))]
    return [
        step
        for step in steps
        if step.distance > TOLERANCE
        and reach(space, demand.cell, step.sign, hidden).distance < step.distance - TOLERANCE
    ]


def _result(problem: _Problem, hidden: Bools, *, bound: float, status: Status) -> Suppression:
    cost = float(problem.weights[hidden].sum())
    bound = cost if status == "optimal" else min(bound, cost)
    gap = (cost - bound) / cost if cost > 0 else 0.0
    return Suppression(hidden, cost, bound, gap, status)
