"""A programme, solved by HiGHS, and what was proved of it.

A programme is linear or mixed: a sum to make least, over rows and variables that each lie
between two bounds, some variables being whole numbers. :func:`minimise` answers any;
:func:`relax` lets whole variables be split, and tells what each bound is worth.

`scipy.optimize` carries HiGHS: on the p-median problems of the benchmarks the package
`highspy` takes the same time; it is used where a basis is kept between programmes that are
nearly the same (:mod:`netmap.siting.recount`, :mod:`netmap.disclosure.reader`,
:mod:`netmap.disclosure.cheapest`). `milp` takes half the time of `linprog` for small linear
programmes, and finds the same optima; only `linprog` gives multipliers.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

import numpy as np

from netmap.errors import InfeasibleError, OutOfTimeError, SolverError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import csc_array, csr_array, sparray, spmatrix

    from netmap.vocabulary import Proof

Floats: TypeAlias = "NDArray[np.float64]"
Bools: TypeAlias = "NDArray[np.bool_]"
Matrix: TypeAlias = "csc_array[np.float64]"
AnyMatrix: TypeAlias = "sparray | spmatrix | ArrayLike"

#: *optimal*: proved. *within-gap*: proved within the gap that was asked. *time-limit*: the
#: best that was found when time ran out; the gap says how far it may be.
Outcome = Literal["optimal", "within-gap", "time-limit", "infeasible", "unbounded"]

#: Two values closer than this, relatively, are the same optimum in floating point.
PROOF_TOLERANCE = 1e-6

_OUTCOMES: dict[int, Outcome] = {0: "optimal", 1: "time-limit", 2: "infeasible", 3: "unbounded"}


@dataclass(frozen=True, kw_only=True, eq=False)
class Program:
    """Make ``objective @ x`` least, ``lower ≤ matrix @ x ≤ upper`` and ``least ≤ x ≤ most``.

    A row whose two bounds are equal is an equation; an infinite bound is none. `whole` marks
    the whole variables; None: a linear programme.
    """

    objective: Floats
    matrix: csr_array[np.float64] | csc_array[np.float64]
    lower: Floats
    upper: Floats
    least: Floats
    most: Floats
    whole: Bools | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Prices:
    """What the bounds of a linear programme are worth at its optimum.

    Attributes
    ----------
    rows
        By how much the optimum moves with the bound that each row stands at; 0: at none.
    least, most
        Reduced costs: how the optimum moves with each variable's lower bound (not negative)
        and with its upper bound (not positive).
    """

    rows: Floats
    least: Floats
    most: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """What the solver found and proved.

    Attributes
    ----------
    point, value
        The best point found and its objective; None and NaN where there is none.
    bound
        No point has a lower objective; -inf where nothing was proved.
    prices
        Of :func:`relax`, where the outcome is *optimal*; else None.
    """

    outcome: Outcome
    point: Floats | None
    value: float
    bound: float
    prices: Prices | None = None

    def required(self, sought: str) -> Floats:
        """Return the point, or raise the error that says why `sought` has none.

        Raises
        ------
        InfeasibleError
            There is none.
        OutOfTimeError
            None was found in time.
        SolverError
            No point is the best: the objective has no bound.
        """
        if self.outcome == "infeasible":
            message = f"nothing that was asked can be: {sought}"
            raise InfeasibleError(message)
        if self.point is not None:
            return self.point
        if self.outcome == "time-limit":
            message = f"time ran out before anything was found: {sought}"
            raise OutOfTimeError(message)
        message = f"{self.outcome}: {sought}"
        raise SolverError(message)


def minimise(program: Program, *, gap: float = 0.0, time_limit_s: float | None = None) -> Answer:
    """Solve a programme.

    Parameters
    ----------
    gap
        Relative gap at which the search for whole numbers may stop.
    time_limit_s
        Seconds after which it must; None: never.

    Raises
    ------
    SolverError
        HiGHS gave no answer, for numerical reasons.

    Examples
    --------
    The most of two things that share seven places, the first taking two of them:

    >>> from scipy.sparse import csr_array
    >>> program = Program(
    ...     objective=np.array([-3.0, -1.0]), matrix=csr_array([[2.0, 1.0]]),
    ...     lower=np.array([-np.inf]), upper=np.array([7.0]),
    ...     least=np.zeros(2), most=np.array([np.inf, 2.0]), whole=np.array([True, True]))
    >>> answer = minimise(program)
    >>> answer.outcome, answer.point.tolist(), answer.value, answer.bound
    ('optimal', [3.0, 1.0], -10.0, -10.0)
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    rows = LinearConstraint(program.matrix, program.lower, program.upper)
    found = milp(
        program.objective,
        constraints=rows if program.matrix.shape[0] else None,
        bounds=Bounds(program.least, program.most),
        integrality=None if program.whole is None else program.whole.astype(np.int64),
        options={"mip_rel_gap": gap, "time_limit": _limit(time_limit_s)},
    )
    outcome = _outcome(found)
    value = np.nan if found.x is None else float(found.fun)
    if program.whole is None or not program.whole.any():
        bound = value if outcome == "optimal" else -np.inf
    else:
        proved = found.mip_dual_bound
        bound = float(proved) if proved is not None and np.isfinite(proved) else -np.inf
        if outcome == "optimal" and gap > 0 and relative_gap(value, bound) > 0:
            outcome = "within-gap"
    return Answer(
        outcome=outcome,
        point=None if found.x is None else np.asarray(found.x, dtype=np.float64),
        value=value,
        bound=bound,
    )


def relax(program: Program, *, time_limit_s: float | None = None) -> Answer:
    """Solve a programme as if no variable had to be whole, and price its bounds.

    Parameters
    ----------
    time_limit_s
        As for :func:`minimise`.

    Raises
    ------
    SolverError
        As :func:`minimise`.

    Examples
    --------
    One more place would bring one and a half:

    >>> from scipy.sparse import csr_array
    >>> program = Program(
    ...     objective=np.array([-3.0, -1.0]), matrix=csr_array([[2.0, 1.0]]),
    ...     lower=np.array([-np.inf]), upper=np.array([7.0]),
    ...     least=np.zeros(2), most=np.array([np.inf, 2.0]), whole=np.array([True, True]))
    >>> answer = relax(program)
    >>> answer.value, answer.point.tolist(), answer.prices.rows.tolist()
    (-10.5, [3.5, 0.0], [-1.5])
    """
    from scipy.optimize import linprog
    from scipy.sparse import vstack

    equal = program.lower == program.upper
    above = ~equal & np.isfinite(program.upper)
    below = ~equal & np.isfinite(program.lower)
    found = cast(
        "Any",
        linprog(  # type: ignore[call-overload]
            program.objective,
            A_ub=vstack([program.matrix[above], -program.matrix[below]]),
            b_ub=np.concatenate((program.upper[above], -program.lower[below])),
            A_eq=program.matrix[equal],
            b_eq=program.lower[equal],
            bounds=np.column_stack([program.least, program.most]),
            method="highs",
            options={"time_limit": _limit(time_limit_s)},
        ),
    )
    outcome = _outcome(found)
    if outcome != "optimal":
        return Answer(outcome=outcome, point=None, value=np.nan, bound=-np.inf)
    rows = np.zeros(len(equal))
    rows[equal] = found.eqlin.marginals
    rows[above] += found.ineqlin.marginals[: above.sum()]
    rows[below] -= found.ineqlin.marginals[above.sum() :]
    value = float(found.fun)
    return Answer(
        outcome=outcome,
        point=np.asarray(found.x, dtype=np.float64),
        value=value,
        bound=value,
        prices=Prices(
            rows=rows,
            least=np.asarray(found.lower.marginals, dtype=np.float64),
            most=np.asarray(found.upper.marginals, dtype=np.float64),
        ),
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


def proof_of(gap: float, *, asked: float = 0.0) -> Proof:
    """Name what a gap proves.

    >>> proof_of(0.0), proof_of(0.008, asked=0.01), proof_of(0.03, asked=0.01)
    ('optimal', 'within-gap', 'time-limit')
    """
    if gap == 0:
        return "optimal"
    return "within-gap" if gap <= asked else "time-limit"


def deadline(time_limit_s: float | None) -> float | None:
    """Return the moment at which time runs out; None: never."""
    return None if time_limit_s is None else time.monotonic() + time_limit_s


def seconds_left(ends: float | None) -> float | None:
    """Return the seconds until `ends`, always some; None: no end."""
    return None if ends is None else max(ends - time.monotonic(), _LEAST_S)


def share_of(ends: float | None, share: float) -> float | None:
    """Return a share of the seconds left, for a search that is not the last; None: no end."""
    left = seconds_left(ends)
    return None if left is None else max(left * min(_EASY * share, 1.0), _LEAST_S)


_LEAST_S = 1e-3
#: Most searches take less than an equal share: one may take more.
_EASY = 4.0


def _limit(time_limit_s: float | None) -> float:
    return np.inf if time_limit_s is None else max(time_limit_s, _LEAST_S)


def _outcome(found: Any) -> Outcome:  # noqa: ANN401
    if found.status not in _OUTCOMES:
        raise SolverError(str(found.message))
    return _OUTCOMES[found.status]
