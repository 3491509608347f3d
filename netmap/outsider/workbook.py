"""The workbook, held against ``findings.json``: no cell says what the file hides."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

from netmap.formats.workbook import ABOVE, sheets_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netmap.formats.findings import FindingsFile
    from netmap.formats.record import Record
    from netmap.outsider.claims import WrongClaim

_SLACK = 1e-9


def claims_of_workbook(content: bytes, findings: FindingsFile) -> Iterator[WrongClaim]:
    """Yield what the sheets of a workbook say and ``findings.json`` does not."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        ]
    except (CalamineError, OSError):
        yield "unreadable", ""
        return
    own = sheets_of(findings)
    if len(sheets) != len(own) + 1:
        yield "untied", f"{len(sheets)}"
        return
    for cell in (cell for row in sheets[0] for cell in row):
        if not isinstance(cell, str):
            yield "untied", f"{cell}"
    for sheet, rows in zip(own, sheets[1:], strict=True):
        yield from _sheet(sheet.key, rows, sheet.records(findings))


def _sheet(
    key: str, rows: Sequence[Sequence[object]], records: Sequence[Record]
) -> Iterator[WrongClaim]:
    if not records:
        rows = [row for row in rows if any(isinstance(cell, (int, float)) for cell in row)]
        if rows:
            yield "untied", key
        return
    fields = [str(cell) for cell in rows[0]]
    told = rows[ABOVE:]
    if len(told) != len(records) or fields != list(type(records[0]).model_fields):
        yield "differs", key
        return
    for line, (row, record) in enumerate(zip(told, records, strict=True), start=ABOVE + 1):
        for field, cell in zip(fields, row, strict=True):
            kind = wrong_value(cell, getattr(record, field))
            if kind:
                yield kind, f"{key} {line}: {field}"


def wrong_value(cell: object, true: object) -> str | None:
    """Return what is wrong with a value, given what the file states; None: nothing is.

    >>> wrong_value(7, None), wrong_value("masqué", None), wrong_value(2.0, 3)
    ('stated', None, 'differs')
    """
    if isinstance(cell, dt.date):
        return None if cell.isoformat()[:10] == true else "untied"
    number = isinstance(cell, (int, float)) and not isinstance(cell, bool)
    known = isinstance(true, (int, float)) and not isinstance(true, bool)
    if true is None:
        digits = isinstance(cell, str) and any(letter.isdigit() for letter in cell)
        return "stated" if number or digits else None
    if known:
        same = number and abs(float(str(cell)) - float(str(true))) <= _SLACK
        return None if same else "differs"
    return "untied" if number else None
