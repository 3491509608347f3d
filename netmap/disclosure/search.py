"""The search for the cheapest protective pattern: a good one first, then a proof or a better."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Literal

import numpy as np

from netmap.disclosure.capacity import TOLERANCE, cheapest_way, near
from netmap.disclosure.cuts import Cuts, add_equations
from netmap.disclosure.reader import Reader
from netmap.solver import Program, minimise

if TYPE_CHECKING:
    from netmap.disclosure.capacity import Demand, Space
    from netmap.solver import Answer, Bools, Floats

Status = Literal["optimal", "time-limit", "infeasible"]

_HALF = 0.5
#: so many unmet demands are looked at together
_MANY = 4
#: and again where fewer than this part of them are left
_HELPS = 0.9
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

    The cheapest pattern that no cut forbids is looked at by a reader, and cut off where it betrays
    a cell, until one does not: no pattern is cheaper. Where half of the time does not do, the last
    one is widened until it protects.

    A deviation that was seen once is a proof for every pattern that hides the cells it moves:
    `_distance` and `_moved` keep the farthest one of each demand in each direction.
    """

    def __init__(self, problem: Task, *, seconds: float) -> None:
        self._problem = problem
        self._half = monotonic() + seconds / 2
        self._deadline = self._half + seconds / 2
        self._cuts = Cuts(problem.forced)
        add_equations(self._cuts, problem.space, problem.demands, problem.forced)
        self._cells = np.array([demand.cell for demand in problem.demands], dtype=np.intp)
        self._distance = {sign: np.zeros(len(self._cells)) for sign in (1, -1)}
        self._moved = {
            sign: np.zeros((len(self._cells), problem.space.size), dtype=np.bool_)
            for sign in (1, -1)
        }

    def run(self) -> Pattern:
        """Return the best pattern that time allows, always a protective one where one exists."""
        problem = self._problem
        everything = np.ones(problem.space.size, dtype=np.bool_)
        best: Bools | None = None
        bound = self._cost(problem.forced)
        if not problem.demands:
            return Pattern(problem.forced, bound, "optimal")
        while True:
            until = self._half if best is None else self._deadline
            known = len(self._cuts)
            found = self._cheapest_uncut(until)
            if found.outcome == "infeasible":
                return Pattern(everything, self._cost(everything), "infeasible")
            bound = max(bound, found.bound)
            pattern = problem.forced if found.point is None else found.point > _HALF
            if self._are_met(pattern, until=until):
                if found.outcome == "optimal":
                    return Pattern(pattern, self._cost(pattern), "optimal")
                best = pattern
            over = monotonic() > until or len(self._cuts) == known
            if over and best is None:
                best = self._repaired(pattern)
                if best is None:
                    return Pattern(everything, self._cost(everything), "infeasible")
                over = monotonic() > self._deadline or len(self._cuts) == known
            if best is not None and bound >= self._cost(best) * (1 - TOLERANCE) - TOLERANCE:
                return Pattern(best, self._cost(best), "optimal")
            if over and best is not None:
                return Pattern(best, bound, "time-limit")

    def _cost(self, hidden: Bools) -> float:
        return float(self._problem.weights[hidden].sum())

    def _are_met(self, hidden: Bools, *, until: float, at_first: bool = False) -> bool:
        """Tell whether `hidden` meets all demands; cut it off for each that it does not.

        `at_first`: one that is not met is enough. Where time is up, none more is held for met.
        """
        self._forget(hidden)
        reader = Reader(self._problem.space, hidden)
        self._try_together(reader)
        met = True
        for number, demand in enumerate(self._problem.demands):
            if self._lacks(number, demand) == 0:
                continue
            if monotonic() > until:
                return False
            met = self._is_met(number, demand, reader) and met
            if at_first and not met:
                return False
        return met

    def _forget(self, hidden: Bools) -> None:
        """Keep the proofs that move hidden cells alone."""
        for sign in (1, -1):
            shown = (self._moved[sign] & ~hidden).any(axis=1)
            self._distance[sign][shown] = 0.0
            self._moved[sign][shown] = False

    def _try_together(self, reader: Reader) -> None:
        """Look for deviations that serve many demands at once, while that helps."""
        demands = self._problem.demands
        for sign in (1, -1):
            before = np.inf
            while True:
                asked = np.array([self._asked(n, d, sign) for n, d in enumerate(demands)])
                lacking = np.flatnonzero(asked > self._distance[sign] + TOLERANCE)
                if len(lacking) < _MANY or len(lacking) > _HELPS * before:
                    break
                before = len(lacking)
                cells = self._cells[lacking]
                self._remember(reader.bring(cells, sign, asked[lacking]))

    def _asked(self, number: int, demand: Demand, sign: int) -> float:
        """Return how far a demand asks to go one way, given how far it can go the other."""
        own, other = (demand.up, demand.down) if sign > 0 else (demand.down, demand.up)
        return max(own, demand.span - max(other, float(self._distance[-sign][number])))

    def _is_met(self, number: int, demand: Demand, reader: Reader) -> bool:
        """Tell whether a demand is met, by what can be found; if not, add cuts."""
        coefficients: dict[int, Floats] = {}
        for sign in (1, -1):
            asked = self._asked(number, demand, sign)
            if asked > self._distance[sign][number] + TOLERANCE:
                coefficients[sign] = self._pushed(reader, demand.cell, sign, asked)
        lacking = self._lacks(number, demand)
        if lacking & _UP:
            self._add_cut(coefficients[1], demand.up)
        if lacking & _DOWN:
            self._add_cut(coefficients[-1], demand.down)
        if lacking & _SPAN:
            ends = (self._pushed(reader, demand.cell, sign, demand.span) for sign in (1, -1))
            self._add_cut(sum(ends, np.zeros(self._problem.space.size)), demand.span)
        return lacking == 0

    def _pushed(self, reader: Reader, cell: int, sign: int, enough: float) -> Floats:
        """Push a cell as far as is enough, remember how far it went, and return the cut of it."""
        reached = reader.reach(cell, sign, enough)
        self._remember(reached.deviations)
        return reached.coefficients

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
        cells = np.flatnonzero(coefficients)
        self._cuts.add(cells, coefficients[cells], need)

    def _cheapest_uncut(self, until: float) -> Answer:
        """Return the cheapest pattern that no cut forbids, or the best that time allowed."""
        problem = self._problem
        size, count = problem.space.size, len(self._cuts)
        return minimise(
            Program(
                objective=problem.weights,
                matrix=self._cuts.matrix,
                lower=np.ones(count),
                upper=np.full(count, np.inf),
                least=problem.forced.astype(np.float64),
                most=np.ones(size),
                whole=np.ones(size, dtype=np.bool_),
            ),
            time_limit_s=max(until - monotonic(), 0.0),
        )

    def _repaired(self, pattern: Bools) -> Bools | None:
        """Return a protective pattern: each demand in turn hides what serves it cheaply.

        None: some demand is not met by hiding everything. When time is up, everything is
        hidden.
        """
        problem = self._problem
        hidden = pattern.copy()
        self._forget(hidden)
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
                farthest = Reader(self._problem.space, everything).reach(demand.cell, 1, np.inf)
                goal = farthest.distance - TOLERANCE
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
            if self._are_met(trial, until=self._deadline, at_first=True):
                hidden = trial
            else:
                self._distance, self._moved = distance, moved
        return hidden
