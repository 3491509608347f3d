"""What would mend chains: the repairs that open or secure the most, in order and as a set."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations, islice
from typing import TYPE_CHECKING

from netmap.findings.cells import Cell, repair_cells
from netmap.findings.criticality import Pair, weigh
from netmap.findings.repairs import Repair, possible_repairs, repaired
from netmap.settings import AccessSettings

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from netmap.network.model import Partner, PartnerNetwork
    from netmap.territory.model import Territory
    from netmap.vocabulary import Level

_DEFAULT_ACCESS = AccessSettings()
_SECURE = 2
#: Steps that a group may take together, of which the best set is told.
_TOGETHER = (2, 3, 4)
#: As many sets of repairs as may all be tried.
_TRIED = 5_000


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


@dataclass(frozen=True, kw_only=True)
class Mobilisation:
    """A proposal, and the candidates that are not in it.

    Attributes
    ----------
    suggestions
        In the order in which they were chosen.
    together
        Within two steps, three, four: the repairs that open the most together, then secure the
        most, each set better than the one before. All sets were tried; none where there are too
        many of them.
    idle
        Candidates that would open and secure nothing more.
    unknown_coverage
        Candidates of which nobody said whom they serve: nothing can be said of them either.
    """

    suggestions: tuple[Suggestion, ...]
    together: tuple[Suggestion, ...]
    idle: tuple[str, ...]
    unknown_coverage: tuple[str, ...]


def mobilisation(
    network: PartnerNetwork,
    territory: Territory,
    needs: Sequence[str],
    *,
    extra: Iterable[Partner] = (),
    weights: Mapping[Pair, float] | None = None,
    shareable_only: bool = False,
    limit: int | None = None,
    access: AccessSettings = _DEFAULT_ACCESS,
    level: Level = "commune",
) -> Mobilisation:
    """Choose, one after another, the repairs that open and secure the most chains a step.

    Repairs are those of :func:`netmap.findings.repairs.possible_repairs`: planned relations,
    broken ones and those that surely do not exist between active partners, partners to mobilise
    or to mobilise again and those of `extra`, a second mediator beside each. A step is an
    organisation to win or a relation to open. At each turn the repair that opens the most
    weighted pairs a step is taken, then the one that secures the most, then the first. Where no
    repair alone helps, two that open a chain together are looked for.

    Where relations are only supposed (`network.supposed`), no chain is certain and nobody could
    complete one alone: give :func:`netmap.network.changes.as_declared` of it, and say so.

    Parameters
    ----------
    network, territory, needs, access, level
        As in :func:`netmap.findings.chain.chain_matrix`.
    extra
        Partners of a directory, that no table has yet; their status is not read.
    weights
        (code, thematique) → weight; None: each pair weighs 1.
    shareable_only
        Leave out whatever touches a partner that is or may be one person. The gains of the
        others are then computed without it.
    limit
        At most so many suggestions; None: as long as one helps.

    Returns
    -------
    Mobilisation
        Doing its suggestions in order lifts exactly the pairs that they list.
    """
    outside = {p.id: p for p in extra if p.id not in network.partners}
    known = outside | dict(network.partners)
    repairs = possible_repairs(network, outside.values(), shareable_only=shareable_only)
    candidates = sorted(key for key, repair in repairs.items() if repair.kind == "partenaire")
    placed = {
        key: repair
        for key, repair in repairs.items()
        if key not in known or known[key].covers is not None or known[key].mediates
    }
    done = repaired(network, placed.values(), extra=outside.values())
    cells = repair_cells(network, done, territory, needs, placed, access=access, level=level)
    search = _Search(cells, placed, known, weights, alike=_alike(outside.values(), needs))
    together = () if limit is not None else tuple(_best_sets(search))
    chosen: list[Suggestion] = []
    while (limit is None or len(chosen) < limit) and (best := search.best()) is not None:
        search.accept(best)
        chosen.append(best)
    taken = {one for line in chosen for repair in line.repairs for one in repair.partners}
    unknown = tuple(i for i in candidates if known[i].covers is None and i not in taken)
    return Mobilisation(
        suggestions=tuple(chosen),
        together=together,
        idle=tuple(i for i in candidates if i not in taken and i not in unknown),
        unknown_coverage=unknown,
    )


def _alike(extra: Iterable[Partner], needs: Sequence[str]) -> dict[str, Hashable]:
    """Give each partner of a directory what decides what it brings: it has no relation yet.

    Of those alike, the first ids that have not joined stand for all.
    """
    return {
        p.id: (p.position, p.covers, p.needs.intersection(needs)) for p in extra if not p.mediates
    }


class _Search:
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


def _best_sets(search: _Search) -> Iterator[Suggestion]:
    """Yield the best set of more and more steps, before anything is done, as long as it grows."""
    former: tuple[float, ...] = (0.0, 0.0, 0, 0)
    waiting = search.waiting(alike=max(_TOGETHER))
    for steps in _TOGETHER:
        groups = list(islice(_within(search.repairs, waiting, steps), _TRIED + 1))
        if len(groups) > _TRIED:
            return
        best = max(groups, key=search.rank, default=())
        found = search.gain(best)
        if found.gain > former:
            former = found.gain
            yield found


def _within(
    repairs: Mapping[str, Repair], waiting: Sequence[str], steps: int
) -> Iterator[tuple[str, ...]]:
    """Yield the sets of repairs that take so many steps at most."""
    fitting = [key for key in waiting if repairs[key].steps <= steps]
    for size in range(1, steps + 1):
        for group in combinations(fitting, size):
            if sum(repairs[key].steps for key in group) <= steps:
                yield group
