"""``netmap gaps``: the under-served, with reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netmap.cli.answers import csv_option, echo_csv, echo_json, json_option
from netmap.cli.progress import steps
from netmap.cli.speech import (
    audience_option,
    check_out,
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
            raise click.UsageError(messages("cli.one-format"))
        from netmap import pipeline
        from netmap.formats.places import GapRecord
        from netmap.records.found import gap_records
        from netmap.records.sentences import worded

        with steps(messages, quiet=quiet) as progress:
            findings = pipeline.answer(project, audience=audience, progress=progress)
        check_out([findings.release], messages, as_data=as_json or as_csv)
        words = worded(messages, findings)
        records = gap_records(findings, words)[:top]
        if as_json:
            echo_json([record.plain() for record in records])
        elif as_csv:
            echo_csv([record.plain() for record in records], list(GapRecord.model_fields))
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
            click.Option(
                ["--top"],
                type=click.IntRange(min=1),
                metavar=messages("cli.number-metavar"),
                help=messages("cli.gaps.top"),
            ),
            json_option(messages),
            csv_option(messages),
            audience_option(messages),
            language_option(messages),
            quiet_option(messages),
        ],
    )


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
