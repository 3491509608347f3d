"""What ``netmap locate`` says of an address, and of many."""

from __future__ import annotations

import math
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from netmap.locate.answer import Answer
    from netmap.locate.project import Ready
    from netmap.messages import Messages

_SHOWN = 5
#: days after which it is said of which day an index is
_OLD_DAYS = 366


def tell_index(files: Sequence[Path], target: Path, messages: Messages, *, had: date) -> None:
    """Make the index of some files and say what it holds."""
    from netmap.locate.index import build_index

    target.parent.mkdir(parents=True, exist_ok=True)
    addresses, streets = build_index(files, target, had=had)
    counts = {"addresses": messages.number(addresses), "streets": messages.number(streets)}
    click.echo(messages("locate.built", path=str(target), **counts))


def tell_age(index: Path, messages: Messages) -> None:
    """Say, beside the answers, of which day an index is that is over a year old."""
    from netmap.errors import InputError
    from netmap.locate.index import dated, open_index

    try:
        with closing(open_index(index)) as opened:
            found = dated(opened)
    except InputError:
        return  # who looks something up in it will be told
    if (datetime.now().astimezone().date() - found.day).days > _OLD_DAYS:
        key = "old" if found.said else "old-unsaid"
        click.echo(messages(f"locate.{key}", day=found.day.isoformat()), err=True)


def tell_counts(told: list[Answer], messages: Messages) -> None:
    """Say, beside the answers, how many there are of each kind."""
    from netmap.locate.grounds import Said

    click.echo(
        messages(
            "locate.counts",
            rows=messages.number(len(told)),
            yes=messages.number(sum(one.included is Said.YES for one in told)),
            no=messages.number(sum(one.included is Said.NO for one in told)),
            check=messages.number(sum(one.included is Said.CHECK for one in told)),
            lost=messages.number(sum(one.standing is None for one in told)),
        ),
        err=True,
    )


def tell(answer: Answer, here: Ready, messages: Messages) -> None:
    """Print what is said of an address."""
    from netmap.locate.grounds import Said
    from netmap.text import visible

    score = messages.number(answer.score, digits=2)
    if answer.candidates:
        key = "found" if answer.result == "trouvee" else "doubtful"
        click.echo(messages(f"locate.{key}", score=score))
        for candidate in answer.candidates[:_SHOWN]:
            own = messages.number(candidate.score, digits=2)
            click.echo(f"  {visible(candidate.label)} ({own})")
        if len(answer.candidates) > _SHOWN:
            click.echo(messages("locate.more", count=len(answer.candidates) - _SHOWN))
    there = answer.standing
    if there is None:
        click.echo(messages(f"locate.why.{answer.reason}"))
        return

    def named(code: str | None) -> str:
        return "" if code is None else visible(f"{here.names.get(code, code)} ({code})")

    commune = named(there.commune) or messages("locate.outside")
    click.echo(messages("locate.commune", commune=commune))
    for ground, said, code in (
        ("qpv", there.qpv, there.qpv_code),
        ("lived", there.lived, there.lived_code),
    ):
        if said is not Said.UNKNOWN:
            word = messages(f"locate.said.{said.value}")
            place = f" – {named(code)}" if code else ""
            click.echo(messages(f"locate.{ground}", said=word, place=place))
    if not math.isnan(there.edge_m):
        click.echo(messages("locate.edge", metres=messages.number(there.edge_m)))
    if there.site is not None:
        site = visible(here.names.get(there.site, there.site))
        minutes = messages.number(there.minutes)
        click.echo(messages("locate.site", site=site, minutes=minutes))
    word = messages(f"locate.said.{answer.included.value}")
    click.echo(messages("locate.included", said=word, why=messages(f"locate.why.{answer.reason}")))
