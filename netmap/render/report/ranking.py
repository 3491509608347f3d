"""How places rank and share, for whoever asks: ranks with their doubt, the Lorenz curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.render.report.cells import (
    class_cell,
    number_cell,
    percent,
    rows_of,
    source_line,
    whole_place,
)
from netmap.render.report.coverage import MOST_LINES
from netmap.render.report.figures.caterpillar import caterpillar
from netmap.render.report.figures.lorenz import lorenz_figure
from netmap.render.report.markup import Absent, Column, TableRow, block, figure, place, text

if TYPE_CHECKING:
    from netmap.edition import Edition
    from netmap.messages import Messages
    from netmap.render.report.markup import Piece
    from netmap.territory.model import Territory


def ranking(edition: Edition, messages: Messages) -> list[Piece]:
    """Return the drawings of ranks and of shares."""
    return block("charts", _ranks(edition, messages), _lorenz(edition, messages))


def _ranks(edition: Edition, messages: Messages) -> Piece:
    findings = edition.findings
    ranks = edition.charts.ranks
    if len(ranks) < 2:  # noqa: PLR2004
        return Absent(messages("report.ranks.none"))
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
                whole_place(str(code), str(row["nom"]), findings, messages),
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


def _lorenz(edition: Edition, messages: Messages) -> Piece:
    findings = edition.findings
    lorenz = edition.charts.lorenz
    if lorenz is None:
        return Absent(messages("report.lorenz.none"))
    beyond = lorenz.gini > lorenz.gini_high
    says = messages(
        "report.lorenz.beyond" if beyond else "report.lorenz.within",
        gini=messages.number(lorenz.gini, digits=2),
        low=messages.number(lorenz.gini_low, digits=2),
        high=messages.number(lorenz.gini_high, digits=2),
        places=messages.number(len(lorenz.curve) - 1),
    )
    rows = [
        TableRow(
            f"densite zone {row['code']}",
            [
                _zone(str(row["code"]), findings.release.territory, messages),
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


def _zone(code: str, territory: Territory, messages: Messages) -> str:
    zone = territory.zones.loc[code]
    name, quarter = str(zone["nom"]), zone["code_qp"]
    if isinstance(quarter, str):
        return place(quarter, name, level="qpv")
    has_quarter = zone["code_insee"] in territory.holding
    told = messages("map.zone.rest", name=name) if has_quarter else name
    return place(str(zone["code_insee"]), told)
