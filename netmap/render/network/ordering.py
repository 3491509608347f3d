"""The order of partners within each layer of the drawing.

Barycentre sweeps (Sugiyama, Tagawa and Toda 1981), held back so that a working group
finds its partners where it left them: the middle layer keeps the order of its keys
unless another order removes at least a fifth of the crossings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SWEEPS = 4
_WORTHWHILE = 0.8
#: barycentres are rounded, so that keys decide between partners that are nearly level
_LEVELS = 64

Ranks = NDArray[np.int64]
Edges = NDArray[np.int64]


def order_layers(
    layer: Sequence[str], keys: Sequence[tuple[str, ...]], edges: Edges, *, middle: str
) -> Ranks:
    """Return the rank of each node within its layer.

    Nodes of the middle layer follow their keys; each node of another layer goes to the
    mean rank of its neighbours in the middle one, then by its keys. So a node that is
    added moves nothing but those after it. Nodes with no relation at all come last.

    Parameters
    ----------
    layer
        Name of the layer of each node.
    keys
        Sorting key of each node, unique.
    edges
        Shape (m, 2): indices of nodes; direction does not matter.
    middle
        The layer that the others are ordered by.

    Returns
    -------
    ndarray of int, shape (n,)
        0, 1, … within each layer.

    Examples
    --------
    >>> edges = np.array([[0, 3], [1, 2]])
    >>> order_layers(["a", "a", "m", "m"], [("a",), ("b",), ("c",), ("d",)], edges, middle="m")
    array([1, 0, 0, 1])
    """
    count = len(layer)
    by_key = np.empty(count, dtype=np.int64)
    by_key[sorted(range(count), key=keys.__getitem__)] = np.arange(count)
    names = np.asarray(layer, dtype=object)
    members = {name: np.flatnonzero(names == name) for name in sorted(set(layer))}
    edges = np.asarray(edges, dtype=np.int64).reshape(-1, 2)
    edges = edges[edges[:, 0] != edges[:, 1]]
    if middle not in members:
        return _ranks(members, by_key.astype(float), by_key)

    best = _outwards(members, middle, by_key.astype(float), by_key, edges)
    least = _crossings(members, middle, best, edges)
    tried, bound = best, least * _WORTHWHILE
    for _ in range(_SWEEPS if len(members[middle]) > 2 and least else 0):  # noqa: PLR2004
        pull = _barycentre(count, _level(members, tried), edges, among=names != middle)
        tried = _outwards(members, middle, pull, by_key, edges)
        crossings = _crossings(members, middle, tried, edges)
        if crossings < min(least, bound):
            best, least = tried, crossings
    return best


def _outwards(
    members: Mapping[str, Ranks],
    middle: str,
    pull: NDArray[np.float64],
    by_key: Ranks,
    edges: Edges,
) -> Ranks:
    """Order the middle layer by `pull`, then the others by their neighbours in it."""
    count = len(by_key)
    ranks = _ranks({middle: members[middle]}, _rounded(pull), by_key, count=count)
    inside = np.zeros(count, dtype=bool)
    inside[members[middle]] = True
    level = _level({middle: members[middle]}, ranks)
    first = _barycentre(count, level, edges, among=inside)
    outer = {name: nodes for name, nodes in members.items() if name != middle}
    ranks[~inside] = _ranks(outer, _rounded(first), by_key)[~inside]
    # partners that no mediation point knows follow those that they are linked to
    known = np.isfinite(first) | inside
    second = np.where(known, first, _barycentre(count, _level(members, ranks), edges, among=known))
    ranks[~inside] = _ranks(outer, _rounded(second), by_key)[~inside]
    return ranks


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    scale = _LEVELS if np.nanmax(values, initial=0.0) <= 1 else 1
    return np.where(np.isfinite(values), np.round(values * scale) / scale, np.inf)


def _ranks(
    members: Mapping[str, Ranks], value: NDArray[np.float64], by_key: Ranks, *, count: int = 0
) -> Ranks:
    ranks = np.zeros(count or len(by_key), dtype=np.int64)
    for nodes in members.values():
        order = nodes[np.lexsort((by_key[nodes], value[nodes]))]
        ranks[order] = np.arange(len(nodes))
    return ranks


def _level(members: Mapping[str, Ranks], ranks: Ranks) -> NDArray[np.float64]:
    """Return ranks as heights from 0 to 1, so that layers of any size compare."""
    level = np.full(len(ranks), np.nan)
    for nodes in members.values():
        level[nodes] = (ranks[nodes] + 0.5) / len(nodes)
    return level


def _barycentre(
    count: int, level: NDArray[np.float64], edges: Edges, *, among: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the mean level of each node's neighbours among some; NaN: it has none there."""
    ends = np.vstack([edges, edges[:, ::-1]])
    ends = ends[among[ends[:, 1]]]
    degree = np.bincount(ends[:, 0], minlength=count)
    total = np.bincount(ends[:, 0], weights=np.nan_to_num(level[ends[:, 1]]), minlength=count)
    mean = np.full(count, np.nan)
    mean[degree > 0] = total[degree > 0] / degree[degree > 0]
    return mean


def _crossings(members: Mapping[str, Ranks], middle: str, ranks: Ranks, edges: Edges) -> int:
    """Count the pairs of relations that cross between the middle layer and each other one."""
    inside = np.isin(edges, members[middle])
    across = edges[inside.sum(axis=1) == 1]
    core = np.where(np.isin(across[:, 0], members[middle]), across[:, 0], across[:, 1])
    other = across.sum(axis=1) - core
    return sum(
        count_crossings(ranks[core[mine]], ranks[other[mine]])
        for name, nodes in members.items()
        if name != middle
        for mine in [np.isin(other, nodes)]
    )


def count_crossings(left: Ranks, right: Ranks) -> int:
    """Count the pairs of segments between two columns that cross.

    Segments that share an end do not cross (Barth, Jünger and Mutzel 2002: inversions of
    the right ends, sorted by the left ones; here merged bottom-up).

    >>> count_crossings(np.array([0, 0, 1]), np.array([1, 2, 0]))
    2
    """
    values = np.asarray(right)[np.lexsort((right, left))]
    if len(values) < 2:  # noqa: PLR2004
        return 0
    size = 1 << (len(values) - 1).bit_length()
    top = int(values.max()) + 1
    padded = np.concatenate([values, np.full(size - len(values), top)]).astype(np.int64)
    total, width = 0, 1
    while width < size:
        blocks = padded.reshape(-1, 2, width)
        offset = np.arange(len(blocks), dtype=np.int64)[:, None] * (top + 1)
        lower, upper = (blocks[:, 0] + offset).ravel(), (blocks[:, 1] + offset).ravel()
        # for each value of an upper half, those of its lower half that are greater
        not_greater = np.searchsorted(lower, upper, side="right").reshape(-1, width)
        before = np.arange(len(blocks), dtype=np.int64)[:, None] * width
        total += int((width - (not_greater - before)).sum())
        padded = np.sort(padded.reshape(-1, 2 * width), axis=1).ravel()
        width *= 2
    return total
