"""JSON in columns, taken apart: who reads a page back finds the rows that its data stand for.

The form is that of :mod:`netmap.formats.packed`. A page may be anybody's: what is not in it as it
should be, or stands for more than a page can hold, is refused.
"""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Final

from netmap.formats.packed import ABSENT, BASE, DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from netmap.formats.packed import Json

#: what is taken apart, as JSON
_MOST_CHARACTERS: Final = 300_000_000


def unpack(whole: Json) -> Json:
    """Return what was packed; numbers that were written as whole numbers may come back as such.

    Raises
    ------
    ValueError
        It is not what `pack` writes, or would take more than 300 million characters as JSON.

    >>> from netmap.formats.packed import pack
    >>> unpack(pack({"=": [{"a": 1}, {"a": 2}, {"a": 2}, {}]}))
    {'=': [{'a': 1}, {'a': 2}, {'a': 2}, {}]}
    """
    try:
        return _Reader(whole["texts"]).value(whole["of"])
    except (AttributeError, LookupError, StopIteration, TypeError, ValueError) as error:
        message = "these data are not in columns as they should be, or stand for too much"
        raise ValueError(message) from error


class _Reader:
    """Takes packed values apart, as long as what they stand for is not too much."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.left = _MOST_CHARACTERS

    def spend(self, characters: int) -> None:
        self.left -= characters
        if self.left < 0:
            raise ValueError

    def value(self, packed: Json) -> Json:
        if isinstance(packed, list):
            return [self.value(item) for item in packed]
        if not isinstance(packed, dict):
            return packed
        (key, inside), *more = packed.items() or [("", None)]
        if more or not key.startswith("="):
            return {name: self.value(item) for name, item in packed.items()}
        return self._standing[key](self, inside)

    def _raw(self, inside: Json) -> Json:
        return {name: self.value(item) for name, item in inside.items()}

    def _rows(self, inside: Json) -> list[Json]:
        count, fields = inside
        self.spend(count)
        columns = {name: self.column(packed, count) for name, packed in fields.items()}
        rows: list[dict[str, Json]] = [{} for _ in range(count)]
        for name, column in columns.items():
            for row, value in zip(rows, column, strict=True):
                if value is not ABSENT:
                    row[name] = value
        return rows

    def _keyed(self, inside: Json) -> Json:
        keys, *rows = inside
        return dict(zip(keys, self._rows(rows), strict=True))

    def _list(self, inside: Json) -> Json:
        count, packed = inside
        return self.column(packed, count)

    _standing: Final[Mapping[str, Callable[[_Reader, Json], Json]]] = {
        "=raw": _raw, "=rows": _rows, "=keyed": _keyed, "=list": _list,
    }  # fmt: skip

    def column(self, packed: Json, count: int) -> list[Json]:
        self.spend(count)
        if isinstance(packed, list):
            return [self.value(item) for item in packed]
        if "all" in packed:
            value = self.value(packed["all"])
            self.spend(count * _weight(value))
            return [value] * count
        if "fields" in packed:
            return self._rows([count, packed["fields"]])
        if "of" not in packed:
            return list(islice(self._numbers(packed), count + 1))
        of = self.column(packed["of"], packed["size"])
        if "at" in packed:
            numbers, weights = self.column(packed["at"], count), list(map(_weight, of))
            self.spend(sum(weights[number] for number in numbers))
            return [of[number] for number in numbers]
        values = iter(of)
        if "in" in packed:
            found: list[Json] = [ABSENT] * count
            for number in self.column(packed["in"], len(of)):
                found[number] = next(values)
            return found
        lengths = self.column(packed["each"], count)
        return [None if n is None else [next(values) for _ in range(n)] for n in lengths]

    def _numbers(self, packed: Json) -> Iterator[Json]:
        parts = packed.get("parts")
        by_steps, value = "steps" in packed, 0
        for group in _groups(self.texts[packed["steps" if by_steps else "numbers"]]):
            if by_steps:
                value += -(group + 1) // 2 if group % 2 else group // 2
            elif group == 0:
                yield None
                continue
            else:
                value = packed["from"] + group - 1
            yield value / parts if parts else value


def _weight(value: Json) -> int:
    """Return what a value takes beyond the place of a row."""
    if isinstance(value, str):
        return len(value)
    return len(json.dumps(value)) if isinstance(value, (dict, list)) else 0


def _groups(text: str) -> Iterator[int]:
    number, scale = 0, 1
    for character in text:
        digit = DIGITS.index(character)
        number += digit % BASE * scale
        scale *= BASE
        if digit < BASE:
            yield number
            number, scale = 0, 1
