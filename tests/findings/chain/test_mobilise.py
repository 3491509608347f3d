"""Suggestions lift exactly what they say, and nobody is suggested who must not be."""

from __future__ import annotations

import dataclasses
from collections import Counter
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest

from netmap.findings.chain import chain_matrix
from netmap.findings.criticality import criticality
from netmap.findings.disjoint import Branch, count_chains
from netmap.findings.mobilise import mobilisation
from netmap.findings.repairs import possible_repairs
from netmap.network.model import Relation
from netmap.vocabulary import NAMED_PLACES

NEEDS = ("dental", "rights")


def kappas(network, territory, needs=NEEDS, levels=("commune",)):
    frames = [chain_matrix(network, territory, needs, level=level) for level in levels]
    return {(row.code, row.thematique): row.kappa for frame in frames for row in frame.itertuples()}


def lifted(before, after):
    opened = {pair for pair in before if before[pair] == 0 < after[pair]}
    secured = {pair for pair in before if before[pair] < 2 <= after[pair]}
    return opened, secured


def counted(network, need="dental"):
    """Count the chains of each commune for one need, by hand: it is asked thousands of times."""
    found = {}
    for commune in ("c1", "c2", "c3"):
        here = {
            key: one
            for key, one in network.partners.items()
            if one.status == "actif" and (one.covers or set()) & {commune, "200000001"}
        }
        ups, downs = ({m: set() for m, one in here.items() if one.mediates} for _ in range(2))
        for r in network.relations:
            holds = r.state in {None, "active"} and (not r.needs or need in r.needs)
            if holds and r.source in here and r.target in here:
                if r.target in ups and here[r.source].upstream:
                    ups[r.target].add(r.source)
                if r.source in downs and here[r.target].downstream and need in here[r.target].needs:
                    downs[r.source].add(r.target)
        found[commune, need] = count_chains(
            [Branch(m, tuple(sorted(ups[m])), tuple(sorted(downs[m]))) for m in ups]
        )
    return found


def naive_repairs(network):
    """List what could be done, as METHODS words it: (kind, partners, relations to open)."""
    partners = network.partners
    active = {key for key, one in partners.items() if one.status == "actif"}

    def useful(source, target):
        into = partners[source].position in {"amont", "amont-aval"}
        out = partners[target].position in {"aval", "amont-aval"}
        return (into and partners[target].position == "mediation") or (
            partners[source].position == "mediation" and out
        )

    found = set()
    for one in network.relations:
        ends = (one.source, one.target)
        if active.issuperset(ends) and useful(*ends):
            found |= {("relation", (), (ends,))} if one.state == "en-projet" else set()
            found |= {("reouverture", (), (ends,))} if one.state == "rompue" else set()
    rows = {(r.source, r.target) for r in network.relations}
    for pair in ((one, other) for one in active for other in active):
        if useful(*pair) and pair not in rows and any(partners[end].told for end in pair):
            found.add(("creation", (), (pair,)))
    for key, one in partners.items():
        own = [r for r in network.relations if key in (r.source, r.target)]
        holding = {(r.source, r.target) for r in own if r.state in {None, "active"}}
        if one.position == "mediation" and key in active and holding:
            found.add(("mediateur", (key,), tuple(sorted(holding))))
        if one.status in {"a-mobiliser", "a-remobiliser"}:
            there = active | {key}
            pairs = {(r.source, r.target) for r in own} - holding
            if not own:
                pairs = {p for other in active for p in ((key, other), (other, key))}
            links = {pair for pair in pairs if there.issuperset(pair) and useful(*pair)}
            found.add(("partenaire", (key,), tuple(sorted(links))))
    return found


def naive_repaired(network, repairs):
    """Do some repairs by hand, with no code of the package but its values."""
    partners, relations = dict(network.partners), list(network.relations)
    won = {one for kind, who, _ in repairs if kind == "partenaire" for one in who}
    for kind, who, links in repairs:
        if kind == "mediateur":
            twin = f"second {who[0]}"
            partners[twin] = dataclasses.replace(partners[who[0]], id=twin)
            relations += [
                Relation(
                    source=twin if r.source in who else r.source,
                    target=twin if r.target in who else r.target,
                    needs=r.needs,
                )
                for r in network.relations
                if (r.source in who or r.target in who) and r.state in {None, "active"}
            ]
        elif kind != "partenaire":
            relations = [
                dataclasses.replace(r, state="active") if (r.source, r.target) in links else r
                for r in relations
            ] + [Relation(source=a, target=b) for a, b in links if kind == "creation"]
    relations = [
        dataclasses.replace(r, state="active") if {r.source, r.target} & won else r
        for r in relations
    ]
    partners |= {one: dataclasses.replace(partners[one], status="actif") for one in won}
    alone = won - {end for r in network.relations for end in (r.source, r.target)}
    points = [p for p in partners.values() if p.position == "mediation" and p.status == "actif"]
    others = [p for p in partners.values() if p.status == "actif"]
    for one in (partners[key] for key in sorted(alone)):
        for m, other in [(m, one) for m in points if one.position != "mediation"] + [
            (one, p) for p in others if one.position == "mediation"
        ]:
            if other.position in {"amont", "amont-aval"}:
                relations.append(Relation(source=other.id, target=m.id))
            if other.position in {"aval", "amont-aval"}:
                relations.append(Relation(source=m.id, target=other.id))
    return dataclasses.replace(
        network, partners=partners, relations=tuple(dict.fromkeys(relations))
    )


def said(suggestion):
    return [(one.kind, one.partners, one.relations) for one in suggestion.repairs]


def test_what_could_be_done_is_all_that_the_tables_leave_undone(world):
    rng = np.random.default_rng(30)
    kinds = Counter()
    for _ in range(100):
        network = world.random(rng, states=True, candidates=True, told=0.15)
        found = possible_repairs(network)
        told = {(one.kind, one.partners, one.relations) for one in found.values()}
        for kind, partners, links in naive_repairs(network):
            same = {one for one in told if one[1:] == (partners, links)}
            assert same, (kind, partners, links)
            kinds[kind] += 1
        assert len(found) == len({one[1:] for one in naive_repairs(network)})
    assert min(kinds.values()) > 20, kinds


@pytest.mark.parametrize("levels", [("commune",), NAMED_PLACES])
def test_doing_the_proposal_lifts_exactly_the_pairs_announced(world, levels):
    rng = np.random.default_rng(31)
    territory = world.territory()
    steps = couples = 0
    kinds = Counter()
    for _ in range(80):
        network = world.random(rng, states=True, candidates=True, told=0.15)
        proposal = mobilisation(network, territory, NEEDS, levels=levels)
        before, team = kappas(network, territory, levels=levels), []
        for suggestion in proposal.suggestions:
            team += said(suggestion)
            after = kappas(naive_repaired(network, team), territory, levels=levels)
            opened, secured = lifted(before, after)
            assert (set(suggestion.opened), set(suggestion.secured)) == (opened, secured)
            assert suggestion.gain[:2] == (len(opened), len(secured))
            before = after
            steps += 1
            couples += len(suggestion.repairs) == 2
            kinds.update(kind for kind, *_ in said(suggestion))
        for left in naive_repairs(network) - set(team):
            if left[1] and left[1][0] in proposal.unknown_coverage:
                continue
            then = kappas(naive_repaired(network, [*team, left]), territory, levels=levels)
            assert not lifted(before, then)[1], "what was left would have helped"
    assert steps > 40
    assert couples > 1
    assert len(kinds) == 5, kinds


def test_sets_of_a_few_steps_are_the_best_of_all_on_two_hundred_networks(world):
    """Every set of repairs is done by hand, and its chains are counted anew."""
    rng = np.random.default_rng(36)
    territory = world.territory()
    seen = better = 0
    while seen < 200:
        network = world.random(rng, states=True, candidates=True, told=0.15)
        repairs = sorted(naive_repairs(network))
        if not 2 <= len(repairs) <= 5:
            continue
        seen += 1
        before = counted(network)
        best = {2: (0, 0), 3: (0, 0), 4: (0, 0)}
        for size in range(1, len(repairs) + 1):
            for group in combinations(repairs, size):
                steps = sum(len(partners) + len(links) for _, partners, links in group)
                if steps > max(best):
                    continue
                after = counted(naive_repaired(network, group))
                value = tuple(map(len, lifted(before, after)))
                best = {n: max(b, value if steps <= n else b) for n, b in best.items()}
        rising = [b for b, former in pairwise([(0, 0), *best.values()][::-1]) if b > former][::-1]
        proposal = mobilisation(network, territory, NEEDS[:1])
        assert [one.gain[:2] for one in proposal.together] == rising
        chosen = proposal.suggestions[:1]
        better += bool(rising) and bool(chosen) and rising[-1] > chosen[0].gain[:2]
    assert better > 3, "a set may do more than the first of the list"


def test_the_first_step_is_the_best_that_any_repair_offers(world):
    rng = np.random.default_rng(32)
    territory = world.territory()
    for _ in range(60):
        network = world.random(rng, candidates=True, told=0.15)
        before = kappas(network, territory)
        scores = []
        for one in naive_repairs(network):
            gains = map(len, lifted(before, kappas(naive_repaired(network, [one]), territory)))
            steps = len(one[1]) + len(one[2])
            scores.append(tuple(gain / steps for gain in gains))
        first = next(iter(mobilisation(network, territory, NEEDS, limit=1).suggestions), None)
        if max(scores, default=(0, 0)) > (0, 0):
            assert first.order[:2] == max(scores)
        elif first is not None:
            assert len(first.repairs) == 2


def test_a_link_is_opened_before_a_partner_is_won_that_brings_as_much(world):
    """One step opens what three would: the cheapest repair comes first."""
    partners = [
        world.partner("A", "amont", "c1"),
        world.partner("M", "mediation", "c1"),
        world.partner("B", "aval", "c1", "rights", status="a-mobiliser"),
        world.partner("D", "aval", "c1", "rights"),
    ]
    planned = Relation(source="M", target="D", state="en-projet")
    found = mobilisation(world.network(partners, ["A>M", planned]), world.territory(), ["rights"])
    first = found.suggestions[0]
    assert said(first) == [("relation", (), (("M", "D"),))]
    broken = dataclasses.replace(planned, state="rompue")
    found = mobilisation(world.network(partners, ["A>M", broken]), world.territory(), ["rights"])
    assert said(found.suggestions[0])[0][0] == "reouverture"


def test_a_link_that_nobody_declared_is_proposed_where_it_surely_does_not_exist(world):
    """Both are active and one of them has said all of its links; else it is a question to ask."""

    def proposed(**told):
        partners = [
            world.partner("A", "amont", "c1"),
            world.partner("M", "mediation", "c1"),
            world.partner("D", "aval", "c1", "rights", **told),
        ]
        network = world.network(partners, ["A>M"])
        return mobilisation(network, world.territory(), ["rights"]).suggestions

    (found, *_) = proposed(told=True)
    assert (said(found), found.opened) == ([("creation", (), (("M", "D"),))], (("c1", "rights"),))
    assert proposed(told=False) == ()
    assert proposed(told=True, status="inactif") == ()


def test_a_link_that_works_for_one_need_is_still_to_open_for_another(world):
    partners = [
        world.partner("A", "amont", "c1"),
        world.partner("M", "mediation", "c1"),
        world.partner("D", "aval", "c1", "dental rights"),
    ]
    rows = [
        Relation(source="M", target="D", state="active", needs=frozenset({"dental"})),
        Relation(source="M", target="D", state="en-projet", needs=frozenset({"rights"})),
    ]
    (first, *_) = mobilisation(
        world.network(partners, ["A>M", *rows]), world.territory(), NEEDS
    ).suggestions
    assert first.opened == (("c1", "rights"),)


def test_a_second_mediator_makes_safe_what_one_alone_holds(world):
    """Everybody is twice but the mediator: only a second one gives a second chain."""
    partners = [
        world.partner(f"{side}{i}", position, "c1", "rights")
        for side, position in (("A", "amont"), ("D", "aval"))
        for i in range(2)
    ] + [world.partner("M", "mediation", "c1")]
    network = world.network(partners, ["A0>M", "A1>M", "M>D0", "M>D1"])
    (found,) = mobilisation(network, world.territory(), ["rights"]).suggestions
    assert [kind for kind, *_ in said(found)] == ["mediateur"]
    assert (found.opened, found.secured, found.steps) == ((), (("c1", "rights"),), 5)


def who(suggestion):
    return tuple(one for repair in suggestion.repairs for one in repair.partners)


def trio(world, **status):
    return [
        world.partner("A", "amont", "c1", status=status.get("A", "actif")),
        world.partner("M", "mediation", "c1"),
        world.partner("D", "aval", "c1", "rights", status=status.get("D", "actif"), row=12),
    ]


def test_a_candidate_names_the_row_it_comes_from(world):
    network = world.network(trio(world, D="a-remobiliser"), ["A>M"])
    (found, *_) = mobilisation(network, world.territory(), ["rights"]).suggestions
    assert (who(found), found.rows, found.opened) == (("D",), (12,), (("c1", "rights"),))


def test_two_that_only_work_together_are_found(world):
    network = world.network(trio(world, A="a-mobiliser", D="a-mobiliser"), [])
    (found,) = mobilisation(network, world.territory(), ["rights"]).suggestions
    assert who(found) == ("A", "D")


def test_a_directory_is_searched_too_whatever_its_status(world):
    network = world.network(trio(world)[:2], ["A>M"])
    outside = [world.partner("E", "aval", "c1", "rights", status="inactif", row=300)]
    (found, *_) = mobilisation(network, world.territory(), ["rights"], extra=outside).suggestions
    assert (who(found), found.rows) == (("E",), (300,))


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
        couples += any(len(one.repairs) == 2 for one in apart.suggestions)
    assert steps > 40
    assert couples > 3


def test_two_alike_of_a_directory_may_open_a_chain_together(world):
    network = world.network([world.partner("M", "mediation", "c1")], [])
    outside = [world.partner(f"E{i}", "amont-aval", "c1", "rights") for i in range(3)]
    first, *rest = mobilisation(network, world.territory(), ["rights"], extra=outside).suggestions
    assert (who(first), first.opened) == (("E0", "E1"), (("c1", "rights"),))
    assert rest == []


def test_a_lone_practitioner_is_left_out_of_what_is_shared(world):
    doctor = world.partner("D0", "aval", "c1", "rights", status="a-mobiliser", personal=True)
    house = world.partner("D1", "aval", "c1", "rights", status="a-mobiliser")
    network = world.network([*trio(world)[:2], doctor, house], ["A>M"])
    internal = mobilisation(network, world.territory(), ["rights"])
    assert [who(s) for s in internal.suggestions][:1] == [("D0",)]
    public = mobilisation(network, world.territory(), ["rights"], shareable_only=True)
    assert [who(s) for s in public.suggestions][:1] == [("D1",)]


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
    assert [(who(s), s.weight_opened, s.unweighted) for s in found[:2]] == [
        (("D2",), 50.0, 0),
        (("D1",), 0.0, 1),
    ]


def test_a_candidate_of_unknown_coverage_is_said_to_be_so(world):
    partners = [*trio(world)[:2], world.partner("D", "aval", None, "rights", status="a-mobiliser")]
    found = mobilisation(world.network(partners, ["A>M"]), world.territory(), ["rights"])
    assert (found.suggestions, found.idle, found.unknown_coverage) == ((), (), ("D",))


def test_winning_a_partner_back_reopens_what_was_broken_and_says_so(world):
    broken = Relation(source="M", target="D", state="rompue")
    network = world.network(trio(world, D="a-remobiliser"), ["A>M", broken])
    (found, *_) = mobilisation(network, world.territory(), ["rights"]).suggestions
    assert said(found) == [("partenaire", ("D",), (("M", "D"),))]
    assert (found.opened, found.steps) == ((("c1", "rights"),), 2)


def test_nothing_is_proposed_where_the_mediation_is_not_open(world):
    network = world.network(trio(world, D="a-mobiliser"), ["A>M"])
    shut = dataclasses.replace(network, opened=frozenset({"c2"}))
    assert mobilisation(shut, world.territory(), ["rights"]).suggestions == ()


@pytest.mark.parametrize(
    ("sample", "link", "need", "chains"),
    [
        (
            "la-rochelle",
            ("mediation-adultes", "centre-sante-dentaire"),
            "netmap--soins-dentaires",
            12,
        ),
        # Two communes more are within a quarter of an hour: the mediation covers neither.
        ("roanne", ("mediation-sante", "csapa"), "sante--addictions", 8),
    ],
)
def test_of_both_samples_a_planned_link_comes_first_and_opens_what_it_says(
    editions, sample, link, need, chains
):
    edition = editions[sample]
    findings, first = edition.findings, edition.advice.mobilisation.suggestions[0]
    assert said(first) == [("relation", (), (link,))]
    rows = findings.release.relations[["source_id", "cible_id", "etat"]].to_numpy().tolist()
    assert [*link, "en-projet"] in rows
    network, territory = findings.network, findings.release.territory
    asked = (territory, findings.needs, NAMED_PLACES)
    before, after = kappas(network, *asked), kappas(naive_repaired(network, said(first)), *asked)
    assert (set(first.opened), set(first.secured)) == lifted(before, after)
    assert (len(first.opened), {one for _, one in first.opened}) == (chains, {need})


def test_a_service_that_works_in_a_quarter_alone_has_things_to_do_and_weak_points(world):
    partners = [
        world.partner("A", "amont", "c1"),
        world.partner("M", "mediation", "Q1"),
        world.partner("D", "aval", "c1", "rights"),
        world.partner("E", "aval", "c1", "dental"),
    ]
    planned = Relation(source="M", target="E", state="en-projet")
    network = world.network(partners, ["A>M", "M>D", planned])
    territory = world.territory()
    assert mobilisation(network, territory, NEEDS).suggestions == ()
    (found,) = mobilisation(network, territory, NEEDS, levels=NAMED_PLACES).suggestions
    assert (said(found), found.opened) == (
        [("relation", (), (("M", "E"),))], (("Q1", "dental"),)
    )  # fmt: skip
    chains = [chain_matrix(network, territory, NEEDS, level=level) for level in NAMED_PLACES]
    assert criticality(pd.concat(chains))["paires"].to_dict() == dict.fromkeys(
        "ADM", (("Q1", "rights"),)
    )
