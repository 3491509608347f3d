"""JSON in columns: what the rows of a page's data share is said once.

A list of objects becomes a column a field, and a column the shortest of a few writings: the
value that all rows share, the distinct values and the number of each row's, whole numbers in a
text, what the values of lists are, one after the other. Texts stay in clear. What a page
carries so, its script (``render/page/unpack.mjs``) and whoever reads a page back take apart.

A packed value is JSON. An object whose one key begins with ``=`` stands for something else:

``{"=rows": [count, fields]}``, ``{"=keyed": [keys, count, fields]}``
    A list of objects; an object of objects. ``fields``: name → column.
``{"=list": [count, column]}``
    A list of scalars.
``{"=raw": object}``
    An object of which a key begins with ``=``.

A column is a list of packed values, or an object:

``{"all": value}``
    Every row has this value.
``{"numbers": text, "from": least, "parts": p}``
    Numbers, a digit group each: 0 is None, ``k`` is ``(least + k - 1) / p``.
``{"steps": text, "parts": p}``
    Numbers, each by its difference from the one before, even for a rise, odd for a fall.
``{"of": column, "size": m, "at": column}``
    The distinct values, and the number of each row's.
``{"of": column, "size": m, "each": column}``
    Lists: how long each is (None: no list), and their values one after the other.
``{"of": column, "size": m, "in": column}``
    Only the rows with these numbers have a value; the others lack the field.
``{"fields": fields}``
    Objects.

A group of digits is base 32, least digit first, in the alphabet of base64 for addresses; a
digit is 32 higher where another follows. A text is the number of one in ``texts`` of the whole,
``{"texts": texts, "of": packed}``, so that columns that are the same are written once.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

#: What JSON can say: None, bool, int, float, str, list and dict of these.
Json: TypeAlias = Any

DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
BASE: Final = 32
#: rows, and scalars of a list, from which columns are tried
_LEAST_ROWS, _LEAST_ITEMS = 4, 16
#: what a script counts in whole numbers without doubt
_MOST: Final = 2**30
_PARTS: Final = (1, 10, 100, 1_000, 10_000, 100_000, 1_000_000)


class _Absent:
    """The row lacks the field."""


class _Text(str):
    """Numbers written as digits, kept once in the texts of the whole."""

    __slots__ = ()


ABSENT: Final = _Absent()


def pack(value: Json) -> Json:
    """Return a value in columns; :func:`netmap.formats.unpacked.unpack` gives it back.

    >>> pack([{"a": 1, "b": "x"}, {"a": 3, "b": "x"}, {"a": 2, "b": "x"}, {"a": 1, "b": "x"}])
    {'texts': ['CEBB'], 'of': {'=rows': [4, {'a': {'steps': 0}, 'b': {'all': 'x'}}]}}
    """
    texts: dict[str, int] = {}
    tree = _pooled(_packed(value), texts)
    return {"texts": list(texts), "of": tree}


def _packed(value: Json) -> Json:
    if isinstance(value, dict):
        if _are_rows(value.values()):
            rows = list(value.values())
            return {"=keyed": [list(value), len(rows), _fields(rows)]}
        inside = {key: _packed(item) for key, item in value.items()}
        return {"=raw": inside} if any(key.startswith("=") for key in value) else inside
    if isinstance(value, list):
        if _are_rows(value):
            return {"=rows": [len(value), _fields(value)]}
        if len(value) >= _LEAST_ITEMS and not any(isinstance(one, (dict, list)) for one in value):
            return _shortest([value, {"=list": [len(value), _column(value)]}])
        return [_packed(item) for item in value]
    return value


def _are_rows(values: Collection[Json]) -> bool:
    """Tell whether these are objects that have most of their fields in common.

    The name that scripts cannot give to a field (``__proto__``) is none of them.
    """
    if len(values) < _LEAST_ROWS or not all(isinstance(one, dict) for one in values):
        return False
    fields = set[str]().union(*values)
    return "__proto__" not in fields and len(fields) * len(values) <= 2 * sum(map(len, values))


def _fields(rows: Sequence[Mapping[str, Json]]) -> dict[str, Json]:
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: _column([row.get(name, ABSENT) for row in rows]) for name in names}


def _column(values: list[Json]) -> Json:
    here = [i for i, value in enumerate(values) if value is not ABSENT]
    if len(here) < len(values):
        of = [values[i] for i in here]
        return {"of": _column(of), "size": len(of), "in": _column(here)}
    distinct, numbers = _distinct(values)
    if len(distinct) == 1:
        return {"all": _packed(distinct[0])}
    ways = [_in_order(values)]
    if len(distinct) < len(values):
        ways.append({"of": _in_order(distinct), "size": len(distinct), "at": _numbers(numbers)})
    return _shortest(ways)


def _in_order(values: list[Json]) -> Json:
    """Return values of which few are the same, one after the other."""
    kinds = {type(value) for value in values}
    if kinds <= {int, float, type(None)}:
        return _numbers(values) or values
    if _are_rows(values):
        return {"fields": _fields(values)}
    if list in kinds and kinds <= {list, type(None)}:
        inside = [item for value in values if value for item in value]
        each = _numbers([None if value is None else len(value) for value in values])
        together = {"of": _column(inside), "size": len(inside), "each": each}
        if _are_rows(inside):
            return together
        scalars = not any(isinstance(item, (dict, list)) for item in inside)
        return _shortest([values if scalars else list(map(_packed, values)), together])
    return [_packed(value) for value in values]


def _distinct(values: list[Json]) -> tuple[list[Json], list[int]]:
    """Return the values, each once, and the number of each row's."""
    kinds = {type(value) for value in values} - {type(None)}
    told_apart = len(kinds) == 1 and kinds.isdisjoint({dict, list})
    keys = values if told_apart else [json.dumps(value) for value in values]
    kept = dict(zip(keys, values, strict=True))
    order = {key: number for number, key in enumerate(kept)}
    return list(kept.values()), [order[key] for key in keys]


def _numbers(values: list[Json]) -> Json:
    """Return numbers as text, by their value or their steps; None where they cannot be."""
    known = [value for value in values if value is not None]
    parts = _parts_of(known) if known and max(map(abs, known)) < _MOST else None
    if parts is None:
        return None
    whole = [round(value * parts) for value in known]
    least = min(whole)
    if max(whole) - least >= _MOST or max(map(abs, whole)) >= _MOST:
        return None
    share = {} if parts == 1 else {"parts": parts}
    each = iter(whole)
    direct = [0 if value is None else next(each) - least + 1 for value in values]
    if len(known) == len(values):
        moves = [b - a for a, b in zip([0, *whole], whole, strict=False)]
        steps = [2 * move if move >= 0 else -2 * move - 1 for move in moves]
        if _length(steps) <= _length(direct):
            return {"steps": _written(steps), **share}
    return {"numbers": _written(direct), "from": least, **share}


def _parts_of(numbers: list[float]) -> int | None:
    """Return what makes whole numbers of all of these; None: nothing that is tried."""
    whole = all(isinstance(number, int) for number in numbers)
    return next(
        (
            parts
            for parts in _PARTS
            if whole or all(round(number * parts) / parts == number for number in numbers)
        ),
        None,
    )


def _length(numbers: list[int]) -> int:
    """Return how many digits numbers take."""
    return sum((number.bit_length() + 4) // 5 or 1 for number in numbers)


def _written(numbers: list[int]) -> _Text:
    return _Text("".join(map(_group, numbers)))


@lru_cache(maxsize=1 << 16)
def _group(number: int) -> str:
    group = ""
    while number >= BASE:
        number, digit = divmod(number, BASE)
        group += DIGITS[digit + BASE]
    return group + DIGITS[number]


def _shortest(ways: list[Json]) -> Json:
    return min(ways, key=lambda way: len(json.dumps(way, ensure_ascii=False)))


def _pooled(tree: Json, texts: dict[str, int]) -> Json:
    if isinstance(tree, _Text):
        return texts.setdefault(str(tree), len(texts))
    if isinstance(tree, dict):
        return {key: _pooled(item, texts) for key, item in tree.items()}
    return [_pooled(item, texts) for item in tree] if isinstance(tree, list) else tree
