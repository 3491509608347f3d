"""What the working group says of the service, each line beside what the tables say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.findings.assessment import assess
from netmap.render.report.cells import percent
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
    from netmap.findings.assessment import Assessed
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.report.markup import Piece

_SHARES = ("cloture", "porte-a-porte")
_COLUMNS = ("kind", "said", "seen", "held")


def assessment(findings: Findings, messages: Messages) -> Piece:
    """Return a row a line; where there is none, what would fill it."""
    lines = assess(findings)
    if not lines:
        return Absent(messages("report.assessment.none"))
    rows = [
        TableRow(
            f"bilan {number}",
            [
                text(messages.label("assessment", line.kind)),
                typed(line.text if line.place is None else f"{line.place} : {line.text}"),
                _seen(line, messages),
                "—"
                if line.leaning is None
                else text(messages(f"report.assessment.leaning.{line.leaning}")),
            ],
        )
        for number, line in enumerate(lines, start=1)
    ]
    columns = [Column(label=messages(f"report.assessment.{name}")) for name in _COLUMNS]
    title = messages("report.assessment.title")
    reading = paragraph(messages("report.assessment.reading"), kind="hint")
    return f"<h3>{text(title)}</h3>{reading}{table(title, columns, rows)}"


def _seen(line: Assessed, messages: Messages) -> str:
    """Return what the tables say beside a line."""
    if line.fact is None:
        return "—"
    if not line.told:
        return missing(messages("report.assessment.unknown"))
    if "class" in line.told:
        own = messages(f"class.{line.told['class']}")
        joint = messages("report.assessment.fact.rejoints-joint", own=own)
        return text(joint if "joint" in line.told else own)
    told = {
        name: percent(float(value), messages)
        if line.fact in _SHARES
        else messages.number(float(value))
        for name, value in line.told.items()
    }
    key = line.fact if line.place is None or line.fact != "distance" else _of_place(line)
    return text(messages(f"report.assessment.fact.{key}", **told))


def _of_place(line: Assessed) -> str:
    return "distance-here" if "minutes" in line.told else "distance-out"
