"""A sheet of an XLSX workbook with some cells changed: every other byte of it is left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.amend.markup import Element, MarkupError, elements, in_order, spliced, tag, text
from netmap.inputs.office_open import column_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_SPANS = re.compile(rb"""\s+spans=(?:"[^"]*"|'[^']*')""")
#: attributes of a cell that tell of its former value
_OF_VALUE = frozenset({"t", "cm", "vm"})


@dataclass(frozen=True)
class _Placed:
    """An element and its place, from 1."""

    element: Element
    number: int


def edit_sheet(xml: bytes, cells: Mapping[tuple[int, int], str]) -> bytes:
    """Return the part of a sheet with texts put in cells.

    Parameters
    ----------
    cells
        (line from 1, column from 1) → text; ``""`` empties a cell. A cell keeps its style; one
        that was not there takes that of its column, else of the cell above it.

    Raises
    ------
    MarkupError
        It is no sheet, a cell holds a formula, or a text cannot be written.
    """
    found = elements(xml, {"sheetData", "row", "dimension", "col"})
    data = next((element for element in found if element.name.endswith("sheetData")), None)
    if data is None:
        raise MarkupError
    prefix = data.name.removesuffix("sheetData")
    rows = _numbered([one for one in in_order(found) if one.name == f"{prefix}row"])
    by_line: dict[int, dict[int, str]] = {}
    for (line, column), value in cells.items():
        by_line.setdefault(line, {})[column] = value
    edits: list[tuple[int, int, bytes]] = []
    added: dict[int, list[bytes]] = {}
    styles: dict[int, str] = {}
    for line in sorted(by_line):
        there = next((row for row in rows if row.number == line), None)
        above = next((row for row in reversed(rows) if row.number < line), None)
        styles |= {} if above is None else _styles(xml[above.element.start : above.element.end])
        styles |= _column_styles(found, by_line[line])
        whole = (
            tag(f"{prefix}row", {"r": str(line)}, "")
            if there is None
            else xml[there.element.start : there.element.end]
        )
        new = _row(whole, line, by_line[line], styles, prefix)
        if there is not None:
            edits.append((there.element.start, there.element.end, new))
        else:
            later = (row.element.start for row in rows if row.number > line)
            added.setdefault(next(later, data.stop), []).append(new)
    edits += [(at, at, b"".join(new)) for at, new in added.items() if data.inside != data.end]
    if added and data.inside == data.end:
        whole = tag(data.name, data.attributes, "".join(map(bytes.decode, *added.values())))
        edits.append((data.start, data.end, whole))
    extent = next((one for one in found if one.name == f"{prefix}dimension"), None)
    if extent is not None:
        edits += _extent(extent, cells)
    return spliced(xml, edits)


def has_formula(xml: bytes) -> frozenset[tuple[int, int]]:
    """Return the cells (line, column, from 1) of a sheet that hold a formula."""
    if b"f" not in xml:
        return frozenset()
    found = elements(xml, {"row", "c", "f"})
    rows = _numbered([one for one in in_order(found) if _local(one) == "row"])
    cells = in_order(one for one in found if _local(one) == "c")
    formulas = [one.start for one in in_order(found) if _local(one) == "f"]
    holding = set()
    for row in rows:
        inside = [one for one in cells if row.element.start < one.start < row.element.end]
        for cell in _numbered(inside):
            if any(cell.element.start < at < cell.element.end for at in formulas):
                holding.add((row.number, cell.number))
    return frozenset(holding)


def _local(element: Element) -> str:
    return element.name.rpartition(":")[2]


def _numbered(found: Sequence[Element]) -> list[_Placed]:
    """Give rows, or cells of a row, their numbers: as they say, else the one after the last."""
    placed: list[_Placed] = []
    for element in found:
        said = element.attributes.get("r", "")
        reference = _REFERENCE.fullmatch(said.upper())
        if reference:
            number = column_number(reference[1])
        elif said.isdecimal():
            number = int(said)
        else:
            number = placed[-1].number + 1 if placed else 1
        placed.append(_Placed(element, number))
    return placed


def _cells(row: bytes) -> list[_Placed]:
    return _numbered([one for one in in_order(elements(row, {"row", "c"})) if _local(one) == "c"])


def _styles(row: bytes) -> dict[int, str]:
    styled = ((cell.number, cell.element.attributes.get("s")) for cell in _cells(row))
    return {number: style for number, style in styled if style is not None}


def _column_styles(found: Sequence[Element], columns: Iterable[int]) -> dict[int, str]:
    """Return the styles that a sheet gives to whole columns."""
    styled = [one.attributes for one in found if _local(one) == "col" and "style" in one.attributes]
    return {
        column: one["style"]
        for column in columns
        for one in styled
        if int(one.get("min", "0")) <= column <= int(one.get("max", "0"))
    }


def _row(
    row: bytes, line: int, wanted: Mapping[int, str], styles: Mapping[int, str], prefix: str
) -> bytes:
    cells = _cells(row)
    there = {cell.number: cell.element for cell in cells}
    own = next(one for one in elements(row, {"row"}))
    edits: list[tuple[int, int, bytes]] = []
    for column, value in sorted(wanted.items()):
        element = there.get(column)
        if element is not None:
            if any(_local(one) == "f" for one in elements(row[element.start : element.end], {"f"})):
                raise MarkupError
            kept = {k: v for k, v in element.attributes.items() if k not in _OF_VALUE}
            edits.append((element.start, element.end, _cell(kept, value, prefix)))
        elif value:
            kept = {"r": f"{_letters(column)}{line}"}
            kept |= {"s": styles[column]} if column in styles else {}
            later = (cell.element.start for cell in cells if cell.number > column)
            edits.append((at := next(later, own.stop), at, _cell(kept, value, prefix)))
    if any(start == end for start, end, _ in edits):
        edits += [(s.start(), s.end(), b"") for s in _SPANS.finditer(row, own.start, own.inside)]
    if own.inside == own.end:  # a row that closes itself
        opened = row[: own.inside - 2].rstrip() + b">"
        new = b"".join(piece for start, end, piece in edits if start == end)
        return _SPANS.sub(b"", opened) + new + f"</{own.name}>".encode()
    return spliced(row, _joined(edits))


def _joined(edits: Sequence[tuple[int, int, bytes]]) -> list[tuple[int, int, bytes]]:
    """Put together pieces that are inserted at one place, in order."""
    once: dict[tuple[int, int], bytes] = {}
    for start, end, new in edits:
        once[start, end] = once.get((start, end), b"") + new
    return [(start, end, new) for (start, end), new in once.items()]


def _cell(attributes: Mapping[str, str], value: str, prefix: str) -> bytes:
    if not value:
        return tag(f"{prefix}c", attributes, None)
    inside = f'<{prefix}is><{prefix}t xml:space="preserve">{text(value)}</{prefix}t></{prefix}is>'
    return tag(f"{prefix}c", {**attributes, "t": "inlineStr"}, inside)


def _letters(column: int) -> str:
    """Return a column's letters.

    >>> _letters(1), _letters(28)
    ('A', 'AB')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _extent(element: Element, cells: Mapping[tuple[int, int], str]) -> list[tuple[int, int, bytes]]:
    """Stretch what a sheet says of its extent to the cells that were added."""
    corners = _REFERENCE.findall(element.attributes.get("ref", ""))
    if not corners or not cells:
        return []
    columns = [column_number(letters) for letters, _ in corners]
    lines = [int(line) for _, line in corners]
    low = min(lines), min(columns)
    high = max(*lines, *(line for line, _ in cells)), max(*columns, *(c for _, c in cells))
    if high == (max(lines), max(columns)):
        return []
    ref = f"{_letters(low[1])}{low[0]}:{_letters(high[1])}{high[0]}"
    return [(element.start, element.end, tag(element.name, {"ref": ref}, None))]
