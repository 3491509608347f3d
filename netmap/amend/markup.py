"""Where the elements of an XML part stand, so that one is replaced and no other byte moves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

_TAG = re.compile(rb"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
_DECLARED = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']""")
#: what XML 1.0 has no way to write
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class MarkupError(ValueError):
    """A part is not XML such as spreadsheets write, or cannot hold a text."""


@dataclass(frozen=True)
class Element:
    """An element: bytes ``start:end``, what it holds ``inside:stop``; `depth` among those wanted.

    `name` is as written, prefix included.
    """

    name: str
    attributes: Mapping[str, str]
    depth: int
    start: int
    inside: int
    stop: int
    end: int


def elements(xml: bytes, wanted: Collection[str]) -> list[Element]:
    """Return the elements of some local names, in order of their ends.

    Raises
    ------
    MarkupError
        It is not well-formed UTF-8, or declares a document type.

    Examples
    --------
    >>> [(e.name, e.depth, e.start, e.end) for e in elements(b'<a><c r="1"/><b>x</b></a>', "bc")]
    [('c', 0, 3, 13), ('b', 0, 13, 21)]
    """
    declared = _DECLARED.match(xml)
    if declared is not None and declared[1].lower() not in {b"utf-8", b"us-ascii"}:
        raise MarkupError
    parser = expat.ParserCreate()
    found: list[Element] = []
    opened: list[tuple[str, dict[str, str], int, int]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] in wanted:
            at = parser.CurrentByteIndex
            opened.append((name, attributes, at, _end_of_tag(xml, at)))

    def end(name: str) -> None:
        if name.rpartition(":")[2] not in wanted:
            return
        _, attributes, at, inside = opened.pop()
        closed = xml[inside - 2 : inside] == b"/>"
        stop = inside if closed else parser.CurrentByteIndex
        after = inside if closed else _end_of_tag(xml, stop)
        found.append(Element(name, attributes, len(opened), at, inside, stop, after))

    def refuse(*_: object) -> None:
        raise MarkupError

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(xml, True)  # noqa: FBT003 - expat's own way
    except expat.ExpatError as error:
        raise MarkupError from error
    return found


def in_order(found: Iterable[Element]) -> list[Element]:
    """Return elements in the order in which they begin."""
    return sorted(found, key=lambda element: element.start)


def tag(name: str, attributes: Mapping[str, str], content: str | None) -> bytes:
    """Return an element as bytes; None: it holds nothing.

    >>> tag("c", {"r": "A1"}, None), tag("v", {}, "1")
    (b'<c r="A1"/>', b'<v>1</v>')
    """
    said = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    whole = f"<{name}{said}/>" if content is None else f"<{name}{said}>{content}</{name}>"
    return whole.encode()


def text(value: str) -> str:
    """Return a text as markup.

    Raises
    ------
    MarkupError
        XML has no way to write it.
    """
    if _UNWRITABLE.search(value):
        raise MarkupError
    return escape(value)


def spliced(xml: bytes, edits: Iterable[tuple[int, int, bytes]]) -> bytes:
    """Return bytes with some pieces (from, to, new) replaced; none may overlap.

    >>> spliced(b"abcd", [(3, 3, b"-"), (0, 1, b"A")])
    b'Abc-d'
    """
    pieces, at = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [xml[at:start], new]
        at = end
    return b"".join([*pieces, xml[at:]])


def _end_of_tag(xml: bytes, at: int) -> int:
    found = _TAG.match(xml, at)
    if found is None:
        raise MarkupError
    return found.end()
