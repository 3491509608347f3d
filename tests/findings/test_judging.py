"""How places are judged: what moves a verdict, and what must not."""

import numpy as np
import pandas as pd
import pytest
from worlds import World

from netmap.findings.judging import judgeable, judging_rules
from netmap.settings import DensitySettings

QUARTERS = {"QN1": {"01001": 6_000}, "QN2": {"01001": 1_500}, "QN3": {"01002": 1_000}}
TOWNS = {"01001": 12_000, "01002": 9_000, "01003": 8_000, "01004": 500}


def world(people, **density):
    return World(
        communes=TOWNS,
        quarters=QUARTERS,
        people={("2023", code): n for code, n in people.items()},
        settings={"densite": {"reference": 6.0, "menage": 1.0, **density}},
    )


def found(people, **density):
    return world(people, **density).findings(audience="interne").density


COUNTS = {"01001": 50, "01002": 45, "01003": 18, "01004": 2, "QN1": 60, "QN2": 25, "QN3": 15}


def test_what_happens_in_the_quarters_moves_nothing_that_is_said_outside_them():
    """The reference is fixed in advance; the activity of the quarters is divided by five."""
    before = found(COUNTS)
    after = found(COUNTS | {"QN1": 12, "QN2": 5, "QN3": 3})
    told = ["attendues", "rapport", "p_sous_desserte", "classe"]
    for place in (("commune", "01003"), ("zone", "01003"), ("zone", "01001"), ("commune", "01004")):
        assert before.loc[place, told].tolist() == after.loc[place, told].tolist()
    assert before.loc["qpv", "classe"].tolist() == ["desservie", "desservie", "desservie"]
    assert after.loc["qpv", "classe"].iloc[0] == "sous-desservie"


def test_a_commune_that_is_one_zone_is_judged_as_that_zone():
    density = found(COUNTS)
    columns = density.columns.drop(["nom", "taux_lisse"])
    one, other = (density.loc[(level, "01003"), columns] for level in ("commune", "zone"))
    pd.testing.assert_series_equal(one, other, check_names=False)


def test_a_commune_too_small_for_any_count_is_never_called_under_served():
    """Three expected, nobody came: so might it be by chance where places differ by a third."""
    density = found(COUNTS | {"01004": 0})
    row = density.loc[("commune", "01004")]
    assert row["attendues"] == pytest.approx(3)
    assert (row["classe"], row["jugeable"]) == ("indeterminee", False)
    assert density.loc[("commune", "01003"), "jugeable"]


def test_what_no_count_could_tell_is_known_from_what_is_expected_alone():
    due, nothing = np.array([0.5, 4.0, 12.0, 40.0, np.nan]), np.zeros(5)
    counts = world(COUNTS).publish(audience="interne").counts
    places = pd.Series(10.0, index=counts.places.shown.index)

    def judged(**density):
        rules = judging_rules(counts, places, options=DensitySettings.model_validate(density))
        return judgeable(due, nothing, rules=rules).tolist()

    assert judged(menage=1.0) == [False, False, True, True, False]
    assert judged(menage=5.0) == [False, False, False, True, False], "they come together"


def test_both_readings_are_kept_where_both_exist():
    """With no figure of need there is one reading; the classes then say at equal population."""
    density = found(COUNTS)
    assert density["taux_habitants"].isna().all()
    assert set(density["classe_habitants"]) == {None}
