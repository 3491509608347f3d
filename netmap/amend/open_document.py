"""The content of an ODS workbook with some cells changed: every other byte of it is left.

A row or a cell may say that it stands there many times: it is parted where one of them changes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from netmap.amend.markup import Element, MarkupError, elements, in_order, spliced, tag, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ROWS = "table:number-rows-repeated"
_COLUMNS = "table:number-columns-repeated"
_CELL = "table:table-cell"
_COVERED = "table:covered-table-cell"
#: what a cell keeps besides its style: it tells of the cell, not of its value
_KEPT = re.compile(r"table:(style-name|content-validation-name|number-(?:rows|columns)-spanned)")


def edit_content(xml: bytes, sheet: str, cells: Mapping[tuple[int, int], str]) -> bytes:
    """Return ``content.xml`` with texts put in cells of a sheet.

    Parameters
    ----------
    cells
        (line from 1, column from 1) → text; ``""`` empties a cell. A cell keeps its style and
        its note; one that was not there takes the style of the cell above it.

    Raises
    ------
    MarkupError
        There is no such sheet, a cell holds a formula or is covered by another, or a text
        cannot be written.
    """
    found = elements(xml, {"table"})
    named = (one for one in found if one.depth == 0 and one.name == "table:table")
    table = next((one for one in named if one.attributes.get("table:name") == sheet), None)
    if table is None or table.inside == table.end:
        raise MarkupError
    whole = xml[table.start : table.end]
    own = elements(whole, {"table", "table-row"})
    rows = in_order(one for one in own if one.name == "table:table-row" and one.depth == 1)
    by_line: dict[int, dict[int, str]] = {}
    for (line, column), value in cells.items():
        by_line.setdefault(line, {})[column] = value
    edits: list[tuple[int, int, bytes]] = []
    last, above = 0, b""
    for row in rows:
        times = _times(row, _ROWS)
        mine = {line: by_line[line] for line in sorted(by_line) if last < line <= last + times}
        content = whole[row.start : row.end]
        if mine:
            pieces = _parted(content, times, {line - last: v for line, v in mine.items()}, above)
            edits.append((row.start, row.end, b"".join(pieces)))
        above = content
        last += times
    beyond = sorted(line for line in by_line if line > last)
    if beyond:
        at = rows[-1].end if rows else len(whole) - len(b"</table:table>")
        new, done = [], last
        for line in beyond:
            new += [_again(b"<table:table-row/>", line - done - 1)] if line > done + 1 else []
            new.append(_row(b"<table:table-row/>", by_line[line], above))
            done = line
        edits.append((at, at, b"".join(new)))
    start, end = table.start, table.end
    return spliced(xml, [(start, end, spliced(whole, edits))])


def formulas(xml: bytes, sheet: str) -> frozenset[tuple[int, int]]:
    """Return the cells (line, column, from 1) of a sheet that hold a formula."""
    if b"table:formula" not in xml:
        return frozenset()
    holding = set()
    line = column = 0
    inside = False
    for one in in_order(elements(xml, {"table", "table-row", "table-cell", "covered-table-cell"})):
        if one.name == "table:table" and one.depth == 0:
            inside, line = one.attributes.get("table:name") == sheet, 0
        elif one.name == "table:table-row" and one.depth == 1:
            line, column, times = line + 1, 0, _times(one, _ROWS)
            line += times - 1
        elif inside and one.name in {_CELL, _COVERED} and one.depth == 2:  # noqa: PLR2004
            column += _times(one, _COLUMNS)
            if "table:formula" in one.attributes:
                holding.add((line, column))
    return frozenset(holding)


def _parted(
    row: bytes, times: int, wanted: Mapping[int, Mapping[int, str]], above: bytes
) -> list[bytes]:
    """Return rows in place of one that stands `times` times, some of which change."""
    once, pieces, done = _again(row, 1), [], 0
    for number, cells in wanted.items():
        if number > done + 1:
            pieces.append(_again(row, number - done - 1))
            above = once
        pieces.append(above := _row(once, cells, above))
        done = number
    if times > done:
        pieces.append(_again(row, times - done))
    return pieces


def _row(row: bytes, wanted: Mapping[int, str], above: bytes) -> bytes:
    cells = _cells(row)
    styles = _styles(above)
    edits: list[tuple[int, int, bytes]] = []
    last = 0
    for cell in cells:
        times = _times(cell, _COLUMNS)
        mine = {n - last: wanted[n] for n in sorted(wanted) if last < n <= last + times}
        if mine:
            content = row[cell.start : cell.end]
            style = {n: styles.get(last + n) for n in mine}
            edits.append((cell.start, cell.end, _cells_in_place(content, cell, times, mine, style)))
        last += times
    own = elements(row, {"table-row"})[-1]
    new = []
    for column in sorted(n for n in wanted if n > last and wanted[n]):
        gap = column - last - 1
        new += [_again(b"<table:table-cell/>", gap, _COLUMNS)] if gap else []
        kept = {"table:style-name": styles[column]} if styles.get(column) else {}
        new.append(_cell(kept, wanted[column], b""))
        last = column
    if own.inside == own.end:
        opened = row[: own.inside - 2].rstrip() + b">"
        return opened + b"".join(new) + f"</{own.name}>".encode()
    return spliced(row, [*edits, (own.stop, own.stop, b"".join(new))])


def _cells_in_place(
    content: bytes,
    cell: Element,
    times: int,
    wanted: Mapping[int, str],
    styles: Mapping[int, str | None],
) -> bytes:
    """Return cells in place of one that stands `times` times, some of which change."""
    if cell.name == _COVERED or "table:formula" in cell.attributes:
        raise MarkupError
    notes = b"".join(
        content[one.start : one.end]
        for one in elements(content, {"annotation"})
        if one.name == "office:annotation" and one.depth == 0
    )
    pieces, done = [], 0
    for number, value in wanted.items():
        if number > done + 1:
            pieces.append(_again(content, number - done - 1, _COLUMNS))
        kept = {k: v for k, v in cell.attributes.items() if _KEPT.fullmatch(k)}
        style = styles.get(number)
        if style and not kept and "office:value-type" not in cell.attributes:
            kept = {"table:style-name": style}
        pieces.append(_cell(kept, value, notes))
        done = number
    if times > done:
        pieces.append(_again(content, times - done, _COLUMNS))
    return b"".join(pieces)


def _cell(kept: Mapping[str, str], value: str, notes: bytes) -> bytes:
    if not value:
        return tag(_CELL, kept, notes.decode() or None)
    lines = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in value.split("\n"))
    return tag(_CELL, {**kept, "office:value-type": "string"}, notes.decode() + lines)


def _spaced(line: str) -> str:
    """Return a line as markup, whose spaces are otherwise read as one."""
    return re.sub(r"(?<= ) +|^ +", lambda s: f'<text:s text:c="{len(s[0])}"/>', text(line))


def _cells(row: bytes) -> list[Element]:
    found = in_order(elements(row, {"table-row", "table-cell", "covered-table-cell"}))
    return [one for one in found if one.name in {_CELL, _COVERED} and one.depth == 1]


def _styles(row: bytes) -> dict[int, str]:
    styles: dict[int, str] = {}
    last = 0
    for cell in _cells(row) if row else ():
        times = min(_times(cell, _COLUMNS), 1_000)
        style = cell.attributes.get("table:style-name")
        styles |= dict.fromkeys(range(last + 1, last + times + 1), style) if style else {}
        last += times
    return styles


def _times(element: Element, attribute: str) -> int:
    said = element.attributes.get(attribute, "1")
    return max(int(said), 1) if said.isdecimal() else 1


def _again(content: bytes, times: int, attribute: str = _ROWS) -> bytes:
    """Return an element that stands `times` times."""
    own: Sequence[Element] = elements(content, {"table-row", "table-cell", "covered-table-cell"})
    first = in_order(own)[0]
    opened = content[first.start : first.inside]
    bare = re.sub(rf"""\s+{attribute}=(?:"[^"]*"|'[^']*')""".encode(), b"", opened)
    if times > 1:
        name = len(f"<{first.name}")
        bare = bare[:name] + f' {attribute}="{times}"'.encode() + bare[name:]
    return bare + content[first.inside :]
