"""Problems on the terminal: all of them, file by file, each with its remedy."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from netmap.messages import describe
from netmap.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netmap.errors import Problem
    from netmap.messages import Messages


def print_problems(problems: Iterable[Problem], messages: Messages, *, err: bool = True) -> None:
    """Print the problems in the order of their places, errors before warnings in each file."""
    every = sorted(problems, key=lambda problem: (problem.file, problem.severity, problem.place))
    for file, rows in groupby(every, key=lambda problem: problem.file):
        click.echo(f"\n{visible(file)}", err=err)
        for problem in rows:
            text = describe(problem, messages)
            label = messages(f"severity.{problem.severity}")
            click.echo(f"  {label} : {text.sentence}", err=err)
    errors = sum(problem.severity == "error" for problem in every)
    click.echo(
        "\n"
        + messages(
            "cli.problems",
            errors=messages.number(errors),
            warnings=messages.number(len(every) - errors),
        ),
        err=err,
    )
