"""The workbook that people take away: a sheet a question, words for codes, nothing computed."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from netmap.formats.record import Record
from netmap.formats.workbook import ABOVE, SHEETS
from netmap.records.sentences import label_of
from netmap.render.page.notes import notices, provenance
from netmap.render.page.style import CLASS_COLOURS
from netmap.text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from netmap.edition import Edition
    from netmap.formats.findings import FindingsFile
    from netmap.messages import Messages

#: A workbook says no day on which it was made: the same findings give the same bytes.
_NO_DAY = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no time zone
_NARROWEST, _WIDEST = 10, 60
#: Figures of people: why they are not there is said by the class of their row.
_PEOPLE = frozenset(
    {
        "personnes", "attendues", "taux", "taux_bas", "taux_haut", "taux_lisse", "rapport",
        "p_sous_desserte", "a_accompagner", "a_accompagner_bas", "a_accompagner_haut", "passages",
        "taux_habitants",
    }
)  # fmt: skip
#: Field → the catalogues of its codes.
_CODES = {
    "classe": ("class",),
    "classe_secteur": ("class",),
    "classe_habitants": ("class",),
    "statut": ("vocabulary.status",),
    "position": ("vocabulary.position",),
    "etat": ("vocabulary.relation-state", "workbook.state"),
    "etape": ("step",),
    "manque": ("step", "figure"),
    "niveau": ("workbook.level",),
    "verdict": ("workbook.verdict",),
    "nature": ("workbook.repair",),
    "palier_besoin": ("need.tier",),
    "role": ("workbook.role",),
    "theme": ("workbook.theme",),
}
_NEEDS = frozenset({"thematique", "thematiques", "besoins_rompus", "besoins_a_confirmer"})
_PARTNERS = frozenset({"source_id", "cible_id", "fragile"})
_PLACES = frozenset({"code", "code_insee", "communes", "couvre", "secteur"})


def workbook_bytes(edition: Edition, found: FindingsFile, messages: Messages) -> bytes:
    """Return ``netmap.xlsx``: the records of ``findings.json`` as people read them.

    A figure that is hidden, one that is unknown and 0 are told apart in words; no cell is a
    formula, whatever the tables held.
    """
    import xlsxwriter

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"title": found.territoire, "created": _NO_DAY})
        words = _Words(edition, found, messages, looks=_looks(book))
        _read_me(book, edition, words)
        for sheet in SHEETS:
            _sheet(book, messages(f"workbook.sheet.{sheet.key}"), sheet.records(found), words)
    return content.getvalue()


class _Words:
    """What codes are called, and why a figure is not there."""

    def __init__(
        self,
        edition: Edition,
        found: FindingsFile,
        messages: Messages,
        *,
        looks: Mapping[str, Format],
    ) -> None:
        self.messages, self.looks = messages, looks
        self.settings = edition.findings.release.settings
        self._partners = {partner.id: partner.nom for partner in found.partenaires}
        self._places = {place.code: place.nom for place in found.densite} | {
            self.settings.territory.epci or "": messages("workbook.everywhere")
        }

    def __call__(self, field: str, value: object) -> str:
        if isinstance(value, Record):
            return self.record(value)
        if isinstance(value, (tuple, list)):
            return "\n".join(self(field, item) for item in value)
        if isinstance(value, dict):
            return "\n".join(f"{key} : {self(field, item)}" for key, item in value.items())
        if isinstance(value, bool):
            return self.messages(f"workbook.{'yes' if value else 'no'}")
        if isinstance(value, float):
            return self.messages.number(value, digits=int(value % 1 > 0))
        text = str(value)
        if field in _NEEDS:
            return label_of("need", text, self.settings, self.messages)
        if field == "categorie":
            return label_of("category", text, self.settings, self.messages)
        if field in _PARTNERS:
            return self._partners.get(text, text)
        if field in _PLACES and text in self._places:
            return f"{self._places[text]} ({text})"
        keys = (f"{catalogue}.{text}" for catalogue in _CODES.get(field, ()))
        return next((self.messages(key) for key in keys if key in self.messages), text)

    def record(self, record: Record) -> str:
        """Return what a record inside a cell names."""
        own = {name: getattr(record, name) for name in type(record).model_fields}
        return " – ".join(self(name, own[name]) for name in _NAMING if own.get(name))

    def missing(self, record: Record, field: str) -> str:
        """Return why a figure is not there."""
        why = getattr(record, "etat", None) if field == "passages" else None
        why = why or getattr(record, "classe", None)
        if field in _PEOPLE and why in {"masquee", "non-ouverte", "sans-donnee"}:
            return self.messages(f"class.{why}")
        why = getattr(record, "manque", None)
        if isinstance(why, str):
            return self.messages(f"figure.{why}")
        none = f"workbook.none.{field}"
        return self.messages(none if none in self.messages else "workbook.unknown")


#: What names a record inside a cell.
_NAMING = (
    "nature", "nom", "code", "thematique", "partenaires", "relations", "de", "vers",
)  # fmt: skip


def _sheet(book: Workbook, title: str, records: Sequence[Record], words: _Words) -> None:
    sheet = book.add_worksheet(title)
    if not records:
        sheet.write_string(ABOVE, 0, words.messages("workbook.nothing"))
        return
    fields = list(type(records[0]).model_fields)
    headings = {field: words.messages(f"workbook.column.{field}") for field in fields}
    widths = dict.fromkeys(fields, _NARROWEST)
    for column, field in enumerate(fields):
        sheet.write_string(0, column, field)
        sheet.write_string(ABOVE - 1, column, headings[field], words.looks["heading"])
    for line, record in enumerate(records, start=ABOVE):
        for column, field in enumerate(fields):
            shown = _write(sheet, (line, column), field, record, words)
            widths[field] = max(widths[field], *(len(part) for part in shown.split("\n")))
    sheet.set_row(0, None, None, {"hidden": True})
    for column, field in enumerate(fields):
        sheet.set_column(column, column, min(widths[field] + 2, _WIDEST))
    sheet.autofilter(ABOVE - 1, 0, ABOVE - 1 + len(records), len(fields) - 1)
    sheet.freeze_panes(ABOVE, 1)


def _write(sheet: Worksheet, at: tuple[int, int], field: str, record: Record, words: _Words) -> str:
    """Write a cell, and return what it shows."""
    value: Any = getattr(record, field)
    if value is None:
        text = words.missing(record, field)
        sheet.write_string(*at, text, words.looks["missing"])
        return text
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        sheet.write_number(*at, value, words.looks["number"])
        return words.messages.number(float(value), digits=2)
    own = next((name for name in ("code", "secteur") if hasattr(record, name)), "")
    plain = field == own and hasattr(record, "nom")
    told = str(value) if plain else words(field, value)
    text = "\n".join(map(visible, told.split("\n")))
    sheet.write_string(*at, text, words.looks.get(f"{field}.{value}", words.looks["text"]))
    return text


def _read_me(book: Workbook, edition: Edition, words: _Words) -> None:
    findings, messages = edition.findings, words.messages
    release = findings.release
    sheet = book.add_worksheet(messages("workbook.sheet.read-me"))
    sheet.set_column(0, 0, 110)
    lines = [
        (release.settings.territory.name, "title"),
        (messages("page.title"), "text"),
        (messages(f"page.audience.{release.audience}"), "text"),
    ]
    if release.audience == "interne":
        lines.append((messages("page.internal.banner"), "alert"))
    if release.settings.example:
        lines.append((messages("page.example"), "alert"))
    for heading, told in (
        ("workbook.before", notices(findings, messages)),
        ("workbook.words", messages("workbook.definitions").strip().splitlines()),
        ("page.sources", provenance(findings, messages)),
    ):
        lines += [("", "text"), (messages(heading), "title"), *((text, "text") for text in told)]
    for line, (text, look) in enumerate(lines):
        sheet.write_string(line, 0, visible(text, limit=5_000), words.looks[look])


def _looks(book: Workbook) -> dict[str, Format]:
    base = {"valign": "top", "text_wrap": True}
    looks = {
        "text": base,
        "number": {"valign": "top", "num_format": "#,##0.##"},
        "missing": {**base, "italic": True, "font_color": "#4a5b6d"},
        "heading": {**base, "bold": True, "bottom": 2, "bg_color": "#E8EEF4"},
        "title": {"bold": True, "font_size": 14},
        "alert": {**base, "bold": True, "font_color": "#9a2f0f"},
    }
    for density_class, colour in CLASS_COLOURS.items():
        looks[f"classe.{density_class}"] = {**base, "bg_color": colour}
    return {name: book.add_format(look) for name, look in looks.items()}
