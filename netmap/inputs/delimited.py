"""CSV as people have it: its encoding and its delimiter are found, its lines counted right."""

from __future__ import annotations

import codecs
import csv
import io
from itertools import chain, islice
from typing import TYPE_CHECKING

from netmap.errors import Problem
from netmap.inputs.grid import HEADER_WITHIN, Grid, lay_out
from netmap.inputs.headers import header_row
from netmap.inputs.limits import CELL_CHARACTERS, TABLE_CELLS, TABLE_ROWS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from netmap.inputs.files import Found

DELIMITERS = (";", ",", "\t", "|")
#: how the national extract of FINESS begins: no header, and two parts one under the other
_FINESS = "finess;etalab;"
#: stands after the last line: what swallows it is a quotation mark that nobody closed
_END = "\x00"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"PK\x03\x04", "workbook-named-csv"),
    (b"\xd0\xcf\x11\xe0", "workbook-named-csv"),
    (b"%PDF", "binary-file"),
)


def read_delimited(found: Found, known: Collection[str]) -> Grid | Problem:
    """Read a CSV file as cells of text.

    UTF-8, with or without a mark, UTF-16 with one, else Windows-1252; the delimiter
    is the one that yields most of the `known` columns.
    """
    text = decode(found)
    if isinstance(text, Problem):
        return text
    if text.startswith(_FINESS):
        return Problem(file=found.path, kind="finess-extract", line=1, found=text[:13])
    delimiter = _delimiter(text, known)
    rows: list[tuple[int, list[str]]] = []
    began, total = 1, 0
    for line, cells in _records(text, delimiter):
        if cells == [_END]:
            break
        if cells and cells[-1].endswith(_END):
            return Problem(file=found.path, kind="unclosed-quote", line=began)
        longest = max(map(len, cells), default=0)
        if longest > CELL_CHARACTERS:
            return _too_long(found.path, began, longest)
        if line < 0:
            return _too_long(found.path, began, -line)
        rows.append((began, cells))
        total += len(cells)
        if total > TABLE_CELLS:
            details = (("limit", str(TABLE_CELLS)),)
            return Problem(file=found.path, kind="too-many-cells", details=details)
        if len(rows) > TABLE_ROWS + HEADER_WITHIN:
            return Problem(
                file=found.path, kind="too-many-rows", details=(("limit", str(TABLE_ROWS)),)
            )
        began = line + 1
    return lay_out(rows, file=found.path, sheet=None, known=known)


def decode(found: Found) -> str | Problem:
    """Return the text of a file's bytes, or say that it is not text."""
    content = found.content
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return Problem(file=found.path, kind=kind)
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), None)
    try:
        text = content.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        if encoding is not None:
            return _undecodable(found, error)
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError as second:
            return _undecodable(found, second)
    written = text.encode("utf-8", "surrogatepass")
    controls = len(written) - len(written.translate(None, _CONTROLS))
    if _END in text or controls * _ONE_IN > len(text):
        return Problem(file=found.path, kind="binary-file")
    return text


#: control characters that no typed text holds in number (tab, line ends and ESC left out)
_CONTROLS = bytes({*range(1, 9), *range(14, 27), *range(28, 32), 127})
_ONE_IN = 20


def _undecodable(found: Found, error: UnicodeDecodeError) -> Problem:
    if b"\x00" in found.content:
        return Problem(file=found.path, kind="binary-file")
    line = found.content.count(b"\n", 0, error.start) + 1
    return Problem(file=found.path, kind="unreadable-letters", line=line)


#: records, blank ones included, among which the header is looked for
_TOP = 1_000


def _delimiter(text: str, known: Collection[str]) -> str:
    scores = {}
    for delimiter in DELIMITERS:
        top = islice(_records(text, delimiter), _TOP)
        start = islice((cells for _, cells in top if any(cells)), HEADER_WITHIN)
        scores[delimiter] = header_row(start, known)[1]
    return max(DELIMITERS, key=lambda delimiter: scores[delimiter])


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record and its last line; a line under 0 tells the length of a cell too long."""
    lines = io.StringIO(text if text.endswith(("\n", "\r")) else f"{text}\n", newline="")
    reader = csv.reader(chain(lines, [_END]), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error:
        yield -csv.field_size_limit(), []


def _too_long(path: str, line: int, length: int) -> Problem:
    return Problem(
        file=path,
        kind="cell-too-long",
        line=line,
        details=(("length", str(length)), ("limit", str(CELL_CHARACTERS))),
    )
