"""Page two: a row a place, as profiles of public health do, and what comes next in it."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from netmap.records.next_steps import step_order, step_sentence
from netmap.render.report.cells import class_cell, number_cell, source_line
from netmap.render.report.markup import (
    Absent,
    Column,
    TableRow,
    missing,
    paragraph,
    place,
    table,
    text,
    typed,
)
from netmap.render.report.priorities import UNMET, unmet_cell

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping, Sequence

    from netmap.edition import Edition
    from netmap.findings.concluded import Part
    from netmap.findings.model import Findings
    from netmap.findings.priority import Priority
    from netmap.messages import Messages
    from netmap.render.report.known import KnownPlace
    from netmap.render.report.markup import Piece
    from netmap.vocabulary import PartClass

#: From what calls first to what does not.
_CLASSES: tuple[PartClass, ...] = (
    "sous-desservie", "indeterminee", "masquee", "non-ouverte", "sans-donnee", "desservie",
)  # fmt: skip
_CHANGES = ("baisse", "hasard", "hausse")
_LISTED = ("broken", "unconfirmed")
#: What is out of reach comes after any number of minutes.
_NEVER = 1e6


def place_table(edition: Edition, messages: Messages, places: Sequence[KnownPlace]) -> list[Piece]:
    """Return the table of communes, by the people who are missing, each before its QPVs."""
    findings = edition.findings
    if findings.judges_no_place:
        return [Absent(messages("empty.gaps"))]
    trends = _trends(edition)
    rows = [_row(known, findings, trends, messages) for known in places]
    title = messages("report.places.title")
    trend = [] if trends is None else [Column(label=messages("report.column.trend"))]
    columns = [
        Column(label=messages("report.column.place")),
        Column(label=messages("report.column.class")),
        Column(label=messages("report.column.unmet"), number=True, tells=UNMET),
        *trend,
        Column(label=messages("report.places.minutes"), number=True, tells="@travel"),
        Column(label=messages("report.column.chains"), tells="@chains"),
        Column(label=messages("report.column.next"), tells="@names"),
    ]
    return [
        paragraph(messages("report.places.reading"), kind="hint"),
        paragraph(messages("report.places.reading-screen"), kind="hint screen-only"),
        table(title, columns, rows),
        paragraph(source_line(findings, messages, what="priorities"), kind="source"),
        *_about_trends(edition, messages),
    ]


def _trends(edition: Edition) -> Mapping[Any, str | None] | None:
    """Return the change of each place, by level and code; None: nobody may read them."""
    places = edition.charts.places
    return None if places is None else places["tendance"].to_dict()


def _about_trends(edition: Edition, messages: Messages) -> list[Piece]:
    """Return how trends are read; where there are none, a line of the annex says why."""
    count = messages.number(edition.charts.doubling)
    if edition.charts.places is None:
        return [Absent(messages("report.places.no-trend", count=count))]
    return [paragraph(messages("report.places.trends", count=count), kind="hint")]


def _row(
    known: KnownPlace,
    findings: Findings,
    trends: Mapping[Any, str | None] | None,
    messages: Messages,
) -> TableRow:
    priority, verdicts, step = known.priority, known.verdicts, known.steps[0]
    quarter = f" {missing(messages('report.places.qpv'))}" if known.level == "qpv" else ""
    cells = [
        place(known.code, known.name, level=known.level) + quarter,
        "" if known.part is None else part_cell(known.part, messages),
        text("—") if priority is None else _unmet(priority, findings, messages),
        number_cell(known.minutes, messages),
        _chains(verdicts, messages),
        typed(step_sentence(step, findings, messages)),
    ]
    unmet = None if priority is None or isnan(priority.unmet) else priority.unmet
    keys = [
        known.name,
        None if known.part is None else _CLASSES.index(known.part.density_class),
        unmet,
        None if isnan(known.minutes) else min(known.minutes, _NEVER),
        None if verdicts["closed"] or not verdicts else _worse(verdicts),
        step_order(step),
    ]
    if trends is not None:
        change = trends[known.level, known.code]
        cells.insert(3, trend_cell(change, messages))
        keys.insert(3, None if change is None else _CHANGES.index(change))
    of = f"densite qpv {known.code}" if priority is None else f"priorites {known.code}"
    return TableRow(of, cells, keys)


def _unmet(priority: Priority, findings: Findings, messages: Messages) -> str:
    """Return who is missing in a commune, its QPVs with it unless its parts alone are told."""
    told = unmet_cell(priority, messages, notes="places")
    whole = priority.code in findings.release.territory.holding and not priority.in_parts
    if whole and not isnan(priority.unmet):
        told += " " + missing(messages("report.places.whole-commune"))
    return told


def _worse(verdicts: Counter[str]) -> float:
    """Return a number that broken chains make larger than any that are to be confirmed."""
    return verdicts["broken"] + verdicts["unconfirmed"] / (1 + verdicts.total())


def trend_cell(change: str | None, messages: Messages) -> str:
    """Return the trend of a place; what compares with nothing says so."""
    if change is None:
        return missing(messages("report.trend-of.none"))
    return text(messages(f"report.trend-of.{change}"))


def part_cell(part: Part, messages: Messages) -> str:
    """Return what is concluded of a part, and what it is concluded with."""
    told = [class_cell(part.density_class, messages)]
    if part.kind == "secteur":
        told.append(missing(messages("report.places.sector")))
    if part.kind == "reste":
        told.append(missing(messages("report.places.rest")))
    if part.above:
        told.append(missing(messages("report.places.above")))
    return " ".join(told)


def _chains(verdicts: Counter[str], messages: Messages) -> str:
    if verdicts["closed"]:
        return missing(messages("report.places.closed"))
    if not verdicts:
        return missing(messages("report.why.unknown"))
    told = [
        messages(f"report.places.{verdict}", count=messages.number(verdicts[verdict]))
        for verdict in _LISTED
        if verdicts[verdict]
    ]
    return text(", ".join(told) or messages("report.places.whole"))
