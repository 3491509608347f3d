"""The markup of an XLSX workbook, scanned: its extent, its shared texts, its formulas.

Each scan walks the bytes once, whatever they are: no pattern looks beyond the next ``<``.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING

from netmap.inputs.limits import TABLE_CELLS

if TYPE_CHECKING:
    from collections.abc import Iterator

_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,7})([0-9]{1,9})["']""")
_SHARED = re.compile(rb"<(?:\w{1,40}:)?si\b")
_VALUE = re.compile(rb"<v>\s{0,9}([0-9]{1,8})\s{0,9}</v>")
_CELL = re.compile(rb"<c\b([^<>]*)>")
_NO_VALUE = re.compile(rb"<v\s*/>|<v>\s*</v>")
_LINK = re.compile(r"<Relationship\b[^<>]*>")
_SHEET = re.compile(r"<(?:\w{1,40}:)?sheet\b[^<>]*>")


@dataclass(frozen=True)
class Unfinished:
    """A cell of an XLSX sheet whose formula gave an error, or was never computed."""

    line: int
    letters: str
    kind: str


def cells_spanned(xml: bytes) -> int:
    """Return the cells of the rectangle that a sheet's farthest cells span; 0 where none is."""
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


def shared_lengths(xml: bytes) -> list[int]:
    """Return the lengths of the texts that cells share, with their markup; at most a few million.

    >>> shared_lengths(b"<si><t>a</t></si><si><t>bcd</t></si>")
    [17, 19]
    """
    starts = chain((found.start() for found in _SHARED.finditer(xml)), [len(xml)])
    lengths = (later - former for former, later in pairwise(starts))
    return list(islice(lengths, TABLE_CELLS + 1))


def letters_shared(sheet: bytes, shared: list[int]) -> int:
    """Return the letters of a sheet whose cells repeat shared texts (numbers count as one too)."""
    places = (int(found[1]) + 1 for found in _VALUE.finditer(sheet))
    return sum(shared[place] for place in places if place < len(shared))


def unfinished_formulas(content: bytes, sheet: str) -> tuple[Unfinished, ...]:
    """Return the cells of an XLSX sheet that show an error, or that nobody computed.

    A spreadsheet reader would give them as empty, and empty means unknown.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = part_of(archive, sheet)
        xml = archive.read(part) if part else b""
    if b"<f" not in xml and b't="e"' not in xml:
        return ()
    return tuple(_unfinished(xml))


def _unfinished(xml: bytes) -> Iterator[Unfinished]:
    for tag, following in pairwise(chain(_CELL.finditer(xml), [None])):
        if tag is None or tag[1].endswith(b"/"):
            continue
        reference = _REFERENCE.search(tag[1])
        inside = xml[tag.end() : following.start() if following else len(xml)]
        inside = inside.partition(b"</c>")[0]
        failed = b't="e"' in tag[1]
        computed = b"<v>" in inside and not _NO_VALUE.search(inside)
        if reference is None or not (
            failed or (b"<f" in inside and not computed and b't="str"' not in tag[1])
        ):
            continue
        kind = "formula-error" if failed else "formula-not-computed"
        yield Unfinished(int(reference[2]), reference[1].decode("ascii"), kind)


def part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Return the part of an archive that holds a sheet; None where it is not found."""
    from xml.sax.saxutils import unescape

    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return None
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {}
    for link in _LINK.findall(links):
        identity, target = _attribute(link, "Id"), _attribute(link, "Target")
        if identity is not None and target is not None:
            targets[identity] = target
    for entry in _SHEET.findall(book):
        name, identity = _attribute(entry, "name"), _attribute(entry, "r:id")
        if name is None or identity is None:
            continue
        if unescape(name, {"&quot;": '"', "&apos;": "'"}) == sheet:
            to = targets.get(identity, "").lstrip("/")
            part = to if to.startswith("xl/") else f"xl/{to}"
            return part if part in names else None
    return None


def _attribute(tag: str, name: str) -> str | None:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else None
