import numpy as np
import pandas as pd
import pytest
from scipy import stats

from netmap.findings.sizing import Caseload, size_service

PEOPLE = pd.Series({"17300": 80_000.0, "17028": 10_000.0, "17010": 4_000.0})
DONE = pd.Series({"17300": 150.0, "17028": 10.0, "17010": 20.0})


def test_a_case_by_hand():
    table = size_service(PEOPLE, DONE, target=4)
    assert table["cible"].tolist() == [320, 40, 16, 376]
    assert table["a_ajouter"].tolist() == [170, 30, 0, 200]
    assert table["etp"].tolist() == pytest.approx([2, 0.25, 0.1, 2.35])
    assert table["demi_journees"].tolist() == pytest.approx([20, 2.5, 1, 23.5])
    assert table["etp_a_ajouter"].tolist() == pytest.approx([1.0625, 0.1875, 0, 1.25])
    assert table["demi_journees_a_ajouter"].iloc[-1] == pytest.approx(12.5)


def test_the_interval_is_that_of_the_count_behind_the_caseload():
    # Exact Poisson bounds, by the chi-squared quantiles of the textbooks.
    low, high = stats.chi2.ppf(0.05, 320) / 2, stats.chi2.ppf(0.95, 322) / 2
    assert Caseload().interval == pytest.approx((low, high))
    table = size_service(PEOPLE, DONE, target=4)
    assert table.loc["17300", "etp_bas"] == pytest.approx(320 / high)
    assert table.loc["17300", "etp_haut"] == pytest.approx(320 / low)
    # Three years of the same caseload say more.
    narrow = size_service(PEOPLE, DONE, target=4, caseload=Caseload(posts_observed=3))
    assert narrow.loc["17300", "etp_haut"] < table.loc["17300", "etp_haut"]


def test_a_higher_target_never_takes_fewer_half_days():
    # More people for the same post.
    columns = ["demi_journees", "demi_journees_a_ajouter"]
    low = size_service(PEOPLE, DONE, target=2)[columns]
    high = size_service(PEOPLE, DONE, target=5)[columns]
    assert (high >= low).to_numpy().all()


def test_the_unknown_stays_unknown():
    table = size_service(PEOPLE, DONE.drop("17028"), target=4)
    assert np.isnan(table.loc["17028", "a_ajouter"])
    assert table.loc["17028", "etp"] == pytest.approx(0.25)
    assert np.isnan(table.loc["total", "a_ajouter"])
    by_code = size_service(PEOPLE, DONE, target={"17300": 4.0})
    assert by_code["cible"].isna().tolist() == [False, True, True, True]


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="target"):
        size_service(PEOPLE, DONE, target=-1)
    with pytest.raises(ValueError, match="accompanied"):
        size_service(PEOPLE, -DONE, target=1)
    with pytest.raises(ValueError, match="total"):
        size_service(PEOPLE.rename({"17010": "total"}), DONE, target=1)
    for wrong in ({"people_a_post": 0}, {"half_days_a_post": -1}, {"level": 1}):
        with pytest.raises(ValueError, match="caseload"):
            Caseload(**wrong)
