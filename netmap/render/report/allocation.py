"""Where the next half-day goes, against today; and how many it takes to reach a rate."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

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
    section,
    table,
    text,
    typed,
)
from netmap.render.report.opening import next_half_days

if TYPE_CHECKING:
    from netmap.edition import Edition
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.siting.plan import Plan


def plan_section(edition: Edition, messages: Messages) -> str:
    """Return the part on half-days: the plan, then the dimensioning."""
    findings = edition.findings
    site_plan = edition.plan
    parts = [paragraph(sentence) for sentence in next_half_days(edition, messages)]
    if site_plan is not None:
        parts += [
            paragraph(_assumptions(site_plan, messages), kind="hint"),
            '<div class="charts">',
            _gain(site_plan, findings, messages),
            f'<div class="chart">{_others(site_plan, messages)}</div>',
            "</div>",
            _sites(site_plan, messages),
            _before_after(site_plan, findings, messages),
        ]
    return section("plan", messages("report.part.plan"), *parts, _sizing(findings, messages))


def _assumptions(site_plan: Plan, messages: Messages) -> str:
    rules = site_plan.placement.instance.rules
    sentence = messages(
        "report.plan.assumptions",
        capacity=messages.number(rules.capacity_per_half_day),
        near=messages.number(rules.near_minutes),
        far=messages.number(rules.far_minutes),
        rate=messages.number(site_plan.rate, digits=2),
        kind=messages(f"page.reference.{site_plan.rate_kind}"),
    )
    return f"{sentence} {messages('report.plan.weighted')}" if site_plan.weighted else sentence


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
    return (
        f"<h3>{text(title)}</h3>{table(title, columns, rows)}"
        f"{''.join(paragraph(sentence, kind='hint') for sentence in told)}"
    )


_BROUGHT = ("brut", "net", "cumule")


def _others(site_plan: Plan, messages: Messages) -> str:
    title = messages("report.others.title")
    if not site_plan.runner_ups:
        return f"<h3>{text(title)}</h3>{paragraph(messages('report.others.none'))}"
    names = site_plan.sites["nom"]
    nobody = messages("report.others.nothing")
    lines = [
        messages(
            "report.others.line",
            opens=messages.join([str(names[site]) for site in other.opens]) or nobody,
            closes=messages.join([str(names[site]) for site in other.closes]) or nobody,
            reached=messages.number(other.reached),
            loss=messages.number(100 * other.loss, digits=1),
        )
        for other in site_plan.runner_ups
    ]
    return f"<h3>{text(title)}</h3>{items(map(typed, lines))}"


def _before_after(site_plan: Plan, findings: Findings, messages: Messages) -> str:
    """Return what the plan changes, commune by commune; the largest change first."""
    from netmap.siting.stated import ONE_YEAR

    communes = site_plan.placement.communes
    names = findings.release.territory.communes["nom"]
    years = [year for year, _ in site_plan.posts]
    change = (communes[years[-1]] - communes["aujourdhui"]).sort_values(
        ascending=False, kind="stable"
    )
    rows = []
    for code, row in rows_of(communes.loc[change.index]):
        out = missing(messages("report.before.out")) if row["hors_portee"] else ""
        cells = [
            f"{place(str(code), str(names[code]))} {out}".strip(),
            number_cell(row["besoin"], messages, digits=1),
            number_cell(row["aujourdhui"], messages, digits=1),
            *(number_cell(row[year], messages, digits=1) for year in years),
            number_cell(row["minutes_aujourdhui"], messages),
            number_cell(row["minutes_plan"], messages),
        ]
        rows.append(TableRow(f"avant-apres {code}", cells))
    reached = site_plan.placement.reached
    cells = [
        f"<strong>{text(messages('report.before.total'))}</strong>",
        number_cell(float(communes["besoin"].sum()), messages),
        *(number_cell(value, messages) for value in reached.values()),
        "",
        "",
    ]
    rows.append(TableRow("total", cells))
    title = messages("report.before.title")
    columns = [
        Column(label=messages("report.column.commune")),
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
    return (
        f"<h3>{text(title)}</h3>{paragraph(messages('report.before.reading'), kind='hint')}"
        f"{table(title, columns, rows)}"
        f"{paragraph(source_line(findings, messages, what='plan'), kind='source')}"
    )


def _sizing(findings: Findings, messages: Messages) -> str:
    planning = findings.planning
    title = messages("report.sizing.title")
    if not planning.target_rate > 0:
        return f"<h3>{text(title)}</h3>{paragraph(messages('report.sizing.none'))}"
    low, high = planning.caseload.interval
    assumption = messages(
        "sizing.assumption",
        people=messages.number(planning.caseload.people_a_post),
        half_days=messages.number(planning.caseload.half_days_a_post),
        low=messages.number(low),
        high=messages.number(high),
    )
    goal = messages(
        "report.sizing.target",
        rate=messages.number(planning.target_rate, digits=2),
        kind=messages(f"page.reference.{planning.target_kind}"),
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
        told = messages(f"report.sizing.{level}")
        shown = table(told, columns, rows)
        blocks.append(details(told, shown) if level == "commune" else shown)
    return (
        f"<h3>{text(title)}</h3>{paragraph(goal)}{paragraph(assumption, kind='assumption')}"
        f"{''.join(blocks)}"
        f"{paragraph(source_line(findings, messages, what='sizing'), kind='source')}"
    )


def _half_days(value: float, messages: Messages) -> str:
    if isnan(value):
        return missing(messages("report.why.unknown"))
    return text(messages.number(value, digits=int(value % 1 > 0)))


def _people(value: float, messages: Messages) -> str:
    return "—" if isnan(value) else text(messages.number(value))
