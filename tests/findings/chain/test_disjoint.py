"""The count of disjoint chains against networkx and brute force."""

from __future__ import annotations

from itertools import product

import networkx as nx
import numpy as np
import pytest

from netmap.findings.disjoint import Branch, breaking_partners, count_chains


def draw(rng, *, points, ups, downs, both, density):
    sides = [f"u{i}" for i in range(ups)], [f"d{i}" for i in range(downs)]
    dual = [f"x{i}" for i in range(both)]

    def pick(names):
        return tuple(sorted(name for name in names + dual if rng.random() < density))

    return [Branch(f"m{i}", pick(sides[0]), pick(sides[1])) for i in range(points)]


def brute(branches, taken=frozenset()):
    """Give the first branch nothing, or each of its pairs, and go on."""
    if not branches:
        return 0
    first, *rest = branches
    best = brute(rest, taken)
    for u, d in product(first.upstream, first.downstream):
        if u != d and not {u, d} & taken:
            best = max(best, 1 + brute(rest, taken | {u, d}))
    return best


def matching(branches):
    graph = nx.Graph()
    for branch in branches:
        graph.add_edge((branch.mediation, 0), (branch.mediation, 1))
        graph.add_edges_from(((branch.mediation, 0), partner) for partner in branch.upstream)
        graph.add_edges_from(((branch.mediation, 1), partner) for partner in branch.downstream)
    return len(nx.max_weight_matching(graph, maxcardinality=True)) - len(branches)


@pytest.mark.parametrize("both", [0, 2, 5])
def test_brute_force_agrees_on_small_branches(both):
    rng = np.random.default_rng(both)
    for _ in range(400):
        branches = draw(rng, points=4, ups=3, downs=3, both=both, density=rng.uniform(0.1, 0.5))
        assert count_chains(branches) == brute(branches)


def test_only_partners_on_both_sides_are_the_hard_case():
    rng = np.random.default_rng(3)
    for _ in range(400):
        branches = draw(rng, points=5, ups=0, downs=0, both=7, density=rng.uniform(0.1, 0.5))
        assert count_chains(branches) == brute(branches)


def test_networkx_matching_agrees_on_large_branches():
    rng = np.random.default_rng(5)
    for _ in range(60):
        branches = draw(rng, points=25, ups=12, downs=12, both=15, density=0.06)
        assert count_chains(branches) == matching(branches)


def test_weak_points_are_those_whose_loss_leaves_nothing():
    rng = np.random.default_rng(6)
    fragile = 0
    for _ in range(400):
        branches = draw(rng, points=2, ups=2, downs=2, both=2, density=0.45)
        everyone = {b.mediation for b in branches} | {
            p for b in branches for p in b.upstream + b.downstream
        }
        weak = tuple(
            partner
            for partner in sorted(everyone)
            if not brute([b.without(partner) for b in branches if b.mediation != partner])
        )
        whole = bool(brute(branches))
        assert breaking_partners(branches) == (weak if whole else ())
        fragile += whole and bool(weak)
    assert fragile > 50


def test_three_partners_on_both_sides_can_be_fragile_with_no_weak_point():
    ring = [
        Branch("m", ("x",), ("y",)),
        Branch("n", ("y",), ("z",)),
        Branch("o", ("z",), ("x",)),
    ]
    assert count_chains(ring) == 1
    assert breaking_partners(ring) == ()


def test_the_order_of_branches_changes_nothing():
    rng = np.random.default_rng(8)
    for _ in range(50):
        branches = draw(rng, points=6, ups=3, downs=3, both=4, density=0.3)
        assert count_chains(branches) == count_chains(branches[::-1])
