"""``netmap temps --bus``: times by bus, from a timetable, into the table of travel times."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from netmap.cli.answers import csv_option, echo_csv, echo_json, json_option
from netmap.cli.speech import (
    asks_yes,
    language_option,
    project_option,
    quiet_option,
    speaking,
    tell_written,
    yes_option,
)

if TYPE_CHECKING:
    from pathlib import Path

    from netmap.messages import Messages
    from netmap.transit.project import BusTimes

_FIELDS = (
    "de", "nom", "vers", "permanence", "minutes", "minutes_90", "part_departs", "dernier_bus",
)  # fmt: skip


def command(messages: Messages) -> click.Command:
    """Return the command."""

    def temps(
        project: Path,
        *,
        bus: bool,
        day: datetime | None,
        as_json: bool,
        as_csv: bool,
        yes: bool,
        quiet: bool,
    ) -> None:
        if not bus:
            raise click.UsageError(messages("cli.temps.which"))
        if as_json and as_csv:
            raise click.UsageError(messages("cli.one-format"))
        from netmap.transit.project import bus_times
        from netmap.transit.writing import rows_to_write, write_times

        today = datetime.now().astimezone().date()
        times = bus_times(project, today=today, asked=None if day is None else day.date())
        if as_json or as_csv:
            rows = _rows(times)
            echo_json(_about(times) | {"trajets": rows}) if as_json else echo_csv(rows, _FIELDS)
            return
        if not quiet:
            _print(times, messages)
        rows_new = rows_to_write(project, times)
        click.echo(messages("temps.rows", count=len(rows_new), mode=times.mode))
        if yes or asks_yes("temps", messages):
            tell_written(write_times(project, rows_new, day=today), messages)

    return speaking(
        "temps",
        messages,
        temps,
        [
            project_option(messages),
            click.Option(["--bus"], is_flag=True, help=messages("cli.temps.bus")),
            click.Option(
                ["--jour", "--day", "day"],
                type=click.DateTime(["%Y-%m-%d"]),
                metavar=messages("cli.temps.day-metavar"),
                help=messages("cli.temps.day"),
            ),
            yes_option("temps", messages),
            json_option(messages),
            csv_option(messages),
            language_option(messages),
            quiet_option(messages),
        ],
    )


def _about(times: BusTimes) -> dict[str, Any]:
    first, last = times.span
    return {
        "jour": times.day.isoformat(),
        "horaires_du": first.isoformat(),
        "horaires_au": last.isoformat(),
        "mode": times.mode,
    }


def _rows(times: BusTimes) -> list[dict[str, Any]]:
    """Return a row a pair; what is out of reach has no minutes (JSON knows no infinity)."""
    return [
        {
            "de": start,
            "nom": times.names.get(start, start),
            "vers": end,
            "permanence": times.names.get(end, end),
            "minutes": _known(row["minutes"]),
            "minutes_90": _known(row["minutes_90"]),
            "part_departs": round(row["part"], 3),
            "dernier_bus": hour(row["dernier_bus_s"]),
        }
        for (start, end), (_, row) in zip(times.pairs, times.table.iterrows(), strict=True)
    ]


def _known(minutes: float) -> float | None:
    return None if math.isinf(minutes) else round(minutes, 1)


def hour(seconds: float) -> str | None:
    """Return seconds after midnight as an hour; None: there is none.

    >>> hour(67_320.0), hour(float("-inf"))
    ('18:42', None)
    """
    if math.isinf(seconds):
        return None
    return f"{int(seconds) // 3600:02d}:{int(seconds) // 60 % 60:02d}"


def _print(times: BusTimes, messages: Messages) -> None:
    """Print, for each place, the open permanence that is nearest to it by bus."""
    from rich.console import Console
    from rich.table import Table

    from netmap.text import visible
    from netmap.transit.writing import nearest_open

    bus = times.settings.bus
    click.echo(
        messages(
            "temps.day",
            day=_day(times.day, messages),
            first=_day(times.span[0], messages),
            last=_day(times.span[1], messages),
        )
    )
    click.echo(
        messages(
            "temps.rules",
            first=bus.first,
            last=bus.last,
            stay=bus.stay_minutes,
            closing=bus.closing,
            home=bus.home_by,
        )
    )
    click.echo()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("place", "site", "minutes", "slow", "share", "last"):
        words = name in {"place", "site"}
        table.add_column(messages(f"temps.column.{name}"), justify="left" if words else "right")
    for code, row in nearest_open(times).iterrows():
        name = visible(times.names.get(str(code), str(code)))
        if not isinstance(row["vers"], str):
            table.add_row(name, messages("temps.none"), "", "", "", "")
            continue
        slow = row["minutes_90"]
        table.add_row(
            name,
            visible(times.names[row["vers"]]),
            messages.number(row["minutes"]),
            messages("temps.never") if math.isinf(slow) else messages.number(slow),
            f"{messages.number(100 * row['part'])} %",
            hour(row["dernier_bus_s"]) or messages("temps.foot"),
        )
    Console(markup=False, highlight=False, width=max(120, Console().width)).print(table)
    click.echo()


def _day(day: date, messages: Messages) -> str:
    return messages("temps.date", day=f"{day:%d}", month=f"{day:%m}", year=day.year)
