"""``netmap atlas``: many territories, their overview, one file of all results."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from netmap.cli.progress import counting
from netmap.cli.speech import language_option, quiet_option, speaking

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmap.atlas.asked import Asked
    from netmap.atlas.ground import Ground
    from netmap.atlas.making import Made
    from netmap.atlas.territory import Outcome
    from netmap.messages import Messages

_MEMORY = re.compile(r"(\d+(?:[.,]\d+)?)\s*([kmgt])(i?)[ob]", re.IGNORECASE)
_POWERS = "kmgt"
#: Problems of a territory that are told; the others are counted.
_TOLD = 3


def command(messages: Messages) -> click.Command:
    """Return the command."""

    def atlas(
        folders: tuple[Path, ...],
        out: Path,
        releases: tuple[Path, ...],
        *,
        france: bool,
        tables: Path | None,
        departments: tuple[str, ...],
        workers: int | None,
        threads: bool,
        scheduler: str | None,
        memory: str,
        quiet: bool,
    ) -> int:
        from netmap.atlas.asked import projects_in, releases_in
        from netmap.atlas.making import make
        from netmap.atlas.running import Where

        if sum((bool(folders), bool(releases), france)) != 1:
            raise click.UsageError(messages("cli.atlas.one-origin"))
        if not france and (tables is not None or departments):
            raise click.UsageError(messages("cli.atlas.france-only"))
        where = Where(
            scheduler=scheduler,
            workers=workers or os.cpu_count() or 1,
            threads=threads,
            memory=_bytes(memory, messages),
        )
        asked, grounds = (
            _laid(out, tables, departments, messages)
            if france
            else (projects_in(folders) if folders else releases_in(releases), {})
        )
        done = 0

        def say(count: int, of: int | None) -> str:
            return messages("atlas.progress", done=count, total=of or 0)

        with counting(say, quiet=quiet) as progress:

            def told(outcome: Outcome) -> None:
                nonlocal done
                done += 1
                progress(done, len(asked))
                if outcome.state == "failed":
                    _tell_failure(outcome, asked, messages)

            def begun(address: str) -> None:
                progress(0, len(asked))
                if not quiet and not threads:
                    click.echo(messages("atlas.scheduler", address=address), err=True)

            made = make(
                asked, out, where, messages=messages, grounds=grounds, outcome=told, begin=begun
            )
        if not quiet:
            _tell(made, messages)
        return 1 if any(one.state == "failed" for one in made.outcomes) else 0

    folder = messages("cli.folder-metavar")
    path = click.Path(path_type=Path)
    return speaking(
        "atlas",
        messages,
        atlas,
        [
            click.Argument(
                ["folders"],
                nargs=-1,
                type=path,
                metavar=messages("cli.atlas.folders-metavar"),
                help=messages("cli.atlas.folders"),
            ),
            click.Option(
                ["--out"], type=path, default=Path("atlas"), metavar=folder,
                help=messages("cli.atlas.out"),
            ),
            click.Option(
                ["--de", "--from", "releases"], type=path, multiple=True, metavar=folder,
                help=messages("cli.atlas.releases"),
            ),
            click.Option(["--france"], is_flag=True, help=messages("cli.atlas.france")),
            click.Option(
                ["--tables"], type=path, metavar=folder, help=messages("cli.atlas.tables")
            ),
            click.Option(
                ["--departement", "--department", "departments"], multiple=True, metavar="CODE",
                help=messages("cli.atlas.departments"),
            ),
            click.Option(
                ["--ouvriers", "--workers", "workers"], type=click.IntRange(1, 256), metavar="N",
                help=messages("cli.atlas.workers"),
            ),
            click.Option(
                ["--fils", "--threads", "threads"], is_flag=True, help=messages("cli.atlas.threads")
            ),
            click.Option(
                ["--scheduler"], metavar="tcp://…", help=messages("cli.atlas.scheduler")
            ),
            click.Option(
                ["--memoire", "--memory", "memory"], default="4 Gio", metavar=messages(
                    "cli.atlas.memory-metavar"), help=messages("cli.atlas.memory"),
            ),
            language_option(messages),
            quiet_option(messages),
        ],
    )  # fmt: skip


def _laid(
    out: Path, tables: Path | None, departments: tuple[str, ...], messages: Messages
) -> tuple[tuple[Asked, ...], Mapping[str, Ground]]:
    """Return every group of communes of France; say which rows are in none."""
    from netmap.atlas.country import lay_country

    laid = lay_country(out, tables, {code.upper() for code in departments}, messages)
    if not laid.asked:
        raise click.UsageError(messages("cli.atlas.no-department"))
    for table, count in sorted(laid.nowhere.items()):
        click.echo(messages("atlas.nowhere", table=table, count=messages.number(count)), err=True)
    return laid.asked, laid.grounds


def _bytes(text: str, messages: Messages) -> int:
    """Return how many bytes a text says: ``4 Gio``, ``4GiB``, ``2000 Mo``."""
    from netmap.atlas.running import LEAST_BYTES, OWN_BYTES

    found = _MEMORY.fullmatch(text.strip())
    if found is None:
        raise click.UsageError(messages("cli.atlas.no-memory", found=text))
    number, unit, binary = found.groups()
    power = _POWERS.index(unit.lower()) + 1
    said = int(float(number.replace(",", ".")) * (1024 if binary else 1000) ** power)
    if said < OWN_BYTES + LEAST_BYTES:
        least = messages.number((OWN_BYTES + LEAST_BYTES) // 1_000_000)
        raise click.UsageError(messages("cli.atlas.too-little", least=least))
    return said


def _tell_failure(outcome: Outcome, asked: tuple[Asked, ...], messages: Messages) -> None:
    from netmap.messages import describe
    from netmap.text import visible

    title = next(one.title for one in asked if one.name == outcome.name)
    click.echo(messages("atlas.failed", name=visible(title)), err=True)
    errors = [one for one in outcome.problems if one.severity == "error"]
    for problem in errors[:_TOLD]:
        click.echo(f"  • {describe(problem, messages).sentence}", err=True)
    if len(errors) > _TOLD:
        click.echo(f"  • {messages('atlas.more', count=len(errors) - _TOLD)}", err=True)
    if outcome.kind:
        reason = visible(outcome.reason)
        key = f"atlas.why.{outcome.kind.partition('.')[0]}"
        click.echo(f"  • {messages(key, reason=reason)}", err=True)


def _tell(made: Made, messages: Messages) -> None:
    from netmap.text import visible

    states = [one.state for one in made.outcomes]
    click.echo(
        messages(
            "atlas.done",
            made=messages.number(states.count("made")),
            kept=messages.number(states.count("kept")),
            failed=messages.number(states.count("failed")),
        )
    )
    if made.joint.hidden:
        click.echo(
            messages(
                "atlas.joint",
                hidden=messages.number(made.joint.hidden),
                betrayed=messages.number(made.joint.betrayed),
            )
        )
    for one in made.atlas.territoires:
        if one.etat in {"total-seul", "retenu"}:
            click.echo(f"  • {messages(f'atlas.held.{one.etat}', name=visible(one.nom))}")
    click.echo(messages("atlas.written", folder=visible(str(made.folder))))
    for name in made.files:
        weight = -(-(made.folder / name).stat().st_size // 1000)
        click.echo(f"  {name:<26} {messages('build.weight', kb=messages.number(weight))}")
