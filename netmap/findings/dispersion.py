"""The variance factor of the counts of a release, from what it shows of each period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netmap.counts.dispersion import pooled_periods, variance_factor

if TYPE_CHECKING:
    from netmap.disclosure.shown import ShownCounts
    from netmap.settings import DensitySettings


def distinct_people(counts: ShownCounts, options: DensitySettings) -> float:
    """Return how many people the pooled count is made of, each once; NaN: not told.

    Whoever came in the first period is one person; in the others, those who are new are.
    """
    shown = counts.periods.shown.astype(np.float64)
    rows = shown.loc[pooled_periods(shown.index, options)]
    later = rows["nouvelles"].iloc[1:].sum(skipna=False)
    return float(rows["personnes"].iloc[:1].sum(skipna=False) + later)


def dispersion_of(counts: ShownCounts, options: DensitySettings) -> float:
    """Return φ of the pooled counts: from distinct people where they are shown, else as stated.

    See :func:`netmap.counts.dispersion.variance_factor`.
    """
    shown = counts.periods.shown
    periods = pooled_periods(shown.index, options)
    pooled = float(shown.loc[periods, "personnes"].astype(np.float64).sum(skipna=False))
    distinct = distinct_people(counts, options)
    return variance_factor(
        periods=len(periods),
        options=options,
        distinct_share=distinct / pooled if 0 < distinct <= pooled else None,
    )
