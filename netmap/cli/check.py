"""``netmap check``: all problems of all tables and layers, and how full and fresh each is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netmap.cli.answers import echo_json, json_option
from netmap.cli.speech import (
    language_option,
    project_option,
    quiet_option,
    speaking,
    yes_option,
)

if TYPE_CHECKING:
    from pathlib import Path

    from netmap.messages import Messages


def command(messages: Messages) -> click.Command:
    """Return the command."""

    def check(project: Path, *, fix: bool, yes: bool, as_json: bool, quiet: bool) -> int:
        from netmap.cli.mend import mend, mend_unasked
        from netmap.inputs import check_project
        from netmap.territory import place_doubts

        mended = mend_unasked(project, yes=yes) if fix and as_json else {}
        if fix and not as_json:
            mend(project, messages, yes=yes, quiet=quiet)
        report = check_project(project, places=place_doubts)
        if as_json:
            said = report.to_json(messages) | mended
            echo_json(said)
        else:
            from netmap.cli.problems import print_problems, print_quality

            if report.tables and not quiet:
                print_quality(report, messages)
            print_problems(report.problems, messages, err=False)
        unread = any(one.is_unread and one.line and one.column for one in report.problems)
        if unread and not (fix or as_json or quiet):
            click.echo(messages("mend.hint"))
        return 1 if report.errors else 0

    return speaking(
        "check",
        messages,
        check,
        [
            project_option(messages),
            click.Option(
                ["--corriger", "--fix", "fix"], is_flag=True, help=messages("cli.check.fix")
            ),
            yes_option("check", messages),
            json_option(messages),
            language_option(messages),
            quiet_option(messages),
        ],
    )
