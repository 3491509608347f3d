"""``netmap init``: a project of one's own, from nothing and with no network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from netmap.cli.speech import language_option, quiet_option, speaking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netmap.messages import Messages
    from netmap.sources.base import Group
    from netmap.starter.project import Started

#: candidates and names that are listed; the others are counted
_LISTED = 15


def command(messages: Messages) -> click.Command:
    """Return the command."""

    def init(
        territory: str | None,
        folder: Path | None,
        *,
        epci: str | None,
        qpv: Path | None,
        quiet: bool,
    ) -> int:
        from netmap.starter.find import find, folder_name
        from netmap.starter.project import start

        if epci is not None:
            if folder is not None:
                raise click.UsageError(messages("cli.init.two-territories"))
            territory, folder = epci, None if territory is None else Path(territory)
        if territory is None:
            raise click.UsageError(messages("cli.init.no-territory"))
        if folder is not None and not folder.exists() and find(f"{territory} {folder}"):
            name = f"{territory} {folder}"
            raise click.UsageError(messages("cli.init.quotes", name=name))
        groups = find(territory)
        if len(groups) != 1:
            _tell_candidates(territory, groups, messages)
            return 2
        target = folder or Path(folder_name(groups[0]))
        started = start(groups[0], target, messages=messages, qpv=qpv)
        if not quiet:
            _tell(started, messages)
        return 0

    return speaking(
        "init",
        messages,
        init,
        [
            click.Argument(
                ["territory"],
                required=False,
                metavar=messages("cli.init.territory-metavar"),
                help=messages("cli.init.territory"),
            ),
            click.Argument(
                ["folder"],
                required=False,
                type=click.Path(path_type=Path),
                metavar=f"[{messages('cli.folder-metavar')}]",
                help=messages("cli.init.folder"),
            ),
            click.Option(["--epci"], metavar="SIREN", help=messages("cli.init.epci")),
            click.Option(
                ["--qpv"],
                type=click.Path(path_type=Path),
                metavar=messages("cli.init.file-metavar"),
                help=messages("cli.init.qpv"),
            ),
            language_option(messages),
            quiet_option(messages),
        ],
    )


def _tell_candidates(asked: str, groups: Sequence[Group], messages: Messages) -> None:
    """Say which groups may be meant, and how to ask for each; or why there is none."""
    from netmap.starter.find import alone, nearest
    from netmap.text import visible

    shown = visible(asked)
    if groups:
        click.echo(messages("init.several", asked=shown, count=len(groups)), err=True)
        for group in groups[:_LISTED]:
            click.echo(f"  {_line(group, messages)}", err=True)
            click.echo(f"    netmap init {group.code}", err=True)
        if len(groups) > _LISTED:
            click.echo(messages("init.more", count=len(groups) - _LISTED), err=True)
        return
    lonely = alone(asked)
    if lonely:
        click.echo(messages("init.alone", names=messages.join(list(lonely[:_LISTED]))), err=True)
        return
    click.echo(messages("init.none", asked=shown), err=True)
    near = nearest(asked)
    if near:
        click.echo(messages("init.near"), err=True)
        for name in near:
            click.echo(f'    netmap init "{name}"', err=True)


def _line(group: Group, messages: Messages) -> str:
    """Return a group in one line: its name, its SIREN, where it is, how many communes it has."""
    from netmap.sources.base import department

    where = sorted({department(code) for code in group.communes})
    return messages(
        "init.group",
        name=group.name,
        code=group.code,
        departments=", ".join(where),
        communes=messages.number(len(group.communes)),
    )


def _tell(started: Started, messages: Messages) -> None:
    """Say what was written, what is not known, and what to do next."""
    from netmap.sources.base import communes
    from netmap.text import visible

    territory = started.territory
    folder = visible(str(started.folder))
    click.echo(_line(territory.group, messages))
    click.echo(messages("init.people", people=messages.number(territory.people)))
    click.echo(messages("init.written", folder=folder))
    for name in started.files:
        if not name.startswith("modeles/"):
            click.echo(f"  {name:<26} {messages(f'init.file.{name}')}")
    click.echo(f"  {'modeles/':<26} {messages('init.file.modeles')}")
    names = communes()["nom"]
    for holder, within in sorted(territory.within.items()):
        told = messages.join([str(names[code]) for code in within])
        click.echo(messages("init.within", names=told, holder=names[holder]))
    if started.qpv is None:
        click.echo(messages("init.no-qpv"))
    else:
        key = "init.qpv" if started.qpv else "init.none-here"
        click.echo(messages(key, count=started.qpv))
    click.echo(messages("init.next", folder=folder))
