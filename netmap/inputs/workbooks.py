"""XLSX and ODS tables: the sheet, its cells as the text that a reader of the sheet sees."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

from netmap.errors import Problem
from netmap.inputs.archives import column_number, refuse_bomb, unfinished_formulas
from netmap.inputs.grid import HEADER_WITHIN, Grid, lay_out
from netmap.inputs.headers import header_name, header_row
from netmap.inputs.limits import CELL_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from netmap.inputs.files import Found

_ZIP = b"PK\x03\x04"


def read_workbook(found: Found, known: Collection[str]) -> tuple[Grid | Problem, list[Problem]]:
    """Read the sheet that bears the table's name, else the one that holds most `known` columns.

    Returns
    -------
    tuple
        The cells (or why there are none), and the cells whose formula gave nothing.
    """
    sheets = open_workbook(found)
    if isinstance(sheets, Problem):
        return sheets, []
    return read_sheet(found, sheets, _choose(sheets, found.location.stem, known), known)


def open_workbook(found: Found) -> dict[str, list[list[str]]] | Problem:
    """Return the cells of each sheet as text, or why there are none."""
    if not found.content.startswith(_ZIP):
        return Problem(file=found.path, kind="unreadable-workbook")
    bomb = refuse_bomb(found.content, found.path)
    if bomb is not None:
        return bomb
    try:
        sheets = _sheets(found.content)
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001 - a panic of the reader is no Exception
        return Problem(file=found.path, kind="unreadable-workbook")
    return sheets or Problem(file=found.path, kind="empty-file")


def read_sheet(
    found: Found, sheets: dict[str, list[list[str]]], name: str, known: Collection[str]
) -> tuple[Grid | Problem, list[Problem]]:
    """Lay out one of the sheets; returns what :func:`read_workbook` does."""
    rows = [(line, cells) for line, cells in enumerate(sheets[name], start=1)]
    for line, cells in rows:
        longest = max(map(len, cells), default=0)
        if longest > CELL_CHARACTERS:
            details = (("length", str(longest)), ("limit", str(CELL_CHARACTERS)))
            problem = Problem(
                file=found.path, sheet=name, kind="cell-too-long", line=line, details=details
            )
            return problem, []
    grid = lay_out(rows, file=found.path, sheet=name, known=known)
    if isinstance(grid, Problem) or found.ending != ".xlsx":
        return grid, []
    return grid, _unfinished(found, grid)


def _sheets(content: bytes) -> dict[str, list[list[str]]]:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return {
            name: [
                [as_text(cell) for cell in row]
                for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]
            for name in book.sheet_names
        }


def as_text(cell: object) -> str:
    """Return what a cell shows: ``1053.0`` is ``1053``, midnight is no hour, true is ``oui``.

    >>> as_text(1053.0), as_text(2.5), as_text(True), as_text(dt.datetime(2024, 5, 14))
    ('1053', '2.5', 'oui', '2024-05-14')
    """
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    return str(cell)


def _choose(sheets: dict[str, list[list[str]]], stem: str, known: Collection[str]) -> str:
    named = [name for name in sheets if header_name(name) == stem.casefold()]
    if named:
        return named[0]

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
