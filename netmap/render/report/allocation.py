"""Where the next half-day goes, against today; and how many it takes to reach a rate."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from netmap.messages import describe
from netmap.records.plan_sentences import plan_sentences
from netmap.records.sentences import rate_sentence
from netmap.render.report.cells import number_cell, rows_of, source_line
from netmap.render.report.markup import (
    Absent,
    Column,
    TableRow,
    block,
    details,
    paragraph,
    place,
    table,
    text,
    typed,
)
from netmap.render.report.plan_tables import plan_charts, plan_tables

if TYPE_CHECKING:
    from netmap.edition import Edition
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.report.markup import Piece


def plan_section(edition: Edition, messages: Messages) -> list[Piece]:
    """Return the part on half-days: the plan in sentences, and what each half-day brings."""
    plan = edition.plan
    if plan is None:
        return [Absent(reason) for reason in why_no_plan(edition, messages)]
    said = [paragraph(sentence) for sentence in plan_sentences(plan, messages)]
    return [*said, *block("charts", *plan_charts(plan, edition.findings, messages))]


def why_no_plan(edition: Edition, messages: Messages) -> list[str]:
    """Return why there is no plan, in sentences."""
    refused = [describe(problem, messages).sentence for problem in edition.plan_problems]
    return refused or [messages("report.plan.none")]


def allocation_tables(edition: Edition, messages: Messages) -> list[Piece]:
    """Return the tables behind the plan, and the dimensioning."""
    findings = edition.findings
    of_plan = [] if edition.plan is None else plan_tables(edition.plan, findings, messages)
    return [*of_plan, _sizing(findings, messages)]


def _sizing(findings: Findings, messages: Messages) -> Piece:
    planning = findings.planning
    title = messages("report.sizing.title")
    if not planning.target_rate > 0:
        return Absent(messages("report.sizing.none"))
    low, high = planning.caseload.interval
    assumption = messages(
        "sizing.assumption",
        people=messages.number(planning.caseload.people_a_post),
        half_days=messages.number(planning.caseload.half_days_a_post),
        low=messages.number(low),
        high=messages.number(high),
    )
    goal = rate_sentence(
        planning.target_rate,
        planning.target_kind,
        findings,
        messages,
        key="report.sizing.target",
    )
    blocks = []
    classes = findings.density["classe"].to_dict()
    for level in ("territoire", "qpv", "commune"):
        own = planning.sizing[planning.sizing.index.get_level_values("niveau") == level]
        if own.empty:
            continue
        rows = []
        for (_, code), row in rows_of(own):
            why = str(classes.get((level, code), "unknown"))
            if findings.release.hidden is not None and why not in {
                "masquee",
                "non-ouverte",
                "sans-donnee",
            }:
                why = "unknown-or-hidden"
            name = typed(str(row["nom"]))
            posts = messages(
                "report.interval",
                value=messages.number(row["etp"], digits=2),
                low=messages.number(row["etp_bas"], digits=2),
                high=messages.number(row["etp_haut"], digits=2),
            )
            cells = [
                name if level == "territoire" else place(str(code), str(row["nom"]), level=level),
                number_cell(row["cible"], messages, digits=1),
                number_cell(row["accompagnees"], messages, digits=1, why=why),
                number_cell(row["a_ajouter"], messages, digits=1, why=why),
                "—" if isnan(row["etp"]) else text(posts),
                number_cell(row["demi_journees"], messages, digits=1),
                number_cell(row["demi_journees_a_ajouter"], messages, digits=1, why=why),
            ]
            rows.append(TableRow(f"dimensionnement {level} {code}", cells))
        columns = [
            Column(label=messages(f"report.level.{level}")),
            Column(label=messages("report.column.target"), number=True, tells="cible"),
            Column(label=messages("report.column.accompanied"), number=True, tells="accompagnees"),
            Column(label=messages("report.column.to-add"), number=True, tells="a_ajouter"),
            Column(
                label=messages("report.column.posts"), number=True, tells="etp etp_bas etp_haut"
            ),
            Column(label=messages("report.column.half-days"), number=True, tells="demi_journees"),
            Column(
                label=messages("report.column.half-days-to-add"),
                number=True,
                tells="demi_journees_a_ajouter",
            ),
        ]
        blocks.append(table(messages(f"report.sizing.{level}"), columns, rows))
    source = paragraph(source_line(findings, messages, what="sizing"), kind="source")
    told = paragraph(goal) + paragraph(assumption, kind="assumption")
    return details(title, told + "".join(blocks) + source)
