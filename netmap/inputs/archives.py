"""What an XLSX or ODS file declares, looked at before it is unpacked into memory.

Both are zip archives of XML. A few kilobytes may declare a sheet of seventeen thousand
million cells, or a text that is repeated a million times: such files are refused from
their declared sizes and from a scan of their markup, cell by cell, without a tree.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from itertools import pairwise

from netmap.errors import Problem
from netmap.inputs.limits import CELL_CHARACTERS, UNPACKED_BYTES, WORKBOOK_CELLS

_PARTS = 5_000
#: letters of text that the cells of a workbook may hold together
_LETTERS = 1_000_000_000


@dataclass(frozen=True)
class Unfinished:
    """A cell of an XLSX sheet whose formula gave an error, or was never computed."""

    line: int
    letters: str
    kind: str


def refuse_bomb(content: bytes, path: str) -> Problem | None:
    """Return why an archive must not be unpacked; None where it may."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _look(archive, path)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        RuntimeError,
        NotImplementedError,
        ValueError,
        EOFError,
    ):
        return Problem(file=path, kind="unreadable-workbook")


def _look(archive: zipfile.ZipFile, path: str) -> Problem | None:
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if size > UNPACKED_BYTES or len(parts) > _PARTS:
        return Problem(
            file=path,
            kind="archive-too-large",
            details=(
                ("size", str(-(-size // 1_000_000))),
                ("limit", str(UNPACKED_BYTES // 1_000_000)),
            ),
        )
    cells = letters = 0
    shared = [1]
    sheets = []
    for part in parts:
        name = part.filename.lower()
        if name == "content.xml":
            more, length = _open_document(archive.read(part))
            cells, letters = cells + more, letters + length
        elif name.endswith("sharedstrings.xml"):
            shared += _shared_lengths(archive.read(part))
        elif name.endswith(".xml") and name.startswith("xl/"):
            sheets.append(archive.read(part))
            cells += _office_open(sheets[-1])
    if cells > WORKBOOK_CELLS:
        return Problem(
            file=path,
            kind="too-many-cells",
            found=str(cells),
            details=(("limit", str(WORKBOOK_CELLS)),),
        )
    if cells * max(shared) > _LETTERS:
        letters += sum(_letters_shared(sheet, shared) for sheet in sheets)
    if letters > _LETTERS or max(shared) > _MARKED_UP * CELL_CHARACTERS:
        return Problem(
            file=path,
            kind="cell-too-long",
            details=(("length", str(max(shared))), ("limit", str(CELL_CHARACTERS))),
        )
    return None


#: a cell's text may be this many times longer with its markup
_MARKED_UP = 20
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,7})([0-9]{1,9})["']""")
_SHARED = re.compile(rb"<(?:\w+:)?si\b")


def _office_open(xml: bytes) -> int:
    """Return the cells of the rectangle that a sheet's farthest cells span."""
    lines = columns = 0
    for found in _REFERENCE.finditer(xml):
        lines = max(lines, int(found[2]))
        columns = max(columns, column_number(found[1].decode("ascii")))
    return lines * columns


def column_number(letters: str) -> int:
    """Return the place of a spreadsheet's column, from 1.

    >>> column_number("A"), column_number("AB")
    (1, 28)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _shared_lengths(xml: bytes) -> list[int]:
    starts = [found.start() for found in _SHARED.finditer(xml)] + [len(xml)]
    return [later - former for former, later in pairwise(starts)]


def _letters_shared(sheet: bytes, shared: list[int]) -> int:
    """Return the letters of a sheet whose cells repeat shared texts (numbers count as one too)."""
    places = (int(found[1]) + 1 for found in _VALUE.finditer(sheet))
    return sum(shared[place] for place in places if place < len(shared))


_VALUE = re.compile(rb"<v>\s*([0-9]{1,8})\s*</v>")
_ATTRIBUTES = rb"""((?:[^>"']|"[^"]*"|'[^']*')*)"""
_ODS = re.compile(
    rb"<table:(table-row|table-cell|covered-table-cell|table)\b" + _ATTRIBUTES + rb">"
)
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']([0-9]{1,12})["']""")


def _open_document(xml: bytes) -> tuple[int, int]:
    """Return the cells that an ODS spans once its repetitions are written out, and its letters."""
    cells = letters = lines = rows_once = columns = width = widest = 0
    row_letters = 0
    last_full = 0

    def close_row() -> None:
        nonlocal lines, last_full, widest, letters, row_letters, columns, width
        lines += rows_once
        if width:
            last_full, widest = lines, max(widest, width)
            letters += row_letters * rows_once
        columns = width = row_letters = 0

    tags = list(_ODS.finditer(xml))
    for position, tag in enumerate(tags):
        repeated = _REPEATED.search(tag[2])
        times = int(repeated[1]) if repeated else 1
        if tag[1] == b"table":
            close_row()
            cells += last_full * widest
            lines = rows_once = last_full = widest = 0
        elif tag[1] == b"table-row":
            close_row()
            rows_once = times
        else:
            columns += times
            if b"value-type" in tag[2] or not tag[2].rstrip().endswith(b"/"):
                width = columns
                end = tags[position + 1].start() if position + 1 < len(tags) else len(xml)
                row_letters += (end - tag.end()) * times
    close_row()
    return cells + last_full * widest, letters


_CELL = re.compile(rb"<c\b([^>]*)>(.*?)</c>", re.DOTALL)
_NO_VALUE = re.compile(rb"<v\s*/>|<v>\s*</v>")


def unfinished_formulas(content: bytes, sheet: str) -> tuple[Unfinished, ...]:
    """Return the cells of an XLSX sheet that show an error, or that nobody computed.

    A spreadsheet reader would give them as empty, and empty means unknown.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = _part_of(archive, sheet)
        xml = archive.read(part) if part else b""
    if b"<f" not in xml and b't="e"' not in xml:
        return ()
    cells = []
    for found in _CELL.finditer(xml):
        reference = _REFERENCE.search(found[1])
        if reference is None:
            continue
        failed = b't="e"' in found[1]
        computed = b"<v>" in found[2] and not _NO_VALUE.search(found[2])
        if failed or (b"<f" in found[2] and not computed and b't="str"' not in found[1]):
            kind = "formula-error" if failed else "formula-not-computed"
            cells.append(Unfinished(int(reference[2]), reference[1].decode("ascii"), kind))
    return tuple(cells)


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    from xml.sax.saxutils import unescape

    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return None
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {}
    for link in re.findall(r"<Relationship\b[^>]*>", links):
        identity, target = (
            re.search(r'\bId="([^"]*)"', link),
            re.search(r'\bTarget="([^"]*)"', link),
        )
        if identity and target:
            targets[identity[1]] = target[1]
    for entry in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        name, identity = (
            re.search(r'\bname="([^"]*)"', entry),
            re.search(r'\br:id="([^"]*)"', entry),
        )
        if name and identity and unescape(name[1], {"&quot;": '"', "&apos;": "'"}) == sheet:
            to = targets.get(identity[1], "").lstrip("/")
            part = to if to.startswith("xl/") else f"xl/{to}"
            return part if part in names else None
    return None
