"""FDep recomputed: the first axis of income, diplomas, occupations and unemployment.

Source: Rey G. et al. (2009), Ecological association between a deprivation index and mortality
in France over the period 1997-2001, BMC Public Health 9:33: the first principal component of
four variables of a commune. Here variables are standardised, and each commune counts as its
people do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

#: The four components: each by the names that it may have, the first that is there.
COMPONENTS = (
    ("revenu_median",),
    ("part_bacheliers", "part_sans_bac"),
    ("part_ouvriers",),
    ("taux_chomage",),
)
#: those of which more is less deprived
_BETTER = frozenset({"revenu_median", "part_bacheliers"})
#: Communes under which an axis says nothing of France.
FEWEST = 200


def deprivation(table: pd.DataFrame, people: pd.Series[float]) -> pd.Series[float] | None:
    """Return the index of each commune, higher where people are more deprived.

    Parameters
    ----------
    table
        Index: codes. A column of each of :data:`COMPONENTS`; a commune that lacks one has no
        index.
    people
        Residents by code, which weigh the communes.

    Returns
    -------
        Standard deviations from the mean of residents, NaN where it is not known; None where
        fewer than :data:`FEWEST` communes have all four.
    """
    chosen = [next(name for name in names if name in table) for names in COMPONENTS]
    weights = people.reindex(table.index)
    whole = table[chosen].notna().all(axis=1) & (weights > 0)
    if int(whole.sum()) < FEWEST:
        return None
    values = table.loc[whole, chosen].to_numpy(dtype=float)
    signs = np.array([-1.0 if name in _BETTER else 1.0 for name in chosen])
    scores = first_axis(values * signs, np.array(weights[whole], dtype=np.float64))
    found = table[chosen[0]].astype(float) * np.nan
    found.loc[whole] = scores
    return found


def first_axis(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the scores on the first principal axis of standardised, weighted variables.

    They have mean 0 and standard deviation 1 by `weights`; the axis points to where most
    variables grow.

    >>> first_axis(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]), np.ones(3)).round(3).tolist()
    [-1.225, 0.0, 1.225]
    """
    share = weights / weights.sum()
    centred = values - share @ values
    spread = np.sqrt(share @ centred**2)
    standard = centred / np.where(spread > 0, spread, 1.0)
    _, _, axes = np.linalg.svd(standard * np.sqrt(share)[:, None], full_matrices=False)
    axis = axes[0] if axes[0].sum() >= 0 else -axes[0]
    scores = standard @ axis
    return np.asarray(scores / np.sqrt(share @ scores**2))
