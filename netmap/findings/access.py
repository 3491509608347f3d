"""How much permanence people can reach: floating catchment areas, on arrays.

Both measures share each site's supply among the people who can reach it, then add up
at each origin what its people can reach. They are ours: never call them APL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from netmap.findings.reach import DenseReach, Reach, SparseReach

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike

    from netmap.findings.reach import Cost, Floats

#: Weights of Luo & Qi (2009) for three bands, Gaussian, fast decay: the usual default.
LUO_QI_WEIGHTS = (1.0, 0.68, 0.22)


def two_step_fca(
    cost: Cost, population: ArrayLike, supply: ArrayLike, *, catchment: float
) -> Floats:
    """Return each origin's accessible supply per person (Luo & Wang 2003).

    ``A_i = Σ_j [d_ij ≤ d0] · S_j / Σ_k [d_kj ≤ d0] · P_k``. The bound is inclusive.

    Parameters
    ----------
    cost
        Origins in rows, sites in columns. Dense: ``inf`` is *out of reach*. Sparse: a pair
        that is not stored is out of reach, and **a stored 0 is a cost of zero** (CSR, CSC
        and COO keep stored zeros; do not call ``eliminate_zeros``).
    population
        People an origin, NaN where unknown.
    supply
        Supply a site (half-days of permanence), NaN where unknown.
    catchment
        Largest cost at which a site is reached, in the unit of `cost`.

    Returns
    -------
    Floats
        One value an origin, in units of supply per person. 0: nothing within reach. NaN:
        cannot be known, because a site within reach has an unknown supply or is shared
        with people whose number is unknown, or because it is within reach of nobody at all.

    Raises
    ------
    TypeError
        A sparse cost of a format that may lose stored zeros.
    ValueError
        Shapes that do not fit; a cost that is negative, NaN or stored twice; a negative
        population or supply; a catchment that is not a positive number.

    Notes
    -----
    Where nothing is NaN, ``Σ_i A_i P_i`` is the supply of the sites that somebody reaches.

    Examples
    --------
    >>> cost = [[1, 40, 20], [40, 1, 20], [20, 20, 1]]
    >>> two_step_fca(cost, [100, 50, 10], [15, 20, 100], catchment=30).round(6)
    array([0.761364, 0.958333, 1.094697])
    """
    return enhanced_two_step_fca(cost, population, supply, bands=(catchment,), weights=(1.0,))


def enhanced_two_step_fca(
    cost: Cost,
    population: ArrayLike,
    supply: ArrayLike,
    *,
    bands: Sequence[float],
    weights: Sequence[float] = LUO_QI_WEIGHTS,
) -> Floats:
    """Return accessible supply per person where nearer counts more (Luo & Qi 2009).

    Parameters
    ----------
    cost, population, supply
        As in :func:`two_step_fca`.
    bands
        Upper bounds of the bands, inclusive and rising; beyond the last, out of reach.
    weights
        One weight a band, never rising with distance; 0 is out of reach.

    Returns
    -------
    Floats
        As in :func:`two_step_fca`.

    Raises
    ------
    TypeError, ValueError
        As in :func:`two_step_fca`; also bands that do not rise, or weights that do.

    Examples
    --------
    >>> cost = [[1, 40, 20], [40, 1, 20], [20, 20, 1]]
    >>> enhanced_two_step_fca(
    ...     cost, [100, 50, 10], [15, 20, 100], bands=(10, 30, 60), weights=(1, 0.68, 0.22)
    ... ).round(6)
    array([0.790315, 0.888964, 1.152033])
    """
    edges, values = _steps(bands, weights)
    reach: Reach
    if sparse.issparse(cost):
        reach = SparseReach(cost, edges, values)
    else:
        reach = DenseReach(cost, edges, values)
    n_origins, n_sites = reach.shape
    people = _amounts(population, n_origins, "population")
    offered = _amounts(supply, n_sites, "supply")
    demand = _sum_known(reach.to_sites, people)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(offered == 0, 0.0, offered / demand)
    ratio[np.isinf(ratio)] = np.nan
    return _sum_known(reach.to_origins, ratio)


def _steps(bands: Sequence[float], weights: Sequence[float]) -> tuple[Floats, Floats]:
    edges = np.asarray(bands, dtype=np.float64)
    values = np.asarray(weights, dtype=np.float64)
    message = ""
    if edges.ndim != 1 or edges.size == 0 or edges.shape != values.shape:
        message = f"{edges.size} band(s) and {values.size} weight(s): one weight a band expected"
    elif not (np.isfinite(edges).all() and edges[0] > 0 and (np.diff(edges) > 0).all()):
        message = f"bands {edges.tolist()}: positive and rising bounds expected"
    elif not (np.isfinite(values).all() and values[-1] >= 0 and (np.diff(values) <= 0).all()):
        message = f"weights {values.tolist()}: not negative, never rising with distance expected"
    if message:
        raise ValueError(message)
    return edges, values


def _amounts(values: ArrayLike, size: int, name: str) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    if array.shape != (size,):
        message = f"{name} has shape {array.shape}, ({size},) expected from the cost"
        raise ValueError(message)
    if (array < 0).any() or np.isinf(array).any():
        message = f"{name} has a negative or infinite value"
        raise ValueError(message)
    return array


def _sum_known(spread: Callable[[Floats], Floats], values: Floats) -> Floats:
    """Spread `values`; NaN only where a NaN really weighs in."""
    unknown = np.isnan(values)
    if not unknown.any():
        return spread(values)
    total = spread(np.where(unknown, 0.0, values))
    total[spread(unknown.astype(np.float64)) > 0] = np.nan
    return total
