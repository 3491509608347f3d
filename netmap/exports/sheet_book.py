"""``fiches.xlsx``: the partners' sheets as one workbook, a sheet each, to be filled on the phone.

It says what the pages of ``netmap fiches`` say. What an answer is of stands in columns out of
sight (:mod:`netmap.formats.sheet_book`), so that ``netmap review`` takes it back.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any

from netmap.exports.sheet_layout import printed, set_height
from netmap.formats.sheet_book import ANSWER, HELD, LABEL, MARK, REMARK
from netmap.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from netmap.messages import Messages

#: A workbook says no day on which it was made: the same findings give the same bytes.
_NO_DAY = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no time zone
_TITLE = 31
#: Widths of the columns that are seen.
_WIDTHS = {LABEL: 44, HELD: 36, ANSWER: 30, REMARK: 30}
_LOOKS = {
    "title": {"bold": True, "font_size": 14},
    "text": {"valign": "top", "text_wrap": True},
    "lead": {"valign": "top", "text_wrap": True},
    "heading": {"bold": True, "bottom": 2, "bg_color": "#E8EEF4", "text_wrap": True},
    "answer": {"valign": "top", "text_wrap": True, "bg_color": "#FFF8E1", "border": 1},
    "day": {"valign": "top", "bg_color": "#FFF8E1", "border": 1, "num_format": "yyyy-mm-dd"},
}


def sheets_book(sheets: Iterable[Mapping[str, Any]], messages: Messages) -> bytes:
    """Return the workbook of partners' sheets.

    Parameters
    ----------
    sheets
        The data of each sheet's page (:func:`netmap.render.sheet.sheet_views`).
    """
    import xlsxwriter

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    content = io.BytesIO()
    taken: set[str] = set()
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"created": _NO_DAY})
        looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
        for data in sheets:
            _sheet(book, data, messages, looks, taken)
    return content.getvalue()


def _sheet(
    book: Workbook,
    data: Mapping[str, Any],
    messages: Messages,
    looks: Mapping[str, Format],
    taken: set[str],
) -> None:
    partner, review = data["partner"], data["review"]
    sheet = book.add_worksheet(_title(partner["nom"], taken))
    sheet.set_column(0, LABEL - 1, None, None, {"hidden": True})
    for column, width in _WIDTHS.items():
        sheet.set_column(column, column, width)
    printed(sheet, across=1)
    rows = _Rows(sheet, looks)
    marks = (MARK, review["projet"], review["empreinte"], partner["id"])
    rows.add(marks, partner["nom"], look="title")
    rows.lead(messages("sheet.lead"))
    rows.head({LABEL: messages("sheet.self")})
    for name, value in partner["facts"]:
        rows.add((), messages(f"sheet.script.fact.{name}"), value)
    status = messages("sheet.status")
    held = data["statuses"].get(partner["statut"], partner["statut"])
    rows.ask(("statut",), status, held=held, choices=list(data["statuses"].values()))
    rows.ask(("remarque",), messages("sheet.remark"))
    asked, more = messages("sheet.relations-lead"), messages("sheet.script.conditions")
    rows.head({LABEL: messages("sheet.relations"), ANSWER: asked, REMARK: more})
    answers = [messages(f"sheet.script.answer.{answer}") for answer in ("oui", "non", "silence")]
    for one in data["relations"]:
        sense = one["sens"]
        way = f"{messages(f'sheet.script.way.{sense}')} {one['autre']}"
        told = " · ".join(str(value) for _, value in one["facts"])
        marks = ("relation", one["source_id"], one["cible_id"], one["nature"] or "")
        rows.ask(marks, way, held=told, choices=answers, remark=True)
    rows.ask(("manque",), messages("sheet.missing"))
    rows.head({LABEL: messages("sheet.send")})
    rows.ask(("qui",), messages("sheet.who"))
    rows.ask(("date",), messages("sheet.day"), look="day")


class _Rows:
    """The rows of a sheet, from its top."""

    def __init__(self, sheet: Worksheet, looks: Mapping[str, Format]) -> None:
        self._sheet, self._looks, self._line = sheet, looks, 0

    def lead(self, text: str) -> None:
        """Add a row whose text stands across all columns."""
        self._sheet.merge_range(self._line, LABEL, self._line, REMARK, text, self._looks["lead"])
        set_height(self._sheet, self._line, {text: sum(_WIDTHS.values())})
        self._line += 1

    def head(self, titles: Mapping[int, str]) -> None:
        """Add the heading of a part; titles by column."""
        for column in _WIDTHS:
            self._sheet.write(self._line, column, titles.get(column), self._looks["heading"])
        set_height(self._sheet, self._line, {titles[one]: _WIDTHS[one] for one in titles})
        self._line += 1

    def add(self, marks: Sequence[str], label: str, held: str = "", *, look: str = "text") -> None:
        """Add a row that tells something; `marks` stand out of sight."""
        for column, mark in enumerate(marks):
            self._sheet.write_string(self._line, column, mark)
        self._sheet.write_string(self._line, LABEL, visible(label), self._looks[look])
        if held:
            told = visible(str(held), limit=5_000)
            self._sheet.write_string(self._line, HELD, told, self._looks["text"])
        set_height(self._sheet, self._line, {label: _WIDTHS[LABEL], held: _WIDTHS[HELD]})
        self._line += 1

    def ask(
        self,
        marks: Sequence[str],
        label: str,
        *,
        held: str = "",
        choices: Sequence[str] = (),
        remark: bool = False,
        look: str = "answer",
    ) -> None:
        """Add a row with a cell to fill, and one for a remark."""
        self.add(marks, label, held)
        at = self._line - 1
        self._sheet.write_blank(at, ANSWER, None, self._looks[look])
        if remark:
            self._sheet.write_blank(at, REMARK, None, self._looks["answer"])
        if choices:
            offered = {"validate": "list", "source": list(choices), "ignore_blank": True}
            self._sheet.data_validation(at, ANSWER, at, ANSWER, offered)


def _title(name: str, taken: set[str]) -> str:
    """Return a name for a sheet: none that a spreadsheet refuses, none twice.

    >>> taken = set()
    >>> _title("CPAM [17]", taken), _title("cpam  17 ", taken), _title("'", taken)
    ('CPAM 17', 'cpam 17 2', 'fiche')
    """
    plain = re.sub(r"[\\/*?:\[\]\s]+", " ", visible(name, limit=60)).strip(" '") or "fiche"
    number = 1
    title = plain[:_TITLE].strip(" '")
    while title.casefold() in taken:
        number += 1
        title = plain[: _TITLE - 4].strip(" '") + f" {number}"
    taken.add(title.casefold())
    return title
