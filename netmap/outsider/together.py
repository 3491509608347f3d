"""What one who has the releases of several territories infers from all of them at once.

Two releases may count the same places: that of a department and those of the agglomerations in
it. Where they pool the same periods, and show nothing of a place that differs, a place's count is
one count, whoever tells it; what one hides another may give back, alone or as a difference.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from netmap.outsider.attacker import SUPPOSED
from netmap.outsider.sums import POOLED, TOTAL, Ground, Sum, Term
from netmap.outsider.system import System, Target, solved, system_of
from netmap.periods import months

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from netmap.formats.releases import Figures, Key

#: How much of a release is told: all of it, how many people all in all, or nothing.
Told = Literal["whole", "total", "nothing"]

_EXACT = 1e-6
#: Shown counts are rounded to whole people.
_ROUNDED = 0.5
_PLACES = frozenset({("density", "commune"), ("density", "zone"), ("density", "qpv")})


@dataclass(frozen=True)
class Known:
    """A territory's releases, oldest first, and what its files say of its places."""

    name: str
    releases: tuple[Figures, ...]
    residents: Mapping[Key, float]
    dwellings: Mapping[str, float]
    ground: Ground

    @property
    def communes(self) -> frozenset[str]:
        """Codes of the communes of which it shows or hides a count."""
        return frozenset(key[2] for key in self._keys if key[:2] == ("density", "commune"))

    @property
    def _keys(self) -> frozenset[Key]:
        last = self.releases[-1]
        return frozenset({*(row[:3] for row in last.montres), *last.masques})

    @property
    def places(self) -> dict[Key, float | None]:
        """The counts of its places; None: hidden."""
        last = self.releases[-1]
        shown: dict[Key, float | None] = {row[:3]: row[3] for row in last.montres}
        shown |= dict.fromkeys(last.masques)
        return {key: value for key, value in shown.items() if key[:2] in _PLACES}


@dataclass(frozen=True)
class Betrayed:
    """A hidden count that several releases tell to be small, and the territories that hide it."""

    key: Key
    low: float
    high: float
    by: tuple[str, ...]


@dataclass(frozen=True)
class Combined:
    """What was inferred: how many hidden counts were sought, and those that are known small."""

    hidden: int
    betrayed: tuple[Betrayed, ...]


def groups(known: Sequence[Known]) -> list[list[Known]]:
    """Return territories that share a place, all together; those that share none are alone."""
    joined: list[tuple[set[str], list[Known]]] = []
    for one in known:
        met = [group for group in joined if group[0] & one.communes]
        joined = [group for group in joined if not group[0] & one.communes]
        codes = one.communes.union(*(group[0] for group in met))
        joined.append((set(codes), [*(k for group in met for k in group[1]), one]))
    return [members for _, members in joined]


def combine(known: Sequence[Known], told: Mapping[str, Told]) -> Combined:
    """Infer what can be of the counts that any of several releases hides.

    As little is given up as can be for a table to fit: at first what an attacker supposes, then
    that the largest territories count what the others do.

    Parameters
    ----------
    known
        Territories; what is hidden of one of which nothing is told stays to be protected.
    told
        How much of each is told, by name.

    Raises
    ------
    ValueError
        No table fits what one of them shows alone.
    """
    for apart in range(len(known)):
        for few in range(len(SUPPOSED) + 1):
            for dropped in combinations(SUPPOSED[::-1], few):
                owners, system = _together(known, told, dropped, apart)
                try:
                    ends = solved(system)
                except ValueError:
                    continue
                return _combined(owners, system, ends)
    message = "no table fits what a release shows"
    raise ValueError(message)


def _combined(
    owners: Mapping[Term, set[str]], system: System, ends: Mapping[Term, tuple[float, float]]
) -> Combined:
    return Combined(
        hidden=len(ends),
        betrayed=tuple(
            Betrayed(term.key, low, high, tuple(sorted(owners[term])))
            for term, (low, high) in ends.items()
            if high < system.reach(term, high) - _EXACT
        ),
    )


def _together(
    known: Sequence[Known], told: Mapping[str, Told], dropped: tuple[str, ...], apart: int
) -> tuple[dict[Term, set[str]], System]:
    """Return the counts and sums of all releases, those of the same places written once.

    `apart`: how many territories, the largest first, are thought to count something else.
    """
    worlds = _worlds(known, apart)
    shown: dict[Term, float] = {}
    targets: dict[Term, Target] = {}
    caps: dict[Term, float] = {}
    sums: dict[Sum, None] = {}
    keys: set[Key] = set()
    owners: dict[Term, set[str]] = defaultdict(set)
    totals: dict[str, list[tuple[Term, frozenset[Term]]]] = defaultdict(list)
    for one in sorted(known, key=lambda one: (len(one.communes), one.name)):
        system = system_of(
            one.releases[-1],
            tuple(dict.fromkeys(one.releases[:-1])),
            residents=one.residents,
            dwellings=one.dwellings,
            ground=one.ground,
            dropped=dropped,
        )
        name = _Namer(one, worlds[one.name])
        keys |= system.keys
        caps |= {name(term): most for term, most in system.caps.items()}
        for term, target in system.targets.items():
            if told[one.name] == "whole" or term.key[:2] in _PLACES:
                targets.setdefault(name(term), target)
                owners[name(term)].add(one.name)
        if told[one.name] != "nothing":
            shown |= {
                name(term): value
                for term, value in system.shown.items()
                if told[one.name] == "whole" or term == Term(TOTAL)
            }
        for bound in _kept(system.sums, told[one.name]):
            named = replace(bound, whole=name(bound.whole), parts=tuple(map(name, bound.parts)))
            if bound.whole == Term(TOTAL) and set(named.parts).issuperset(_communes(named)):
                named = replace(named, parts=_shorter(named.parts, totals[worlds[one.name]]))
                if not bound.open and told[one.name] != "nothing":
                    communes = frozenset(map(name, bound.parts))
                    totals[worlds[one.name]].append((named.whole, communes))
            sums[named] = None
    sums |= dict.fromkeys(_nested(known, worlds))
    return owners, System(shown, targets, tuple(sums), caps, frozenset(keys))


def _kept(sums: Iterable[Sum], told: Told) -> Iterator[Sum]:
    """Yield the sums that bind what is told: of places always, the others where all is."""
    for one in sums:
        of_places = one.whole.when is None and one.whole.key[:2] in _PLACES
        of_total = one.whole == Term(TOTAL) and not one.open and one.supposed == "elsewhere"
        if told == "whole" or of_places or (told == "total" and of_total):
            yield one


def _communes(one: Sum) -> set[Term]:
    return {part for part in one.parts if part.key[:2] == ("density", "commune")}


def _shorter(
    parts: tuple[Term, ...], totals: Sequence[tuple[Term, frozenset[Term]]]
) -> tuple[Term, ...]:
    """Return a sum of communes with the totals of smaller territories in the place of theirs."""
    left = dict.fromkeys(parts)
    found = []
    for total, communes in sorted(totals, key=lambda one: -len(one[1])):
        if communes and communes <= left.keys():
            found.append(total)
            for part in communes:
                del left[part]
    return (*found, *left)


class _Namer:
    """Names counts of a release: those of places by their world, all others by its territory."""

    def __init__(self, one: Known, world: str) -> None:
        self._own = frozenset({f"*{one.name}"})
        self._world = frozenset({f"*{world}"})
        self._zones = frozenset(
            zone for zone in one.ground.zones if zone[:2] == ("density", "zone")
        )

    def __call__(self, term: Term) -> Term:
        """Return the name."""
        if term.when is None and (term.key[:2] in _PLACES or term.key[0] == "sectors"):
            if term.key[1] != "qpv":
                return Term(term.key, self._world)
            # a quarter is the same count where it is made of the same zones
            made = sorted(zone[2] for zone in self._zones if zone[2].endswith(f":{term.key[2]}"))
            return Term(term.key, self._world | {"*" + "+".join(made)})
        return Term(term.key, self._own | (term.when or frozenset()))


def _worlds(known: Sequence[Known], apart: int) -> dict[str, str]:
    """Return a name of those releases in which a place's count is one and the same."""
    world = {one.name: one.name for one in known}
    alike = sorted(known, key=lambda one: (len(one.communes), one.name))[: len(known) - apart]
    for one, other in combinations(alike, 2):
        if one.communes.isdisjoint(other.communes) or not _agree(one, other):
            continue
        old, new = world[other.name], world[one.name]
        for name, held in world.items():
            if held == old:
                world[name] = new
    return world


def _agree(one: Known, other: Known) -> bool:
    first, second = one.releases[-1], other.releases[-1]
    if _months(first) != _months(second):
        return False
    ours, theirs = one.places, other.places
    pairs = ((ours[key], theirs[key]) for key in ours.keys() & theirs.keys())
    return all(a is None or b is None or abs(a - b) <= _ROUNDED for a, b in pairs)


def _nested(known: Sequence[Known], worlds: Mapping[str, str]) -> Iterator[Sum]:
    """Yield that a place has no more people over some periods than over these and others."""
    for one in known:
        for other in known:
            if _months(one.releases[-1]) < _months(other.releases[-1]):
                fewer, more = _Namer(one, worlds[one.name]), _Namer(other, worlds[other.name])
                for key in sorted(one.places.keys() & other.places.keys()):
                    if key[1] != "qpv" and key[0] in POOLED:
                        yield Sum(more(Term(key)), (fewer(Term(key)),), open=True)


def _months(figures: Figures) -> frozenset[int]:
    return frozenset().union(*map(months, figures.periodes))
