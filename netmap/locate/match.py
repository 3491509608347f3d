"""From an address to the streets and the points that it may be, with a score.

Score = street × place × number, each from 0 to 1:

* street: similarity of normalised names (Indel similarity of rapidfuzz), or, where it is under 0.9,
  that of their words sorted if it is greater (1: the same words in another order);
* place: 1 where commune and postcode agree; 0.98 × the similarity of the commune alone; 0.92 where
  the postcode is another's; 0.9 of the postcode alone; 0.79 where the commune is another's; 0.75
  where neither is given;
* number: 1 where it is in the street; 0.97 without its bis; 0.9 where none is given and 0.85 where
  the street has none such: all the street's points are then meant.

Under `SURE` there is no answer, only a question. Other streets may be meant as well, and an answer
must hold for all of them: those that differ from what was typed by at most three letters more than
the best, in a place that scores at most 0.15 less. A street that is typed as it is is the one,
where its place agrees; there, only those of the same name are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from netmap.locate.names import Names, in_order
from netmap.locate.spelling import Address, commune_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

SURE = 0.8
_LETTERS, _PLACES_APART, _ROUNDING = 3.0, 0.15, 1e-6
#: a street that is less like the one typed is not looked at
_LEAST_STREET = 65.0
#: a street this like the one typed has its words in order: they are not sorted as well
_IN_ORDER = 0.9
#: a commune that is at least this like the one typed may be it
_SAME_COMMUNE = 0.82
_BOTH, _OTHER_CODE, _CODE_ALONE, _OTHER_COMMUNE, _NEITHER = 1.0, 0.92, 0.9, 0.79, 0.75
_COMMUNE_ALONE = 0.98
_NO_SUFFIX, _NO_NUMBER, _NOT_THERE = 0.97, 0.9, 0.85
_KEPT = 12
#: numbers that stand for none: a hamlet
_NONE = frozenset({None, 0, 9_999, 99_999})


@dataclass(frozen=True)
class Point:
    """A point (EPSG:4326), and by how many metres it may be off."""

    lon: float
    lat: float
    doubt_m: float


@dataclass(frozen=True)
class Candidate:
    """What an address may be: a label, its commune, a score from 0 to 1, its points."""

    label: str
    code_insee: str
    score: float
    points: tuple[Point, ...]
    exact: bool


#: a number, its suffix, a point, and by how many metres it may be off
_Row = tuple[int | None, str, float, float, float]


@dataclass(frozen=True)
class _Street:
    id: int
    code_insee: str
    postcode: str
    key: str
    sorted: str
    name: str
    commune: str
    towns: tuple[str, ...]


class Matcher:
    """Finds addresses in an index.

    Parameters
    ----------
    base
        An open index.
    former
        Names of former communes by the code of today's, beside those of the index.
    """

    def __init__(self, base: sqlite3.Connection, former: Iterable[tuple[str, str]] = ()) -> None:
        self._base = base
        self._towns: dict[str, set[str]] = {}
        self._codes: dict[str, set[str]] = {}
        self._streets: dict[int, _Street] = {}
        rows = list(base.execute("SELECT * FROM streets"))
        for _, code, postcode, _, _, commune, old in rows:
            self._towns.setdefault(code, set()).update(
                commune_key(name) for name in (commune, old) if name
            )
            self._codes.setdefault(postcode, set()).add(code)
        for code, name in former:
            if code in self._towns and name:
                self._towns[code].add(commune_key(name))
        self._by_commune: dict[str, list[int]] = {code: [] for code in self._towns}
        for place, code, postcode, key, name, commune, _ in rows:
            ordered = in_order(key)
            towns = tuple(sorted(self._towns[code]))
            self._streets[place] = _Street(
                place, code, postcode, key, ordered, name, commune, towns
            )
            self._by_commune[code].append(place)
        self._keys = {
            code: (
                [self._streets[place].key for place in places],
                [self._streets[place].sorted for place in places],
            )
            for code, places in self._by_commune.items()
        }
        self._same: dict[tuple[str, str], list[int]] = {}
        self._same_words: dict[tuple[str, str], list[int]] = {}
        for place, street in self._streets.items():
            self._same.setdefault((street.code_insee, street.key), []).append(place)
            self._same_words.setdefault((street.code_insee, street.sorted), []).append(place)
        self._named: dict[str, list[int]] = {}
        for place, street in self._streets.items():
            self._named.setdefault(street.key, []).append(place)
        self._names = Names(self._named)
        self._alike = lru_cache(maxsize=50_000)(self._communes_alike)

    @property
    def communes(self) -> frozenset[str]:
        """Keys of the communes that the index knows."""
        return frozenset(name for names in self._towns.values() for name in names)

    def find(self, address: Address) -> list[Candidate]:
        """Return what an address may be, best first; nothing where no street is like it."""
        if not address.street:
            return []
        scored: dict[int, tuple[float, float]] = {}
        for street, likeness in self._like(address):
            place = self._place(address, street)
            if place:
                scored[street.id] = max(scored.get(street.id, (0.0, 0.0)), (likeness, place))
        best = sorted(scored, key=lambda one: (-scored[one][0] * scored[one][1], one))
        if not best:
            return []
        likest, nearest = scored[best[0]]
        most = _letters_lost(address, self._streets[best[0]], likest) + _LETTERS
        found = []
        for one in best[:_KEPT]:
            likeness, place = scored[one]
            lost = _letters_lost(address, self._streets[one], likeness)
            if lost <= most + _ROUNDING and place >= nearest - _PLACES_APART:
                found.append(self._candidate(address, self._streets[one], likeness * place))
        return sorted(found, key=lambda one: -one.score)

    def _like(self, address: Address) -> Iterable[tuple[_Street, float]]:
        """Return streets that are like the one typed, with their likeness."""
        if not (address.postcode or address.commune):
            return self._anywhere(address.street)
        ordered = in_order(address.street)
        codes = set(self._codes.get(address.postcode, ()))
        codes |= set(self._alike(address.commune)) if address.commune else set()
        same = [place for code in codes for place in self._same.get((code, address.street), ())]
        exact = [self._streets[place] for place in sorted(same)]
        if any(self._place(address, one) >= _CODE_ALONE for one in exact):
            return [(one, 1.0) for one in exact]
        as_typed = [one for code in sorted(codes) for one in self._of(code, 0, address.street)]
        as_typed += [
            (self._streets[place], 1.0)
            for code in sorted(codes)
            for place in self._same_words.get((code, ordered), ())
        ]
        if max((likeness for _, likeness in as_typed), default=0.0) >= _IN_ORDER:
            return as_typed
        return as_typed + [one for code in sorted(codes) for one in self._of(code, 1, ordered)]

    def _of(self, code: str, form: int, typed: str) -> Iterator[tuple[_Street, float]]:
        """Yield a commune's streets that are like the one typed: in order (0), or sorted (1)."""
        places = self._by_commune[code]
        for _, likeness, at in process.extract(
            typed,
            self._keys[code][form],
            scorer=fuzz.ratio,
            limit=_KEPT,
            score_cutoff=_LEAST_STREET,
        ):
            yield self._streets[places[at]], likeness / 100

    def _anywhere(self, typed: str) -> Iterator[tuple[_Street, float]]:
        """Yield streets of the whole index that may be meant, whatever their place."""
        found = self._names.like(typed, least=_LEAST_STREET / 100, letters=_LETTERS)
        for name, likeness in found.items():
            for place in self._named[name]:
                yield self._streets[place], likeness

    def _communes_alike(self, typed: str) -> tuple[str, ...]:
        return tuple(
            code
            for code, names in self._towns.items()
            if any(fuzz.ratio(typed, name) >= 100 * _SAME_COMMUNE for name in names)
        )

    def _place(self, address: Address, street: _Street) -> float:
        """Return how well a street's commune and postcode agree with those typed; 0: not at all."""
        same_code = address.postcode == street.postcode
        if not address.commune:
            return (_CODE_ALONE if same_code else 0.0) if address.postcode else _NEITHER
        alike = street.code_insee in self._alike(address.commune)
        if alike and address.postcode:
            return _BOTH if same_code else _OTHER_CODE
        if alike:
            near = max(fuzz.ratio(address.commune, name) for name in street.towns) / 100
            return _COMMUNE_ALONE * near
        return _OTHER_COMMUNE if same_code else 0.0

    def _candidate(self, address: Address, street: _Street, score: float) -> Candidate:
        where = f"{street.name}, {street.postcode} {street.commune}".replace(",  ", ", ")
        own = self._points(street, address.number) if address.number is not None else []
        if own:
            exact = [row for row in own if row[1] == address.suffix]
            words = " ".join(filter(None, (str(address.number), address.suffix)))
            factor = 1.0 if exact else _NO_SUFFIX
            return _made(
                f"{words} {where}", street, score * factor, exact or own, exact=bool(exact)
            )
        rows = self._points(street)
        only = len(rows) == 1 and rows[0][0] in _NONE
        factor = 1.0 if only else _NO_NUMBER if address.number is None else _NOT_THERE
        return _made(where, street, score * factor, rows, exact=only)

    def _points(self, street: _Street, number: int | None = None) -> list[_Row]:
        """Return the points of a street, or of one number of it."""
        columns = "SELECT number, suffix, lon, lat, doubt_m FROM numbers WHERE street = ?"
        if number is None:
            return self._base.execute(columns, (street.id,)).fetchall()
        return self._base.execute(f"{columns} AND number = ?", (street.id, number)).fetchall()


def _letters_lost(address: Address, street: _Street, likeness: float) -> float:
    """Return by how many letters, put in or left out, a street differs from what was typed."""
    return (1 - likeness) * (len(address.street) + len(street.key))


def _made(
    label: str,
    street: _Street,
    score: float,
    rows: list[_Row],
    *,
    exact: bool,
) -> Candidate:
    points = tuple(Point(lon, lat, doubt) for *_, lon, lat, doubt in rows)
    return Candidate(label, street.code_insee, round(score, 4), points, exact)
