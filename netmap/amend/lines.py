"""A CSV file edited where it must be, every other byte left as it was.

Only the cells that change are rewritten, each in the quoting style that it had; new rows
come after the last row that holds something, in the style of the file.
"""

from __future__ import annotations

import codecs
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.errors import InputError, Problem
from netmap.inputs.delimited import DELIMITERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from netmap.inputs.files import Found
    from netmap.inputs.grid import Grid

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_QUOTE = '"'


@dataclass(frozen=True)
class CsvRecord:
    """A record of a CSV text: first line (from 1), spans of its cells, end of the last one."""

    line: int
    cells: tuple[tuple[int, int], ...]
    end: int


def edit(
    found: Found,
    grid: Grid,
    *,
    cells: Mapping[tuple[int, str], str],
    rows: Iterable[Mapping[str, str]] = (),
) -> bytes:
    """Return the file's bytes with some cells changed and some rows added.

    Parameters
    ----------
    found
        The CSV file.
    grid
        What was read of it.
    cells
        (line of the row, column) → text of the cell. A column that the file lacks is added at
        the end of its header and of the rows that need it.
    rows
        Rows to add, column → text; a column that is not given stays empty.

    Raises
    ------
    InputError
        Its encoding cannot write one of the texts.
    """
    mark, encoding, text = decoded(found.content)
    delimiter = delimiter_of(text, grid)
    records = split(text, delimiter)
    new = tuple(rows)
    where, width = _columns(grid, records, [*(column for _, column in cells), *_names(new)])
    by_line = {record.line: record for record in records}
    header = by_line[grid.header_line]
    edits = _header_edits(text, header, grid, where, delimiter)
    for line, values in _by_line(cells).items():
        wanted = {where[column]: value for column, value in values.items()}
        edits += _row_edits(text, by_line[line], wanted, delimiter)
    last = by_line[max((grid.header_line, *grid.lines))]
    if new:
        ending = _ending(text, records)
        style = _quotes_all(text, header)
        added = "".join(ending + _row(row, where, width, delimiter, quote_all=style) for row in new)
        edits.append((last.end, last.end, added))
    result = _spliced(text, edits)
    try:
        return mark + result.encode(encoding)
    except UnicodeEncodeError as error:
        letter = error.object[error.start : error.end]
        raise InputError((Problem(file=found.path, kind="review-letters", found=letter),)) from None


def decoded(content: bytes) -> tuple[bytes, str, str]:
    """Return the byte-order mark, the encoding and the text of a file that was read before."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return mark, encoding, content[len(mark) :].decode(encoding)
    try:
        return b"", "utf-8", content.decode("utf-8")
    except UnicodeDecodeError:
        return b"", "cp1252", content.decode("cp1252")


def delimiter_of(text: str, grid: Grid) -> str:
    """Return the delimiter that the file was read with: the one that yields its header."""
    for delimiter in DELIMITERS:
        for record in split(text, delimiter):
            if record.line == grid.header_line:
                if tuple(content(text[a:b]) for a, b in record.cells) == grid.first:
                    return delimiter
                break
    raise InputError((Problem(file=grid.file, kind="no-header"),))


def split(text: str, delimiter: str) -> list[CsvRecord]:
    r"""Return the records of a CSV text, as Python's reader sees them (quotes doubled inside).

    Examples
    --------
    >>> [record.cells for record in split('a;"b;c"\n', ";")]
    [((0, 1), (2, 7))]
    """
    records: list[CsvRecord] = []
    cells: list[tuple[int, int]] = []
    line = began = 1
    start = at = 0
    quoted = False
    while at < len(text):
        char = text[at]
        if quoted:
            if char == _QUOTE:
                if text[at + 1 : at + 2] == _QUOTE:
                    at += 1
                else:
                    quoted = False
            elif char == "\n" or (char == "\r" and text[at + 1 : at + 2] != "\n"):
                line += 1
        elif char == _QUOTE and at == start:
            quoted = True
        elif char == delimiter:
            cells.append((start, at))
            start = at + 1
        elif char in "\r\n":
            cells.append((start, at))
            records.append(CsvRecord(began, tuple(cells), at))
            cells = []
            at += text[at : at + 2] == "\r\n"
            line += 1
            began, start = line, at + 1
        at += 1
    if cells or start < len(text):
        cells.append((start, len(text)))
        records.append(CsvRecord(began, tuple(cells), len(text)))
    return records


def content(raw: str) -> str:
    r"""Return the text of a cell as it stands in a file.

    >>> content('"a ""b"" c"'), content("a")
    ('a "b" c', 'a')
    """
    if not raw.startswith(_QUOTE):
        return raw
    inside: list[str] = []
    at = 1
    while at < len(raw):
        if raw[at] == _QUOTE:
            if raw[at + 1 : at + 2] != _QUOTE:
                return "".join(inside) + raw[at + 1 :]
            at += 1
        inside.append(raw[at])
        at += 1
    return "".join(inside)


def _names(rows: Sequence[Mapping[str, str]]) -> list[str]:
    return [name for row in rows for name, value in row.items() if value]


def _columns(
    grid: Grid, records: Sequence[CsvRecord], wanted: Iterable[str]
) -> tuple[dict[str, int], int]:
    """Return where each column stands, those to add included, and how many cells a row has."""
    where = dict(grid.columns.where)
    missing = [name for name in dict.fromkeys(wanted) if name not in where]
    if not missing:
        return where, len(grid.first)
    width = max(len(record.cells) for record in records)
    where |= {name: width + place for place, name in enumerate(missing)}
    return where, width + len(missing)


def _header_edits(
    text: str, header: CsvRecord, grid: Grid, where: Mapping[str, int], delimiter: str
) -> list[tuple[int, int, str]]:
    added = {at: name for name, at in where.items() if name not in grid.columns.where}
    return _row_edits(text, header, added, delimiter)


def _row_edits(
    text: str, record: CsvRecord, wanted: Mapping[int, str], delimiter: str
) -> list[tuple[int, int, str]]:
    """Return the replacements (from, to, text) that put texts in cells of a record."""
    edits = []
    length = len(record.cells)
    for at, value in wanted.items():
        if at < length:
            a, b = record.cells[at]
            forced = text[a : a + 1] == _QUOTE
            if content(text[a:b]) != value:
                edits.append((a, b, _cell(value, delimiter, quoted=forced)))
    beyond = {at: value for at, value in wanted.items() if at >= length and value}
    if beyond:
        style = _quotes_all(text, record)
        tail = "".join(
            delimiter + (_cell(beyond[at], delimiter, quoted=style) if at in beyond else "")
            for at in range(length, max(beyond) + 1)
        )
        edits.append((record.end, record.end, tail))
    return edits


def _row(
    row: Mapping[str, str],
    where: Mapping[str, int],
    width: int,
    delimiter: str,
    *,
    quote_all: bool,
) -> str:
    cells = [""] * width
    for name, value in row.items():
        if value:
            cells[where[name]] = value
    return delimiter.join(_cell(value, delimiter, quoted=quote_all) for value in cells)


def _cell(value: str, delimiter: str, *, quoted: bool) -> str:
    special = any(c in value for c in (delimiter, _QUOTE, "\n", "\r")) or value != value.strip()
    if not (quoted or special):
        return value
    return _QUOTE + value.replace(_QUOTE, _QUOTE * 2) + _QUOTE


def _quotes_all(text: str, record: CsvRecord) -> bool:
    return all(text[a : a + 1] == _QUOTE for a, _ in record.cells)


def _ending(text: str, records: Sequence[CsvRecord]) -> str:
    """Return the line ending that the file uses most."""
    endings = Counter(
        "\r\n" if text[record.end : record.end + 2] == "\r\n" else text[record.end]
        for record in records
        if record.end < len(text)
    )
    return endings.most_common(1)[0][0] if endings else "\n"


def _by_line(cells: Mapping[tuple[int, str], str]) -> dict[int, dict[str, str]]:
    lines: dict[int, dict[str, str]] = {}
    for (line, column), value in cells.items():
        lines.setdefault(line, {})[column] = value
    return lines


def _spliced(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    pieces, at = [], 0
    for start, end, new in sorted(edits, key=lambda one: (one[0], one[1])):
        pieces += [text[at:start], new]
        at = end
    return "".join([*pieces, text[at:]])
