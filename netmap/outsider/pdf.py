"""A tagged PDF read back: what its tags say, block by block, and the letters that are drawn.

Nothing of what wrote it is used; letters are read from the fonts' own tables, where they are
drawn. Source: ISO 32000-1, 14.6 to 14.8 (marked content, structure), 9.10 (text extraction).
"""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from netmap.outsider.pdf_marks import DEEPEST, Marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pypdf import PdfReader

#: An object of a PDF, as pypdf gives it.
_Object: TypeAlias = Any
#: Tags that stand within a line of text.
_WITHIN = frozenset({"/Span", "/Strong", "/Em", "/Link", "/Sub", "/Sup"})
#: What a page or a document may hold beside what is shown: none of ours has any.
_NEVER = ("/AcroForm", "/AA", "/OpenAction", "/Names", "/AF", "/Collection", "/Threads")
_NEVER_OF_A_PAGE = ("/Annots", "/AA", "/AF", "/B", "/PieceInfo")


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
        Names of what none of ours has: a form, an action, an attachment, a note, a picture
        made of points, which nobody here can read.
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
        marks = Marks(reader, page)
        number = page.indirect_reference.idnum if page.indirect_reference else -1
        drawn |= {(number, mark): text for mark, text in marks.of_mark.items()}
        told.beside += [text for text in map(bare, marks.beside) if text]
        told.faults += sorted(marks.faults)
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
        if depth > DEEPEST:
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
        if depth > DEEPEST:
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
