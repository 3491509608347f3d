"""``netmap check``: all problems of all tables and layers, and how full and fresh each is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from netmap.cli.speech import json_option, language_option, project_option, quiet_option, speaking

if TYPE_CHECKING:
    from pathlib import Path

    from netmap.messages import Messages


def command(messages: Messages) -> click.Command:
    """Return the command."""

    def check(project: Path, *, as_json: bool, quiet: bool) -> int:
        from netmap.inputs import check_project
        from netmap.territory import place_doubts

        report = check_project(project, places=place_doubts)
        if as_json:
            click.echo(json.dumps(report.to_json(messages), ensure_ascii=False, indent=1))
        else:
            from netmap.cli.problems import print_problems, print_quality

            if not quiet:
                print_quality(report, messages)
            print_problems(report.problems, messages, err=False)
        return 1 if any(problem.severity == "error" for problem in report.problems) else 0

    return speaking(
        "check",
        messages,
        check,
        [
            project_option(messages),
            json_option(messages),
            language_option(messages),
            quiet_option(messages),
        ],
    )
