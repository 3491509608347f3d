"""Problems on the terminal: all of them, file by file; how full and fresh each table is."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from netmap.messages import describe
from netmap.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netmap.errors import Problem
    from netmap.inputs.report import CheckReport
    from netmap.messages import Messages


def print_problems(problems: Iterable[Problem], messages: Messages, *, err: bool = True) -> None:
    """Print the problems file by file, errors first; those alike are told once, place by place."""
    from netmap.inputs.book import headed

    every = sorted(problems, key=lambda problem: (problem.file, problem.severity, problem.place))
    for file, rows in groupby(every, key=lambda problem: problem.file):
        click.echo(f"\n{visible(file)}", err=err)
        alike: dict[tuple[str, str, str], list[str]] = {}
        for problem in rows:
            text = describe(headed(problem), messages)
            place = text.place.removeprefix(f"{visible(file)}, ")
            found = "" if text.found is None else messages("cli.found", found=text.found)
            where = "" if text.place == visible(file) else place
            key = (problem.severity, text.expected, text.remedy)
            alike.setdefault(key, []).append(f"{where}{found}".lstrip(": \u00a0\u202f"))
        for (severity, expected, remedy), places in alike.items():
            click.echo(f"  {messages(f'severity.{severity}')}", err=err)
            for place in filter(None, places):
                click.echo(f"    {place}", err=err)
            click.echo(f"    → {messages('cli.expected', expected=expected)}", err=err)
            click.echo(f"    → {messages('cli.remedy', remedy=remedy)}", err=err)
    errors = sum(problem.severity == "error" for problem in every)
    click.echo(
        "\n"
        + messages(
            "cli.problems",
            errors=messages.number(errors),
            warnings=messages.number(len(every) - errors),
        ),
        err=err,
    )


def print_quality(report: CheckReport, messages: Messages) -> None:
    """Print a row a table and a layer: rows, share of filled cells, freshness."""
    from rich.console import Console
    from rich.table import Table

    names = ("table", "rows", "filled", "newest", "stale", "unplaced")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        is_text = name in {"table", "newest"}
        table.add_column(messages(f"check.{name}"), justify="left" if is_text else "right")
    absent = messages("check.absent")
    for summary in report.tables:
        shares = [share for _, share in summary.filled]
        filled = f"{messages.number(100 * sum(shares) / len(shares))} %" if shares else ""
        counted = summary.rows is not None
        named = summary.file if summary.sheet is None else f"{summary.file} – {summary.sheet}"
        table.add_row(
            visible(named or summary.name),
            messages.number(summary.rows)
            if summary.rows is not None
            else _why(summary.file, absent),
            filled,
            summary.newest or "",
            messages.number(summary.stale) if counted else "",
            messages.number(summary.unplaced) if counted else "",
        )
    for layer in report.layers:
        table.add_row(
            visible(layer.file or layer.name),
            messages.number(layer.rows) if layer.rows is not None else _why(layer.file, absent),
            "",
            visible(layer.vintage or ""),
        )
    Console(markup=False, highlight=False, width=max(100, Console().width)).print(table)


def _why(file: str | None, absent: str) -> str:
    """Say why a table has no number of rows: absent, or there and unreadable."""
    return absent if file is None else "?"
