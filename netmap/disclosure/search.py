"""The search for the cheapest protective pattern: the cheapest that nothing forbids so far."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Literal

import numpy as np

from netmap.disclosure.capacity import TOLERANCE, cheapest_way, near
from netmap.disclosure.cheapest import Cheapest
from netmap.disclosure.cuts import Cuts, add_equations
from netmap.disclosure.proofs import DOWN, SPAN, UP, Proofs
from netmap.disclosure.reader import Reader
from netmap.solver import Answer

if TYPE_CHECKING:
    from netmap.disclosure.capacity import Demand, Space
    from netmap.solver import Bools, Floats

Status = Literal["optimal", "time-limit", "infeasible"]

_HALF = 0.5
#: so many unmet demands are looked at together
_MANY = 4
#: and again where fewer than this part of them are left
_HELPS = 0.9
#: room of a cell that can hardly move, for ordering
_TIGHT = 0.1
#: a round of cuts of parts of cells that raises the bound by less, relatively, is the last
_RISES = 1e-3


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

    Before, cells may be hidden in part, which moves a part of their room: what betrays a cell then
    is cut off too, and costs less to find.
    """

    def __init__(self, problem: Task, *, seconds: float) -> None:
        self._problem = problem
        self._half = monotonic() + seconds / 2
        self._deadline = self._half + seconds / 2
        self._cuts = Cuts(problem.forced)
        add_equations(self._cuts, problem.space, problem.demands, problem.forced)
        self._proofs = Proofs(problem.demands, problem.space.size)
        self._cheapest = Cheapest(problem.weights, problem.forced)

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
        self._proofs.forget(hidden)
        reader = Reader(self._problem.space, hidden.astype(np.float64))
        return self._are_proved(reader, self._proofs, until=until, at_first=at_first)

    def _are_proved(
        self, reader: Reader, proofs: Proofs, *, until: float, at_first: bool = False
    ) -> bool:
        """Look for the proofs that lack; cut off what the reader reads where there is none."""
        self._try_together(reader, proofs)
        met = True
        for number, demand in enumerate(self._problem.demands):
            if proofs.lacks(number) == 0:
                continue
            if monotonic() > until:
                return False
            met = self._is_met(number, demand, reader, proofs) and met
            if at_first and not met:
                return False
        return met

    def _try_together(self, reader: Reader, proofs: Proofs) -> None:
        """Look for deviations that serve many demands at once, while that helps."""
        for sign in (1, -1):
            before = np.inf
            cells, asked = proofs.lacking(sign)
            while _MANY <= len(cells) <= _HELPS * before:
                before = len(cells)
                proofs.remember(reader.bring(cells, sign, asked))
                cells, asked = proofs.lacking(sign)

    def _is_met(self, number: int, demand: Demand, reader: Reader, proofs: Proofs) -> bool:
        """Tell whether a demand is met, by what can be found; if not, add cuts."""
        coefficients: dict[int, Floats] = {}

        def push(sign: int, enough: float) -> Floats:
            reached = reader.reach(demand.cell, sign, enough)
            proofs.remember(reached.deviations)
            return reached.coefficients

        for sign in (1, -1):
            asked = proofs.asked(number, sign)
            if asked > proofs.distance(number, sign) + TOLERANCE:
                coefficients[sign] = push(sign, asked)
        lacking = proofs.lacks(number)
        if lacking & UP:
            self._add_cut(coefficients[1], demand.up)
        if lacking & DOWN:
            self._add_cut(coefficients[-1], demand.down)
        if lacking & SPAN:
            ends = (push(sign, demand.span) for sign in (1, -1))
            self._add_cut(sum(ends, np.zeros(self._problem.space.size)), demand.span)
        return lacking == 0

    def _add_cut(self, coefficients: Floats, need: float) -> None:
        cells = np.flatnonzero(coefficients)
        self._cuts.add(cells, coefficients[cells], need)

    def _cheapest_uncut(self, until: float) -> Answer:
        """Return the cheapest pattern that no cut forbids, or the best that time allowed."""
        relaxed = self._tightened(until)
        if relaxed is not None and _is_whole(relaxed):
            cost = float(self._problem.weights @ np.round(relaxed))
            return Answer(outcome="optimal", point=np.round(relaxed), value=cost, bound=cost)
        return self._cheapest.whole(self._cuts, time_limit_s=until - monotonic())

    def _tightened(self, until: float) -> Floats | None:
        """Cut off patterns that hide parts of cells, while that raises the bound."""
        before = -np.inf
        relaxed: Floats | None = None
        while monotonic() < until:
            found = self._cheapest.in_part(self._cuts)
            if found is None:
                return None
            relaxed = found
            cost = float(self._problem.weights @ relaxed)
            if _is_whole(relaxed) or cost <= before * (1 + _RISES):
                break
            before = cost
            known = len(self._cuts)
            proofs = Proofs(self._problem.demands, self._problem.space.size)
            reader = Reader(self._problem.space, relaxed)
            self._are_proved(reader, proofs, until=until)
            if len(self._cuts) == known:
                break
        return relaxed

    def _repaired(self, pattern: Bools) -> Bools | None:
        """Return a protective pattern: each demand in turn hides what serves it cheaply.

        None: some demand is not met by hiding everything. When time is up, everything is
        hidden.
        """
        problem = self._problem
        hidden = pattern.copy()
        self._proofs.forget(hidden)
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
        up, down = self._proofs.distance(number, 1), self._proofs.distance(number, -1)
        goal = max(demand.up, demand.span - max(down, demand.down))
        if up < goal - TOLERANCE:
            wider = self._with_way(demand.cell, 1, goal, hidden)
            if wider is None:
                farthest = Reader(self._problem.space, np.ones(len(hidden))).reach(
                    demand.cell, 1, np.inf
                )
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
        self._proofs.remember(way)
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
            proofs = self._proofs.copy()
            if self._are_met(trial, until=self._deadline, at_first=True):
                hidden = trial
            else:
                self._proofs = proofs
        return hidden


def _is_whole(point: Floats) -> bool:
    return bool((np.abs(point - np.round(point)) < TOLERANCE).all())
