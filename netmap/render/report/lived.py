"""Lived neighbourhoods: who is between the official outline and the one that people live in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.findings.lived import lived_table
from netmap.render.report.cells import number_cell, rows_of
from netmap.render.report.markup import Absent, Column, TableRow, paragraph, place, table, text

if TYPE_CHECKING:
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.report.markup import Piece

#: partners and places of permanence are public; contacts are in no public page
_TELLS = {"partenaires": "@places", "permanences": "@places", "passages": "@contacts"}


def lived(findings: Findings, messages: Messages) -> Piece:
    """Return a row a neighbourhood; where there is no layer, what would fill it."""
    found = lived_table(findings.release)
    if found.empty:
        return Absent(messages("report.lived.none"))
    counts = ["partenaires", "permanences"]
    if findings.release.between is not None:
        counts.append("passages")
    rows = [
        TableRow(
            f"vecus {code}",
            [
                place(code, str(row["nom"]), level="qpv"),
                number_cell(float(row["population"]), messages),
                *(number_cell(float(row[name]), messages) for name in counts),
            ],
        )
        for code, row in rows_of(found)
    ]
    columns = [
        Column(label=messages("report.column.place")),
        Column(label=messages("report.lived.population"), number=True, tells="@residents"),
        *(
            Column(label=messages(f"report.lived.{name}"), number=True, tells=_TELLS[name])
            for name in counts
        ),
    ]
    title = messages("report.lived.title")
    notes = ["reading", "people", *(["contacts"] if "passages" in counts else [])]
    told = " ".join(messages(f"report.lived.{note}") for note in notes)
    reading = paragraph(told, kind="hint")
    return f"<h3>{text(title)}</h3>{reading}{table(title, columns, rows)}"
