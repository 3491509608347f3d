"""``netmap.xlsx``: every table to fill, a sheet a table, made from the models that check them."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from netmap.inputs.columns import kind_of
from netmap.inputs.faults import column_schema
from netmap.inputs.grid import EXAMPLE
from netmap.inputs.headers import heading
from netmap.inputs.rows import TABLES, Row, about_column
from netmap.starter.choices import Ids, offered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from netmap.messages import Messages

#: how many rows of a sheet have drop-downs and checks
ROWS = 2_000
#: a workbook says no day on which it was made: the same project gives the same bytes
_NO_DAY = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no time zone
_WIDE, _NARROW = 28, 14


@dataclass(frozen=True)
class _Styles:
    heading: Format
    needed: Format
    example: Format
    text: Format
    day: Format
    lacking: Format
    title: Format
    wrapped: Format


def workbook_bytes(
    choices: Mapping[str, Sequence[str]], messages: Messages, *, territory: str
) -> bytes:
    """Return the workbook of a new project.

    Each sheet has French headings that stay in sight, with a word on each; an example, which
    is never counted; drop-downs, and a colour where a needed cell is empty.

    Parameters
    ----------
    choices
        What drop-downs offer, by key (:func:`netmap.starter.choices.lists`).
    territory
        Its name.
    """
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": territory, "created": _NO_DAY})
        styles = _styles(book)
        _read_me(book.add_worksheet(messages("init.book.read-me")), messages, styles, territory)
        ranges = {key: _range(place, words) for place, (key, words) in enumerate(choices.items())}
        examples = _examples(choices, messages)
        for model in TABLES:
            sheet = book.add_worksheet(model.sheet)
            _fill(sheet, model, styles, ranges, examples=examples, messages=messages)
        _write_lists(book.add_worksheet(_LISTS), choices, messages, styles)
    return content.getvalue()


_LISTS = "Listes"
#: points of a line of text; letters that stand in one line of the first sheet
_LINE, _LETTERS = 15, 100


def _styles(book: Workbook) -> _Styles:
    base = {"valign": "top", "text_wrap": True}
    heading = {**base, "bold": True, "bottom": 2, "bg_color": "#E8EEF4"}
    return _Styles(
        heading=book.add_format(heading),
        needed=book.add_format({**heading, "bg_color": "#CFE0F0"}),
        example=book.add_format({"italic": True, "font_color": "#595959", "num_format": "@"}),
        text=book.add_format({"num_format": "@"}),
        day=book.add_format({"num_format": "dd/mm/yyyy"}),
        lacking=book.add_format({"bg_color": "#F8D7C4"}),
        title=book.add_format({"bold": True, "font_size": 14}),
        wrapped=book.add_format(base),
    )


def _read_me(sheet: Worksheet, messages: Messages, styles: _Styles, territory: str) -> None:
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, territory, styles.title)
    for line, text in enumerate(messages("init.book.how").strip().splitlines(), start=1):
        sheet.write_string(line, 0, text, styles.wrapped)
        # not every spreadsheet fits the height of a row to a text that it did not wrap itself
        sheet.set_row(line, _LINE * (1 + len(text) // _LETTERS))
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _range(place: int, words: Sequence[str]) -> str | None:
    """Return where a list stands; None where it is empty."""
    from xlsxwriter.utility import xl_range_abs

    return f"={_LISTS}!{xl_range_abs(1, place, len(words), place)}" if words else None


def _write_lists(
    sheet: Worksheet, choices: Mapping[str, Sequence[str]], messages: Messages, styles: _Styles
) -> None:
    for place, (key, words) in enumerate(choices.items()):
        sheet.set_column(place, place, _WIDE)
        sheet.write_string(0, place, messages(f"init.list.{key}"), styles.heading)
        sheet.write_column(1, place, words)
    sheet.freeze_panes(1, 0)


def _fill(
    sheet: Worksheet,
    model: type[Row],
    styles: _Styles,
    ranges: Mapping[str, str | None],
    *,
    examples: Mapping[str, str],
    messages: Messages,
) -> None:
    """Write one table's sheet: headings, an example, drop-downs, checks."""
    table = model.stem.rpartition("/")[2]
    for place, (column, field) in enumerate(model.model_fields.items()):
        needed = field.is_required()
        title = heading(column) + (" *" if needed else "")
        sheet.write_string(0, place, title, styles.needed if needed else styles.heading)
        sheet.write_comment(
            0, place, _about(model, column, messages), {"x_scale": 2, "y_scale": 1.6}
        )
        kind = kind_of(model, column)
        style = {"date": styles.day, "number": None}.get(kind, styles.text)
        sheet.set_column(place, place, _WIDE if kind in {"text", "list"} else _NARROW, style)
        example = EXAMPLE if place == 0 else examples.get(f"{table}.{column}", "")
        sheet.write_string(1, place, example, styles.example)
        rule = _rule(model, column, ranges, messages)
        if rule is not None:
            sheet.data_validation(1, place, ROWS, place, rule)
        if needed:
            lacking = {"type": "formula", "criteria": _lacking(len(model.model_fields), place)}
            sheet.conditional_format(1, place, ROWS, place, {**lacking, "format": styles.lacking})
    if model.key is not None:
        twice = {"type": "duplicate", "format": styles.lacking}
        sheet.conditional_format(1, 0, ROWS, 0, twice)
    sheet.set_row(0, 3 * _LINE)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _about(model: type[Row], column: str, messages: Messages) -> str:
    about = about_column(model, column)
    parts = [str(getattr(about, messages.language))]
    kind = "needed" if model.model_fields[column].is_required() else "free"
    parts.append(messages(f"init.book.{kind}"))
    if kind_of(model, column) == "list":
        parts.append(messages("init.book.several"))
    return "\n".join(parts)


def _lacking(columns: int, place: int) -> str:
    """Return the formula that tells an empty cell in a row that is begun."""
    from xlsxwriter.utility import xl_col_to_name

    last, own = xl_col_to_name(columns - 1), xl_col_to_name(place)
    return f"=AND(COUNTA($A2:${last}2)>0,LEN(${own}2)=0)"


def _rule(
    model: type[Row], column: str, ranges: Mapping[str, str | None], messages: Messages
) -> dict[str, Any] | None:
    """Return a column's drop-down or check; what is not offered may be typed, once confirmed."""
    wrong = {"error_type": "warning", "ignore_blank": True}
    choice = offered(model, column)
    if isinstance(choice, Ids):
        ids = f"='{choice.of.sheet}'!$A$2:$A${ROWS}"
        return {"validate": "list", "source": ids, **wrong, **_told("ids", messages)}
    if choice is not None:
        words, told = ranges[choice], _told("list", messages)
        return None if words is None else {"validate": "list", "source": words, **wrong, **told}
    schema = column_schema(model, column)
    match kind_of(model, column), schema["type"]:
        case "date", _:
            rule = {"validate": "date", "criteria": ">=", "value": dt.date(1900, 1, 1)}
            return {**rule, **wrong, **_told("date", messages)}
        case "number", "integer":
            limits = {"minimum": schema["minimum"], "maximum": schema["maximum"]}
            rule = {"validate": "integer", "criteria": "between"}
            return {**rule, **limits, **wrong, **_told("whole", messages)}
    return None


def _told(kind: str, messages: Messages) -> dict[str, str]:
    return {
        "error_title": messages("init.book.error-title"),
        "error_message": messages(f"init.book.error-{kind}"),
    }


def _examples(choices: Mapping[str, Sequence[str]], messages: Messages) -> dict[str, str]:
    """Return the cells of the examples, by table and column."""
    places = choices["lieux"]
    fill = {
        "commune": choices["communes"][0],
        "territory": choices["territoire"][0],
        "place": places[0],
        "need": choices["thematiques"][0],
        "needs": "|".join(choices["thematiques"][:2]),
    }
    said = messages.section("init.example")
    return {key: messages(f"init.example.{key}", **fill) for key in said}
