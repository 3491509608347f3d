"""Referrals of which nobody said whether they exist, against each of them written as a row."""

from dataclasses import replace

import numpy as np
import pytest

from netmap.findings.branches import read_links
from netmap.findings.disjoint import count_chains
from netmap.network.model import Partner, PartnerNetwork, Relation

POSITIONS = ("amont", "mediation", "aval", "amont-aval", "pilotage")
NEEDS = ("a", "b", "c")


def drawn(seed, size=14):
    random = np.random.default_rng(seed)
    partners = {
        f"p{i}": Partner(
            id=f"p{i}",
            name="",
            category="",
            position=str(random.choice(POSITIONS)),
            status=str(random.choice(["actif", "actif", "actif", "inactif"])),
            needs=frozenset(random.choice(NEEDS, size=random.integers(0, 3)).tolist()),
            told=bool(random.random() < 0.25),
        )
        for i in range(size)
    }
    pairs = {
        tuple(random.choice([*partners], size=2, replace=False).tolist())
        for _ in range(2 * size + 2)
    }
    states = [None, "active", "inconnue", "en-projet", "rompue"]
    relations = tuple(
        Relation(
            source=one,
            target=other,
            state=states[random.integers(len(states))],
            needs=frozenset(random.choice(NEEDS, size=random.integers(0, 2)).tolist()),
            nature=str(random.choice(["orientation", "financement"])),
        )
        for one, other in sorted(pairs)
    )
    return PartnerNetwork(partners, relations, {})


def written(network):
    """Return the network in which each referral that nobody mentions is a row of unknown state."""
    said = {(one.source, one.target) for one in network.relations if one.refers}
    rows = [
        Relation(source=one.id, target=other.id, state="inconnue")
        for one in network.partners.values()
        for other in network.partners.values()
        if (one.upstream and other.mediates) or (one.mediates and other.downstream)
        if (one.id, other.id) not in said and not (one.told or other.told)
        if one.active and other.active
    ]
    everybody = {key: replace(one, told=True) for key, one in network.partners.items()}
    return replace(network, partners=everybody, relations=(*network.relations, *rows))


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("size", [14, 60])
def test_chains_of_the_best_case_are_those_of_the_branches_though_the_widest_are_not_written(
    seed, size
):
    network = drawn(seed, size)
    random = np.random.default_rng(seed)
    read, oracle = (read_links(one, NEEDS, best=True) for one in (network, written(network)))
    for share in (0.3, 0.7, 1.0):
        serving = {one for one in network.partners if random.random() < share}
        wanted = [count_chains(branches) for branches in oracle.branches(serving)]
        assert read.most(serving) == oracle.most(serving) == wanted


def test_a_point_is_not_written_where_two_partners_are_left_whatever_others_take():
    people = [("m1", "mediation"), ("m2", "mediation"), *((f"u{i}", "amont") for i in range(3))]
    people += [(f"d{i}", "aval") for i in range(2)]
    partners = {
        one: Partner(
            id=one, name="", category="", position=position, status="actif", needs=frozenset("a")
        )
        for one, position in people
    }
    links = read_links(PartnerNetwork(partners, (), {}), ("a",), best=True)
    written = links._written(set(partners), links._wide(set(partners)))
    assert (links.most(set(partners)), written) == ([2], [()])
    fewer = set(partners) - {"d1"}
    assert (links.most(fewer), len(links._written(fewer, links._wide(fewer))[0])) == ([1], 2)


@pytest.mark.parametrize("seed", range(30))
def test_what_nobody_said_holds_in_the_best_case_as_if_each_were_written(seed):
    network = drawn(seed)
    random = np.random.default_rng(seed)
    read, oracle = (read_links(one, NEEDS, best=True) for one in (network, written(network)))
    assert oracle.silence is None
    assert (read.silence is None) == (len(written(network).relations) == len(network.relations))
    for _ in range(8):
        serving = {one for one in network.partners if random.random() < 0.7}
        assert read.branches(serving) == oracle.branches(serving)
