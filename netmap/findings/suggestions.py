"""What repairs would bring: the pairs that some of them open and secure, beside those done."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from netmap.findings.criticality import Pair, weigh

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from netmap.findings.cells import Cell
    from netmap.findings.repairs import Repair
    from netmap.network.model import Partner

_SECURE = 2


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One line of a proposal: a repair, or two that only open a chain together; or a whole set.

    Gains are marginal: once all earlier suggestions are done.

    Attributes
    ----------
    repairs
        What to do.
    rows
        The line that each partner to win comes from, of the table or of the directory; None:
        nobody said.
    opened
        (code, thematique) that go from no chain to at least one.
    secured
        (code, thematique) that go from fewer than two chains to at least two.
    weight_opened, weight_secured
        Sums of the known weights of these pairs.
    unweighted
        How many of these pairs have no known weight.
    """

    repairs: tuple[Repair, ...]
    rows: tuple[int | None, ...]
    opened: tuple[Pair, ...]
    secured: tuple[Pair, ...]
    weight_opened: float
    weight_secured: float
    unweighted: int

    @property
    def steps(self) -> int:
        """How many things there are to do."""
        return sum(repair.steps for repair in self.repairs)

    @property
    def gain(self) -> tuple[float, float, int, int]:
        """What makes a set better than another of as many steps: opened pairs, then secured."""
        return (self.weight_opened, self.weight_secured, len(self.opened), len(self.secured))

    @property
    def order(self) -> tuple[float, ...]:
        """What makes a suggestion better than another: the same, a step."""
        return tuple(value / self.steps for value in self.gain)


class Search:
    """The greedy search: gains are kept until a cell that they rest on changes."""

    def __init__(
        self,
        cells: list[Cell],
        repairs: Mapping[str, Repair],
        partners: Mapping[str, Partner],
        weights: Mapping[Pair, float] | None,
        *,
        alike: Mapping[str, Hashable],
    ) -> None:
        self.repairs = repairs
        self._alike = alike
        self._partners = partners
        self._weights = weights
        self._weighed: dict[int, float] = {}
        self._done: set[str] = set()
        self._cells: dict[str, list[Cell]] = {}
        for cell in cells:
            cell.kappa = cell.with_only(frozenset())
            for key in cell.repairs:
                self._cells.setdefault(key, []).append(cell)
        self._gains: dict[tuple[str, ...], Suggestion] = {}

    def best(self) -> Suggestion | None:
        """Return the best repair left, or the best two, or None where none helps."""
        return self._best_of((key,) for key in self.waiting()) or self._best_of(self._couples())

    def accept(self, suggestion: Suggestion) -> None:
        """Do the repairs of a suggestion."""
        keys = [repair.key for repair in suggestion.repairs]
        self._done.update(keys)
        touched: set[str] = set()
        for cell in self._touched(keys):
            cell.kappa = cell.with_only(self._done)
            touched |= cell.repairs
        self._gains = {k: gain for k, gain in self._gains.items() if touched.isdisjoint(k)}

    def waiting(self, *, alike: int = 1) -> list[str]:
        """Return the repairs that are not done, so many of those alike."""
        met: Counter[Hashable] = Counter()
        waiting = []
        for key in sorted(self._cells.keys() - self._done):
            likeness = self._alike.get(key, key)
            met[likeness] += 1
            if met[likeness] <= alike:
                waiting.append(key)
        return waiting

    def _couples(self) -> list[tuple[str, ...]]:
        found: set[tuple[str, ...]] = set()
        waiting = frozenset(self.waiting(alike=2))
        broken = {id(c): c for one in waiting for c in self._cells[one] if c.kappa == 0}
        for cell in broken.values():
            found.update(combinations(sorted(cell.repairs & waiting), 2))
        return sorted(found)

    def _best_of(self, groups: Iterable[tuple[str, ...]]) -> Suggestion | None:
        best = None
        for group in groups:
            if group not in self._gains:
                self._gains[group] = self.gain(group)
            gain = self._gains[group]
            if (gain.opened or gain.secured) and (best is None or gain.order > best.order):
                best = gain
        return best

    def _touched(self, group: Iterable[str]) -> list[Cell]:
        cells = {id(cell): cell for key in group for cell in self._cells[key]}
        return list(cells.values())

    def rank(self, group: tuple[str, ...]) -> tuple[float, ...]:
        """Return what :attr:`Suggestion.gain` would be, and fewer steps before more."""
        opened = secured = weight_opened = weight_secured = 0.0
        for cell in self._touched(group):
            after = cell.with_only(self._done.union(group))
            if cell.kappa == 0 < after:
                opened += len(cell.pairs)
                weight_opened += self._weight(cell)
            if cell.kappa < _SECURE <= after:
                secured += len(cell.pairs)
                weight_secured += self._weight(cell)
        steps = sum(self.repairs[key].steps for key in group)
        return (weight_opened, weight_secured, opened, secured, -steps)

    def _weight(self, cell: Cell) -> float:
        if id(cell) not in self._weighed:
            self._weighed[id(cell)], _ = weigh(cell.pairs, self._weights)
        return self._weighed[id(cell)]

    def gain(self, group: tuple[str, ...]) -> Suggestion:
        """Return what some repairs would lift, once those that were accepted are done."""
        opened: list[Pair] = []
        secured: list[Pair] = []
        for cell in self._touched(group):
            if cell.kappa < _SECURE:
                after = cell.with_only(self._done.union(group))
                if cell.kappa == 0 < after:
                    opened += cell.pairs
                if after >= _SECURE:
                    secured += cell.pairs
        weight_opened, _ = weigh(opened, self._weights)
        weight_secured, _ = weigh(secured, self._weights)
        _, unknown = weigh({*opened, *secured}, self._weights)
        repairs = tuple(self.repairs[key] for key in group)
        won = [p for one in repairs if one.kind == "partenaire" for p in one.partners]
        return Suggestion(
            repairs=repairs,
            rows=tuple(self._partners[partner].row for partner in won),
            opened=tuple(sorted(opened)),
            secured=tuple(sorted(secured)),
            weight_opened=weight_opened,
            weight_secured=weight_secured,
            unweighted=unknown,
        )
