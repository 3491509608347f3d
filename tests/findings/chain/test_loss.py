"""Losing partners, against a network that never had them."""

import numpy as np
import pandas as pd
import pytest

from netmap.findings.chain import chain_matrix
from netmap.findings.loss import loss
from netmap.network.model import PartnerNetwork
from netmap.vocabulary import NAMED_PLACES

NEEDS = ("dental", "rights")


def never_there(network, lost):
    """A network of the same partners but some, written without the code under test."""
    return PartnerNetwork(
        partners={i: p for i, p in network.partners.items() if i not in lost},
        relations=tuple(r for r in network.relations if not lost & {r.source, r.target}),
        permanences={i: held for i, held in network.permanences.items() if i not in lost},
    )


def test_the_published_network_without_its_first_mediation_point(world):
    network, territory = world.published(), world.territory()
    found = loss(chain_matrix(network, territory, NEEDS), network, territory, ["M1"])
    rows = found[["code", "thematique", "kappa_avant", "kappa_apres", "etape"]]
    assert rows.to_records(index=False).tolist() == [
        ("c1", "dental", 1, 0, "liaison"),
        ("c1", "rights", 2, 1, None),
        ("c2", "dental", 1, 0, "mediation"),
        ("c2", "rights", 1, 0, "mediation"),
    ]


def matrix(network, territory):
    return pd.concat(chain_matrix(network, territory, NEEDS, level=level) for level in NAMED_PLACES)


def test_it_is_the_pairs_where_a_network_that_never_had_them_has_fewer(world):
    rng = np.random.default_rng(4)
    territory = world.territory()
    lost_something = 0
    for _ in range(20):
        network = world.random(rng, states=True)
        before = matrix(network, territory)
        for count in (1, 2):
            lost = set(rng.permutation(sorted(network.partners))[:count].tolist())
            found = loss(before, network, territory, sorted(lost), levels=NAMED_PLACES)
            after = matrix(never_there(network, lost), territory)
            expected = {
                (was.code, was.thematique): (was.kappa, now.kappa, now.kappa_max, now.etape)
                for was, now in zip(before.itertuples(), after.itertuples(), strict=True)
                if now.kappa < was.kappa
            }
            lost_something += len(expected)
            assert {
                (row.code, row.thematique): (
                    row.kappa_avant, row.kappa_apres, row.kappa_max_apres, row.etape,
                )
                for row in found.itertuples()
            } == expected  # fmt: skip
    assert lost_something


def test_a_partner_that_is_not_there_cannot_be_lost(world):
    network, territory = world.published(), world.territory()
    with pytest.raises(KeyError):
        loss(chain_matrix(network, territory, NEEDS), network, territory, ["nobody"])
