"""The workbook that people take away: a sheet a question, words for codes, nothing computed."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from netmap.exports.sheet_layout import printed, set_apart, set_height
from netmap.formats.record import Record, decimals_of
from netmap.formats.workbook import ABOVE, sheets_of
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

#: How wide the sheet to read first is.
_READ_ME = 110
#: A workbook says no day on which it was made: the same findings give the same bytes.
_NO_DAY = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no time zone
#: How a number is written by its decimals; what has more is written as it is.
_NUMBERS = {0: "#,##0", 1: "#,##0.0", 2: "#,##0.00", 3: "0.000"}
#: Fields whose codes are those of the map's classes.
_CLASSES = ("classe", "classe_secteur", "classe_habitants", "conclusion")
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
    "conclusion": ("class",),
    "statut": ("vocabulary.status",),
    "position": ("vocabulary.position",),
    "etat": ("vocabulary.relation-state", "workbook.state"),
    "etape": ("step",),
    "manque": ("step", "figure"),
    "niveau": ("workbook.level",),
    "verdict": ("workbook.verdict",),
    "nature": ("workbook.repair",),
    "palier_besoin": ("need.tier",),
    "tendance": ("report.trend-of",),
    "role": ("workbook.role",),
    "theme": ("workbook.theme",),
}
#: Days, written as days where they are whole.
_DAYS = frozenset({"date_maj", "date_verif"})
_NEEDS = frozenset({"thematique", "thematiques", "besoins_rompus", "besoins_a_confirmer"})
#: Lists of the needs of a place whose chain does not hold.
_NOT_HELD = frozenset({"besoins_rompus", "besoins_a_confirmer"})
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
        for sheet in sheets_of(found):
            _sheet(book, messages(f"workbook.sheet.{sheet.key}"), sheet.records(found), words)
        for sheet in book.worksheets():
            sheet.set_footer(f"&L{words.edition}&C&A&R&P / &N")
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
        release = edition.findings.release
        self.settings = release.settings
        self.edition = messages(f"page.audience.{release.audience}")
        self._partners = {partner.id: partner.nom for partner in found.partenaires}
        self._verdicts = {row.code: row.verdict for row in found.chaine if row.niveau == "commune"}
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

    def none_of(self, record: Record) -> str:
        """Return what an empty list of needs says: none, or that no chain is examined there."""
        verdict = self._verdicts.get(str(getattr(record, "code", None)))
        if verdict == "closed":
            return self.messages("workbook.verdict.closed")
        return self.messages("workbook.unknown" if verdict is None else "workbook.no-need")


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
    last = ABOVE - 1 + len(records)
    for column, field in enumerate(fields):
        sheet.write_string(0, column, field)
        sheet.write_string(ABOVE - 1, column, headings[field], words.looks["heading"])
        note = f"workbook.note.{field}"
        if note in words.messages:
            sheet.write_comment(ABOVE - 1, column, words.messages(note), _NOTE)
        if field in _CLASSES:
            _coloured(sheet, (ABOVE, column, last, column), words)
    own = next((name for name in ("code", "secteur") if {name, "nom"} <= set(fields)), None)
    shown = [
        [
            _write(sheet, (line, column), field, record, words, own=field == own)
            for column, field in enumerate(fields)
        ]
        for line, record in enumerate(records, start=ABOVE)
    ]
    sheet.set_row(0, None, None, {"hidden": True})
    set_apart(sheet, headings, shown)
    sheet.autofilter(ABOVE - 1, 0, last, len(fields) - 1)


#: A note stands beside its heading, wide enough for its sentences.
_NOTE = {"author": "netmap", "x_scale": 2.2}


def _coloured(sheet: Worksheet, area: tuple[int, int, int, int], words: _Words) -> None:
    """Colour the classes of an area as the map does, wherever they are sorted or copied to."""
    for density_class in CLASS_COLOURS:
        said = words.messages(f"class.{density_class}").replace('"', '""')
        look = words.looks[f"class.{density_class}"]
        rule = {"type": "cell", "criteria": "==", "value": f'"{said}"', "format": look}
        sheet.conditional_format(*area, rule)


def _write(
    sheet: Worksheet, at: tuple[int, int], field: str, record: Record, words: _Words, *, own: bool
) -> str:
    """Write a cell, and return what it shows; a record's `own` code stands without its name."""
    value: Any = getattr(record, field)
    if value is None or (field in _NOT_HELD and not value):
        text = words.missing(record, field) if value is None else words.none_of(record)
        sheet.write_string(*at, text, words.looks["missing"])
        return text
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        digits = decimals_of(type(record), field)
        sheet.write_number(*at, value, words.looks.get(f"number.{digits}", words.looks["number"]))
        return words.messages.number(float(value), digits=2)
    if field in _DAYS and len(value) == len("AAAA-MM-JJ"):
        sheet.write_datetime(*at, dt.date.fromisoformat(value), words.looks["day"])
        return str(value)
    told = str(value) if own else words(field, value)
    text = "\n".join(map(visible, told.split("\n")))
    sheet.write_string(*at, text, words.looks["text"])
    return text


def _read_me(book: Workbook, edition: Edition, words: _Words) -> None:
    findings, messages = edition.findings, words.messages
    release = findings.release
    sheet = book.add_worksheet(messages("workbook.sheet.read-me"))
    sheet.set_column(0, 0, _READ_ME)
    printed(sheet, across=1)
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
        shown = visible(text, limit=5_000)
        sheet.write_string(line, 0, shown, words.looks[look])
        if look != "title":
            set_height(sheet, line, {shown: _READ_ME})


def _looks(book: Workbook) -> dict[str, Format]:
    base = {"valign": "top", "align": "left", "text_wrap": True, "indent": 1}
    looks = {
        "text": base,
        "number": {"valign": "top"},
        "day": {"valign": "top", "num_format": "yyyy-mm-dd", "align": "left", "indent": 1},
        "missing": {**base, "italic": True, "font_color": "#4a5b6d"},
        "heading": {**base, "bold": True, "bottom": 2, "bg_color": "#E8EEF4"},
        "title": {"bold": True, "font_size": 14},
        "alert": {**base, "bold": True, "font_color": "#9a2f0f"},
    }
    for density_class, colour in CLASS_COLOURS.items():
        looks[f"class.{density_class}"] = {"bg_color": colour}
    for digits, written in _NUMBERS.items():
        looks[f"number.{digits}"] = {"valign": "top", "num_format": written}
    return {name: book.add_format(look) for name, look in looks.items()}
