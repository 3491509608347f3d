"""Who is under-served, and how sure that is: funnel, rates, ranks, sectors, Lorenz curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.render.report.cells import (
    RATE,
    class_cell,
    interval_cell,
    number_cell,
    percent,
    probability_cell,
    rows_of,
    source_line,
)
from netmap.render.report.figures.caterpillar import caterpillar
from netmap.render.report.figures.funnel import funnel_figure
from netmap.render.report.figures.lorenz import lorenz_figure
from netmap.render.report.markup import (
    Column,
    TableRow,
    figure,
    paragraph,
    place,
    section,
    text,
)
from netmap.render.report.sectors import sectors

if TYPE_CHECKING:
    import pandas as pd

    from netmap.edition import Edition
    from netmap.findings.model import Findings
    from netmap.messages import Messages

#: Lines of a drawing that a page of A4 holds; the table behind it has them all.
MOST_LINES = 40


def coverage(edition: Edition, messages: Messages) -> str:
    """Return the part on rates and what they allow to say."""
    findings = edition.findings
    return section(
        "coverage",
        messages("report.part.coverage"),
        paragraph(reference(findings, messages)),
        '<div class="charts">',
        _funnel(edition, messages),
        _rates(findings, messages),
        _ranks(edition, messages),
        _lorenz(edition, messages),
        "</div>",
        sectors(findings, messages),
    )


def reference(findings: Findings, messages: Messages) -> str:
    """Return the reference rate and the denominator, in a sentence."""
    if not findings.reference_rate > 0:
        return messages("report.reference.hidden")
    return messages(
        "report.reference.stated",
        rate=messages.number(findings.reference_rate, digits=2),
        kind=messages(f"page.reference.{findings.reference_kind}"),
    )


def _funnel(edition: Edition, messages: Messages) -> str:
    findings = edition.findings
    funnel = edition.charts.funnel
    if funnel is None or funnel.points.empty:
        return paragraph(messages("report.funnel.none"), kind="hint")
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
            _named(level, code, str(row["nom"])),
            number_cell(row["annees_habitants"], messages),
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
    columns = [
        Column(label=messages("report.column.place")),
        Column(label=messages("report.column.person-years"), number=True, tells="@residents"),
        Column(label=messages("report.column.rate"), number=True, tells="taux"),
        Column(label=messages("report.column.limits-95"), number=True, tells="@residents"),
        Column(label=messages("report.column.limits-998"), number=True, tells="@residents"),
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
    places = findings.density[levels.isin(["commune", "qpv"])]
    reasons = []
    for key in ("masquee", "non-ouverte", "sans-donnee"):
        count = int((places["classe"] == key).sum())
        if count:
            reasons.append(messages(f"report.left-out.{key}", count=messages.number(count)))
    if not reasons or drawn >= len(places):
        return ""
    return messages("report.left-out.sentence", reasons=messages.join(reasons))


def _rates(findings: Findings, messages: Messages) -> str:
    levels = findings.density.index.get_level_values("niveau")
    places = findings.density[levels.isin(["commune", "qpv"])]
    shown = places[places["taux"].notna()].sort_values(["taux", "nom"], kind="stable")
    if shown.empty:
        return paragraph(messages("report.rates.none"), kind="hint")
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
                _named(level, code, str(row["nom"])),
                number_cell(row["population"], messages),
                number_cell(row["personnes"], messages, why=str(row["classe"])),
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
        reference=findings.reference_rate if findings.reference_rate > 0 else None,
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


def _ranks(edition: Edition, messages: Messages) -> str:
    findings = edition.findings
    ranks = edition.charts.ranks
    if len(ranks) < 2:  # noqa: PLR2004
        return paragraph(messages("report.ranks.none"), kind="hint")
    levels = findings.density.index.get_level_values("niveau")
    communes = findings.density[levels == "commune"].droplevel("niveau")
    table_ = ranks.join(communes[["nom", "classe"]])
    lines = [
        (
            str(row["nom"]),
            "commune",
            str(row["classe"]),
            row["rang_median"],
            row["rang_bas"],
            row["rang_haut"],
        )
        for _, row in rows_of(table_.head(MOST_LINES))
    ]
    widest = table_.iloc[int((table_["rang_haut"] - table_["rang_bas"]).argmax())]
    says = messages(
        "report.ranks.says",
        total=messages.number(len(table_)),
        name=str(widest["nom"]),
        low=messages.number(widest["rang_bas"]),
        high=messages.number(widest["rang_haut"]),
    )
    title = messages("report.ranks.title")
    rows = [
        TableRow(
            f"densite commune {code}",
            [
                place(str(code), str(row["nom"])),
                number_cell(row["rang_median"], messages),
                text(
                    messages(
                        "report.range",
                        low=messages.number(row["rang_bas"]),
                        high=messages.number(row["rang_haut"]),
                    )
                ),
                text(percent(row["p_quart"], messages)),
                class_cell(str(row["classe"]), messages),
            ],
        )
        for code, row in rows_of(table_)
    ]
    columns = [
        Column(label=messages("report.column.commune")),
        Column(label=messages("report.column.rank"), number=True, tells="@shown"),
        Column(label=messages("report.column.rank-interval"), number=True, tells="@shown"),
        Column(label=messages("report.column.quarter"), number=True, tells="@shown"),
        Column(label=messages("report.column.class")),
    ]
    drawing = caterpillar(
        "ranks",
        lines,
        messages,
        title=title,
        description=says,
        axis=messages("report.ranks.axis"),
        kind="rank",
    )
    return figure(
        "ranks",
        messages,
        drawing=drawing,
        says=says,
        source=source_line(findings, messages, what="ranks"),
        columns=columns,
        rows=rows,
    )


def _lorenz(edition: Edition, messages: Messages) -> str:
    findings = edition.findings
    lorenz = edition.charts.lorenz
    if lorenz is None:
        return paragraph(messages("report.lorenz.none"), kind="hint")
    beyond = lorenz.gini > lorenz.gini_high
    says = messages(
        "report.lorenz.beyond" if beyond else "report.lorenz.within",
        gini=messages.number(lorenz.gini, digits=2),
        low=messages.number(lorenz.gini_low, digits=2),
        high=messages.number(lorenz.gini_high, digits=2),
        places=messages.number(len(lorenz.curve) - 1),
    )
    zones = findings.release.territory.zones
    rows = [
        TableRow(
            f"densite zone {row['code']}",
            [
                _zone(str(row["code"]), zones, messages),
                text(percent(row["part_habitants"], messages, digits=1)),
                text(percent(row["part_personnes"], messages, digits=1)),
            ],
        )
        for _, row in rows_of(lorenz.curve.iloc[1:])
    ]
    columns = [
        Column(label=messages("report.column.place")),
        Column(label=messages("report.column.share-residents"), number=True, tells="@residents"),
        Column(label=messages("report.column.share-people"), number=True, tells="@shown"),
    ]
    return figure(
        "lorenz",
        messages,
        drawing=lorenz_figure(lorenz, messages, description=says),
        says=says,
        source=source_line(findings, messages, what="lorenz"),
        columns=columns,
        rows=rows,
    )


def _named(level: str, code: str, name: str) -> str:
    return place(code, name, level=level)


def _zone(code: str, zones: pd.DataFrame, messages: Messages) -> str:
    zone = zones.loc[code]
    name, quarter = str(zone["nom"]), zone["code_qp"]
    if isinstance(quarter, str):
        return place(quarter, name, level="qpv")
    has_quarter = zones.loc[zones["code_insee"] == zone["code_insee"], "code_qp"].notna().any()
    told = messages("map.zone.rest", name=name) if has_quarter else name
    return place(str(zone["code_insee"]), told)
