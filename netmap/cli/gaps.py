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
    check_out,
    json_option,
    language_option,
    project_option,
    quiet_option,
    speaking,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from netmap.formats.places import GapRecord
    from netmap.messages import Messages
    from netmap.vocabulary import Audience


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
        from netmap.records.sentences import worded

        with steps(messages, quiet=quiet) as progress:
            findings = pipeline.answer(project, audience=audience, progress=progress)
        check_out([findings.release], messages, as_data=as_json or as_csv)
        words = worded(messages, findings)
        records = gap_records(findings, words)[:top]
        if as_json:
            plain = [record.plain() for record in records]
            click.echo(json.dumps(plain, ensure_ascii=False, indent=1))
        elif as_csv:
            click.echo(_csv(records), nl=False)
        else:
            _print(
                records,
                words,
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


def _csv(records: Sequence[GapRecord]) -> str:
    """Return the records as CSV that a French spreadsheet opens; lists are joined by ``|``."""
    from netmap.formats.places import GapRecord
    from netmap.text import spreadsheet_safe

    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(GapRecord.model_fields)
    for record in records:
        writer.writerow([spreadsheet_safe(_cell(value)) for value in record.plain().values()])
    return text.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "|".join(map(str, value))
    if isinstance(value, float):
        return str(value).replace(".", ",")
    return "" if value is None else str(value)


def _print(records: Sequence[GapRecord], messages: Messages, *, total: int, example: bool) -> None:
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
        name = visible(f"{record.nom} ({record.code})")
        status = messages(f"class.{record.classe}")
        click.echo(f"\n{record.rang:>3}. {name} : {status}")
        for sentence in record.raisons:
            click.echo(f"     • {visible(sentence)}")
