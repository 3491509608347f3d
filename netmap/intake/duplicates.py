"""Which rows of directories are one organisation: by its numbers, then by its name and place.

Rows are compared inside their commune. SIRET and FINESS come first; names decide where their
words are nearly the same and nothing sets them apart: what the organisation is, whom it is for,
a number, another address.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from netmap.inputs.words import plain
from netmap.intake.names import TYPES, at_odds, spelt, street
from netmap.sources import base

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

#: Whether two rows are surely one organisation, or perhaps.
Likeness = Literal["sure", "perhaps"]
Why = Literal["finess", "siret", "name"]

#: how alike names must be, of 100: to be one for sure, at one address, with one SIRET; perhaps
SURE, AT_ONE_ADDRESS, WITH_ONE_SIRET, PERHAPS = 88.0, 75.0, 60.0, 78.0
#: how alike streets of one place are
_STREETS = 80.0
#: how alike two spellings of one word are
_WORDS = 70.0
#: words that one name has beside those of the other, and that make it another's
_MORE = 2
#: the words of one name are all in the other
_WITHIN = 100.0
#: rows of a commune that are all compared; of more, those that share a word that few have
_ALL = 250
_FEW = 120
_STEM = 5


@dataclass(frozen=True)
class Pair:
    """Two rows (their places in the table) that are, or may be, one organisation."""

    one: int
    other: int
    likeness: Likeness
    why: Why
    score: float


@dataclass(frozen=True)
class _Row:
    words: frozenset[str]
    joined: str
    siret: str | None
    finess: str | None
    number: str
    street: str


def find_pairs(rows: pd.DataFrame) -> list[Pair]:
    """Return the pairs of rows that are or may be one organisation, those that are surest first.

    Parameters
    ----------
    rows
        ``nom``; ``code_insee``, ``siret``, ``finess``, ``adresse`` (None: not known).

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({
    ...     "nom": ["CCAS de Lagord", "Centre communal d'action sociale", "EHPAD du CCAS"],
    ...     "code_insee": ["17200"] * 3, "siret": None, "finess": None, "adresse": None,
    ... })
    >>> [(pair.one, pair.other, pair.likeness) for pair in find_pairs(rows)]
    [(0, 1, 'sure')]
    """
    from rapidfuzz import fuzz, process

    known = _rows(rows)
    firsts, seconds = _candidates(known, rows["code_insee"].tolist())
    if not len(firsts):
        return []
    names = np.array([row.joined for row in known], dtype=object)
    scores = process.cpdist(names[firsts], names[seconds], scorer=fuzz.ratio, workers=-1)
    within = process.cpdist(names[firsts], names[seconds], scorer=fuzz.token_set_ratio, workers=-1)
    numbered = np.array([(row.siret or row.finess) is not None for row in known])
    worth = (scores >= WITH_ONE_SIRET) | (within >= _WITHIN)
    worth |= numbered[firsts] & numbered[seconds]
    pairs = [
        pair
        for one, other, score in zip(
            firsts[worth].tolist(), seconds[worth].tolist(), scores[worth].tolist(), strict=True
        )
        if (pair := _judged(known, one, other, float(score))) is not None
    ]
    return sorted(pairs, key=lambda pair: (pair.likeness != "sure", -pair.score, pair.one))


def _rows(rows: pd.DataFrame) -> list[_Row]:
    def row(name: str, place: Any, siret: Any, finess: Any, address: Any) -> _Row:  # noqa: ANN401
        words = spelt(name, _town(place))
        number, way = street(address) if isinstance(address, str) else ("", "")
        return _Row(frozenset(words), " ".join(words), siret or None, finess or None, number, way)

    columns = ["nom", "code_insee", "siret", "finess", "adresse"]
    given = rows.reindex(columns=columns).astype(object)
    given = given.where(given.notna(), None)
    return [row(*values) for values in given.itertuples(index=False, name=None)]


@cache
def _town(code: object) -> str:
    """Return the plain name of a commune; nothing where it is none."""
    return plain(_names().get(str(code), ""))


@cache
def _names() -> dict[str, str]:
    return {str(code): str(name) for code, name in base.communes()["nom"].items()}


def _candidates(
    known: Sequence[_Row], places: Sequence[Any]
) -> tuple[np.ndarray[Any, np.dtype[np.int64]], np.ndarray[Any, np.dtype[np.int64]]]:
    """Return the pairs that are looked at: of one number, or of one commune and alike in a word."""
    keyed: dict[object, list[int]] = defaultdict(list)
    by_place: dict[object, list[int]] = defaultdict(list)
    for at, (row, place) in enumerate(zip(known, places, strict=True)):
        if row.siret:
            keyed["siret", row.siret].append(at)
        if row.finess:
            keyed["finess", row.finess].append(at)
        by_place[place].append(at)
    found: set[tuple[int, int]] = set()
    for several in keyed.values():
        found.update(combinations(several[:_FEW], 2))
    for place, members in by_place.items():
        if place is None or len(members) > _ALL:
            for alike in _sharing(known, members):
                found.update(combinations(alike, 2))
        else:
            found.update(combinations(members, 2))
    pairs = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _sharing(known: Sequence[_Row], members: Iterable[int]) -> Iterable[list[int]]:
    """Yield the rows that share a whole name, a street number, or the start of a rare word."""
    sharing: dict[object, list[int]] = defaultdict(list)
    for at in members:
        row = known[at]
        sharing["name", row.joined].append(at)
        if row.number and row.street:
            sharing["street", row.number, row.street].append(at)
        for word in row.words - TYPES:
            sharing["word", word[:_STEM]].append(at)
    for key, several in sharing.items():
        if isinstance(key, tuple) and key[0] == "word" and len(several) > _FEW:
            continue
        yield several[:_ALL]


def _judged(known: Sequence[_Row], one: int, other: int, score: float) -> Pair | None:
    a, b = known[one], known[other]
    if a.finess and b.finess:
        return Pair(one, other, "sure", "finess", 100.0) if a.finess == b.finess else None
    odd = at_odds(a.words, b.words)
    if a.siret and a.siret == b.siret:
        same_kind = a.words & TYPES == b.words & TYPES and not _another(a.words, b.words)
        same = score >= WITH_ONE_SIRET and not odd and same_kind
        return Pair(one, other, "sure" if same else "perhaps", "siret", score)
    together = _together(a, b)
    same_types = a.words & TYPES == b.words & TYPES
    if not odd and score < AT_ONE_ADDRESS and together is not False:
        one_in_other = same_types and (a.words <= b.words or b.words <= a.words)
        return Pair(one, other, "perhaps", "name", score) if one_in_other else None
    if odd or score < AT_ONE_ADDRESS:
        return None
    if together is False:
        return Pair(one, other, "perhaps", "name", score) if score >= SURE else None
    if together is None and _other_words(a.words, b.words):
        return None
    alike = same_types and not _another(a.words, b.words)
    if alike and (score >= SURE or (together and score >= AT_ONE_ADDRESS)):
        return Pair(one, other, "sure", "name", score)
    return Pair(one, other, "perhaps", "name", score) if score >= PERHAPS else None


def _another(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether names are of two, or one is told of the other.

    « Accueil de jour de l'épicerie solidaire » holds all that « Épicerie solidaire » says.
    """
    if one <= other or other <= one:
        return len(one ^ other) >= _MORE
    return _other_words(one, other)


def _other_words(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether each name has a word for which the other has quite another."""
    from rapidfuzz import fuzz

    def alone(words: frozenset[str], others: frozenset[str]) -> bool:
        return any(all(fuzz.ratio(word, it) < _WORDS for it in others) for word in words)

    here, there = one - other, other - one
    return bool(here and there) and alone(here, there) and alone(there, here)


def _together(a: _Row, b: _Row) -> bool | None:
    """Tell whether two rows are at one address; None where one of them says none."""
    from rapidfuzz import fuzz

    if not a.street or not b.street:
        return None
    if a.number and b.number and a.number != b.number:
        return False
    return fuzz.ratio(a.street, b.street) >= _STREETS
