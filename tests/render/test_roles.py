"""What the partner page's script filters by: facts that say what the rules and the chains say."""

from dataclasses import replace

import pytest
from columns import data_of

from netmap.network.model import Partner, PartnerNetwork, Relation
from netmap.render.network.roles import partner_facts, relation_facts

THEMES = ("soins", "droits")
PROJECTS = ("la-rochelle", "roanne")


def partner(position, status="actif", *needs):
    return Partner(
        id="x", name="x", category="", position=position, status=status, needs=frozenset(needs)
    )


def facts_of(one):
    return partner_facts(PartnerNetwork({"x": one}, (), {}), THEMES)["x"]


@pytest.mark.parametrize(
    ("position", "needs", "steps"),
    [
        ("amont", (), {"amont": "tous"}),
        ("mediation", (), {"mediation": "tous"}),
        ("aval", ("droits",), {"aval": [1]}),
        ("aval", THEMES, {"aval": "tous"}),
        ("aval", (), {"aval": "tous"}),
        ("amont-aval", ("soins", "loisirs"), {"amont": "tous", "aval": [0]}),
        ("pilotage", THEMES, {}),
        ("financement", (), {}),
    ],
)
def test_a_partner_can_hold_the_steps_of_its_position_and_of_the_needs_it_answers(
    position, needs, steps
):
    for status in ("actif", "a-mobiliser", "inactif"):
        assert facts_of(partner(position, status, *needs))["etapes"] == steps


@pytest.mark.parametrize(
    ("status", "active", "candidate"),
    [
        ("actif", True, False),
        ("a-mobiliser", False, True),
        ("a-remobiliser", False, True),
        ("inactif", False, False),
    ],
)
def test_who_takes_part_and_who_could_are_told_apart(status, active, candidate):
    found = facts_of(partner("amont", status))
    assert (found["actif"], found["candidat"]) == (active, candidate)


def links(source, target, **relation):
    """What a relation from one partner to another is of use for."""
    ends = {"a": replace(source, id="a"), "b": replace(target, id="b")}
    one = Relation(source="a", target="b", **relation)
    (found,) = relation_facts(PartnerNetwork(ends, (one,), {}), THEMES)
    return found["maillon"]


UP, MIDDLE, DOWN = partner("amont"), partner("mediation"), partner("aval", "actif", "droits")


@pytest.mark.parametrize(
    ("state", "supposed", "sure"),
    [
        (None, False, True),
        ("active", False, True),
        ("en-projet", False, False),
        ("rompue", False, False),
        ("inconnue", False, False),
        (None, True, False),
        ("active", True, False),
    ],
)
def test_only_a_certain_relation_is_a_link(state, supposed, sure):
    found = links(UP, MIDDLE, state=state, supposed=supposed)
    assert found == ("tous" if sure else [])


def test_a_link_is_for_the_needs_that_it_carries_and_its_end_answers():
    assert links(UP, MIDDLE, needs=frozenset({"soins"})) == [0]
    assert links(MIDDLE, DOWN) == [1]
    assert links(MIDDLE, DOWN, needs=frozenset({"soins"})) == []


def test_a_link_leads_from_upstream_to_mediation_or_from_there_downstream():
    assert links(MIDDLE, UP) == []
    assert links(DOWN, MIDDLE) == []
    assert links(UP, DOWN) == []
    assert links(MIDDLE, MIDDLE) == []
    assert links(partner("pilotage"), MIDDLE) == []


def test_who_does_not_take_part_is_not_linked():
    assert links(partner("amont", "a-mobiliser"), MIDDLE) == []
    assert links(UP, partner("mediation", "inactif")) == []


def test_a_relation_carries_what_it_names_or_all():
    network = PartnerNetwork(
        {"a": UP, "b": MIDDLE},
        (
            Relation(source="a", target="b", state="rompue"),
            Relation(source="a", target="b", needs=frozenset({"droits", "loisirs"})),
        ),
        {},
    )
    assert [row["porte"] for row in relation_facts(network, THEMES)] == ["tous", [1]]


def holds(needs, theme):
    return needs == "tous" or theme in needs


@pytest.mark.parametrize("name", PROJECTS)
def test_the_facts_of_a_page_give_the_partners_that_its_chains_count(built, name):
    """Whoever is linked to a mediation point of a commune, found again by the facts alone."""
    page = data_of((built[name] / "network.html").read_text("utf-8"))
    data = page["views"]["network"]["data"]
    partners = [row | data["roles"][row["role"]] for row in data["partners"]]
    relations = [row | data["uses"][row["usage"]] for row in data["relations"]]
    counted = 0
    for commune, cells in enumerate(data["cells"]):
        here = {
            i for i, row in enumerate(partners) if row["actif"] and commune in (row["sert"] or ())
        }
        for need, cell in enumerate(cells):
            theme = data["themes"].index(data["needs"][need])
            sides = {
                step: {i for i in here if holds(partners[i]["etapes"].get(step, []), theme)}
                for step in ("amont", "mediation", "aval")
            }
            ends = {(row["de"], row["vers"]) for row in relations if holds(row["maillon"], theme)}
            up = {a for a, b in ends if a in sides["amont"] and b in sides["mediation"]}
            down = {b for a, b in ends if a in sides["mediation"] and b in sides["aval"]}
            chain = data["chains"][cell]
            assert (len(up), len(down)) == (chain["kappa_amont"], chain["kappa_aval"])
            counted += len(up) + len(down)
    assert counted > 50
