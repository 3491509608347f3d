"""The variance factor of counts of people: those who come back, and those who come together.

People who return the next year, or who come with their household, are counted several times for
one decision to come: such a count varies φ times as much as a Poisson count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.periods import longest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netmap.settings import DensitySettings


def variance_factor(
    *, periods: int, options: DensitySettings, distinct_share: float | None = None
) -> float:
    """Return φ, the variance of a pooled count over its mean.

    A household of h people that comes n times adds h·n to the count: φ = E[(hn)²]/E[hn]. With h
    and n geometric and independent that is ``(2·E[h] − 1)·(2·E[n] − 1)``.

    Parameters
    ----------
    periods
        How many are pooled; nobody returns in a single one.
    options
        ``household``: people who come together; ``returning``: share of the people of a period
        who come back in the next, where nobody is told to be new.
    distinct_share
        Distinct people over the pooled count, 1/E[n]; None: not told.

    Examples
    --------
    >>> from netmap.settings import DensitySettings
    >>> stated = DensitySettings(returning=0.35, household=1.5)
    >>> round(variance_factor(periods=1, options=stated), 2)
    2.0
    >>> round(variance_factor(periods=4, options=stated), 2)
    3.42
    >>> round(variance_factor(periods=4, options=stated, distinct_share=1.0), 2)
    2.0
    """
    if distinct_share is None:
        distinct_share = (1 + (periods - 1) * (1 - options.returning)) / max(periods, 1)
    times = 2 / distinct_share - 1 if periods > 1 else 1.0
    return (2 * options.household - 1) * times


def pooled_periods(periods: Iterable[object], options: DensitySettings) -> list[str]:
    """Return the periods that are pooled and inside no other of them, sorted."""
    chosen = frozenset(options.periods)
    return list(longest(str(one) for one in periods if not chosen or str(one) in chosen))


def people_of_a_sector(periods: Iterable[object], options: DensitySettings) -> float:
    """Return how many people a sector must expect: as many as say what so many alone would.

    It draws on what is stated, never on what is counted: who is in a sector tells nothing.
    """
    pooled = len(pooled_periods(periods, options))
    return options.sector_expected * variance_factor(periods=pooled, options=options)
