"""``netmap locate``: where an address lies, and whether who lives there may be included."""

from __future__ import annotations

import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netmap.cli.answers import csv_option, csv_text, echo_csv, echo_json, json_option
from netmap.cli.locate_story import tell, tell_age, tell_counts, tell_index
from netmap.cli.speech import (
    language_option,
    project_option,
    quiet_option,
    speaking,
    yes_option,
)

if TYPE_CHECKING:
    from netmap.locate.answer import Answer
    from netmap.locate.project import Ready
    from netmap.messages import Messages

_TABLES = frozenset({".csv", ".xlsx", ".ods"})


def command(messages: Messages) -> click.Command:
    """Return the command."""

    def locate(
        asked: tuple[str, ...],
        project: Path,
        *,
        files: tuple[Path, ...],
        base: Path | None,
        partners: bool,
        online: bool,
        line: int | None,
        out: Path | None,
        as_json: bool,
        as_csv: bool,
        yes: bool,
        quiet: bool,
    ) -> None:
        what = " ".join(asked).strip()
        if bool(files) + partners + bool(what) != 1:
            raise click.UsageError(messages("cli.locate.which"))
        if files:
            _build(project, files, base, messages)
            return
        if not (online or quiet):
            from netmap.locate.index import INDEX_FILE

            tell_age(base or project / INDEX_FILE, messages)
        if partners:
            from netmap.cli.locate_partners import place

            place(project, base, messages, yes=yes, quiet=quiet)
            return
        path = Path(what)
        is_table = path.suffix.lower() in _TABLES
        mistakes = {
            "cli.one-format": as_json and as_csv,
            "cli.locate.only-file": (out is not None or line is not None) and not is_table,
            "cli.locate.one-online": online and (is_table or what == "-"),
        }
        for mistake in (key for key, made in mistakes.items() if made):
            raise click.UsageError(messages(mistake))
        from netmap.locate.answer import guarded

        if online:
            from netmap.cli.locate_online import ask

            ask(what, project, messages, yes=yes, as_json=as_json)
        elif not is_table:
            guarded(partial(_one, what, project, base, messages, as_json=as_json, as_csv=as_csv))
        elif line is not None:
            guarded(partial(_line, path, line, project, base, messages))
        else:
            guarded(partial(_many, path, project, base, out, messages, as_json=as_json))

    return speaking(
        "locate",
        messages,
        locate,
        [
            click.Argument(
                ["asked"],
                nargs=-1,
                metavar=messages("cli.locate.asked-metavar"),
                help=messages("cli.locate.asked"),
            ),
            project_option(messages),
            click.Option(
                ["--index", "files"],
                type=click.Path(path_type=Path),
                multiple=True,
                metavar=messages("cli.locate.file-metavar"),
                help=messages("cli.locate.index"),
            ),
            click.Option(
                ["--base"],
                type=click.Path(path_type=Path),
                metavar=messages("cli.locate.file-metavar"),
                help=messages("cli.locate.base"),
            ),
            click.Option(
                ["--partenaires", "--partners", "partners"],
                is_flag=True,
                help=messages("cli.locate.partners"),
            ),
            click.Option(
                ["--ligne", "--line", "line"],
                type=click.IntRange(min=1),
                metavar=messages("cli.number-metavar"),
                help=messages("cli.locate.line"),
            ),
            click.Option(
                ["--out"],
                type=click.Path(path_type=Path),
                metavar=messages("cli.locate.file-metavar"),
                help=messages("cli.locate.out"),
            ),
            click.Option(
                ["--online", "--en-ligne", "online"],
                is_flag=True,
                help=messages("cli.locate.online"),
            ),
            yes_option("locate", messages),
            json_option(messages),
            csv_option(messages),
            language_option(messages),
            quiet_option(messages),
        ],
    )


def _build(project: Path, files: tuple[Path, ...], base: Path | None, messages: Messages) -> None:
    from netmap.errors import InputError
    from netmap.inputs.presence import is_project, no_project
    from netmap.locate.index import INDEX_FILE

    if base is None and not is_project(project):
        raise InputError((no_project(project),))
    today = datetime.now().astimezone().date()
    tell_index(files, base or project / INDEX_FILE, messages, had=today)


def _told(texts: list[str], project: Path, base: Path | None) -> tuple[list[Answer], Ready]:
    """Return what is said of addresses or points, each a text; the index is for addresses."""
    from netmap.locate.answer import Asked, answers
    from netmap.locate.project import matching, ready
    from netmap.locate.spelling import address_of
    from netmap.locate.table import point_of

    here = ready(project)
    inclusion = here.settings.inclusion
    points = [point_of(text) for text in texts]
    if all(points):
        return answers([Asked(point=one) for one in points], here.grounds, inclusion), here
    with matching(project, base) as matcher:
        asked = [
            Asked(address_of(text, known=matcher.communes), point)
            for text, point in zip(texts, points, strict=True)
        ]
        return answers(asked, here.grounds, inclusion, matcher), here


def _one(
    what: str,
    project: Path,
    base: Path | None,
    messages: Messages,
    *,
    as_json: bool,
    as_csv: bool,
) -> None:
    from netmap.locate.table import record

    texts = [text.strip() for text in sys.stdin if text.strip()] if what == "-" else [what]
    told, here = _told(texts, project, base)
    rows: list[dict[str, Any]] = [record(answer, here.names) for answer in told]
    if what == "-":
        rows = [{"ligne": place} | row for place, row in enumerate(rows, start=1)]
    if as_json:
        echo_json(rows if what == "-" else rows[0])
    elif as_csv:
        echo_csv(rows, ["resultat"])
    else:
        for answer in told:
            tell(answer, here, messages)


def _line(path: Path, line: int, project: Path, base: Path | None, messages: Messages) -> None:
    """Show one row of a file in full, with what its address may be: on this terminal alone."""
    from netmap.errors import InputError, Problem
    from netmap.locate.answer import answers
    from netmap.locate.project import matching, ready
    from netmap.locate.table import read_people

    here = ready(project)
    with matching(project, base) as matcher:
        people = read_people(path, matcher.communes)
        if line not in people.lines:
            raise InputError((Problem(file=str(path), kind="locate-line", line=line),))
        one = people.asked[people.lines.index(line)]
        (answer,) = answers([one], here.grounds, here.settings.inclusion, matcher)
    tell(answer, here, messages)


def _many(
    path: Path,
    project: Path,
    base: Path | None,
    out: Path | None,
    messages: Messages,
    *,
    as_json: bool,
) -> None:
    import json

    from netmap.disk.writing import write_new
    from netmap.locate.answer import answers
    from netmap.locate.index import INDEX_FILE
    from netmap.locate.many import answers_of_many, processes_for
    from netmap.locate.project import matching, ready
    from netmap.locate.table import read_people, refuse_target, rows_of

    if out is not None:
        refuse_target(out, project)
    here = ready(project)
    inclusion = here.settings.inclusion
    people = read_people(path)
    if all(one.point for one in people.asked) and not (base or project / INDEX_FILE).is_file():
        told = answers(people.asked, here.grounds, inclusion)
    else:
        with matching(project, base) as matcher:
            people = read_people(path, matcher.communes)
            count = processes_for(len(people.asked))
            told = (
                answers(people.asked, here.grounds, inclusion, matcher)
                if count == 1
                else answers_of_many(people.asked, project, base, processes=count)
            )
    rows = rows_of(people, told, here.names)
    text = (
        json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
        if as_json
        else csv_text(rows, ["ligne", "resultat"])
    )
    if out is None:
        click.echo(text, nl=False)
    else:
        write_new(out, text.encode(), mode=0o600)
        click.echo(messages("locate.written", path=str(out)))
    tell_counts(told, messages)
