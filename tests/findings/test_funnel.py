"""Limits of a funnel: exact, against a naive sum, and in the direction that chance takes."""

import math

import numpy as np
import pandas as pd
import pytest

from netmap.findings.funnel import funnel, poisson_limits
from netmap.findings.rates import garwood

NAN = float("nan")


def naive_limit(mean, p):
    """The smallest whole count that reaches p, summed term by term, then interpolated."""
    term = below = 0.0
    count = 0
    total = term = math.exp(-mean)
    while total < p:
        count += 1
        term *= mean / count
        below, total = total, total + term
    return max(count - (total - p) / (total - below), 0.0)


@pytest.mark.parametrize("mean", [0.3, 1.0, 4.7, 25.0, 160.0, 500.0])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.998])
def test_limits_are_those_of_a_naive_sum(mean, level):
    low, high = poisson_limits(np.array([mean]), level=level)
    tail = (1 - level) / 2
    assert low[0] == pytest.approx(naive_limit(mean, tail), abs=1e-7)
    assert high[0] == pytest.approx(naive_limit(mean, 1 - tail), abs=1e-7)


def test_a_count_beyond_a_limit_is_one_whose_exact_interval_misses_the_reference():
    # Two doors to one question: limits around the reference, interval around the count. They
    # may differ by the fraction of a person that interpolation adds.
    for mean in (8.0, 25.0, 90.0):
        low, high = (limit[0] for limit in poisson_limits([mean]))
        assert garwood(math.floor(low) - 1)[1] < mean
        assert garwood(math.ceil(high) + 1)[0] > mean


def test_the_larger_the_place_the_narrower_its_limits():
    years = pd.Series([1e3, 1e4, 1e5, 1e6], index=list("abcd"))
    points = funnel(years / 1000, years, rate=1.0).points
    assert (np.diff(points["haut_95"]) < 0).all()
    assert (np.diff(points["bas_95"]) >= 0).all()
    assert (points["haut_998"] > points["haut_95"]).all()
    assert (points["ecart"] == "dedans").all()


def test_each_side_is_told():
    people = pd.Series({"far-less": 1.0, "less": 4.0, "in": 10.0, "more": 18.0, "far-more": 40.0})
    points = funnel(people, people * 0 + 10_000.0, rate=1.0).points
    assert points["ecart"].to_dict() == {
        "far-less": "hors-998-bas",
        "less": "dedans",
        "in": "dedans",
        "more": "hors-95-haut",
        "far-more": "hors-998-haut",
    }


def test_hidden_unknown_and_closed_places_are_not_drawn():
    people = pd.Series({"a": 3.0, "b": NAN, "c": 4.0, "d": 5.0})
    years = pd.Series({"a": 1000.0, "b": 1000.0, "c": NAN, "d": 0.0})
    drawn = funnel(people, years, rate=1.0)
    assert list(drawn.points.index) == ["a"]
    assert drawn.curve.index[0] < 1000.0 < drawn.curve.index[-1]


def test_nothing_to_draw_is_an_empty_funnel():
    drawn = funnel(pd.Series({"a": NAN}), pd.Series({"a": 10.0}), rate=1.0)
    assert drawn.points.empty
    assert drawn.curve.empty
    assert list(drawn.curve.columns) == ["bas_95", "haut_95", "bas_998", "haut_998"]


@pytest.mark.parametrize("rate", [0.0, -1.0, NAN])
def test_a_reference_that_is_none_is_refused(rate):
    one = pd.Series({"a": 1.0})
    with pytest.raises(ValueError, match="reference rate"):
        funnel(one, one, rate=rate)


@pytest.mark.parametrize(("expected", "level"), [(1.0, 1.0), (1.0, 0.0), (-1.0, 0.95)])
def test_limits_of_nothing_are_refused(expected, level):
    with pytest.raises(ValueError, match=r"level|negative"):
        poisson_limits([expected], level=level)
