import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st
from scipy.special import gammaln

from netmap.findings.rates import empirical_bayes, garwood

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"


def published(name, *columns):
    path = REFERENCE / name
    if not path.is_file():
        pytest.skip(f"{name} is not beside the repository")
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return [np.array([float(row[column]) for row in rows]) for column in columns]


# --- exact interval ---


@pytest.mark.parametrize(
    ("count", "lower", "upper"),
    [
        (0, 0, 3.688879),
        (1, 0.025318, 5.571643),
        (5, 1.623486, 11.668332),
        (10, 4.795389, 18.390356),
        (20, 12.21652, 30.888378),
        (100, 81.363991, 121.626794),
    ],
)
def test_garwood_published_values(count, lower, upper):
    assert garwood(count) == pytest.approx((lower, upper), abs=5e-7)


def test_garwood_is_the_tail_of_the_poisson_law():
    # oracle: at the bounds, the count is at 2.5 % of the law, summed term by term
    low, high = garwood(7)
    terms = np.arange(8)

    def at_most(k, mean):
        return np.exp(terms[: k + 1] * np.log(mean) - mean - gammaln(terms[: k + 1] + 1)).sum()

    assert at_most(7, high) == pytest.approx(0.025)
    assert 1 - at_most(6, low) == pytest.approx(0.025)


def test_garwood_keeps_kind_and_missing():
    low, high = garwood(pd.Series([0.0, np.nan, 2.5], index=list("abc")))
    assert low.index.tolist() == high.index.tolist() == list("abc")
    assert low["a"] == 0
    assert np.isnan([low["b"], high["b"]]).all()
    assert 1 < low["c"] * 4 < high["c"] < 9
    arrays = garwood([1, 2])
    assert all(isinstance(bound, np.ndarray) for bound in arrays)
    assert isinstance(garwood(3)[0], float)
    narrow, wide = garwood(5, level=0.5), garwood(5, level=0.99)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


@pytest.mark.parametrize(("count", "level"), [(-1, 0.95), (np.inf, 0.95), (3, 1), (3, 0)])
def test_garwood_refuses_nonsense(count, level):
    with pytest.raises(ValueError, match=r"negative|level"):
        garwood(count, level=level)


# --- smoothed rates ---


def between_areas(count, people, smoothed):
    """Marshall's variance between areas, from how far each rate is drawn to the mean."""
    mean = count.sum() / people.sum()
    kept = (smoothed - mean) / (count / people - mean)
    return mean / people * kept / (1 - kept)


def test_sids_against_published_parameters_and_rates():
    count, births, rates = published("sids_EBest_probmap_spdep.csv", "SID74", "BIR74", "eb")
    ours = empirical_bayes(count, births)
    np.testing.assert_allclose(between_areas(count, births, ours), 7.69293064701e-07, rtol=1e-9)
    np.testing.assert_allclose(ours, rates, rtol=1e-9)
    np.testing.assert_allclose(
        ours[:5], [0.0016973, 0.0017054, 0.0017731, 0.0020129, 0.0035349], atol=5e-8
    )


def test_auckland_against_r():
    count, people, rates = published("auckland_EBest_spdep.csv", "M77_85", "Und5_81", "eb")
    years = people * 9
    ours = empirical_bayes(count, years)
    np.testing.assert_allclose(between_areas(count, years, ours), 7.284173e-07, rtol=1e-6)
    np.testing.assert_allclose(ours, rates, rtol=1e-9)


def test_equal_rates_stay_equal():
    # a peer's unclamped variance is negative here, and so are its rates
    population = np.array([100, 250, 400, 1_000])
    rates = empirical_bayes(population / 50, population)
    np.testing.assert_allclose(rates, 1 / 50)
    np.testing.assert_array_equal(empirical_bayes(np.zeros(3), np.ones(3)), 0)


def test_unknown_areas_weigh_nothing():
    count = pd.Series([3, np.nan, 2, 8, 1.0], index=list("abcde"))
    people = pd.Series([500, 700, 0, 900, np.nan], index=list("abcde"))
    rates = empirical_bayes(count, people)
    assert rates.index.tolist() == list("abcde")
    assert rates[["b", "c", "e"]].isna().all()
    alone = empirical_bayes(count[["a", "d"]], people[["a", "d"]])
    pd.testing.assert_series_equal(rates[["a", "d"]], alone)
    assert empirical_bayes(np.array([1.0]), np.array([np.nan])).tolist() == pytest.approx(
        [np.nan], nan_ok=True
    )


def test_smoothing_refuses_mismatches():
    with pytest.raises(ValueError, match="2,"):
        empirical_bayes(np.ones(3), np.ones(2))
    with pytest.raises(ValueError, match="indexed differently"):
        empirical_bayes(pd.Series([1.0], index=["a"]), pd.Series([1.0], index=["b"]))
    with pytest.raises(ValueError, match="negative"):
        empirical_bayes(np.array([-1.0]), np.ones(1))


@profile(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9_000)), min_size=1, max_size=12))
def test_smoothing_lies_between_the_raw_rate_and_the_mean(areas):
    count, people = np.array(areas, dtype=float).T
    raw, mean = count / people, count.sum() / people.sum()
    smooth = empirical_bayes(count, people)
    low, high = np.minimum(raw, mean), np.maximum(raw, mean)
    assert (smooth >= low - 1e-12).all()
    assert (smooth <= high + 1e-12).all()
