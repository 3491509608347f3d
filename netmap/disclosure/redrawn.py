"""What is left of a commune on both sides of a quarter that was drawn elsewhere.

Of a quarter that has gone, the people are in what is left of its commune today, or in today's
quarters; those of a quarter that has come were in what was left then. Whoever holds one outline
against the other is left with the ground that was in neither: its people are a count, that no
table tells. Where a quarter keeps its code, that fewer are counted somewhere in its commune
tells that it was drawn again: nobody is taken out of the tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.disclosure.beside import CLOSE
from netmap.disclosure.lineage import together

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from netmap.disclosure.grown import Had
    from netmap.disclosure.lineage import Former, Lineage
    from netmap.formats.releases import Key

_ZONE = ("density", "zone")


def in_neither(
    releases: Iterable[tuple[AbstractSet[int], Former]],
    now: Mapping[Key, float],
    pool: AbstractSet[int],
    lineage: Lineage,
    *,
    threshold: int,
) -> Iterator[Had]:
    """Yield the sums that are the people of ground that was in no quarter, if they are few.

    Parameters
    ----------
    releases
        The months that the places of each pool, and the release in today's places.
    now
        Today's counts, those of places over the months of `pool`.
    """
    quarters: dict[str, dict[Key, float]] = {}
    for key, people in now.items():
        if key[:2] == _ZONE and ":" in key[2]:
            quarters.setdefault(key[2].partition(":")[0], {})[key] = people
    for former in (former for own, former in releases if own == pool):
        then = _quarters_then(former, lineage)
        for commune in sorted(then.keys() | quarters.keys()):
            before, after = then.get(commune, {}), quarters.get(commune, {})
            for factors, more in _left(former, (*_ZONE, commune), before, after, now):
                people = more + sum(now[key] * factor for key, factor in factors.items())
                if 1 - CLOSE <= people < threshold - CLOSE:
                    yield factors, more


def _left(
    former: Former,
    rest: Key,
    before: Mapping[Key, float],
    after: Mapping[Key, float],
    now: Mapping[Key, float],
) -> Iterator[Had]:
    """Yield what is left of a commune less quarters of the other day, if some were redrawn.

    That is, if quarters have gone or come, or fewer are counted in some part of the commune.
    """
    moved = any(key in former.gone for key in before) or not former.come.isdisjoint(after)
    parts = (key for key in (*after, rest) if key in now)
    if not moved and all(now[key] >= former.shown.get(key, 0.0) - CLOSE for key in parts):
        return
    if rest in now:
        for some in together(sorted(before)):
            yield {rest: 1.0}, -sum(before[key] for key in some)
    if rest in former.shown:
        for some in together(sorted(after)):
            yield dict.fromkeys(some, -1.0), former.shown[rest]


def _quarters_then(former: Former, lineage: Lineage) -> dict[str, dict[Key, float]]:
    """Return what a release told of the quarters of today's communes, each with its own code."""
    found: dict[str, dict[Key, float]] = {}
    for key, people in {**former.gone, **former.shown}.items():
        commune, mark, _ = key[2].partition(":")
        if key[:2] == _ZONE and mark and people is not None:
            for home in lineage.of(commune):
                found.setdefault(home, {})[key] = people
    return found
