"""The network as it would be."""

from __future__ import annotations

import pytest

from netmap.network.changes import as_declared, joined, without
from netmap.network.model import Partner, PartnerNetwork, Relation


def actor(identifier, position, status="actif"):
    return Partner(id=identifier, name="", category="", position=position, status=status)


def net(partners, *relations):
    return PartnerNetwork({p.id: p for p in partners}, relations, {"m": ("p1",)})


def pairs(network, *, certain=True):
    return sorted((r.source, r.target) for r in network.relations if r.certain is certain)


def test_a_lost_partner_takes_its_relations_and_places_with_it():
    network = net(
        [actor("a", "amont"), actor("m", "mediation"), actor("d", "aval")],
        Relation(source="a", target="m"),
        Relation(source="m", target="d"),
    )
    lost = without(network, "m")
    assert (list(lost.partners), lost.relations, lost.permanences) == (["a", "d"], (), {})
    assert len(network.relations) == 2, "the network given is left as it was"
    with pytest.raises(KeyError):
        without(network, "z")


@pytest.mark.parametrize("state", ["active", None, "en-projet", "inconnue", "rompue"])
def test_declared_relations_of_a_candidate_hold_once_it_joins(state):
    network = net(
        [actor("a", "amont", "a-mobiliser"), actor("m", "mediation"), actor("n", "mediation")],
        Relation(source="a", target="m", state=state),
    )
    after = joined(network, ["a"])
    assert after.partners["a"].active
    assert pairs(after) == [("a", "m")], "not with n too: its referrals were declared"


def test_a_candidate_with_a_funding_link_alone_has_declared_no_referral():
    funding = Relation(source="a", target="m", nature="financement")
    network = net([actor("a", "amont", "a-mobiliser"), actor("m", "mediation")], funding)
    referrals = [r for r in joined(network, ["a"]).relations if r.refers]
    assert [(r.source, r.target) for r in referrals] == [("a", "m")]


def test_a_candidate_with_no_declared_relation_is_linked_by_position():
    network = net(
        [
            actor("a", "amont"),
            actor("b", "amont", "inactif"),
            actor("m", "mediation"),
            actor("d", "aval"),
            actor("x", "amont-aval", "a-mobiliser"),
            actor("n", "mediation", "a-remobiliser"),
        ]
    )
    assert pairs(joined(network, ["x"])) == [("m", "x"), ("x", "m")]
    assert pairs(joined(network, ["n"])) == [("a", "n"), ("n", "d")]
    both = pairs(joined(network, ["n", "x"]))
    assert both == [("a", "n"), ("m", "x"), ("n", "d"), ("n", "x"), ("x", "m"), ("x", "n")]


def test_relations_of_others_stay_as_they_are():
    unsure = Relation(source="b", target="m", state="inconnue")
    network = net(
        [actor("a", "amont", "a-mobiliser"), actor("b", "amont"), actor("m", "mediation")], unsure
    )
    assert unsure in joined(network, ["a"]).relations


def test_a_directory_adds_only_what_is_chosen_and_never_replaces():
    network = net([actor("m", "mediation")])
    outside = [actor("e", "amont", "inactif"), actor("f", "aval"), actor("m", "aval")]
    after = joined(network, ["e"], extra=outside)
    assert list(after.partners) == ["e", "m"]
    assert after.partners["m"].mediates
    assert pairs(after) == [("e", "m")]
    with pytest.raises(KeyError):
        joined(network, ["zzz"])


def test_supposed_relations_can_be_reasoned_on_as_if_declared():
    network = net(
        [actor("a", "amont"), actor("m", "mediation")],
        Relation(source="a", target="m", supposed=True),
    )
    assert pairs(network) == []
    assert pairs(as_declared(network)) == [("a", "m")]
    assert not as_declared(network).supposed
