"""The part of the partner network that one place and one need can use."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from netmap.findings.disjoint import Branch, count_chains

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from netmap.network.model import Partner, PartnerNetwork

_Side = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Silence:
    """Referrals that a chain could use and of which nobody said whether they exist.

    They are all those from `upstream` to `mediation` and from there to `downstream`, but for the
    pairs that some row says: partners × mediation points, too many to be written one by one.
    """

    mediation: frozenset[str]
    upstream: Mapping[str, int]
    downstream: Mapping[str, int]
    said: frozenset[tuple[str, str]]

    @cached_property
    def spoken(self) -> dict[str, set[str]]:
        """Mediation point → those with whom some row says of a referral."""
        spoken: dict[str, set[str]] = {one: set() for one in self.mediation}
        for pair in self.said:
            for one, other in (pair, pair[::-1]):
                if one in spoken:
                    spoken[one].add(other)
        return spoken

    def __bool__(self) -> bool:
        """Whether there is one."""
        pairs = len(self.mediation) * (len(self.upstream) + len(self.downstream))
        return pairs > sum(
            (one in self.upstream and other in self.mediation)
            + (one in self.mediation and other in self.downstream)
            for one, other in self.said
        )


_NO_SILENCE = Silence(frozenset(), {}, {}, frozenset())


@dataclass(frozen=True)
class Links:
    """Relations between active partners and mediation points, indexed for reading.

    Needs are bits of an int, in their order: bit i is need i.

    Attributes
    ----------
    upstream
        Mediation point → upstream partner that refers to it → needs that the relation carries.
    downstream
        Mediation point → downstream partner → needs that the relation carries and it answers.
    silence
        Those that hold besides, as far as nobody said otherwise; None: no other holds.
    """

    needs: tuple[str, ...]
    upstream: Mapping[str, Mapping[str, int]]
    downstream: Mapping[str, Mapping[str, int]]
    silence: Silence | None = None

    def branches(self, partners: AbstractSet[str]) -> list[tuple[Branch, ...]]:
        """Return, for each need, the mediation points among `partners` with their two sides.

        Parameters
        ----------
        partners
            Those that serve the place.

        Returns
        -------
        list of tuple of Branch
            An item a need; branches sorted by mediation point, partners sorted; a mediation
            point that nobody is linked to is left out.
        """
        return self._written(partners, [frozenset() for _ in self.needs])

    def most(self, partners: AbstractSet[str]) -> list[int]:
        """Count, for each need, the complete chains that share no partner.

        Those of :func:`~.disjoint.count_chains` on :meth:`branches`, of which the widest are not
        written: M mediation points take M partners at most on each side, and b of the place may
        stand on both. One that has M + b on each side finds two that are free, whatever the
        others take: it adds one chain to theirs.
        """
        counted: dict[tuple[Branch, ...], int] = {}
        wide = self._wide(partners)
        written = self._written(partners, wide)
        for branches in written:
            if branches not in counted:
                counted[branches] = count_chains(branches)
        return [len(own) + counted[rest] for own, rest in zip(wide, written, strict=True)]

    @cached_property
    def _points(self) -> frozenset[str]:
        silent = frozenset() if self.silence is None else self.silence.mediation
        return silent.union(self.upstream, self.downstream)

    @cached_property
    def _both(self) -> frozenset[str]:
        """Those who may stand on both sides."""
        silence = _NO_SILENCE if self.silence is None else self.silence
        ups = set(silence.upstream).union(*self.upstream.values())
        return frozenset(ups & set(silence.downstream).union(*self.downstream.values()))

    def _wide(self, partners: AbstractSet[str]) -> list[frozenset[str]]:
        """Return, for each need, mediation points that find two partners whatever others take."""
        silence = self.silence
        if silence is None:
            return [frozenset() for _ in self.needs]
        asked = len(_common(self._points, partners)) + len(_common(self._both, partners))
        silent = {
            one: len(_common(silence.spoken[one], partners))
            for one in _common(silence.mediation, partners)
        }
        ups = Counter(silence.upstream[one] for one in _common(silence.upstream.keys(), partners))
        downs = Counter(
            silence.downstream[one] for one in _common(silence.downstream.keys(), partners)
        )
        wide = []
        for i in range(len(self.needs)):
            there = min(
                sum(count for needs, count in side.items() if needs >> i & 1)
                for side in (ups, downs)
            )
            wide.append(frozenset(one for one, said in silent.items() if there - said >= asked))
        return wide

    def _written(
        self, partners: AbstractSet[str], without: Sequence[AbstractSet[str]]
    ) -> list[tuple[Branch, ...]]:
        """Return :meth:`branches`, but for some mediation points of each need."""
        found: list[list[Branch]] = [[] for _ in self.needs]
        silence = _NO_SILENCE if self.silence is None else self.silence
        points = [
            one
            for one in sorted(_common(self._points, partners))
            if not all(one in wide for wide in without)
        ]
        silent_ups, silent_downs = (
            _masks(side, partners) if not silence.mediation.isdisjoint(points) else []
            for side in (silence.upstream, silence.downstream)
        )
        for mediation in points:
            ups = _masks(self.upstream.get(mediation, {}), partners)
            downs = _masks(self.downstream.get(mediation, {}), partners)
            if mediation in silence.mediation:
                said = silence.said
                ups = sorted(
                    [*ups, *(one for one in silent_ups if (one[0], mediation) not in said)]
                )
                downs = sorted(
                    [*downs, *(one for one in silent_downs if (mediation, one[0]) not in said)]
                )
            for i, branches in enumerate(found):
                if mediation in without[i]:
                    continue
                upstream = tuple([partner for partner, needs in ups if needs >> i & 1])
                downstream = tuple([partner for partner, needs in downs if needs >> i & 1])
                if upstream or downstream:
                    branches.append(Branch(mediation, upstream, downstream))
        return [tuple(branches) for branches in found]


def read_links(network: PartnerNetwork, needs: Sequence[str], *, best: bool = False) -> Links:
    """Index the relations that a chain can use.

    Parameters
    ----------
    network
        Only referrals from an active upstream partner to an active mediation point, or from one
        to an active downstream partner, are of use.
    needs
        Codes, in order.
    best
        Whether what is unknown holds too: relations of unknown state, those of which nobody
        said whether they exist (no row, and neither end is told), needs of a partner that
        names none.

    Returns
    -------
    Links
        A relation that names needs carries those only; one that names none carries all.
    """
    bits = {need: 1 << i for i, need in enumerate(needs)}
    upstream: _Side = {}
    downstream: _Side = {}
    partners = {p.id: p for p in network.partners.values() if p.active}
    answers = answered(network, needs, best=best)
    for relation in network.relations:
        source, target = partners.get(relation.source), partners.get(relation.target)
        holds = relation.refers and (relation.possible if best else relation.certain)
        if source is None or target is None or not holds:
            continue
        carried = sum(bit for need, bit in bits.items() if relation.carries(need))
        if source.upstream and target.mediates:
            _add(upstream, target.id, source.id, carried)
        elif source.mediates and target.downstream:
            _add(downstream, source.id, target.id, carried & answers[target.id])
    silence = None
    if best:
        everything = (1 << len(bits)) - 1
        untold = {one.id: one for one in partners.values() if not one.told}
        silence = Silence(
            mediation=frozenset(i for i, one in untold.items() if one.mediates),
            upstream={i: everything for i, one in untold.items() if one.upstream},
            downstream={i: answers[i] for i, one in untold.items() if one.downstream},
            said=_said(network),
        )
    return Links(
        needs=tuple(needs), upstream=upstream, downstream=downstream, silence=silence or None
    )


def answered(
    network: PartnerNetwork, needs: Sequence[str], *, best: bool = False
) -> dict[str, int]:
    """Return the needs (as bits) that each active downstream partner answers.

    In the best case, one that names none answers all.
    """
    bits = {need: 1 << i for i, need in enumerate(needs)}
    return {
        partner.id: sum(bits[need] for need in partner.needs if need in bits)
        if partner.needs or not best
        else (1 << len(bits)) - 1
        for partner in network.partners.values()
        if partner.active and partner.downstream
    }


def absent(network: PartnerNetwork) -> Iterator[tuple[Partner, Partner]]:
    """Yield the ends, both active, of the referrals that a chain could use and that do not exist.

    No row says them, and all relations of one end are in the table (``told``).
    """
    said = _said(network)
    active = [partner for partner in network.partners.values() if partner.active]
    told = [partner for partner in active if partner.told]
    for mediation in (partner for partner in active if partner.mediates):
        for other in active if mediation.told else told:
            if other.upstream and (other.id, mediation.id) not in said:
                yield other, mediation
            if other.downstream and (mediation.id, other.id) not in said:
                yield mediation, other


def _said(network: PartnerNetwork) -> frozenset[tuple[str, str]]:
    return frozenset((one.source, one.target) for one in network.relations if one.refers)


def _add(side: _Side, mediation: str, partner: str, needs: int) -> None:
    ends = side.setdefault(mediation, {})
    ends[partner] = ends.get(partner, 0) | needs


def _masks(side: Mapping[str, int], partners: AbstractSet[str]) -> list[tuple[str, int]]:
    return sorted((partner, side[partner]) for partner in _common(side.keys(), partners))


def _common(some: AbstractSet[str], others: AbstractSet[str]) -> list[str]:
    """Return what is in both, walking the smaller of the two."""
    small, large = (some, others) if len(some) < len(others) else (others, some)
    return [item for item in small if item in large]
