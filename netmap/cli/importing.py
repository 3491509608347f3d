"""``netmap import``: a file of elsewhere taken in, once it was shown what it is taken for."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from netmap.cli.speech import (
    asks_yes,
    language_option,
    project_option,
    quiet_option,
    speaking,
    yes_option,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from netmap.intake.decisions import Decision
    from netmap.intake.plan import Asked, Plan
    from netmap.messages import Messages

_TARGETS = ("annuaire", "partners", "accompagnements", "relations", "passages", "permanences",
            "indicateurs")  # fmt: skip


def command(messages: Messages) -> click.Command:
    """Return the command."""

    def take(
        files: tuple[Path, ...],
        project: Path,
        *,
        target: str | None,
        columns: tuple[str, ...],
        values: tuple[str, ...],
        only: tuple[str, ...],
        source: str,
        dry: bool,
        yes: bool,
        quiet: bool,
    ) -> int:
        from netmap.errors import InputError
        from netmap.inputs.presence import is_project, no_project
        from netmap.intake.plan import Asked

        if not is_project(project):
            raise InputError((no_project(project),))
        said = Asked(target, _pairs(columns, "--colonne", messages),
                     _pairs(values, "--valeur", messages), only, source)  # fmt: skip
        return take_in(project, files, said, messages, dry=dry, yes=yes, quiet=quiet)

    options: list[click.Parameter] = [
        click.Argument(
            ["files"],
            nargs=-1,
            required=True,
            type=click.Path(path_type=Path),
            metavar=messages("cli.import.file-metavar"),
            help=messages("cli.import.files"),
        ),
        project_option(messages),
        click.Option(["--vers", "--to", "target"], type=click.Choice(_TARGETS),
                     help=messages("cli.import.target")),
        _several(["--colonne", "--column", "columns"], "column", messages),
        _several(["--valeur", "--value", "values"], "value", messages),
        _several(["--seulement", "--only", "only"], "only", messages),
        click.Option(["--source"], default="", metavar=messages("cli.import.text-metavar"),
                     help=messages("cli.import.source")),
        click.Option(["--sans-ecrire", "--dry-run", "dry"], is_flag=True,
                     help=messages("cli.import.dry")),
        yes_option("import", messages),
        language_option(messages),
        quiet_option(messages),
    ]  # fmt: skip
    return speaking("import", messages, take, options)


def take_in(
    project: Path,
    files: Sequence[Path],
    asked: Asked,
    messages: Messages,
    *,
    yes: bool,
    quiet: bool,
    dry: bool = False,
    about: str = "import",
) -> int:
    """Tell what files would change in a project, ask, and write it; return the exit status.

    Parameters
    ----------
    about
        The command, whose sentences ask.
    """
    from netmap.cli.import_story import tell_plan
    from netmap.intake.plan import settle
    from netmap.intake.preparing import prepare

    plan = prepare(project, files, asked)
    if not quiet:
        tell_plan(plan, messages)
    if dry:
        click.echo(messages("import.dry"))
        return 0
    settle(plan, _decided(plan, messages, yes=yes))
    return _write(plan, messages, yes=yes, about=about)


def _several(names: list[str], key: str, messages: Messages) -> click.Option:
    return click.Option(
        names,
        multiple=True,
        metavar=messages(f"cli.import.{key}-metavar"),
        help=messages(f"cli.import.{key}"),
    )


def _pairs(words: Sequence[str], option: str, messages: Messages) -> Mapping[str, str]:
    """Return what ``NAME=TEXT`` says."""
    pairs = [word.partition("=") for word in words]
    if any(not mark or not name.strip() for name, mark, _ in pairs):
        raise click.UsageError(messages("cli.import.not-a-pair", name=option))
    return {name.strip(): text.strip() for name, _, text in pairs}


def _decided(plan: Plan, messages: Messages, *, yes: bool) -> dict[tuple[str, str], Decision]:
    """Ask of each pair that may be one; what is sure is agreed to at once where nobody is asked."""
    import sys

    from netmap.intake.decisions import pair_of
    from netmap.text import visible

    asks = sys.stdin.isatty() and not yes
    found: dict[tuple[str, str], Decision] = {}
    for doubt in plan.doubts:
        said: Decision = "meme" if doubt.sure else ""
        if asks:
            one, other = map(visible, doubt.names)
            question = messages("import.same-question", one=one, other=other)
            default = messages("import.yes-letter") if doubt.sure else ""
            answer = click.prompt(question, default=default, show_default=bool(default),
                                  prompt_suffix=" ")  # fmt: skip
            said = _answer(str(answer))
        found[pair_of(*doubt.ids)] = said
    return found


def _answer(text: str) -> Decision:
    word = text.strip().casefold()
    if word in {"o", "oui", "y", "yes"}:
        return "meme"
    return "differents" if word in {"n", "non", "no"} else ""


def _write(plan: Plan, messages: Messages, *, yes: bool, about: str) -> int:
    from netmap.cli.speech import tell_written
    from netmap.intake.writing import contents, write_plan

    if not contents(plan, messages):
        click.echo(messages("import.nothing-new" if plan.fills else "import.nothing-to-write"))
        return 0
    if not (yes or asks_yes(about, messages)):
        return 0
    written = write_plan(plan, day=datetime.now().astimezone().date(), messages=messages)
    tell_written(written, messages)
    return 0
