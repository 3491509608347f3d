"""How many complete chains can stand side by side, no partner serving in two of them.

A *branch* is a mediation point with the upstream partners that refer to it and the downstream
partners that it refers to. A complete chain takes one branch, one of its upstream partners and
another of its downstream partners. By Menger's theorem the largest number of chains that share
no partner is a maximum flow with vertex capacities of 1, as long as nobody is upstream *and*
downstream. A partner that is both could be counted on either side of the flow at once, even in
the loop partner → mediation → same partner, which is no chain: the flow then says too much.

The exact answer is a matching. Split each mediation point *m* into ``m_in`` and ``m_out``,
joined by an edge; join a partner to ``m_in`` if it refers to *m*, and to ``m_out`` if *m*
refers to it. A matching of the branches' own edges has one edge a mediation point. A set of k
disjoint chains replaces k of them by two edges each, to two distinct partners: a matching of
``M + k`` edges. Conversely every edge of a matching touches some ``m_in`` or ``m_out``, so that
``M + k`` edges leave at least k mediation points with two edges, hence k disjoint chains. So
the number of chains is the size of a maximum matching minus M. Without a partner on both sides
the graph is bipartite and this is the unit-capacity flow; with one it has odd cycles, and the
search for augmenting paths contracts them (Edmonds 1965).
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FREE = -1


class Branch(NamedTuple):
    """A mediation point with those who refer to it and those it refers to: partner ids, sorted."""

    mediation: str
    upstream: tuple[str, ...]
    downstream: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether some upstream partner can pass through to some *other* downstream partner."""
        return (
            bool(self.upstream)
            and bool(self.downstream)
            and (
                len(self.upstream) > 1
                or len(self.downstream) > 1
                or self.upstream != self.downstream
            )
        )

    def without(self, lost: str) -> Branch:
        """Return the branch once a partner on either side is lost."""
        return Branch(
            self.mediation,
            tuple(partner for partner in self.upstream if partner != lost),
            tuple(partner for partner in self.downstream if partner != lost),
        )


def count_chains(branches: Sequence[Branch]) -> int:
    """Return the largest number of complete chains that share no partner.

    Parameters
    ----------
    branches
        Mediation points, each once. Nobody is both a mediation point and one of its partners.

    Returns
    -------
    int
        From 0 to the number of branches.

    Examples
    --------
    >>> count_chains([Branch("m", ("a",), ("d",)), Branch("n", ("a", "b"), ("d", "e"))])
    2
    >>> count_chains([Branch("m", ("x",), ("x",))])
    0
    """
    live = [branch for branch in branches if branch.complete]
    if len(live) < 2:  # noqa: PLR2004
        return len(live)
    upstream = {partner for branch in live for partner in branch.upstream}
    downstream = {partner for branch in live for partner in branch.downstream}
    ceiling = min(len(live), len(upstream), len(downstream), len(upstream | downstream) // 2)
    pairs = _greedy(live)
    found = sum(pair is not None for pair in pairs)
    return found if found == ceiling else _matching(live, pairs) - len(live)


def breaking_partners(branches: Sequence[Branch]) -> tuple[str, ...]:
    """Return the partners each of whom, lost alone, leaves no complete chain.

    Parameters
    ----------
    branches
        As in :func:`count_chains`.

    Returns
    -------
    tuple of str
        Sorted ids; empty where there is no chain to break, or where two share no partner.

    Examples
    --------
    >>> breaking_partners([Branch("m", ("a", "b"), ("d",))])
    ('d', 'm')
    """
    live = [branch for branch in branches if branch.complete]
    if not live:
        return ()
    mediation, upstream, downstream = live[0]
    first = next((u, d) for u in upstream[:2] for d in downstream[:2] if u != d)
    lost = [
        partner for partner in first if not any(branch.without(partner).complete for branch in live)
    ]
    return tuple(sorted([*lost, mediation] if len(live) == 1 else lost))


def _greedy(branches: Sequence[Branch]) -> list[tuple[str, str] | None]:
    """Give each branch in turn, the narrowest first, two partners that nobody has taken."""
    pairs: list[tuple[str, str] | None] = [None] * len(branches)
    taken: set[str] = set()
    narrow = sorted(
        range(len(branches)), key=lambda i: len(branches[i].upstream) + len(branches[i].downstream)
    )
    for i in narrow:
        ups = _untaken(branches[i].upstream, taken)
        downs = _untaken(branches[i].downstream, taken)
        pair = next(((u, d) for u in ups for d in downs if u != d), None)
        if pair is not None:
            pairs[i] = pair
            taken.update(pair)
    return pairs


def _untaken(partners: Iterable[str], taken: set[str]) -> list[str]:
    """Return the first two partners that are free: two are enough to find distinct ends."""
    free: list[str] = []
    for partner in partners:
        if partner not in taken:
            free.append(partner)
            if len(free) == 2:  # noqa: PLR2004
                break
    return free


def _matching(branches: Sequence[Branch], pairs: Sequence[tuple[str, str] | None]) -> int:
    """Return the size of a maximum matching of the split graph, starting from known chains.

    Nodes 2i and 2i + 1 are the two halves of branch i; partners follow.
    """
    numbers: dict[str, int] = {}
    neighbours: list[list[int]] = [[] for _ in range(2 * len(branches))]
    for i, branch in enumerate(branches):
        neighbours[2 * i].append(2 * i + 1)
        neighbours[2 * i + 1].append(2 * i)
        for half, side in ((2 * i, branch.upstream), (2 * i + 1, branch.downstream)):
            for partner in side:
                node = numbers.setdefault(partner, len(neighbours))
                if node == len(neighbours):
                    neighbours.append([])
                neighbours[half].append(node)
                neighbours[node].append(half)
    mate = [_FREE] * len(neighbours)
    for i, pair in enumerate(pairs):
        ends = (2 * i + 1, 2 * i) if pair is None else (numbers[pair[0]], numbers[pair[1]])
        for half, end in zip((2 * i, 2 * i + 1), ends, strict=True):
            mate[half], mate[end] = end, half
    for node in numbers.values():
        if mate[node] == _FREE:
            _augment(neighbours, mate, node)
    return sum(other != _FREE for other in mate) // 2


def _augment(neighbours: list[list[int]], mate: list[int], root: int) -> None:
    """Lengthen the matching along an alternating path from a free node, if there is one."""
    parent = [_FREE] * len(mate)
    base = list(range(len(mate)))
    outer = [False] * len(mate)
    outer[root] = True
    queue = deque([root])
    while queue:
        node = queue.popleft()
        for other in neighbours[node]:
            if base[node] == base[other] or mate[node] == other:
                continue
            # never the root: it is scanned first, and labels all its neighbours
            if mate[other] != _FREE and parent[mate[other]] != _FREE:
                for inner in _contract(node, other, mate, parent, base):
                    if not outer[inner]:
                        outer[inner] = True
                        queue.append(inner)
            elif parent[other] == _FREE:
                parent[other] = node
                if mate[other] == _FREE:
                    _flip(other, mate, parent)
                    return
                outer[mate[other]] = True
                queue.append(mate[other])


def _contract(a: int, b: int, mate: list[int], parent: list[int], base: list[int]) -> list[int]:
    """Shrink the odd cycle closed by the edge a–b to its base; return the nodes it holds."""
    seen: set[int] = set()
    node = a
    while True:
        node = base[node]
        seen.add(node)
        if mate[node] == _FREE:
            break
        node = parent[mate[node]]
    stem = base[b]
    while stem not in seen:
        stem = base[parent[mate[stem]]]
    cycle: set[int] = set()
    for start, child in ((a, b), (b, a)):
        node, back = start, child
        while base[node] != stem:
            cycle.update((base[node], base[mate[node]]))
            parent[node] = back
            back = mate[node]
            node = parent[back]
    inside = [node for node in range(len(base)) if base[node] in cycle]
    for node in inside:
        base[node] = stem
    return inside


def _flip(end: int, mate: list[int], parent: list[int]) -> None:
    """Exchange matched and unmatched edges along the path that ends in a free node."""
    node = end
    while node != _FREE:
        before = parent[node]
        after = mate[before]
        mate[node], mate[before] = before, node
        node = after
