"""What one who has only the files of a release can infer of its hidden counts.

Nothing of the project's tables is read here, and nothing of what chose the hidden cells: the
sums are written again from codes alone (the zone ``17300:QN01701M`` is a part of both), and
what cannot be known from outside is supposed in the attacker's favour while some table fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from netmap.attack import intervals
from netmap.outsider.kept import Kept
from netmap.outsider.sums import DWELLINGS, POOLED, Ground, Sum, Term, all_sums
from netmap.periods import months

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from netmap.formats.releases import Figures, Key

#: What an attacker supposes: the totals of periods make those of places, nobody is counted
#: elsewhere, nobody was taken out of the tables of earlier releases, the zone of each contact
#: is known, and one person was met a door. As few as can be are dropped, the last ones first.
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
    releases: Sequence[Figures],
    residents: Mapping[Key, float],
    dwellings: Mapping[str, float],
    ground: Ground | None = None,
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
    ground
        What is told of places; None: all whose residents are known are counted, and rated.

    Raises
    ------
    ValueError
        No table at all fits what is shown.
    """
    if ground is None:
        rated = frozenset(residents)
        ground = Ground(zones=frozenset(k for k in rated if k[1] == "zone"), rated=rated)
    now, earlier = releases[-1], tuple(dict.fromkeys(releases[:-1]))
    fewest = (some for n in range(len(SUPPOSED) + 1) for some in combinations(SUPPOSED[::-1], n))
    for dropped in fewest:
        system = _System(
            now,
            earlier,
            residents=residents,
            dwellings=dwellings,
            ground=ground,
            dropped=dropped,
        )
        try:
            found = system.solved()
        except ValueError:
            continue
        hidden = tuple(one for one in found if one.release is None)
        before = tuple(one for one in found if one.release is not None)
        return Attack(hidden, before, tuple(_added(now, earlier)), dropped)
    message = "no table fits what the releases show"
    raise ValueError(message)


class _System:
    """The counts that an outsider thinks of, and the sums that bind them."""

    def __init__(
        self,
        now: Figures,
        earlier: tuple[Figures, ...],
        *,
        residents: Mapping[Key, float],
        dwellings: Mapping[str, float],
        ground: Ground,
        dropped: tuple[str, ...],
    ) -> None:
        self._now = now
        self._earlier = earlier
        self._residents = residents
        self._shown = {Term(row[:3]): row[3] for row in now.montres}
        self._shown |= {Term((*DWELLINGS, code)): visited for code, visited in dwellings.items()}
        self._hidden = {Term(key): None for key in now.masques}
        self._targets: dict[Term, int | None] = dict.fromkeys(self._hidden)
        self._keys = tuple(sorted({term.key for term in (*self._shown, *self._hidden)}))
        sums = [*all_sums(self._keys, pooled=frozenset(now.periodes), ground=ground)]
        if "unrevised" not in dropped:
            visited = {t.key[2]: n for t, n in self._shown.items() if t.key[:2] == DWELLINGS}
            kept = Kept(now, earlier, self._keys, visited, ground)
            sums += kept.sums()
            self._shown |= kept.shown
            self._targets |= kept.hidden
        self._bound = [one for one in sums if one.supposed not in dropped]

    def solved(self) -> tuple[Inferred, ...]:
        """Return the interval of each hidden count."""
        rests = [Term(("rest", "", str(i))) for i, one in enumerate(self._bound) if one.open]
        named = (term for one in self._bound for term in (one.whole, *one.parts))
        sought = sorted(self._targets, key=str)
        terms = list(dict.fromkeys([*self._shown, *sought, *named, *rests]))
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
        whole = self._whole(terms)
        low, high = intervals(
            known,
            csr_array(
                (np.array(factors, float), (np.array(rows, int), np.array(columns, int))),
                shape=(len(self._bound), len(terms)),
            ),
            [term not in self._shown for term in terms],
            lower=[
                float(term in self._targets and is_whole)
                for term, is_whole in zip(terms, whole, strict=True)
            ],
            upper=np.maximum(caps, known),
            integer=whole,
            enough=(
                [-np.inf if term in self._targets else np.inf for term in terms],
                [np.inf if term in self._targets else -np.inf for term in terms],
            ),
        )
        return tuple(
            Inferred(
                key=term.key,
                low=float(low[place[term]]),
                high=float(high[place[term]]),
                reach=min(float(self._threshold(self._targets[term])), self._most(term)),
                by=tuple(one for one in self._bound if term in {one.whole, *one.parts}),
                release=self._targets[term],
            )
            for term in sought
        )

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
            term.key[0] not in {"rest", "kin"}
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


def _months(periods: Iterable[str]) -> frozenset[int]:
    return frozenset().union(*map(months, periods))
