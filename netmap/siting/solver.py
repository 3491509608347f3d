"""One door to HiGHS, which says what it proved and what it did not.

`scipy.optimize.milp` is used: on the p-median problems of the benchmarks the separate
`highspy` package takes the same time (it is the same solver), and would be one more
dependency.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from netmap.errors import NetmapError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

Floats: TypeAlias = "NDArray[np.float64]"

#: *optimal*: proved, gap 0. *within-gap*: proved within the gap that was asked.
#: *time-limit*: the best that was found when time ran out; the gap says how far it may be.
Status = Literal["optimal", "within-gap", "time-limit"]

#: Two values closer than this, relatively, are the same optimum in floating point.
PROOF_TOLERANCE = 1e-6

_INFEASIBLE = 2


class InfeasibleError(ValueError, NetmapError):
    """No choice of sites satisfies what was asked."""


class OutOfTimeError(NetmapError):
    """Time ran out before any solution was found, which says nothing about there being one."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """A mixed-integer program, minimised: ``lower ≤ matrix @ x ≤ upper``, ``least ≤ x ≤ most``.

    `integral` marks the whole variables.
    """

    objective: Floats
    matrix: sparse.csr_array[np.float64]
    lower: Floats
    upper: Floats
    least: Floats
    most: Floats
    integral: NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came back: `solution` is None where time ran out before any solution.

    `bound` is the proved lower bound of the objective, -inf where nothing was proved.
    """

    solution: Floats | None
    bound: float


def minimise(program: Program, *, gap: float = 0.0, time_limit_s: float | None = None) -> Outcome:
    """Solve a program with HiGHS.

    Parameters
    ----------
    gap
        Relative gap at which the search may stop.
    time_limit_s
        Seconds after which it must.

    Raises
    ------
    InfeasibleError
        The program has no solution.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    limit = np.inf if time_limit_s is None else max(time_limit_s, 1e-3)
    answer = milp(
        program.objective,
        constraints=LinearConstraint(program.matrix, program.lower, program.upper),
        bounds=Bounds(program.least, program.most),
        integrality=program.integral.astype(np.int64),
        options={"mip_rel_gap": gap, "time_limit": limit},
    )
    if answer.status == _INFEASIBLE:
        message = "no choice of sites satisfies what was asked"
        raise InfeasibleError(message)
    solution = None if answer.x is None else np.asarray(answer.x, dtype=np.float64)
    bound = answer.mip_dual_bound
    if bound is None:
        bound = answer.fun if answer.status == 0 else -np.inf
    return Outcome(solution=solution, bound=float(bound))


@dataclass(frozen=True, kw_only=True)
class Relaxation:
    """The optimum of a program whose whole variables may be split.

    `prices` are reduced costs: what the bound would rise by, at least, if a variable at its
    least were one more; `refunds` likewise, if a variable at its most were one less.
    """

    solution: Floats
    bound: float
    prices: Floats
    refunds: Floats


def relax(program: Program, *, time_limit_s: float | None = None) -> Relaxation | None:
    """Solve a program without its whole numbers; None: not in time.

    Every row must be an equality or have no upper bound.
    """
    from scipy.optimize import linprog

    equal = program.lower == program.upper
    options = {} if time_limit_s is None else {"time_limit": max(time_limit_s, 1e-3)}
    answer = linprog(  # type: ignore[call-overload]
        program.objective,
        A_ub=-program.matrix[~equal],
        b_ub=-program.lower[~equal],
        A_eq=program.matrix[equal],
        b_eq=program.lower[equal],
        bounds=np.column_stack([program.least, program.most]),
        method="highs-ds",
        options=options,
    )
    if answer.status != 0:
        return None
    return Relaxation(
        solution=np.asarray(answer.x, dtype=np.float64),
        bound=float(answer.fun),
        prices=np.asarray(answer.lower.marginals, dtype=np.float64),
        refunds=-np.asarray(answer.upper.marginals, dtype=np.float64),
    )


def relative_gap(objective: float, bound: float) -> float:
    """Return how far the objective may be from the optimum, relatively to itself.

    >>> relative_gap(100.0, 99.0)
    0.01
    >>> relative_gap(0.0, 0.0)
    0.0
    """
    distance = abs(objective - bound)
    if distance <= PROOF_TOLERANCE * max(1.0, abs(objective)):
        return 0.0
    return float(distance / abs(objective)) if objective else float("inf")


def status_of(gap: float, *, asked: float = 0.0) -> Status:
    """Name what was proved.

    >>> status_of(0.0), status_of(0.008, asked=0.01), status_of(0.03, asked=0.01)
    ('optimal', 'within-gap', 'time-limit')
    """
    if gap == 0:
        return "optimal"
    return "within-gap" if gap <= asked else "time-limit"
