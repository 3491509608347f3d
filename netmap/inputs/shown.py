"""A sheet as its reader sees it: merged cells filled down, percent as percent, filtered rows asked.

Whatever is done to a sheet on reading it is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.errors import Problem
from netmap.inputs.grid import lay_out
from netmap.inputs.headers import match_columns
from netmap.inputs.scalars import read_number

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from netmap.inputs.marks import Marks
    from netmap.settings import ReadingSettings

Rows = list[tuple[int, list[str]]]


def as_shown(
    rows: Sequence[tuple[int, Sequence[str]]],
    marks: Marks,
    *,
    file: str,
    sheet: str,
    known: Collection[str],
    reading: ReadingSettings | None,
) -> tuple[Rows, list[Problem]]:
    """Return the rows of a sheet as they are read, and what is to be said of it.

    Filtered rows are read or left out as the settings say; where they say nothing, that is an
    error, with both totals.
    """
    shown: Rows = [(line, list(cells)) for line, cells in rows]
    grid = lay_out(shown, file=file, sheet=sheet, known=known)
    header = 0 if isinstance(grid, Problem) else grid.header_line
    problems: list[Problem] = []
    full = {line for line, cells in shown if any(cell.strip() for cell in cells)}
    if filled := _fill(shown, marks, header):
        problems.append(_said(file, sheet, "merged-cells", filled, full))
    _in_percent(shown, marks, header)
    hidden = sorted(line for line in marks.hidden if line > header and line in full)
    if not hidden:
        return shown, problems
    choice = None if reading is None else reading.hidden_rows
    kept = [(line, cells) for line, cells in shown if line not in marks.hidden]
    totals = tuple(
        (key, _people(some, header, known)) for key, some in (("all", shown), ("shown", kept))
    )
    problems.append(
        Problem(
            file=file,
            sheet=sheet,
            kind={"lues": "filtered-read", "ecartees": "filtered-left-out"}.get(
                choice or "", "filtered-rows"
            ),
            severity="error" if choice is None else "warning",
            line=hidden[0],
            details=(("count", str(len(hidden))), *totals),
        )
    )
    return (kept if choice == "ecartees" else shown), problems


def _fill(rows: Rows, marks: Marks, header: int) -> list[int]:
    """Write the value of each cell merged down over several lines in all of them."""
    at = dict(rows)
    filled = []
    for top, bottom, left, right in marks.merged:
        first = at.get(top)
        if top <= header or bottom == top or first is None or left > len(first):
            continue
        value = first[left - 1]
        for line in range(top, bottom + 1):
            cells = at.get(line)
            if cells is not None and value.strip():
                cells += [""] * (right - len(cells))
                cells[left - 1] = value
        filled.append(top)
    return filled


def _in_percent(rows: Rows, marks: Marks, header: int) -> None:
    """Write a share that shows as 12,5 % as that number."""
    for line, cells in rows if marks.percent else ():
        for at, text in enumerate(cells, start=1):
            if (line, at) in marks.percent and line > header and text:
                try:
                    cells[at - 1] = f"{100 * read_number(text):.10g}"
                except ValueError:
                    continue


def _said(file: str, sheet: str, kind: str, lines: list[int], full: Collection[int]) -> Problem:
    told = [line for line in lines if line in full]
    details = (("lines", ", ".join(map(str, told[:5]))), ("count", str(len(told))))
    return Problem(
        file=file, sheet=sheet, kind=kind, severity="warning", line=lines[0], details=details
    )


def _people(rows: Rows, header: int, known: Collection[str]) -> str:
    """Return the sum of the people of some rows, or how many rows they are."""
    below = [cells for line, cells in rows if line > header and any(map(str.strip, cells))]
    names = next((cells for line, cells in rows if line == header), [])
    at = match_columns(names, known).where.get("personnes")
    if at is None:
        return f"{len(below)}"
    total = 0.0
    for cells in below:
        try:
            total += read_number(cells[at] if at < len(cells) else "")
        except ValueError:
            continue
    return f"{total:.0f}"
