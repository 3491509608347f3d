"""What one who has only the files of a release can infer of its hidden counts.

Nothing of the project's tables is read here, and nothing of what chose the hidden cells: the
sums are written again from codes alone (the zone ``17300:QN01701M`` is a part of both), and
what cannot be known from outside is supposed in the attacker's favour while some table fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from netmap.outsider.sums import DWELLINGS, POOLED, Ground
from netmap.outsider.system import solved, system_of
from netmap.periods import months

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from netmap.formats.releases import Figures, Key
    from netmap.outsider.sums import Sum

#: What an attacker supposes: the totals of periods make those of places, nobody is counted
#: elsewhere, nobody was taken out of the tables of earlier releases, the zone of each contact
#: is known, and one person was met a door. As few as can be are dropped, the last ones first.
SUPPOSED = ("periods", "elsewhere", "unrevised", "placed", "one-a-door")

_EXACT = 1e-6


@dataclass(frozen=True)
class Inferred:
    """What is inferred of a hidden count, and the sums in which it stands.

    `threshold` is that of the release that hid it; `reach` the same, or the whole population, or
    what dwellings visited leave open, where that is less. `release` is the place in the log of
    the release that hid it; None: the last one.
    """

    key: Key
    low: float
    high: float
    threshold: float
    reach: float
    by: tuple[Sum, ...]
    release: int | None = None

    @property
    def betrayed(self) -> bool:
        """Whether the count is known to be small."""
        return self.high < self.reach - _EXACT

    @property
    def small_for_all(self) -> bool:
        """Whether what everybody knows is enough to know that it is small."""
        return not self.betrayed and self.high < self.threshold - _EXACT


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
        system = system_of(
            now,
            earlier,
            residents=residents,
            dwellings=dwellings,
            ground=ground,
            dropped=dropped,
        )
        try:
            ends = solved(system)
        except ValueError:
            continue
        found = [
            Inferred(
                key=term.key,
                low=low,
                high=high,
                threshold=system.targets[term].threshold,
                reach=system.reach(term, high),
                by=system.binding(term),
                release=system.targets[term].release,
            )
            for term, (low, high) in ends.items()
        ]
        hidden = tuple(one for one in found if one.release is None)
        before = tuple(one for one in found if one.release is not None)
        return Attack(hidden, before, tuple(_added(now, earlier)), dropped)
    message = "no table fits what the releases show"
    raise ValueError(message)


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
