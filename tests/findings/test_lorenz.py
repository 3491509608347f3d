"""Lorenz curves: shares in the head, an independent Gini, and a band that chance draws."""

import numpy as np
import pandas as pd
import pytest

from netmap.findings.lorenz import lorenz

NAN = float("nan")


def pairwise_gini(people, years):
    """Half the mean gap of rates between two residents, over the mean rate."""
    rate, mean = people / years, people.sum() / years.sum()
    total = sum(
        years[i] * years[j] * abs(rate[i] - rate[j])
        for i in range(len(rate))
        for j in range(len(rate))
    )
    return total / (2 * mean * years.sum() ** 2)


def test_the_gini_is_that_of_pairs_of_residents():
    people = np.array([3.0, 50.0, 12.0, 7.0, 0.0])
    years = np.array([4e3, 9e3, 2e3, 11e3, 1e3])
    index = list("abcde")
    found = lorenz(pd.Series(people, index), pd.Series(years, index), draws=10)
    assert found.gini == pytest.approx(pairwise_gini(people, years))


def test_the_curve_goes_from_nobody_to_everybody_lowest_rates_first():
    people, years = pd.Series({"a": 30.0, "b": 10.0}), pd.Series({"a": 100.0, "b": 300.0})
    curve = lorenz(people, years, draws=10).curve
    assert curve["code"].tolist() == [None, "b", "a"]
    assert curve["part_habitants"].tolist() == [0.0, 0.75, 1.0]
    assert curve["part_personnes"].tolist() == [0.0, 0.25, 1.0]


def test_equal_chances_fall_in_their_own_band_and_unequal_ones_do_not():
    years = pd.Series(np.linspace(1e3, 2e4, 30), index=[f"{i:02}" for i in range(30)])
    random = np.random.default_rng(3)
    inside = 0
    for _ in range(100):
        fair = pd.Series(random.poisson(years / 1000).astype(float), index=years.index)
        even = lorenz(fair, years, draws=200)
        inside += even.gini_low <= even.gini <= even.gini_high
    assert 88 <= inside <= 99  # 95 in 100 by design
    unfair = fair * 0
    unfair.iloc[:3] = 100.0
    assert lorenz(unfair, years).gini > 2 * lorenz(unfair, years).gini_high


def test_few_people_make_chance_alone_uneven():
    years = pd.Series(1e4, index=list("abcdefgh"))
    few, many = lorenz(years * 0 + 2, years), lorenz(years * 0 + 2_000, years)
    assert few.gini_high > 0.3  # sixteen people among eight places, by luck alone
    assert many.gini_high < 0.02


def test_the_order_of_rows_and_hidden_rows_change_nothing():
    people = pd.Series({"a": 5.0, "b": 9.0, "c": 2.0})
    years = pd.Series({"a": 1e3, "b": 4e3, "c": 2e3})
    once = lorenz(people, years)
    again = lorenz(pd.Series({"z": NAN, "c": 2.0, "b": 9.0, "a": 5.0}), years.reindex(list("zcba")))
    pd.testing.assert_frame_equal(once.curve, again.curve)
    pd.testing.assert_frame_equal(once.band, again.band)


@pytest.mark.parametrize("people", [[0.0, 0.0], [3.0, NAN], [NAN, NAN]])
def test_nothing_to_share_is_no_curve(people):
    assert lorenz(pd.Series(people), pd.Series([10.0, 10.0])) is None
