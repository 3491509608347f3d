"""The cells of a source as values: lists, numbers and why one is not there, codes of today."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from netmap.inputs.codes import QPV
from netmap.inputs.scalars import bare, read_number
from netmap.inputs.words import plain
from netmap.sources import base

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netmap.sources.recipes.model import Missing, Recipe

#: the letter by which FINESS calls a department overseas, and the third digit of its communes
_OVERSEAS = {"9A": "1", "9B": "2", "9C": "3", "9D": "4", "9E": "5", "9F": "6"}
_PACIFIC = {"9J": "986"}
_SEVERAL = re.compile(r"[|;,]")
_IRIS = 9


def items_of(recipe: Recipe, cell: str) -> tuple[str, ...]:
    """Return what a cell lists, each once.

    Parameters
    ----------
    recipe
        ``python-lists``: as Python, JSON or PostgreSQL writes them; ``several-codes``: codes
        with any sign between them; else ``|``.
    """
    text = cell.strip()
    if "excel-text" in recipe.traits:
        text = bare(text)
    if "python-lists" in recipe.traits and text[:1] in {"[", "{"}:
        found = _written(text)
    elif "several-codes" in recipe.traits:
        found = _SEVERAL.split(text)
    else:
        found = text.split("|")
    return tuple(dict.fromkeys(item.strip() for item in found if item.strip()))


_WORD = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"|([^,{}\[\]'\"]+)")


def _written(text: str) -> list[str]:
    r"""Return the words of a list as a program wrote it; numpy puts no comma between them.

    >>> _written("['a', 'b c']"), _written('{a,"b c"}'), _written("['a' 'b']")
    (['a', 'b c'], ['a', 'b c'], ['a', 'b'])
    """
    found = (one or other or bare_word for one, other, bare_word in _WORD.findall(text))
    return [word.replace("\\", "") for word in found if word.strip()]


def number_of(recipe: Recipe, cell: str) -> float | Missing | None:
    """Return a number, why there is none, or None where it cannot be read."""
    text = cell.strip()
    for mark, why in recipe.missing:
        if text == mark:
            return why
    if not text:
        return "absent"
    try:
        return read_number(text)
    except PydanticCustomError:
        return None


def text_of(recipe: Recipe, cell: str) -> str | None:
    """Return a text; None where a mark stands for none."""
    text = bare(cell) if "excel-text" in recipe.traits else cell.strip()
    return None if not text or any(text == mark for mark, _ in recipe.missing) else text


def place_of(recipe: Recipe, cells: Sequence[str]) -> str | None:
    """Return the code of the place of a row, of today; None where it is not known.

    An IRIS is its commune's, a part of a commune (an arrondissement, a former one) the
    commune's; a neighbourhood is itself.
    """
    parts = [bare(c) if "excel-text" in recipe.traits else c.strip() for c in cells]
    if "town-names" in recipe.traits:
        return _town(parts[0], parts[1])
    code = _joined(recipe, parts).upper()
    if not code:
        return None
    if recipe.grain == "qpv" or code.startswith(("QN", "QP")):
        return code if QPV.fullmatch(code) else None
    if recipe.width and code.isdigit():
        code = code.zfill(recipe.width)
    if recipe.width == _IRIS or len(code) == _IRIS:
        code = code[:5]
    return _today(code)


def _joined(recipe: Recipe, parts: Sequence[str]) -> str:
    if len(parts) > 1 and "overseas-letters" in recipe.traits:
        department, commune = parts[0].upper(), parts[1].zfill(3)
        digit = _OVERSEAS.get(department)
        if digit is not None:
            return f"97{commune}" if commune.startswith(digit) else f"97{digit}{commune[-2:]}"
        if department in _PACIFIC:
            return f"{_PACIFIC[department]}{commune[-2:]}"
    return "".join(parts)


@cache
def _today(code: str) -> str | None:
    return base.today(code)


_CEDEX = re.compile(r"\bcedex\b.*|\b[0-9]+ ?e?r?\b(?:arrondissement)?", re.IGNORECASE)


@cache
def _town(postcode: str, town: str) -> str | None:
    """Return the commune of a postal line; None where none of the department bears its name.

    >>> _town("17028", "LA ROCHELLE CEDEX 1"), _town("75011", "PARIS 11"), _town("17000", "Pau")
    ('17300', '75056', None)
    """
    name = _spelt(_CEDEX.sub("", town))
    found = _towns().get((base.department(postcode[:5]), name), ())
    return found[0] if len(found) == 1 else None


@cache
def _towns() -> dict[tuple[str, str], tuple[str, ...]]:
    named: dict[tuple[str, str], tuple[str, ...]] = {}
    for code, name in base.communes()["nom"].items():
        key = (_postal(base.department(str(code))), _spelt(str(name)))
        named[key] = (*named.get(key, ()), str(code))
    return named


def _postal(department: str) -> str:
    """Return the start of the postcodes of a department: Corsica has kept its former one."""
    return "20" if department in {"2A", "2B"} else department


_SAINT = re.compile(r"\b(st|ste)\b")


def _spelt(name: str) -> str:
    """Return a name of a town as postal lines and registers both have it."""
    words = {"st": "saint", "ste": "sainte"}
    return _SAINT.sub(lambda found: words[found[1]], plain(name))
