"""The planner's first question, against a reckoning by hand."""

import pandas as pd
import pytest
from made import shown_counts

from netmap.findings.equity import equal_reach
from netmap.findings.sizing import Caseload

ZONES = pd.DataFrame(
    {
        "code_insee": ["01001", "01001", "01002", "01003"],
        "code_qp": ["QN1", None, None, None],
        "cible": [1_000.0, 2_000.0, 3_000.0, 500.0],
        "cible_doute": 0.0,
        "personnes": [20.0, 10.0, 5.0, 0.0],
    },
    index=["01001:QN1", "01001", "01002", "01003"],
)
NAMES = pd.Series({"01001": "Ville", "01002": "Bourg", "01003": "Hameau"})
NAN = float("nan")


def answer(people=(40.0, 30.0), zones=ZONES, **changes):
    """Two years: 20 people a year of 1,000 inside; 15 of 5,000 outside, one commune never open."""
    strata = pd.DataFrame(
        {
            "personnes": list(people),
            "cible_annees": [2_000.0, 10_000.0],
            "personnes_annees": [8_000.0, 90_000.0],
            "zones": [1.0, 2.0],
        },
        index=pd.Index(["qpv", "hors-qpv"], name="strate"),
    )
    asked = {"years": 2.0, "dispersion": 1.0, "caseload": Caseload()} | changes
    return equal_reach(zones, shown_counts(strata=strata), NAMES, **asked)


def test_outside_at_the_rate_inside_where_and_with_how_many_posts():
    found = answer()
    assert (found.inside, found.outside) == (20, 3)
    # 20 for 1,000 of 5,500 people, the commune that was never open too, less 15
    assert found.missing == pytest.approx(110 - 15)
    assert found.posts == pytest.approx(95 / 160)
    assert found.places["manquent"].to_dict() == {"01002": 55.0, "01001": 30.0, "01003": 10.0}
    assert found.places["manquent"].sum() == pytest.approx(found.missing)
    assert found.missing_low < found.missing < found.missing_high
    assert found.posts_low < found.posts < found.posts_high


def test_every_doubt_widens_its_interval():
    width = {
        name: found.missing_high - found.missing_low
        for name, found in {
            "sure": answer(),
            "together": answer(dispersion=3.0),
            "estimated": answer(zones=ZONES.assign(cible_doute=0.3)),
        }.items()
    }
    assert width["together"] > 1.5 * width["sure"]
    assert width["estimated"] > width["sure"]
    wide = answer(caseload=Caseload(posts_observed=0.25))
    assert wide.posts_high > answer().posts_high


@pytest.mark.parametrize("hidden", [(NAN, 30.0), (40.0, NAN), (NAN, NAN)])
def test_a_hidden_stratum_leaves_no_answer(hidden):
    assert answer(hidden) is None


def test_no_quarter_is_no_question():
    outside = ZONES[ZONES["code_qp"].isna()]
    assert answer((NAN, 30.0), zones=outside) is None
    assert answer(years=NAN) is None


def test_a_hidden_commune_says_nothing_of_its_own():
    found = answer(zones=ZONES.assign(personnes=[20.0, NAN, 5.0, 0.0]))
    assert found.places.loc["01001", ["attendues"]].tolist() == [40.0]
    assert found.places["manquent"].isna().tolist() == [False, False, True], "and comes last"
    assert found.missing == answer().missing
