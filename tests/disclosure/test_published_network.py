"""The network that follows from a release's own tables."""

from pathlib import Path

import pandas as pd
import pytest

from netmap import pipeline
from netmap.findings import advise, network_of
from netmap.findings.chain import chain_matrix
from netmap.inputs import read_inputs
from netmap.network.build import build_network
from netmap.network.fingerprint import fingerprint
from netmap.territory import build_territory

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=["public", "interne"])
def findings(request):
    return pipeline.find(read_inputs(ROOT), audience=request.param)


def test_its_chains_are_those_of_the_tables(findings):
    release, inputs = findings.release, read_inputs(ROOT)
    own = network_of(release)
    given = build_network(inputs.partners, inputs.relations, inputs.permanences, opened=own.opened)
    access = release.settings.access

    def chains(network, territory):
        return pd.concat(
            [
                chain_matrix(network, territory, findings.needs, access=access, level=level)
                for level in ("commune", "qpv")
            ],
            ignore_index=True,
        )

    pd.testing.assert_frame_equal(chains(own, release.territory), findings.chain)
    # renaming a partner opens and breaks no chain
    true = chains(given, build_territory(inputs))
    public = ["code", "thematique", "kappa", "kappa_max"]
    pd.testing.assert_frame_equal(findings.chain[public], true[public])
    assert len(set(findings.chain["kappa"])) > 1


def test_the_public_one_knows_no_health_professional_by_name(findings):
    release, advice = findings.release, advise(findings)
    partners = read_inputs(ROOT).partners
    people = set(partners.index[partners["categorie"] == "netmap--medecin"])
    hidden = people - set(release.settings.disclosure.named)
    assert hidden
    known = set(findings.network.partners)
    assert (known & hidden == set()) == (release.audience == "public")
    rows = {p.id: p.row for p in findings.network.partners.values() if p.id not in partners.index}
    assert set(rows.values()) <= {None}, "the row of a table would tell who it is"
    proposal = advice.mobilisation
    repairs = [one for s in (*proposal.suggestions, *proposal.together) for one in s.repairs]
    named = {one for repair in repairs for one in repair.partners}
    links = [link for one in repairs if one.kind != "mediateur" for link in one.relations]
    named |= {end for link in links for end in link}
    assert named
    if release.audience == "public":
        assert not [one for one in named if findings.network.partners[one].personal]
    assert release.audience == "interne" or not named & people
    assert set(advice.measures.betweenness) <= known


def test_people_referred_are_for_the_office(findings):
    release = findings.release
    counts = {"nb_orientations", "nb_acceptees", "taux_acceptation", "nb_non_abouties"}
    shown = counts & set(release.relations.columns)
    assert shown == (counts if release.audience == "interne" else set())
    assert release.relations["perimee"].dtype == bool
    assert release.relations["perimee"].any()


def test_the_fingerprint_is_that_of_the_tables_whatever_their_order(findings):
    inputs = read_inputs(ROOT)
    shuffled = inputs.relations.sample(frac=1, random_state=4)
    partners = inputs.partners.sample(frac=1, random_state=4)
    assert findings.fingerprint == fingerprint(partners, shuffled)


def test_the_fingerprint_says_nothing_of_what_the_public_edition_hides():
    inputs = read_inputs(ROOT)
    known = fingerprint(inputs.partners, inputs.relations)
    partners = inputs.partners.copy()
    person = partners.index[partners["categorie"] == "netmap--medecin"][0]
    partners.loc[person, "statut"] = "inactif"
    partners["contact"] = "06"
    relations = inputs.relations.assign(nb_orientations=99.0, source="x")
    assert fingerprint(partners, relations) == known
    partners.loc["cpam", "statut"] = "inactif"
    assert fingerprint(partners, relations) != known
    assert fingerprint(inputs.partners, inputs.relations.iloc[1:]) != known
