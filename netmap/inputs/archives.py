"""What an XLSX or ODS file declares, looked at before it is unpacked into memory.

Both are zip archives of XML. A few kilobytes may declare a sheet of seventeen thousand
million cells, or a text that is repeated a million times: such files are refused from
their declared sizes and from a scan of their markup, cell by cell, without a tree. Every
part is scanned for every kind of sheet, whatever its name: a workbook says itself which of
its parts are sheets.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from netmap.errors import Problem
from netmap.inputs import office_open, open_document
from netmap.inputs.limits import (
    ARCHIVE_PARTS,
    CELL_CHARACTERS,
    TABLE_CELLS,
    UNPACKED_BYTES,
    WORKBOOK_CHARACTERS,
)

#: what a damaged or an odd archive raises
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    EOFError,
)
#: a cell's text may be this many times longer with its markup
_MARKED_UP = 20


def refuse_bomb(content: bytes, path: str) -> Problem | None:
    """Return why a workbook must not be unpacked; None where it may."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return refuse_swelling(archive, path) or _look(archive, path)
    except ZIP_ERRORS:
        return Problem(file=path, kind="unreadable-workbook")


def refuse_swelling(archive: zipfile.ZipFile, path: str) -> Problem | None:
    """Return why an archive is too large once unpacked; None where it is not."""
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if size <= UNPACKED_BYTES and len(parts) <= ARCHIVE_PARTS:
        return None
    return too_large_unpacked(path, size)


def too_large_unpacked(path: str, size: int) -> Problem:
    """Return that a file would take so many bytes once unpacked."""
    details = (
        ("size", str(-(-size // 1_000_000))),
        ("limit", str(UNPACKED_BYTES // 1_000_000)),
    )
    return Problem(file=path, kind="archive-too-large", details=details)


def _look(archive: zipfile.ZipFile, path: str) -> Problem | None:
    cells = letters = 0
    shared = [1]
    sheets = []
    for part in archive.infolist():
        name = part.filename.lower()
        if name.endswith("calcchain.xml"):
            continue
        xml = archive.read(part)
        if name.endswith("sharedstrings.xml"):
            shared += office_open.shared_lengths(xml)
        spanned = office_open.cells_spanned(xml)
        if spanned:
            sheets.append(xml)
        written, length = open_document.cells_and_letters(xml)
        cells, letters = cells + spanned + written, letters + length
    most = max(cells, len(shared))
    if most > TABLE_CELLS:
        details = (("limit", str(TABLE_CELLS)),)
        return Problem(file=path, kind="too-many-cells", found=str(most), details=details)
    if max(shared) > _MARKED_UP * CELL_CHARACTERS:
        lengths = (("length", str(max(shared))), ("limit", str(CELL_CHARACTERS)))
        return Problem(file=path, kind="cell-too-long", details=lengths)
    if cells * max(shared) > WORKBOOK_CHARACTERS:
        letters += sum(office_open.letters_shared(sheet, shared) for sheet in sheets)
    if letters > WORKBOOK_CHARACTERS:
        details = (("limit", str(WORKBOOK_CHARACTERS // 1_000_000)),)
        return Problem(file=path, kind="too-much-text", details=details)
    return None
