"""``netmap vecu --buffer 300``: lived neighbourhoods, supposed around the official ones."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from netmap.cli.speech import language_option, project_option, quiet_option, speaking

if TYPE_CHECKING:
    from pathlib import Path

    from netmap.messages import Messages


def command(messages: Messages) -> click.Command:
    """Return the command."""

    def vecu(project: Path, *, metres: float | None, replace: bool, quiet: bool) -> None:
        if metres is None:
            raise click.UsageError(messages("cli.vecu.which"))
        from netmap.locate.vecu import LAYER, suppose, write_supposed
        from netmap.text import visible

        supposed = suppose(project, metres=metres)
        told = messages.number(metres)
        source = {
            key: messages(f"vecu.source.{key}", metres=told)
            for key in ("producteur", "millesime", "licence", "note")
        }
        day = datetime.now().astimezone().date()
        written = write_supposed(project, supposed, source=source, replace=replace, day=day)
        click.echo(messages("vecu.written", path=LAYER, metres=told))
        if written.backups and not quiet:
            click.echo(messages("review.backups", files=visible(", ".join(written.backups))))
        if quiet:
            return
        for code, row in supposed.edges.iterrows():
            click.echo(
                messages(
                    "vecu.line",
                    name=visible(f"{row['nom']} ({code})"),
                    hectares=messages.number(row.geometry.area / 10_000),
                    people=messages.number(row["population"]),
                )
            )
        click.echo(messages("vecu.people"))
        click.echo(messages("vecu.next"))

    return speaking(
        "vecu",
        messages,
        vecu,
        [
            project_option(messages),
            click.Option(
                ["--buffer", "--tampon", "metres"],
                type=click.FloatRange(min=1, max=5_000),
                metavar=messages("cli.number-metavar"),
                help=messages("cli.vecu.buffer"),
            ),
            click.Option(
                ["--remplacer", "--replace", "replace"],
                is_flag=True,
                help=messages("cli.vecu.replace"),
            ),
            language_option(messages),
            quiet_option(messages),
        ],
    )
