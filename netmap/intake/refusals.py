"""What cannot be taken in, told with what the file holds."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from netmap.errors import InputError, Problem
from netmap.inputs.book import BOOK

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from netmap.intake.recognise import Look


def refuse_own(project: Path, path: Path) -> None:
    """Refuse a table or a layer of the project itself: it is in it already.

    Raises
    ------
    InputError
        It is one.
    """
    home, real = project.resolve(), path.resolve()
    inside = real.is_relative_to(home) and real.relative_to(home).parts
    if inside and (inside[0] == "data" or inside[0].startswith(f"{BOOK}.")):
        raise InputError((Problem(file=path.name, kind="import-own-file"),))


def titles_of(looks: Sequence[Look]) -> str:
    """Return the titles of a file, as they are shown: those of the table that has most.

    They are its first row of two cells or more: no row below is shown, however wide it is.
    """
    tops = [[c for c in row if c.strip()] for look in looks for row in _top(look)]
    titles = max(tops, key=len, default=[])
    return ", ".join(title.strip() for title in titles if title.strip())[:200]


def _top(look: Look) -> list[tuple[str, ...]]:
    several = (row for row in look.rows if sum(bool(cell.strip()) for cell in row) > 1)
    return list(islice(several, 1)) or list(look.rows[:1])


def no_title(path: Path, looks: Sequence[Look], title: str) -> Problem:
    """Return that a title is in none of the tables of a file."""
    details = (("columns", titles_of(looks)),)
    return Problem(file=path.name, kind="import-no-title", found=title, details=details)
