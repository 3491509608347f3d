"""Who reaches which site: weights of pairs, seen from both sides, dense or sparse."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray
    from scipy import sparse

Floats: TypeAlias = "NDArray[np.float64]"
Indices: TypeAlias = "NDArray[np.integer]"
#: Minutes or km, origins × sites: a dense array, or a scipy CSR, CSC or COO array.
Cost: TypeAlias = "ArrayLike | Sparse"
Sparse: TypeAlias = (
    "sparse.csr_array[np.float64] | sparse.csc_array[np.float64] | sparse.coo_array[np.float64]"
)


_BLOCK_CELLS = 1 << 20
_BLOCK_PAIRS = 1 << 16


class Reach:
    """Weights of pairs, seen from the sites and from the origins."""

    shape: tuple[int, int]

    def to_sites(self, origin_values: Floats) -> Floats:
        """Return what each site receives of values of origins."""
        raise NotImplementedError

    def to_origins(self, site_values: Floats) -> Floats:
        """Return what each origin receives of values of sites."""
        raise NotImplementedError


class SparseReach(Reach):
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
        """Return what each site receives, pairs being weighed block by block."""
        total = np.zeros(self.shape[1])
        for origins, sites, weights in self._blocks():
            np.add.at(total, sites, weights * origin_values[origins])
        return total

    def to_origins(self, site_values: Floats) -> Floats:
        """Return what each origin receives, pairs being weighed block by block."""
        total = np.zeros(self.shape[0])
        for origins, sites, weights in self._blocks():
            np.add.at(total, origins, weights * site_values[sites])
        return total


class DenseReach(Reach):
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
        """Return what each site receives, pairs being weighed block by block."""
        total = np.zeros(self.shape[1])
        for start, stop in self._blocks():
            weights = _weigh(self.cost[start:stop], self.edges, self.values)
            total += origin_values[start:stop] @ weights
        return total

    def to_origins(self, site_values: Floats) -> Floats:
        """Return what each origin receives, pairs being weighed block by block."""
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


def _weigh(cost: Floats, edges: Floats, values: Floats) -> Floats:
    if edges.size == 1:
        return np.asarray((cost <= edges[0]) * values[0], dtype=np.float64)
    band = np.searchsorted(edges, cost, side="left")
    return np.asarray(np.append(values, 0.0)[band], dtype=np.float64)


def _check_costs(cost: Floats) -> None:
    if cost.size and not (cost >= 0).all():
        message = "a cost is negative or NaN: write inf (or store nothing) for out of reach"
        raise ValueError(message)
