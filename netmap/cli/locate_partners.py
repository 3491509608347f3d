"""``netmap locate --partenaires``: those that have no point get one, after consent."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from netmap.cli.speech import asks_yes, tell_written

if TYPE_CHECKING:
    from pathlib import Path

    from netmap.messages import Messages


def place(project: Path, base: Path | None, messages: Messages, *, yes: bool, quiet: bool) -> None:
    """Show what is sure and what is not, ask, and write what is sure."""
    from netmap.locate.placing import find_placements, write_placements
    from netmap.locate.project import matching
    from netmap.text import visible

    with matching(project, base) as matcher:
        placing = find_placements(project, matcher)
    if not placing.rows:
        click.echo(messages("locate.placing.none"))
        return
    doubtful = [row for row in placing.rows if row.point is None]
    if placing.sure and not quiet:
        click.echo(messages("locate.placing.sure", count=len(placing.sure)))
        for row in placing.sure:
            click.echo(f"  {visible(row.name)} → {visible(row.label or '')}")
    if doubtful and not quiet:
        click.echo(messages("locate.placing.doubtful", count=len(doubtful)))
        for row in doubtful:
            why = messages(f"locate.placing.{row.why}", label=visible(row.label or ""))
            click.echo(f"  {visible(row.name)} : {why}")
    if placing.sure and (yes or asks_yes("locate.placing", messages)):
        day = datetime.now().astimezone().date()
        tell_written(write_placements(project, placing, day=day), messages)
