"""Rows that repeat, carried once: a page tells each by its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = dict[str, Any]


def distinct(rows: Iterable[Row]) -> tuple[list[Row], list[int]]:
    """Return the rows, each once in the order in which they come, and the number of each.

    >>> distinct([{"a": 1}, {"a": 2}, {"a": 1}])
    ([{'a': 1}, {'a': 2}], [0, 1, 0])
    """
    kept: dict[str, tuple[int, Row]] = {}
    numbers = [kept.setdefault(str(row), (len(kept), row))[0] for row in rows]
    return [row for _, row in kept.values()], numbers
