"""How sure it is that a place is under-served: gamma–Poisson posterior and classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from scipy.special import gammainc, gammaln

from netmap.defaults import CERTAINTY, RATIO, SPREAD_FLOOR
from netmap.findings.rates import checked_counts, like_input

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

Values = TypeVar("Values", "pd.Series[float]", "NDArray[np.float64]")

#: Coefficients of variation between areas that are weighed go up to this.
_WIDEST, _SPREADS = 1.0, 9
#: Gauss–Hermite nodes and weights over the doubt of what is expected.
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(5)


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
    """Learn from all areas how much their O/E differ (gamma–Poisson).

    The mean is `mean`, or ``(ΣO + ½) / (ΣE + ½)``. Spreads from `floor` to 1 are equally
    likely beforehand and weighed by the negative-binomial likelihood of the counts (Clayton &
    Kaldor 1987, but averaged over the spread instead of fixed at its best value: few areas with
    small counts do not prove that all are alike, and must not make each look certain).

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
        Variance factor of the counts (:func:`netmap.findings.dispersion.variance_factor`):
        they say what counts so many times smaller would.
    """
    observed, due = checked_counts(count, "count"), checked_counts(expected, "expected")
    kept = np.isfinite(observed) & np.isfinite(due) & (due > 0)
    observed, due = observed[kept] / dispersion, due[kept] / dispersion
    if mean is None:
        mean = float((observed.sum() + 0.5) / (due.sum() + 0.5))
    spreads = np.linspace(floor, max(_WIDEST, floor), _SPREADS)
    shape, rate = 1 / spreads[:, None] ** 2, mean * due
    score = np.sum(
        gammaln(shape + observed)
        - gammaln(shape)
        + observed * np.log(rate / (rate + shape))
        - shape * np.log1p(rate / shape),
        axis=1,
    )
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

    The posterior is a mixture of gamma laws of shape ``1/s² + O/φ`` and rate
    ``1/(s² · mean) + E/φ``, over the spreads s of the prior and the doubt of E.

    Parameters
    ----------
    count, expected
        Observed and expected people; NaN: unknown.
    ratio
        What counts as under, above 0.
    prior
        From :func:`fit_prior`; None: fitted to these very areas.
    doubt
        Standard deviation of the logarithm of what is expected, one for all or one an area.
    dispersion
        φ, as in :func:`fit_prior`.

    Returns
    -------
        Probabilities, of the kind and index of `count`; NaN where either is unknown, or
        nothing is expected.
    """
    observed, due = checked_counts(count, "count"), checked_counts(expected, "expected")
    law = fit_prior(observed, due, dispersion=dispersion) if prior is None else prior
    spread_of_due = np.broadcast_to(np.asarray(doubt, dtype=np.float64), due.shape)
    unknown = ~np.isfinite(observed) | ~(due > 0)
    nodes, weights = _NODES, _WEIGHTS
    if not (spread_of_due[~unknown] > 0).any():
        nodes, weights = np.zeros(1), np.ones(1)
    drawn = due * np.exp(nodes[:, None] * spread_of_due) / dispersion
    shape = 1 / law.spreads[:, None, None] ** 2
    under = gammainc(
        shape + np.where(unknown, 0.0, observed) / dispersion,
        (shape / law.mean + np.where(unknown, 1.0, drawn)) * ratio,
    )
    total = np.einsum("s,n,snp->p", law.weights, weights / weights.sum(), under)
    return like_input(count, np.where(unknown, np.nan, total))  # type: ignore[return-value]


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
