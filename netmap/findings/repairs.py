"""What may mend a chain, and what it takes: a relation, a partner, a second mediator."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from netmap.findings.branches import absent
from netmap.network.changes import joined
from netmap.network.model import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from netmap.network.model import Partner, PartnerNetwork
    from netmap.vocabulary import RepairKind

Link = tuple[str, str]

#: No id holds it: what is no partner of a table has one of ours.
_MARK = "\0"


@dataclass(frozen=True, kw_only=True)
class Repair:
    """One thing that a group may do.

    Attributes
    ----------
    kind
        See :data:`netmap.vocabulary.RepairKind`.
    partners
        Whom to win, or the mediation point that a second one would stand beside.
    relations
        (source, target) to make, to open or to reopen; with a partner, those that it needs.
    """

    kind: RepairKind
    partners: tuple[str, ...] = ()
    relations: tuple[Link, ...] = ()

    @property
    def key(self) -> str:
        """What tells it from others: the id of a partner, or one that no partner has."""
        if self.kind == "partenaire":
            return self.partners[0]
        return _MARK.join(("", *self.partners) if self.kind == "mediateur" else self.relations[0])

    @property
    def steps(self) -> int:
        """How many things there are to do: an organisation to win, each relation to open."""
        return len(self.relations) + len(self.partners)


def possible_repairs(
    network: PartnerNetwork, extra: Iterable[Partner] = (), *, shareable_only: bool = False
) -> dict[str, Repair]:
    """Return what could be done, by key, whether or not it would be of use.

    Parameters
    ----------
    network
        The network as it is.
    extra
        Partners of a directory; their status is not read.
    shareable_only
        Leave out whatever touches a partner that is or may be one person.
    """
    outside = [partner for partner in extra if partner.id not in network.partners]
    everyone = {**network.partners, **{partner.id: partner for partner in outside}}
    found = [*_links(network), *_second_mediators(network)]
    candidates = [*outside, *(one for one in network.partners.values() if one.to_mobilise)]
    referrals = _referrals_by_end(network)
    found += [_winning(network, one, referrals.get(one.id, [])) for one in candidates]
    return {
        repair.key: repair
        for repair in found
        if not shareable_only or _is_shareable(repair, everyone)
    }


def _is_shareable(repair: Repair, partners: Mapping[str, Partner]) -> bool:
    """Tell whether a repair names nobody who is or may be one person.

    The relations of a second mediator are those of the first: none is named.
    """
    links = () if repair.kind == "mediateur" else repair.relations
    named = {*repair.partners, *(end for link in links for end in link)}
    return not any(partners[one].personal for one in named)


def repaired(
    network: PartnerNetwork, repairs: Iterable[Repair], *, extra: Iterable[Partner] = ()
) -> PartnerNetwork:
    """Return the network once some repairs are done.

    A partner that is won joins as :func:`netmap.network.changes.joined` tells. A second mediator
    covers what the first does, holds its permanences, and has its certain relations of today.
    A relation that is made carries every need.
    """
    repairs = list(repairs)
    opened = {link for one in repairs if not one.partners for link in one.relations}
    made = {link for one in repairs if one.kind == "creation" for link in one.relations}
    relations = [
        replace(relation, state="active")
        if (relation.source, relation.target) in opened and relation.refers
        else relation
        for relation in network.relations
    ] + [Relation(source=one, target=other, state="active") for one, other in sorted(made)]
    partners, permanences = dict(network.partners), dict(network.permanences)
    holding = _holding_by_end(network)
    for repair in (one for one in repairs if one.kind == "mediateur"):
        (first,) = repair.partners
        partners[repair.key] = replace(network.partners[first], id=repair.key)
        permanences[repair.key] = permanences.get(first, ())
        copies = holding.get(first, [])
        relations += [_moved(relation, first, repair.key) for relation in copies]
    done = replace(network, partners=partners, relations=tuple(relations), permanences=permanences)
    won = [one for repair in repairs if repair.kind == "partenaire" for one in repair.partners]
    return joined(done, won, extra=extra)


def _useful(source: Partner, target: Partner) -> bool:
    return (source.upstream and target.mediates) or (source.mediates and target.downstream)


def _links(network: PartnerNetwork) -> Iterator[Repair]:
    """Yield the referrals that are missing between active partners of a chain.

    They are planned, or broken, or do not exist: all those of one of both are in the table.
    """
    kinds: dict[Link, RepairKind] = {}
    for relation in network.relations:
        source, target = (network.partners[one] for one in (relation.source, relation.target))
        stands = source.active and target.active and relation.refers and _useful(source, target)
        if stands and relation.state == "en-projet":
            kinds[source.id, target.id] = "relation"
        elif stands and relation.state == "rompue":
            kinds.setdefault((source.id, target.id), "reouverture")
    kinds |= {(source.id, target.id): "creation" for source, target in absent(network)}
    for link, kind in sorted(kinds.items()):
        yield Repair(kind=kind, relations=(link,))


def _second_mediators(network: PartnerNetwork) -> Iterator[Repair]:
    holding = _holding_by_end(network)
    for partner in sorted(network.partners.values(), key=lambda one: one.id):
        if partner.active and partner.mediates and partner.id in holding:
            links = {(relation.source, relation.target) for relation in holding[partner.id]}
            yield Repair(kind="mediateur", partners=(partner.id,), relations=tuple(sorted(links)))


def _holding_by_end(network: PartnerNetwork) -> dict[str, list[Relation]]:
    """Return the referrals that hold today, by each of their ends."""
    found: dict[str, list[Relation]] = {}
    for relation in network.relations:
        if relation.certain and relation.refers:
            for end in {relation.source, relation.target}:
                found.setdefault(end, []).append(relation)
    return found


def _referrals_by_end(network: PartnerNetwork) -> dict[str, list[Relation]]:
    found: dict[str, list[Relation]] = {}
    for relation in network.relations:
        if relation.refers and not relation.supposed:
            for end in (relation.source, relation.target):
                found.setdefault(end, []).append(relation)
    return found


def _winning(network: PartnerNetwork, partner: Partner, declared: list[Relation]) -> Repair:
    """Return what winning a partner takes: its referrals that do not hold today too."""
    links = set()
    if declared:
        for relation in declared:
            ends = [network.partners[one] for one in (relation.source, relation.target)]
            alive = all(one.active or one.id == partner.id for one in ends)
            if alive and not relation.certain and _useful(*ends):
                links.add((relation.source, relation.target))
    else:
        for other in (one for one in network.partners.values() if one.active):
            links |= {
                (a.id, b.id) for a, b in ((partner, other), (other, partner)) if _useful(a, b)
            }
    return Repair(kind="partenaire", partners=(partner.id,), relations=tuple(sorted(links)))


def _moved(relation: Relation, one: str, other: str) -> Relation:
    return replace(
        relation,
        source=other if relation.source == one else relation.source,
        target=other if relation.target == one else relation.target,
    )
