"""The attacker: what an outsider infers of each hidden cell from everything that is shown.

Written apart from the protector; the two share the solver and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

_EXACT = 1e-6
_UNBOUNDED = 3


def intervals(
    values: ArrayLike,
    equations: object,
    suppressed: ArrayLike,
    *,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    integer: ArrayLike = False,
) -> tuple[Floats, Floats]:
    """Return the least and the greatest value that a reader must hold possible for each cell.

    Parameters
    ----------
    values
        The true cells; those that are suppressed are read nowhere but in the known bounds'
        defaults, so that the answer is what an outsider can work out.
    equations
        Matrix M, sparse or not, with M·a = 0.
    suppressed
        Boolean vector: the hidden cells.
    lower, upper
        What everybody knows of each cell; 0 and no bound by default.
    integer
        Whether the reader knows a cell to be a whole number: one answer, or one a cell.

    Returns
    -------
    low, high
        Vectors; a shown cell is its own value twice, an unbounded one ends at infinity.

    Raises
    ------
    ValueError
        The shown cells contradict the equations and the bounds.

    Examples
    --------
    Hidden 3 and 15 of a row that makes 38 with 20:

    >>> low, high = intervals([3, 20, 15, 38], [[1, 1, 1, -1]], [True, False, True, False])
    >>> low.tolist(), high.tolist()
    ([0.0, 20.0, 0.0, 38.0], [18.0, 20.0, 18.0, 38.0])
    """
    cells = np.asarray(values, dtype=np.float64)
    hidden = np.asarray(suppressed, dtype=np.bool_)
    matrix = csc_array(equations, dtype=np.float64)
    least = np.broadcast_to(np.asarray(0.0 if lower is None else lower, np.float64), cells.shape)
    most = np.broadcast_to(np.asarray(np.inf if upper is None else upper, np.float64), cells.shape)
    whole = np.broadcast_to(np.asarray(integer, dtype=np.bool_), cells.shape)
    known = -(matrix[:, ~hidden] @ cells[~hidden])
    low, high = cells.copy(), cells.copy()
    unknown = np.flatnonzero(hidden)
    for group in _groups(matrix[:, unknown]):
        members = unknown[group]
        part = matrix[:, members].tocsr()
        rows = np.flatnonzero(np.diff(part.indptr))
        attack = _Attack(part[rows], known[rows], least[members], most[members], whole[members])
        for place, cell in enumerate(members.tolist()):
            low[cell], high[cell] = attack.ends(place)
    return low, high


def _groups(matrix: csc_array[np.float64]) -> list[NDArray[np.int64]]:
    """Return the sets of columns that no equation binds to each other."""
    together = csc_array(abs(matrix).T @ abs(matrix))
    count, label = connected_components(together, directed=False)
    return [np.flatnonzero(label == number) for number in range(count)]


class _Attack:
    """One set of hidden cells that equations bind, and the worlds already thought of.

    A world is an assignment that fits everything shown; one that puts a cell on the end
    of what its bounds and its own equations allow spares the programme for that end.
    """

    def __init__(
        self,
        equations: csc_array[np.float64],
        known: Floats,
        lower: Floats,
        upper: Floats,
        whole: NDArray[np.bool_],
    ) -> None:
        self._equations = csc_array(equations)
        self._known = known
        self._whole = whole
        self._lower, self._upper = _narrowed(self._equations.tocsr(), known, lower, upper)
        self._least = np.full(len(lower), np.inf)
        self._most = np.full(len(lower), -np.inf)

    def ends(self, cell: int) -> tuple[float, float]:
        """Return the least and the greatest value of one cell."""
        if self._least[cell] > self._lower[cell] + _EXACT:
            self._least[cell] = self._end(cell, 1)
        if self._most[cell] < self._upper[cell] - _EXACT:
            self._most[cell] = self._end(cell, -1)
        return float(self._least[cell]), float(self._most[cell])

    def _end(self, cell: int, sign: int) -> float:
        cost = np.zeros(len(self._lower))
        cost[cell] = sign
        solution = linprog(
            cost,
            A_eq=self._equations,
            b_eq=self._known,
            bounds=np.column_stack((self._lower, self._upper)),
            method="highs",
        )
        if solution.status == _UNBOUNDED:
            return -sign * np.inf
        world = solution.x
        if solution.status == 0 and not _is_whole(world[self._whole]):
            solution = milp(
                cost,
                integrality=self._whole.astype(np.float64),
                bounds=Bounds(self._lower, self._upper),
                constraints=LinearConstraint(self._equations, self._known, self._known),
                options={"mip_rel_gap": 0.0},
            )
            world = solution.x
        if solution.status != 0:
            message = f"no table fits what is shown: {solution.message}"
            raise ValueError(message)
        self._least = np.minimum(self._least, world)
        self._most = np.maximum(self._most, world)
        return float(world[cell])


def _is_whole(numbers: Floats) -> bool:
    return bool((np.abs(numbers - np.round(numbers)) <= _EXACT).all())


def _narrowed(
    equations: csc_array[np.float64], known: Floats, lower: Floats, upper: Floats
) -> tuple[Floats, Floats]:
    """Return the bounds after each equation, alone, has had its say once."""
    low, high = lower.astype(np.float64), upper.astype(np.float64)
    for row in range(equations.shape[0]):
        start, stop = equations.indptr[row], equations.indptr[row + 1]
        columns, factors = equations.indices[start:stop], equations.data[start:stop]
        smallest = np.where(factors > 0, factors * low[columns], factors * high[columns])
        largest = np.where(factors > 0, factors * high[columns], factors * low[columns])
        for place, (column, factor) in enumerate(zip(columns, factors, strict=True)):
            others_least = np.delete(smallest, place).sum()
            others_most = np.delete(largest, place).sum()
            ends = sorted(
                ((known[row] - others_most) / factor, (known[row] - others_least) / factor)
            )
            low[column] = max(low[column], ends[0])
            high[column] = min(high[column], ends[1])
    return low, high
