"""Small pieces of markup. Every text that enters one is escaped here, and only here."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from netmap.messages import Messages


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table: its heading, and whether its cells are numbers.

    `tells`: the names of the figures of ``findings.json`` that a cell writes, or ``@`` and
    what its numbers follow from otherwise; a column of numbers has one, so that whoever
    receives the page can hold it against the file.
    """

    label: str
    number: bool = False
    tells: str = ""


@dataclass(frozen=True)
class TableRow:
    """Cells of a table, and the record of ``findings.json`` that they tell of.

    `keys`: what each cell is sorted by, where the reader may sort the table; None: last.
    """

    of: str
    cells: Sequence[str]
    keys: Sequence[float | str | None] = ()


@dataclass(frozen=True)
class Absent:
    """Why a piece of the report is not there: a line of its annex, and no empty title."""

    reason: str


#: Markup, or why there is none.
Piece: TypeAlias = "str | Absent"


def block(kind: str, *pieces: Piece) -> list[Piece]:
    """Return pieces in a box of a class of ours, then the absent ones; no box is empty.

    >>> block("charts", "<p>1</p>", Absent("no table"))
    ['<div class="charts"><p>1</p></div>', Absent(reason='no table')]
    >>> block("charts", Absent("no table"))
    [Absent(reason='no table')]
    """
    shown = "".join(piece for piece in pieces if isinstance(piece, str))
    gone = [piece for piece in pieces if isinstance(piece, Absent)]
    return [f'<div class="{kind}">{shown}</div>', *gone] if shown else [*gone]


def text(value: str) -> str:
    """Escape a text for markup, between tags or in a quoted attribute.

    >>> text("L'<b>")
    'L&#x27;&lt;b&gt;'
    """
    return escape(value, quote=True)


def typed(value: str) -> str:
    """Return a value as somebody typed it, kept apart from the direction of the text around."""
    return f'<bdi class="typed">{text(value)}</bdi>'


def place(code: str, name: str, *, level: str = "commune") -> str:
    """Return a place's name, that the page's script links to the map where there is one."""
    return f'<span data-{level}="{text(code)}">{typed(name)}</span>'


def missing(word: str) -> str:
    """Return why there is no figure."""
    return f'<span class="missing">{text(word)}</span>'


def paragraph(sentence: str, *, kind: str = "") -> str:
    """Return a sentence; `kind` is a class of ours."""
    return f'<p class="{kind}">{typed(sentence)}</p>' if kind else f"<p>{typed(sentence)}</p>"


def items(cells: Iterable[str], *, ordered: bool = False, kind: str = "", start: int = 1) -> str:
    """Return a list of cells that are markup already; an ordered one counts from `start`."""
    tag = "ol" if ordered else "ul"
    inside = "".join(f"<li>{cell}</li>" for cell in cells)
    attributes = f' class="{kind}"' if kind else ""
    if start != 1:
        attributes += f' start="{start}"'
    return f"<{tag}{attributes}>{inside}</{tag}>"


def table(caption: str, columns: Sequence[Column], rows: Iterable[Sequence[str] | TableRow]) -> str:
    """Return a table that scrolls by itself; cells are markup, the first of a row heads it.

    Where rows have keys, the page's script lets the reader sort it.
    """
    kinds = [' class="num"' if column.number else "" for column in columns]
    head = "".join(
        f'<th scope="col"{kind}{_attribute("tells", column.tells)}>{text(column.label)}</th>'
        for kind, column in zip(kinds, columns, strict=True)
    )
    lines = [row if isinstance(row, TableRow) else TableRow("", row) for row in rows]
    body = "".join(_line(row, kinds) for row in lines)
    name = text(caption)
    sortable = ' class="sortable"' if any(row.keys for row in lines) else ""
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{name}">'
        f'<table{sortable}><caption class="visually-hidden">{name}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _line(row: TableRow, kinds: Sequence[str]) -> str:
    keys = row.keys or [None] * len(kinds)
    cells = []
    for place_, (kind, key, cell) in enumerate(zip(kinds, keys, row.cells, strict=True)):
        tag, scope = ("td", "") if place_ else ("th", ' scope="row"')
        sort = "" if key is None else _attribute("key", str(key))
        cells.append(f"<{tag}{scope}{kind}{sort}>{cell}</{tag}>")
    return f"<tr{_attribute('of', row.of)}>{''.join(cells)}</tr>"


def _attribute(name: str, value: str) -> str:
    return f' data-{name}="{text(value)}"' if value else ""


def details(summary: str, inside: str) -> str:
    """Return what opens on demand."""
    return f"<details><summary>{text(summary)}</summary>{inside}</details>"


def section(name: str, title: str, *parts: str) -> str:
    """Return a part of the report with its heading."""
    identifier = f"report-{name}"
    return (
        f'<section class="part" id="{identifier}" aria-labelledby="{identifier}-title">'
        f'<h2 id="{identifier}-title" tabindex="-1">{text(title)}</h2>{"".join(parts)}</section>'
    )


def figure(
    name: str,
    messages: Messages,
    *,
    drawing: str,
    says: str,
    source: str,
    columns: Sequence[Column],
    rows: Sequence[TableRow],
    **values: str,
) -> str:
    """Return a drawing, how to read it, what it says here, its source and the table behind it.

    Its title is the sentence ``report.<name>.title``; how to read it ``report.<name>.reading``,
    which `values` fill.
    """
    title = messages(f"report.{name}.title")
    reading = messages(f"report.{name}.reading", **values)
    return (
        f'<figure class="chart" id="figure-{name}">'
        f"<figcaption><h3>{text(title)}</h3>{paragraph(says, kind='says')}"
        f"{paragraph(reading, kind='hint')}</figcaption>"
        f"{drawing}"
        f"{paragraph(source, kind='source')}"
        f"{details(messages('report.behind'), table(title, columns, rows))}</figure>"
    )
