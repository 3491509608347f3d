"""The search for the cheapest protective pattern: a good one first, then a proof or a better."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.sparse import csc_array

from netmap.disclosure.capacity import (
    TOLERANCE,
    Demand,
    Space,
    cheapest_way,
    near,
    reach,
    reach_together,
)
from netmap.solver import Program, minimise

if TYPE_CHECKING:
    from netmap.solver import Bools, Floats

Status = Literal["optimal", "time-limit", "infeasible"]

#: unmet demands looked for between two patterns
_AT_ONCE = 40
_HALF = 0.5
#: so many unmet demands are looked at together
_MANY = 4
#: room of a cell that can hardly move, for ordering
_TIGHT = 0.1
#: flags of the parts of a demand
_UP, _DOWN, _SPAN = 1, 2, 4


@dataclass(frozen=True, eq=False)
class Task:
    """Cells as deviations from the truth, what hiding costs, what must be hidden, and how well."""

    space: Space
    weights: Floats
    forced: Bools
    demands: tuple[Demand, ...]


@dataclass(frozen=True, eq=False)
class Pattern:
    """A protective pattern (all cells where there is none), and a bound on the cost of any."""

    hidden: Bools
    bound: float
    status: Status


class Search:
    """Cuts and deviations found so far for one problem.

    A deviation that was seen once is a proof for every pattern that hides the cells it moves:
    `_distance` and `_moved` keep the farthest one of each demand in each direction.
    """

    def __init__(self, problem: Task, *, deadline: float) -> None:
        self._problem = problem
        self._deadline = deadline
        self._cuts: list[Floats] = []
        self._cells = np.array([demand.cell for demand in problem.demands], dtype=np.intp)
        self._distance = {sign: np.zeros(len(self._cells)) for sign in (1, -1)}
        self._moved = {
            sign: np.zeros((len(self._cells), problem.space.size), dtype=np.bool_)
            for sign in (1, -1)
        }

    def run(self) -> Pattern:
        """Return the best pattern that time allows, always a protective one where one exists."""
        problem = self._problem
        best = self._repaired()
        if best is None:
            everything = np.ones(problem.space.size, dtype=np.bool_)
            return Pattern(everything, float(problem.weights.sum()), "infeasible")
        bound = float(problem.weights[problem.forced].sum())
        cost = float(problem.weights[best].sum())
        while bound < cost - TOLERANCE * (1 + cost):
            pattern, bound_now = self._cheapest_uncut()
            bound = max(bound, bound_now)
            if pattern is None:
                return Pattern(best, bound, "time-limit")
            if bound < cost - TOLERANCE * (1 + cost) and not self._unmet(pattern):
                best, cost = pattern, float(problem.weights[pattern].sum())
        return Pattern(best, cost, "optimal")

    def _unmet(self, hidden: Bools, *, stop_at: int = _AT_ONCE) -> list[Demand]:
        """Return demands that `hidden` does not meet (some, if many), and cut it off for each."""
        for sign in (1, -1):
            shown = (self._moved[sign] & ~hidden).any(axis=1)
            self._distance[sign][shown] = 0.0
            self._moved[sign][shown] = False
        self._try_together(hidden)
        failing: list[Demand] = []
        for number, demand in enumerate(self._problem.demands):
            if not self._is_met(number, demand, hidden):
                failing.append(demand)
                if len(failing) >= stop_at or monotonic() > self._deadline:
                    break
        return failing

    def _try_together(self, hidden: Bools) -> None:
        """Look for deviations that serve many demands at once, while that helps."""
        demands = self._problem.demands
        space = self._problem.space
        for sign in (1, -1):
            before = len(demands) + 1
            while True:
                asked = np.array([self._asked(n, d, sign) for n, d in enumerate(demands)])
                lacking = np.flatnonzero(asked > self._distance[sign] + TOLERANCE)
                if len(lacking) < _MANY or len(lacking) >= before:
                    break
                before = len(lacking)
                cells = self._cells[lacking]
                self._remember(reach_together(space, cells, sign, asked[lacking], hidden))

    def _asked(self, number: int, demand: Demand, sign: int) -> float:
        """Return how far a demand asks to go one way, given how far it can go the other."""
        own, other = (demand.up, demand.down) if sign > 0 else (demand.down, demand.up)
        return max(own, demand.span - max(other, float(self._distance[-sign][number])))

    def _is_met(self, number: int, demand: Demand, hidden: Bools) -> bool:
        """Tell whether a demand is met, by what was seen or can be found; if not, add cuts."""
        if self._lacks(number, demand) == 0:
            return True
        space = self._problem.space
        close = near(space, demand.cell, hidden, order=1 / np.maximum(space.room, _TIGHT))
        ones = np.ones(space.size)
        for sign in (1, -1):
            asked = self._asked(number, demand, sign)
            if asked > self._distance[sign][number] + TOLERANCE:
                way = cheapest_way(space, demand.cell, sign, asked, price=ones, among=close)
                if way is not None:
                    self._remember(way)
        if self._lacks(number, demand) == 0:
            return True
        coefficients: dict[int, Floats] = {}
        for sign in (1, -1):
            reached = reach(space, demand.cell, sign, hidden)
            coefficients[sign] = reached.coefficients
            self._remember(reached.deviations)
        lacking = self._lacks(number, demand)
        if lacking & _UP:
            self._add_cut(coefficients[1], demand.up)
        if lacking & _DOWN:
            self._add_cut(coefficients[-1], demand.down)
        if lacking & _SPAN:
            self._add_cut(coefficients[1] + coefficients[-1], demand.span)
        return lacking == 0

    def _lacks(self, number: int, demand: Demand) -> int:
        """Return which parts of a demand no known deviation meets, as flags."""
        up, down = float(self._distance[1][number]), float(self._distance[-1][number])
        lacks = _UP if up < demand.up - TOLERANCE else 0
        lacks |= _DOWN if down < demand.down - TOLERANCE else 0
        return lacks | (_SPAN if up + down < demand.span - TOLERANCE else 0)

    def _remember(self, deviations: Floats) -> None:
        """Keep deviations as proofs for every demand that they serve better than those known."""
        moved = deviations != 0
        for sign in (1, -1):
            farther = sign * deviations[self._cells] > self._distance[sign] + TOLERANCE
            self._distance[sign][farther] = sign * deviations[self._cells][farther]
            self._moved[sign][farther] = moved

    def _add_cut(self, coefficients: Floats, need: float) -> None:
        """Keep ``coefficients @ x ≥ need``, tightened by what is hidden anyway."""
        forced = self._problem.forced
        rest = need - float(coefficients[forced].sum())
        if rest > TOLERANCE:
            self._cuts.append(np.where(forced, 0.0, np.minimum(coefficients, rest)) / rest)

    def _cheapest_uncut(self) -> tuple[Bools | None, float]:
        """Return the cheapest pattern that no cut forbids, and a bound on the cost of any."""
        left = self._deadline - monotonic()
        if left <= 0:
            return None, 0.0
        problem = self._problem
        size = problem.space.size
        count = len(self._cuts)
        found = minimise(
            Program(
                objective=problem.weights,
                matrix=csc_array(np.array(self._cuts).reshape(count, size)),
                lower=np.ones(count),
                upper=np.full(count, np.inf),
                least=problem.forced.astype(np.float64),
                most=np.ones(size),
                whole=np.ones(size, dtype=np.bool_),
            ),
            time_limit_s=left,
        )
        if found.point is None or found.outcome != "optimal":
            return None, found.bound
        return found.point > _HALF, found.bound

    def _repaired(self) -> Bools | None:
        """Return a protective pattern: each demand in turn hides what serves it cheaply.

        None: some demand is not met by hiding everything. When time is up, everything is
        hidden.
        """
        problem = self._problem
        hidden = problem.forced.copy()
        by_size = sorted(
            enumerate(problem.demands), key=lambda d: (-max(d[1].up, d[1].down, d[1].span), d[0])
        )
        for number, demand in by_size:
            if monotonic() > self._deadline:
                return np.ones_like(hidden)
            wider = self._widened(number, demand, hidden)
            if wider is None:
                return None
            hidden = wider
        return self._trimmed(hidden)

    def _widened(self, number: int, demand: Demand, hidden: Bools) -> Bools | None:
        """Hide what one demand lacks: upwards as far as it takes, and the rest downwards."""
        up, down = float(self._distance[1][number]), float(self._distance[-1][number])
        goal = max(demand.up, demand.span - max(down, demand.down))
        if up < goal - TOLERANCE:
            wider = self._with_way(demand.cell, 1, goal, hidden)
            if wider is None:
                everything = np.ones_like(hidden)
                goal = reach(self._problem.space, demand.cell, 1, everything).distance - TOLERANCE
                wider = self._with_way(demand.cell, 1, goal, hidden)
            if wider is None or goal < demand.up - 2 * TOLERANCE:
                return None
            hidden = wider
        goal = max(demand.down, demand.span - max(up, goal))
        if down < goal - TOLERANCE:
            return self._with_way(demand.cell, -1, goal, hidden)
        return hidden

    def _with_way(self, cell: int, sign: int, distance: float, hidden: Bools) -> Bools | None:
        """Hide also what lets a cell go that far, near cells if they will do."""
        problem = self._problem
        space = problem.space
        price = np.where(hidden, 0.0, problem.weights)
        everything = np.ones_like(hidden)
        close = near(space, cell, everything, order=(1 + price) / np.maximum(space.room, _TIGHT))
        way = cheapest_way(space, cell, sign, distance, price=price, among=close)
        if way is None and not close.all():
            way = cheapest_way(space, cell, sign, distance, price=price, among=everything)
        if way is None:
            return None
        self._remember(way)
        return np.asarray(hidden | (way != 0))

    def _trimmed(self, hidden: Bools) -> Bools:
        """Show again, the weightiest first, what need not be hidden."""
        problem = self._problem
        extra = np.flatnonzero(hidden & ~problem.forced)
        for cell in extra[np.argsort(-problem.weights[extra], kind="stable")].tolist():
            if monotonic() > self._deadline:
                break
            trial = hidden.copy()
            trial[cell] = False
            distance = {sign: kept.copy() for sign, kept in self._distance.items()}
            moved = {sign: kept.copy() for sign, kept in self._moved.items()}
            if not self._unmet(trial, stop_at=1):
                hidden = trial
            else:
                self._distance, self._moved = distance, moved
        return hidden
