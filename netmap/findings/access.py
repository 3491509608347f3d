"""How much permanence people can reach: floating catchment areas, on arrays.

Both measures share each site's supply among the people who can reach it, then add up
at each origin what its people can reach. They are ours: never call them APL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = "NDArray[np.float64]"
Indices: TypeAlias = "NDArray[np.integer]"
#: Minutes or km, origins × sites: a dense array, or a scipy CSR, CSC or COO array.
Cost: TypeAlias = "ArrayLike | Sparse"
Sparse: TypeAlias = (
    "sparse.csr_array[np.float64] | sparse.csc_array[np.float64] | sparse.coo_array[np.float64]"
)

#: Weights of Luo & Qi (2009) for three bands, Gaussian, fast decay: the usual default.
LUO_QI_WEIGHTS = (1.0, 0.68, 0.22)

_BLOCK_CELLS = 1 << 20
_BLOCK_PAIRS = 1 << 16


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
    reach: _Reach
    if sparse.issparse(cost):
        reach = _SparseReach(cost, edges, values)
    else:
        reach = _DenseReach(cost, edges, values)
    n_origins, n_sites = reach.shape
    people = _amounts(population, n_origins, "population")
    offered = _amounts(supply, n_sites, "supply")
    demand = _sum_known(reach.to_sites, people)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(offered == 0, 0.0, offered / demand)
    ratio[np.isinf(ratio)] = np.nan
    return _sum_known(reach.to_origins, ratio)


class _Reach:
    """Weights of pairs, seen from the sites and from the origins."""

    shape: tuple[int, int]

    def to_sites(self, origin_values: Floats) -> Floats:
        raise NotImplementedError

    def to_origins(self, site_values: Floats) -> Floats:
        raise NotImplementedError


class _SparseReach(_Reach):
    """Bands of the pairs, a byte each: their weights are made again block by block."""

    def __init__(self, cost: Sparse, edges: Floats, values: Floats) -> None:
        if cost.format not in {"csr", "csc", "coo"}:
            message = f"sparse format {cost.format!r}: csr, csc or coo expected, which keep zeros"
            raise TypeError(message)
        if _stores_twice(cost):
            message = "a pair of origin and site is stored twice in the sparse cost"
            raise ValueError(message)
        self.cost = cost
        self.shape = cost.shape
        self.weights = np.append(values, 0.0)
        self.bands = np.empty(cost.nnz, dtype=np.min_scalar_type(edges.size))
        for start in range(0, cost.nnz, _BLOCK_PAIRS):
            block = slice(start, start + _BLOCK_PAIRS)
            _check_costs(cost.data[block])
            self.bands[block] = np.searchsorted(edges, cost.data[block], side="left")

    def _blocks(self) -> Iterator[tuple[Indices, Indices, Floats]]:
        """Yield origins, sites and weights of pairs, in the order in which they are stored."""
        if self.cost.format == "coo":
            origins, sites = self.cost.coords
            for start in range(0, self.cost.nnz, _BLOCK_PAIRS):
                block = slice(start, start + _BLOCK_PAIRS)
                yield origins[block], sites[block], self.weights[self.bands[block]]
            return
        starts, minor = self.cost.indptr, self.cost.indices
        first = 0
        while first < starts.size - 1:
            full = int(np.searchsorted(starts, starts[first] + _BLOCK_PAIRS, side="right")) - 1
            last = max(full, first + 1)
            block = slice(starts[first], starts[last])
            major = np.repeat(np.arange(first, last), np.diff(starts[first : last + 1]))
            pair = (major, minor[block]) if self.cost.format == "csr" else (minor[block], major)
            yield *pair, self.weights[self.bands[block]]
            first = last

    def to_sites(self, origin_values: Floats) -> Floats:
        total = np.zeros(self.shape[1])
        for origins, sites, weights in self._blocks():
            np.add.at(total, sites, weights * origin_values[origins])
        return total

    def to_origins(self, site_values: Floats) -> Floats:
        total = np.zeros(self.shape[0])
        for origins, sites, weights in self._blocks():
            np.add.at(total, origins, weights * site_values[sites])
        return total


class _DenseReach(_Reach):
    """Weights made again block by block: a dense cost of 35,000 × 5,000 is never copied."""

    def __init__(self, cost: ArrayLike, edges: Floats, values: Floats) -> None:
        array = np.asarray(cost)
        if array.ndim != 2:  # noqa: PLR2004
            message = f"cost has {array.ndim} dimension(s), 2 expected (origins × sites)"
            raise ValueError(message)
        if not np.issubdtype(array.dtype, np.floating):
            array = array.astype(np.float64)
        self.cost = array
        self.shape = (array.shape[0], array.shape[1])
        self.edges = edges
        self.values = values
        for start, stop in self._blocks():
            _check_costs(array[start:stop])

    def _blocks(self) -> list[tuple[int, int]]:
        rows, columns = self.shape
        step = max(1, _BLOCK_CELLS // max(1, columns))
        return [(start, min(start + step, rows)) for start in range(0, rows, step)]

    def to_sites(self, origin_values: Floats) -> Floats:
        total = np.zeros(self.shape[1])
        for start, stop in self._blocks():
            weights = _weigh(self.cost[start:stop], self.edges, self.values)
            total += origin_values[start:stop] @ weights
        return total

    def to_origins(self, site_values: Floats) -> Floats:
        total = np.empty(self.shape[0])
        for start, stop in self._blocks():
            weights = _weigh(self.cost[start:stop], self.edges, self.values)
            total[start:stop] = weights @ site_values
        return total


def _stores_twice(cost: Sparse) -> bool:
    if cost.format == "coo":
        origins, sites = cost.coords
        cells = cost.shape[0] * cost.shape[1]
        narrow = cells <= np.iinfo(np.int32).max
        keys = np.array(origins, dtype=np.int32 if narrow else np.int64)
        np.multiply(keys, cost.shape[1], out=keys)
        np.add(keys, sites, out=keys, casting="same_kind")
        keys.sort()
        # Blocks overlap by one, so that two neighbours are always compared.
        blocks = (
            keys[start : start + _BLOCK_PAIRS + 1] for start in range(0, len(keys), _BLOCK_PAIRS)
        )
        return any(bool((block[1:] == block[:-1]).any()) for block in blocks)
    # Another view of the same arrays, for what scipy has noted of the first may be untrue.
    alike = type(cost)
    distinct = alike((cost.data, cost.indices, cost.indptr), shape=cost.shape)
    if not distinct.has_canonical_format:
        distinct = distinct.copy()
        distinct.sum_duplicates()
    return bool(distinct.nnz != cost.nnz)


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


def _weigh(cost: Floats, edges: Floats, values: Floats) -> Floats:
    if edges.size == 1:
        return np.asarray((cost <= edges[0]) * values[0], dtype=np.float64)
    band = np.searchsorted(edges, cost, side="left")
    return np.asarray(np.append(values, 0.0)[band], dtype=np.float64)


def _check_costs(cost: Floats) -> None:
    if cost.size and not (cost >= 0).all():
        message = "a cost is negative or NaN: write inf (or store nothing) for out of reach"
        raise ValueError(message)


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
