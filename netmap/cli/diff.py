"""``netmap diff``: what changed since a former build."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from netmap.cli.answers import echo_json, json_option
from netmap.cli.progress import steps
from netmap.cli.speech import (
    check_out,
    language_option,
    project_option,
    quiet_option,
    speaking,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netmap.diff import Difference, Snapshot
    from netmap.diff.words import NeedLabel, Section
    from netmap.findings.model import Findings
    from netmap.messages import Messages


def command(messages: Messages) -> click.Command:
    """Return the command."""

    def diff(
        folders: tuple[Path, ...],
        project: Path,
        page: Path | None,
        *,
        as_json: bool,
        quiet: bool,
    ) -> None:
        if len(folders) > 2:  # noqa: PLR2004
            raise click.UsageError(messages("cli.diff.too-many"))
        from netmap import pipeline
        from netmap.diff import compare, read_snapshot, snapshot_of
        from netmap.diff.records import difference_records
        from netmap.diff.words import sections

        before = read_snapshot(folders[0])
        if page is not None:
            from netmap.exports.page import former_page

            former_page(page, before.edition)
        later = read_snapshot(folders[1]) if len(folders) > 1 else None
        if later is not None and page is None:
            findings, after = None, later
        else:
            with steps(messages, quiet=quiet) as progress:
                findings = pipeline.answer(
                    project, audience=before.edition, beside=(folders[0],), progress=progress
                )
            after = later or snapshot_of(findings, messages)
        _check_alike(before, after, findings, messages)
        if later is None and findings is not None:
            check_out([findings.release], messages, as_data=as_json or page is not None)
        found = compare(before, after)
        label = _label(findings, messages)
        told = sections(found, before, after, messages, need_label=label)
        names = {
            "former": folders[0].name or str(folders[0]),
            "later": folders[1].name if later else messages("diff.today"),
        }
        if page is not None and findings is not None:
            from netmap.diff.page import difference_page
            from netmap.exports.page import write_page

            document = difference_page(findings, told, messages, **names)
            write_page(page, document, audience=before.edition, project=project)
        if as_json:
            echo_json(difference_records(found, after))
        elif not quiet:
            _print(told, found, messages, **names)
            if page is not None:
                from netmap.text import visible

                click.echo("\n" + messages("diff.page-written", file=visible(str(page))))

    return speaking(
        "diff",
        messages,
        diff,
        [
            click.Argument(
                ["folders"],
                nargs=-1,
                required=True,
                type=click.Path(path_type=Path),
                metavar=messages("cli.diff.folders-metavar"),
                help=messages("cli.diff.folders"),
            ),
            project_option(messages),
            click.Option(
                ["--page"],
                type=click.Path(path_type=Path, dir_okay=False),
                metavar=messages("cli.diff.page-metavar"),
                help=messages("cli.diff.page"),
            ),
            json_option(messages),
            language_option(messages),
            quiet_option(messages),
        ],
    )


def _check_alike(
    before: Snapshot, after: Snapshot, findings: Findings | None, messages: Messages
) -> None:
    """Refuse two editions, which hide different things, and two territories."""
    if before.edition != after.edition:
        raise click.UsageError(messages("diff.two-editions"))
    names = {before.territoire, after.territoire}
    if findings is not None:
        names.add(findings.release.territory.name)
    if len(names) > 1:
        from netmap.text import visible

        shown = ", ".join(visible(name) for name in sorted(names))
        raise click.UsageError(messages("diff.two-territories", names=shown))


def _label(findings: Findings | None, messages: Messages) -> NeedLabel:
    from netmap.records.sentences import label_of

    if findings is not None:
        return lambda code: label_of("need", code, findings.release.settings, messages)
    return lambda code: messages.label("need", code)


def _print(
    told: Sequence[Section], found: Difference, messages: Messages, *, former: str, later: str
) -> None:
    from rich.console import Console
    from rich.table import Table

    from netmap.text import visible

    click.echo(messages("diff.compared", former=visible(former), later=visible(later)))
    if found.empty:
        click.echo("\n" + messages("diff.nothing"))
        return
    console = Console(markup=False, highlight=False, width=max(100, Console().width))
    for section in told:
        if not section.rows:
            continue
        title = messages(f"diff.section.{section.name}")
        click.echo(f"\n{title} ({messages.number(len(section.rows))})")
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in section.columns:
            table.add_column(messages(f"diff.column.{name}"), overflow="fold")
        for row in section.rows:
            table.add_row(*(visible(cell) for cell in row))
        console.print(table)
