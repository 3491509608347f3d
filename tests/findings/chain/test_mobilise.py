"""Suggestions lift exactly what they say, and nobody is suggested who must not be."""

from __future__ import annotations

import dataclasses
from itertools import combinations

import numpy as np

from netmap.findings.chain import chain_matrix
from netmap.findings.mobilise import mobilisation
from netmap.network.changes import joined
from netmap.network.model import Relation

NEEDS = ("dental", "rights")


def kappas(network, territory):
    frame = chain_matrix(network, territory, NEEDS)
    return dict(
        zip(zip(frame["code"], frame["thematique"], strict=True), frame["kappa"], strict=True)
    )


def lifted(before, after):
    opened = {pair for pair in before if before[pair] == 0 < after[pair]}
    secured = {pair for pair in before if before[pair] < 2 <= after[pair]}
    return opened, secured


def test_applying_the_proposal_lifts_exactly_the_pairs_announced(world):
    rng = np.random.default_rng(31)
    territory = world.territory()
    steps = couples = 0
    for _ in range(120):
        network = world.random(rng, states=True, candidates=True)
        proposal = mobilisation(network, territory, NEEDS)
        before, team = kappas(network, territory), []
        for suggestion in proposal.suggestions:
            team += suggestion.partners
            after = kappas(joined(network, team), territory)
            opened, secured = lifted(before, after)
            assert (set(suggestion.opened), set(suggestion.secured)) == (opened, secured)
            assert (suggestion.weight_opened, suggestion.weight_secured) == (
                len(opened),
                len(secured),
            )
            before = after
            steps += 1
            couples += len(suggestion.partners) == 2
        for left in proposal.idle:
            opened, secured = lifted(before, kappas(joined(network, [*team, left]), territory))
            assert not opened | secured, "an idle candidate would have helped"
    assert steps > 40
    assert couples > 3


def test_the_first_step_is_the_best_that_any_candidate_offers(world):
    rng = np.random.default_rng(32)
    territory = world.territory()
    for _ in range(60):
        network = world.random(rng, candidates=True)
        candidates = [i for i, p in network.partners.items() if p.status != "actif"]
        before = kappas(network, territory)
        scores = [
            tuple(map(len, lifted(before, kappas(joined(network, group), territory))))
            for size in (1, 2)
            for group in combinations(candidates, size)
        ]
        single = max(scores[: len(candidates)], default=(0, 0))
        first = next(iter(mobilisation(network, territory, NEEDS, limit=1).suggestions), None)
        if single > (0, 0):
            assert (len(first.opened), len(first.secured)) == single
        elif first is not None:
            assert len(first.partners) == 2
            assert (len(first.opened), len(first.secured)) in scores


def trio(world, **status):
    return [
        world.partner("A", "amont", "c1", status=status.get("A", "actif")),
        world.partner("M", "mediation", "c1"),
        world.partner("D", "aval", "c1", "rights", status=status.get("D", "actif"), row=12),
    ]


def test_a_candidate_names_the_row_it_comes_from(world):
    network = world.network(trio(world, D="a-remobiliser"), ["A>M"])
    (found,) = mobilisation(network, world.territory(), ["rights"]).suggestions
    assert (found.partners, found.rows, found.opened) == (("D",), (12,), (("c1", "rights"),))


def test_two_that_only_work_together_are_found(world):
    network = world.network(trio(world, A="a-mobiliser", D="a-mobiliser"), [])
    (found,) = mobilisation(network, world.territory(), ["rights"]).suggestions
    assert found.partners == ("A", "D")


def test_a_directory_is_searched_too_whatever_its_status(world):
    network = world.network(trio(world)[:2], ["A>M"])
    outside = [world.partner("E", "aval", "c1", "rights", status="inactif", row=300)]
    (found,) = mobilisation(network, world.territory(), ["rights"], extra=outside).suggestions
    assert (found.partners, found.rows) == (("E",), (300,))


def test_a_directory_brings_what_the_same_rows_of_the_table_would(world):
    """Rows alike are tried once: that changes the time, not the answer."""
    rng = np.random.default_rng(33)
    places, sides = ("c1", "c2", "c1 c2", None), ("amont", "aval", "amont-aval", "mediation")
    couples = steps = 0
    for _ in range(60):
        network = world.random(rng, states=True)
        outside = [
            world.partner(
                f"E{i}",
                sides[rng.integers(4)],
                places[rng.integers(4)],
                " ".join(rng.choice(["dental", "rights", "other"], 1)),
                status="a-mobiliser",
            )
            for i in range(8)
        ]
        table = dataclasses.replace(
            network, partners={**network.partners, **{one.id: one for one in outside}}
        )
        apart = mobilisation(network, world.territory(), NEEDS, extra=outside)
        assert apart == mobilisation(table, world.territory(), NEEDS)
        steps += len(apart.suggestions)
        couples += any(len(one.partners) == 2 for one in apart.suggestions)
    assert steps > 40
    assert couples > 3


def test_two_alike_of_a_directory_may_open_a_chain_together(world):
    network = world.network([world.partner("M", "mediation", "c1")], [])
    outside = [world.partner(f"E{i}", "amont-aval", "c1", "rights") for i in range(3)]
    first, *rest = mobilisation(network, world.territory(), ["rights"], extra=outside).suggestions
    assert (first.partners, first.opened) == (("E0", "E1"), (("c1", "rights"),))
    assert rest == []


def test_a_lone_practitioner_is_left_out_of_what_is_shared(world):
    doctor = world.partner("D0", "aval", "c1", "rights", status="a-mobiliser", personal=True)
    house = world.partner("D1", "aval", "c1", "rights", status="a-mobiliser")
    network = world.network([*trio(world)[:2], doctor, house], ["A>M"])
    internal = mobilisation(network, world.territory(), ["rights"])
    assert [s.partners for s in internal.suggestions] == [("D0",)]
    public = mobilisation(network, world.territory(), ["rights"], shareable_only=True)
    assert [s.partners for s in public.suggestions] == [("D1",)]


def test_weights_decide_and_unknown_ones_are_counted_apart(world):
    partners = [
        *trio(world)[:1],
        world.partner("A9", "amont", "c2"),
        world.partner("M", "mediation", "c1 c2"),
        world.partner("D1", "aval", "c1", "rights", status="a-mobiliser"),
        world.partner("D2", "aval", "c2", "rights", status="a-mobiliser"),
    ]
    network = world.network(partners, ["A>M", "A9>M"])
    weights = {("c2", "rights"): 50.0}
    found = mobilisation(network, world.territory(), ["rights"], weights=weights).suggestions
    assert [(s.partners, s.weight_opened, s.unweighted) for s in found] == [
        (("D2",), 50.0, 0),
        (("D1",), 0.0, 1),
    ]


def test_a_candidate_of_unknown_coverage_is_said_to_be_so(world):
    partners = [*trio(world)[:2], world.partner("D", "aval", None, "rights", status="a-mobiliser")]
    found = mobilisation(world.network(partners, ["A>M"]), world.territory(), ["rights"])
    assert (found.suggestions, found.idle, found.unknown_coverage) == ((), (), ("D",))


def test_a_broken_relation_does_not_mend_by_joining(world):
    broken = Relation(source="M", target="D", state="rompue")
    network = world.network(trio(world, D="a-remobiliser"), ["A>M", broken])
    found = mobilisation(network, world.territory(), ["rights"])
    assert (found.suggestions, found.idle) == ((), ("D",))
