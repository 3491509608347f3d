"""What is printed, held against the pages of its folder: a PDF says nothing that they do not.

The pages are held against ``findings.json`` themselves, so that what the PDF says is too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from netmap.outsider.pdf import bare, read_pdf

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from netmap.outsider.claims import WrongClaim
    from netmap.outsider.pdf import PrintedText

_WITHIN = frozenset({"bdi", "span", "strong", "em", "a", "b", "i"})
_LABEL = re.compile(r"•?|[0-9]{1,4}\.")
_PAGE = re.compile(r"[0-9]+/[0-9]+$")
#: A letter that the fonts of a PDF do not have.
_ABSENT = "\ufffd"


@dataclass
class PageText:
    """What pages say: runs of text, tables as rows of cells, the letters of drawings."""

    lines: set[str] = field(default_factory=set)
    tables: set[tuple[tuple[str, ...], ...]] = field(default_factory=set)
    drawings: set[str] = field(default_factory=set)


def claims_of_pdf(content: bytes, pages: Iterable[str]) -> Iterator[WrongClaim]:
    """Yield what a PDF says and no page of its folder does.

    Parameters
    ----------
    pages
        The folder's pages, as text.
    """
    try:
        told = read_pdf(content)
    except ImportError:
        yield "unheld", "pypdf"
        return
    except ValueError:
        yield "unreadable", ""
        return
    said = said_by(pages)
    yield from (("beyond", fault) for fault in told.faults)
    yield from (("beyond", line) for line in told.lines if line and not _is_in(line, said.lines))
    yield from (("beyond", label) for label in told.labels if not _LABEL.fullmatch(label))
    yield from (
        ("beyond", drawing)
        for drawing in told.drawings
        if drawing and not _is_in(drawing, said.drawings)
    )
    whole = {_joined(table) for table in said.tables}
    for table in told.tables:
        if not _is_in(_joined(table), whole):
            yield "beyond", " ".join(table[0]) if table else ""
    yield from (("beyond", line) for line in _beside(told, said))


def said_by(pages: Iterable[str]) -> PageText:
    """Return what pages say, scripts and styles left out.

    >>> said = said_by(["<h1>A</h1><p>b <bdi>c</bdi></p><table><tr><td>1</td></tr></table>"])
    >>> sorted(said.lines), said.tables
    (['A', 'bc'], {(('1',),)})
    """
    said = PageText()
    for page in pages:
        reader = _Reader(said)
        reader.feed(page)
        reader.close()
    return said


def _joined(table: tuple[tuple[str, ...], ...]) -> str:
    return "\x1e".join("\x1f".join(row) for row in table)


def _is_in(line: str, lines: Collection[str]) -> bool:
    if line in lines:
        return True
    if _ABSENT not in line:
        return False
    form = re.compile("[^\x1e\x1f]".join(map(re.escape, line.split(_ABSENT))))
    return any(form.fullmatch(one) for one in lines)


def _beside(told: PrintedText, said: PageText) -> Iterator[str]:
    """Yield the heads and feet of pages that no page says: titles, headings of tables, numbers."""
    heads = {cell for table in said.tables for cell in table[0]} if said.tables else set()
    for line in {_PAGE.sub("", one) for one in told.beside}:
        parts = line.split("–")
        cuts = {("–".join(parts[:n]), "–".join(parts[n:])) for n in range(1, len(parts))}
        titled = any(_is_in(a, said.lines) and _is_in(b, said.lines) for a, b in cuts)
        if line and not (titled or _is_in(line, said.lines) or _is_in(line, heads)):
            yield line


class _Reader(HTMLParser):
    """Gathers runs of text between tags that end a line."""

    def __init__(self, said: PageText) -> None:
        super().__init__(convert_charrefs=True)
        self._said = said
        self._run = ""
        self._skipping = ""
        self._rows: list[list[str]] | None = None
        self._cell: str | None = None
        self._drawing: str | None = None
        self._alternative = ""
        self._in = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """End a run; begin a table, a row, a cell or a drawing."""
        self._in = tag
        if tag in {"script", "style"}:
            self._skipping = tag
        if tag in _WITHIN:
            return
        self._end()
        if tag == "svg":
            self._drawing, self._alternative = "", ""
        elif tag == "table":
            self._rows = []
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in {"td", "th"}:
            self._cell = ""
        del attrs

    def handle_data(self, data: str) -> None:
        """Keep a text where it stands."""
        if self._skipping:
            return
        if self._drawing is None:
            self._run += data
        elif self._in in {"title", "desc"}:
            self._alternative += data
        else:
            self._drawing += data
        if self._cell is not None:
            self._cell += data

    def handle_endtag(self, tag: str) -> None:
        """End what a tag has begun."""
        self._in = ""
        if tag == self._skipping:
            self._skipping = ""
        if tag in _WITHIN:
            return
        self._end()
        if tag == "svg" and self._drawing is not None:
            self._said.drawings.add(bare(self._drawing))
            self._said.lines.add(bare(self._alternative))
            self._drawing = None
        elif tag in {"td", "th"} and self._cell is not None and self._rows:
            self._rows[-1].append(bare(self._cell))
            self._cell = None
        elif tag == "table" and self._rows is not None:
            self._said.tables.add(tuple(map(tuple, self._rows)))
            self._rows = None

    def _end(self) -> None:
        if self._cell is None and self._run.strip():
            self._said.lines.add(bare(self._run))
        self._run = ""
