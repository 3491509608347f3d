"""What a sheet shows beside its cells: rows that a filter hides, merged cells, shares in percent.

Each scan walks the bytes once, whatever they are: no pattern looks beyond the next ``<``.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from netmap.inputs.limits import TABLE_ROWS
from netmap.inputs.office_open import column_number, part_of
from netmap.inputs.open_document import tags_of

if TYPE_CHECKING:
    from collections.abc import Iterator

#: a block of merged cells: first and last line, first and last column, from 1
Block = tuple[int, int, int, int]


@dataclass(frozen=True)
class Marks:
    """What a sheet shows beside its cells; lines and columns from 1."""

    hidden: frozenset[int] = frozenset()
    merged: tuple[Block, ...] = ()
    percent: frozenset[tuple[int, int]] = field(default=frozenset())

    def covers(self, line: int, column: int) -> bool:
        """Tell whether a cell lies under merged ones: the first of them holds what shows."""
        return any(
            top <= line <= bottom and left <= column <= right and (line, column) != (top, left)
            for top, bottom, left, right in self.merged
        )


def marks_of(content: bytes, sheet: str) -> Marks:
    """Return the marks of a sheet of a workbook; none where its parts are not found."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        if "content.xml" in names:
            return _open_document(archive.read("content.xml"), sheet)
        part = part_of(archive, sheet)
        if part is None:
            return Marks()
        xml = archive.read(part)
        styles = archive.read("xl/styles.xml") if "xl/styles.xml" in names else b""
    shares = _percent_styles(styles)
    return Marks(
        frozenset(_lines_hidden(xml)),
        tuple(_merges(xml)),
        frozenset(_styled(xml, shares)) if shares else frozenset(),
    )


_ROW = re.compile(rb"<row\b([^<>]*)>")
_AT = re.compile(rb"""\br\s*=\s*["']([0-9]{1,9})["']""")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_MERGE = re.compile(
    rb"""<mergeCell\b[^<>]*\bref\s*=\s*["']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})["']"""
)
_FORMAT = re.compile(rb"""<numFmt\b([^<>]*)>""")
_STYLE = re.compile(rb"<xf\b([^<>]*)>")
_NUMBER_FORMAT = re.compile(rb"""\bnumFmtId\s*=\s*["']([0-9]{1,6})["']""")
_CODE = re.compile(rb"""\bformatCode\s*=\s*["']([^"']*)["']""")
_CELL = re.compile(rb"<c\b([^<>]*)>")
_CELL_AT = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_CELL_STYLE = re.compile(rb"""\bs\s*=\s*["']([0-9]{1,6})["']""")


def _lines_hidden(xml: bytes) -> Iterator[int]:
    for row in _ROW.finditer(xml):
        at = _AT.search(row[1])
        if at is not None and _HIDDEN.search(row[1]):
            yield int(at[1])


def _merges(xml: bytes) -> Iterator[Block]:
    for block in _MERGE.finditer(xml):
        left, top, right, bottom = (part.decode("ascii") for part in block.groups())
        yield int(top), int(bottom), column_number(left), column_number(right)


def _percent_styles(styles: bytes) -> frozenset[int]:
    """Return the places of the cell styles that show a share in percent."""
    shown = {9, 10}
    for found in _FORMAT.finditer(styles):
        number, code = _NUMBER_FORMAT.search(found[1]), _CODE.search(found[1])
        if number is not None and code is not None and b"%" in code[1]:
            shown.add(int(number[1]))
    _, _, cells = styles.partition(b"<cellXfs")
    cells = cells.partition(b"</cellXfs>")[0]
    found_at = (_NUMBER_FORMAT.search(style[1]) for style in _STYLE.finditer(cells))
    return frozenset(
        i for i, one in enumerate(found_at) if one is not None and int(one[1]) in shown
    )


def _styled(xml: bytes, styles: frozenset[int]) -> Iterator[tuple[int, int]]:
    for cell in _CELL.finditer(xml):
        at, style = _CELL_AT.search(cell[1]), _CELL_STYLE.search(cell[1])
        if at is not None and style is not None and int(style[1]) in styles:
            yield int(at[2]), column_number(at[1].decode("ascii"))


_NAME = re.compile(rb"""\btable:name\s*=\s*["']([^"']*)["']""")
_FILTERED = re.compile(rb"""\btable:visibility\s*=\s*["'](?:filter|collapse)["']""")
_SPANNED = re.compile(rb"""number-(rows|columns)-spanned\s*=\s*["']([0-9]{1,6})["']""")
_SHARE = re.compile(rb"""value-type\s*=\s*["']percentage["']""")


def _open_document(xml: bytes, sheet: str) -> Marks:
    from xml.sax.saxutils import unescape

    hidden: set[int] = set()
    merged: list[Block] = []
    percent: set[tuple[int, int]] = set()
    here, line, lines, column = False, 0, 1, 0
    for tag, times in tags_of(xml):
        if tag[1] == b"table":
            name = _NAME.search(tag[2])
            told = unescape(name[1].decode("utf-8", "replace")) if name else ""
            here, line, lines = told == sheet, 0, 1
        elif tag[1] == b"table-row":
            line, lines, column = line + lines, times, 0
            if here and _FILTERED.search(tag[2]) and line <= TABLE_ROWS:
                hidden |= set(range(line, line + min(times, TABLE_ROWS)))
        else:
            # `line` is the first of the row's own repetitions
            if here and (spans := dict(_SPANNED.findall(tag[2]))):
                down, right = int(spans.get(b"rows", 1)), int(spans.get(b"columns", 1))
                merged.append((line, line + down - 1, column + 1, column + right))
            if here and _SHARE.search(tag[2]):
                percent |= {(line, column + n + 1) for n in range(min(times, 100))}
            column += times
    return Marks(frozenset(hidden), tuple(merged), frozenset(percent))
