"""A tagged PDF read back: what its tags say, block by block, and the letters that are drawn.

Nothing of what wrote it is used; letters are read from the fonts' own tables, where they are
drawn. Source: ISO 32000-1, 14.6 to 14.8 (marked content, structure), 9.10 (text extraction).
"""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pypdf import PageObject, PdfReader

#: An object of a PDF, as pypdf gives it.
_Object: TypeAlias = Any
#: Tags that stand within a line of text.
_WITHIN = frozenset({"/Span", "/Strong", "/Em", "/Link", "/Sub", "/Sup"})
#: What a page or a document may hold beside what is shown: none of ours has any.
_NEVER = ("/AcroForm", "/AA", "/OpenAction", "/Names", "/AF", "/Collection", "/Threads")
_NEVER_OF_A_PAGE = ("/Annots", "/AA", "/AF", "/B", "/PieceInfo")
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_DEEPEST = 60


@dataclass
class PrintedText:
    """What a document tells.

    Attributes
    ----------
    lines
        Each run of text of a block, bookmarks and the alternatives of pictures, as
        :func:`bare` leaves them.
    labels
        What stands before the items of lists.
    tables
        Rows of cells, of each table.
    drawings
        The letters of each picture, in the order in which they are drawn.
    beside
        Text that tags leave out: heads and feet of pages, what the file says of itself.
    faults
        Names of what none of ours has: a form, an action, an attachment, a note.
    """

    lines: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    tables: list[tuple[tuple[str, ...], ...]] = field(default_factory=list)
    drawings: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def bare(text: str) -> str:
    r"""Return a text without what no letter shows: spaces, line ends, direction marks.

    >>> bare("1\u202f234 personnes\u202e")
    '1234personnes'
    """
    kept = (one for one in text if unicodedata.category(one) not in {"Cc", "Cf", "Zs", "Zl", "Zp"})
    return unicodedata.normalize("NFC", "".join(kept))


def read_pdf(content: bytes) -> PrintedText:
    """Return what a document tells.

    Raises
    ------
    ImportError
        pypdf is not installed.
    ValueError
        It cannot be read whole.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise ValueError("encrypted")
        return _read(reader)
    except (PyPdfError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise ValueError(str(error)) from error


def _read(reader: PdfReader) -> PrintedText:
    told = PrintedText()
    root: Any = reader.trailer["/Root"]
    told.faults += [key for key in _NEVER if key in root]
    drawn: dict[tuple[int, int], str] = {}
    for page in reader.pages:
        told.faults += [key for key in _NEVER_OF_A_PAGE if key in page]
        marks = _Marks(reader, page)
        number = page.indirect_reference.idnum if page.indirect_reference else -1
        drawn |= {(number, mark): text for mark, text in marks.of_mark.items()}
        told.beside += [text for text in map(bare, marks.beside) if text]
    tags = _Tags(told, root["/StructTreeRoot"].get("/RoleMap", {}), drawn)
    tags.walk(root["/StructTreeRoot"]["/K"], 0, 0)
    told.beside += [bare(text) for text in drawn.values() if bare(text)]
    told.lines += [bare(title) for title in _bookmarks(reader.outline)]
    told.beside += [text for text in _described(reader) if text]
    return told


def _bookmarks(outline: _Object) -> Iterator[str]:
    for one in outline:
        if isinstance(one, list):
            yield from _bookmarks(one)
        else:
            yield str(one.title)


def _described(reader: PdfReader) -> Iterator[str]:
    """Yield what the description of the file says, but for the program that made it."""
    said: Mapping[str, _Object] = reader.metadata or {}
    yield from (bare(str(value)) for key, value in said.items() if key != "/Creator")
    more = reader.xmp_metadata
    for name in ("dc_title", "dc_description", "dc_creator", "dc_subject", "dc_rights"):
        value = getattr(more, name, None)
        values = value.values() if isinstance(value, dict) else value or ()
        yield from (bare(str(one)) for one in values)


class _Marks:
    """The letters of a page by the mark that holds them, and those that no tag may name."""

    def __init__(self, reader: PdfReader, page: PageObject) -> None:
        self._reader = reader
        self._fonts: dict[int, dict[int, str]] = {}
        self._open: list[int | None] = []
        self.of_mark: dict[int, str] = {}
        self.beside: list[str] = []
        contents = page.get_contents()
        if contents is not None:
            self._draw(contents, page["/Resources"], 0)

    def _draw(self, stream: _Object, resources: _Object, depth: int) -> None:
        from pypdf.generic import ContentStream

        letters: dict[int, str] = {}
        if depth > _DEEPEST:
            raise ValueError("a picture in itself")
        for operands, operator in ContentStream(stream, self._reader).operations:
            match operator:
                case b"BDC" | b"BMC":
                    self._begin(operands)
                case b"EMC":
                    self._open.pop()
                case b"Tf":
                    letters = self._font(resources["/Font"][operands[0]])
                case b"Tj" | b"TJ" | b"'" | b'"':
                    self._show(operands[-1], letters)
                case b"Do":
                    inner = resources["/XObject"][operands[0]].get_object()
                    if inner["/Subtype"] == "/Form":
                        self._draw(inner, inner.get("/Resources", resources), depth + 1)

    def _begin(self, operands: _Object) -> None:
        own = (
            operands[1].get("/MCID") if len(operands) > 1 and hasattr(operands[1], "get") else None
        )
        held = self._open[-1] if self._open else None
        if own is None and operands[0] == "/Artifact":
            self.beside.append("")
            self._open.append(None)
        else:
            self._open.append(held if own is None else int(own))

    def _show(self, operand: _Object, letters: dict[int, str]) -> None:
        pieces = operand if isinstance(operand, list) else [operand]
        codes = b"".join(one.original_bytes for one in pieces if hasattr(one, "original_bytes"))
        text = "".join(
            letters.get(int.from_bytes(codes[at : at + 2], "big"), "\ufffd")
            for at in range(0, len(codes), 2)
        )
        mark = self._open[-1] if self._open else None
        if mark is not None:
            self.of_mark[mark] = self.of_mark.get(mark, "") + text
        elif self.beside:
            self.beside[-1] += text
        else:
            self.beside.append(text)

    def _font(self, reference: _Object) -> dict[int, str]:
        font = reference.get_object()
        key = id(font)
        if key not in self._fonts:
            table = font["/ToUnicode"].get_object().get_data()
            self._fonts[key] = {
                int(code, 16): bytes.fromhex(letters.decode()).decode("utf-16-be")
                for code, letters in _PAIR.findall(table.partition(b"endcodespacerange")[2])
            }
        return self._fonts[key]


class _Tags:
    """The tree of tags, walked in its order; each mark is told once."""

    def __init__(
        self, told: PrintedText, roles: _Object, drawn: dict[tuple[int, int], str]
    ) -> None:
        self._told = told
        self._roles = roles
        self._drawn = drawn

    def walk(self, node: _Object, page: int, depth: int) -> None:
        """Tell what is under a tag that is no line of text."""
        if depth > _DEEPEST:
            raise ValueError("tags in themselves")
        run = ""
        for kid, at in self._kids(node, page):
            tag = self._tag(kid)
            if tag is None or tag in _WITHIN:
                run += self._text(kid, at, depth)
                continue
            self._end(run)
            run = ""
            if tag == "/Lbl":
                self._told.labels.append(bare(self._text(kid, at, depth)))
            elif tag == "/Table":
                self._table(kid, at, depth)
            elif tag == "/Figure":
                self._told.lines.append(bare(str(kid.get("/Alt", ""))))
                self._told.drawings.append(bare(self._text(kid, at, depth)))
            else:
                self.walk(kid, at, depth + 1)
        self._end(run)

    def _end(self, run: str) -> None:
        if bare(run):
            self._told.lines.append(bare(run))

    def _table(self, node: _Object, page: int, depth: int) -> None:
        rows: list[tuple[str, ...]] = []

        def gather(part: _Object, at: int, deep: int) -> None:
            for kid, own in self._kids(part, at):
                if self._tag(kid) == "/TR":
                    cells = self._kids(kid, own)
                    rows.append(tuple(bare(self._text(cell, on, deep)) for cell, on in cells))
                else:
                    gather(kid, own, deep + 1)

        gather(node, page, depth)
        self._told.tables.append(tuple(rows))

    def _text(self, node: _Object, page: int, depth: int) -> str:
        if depth > _DEEPEST:
            raise ValueError("tags in themselves")
        if self._tag(node) is None:
            mark = node if isinstance(node, int) else node["/MCID"]
            return self._drawn.pop((page, int(mark)), "")
        return "".join(self._text(kid, at, depth + 1) for kid, at in self._kids(node, page))

    def _tag(self, node: _Object) -> str | None:
        if isinstance(node, int) or "/S" not in node:
            return None
        return str(self._roles.get(node["/S"], node["/S"]))

    def _kids(self, node: _Object, page: int) -> list[tuple[Any, int]]:
        """Return what is under a tag, each with the number of its page."""
        held = node if isinstance(node, list) else [node]
        if hasattr(node, "get"):
            inner = node.get("/K", [])
            inner = inner.get_object() if hasattr(inner, "get_object") else inner
            held = inner if isinstance(inner, list) else [inner]
            page = _page_of(node, page)
        kids = []
        for one in held:
            kid = one.get_object() if hasattr(one, "get_object") else one
            kids.append((kid, page if isinstance(kid, int) else _page_of(kid, page)))
        return kids


def _page_of(node: _Object, page: int) -> int:
    given = node.raw_get("/Pg") if "/Pg" in node else None
    return page if given is None else int(given.idnum)
