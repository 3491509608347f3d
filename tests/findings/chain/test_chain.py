"""The chain matrix: the published toy, oracles that share no code with it, directions."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netmap.findings.chain import chain_matrix
from netmap.network.model import Relation
from netmap.sections import AccessSettings

NEEDS = ("dental", "rights")


def cell(frame, code, need):
    return frame.set_index(["code", "thematique"]).loc[(code, need)]


def serves(partner, commune):
    return partner.active and bool((partner.covers or frozenset()) & {commune, "200000001"})


def naive_chains(network, commune, need, *, best=False):
    """List every complete chain of a place, as METHODS words it."""

    def covers(partner):
        return serves(partner, commune) or (best and partner.active and partner.covers is None)

    def linked(source, target):
        rows = [
            relation
            for relation in network.relations
            if (relation.source, relation.target) == (source.id, target.id)
            and relation.nature in {None, "orientation"}
        ]
        if not rows:
            return best and not (source.told or target.told)
        return any(
            (not relation.needs or need in relation.needs)
            and (
                (relation.state in {None, "active"} and not relation.supposed)
                or (best and relation.state in {None, "active", "inconnue"})
            )
            for relation in rows
        )

    everyone = [partner for partner in network.partners.values() if covers(partner)]
    return [
        {u.id, m.id, d.id}
        for u, m, d in product(everyone, repeat=3)
        if u.position in {"amont", "amont-aval"}
        and m.position == "mediation"
        and d.position in {"aval", "amont-aval"}
        and (need in d.needs or (best and not d.needs))
        and u is not d
        and linked(u, m)
        and linked(m, d)
    ]


def most_disjoint(chains):
    """Try every set of chains, largest first."""
    for size in range(3, 0, -1):
        for chosen in combinations(chains, size):
            if len(frozenset().union(*chosen)) == 3 * size:
                return size
    return 0


def flow(network, commune, need):
    """The maximum flow of METHODS §4 by networkx, each partner split in two."""
    graph = nx.DiGraph()
    graph.add_nodes_from(["source", "sink"])
    for partner in network.partners.values():
        if serves(partner, commune):
            graph.add_edge((partner.id, "in"), (partner.id, "out"), capacity=1)
            if partner.upstream:
                graph.add_edge("source", (partner.id, "in"), capacity=1)
            if partner.downstream and need in partner.needs:
                graph.add_edge((partner.id, "out"), "sink", capacity=1)
    for relation in network.relations:
        source, target = network.partners[relation.source], network.partners[relation.target]
        if serves(source, commune) and serves(target, commune):
            graph.add_edge((source.id, "out"), (target.id, "in"), capacity=1)
    return nx.maximum_flow_value(graph, "source", "sink")


def test_the_published_network_has_the_published_answers(world):
    frame = chain_matrix(world.published(), world.territory(), NEEDS)
    assert list(frame.columns) == [
        "code", "thematique", "kappa", "kappa_amont", "kappa_aval", "kappa_max",
        "etape", "fragile", "manque", "verdict",
    ]  # fmt: skip
    found = {
        (row.code, row.thematique): (row.kappa, row.etape, row.fragile, row.manque)
        for row in frame.itertuples()
    }
    assert found == {
        ("c1", "dental"): (1, None, ("M1",), ()),
        ("c1", "rights"): (2, None, (), ()),
        ("c2", "dental"): (1, None, ("A2", "D2", "M1"), ()),
        ("c2", "rights"): (1, None, ("A2", "M1"), ()),
        ("c3", "dental"): (0, "mediation", (), ("mediation", "aval")),
        ("c3", "rights"): (0, "mediation", (), ("mediation",)),
    }
    assert cell(frame, "c1", "dental")[["kappa_amont", "kappa_aval"]].tolist() == [2, 2]
    assert set(frame.loc[frame["code"] == "c3", "verdict"]) == {"closed"}, "no mediation at all"
    said = {key: replace(one, told=True) for key, one in world.published().partners.items()}
    told = chain_matrix(replace(world.published(), partners=said), world.territory(), NEEDS)
    assert (told["kappa_max"] == told["kappa"]).all()
    assert told.drop(columns="kappa_max").equals(frame.drop(columns="kappa_max"))


def test_a_thousand_random_networks_agree_with_networkx(world):
    rng = np.random.default_rng(4)
    territory = world.territory()
    seen = set()
    for _ in range(1000):
        network = world.random(rng, dual=False)
        for row in chain_matrix(network, territory, NEEDS).itertuples():
            seen.add(row.kappa)
            assert row.kappa == flow(network, row.code, row.thematique)
    assert seen >= {0, 1, 2}


def test_brute_force_agrees_with_kappa_and_weak_points(world):
    rng = np.random.default_rng(40)
    territory = world.territory()
    overcounted = 0
    for _ in range(400):
        network = world.random(rng, states=True)
        for row in chain_matrix(network, territory, NEEDS).itertuples():
            chains = naive_chains(network, row.code, row.thematique)
            assert row.kappa == most_disjoint(chains)
            best = naive_chains(network, row.code, row.thematique, best=True)
            assert row.kappa_max == most_disjoint(best)
            weak = tuple(p for p in sorted(network.partners) if all(p in c for c in chains))
            assert row.fragile == (weak if row.kappa == 1 else ())
            assert (row.etape is None) == (row.kappa > 0)
            overcounted += row.kappa < min(row.kappa_amont, row.kappa_aval)
    assert overcounted


def test_losing_a_fragile_partner_and_only_one_breaks_the_chain(world):
    rng = np.random.default_rng(7)
    territory = world.territory()
    for _ in range(30):
        network = world.random(rng)
        before = chain_matrix(network, territory, NEEDS)
        for lost in network.partners:
            kept = {k: p for k, p in network.partners.items() if k != lost}
            after = chain_matrix(replace(network, partners=kept), territory, NEEDS)
            broken = (before["kappa"] > 0) & (after["kappa"] == 0)
            named = before["fragile"].map(lambda ids, lost=lost: lost in ids)
            assert (broken == named).all()


def test_a_partner_on_both_sides_is_no_chain_with_itself_and_serves_once(world):
    both = world.partner("X", "amont-aval", "c1", "rights")
    other = world.partner("Y", "amont-aval", "c1", "rights")
    points = [world.partner(m, "mediation", "c1") for m in ("M", "N")]
    alone = world.network([both, *points], ["X>M", "M>X"])
    found = cell(chain_matrix(alone, world.territory(), ["rights"]), "c1", "rights")
    assert (found["kappa"], found["etape"], found["manque"]) == (0, "seul", ("seul",))
    for relations in ([], ["X>M"], ["X>M", "N>X"]):
        told = chain_matrix(
            world.network([both, *points], relations), world.territory(), ["rights"]
        )
        assert cell(told, "c1", "rights")["etape"] == "seul", "no relation would help"
    down = world.partner("D", "aval", "c1", "rights")
    apart = world.network([both, down, *points], ["X>M", "N>D"])
    found = cell(chain_matrix(apart, world.territory(), ["rights"]), "c1", "rights")
    assert found["etape"] == "liaison", "two ends, at two points"
    two = world.network([both, other, *points], ["X>M", "M>Y", "Y>N", "N>X"])
    found = cell(chain_matrix(two, world.territory(), ["rights"]), "c1", "rights")
    assert (found["kappa"], found["fragile"]) == (1, ("X", "Y"))


def test_partners_that_are_there_but_not_linked_are_told_apart_from_absent_ones(world):
    network = world.published()
    unlinked = replace(network, relations=tuple(r for r in network.relations if r.source != "A2"))
    row = cell(chain_matrix(unlinked, world.territory(), NEEDS), "c2", "dental")
    assert (row["kappa"], row["etape"]) == (0, "liaison")
    absent = {k: p for k, p in network.partners.items() if k != "A2"}
    row = cell(
        chain_matrix(replace(network, partners=absent), world.territory(), NEEDS), "c2", "dental"
    )
    assert (row["kappa"], row["etape"]) == (0, "amont")


@pytest.mark.parametrize(
    ("state", "kappa", "best"),
    [(None, 1, 1), ("active", 1, 1), ("inconnue", 0, 1), ("en-projet", 0, 0), ("rompue", 0, 0)],
)
def test_the_state_of_a_relation_decides_worst_and_best_case(world, state, kappa, best):
    partners = [
        world.partner("A", "amont", "c1"),
        world.partner("M", "mediation", "c1"),
        world.partner("D", "aval", "c1", "rights"),
    ]
    network = world.network(partners, ["A>M", Relation(source="M", target="D", state=state)])
    row = cell(chain_matrix(network, world.territory(), ["rights"]), "c1", "rights")
    assert (row["kappa"], row["kappa_max"]) == (kappa, best)


def test_supposed_relations_and_unknown_coverage_only_count_in_the_best_case(world):
    partners = [
        world.partner("A", "amont"),
        world.partner("M", "mediation", "c1"),
        world.partner("D", "aval", "c1", "rights"),
    ]
    network = world.network(partners, ["A>M", "M>D"])
    row = cell(chain_matrix(network, world.territory(), ["rights"]), "c1", "rights")
    assert (row["kappa"], row["kappa_max"], row["etape"]) == (0, 1, "amont")
    partners[0] = world.partner("A", "amont", "c1")
    guessed = [Relation(source=a, target=b, supposed=True) for a, b in [("A", "M"), ("M", "D")]]
    row = cell(
        chain_matrix(world.network(partners, guessed), world.territory(), ["rights"]),
        "c1",
        "rights",
    )
    assert (row["kappa"], row["kappa_max"], row["etape"]) == (0, 1, "liaison")


def test_a_relation_carries_only_the_needs_that_it_names(world):
    partners = [
        world.partner("A", "amont", "c1"),
        world.partner("M", "mediation", "c1"),
        world.partner("D", "aval", "c1", "dental rights"),
    ]
    narrow = Relation(source="A", target="M", needs=frozenset({"dental"}))
    frame = chain_matrix(world.network(partners, [narrow, "M>D"]), world.territory(), NEEDS)
    assert cell(frame, "c1", "dental")["kappa"] == 1
    assert cell(frame, "c1", "rights")["kappa"] == 0


@pytest.mark.parametrize("status", ["a-mobiliser", "a-remobiliser", "inactif"])
def test_only_active_partners_take_part(world, status):
    network = world.published()
    idle = network.partners | {"M1": replace(network.partners["M1"], status=status)}
    frame = chain_matrix(replace(network, partners=idle), world.territory(), NEEDS)
    assert cell(frame, "c2", "rights")["etape"] == "mediation"
    assert cell(frame, "c1", "rights")["kappa"] == 1


def test_an_open_permanence_serves_up_to_its_catchment_bound_included(world):
    partners = [
        world.partner("A", "amont", "200000001"),
        world.partner("M", "mediation"),
        world.partner("D", "aval", "200000001", "rights"),
    ]
    network = world.network(partners, ["A>M", "M>D"], {"M": ("P",)})
    # 5 km from the inhabited point of c1; 5 × 1.3 km at 30 km/h are 13 minutes.
    territory = world.territory(places={"P": (0.0, 5000.0)})
    reached = {
        minutes: cell(
            chain_matrix(
                network, territory, ["rights"], access=AccessSettings(bassin_minutes=minutes)
            ),
            "c1",
            "rights",
        )["kappa"]
        for minutes in (12.99, 13.0, 15.0)
    }
    assert reached == {12.99: 0, 13.0: 1, 15.0: 1}
    partners[1] = world.partner("M", "mediation", "c3")
    declared = world.network(partners, ["A>M", "M>D"], {"M": ("P",)})
    row = cell(chain_matrix(declared, territory, ["rights"]), "c1", "rights")
    assert (row["kappa"], row["verdict"]) == (0, "closed"), "it says that it serves c3 alone"


def test_a_permanence_that_is_not_on_the_map_may_be_anywhere(world):
    partners = [
        world.partner("A", "amont", "c1"),
        world.partner("M", "mediation"),
        world.partner("D", "aval", "c1", "rights"),
    ]
    network = world.network(partners, ["A>M", "M>D"], {"M": ("P",)})
    territory = world.territory(places={"P": (float("nan"), float("nan"))})
    row = cell(chain_matrix(network, territory, ["rights"]), "c1", "rights")
    assert (row["kappa"], row["kappa_max"]) == (0, 1)


def test_a_quarter_is_covered_by_its_code_or_by_all_its_communes(world):
    def rows(covers, level):
        partners = [
            world.partner("A", "amont", covers),
            world.partner("M", "mediation", covers),
            world.partner("D", "aval", covers, "rights"),
        ]
        network = world.network(partners, ["A>M", "M>D"])
        frame = chain_matrix(network, world.territory(), ["rights"], level=level)
        return set(frame.loc[frame["kappa"] > 0, "code"])

    assert rows("Q2", "commune") == set()
    assert rows("Q2", "qpv") == {"Q2"}
    assert rows("Q2", "zone") == {"c1:Q2", "c2:Q2"}
    assert rows("c1", "qpv") == {"Q1"}, "Q2 also lies in c2, which nobody covers"
    assert rows("c1 c2", "qpv") == {"Q1", "Q2"}
    assert rows("c1", "zone") == {"c1", "c1:Q1", "c1:Q2"}
    assert rows("200000001", "commune") == {"c1", "c2", "c3"}


def test_the_order_of_partners_and_relations_changes_nothing(world):
    rng = np.random.default_rng(11)
    for _ in range(20):
        network = world.random(rng, states=True)
        turned = replace(
            network,
            partners=dict(reversed(network.partners.items())),
            relations=network.relations[::-1],
        )
        pd.testing.assert_frame_equal(
            chain_matrix(network, world.territory(), NEEDS),
            chain_matrix(turned, world.territory(), NEEDS),
        )


def test_no_need_and_no_partner_are_answered(world):
    empty = world.network([], [])
    assert chain_matrix(empty, world.territory(), ()).empty
    frame = chain_matrix(empty, world.territory(), ["rights"])
    assert frame["manque"].tolist() == [("mediation", "amont", "aval")] * 3


def partly_asked(world, told=()):
    """Return three of each side over three communes, with one declared relation."""
    places = ("c1", "c2", "c3")
    partners = [
        world.partner(f"{side}{i}", position, "200000001", needs, told=f"{side}{i}" in told)
        for side, position, needs in (
            ("A", "amont", ""), ("M", "mediation", ""), ("D", "aval", "dental rights"),
        )
        for i in range(len(places))
    ]  # fmt: skip
    return world.network(partners, ["A0>M0"])


def test_one_declared_relation_does_not_break_the_chains_of_those_never_asked(world):
    """The rest of the table is unknown: nobody said that it is not there."""
    before = replace(partly_asked(world), relations=())
    for network in (before, partly_asked(world)):
        frame = chain_matrix(network, world.territory(), NEEDS)
        assert set(frame["verdict"]) == {"unconfirmed"}


def test_a_table_said_complete_breaks_what_it_does_not_hold(world):
    """By partner or in all: what a mediation point that told everything leaves out is not."""
    everyone = partly_asked(world).partners
    for told, verdict in ((("M0", "M1", "M2"), "broken"), (("M0", "M1"), "unconfirmed")):
        frame = chain_matrix(partly_asked(world, told), world.territory(), NEEDS)
        assert set(frame["verdict"]) == {verdict}
    frame = chain_matrix(partly_asked(world, everyone), world.territory(), NEEDS)
    assert set(frame["verdict"]) == {"broken"}


def test_a_partner_never_asked_breaks_no_chain_and_makes_none_certain(world):
    """Nothing is known of its relations: it can open a doubt, and close nothing."""
    rng = np.random.default_rng(41)
    territory = world.territory()
    for position in ("amont", "aval", "amont-aval", "mediation") * 10:
        network = world.random(rng, states=True)
        unasked = world.partner("Z", position, "c1 c2", rng.choice(["dental", ""]))
        grown = replace(network, partners={**network.partners, "Z": unasked})
        before = chain_matrix(network, territory, NEEDS)
        after = chain_matrix(grown, territory, NEEDS)
        assert (after["kappa"] == before["kappa"]).all()
        assert (after["kappa_max"] >= before["kappa_max"]).all()
        newly = after["verdict"].eq("broken") & ~before["verdict"].isin(["broken", "closed"])
        assert not newly.any()
        everywhere = {key: replace(one, told=True) for key, one in grown.partners.items()}
        sure = chain_matrix(replace(grown, partners=everywhere), territory, NEEDS)
        held = {key: one for key, one in everywhere.items() if key != "Z"}
        alone = chain_matrix(replace(grown, partners=held), territory, NEEDS)
        assert (sure["kappa_max"] == alone["kappa_max"]).all(), "told, it has no relation"


def test_a_partner_that_names_no_need_may_answer_any(world):
    partners = [
        world.partner("A", "amont", "c1"),
        world.partner("M", "mediation", "c1"),
        world.partner("D", "aval", "c1"),
    ]
    row = cell(
        chain_matrix(world.network(partners, ["A>M", "M>D"]), world.territory(), NEEDS),
        "c1",
        "dental",
    )
    assert (row["kappa"], row["kappa_max"], row["manque"]) == (0, 1, ("aval",))


@pytest.mark.parametrize(
    ("nature", "kappa"),
    [("orientation", 1), (None, 1), ("coordination", 0), ("Financement", 0), ("co-pilotage", 0)],
)
def test_only_a_referral_is_a_link_of_a_chain(world, nature, kappa):
    """Money, steering and coordination bring nobody to anybody."""
    partners = [
        world.partner("A", "amont", "c1"),
        world.partner("M", "mediation", "c1", told=True),
        world.partner("D", "aval", "c1", "rights"),
    ]
    network = world.network(partners, ["A>M", Relation(source="M", target="D", nature=nature)])
    row = cell(chain_matrix(network, world.territory(), ["rights"]), "c1", "rights")
    assert (row["kappa"], row["kappa_max"]) == (kappa, kappa)


def test_the_mediation_serves_nobody_where_it_is_not_open(world):
    """[perimetre] comes first: a chain of partners leads nowhere where nobody mediates."""
    network = world.published()
    opened = replace(network, opened=frozenset({"c1"}))
    frame = chain_matrix(opened, world.territory(), NEEDS)
    everywhere = chain_matrix(network, world.territory(), NEEDS)
    here = frame["code"] == "c1"
    assert frame[here].equals(everywhere[here])
    shut = frame[~here]
    assert set(zip(shut["verdict"], shut["manque"], strict=True)) == {("closed", ("non-ouvert",))}
    assert (shut[["kappa", "kappa_amont", "kappa_aval", "kappa_max"]] == 0).all(axis=None)


def test_a_place_that_is_open_and_that_no_mediation_point_claims_is_to_confirm(world):
    """The settings say that somebody mediates there; the table does not say who."""
    partners = [
        world.partner("A", "amont", "200000001"),
        world.partner("M", "mediation", "Q1"),
        world.partner("D", "aval", "200000001", "rights"),
    ]
    network = replace(world.network(partners, ["A>M", "M>D"]), opened=frozenset({"c1", "c2", "Q1"}))
    frame = chain_matrix(network, world.territory(), ["rights"])
    assert frame["verdict"].tolist() == ["unconfirmed", "unconfirmed", "closed"]
    assert frame["manque"].tolist() == [("mediation",), ("mediation",), ("non-ouvert",)]
    of_quarters = chain_matrix(network, world.territory(), ["rights"], level="qpv")
    assert cell(of_quarters, "Q1", "rights")["verdict"] == "fragile"
