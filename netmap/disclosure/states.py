"""Releases and today as states of the same counts, and the terms that equations are written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from netmap.counts.rounds import ROUND_COUNTS
from netmap.disclosure.lineage import room
from netmap.periods import months

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from netmap.counts.model import Counts
    from netmap.disclosure.cells import CountSystem
    from netmap.formats.releases import Figures, Key

    Months = frozenset[int]


class Term(NamedTuple):
    """A count of a state (a release, or today), over a piece of its months (-1: over all)."""

    state: int
    piece: int
    key: Key


@dataclass(frozen=True)
class State:
    """The counts of a release, or of today.

    `shown` are its constants, `hidden` those it did not show; of today, all are in the second.
    `visited` are the dwellings of its rounds, `pool` the months of its places, `threshold` that
    of the day.
    """

    shown: Mapping[Key, float]
    hidden: frozenset[Key]
    pool: Months
    visited: Mapping[str, float]
    threshold: int

    @property
    def keys(self) -> frozenset[Key]:
        """Of all its counts."""
        return self.hidden | self.shown.keys()


@dataclass(frozen=True)
class Bond:
    """Σ factors · terms = 0; with `rise`, what the sum lacks of 0 is people who came since.

    One that is not `sure` may be of other ground: it is the first to be given up.
    """

    terms: Mapping[Term, float]
    rise: bool = False
    sure: bool = True


def pieces_of(states: Sequence[State]) -> list[Months]:
    """Return the months that no pool of a state parts."""
    pieces: dict[tuple[bool, ...], set[int]] = {}
    for month in sorted(frozenset().union(*(state.pool for state in states))):
        pieces.setdefault(tuple(month in one.pool for one in states), set()).add(month)
    return [frozenset(piece) for piece in pieces.values()]


def states_of(
    releases: Iterable[Figures], system: CountSystem, keys: Sequence[Key]
) -> Iterator[State]:
    """Yield what releases say of the kinds of counts that a system has.

    Parameters
    ----------
    keys
        Of the system's cells.
    """
    published = [key for key, told in zip(keys, system.published, strict=True) if told]
    rooms = {room(key) for key in published}
    for one in releases:
        shown = {row[:3]: row[3] for row in one.montres if room(row[:3]) in rooms}
        hidden = frozenset(key for key in one.masques if room(key) in rooms)
        if shown or hidden:
            visited = {code: n for (_, level, code), n in shown.items() if level == "logements"}
            yield State(shown, hidden, _pool(published, one.periodes), visited, one.seuil)


def state_of_today(
    counts: Counts, system: CountSystem, keys: Sequence[Key], periods: Iterable[str]
) -> State:
    """Return the counts of a system as a state of which nothing is shown yet.

    Parameters
    ----------
    periods
        Those that places pool.
    """
    published = [key for key, told in zip(keys, system.published, strict=True) if told]
    visited = {
        code: own["logements"].value
        for code, own in (counts.rounds or {}).items()
        if own["logements"].value is not None
    }
    threshold = counts.settings.disclosure.threshold
    return State({}, frozenset(keys), _pool(published, periods), visited, threshold)


def _pool(published: Iterable[Key], periods: Iterable[str]) -> Months:
    """Return the months that places pool; none where no place is counted."""
    if not any(key[0] == "density" for key in published):
        return frozenset()
    return frozenset().union(*map(months, periods))


class Space:
    """The terms of all states; the last state is today.

    Attributes
    ----------
    states
        Oldest first.
    pieces
        The months that no pool parts.
    today
        The counts of today, those over a piece where the tables tell them.
    inside
        Of each state, the pieces of its pool.
    """

    def __init__(
        self, states: Sequence[State], pieces: Sequence[Months], today: Mapping[Term, float]
    ) -> None:
        self.states = states
        self.pieces = pieces
        self.today = today
        self.inside = [
            [n for n, piece in enumerate(pieces) if piece <= state.pool] for state in states
        ]
        self.last = len(states) - 1

    def term(self, number: int, piece: int, key: Key) -> Term:
        """Return a count over a piece; over all of its pool where that is the only one."""
        whole = piece < 0 or self.inside[number] == [piece]
        return Term(number, -1 if whole else piece, key)

    def is_counted(self, piece: int) -> bool:
        """Whether today's tables tell who was counted over a piece."""
        if self.inside[self.last] == [piece]:
            return True
        return any(term.piece == piece for term in self.today)

    def has(self, number: int, piece: int) -> bool:
        """Whether a state says something of a piece."""
        return piece in self.inside[number] or (number == self.last and self.is_counted(piece))

    def places(self, number: int, piece: int, level: str) -> frozenset[Key]:
        """Return the counts of places, or of all, that a state has over a piece."""
        keys = (key for key in self.states[number].keys if key[:2] == ("density", level))
        if number < self.last or not self.is_counted(piece):
            return frozenset(keys)
        return frozenset(key for key in keys if self.term(number, piece, key) in self.today)

    def has_year_of(self, number: int, key: Key) -> bool:
        """Whether a state has the year of a count of a place's rounds; of others, yes."""
        year = ("outreach", key[1], f"annee:{key[2].partition(' ')[0]}")
        return not of_a_visit(key) or year in self.states[number].keys

    def sum(
        self, number: int, piece: int, whole: Key, parts: Iterable[Key], *, open_: bool = False
    ) -> Bond:
        """Write whole = Σ parts, and something more where it is open."""
        own = sorted(parts)
        terms = {self.term(number, piece, part): 1.0 for part in own}
        if open_:
            name = f"{whole[1]} - {own[0][1] if own else ''}"
            terms[Term(number, piece, ("derived", name, whole[2]))] = 1.0
        return Bond({self.term(number, piece, whole): -1.0, **terms})


def of_a_visit(key: Key) -> bool:
    """Whether it is a count of rounds at a place in a year."""
    return key[0] == "derived" and key[1] in ROUND_COUNTS
