"""A cell as the tables should hold it, where what somebody typed can only mean that."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from netmap.inputs import codes
from netmap.inputs.columns import adapter
from netmap.sources import base

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from netmap.inputs.cells import Words
    from netmap.inputs.rows import Row

_ARMOUR = re.compile(r"""^=?\s*"([^"]*)"$|^'(.+)$""")
_WHOLE = re.compile(r"^([0-9]{4,14})[.,]0+$")
_SPACES = re.compile(r"(?<=[0-9A-Za-z])[\s\u00a0\u202f]+(?=[0-9A-Za-z])")
_SEPARATORS = re.compile(r"\s*[;,\n]\s*")
#: how many things may be wrong with one cell
_STEPS = 3


def canonical(
    model: type[Row], column: str, text: str, words: Words, *, here: Callable[[str], bool]
) -> str | None:
    """Return how the tables write what a cell says; None where that is not sure.

    Codes get back their zeros and lose what a spreadsheet puts around them; dates are those of
    ISO 8601; parts of a list are separated by ``|``; labels are codes. Numbers, yes and no, and
    free text are left: nothing of them is to be mended.

    Parameters
    ----------
    here
        Whether a code of a place is one of the project's, or of a commune of France: a zero is
        given back only to those.

    Examples
    --------
    >>> from netmap.inputs.cells import Words
    >>> from netmap.inputs.rows import AccompanimentRow, PartnerRow
    >>> anywhere = lambda code: True
    >>> canonical(AccompanimentRow, "code", '="1053"', Words(), here=anywhere)
    '01053'
    >>> canonical(PartnerRow, "date_maj", "14/05/2024", Words(), here=anywhere)
    '2024-05-14'
    >>> canonical(PartnerRow, "couvre", "17300; 17028", Words(), here=anywhere)
    '17300|17028'
    >>> canonical(PartnerRow, "position", "en amont", Words(), here=anywhere) is None
    True
    """
    read = adapter(model, column)
    tried = [text]
    for _ in range(_STEPS + 1):
        for candidate in tried:
            try:
                value = read.validate_python(candidate, context=words)
            except ValidationError:
                continue
            return _sure(value, candidate, text, here)
        whole = (other for one in tried for other in _others(one))
        parts = ([_part(part.strip(), read, words) for part in one.split("|")] for one in tried)
        tried = list(dict.fromkeys((*whole, *map("|".join, parts))))
    return None


def known_place(code: str) -> bool:
    """Tell whether a code is that of a commune of France, of today or of former times.

    >>> known_place("01053"), known_place("00000")
    (True, False)
    """
    return base.today(code) is not None


def _sure(value: object, candidate: str, text: str, here: Callable[[str], bool]) -> str | None:
    """Return a value as the tables write it; None where a guess was made that nothing bears out."""
    written = _written(value)
    if written is None or candidate == text:
        return written
    items = value if isinstance(value, tuple) else (value,)
    for item in map(str, items):
        place = codes.COMMUNE.fullmatch(item) or codes.QPV.fullmatch(item)
        if place and not here(item):
            return None
        if codes.SIRET.fullmatch(item) and not _checks(item):
            return None
    return written


def _written(value: object) -> str | None:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple) and all(isinstance(item, str) for item in value):
        return "|".join(value)
    return value if isinstance(value, str) else None


def _others(text: str) -> Iterator[str]:
    """Yield what else a text may be, once one thing that spreadsheets do to it is undone."""
    armour = _ARMOUR.fullmatch(text)
    if armour:
        yield (armour[1] or armour[2] or "").strip()
    if whole := _WHOLE.fullmatch(text):
        yield whole[1]
    if text.isdecimal():
        yield f"0{text}"
    parts = _SEPARATORS.split(text.strip(" ;,"))
    if len(parts) > 1 or text.strip(" ;,") != text:
        yield "|".join(filter(None, parts))
    if _SPACES.search(text) and not re.search(r"[^\W\d_]{2}", text):
        yield _SPACES.sub("", text)


def _part(part: str, read: Any, words: Words) -> str:  # noqa: ANN401
    """Return a part of a list as it is read, where one thing is to be undone; else as it is."""
    for other in (part, *_others(part)):
        try:
            read.validate_python(other, context=words)
        except ValidationError:
            continue
        return other
    return part


def _checks(siret: str) -> bool:
    """Tell whether a SIRET has the sum that its last digit is for (Luhn).

    >>> _checks("73282932000074"), _checks("73282932000075")
    (True, False)
    """
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(siret))
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0  # noqa: PLR2004
