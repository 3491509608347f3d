"""The plan as figures and tables: what it counts on, what each place brings, whom it reaches."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from netmap.records.plan_sentences import assumptions, place_name, runner_up
from netmap.render.report.cells import number_cell, percent, rows_of, source_line
from netmap.render.report.figures.gain import gain_figure
from netmap.render.report.markup import (
    Column,
    TableRow,
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
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.report.markup import Piece
    from netmap.siting.plan import Plan


def plan_charts(site_plan: Plan, findings: Findings, messages: Messages) -> list[Piece]:
    """Return what each half-day brings, and what would do almost as well."""
    others = f'<div class="chart">{_others(site_plan, messages)}</div>'
    return [_gain(site_plan, findings, messages), others]


def plan_tables(site_plan: Plan, findings: Findings, messages: Messages) -> list[Piece]:
    """Return the tables that stand behind the sentences of a plan, and what it counts on."""
    return [
        details(
            messages("report.plan.counts-on"),
            paragraph(" ".join(assumptions(site_plan, messages)), kind="hint")
            + _back_test(site_plan, messages),
        ),
        _sites(site_plan, messages),
        _before_after(site_plan, findings, messages),
    ]


def _back_test(site_plan: Plan, messages: Messages) -> str:
    """Return the people observed and computed today, in each group that is shown."""
    if site_plan.back_test.empty:
        return ""
    title = messages("report.back-test.title")
    rows = [
        TableRow(
            f"retour {row['kind']} {'' if row['kind'] == 'autres' else row['nom']}".strip(),
            [
                typed(place_name(row["nom"], row["kind"], messages)),
                number_cell(row["observees"], messages, digits=1),
                number_cell(row["calculees"], messages, digits=1),
                typed(messages(f"report.back-test.{'found' if row['retrouve'] else 'missed'}")),
            ],
        )
        for _, row in rows_of(site_plan.back_test)
    ]
    columns = [
        Column(label=messages("report.column.places")),
        Column(label=messages("report.column.observed"), number=True, tells="observees"),
        Column(label=messages("report.column.computed"), number=True, tells="calculees"),
        Column(label=messages("report.column.within-third")),
    ]
    reading = paragraph(messages("report.back-test.reading"), kind="hint")
    return f"<h3>{text(title)}</h3>{reading}{table(title, columns, rows)}"


def _gain(site_plan: Plan, findings: Findings, messages: Messages) -> str:
    curve = site_plan.curve
    if curve.points.empty:
        return ""
    says = messages(
        "report.gain.says",
        halfdays=_half_days(curve.planned, messages),
        people=messages.number(float(curve.points["personnes"][curve.planned])),
    )
    says += " " + (
        messages("report.gain.no-knee")
        if curve.knee is None
        else messages("report.gain.says-knee", halfdays=messages.number(curve.knee))
    )
    rows = [
        TableRow(
            f"gain {float(half_days):g}",
            [
                _half_days(float(half_days), messages),
                number_cell(row["personnes"], messages),
                "—" if isnan(row["gain"]) else text(messages.number(row["gain"], digits=1)),
                typed(
                    messages(
                        f"plan.status.{row['statut']}",
                        gap=messages.number(100 * row["ecart"], digits=2),
                    )
                ),
            ],
        )
        for half_days, row in rows_of(curve.points)
    ]
    columns = [
        Column(label=messages("report.column.half-days"), number=True, tells="demi_journees"),
        Column(label=messages("report.column.reached"), number=True, tells="personnes"),
        Column(label=messages("report.column.gain"), number=True, tells="gain"),
        Column(label=messages("report.column.proved")),
    ]
    return figure(
        "gain",
        messages,
        drawing=gain_figure(curve, messages, description=says),
        says=says,
        source=source_line(findings, messages, what="plan"),
        columns=columns,
        rows=rows,
    )


def _sites(site_plan: Plan, messages: Messages) -> str:
    sites = site_plan.sites
    held = sites[(sites["plan"] > 0) | (sites["aujourdhui"] > 0)]
    title = messages("report.sites.title")
    rows = [
        TableRow(
            f"lieux {identifier}",
            [
                typed(str(row["nom"])),
                text(messages(f"report.role.{row['role']}")),
                _half_days(row["aujourdhui"], messages),
                _half_days(row["plan"], messages),
                *(_people(row[name], messages) for name in ("brut", "net", "cumule")),
                "—" if isnan(row["frequence"]) else text(percent(row["frequence"], messages)),
            ],
        )
        for identifier, row in rows_of(held.sort_values(["cumule", "nom"], kind="stable"))
    ]
    last = site_plan.posts[-1][0]
    columns = [
        Column(label=messages("report.column.site")),
        Column(label=messages("report.column.role")),
        Column(label=messages("report.column.today"), number=True, tells="aujourdhui"),
        Column(label=messages("report.column.plan"), number=True, tells=f"demi_journees.{last}"),
        Column(label=messages("report.column.gross"), number=True, tells="brut"),
        Column(label=messages("report.column.net"), number=True, tells="net"),
        Column(label=messages("report.column.cumulative"), number=True, tells="cumule"),
        Column(label=messages("report.column.frequency"), number=True, tells="frequence"),
    ]
    told = [
        messages("report.sites.three", **{k: messages(f"plan.column.{k}") for k in _BROUGHT}),
        messages("report.sites.frequency", draws=messages.number(site_plan.draws)),
    ]
    hints = "".join(paragraph(sentence, kind="hint") for sentence in told)
    return details(title, table(title, columns, rows) + hints)


_BROUGHT = ("brut", "net", "cumule")


def _others(site_plan: Plan, messages: Messages) -> str:
    title = messages("report.others.title")
    if not site_plan.runner_ups:
        return f"<h3>{text(title)}</h3>{paragraph(messages('report.others.none'))}"
    lines = [runner_up(other, site_plan, messages) for other in site_plan.runner_ups]
    return f"<h3>{text(title)}</h3>{items(map(typed, lines))}"


def _before_after(site_plan: Plan, findings: Findings, messages: Messages) -> str:
    """Return what the plan changes, zone by zone; the largest change first."""
    from netmap.siting.stated import ONE_YEAR

    origins = site_plan.placement.origins.join(
        site_plan.demand.zones[["nom", "comme_aujourdhui", "comme_attendu"]]
    )
    kinds = site_plan.demand.zones["strate"].to_dict()
    quarters = findings.release.territory.zones["code_qp"].to_dict()
    years = [year for year, _ in site_plan.posts]
    change = (origins[years[-1]] - origins["aujourdhui"]).sort_values(
        ascending=False, kind="stable"
    )
    rows = []
    for code, row in rows_of(origins.loc[change.index]):
        level = "qpv" if kinds[code] == "qpv" else "commune"
        of = str(quarters[code] if level == "qpv" else code)
        name = place_name(str(row["nom"]), kinds[code], messages)
        out = missing(messages("report.before.out")) if row["hors_portee"] else ""
        cells = [
            f"{place(of, name, level=level)} {out}".strip(),
            number_cell(row["comme_aujourdhui"], messages, digits=1),
            number_cell(row["comme_attendu"], messages, digits=1),
            number_cell(row["besoin"], messages, digits=1),
            number_cell(row["aujourdhui"], messages, digits=1),
            *(number_cell(row[year], messages, digits=1) for year in years),
            number_cell(row["minutes_aujourdhui"], messages, why="out-of-reach"),
            number_cell(row["minutes_plan"], messages, why="out-of-reach"),
        ]
        rows.append(TableRow(f"avant-apres {code}", cells))
    reached = site_plan.placement.reached
    cells = [
        f"<strong>{text(messages('report.before.total'))}</strong>",
        number_cell(float(origins["comme_aujourdhui"].sum()), messages),
        number_cell(float(origins["comme_attendu"].sum()), messages),
        number_cell(float(origins["besoin"].sum()), messages),
        *(number_cell(value, messages) for value in reached.values()),
        "",
        "",
    ]
    rows.append(TableRow("total", cells))
    title = messages("report.before.title")
    columns = [
        Column(label=messages("report.column.places")),
        Column(label=messages("report.column.as-today"), number=True, tells="comme_aujourdhui"),
        Column(label=messages("report.column.as-expected"), number=True, tells="comme_attendu"),
        Column(label=messages("report.column.demand"), number=True, tells="besoin"),
        Column(label=messages("report.column.today"), number=True, tells="aujourdhui"),
        *(
            Column(
                label=messages("report.column.plan") if year == ONE_YEAR else year,
                number=True,
                tells=f"personnes.{year}",
            )
            for year in years
        ),
        Column(
            label=messages("report.column.minutes-today"), number=True, tells="minutes_aujourdhui"
        ),
        Column(label=messages("report.column.minutes-plan"), number=True, tells="minutes_plan"),
    ]
    reading = paragraph(messages("report.before.reading"), kind="hint")
    source = paragraph(source_line(findings, messages, what="plan"), kind="source")
    return details(title, reading + table(title, columns, rows) + source)


def _half_days(value: float, messages: Messages) -> str:
    if isnan(value):
        return missing(messages("report.why.unknown"))
    return text(messages.number(value, digits=int(value % 1 > 0)))


def _people(value: float, messages: Messages) -> str:
    return "—" if isnan(value) else text(messages.number(value))
