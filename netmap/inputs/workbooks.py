"""XLSX and ODS tables: which sheet is the table, and its cells as they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.errors import Problem
from netmap.inputs.archives import refuse_bomb
from netmap.inputs.grid import HEADER_WITHIN, Grid, lay_out
from netmap.inputs.headers import header_name, header_row
from netmap.inputs.limits import CELL_CHARACTERS
from netmap.inputs.office_open import column_number, unfinished_formulas
from netmap.inputs.sheets import read_sheets
from netmap.inputs.trial import refuse_reader

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
