"""The p-median: as little way as possible to the nearest of p sites."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from netmap.siting.reference.result import (
    SitingResult,
    check_costs,
    check_count,
    largest,
    make_result,
    refuse_unreachable,
)
from netmap.solver import (
    PROOF_TOLERANCE,
    Floats,
    Prices,
    Program,
    deadline,
    minimise,
    relative_gap,
    relax,
    seconds_left,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def p_median(
    cost: ArrayLike, weight: ArrayLike, *, p: int, time_limit_s: float | None = None
) -> SitingResult:
    """Choose `p` sites so that the weighted cost of reaching the nearest is least.

    Hakimi (1964), solved in the radius form of Elloumi (2010): a variable says that nobody
    is open within the k-th distance of a place. Variables whose move the linear relaxation
    prices above a solution found by interchange (Teitz & Bart 1968) are fixed first, which
    loses no optimum.

    Parameters
    ----------
    cost
        Places × sites.
    weight
        People a place.
    p
        How many sites.
    time_limit_s
        Seconds; None: as long as the proof takes.

    Raises
    ------
    ValueError
        A hole, a negative value, or a `p` that the sites do not allow.
    InfeasibleError
        A place with people that no site reaches, or not with `p` sites.
    OutOfTimeError
        Time ran out before any choice that reaches every place was found.

    Examples
    --------
    >>> p_median([[0, 4, 9], [4, 0, 5], [9, 5, 0]], [1, 1, 1], p=1)
    SitingResult(model='p-median', objective=9.0, sites=(1,), bound=9.0,
        gap=0.0, status='optimal')
    """
    costs, weights = check_costs(cost, weight)
    check_count(p, costs.shape[1])
    ends = deadline(time_limit_s)
    rows = np.flatnonzero(weights > 0)
    if not rows.size:
        return _median_result(costs, weights, np.arange(p), bound=0.0)
    near, people = costs[rows], weights[rows]
    refuse_unreachable(near, "any cost")
    found = _interchange(near, people, p)
    ceiling = _weighted_cost(near, people, found)
    sites = costs.shape[1]
    program, constant = _median_program(near, people, p)
    if np.isfinite(ceiling):
        relaxed = relax(program, time_limit_s=seconds_left(ends))
        if relaxed.point is not None and relaxed.prices is not None:
            bound = relaxed.bound + constant
            whole = _whole_sites(relaxed.point[:sites])
            if whole is not None and _weighted_cost(near, people, whole) < ceiling:
                found, ceiling = whole, _weighted_cost(near, people, whole)
            if relative_gap(ceiling, bound) == 0:
                return _median_result(costs, weights, found, bound=bound)
            program = _priced_out(program, relaxed.bound, relaxed.prices, ceiling - constant)
    answer = minimise(program, time_limit_s=seconds_left(ends))
    if not np.isfinite(ceiling):
        answer.required(f"{p} sites that reach every place")
    if answer.point is not None:
        chosen = largest(answer.point[:sites], p)
        if _weighted_cost(near, people, chosen) <= ceiling:
            found = chosen
    return _median_result(costs, weights, found, bound=max(answer.bound + constant, 0.0))


def _priced_out(program: Program, bound: float, prices: Prices, ceiling: float) -> Program:
    """Fix the variables that no solution up to the ceiling moves.

    `bound` and `prices` are those of the relaxation.
    """
    ceiling += PROOF_TOLERANCE * max(1.0, abs(ceiling))
    return dataclasses.replace(
        program,
        most=np.where(bound + prices.least > ceiling, program.least, program.most),
        least=np.where(bound - prices.most > ceiling, program.most, program.least),
    )


def _weighted_cost(costs: Floats, weights: Floats, sites: NDArray[np.intp]) -> float:
    return float(weights @ costs[:, sites].min(axis=1))


def _median_result(
    costs: Floats, weights: Floats, sites: NDArray[np.intp], *, bound: float
) -> SitingResult:
    peopled = weights > 0
    objective = _weighted_cost(costs[peopled], weights[peopled], sites) if peopled.any() else 0.0
    return make_result("p-median", objective, min(bound, objective), sites)


def _interchange(costs: Floats, weights: Floats, p: int) -> NDArray[np.intp]:
    """Return a good choice: add greedily, then swap while a swap gains (Teitz & Bart 1968)."""
    far = np.where(np.isfinite(costs), costs, 1e9 * (1 + costs[np.isfinite(costs)].max()))
    chosen: list[int] = []
    nearest = np.full(len(far), far.max())
    for _ in range(p):
        totals = weights @ np.minimum(nearest[:, None], far)
        totals[chosen] = np.inf
        chosen.append(int(totals.argmin()))
        nearest = np.minimum(nearest, far[:, chosen[-1]])
    sites = np.array(chosen)
    total = float(weights @ nearest)
    while True:
        best, swap = total * (1 - 1e-12), None
        for place in range(p):
            others = np.delete(sites, place)
            kept = far[:, others].min(axis=1) if p > 1 else np.full(len(far), far.max())
            totals = weights @ np.minimum(kept[:, None], far)
            candidate = int(totals.argmin())
            if totals[candidate] < best:
                best, swap = float(totals[candidate]), (place, candidate)
        if swap is None:
            return np.sort(sites)
        sites[swap[0]] = swap[1]
        total = best


def _whole_sites(values: Floats) -> NDArray[np.intp] | None:
    """Return the open sites of a relaxed solution where each is wholly open or closed."""
    if np.abs(values - values.round()).max() > PROOF_TOLERANCE:
        return None
    return np.flatnonzero(values > 0.5)  # noqa: PLR2004


def _median_program(costs: Floats, weights: Floats, p: int) -> tuple[Program, float]:
    """Return the radius form and the constant of its objective.

    Variables: a site is open; then, for each place and each of its distances but the last
    it can need, nobody is open that near. With `p` sites open, a place never goes beyond
    its ``m - p + 1`` nearest sites.
    """
    n, m = costs.shape
    order = np.argsort(costs, axis=1, kind="stable")
    ranked = np.take_along_axis(costs, order, axis=1)
    starts = np.ones((n, m), dtype=bool)
    starts[:, 1:] = ranked[:, 1:] > ranked[:, :-1]
    level = starts.cumsum(axis=1) - 1
    last = level[:, m - p]
    finite = np.isfinite(ranked)
    reachable = np.where(finite, level, -1).max(axis=1)
    walled = reachable < last
    rows_a_place = np.where(walled, reachable + 1, last)
    offset = np.concatenate([[0], rows_a_place.cumsum()])
    place, rank = np.nonzero(level < rows_a_place[:, None])
    row = offset[place] + level[place, rank]
    total = int(offset[-1])
    heads = starts & (level < rows_a_place[:, None])
    head_place, head_rank = np.nonzero(heads)
    here = ranked[head_place, head_rank]
    depth = level[head_place, head_rank]
    following = _next_level(ranked, starts, head_place, depth)
    wall = walled[head_place] & (depth == rows_a_place[head_place] - 1)
    step = np.where(wall, 0.0, following - np.where(wall, 0.0, here))
    own = np.arange(total)
    chained = own[depth > 0]
    matrix = sparse.csr_array(
        (
            np.concatenate([np.ones(row.size), np.ones(total), -np.ones(chained.size), np.ones(m)]),
            (
                np.concatenate([row, own, chained, np.full(m, total)]),
                np.concatenate([order[place, rank], m + own, m + chained - 1, np.arange(m)]),
            ),
        ),
        shape=(total + 1, m + total),
    )
    most = np.ones(m + total)
    most[m:][wall] = 0.0
    program = Program(
        objective=np.concatenate([np.zeros(m), weights[head_place] * step]),
        matrix=matrix,
        lower=np.append((depth == 0).astype(np.float64), p),
        upper=np.append(np.full(total, np.inf), p),
        least=np.zeros(m + total),
        most=most,
        whole=np.arange(m + total) < m,
    )
    return program, float(weights @ ranked[:, 0])


def _next_level(
    ranked: Floats, starts: NDArray[np.bool_], place: NDArray[np.intp], depth: NDArray[np.intp]
) -> Floats:
    """Return, for each (place, level), the cost of the following level; inf past the last."""
    n, m = ranked.shape
    table = np.full((n, m + 1), np.inf)
    where, rank = np.nonzero(starts)
    table[where, (starts.cumsum(axis=1) - 1)[where, rank]] = ranked[where, rank]
    return np.asarray(table[place, depth + 1], dtype=np.float64)
