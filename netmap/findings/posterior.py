"""How sure it is that a place is under-served: its posterior probability, and classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from scipy.special import gammaln

from netmap.defaults import CERTAINTY, RATIO, SPREAD_FLOOR
from netmap.findings.rates import checked_counts, like_input

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

Values = TypeVar("Values", "pd.Series[float]", "NDArray[np.float64]")

#: Coefficients of variation between areas that are weighed go up to this.
_WIDEST, _SPREADS = 1.0, 9
#: Gauss–Hermite nodes and weights over the doubt of what is expected.
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
#: Gauss–Legendre nodes from 0 to 1, and their widths, over what a count leaves likely: as many
#: of its deviations on both sides, and at most so many times the reference.
_UNIT, _WIDTHS = (
    (values + one) / 2
    for values, one in zip(np.polynomial.legendre.leggauss(32), (1, 0), strict=True)
)
_DEVIATIONS, _HIGHEST = 7.0, 12.0
#: A variance factor nearer to 1 is that of people who come alone.
_ALONE = 1e-6


@dataclass(frozen=True)
class RatePrior:
    """How O/E differs between areas: gamma laws of one mean, each with its weight.

    A law of coefficient of variation s has shape 1/s² and mean `mean`. `weights` sum to 1.
    """

    mean: float
    spreads: NDArray[np.float64]
    weights: NDArray[np.float64]


def fit_prior(
    count: ArrayLike,
    expected: ArrayLike,
    *,
    mean: float | None = None,
    floor: float = SPREAD_FLOOR,
    dispersion: float = 1.0,
) -> RatePrior:
    """Learn from all areas how much their O/E differ.

    The mean is `mean`, or ``(ΣO/φ + ½) / (ΣE/φ + ½)``. Spreads from `floor` to 1 are equally
    likely beforehand and weighed by the likelihood of the counts (Clayton & Kaldor 1987, but
    averaged over the spread instead of fixed at its best value: few areas with small counts do
    not prove that all are alike, and must not make each look certain).

    Parameters
    ----------
    count, expected
        Observed and expected people of each area; areas where either is NaN, or nothing is
        expected, weigh nothing.
    mean
        That of the law; None: learnt too. At 1, places are centred on the reference: what is
        concluded of one leans on others for how much they differ, never for where they stand.
    floor
        Least coefficient of variation, above 0: places are never taken to be all alike.
    dispersion
        Variance factor φ of the counts (:func:`netmap.counts.dispersion.variance_factor`): see
        :func:`probability_under`.
    """
    observed, due = checked_counts(count, "count"), checked_counts(expected, "expected")
    kept = np.isfinite(observed) & np.isfinite(due) & (due > 0)
    observed, due = observed[kept], due[kept]
    if mean is None:
        mean = float((observed.sum() / dispersion + 0.5) / (due.sum() / dispersion + 0.5))
    spreads = np.linspace(floor, max(_WIDEST, floor), _SPREADS)
    theta, width = _ratios(observed, due, mean, dispersion=dispersion)
    likelihood = _likelihood(theta, observed, due[None], np.ones(1), dispersion) * width
    chances = np.einsum("skp,kp->sp", _density(theta, spreads, mean), likelihood)
    score = np.log(np.maximum(chances, np.finfo(float).tiny)).sum(axis=1)
    weights = np.exp(score - score.max())
    return RatePrior(mean, spreads, weights / weights.sum())


def probability_under(
    count: Values,
    expected: Values,
    *,
    ratio: float = RATIO,
    prior: RatePrior | None = None,
    doubt: ArrayLike = 0.0,
    dispersion: float = 1.0,
) -> Values:
    """Return P(θ < ratio): how likely an area's true O/E lies under `ratio`.

    People come alone (φ = 1, a Poisson count), or together and again: households come as a
    Poisson process, and their people follow the logarithmic law that makes the variance φ times
    the mean. The count is then negative binomial of size ``θE/(φ − 1)`` (Quenouille 1949,
    *Biometrics* 5). Dividing counts and expected people by φ instead, as if fewer came alone,
    understates what nobody coming says: by 8 points in the tenth of P from 0.8 to 0.9.

    Parameters
    ----------
    count, expected
        Observed and expected people; NaN: unknown. A count may be fractional.
    ratio
        What counts as under, above 0.
    prior
        From :func:`fit_prior`; None: fitted to these very areas.
    doubt
        Standard deviation of the logarithm of what is expected, one for all or one an area.
    dispersion
        φ, 1 or more.

    Returns
    -------
        Probabilities, of the kind and index of `count`; NaN where either is unknown, or
        nothing is expected.

    Examples
    --------
    Nobody came where ten were expected: that says less where people come three together.

    >>> law, nobody, due = fit_prior([], [], mean=1.0), np.zeros(1), np.full(1, 10.0)
    >>> [round(float(probability_under(nobody, due, prior=law, dispersion=phi)[0]), 3)
    ...     for phi in (1.0, 3.0)]
    [0.991, 0.942]
    """
    observed, due = checked_counts(count, "count"), checked_counts(expected, "expected")
    law = fit_prior(observed, due, dispersion=dispersion) if prior is None else prior
    spread_of_due = np.broadcast_to(np.asarray(doubt, dtype=np.float64), due.shape)
    unknown = ~np.isfinite(observed) | ~(due > 0)
    observed, due = np.where(unknown, 0.0, observed), np.where(unknown, 1.0, due)
    nodes, weights = _NODES, _WEIGHTS / _WEIGHTS.sum()
    if not (spread_of_due[~unknown] > 0).any():
        nodes, weights = np.zeros(1), np.ones(1)
    drawn = due * np.exp(nodes[:, None] * spread_of_due)
    theta, width = _ratios(
        observed, due, ratio, dispersion=dispersion, wider=np.exp(_NODES[-1] * spread_of_due)
    )
    likelihood = _likelihood(theta, observed, drawn, weights, dispersion) * width
    chances = _density(theta, law.spreads, law.mean) * likelihood
    under, every = chances[:, : len(_UNIT)].sum(axis=1), chances.sum(axis=1)
    total = law.weights @ (under / np.maximum(every, np.finfo(float).tiny))
    return like_input(count, np.where(unknown, np.nan, total))  # type: ignore[return-value]


def _ratios(
    observed: Floats, due: Floats, at: float, *, dispersion: float, wider: Floats | float = 1.0
) -> tuple[Floats, Floats]:
    """Return nodes of θ and their widths, two halves × areas: under `at`, and over it.

    They span what the count of each area leaves likely.
    """
    middle = observed / due
    around = _DEVIATIONS * np.sqrt(dispersion * (observed + dispersion)) / due * wider
    low = np.maximum(middle / wider - around, 0.0)
    high = np.maximum(np.minimum(middle * wider + around, _HIGHEST + 2 * middle), 2 * at)
    first = np.where(low < at, low, 0.0)
    second = np.maximum(low, at)
    high = np.maximum(high, 2 * second)
    under = first + (at - first) * _UNIT[:, None]
    # closer together towards `at`, where the law of areas has most of its mass
    over = second + (high - second) * _UNIT[:, None] ** 2
    widths = np.concatenate(
        [
            (at - first) * _WIDTHS[:, None],
            (high - second) * 2 * _UNIT[:, None] * _WIDTHS[:, None],
        ]
    )
    return np.concatenate([under, over]), widths


def _likelihood(
    theta: Floats, observed: Floats, drawn: Floats, weights: Floats, dispersion: float
) -> Floats:
    """Return the likelihood of θ, to a factor an area; `drawn`: expected people, node × area."""
    mean = theta[:, None] * drawn
    if dispersion > 1 + _ALONE:
        size = mean / (dispersion - 1)
        log = gammaln(observed + size) - gammaln(size) - size * np.log(dispersion)
    else:
        log = observed * np.log(mean) - mean
    log -= log.max(axis=(0, 1), initial=-np.inf)
    return np.asarray(np.einsum("n,knp->kp", weights, np.exp(log)))


def _density(theta: Floats, spreads: Floats, mean: float) -> Floats:
    """Return the gamma laws of areas at θ, spreads × nodes × areas."""
    shape = 1 / spreads[:, None, None] ** 2
    rate = shape / mean
    log = shape * np.log(rate) - gammaln(shape) + (shape - 1) * np.log(theta) - rate * theta
    return np.asarray(np.exp(log))


def classify(
    probability: ArrayLike,
    count: ArrayLike,
    *,
    certainty: float = CERTAINTY,
    partly_closed: ArrayLike = False,
    too_small: ArrayLike = False,
) -> NDArray[np.object_]:
    """Return the class of each area from P(θ < ratio) and its count.

    ``sous-desservie`` where P ≥ `certainty` and it is not too small; ``desservie`` where
    P ≤ 1 − `certainty`, somebody was accompanied and no part of it is closed; ``sans-donnee``
    where the count is unknown; else, and where P is unknown, ``indeterminee``.

    Parameters
    ----------
    probability, count
        A number an area; NaN: unknown.
    certainty
        What P must reach.
    partly_closed
        Whether the service was never open in a part of the area: whoever lives there was not
        served, whatever the rest was.
    too_small
        Whether it expects too few people for any count of its own to conclude.

    Examples
    --------
    >>> classify([0.95, 0.01, 0.01, 0.5], [3, 12, 0, 6]).tolist()
    ['sous-desservie', 'desservie', 'indeterminee', 'indeterminee']
    >>> classify([0.01], [12], partly_closed=[True]).tolist()
    ['indeterminee']
    """
    p, people = np.asarray(probability, dtype=float), np.asarray(count, dtype=float)
    closed = np.asarray(partly_closed, dtype=np.bool_)
    classes = np.full(p.shape, "indeterminee", dtype=object)
    classes[(p >= certainty) & ~np.asarray(too_small, dtype=np.bool_)] = "sous-desservie"
    classes[(p <= round(1 - certainty, 12)) & (people > 0) & ~closed] = "desservie"
    classes[np.isnan(people)] = "sans-donnee"
    return classes
