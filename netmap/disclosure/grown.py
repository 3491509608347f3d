"""What a place had, to whoever knows that of all those that are not seen it alone has grown.

Sums over all places tell by how much they have grown together. A reader who knows where the new
people are from takes that from what the place has today, and is left with what it had: a count
of another day, which no table holds any more. That no other has grown is a guess, so each place
that it would betray is protected from it.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from netmap.disclosure.beside import CLOSE
from netmap.disclosure.lineage import is_within, parts_of
from netmap.periods import making

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from netmap.disclosure.lineage import Former
    from netmap.formats.releases import Key

    #: counts of today by their factor, and what is added: what a place had
    Had = tuple[Mapping[Key, float], float]


class Told(NamedTuple):
    """What a release told of all places, over the months of today's counts.

    `shown` are today's places that it told (one that has come since had nobody), `unseen` those
    that it had and did not tell.
    """

    people: float
    shown: Mapping[Key, float]
    unseen: frozenset[Key]


def grown_alone(
    releases: Sequence[tuple[AbstractSet[int], Former]],
    now: Mapping[Key, float],
    pool: AbstractSet[int],
    *,
    threshold: int,
) -> Iterator[Had]:
    """Yield the sums that are what a place had, were it alone to have grown, if that is few.

    Parameters
    ----------
    releases
        Oldest first: the months that its places pool, and the release in today's places.
    now
        Today's counts, those of places over the months of `pool`.
    """
    near = _near(now)
    for whole in sorted(key for key in now if parts_of(key)):
        today = Told(now[whole], now, frozenset(now))
        told = [one for own, former in releases if (one := _told(whole, former, own, pool))]
        for then, later in combinations((*told, today), 2):
            for place, moved in _growing(then, later, near):
                grown = later.people - then.people - moved.people
                had = now[place] - grown
                if grown < 1 - CLOSE or not 1 - CLOSE <= had < threshold - CLOSE:
                    continue
                if later is today:
                    others = moved.keys()
                    before = then.people - sum(then.shown[key] for key in others)
                    yield {place: 1.0, whole: -1.0} | dict.fromkeys(others, 1.0), before
                else:
                    yield {place: 1.0}, -grown


def _told(whole: Key, former: Former, own: AbstractSet[int], pool: AbstractSet[int]) -> Told | None:
    """Return what a release told of all places and of each; None where it did not."""
    same = own == pool or whole[0] != "density"
    people = former.shown.get(whole) if same else _over_years(former, pool)
    come, gone = former.changed(whole)
    left = [n for n in gone if n is not None and same]
    if people is None or len(left) < len(gone):
        return None
    shown = {key: n for key, n in former.shown.items() if is_within(key, whole)}
    hidden = {key for key in former.hidden if is_within(key, whole)}
    if not same:
        shown, hidden = {}, hidden | shown.keys()
    return Told(people - sum(left), shown | dict.fromkeys(come, 0.0), frozenset(hidden))


def _over_years(former: Former, pool: AbstractSet[int]) -> float | None:
    """Return how many people there were in all, from those of each of the years."""
    dated = {k[2]: n for k, n in former.shown.items() if k[:2] == ("periods", "personnes")}
    years = making(dated, pool)
    return sum(dated[period] for period in years) if years else None


class _Moved(NamedTuple):
    """How many more people the places of a division have that were seen, but those of `near`."""

    more: Mapping[Key, float]
    near: AbstractSet[Key]
    of_all: float

    @property
    def people(self) -> float:
        """So many in all."""
        return self.of_all - sum(self.more.get(key, 0.0) for key in self.near)

    def keys(self) -> list[Key]:
        """Return the places that have changed."""
        return [key for key in self.more if key not in self.near]


def _growing(
    then: Told, later: Told, near: Mapping[Key, AbstractSet[Key]]
) -> Iterator[tuple[Key, _Moved]]:
    """Yield each place not seen, and what became of those seen, in each division of all."""
    more: dict[str, dict[Key, float]] = {}
    for key, was in then.shown.items():
        if key in later.shown and abs(later.shown[key] - was) > CLOSE and key[1] != "qpv":
            more.setdefault(key[1], {})[key] = later.shown[key] - was
    divisions = [(seen, sum(seen.values())) for seen in more.values()] or [({}, 0.0)]
    for place in sorted(then.unseen & later.unseen & near.keys()):
        close = near[place]
        yield from ((place, _Moved(seen, close, total)) for seen, total in divisions)


def _near(now: Iterable[Key]) -> dict[Key, set[Key]]:
    """Return the counts that share ground with each of today's."""
    found: dict[Key, set[Key]] = {key: {key} for key in now}
    for key in found:
        if key[:2] == ("density", "zone"):
            commune, _, quarter = key[2].partition(":")
            places = {key, ("density", "commune", commune), ("density", "qpv", quarter)}
            for one in places & found.keys():
                found[one] |= places
    return found
