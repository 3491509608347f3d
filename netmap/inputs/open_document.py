"""The markup of an ODS workbook, scanned once: what it spans when its repetitions are written out.

A row, a cell or a space may say that it stands there a thousand million times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG = re.compile(rb"<table:(table-row|table-cell|covered-table-cell|table)\b([^<>]*)>")
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']([0-9]{1,12})["']""")
_SPACES = re.compile(rb"""\btext:c\s*=\s*["']([0-9]{1,12})["']""")


@dataclass
class _Extent:
    """What has been counted of a workbook, and of the sheet and the row that are open."""

    cells: int = 0
    letters: int = 0
    lines: int = 0
    rows_once: int = 0
    columns: int = 0
    width: int = 0
    widest: int = 0
    row_letters: int = 0
    last_full: int = 0

    def close_row(self) -> None:
        self.lines += self.rows_once
        if self.width:
            self.last_full, self.widest = self.lines, max(self.widest, self.width)
            self.letters += self.row_letters * self.rows_once
        self.columns = self.width = self.row_letters = 0

    def close_sheet(self) -> None:
        self.close_row()
        self.cells += self.last_full * self.widest
        self.last_full = self.widest = self.lines = self.rows_once = 0


def tags_of(xml: bytes) -> Iterator[tuple[re.Match[bytes], int]]:
    """Yield the openings of tables, rows and cells in order, and how often each is repeated.

    >>> [(tag[1], times) for tag, times in tags_of(b'<table:table table:name="a"><table:table-row '
    ...     b'table:number-rows-repeated="3">')]
    [(b'table', 1), (b'table-row', 3)]
    """
    for tag in _TAG.finditer(xml):
        repeated = _REPEATED.search(tag[2])
        yield tag, int(repeated[1]) if repeated else 1


def cells_and_letters(xml: bytes) -> tuple[int, int]:
    """Return the cells that the sheets span, empty ones between full ones included, and letters.

    >>> cells_and_letters(
    ...     b'<table:table><table:table-row table:number-rows-repeated="3">'
    ...     b'<table:table-cell table:number-columns-repeated="2"><text:p>ab</text:p>'
    ...     b'</table:table-cell></table:table-row></table:table>'
    ... )[0]
    6
    """
    extent = _Extent()
    if b"<table:table" not in xml:
        return 0, 0
    spaced = b"text:c" in xml
    for (tag, times), (following, _) in pairwise(chain(tags_of(xml), [(None, 0)])):
        if tag is None:
            break
        if tag[1] == b"table":
            extent.close_sheet()
        elif tag[1] == b"table-row":
            extent.close_row()
            extent.rows_once = times
        else:
            extent.columns += times
            if b"value-type" in tag[2] or not tag[2].rstrip().endswith(b"/"):
                extent.width = extent.columns
                end = following.start() if following else len(xml)
                length = end - tag.end()
                if spaced:
                    text = xml[tag.end() : end]
                    length += sum(int(spaces[1]) for spaces in _SPACES.finditer(text))
                extent.row_letters += length * times
    extent.close_sheet()
    return extent.cells, extent.letters
