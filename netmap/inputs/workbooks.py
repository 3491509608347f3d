"""XLSX and ODS tables: which sheet is the table, and its cells as they show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from netmap.errors import Problem
from netmap.inputs.archives import refuse_bomb
from netmap.inputs.grid import HEADER_WITHIN, Grid, lay_out
from netmap.inputs.headers import header_name, header_row, match_columns
from netmap.inputs.limits import CELL_CHARACTERS
from netmap.inputs.marks import marks_of
from netmap.inputs.office_open import column_number, unfinished_formulas
from netmap.inputs.scalars import read_period
from netmap.inputs.sheets import hidden_sheets, read_sheets
from netmap.inputs.shown import as_shown
from netmap.inputs.trial import refuse_reader

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from netmap.inputs.files import Found
    from netmap.settings import ReadingSettings

_ZIP = b"PK\x03\x04"


def read_workbook(
    found: Found,
    known: Collection[str],
    *,
    required: Collection[str],
    reading: ReadingSettings | None,
) -> list[Read]:
    """Read the sheets of a table: one, or one a period.

    The one that bears the table's name, else the one that holds the `required` columns; where
    several do, those that are named after periods are read together, and others are refused: a
    reader would take one and lose the others.
    """
    sheets = open_workbook(found)
    if isinstance(sheets, Problem):
        return [(sheets, [])]
    hidden = hidden_sheets(found.content)
    shown = {name: rows for name, rows in sheets.items() if name not in hidden}
    alike = [name for name in sheets if fits(sheets[name], known, required)]
    told = [_of_sheet(found, "hidden-sheet", name) for name in alike if name in hidden]
    if not shown:
        return [(Problem(file=found.path, kind="no-visible-sheet"), told)]
    named = [name for name in shown if header_name(name) == found.location.stem.casefold()]
    fitting = [name for name in alike if name in shown]
    periods = {name: period for name in fitting if (period := period_of(name))}
    if not named and len(fitting) > 1 and not _one_a_period(fitting, periods, required):
        several = Problem(
            file=found.path,
            kind="several-sheets",
            details=(("sheets", ", ".join(fitting)), ("wanted", found.location.stem)),
        )
        return [(several, told)]
    if named or len(fitting) < _SEVERAL:
        chosen = (named or fitting or [_fullest(shown, known)])[0]
        told += [_of_sheet(found, "sheet-not-read", name) for name in fitting if name != chosen]
        grid, problems = read_sheet(found, sheets, chosen, known, reading=reading)
        return [(grid, [*told, *problems])]
    together = Problem(
        file=found.path,
        kind="sheets-together",
        severity="warning",
        details=(("sheets", ", ".join(fitting)),),
    )
    return read_together(found, sheets, periods, known, reading=reading, told=[*told, together])


#: a table as it was read, or why it was not, and what is to be said of it
Read = tuple["Grid | Problem", "list[Problem]"]
_SEVERAL = 2


def read_together(
    found: Found,
    sheets: dict[str, list[list[str]]],
    periods: dict[str, str],
    known: Collection[str],
    *,
    reading: ReadingSettings | None,
    told: list[Problem],
) -> list[Read]:
    """Read several sheets of one table; the name of each is the period of its rows."""
    read = []
    for name, period in periods.items():
        grid, problems = read_sheet(found, sheets, name, known, reading=reading)
        if isinstance(grid, Grid) and "periode" in known:
            grid = grid.with_column("periode", period)
        read.append((grid, [*told, *problems]))
        told = []
    return read


def period_of(sheet: str) -> str | None:
    """Return the period that a sheet is named after; None where it is named otherwise.

    >>> period_of("2023"), period_of("Activité 2023"), period_of("Liste")
    ('2023', '2023', None)
    """
    years = re.findall(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", sheet)
    for text in (sheet, years[0] if len(years) == 1 else ""):
        try:
            return read_period(text)
        except PydanticCustomError:
            continue
    return None


def _one_a_period(
    fitting: Sequence[str], periods: dict[str, str], required: Collection[str]
) -> bool:
    """Tell whether the sheets of a table of periods are named after periods, each after its own."""
    told = set(periods.values())
    return "periode" in required and len(told) == len(periods) == len(fitting)


def fits(rows: Sequence[Sequence[str]], known: Collection[str], required: Collection[str]) -> bool:
    """Tell whether a sheet has all required columns (a period may be its name) and a row."""
    full = [row for row in rows if any(cell.strip() for cell in row)]
    top, _ = header_row(full[:HEADER_WITHIN], known)
    held = match_columns(full[top], known).where.keys() if full else set()
    return set(required) - {"periode"} <= held and len(full) > top + 1


def _of_sheet(found: Found, kind: str, sheet: str) -> Problem:
    return Problem(file=found.path, sheet=sheet, kind=kind, severity="warning", found=sheet)


def open_workbook(found: Found) -> dict[str, list[list[str]]] | Problem:
    """Return the cells of each sheet as text, or why there are none."""
    unreadable = Problem(file=found.path, kind="unreadable-workbook")
    if not found.content.startswith(_ZIP):
        return unreadable
    refused = refuse_bomb(found.content, found.path) or refuse_reader(
        read_sheets, found.content, unreadable
    )
    if refused is not None:
        return refused
    try:
        sheets = read_sheets(found.content)
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001 - a panic of the reader is no Exception
        return unreadable
    return sheets or Problem(file=found.path, kind="empty-file")


def read_sheet(
    found: Found,
    sheets: dict[str, list[list[str]]],
    name: str,
    known: Collection[str],
    *,
    reading: ReadingSettings | None = None,
) -> Read:
    """Lay out one of the sheets, as its reader sees it."""
    rows = [(line, cells) for line, cells in enumerate(sheets[name], start=1)]
    for line, cells in rows:
        longest = max(map(len, cells), default=0)
        if longest > CELL_CHARACTERS:
            details = (("length", str(longest)), ("limit", str(CELL_CHARACTERS)))
            problem = Problem(
                file=found.path, sheet=name, kind="cell-too-long", line=line, details=details
            )
            return problem, []
    marks = marks_of(found.content, name)
    rows, told = as_shown(rows, marks, file=found.path, sheet=name, known=known, reading=reading)
    grid = lay_out(rows, file=found.path, sheet=name, known=known)
    if isinstance(grid, Problem) or found.ending != ".xlsx":
        return grid, told
    return grid, [*told, *_unfinished(found, grid)]


def _fullest(sheets: dict[str, list[list[str]]], known: Collection[str]) -> str:
    """Return the sheet that holds most known columns."""

    def score(rows: Sequence[Sequence[str]]) -> int:
        full = [row for row in rows[: 5 * HEADER_WITHIN] if any(row)]
        return header_row(full[:HEADER_WITHIN], known)[1]

    return max(sheets, key=lambda name: score(sheets[name]))


def _unfinished(found: Found, grid: Grid) -> list[Problem]:
    names = {at: column for column, at in grid.columns.where.items()}
    return [
        Problem(
            file=grid.file,
            sheet=grid.sheet,
            kind=cell.kind,
            line=cell.line,
            column=names[column_number(cell.letters) - 1],
        )
        for cell in unfinished_formulas(found.content, grid.sheet or "")
        if cell.line > grid.header_line and column_number(cell.letters) - 1 in names
    ]
