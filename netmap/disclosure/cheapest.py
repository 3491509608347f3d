"""The cheapest pattern that no cut forbids: cells hidden in part, or as a whole.

`scipy.optimize` begins every programme anew, and cannot leave out the feasibility jump of HiGHS,
which is half of the time of a programme as small as these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy
import numpy as np
from scipy.sparse import csc_array

from netmap.errors import SolverError
from netmap.solver import Answer

if TYPE_CHECKING:
    from netmap.disclosure.cuts import Cuts
    from netmap.solver import Bools, Floats

_INFEASIBLE = (
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)
_LEAST_S = 1e-3


class Cheapest:
    """What hiding costs, for cuts that are added; the linear programme keeps its basis.

    Parameters
    ----------
    weights
        What hiding each cell costs.
    forced
        Cells that are hidden anyway.
    """

    def __init__(self, weights: Floats, forced: Bools) -> None:
        self._known = 0
        self._weights, self._forced = weights, forced
        count = len(weights)
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("output_flag", False)  # noqa: FBT003
        self._solver.setOptionValue("presolve", "off")
        nothing = np.zeros(0)
        none = np.zeros(0, dtype=np.int32)
        self._solver.addCols(
            count, weights, forced.astype(np.float64), np.ones(count), 0, none, none, nothing
        )

    def in_part(self, cuts: Cuts) -> Floats | None:
        """Return how much of each cell to hide at the least cost; None: no pattern meets the cuts.

        Raises
        ------
        SolverError
            HiGHS gave no answer, for numerical reasons.
        """
        matrix = cuts.matrix[self._known :]
        count = matrix.shape[0]
        if count:
            self._solver.addRows(
                count,
                np.ones(count),
                np.full(count, np.inf),
                matrix.nnz,
                matrix.indptr[:-1].astype(np.int32),
                matrix.indices.astype(np.int32),
                matrix.data,
            )
        self._known = len(cuts)
        for _ in range(2):
            self._solver.run()
            status = self._solver.getModelStatus()
            if status in _INFEASIBLE:
                return None
            if status == highspy.HighsModelStatus.kOptimal:
                shares = np.array(self._solver.getSolution().col_value, dtype=np.float64)
                return np.asarray(np.clip(shares, 0.0, 1.0))
            self._solver.clearSolver()
        raise SolverError(self._solver.modelStatusToString(status))

    def whole(self, cuts: Cuts, *, time_limit_s: float) -> Answer:
        """Return the cheapest pattern that hides no cell in part, or the best that time allowed.

        Raises
        ------
        SolverError
            HiGHS gave no answer, for numerical reasons.
        """
        matrix = csc_array(cuts.matrix)
        count, size = matrix.shape
        programme = highspy.HighsLp()
        programme.num_row_, programme.num_col_ = count, size
        programme.col_cost_ = self._weights
        programme.col_lower_, programme.col_upper_ = self._forced.astype(np.float64), np.ones(size)
        programme.row_lower_, programme.row_upper_ = np.ones(count), np.full(count, np.inf)
        programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        programme.a_matrix_.start_ = matrix.indptr
        programme.a_matrix_.index_ = matrix.indices
        programme.a_matrix_.value_ = matrix.data
        programme.integrality_ = [highspy.HighsVarType.kInteger] * size
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)  # noqa: FBT003
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_heuristic_run_feasibility_jump", False)  # noqa: FBT003
        solver.setOptionValue("time_limit", max(time_limit_s, _LEAST_S))
        solver.passModel(programme)
        solver.run()
        status = solver.getModelStatus()
        if status in _INFEASIBLE:
            return Answer(outcome="infeasible", point=None, value=np.nan, bound=-np.inf)
        proved = status == highspy.HighsModelStatus.kOptimal
        if not proved and status != highspy.HighsModelStatus.kTimeLimit:
            raise SolverError(solver.modelStatusToString(status))
        found = solver.getInfo()
        value = float(found.objective_function_value)
        there = found.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        return Answer(
            outcome="optimal" if proved else "time-limit",
            point=np.array(solver.getSolution().col_value) if there else None,
            value=value if there else np.nan,
            bound=float(found.mip_dual_bound),
        )
