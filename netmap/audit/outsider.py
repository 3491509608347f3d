"""What one who has only the files of a release can infer of its hidden counts.

Nothing of the project's tables is read here, and nothing of what chose the hidden cells: the
sums are written again from codes alone (the zone ``17300:QN01701M`` is a part of both), and
what cannot be known from outside is supposed in the attacker's favour while some table fits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from netmap.attack import intervals
from netmap.counts.periods import months, within_another

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from netmap.formats.releases import Figures, Key

#: What an attacker supposes: the totals of periods make those of places, nobody is counted
#: elsewhere, the tables of earlier releases were not revised, and the zone of each contact is
#: known. Dropped from the last on.
SUPPOSED = ("periods", "elsewhere", "unrevised", "placed")

_EXACT = 1e-6
_POOLED = frozenset({"density", "sectors", "derived"})
_OF_A_PLACE = frozenset({"commune", "qpv", "zone", "secteur"})
_TOTAL = ("density", "territoire", "territoire")
_DOORS = ("rencontres", "refus", "absents", "vacants", "inaccessibles")

Periods = frozenset[str]


class Term(NamedTuple):
    """A count; `periods` where it is not over those of the release that is attacked."""

    key: Key
    periods: Periods | None = None


@dataclass(frozen=True)
class Sum:
    """``whole`` = Σ ``parts``, and something more where it is `open`."""

    whole: Term
    parts: tuple[Term, ...]
    supposed: str | None = None
    open: bool = False


@dataclass(frozen=True)
class Inferred:
    """What is inferred of a hidden count, and the sums in which it stands.

    `reach` is the threshold, or the whole population where that is less.
    """

    key: Key
    low: float
    high: float
    reach: float
    by: tuple[Sum, ...]

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
    """All that was inferred; `dropped`: what had to be supposed no more for a table to fit."""

    hidden: tuple[Inferred, ...]
    added: tuple[Added, ...]
    dropped: tuple[str, ...]

    @property
    def betrayed(self) -> tuple[Inferred, ...]:
        """The hidden counts that are known to be small."""
        return tuple(one for one in self.hidden if one.betrayed)


def attack(
    releases: Sequence[Figures], residents: Mapping[Key, float], dwellings: Mapping[str, float]
) -> Attack:
    """Infer what can be of the counts that the last of `releases` hides.

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
            hidden = _System(now, earlier, residents, dwellings, dropped).solved()
        except ValueError:
            if len(dropped) == len(SUPPOSED):
                raise
            dropped = (*dropped, SUPPOSED[-1 - len(dropped)])
        else:
            return Attack(hidden, tuple(_added(now, earlier)), dropped)


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
        self._hidden = {Term(key) for key in now.masques}
        self._positive = set(self._hidden)
        self._keys = tuple(sorted(term.key for term in self._shown.keys() | self._hidden))
        sums = [
            *self._sums_of_places(self._keys),
            *self._sums_of_periods(),
            *self._rounds(dwellings),
            *self._contacts(),
        ]
        if "unrevised" not in dropped:
            sums += [replace(one, supposed="unrevised") for one in self._sums_of_releases()]
        self._sums = [one for one in sums if one.supposed not in dropped]

    def solved(self) -> tuple[Inferred, ...]:
        """Return the interval of each hidden count."""
        rests = [Term(("rest", "", str(i))) for i, one in enumerate(self._sums) if one.open]
        named = (term for one in self._sums for term in (one.whole, *one.parts))
        terms = list(dict.fromkeys([*self._shown, *sorted(self._hidden), *named, *rests]))
        place = {term: i for i, term in enumerate(terms)}
        entries = [
            entry
            for row, one in enumerate(self._sums)
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
                shape=(len(self._sums), len(terms)),
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
                reach=min(float(self._now.seuil), self._most(term)),
                by=tuple(one for one in self._sums if term in {one.whole, *one.parts}),
            )
            for term in sorted(self._hidden)
        )

    def _sums_of_places(self, keys: Iterable[Key], periods: Periods | None = None) -> Iterator[Sum]:
        """Yield territory, communes, quarters and sectors as the sums of their parts."""
        given = frozenset(keys)
        zones = [key for key in sorted(given) if key[:2] == ("density", "zone")]

        def terms(found: Iterable[Key]) -> tuple[Term, ...]:
            return tuple(Term(key, periods) for key in found)

        for key in sorted(given):
            block, level, code = key
            if (block, level) in {("density", "commune"), ("density", "qpv")}:
                end = 0 if level == "commune" else 1
                own = [zone for zone in zones if zone[2].split(":")[end:][:1] == [code]]
                yield Sum(Term(key, periods), terms(own))
            elif block == "sectors":
                yield Sum(Term(key, periods), terms(_members(key, given)))
        communes, quarters = (
            [key for key in sorted(given) if key[:2] == ("density", level)]
            for level in ("commune", "qpv")
        )
        total = Term(_TOTAL, periods)
        if _TOTAL in given:
            yield Sum(total, terms(communes), supposed="elsewhere")
            yield Sum(total, terms(communes), open=True)
            yield Sum(total, terms(quarters), open=True)
        rated = [zone for zone in zones if zone in self._residents]
        for key, parts, rest in (
            (("derived", "numerateur", "territoire"), zones, [z for z in zones if z not in rated]),
            (("derived", "numerateur", "qpv"), [z for z in rated if ":" in z[2]], []),
        ):
            if key in given and rest and _TOTAL in given:
                yield Sum(total, terms([key, *rest]))
            elif key in given and not rest:
                yield Sum(Term(key, periods), terms(parts))

    def _sums_of_periods(self) -> Iterator[Sum]:
        dated = {key[2] for key in self._keys if key[0] == "periods"}
        pooled = _longest(frozenset(self._now.periodes))
        parts = [Term(("periods", "personnes", period)) for period in sorted(pooled)]
        if pooled and {part.key for part in parts} | {_TOTAL} <= {*self._keys}:
            yield Sum(Term(_TOTAL), tuple(parts), supposed="periods")
        for key in self._keys:
            if key[0] == "periods":
                inside = _longest(frozenset(p for p in dated if months(p) < months(key[2])))
                own = [(*key[:2], period) for period in sorted(inside)]
                yield Sum(Term(key), tuple(Term(k) for k in own if k in self._keys), open=True)

    def _rounds(self, dwellings: Mapping[str, float]) -> Iterator[Sum]:
        """Yield counts of rounds as sums of places and years, and doors as dwellings."""
        rounds = [key for key in self._keys if key[0] == "outreach"]
        for key in rounds:
            if key[2] == "":
                for kind in ("lieu:", "annee:"):
                    own = [k for k in rounds if k[1] == key[1] and k[2].startswith(kind)]
                    if own:
                        yield Sum(Term(key), tuple(map(Term, own)), supposed="elsewhere")
        for code, visited in sorted(dwellings.items()):
            doors = [("outreach", door, code) for door in _DOORS]
            if set(doors) <= set(rounds):
                whole = Term(("outreach", "logements", code))
                self._shown[whole] = visited
                yield Sum(whole, tuple(map(Term, doors)), supposed="elsewhere")

    def _contacts(self) -> Iterator[Sum]:
        """Yield contacts of a year as sums of places; those of zones are shown nowhere."""
        found = [key for key in self._keys if key[0] == "contacts"]
        zones = sorted(
            {key[2] for key in {*self._keys, *self._residents} if key[:2] == ("density", "zone")}
        )
        for key in found:
            year, _, code = key[2].partition(" ")
            if key[1] == "territoire":
                own = [k for k in found if k[1] == "commune" and k[2].startswith(f"{year} ")]
                yield Sum(Term(key), tuple(map(Term, own)), supposed="placed")
                yield Sum(Term(key), tuple(map(Term, own)), open=True)
            elif key[1] in {"commune", "qpv"}:
                end = 0 if key[1] == "commune" else 1
                parts = [zone for zone in zones if zone.split(":")[end:][:1] == [code]]
                terms = tuple(Term(("contacts", "zone", f"{year} {part}")) for part in parts)
                if terms:
                    yield Sum(Term(key), terms, supposed="placed")

    def _sums_of_releases(self) -> Iterator[Sum]:
        """Yield what earlier releases add: the same counts, and sums over other periods."""
        today = _longest(frozenset(self._now.periodes))
        same = [one for one in self._earlier if one.territoire == self._now.territoire]
        for one in same:
            for block, level, code, value in one.montres:
                term = Term((block, level, code))
                unpooled = block not in _POOLED
                if term in self._hidden and (unpooled or one.periodes == self._now.periodes):
                    told = Term(term.key, frozenset(one.periodes) | {"*"})
                    self._shown[told] = value
                    yield Sum(told, (term,))
        others = {_longest(frozenset(one.periodes)) for one in same} - {today, frozenset()}
        dated = {key[2] for key in self._keys if key[0] == "periods"}
        every = _longest(frozenset().union(today, dated, *others))
        others = {chosen for chosen in others if chosen <= every}
        if not others:
            return
        pieces = _pieces(every, [today, *sorted(others, key=sorted)])
        places = [key for key in self._keys if key[0] == "density"]
        for piece in pieces:
            yield from self._sums_of_places(places, piece)
            parts = [Term(("periods", "personnes", period)) for period in sorted(piece)]
            if _TOTAL in places and {part.key for part in parts} <= {*self._keys}:
                yield Sum(Term(_TOTAL, piece), tuple(parts))
        inside = [piece for piece in pieces if piece <= today]
        for key in places:
            yield Sum(Term(key), tuple(Term(key, piece) for piece in inside))
        for one in same:
            chosen = _longest(frozenset(one.periodes))
            if chosen in others:
                yield from self._sums_of_release(one, [p for p in pieces if p <= chosen], places)

    def _sums_of_release(
        self, one: Figures, pieces: Sequence[Periods], places: Sequence[Key]
    ) -> Iterator[Sum]:
        given = frozenset(places)
        shown = {(block, level, code): value for block, level, code, value in one.montres}
        for key in sorted({*shown, *one.masques}):
            own = _members(key, given) if key[0] == "sectors" else [key] if key in given else []
            if key[0] not in _POOLED or not own:
                continue
            whole = Term(key, frozenset(one.periodes) | {"*"})
            if key in shown:
                self._shown[whole] = shown[key]
            else:
                self._positive.add(whole)
            yield Sum(whole, tuple(Term(k, piece) for k in own for piece in pieces))

    def _most(self, term: Term) -> float:
        if term.periods is not None:
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
            if key not in shown or (one.territoire != now.territoire and level not in _OF_A_PLACE):
                continue
            grown = shown[key] - value
            if block in _POOLED and then > today:
                grown = -grown
            elif block in _POOLED and not then <= today:
                continue
            if 1 - _EXACT <= grown < now.seuil - _EXACT:
                yield Added(key, grown, value)


def _members(sector: Key, given: Iterable[Key]) -> list[Key]:
    communes = [("density", "commune", code) for code in sector[2].split("+")]
    return [key for key in communes if key in given]


def _pieces(every: Periods, sets: Sequence[Periods]) -> list[Periods]:
    """Return the periods that no set of periods parts."""
    pieces: dict[tuple[bool, ...], set[str]] = {}
    for period in sorted(every):
        signature = tuple(period in chosen for chosen in sets)
        if any(signature):
            pieces.setdefault(signature, set()).add(period)
    return [frozenset(piece) for piece in pieces.values()]


def _longest(periods: Periods) -> Periods:
    return frozenset(period for period in periods if not within_another(period, periods))


def _months(periods: Iterable[str]) -> frozenset[int]:
    return frozenset().union(*map(months, periods))
