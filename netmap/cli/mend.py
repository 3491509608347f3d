"""``netmap check --corriger``: what is sure is shown, agreed to, then written back."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from netmap.cli.speech import asks_yes, tell_written

if TYPE_CHECKING:
    from pathlib import Path

    from netmap.amend.mending import Mend, Mending
    from netmap.messages import Messages

#: cells of one column that are shown before they are only counted
_SHOWN = 30


def mend(project: Path, messages: Messages, *, yes: bool, quiet: bool) -> None:
    """Show what is sure, ask, and write it."""
    from netmap.amend.mending import find_mends, write_mends

    found = find_mends(project)
    if not found.mends:
        click.echo(messages("mend.none"))
        return
    if not quiet:
        _show(found, messages)
    if not (yes or asks_yes("mend", messages)):
        return
    tell_written(write_mends(project, found, day=_today()), messages)


def mend_unasked(project: Path, *, yes: bool) -> dict[str, Any]:
    """Return what is sure as data, and what was written of it: nothing, unless `yes`."""
    from netmap.amend.mending import find_mends, write_mends

    found = find_mends(project)
    written = write_mends(project, found, day=_today()) if yes else None
    return {
        "corrections": [
            {
                "file": one.file,
                "sheet": one.sheet,
                "line": one.line,
                "column": one.column,
                "before": None if one.unspoken else one.before,
                "after": None if one.unspoken else one.after,
                "refused": one.refused,
            }
            for one in found.mends
        ],
        "written": None if written is None else list(written.files),
        "backups": None if written is None else list(written.backups),
    }


def _today() -> Any:  # noqa: ANN401
    return datetime.now().astimezone().date()


def _show(found: Mending, messages: Messages) -> None:
    from netmap.errors import Problem
    from netmap.inputs.book import headed
    from netmap.messages import place_of
    from netmap.text import visible

    refused = sum(one.refused for one in found.mends)
    click.echo(messages("mend.title", count=len(found.mends), refused=refused))

    def column(one: Mend) -> tuple[str, str, str]:
        return (one.file, one.sheet or "", one.column)

    for _, alike in groupby(sorted(found.mends, key=column), key=column):
        several = list(alike)
        at = Problem(
            file=several[0].file, sheet=several[0].sheet, column=several[0].column, kind="mend"
        )
        click.echo(f"\n{place_of(headed(at), messages)}")
        for one in several[:_SHOWN]:
            key = "mend.unspoken" if one.unspoken else "mend.cell"
            before, after = visible(one.before), visible(one.after)
            click.echo("  " + messages(key, line=one.line, before=before, after=after))
        if len(several) > _SHOWN:
            click.echo("  " + messages("mend.more", count=len(several) - _SHOWN))
