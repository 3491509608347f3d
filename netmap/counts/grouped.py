"""Zones by the place that they are in, to be summed as often as it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class Grouped:
    """Which place each zone is in.

    Parameters
    ----------
    key
        Of each zone, the place; a missing one is in none.
    places
        The places, in the order of the sums; None: those of `key`, sorted.

    Examples
    --------
    >>> grouped = Grouped(pd.Series(["b", "a", None, "b"]))
    >>> grouped.places.tolist(), grouped.total([1.0, 2.0, 4.0, 8.0]).tolist()
    (['a', 'b'], [2.0, 9.0])
    """

    def __init__(self, key: pd.Series[str], places: pd.Index[str] | None = None) -> None:
        if places is None:
            group, self.places = pd.factorize(key, sort=True)
        else:
            group, self.places = places.get_indexer(pd.Index(key)), places
        self._inside = group >= 0
        self._group = group[self._inside]

    def total(self, amounts: ArrayLike) -> NDArray[np.float64]:
        """Return the sum of each place; NaN where an amount of it is."""
        weights = np.asarray(amounts, dtype=np.float64)[self._inside]
        sums = np.bincount(self._group, weights=weights, minlength=len(self.places))
        return sums.astype(np.float64)
