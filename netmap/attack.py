"""The attacker: what an outsider infers of each hidden cell from everything that is shown.

Written apart from the protector; the two share the solver and nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from scipy.sparse import block_array, csc_array, csr_array, eye_array
from scipy.sparse.csgraph import connected_components

from netmap.solver import Program, minimise

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from netmap.solver import AnyMatrix, Bools, Floats, Matrix

_EXACT = 1e-6


def intervals(
    values: ArrayLike,
    equations: AnyMatrix,
    suppressed: ArrayLike,
    *,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    integer: ArrayLike = False,
    enough: tuple[ArrayLike, ArrayLike] | None = None,
) -> tuple[Floats, Floats]:
    """Return the least and the greatest value that a reader must hold possible for each cell.

    Parameters
    ----------
    values
        The cells; those that are suppressed are not read.
    equations
        Matrix M, sparse or not, with M·a = 0.
    suppressed
        Boolean vector: the hidden cells.
    lower, upper
        What everybody knows of each cell; 0 and no bound by default.
    integer
        Whether the reader knows a cell to be a whole number: one answer, or one a cell.
    enough
        Two vectors. An end that is known to lie at or beyond is not sought any farther: what
        is returned is then a value that a reader cannot exclude, and maybe not the last one.
        No end is sought where the first is +∞, or the second −∞.

    Returns
    -------
    low, high
        Vectors; a shown cell is its own value twice, an unbounded one ends at infinity.

    Raises
    ------
    ValueError
        The shown cells contradict the equations and the bounds.

    Notes
    -----
    The attacker's two programmes a hidden cell, of Fischetti and Salazar (2000), with whole
    numbers where cells are known to be counts.

    Examples
    --------
    Hidden 3 and 15 of a row that makes 38 with 20:

    >>> low, high = intervals([3, 20, 15, 38], [[1, 1, 1, -1]], [True, False, True, False])
    >>> low.tolist(), high.tolist()
    ([0.0, 20.0, 0.0, 38.0], [18.0, 20.0, 18.0, 38.0])
    """
    cells = np.asarray(values, dtype=np.float64)
    hidden = np.asarray(suppressed, dtype=np.bool_)
    matrix = csc_array(cast("Any", equations), dtype=np.float64)
    least_known = _vector(0.0 if lower is None else lower, cells)
    most_known = _vector(np.inf if upper is None else upper, cells)
    whole = np.broadcast_to(np.asarray(integer, dtype=np.bool_), cells.shape)
    stop = (-np.inf, np.inf) if enough is None else enough
    low_enough, high_enough = (_vector(one, cells) for one in stop)
    known = np.asarray(-(matrix[:, ~hidden] @ cells[~hidden]), dtype=np.float64)
    low, high = np.where(hidden, np.inf, cells), np.where(hidden, -np.inf, cells)
    unknown = np.flatnonzero(hidden)
    for group in _groups(csc_array(matrix[:, unknown])):
        members = unknown[group]
        if (np.isposinf(low_enough[members]) & np.isneginf(high_enough[members])).all():
            continue
        part = csr_array(matrix[:, members])
        rows = np.flatnonzero(np.diff(part.indptr))
        attack = _Attack(
            csr_array(part[rows]),
            known[rows],
            (least_known[members], most_known[members]),
            whole[members],
        )
        low[members], high[members] = attack.ends(low_enough[members], high_enough[members])
    return low, high


def _vector(given: ArrayLike, cells: Floats) -> Floats:
    return np.broadcast_to(np.asarray(given, dtype=np.float64), cells.shape)


def _groups(matrix: Matrix) -> list[NDArray[np.intp]]:
    """Return the sets of columns that no equation binds to each other."""
    touching = abs(matrix)
    count, label = connected_components(csr_array(touching.T @ touching), directed=False)
    return [np.flatnonzero(label == number) for number in range(count)]


class _Attack:
    """One set of hidden cells that equations bind, and the worlds already thought of.

    A world is an assignment that fits everything shown. One that puts a cell where its own
    equations end, or far enough, spares the programme for that end.
    """

    def __init__(
        self,
        equations: csr_array[np.float64],
        known: Floats,
        bounds: tuple[Floats, Floats],
        whole: Bools,
    ) -> None:
        self._equations = csc_array(equations)
        self._known = known
        self._whole = whole
        self._lower, self._upper = _narrowed(equations, known, *bounds)
        self._least = np.full(len(whole), np.inf)
        self._most = np.full(len(whole), -np.inf)

    def ends(self, low_enough: Floats, high_enough: Floats) -> tuple[Floats, Floats]:
        """Return the least and the greatest value of each cell, or one that is far enough."""
        low_goal = np.maximum(self._lower, low_enough)
        high_goal = np.minimum(self._upper, high_enough)
        if np.isfinite(low_enough).any() or np.isfinite(high_enough).any():
            self._try_together(low_goal, high_goal)
        for cell in range(len(self._whole)):
            if self._least[cell] > low_goal[cell] + _EXACT:
                self._least[cell] = self._end(cell, 1)
            if self._most[cell] < high_goal[cell] - _EXACT:
                self._most[cell] = self._end(cell, -1)
        return self._least + 0.0, self._most + 0.0

    def _end(self, cell: int, sign: int) -> float:
        cost = np.zeros(len(self._whole))
        cost[cell] = sign
        program = Program(
            objective=cost,
            matrix=self._equations,
            lower=self._known,
            upper=self._known,
            least=self._lower,
            most=self._upper,
        )
        found = minimise(program)
        if found.outcome == "unbounded":
            return -sign * np.inf
        if found.point is not None and not self._fits_whole(found.point):
            found = minimise(replace(program, whole=self._whole))
        if found.outcome != "optimal" or found.point is None:
            message = f"no table fits what is shown ({found.outcome})"
            raise ValueError(message)
        self._note(found.point)
        return float(found.point[cell])

    def _try_together(self, low_goal: Floats, high_goal: Floats) -> None:
        """Look for worlds that bring many cells to their goals at once, while that helps."""
        for sign, goal in ((-1.0, high_goal), (1.0, low_goal)):
            open_before = -1
            while True:
                reached = self._least <= goal + _EXACT if sign > 0 else self._most >= goal - _EXACT
                open_cells = np.flatnonzero(~reached & np.isfinite(goal))
                if len(open_cells) in {0, open_before}:
                    break
                open_before = len(open_cells)
                self._bring(open_cells, sign, goal[open_cells])

    def _bring(self, cells: NDArray[np.intp], sign: float, goal: Floats) -> None:
        """Find a world where the sum of what the cells lack of their goals is least."""
        size, count = len(self._whole), len(cells)
        picked = csc_array(
            (np.ones(count), (np.arange(count), cells)), shape=(count, size), dtype=np.float64
        )
        # sign·x − lack + spare = sign·goal: a cell that goes beyond its goal gains nothing
        equations = block_array(
            [
                [self._equations, None, None],
                [sign * picked, -eye_array(count), eye_array(count)],
            ],
            format="csc",
        )
        right = np.concatenate((self._known, sign * goal))
        found = minimise(
            Program(
                objective=np.concatenate((np.zeros(size), np.ones(count), np.zeros(count))),
                matrix=csc_array(equations),
                lower=right,
                upper=right,
                least=np.concatenate((self._lower, np.zeros(2 * count))),
                most=np.concatenate((self._upper, np.full(2 * count, np.inf))),
            )
        )
        if found.point is not None and self._fits_whole(found.point[:size]):
            self._note(found.point[:size])

    def _note(self, world: Floats) -> None:
        self._least = np.minimum(self._least, world)
        self._most = np.maximum(self._most, world)

    def _fits_whole(self, world: Floats) -> bool:
        numbers = world[self._whole]
        return bool((np.abs(numbers - np.round(numbers)) <= _EXACT).all())


def _narrowed(
    equations: csr_array[np.float64], known: Floats, lower: Floats, upper: Floats
) -> tuple[Floats, Floats]:
    """Return the bounds after each equation, alone, has had its say once."""
    low, high = lower.astype(np.float64), upper.astype(np.float64)
    for row, right in enumerate(known):
        start, stop = equations.indptr[row], equations.indptr[row + 1]
        columns, factors = equations.indices[start:stop], equations.data[start:stop]
        ends = np.sort(factors * np.vstack((low[columns], high[columns])), axis=0)
        first = (right - _sum_of_others(ends[1])) / factors
        second = (right - _sum_of_others(ends[0])) / factors
        low[columns] = np.maximum(low[columns], np.minimum(first, second))
        high[columns] = np.minimum(high[columns], np.maximum(first, second))
    return low, high


def _sum_of_others(terms: Floats) -> Floats:
    """Return, for each term, the sum of all others; infinite ones stay so."""
    endless = np.isinf(terms)
    if not endless.any():
        return np.asarray(terms.sum() - terms)
    infinite = np.full(len(terms), terms[endless][0])
    if endless.sum() == 1:
        infinite[endless] = terms[~endless].sum()
    return infinite
