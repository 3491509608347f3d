"""Ranks of rates, with the interval that small counts leave them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netmap.defaults import RANK_LEVEL
from netmap.findings.posterior import fit_prior

_QUARTER = 0.25


def rank_intervals(
    people: pd.Series[float],
    expected: pd.Series[float],
    *,
    level: float = RANK_LEVEL,
    draws: int = 2_000,
    seed: int = 1,
) -> pd.DataFrame:
    """Return the rank of each place by its true rate, 1 being the lowest, with its interval.

    Each draw takes every place's O/E from its gamma–Poisson posterior
    (:func:`netmap.findings.posterior.fit_prior`) and ranks them (Goldstein & Spiegelhalter
    1996, *Journal of the Royal Statistical Society A* 159).

    Parameters
    ----------
    people, expected
        Observed and expected people, same index; where either is NaN, or nothing is
        expected, the place has no rank.
    level
        Of the interval.
    draws, seed
        The same seed gives the same table.

    Returns
    -------
        Index of the ranked places, sorted by median rank, then code. ``rang_median``,
        ``rang_bas``, ``rang_haut``; ``p_quart``: share of the draws that put it in the
        quarter of the lowest rates.

    Examples
    --------
    >>> people = pd.Series({"a": 5.0, "b": 60.0, "c": 300.0})
    >>> table = rank_intervals(people, pd.Series({"a": 50.0, "b": 60.0, "c": 100.0}))
    >>> table["rang_median"].to_dict()
    {'a': 1.0, 'b': 2.0, 'c': 3.0}
    """
    kept = people.notna() & (expected > 0)
    counts = people[kept].astype(float).sort_index()
    due = expected.reindex(counts.index).astype(float).to_numpy()
    columns = ["rang_median", "rang_bas", "rang_haut", "p_quart"]
    if counts.empty:
        return pd.DataFrame(columns=columns, index=counts.index, dtype=float)
    law = fit_prior(counts, due)
    random = np.random.default_rng(seed)
    spread = random.choice(law.spreads, size=(draws, 1), p=law.weights)
    shape = 1 / np.where(spread > 0, spread, 1.0) ** 2
    drawn = random.gamma(shape + counts.to_numpy(), 1.0) / (shape / law.mean + due)
    drawn = np.where(spread > 0, drawn, law.mean)
    # Places alike in a draw take their order by chance.
    order = np.lexsort((random.random(drawn.shape), drawn), axis=1)
    ranks = np.empty(drawn.shape)
    np.put_along_axis(ranks, order, np.arange(1.0, len(counts) + 1)[None, :], axis=1)
    low, middle, high = np.quantile(
        ranks, [(1 - level) / 2, 0.5, (1 + level) / 2], axis=0, method="nearest"
    )
    table = pd.DataFrame(
        {
            "rang_median": middle,
            "rang_bas": low,
            "rang_haut": high,
            "p_quart": (ranks <= np.ceil(_QUARTER * len(counts))).mean(axis=0),
        },
        index=counts.index,
    )
    return table.sort_values("rang_median", kind="stable")
