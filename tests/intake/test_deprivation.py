"""FDep recomputed, against the eigenvectors of the weighted correlations of numpy."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from netmap.intake.deprivation import FEWEST, deprivation, first_axis

NATIONAL = Path(__file__).parents[3] / "shared" / "data" / "national"
NAMES = ["revenu_median", "part_sans_bac", "part_ouvriers", "taux_chomage"]


def peer(values, weights):
    """Return the scores by the eigenvectors of the correlation matrix."""
    correlations = np.corrcoef(values.T) if np.ptp(weights) == 0 else None
    if correlations is None:
        covariance = np.cov(values.T, aweights=weights, ddof=0)
        scale = np.sqrt(np.diag(covariance))
        correlations = covariance / np.outer(scale, scale)
    _, vectors = np.linalg.eigh(correlations)
    axis = vectors[:, -1] * np.sign(vectors[:, -1].sum())
    mean = np.average(values, axis=0, weights=weights)
    spread = np.sqrt(np.average((values - mean) ** 2, axis=0, weights=weights))
    scores = (values - mean) / spread @ axis
    return scores / np.sqrt(np.average(scores**2, weights=weights))


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("equal", [True, False])
def test_the_axis_is_that_of_the_correlations(seed, equal):
    rng = np.random.default_rng(seed)
    hidden = rng.normal(size=500)
    values = hidden[:, None] * rng.uniform(0.5, 2, 4) + rng.normal(size=(500, 4)) * 0.7
    weights = np.ones(500) if equal else rng.lognormal(size=500)
    assert np.allclose(first_axis(values, weights), peer(values, weights))


def table(count=400, seed=1):
    rng = np.random.default_rng(seed)
    hidden = rng.normal(size=count)
    found = pd.DataFrame(
        {
            "revenu_median": 22_000 - 2_500 * hidden + rng.normal(size=count) * 900,
            "part_sans_bac": 50 + 9 * hidden + rng.normal(size=count) * 4,
            "part_ouvriers": 20 + 5 * hidden + rng.normal(size=count) * 3,
            "taux_chomage": 10 + 3 * hidden + rng.normal(size=count) * 2,
        },
        index=[f"{i:05}" for i in range(count)],
    )
    return found, pd.Series(rng.lognormal(7, 1, count), found.index), hidden


def test_higher_is_more_deprived_and_the_mean_resident_is_zero():
    found, people, hidden = table()
    index = deprivation(found, people)
    assert np.corrcoef(index, hidden)[0, 1] > 0.95
    assert np.average(index, weights=people) == pytest.approx(0, abs=1e-12)
    assert np.average(index**2, weights=people) == pytest.approx(1)
    other = found.assign(part_bacheliers=100 - found["part_sans_bac"]).drop(columns="part_sans_bac")
    assert np.allclose(deprivation(other, people), index)


def test_a_commune_that_lacks_a_component_has_none_and_moves_no_other():
    found, people, _ = table()
    whole = deprivation(found.iloc[1:], people)
    found.iloc[0, 2] = np.nan
    index = deprivation(found, people)
    assert np.isnan(index.iloc[0])
    assert np.allclose(index.iloc[1:], whole)


def test_the_axis_of_a_few_communes_is_none_of_france():
    found, people, _ = table(FEWEST - 1)
    assert deprivation(found, people) is None


@pytest.mark.skipif(not NATIONAL.is_dir(), reason="the national figures are not here")
def test_the_index_of_france_says_what_is_known_of_it():
    given = pd.read_parquet(NATIONAL / "indicateurs_communes.parquet").set_index("code_insee")
    given = given.rename(
        columns={"revenu_median_2021": NAMES[0], "taux_chomage_15_64": "taux_chomage"}
    )
    index = deprivation(given, given["population_2022"])
    known = given.loc[index.notna(), NAMES].to_numpy() * [-1, 1, 1, 1]
    weights = given.loc[index.notna(), "population_2022"].to_numpy()
    assert np.allclose(index.dropna(), peer(known, weights))
    poor, rich = index.loc[["59512", "93008"]], index.loc[["92051", "78646"]]  # Roubaix, Bobigny
    assert poor.min() > 1 > -1 > rich.max()  # Neuilly-sur-Seine, Versailles
