"""What the places of earlier releases are today: codes merge, are renamed, come and go."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, TypeVar

import networkx as nx

from netmap.disclosure.cells import TERRITORY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from netmap.counts.model import Counts
    from netmap.formats.releases import Figures, Key


_T = TypeVar("_T")
#: so many places of unknown past are also tried two by two
_FEW = 6


class Lineage:
    """Which of today's places a former one is a part of, or was parted into.

    By ``[anciens_codes]`` of the project first, then by the code itself, then by the history of
    the codes of communes; last by what is `guessed`: pairs of a former code and one of today.
    """

    def __init__(
        self, counts: Counts, *, guessed: AbstractSet[tuple[str, str]] = frozenset()
    ) -> None:
        territory = counts.territory
        self._today = {*map(str, territory.communes.index), *map(str, territory.qpv.index)}
        self._stated: dict[str, set[str]] = {}
        for code, former in counts.settings.former_codes.items():
            for old in former:
                self._stated.setdefault(old, set()).add(code)
        self._told = frozenset(counts.settings.former_codes)
        self._guessed: dict[str, set[str]] = {}
        for old, code in guessed:
            self._guessed.setdefault(old, set()).add(code)
        self._told |= {code for _, code in guessed}

    def of(self, code: str) -> frozenset[str]:
        """Return the codes of a former place today; none: nobody knows."""
        stated = frozenset(self._stated.get(code, ())) & self._today
        if stated or code in self._today:
            return stated or frozenset({code})
        from netmap.sources.base import today

        now = today(code)
        found = frozenset({now}) & self._today if now is not None else frozenset()
        return found or frozenset(self._guessed.get(code, ()))

    def tells(self, code: str) -> bool:
        """Whether it is said, or guessed, what a place of today was."""
        commune, _, quarter = code.partition(":")
        return (quarter or commune) in self._told

    def keys(self, key: Key) -> frozenset[Key]:
        """Return the counts of today that a former one is in; none: nobody knows."""
        block, level, code = key
        if block == "sectors":
            found = [self.of(one) for one in code.split("+")]
            joined = sorted(frozenset().union(*found))
            return frozenset({(block, level, "+".join(joined))} if all(found) else ())
        before, place = place_in(key)
        if place is None:
            return frozenset({key})
        commune, mark, quarter = place.partition(":")
        homes = self.of(commune) if commune else frozenset({""})
        quarters = self.of(quarter) if quarter else frozenset({""})
        return frozenset(
            (block, level, f"{before}{home}{mark}{part}") for home in homes for part in quarters
        )


@dataclass(frozen=True)
class Kin:
    """Former counts and today's that are of the same places, all together.

    `told` and `hidden` are how many of the former ones were shown, and were not; `shown` is the
    sum of the first.
    """

    now: frozenset[Key]
    shown: float
    told: int
    hidden: int

    @property
    def block(self) -> str:
        """The table that they are in."""
        return next(iter(self.now))[0]

    @property
    def of_all(self) -> bool:
        """Whether they are of no place, but of all of them, or of rounds or people of a year."""
        return not any(key[0] == "sectors" or place_in(key)[1] for key in self.now)


@dataclass(frozen=True)
class Former:
    """An earlier release, told in today's places.

    Attributes
    ----------
    kin
        Every count of which it is known what it is today.
    gone
        Counts of places that nobody can find today, None where they were hidden.
    come
        Counts of today's places of which it had none.
    shown, hidden
        What was shown, and hidden, of each count of today, whatever it was called.
    """

    kin: tuple[Kin, ...]
    gone: Mapping[Key, float | None]
    come: frozenset[Key]
    shown: Mapping[Key, float]
    hidden: frozenset[Key]

    @property
    def moved(self) -> bool:
        """Whether places have come or gone since: sums over all of them changed for that."""
        return any(key[0] != "sectors" for key in (*self.gone, *self.come))

    def changed(self, whole: Key) -> tuple[list[Key], list[float | None]]:
        """Return which of the places that a count is the sum of have come, and how many left."""
        inside = parts_of(whole)
        come = [key for key in sorted(self.come) if kind_of_place(key) == inside]
        return come, [n for key, n in self.gone.items() if kind_of_place(key) == inside]

    def sums(self) -> Iterator[tuple[dict[Key, float], float]]:
        """Yield each sum over all places less those that have come, and what it was then.

        What it was is less the places that have gone, where they were shown.
        """
        for one in self.kin:
            (whole, *others) = sorted(one.now)
            if others or one.hidden or parts_of(whole) is None:
                continue
            come, gone = self.changed(whole)
            if come or gone:
                shown = one.shown - sum(n for n in gone if n is not None)
                yield {whole: 1.0, **dict.fromkeys(come, -1.0)}, shown


def told_today(figures: Figures, lineage: Lineage, keys: AbstractSet[Key]) -> Former:
    """Return an earlier release in today's places.

    Parameters
    ----------
    keys
        Of today's counts.
    """
    rooms = {room(key) for key in keys}
    given: dict[Key, float | None] = {
        row[:3]: row[3] for row in figures.montres if row[1] != "logements"
    }
    given |= dict.fromkeys(figures.masques)
    given = {key: value for key, value in given.items() if room(key) in rooms}
    bonds: nx.Graph[tuple[bool, Key]] = nx.Graph()
    gone: dict[Key, float | None] = {}
    for key, value in given.items():
        found = lineage.keys(key)
        if not found:
            gone[key] = value
        bonds.add_edges_from(((False, key), (True, now)) for now in found)
    kin = []
    for group in nx.connected_components(bonds):
        before = [given[key] for today, key in group if not today]
        told = [value for value in before if value is not None]
        now = frozenset(key for today, key in group if today)
        kin.append(Kin(now, sum(told), len(told), len(before) - len(told)))
    kin.sort(key=lambda one: sorted(one.now))
    blocks = {key[:2] for key in given}
    known = {key for one in kin for key in one.now}
    come = frozenset(key for key in keys - known if key[:2] in blocks and place_in(key)[1])
    alone = [one for one in kin if len(one.now) == 1]
    return Former(
        kin=tuple(kin),
        gone=gone,
        come=come,
        shown={next(iter(one.now)): one.shown for one in alone if not one.hidden},
        hidden=frozenset(next(iter(one.now)) for one in alone if not one.told),
    )


def perhaps_the_same(former: Former, lineage: Lineage) -> Iterator[tuple[tuple[Key, ...], float]]:
    """Yield today's counts and what was shown of places that they may have been.

    Where the past of a place is unknown, whoever compares releases tries what it may have been:
    each that has gone, or several together.
    """
    sums = {next(iter(one.now)): one.shown for one in former.kin if len(one.now) == 1}
    told = {
        key: value for key, value in former.gone.items() if value is not None and place_in(key)[1]
    }
    unknown = [key for key in former.come if not lineage.tells(str(place_in(key)[1]))]
    for kind in sorted({kind_of_place(key) for key in told}):
        lost = [value for key, value in sorted(told.items()) if kind_of_place(key) == kind]
        news = [key for key in sorted(unknown) if kind_of_place(key) == kind]
        stayed = [key for key in sorted(sums) if kind_of_place(key) == kind]
        for some in together(lost):
            yield from ((keys, sum(some)) for keys in together(news))
            yield from (((key,), sums[key] + sum(some)) for key in stayed)


def unknown_past(counts: Counts, earlier: Iterable[Figures]) -> tuple[str, ...]:
    """Return today's codes that may be what other places were, which have gone since."""
    lineage = Lineage(counts)
    places = {
        ("density", str(level), str(code))
        for level, code in counts.places.index
        if level in {"commune", "qpv"}
    }
    found: set[str] = set()
    for figures in earlier:
        former = told_today(figures, lineage, places)
        levels = {key[1] for key in former.gone}
        found |= {
            key[2]
            for key in former.come
            if key[1] in levels and not lineage.tells(str(place_in(key)[1]))
        }
    return tuple(sorted(found))


def kind_of_place(key: Key) -> tuple[str, str, str]:
    """Return the table, the level and the period of a count of a place."""
    return (key[0], key[1], place_in(key)[0])


def room(key: Key) -> tuple[str, str]:
    """Return the table of a count, and of contacts the year: what is audited together."""
    block, _, code = key
    pooled = block in {"density", "sectors", "periods", "derived"}
    return ("people" if pooled else block, code.partition(" ")[0] if block == "contacts" else "")


def parts_of(key: Key) -> tuple[str, str, str] | None:
    """Return the kind of the counts that one of all places is the sum of; None: it is not."""
    block, level, code = key
    match block:
        case "density" if level == TERRITORY:
            return ("density", "commune", "")
        case "contacts" if level == TERRITORY:
            return ("contacts", "commune", f"{code.partition(' ')[0]} ")
        case "outreach" if not code:
            return ("outreach", level, "lieu:")
    return None


def is_within(key: Key, whole: Key) -> bool:
    """Whether a count of some place is part of one of all places."""
    if whole[0] == "density":
        return key[0] == "density" and bool(place_in(key)[1])
    return kind_of_place(key) == parts_of(whole)


def together(items: Sequence[_T]) -> Iterator[tuple[_T, ...]]:
    """Yield each item, all of them, and all pairs of a few."""
    yield from combinations(items, 1)
    if len(items) <= _FEW:
        yield from combinations(items, 2)
    if len(items) > 2:  # noqa: PLR2004
        yield tuple(items)


def place_in(key: Key) -> tuple[str, str | None]:
    """Return the code of a place in a key, None where it has none, and what is written before."""
    block, level, code = key
    if block == "contacts" and level != TERRITORY:
        period, _, place = code.partition(" ")
        return f"{period} ", place
    if block == "outreach":
        return ("lieu:", code.removeprefix("lieu:")) if code.startswith("lieu:") else ("", None)
    return ("", code) if block == "density" and level != TERRITORY else ("", None)
