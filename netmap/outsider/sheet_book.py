"""The workbook of partners' sheets, held against their pages: a cell says what its page says."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from netmap.formats.sheet_book import MARK
from netmap.outsider.claims import view_data
from netmap.outsider.pdf import bare
from netmap.outsider.printed import said_by
from netmap.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netmap.outsider.claims import WrongClaim
    from netmap.outsider.pages import Json

_OWN = frozenset({MARK, "relation", "statut", "remarque", "manque", "qui", "date", ""})
_PARTNER = 3


def claims_of_sheet_book(
    content: bytes, pages: Mapping[str, str], data: Mapping[str, list[Json]]
) -> Iterator[WrongClaim]:
    """Yield what a sheet of the workbook says and the page of its partner does not.

    Parameters
    ----------
    pages, data
        The text of each page, and its data, by name of file.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    said = {}
    for name, values in data.items():
        for value in values:
            told = view_data(value, "fiche")
            if told is not None and isinstance(told.get("partner"), dict):
                said[told["partner"].get("id")] = _said(told, pages.get(name, ""))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
    except (CalamineError, OSError):
        yield "unreadable", ""
        return
    for name, rows in sheets.items():
        partner = rows[0][_PARTNER] if rows and len(rows[0]) > _PARTNER else None
        allowed = said.get(partner)
        if allowed is None:
            yield "untied", name
            continue
        for cell in (cell for row in rows for cell in row):
            if not isinstance(cell, str) or bare(cell) not in allowed:
                yield "beyond", f"{name}: {cell}"


def _said(told: Mapping[str, Json], page: str) -> frozenset[str]:
    """Return all that a page says, as a cell may say it."""
    words = told.get("messages", {})
    relations = [one for one in told.get("relations", ()) if isinstance(one, dict)]
    facts = (" · ".join(str(value) for _, value in one.get("facts", ())) for one in relations)
    ways = (f"{words.get('way.' + str(one.get('sens')))} {one.get('autre')}" for one in relations)
    texts = {*_OWN, *facts, *ways, *_texts(dict(told))}
    return frozenset({bare(visible(text, limit=5_000)) for text in texts} | said_by([page]).lines)


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value
