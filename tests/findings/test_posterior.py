from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy import stats

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


@pytest.mark.parametrize(("observed", "dispersion"), [(4, 3.0), (0, 1.5), (40, 3.4)])
def test_doubt_and_people_who_come_together_against_a_double_sum(observed, dispersion):
    """A count of variance φ times its mean; E is drawn from its log-normal law."""
    expected, doubt = 12.0, 0.25
    prior = fit_prior([4.0, 9, 15], [12.0, 12, 12], dispersion=dispersion)
    theta, z = np.linspace(1e-4, 16, 8_001), np.linspace(-5, 5, 101)
    size = theta[:, None] * expected * np.exp(doubt * z) / (dispersion - 1)
    likelihood = stats.nbinom.pmf(observed, size, 1 / dispersion) @ stats.norm.pdf(z)
    total = 0.0
    for spread, weight in zip(prior.spreads, prior.weights, strict=True):
        law = stats.gamma.pdf(theta, 1 / spread**2, scale=prior.mean * spread**2) * likelihood
        total += weight * law[theta < 0.8].sum() / law.sum()
    ours = probability_under(
        np.array([float(observed)]), np.array([expected]), prior=prior, doubt=doubt,
        dispersion=dispersion,
    )  # fmt: skip
    assert ours[0] == pytest.approx(total, abs=2e-3)


def test_the_spread_of_areas_is_weighed_by_the_likelihood_of_their_counts():
    """Against a sum over θ of each area, people coming three together."""
    observed, expected = np.array([0.0, 3, 30, 8]), np.array([6.0, 9, 11, 8])
    law = fit_prior(observed, expected, mean=1.0, dispersion=3.0)
    theta = np.linspace(1e-4, 14, 14_001)
    chances = [
        np.prod(
            [
                (
                    stats.gamma.pdf(theta, 1 / spread**2, scale=spread**2)
                    * stats.nbinom.pmf(o, theta * e / 2, 1 / 3)
                ).sum()
                for o, e in zip(observed, expected, strict=True)
            ]
        )
        for spread in law.spreads
    ]
    np.testing.assert_allclose(law.weights, chances / np.sum(chances), atol=1e-3)


def test_large_counts_are_as_sure_as_they_are():
    """Ten thousand expected leave a law as narrow as that of a normal count."""
    expected, dispersion = np.full(3, 10_000.0), 3.0
    prior = fit_prior([], [], mean=1.0)
    observed = np.array([7_900.0, 8_000, 8_100])
    ours = probability_under(observed, expected, prior=prior, dispersion=dispersion)
    sure = stats.norm.cdf(0.8, observed / expected, np.sqrt(dispersion * observed) / expected)
    np.testing.assert_allclose(ours, sure, atol=0.01)


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
