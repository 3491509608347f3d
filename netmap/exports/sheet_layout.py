"""How a sheet of records stands on a screen and on paper: widths, heights, what stays in sight.

Nothing here reads a record: it knows the headings, and the texts that cells show.
"""

from __future__ import annotations

import textwrap
from math import ceil
from typing import TYPE_CHECKING

from netmap.formats.workbook import ABOVE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

#: Widths of columns, in digits of the workbook's font; what a filter's arrow and an edge take.
_NARROWEST, _WIDEST, _ARROW = 10, 80, 3
#: Texts beyond the first of these lengths stand on several lines, on so many if they can.
_LONG, _FEW = 28, 3
#: How much wider the letters of a heading are, and the height of a line, in points.
_BOLD, _LINE = 1.15, 15.5
#: Widths of digits that a letter takes, what words leave empty at the ends of lines included.
_ENDS = 0.9
#: Columns that name a row, at its head: they stay in sight, and are told again on each page.
_NAMING = ("rang", "niveau", "code", "secteur", "id", "indicateur", "nom", "libelle")
#: What is read on a page of A4 on its side, and the margins of a page, in inches.
_PAGE_WIDTH, _MARGIN = 215, 0.4
_A4 = 9


def set_apart(
    sheet: Worksheet, headings: Mapping[str, str], shown: Sequence[Sequence[str]]
) -> None:
    """Set the widths and heights, and what stays in sight, of a sheet of records.

    Parameters
    ----------
    headings
        Field → what its column is called.
    shown
        What each row shows, a text a column.
    """
    columns = zip(*shown, strict=True)
    widths = [_width(head, texts) for head, texts in zip(headings.values(), columns, strict=True)]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    # words part a narrow heading into more lines than its letters would take
    heads = zip(headings.values(), widths, strict=True)
    lines = max(len(textwrap.wrap(head, int((width - 1) / _BOLD))) for head, width in heads)
    sheet.set_row(ABOVE - 1, lines * _LINE)
    for line, texts in enumerate(shown, start=ABOVE):
        set_height(sheet, line, dict(zip(texts, widths, strict=True)))
    named = len([*_named(headings)])
    sheet.freeze_panes(ABOVE, named)
    sheet.repeat_rows(ABOVE - 1)
    across = ceil(sum(widths) / _PAGE_WIDTH)
    if across > 1:
        sheet.repeat_columns(0, named - 1)
    printed(sheet, across=across)


def printed(sheet: Worksheet, *, across: int) -> None:
    """Set how a sheet is printed: so many pages across, as many down as its rows take."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(across, 0)
    sheet.set_margins(left=_MARGIN, right=_MARGIN, top=_MARGIN, bottom=2 * _MARGIN)


def _named(headings: Mapping[str, str]) -> list[str]:
    """Return the first fields up to the last one that names a row; the first at least."""
    fields = [*headings]
    last = max((at for at, field in enumerate(fields[:4]) if field in _NAMING), default=0)
    return fields[: last + 1]


def set_height(sheet: Worksheet, line: int, room: Mapping[str, int]) -> None:
    """Set the height of a row whose texts stand in so much room each, where it takes several lines.

    A spreadsheet may leave a row as low as one line until somebody types in it.
    """
    lines = max(_lines(text, width) for text, width in room.items())
    if lines > 1:
        sheet.set_row(line, lines * _LINE)


def _width(heading: str, texts: Iterable[str]) -> int:
    longest = max(len(part) for text in texts for part in text.split("\n"))
    word = max(map(len, heading.split()), default=0)
    wide = longest if longest <= _LONG else min(max(_LONG, longest / _FEW), _WIDEST)
    return max(_NARROWEST, ceil(word * _BOLD) + _ARROW, ceil(wide) + _ARROW)


def _lines(text: str, width: int) -> int:
    r"""Return the lines that a text takes, what its words leave at the ends of lines included.

    >>> _lines("Minutes jusqu’à une permanence", 14), _lines("Nom", 10), _lines("a\nb", 10)
    (2, 1, 2)
    """
    if len(text) < width and "\n" not in text:
        return 1
    return sum(max(1, ceil(len(part) * _ENDS / width)) for part in text.split("\n"))
