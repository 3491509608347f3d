"""The sheets of an XLSX or ODS workbook, as the text that a reader of each sheet sees."""

from __future__ import annotations

import datetime as dt
import io


def read_sheets(content: bytes) -> dict[str, list[list[str]]]:
    """Return the rows of each sheet, from the first line and column of the sheet on."""
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return {
            name: [
                [as_text(cell) for cell in row]
                for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]
            for name in book.sheet_names
        }


def hidden_sheets(content: bytes) -> frozenset[str]:
    """Return the sheets that the workbook does not show."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return frozenset(
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible != SheetVisibleEnum.Visible
        )


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
