"""``netmap gaps``: the under-served, with reasons."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import click

from netmap.cli.progress import steps
from netmap.cli.speech import (
    audience_option,
    json_option,
    language_option,
    project_option,
    quiet_option,
    speaking,
)

if TYPE_CHECKING:
    from pathlib import Path

    from netmap.disclosure.model import Audience
    from netmap.messages import Messages
    from netmap.render.page.view import Json


def command(messages: Messages) -> click.Command:
    """Return the command."""

    def gaps(
        project: Path,
        audience: Audience,
        top: int | None,
        *,
        as_json: bool,
        as_csv: bool,
        quiet: bool,
    ) -> None:
        if as_json and as_csv:
            raise click.UsageError(messages("cli.gaps.one-format"))
        from netmap import pipeline
        from netmap.records.found import gap_records

        with steps(messages, quiet=quiet) as progress:
            findings = pipeline.find(
                pipeline.read(project, progress=progress),
                audience=audience,
                former=project / "outputs",
                progress=progress,
            )
        records = gap_records(findings, messages)[:top]
        if as_json:
            click.echo(json.dumps(records, ensure_ascii=False, indent=1))
        elif as_csv:
            click.echo(_csv(records), nl=False)
        else:
            _print(
                records,
                messages,
                total=len(findings.gaps),
                example=findings.release.settings.example,
            )

    return speaking(
        "gaps",
        messages,
        gaps,
        [
            project_option(messages),
            click.Option(["--top"], type=click.IntRange(min=1), help=messages("cli.gaps.top")),
            json_option(messages),
            click.Option(["--csv", "as_csv"], is_flag=True, help=messages("cli.gaps.csv")),
            audience_option(messages),
            language_option(messages),
            quiet_option(messages),
        ],
    )


def _csv(records: list[dict[str, Json]]) -> str:
    """Return the records as CSV that a French spreadsheet opens; lists are joined by ``|``."""
    from netmap.text import spreadsheet_safe

    text = io.StringIO()
    names = list(records[0]) if records else ["rang", "code", "nom", "classe", "raisons"]
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(names)
    for record in records:
        writer.writerow([spreadsheet_safe(_cell(record[name])) for name in names])
    return text.getvalue()


def _cell(value: Json) -> str:
    if isinstance(value, list):
        return "|".join(map(str, value))
    if isinstance(value, float):
        return str(value).replace(".", ",")
    return "" if value is None else str(value)


def _print(
    records: list[dict[str, Json]], messages: Messages, *, total: int, example: bool
) -> None:
    from netmap.text import visible

    if example:
        click.echo(messages("build.example"))
    if not records:
        click.echo(messages("gaps.none"))
        return
    click.echo(
        messages("gaps.title", shown=messages.number(len(records)), total=messages.number(total))
    )
    for record in records:
        name = visible(f"{record['nom']} ({record['code']})")
        status = messages(f"class.{record['classe']}")
        click.echo(f"\n{record['rang']:>3}. {name} : {status}")
        reasons = record["raisons"]
        for sentence in reasons if isinstance(reasons, list) else []:
            click.echo(f"     • {visible(str(sentence))}")
