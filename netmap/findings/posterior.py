"""How sure it is that a place is under-served: gamma–Poisson posterior and classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from scipy.special import gammainc, gammaln

from netmap.defaults import CERTAINTY, RATIO
from netmap.findings.rates import checked_counts, like_input

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

Values = TypeVar("Values", "pd.Series[float]", "NDArray[np.float64]")

#: Between-area coefficients of variation that are weighed: 0 (all alike) to 1.
_SPREADS = np.linspace(0, 1, 41)


@dataclass(frozen=True)
class RatePrior:
    """How O/E differs between areas: gamma laws of one mean, each with its weight.

    A law of coefficient of variation s has shape 1/s² and mean `mean`; s = 0 says that all
    areas are alike. `weights` sum to 1.
    """

    mean: float
    spreads: NDArray[np.float64]
    weights: NDArray[np.float64]


def fit_prior(count: ArrayLike, expected: ArrayLike) -> RatePrior:
    """Learn from all areas how much their O/E differ (gamma–Poisson).

    The mean is ``(ΣO + ½) / (ΣE + ½)``. Spreads from 0 to 1 are equally likely beforehand
    and weighed by the negative-binomial likelihood of the counts (Clayton & Kaldor 1987, but
    averaged over the spread instead of fixed at its best value: few areas with small counts
    do not prove that all are alike, and must not make each look certain).

    Parameters
    ----------
    count, expected
        Observed and expected people of each area; areas where either is NaN, or nothing is
        expected, weigh nothing.
    """
    observed, due = checked_counts(count, "count"), checked_counts(expected, "expected")
    kept = np.isfinite(observed) & np.isfinite(due) & (due > 0)
    observed, due = observed[kept], due[kept]
    mean = float((observed.sum() + 0.5) / (due.sum() + 0.5))
    rate = mean * due
    score = np.empty(len(_SPREADS))
    score[0] = np.sum(observed * np.log(rate) - rate)
    for i, spread in enumerate(_SPREADS[1:], start=1):
        shape = 1 / spread**2
        score[i] = np.sum(
            gammaln(shape + observed)
            - gammaln(shape)
            + observed * np.log(rate / (rate + shape))
            - shape * np.log1p(rate / shape)
        )
    weights = np.exp(score - score.max())
    return RatePrior(mean, _SPREADS, weights / weights.sum())


def probability_under(
    count: Values, expected: Values, *, ratio: float = RATIO, prior: RatePrior | None = None
) -> Values:
    """Return P(θ < ratio): how likely an area's true O/E lies under `ratio`.

    The posterior is a mixture of gamma laws of shape ``1/s² + O`` and rate
    ``1/(s² · mean) + E``, over the spreads s of the prior.

    Parameters
    ----------
    count, expected
        Observed and expected people; NaN: unknown.
    ratio
        What counts as under, above 0.
    prior
        From :func:`fit_prior`; None: fitted to these very areas.

    Returns
    -------
        Probabilities, of the kind and index of `count`; NaN where either is unknown, or
        nothing is expected.
    """
    observed, due = checked_counts(count, "count"), checked_counts(expected, "expected")
    law = fit_prior(observed, due) if prior is None else prior
    due = np.where(due > 0, due, np.nan)
    total = np.zeros(observed.shape)
    for spread, weight in zip(law.spreads, law.weights, strict=True):
        if spread == 0:
            total = total + weight * float(law.mean < ratio)
            continue
        shape = 1 / spread**2
        total = total + weight * gammainc(shape + observed, (shape / law.mean + due) * ratio)
    unknown = np.isnan(observed) | np.isnan(due)
    return like_input(count, np.where(unknown, np.nan, total))  # type: ignore[return-value]


def classify(
    probability: ArrayLike,
    count: ArrayLike,
    *,
    certainty: float = CERTAINTY,
    partly_closed: ArrayLike = False,
) -> NDArray[np.object_]:
    """Return the class of each area from P(θ < ratio) and its count.

    ``sous-desservie`` where P ≥ `certainty`; ``desservie`` where P ≤ 1 − `certainty`,
    somebody was accompanied and no part of it is closed; ``sans-donnee`` where the count is
    unknown; else, and where P is unknown, ``indeterminee``.

    Parameters
    ----------
    probability, count
        A number an area; NaN: unknown.
    certainty
        What P must reach.
    partly_closed
        Whether the service was never open in a part of the area: whoever lives there was not
        served, whatever the rest was.

    Examples
    --------
    >>> classify([0.9, 0.1, 0.1, 0.5], [3, 12, 0, 6]).tolist()
    ['sous-desservie', 'desservie', 'indeterminee', 'indeterminee']
    >>> classify([0.1], [12], partly_closed=[True]).tolist()
    ['indeterminee']
    """
    p, people = np.asarray(probability, dtype=float), np.asarray(count, dtype=float)
    closed = np.asarray(partly_closed, dtype=np.bool_)
    classes = np.full(p.shape, "indeterminee", dtype=object)
    classes[p >= certainty] = "sous-desservie"
    classes[(p <= round(1 - certainty, 12)) & (people > 0) & ~closed] = "desservie"
    classes[np.isnan(people)] = "sans-donnee"
    return classes
