"""How far help is, and where the chain of partners breaks."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from netmap.records.sentences import label_of
from netmap.render.report.cells import number_cell, rows_of, source_line
from netmap.render.report.markup import (
    Column,
    TableRow,
    details,
    paragraph,
    place,
    section,
    table,
    text,
    typed,
)
from netmap.render.report.opening import chains, distances

if TYPE_CHECKING:
    from netmap.edition import Edition
    from netmap.findings.model import Findings
    from netmap.messages import Messages

_STEPS = ("amont", "mediation", "aval", "liaison")


def help_section(edition: Edition, messages: Messages) -> str:
    """Return the part on distances and chains."""
    findings = edition.findings
    return section(
        "help",
        messages("report.part.help"),
        f'<div class="columns"><div><h3>{text(messages("report.opening.how-far"))}</h3>',
        *(paragraph(sentence) for sentence in distances(findings, messages)),
        _minutes(findings, messages),
        f"</div><div><h3>{text(messages('report.opening.chains'))}</h3>",
        *(paragraph(sentence) for sentence in chains(findings, messages)),
        _chains(findings, messages),
        "</div></div>",
    )


def _minutes(findings: Findings, messages: Messages) -> str:
    levels = findings.access.index.get_level_values("niveau")
    names = findings.density["nom"]
    held = findings.release.permanences["nom"].to_dict()
    ways = findings.access[levels.isin(["commune", "qpv"])]
    ordered = ways.sort_values("minutes", ascending=False, na_position="first", kind="stable")
    rows = []
    for (level, code), row in rows_of(ordered):
        nearest = row["permanence_id"]
        cells = [
            place(str(code), str(names[level, code]), level=str(level)),
            number_cell(row["minutes"], messages),
            number_cell(row["km"], messages, digits=1),
            typed(str(held.get(nearest, "—"))) if isinstance(nearest, str) else text("—"),
        ]
        rows.append(TableRow(f"densite {level} {code}", cells))
    title = messages("report.minutes.title")
    columns = [
        Column(label=messages("report.column.place")),
        Column(label=messages("report.column.minutes"), number=True, tells="@travel"),
        Column(label=messages("report.column.km"), number=True, tells="@travel"),
        Column(label=messages("report.column.nearest"), tells="@names"),
    ]
    source = paragraph(source_line(findings, messages, what="access"), kind="source")
    return source + details(title, table(title, columns, rows))


def _chains(findings: Findings, messages: Messages) -> str:
    chain = findings.chain
    if chain.empty:
        return ""
    rows = []
    for need in findings.needs:
        own = chain[chain["thematique"] == need]
        broken = own[own["verdict"] == "broken"]
        missing = Counter(step for steps in broken["manque"] for step in steps)
        rows.append(
            [
                typed(label_of("need", need, findings.release.settings, messages)),
                text(messages.number(int((own["kappa"] > 1).sum()))),
                text(messages.number(int((own["kappa"] == 1).sum()))),
                text(messages.number(int((own["verdict"] == "unconfirmed").sum()))),
                *(text(messages.number(missing[step])) for step in _STEPS),
                text(messages.number(int((own["verdict"] == "closed").sum()))),
            ]
        )
    title = messages("report.chains.title")
    columns = [
        Column(label=messages("report.column.need")),
        Column(label=messages("report.column.holds"), number=True, tells="@chains"),
        Column(label=messages("report.column.fragile"), number=True, tells="@chains"),
        Column(label=messages("report.column.unsure"), number=True, tells="@chains"),
        *(Column(label=messages(f"step.{step}"), number=True, tells="@chains") for step in _STEPS),
        Column(label=messages("network.script.matrix.state-closed"), number=True, tells="@chains"),
    ]
    key = "chains-supposed" if findings.network.supposed else "chains"
    source = paragraph(source_line(findings, messages, what=key), kind="source")
    return source + details(title, table(title, columns, rows))
