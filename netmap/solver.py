"""Linear and mixed integer programmes over equations and bounds, solved by HiGHS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import csc_array, sparray, spmatrix

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Matrix: TypeAlias = csc_array[np.float64]
    AnyMatrix: TypeAlias = sparray | spmatrix | ArrayLike

Outcome = Literal["optimal", "stopped", "infeasible", "unbounded"]

_OUTCOMES: dict[int, Outcome] = {0: "optimal", 1: "stopped", 2: "infeasible", 3: "unbounded"}


class SolverError(RuntimeError):
    """HiGHS gave no answer, for numerical reasons."""


@dataclass(frozen=True, eq=False)
class Optimum:
    """What the solver found.

    Attributes
    ----------
    value, point
        Of the best point found; NaN and an empty vector where there is none.
    multipliers
        Of each equation (linear programmes only).
    bound
        No point has a lower value.
    """

    outcome: Outcome
    value: float
    point: Floats
    multipliers: Floats
    bound: float


def least(cost: Floats, equations: Matrix, right: Floats, lower: Floats, upper: Floats) -> Optimum:
    """Minimise ``cost @ x`` where ``equations @ x = right`` and ``lower ≤ x ≤ upper``."""
    found = cast(
        "Any",
        linprog(
            cost,
            A_eq=cast("Any", equations),
            b_eq=right,
            bounds=cast("Any", np.column_stack((lower, upper))),
            method="highs",
        ),
    )
    outcome = _outcome(found)
    if outcome != "optimal":
        return Optimum(outcome, np.nan, np.empty(0), np.empty(0), -np.inf)
    value = float(found.fun)
    return Optimum(outcome, value, np.asarray(found.x), np.asarray(found.eqlin.marginals), value)


def least_whole(
    cost: Floats,
    equations: Matrix,
    right: tuple[Floats, Floats],
    lower: Floats,
    upper: Floats,
    *,
    whole: Bools,
    time_limit_s: float = np.inf,
) -> Optimum:
    """Minimise ``cost @ x`` with ``equations @ x`` between two vectors and some x whole."""
    options: dict[str, Any] = {"mip_rel_gap": 0.0}
    if np.isfinite(time_limit_s):
        options["time_limit"] = time_limit_s
    found = cast(
        "Any",
        milp(
            cost,
            integrality=whole.astype(np.int64),
            bounds=Bounds(lower, upper),
            constraints=LinearConstraint(cast("Any", equations), *right)
            if equations.shape[0]
            else None,
            options=cast("Any", options),
        ),
    )
    outcome = _outcome(found)
    bound = found.mip_dual_bound
    return Optimum(
        outcome,
        np.nan if found.x is None else float(found.fun),
        np.empty(0) if found.x is None else np.asarray(found.x),
        np.empty(0),
        -np.inf if bound is None or not np.isfinite(bound) else float(bound),
    )


def _outcome(found: Any) -> Outcome:  # noqa: ANN401
    if found.status not in _OUTCOMES:
        raise SolverError(str(found.message))
    return _OUTCOMES[found.status]
