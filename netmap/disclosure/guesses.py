"""What a reader may take places that have gone for: others that have come with as many people."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

from netmap.disclosure.beside import CLOSE
from netmap.disclosure.history import keys_of
from netmap.disclosure.lineage import Lineage, place_in
from netmap.periods import months

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from netmap.counts.model import Counts
    from netmap.disclosure.cells import CountSystem
    from netmap.formats.releases import Figures, Key

    Codes = tuple[str, ...]
    #: codes of a release and those of a later one that may be of the same ground
    Guess = tuple[Codes, Codes]
    #: counts of a kind by the code of their place; None where one is hidden
    Told = Mapping[str, float | None]

#: so many ways to take places for others are tried, where several have as many people
_WAYS = 3
#: so many places of unknown past, at most, are also tried two by two
_FEW = 6


class _State(NamedTuple):
    """Counts of whole places, by their kind; of a release, or of today."""

    counts: Mapping[tuple[str, str, str], Told]
    pool: frozenset[int]


def guessed_pasts(
    counts: Counts,
    system: CountSystem,
    earlier: Iterable[Figures],
    *,
    periods: tuple[str, ...],
) -> Iterator[Lineage]:
    """Yield what places that have gone may be today, as a reader would guess it.

    Where a place has gone and another has come with as many people, he takes them for one; two
    that have gone for the one that has as many as both, or for what came to one that stayed.
    Sums over periods are compared where the same months were pooled. What no count tells, the
    ground does: a place that has gone may lie in any of today's that has as many people. Such a
    guess may be wrong: it is one more past to protect from, beside the one of which nobody says
    anything.
    """
    keys = keys_of(counts, system)
    plain = Lineage(counts)
    today = dict(zip(keys, system.values.tolist(), strict=True))
    states = [
        *(
            _state({row[:3]: row[3] for row in one.montres}, one.masques, one.periodes)
            for one in dict.fromkeys(earlier)
        ),
        _state(today, (), periods),
    ]
    pairs = combinations(states, 2)
    choices = [found for a, b in pairs if (found := tuple(dict.fromkeys(_guesses(a, b, plain))))]
    tried: set[frozenset[tuple[str, str]]] = set()
    likely: frozenset[tuple[str, str]] = frozenset()
    for way in range(_WAYS if choices else 0):
        steps: nx.DiGraph[str] = nx.DiGraph()
        steps.add_edges_from(pair for found in choices for pair in _together(found, way))
        followed = frozenset(
            (old, code)
            for old in steps
            if not plain.of(old)
            for new in nx.descendants(steps, old)
            for code in plain.of(new)
        )
        likely = likely or followed
        if followed and followed not in tried:
            tried.add(followed)
            yield Lineage(counts, guessed=followed)
    told = {old for old, _ in likely}
    for olds, code in dict.fromkeys(_homes(states, plain)):
        if told.isdisjoint(olds):
            yield Lineage(counts, guessed=likely.union((old, code) for old in olds))


def _state(shown: Mapping[Key, float], hidden: Iterable[Key], periods: Iterable[str]) -> _State:
    found: dict[tuple[str, str, str], dict[str, float | None]] = {}
    for key in (*shown, *hidden):
        before, place = place_in(key)
        if place is not None and key[1] != "zone" and key[0] != "derived":
            found.setdefault((key[0], key[1], before), {})[place] = shown.get(key)
    return _State(found, frozenset().union(*map(months, periods)))


def _guesses(then: _State, now: _State, lineage: Lineage) -> Iterator[Guess]:
    """Yield what may be of the same ground, the simplest first."""
    for kind in sorted(then.counts.keys() & now.counts.keys()):
        if kind[0] == "density" and then.pool != now.pool:
            continue
        before, after = then.counts[kind], now.counts[kind]
        known = frozenset().union(*map(lineage.of, before))
        gone = {
            code: n
            for code, n in before.items()
            if code not in after and not lineage.of(code) and n
        }
        come = {
            code: n
            for code, n in after.items()
            if code not in before and code not in known and not lineage.tells(code) and n
        }
        grown = {
            code: n - was
            for code, n in sorted(after.items())
            if n is not None and (was := before.get(code)) is not None
        }
        for old, people in _some(gone):
            yield from ((old, new) for new, n in _some(come) if _is(n, people))
            yield from ((old, (code,)) for code, more in grown.items() if _is(more, people))


def _homes(states: Sequence[_State], lineage: Lineage) -> Iterator[tuple[Codes, str]]:
    """Yield each place that has gone with each of today's that may hold its people.

    Nobody is taken out of the tables: who was there, and whom today's place had, are there still.
    Of a place that has come, two that have gone, or all of them, may be what it was made of.
    """
    *earlier, now = states
    for then in earlier:
        for kind in sorted(then.counts.keys() & now.counts.keys()):
            before = {code: 1.0 if n is None else n for code, n in then.counts[kind].items()}
            after = {code: n for code, n in now.counts[kind].items() if n is not None}
            grows = then.pool <= now.pool or kind[0] != "density"
            gone = {
                code: was
                for code, was in before.items()
                if code not in after and not lineage.of(code) and was
            }
            for olds, was in _together_or_not(gone):
                yield from (
                    (olds, code)
                    for code, n in sorted(after.items())
                    if (len(olds) == 1 or code not in before)
                    and (not grows or n >= was + before.get(code, 0.0) - CLOSE)
                )


def _together_or_not(gone: Mapping[str, float]) -> Iterator[tuple[Codes, float]]:
    """Yield each place, then two by two if they are few, then all; and how many people each had."""
    yield from _some(gone)
    if len(gone) > 2:  # noqa: PLR2004
        yield tuple(sorted(gone)), sum(gone.values())


def _some(counts: Mapping[str, float]) -> Iterator[tuple[Codes, float]]:
    """Yield each place, then two by two if they are few, and how many people are there."""
    for size in (1, 2) if len(counts) <= _FEW else (1,):
        for codes in combinations(sorted(counts), size):
            yield codes, sum(counts[code] for code in codes)


def _together(guesses: Sequence[Guess], way: int) -> Iterator[tuple[str, str]]:
    """Yield the pairs of guesses that go together, each place taken once, in one of the ways."""
    taken: set[str] = set()
    for old in dict.fromkeys(old for old, _ in guesses):
        free = [new for one, new in guesses if one == old and taken.isdisjoint({*old, *new})]
        if free:
            new = free[way % len(free)]
            taken |= {*old, *new}
            yield from ((a, b) for a in old for b in new)


def _is(value: float, shown: float) -> bool:
    return abs(value - shown) <= CLOSE * (1 + shown)
