"""The network as it would be: a partner lost, candidates that joined."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from netmap.network.model import Partner, PartnerNetwork, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable


def without(network: PartnerNetwork, partner_id: str) -> PartnerNetwork:
    """Return the network once a partner, its relations and its permanences are gone.

    Raises
    ------
    KeyError
        There is no such partner.

    Examples
    --------
    >>> a = Partner(id="a", name="", category="", position="amont", status="actif")
    >>> m = Partner(id="m", name="", category="", position="mediation", status="actif")
    >>> both = PartnerNetwork({"a": a, "m": m}, (Relation(source="a", target="m"),), {})
    >>> without(both, "m")
    PartnerNetwork(partners={'a': Partner(...)}, relations=(), permanences={}, opened=None)
    """
    if partner_id not in network.partners:
        raise KeyError(partner_id)
    return replace(
        network,
        partners={k: p for k, p in network.partners.items() if k != partner_id},
        relations=tuple(r for r in network.relations if partner_id not in {r.source, r.target}),
        permanences={k: held for k, held in network.permanences.items() if k != partner_id},
    )


def joined(
    network: PartnerNetwork, candidates: Iterable[str], *, extra: Iterable[Partner] = ()
) -> PartnerNetwork:
    """Return the network once candidates take part.

    A candidate's declared relations are active from then on, a broken one too: that is part of
    winning it back. A candidate with no declared referral is linked as its position lets
    suppose: upstream to every mediation point, from every mediation point to downstream; a
    mediation point to and from every partner of either side. All these are taken as certain:
    what one would work for, not what is.

    Parameters
    ----------
    network
        The network as it is.
    candidates
        Ids, of partners of the network or of `extra`.
    extra
        Partners that no table has yet, such as those of a directory. One whose id the network
        already has is ignored.

    Returns
    -------
    PartnerNetwork
        Another network, with the partners of `extra` that are candidates.

    Raises
    ------
    KeyError
        A candidate is nowhere.
    """
    known = {partner.id: partner for partner in extra} | dict(network.partners)
    joining = set(candidates)
    partners = dict(network.partners)
    for identifier in sorted(joining):
        partners[identifier] = replace(known[identifier], status="actif")
    links = [_held(relation, joining) for relation in network.relations]
    referrals = [r for r in network.relations if r.refers and not r.supposed]
    declared = {end for relation in referrals for end in (relation.source, relation.target)}
    there = {(relation.source, relation.target) for relation in links if relation.refers}
    active = [partner for partner in partners.values() if partner.active]
    for identifier in sorted(joining):
        if identifier not in declared:
            for pair in _imagined(partners[identifier], active):
                if pair not in there:
                    there.add(pair)
                    links.append(Relation(source=pair[0], target=pair[1], state="active"))
    return replace(
        network,
        partners={key: partners[key] for key in sorted(partners)},
        relations=tuple(links),
    )


def as_declared(network: PartnerNetwork) -> PartnerNetwork:
    """Return the network with its supposed relations taken as declared, to reason on them."""
    return replace(network, relations=tuple(replace(r, supposed=False) for r in network.relations))


def _held(relation: Relation, joining: set[str]) -> Relation:
    if relation.source in joining or relation.target in joining:
        return replace(relation, state="active", supposed=False)
    return relation


def _imagined(joiner: Partner, active: list[Partner]) -> list[tuple[str, str]]:
    pairs = []
    for other in active:
        if (joiner.upstream and other.mediates) or (joiner.mediates and other.downstream):
            pairs.append((joiner.id, other.id))
        if (joiner.downstream and other.mediates) or (joiner.mediates and other.upstream):
            pairs.append((other.id, joiner.id))
    return sorted(pairs)
