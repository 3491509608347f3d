"""``netmap review``: the corrections of a meeting, shown, merged, then written in the tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netmap.cli.answers import echo_json, json_option
from netmap.cli.speech import (
    asks_yes,
    language_option,
    project_option,
    quiet_option,
    speaking,
    tell_written,
    yes_option,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from netmap.messages import Messages
    from netmap.review import ChainChange, MergedReviews, Written
    from netmap.review.model import Review
    from netmap.review.targets import Tables

    Reviews = Sequence[tuple[str, Review]]


def command(messages: Messages) -> click.Command:
    """Return the command."""

    def review(
        files: tuple[Path, ...],
        project: Path,
        day: datetime | None,
        *,
        yes: bool,
        as_json: bool,
        quiet: bool,
    ) -> None:
        from netmap.cli.review_chains import tell_answers, tell_chains
        from netmap.inputs import read_inputs
        from netmap.review import chain_changes, merge_reviews, read_tables, write_merged

        reviews = _read_all(files)
        inputs = read_inputs(project)
        tables = read_tables(inputs)
        asked = day.date() if day else None
        agreed = merge_reviews(reviews, tables, day=asked)
        chains = () if quiet and not as_json else chain_changes(inputs, agreed.changes)
        if not (as_json or quiet):
            _show(reviews, tables, agreed, messages)
            tell_answers(tables, agreed, messages)
            tell_chains(inputs, chains, messages)
        said = bool(agreed.changes or agreed.voices)
        agrees = yes and bool(reviews)
        if not (agrees or (said and not as_json and asks_yes("review", messages))):
            if as_json:
                _echo(reviews, tables, agreed, chains, None)
            return
        newest = asked or max(one.date for _, one in reviews)
        written = write_merged(project, agreed, day=newest, messages=messages)
        if as_json:
            _echo(reviews, tables, agreed, chains, written)
        else:
            tell_written(written, messages)

    return speaking(
        "review",
        messages,
        review,
        [
            click.Argument(
                ["files"],
                nargs=-1,
                required=True,
                type=click.Path(path_type=Path),
                metavar=messages("cli.review.files-metavar"),
                help=messages("cli.review.files"),
            ),
            project_option(messages),
            yes_option("review", messages),
            click.Option(
                ["--date", "day"],
                type=click.DateTime(["%Y-%m-%d"]),
                metavar=messages("cli.review.date-metavar"),
                help=messages("cli.review.date"),
            ),
            json_option(messages),
            language_option(messages),
            quiet_option(messages),
        ],
    )


def _read_all(files: Sequence[Path]) -> list[tuple[str, Review]]:
    """Read every file, each once; the problems of all of them are told together."""
    from netmap.errors import InputError, Problem
    from netmap.review import content_of, in_order, read_review, reviews_in

    reviews: list[tuple[str, Review]] = []
    problems: list[Problem] = []
    for file in dict.fromkeys(files):
        try:
            if file.suffix.lower() == ".xlsx":
                reviews += reviews_in(file, content_of(file))
            else:
                reviews.append((file.name, read_review(file)))
        except InputError as refused:
            problems += refused.problems
    if problems:
        raise InputError(tuple(problems))
    return in_order(reviews)


def _show(reviews: Reviews, tables: Tables, agreed: MergedReviews, messages: Messages) -> None:
    from netmap.text import visible

    for file, review in reviews:
        click.echo(
            messages(
                "review.file",
                file=visible(file),
                author=visible(review.auteur),
                date=review.date.isoformat(),
                count=messages.number(len(review.corrections)),
            )
        )
        if review.empreinte != tables.fingerprint:
            click.echo(f"  {messages('review.older')}")
    if not reviews:
        click.echo(messages("review.no-answer"))
    elif not agreed.changes:
        click.echo("\n" + messages("review.no-change"))
    else:
        _tell_changes(agreed, messages)
    for conflict in agreed.conflicts:
        wishes = " / ".join(
            f"{visible(wish)} ({visible(', '.join(authors))})" for wish, authors in conflict.wishes
        )
        click.echo(messages("review.conflict", target=visible(conflict.target), wishes=wishes))
    already = sum(voice.outcome == "deja-la" for voice in agreed.voices)
    if already:
        click.echo(messages("review.already", count=messages.number(already)))
    for voice in agreed.voices:
        if voice.comment:
            click.echo(
                messages(
                    "review.comment",
                    author=visible(voice.author),
                    target=visible(voice.target),
                    text=visible(voice.comment),
                )
            )


def _tell_changes(agreed: MergedReviews, messages: Messages) -> None:
    from rich.console import Console
    from rich.table import Table

    from netmap.text import visible

    click.echo("\n" + messages("review.changes", count=messages.number(len(agreed.changes))))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("what", "target", "before", "after", "who", "line"):
        table.add_column(messages(f"review.column.{name}"), overflow="fold")
    for change in agreed.changes:
        table.add_row(
            messages(f"review.type.{change.kind}"),
            visible(change.target),
            visible(change.before) or "—",
            visible(change.after),
            visible(", ".join(change.authors)),
            messages("review.new-row") if change.line is None else str(change.line),
        )
    Console(markup=False, highlight=False, width=max(100, Console().width)).print(table)


def _echo(
    reviews: Reviews,
    tables: Tables,
    agreed: MergedReviews,
    chains: Sequence[ChainChange],
    written: Written | None,
) -> None:
    from netmap.cli.review_chains import answer_records, chain_change_records

    echo_json(
        {
            **_plain(reviews, tables, agreed, written),
            "reponses": answer_records(agreed),
            "chaines": chain_change_records(chains),
        }
    )


def _plain(
    reviews: Reviews, tables: Tables, agreed: MergedReviews, written: Written | None
) -> dict[str, Any]:
    return {
        "fichiers": [
            {
                "fichier": file,
                "auteur": review.auteur,
                "date": review.date.isoformat(),
                "corrections": len(review.corrections),
                "meme_empreinte": review.empreinte == tables.fingerprint,
            }
            for file, review in reviews
        ],
        "changements": [
            {
                "table": change.table,
                "ligne": change.line,
                "type": change.kind,
                "cible": change.target,
                "avant": change.before,
                "apres": change.after,
                "auteurs": list(change.authors),
                "cellules": dict(change.cells),
            }
            for change in agreed.changes
        ],
        "conflits": [
            {
                "cible": conflict.target,
                "souhaits": [
                    {"souhait": wish, "auteurs": list(authors)} for wish, authors in conflict.wishes
                ],
            }
            for conflict in agreed.conflicts
        ],
        "ecrits": None if written is None else list(written.files),
        "sauvegardes": None if written is None else list(written.backups),
    }
