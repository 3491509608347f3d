"""How the text of one cell becomes a value: the types that the row models are written with.

Every type reads what a spreadsheet shows (decimal comma, thousands spaces, French dates,
``oui``) and refuses the rest with a :class:`pydantic_core.PydanticCustomError` whose type is
the `kind` of a :class:`netmap.errors.Problem` and whose context fills its sentences.
An empty cell never comes here: it is missing.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, LiteralString

from pydantic import BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from netmap.inputs import codes
from netmap.inputs.limits import CELL_CHARACTERS
from netmap.inputs.words import Closest, code_of, plain
from netmap.messages import labels
from netmap.periods import PERIOD
from netmap.vocabulary import (
    ELSEWHERE,
    NATIONAL_NEEDS,
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


def refuse(kind: LiteralString, **details: str) -> PydanticCustomError:
    """Return the error that becomes the problem `kind`."""
    return PydanticCustomError(kind, kind, dict(details))


def bare(text: str) -> str:
    """Return a cell without what a spreadsheet or a system puts around what was typed.

    >>> bare(' ="17300" '), bare("'01053"), bare("me\u0301diation") == "m\u00e9diation"
    ('17300', '01053', True)
    """
    composed = unicodedata.normalize("NFC", text).strip().strip("\ufeff\u200b")
    armoured = _ARMOUR.fullmatch(composed)
    return armoured[1].strip() if armoured else composed


_ARMOUR = re.compile(r"""(?:="|'(?=[0-9]))([^"]*?)"?""")


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

    >>> read_number("1 234,5"), read_number("-0.25"), read_number("1.234,5"), read_number("12,5 %")
    (1234.5, -0.25, 1234.5, 12.5)
    """
    usual = str(value).strip().replace(",", ".")
    if len(usual) < _USUAL and _NUMBER.fullmatch(usual):
        return _finite(usual)
    text = re.sub(r"(?<=\d)[\s'’](?=\d{3}(?!\d))", "", read_text(value))
    text = _UNITS.sub("", text.replace("\u2212", "-"))
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
#: what may stand after a number and changes nothing of it
_UNITS = re.compile(r"\s*(%|€|euros?|minutes|min|personnes|jours|j)$", re.IGNORECASE)
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


@dataclass(frozen=True)
class Unsure:
    """A number that a source does not tell: people at most (``inf``: anybody)."""

    most: float


def read_unsure(text: str) -> Unsure | None:
    """Return what a source says in the place of a number: it is small, secret, not known.

    >>> read_unsure("< 5"), read_unsure("n.d."), read_unsure("0"), read_unsure("moins de 11")
    (Unsure(most=4.0), Unsure(most=inf), None, Unsure(most=10.0))
    """
    if small := _SMALL.fullmatch(text.strip()):
        least = 0 if small[1] in {"≤", "<="} else 1
        return Unsure(max(0.0, float(small[2]) - least))
    said = plain(text)
    return (
        Unsure(math.inf)
        if said in _UNSAID or (text and not said and set(text) <= _DASHES)
        else None
    )


_SMALL = re.compile(r"(<=|≤|<|moins de|inférieur à|inf\.? à)\s*([0-9]{1,3})", re.IGNORECASE)
_DASHES = frozenset("-–—−./… ")
_UNSAID = frozenset(
    {
        "nc", "n c", "ns", "n s", "nd", "n d", "na", "n a", "nr", "n r", "s", "c", "secret",
        "secret statistique", "confidentiel", "masque", "non communique", "non disponible",
        "non renseigne", "non connu", "inconnu", "non significatif", "ne sait pas", "nsp",
    }
)  # fmt: skip


def read_date(value: object) -> date:
    """Return a day, written ``2024-05-14``, ``14/05/2024`` or ``14 mai 2024``.

    A time after it is left out; a whole number is a day as spreadsheets count them.

    >>> read_date("1er mars 2024") == read_date("01/03/2024") == read_date("45352")
    True
    """
    if isinstance(value, date):
        return value
    text = re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$", "", read_text(value))
    if found := re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", text):
        year, month, day = (int(part) for part in found.groups())
    elif found := re.fullmatch(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})", text):
        day, month, year = (int(part) for part in found.groups())
    elif found := re.fullmatch(r"([0-9]{1,2}) (?:er )?([a-z]+) ([0-9]{4})", _spoken(text)):
        month = _MONTHS.get(found[2], 0)
        day, year = int(found[1]), int(found[3])
        if not month:
            raise refuse("not-a-date")
    elif re.fullmatch(r"[2-6][0-9]{4}", text):
        return _DAY_NONE + timedelta(days=int(text))
    else:
        raise refuse("not-a-date")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise refuse("impossible-date")
    try:
        return date(year, month, day)
    except ValueError:
        raise refuse("impossible-date") from None


def _spoken(text: str) -> str:
    return re.sub(r"(?<=\d)er\b", " er", plain(text))


_FIRST_YEAR, _LAST_YEAR = 1900, 2100
#: the day before the first that spreadsheets count, their 29 February 1900 reckoned with
_DAY_NONE = date(1899, 12, 30)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv january jan", "fevrier fevr fev february feb", "mars march mar",
            "avril avr april apr", "mai may", "juin june jun", "juillet juil july jul",
            "aout august aug", "septembre sept september sep", "octobre oct october",
            "novembre nov november", "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


def read_period(value: object) -> str:
    """Return a year, a school year, or a half, a quarter or a month of a year.

    >>> [read_period(said) for said in ("2024", "2023-2024", "S1 2024", "2024 T3", "mars 2024")]
    ['2024', '2023-2024', '2024-S1', '2024-T3', '2024-03']
    """
    said = re.sub(r"\b(annee|scolaire|civile|exercice)\b", " ", plain(read_text(value))).split()
    text = " ".join(said)
    if re.fullmatch(rf"{_YEAR}", text):
        return text
    if (found := re.fullmatch(rf"({_YEAR}) (?:a )?({_YEAR}|[0-9]{{2}})", text)) and (
        int(found[2]) % 100 == (int(found[1]) + 1) % 100
    ):
        return f"{found[1]}-{int(found[1]) + 1}"
    years = [word for word in said if re.fullmatch(_YEAR, word)]
    rest = " ".join(word for word in said if word not in years)
    part = _PARTS.get(rest)
    if len(years) == 1 and part is not None:
        return f"{years[0]}-{part}"
    raise refuse("not-a-period")


_YEAR = r"(?:19|20)[0-9]{2}"
_PARTS: dict[str, str] = {name: f"{number:02}" for name, number in _MONTHS.items()}
_PARTS |= {f"{n:02}": f"{n:02}" for n in range(1, 13)} | {str(n): f"{n:02}" for n in range(1, 10)}
for _n, _nth in enumerate(("1er", "2e", "3e", "4e"), start=1):
    for _said in (_nth, f"{_n}e", f"{_n}eme", str(_n)):
        _PARTS |= {f"{_said} trimestre": f"T{_n}", f"trimestre {_said}": f"T{_n}"}
        if _n <= 2:  # noqa: PLR2004 - halves of a year
            _PARTS |= {f"{_said} semestre": f"S{_n}", f"semestre {_said}": f"S{_n}"}
    _PARTS |= {f"t{_n}": f"T{_n}", f"q{_n}": f"T{_n}"}
    if _n <= 2:  # noqa: PLR2004
        _PARTS |= {f"s{_n}": f"S{_n}"}


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
    if codes.EPCI.fullmatch(text) or plain(text) in _ALL:
        raise refuse("count-of-all")
    return read_place(text, info, codes.commune_or_qpv_code)


_ALL = frozenset({"epci", "agglomeration", "territoire", "tout le territoire", "ensemble", "total"})


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
Items = Annotated[tuple[str, ...], BeforeValidator(read_items)]
Codes = Annotated[tuple[str, ...], BeforeValidator(read_codes)]
Needs = Annotated[tuple[str, ...], BeforeValidator(read_needs)]
Need = Annotated[str, BeforeValidator(read_need)]
Category = Annotated[str, BeforeValidator(read_category)]
CommuneCode = Annotated[
    str,
    Field(pattern=codes.COMMUNE.pattern),
    BeforeValidator(
        lambda value, info: read_place(read_text(value), info, codes.commune_code),
    ),
]
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
