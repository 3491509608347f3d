"""One file with cells of its tables changed and rows added, read again to see that it is so."""

from __future__ import annotations

import copy
import io
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from netmap.amend import office_open, open_document
from netmap.amend.lines import edit
from netmap.amend.markup import MarkupError
from netmap.errors import InputError, Problem
from netmap.inputs.archives import ZIP_ERRORS
from netmap.inputs.office_open import part_of
from netmap.inputs.sheets import read_sheets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from netmap.inputs.files import Found
    from netmap.inputs.grid import Grid

_CONTENT = "content.xml"
#: line and column, from 1
_Place = tuple[int, int]


@dataclass(frozen=True)
class Amendment:
    """What changes in a table.

    Attributes
    ----------
    grid
        The table as read.
    cells
        (line, column's name) → text. A column that the table lacks is added at its right.
    rows
        Rows to add at its end, column → text.
    """

    grid: Grid
    cells: Mapping[tuple[int, str], str] = field(default_factory=dict)
    rows: tuple[Mapping[str, str], ...] = ()


def amended(found: Found, changes: Sequence[Amendment]) -> bytes:
    """Return what a file becomes; parts of a workbook that no change touches stay as they are.

    Raises
    ------
    InputError
        ``amend-refused``: its markup is none that can be changed for sure. ``review-letters``:
        the encoding of a CSV file has no way to write a text.
    """
    if found.ending == ".csv":
        (one,) = changes
        return edit(found, one.grid, cells=one.cells, rows=one.rows)
    try:
        before = read_sheets(found.content)
        placed = {str(one.grid.sheet): _placed(one, before[str(one.grid.sheet)]) for one in changes}
        content = _repacked(found, placed)
        if read_sheets(content) == _expected(before, placed):
            return content
    except (MarkupError, *ZIP_ERRORS, KeyError):
        pass
    raise InputError((Problem(file=found.path, sheet=changes[0].grid.sheet, kind="amend-refused"),))


def formulas(found: Found, sheet: str | None) -> frozenset[_Place]:
    """Return the cells (line and column, from 1) of a workbook's sheet that hold a formula."""
    if found.ending == ".csv" or sheet is None:
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(found.content)) as archive:
            if found.ending == ".ods":
                return open_document.formulas(archive.read(_CONTENT), sheet)
            part = part_of(archive, sheet)
            return frozenset() if part is None else office_open.has_formula(archive.read(part))
    except (MarkupError, *ZIP_ERRORS, KeyError):
        return frozenset()


def _placed(one: Amendment, rows: Sequence[Sequence[str]]) -> dict[_Place, str]:
    """Return the texts of an amendment by their places in the sheet."""
    grid = one.grid
    wanted = [name for _, name in one.cells]
    wanted += [name for row in one.rows for name, value in row.items() if value]
    missing = [name for name in dict.fromkeys(wanted) if name not in grid.columns.where]
    width = max(map(len, rows), default=0)
    where = grid.columns.where | {name: width + place for place, name in enumerate(missing)}
    cells = {(grid.header_line, where[name] + 1): name for name in missing}
    cells |= {(line, where[name] + 1): text for (line, name), text in one.cells.items()}
    end = max((grid.header_line, *grid.lines))
    for line, row in enumerate(one.rows, start=end + 1):
        cells |= {(line, where[name] + 1): text for name, text in row.items() if text}
    return cells


def _repacked(found: Found, placed: Mapping[str, Mapping[_Place, str]]) -> bytes:
    """Return an archive whose other parts are the same, in the same order."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(found.content)) as old,
        zipfile.ZipFile(packed, "w") as new,
    ):
        parts: dict[str, bytes] = {}
        for sheet, cells in placed.items():
            name = _CONTENT if found.ending == ".ods" else part_of(old, sheet)
            if name is None:
                raise MarkupError
            xml = parts.get(name) or old.read(name)
            parts[name] = (
                open_document.edit_content(xml, sheet, cells)
                if found.ending == ".ods"
                else office_open.edit_sheet(xml, cells)
            )
        for entry in old.infolist():
            new.writestr(copy.copy(entry), parts.get(entry.filename) or old.read(entry))
    return packed.getvalue()


def _expected(
    before: Mapping[str, Sequence[Sequence[str]]], placed: Mapping[str, Mapping[_Place, str]]
) -> dict[str, list[list[str]]]:
    """Return what the workbook must be read as: the former cells, and those that change."""
    expected = {name: [list(row) for row in rows] for name, rows in before.items()}
    for sheet, cells in placed.items():
        rows = expected[sheet]
        lines = max(len(rows), *(line for line, _ in cells))
        width = max((len(rows[0]) if rows else 0), *(column for _, column in cells))
        rows += [[] for _ in range(lines - len(rows))]
        for row in rows:
            row.extend([""] * (width - len(row)))
        for (line, column), text in cells.items():
            rows[line - 1][column - 1] = text
    return expected
