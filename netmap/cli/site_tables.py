"""A plan on the terminal: what it holds, whom it reaches, what is proved, what doubts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netmap.records.plan_sentences import assumptions, place_name, plan_sentences, runner_up
from netmap.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from netmap.findings.model import Findings
    from netmap.inputs.scenario import ScenarioFile
    from netmap.messages import Messages
    from netmap.siting.plan import Plan

_WIDTH = 110


def print_plan(
    findings: Findings,
    plan: Plan,
    messages: Messages,
    *,
    scenario: ScenarioFile | None,
    seconds: float,
) -> None:
    """Print the whole answer."""
    if findings.release.settings.example:
        click.echo(messages("build.example"))
    title = messages("siting.title", posts=_posts(plan, messages))
    click.echo(title if scenario is None else f"{visible(scenario.scenario.name)} – {title}")
    for sentence in plan_sentences(plan, messages):
        click.echo(f"  • {visible(sentence)}")
    travel = "siting.travel-estimated" if plan.travel == "estimation" else "siting.travel-table"
    click.echo(
        " ".join(
            [
                *assumptions(plan, messages),
                messages(travel, mode=visible(plan.travel)),
                messages("siting.took", seconds=messages.number(seconds, digits=1)),
            ]
        )
    )
    if len(plan.back_test):
        _echo(_back_test(plan, messages), messages("report.back-test.title"))
    _echo(_reached(plan, messages), messages("siting.reached-title"))
    _echo(_sites(plan, messages), messages("siting.sites-title"))
    for name in ("brut", "net", "cumule"):
        click.echo(f"  {messages(f'siting.column.{name}')} : {messages(f'plan.column.{name}')}.")
    _echo(_gain(plan, messages), messages("siting.gain-title"))
    click.echo(_knee(plan, messages))
    _print_others(plan, messages)
    _echo(_zones(plan, messages), messages("siting.communes-title"))


def print_comparison(
    answers: Sequence[tuple[ScenarioFile | None, Findings, Plan]], messages: Messages
) -> None:
    """Print plans side by side: what differs in half-days, in people and in minutes."""
    plans = [plan for *_, plan in answers]
    names = [visible(file.scenario.name) if file else "" for file, _, _ in answers]
    if answers[0][1].release.settings.example:
        click.echo(messages("build.example"))
    click.echo(messages("siting.compare-title", names=messages.join(names)))
    for name, plan in zip(names, plans, strict=True):
        click.echo(f"  {name} : {plan_sentences(plan, messages)[0]}")
    table = _table([messages("siting.column.what"), *names])
    number = messages.number
    table.add_row(messages("siting.row.posts"), *(_posts(plan, messages) for plan in plans))
    for row, key in (("today", "aujourdhui"), ("last", None)):
        cells = [
            number(plan.placement.reached[key or list(plan.placement.reached)[-1]], digits=1)
            for plan in plans
        ]
        table.add_row(messages(f"siting.row.{row}"), *cells)
    beyond = [int((plan.placement.origins["minutes_plan"] > _far(plan)).sum()) for plan in plans]
    table.add_row(messages("siting.row.beyond"), *(number(n) for n in beyond))
    held = [plan.sites[plan.sites["plan"] > 0]["plan"] for plan in plans]
    labels = {str(one): str(row) for plan in plans for one, row in plan.sites["nom"].items()}
    for one in sorted({str(site) for own in held for site in own.index}):
        cells = [number(float(own.to_dict().get(one, 0.0)), digits=1) for own in held]
        table.add_row(visible(labels[one]), *cells)
    _echo(table, messages("siting.compare-table"))


def _far(plan: Plan) -> float:
    return float(plan.placement.instance.rules.far_minutes)


def _posts(plan: Plan, messages: Messages) -> str:
    from netmap.siting.stated import ONE_YEAR

    return messages.join(
        [
            messages("siting.posts", posts=messages.number(posts, digits=1))
            if year == ONE_YEAR
            else messages("siting.posts-year", year=year, posts=messages.number(posts, digits=1))
            for year, posts in plan.posts
        ]
    )


def _back_test(plan: Plan, messages: Messages) -> Table:
    columns = ("places", "observed", "computed", "within-third")
    table = _table([messages(f"report.column.{name}") for name in columns])
    for row in plan.back_test.to_dict("records"):
        table.add_row(
            visible(place_name(row["nom"], row["kind"], messages)),
            *(messages.number(row[name], digits=1) for name in ("observees", "calculees")),
            messages(f"report.back-test.{'found' if row['retrouve'] else 'missed'}"),
        )
    return table


def _year(name: str, messages: Messages) -> str:
    key = f"siting.year.{name}"
    return messages(key) if key in messages else name


def _reached(plan: Plan, messages: Messages) -> Table:
    names = list(plan.placement.reached)
    table = _table([messages("siting.column.what"), *(_year(name, messages) for name in names)])
    number = messages.number
    held = plan.placement.half_days
    today = float(plan.sites["aujourdhui"].sum())
    sums = [today, *(float(held[year].sum()) for year in held.columns[1:])]
    table.add_row(messages("siting.row.half-days"), *(number(n, digits=1) for n in sums))
    people = [number(n, digits=1) for n in plan.placement.reached.values()]
    table.add_row(messages("siting.row.people"), *people)
    due = number(float(plan.placement.origins["besoin"].sum()), digits=1)
    table.add_row(messages("siting.row.due"), *([due] * len(names)))
    return table


def _sites(plan: Plan, messages: Messages) -> Table:
    years = [str(year) for year in plan.placement.half_days.columns[1:]]
    columns = ["site", "commune", "role", "today"]
    table = _table(
        [
            *(messages(f"siting.column.{name}") for name in columns),
            *(_year(year, messages) for year in years),
            *(messages(f"siting.column.{name}") for name in ("brut", "net", "cumule", "often")),
        ],
        left=3,
    )
    number = messages.number
    order = ["verrouillee", "maintenue", "proposee", "fermee"]
    shown = plan.sites[plan.sites["role"] != "candidate"]
    rank = shown["role"].map(order.index)
    shown = shown.loc[shown.assign(rank=rank).sort_values(["rank", "cumule"], kind="stable").index]
    half_days = plan.placement.half_days
    held_by = half_days.to_dict("index")
    for one, row in shown.to_dict("index").items():
        held = [float(held_by.get(one, {}).get(year, 0.0)) for year in years]
        table.add_row(
            visible(str(row["nom"])),
            visible(str(row["commune"])),
            messages(f"siting.role.{row['role']}"),
            number(row["aujourdhui"], digits=1),
            *(number(days, digits=1) for days in held),
            *(number(row[name], digits=0) for name in ("brut", "net", "cumule")),
            f"{number(100 * row['frequence'])} %" if row["frequence"] == row["frequence"] else "—",
        )
    return table


def _gain(plan: Plan, messages: Messages) -> Table:
    table = _table(
        [*(messages(f"siting.column.{name}") for name in ("budget", "people", "gain")), ""], left=0
    )
    number = messages.number
    for budget, row in zip(
        plan.curve.points.index.to_numpy(float), plan.curve.points.to_dict("records"), strict=True
    ):
        gain = number(row["gain"], digits=1)
        sign = "+" if row["gain"] >= 0 else ""
        cut_short = row["statut"] == "time-limit"
        table.add_row(
            number(float(budget), digits=1),
            ("≥ " if cut_short else "") + number(row["personnes"], digits=1),
            "?" if cut_short else f"{sign}{gain}",
            messages("siting.this-plan") if budget == plan.curve.planned else "",
        )
    return table


def _knee(plan: Plan, messages: Messages) -> str:
    if plan.curve.knee is None:
        return messages("siting.no-knee")
    return messages("siting.knee", half_days=messages.number(plan.curve.knee, digits=1))


def _print_others(plan: Plan, messages: Messages) -> None:
    if not plan.runner_ups:
        click.echo("\n" + messages("siting.no-other"))
        return
    click.echo("\n" + messages("siting.others"))
    for other in plan.runner_ups:
        click.echo(f"  • {visible(runner_up(other, plan, messages))}")


def _zones(plan: Plan, messages: Messages) -> Table:
    last = list(plan.placement.reached)[-1]
    columns = ("place", "due", "people-today", "people-plan", "minutes-today", "minutes-plan")
    table = _table([messages(f"siting.column.{name}") for name in columns])
    number, zones = messages.number, plan.demand.zones
    for row in plan.placement.origins.join(zones[["nom", "strate"]]).to_dict("records"):
        figures = [row["besoin"], row["aujourdhui"], row[last]]
        table.add_row(
            visible(place_name(row["nom"], row["strate"], messages)),
            *(number(figure, digits=1) for figure in figures),
            *(number(row[name]) for name in ("minutes_aujourdhui", "minutes_plan")),
        )
    return table


def _table(columns: Sequence[str], *, left: int = 1) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, name in enumerate(columns):
        table.add_column(name, justify="left" if place < left else "right")
    return table


def _echo(table: Table, title: str) -> None:
    from rich.console import Console

    click.echo(f"\n{title}")
    console = Console(markup=False, highlight=False)
    Console(markup=False, highlight=False, width=max(_WIDTH, console.width)).print(table)
