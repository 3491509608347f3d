"""Where to look first: reasons in sentences, people not met, need against coverage."""

from __future__ import annotations

from collections import Counter
from math import isnan
from typing import TYPE_CHECKING

from netmap.records.sentences import gap_sentences
from netmap.render.report.cells import (
    class_cell,
    number_cell,
    percent,
    rows_of,
    source_line,
    whole_place,
    with_bounds,
)
from netmap.render.report.figures.plane import plane_figure
from netmap.render.report.markup import (
    Absent,
    Column,
    TableRow,
    block,
    details,
    figure,
    items,
    missing,
    paragraph,
    place,
    table,
    text,
    typed,
)

if TYPE_CHECKING:
    from netmap.edition import Edition
    from netmap.findings.model import Findings
    from netmap.findings.priority import Priority
    from netmap.messages import Messages
    from netmap.render.report.markup import Piece
    from netmap.vocabulary import Corner

#: The figures of findings.json that missing people and their interval write.
UNMET = "a_accompagner a_accompagner_bas a_accompagner_haut"
_RANK = "rang_median rang_bas rang_haut"
_READ_ALOUD = 3
_CORNERS: tuple[Corner, ...] = (
    "besoin-fort-ecart", "besoin-faible-ecart", "besoin-fort-couvert", "besoin-faible-couvert",
)  # fmt: skip


def priorities(edition: Edition, messages: Messages) -> list[Piece]:
    """Return the part on where to look first."""
    findings = edition.findings
    return [_gaps(findings, messages), *block("charts", _plane(findings, messages))]


def priority_tables(edition: Edition, messages: Messages) -> list[Piece]:
    """Return the tables behind it: people who are missing, need and its indicators."""
    findings = edition.findings
    return [_people(findings, messages), _need(findings, messages)]


def _gaps(findings: Findings, messages: Messages) -> Piece:
    """Return the list as a planner would read it in a meeting, its first lines open."""
    if not findings.gaps:
        nothing = findings.judges_no_place
        if nothing:
            return Absent(messages("empty.gaps"))
        return paragraph(messages("report.gaps.none"))
    lines = []
    for gap in findings.gaps:
        sentences = gap_sentences(gap, messages, findings.release.settings, needs=findings.needs)
        lines.append(
            f"<strong>{whole_place(gap.code, gap.name, findings, messages)}</strong> "
            f"{class_cell(gap.density_class, messages)}{items(map(typed, sentences))}"
        )
    first, others = lines[:_READ_ALOUD], lines[_READ_ALOUD:]
    title = messages("report.gaps.title", count=messages.number(len(first)))
    told = (
        f"<h3>{text(title)}</h3>{paragraph(messages('report.gaps.reading'), kind='hint')}"
        f"{items(first, ordered=True, kind='gaps')}"
    )
    if not others:
        return told
    summary = messages("report.gaps.open", count=messages.number(len(others)))
    rest = items(others, ordered=True, kind="gaps", start=len(first) + 1)
    return told + details(summary, rest)


def _people(findings: Findings, messages: Messages) -> str:
    title = messages("report.priorities.title")
    known = findings.planning.need is not None
    verdicts = findings.chain.groupby("code")["verdict"].agg(set).to_dict()
    minutes = findings.minutes.xs("commune").to_dict()
    rows = [
        TableRow(
            f"priorites {p.code}",
            [
                text("—" if p.rank is None else messages.number(p.rank)),
                whole_place(p.code, p.name, findings, messages),
                unmet_cell(p, messages),
                *([text(messages(f"need.tier.{p.need_tier}"))] if known else []),
                class_cell(p.density_class, messages),
                number_cell(minutes[p.code], messages),
                _broken(p, verdicts.get(p.code, set()), messages),
            ],
        )
        for p in findings.planning.priorities
    ]
    columns = [
        Column(label=messages("report.column.order"), number=True, tells="rang"),
        Column(label=messages("report.column.commune")),
        Column(label=messages("report.column.unmet"), number=True, tells=UNMET),
        *([Column(label=messages("report.column.tier"))] if known else []),
        Column(label=messages("report.column.class")),
        Column(label=messages("report.column.minutes"), number=True, tells="@travel"),
        Column(label=messages("report.column.broken"), number=True, tells="@chains"),
    ]
    weighted = any(p.weighted for p in findings.planning.priorities)
    reading = messages("report.priorities.weighted" if weighted else "report.priorities.unweighted")
    source = paragraph(source_line(findings, messages, what="priorities"), kind="source")
    return details(title, paragraph(reading, kind="hint") + table(title, columns, rows) + source)


def _broken(priority: Priority, verdicts: set[str], messages: Messages) -> str:
    """Return how many needs have no chain; none is examined where there is no mediation."""
    if "closed" in verdicts:
        return missing(messages("report.places.closed"))
    return text(messages.number(len(priority.broken_needs)) if verdicts else "—")


def unmet_cell(priority: Priority, messages: Messages, *, notes: str = "priorities") -> str:
    """Return the people who are missing with their interval, or why nobody knows.

    `notes`: the section of ``report`` that says what kind of figure it is.
    """
    if isnan(priority.unmet):
        return number_cell(priority.unmet, messages, why=priority.density_class)
    told = text(with_bounds((priority.unmet, priority.unmet_low, priority.unmet_high), messages))
    if priority.estimated:
        told += " " + missing(messages(f"report.{notes}.estimated"))
    if priority.in_parts:
        told += " " + missing(messages(f"report.{notes}.in-parts"))
    if priority.shared:
        told += " " + missing(messages("map.card.shared"))
    return told


def _plane(findings: Findings, messages: Messages) -> Piece:
    planning = findings.planning
    placed = [p for p in planning.priorities if p.corner is not None]
    if not placed:
        reason = "report.plane.no-need" if planning.need is None else "report.plane.none"
        return Absent(messages(reason))
    counts = Counter(p.corner for p in placed)
    says = messages.join(
        [
            messages(
                "report.plane.corner",
                count=messages.number(counts[corner]),
                corner=messages(f"corner.{corner}"),
            )
            for corner in _CORNERS
        ]
    )
    told = {
        "unplaced": len(planning.priorities) - len(placed),
        "closed": sum(p.density_class == "non-ouverte" for p in placed),
        "in-parts": sum(p.in_parts for p in placed),
        "estimated": sum(p.estimated for p in placed),
    }
    says = " ".join(
        [
            messages("report.plane.says", corners=says),
            *(messages(f"report.plane.{what}", count=n) for what, n in told.items() if n),
        ]
    )
    rows = [
        TableRow(
            f"priorites {p.code}",
            [
                whole_place(p.code, p.name, findings, messages),
                number_cell(p.need_score, messages),
                text(percent(p.gap, messages)),
                text(messages(f"corner.{p.corner}")),
                text(messages("report.yes" if p.certain else "report.no")),
            ],
        )
        for p in placed
    ]
    columns = [
        Column(label=messages("report.column.commune")),
        Column(label=messages("report.column.score"), number=True, tells="score_besoin"),
        Column(label=messages("report.column.gap"), number=True, tells="ecart"),
        Column(label=messages("report.column.corner")),
        Column(label=messages("report.column.certain")),
    ]
    drawing = plane_figure(placed, planning.need_middle, messages, description=says)
    return figure(
        "plane",
        messages,
        drawing=drawing,
        says=says,
        source=source_line(findings, messages, what="priorities"),
        columns=columns,
        rows=rows,
    )


def _need(findings: Findings, messages: Messages) -> Piece:
    """Return need, its ranks and the indicators behind it."""
    planning = findings.planning
    need, values = planning.need, planning.need_values
    title = messages("report.need.title")
    if need is None or values is None:
        return Absent(messages("report.need.none"))
    names = findings.release.territory.communes["nom"]
    stated = {
        column: findings.release.settings.indicators[column]
        for column in values.columns
        if column in findings.release.settings.indicators
    }
    known = dict(rows_of(values))
    digits = {key: int((values[key].dropna() % 1 != 0).any()) for key in stated}
    rows = []
    for code, row in rows_of(need.sort_values("rang_median", kind="stable")):
        ranked = not isnan(row["rang_median"])
        rank = with_bounds((row[name] for name in _RANK.split()), messages)
        cells = [
            place(str(code), str(names[code])),
            number_cell(row["score"], messages),
            text(rank) if ranked else missing(messages("need.tier.sans-donnee")),
            text(percent(row["p_quart"], messages)) if ranked else text("—"),
            text(messages(f"need.tier.{row['palier']}")),
            *(
                number_cell(float(known[code][key]), messages, digits=count)
                for key, count in digits.items()
            ),
        ]
        rows.append(TableRow(f"besoin {code}", cells))
    columns = [
        Column(label=messages("report.column.commune")),
        Column(label=messages("report.column.score"), number=True, tells="score"),
        Column(label=messages("report.column.need-rank"), number=True, tells=_RANK),
        Column(label=messages("report.column.need-quarter"), number=True, tells="p_quart"),
        Column(label=messages("report.column.tier")),
        *(
            Column(label=f"{item.label} ({item.unit})", number=True, tells=f"valeurs.{key}")
            for key, item in stated.items()
        ),
    ]
    sources = [
        messages(
            f"report.need.indicator-{item.direction}",
            label=item.label,
            unit=item.unit,
            vintage=item.vintage,
            source=item.source,
        )
        for item in stated.values()
    ]
    scale = messages(f"report.need.scale-{planning.need_scale}")
    told = table(title, columns, rows) + items(map(typed, sources), kind="source")
    return details(title, paragraph(scale, kind="hint") + told)
