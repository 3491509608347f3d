"""What every protective pattern hides: the capacity constraints found so far, each once.

Fischetti and Salazar (2000), "Models and algorithms for optimizing cell suppression in tabular
data with linear constraints", JASA 95. Those of one equation alone need no programme, and most of
a table's optimum is told by them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from netmap.disclosure.capacity import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from netmap.disclosure.capacity import Demand, Space
    from netmap.solver import Bools, Floats


class Cuts:
    """Rows ``coefficients @ x ≥ 1`` that hold for every protective pattern x (1: hidden).

    Parameters
    ----------
    forced
        Cells that are hidden anyway: they are in no row.
    """

    def __init__(self, forced: Bools) -> None:
        self._forced = forced
        self._rows: dict[tuple[bytes, bytes], tuple[NDArray[np.intp], Floats]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def matrix(self) -> csr_array[np.float64]:
        """One row a constraint, one column a cell."""
        rows = list(self._rows.values())
        nothing = np.zeros(0)
        ends = np.cumsum([0, *(len(cells) for cells, _ in rows)])
        cells = np.concatenate([nothing.astype(np.intp), *(cells for cells, _ in rows)])
        values = np.concatenate([nothing, *(values for _, values in rows)])
        return csr_array((values, cells, ends), shape=(len(rows), len(self._forced)))

    def add(self, cells: NDArray[np.intp], coefficients: Floats, need: float) -> None:
        """Keep ``coefficients @ x[cells] ≥ need``, tightened by what is hidden anyway."""
        forced = self._forced[cells]
        rest = need - float(coefficients[forced].sum())
        if rest <= TOLERANCE:
            return
        own = ~forced & (coefficients > 0)
        row = cells[own], np.minimum(coefficients[own], rest) / rest
        self._rows.setdefault((row[0].tobytes(), row[1].tobytes()), row)


def add_equations(cuts: Cuts, space: Space, demands: Sequence[Demand], forced: Bools) -> None:
    """Keep what each equation asks by itself: the others of it must make way for a demand.

    A cell goes as far one way as the others of an equation go the other way together.
    """
    equations = space.by_row
    row = np.repeat(np.arange(equations.shape[0]), np.diff(equations.indptr))
    cell, factor = equations.indices.astype(np.intp), equations.data
    above, below = np.abs(factor) * space.above[cell], np.abs(factor) * space.below[cell]
    #: how far the term of each entry goes up, and down
    ways = {1: np.where(factor > 0, above, below), -1: np.where(factor > 0, below, above)}
    free = {
        sign: np.bincount(row, np.where(forced[cell], way, 0.0), equations.shape[0])
        for sign, way in ways.items()
    }
    order = np.argsort(cell, kind="stable")
    first = np.searchsorted(cell[order], np.arange(space.size + 1))
    for demand in demands:
        for entry in order[first[demand.cell] : first[demand.cell + 1]].tolist():
            own, size = row[entry], abs(factor[entry])
            up = -1 if factor[entry] > 0 else 1
            for need, directions in (
                (demand.up, (up,)),
                (demand.down, (-up,)),
                (demand.span, (up, -up)),
            ):
                there = sum(free[way][own] - ways[way][entry] for way in directions)
                if need * size - there <= TOLERANCE * size:
                    continue
                others = np.arange(equations.indptr[own], equations.indptr[own + 1])
                others = others[others != entry]
                cuts.add(cell[others], sum(ways[way][others] for way in directions) / size, need)
