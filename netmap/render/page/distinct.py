"""Rows that repeat, carried once: a page tells each by its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netmap.render.page.view import JsonObject


def distinct(rows: Iterable[JsonObject]) -> tuple[list[JsonObject], list[int]]:
    """Return the rows, each once in the order in which they come, and the number of each.

    >>> distinct([{"a": 1}, {"a": 2}, {"a": 1}])
    ([{'a': 1}, {'a': 2}], [0, 1, 0])
    """
    kept: dict[str, tuple[int, JsonObject]] = {}
    numbers = [kept.setdefault(str(row), (len(kept), row))[0] for row in rows]
    return [row for _, row in kept.values()], numbers
