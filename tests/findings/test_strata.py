"""QPVs together and the rest together: judged as one place that a naive sum makes."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import World

from netmap.findings.posterior import fit_prior, probability_under

RATE = 8.0
WORLD = World(
    communes={"01001": 6_000, "01002": 5_000, "01003": 4_000},
    quarters={"QN1": {"01001": 3_000}, "QN2": {"01002": 1_200}, "QN3": {"01003": 700}},
    people={("2023", code): n for code, n in {
        "01001": 24, "01002": 30, "01003": 26, "QN1": 4, "QN2": 2, "QN3": 3,
    }.items()},
    settings={"densite": {"reference": RATE}},
)  # fmt: skip


def strata(world, audience="interne"):
    return world.findings(audience=audience).planning.strata


def test_quarters_of_which_one_is_too_small_are_under_served_together():
    found = WORLD.findings(audience="interne")
    quarters = found.density.xs("qpv")
    assert quarters.loc["QN3", "classe"] == "indeterminee"
    table = found.planning.strata
    assert table.loc["qpv", ["personnes", "zones"]].tolist() == [9, 3]
    assert table.loc["qpv", "attendues"] == pytest.approx(RATE * 4_900 / 1_000)
    assert table["classe"].to_dict() == {"qpv": "sous-desservie", "hors-qpv": "indeterminee"}


def test_the_chances_are_those_of_one_place_with_the_sums():
    found = WORLD.findings(audience="interne")
    zones = found.density.xs("zone")
    inside = zones.index.str.contains(":")
    options = found.release.settings.density
    for name, own in (("qpv", inside), ("hors-qpv", ~inside)):
        people, due = zones.loc[own, "personnes"], zones.loc[own, "attendues"]
        law = fit_prior(
            people, due, mean=1.0, floor=options.spread_floor,
            dispersion=found.planning.dispersion,
        )  # fmt: skip
        chances = probability_under(
            [people.sum()], [due.sum()], ratio=options.ratio, prior=law, doubt=[0.0],
            dispersion=found.planning.dispersion,
        )  # fmt: skip
        told = found.planning.strata.loc[name, "p_sous_desserte"]
        assert told == pytest.approx(float(np.ravel(chances)[0]))


def test_a_stratum_is_never_called_served_and_is_not_compared_with_its_own_mean():
    many = {key: 10 * n for key, n in WORLD.people.items()}
    assert "desservie" not in set(strata(replace(WORLD, people=many))["classe"])
    own = strata(replace(WORLD, settings={}))
    assert own["attendues"].isna().all()
    assert set(own["classe"]) == {"indeterminee"}


def test_outside_the_office_nothing_is_said_of_a_hidden_stratum():
    table = strata(WORLD, audience="public")
    shown = WORLD.findings().release.counts.strata.shown["personnes"]
    assert ((table["classe"] == "masquee") == shown.isna()).all()
    assert table.loc[shown.isna(), "p_sous_desserte"].isna().all()


def test_the_quarters_move_nothing_that_is_said_outside_them():
    fewer = {key: n // 3 if key[1].startswith("Q") else n for key, n in WORLD.people.items()}
    before, after = (strata(replace(WORLD, people=one)) for one in (WORLD.people, fewer))
    columns = ["attendues", "p_sous_desserte", "classe"]
    assert before.loc["hors-qpv", columns].tolist() == after.loc["hors-qpv", columns].tolist()
