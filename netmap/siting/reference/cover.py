"""Covering: the fewest sites for all, the most people with p sites, the nearest farthest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from netmap.errors import InfeasibleError, OutOfTimeError
from netmap.siting.reference.result import (
    SitingResult,
    check_costs,
    check_count,
    check_radius,
    fill_up,
    largest,
    make_result,
    refuse_unreachable,
)
from netmap.solver import (
    PROOF_TOLERANCE,
    Floats,
    Program,
    deadline,
    minimise,
    seconds_left,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def p_center(cost: ArrayLike, *, p: int, time_limit_s: float | None = None) -> SitingResult:
    """Choose `p` sites so that the farthest place is as near as can be.

    Minieka (1970), exactly: a binary search over the costs of the matrix, each step asking
    whether `p` sites cover every place within that cost.

    Parameters
    ----------
    cost, p, time_limit_s
        As in :func:`netmap.siting.reference.median.p_median`.

    Raises
    ------
    ValueError, InfeasibleError, OutOfTimeError
        As in :func:`netmap.siting.reference.median.p_median`.

    Examples
    --------
    >>> p_center([[0, 4, 9], [4, 0, 5], [9, 5, 0]], p=2).objective
    4.0
    """
    costs, _ = check_costs(cost, None)
    check_count(p, costs.shape[1])
    refuse_unreachable(costs, "any cost")
    ends = deadline(time_limit_s)
    found = _farthest_first(costs, p)
    levels = np.unique(costs[np.isfinite(costs)])
    low = int(np.searchsorted(levels, costs.min(axis=1).max()))
    worst = costs[:, found].min(axis=1).max()
    high = int(np.searchsorted(levels, worst)) if np.isfinite(worst) else len(levels)
    while low < high:
        middle = (low + high) // 2
        answer = _cover_within(costs <= levels[middle], p, ends)
        if answer is None:
            break
        if answer.size:
            found = answer
            high = int(np.searchsorted(levels, costs[:, found].min(axis=1).max()))
        else:
            low = middle + 1
    if high == len(levels):
        message = f"no choice of {p} sites that reaches every place"
        if low < high:
            raise OutOfTimeError(message + " was found in time")
        raise InfeasibleError(message)
    sites = fill_up(found, p, costs.shape[1])
    objective = float(costs[:, sites].min(axis=1).max())
    bound = min(float(levels[low]), objective)
    return make_result("p-center", objective, bound, sites)


def max_cover(
    cost: ArrayLike,
    weight: ArrayLike,
    *,
    radius: float,
    p: int,
    time_limit_s: float | None = None,
) -> SitingResult:
    """Choose `p` sites so that the most people have one within the radius.

    Church & ReVelle (1974). Places reached by the same sites are solved as one.

    Parameters
    ----------
    cost, weight, p, time_limit_s
        As in :func:`netmap.siting.reference.median.p_median`.
    radius
        Largest cost that is covered, inclusive.

    Raises
    ------
    ValueError
        As in :func:`netmap.siting.reference.median.p_median`; also a negative or NaN radius.

    Examples
    --------
    >>> max_cover([[0, 4, 9], [4, 0, 5], [9, 5, 0]], [1, 1, 1], radius=4, p=1).objective
    2.0
    """
    costs, weights = check_costs(cost, weight)
    check_count(p, costs.shape[1])
    covers = costs <= check_radius(radius)
    groups, people = _merge_alike(covers, weights)
    n, m = groups.shape
    matrix = sparse.csr_array(
        sparse.vstack(
            [
                sparse.hstack([sparse.csr_array(groups.astype(np.float64)), -sparse.eye_array(n)]),
                sparse.csr_array(np.concatenate([np.ones(m), np.zeros(n)])[None, :]),
            ]
        )
    )
    program = Program(
        objective=np.concatenate([np.zeros(m), -people]),
        matrix=matrix,
        lower=np.append(np.zeros(n), p),
        upper=np.append(np.full(n, np.inf), p),
        least=np.zeros(m + n),
        most=np.ones(m + n),
        whole=np.arange(m + n) < m,
    )
    answer = minimise(program, time_limit_s=time_limit_s)
    sites = _greedy_cover(groups, people, p)
    if answer.point is not None:
        chosen = largest(answer.point[:m], p)
        if _covered(groups, people, chosen) >= _covered(groups, people, sites):
            sites = chosen
    objective = _covered(covers, weights, sites)
    bound = max(objective, min(-answer.bound, float(people.sum())))
    return make_result("max-cover", objective, bound, sites)


def set_cover(cost: ArrayLike, *, radius: float, time_limit_s: float | None = None) -> SitingResult:
    """Choose the fewest sites that leave nobody beyond the radius.

    Toregas et al. (1971).

    Parameters
    ----------
    cost, radius, time_limit_s
        As in :func:`max_cover`.

    Raises
    ------
    ValueError
        As in :func:`max_cover`.
    InfeasibleError
        A place that no site has within the radius.

    Examples
    --------
    >>> set_cover([[0, 4, 9], [4, 0, 5], [9, 5, 0]], radius=5).sites
    (1,)
    """
    costs, _ = check_costs(cost, None)
    covers = costs <= check_radius(radius)
    refuse_unreachable(np.where(covers, costs, np.inf), f"a radius of {radius:g}")
    answer = minimise(_cover_program(covers, None), time_limit_s=time_limit_s)
    ones = np.ones(len(covers))
    sites = _greedy_cover(covers, ones, covers.shape[1], stop_when_full=True)
    if answer.point is not None:
        chosen = np.flatnonzero(answer.point > 0.5)  # noqa: PLR2004
        sites = chosen if chosen.size <= sites.size else sites
    objective = float(sites.size)
    bound = min(objective, float(np.ceil(max(answer.bound, 0.0) - PROOF_TOLERANCE)))
    return make_result("set-cover", objective, bound, sites)


def _merge_alike(covers: NDArray[np.bool_], weights: Floats) -> tuple[NDArray[np.bool_], Floats]:
    """Sum the weights of rows that the same sites cover; drop rows that none covers."""
    useful = covers.any(axis=1) & (weights > 0)
    if not useful.any():
        return np.zeros((0, covers.shape[1]), dtype=bool), np.zeros(0)
    groups, belongs = np.unique(covers[useful], axis=0, return_inverse=True)
    people = np.bincount(belongs.ravel(), weights=weights[useful])
    return groups, np.asarray(people, dtype=np.float64)


def _covered(covers: NDArray[np.bool_], weights: Floats, sites: NDArray[np.intp]) -> float:
    return float(weights[covers[:, sites].any(axis=1)].sum())


def _greedy_cover(
    covers: NDArray[np.bool_], weights: Floats, p: int, *, stop_when_full: bool = False
) -> NDArray[np.intp]:
    left = weights.copy()
    chosen: list[int] = []
    while len(chosen) < p and not (stop_when_full and not left.any()):
        gains = left @ covers
        gains[chosen] = -1.0
        chosen.append(int(gains.argmax()))
        left[covers[:, chosen[-1]]] = 0.0
    return np.sort(np.array(chosen, dtype=np.intp))


def _cover_program(covers: NDArray[np.bool_], at_most: int | None) -> Program:
    rows = np.unique(covers, axis=0).astype(np.float64)
    n, m = rows.shape
    lower, upper = np.ones(n), np.full(n, np.inf)
    if at_most is not None:
        rows = np.vstack([rows, np.ones(m)])
        lower, upper = np.append(lower, 0.0), np.append(upper, float(at_most))
    return Program(
        objective=np.ones(m),
        matrix=sparse.csr_array(rows),
        lower=lower,
        upper=upper,
        least=np.zeros(m),
        most=np.ones(m),
        whole=np.ones(m, dtype=bool),
    )


def _cover_within(covers: NDArray[np.bool_], p: int, ends: float | None) -> NDArray[np.intp] | None:
    """Return at most `p` sites that cover all; empty: there are none; None: not known in time."""
    greedy = _greedy_cover(covers, np.ones(len(covers)), p, stop_when_full=True)
    if covers[:, greedy].any(axis=1).all():
        return greedy
    answer = minimise(_cover_program(covers, p), time_limit_s=seconds_left(ends))
    if answer.outcome == "infeasible":
        return np.zeros(0, dtype=np.intp)
    return None if answer.point is None else np.flatnonzero(answer.point > 0.5)  # noqa: PLR2004


def _farthest_first(costs: Floats, p: int) -> NDArray[np.intp]:
    """Return a first choice: each time, the best site for the place that is worst served."""
    chosen = [int(costs.max(axis=0).argmin())]
    while len(chosen) < p:
        worst = int(costs[:, chosen].min(axis=1).argmax())
        site = int(costs[worst].argmin())
        if site in chosen:
            break
        chosen.append(site)
    return np.sort(np.array(chosen, dtype=np.intp))
