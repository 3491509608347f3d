"""Whom to mobilise: the partners that would open or secure the most chains, as a set."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from netmap.findings.branches import read_links
from netmap.findings.criticality import Pair, weigh
from netmap.findings.disjoint import Branch, count_chains
from netmap.findings.serving import Level, serving
from netmap.network.changes import joined
from netmap.settings import AccessSettings

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from netmap.network.model import Partner, PartnerNetwork
    from netmap.territory.model import Territory

_DEFAULT_ACCESS = AccessSettings()
_SECURE = 2


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One step of a proposal: a partner to bring in, or two that only open a chain together.

    Gains are marginal: once all earlier suggestions have joined.

    Attributes
    ----------
    partners
        Ids, sorted.
    rows
        The line that each comes from, of the table or of the directory; None: nobody said.
    opened
        (code, thematique) that go from no chain to at least one.
    secured
        (code, thematique) that go from fewer than two chains to at least two.
    weight_opened, weight_secured
        Sums of the known weights of these pairs.
    unweighted
        How many of these pairs have no known weight.
    """

    partners: tuple[str, ...]
    rows: tuple[int | None, ...]
    opened: tuple[Pair, ...]
    secured: tuple[Pair, ...]
    weight_opened: float
    weight_secured: float
    unweighted: int

    @property
    def order(self) -> tuple[float, float, int, int]:
        """What makes a suggestion better than another: opened pairs first, then secured."""
        return (self.weight_opened, self.weight_secured, len(self.opened), len(self.secured))


@dataclass(frozen=True, kw_only=True)
class Mobilisation:
    """A proposal, and the candidates that are not in it.

    Attributes
    ----------
    suggestions
        In the order in which they were chosen.
    idle
        Candidates that would open and secure nothing more.
    unknown_coverage
        Candidates of which nobody said whom they serve: nothing can be said of them either.
    """

    suggestions: tuple[Suggestion, ...]
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
    """Choose, one after another, the candidates that open and secure the most chains.

    Candidates are the partners to mobilise and to mobilise again, and those of `extra`. What
    their joining means is :func:`netmap.network.changes.joined`. At each step the candidate
    that opens the most weighted pairs is taken, then the one that secures the most, then the
    first id. Where no candidate alone helps, two that open a chain together are looked for.

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
        Leave out partners that are or may be one person: none is suggested by name to a group.
        The gains of the others are then computed without them.
    limit
        At most so many suggestions; None: as long as one helps.

    Returns
    -------
    Mobilisation
        Applying its suggestions in order lifts exactly the pairs that they list.
    """
    outside = {p.id: p for p in extra if p.id not in network.partners}
    known = outside | dict(network.partners)
    candidates = sorted(
        partner.id
        for partner in known.values()
        if (partner.id in outside or partner.to_mobilise)
        and not (shareable_only and partner.personal)
    )
    placed = [i for i in candidates if known[i].covers is not None or known[i].mediates]
    everyone = joined(network, placed, extra=outside.values())
    cells = _cells(everyone, territory, needs, placed, access=access, level=level)
    search = _Search(cells, known, weights, alike=_alike(outside.values(), needs))
    chosen: list[Suggestion] = []
    while (limit is None or len(chosen) < limit) and (best := search.best()) is not None:
        search.accept(best)
        chosen.append(best)
    taken = {partner for suggestion in chosen for partner in suggestion.partners}
    unknown = tuple(i for i in candidates if known[i].covers is None and i not in taken)
    return Mobilisation(
        suggestions=tuple(chosen),
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


@dataclass
class _Cell:
    """Pairs that have the same branches once every candidate has joined."""

    branches: tuple[Branch, ...]
    pairs: list[Pair]
    candidates: frozenset[str]
    kappa: int = 0

    def with_only(self, joined_ids: AbstractSet[str]) -> int:
        """Count the chains when only those candidates have joined."""
        absent = self.candidates - joined_ids
        return count_chains(
            [
                Branch(
                    branch.mediation,
                    tuple(partner for partner in branch.upstream if partner not in absent),
                    tuple(partner for partner in branch.downstream if partner not in absent),
                )
                for branch in self.branches
                if branch.mediation not in absent
            ]
        )


def _cells(
    everyone: PartnerNetwork,
    territory: Territory,
    needs: Sequence[str],
    candidates: Iterable[str],
    *,
    access: AccessSettings,
    level: Level,
) -> list[_Cell]:
    links = read_links(everyone, needs, holds=lambda relation: relation.certain)
    pairs: dict[tuple[Branch, ...], list[Pair]] = {}
    known: dict[frozenset[str], list[tuple[Branch, ...]]] = {}
    serves = serving(everyone, territory, access=access, level=level)
    for place, partners in serves.surely.items():
        if partners not in known:
            known[partners] = links.branches(partners)
        for need, branches in zip(needs, known[partners], strict=True):
            pairs.setdefault(branches, []).append((place, need))
    wanted = frozenset(candidates)
    cells = []
    for branches, same in pairs.items():
        members = {p for b in branches for p in (b.mediation, *b.upstream, *b.downstream)} & wanted
        if members:
            cells.append(_Cell(branches, same, frozenset(members)))
    return cells


class _Search:
    """The greedy search: gains are kept until a cell that they rest on changes."""

    def __init__(
        self,
        cells: list[_Cell],
        partners: Mapping[str, Partner],
        weights: Mapping[Pair, float] | None,
        *,
        alike: Mapping[str, Hashable],
    ) -> None:
        self._alike = alike
        self._partners = partners
        self._weights = weights
        self._joined: set[str] = set()
        self._cells: dict[str, list[_Cell]] = {}
        for cell in cells:
            cell.kappa = cell.with_only(frozenset())
            for candidate in cell.candidates:
                self._cells.setdefault(candidate, []).append(cell)
        self._gains: dict[tuple[str, ...], Suggestion] = {}

    def best(self) -> Suggestion | None:
        """Return the best candidate left, or the best two, or None where none helps."""
        return self._best_of((candidate,) for candidate in self._waiting()) or self._best_of(
            self._couples()
        )

    def accept(self, suggestion: Suggestion) -> None:
        """Let the partners of a suggestion join."""
        self._joined.update(suggestion.partners)
        touched: set[str] = set()
        for cell in self._touched(suggestion.partners):
            cell.kappa = cell.with_only(self._joined)
            touched |= cell.candidates
        self._gains = {k: gain for k, gain in self._gains.items() if touched.isdisjoint(k)}

    def _waiting(self, *, alike: int = 1) -> list[str]:
        """Return the candidates that have not joined, so many of those alike."""
        met: Counter[Hashable] = Counter()
        waiting = []
        for candidate in sorted(self._cells.keys() - self._joined):
            likeness = self._alike.get(candidate, candidate)
            met[likeness] += 1
            if met[likeness] <= alike:
                waiting.append(candidate)
        return waiting

    def _couples(self) -> list[tuple[str, ...]]:
        found: set[tuple[str, ...]] = set()
        waiting = frozenset(self._waiting(alike=2))
        broken = {id(c): c for one in waiting for c in self._cells[one] if c.kappa == 0}
        for cell in broken.values():
            found.update(combinations(sorted(cell.candidates & waiting), 2))
        return sorted(found)

    def _best_of(self, groups: Iterable[tuple[str, ...]]) -> Suggestion | None:
        best = None
        for group in groups:
            if group not in self._gains:
                self._gains[group] = self._gain(group)
            gain = self._gains[group]
            if (gain.opened or gain.secured) and (best is None or gain.order > best.order):
                best = gain
        return best

    def _touched(self, group: tuple[str, ...]) -> list[_Cell]:
        cells = {id(cell): cell for candidate in group for cell in self._cells[candidate]}
        return list(cells.values())

    def _gain(self, group: tuple[str, ...]) -> Suggestion:
        opened: list[Pair] = []
        secured: list[Pair] = []
        for cell in self._touched(group):
            if cell.kappa < _SECURE:
                after = cell.with_only(self._joined.union(group))
                if cell.kappa == 0 < after:
                    opened += cell.pairs
                if after >= _SECURE:
                    secured += cell.pairs
        weight_opened, _ = weigh(opened, self._weights)
        weight_secured, _ = weigh(secured, self._weights)
        _, unknown = weigh({*opened, *secured}, self._weights)
        return Suggestion(
            partners=group,
            rows=tuple(self._partners[partner].row for partner in group),
            opened=tuple(sorted(opened)),
            secured=tuple(sorted(secured)),
            weight_opened=weight_opened,
            weight_secured=weight_secured,
            unweighted=unknown,
        )
