"""What partners and relations can be of use for: the facts that the page's script filters by.

Needs are told by their number in `themes`, or all of them by one word. The rules are those of
:mod:`netmap.network.model` and :mod:`netmap.findings.branches`; the script has none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from netmap.findings.branches import answered, read_links
from netmap.network.model import PartnerNetwork

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netmap.network.model import Relation
    from netmap.render.page.view import JsonObject

#: Every need, whichever it is.
EVERY = "tous"


def all_active(network: PartnerNetwork) -> PartnerNetwork:
    """Return the network as if every partner took part: one to mobilise tells what it would do."""
    partners = {key: replace(one, status="actif") for key, one in network.partners.items()}
    return replace(network, partners=partners)


def partner_facts(network: PartnerNetwork, themes: Sequence[str]) -> dict[str, JsonObject]:
    """Return what each partner can be of use for, by id.

    Returns
    -------
    dict
        ``etapes``: step of the chain → needs for which the partner can hold it, whatever its
        status; ``muet``: it says none of its needs, and may answer any; ``actif``: it takes
        part today; ``candidat``: it is to mobilise, or to mobilise again.

    Examples
    --------
    >>> from netmap.network.model import Partner
    >>> one = Partner(id="d", name="", category="", position="amont-aval", status="actif",
    ...     needs=frozenset({"soins"}))
    >>> partner_facts(PartnerNetwork({"d": one}, (), {}), ("droits", "soins"))["d"]
    {'etapes': {'amont': 'tous', 'aval': [1]}, 'muet': False, 'actif': True, 'candidat': False}
    """
    answers = answered(all_active(network), themes, best=True)
    found = {}
    for key, partner in network.partners.items():
        steps: dict[str, str | list[int]] = {}
        if partner.upstream:
            steps["amont"] = EVERY
        if partner.mediates:
            steps["mediation"] = EVERY
        if key in answers:
            steps["aval"] = _needs(answers[key], len(themes))
        found[key] = {
            "etapes": steps,
            "muet": partner.downstream and not partner.needs,
            "actif": partner.active,
            "candidat": partner.to_mobilise,
        }
    return found


def relation_facts(network: PartnerNetwork, themes: Sequence[str]) -> list[JsonObject]:
    """Return what each relation can be of use for, in the order of the network.

    Returns
    -------
    list of dict
        ``porte``: needs that it carries; ``oriente``: whether people are referred along it;
        ``maillon``: needs for which it surely links two active partners of a chain, wherever
        both serve.

    Examples
    --------
    >>> from netmap.network.model import Partner, Relation
    >>> a = Partner(id="a", name="", category="", position="amont", status="actif")
    >>> m = Partner(id="m", name="", category="", position="mediation", status="actif")
    >>> relations = (Relation(source="a", target="m", needs=frozenset({"soins"})),
    ...     Relation(source="a", target="m", state="inconnue"))
    >>> relation_facts(PartnerNetwork({"a": a, "m": m}, relations, {}), ("droits", "soins"))
    [{'porte': [1], 'oriente': True, 'maillon': [1]},
     {'porte': 'tous', 'oriente': True, 'maillon': []}]
    """
    return [
        {
            "porte": _needs(_carried(relation, themes), len(themes)),
            "oriente": relation.refers,
            "maillon": _needs(_linked(relation, network, themes), len(themes)),
        }
        for relation in network.relations
    ]


def _carried(relation: Relation, themes: Sequence[str]) -> int:
    return sum(1 << i for i, theme in enumerate(themes) if relation.carries(theme))


def _linked(relation: Relation, network: PartnerNetwork, themes: Sequence[str]) -> int:
    ends = {key: network.partners[key] for key in (relation.source, relation.target)}
    alone = PartnerNetwork(partners=ends, relations=(relation,), permanences={})
    links = read_links(alone, themes)
    needs = 0
    for side in (links.upstream, links.downstream):
        for partners in side.values():
            for mask in partners.values():
                needs |= mask
    return needs


def _needs(mask: int, count: int) -> str | list[int]:
    """Return the numbers of the needs of a mask, or the word for all of them."""
    if mask and mask == (1 << count) - 1:
        return EVERY
    return [i for i in range(count) if mask >> i & 1]
