from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from netmap.findings.posterior import classify, fit_prior, probability_under


def test_posterior_against_a_sum_over_theta():
    observed, expected = np.array([2.0, 9, 0, 25]), np.array([8.0, 7, 3, 20])
    prior = fit_prior(observed, expected)
    assert prior.weights.sum() == pytest.approx(1)
    theta = np.linspace(1e-6, 12, 200_001)
    ours = probability_under(observed, expected, ratio=0.8, prior=prior)
    for o, e, p in zip(observed, expected, ours, strict=True):
        total = 0.0
        for spread, weight in zip(prior.spreads, prior.weights, strict=True):
            shape = 1 / spread**2
            log = (shape + o - 1) * np.log(theta) - theta * (shape / prior.mean + e)
            density = np.exp(log - log.max())
            total += weight * density[theta < 0.8].sum() / density.sum()
        assert p == pytest.approx(total, abs=2e-4)


def test_doubt_and_people_who_come_together_against_a_double_sum():
    """O and E count a third; E is drawn from its log-normal law, 121 times over 6 deviations."""
    observed, expected, doubt, dispersion = 4.0, 12.0, 0.25, 3.0
    prior = fit_prior([4.0, 9, 15], [12.0, 12, 12], dispersion=dispersion)
    theta, z = np.linspace(1e-6, 8, 2_001), np.linspace(-6, 6, 121)
    total = 0.0
    for spread, weight in zip(prior.spreads, prior.weights, strict=True):
        shape = 1 / spread**2
        under = []
        for drawn in expected * np.exp(doubt * z):
            log = (shape + observed / dispersion - 1) * np.log(theta) - theta * (
                shape / prior.mean + drawn / dispersion
            )
            density = np.exp(log - log.max())
            under.append(density[theta < 0.8].sum() / density.sum())
        total += weight * np.average(under, weights=np.exp(-(z**2) / 2))
    ours = probability_under(
        np.array([observed]), np.array([expected]), prior=prior, doubt=doubt, dispersion=dispersion
    )
    assert ours[0] == pytest.approx(total, abs=2e-3)


def test_both_kinds_of_doubt_draw_to_the_middle():
    """Few of many expected: what widens the law can only make it less sure."""
    prior = fit_prior([4.0, 9, 15], [12.0, 12, 12])
    sure = probability_under(np.array([2.0]), np.array([12.0]), prior=prior)[0]
    for wider in ({"doubt": 0.5}, {"dispersion": 3.0}):
        assert (
            0.5 < probability_under(np.array([2.0]), np.array([12.0]), prior=prior, **wider) < sure
        )


def test_places_are_never_taken_to_be_all_alike():
    """Twenty places at the reference to the last person: the next may still be at half of it."""
    alike = np.full(20, 50.0)
    assert fit_prior(alike, alike).spreads.min() == 0.3
    low = probability_under(np.array([4.0]), np.array([8.0]), prior=fit_prior(alike, alike))[0]
    assert 0.5 < low < 0.9


def test_equal_rates_call_nobody_under_served():
    for scale in (0.05, 1, 20, 500):
        expected = scale * np.array([1.0, 2, 3, 5, 8])
        p = probability_under(expected, expected)
        assert (p < 0.8).all()
        assert "sous-desservie" not in classify(p, expected)
    # with many people the posterior is at 1: all are served
    assert (classify(p, expected) == "desservie").all()


def test_few_people_prove_nothing():
    # nothing suggests that areas differ, but one person does not show that a place is served
    p = probability_under(np.array([1.0, 0, 1, 0]), np.array([0.5, 0.5, 0.5, 0.5]))
    assert classify(p, [1, 0, 1, 0]).tolist() == ["indeterminee"] * 4


def test_probability_falls_with_the_count_and_rises_with_the_expected():
    prior = fit_prior([10.0, 2, 30], [12.0, 12, 12])
    p = probability_under(np.arange(20.0), np.full(20, 10.0), prior=prior)
    assert all(a > b for a, b in pairwise(p))
    q = probability_under(np.full(20, 5.0), np.arange(1.0, 21), prior=prior)
    assert all(a < b for a, b in pairwise(q))


def test_overdispersion_is_learnt():
    rng = np.random.default_rng(5)
    alike = fit_prior(rng.poisson(40, 60), np.full(60, 40.0))
    apart = fit_prior(rng.poisson(40 * rng.gamma(2, 0.5, 60)), np.full(60, 40.0))
    assert alike.weights @ alike.spreads < 0.35
    assert 0.5 < apart.weights @ apart.spreads < 0.95


def test_unknown_has_no_probability():
    p = probability_under(np.array([np.nan, 3, 3]), np.array([4, np.nan, 0]))
    assert np.isnan(p).all()
    kept = probability_under(pd.Series([3.0], index=["a"]), pd.Series([2.0], index=["a"]))
    assert kept.index.tolist() == ["a"]


def test_classes_and_their_bounds():
    p = [0.8, 0.79, 0.2, 0.21, 0.0, np.nan, np.nan, 1.0]
    people = [1, 1, 4, 4, 0, 3, np.nan, np.nan]
    assert classify(p, people, certainty=0.8).tolist() == [
        "sous-desservie", "indeterminee", "desservie", "indeterminee", "indeterminee",
        "indeterminee", "sans-donnee", "sans-donnee",
    ]  # fmt: skip
