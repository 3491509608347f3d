"""``netmap audit``: what an outsider makes of a folder of outputs, from its files alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netmap.cli.answers import echo_json, json_option
from netmap.cli.speech import language_option, speaking

if TYPE_CHECKING:
    from netmap.formats.releases import Key
    from netmap.messages import Messages
    from netmap.outsider.attacker import Attack, Inferred
    from netmap.outsider.inspection import Fault
    from netmap.outsider.sums import Sum
    from netmap.outsider.verdict import Verdict

#: Sums that are told of a count that is known to be small.
_SUMS = 3


def command(messages: Messages) -> click.Command:
    """Return the command."""

    def audit(folder: Path, *, as_json: bool) -> int:
        from netmap.outsider.verdict import judge

        verdict = judge(folder, waiting=lambda: click.echo(messages("progress.waiting"), err=True))
        if as_json:
            echo_json(_record(folder, verdict))
        else:
            _tell(folder, verdict, messages)
            click.echo(messages(_end(verdict)))
        return 0 if verdict.safe else 1

    return speaking(
        "audit",
        messages,
        audit,
        [
            click.Argument(
                ["folder"],
                type=click.Path(path_type=Path),
                default=Path("outputs"),
                metavar=messages("cli.audit.folder-metavar"),
                help=messages("cli.audit.folder"),
            ),
            json_option(messages),
            language_option(messages),
        ],
    )


def _tell(folder: Path, verdict: Verdict, messages: Messages) -> None:
    from netmap.text import visible

    seen, found = verdict.inspection, verdict.attack
    click.echo(messages("audit.folder", folder=visible(str(folder))))
    if seen.edition == "interne":
        click.echo(messages("audit.internal"))
    for fault in seen.faults:
        click.echo(f"  {_fault(fault, messages)}")
    if not seen.faults and seen.edition == "public":
        click.echo(messages("audit.files"))
        if seen.sheets:
            click.echo(messages("audit.sheets"))
    if verdict.contradiction:
        click.echo(messages("audit.contradiction"))
    if found is None:
        return
    click.echo(
        messages(
            "audit.attack",
            hidden=messages.number(len(found.hidden)),
            releases=messages.number(len(seen.log.lines)),
        )
    )
    _tell_attack(found, messages, threshold=seen.log.lines[-1].seuil)


def _end(verdict: Verdict) -> str:
    if not verdict.safe:
        return "audit.unsafe"
    hidden = verdict.attack.hidden if verdict.attack else ()
    return "audit.safe-else" if any(one.small_for_all for one in hidden) else "audit.safe"


def _tell_attack(found: Attack, messages: Messages, *, threshold: int) -> None:
    for name in found.dropped:
        click.echo(f"  {messages(f'audit.dropped.{name}')}")
    if found.hidden:
        narrowest = min(found.hidden, key=lambda one: (one.high - one.low, one.key))
        click.echo(
            messages(
                "audit.narrowest",
                count=_name(narrowest.key, messages),
                interval=_interval(narrowest, messages),
            )
        )
    for one in [one for one in found.hidden if one.small_for_all]:
        interval, count = _interval(one, messages), _name(one.key, messages)
        click.echo(f"  {messages('audit.bounded', count=count, interval=interval)}")
    for one in found.betrayed:
        known = messages(
            "audit.betrayed",
            count=_name(one.key, messages),
            interval=_interval(one, messages),
            threshold=messages.number(threshold),
        )
        click.echo(f"  {known}")
        for path in one.by[:_SUMS]:
            click.echo(f"    → {_path(path, messages)}")
    for added in found.added:
        told = messages(
            "audit.added",
            count=_name(added.key, messages),
            before=messages.number(added.shown_before),
            people=messages.number(added.people),
        )
        click.echo(f"  {told}")


def _fault(fault: Fault, messages: Messages) -> str:
    from netmap.text import visible

    return messages(
        f"audit.fault.{fault.kind}",
        file=visible(fault.file, limit=80),
        found=visible(fault.found, limit=120),
    )


def _interval(one: Inferred, messages: Messages) -> str:
    if one.high == float("inf"):
        return messages("audit.at-least", low=messages.number(one.low))
    return messages("audit.between", low=messages.number(one.low), high=messages.number(one.high))


def _name(key: Key, messages: Messages, periods: tuple[str, ...] = ()) -> str:
    from netmap.text import visible

    block, level, code = key
    named = f"audit.count.{block}.{level}"
    name = messages(named) if named in messages else visible(f"{level}", limit=60)
    place = code.removeprefix("lieu:").removeprefix("annee:")
    if block == "contacts":
        year, _, place = code.partition(" ")
        periods = (year,)
    of = "" if place in {"", "territoire"} else f" {visible(place, limit=120)}"
    return name + of + (f" ({', '.join(periods)})" if periods else "")


def _path(path: Sum, messages: Messages) -> str:
    """Say a sum: ``commune 17300 = zone 17300 + zone 17300:QN01701M``."""

    def term(one: Any) -> str:  # noqa: ANN401
        periods = tuple(sorted(p for p in one.when or () if p[0] not in "*@+"))
        return _name(one.key, messages, periods)

    parts = " + ".join(term(part) for part in path.parts[:8])
    rest = " + …" if path.open or len(path.parts) > 8 else ""  # noqa: PLR2004
    return f"{term(path.whole)} = {parts}{rest}"


def _record(folder: Path, verdict: Verdict) -> dict[str, Any]:
    seen, found = verdict.inspection, verdict.attack
    attacked = found.hidden if found else ()
    return {
        "dossier": str(folder),
        "edition": seen.edition,
        "conforme": verdict.safe,
        "publications": len(seen.log.lines),
        "fautes": [
            {"genre": one.kind, "fichier": one.file, "trouve": one.found} for one in seen.faults
        ],
        "contradiction": verdict.contradiction,
        "suppositions_ecartees": list(found.dropped) if found else [],
        "masques": [
            {
                "bloc": one.key[0],
                "niveau": one.key[1],
                "code": one.key[2],
                "bas": one.low,
                "haut": None if one.high == float("inf") else one.high,
                "trahi": one.betrayed,
            }
            for one in attacked
        ],
        "ajoutes": [
            {"bloc": one.key[0], "niveau": one.key[1], "code": one.key[2], "personnes": one.people}
            for one in (found.added if found else ())
        ],
    }
