"""What one who has only the files of a release can infer of its hidden counts.

Nothing of the project's tables is read here, and nothing of what chose the hidden cells: the
sums are written again from codes alone (the zone ``17300:QN01701M`` is a part of both), and
what cannot be known from outside is supposed in the attacker's favour while some table fits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from netmap.attack import intervals
from netmap.outsider.sums import (
    DWELLINGS,
    POOLED,
    TOTAL,
    Sum,
    Term,
    all_sums,
    longest,
    members,
    sums_of_places,
)
from netmap.periods import months

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from netmap.formats.releases import Figures, Key
    from netmap.outsider.sums import Periods

#: What an attacker supposes: the totals of periods make those of places, nobody is counted
#: elsewhere, nobody was taken out of the tables of earlier releases, the zone of each contact
#: is known, and one person was met a door. Dropped from the last on.
SUPPOSED = ("periods", "elsewhere", "unrevised", "placed", "one-a-door")

_EXACT = 1e-6


@dataclass(frozen=True)
class Inferred:
    """What is inferred of a hidden count, and the sums in which it stands.

    `reach` is the threshold, or the whole population where that is less. `release` is the
    place in the log of the release that hid it; None: the last one.
    """

    key: Key
    low: float
    high: float
    reach: float
    by: tuple[Sum, ...]
    release: int | None = None

    @property
    def betrayed(self) -> bool:
        """Whether the count is known to be small."""
        return self.high < self.reach - _EXACT


@dataclass(frozen=True)
class Added:
    """A small count that lies between what two releases show of the same place."""

    key: Key
    people: float
    shown_before: float


@dataclass(frozen=True)
class Attack:
    """All that was inferred, of what the last release hides and of what earlier ones hid.

    `dropped`: what had to be supposed no more for a table to fit.
    """

    hidden: tuple[Inferred, ...]
    before: tuple[Inferred, ...]
    added: tuple[Added, ...]
    dropped: tuple[str, ...]

    @property
    def betrayed(self) -> tuple[Inferred, ...]:
        """The hidden counts, of today and of before, that are known to be small."""
        return tuple(one for one in (*self.hidden, *self.before) if one.betrayed)


def attack(
    releases: Sequence[Figures], residents: Mapping[Key, float], dwellings: Mapping[str, float]
) -> Attack:
    """Infer what can be of the counts that the last of `releases` hides, and earlier ones hid.

    Parameters
    ----------
    releases
        What each showed and hid, oldest first.
    residents
        Public populations of places; a place that is not there has no known bound.
    dwellings
        Dwellings visited by code of rounds (``""``: all, ``lieu:CODE``).

    Raises
    ------
    ValueError
        No table at all fits what is shown.
    """
    now, earlier = releases[-1], tuple(dict.fromkeys(releases[:-1]))
    dropped: tuple[str, ...] = ()
    while True:
        try:
            found = _System(now, earlier, residents, dwellings, dropped).solved()
        except ValueError:
            if len(dropped) == len(SUPPOSED):
                raise
            dropped = (*dropped, SUPPOSED[-1 - len(dropped)])
        else:
            hidden = tuple(one for one in found if one.release is None)
            before = tuple(one for one in found if one.release is not None)
            return Attack(hidden, before, tuple(_added(now, earlier)), dropped)


class _System:
    """The counts that an outsider thinks of, and the sums that bind them."""

    def __init__(
        self,
        now: Figures,
        earlier: tuple[Figures, ...],
        residents: Mapping[Key, float],
        dwellings: Mapping[str, float],
        dropped: tuple[str, ...],
    ) -> None:
        self._now = now
        self._earlier = earlier
        self._residents = residents
        self._shown = {Term(row[:3]): row[3] for row in now.montres}
        self._shown |= {Term((*DWELLINGS, code)): visited for code, visited in dwellings.items()}
        self._hidden = {Term(key): None for key in now.masques}
        self._targets: dict[Term, int | None] = dict.fromkeys(self._hidden)
        self._positive = set(self._hidden)
        self._keys = tuple(sorted({term.key for term in (*self._shown, *self._hidden)}))
        sums = [*self._sums(self._keys, frozenset(now.periodes), None)]
        if "unrevised" not in dropped:
            later = (*self._sums_of_releases(), *self._sums_since())
            sums += [replace(one, supposed=one.supposed or "unrevised") for one in later]
        self._bound = [one for one in sums if one.supposed not in dropped]

    def _sums(self, keys: Iterable[Key], pooled: Periods, when: Periods | None) -> Iterator[Sum]:
        yield from all_sums(keys, pooled=pooled, rated=self._residents.keys(), when=when)

    def solved(self) -> tuple[Inferred, ...]:
        """Return the interval of each hidden count."""
        rests = [Term(("rest", "", str(i))) for i, one in enumerate(self._bound) if one.open]
        named = (term for one in self._bound for term in (one.whole, *one.parts))
        terms = list(dict.fromkeys([*self._shown, *sorted(self._hidden), *named, *rests]))
        place = {term: i for i, term in enumerate(terms)}
        entries = [
            entry
            for row, one in enumerate(self._bound)
            for entry in (
                (row, place[one.whole], -1.0),
                *((row, place[part], 1.0) for part in one.parts),
                *([(row, place[Term(("rest", "", str(row)))], 1.0)] if one.open else []),
            )
        ]
        rows, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())
        known = np.array([self._shown.get(term, 0.0) for term in terms])
        caps = np.array([self._most(term) for term in terms])
        low, high = intervals(
            known,
            csr_array(
                (np.array(factors, float), (np.array(rows, int), np.array(columns, int))),
                shape=(len(self._bound), len(terms)),
            ),
            [term not in self._shown for term in terms],
            lower=[float(term in self._positive) for term in terms],
            upper=np.maximum(caps, known),
            integer=self._whole(terms),
        )
        return tuple(
            Inferred(
                key=term.key,
                low=float(low[place[term]]),
                high=float(high[place[term]]),
                reach=min(float(self._threshold(release)), self._most(term)),
                by=tuple(one for one in self._bound if term in {one.whole, *one.parts}),
                release=release,
            )
            for term, release in sorted(self._targets.items(), key=str)
        )

    def _sums_since(self) -> Iterator[Sum]:
        """Yield each earlier release as a system of its own, and what has come since.

        Every count is that of before and what came since, which the same sums bind; nothing
        came where no more dwellings were visited.
        """
        given = frozenset(self._keys)
        for number, one in enumerate(self._earlier):
            if one.territoire != self._now.territoire:
                continue
            pooled = one.periodes == self._now.periodes
            shown = {row[:3]: row[3] for row in one.montres}
            keys = {key for key in (*shown, *one.masques) if pooled or key[0] not in POOLED}
            then, since = frozenset({f"@{number}"}), frozenset({f"+{number}"})
            hidden = [key for key in one.masques if key in keys]
            self._shown |= {Term(key, then): shown[key] for key in keys if key in shown}
            self._positive |= {Term(key, then) for key in hidden}
            self._targets |= {Term(key, then): number for key in hidden}
            yield from self._sums(keys, frozenset(one.periodes), then)
            grown = {key for key in given if pooled or key[0] not in POOLED}
            yield from self._sums(grown, frozenset(one.periodes), since)
            for key in sorted(grown):
                before = (Term(key, then),) if key in keys else ()
                yield Sum(Term(key), (*before, Term(key, since)))
            for key in sorted(grown):
                visited = (*DWELLINGS, key[2])
                now = self._shown.get(Term(visited))
                if key[0] == "outreach" and now is not None and shown.get(visited) == now:
                    self._shown[Term(key, since)] = 0.0

    def _sums_of_releases(self) -> Iterator[Sum]:
        """Yield what earlier releases say of places over other periods than today's."""
        today = longest(frozenset(self._now.periodes))
        same = [one for one in self._earlier if one.territoire == self._now.territoire]
        others = {longest(frozenset(one.periodes)) for one in same} - {today, frozenset()}
        dated = {key[2] for key in self._keys if key[0] == "periods"}
        every = longest(frozenset().union(today, dated, *others))
        others = {chosen for chosen in others if chosen <= every}
        if not others:
            return
        pieces = _pieces(every, [today, *sorted(others, key=sorted)])
        places = [key for key in self._keys if key[0] == "density"]
        for piece in pieces:
            yield from sums_of_places(places, rated=self._residents.keys(), when=piece)
            parts = [Term(("periods", "personnes", period)) for period in sorted(piece)]
            if TOTAL in places and {part.key for part in parts} <= {*self._keys}:
                yield Sum(Term(TOTAL, piece), tuple(parts))
        inside = [piece for piece in pieces if piece <= today]
        for key in places:
            yield Sum(Term(key), tuple(Term(key, piece) for piece in inside))
        for one in same:
            chosen = longest(frozenset(one.periodes))
            if chosen in others:
                yield from self._sums_of_release(one, [p for p in pieces if p <= chosen], places)

    def _sums_of_release(
        self, one: Figures, pieces: Sequence[Periods], places: Sequence[Key]
    ) -> Iterator[Sum]:
        given = frozenset(places)
        shown = {(block, level, code): value for block, level, code, value in one.montres}
        for key in sorted({*shown, *one.masques}):
            own = members(key, given) if key[0] == "sectors" else [key] if key in given else []
            if key[0] not in POOLED or not own:
                continue
            whole = Term(key, frozenset(one.periodes) | {"*"})
            if key in shown:
                self._shown[whole] = shown[key]
            else:
                self._positive.add(whole)
                self._targets[whole] = self._earlier.index(one)
            yield Sum(whole, tuple(Term(k, piece) for k in own for piece in pieces))

    def _threshold(self, release: int | None) -> int:
        return self._now.seuil if release is None else self._earlier[release].seuil

    def _most(self, term: Term) -> float:
        if term.when is not None:
            return float("inf")
        return self._residents.get(term.key, float("inf")) * max(1, len(self._now.periodes))

    def _whole(self, terms: Sequence[Term]) -> list[bool]:
        """Tell which counts are whole numbers: not where a quarter was split over communes."""
        zones = [key[2].split(":") for key in self._keys if key[:2] == ("density", "zone")]
        homes: dict[str, set[str]] = {}
        for commune, *quarter in zones:
            for one in quarter:
                homes.setdefault(one, set()).add(commune)
        split = {code for code, communes in homes.items() if len(communes) > 1}
        touched = {zone[0] for zone in zones if split.intersection(zone[1:])}
        return [
            term.key[0] != "rest"
            and not (touched | split).intersection(term.key[2].replace("+", ":").split(":"))
            for term in terms
        ]


def _added(now: Figures, earlier: Iterable[Figures]) -> Iterator[Added]:
    """Yield the small counts between what is shown now and what was shown before."""
    shown = {(block, level, code): value for block, level, code, value in now.montres}
    today = _months(now.periodes)
    for one in earlier:
        then = _months(one.periodes)
        for block, level, code, value in one.montres:
            key = (block, level, code)
            if key[:2] == DWELLINGS or key not in shown:
                continue
            grown = shown[key] - value
            if block in POOLED and then > today:
                grown = -grown
            elif block in POOLED and not then <= today:
                continue
            if 1 - _EXACT <= grown < now.seuil - _EXACT:
                yield Added(key, grown, value)


def _pieces(every: Periods, sets: Sequence[Periods]) -> list[Periods]:
    """Return the periods that no set of periods parts."""
    pieces: dict[tuple[bool, ...], set[str]] = {}
    for period in sorted(every):
        signature = tuple(period in chosen for chosen in sets)
        if any(signature):
            pieces.setdefault(signature, set()).add(period)
    return [frozenset(piece) for piece in pieces.values()]


def _months(periods: Iterable[str]) -> frozenset[int]:
    return frozenset().union(*map(months, periods))
