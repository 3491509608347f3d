"""How the text of one cell becomes a number, a day, a period, a yes or a no.

Each reads what a spreadsheet shows (decimal comma, thousands spaces, French dates, ``oui``) and
refuses the rest with a :class:`pydantic_core.PydanticCustomError` whose type is the `kind` of a
:class:`netmap.errors.Problem` and whose context fills its sentences.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import LiteralString

from pydantic_core import PydanticCustomError

from netmap.inputs.limits import CELL_CHARACTERS
from netmap.inputs.words import plain


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
