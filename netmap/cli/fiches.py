"""``netmap fiches``: a sheet a partner."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from netmap.cli.progress import steps
from netmap.cli.speech import language_option, out_option, project_option, quiet_option, speaking

if TYPE_CHECKING:
    from pathlib import Path

    from netmap.messages import Messages


def command(messages: Messages) -> click.Command:
    """Return the command."""

    def fiches(project: Path, out: Path | None, *, book: bool, quiet: bool) -> None:
        from netmap import pipeline
        from netmap.exports.files import manifest_json
        from netmap.exports.folder import claimed
        from netmap.exports.sheet_book import sheets_book
        from netmap.formats.manifest import MANIFEST
        from netmap.formats.sheet_book import SHEET_BOOK
        from netmap.render.sheet import sheet_views, sheets
        from netmap.text import visible

        folder = out or project / "fiches"
        with steps(messages, quiet=quiet) as progress:
            findings = pipeline.answer(project, audience="public", progress=progress)
            pages = sheets(findings, messages)
            files = dict(pages)
            if book:
                shown = [view.data for view in sheet_views(findings, messages).values()]
                files[SHEET_BOOK] = sheets_book(shown, messages)
            waiting = partial(progress, "waiting")
            with claimed(folder, audience="public", project=project, waiting=waiting) as claim:
                claim.replace({**files, MANIFEST: manifest_json(findings.release, files)})
        if quiet:
            return
        count, unnamed = len(pages), len(findings.release.partners) - len(pages)
        where = visible(str(folder))
        click.echo(messages("cli.fiches.written", count=messages.number(count), folder=where))
        if unnamed:
            click.echo(messages("cli.fiches.unnamed", count=messages.number(unnamed)))

    return speaking(
        "fiches",
        messages,
        fiches,
        [
            project_option(messages),
            out_option("fiches", messages),
            click.Option(
                ["--classeur", "--workbook", "book"],
                is_flag=True,
                help=messages("cli.fiches.book"),
            ),
            language_option(messages),
            quiet_option(messages),
        ],
    )
