"""Help in the user's language; options that several commands share."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netmap.messages import Messages, spoken
from netmap.text import visible
from netmap.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from netmap.amend.writing import Written
    from netmap.disclosure.model import Release
    from netmap.vocabulary import Language

_LANGUAGE_VARIABLE = "NETMAP_LANG"


def language_of(words: Sequence[str], environment: Mapping[str, str]) -> Language:
    """Return the language asked for, before anything is parsed: French unless told otherwise.

    >>> language_of(["build", "--lang", "en"], {}), language_of(["build"], {})
    ('en', 'fr')
    """
    asked = environment.get(_LANGUAGE_VARIABLE, "")
    for place, word in enumerate(words):
        if word == "--lang" and place + 1 < len(words):
            asked = words[place + 1]
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return spoken(asked)


class Speaking(click.Command):
    """A command whose help speaks the language of its messages."""

    def __init__(
        self,
        name: str,
        *,
        messages: Messages,
        examples: str = "",
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(name, **options)
        self.messages = messages
        self.examples = examples
        self.context_settings["help_option_names"] = ["-h", "--help"]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=self.messages("cli.usage") + " ")

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command takes beside its options."""
        taken = [one for one in self.get_params(ctx) if isinstance(one, click.Argument)]
        if taken:
            with formatter.section(self.messages("cli.arguments")):
                formatter.write_dl([one.get_help_record(ctx) for one in taken])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the examples."""
        options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
        rows = [row for option in options if (row := option.get_help_record(ctx))]
        with formatter.section(self.messages("cli.options")):
            formatter.write_dl(rows)
        if self.examples:
            with formatter.section(self.messages("cli.examples")):
                for line in self.examples.strip().splitlines():
                    formatter.write(f"{'':>{formatter.current_indent}}{line}\n")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the help option, in the language of the messages."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = self.messages("cli.help-option")
        return option

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the pieces of the usage line."""
        pieces = [self.messages("cli.options-metavar")]
        for parameter in self.get_params(ctx):
            pieces += parameter.get_usage_pieces(ctx)
        return pieces


#: letters of what a command is for, as the list of commands has it: never cut in a sentence
_SHORT = 300


class Group(Speaking, click.Group):
    """The tree of commands."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, in the order in which they are used, then the options."""
        told = {name: self.messages(f"cli.{name}.help") for name in self.commands}
        with formatter.section(self.messages("cli.commands")):
            formatter.write_dl(
                [
                    (name, click.Command(name, help=told[name]).get_short_help_str(_SHORT))
                    for name in self.commands
                ]
            )
        super().format_options(ctx, formatter)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the commands in the order in which they are used."""
        return list(self.commands)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the pieces of the usage line."""
        return [*super().collect_usage_pieces(ctx), self.messages("cli.command-metavar")]


def check_out(releases: Iterable[Release], messages: Messages, *, as_data: bool) -> None:
    """Say that an answer is for the office, where no release of the project tells its figures.

    Parameters
    ----------
    releases
        What the answer is drawn from.
    as_data
        Whether it goes to another program, where nothing can be said beside it.

    Raises
    ------
    click.UsageError
        It is data of the public edition that no release tells.
    """
    given = list(releases)
    if all(one.is_out for one in given):
        return
    if not as_data:
        click.echo(f"{messages('cli.office-only')}\n")
    elif any(one.audience == "public" for one in given):
        raise click.UsageError(messages("cli.not-released"))


def project_option(messages: Messages) -> click.Option:
    """Return ``--project DIR``."""
    return click.Option(
        ["--project"],
        type=click.Path(path_type=Path),
        default=Path(),
        metavar=messages("cli.folder-metavar"),
        help=messages("cli.project"),
    )


def out_option(command: str, messages: Messages) -> click.Option:
    """Return ``--out DIR``."""
    return click.Option(
        ["--out"],
        type=click.Path(path_type=Path),
        metavar=messages("cli.folder-metavar"),
        help=messages(f"cli.{command}.out"),
    )


def language_option(messages: Messages) -> click.Option:
    """Return ``--lang fr|en``; :func:`language_of` has already read it."""
    return click.Option(
        ["--lang"],
        type=click.Choice(LANGUAGES),
        default=messages.language,
        expose_value=False,
        help=messages("cli.lang"),
    )


def audience_option(messages: Messages) -> click.Option:
    """Return ``--audience public|interne``."""
    return click.Option(
        ["--audience"],
        type=click.Choice(["public", "interne"]),
        default="public",
        help=messages("cli.audience"),
    )


def quiet_option(messages: Messages) -> click.Option:
    """Return ``--quiet``."""
    return click.Option(["-q", "--quiet"], is_flag=True, help=messages("cli.quiet"))


def yes_option(command: str, messages: Messages) -> click.Option:
    """Return ``--yes``, in both languages."""
    return click.Option(["-y", "--yes", "--oui"], is_flag=True, help=messages(f"cli.{command}.yes"))


#: what people answer to say yes, in both languages
_YES = frozenset({"o", "oui", "y", "yes"})


def asks_yes(about: str, messages: Messages) -> bool:
    """Ask before writing (``<about>.apply``); where nobody can answer, say how to write instead."""
    if not sys.stdin.isatty():
        click.echo("\n" + messages(f"{about}.how-to-apply"))
        return False
    question = "\n" + messages(f"{about}.apply")
    answer = click.prompt(question, default="", show_default=False, prompt_suffix=" ")
    return str(answer).strip().casefold() in _YES


def tell_written(written: Written, messages: Messages) -> None:
    """Say which tables were written, and where the former ones are."""
    if not written.files:
        click.echo(messages("review.nothing"))
        return
    click.echo(messages("review.written", files=visible(", ".join(written.files))))
    if written.backups:
        click.echo(messages("review.backups", files=visible(", ".join(written.backups))))
    click.echo(messages("review.next"))


def speaking(
    name: str, messages: Messages, callback: Callable[..., object], params: list[click.Parameter]
) -> Speaking:
    """Return a command whose sentences are ``cli.<name>.help`` and ``cli.<name>.examples``."""
    return Speaking(
        name,
        messages=messages,
        callback=callback,
        params=params,
        help=messages(f"cli.{name}.help"),
        examples=messages(f"cli.{name}.examples"),
    )
