"""Usage mistakes in the user's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from netmap.text import visible

if TYPE_CHECKING:
    from netmap.messages import Messages


def explain_usage(mistake: click.UsageError, messages: Messages) -> str:
    """Return a usage mistake as one sentence in the user's language, and where help is."""
    command = mistake.ctx.command_path if mistake.ctx else "netmap"
    return f"{_mistake(mistake, messages)}\n{messages('cli.see-help', command=command)}"


def _mistake(mistake: click.UsageError, messages: Messages) -> str:
    parameter = getattr(mistake, "param", None)
    name = "" if parameter is None else _named(parameter)
    match mistake:
        case click.NoSuchOption(option_name=option, possibilities=near):
            hint = messages("cli.did-you-mean", names=", ".join(near)) if near else ""
            return messages("cli.no-such-option", name=option) + hint
        case click.MissingParameter():
            return messages("cli.missing", name=name or str(mistake.param_hint or ""))
        case click.BadParameter(param=click.Parameter(type=click.Choice() as choice)):
            return messages(
                "cli.bad-choice", name=name, choices=", ".join(map(str, choice.choices))
            )
        case click.BadParameter(param=click.Parameter(type=click.Path())):
            return messages("cli.bad-path", name=name, reason=messages("cli.unusable"))
        case click.BadParameter(param=click.Parameter(type=kind)) if what := _wanted(
            kind, messages
        ):
            found = _REFUSED.match(mistake.message)
            word = visible(found[1]) if found else ""
            return messages("cli.attended", name=name, what=what, found=word)
        case click.BadParameter():
            return messages("cli.bad-value", name=name, reason=mistake.message)
        case click.BadOptionUsage():
            takes = "no-value" if "does not take" in mistake.message else "missing-value"
            return messages(f"cli.{takes}", name=mistake.option_name)
        case _ if found := _EXTRA.search(mistake.message):
            parameters = mistake.ctx.command.params if mistake.ctx else ()
            projects = any("--project" in parameter.opts for parameter in parameters)
            key = "cli.too-many-project" if projects else "cli.too-many"
            return messages(key, words=visible(found[1]))
        case _ if mistake.message.startswith(("No such command", "Missing command")):
            word = mistake.message.split("'")[1] if "'" in mistake.message else ""
            key = "cli.no-such-command" if word else "cli.no-command"
            return messages(key, name=word, commands=", ".join(_commands(mistake.ctx)))
        case _:
            return messages("cli.bad-usage", reason=mistake.message)


_REFUSED = re.compile(r"^'?(.*?)'? (?:is|does) not", re.DOTALL)
_EXTRA = re.compile(r"unexpected extra arguments? \((.*)\)", re.DOTALL)


def _named(parameter: click.Parameter) -> str:
    """Return what people call a parameter: its option, or the word that help has for it."""
    if isinstance(parameter, click.Argument):
        return (parameter.metavar or "").split(maxsplit=1)[0].strip("[].")
    return "/".join(parameter.opts)


def _wanted(kind: click.ParamType[Any], messages: Messages) -> str | None:
    """Say what a value of a kind is like; None where the kind says so itself."""
    if isinstance(kind, click.DateTime):
        return messages("cli.not-day")
    whole = isinstance(kind, click.types.IntParamType)
    if not (whole or isinstance(kind, click.types.FloatParamType)):
        return None
    number = messages("cli.not-whole" if whole else "cli.not-number")
    ends = [getattr(kind, name, None) for name in ("min", "max")]
    low, high = (None if end is None else messages.number(end) for end in ends)
    if low is None:
        return number
    if high is None:
        return messages("cli.at-least", kind=number, low=low)
    return messages("cli.between", kind=number, low=low, high=high)


def _commands(context: click.Context | None) -> list[str]:
    command = context.command if context else None
    return list(command.commands) if isinstance(command, click.Group) else []
