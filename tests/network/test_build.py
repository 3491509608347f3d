"""From tables to the network: nothing guessed but what is marked as supposed."""

from __future__ import annotations

from netmap.network import build_network


def network_of(tables):
    return build_network(tables.partners, tables.relations, tables.permanences)


def test_cells_become_values_and_missing_stays_missing(tables):
    network = network_of(tables)
    assert list(network.partners) == ["ccas", "dent", "ecole", "mdph", "med"]
    assert network.partners["dent"].covers is None, "an empty coverage is unknown, not nowhere"
    assert network.partners["med"].covers == {"17300", "17010"}
    assert network.partners["mdph"].row == 7
    first, second = network.relations
    assert first.state == "active"
    assert (second.nature, second.state) == (None, None)
    assert second.needs == {"netmap--soins-dentaires"}
    assert not network.supposed


def test_a_mediation_point_holds_its_open_places_only(tables):
    assert network_of(tables).permanences == {"med": ("p1", "p2")}
    tables.permanences = None
    assert network_of(tables).permanences == {}


def test_without_a_table_relations_are_supposed_among_active_partners(tables):
    tables.relations = None
    network = network_of(tables)
    assert network.supposed
    assert [(r.source, r.target) for r in network.relations] == [
        ("ccas", "med"),
        ("mdph", "med"),
        ("med", "dent"),
        ("med", "mdph"),
    ]
    assert all(r.possible and not r.certain for r in network.relations)


def test_relations_that_a_release_supposes_are_told_from_declared_ones(tables):
    tables.relations["supposee"] = [True, False]
    first, second = network_of(tables).relations
    assert (first.supposed, first.certain, first.possible) == (True, False, True)
    assert (second.supposed, second.certain) == (False, True)


def test_a_table_with_no_row_declares_no_relation(tables):
    tables.relations = tables.relations.iloc[:0]
    network = network_of(tables)
    assert network.relations == ()
    assert not network.supposed
