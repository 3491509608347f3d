"""What every reference model returns, and what it refuses.

In every model the rows of `cost` are places where people live, its columns are sites,
``inf`` is *out of reach*, and a hole (NaN) is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from netmap.errors import InfeasibleError
from netmap.solver import Floats, proof_of, relative_gap

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from netmap.vocabulary import Proof

Model = Literal["p-median", "p-center", "max-cover", "set-cover"]


@dataclass(frozen=True, kw_only=True)
class SitingResult:
    """What a model chose, and what is proved about it.

    Attributes
    ----------
    objective
        Weighted cost (p-median), largest cost (p-center), weight covered (max-cover) or
        number of sites (set-cover) of the sites below, computed again from them.
    sites
        Columns chosen, rising.
    bound
        Proved bound of the objective: no choice does better.
    gap
        Distance between the two, relative to the objective; 0 where equal.
    status
        See :data:`netmap.vocabulary.Proof`.
    """

    model: Model
    objective: float
    sites: tuple[int, ...]
    bound: float
    gap: float
    status: Proof


def check_costs(cost: ArrayLike, weight: ArrayLike | None) -> tuple[Floats, Floats]:
    """Return costs and weights (1 where none are given) as arrays, or say what is wrong."""
    costs = np.asarray(cost, dtype=np.float64)
    message = ""
    if costs.ndim != 2 or not costs.size:  # noqa: PLR2004
        message = f"cost has shape {costs.shape}, (places, sites) expected, neither empty"
    elif np.isnan(costs).any():
        message = f"cost has {int(np.isnan(costs).sum())} hole(s): write inf for out of reach"
    elif (costs < 0).any():
        message = "cost has a negative value"
    weights = np.ones(len(costs) if costs.ndim else 0)
    if weight is not None and not message:
        weights = np.asarray(weight, dtype=np.float64)
        if weights.shape != (len(costs),):
            message = f"weight has shape {weights.shape}, ({len(costs)},) expected from the cost"
        elif not (np.isfinite(weights).all() and (weights >= 0).all()):
            message = "weight has a negative, infinite or missing value"
    if message:
        raise ValueError(message)
    return costs, weights


def check_count(p: int, sites: int) -> None:
    """Refuse a number of sites that cannot be chosen."""
    if not 1 <= p <= sites:
        message = f"p is {p}, 1 to {sites} expected: there are {sites} sites"
        raise ValueError(message)


def check_radius(radius: float) -> float:
    """Return the radius, or refuse it."""
    if not radius >= 0:
        message = f"radius is {radius}, a cost of at least 0 expected"
        raise ValueError(message)
    return radius


def refuse_unreachable(costs: Floats, within: str) -> None:
    """Refuse places that no site reaches."""
    alone = np.flatnonzero(~np.isfinite(costs).any(axis=1))
    if alone.size:
        message = f"no site within {within} of row(s) {alone[:10].tolist()}"
        raise InfeasibleError(message)


def largest(values: Floats, count: int) -> NDArray[np.intp]:
    """Return the places of the `count` largest values, rising."""
    return np.sort(np.argsort(-values, kind="stable")[:count])


def fill_up(sites: NDArray[np.intp], p: int, size: int) -> NDArray[np.intp]:
    """Add the first unused sites where fewer than `p` are enough."""
    unused = np.setdiff1d(np.arange(size), sites)
    return np.sort(np.concatenate([sites, unused[: p - len(sites)]]))


def make_result(
    model: Model,
    objective: float,
    bound: float,
    sites: NDArray[np.intp],
) -> SitingResult:
    """Name what is proved about a choice."""
    gap = relative_gap(objective, bound)
    return SitingResult(
        model=model,
        objective=float(objective),
        sites=tuple(int(site) for site in np.sort(sites)),
        bound=float(objective) if gap == 0 else float(bound),
        gap=gap,
        status=proof_of(gap),
    )
