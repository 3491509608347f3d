"""The Lorenz curve of accompaniments over residents, and what chance alone would draw.

With few people, counts are uneven even where everybody has the same chance of being
accompanied: a curve says nothing without the band of curves that chance draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

_GRID = 101


@dataclass(frozen=True)
class Lorenz:
    """A curve, its band and its Gini coefficient.

    Attributes
    ----------
    curve
        Places from the lowest rate to the highest, after a first row of zeros: ``code``
        (None first), ``part_habitants``, ``part_personnes``, cumulated shares.
    band
        Index ``part_habitants`` from 0 to 1; ``bas``, ``haut``: between which the curve
        of equal chances falls.
    gini, gini_low, gini_high
        Of the curve, and the interval of those that equal chances draw.
    level, draws
        Of the band.
    """

    curve: pd.DataFrame
    band: pd.DataFrame
    gini: float
    gini_low: float
    gini_high: float
    level: float
    draws: int


def lorenz(
    people: pd.Series[float],
    person_years: pd.Series[float],
    *,
    level: float = 0.95,
    draws: int = 1_000,
    seed: int = 1,
    dispersion: float = 1.0,
) -> Lorenz | None:
    """Return the Lorenz curve of people over person-years, with its Poisson null band.

    Under the null each place draws its people from a Poisson law of one rate for all; given
    their sum, that is a multinomial draw in proportion to person-years.

    Parameters
    ----------
    people
        Accompanied; NaN: unknown or hidden, the place is left out.
    person_years
        Residents × years in which the service was open, same index.
    level
        Of the band, point by point.
    draws, seed
        Curves drawn; the same seed gives the same band.
    dispersion
        Variance factor of the counts: so many times fewer people are drawn.

    Returns
    -------
        None where fewer than two places, or nobody accompanied, leave nothing to share.

    Examples
    --------
    >>> two = lorenz(pd.Series({"a": 10.0, "b": 30.0}), pd.Series({"a": 1e4, "b": 1e4}))
    >>> two.curve["part_personnes"].tolist(), two.gini
    ([0.0, 0.25, 1.0], 0.25)
    """
    kept = people.notna() & (person_years > 0)
    counts = people[kept].astype(np.float64).sort_index()
    years = person_years.reindex(counts.index).astype(np.float64)
    if len(counts) < 2 or counts.sum() <= 0:  # noqa: PLR2004
        return None
    order = (counts / years).sort_values(kind="stable").index
    ordered = counts[order].to_numpy()[None, :], years[order].to_numpy()[None, :]
    x, y = _shares(*ordered)
    codes = pd.Series([None, *order], dtype=object)
    curve = pd.DataFrame({"code": codes, "part_habitants": x[0], "part_personnes": y[0]})
    sample = np.random.default_rng(seed).multinomial(
        max(1, round(float(counts.sum()) / dispersion)), (years / years.sum()).to_numpy(), draws
    )
    ranked = np.argsort(sample / years.to_numpy(), axis=1, kind="stable")
    sorted_counts = np.take_along_axis(sample.astype(float), ranked, axis=1)
    nulls_x, nulls_y = _shares(sorted_counts, years.to_numpy()[ranked])
    grid = np.linspace(0, 1, _GRID)
    heights = np.array([np.interp(grid, a, b) for a, b in zip(nulls_x, nulls_y, strict=True)])
    tails = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(heights, tails, axis=0)
    gini_low, gini_high = np.quantile(_gini(nulls_x, nulls_y), tails)
    return Lorenz(
        curve=curve,
        band=pd.DataFrame({"bas": low, "haut": high}, index=pd.Index(grid, name="part_habitants")),
        gini=float(_gini(x, y)[0]),
        gini_low=float(gini_low),
        gini_high=float(gini_high),
        level=level,
        draws=draws,
    )


def _shares(
    counts: NDArray[np.floating], years: NDArray[np.floating]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return cumulated shares of years and of people, a row a curve, from (0, 0)."""
    start = np.zeros((len(counts), 1))
    x = np.hstack([start, np.cumsum(years, axis=1)])
    y = np.hstack([start, np.cumsum(counts, axis=1)])
    return x / x[:, -1:], y / y[:, -1:]


def _gini(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return twice the area between the diagonal and each curve (trapezes)."""
    below = ((y[:, 1:] + y[:, :-1]) / 2 * np.diff(x, axis=1)).sum(axis=1)
    return np.asarray(1 - 2 * below)
