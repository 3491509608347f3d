"""The types that the row models are written with: scalars, lists, and words of a vocabulary.

An empty cell never comes here: it is missing. What is refused is said as in
:mod:`netmap.inputs.scalars`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, LiteralString

from pydantic import BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from netmap.inputs import codes
from netmap.inputs.limits import CELL_CHARACTERS
from netmap.inputs.scalars import (
    read_date,
    read_flag,
    read_minutes,
    read_number,
    read_period,
    read_text,
    read_whole,
    refuse,
)
from netmap.inputs.words import TOTALS, WHOLE, Closest, code_of, plain
from netmap.messages import labels
from netmap.periods import PERIOD
from netmap.sources import base
from netmap.vocabulary import (
    ELSEWHERE,
    NATIONAL_NEEDS,
    AssessmentKind,
    Fact,
    PartnerStatus,
    PlaceStatus,
    Position,
    RelationState,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from netmap.settings import Label, VocabularySettings


@dataclass(frozen=True)
class Words:
    """The codes that a project may use, each with its labels; the common ones by default."""

    needs: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: labels("need"))
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: labels("category"))
    #: the codes of places, by name in plain letters; those that several bear are left out
    places: Mapping[str, str] = field(default_factory=dict)
    #: national needs that were met and are not examined
    aside: set[str] = field(default_factory=set, compare=False)

    @classmethod
    def of(cls, own: VocabularySettings) -> Words:
        """Return the common codes and those of a project."""
        return cls(
            labels("need") | _labels(own.needs), labels("category") | _labels(own.categories)
        )

    @cached_property
    def near_need(self) -> Closest:
        """The need that a misspelt word is near to."""
        return Closest(self.needs)

    @cached_property
    def near_category(self) -> Closest:
        """The category that a misspelt word is near to."""
        return Closest(self.categories)


def _labels(own: Mapping[str, Label]) -> dict[str, tuple[str, ...]]:
    return {code: tuple(label.words.values()) for code, label in own.items()}


def read_items(value: object) -> tuple[str, ...]:
    """Return the parts of a list, each once, in their order: split by ``|``, ``;`` or lines.

    >>> read_items("a | b;c"), read_items('["a", "b"]'), read_items("{a,b}")
    (('a', 'b', 'c'), ('a', 'b'), ('a', 'b'))
    """
    if isinstance(value, tuple):
        return value
    text = read_text(value)
    parts = re.split(r"[|;\r\n]", text)
    if text.startswith("[") and text.endswith("]"):
        parts = _json_items(text)
    elif text.startswith("{") and text.endswith("}"):
        parts = [part.strip().strip('"') for part in text[1:-1].split(",")]
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _json_items(text: str) -> list[str]:
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        return [part.strip().strip("\"'") for part in text[1:-1].split(",")]
    return [str(item) for item in items]


def read_codes(value: object, info: ValidationInfo) -> tuple[str, ...]:
    """Return a list of codes of communes, neighbourhoods or the EPCI; a name may stand for one."""
    return _each(value, lambda item: read_place(item, info, codes.place_code))


def read_place(text: str, info: ValidationInfo, read: Callable[[str], str]) -> str:
    """Return the code of a place, given as such or by a name that one place alone bears."""
    try:
        return read(text)
    except PydanticCustomError:
        code = _words(info).places.get(plain(text))
        if code is None:
            raise
        return read(code)


def read_commune(value: object, info: ValidationInfo) -> str:
    """Return the code of a commune; the name of one elsewhere may stand for it if no other has it.

    >>> from pydantic import TypeAdapter
    >>> TypeAdapter(CommuneCode).validate_python("Saint-Maixent-l'École")
    '79270'
    """
    text = read_text(value)
    try:
        return read_place(text, info, codes.commune_code)
    except PydanticCustomError:
        code = _communes_of_france().get(plain(text))
        if code is None:
            raise
        return code


@cache
def _communes_of_france() -> dict[str, str]:
    """Return the code of each commune by name; a name that several bear names none."""
    names = base.communes()["nom"].map(plain)
    own = names[~names.duplicated(keep=False)]
    return dict(zip(own, own.index, strict=True))


def read_home(value: object, info: ValidationInfo) -> str:
    """Return where people live: a place, or that it is elsewhere, or not known.

    >>> from pydantic import TypeAdapter
    >>> Settlement = TypeAdapter(Home)
    >>> Settlement.validate_python("Hors territoire"), Settlement.validate_python("99109")
    ('ailleurs', 'ailleurs')
    """
    text = read_text(value)
    if plain(text) in _ELSEWHERE or re.fullmatch(r"99[0-9]{3}", text):
        return ELSEWHERE
    named = _words(info).places.get(plain(text), text)
    if codes.EPCI.fullmatch(named) or plain(text) in WHOLE | TOTALS:
        raise refuse("count-of-all")
    return read_place(text, info, codes.commune_or_qpv_code)


_ELSEWHERE = frozenset(
    {
        ELSEWHERE, "hors territoire", "hors du territoire", "hors epci", "hors agglomeration",
        "hors agglo", "hors departement", "hors commune", "hors perimetre", "exterieur",
        "autre", "autres", "autre commune", "autres communes", "etranger", "inconnu", "inconnue",
        "commune inconnue", "domicile inconnu", "non renseigne", "non connu", "non precise",
        "sans domicile", "sans domicile fixe", "sdf", "elsewhere", "outside", "unknown",
    }
)  # fmt: skip


def read_needs(value: object, info: ValidationInfo) -> tuple[str, ...]:
    """Return a list of codes of the needs' vocabulary."""
    words = _words(info)

    def need(item: str) -> str:
        if item in NATIONAL_NEEDS and item not in words.needs:
            words.aside.add(item)
            return ""
        return _known(item, words.needs, "unknown-need", words.near_need)

    return _each(value, need)


def read_need(value: object, info: ValidationInfo) -> str:
    """Return a code of the needs' vocabulary."""
    words = _words(info)
    return _known(read_text(value), words.needs, "unknown-need", words.near_need)


def read_category(value: object, info: ValidationInfo) -> str:
    """Return a code of the categories' vocabulary."""
    words = _words(info)
    return _known(read_text(value), words.categories, "unknown-category", words.near_category)


def read_word(value: object, known: Mapping[str, tuple[str, ...]]) -> str:
    """Return a word of a closed list, given as such or by its label; another one as it is.

    >>> statuses = labels("status")
    >>> read_word("À mobiliser", statuses), read_word("Absent", statuses)
    ('a-mobiliser', 'absent')
    """
    text = read_text(value)
    return code_of(text, known) or plain(text).replace(" ", "-")


def _each(value: object, read: Callable[[str], str]) -> tuple[str, ...]:
    found: list[str] = []
    for item in read_items(value):
        parts = [part.strip() for part in item.split(",") if part.strip()]
        try:
            found.append(read(item))
        except PydanticCustomError:
            if len(parts) < 2:  # noqa: PLR2004 - no list
                raise
            found += map(read, parts)
    return tuple(dict.fromkeys(code for code in found if code))


def _words(info: ValidationInfo) -> Words:
    words: Words = info.context or Words()
    return words


def _known(
    text: str, known: Mapping[str, tuple[str, ...]], kind: LiteralString, near: Closest
) -> str:
    code = code_of(text, known)
    if code is not None:
        return code
    raise refuse(kind, word=text, suggestion=near(text))


_HIGHEST = 1_000_000_000

Text = Annotated[str, Field(max_length=CELL_CHARACTERS), BeforeValidator(read_text)]
Name = Annotated[str, Field(min_length=1, max_length=CELL_CHARACTERS), BeforeValidator(read_text)]
Number = Annotated[float, BeforeValidator(read_number)]
Amount = Annotated[float, Field(ge=0, le=_HIGHEST), BeforeValidator(read_number)]
Minutes = Annotated[float, Field(ge=0), BeforeValidator(read_minutes)]
Count = Annotated[int, Field(ge=0, le=_HIGHEST), BeforeValidator(read_whole)]
Level = Annotated[int, Field(ge=0, le=3), BeforeValidator(read_whole)]
#: not bounded here: a latitude of 379000 deserves a better word than "too large"
Degrees = Annotated[float, BeforeValidator(read_number)]
Day = Annotated[date, BeforeValidator(read_date)]
Period = Annotated[str, Field(pattern=PERIOD.pattern), BeforeValidator(read_period)]
Flag = Annotated[bool, BeforeValidator(read_flag)]
PositionWord = Annotated[
    Position, BeforeValidator(lambda value: read_word(value, labels("position")))
]
PartnerStatusWord = Annotated[
    PartnerStatus, BeforeValidator(lambda value: read_word(value, labels("status")))
]
RelationStateWord = Annotated[
    RelationState, BeforeValidator(lambda value: read_word(value, labels("relation-state")))
]
PlaceStatusWord = Annotated[
    PlaceStatus, BeforeValidator(lambda value: read_word(value, labels("place-status")))
]
AssessmentWord = Annotated[
    AssessmentKind, BeforeValidator(lambda value: read_word(value, labels("assessment")))
]
FactWord = Annotated[Fact, BeforeValidator(lambda value: read_word(value, labels("fact")))]
Items = Annotated[tuple[str, ...], BeforeValidator(read_items)]
Codes = Annotated[tuple[str, ...], BeforeValidator(read_codes)]
Needs = Annotated[tuple[str, ...], BeforeValidator(read_needs)]
Need = Annotated[str, BeforeValidator(read_need)]
Category = Annotated[str, BeforeValidator(read_category)]
CommuneCode = Annotated[str, Field(pattern=codes.COMMUNE.pattern), BeforeValidator(read_commune)]
PlaceCode = Annotated[
    str,
    Field(pattern=f"{codes.COMMUNE.pattern}|{codes.QPV.pattern}"),
    BeforeValidator(
        lambda value, info: read_place(read_text(value), info, codes.commune_or_qpv_code),
    ),
]
Home = Annotated[
    str,
    Field(pattern=f"{codes.COMMUNE.pattern}|{codes.QPV.pattern}|^{ELSEWHERE}$"),
    BeforeValidator(read_home),
]
Siret = Annotated[
    str,
    Field(pattern=codes.SIRET.pattern),
    BeforeValidator(lambda value: codes.siret(read_text(value))),
]
Finess = Annotated[
    str,
    Field(pattern=codes.FINESS.pattern),
    BeforeValidator(lambda value: codes.finess(read_text(value))),
]
