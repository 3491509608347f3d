"""What people put in a table beside its rows: totals, notes, a second table, a column a year."""

from __future__ import annotations

from dataclasses import replace
from itertools import compress
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from netmap.errors import Problem
from netmap.inputs.headers import Columns, match_columns
from netmap.inputs.rows import AccompanimentRow
from netmap.inputs.scalars import bare, read_number, read_period
from netmap.inputs.words import TOTALS, plain

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from netmap.inputs.grid import Grid
    from netmap.inputs.rows import Row

#: columns of which one says what a row is about
_ABOUT = ("code", "code_insee", "periode", "date", "id", "source_id", "de")
_LEAST = 2


def tidy(grid: Grid, model: type[Row], known: Collection[str]) -> tuple[Grid, list[Problem]]:
    """Return a grid with the rows of its table alone, one a row, and what was done to it."""
    second = _second_header(grid, known)
    if second is not None:
        return grid, [
            _problem(grid, "several-tables", second, severity="error", first=grid.header_line)
        ]
    grid, wide = _long(grid, model)
    grid, notes = _without_notes(grid)
    grid, totals = _without_totals(grid)
    return grid, [*wide, *notes, *totals]


def _problem(
    grid: Grid, kind: str, line: int, *, severity: str = "warning", **details: object
) -> Problem:
    return Problem(
        file=grid.file,
        sheet=grid.sheet,
        kind=kind,
        line=line,
        severity="error" if severity == "error" else "warning",
        details=tuple((key, str(value)) for key, value in details.items()),
    )


def _second_header(grid: Grid, known: Collection[str]) -> int | None:
    """Return the line of a row that is a header again; None where there is none."""
    needed = max(_LEAST, len(grid.columns.where) - 1)
    names = {plain(name) for name in grid.first if name.strip()}
    for line, row in zip(grid.lines, grid.rows, strict=True):
        words = {plain(cell) for cell in row if cell.strip() and not cell.strip()[0].isdigit()}
        if len(words) >= _LEAST and (
            len(words & names) >= needed or len(match_columns(row, known).where) >= max(3, needed)
        ):
            return line
    return None


def _without_totals(grid: Grid) -> tuple[Grid, list[Problem]]:
    """Leave out rows that are about all the others; say what they say, and what the others do."""
    at = [grid.columns.where[name] for name in _ABOUT if name in grid.columns.where]
    marks = [any(_is_total(row, place) for place in at) for row in grid.rows]
    if not any(marks):
        return grid, []
    kept = _only(grid, [not mark for mark in marks])
    people = grid.columns.where.get("personnes")
    problems = []
    for line, row in compress(zip(grid.lines, grid.rows, strict=True), marks):
        said = row[people].strip() if people is not None and people < len(row) else ""
        problems.append(
            replace(
                _problem(grid, "total-row", line, rows=f"{_sum(kept, 'personnes'):.0f}"),
                found=said or next(cell.strip() for cell in row if cell.strip()),
            )
            if said
            else _problem(grid, "total-row-left-out", line)
        )
    return kept, problems


def _is_total(row: Sequence[str], at: int) -> bool:
    word = plain(row[at]) if at < len(row) else ""
    return word in TOTALS or word.startswith(("total ", "sous total "))


def _sum(grid: Grid, column: str) -> float:
    total = 0.0
    for cell in grid.cells(column) if column in grid.columns.where else ():
        try:
            total += read_number(bare(cell))
        except (PydanticCustomError, ValueError):
            continue
    return total


def _without_notes(grid: Grid) -> tuple[Grid, list[Problem]]:
    """Leave out what is written under a table: rows of one text, in the end."""
    last = len(grid.rows)
    while last > 0 and _is_note(grid, grid.rows[last - 1]):
        last -= 1
    if last == len(grid.rows) or last == 0:
        return grid, []
    note = next(cell.strip() for cell in grid.rows[last] if cell.strip())
    said = replace(_problem(grid, "note-under", grid.lines[last]), found=note)
    return _only(grid, [i < last for i in range(len(grid.rows))]), [said]


def _is_note(grid: Grid, row: Sequence[str]) -> bool:
    full = [cell.strip() for cell in row if cell.strip()]
    return (
        len(full) == 1
        and len(grid.columns.where) > _LEAST
        and (" " in full[0] or full[0].startswith("*"))
        and not plain(full[0]).startswith("total")
    )


def _long(grid: Grid, model: type[Row]) -> tuple[Grid, list[Problem]]:
    """Turn a table of people that has a column a period into one that has a row a period."""
    where = grid.columns.where
    if model is not AccompanimentRow or "code" not in where:
        return grid, []
    heads, rows, lines = list(grid.first), list(grid.rows), list(grid.lines)
    under = _periods(rows[0]) if rows and not _cell(rows[0], where["code"]) else {}
    if "personnes" in where and where["personnes"] not in under:
        return grid, []
    if under and not _periods(heads):
        heads = [under or over for over, under in _padded(heads, rows[0])]
        rows, lines = rows[1:], lines[1:]
    periods = _periods(heads)
    if "periode" in where or len(periods) < 1:
        return grid, []
    kept = {name: at for name, at in where.items() if at not in periods}
    width = len(heads)
    body = [
        (line, [*_to_width(row, width), period, row[at] if at < len(row) else ""])
        for line, row in zip(lines, rows, strict=True)
        for at, period in periods.items()
    ]
    columns = Columns({**kept, "periode": width, "personnes": width + 1}, (), grid.columns.twice)
    told = ", ".join(periods.values())
    return (
        replace(
            grid,
            first=(*heads, "periode", "personnes"),
            columns=columns,
            lines=tuple(line for line, _ in body),
            rows=tuple(row for _, row in body),
        ),
        [replace(_problem(grid, "wide-table", grid.header_line), found=told)],
    )


def _cell(row: Sequence[str], at: int) -> str:
    return row[at].strip() if at < len(row) else ""


def _padded(heads: Sequence[str], under: Sequence[str]) -> list[tuple[str, str]]:
    width = max(len(heads), len(under))
    return list(zip(_to_width(heads, width), _to_width(under, width), strict=True))


def _to_width(row: Sequence[str], width: int) -> list[str]:
    return [*row[:width], *[""] * (width - len(row))]


def _periods(heads: Sequence[str]) -> dict[int, str]:
    """Return the columns that a period heads, and the period."""
    found: dict[int, str] = {}
    for at, head in enumerate(heads):
        words = plain(bare(head)).removeprefix("personnes ").removeprefix("nombre de personnes ")
        try:
            found[at] = read_period(words)
        except PydanticCustomError:
            continue
    return found if len(set(found.values())) == len(found) else {}


def _only(grid: Grid, kept: Sequence[bool]) -> Grid:
    return replace(
        grid,
        lines=tuple(compress(grid.lines, kept)),
        rows=tuple(compress(grid.rows, kept)),
    )
