"""The commands: parse, call, print. Everything heavy is imported inside a command.

Exit status: 0 fine, 1 the project's files need work (or a release failed its audit),
2 the command was not written as it should be.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from netmap.cli.mistakes import explain_usage
from netmap.cli.speech import Group, language_of, language_option
from netmap.errors import (
    DisclosureError,
    FetchError,
    InputError,
    NetmapError,
    OutputError,
    SolverError,
    reason_of,
)
from netmap.messages import Messages
from netmap.text import visible
from netmap.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["commands", "main"]

#: Objects made between two looks for cycles, and how seldom older ones are looked at.
_COLLECT = (50_000, 20, 100)


#: Commands in the order in which they are used, and the module of each.
_MODULES = {
    name: "importing" if name == "import" else name
    for name in (
        *("init", "import", "fetch", "build", "check", "locate", "vecu", "temps", "gaps"),
        *("site", "chain", "fiches", "review", "diff", "atlas", "audit"),
    )
}


class Shelf(Mapping[str, click.Command]):
    """Commands by name, each made when it is first asked for: no other is imported."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages
        self._made: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._made:
            module = import_module(f"netmap.cli.{_MODULES[name]}")
            self._made[name] = module.command(self._messages)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


def commands(messages: Messages) -> click.Group:
    """Return the command tree, with its help in the language of `messages`."""
    group = Group("netmap", messages=messages, help=messages("cli.help"), commands=Shelf(messages))
    group.params += [
        click.Option(
            ["--version"],
            is_flag=True,
            expose_value=False,
            help=messages("cli.version"),
            callback=partial(_print_version, messages),
        ),
        click.Option(
            ["--verbose"],
            is_flag=True,
            is_eager=True,  # known before the version is told, wherever it stands
            expose_value=False,
            help=messages("cli.verbose"),
            callback=_note_verbose,
        ),
        language_option(messages),
    ]
    return group


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its status."""
    # A command is short and makes few cycles: looking for them all along takes a tenth of it.
    gc.set_threshold(*_COLLECT)
    # Sums here are short: threads of the algebra would spin beside them, and add in another order.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    words = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(run(words))


def run(words: list[str]) -> int:
    """Run the command line and return its status; every error is told in one place."""
    _speak_utf8()
    try:
        messages = Messages(language_of(words, os.environ))
    except KeyboardInterrupt:
        messages = Messages(language_of(words, os.environ))
        click.echo(messages("cli.interrupted"), err=True)
        return 130
    try:
        status = commands(messages).main(words, prog_name="netmap", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as nothing:
        click.echo(nothing.format_message())
        from netmap.inputs.presence import is_project

        key = "cli.project-here" if is_project(Path()) else "cli.no-project-here"
        click.echo("\n" + messages(key))
        return 0
    except click.UsageError as mistake:
        click.echo(explain_usage(mistake, messages), err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo(messages("cli.interrupted"), err=True)
        return 130
    except InputError as problem:
        from netmap.cli.problems import print_problems

        print_problems(problem.problems, messages)
        return 1
    except OutputError as refusal:
        told = {name: visible(value) for name, value in refusal.values.items()}
        click.echo(messages(f"output.{refusal.kind}", **told), err=True)
        return 2
    except DisclosureError as refusal:
        click.echo(messages("cli.disclosure", reason=str(refusal)), err=True)
        return 1
    except OSError as failure:
        reason = messages.reason(reason_of(failure))
        path = visible(str(failure.filename or ""))
        click.echo(messages("cli.system", path=path, reason=reason), err=True)
        return 1
    except NetmapError as failure:
        click.echo(_sentence(failure, messages), err=True)
        return 1
    return status if isinstance(status, int) else 0


def _sentence(failure: NetmapError, messages: Messages) -> str:
    if isinstance(failure, SolverError):
        return messages(f"solver.{failure.kind}")
    if isinstance(failure, FetchError):
        told = {name: visible(value) for name, value in failure.values.items()}
        return messages(f"fetch.fault.{failure.kind}", **told)
    return messages("cli.failure", reason=str(failure))


def _print_version(
    messages: Messages, context: click.Context, _: click.Parameter, value: object
) -> None:
    if not value or context.resilient_parsing:
        return
    if context.meta.get(_VERBOSE):
        from netmap.cli.versions import version_lines

        click.echo("\n".join(version_lines(messages)))
    else:
        click.echo(f"netmap {__version__}")
    context.exit()


_VERBOSE = "netmap.verbose"


def _note_verbose(context: click.Context, _: click.Parameter, value: object) -> None:
    context.meta[_VERBOSE] = bool(value)


def _speak_utf8() -> None:
    """Let French be printed on a terminal or a pipe that was not set to UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
