"""Measures against published figures, and sentences that never fail."""

from __future__ import annotations

import math

import networkx as nx
import pytest

from netmap.messages import LANGUAGES, Messages
from netmap.network import measures
from netmap.network.model import Partner, PartnerNetwork, Relation


@pytest.fixture(scope="module")
def florence():
    return nx.florentine_families_graph()


def test_florentine_families(florence):
    between = measures.betweenness(florence)
    assert {k: round(between[k], 3) for k in ("Medici", "Guadagni", "Albizzi")} == {
        "Medici": 0.522,
        "Guadagni": 0.255,
        "Albizzi": 0.212,
    }
    burt = measures.constraint(florence)
    assert {k: round(burt[k], 6) for k in ("Medici", "Guadagni", "Albizzi", "Strozzi")} == {
        "Medici": 0.209877,
        "Guadagni": 0.25,
        "Albizzi": 0.333333,
        "Strozzi": 0.458333,
    }
    cut = ("Albizzi", "Guadagni", "Medici", "Salviati")
    assert measures.articulation_points(florence) == cut
    assert len(measures.bridges(florence)) == 5
    assert measures.components(florence) == (tuple(sorted(florence)),)


def test_brokerage_of_the_published_graph_of_twelve():
    steps = [(i, j % 12) for i in range(12) for j in (3 * i + 1, 5 * i + 2, 7 * i + 5)]
    graph = nx.DiGraph((str(i), str(j)) for i, j in steps if i != j)
    found = measures.brokerage(graph, {str(i): str(i % 3) for i in range(12)})
    assert tuple(map(sum, zip(*found.values(), strict=True))) == (8, 8, 8, 16, 24)
    assert sum(roles.total for roles in found.values()) == 64


def test_a_shortcut_needs_no_broker():
    path = nx.DiGraph([("a", "b"), ("b", "c")])
    sector = {"a": "x", "b": "x", "c": "y"}
    assert measures.brokerage(path, sector)["b"].representative == 1
    path.add_edge("a", "c")
    assert measures.brokerage(path, sector)["b"].total == 0


def test_what_has_no_meaning_is_nan_not_zero():
    empty = nx.DiGraph()
    empty.add_node("a")
    assert math.isnan(measures.density(empty))
    assert math.isnan(measures.reciprocity(empty))
    assert math.isnan(measures.constraint(empty)["a"])


def network(*, supposed=False):
    def actor(identifier, position, category, status="actif"):
        return Partner(
            id=identifier,
            name=f"{{{identifier}}}",
            category=category,
            position=position,
            status=status,
        )

    partners = [
        actor("a", "amont", "ccas-cias"),
        actor("m", "mediation", "netmap--association"),
        actor("d", "aval", "cpam"),
        actor("z", "aval", "cpam"),
        actor("y", "amont", "cpam", "inactif"),
    ]
    pairs = [("a", "m"), ("a", "m"), ("m", "d"), ("d", "m"), ("y", "m")]
    relations = [Relation(source=a, target=b, supposed=supposed) for a, b in pairs]
    relations.append(Relation(source="m", target="z", state="inconnue"))
    return PartnerNetwork({p.id: p for p in partners}, tuple(relations), {})


def test_only_active_partners_and_certain_relations_are_measured_each_pair_once():
    found = measures.measure(network())
    assert (found.partners, found.links) == (4, 3)
    assert found.density == 3 / 12
    assert found.reciprocity == 2 / 3
    assert found.components == (("a", "d", "m"), ("z",))
    assert found.articulation == ("m",)
    assert found.bridges == (("a", "m"), ("d", "m"))
    assert found.brokerage["m"].liaison == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("supposed", [False, True])
def test_each_measure_has_one_sentence_and_names_are_text(language, supposed):
    case = network(supposed=supposed)
    names = {key: partner.name for key, partner in case.partners.items()}
    said = measures.explain(measures.measure(case), Messages(language), names=names)
    assert list(said) == [
        "density",
        "reciprocity",
        "components",
        "articulation",
        "bridges",
        "betweenness",
        "constraint",
        "brokerage",
    ]
    assert all(sentence.count(".") >= 1 for sentence in said.values())
    assert ("{m}" in said["articulation"]) is not supposed


def test_an_empty_network_is_explained_too():
    said = measures.explain(measures.measure(PartnerNetwork({}, (), {})), Messages("fr"), names={})
    assert all(said.values())


def test_betweenness_of_a_large_network_is_said_not_to_be_computed():
    case = network(supposed=False)
    names = {key: partner.name for key, partner in case.partners.items()}
    found = measures.measure(case, betweenness_up_to=1)
    assert found.betweenness is None
    said = measures.explain(found, Messages("fr"), names=names)
    assert "Non calculé" in said["betweenness"]
    assert "Non calculé" not in said["constraint"]
