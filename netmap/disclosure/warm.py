"""HiGHS as `highspy` gives it: silent, and warm from one programme to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy
from scipy.sparse import csc_array

from netmap.errors import SolverError

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

    from netmap.solver import Floats


INFEASIBLE = (
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)


def solver(**options: float | str) -> highspy.Highs:
    """Return a solver that writes nothing, with options of HiGHS by their names."""
    made = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in {"output_flag": False, **options}.items():
        made.setOptionValue(name, value)
    return made


def programme(
    objective: Floats,
    matrix: csr_array[np.float64] | csc_array[np.float64],
    rows: tuple[Floats, Floats],
    columns: tuple[Floats, Floats],
) -> highspy.HighsLp:
    """Return a linear programme; `rows` and `columns` are their lower and upper bounds."""
    sparse = csc_array(matrix)
    made = highspy.HighsLp()
    made.num_row_, made.num_col_ = sparse.shape
    made.col_cost_ = objective
    made.row_lower_, made.row_upper_ = rows
    made.col_lower_, made.col_upper_ = columns
    made.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    made.a_matrix_.start_ = sparse.indptr
    made.a_matrix_.index_ = sparse.indices
    made.a_matrix_.value_ = sparse.data
    return made


def solved(made: highspy.Highs) -> bool:
    """Solve what was passed, once more from nothing where that fails; False: nothing meets it.

    Raises
    ------
    SolverError
        HiGHS gave no answer, for numerical reasons.
    """
    for _ in range(2):
        made.run()
        status = made.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return True
        if status in INFEASIBLE:
            return False
        made.clearSolver()
    raise SolverError(made.modelStatusToString(status))
