"""What each partner holds alone."""

from __future__ import annotations

import numpy as np

from netmap.findings.chain import chain_matrix
from netmap.findings.criticality import criticality
from netmap.network.changes import without

NEEDS = ("dental", "rights")


def whole(frame):
    rows = frame[frame["kappa"] > 0]
    return set(zip(rows["code"], rows["thematique"], strict=True))


def test_the_published_network_rests_on_its_first_mediation_point(world):
    found = criticality(chain_matrix(world.published(), world.territory(), NEEDS))
    assert found["paires"].to_dict() == {
        "M1": (("c1", "dental"), ("c2", "dental"), ("c2", "rights")),
        "A2": (("c2", "dental"), ("c2", "rights")),
        "D2": (("c2", "dental"),),
    }
    assert found["poids"].tolist() == [3.0, 2.0, 1.0]
    assert found["sans_poids"].tolist() == [0, 0, 0]


def test_a_heavier_need_outranks_more_pairs_and_an_unknown_one_is_counted_apart(world):
    weights = {("c2", "dental"): 9.0, ("c2", "rights"): 1.0, ("c1", "dental"): float("nan")}
    matrix = chain_matrix(world.published(), world.territory(), NEEDS)
    found = criticality(matrix, weights=weights)
    assert found["poids"].to_dict() == {"M1": 10.0, "A2": 10.0, "D2": 9.0}
    assert found["sans_poids"].to_dict() == {"M1": 1, "A2": 0, "D2": 0}
    assert found.index.tolist() == ["M1", "A2", "D2"], "same weight: more pairs first"


def test_it_is_what_removing_each_partner_and_counting_again_gives(world):
    rng = np.random.default_rng(21)
    territory = world.territory()
    for _ in range(25):
        network = world.random(rng, states=True)
        before = chain_matrix(network, territory, NEEDS)
        found = criticality(before)["paires"]
        for lost in network.partners:
            after = chain_matrix(without(network, lost), territory, NEEDS)
            assert set(found.get(lost, ())) == whole(before) - whole(after)


def test_losing_the_only_mediation_point_breaks_every_chain(world):
    network = without(world.published(), "M2")
    assert whole(chain_matrix(network, world.territory(), NEEDS))
    assert not whole(chain_matrix(without(network, "M1"), world.territory(), NEEDS))


def test_no_fragile_chain_gives_an_empty_table(world):
    found = criticality(chain_matrix(world.network([], []), world.territory(), NEEDS))
    assert found.empty
    assert list(found.columns) == ["paires", "nombre", "poids", "sans_poids"]
