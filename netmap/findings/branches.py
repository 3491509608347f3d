"""The part of the partner network that one place and one need can use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.findings.disjoint import Branch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from netmap.network.model import Partner, PartnerNetwork

_Side = dict[str, dict[str, int]]


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
    """

    needs: tuple[str, ...]
    upstream: Mapping[str, Mapping[str, int]]
    downstream: Mapping[str, Mapping[str, int]]

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
        found: list[list[Branch]] = [[] for _ in self.needs]
        for mediation in sorted(_common(self.upstream.keys() | self.downstream.keys(), partners)):
            ups = _masks(self.upstream.get(mediation, {}), partners)
            downs = _masks(self.downstream.get(mediation, {}), partners)
            for i, branches in enumerate(found):
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
    if best:
        everything = (1 << len(bits)) - 1
        for source, target in undeclared(network):
            if source.told or target.told:
                continue
            if source.upstream and target.mediates:
                _add(upstream, target.id, source.id, everything)
            else:
                _add(downstream, source.id, target.id, answers[target.id])
    return Links(needs=tuple(needs), upstream=upstream, downstream=downstream)


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


def undeclared(network: PartnerNetwork) -> Iterator[tuple[Partner, Partner]]:
    """Yield the ends, both active, of the referrals that a chain could use and that no row says.

    Where all relations of one end are in the table (``told``) it does not exist; else nobody
    said whether it does.
    """
    said = {(one.source, one.target) for one in network.relations if one.refers}
    active = [partner for partner in network.partners.values() if partner.active]
    for mediation in (partner for partner in active if partner.mediates):
        for other in active:
            if other.upstream and (other.id, mediation.id) not in said:
                yield other, mediation
            if other.downstream and (mediation.id, other.id) not in said:
                yield mediation, other


def _add(side: _Side, mediation: str, partner: str, needs: int) -> None:
    ends = side.setdefault(mediation, {})
    ends[partner] = ends.get(partner, 0) | needs


def _masks(side: Mapping[str, int], partners: AbstractSet[str]) -> list[tuple[str, int]]:
    return sorted((partner, side[partner]) for partner in _common(side.keys(), partners))


def _common(some: AbstractSet[str], others: AbstractSet[str]) -> list[str]:
    """Return what is in both, walking the smaller of the two."""
    small, large = (some, others) if len(some) < len(others) else (others, some)
    return [item for item in small if item in large]
