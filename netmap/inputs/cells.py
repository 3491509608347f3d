"""How the text of one cell becomes a value: the types that the row models are written with.

Every type reads what a spreadsheet shows (decimal comma, thousands spaces, French dates,
``oui``) and refuses the rest with a :class:`pydantic_core.PydanticCustomError` whose type is
the `kind` of a :class:`netmap.errors.Problem` and whose context fills its sentences.
An empty cell never comes here: it is missing.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, LiteralString

from pydantic import BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from netmap.inputs import codes
from netmap.inputs.limits import CELL_CHARACTERS
from netmap.inputs.words import Closest, code_of, plain
from netmap.messages import labels
from netmap.vocabulary import (
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


def refuse(kind: LiteralString, **details: str) -> PydanticCustomError:
    """Return the error that becomes the problem `kind`."""
    return PydanticCustomError(kind, kind, dict(details))


def read_text(value: object) -> str:
    """Return the text without the spaces around it."""
    text = str(value).strip()
    if len(text) > CELL_CHARACTERS:
        raise refuse("cell-too-long", length=str(len(text)), limit=str(CELL_CHARACTERS))
    if _SPREADSHEET_ERROR.fullmatch(text):
        raise refuse("formula-error")
    return text


_SPREADSHEET_ERROR = re.compile(
    r"#(REF|N/A|NAME|VALUE|DIV/0|NULL|NUM|NOM|VALEUR|NOMBRE)[!?]?", re.IGNORECASE
)


def read_number(value: object) -> float:
    """Return a finite number, written with a comma or a point, with or without thousands spaces.

    >>> read_number("1 234,5"), read_number("-0.25"), read_number("1.234,5")
    (1234.5, -0.25, 1234.5)
    """
    usual = str(value).strip().replace(",", ".")
    if len(usual) < _USUAL and _NUMBER.fullmatch(usual):
        return _finite(usual)
    text = re.sub(r"(?<=\d)[ \u00a0\u202f'’](?=\d{3}(?!\d))", "", read_text(value))
    text = text.replace("\u2212", "-")
    if "," in text and "." in text:
        thousands = "." if text.rfind(",") > text.rfind(".") else ","
        if re.search(rf"^-?\d{{1,3}}(\{thousands}\d{{3}})+[.,]\d+$", text):
            text = text.replace(thousands, "")
    text = text.replace(",", ".")
    if not _NUMBER.fullmatch(text):
        raise refuse("not-a-number")
    return _finite(text)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise refuse("not-a-number")
    return number


_USUAL = 20
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{0,40})?([eE][+-]?[0-9]{1,4})?")


def read_minutes(value: object) -> float:
    """Return a number of minutes; ``inf`` says that there is no way.

    >>> read_minutes("12,5"), read_minutes("inf")
    (12.5, inf)
    """
    if plain(read_text(value)) in {"inf", "infini", "hors de portee", "hors-portee"}:
        return math.inf
    return read_number(value)


def read_whole(value: object) -> int:
    """Return a whole number; ``12,0`` is one."""
    number = read_number(value)
    if not number.is_integer():
        raise refuse("not-a-whole-number")
    return int(number)


def read_date(value: object) -> date:
    """Return a day, written ``2024-05-14`` or ``14/05/2024``; a time after it is left out."""
    if isinstance(value, date):
        return value
    text = re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$", "", read_text(value))
    if found := re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", text):
        year, month, day = (int(part) for part in found.groups())
    elif found := re.fullmatch(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})", text):
        day, month, year = (int(part) for part in found.groups())
    else:
        raise refuse("not-a-date")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise refuse("impossible-date")
    try:
        return date(year, month, day)
    except ValueError:
        raise refuse("impossible-date") from None


_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def read_period(value: object) -> str:
    """Return a year; periods of another length would be added to years unseen."""
    text = read_text(value)
    if not re.fullmatch(r"(19|20)[0-9]{2}", text):
        raise refuse("not-a-period")
    return text


def read_flag(value: object) -> bool:
    """Return a yes or a no."""
    if isinstance(value, bool):
        return value
    text = plain(read_text(value))
    if text in {"oui", "vrai", "true", "yes", "1", "x", "o"}:
        return True
    if text in {"non", "faux", "false", "no", "0", "n"}:
        return False
    raise refuse("not-a-yes-or-no")


def read_items(value: object) -> tuple[str, ...]:
    """Return the parts of a list separated by ``|``, each once, in their order."""
    if isinstance(value, tuple):
        return value
    parts = (part.strip() for part in read_text(value).split("|"))
    return tuple(dict.fromkeys(part for part in parts if part))


def read_codes(value: object) -> tuple[str, ...]:
    """Return a list of codes of communes, neighbourhoods or the EPCI."""
    return _each(value, codes.place_code)


def read_needs(value: object, info: ValidationInfo) -> tuple[str, ...]:
    """Return a list of codes of the needs' vocabulary."""
    words = _words(info)
    return _each(value, lambda item: _known(item, words.needs, "unknown-need", words.near_need))


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
    items = read_items(value)
    for item in items:
        if re.search(r"[;,]", item):
            raise refuse("wrong-list-separator", suggestion=re.sub(r"\s*[;,]\s*", "|", item))
    return tuple(dict.fromkeys(read(item) for item in items))


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
Period = Annotated[str, Field(pattern=r"^(19|20)[0-9]{2}$"), BeforeValidator(read_period)]
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
Items = Annotated[tuple[str, ...], BeforeValidator(read_items)]
Codes = Annotated[tuple[str, ...], BeforeValidator(read_codes)]
Needs = Annotated[tuple[str, ...], BeforeValidator(read_needs)]
Need = Annotated[str, BeforeValidator(read_need)]
Category = Annotated[str, BeforeValidator(read_category)]
CommuneCode = Annotated[
    str,
    Field(pattern=codes.COMMUNE.pattern),
    BeforeValidator(lambda value: codes.commune_code(read_text(value))),
]
PlaceCode = Annotated[
    str,
    Field(pattern=f"{codes.COMMUNE.pattern}|{codes.QPV.pattern}"),
    BeforeValidator(lambda value: codes.commune_or_qpv_code(read_text(value))),
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
