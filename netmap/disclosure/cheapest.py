"""The cheapest pattern that no cut forbids: cells hidden in part, or as a whole.

`scipy.optimize` begins every programme anew, and cannot leave out the feasibility jump of HiGHS,
which is half of the time of a programme as small as these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy
import numpy as np
from scipy.sparse import csc_array

from netmap.disclosure.warm import INFEASIBLE, programme, solved, solver
from netmap.errors import SolverError
from netmap.solver import Answer

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netmap.disclosure.cuts import Cuts
    from netmap.solver import Bools, Floats

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
        self._solver = solver(presolve="off")
        self._solver.passModel(self._programme(csc_array((0, len(weights)), dtype=np.float64)))

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
        if not solved(self._solver):
            return None
        shares = np.array(self._solver.getSolution().col_value, dtype=np.float64)
        return np.asarray(np.clip(shares, 0.0, 1.0))

    def whole(self, cuts: Cuts, *, time_limit_s: float) -> Answer:
        """Return the cheapest pattern that hides no cell in part, or the best that time allowed.

        Raises
        ------
        SolverError
            HiGHS gave no answer, for numerical reasons.
        """
        asked = self._programme(cuts.matrix)
        asked.integrality_ = [highspy.HighsVarType.kInteger] * len(self._weights)
        whole = solver(
            mip_rel_gap=0.0,
            mip_heuristic_run_feasibility_jump=False,
            time_limit=max(time_limit_s, _LEAST_S),
        )
        whole.passModel(asked)
        whole.run()
        status = whole.getModelStatus()
        if status in INFEASIBLE:
            return Answer(outcome="infeasible", point=None, value=np.nan, bound=-np.inf)
        proved = status == highspy.HighsModelStatus.kOptimal
        if not proved and status != highspy.HighsModelStatus.kTimeLimit:
            raise SolverError(whole.modelStatusToString(status))
        found = whole.getInfo()
        value = float(found.objective_function_value)
        there = found.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        return Answer(
            outcome="optimal" if proved else "time-limit",
            point=np.array(whole.getSolution().col_value) if there else None,
            value=value if there else np.nan,
            bound=float(found.mip_dual_bound),
        )

    def _programme(self, matrix: csr_array[np.float64] | csc_array[np.float64]) -> highspy.HighsLp:
        asked = np.ones(matrix.shape[0]), np.full(matrix.shape[0], np.inf)
        hidden = self._forced.astype(np.float64), np.ones(len(self._weights))
        return programme(self._weights, matrix, asked, hidden)
