"""``netmap build``: tables and layers become pages."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import click

from netmap.cli.progress import steps
from netmap.cli.speech import (
    audience_option,
    language_option,
    out_option,
    project_option,
    quiet_option,
    speaking,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from netmap.disclosure.model import Hidden
    from netmap.errors import Problem
    from netmap.messages import Messages
    from netmap.pipeline import Build
    from netmap.vocabulary import Audience


def command(messages: Messages) -> click.Command:
    """Return the command."""

    def build(
        project: Path,
        out: Path | None,
        audience: Audience,
        *,
        single: bool,
        everything: bool,
        pdf: bool,
        date: datetime | None,
        show: bool,
        quiet: bool,
    ) -> None:
        from netmap import pipeline
        from netmap.exports import extras

        name = "outputs" if audience == "public" else f"outputs-{audience}"
        with steps(messages, quiet=quiet) as progress:
            built = pipeline.build(
                project,
                out or project / name,
                audience=audience,
                messages=messages,
                single_file=single,
                also=(extras() if everything else frozenset()) | ({"pdf"} if pdf else set()),
                date=None if date is None else date.date().isoformat(),
                progress=progress,
            )
        if not quiet:
            _tell(built, messages)
        if show:
            click.launch(str(built.folder / built.files[0]))

    return speaking(
        "build",
        messages,
        build,
        [
            project_option(messages),
            out_option("build", messages),
            audience_option(messages),
            click.Option(
                ["--un-seul-fichier", "--single-file", "single"],
                is_flag=True,
                help=messages("cli.build.single"),
            ),
            click.Option(
                ["--tout", "--all", "everything"],
                is_flag=True,
                help=messages("cli.build.everything"),
            ),
            click.Option(["--pdf"], is_flag=True, help=messages("cli.build.pdf")),
            click.Option(
                ["--date"],
                type=click.DateTime(["%Y-%m-%d"]),
                metavar=messages("cli.build.date-metavar"),
                help=messages("cli.build.date"),
            ),
            click.Option(["--open", "show"], is_flag=True, help=messages("cli.build.open")),
            language_option(messages),
            quiet_option(messages),
        ],
    )


def _tell(built: Build, messages: Messages) -> None:
    """Say what was written, what was hidden and why, and what to look at first."""
    from netmap.messages import describe
    from netmap.records.sentences import gap_sentences, worded
    from netmap.text import visible

    edition = built.edition
    findings = edition.findings
    messages = worded(messages, findings)
    click.echo(messages("build.written", folder=visible(str(built.folder))))
    for name in built.files:
        weight = ceil((built.folder / name).stat().st_size / 1000)
        click.echo(f"  {name:<22} {messages('build.weight', kb=messages.number(weight))}")
    if findings.release.hidden is None:
        click.echo(messages("build.internal"))
    else:
        _tell_hidden(findings.release.hidden, messages)
    if findings.release.settings.example:
        click.echo(messages("build.example"))
    _tell_left_out(built.doubts, messages)
    if built.doubts:
        click.echo(messages("build.warnings", count=messages.number(len(built.doubts))))
    for problem in edition.plan_problems:
        click.echo(messages("build.no-plan", reason=describe(problem, messages).sentence))
    for gap in findings.gaps[:1]:
        sentences = gap_sentences(gap, messages, findings.release.settings, needs=findings.needs)
        click.echo(messages("build.first", name=visible(gap.name), page=built.files[0]))
        for sentence in sentences:
            click.echo(f"  • {visible(sentence)}")


#: values left out that are told one by one
_TOLD = 10


def _tell_left_out(doubts: Sequence[Problem], messages: Messages) -> None:
    """Say which values were not read, each with its remedy."""
    from netmap.inputs.book import headed
    from netmap.messages import describe

    unread = [problem for problem in doubts if problem.is_unread]
    if unread:
        click.echo(messages("build.left-out", count=len(unread)))
    for problem in unread[:_TOLD]:
        click.echo(f"  • {describe(headed(problem), messages).sentence}")
    if len(unread) > _TOLD:
        click.echo(f"  • {messages('build.left-out-more', count=len(unread) - _TOLD)}")


def _tell_hidden(hidden: Hidden, messages: Messages) -> None:
    """Say what is hidden, what is not said at all, and what would let more be shown."""
    from netmap.text import visible

    click.echo(
        messages(
            "build.hidden",
            cells=messages.number(hidden.cells),
            threshold=messages.number(hidden.threshold),
            shown=messages.number(hidden.shown),
        )
    )
    for kind, which in hidden.unsaid:
        what = messages(f"build.kind.{kind}", which=visible(which))
        click.echo(messages("build.unsaid", what=what))
    if hidden.past_unknown:
        codes = ", ".join(map(visible, hidden.past_unknown))
        click.echo(messages("build.past-unknown", codes=codes))
    if hidden.told:
        click.echo(messages("build.told", count=messages.number(hidden.told)))
