"""Rates of small counts: the exact interval, and rates smoothed towards the mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, overload

import numpy as np
import pandas as pd
from scipy.special import gammaincinv

from netmap.defaults import LEVEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Values = TypeVar("Values", "pd.Series[float]", "NDArray[np.float64]")


@overload
def garwood(count: float, *, level: float = ...) -> tuple[float, float]: ...
@overload
def garwood(
    count: pd.Series[float], *, level: float = ...
) -> tuple[pd.Series[float], pd.Series[float]]: ...
@overload
def garwood(
    count: Sequence[float] | NDArray[np.float64], *, level: float = ...
) -> tuple[NDArray[np.float64], NDArray[np.float64]]: ...
def garwood(count: object, *, level: float = LEVEL) -> tuple[object, object]:
    """Return the exact Poisson interval of a count (Garwood 1936).

    Parameters
    ----------
    count
        People; NaN: unknown. May be fractional (a share of a count).
    level
        Between 0 and 1.

    Returns
    -------
        Lower and upper bound, of the kind and index of `count`. The lower bound of 0 is 0;
        those of NaN are NaN.

    Raises
    ------
    ValueError
        A count is negative or infinite, or `level` is not between 0 and 1.

    Examples
    --------
    >>> lower, upper = garwood(5)
    >>> f"{lower:.6f} {upper:.6f}"
    '1.623486 11.668332'
    """
    if not 0 < level < 1:
        message = f"a level lies between 0 and 1, not {level}"
        raise ValueError(message)
    x = checked_counts(count, "count")
    tail = (1 - level) / 2
    lower = np.where(x > 0, gammaincinv(np.where(x > 0, x, 1.0), tail), x)
    upper = gammaincinv(x + 1, 1 - tail)
    return like_input(count, lower), like_input(count, upper)


def empirical_bayes(count: Values, population: Values) -> Values:
    """Return rates smoothed towards the mean of all areas (Marshall 1991, global).

    With b the overall rate and n the mean population, the between-area variance is
    ``a = Σ nᵢ(rᵢ − b)² / Σ nᵢ − b / n``, **clamped at 0**, and the rate
    ``b + a / (a + b / nᵢ) · (rᵢ − b)``.

    Parameters
    ----------
    count, population
        Same length (and index, of Series); NaN: unknown. A population may be person-years.

    Returns
    -------
        Rates per person, of the kind and index of `count`; NaN where the population is 0 or
        unknown, or the count unknown: such areas weigh nothing.

    Raises
    ------
    ValueError
        Lengths or indexes differ, or a value is negative or infinite.

    Examples
    --------
    >>> empirical_bayes(np.array([1.0, 2.0]), np.array([100.0, 200.0]))
    array([0.01, 0.01])
    """
    people, residents = checked_counts(count, "count"), checked_counts(population, "population")
    if people.shape != residents.shape:
        message = f"{people.shape} counts for {residents.shape} populations"
        raise ValueError(message)
    if (
        isinstance(count, pd.Series)
        and isinstance(population, pd.Series)
        and not count.index.equals(population.index)
    ):
        message = "counts and populations are indexed differently"
        raise ValueError(message)
    rates = np.full(people.shape, np.nan)
    kept = np.isfinite(people) & (residents > 0)
    if kept.any():
        n = residents[kept]
        raw = people[kept] / n
        b = people[kept].sum() / n.sum()
        a = max(0.0, (n * (raw - b) ** 2).sum() / n.sum() - b / n.mean())
        rates[kept] = b + a * n / (a * n + b) * (raw - b) if b > 0 else 0.0
    return like_input(count, rates)  # type: ignore[return-value]


def checked_counts(values: object, name: str) -> NDArray[np.float64]:
    """Return `values` as an array; ValueError where one is negative or infinite."""
    numbers = np.asarray(values, dtype=float)
    if (numbers < 0).any() or np.isinf(numbers).any():
        message = f"a {name} is negative or infinite"
        raise ValueError(message)
    return numbers


def like_input(model: object, values: NDArray[np.floating]) -> object:
    """Return `values` as the kind of `model`: a Series on its index, an array, a float."""
    if isinstance(model, pd.Series):
        return pd.Series(values, index=model.index)
    return values if np.ndim(values) else float(values)
