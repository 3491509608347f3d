"""Tables of a page, read back: what each cell says, and which record it says that it tells of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from netmap.messages import Messages, spoken


@dataclass
class Line:
    """A row of a table: the record that it tells of (``""``: none) and the text of its cells."""

    of: str
    cells: list[str] = field(default_factory=list)


@dataclass
class PageTable:
    """A table: what the cells of each column tell, and its rows.

    The first line is that of the headings. See :class:`netmap.render.report.markup.Column` for
    `tells` and :class:`netmap.render.report.markup.TableRow` for what a row is of.
    """

    caption: str = ""
    tells: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class WrittenNumber:
    """A number as a page writes it, and how far it may be from what it was rounded from."""

    value: float
    rounding: float


def read_tables(text: str) -> tuple[str, list[PageTable]]:
    """Return the language of a page and its tables, in order; scripts are not run.

    Examples
    --------
    >>> page = '''<html lang="fr"><table><tr><th>Lieu</th><th data-tells="taux">Taux</th></tr>
    ... <tr data-of="densite commune 17028"><th>Aytré</th><td>0,46 (au plus 0,73)</td></tr>'''
    >>> language, (table,) = read_tables(page)
    >>> language, table.tells, table.lines[1]
    ('fr', ['', 'taux'], Line(of='densite commune 17028', cells=['Aytré', '0,46 (au plus 0,73)']))
    """
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.language, reader.tables


def numbers_in(text: str, language: str) -> list[WrittenNumber]:
    """Return the numbers of a cell as its language writes them, percentages as shares of one.

    Examples
    --------
    >>> [n.value for n in numbers_in("1\u202f234,5 (entre −3 et 7)", "fr")]
    [1234.5, -3.0, 7.0]
    >>> numbers_in("93 %", "fr")
    [WrittenNumber(value=0.93, rounding=0.005)]
    """
    words = Messages(spoken(language))
    thousands, decimal = (re.escape(words(f"language.{m}")) for m in ("thousands", "decimal"))
    plain = re.sub(rf"(?<=\d)[{thousands}\u00a0](?=\d{{3}})", "", text)
    scale = 100.0 if "%" in plain else 1.0
    found = []
    for token in re.findall(rf"[−-]?\d+(?:{decimal}\d+)?", plain):
        digits = token.replace("−", "-").replace(words("language.decimal"), ".")
        rounding = 0.5 * 10.0 ** -len(digits.partition(".")[2])
        found.append(WrittenNumber(float(digits) / scale, rounding / scale))
    return found


class _Reader(HTMLParser):
    """Collects tables, whatever stands around them; a cell may hold any markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.language = ""
        self.tables: list[PageTable] = []
        self._open: list[str] | None = None
        self._skipping = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        elif tag == "table":
            self.tables.append(PageTable())
        elif tag in {"script", "style"}:
            self._skipping = tag
        if not self.tables:
            return
        table = self.tables[-1]
        if tag == "tr":
            table.lines.append(Line(given.get("data-of", "")))
        elif tag == "caption":
            self._open = []
        elif tag in {"td", "th"} and table.lines:
            if len(table.lines) == 1:
                table.tells.append(given.get("data-tells", ""))
            self._open = []

    def handle_data(self, data: str) -> None:
        """Keep the text of a cell."""
        if self._open is not None and not self._skipping:
            self._open.append(data)

    def handle_endtag(self, tag: str) -> None:
        """End a cell or a table; the first row of a table is its heading."""
        if tag == self._skipping:
            self._skipping = ""
        if not self.tables:
            return
        table = self.tables[-1]
        text = " ".join("".join(self._open or ()).split(" ")).strip()
        if tag == "caption":
            table.caption, self._open = text, None
        elif tag in {"td", "th"} and self._open is not None and table.lines:
            table.lines[-1].cells.append(text)
            self._open = None
        elif tag == "table":
            del table.lines[:1]
