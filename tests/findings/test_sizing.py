"""Posts: what is shown adds up, and its interval holds every doubt."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from worlds import World

from netmap.findings.sizing import Caseload, size_service


def parts(due, done, doubt=0.0):
    return pd.DataFrame({"cible": due, "doute": doubt, "personnes": done}).astype(float)


def test_a_case_by_hand():
    """Those beyond the target in one part keep their place, and serve nobody elsewhere."""
    sized = size_service(parts([320, 40, 16], [150, 10, 20]), people=180)
    assert sized["cible"] == 376
    assert sized["accompagnees"] == 180
    assert sized["a_ajouter"] == 170 + 30
    assert sized["etp"] == pytest.approx(380 / 160)
    assert sized["demi_journees"] == pytest.approx(23.75)
    assert sized["etp_a_ajouter"] == pytest.approx(1.25)
    assert sized["demi_journees_a_ajouter"] == pytest.approx(12.5)


def test_accompanied_and_to_add_make_the_posts_that_are_shown():
    rng = np.random.default_rng(8)
    for _ in range(50):
        due, done = rng.gamma(1, 20, 6), rng.poisson(15, 6).astype(float)
        beyond = rng.poisson(2)
        done[rng.random(6) < 0.3] = np.nan
        people = np.nansum(done) + 12 * np.isnan(done).sum() + beyond
        sized = size_service(parts(due, done, 0.2), people=people, years=3, dispersion=3.2)
        assert sized["accompagnees"] + sized["a_ajouter"] == pytest.approx(160 * sized["etp"])
        assert sized["a_ajouter"] >= 0
        assert sized["etp_bas"] <= sized["etp"] <= sized["etp_haut"]


def test_the_interval_of_a_caseload_alone_is_that_of_the_count_behind_it():
    # Exact Poisson bounds, by the chi-squared quantiles of the textbooks.
    low, high = stats.chi2.ppf(0.05, 320) / 2, stats.chi2.ppf(0.95, 322) / 2
    assert Caseload().interval == pytest.approx((low, high))
    sized = size_service(parts([320], [0]), people=0)
    assert sized["etp_bas"] == pytest.approx(320 / high)
    assert sized["etp_haut"] == pytest.approx(320 / low)
    # Three years of the same caseload say more.
    narrow = size_service(parts([320], [0]), people=0, caseload=Caseload(posts_observed=3))
    assert narrow["etp_haut"] < sized["etp_haut"]


@pytest.mark.parametrize(
    "more",
    [
        {"doubt": 0.4},
        {"dispersion": 3.0},
        {"caseload": Caseload(posts_observed=0.5)},
        {"done": [120, np.nan]},
    ],
)
def test_every_doubt_widens_the_interval(more):
    def width(doubt=0.1, done=(120, 10), **options):
        sized = size_service(parts([60, 40], done, doubt), people=130, years=2, **options)
        return sized["etp_haut"] - sized["etp_bas"]

    assert width(**more) > width()


def test_the_interval_holds_the_truth_as_often_as_it_says():
    """Places alike in truth: those that came more, and those that came fewer, did by chance."""
    rng = np.random.default_rng(9)
    due, doubt, years, phi = np.full(30, 6.0), 0.2, 2.0, 2.0
    held = 0
    for _ in range(300):
        true = due * np.exp(doubt * rng.standard_normal())
        done = phi * rng.poisson(true * years / phi) / years
        caseload = Caseload(people_a_post=float(rng.poisson(160)))
        sized = size_service(
            parts(due, done, doubt), people=done.sum(), years=years, dispersion=phi,
            caseload=caseload,
        )  # fmt: skip
        held += sized["etp_bas"] <= true.sum() / 160 <= sized["etp_haut"]
    assert held >= 0.9 * 300


def test_a_higher_target_never_takes_fewer_half_days():
    # More people for the same post.
    columns = ["demi_journees", "demi_journees_a_ajouter", "etp_bas", "etp_haut"]
    low, high = (
        size_service(parts([160 * times, 18 * times], [150, 30]), people=180) for times in (1, 2)
    )
    assert all(high[name] >= low[name] for name in columns)


def test_the_unknown_stays_unknown():
    sized = size_service(parts([40], [np.nan]), people=np.nan)
    assert np.isnan(sized["a_ajouter"])
    assert np.isnan(sized["accompagnees"])
    assert sized["etp"] == pytest.approx(0.25), "those of its target"
    no_target = size_service(parts([np.nan, 40], [3, 4]), people=7)
    assert np.isnan([no_target[name] for name in ("cible", "etp", "etp_haut", "a_ajouter")]).all()


def test_parts_that_are_hidden_are_what_the_others_leave_of_the_whole():
    sized = size_service(parts([60, 10, 10], [100, np.nan, np.nan]), people=130)
    assert sized["a_ajouter"] == 0, "thirty came where twenty are due"
    sized = size_service(parts([60, 10, 10], [100, np.nan, np.nan]), people=112)
    assert sized["a_ajouter"] == 8


def test_those_reached_in_a_quarter_leave_those_outside_it_still_to_reach():
    """A commune at its target on the whole, because its quarter is far beyond it."""
    found = World(
        communes={"01001": 20_000, "01002": 5_000},
        quarters={"QN1": {"01001": 5_000}},
        people={("2023", "01001"): 15, ("2023", "QN1"): 90, ("2023", "01002"): 25},
        settings={"densite": {"reference": 5.0}},
    ).findings(audience="interne")
    sizing = found.planning.sizing
    commune = sizing.loc[("commune", "01001")]
    assert (commune["cible"], commune["accompagnees"]) == (100, 105)
    assert commune["a_ajouter"] == 75 - 15
    assert sizing.loc[("qpv", "QN1"), "a_ajouter"] == 0
    whole = sizing.loc[("territoire", "territoire")]
    assert (whole["accompagnees"], whole["a_ajouter"]) == (130, 60)


def test_nonsense_is_refused():
    for wrong in (parts([-1], [1]), parts([1], [-1]), parts([1], [1], -0.1)):
        with pytest.raises(ValueError, match="negative"):
            size_service(wrong, people=1)
    with pytest.raises(ValueError, match="negative"):
        size_service(parts([1], [1]), people=-1)
    for options in ({"people_a_post": 0}, {"half_days_a_post": -1}, {"level": 1}):
        with pytest.raises(ValueError, match="caseload"):
            Caseload(**options)
