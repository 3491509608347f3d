"""Whom plans reach that are a few half-days apart: one programme, answered again from its optimum.

`scipy.optimize` begins every programme anew. `highspy` keeps the basis: on a territory of 1,000
communes, 101 places open, a plan that moves one half-day is counted in 6 ms and not in 880. Where
half-days are added, nobody who has a place loses it: the primal simplex goes on from there, and
begins a first plan a tenth as long as the dual would (0.2 s, 2.3 s).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netmap.errors import SolverError
from netmap.siting.program import pairs_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from netmap.siting.instance import Instance
    from netmap.solver import Floats


#: Of HiGHS: its kinds of simplex, and what every programme here is solved with.
_DUAL, _PRIMAL = 1, 4
_OPTIONS: dict[str, bool | str | float] = {
    "output_flag": False,
    "presolve": "off",
    "dual_simplex_cost_perturbation_multiplier": 0.0,
    "primal_simplex_bound_perturbation_multiplier": 0.0,
}


class Recount:
    """People reached by one year's half-days and by those near them.

    Answers are those of :func:`netmap.siting.program.allocate` of an instance without a floor of
    equity, added up.

    Parameters
    ----------
    instance
        Origins, sites and shares; its floor of equity is not looked at.
    half_days
        A value a site, from which the others differ at a few sites.
    counted
        What each person reached counts for in the answers, by origin.
    """

    def __init__(self, instance: Instance, half_days: Floats, *, counted: Floats) -> None:
        import highspy

        self._places = instance.rules.capacity_per_half_day
        origin, site = pairs_of(instance)
        order = np.argsort(site, kind="stable")
        self._origin, site = origin[order], site[order]
        share = instance.share[self._origin, site]
        self._cost = -instance.weight[self._origin] * share
        self._people = counted[self._origin] * share
        self._first = np.searchsorted(site, np.arange(len(instance.sites) + 1))
        self._origins = len(instance.need)
        self._infinity = highspy.kHighsInf
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in _OPTIONS.items():
            self._solver.setOptionValue(option, value)
        self._held = np.zeros(len(instance.sites))
        self._counted = np.zeros(0)
        self._columns: set[int] = set()
        tops = np.concatenate([instance.need, self._held])
        none = np.zeros(0, dtype=np.int32)
        free = np.full(len(tops), -self._infinity)
        self._solver.addRows(len(tops), free, tops, 0, none, none, np.zeros(0))
        self.settle(half_days)

    def settle(self, half_days: Floats) -> float:
        """Make these half-days those from which the next are counted; return their people."""
        self._hold(half_days)
        people = self._solved()
        self._basis = self._solver.getBasis()
        return people

    def people(self, half_days: Floats) -> float:
        """Return the people that half-days reach."""
        settled, columns = self._held.copy(), len(self._counted)
        before = set(self._columns)
        self._hold(half_days)
        people = self._solved()
        self._hold(settled)
        if added := len(self._counted) - columns:
            last = np.arange(columns, columns + added, dtype=np.int32)
            self._solver.deleteCols(added, last)
            self._counted, self._columns = self._counted[:columns], before
        self._solver.setBasis(self._basis)
        return people

    def _hold(self, half_days: Floats) -> None:
        fewer = (half_days < self._held).any() and (half_days <= self._held).all()
        self._solver.setOptionValue("simplex_strategy", _DUAL if fewer else _PRIMAL)
        for site in map(int, np.flatnonzero(half_days != self._held)):
            top = float(self._places * half_days[site])
            self._solver.changeRowBounds(self._origins + site, -self._infinity, top)
            if site not in self._columns:
                self._open(site)
        self._held = half_days.copy()

    def _open(self, site: int) -> None:
        """Let people go to a site where none of the half-days counted so far were."""
        own = slice(self._first[site], self._first[site + 1])
        rows = _two_each(self._origin[own], self._origins + site)
        count = len(rows) // 2
        self._columns.add(site)
        self._counted = np.append(self._counted, self._people[own])
        self._solver.addCols(
            count,
            self._cost[own],
            np.zeros(count),
            np.full(count, self._infinity),
            len(rows),
            np.arange(0, len(rows), 2, dtype=np.int32),
            rows,
            np.ones(len(rows)),
        )

    def _solved(self) -> float:
        import highspy

        self._solver.run()
        status = self._solver.getModelStatus()
        if status not in {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty}:
            raise SolverError(self._solver.modelStatusToString(status))
        return float(self._counted @ np.asarray(self._solver.getSolution().col_value))


def _two_each(origins: NDArray[np.intp], site: int) -> NDArray[np.int32]:
    """Return the rows of each pair: that of its origin, that of its site."""
    return np.column_stack([origins, np.full(len(origins), site)]).ravel().astype(np.int32)
