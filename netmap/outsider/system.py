"""The counts that an outsider thinks of, and the sums that bind them, ready to be solved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from netmap.attack import intervals
from netmap.outsider.kept import Kept
from netmap.outsider.sums import DWELLINGS, VACANT, Ground, Sum, Term, all_sums

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from netmap.formats.releases import Figures, Key


class Target(NamedTuple):
    """A hidden count: the threshold of the release that hides it, and which one that is.

    Of what is nobody, any number will do. `release` is its place in the log; None: the last one.
    """

    threshold: float
    release: int | None = None

    @classmethod
    def of(cls, key: Key, threshold: float, release: int | None = None) -> Target:
        """Return that of a count."""
        return cls(1 if key[:2] == VACANT else threshold, release)


@dataclass(frozen=True)
class System:
    """Counts and sums.

    Attributes
    ----------
    shown
        Counts that are known.
    targets
        Hidden counts.
    sums
        What binds them.
    caps
        The most that a count can be, where something bounds it.
    keys
        Of all counts of the last release, shown or hidden.
    """

    shown: Mapping[Term, float]
    targets: Mapping[Term, Target]
    sums: tuple[Sum, ...]
    caps: Mapping[Term, float]
    keys: frozenset[Key]

    def reach(self, term: Term, high: float) -> float:
        """Return up to where a hidden count must seem possible: the threshold, or all people.

        Of doors, what the dwellings visited leave open, if that is less: everybody knows it, and
        no hiding undoes it. `high` is the most that is inferred; where it is enough, this is not
        worked out.
        """
        most = min(self.targets[term].threshold, self.caps.get(term, float("inf")))
        bounded = _of_rounds(term) and high < most
        return min(most, self._behind_doors[term]) if bounded else most

    @cached_property
    def _behind_doors(self) -> Mapping[Term, float]:
        """What hidden counts of rounds may be at most, if of all rounds dwellings alone are told.

        Counts of 0 are told too: whatever is hidden is 1 or more.
        """
        unsaid = {
            term
            for term, count in self.shown.items()
            if _of_rounds(term) and term.key[:2] != DWELLINGS and count > 0
        }
        of_rounds = set(filter(_of_rounds, self.targets)) | unsaid
        blind = replace(
            self,
            shown={term: count for term, count in self.shown.items() if term not in unsaid},
            targets=dict.fromkeys(of_rounds, Target(np.inf)),
            sums=tuple(one for one in self.sums if any(map(_of_rounds, one.parts))),
        )
        return {term: high for term, (_, high) in solved(blind).items()}

    def binding(self, term: Term) -> tuple[Sum, ...]:
        """Return the sums in which a count stands."""
        return tuple(one for one in self.sums if term in {one.whole, *one.parts})


def _of_rounds(term: Term) -> bool:
    return term.key[0] == DWELLINGS[0]


def system_of(
    now: Figures,
    earlier: tuple[Figures, ...],
    *,
    residents: Mapping[Key, float],
    dwellings: Mapping[str, float],
    ground: Ground,
    dropped: Collection[str] = (),
) -> System:
    """Return what binds the counts of a release, and those of earlier ones.

    Parameters
    ----------
    residents, dwellings, ground
        As of :func:`netmap.outsider.attacker.attack`.
    dropped
        What is not supposed.
    """
    shown = {Term(row[:3]): row[3] for row in now.montres}
    shown |= {Term((*DWELLINGS, code)): visited for code, visited in dwellings.items()}
    targets = {Term(key): Target.of(key, now.seuil) for key in now.masques}
    keys = frozenset(term.key for term in (*shown, *targets))
    ordered = tuple(sorted(keys))
    sums = [*all_sums(ordered, pooled=frozenset(now.periodes), ground=ground)]
    if "unrevised" not in dropped:
        visited = {t.key[2]: n for t, n in shown.items() if t.key[:2] == DWELLINGS}
        kept = Kept(now, earlier, ordered, visited, ground)
        sums += kept.sums()
        shown |= kept.shown
        targets |= {t: Target.of(t.key, earlier[at].seuil, at) for t, at in kept.hidden.items()}
    times = max(1, len(now.periodes))
    return System(
        shown=shown,
        targets=targets,
        sums=tuple(one for one in sums if one.supposed not in dropped),
        caps={Term(key): people * times for key, people in residents.items()},
        keys=keys,
    )


def solved(system: System) -> dict[Term, tuple[float, float]]:
    """Return the ends of the interval of each hidden count.

    Raises
    ------
    ValueError
        No table fits what is shown.
    """
    rests = [Term(("rest", "", str(row))) for row, one in enumerate(system.sums) if one.open]
    named = (term for one in system.sums for term in (one.whole, *one.parts))
    sought = sorted(system.targets, key=str)
    terms = list(dict.fromkeys([*system.shown, *sought, *named, *rests]))
    place = {term: i for i, term in enumerate(terms)}
    entries = [
        entry
        for row, one in enumerate(system.sums)
        for entry in (
            (row, place[one.whole], -1.0),
            *((row, place[part], 1.0) for part in one.parts),
            *([(row, place[Term(("rest", "", str(row)))], 1.0)] if one.open else []),
        )
    ]
    rows, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())
    known = np.array([system.shown.get(term, 0.0) for term in terms])
    caps = np.array([system.caps.get(term, np.inf) for term in terms])
    whole = _whole(terms, system.keys)
    low, high = intervals(
        known,
        csr_array(
            (np.array(factors, float), (np.array(rows, int), np.array(columns, int))),
            shape=(len(system.sums), len(terms)),
        ),
        [term not in system.shown for term in terms],
        lower=[
            float(term in system.targets and is_whole)
            for term, is_whole in zip(terms, whole, strict=True)
        ],
        upper=np.maximum(caps, known),
        integer=whole,
        enough=(
            [-np.inf if term in system.targets else np.inf for term in terms],
            [np.inf if term in system.targets else -np.inf for term in terms],
        ),
    )
    return {term: (float(low[place[term]]), float(high[place[term]])) for term in sought}


def _whole(terms: Sequence[Term], keys: Iterable[Key]) -> list[bool]:
    """Tell which counts are whole numbers: not where a quarter was split over communes."""
    zones = [key[2].split(":") for key in keys if key[:2] == ("density", "zone")]
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
