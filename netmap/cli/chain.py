"""``netmap chain``: whether the chains of partners hold, what breaks and what mends them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netmap.cli.answers import csv_option, echo_csv, echo_json, json_option
from netmap.cli.progress import steps
from netmap.cli.speech import (
    audience_option,
    language_option,
    project_option,
    quiet_option,
    speaking,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.vocabulary import Audience


def command(messages: Messages) -> click.Command:
    """Return the command."""

    def chain(
        project: Path,
        audience: Audience,
        *,
        lost: tuple[str, ...],
        weak: bool,
        mobilise: bool,
        as_json: bool,
        as_csv: bool,
        quiet: bool,
    ) -> None:
        if bool(lost) + weak + mobilise > 1:
            raise click.UsageError(messages("cli.chain.one-question"))
        if as_csv and (as_json or lost or weak or mobilise):
            raise click.UsageError(messages("cli.chain.csv-alone"))
        from netmap import pipeline
        from netmap.cli import advice
        from netmap.findings import advise
        from netmap.formats.partners import ChainRecord
        from netmap.records.found import chain_records

        with steps(messages, quiet=quiet) as progress:
            findings = pipeline.answer(project, audience=audience, progress=progress)
        if lost:
            advice.tell_loss(findings, messages, lost, as_json=as_json)
        elif weak:
            advice.tell_weak(findings, advise(findings), messages, as_json=as_json)
        elif mobilise:
            advice.tell_mobilise(findings, advise(findings), messages, as_json=as_json)
        elif as_json:
            echo_json([record.plain() for record in chain_records(findings)])
        elif as_csv:
            rows = [record.plain() for record in chain_records(findings)]
            echo_csv(rows, list(ChainRecord.model_fields))
        else:
            _print(findings, messages)
            if not quiet:
                advice.tell_first(findings, advise(findings), messages)

    return speaking(
        "chain",
        messages,
        chain,
        [
            project_option(messages),
            click.Option(
                ["--without", "--sans", "lost"],
                multiple=True,
                metavar=messages("cli.chain.partner-metavar"),
                help=messages("cli.chain.without"),
            ),
            click.Option(["--weak", "--faibles"], is_flag=True, help=messages("cli.chain.weak")),
            click.Option(
                ["--mobilise", "--mobiliser"], is_flag=True, help=messages("cli.chain.mobilise")
            ),
            json_option(messages),
            csv_option(messages),
            audience_option(messages),
            language_option(messages),
            quiet_option(messages),
        ],
    )


def _print(findings: Findings, messages: Messages) -> None:
    """Print a line a need and step: which communes, in the order of codes."""
    from netmap.records.sentences import label_of, place_words
    from netmap.text import visible

    if not findings.needs:
        click.echo(messages("chain.no-need"))
        return
    if findings.network.supposed:
        click.echo(messages("chain.supposed"))
    names = place_words(findings, messages)

    def tell(key: str, rows: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        found: dict[tuple[str, ...], list[str]] = {}
        for code, missing in dict.fromkeys(rows):
            found.setdefault(missing, []).append(visible(names[code]))
        for missing, places in found.items():
            step = messages.join([messages(f"step.{step}") for step in missing])
            told = messages(f"chain.{key}", step=step, places=", ".join(places))
            click.echo(f"  • {told}")

    closed = findings.chain[findings.chain["verdict"] == "closed"]
    tell("closed", zip(closed["code"], closed["etape"].map(lambda step: (step,)), strict=True))
    served = len(names) - closed["code"].nunique()
    if not served:
        click.echo(messages("chain.nowhere"))
        return
    total = messages.number(served)
    for need in findings.needs:
        rows = findings.chain[findings.chain["thematique"] == need]
        whole = rows[rows["kappa"] >= 2]  # noqa: PLR2004
        fragile = rows[rows["kappa"] == 1]
        label = label_of("need", need, findings.release.settings, messages)
        click.echo(
            "\n"
            + messages(
                "chain.need",
                need=visible(label),
                whole=messages.number(len(whole)),
                fragile=messages.number(len(fragile)),
                total=total,
            )
        )
        partners = sorted({partner for ids in fragile["fragile"] for partner in ids})
        if partners:
            shown = [
                visible(str(findings.release.partners.loc[partner, "nom"])) for partner in partners
            ]
            click.echo(f"  • {messages('chain.hangs-on', partners=', '.join(shown))}")
        for key, verdict in (("broken", "broken"), ("unsure", "unconfirmed")):
            own = rows[rows["verdict"] == verdict]
            tell(key, zip(own["code"], own["manque"], strict=True))
