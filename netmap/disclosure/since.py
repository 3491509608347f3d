"""What has come from one state to the next: counts of the same places, less those of before."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx

from netmap.disclosure.cells import TERRITORY
from netmap.disclosure.states import Bond, of_a_visit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from netmap.disclosure.cells import CountSystem
    from netmap.disclosure.lineage import Lineage
    from netmap.disclosure.states import Space, Term
    from netmap.formats.releases import Key

_PLACES = ("zone", "commune", "qpv")


class Since:
    """What binds each state to the next one that has the same counts."""

    def __init__(
        self, space: Space, system: CountSystem, keys: Sequence[Key], lineage: Lineage
    ) -> None:
        self._space = space
        self._keys = keys
        self._lineage = lineage
        #: of today's counts, those that no page shows, but that grow as others do
        self._between = {
            key
            for key, published in zip(keys, system.published, strict=True)
            if not published and (key[0] == "contacts" or of_a_visit(key))
        }

    def all(self) -> Iterator[Bond]:
        """Yield every bond."""
        for piece in range(len(self._space.pieces)):
            having = [n for n in range(self._space.last + 1) if self._space.has(n, piece)]
            for before, after in pairwise(having):
                yield from self._of_places(before, after, piece)
        yield from self._of_others()

    def _of_places(self, before: int, after: int, piece: int) -> Iterator[Bond]:
        """Yield counts of places as those of before, and what came."""
        space = self._space
        then, now = (
            {level: space.places(number, piece, level) for level in (*_PLACES, TERRITORY)}
            for number in (before, after)
        )
        for level in _PLACES:
            for old, new in self._kin(then[level], now[level], after):
                terms = self._difference(before, after, piece, old, new)
                sure = level != "zone" or self._is_same_rest(old, new, then["zone"], now["zone"])
                yield Bond(terms, rise=True, sure=sure)
        communes = self._kin(then["commune"], now["commune"], after)
        gone = then["commune"].difference(*(old for old, _ in communes))
        come = now["commune"].difference(*(new for _, new in communes))
        for total in then[TERRITORY] & now[TERRITORY]:
            terms = self._difference(before, after, piece, {total}, {total})
            terms |= {space.term(before, piece, key): -1.0 for key in gone}
            terms |= {space.term(after, piece, key): 1.0 for key in come}
            yield Bond(terms, rise=True)

    def _of_others(self) -> Iterator[Bond]:
        """Yield all other counts as those of before, and what came; none at the same doors."""
        last = self._space.last
        every = [
            {k for k in state.keys if k[0] in {"periods", "outreach", "contacts"}}
            | {key for key in self._between if self._space.has_year_of(number, key)}
            for number, state in enumerate(self._space.states)
        ]
        every[last] &= {*self._keys}
        for before in range(last):
            left = every[before] - {key for key in every[before] if key[1] == "logements"}
            for after in range(before + 1, last + 1):
                fewer = self._has_lost(before, after)
                for kind in sorted({_kind(key) for key in left}):
                    if fewer and kind[0] == "periods":
                        continue
                    old = {key for key in left if _kind(key) == kind}
                    new = {key for key in every[after] if _kind(key) == kind}
                    for some, others in self._kin(old, new, after):
                        left -= some
                        same = (
                            some == others
                            and kind[0] == "outreach"
                            and all(self._are_same_doors(before, after, key) for key in some)
                        )
                        bond = self._rise(before, after, -1, some, others)
                        yield Bond(bond.terms, rise=not same)

    def _has_lost(self, before: int, after: int) -> bool:
        """Whether a commune that had people, or may have had, is in none of later."""
        then, now = (
            {key for key in self._space.states[number].keys if key[:2] == ("density", "commune")}
            for number in (before, after)
        )
        gone = then.difference(*(old for old, _ in self._kin(then, now, after)))
        return any(self._space.states[before].shown.get(key, 1.0) for key in gone)

    def _is_same_rest(
        self,
        old: AbstractSet[Key],
        new: AbstractSet[Key],
        then: AbstractSet[Key],
        now: AbstractSet[Key],
    ) -> bool:
        """Whether zones are of the same ground: a commune less the same quarters, if less any."""
        quarters = [
            {
                frozenset(kin or {zone})
                for zone in zones
                if ":" in zone[2] and zone[2].partition(":")[0] in {one[2] for one in own}
                for kin in [self._lineage.keys(zone)]
            }
            for own, zones in ((old, then), (new, now))
        ]
        return quarters[0] == quarters[1]

    def _are_same_doors(self, before: int, after: int, key: Key) -> bool:
        """Whether as many dwellings had been visited, as both tell."""
        then, now = (self._space.states[n].visited.get(key[2]) for n in (before, after))
        return then is not None and then == now

    def _kin(
        self, before: AbstractSet[Key], after: AbstractSet[Key], number: int
    ) -> list[tuple[frozenset[Key], frozenset[Key]]]:
        """Return counts of before and of after that are of the same places, all together.

        `number` is the state of the second. Two releases that have the same codes have the same
        places, whatever became of them since.
        """
        if number < self._space.last and before == after:
            return [(frozenset({key}), frozenset({key})) for key in sorted(before)]
        bonds: nx.Graph[tuple[bool, Key]] = nx.Graph()
        of_today: dict[Key, list[Key]] = {}
        for key in sorted(after):
            for now in self._lineage.keys(key) or {key}:
                of_today.setdefault(now, []).append(key)
        for key in sorted(before):
            for now in self._lineage.keys(key) or {key}:
                bonds.add_edges_from(((False, key), (True, new)) for new in of_today.get(now, ()))
        groups = [
            (
                frozenset(key for is_new, key in group if not is_new),
                frozenset(key for is_new, key in group if is_new),
            )
            for group in nx.connected_components(bonds)
        ]
        return sorted(groups, key=lambda pair: sorted(pair[0]))

    def _rise(
        self, before: int, after: int, piece: int, old: Iterable[Key], new: Iterable[Key]
    ) -> Bond:
        return Bond(self._difference(before, after, piece, old, new), rise=True)

    def _difference(
        self, before: int, after: int, piece: int, old: Iterable[Key], new: Iterable[Key]
    ) -> dict[Term, float]:
        """Write before − after, which with what came is 0."""
        return {
            **{self._space.term(before, piece, key): 1.0 for key in old},
            **{self._space.term(after, piece, key): -1.0 for key in new},
        }


def _kind(key: Key) -> tuple[str, str, str]:
    block, level, code = key
    if block == "contacts":
        return (block, level, code.partition(" ")[0])
    return (block, level, code.partition(":")[0] if block == "outreach" else "")
