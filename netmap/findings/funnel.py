"""The funnel: how far from the reference a rate may fall by chance alone, given its size.

A place with few residents may have any rate; a large one may not. The limits say which rates
chance explains, without ranking anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import gammaln, pdtr, pdtrik

from netmap.findings.rates import checked_counts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

#: Inside the first, chance explains a rate; outside the second, it hardly ever does.
LEVELS = (0.95, 0.998)

_PER = 1_000
_POINTS = 81


@dataclass(frozen=True)
class Funnel:
    """Places and the limits around the reference rate.

    Attributes
    ----------
    points
        Index as the places given, those that can be drawn; ``exposition`` (what people are
        counted over: residents × years, or people expected), ``taux`` and the limits ``bas_95,
        haut_95, bas_998, haut_998`` at its own size, ``ecart``: ``hors-998-bas``,
        ``hors-95-bas``, ``dedans``, ``hors-95-haut`` or ``hors-998-haut``.
    curve
        The limits from the smallest place to the largest: index ``exposition``, the same four
        columns.
    rate
        The reference.
    """

    points: pd.DataFrame
    curve: pd.DataFrame
    rate: float


def poisson_limits(
    expected: ArrayLike, *, level: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the counts between which a Poisson count of mean `expected` falls.

    Exact quantiles, interpolated between whole counts so that limits do not jump
    (Spiegelhalter 2005, *Statistics in Medicine* 24, appendix A.1.1): with r the smallest
    count of P(Y ≤ r) ≥ p, the limit is ``r − (P(Y ≤ r) − p) / P(Y = r)``, never below 0.

    Parameters
    ----------
    expected
        People expected at the reference rate, above 0; NaN: unknown.
    level
        Between 0 and 1.

    Returns
    -------
        Lower and upper limit; NaN where nobody can be expected, or it is unknown.

    Raises
    ------
    ValueError
        A number expected is negative or infinite, or `level` is not between 0 and 1.

    Examples
    --------
    >>> low, high = poisson_limits([10.0, 100.0])
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([3.78, 80.37], [16.16, 119.58])
    """
    if not 0 < level < 1:
        message = f"a level lies between 0 and 1, not {level}"
        raise ValueError(message)
    due = checked_counts(expected, "number expected")
    due = np.where(due > 0, due, np.nan)
    tail = (1 - level) / 2
    return _limit(tail, due), _limit(1 - tail, due)


def funnel(
    people: pd.Series[float],
    exposure: pd.Series[float],
    *,
    rate: float,
    per: float = _PER,
    dispersion: float = 1.0,
) -> Funnel:
    """Return places and the limits that chance sets about a reference rate.

    Parameters
    ----------
    people
        Accompanied; NaN: unknown or hidden, the place is left out.
    exposure
        Residents × years in which the service was open, same index; or people expected.
    rate
        The reference, above 0: people a year per 1,000; or, of people expected, 1.
    per
        What a rate is told of: 1,000 residents, or 1 person expected.
    dispersion
        Variance factor of the counts: limits are those of counts so many times smaller.

    Raises
    ------
    ValueError
        `rate` is not above 0, or a number is negative.

    Examples
    --------
    >>> people = pd.Series({"a": 2.0, "b": 30.0, "c": float("nan")})
    >>> years = pd.Series({"a": 10_000.0, "b": 30_000.0, "c": 500.0})
    >>> funnel(people, years, rate=1.0).points["ecart"].to_dict()
    {'a': 'hors-95-bas', 'b': 'dedans'}
    """
    if not rate > 0:
        message = f"the reference rate is {rate}, above 0 expected"
        raise ValueError(message)
    kept = people.notna() & (exposure > 0)
    over = exposure[kept].astype(float)
    points = pd.DataFrame({"exposition": over, "taux": per * people[kept] / over})
    points = points.join(_limits(over, rate / per, per, dispersion))
    points["ecart"] = [_side(row) for row in points.to_dict("records")]
    if points.empty:
        return Funnel(points, points.iloc[:0, 2:6], rate)
    ends = float(over.min()) / 1.15, float(over.max()) * 1.15
    grid = pd.Series(np.geomspace(*ends, _POINTS))
    limits = _limits(grid, rate / per, per, dispersion)
    curve = limits.set_axis(pd.Index(grid, name="exposition"))
    return Funnel(points, curve, rate)


def _limits(over: pd.Series[float], share: float, per: float, dispersion: float) -> pd.DataFrame:
    columns = {}
    for level, name in zip(LEVELS, ("95", "998"), strict=True):
        low, high = poisson_limits(over.to_numpy() * share / dispersion, level=level)
        columns[f"bas_{name}"] = per * dispersion * low / over
        columns[f"haut_{name}"] = per * dispersion * high / over
    return pd.DataFrame(columns, index=over.index)


def _side(row: Mapping[Any, float]) -> str:
    for name in ("998", "95"):
        if row["taux"] < row[f"bas_{name}"]:
            return f"hors-{name}-bas"
        if row["taux"] > row[f"haut_{name}"]:
            return f"hors-{name}-haut"
    return "dedans"


def _limit(p: float, mean: NDArray[np.float64]) -> NDArray[np.float64]:
    count = np.maximum(np.ceil(pdtrik(p, mean) - 1e-9), 0.0)
    # The inverse is good to some digits: step to the smallest whole count that reaches p.
    count = np.where(pdtr(count, mean) < p, count + 1, count)
    count = np.where((count > 0) & (pdtr(np.maximum(count - 1, 0), mean) >= p), count - 1, count)
    mass = np.exp(count * np.log(mean) - mean - gammaln(count + 1))
    return np.asarray(np.maximum(count - (pdtr(count, mean) - p) / mass, 0.0))
