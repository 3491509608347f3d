"""Who is under-served, and how sure that is: funnel, rates, sectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.records.sentences import compared_rate
from netmap.render.report.cells import (
    RATE,
    class_cell,
    interval_cell,
    number_cell,
    people_cell,
    probability_cell,
    rows_of,
    source_line,
    whole_place,
)
from netmap.render.report.figures.caterpillar import caterpillar
from netmap.render.report.figures.funnel import funnel_figure
from netmap.render.report.markup import (
    Absent,
    Column,
    TableRow,
    block,
    figure,
    paragraph,
    text,
)
from netmap.render.report.sectors import sectors, strata
from netmap.vocabulary import NAMED_PLACES

if TYPE_CHECKING:
    from netmap.edition import Edition
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.report.markup import Piece

#: Lines of a drawing that a page of A4 holds; the table behind it has them all.
MOST_LINES = 40


def coverage(edition: Edition, messages: Messages) -> list[Piece]:
    """Return the part on rates and what they allow to say."""
    findings = edition.findings
    told = [
        *block("charts", _funnel(edition, messages), _rates(findings, messages)),
        sectors(findings, messages),
        *filter(None, [strata(findings, messages)]),
    ]
    if any(isinstance(piece, str) for piece in told):
        told.insert(0, paragraph(reference(findings, messages)))
    return told


def reference(findings: Findings, messages: Messages) -> str:
    """Return the reference rate and the denominator, in a sentence."""
    if not findings.reference_rate > 0:
        return messages("report.reference.hidden")
    return compared_rate(findings, messages, key="report.reference.stated")


def _funnel(edition: Edition, messages: Messages) -> Piece:
    findings = edition.findings
    funnel = edition.charts.funnel
    if funnel is None or funnel.points.empty:
        return Absent(messages("report.funnel.none"))
    points = funnel.points
    counts = {side: int((points["ecart"] == side).sum()) for side in _SIDES}
    says = messages(
        "report.funnel.says",
        drawn=messages.number(len(points)),
        inside=messages.number(counts["dedans"]),
        below=messages.number(counts["hors-998-bas"] + counts["hors-95-bas"]),
        above=messages.number(counts["hors-998-haut"] + counts["hors-95-haut"]),
    )
    absent = left_out(findings, messages, drawn=len(points))
    rows = []
    for (level, code), row in rows_of(points.join(findings.density[["nom", "classe"]])):
        cells = [
            whole_place(code, str(row["nom"]), findings, messages, level=level),
            number_cell(row["exposition"], messages),
            number_cell(row["taux"], messages, digits=2),
            *(
                text(
                    messages(
                        "report.range",
                        low=messages.number(row[f"bas_{limit}"], digits=2),
                        high=messages.number(row[f"haut_{limit}"], digits=2),
                    )
                )
                for limit in ("95", "998")
            ),
            text(messages(f"report.funnel.side.{row['ecart']}")),
        ]
        rows.append(TableRow(f"densite {level} {code}", cells))
    within = findings.reference_kind == "strate"
    over, rate = ("@shown", "rapport") if within else ("@residents", "taux")
    columns = [
        Column(label=messages("report.column.place")),
        Column(label=messages("report.column.person-years"), number=True, tells=over),
        Column(label=messages("report.column.funnel-rate"), number=True, tells=rate),
        Column(label=messages("report.column.limits-95"), number=True, tells=over),
        Column(label=messages("report.column.limits-998"), number=True, tells=over),
        Column(label=messages("report.column.side")),
    ]
    return figure(
        "funnel",
        messages,
        drawing=funnel_figure(funnel, findings.density, messages, description=f"{says} {absent}"),
        says=f"{says} {absent}",
        source=source_line(findings, messages, what="rates"),
        columns=columns,
        rows=rows,
    )


_SIDES = ("hors-998-bas", "hors-95-bas", "dedans", "hors-95-haut", "hors-998-haut")


def left_out(findings: Findings, messages: Messages, *, drawn: int) -> str:
    """Return how many places a figure does not draw, by reason."""
    levels = findings.density.index.get_level_values("niveau")
    places = findings.density[levels.isin(NAMED_PLACES)]
    reasons = []
    for key in ("masquee", "non-ouverte", "sans-donnee"):
        count = int((places["classe"] == key).sum())
        if count:
            reasons.append(messages(f"report.left-out.{key}", count=messages.number(count)))
    if not reasons or drawn >= len(places):
        return ""
    return messages("report.left-out.sentence", reasons=messages.join(reasons))


def _rates(findings: Findings, messages: Messages) -> Piece:
    levels = findings.density.index.get_level_values("niveau")
    places = findings.density[levels.isin(NAMED_PLACES)]
    shown = places[places["taux"].notna()].sort_values(["taux", "nom"], kind="stable")
    if shown.empty:
        return Absent(messages("report.rates.none"))
    drawn = shown.head(MOST_LINES)
    lines = [
        (str(row["nom"]), level, str(row["classe"]), row["taux"], row["taux_bas"], row["taux_haut"])
        for (level, _), row in rows_of(drawn)
    ]
    lowest = shown.iloc[0]
    says = messages(
        "report.rates.says",
        name=str(lowest["nom"]),
        rate=messages.number(lowest["taux"], digits=2),
        low=messages.number(lowest["taux_bas"], digits=2),
        high=messages.number(lowest["taux_haut"], digits=2),
    )
    if len(shown) > len(drawn):
        cut = messages.number(len(drawn))
        says += " " + messages("report.cut", shown=cut, total=messages.number(len(shown)))
    says += " " + left_out(findings, messages, drawn=len(shown))
    title = messages("report.rates.title")
    rows = [
        TableRow(
            f"densite {level} {code}",
            [
                whole_place(code, str(row["nom"]), findings, messages, level=level),
                number_cell(row["population"], messages),
                people_cell(row, messages, why=str(row["classe"])),
                interval_cell(row, messages),
                number_cell(row["taux_lisse"], messages, digits=2, why=str(row["classe"])),
                probability_cell(row, messages),
                class_cell(str(row["classe"]), messages),
            ],
        )
        for (level, code), row in rows_of(places.sort_values(["taux", "nom"], kind="stable"))
    ]
    columns = [
        Column(label=messages("report.column.place")),
        Column(label=messages("report.column.population"), number=True, tells="population"),
        Column(label=messages("report.column.people"), number=True, tells="personnes"),
        Column(label=messages("report.column.rate-interval"), number=True, tells=RATE),
        Column(label=messages("report.column.smoothed"), number=True, tells="taux_lisse"),
        Column(label=messages("report.column.probability"), number=True, tells="p_sous_desserte"),
        Column(label=messages("report.column.class")),
    ]
    drawing = caterpillar(
        "rates",
        lines,
        messages,
        title=title,
        description=says,
        axis=messages("report.rate-axis"),
        kind="rate",
        references=findings.compared_with[drawn.index].to_list(),
    )
    return figure(
        "rates",
        messages,
        drawing=drawing,
        says=says,
        source=source_line(findings, messages, what="rates"),
        columns=columns,
        rows=rows,
    )
