"""The sectors: communes put together until they can conclude, and can be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.render.report.cells import (
    RATE,
    class_cell,
    interval_cell,
    number_cell,
    probability_cell,
    rows_of,
    source_line,
)
from netmap.render.report.markup import (
    Absent,
    Column,
    TableRow,
    missing,
    paragraph,
    table,
    text,
    typed,
)

if TYPE_CHECKING:
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.report.markup import Piece


def strata(findings: Findings, messages: Messages) -> str:
    """Say of all QPVs, and of all the rest, that too few are reached; nothing else is said."""
    found = findings.planning.strata
    return "".join(
        paragraph(
            messages(
                f"report.strata.{name}",
                people=messages.number(row["personnes"]),
                expected=messages.number(row["attendues"]),
            )
        )
        for name, row in rows_of(found)
        if row["classe"] == "sous-desservie" and row["zones"] > 1
    )


def sectors(findings: Findings, messages: Messages) -> Piece:
    """Return the table of sectors, hidden ones with the reason."""
    found = findings.planning.sectors
    title = messages("report.sectors.title")
    if found.empty:
        return Absent(messages("report.sectors.none"))
    parts = [f"<h3>{text(title)}</h3>"]
    expected = messages.number(findings.planning.sector_people)
    parts.append(paragraph(messages("report.sectors.reading", expected=expected), kind="hint"))
    if found["seul"].any():
        parts.append(paragraph(messages("report.sectors.alone"), kind="hint"))
    if found["reunies"].any():
        parts.append(paragraph(messages("report.sectors.joined-reading"), kind="hint"))
    rows = []
    for code, row in rows_of(found.sort_values(["taux", "nom"], kind="stable")):
        why = str(row["classe"])
        cells = [
            typed(str(row["nom"])),
            number_cell(row["population"], messages),
            number_cell(row["personnes"], messages, why=why),
            number_cell(row["attendues"], messages, digits=1),
            interval_cell(row, messages),
            probability_cell(row, messages),
            class_cell(why, messages)
            + ("" if row["suffisant"] else f" {text(messages('report.sectors.short'))}")
            + (f" {missing(messages('report.sectors.joined'))}" if row["reunies"] else ""),
        ]
        rows.append(TableRow(f"secteurs {code}", cells))
    columns = [
        Column(label=messages("report.column.sector")),
        Column(label=messages("report.column.population"), number=True, tells="population"),
        Column(label=messages("report.column.people"), number=True, tells="personnes"),
        Column(label=messages("report.column.expected"), number=True, tells="attendues"),
        Column(label=messages("report.column.rate-interval"), number=True, tells=RATE),
        Column(label=messages("report.column.probability"), number=True, tells="p_sous_desserte"),
        Column(label=messages("report.column.class")),
    ]
    parts += [
        table(title, columns, rows),
        paragraph(source_line(findings, messages, what="rates"), kind="source"),
    ]
    return "".join(parts)
