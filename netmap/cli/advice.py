"""The answers of ``netmap chain`` that a working group acts on, on the terminal or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netmap.cli.answers import echo_json
from netmap.text import visible
from netmap.vocabulary import NAMED_PLACES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from netmap.findings.model import Advice, Findings
    from netmap.formats.advice import (
        CandidateRecord,
        LinkRecord,
        LostPair,
        MobilisationRecord,
        PairRecord,
        RepairRecord,
        SuggestionRecord,
        WeakPartner,
    )
    from netmap.messages import Messages

_FIRST = 3


def tell_first(findings: Findings, advice: Advice, messages: Messages) -> None:
    """Print the first weak points and the first partners to mobilise, and how to see them all."""
    from netmap.records.advice import mobilise_record, weak_records

    weak = weak_records(findings, advice)[:_FIRST]
    proposed = mobilise_record(findings, advice, messages).suggestions[:_FIRST]
    if weak:
        click.echo("\n" + messages("mobilise.weak-first"))
        for partner in weak:
            click.echo(f"  • {_weak_sentence(partner, messages)}")
    if proposed:
        click.echo("\n" + messages("mobilise.mobilise-first"))
        for suggestion in proposed:
            click.echo(f"  • {_suggestion_sentence(suggestion, messages)}")
    click.echo("\n" + messages("mobilise.more"))


def tell_weak(findings: Findings, advice: Advice, messages: Messages, *, as_json: bool) -> None:
    """Print what the loss of each partner would break."""
    from netmap.records.advice import no_weak_point, weak_records, weight_kind

    records = weak_records(findings, advice)
    if as_json:
        echo_json([row.plain() for row in records])
        return
    _warn_supposed(findings, messages)
    click.echo(messages("mobilise.weak-title") if records else no_weak_point(findings, messages))
    if records:
        click.echo(messages(f"mobilise.weight-{weight_kind(findings)}"))
    for row in records:
        click.echo(f"\n{_weak_sentence(row, messages)}")
        _print_pairs(findings, messages, row.paires)


def tell_mobilise(findings: Findings, advice: Advice, messages: Messages, *, as_json: bool) -> None:
    """Print whom to mobilise, one after another, and what each would lift."""
    from netmap.records.advice import mobilise_record, no_repair

    record = mobilise_record(findings, advice, messages)
    if as_json:
        echo_json(record.plain())
        return
    _warn_supposed(findings, messages)
    title = messages("mobilise.title")
    click.echo(title if record.suggestions else no_repair(findings, messages))
    if record.suggestions:
        click.echo(messages(f"mobilise.weight-{record.poids}"))
        click.echo(record.hypothese)
    for row in record.suggestions:
        click.echo(f"\n{row.rang:>3}. {_suggestion_sentence(row, messages)}")
        _print_links(row, messages)
        for key, pairs in (("ouvre", row.ouvre), ("consolide", row.consolide)):
            if pairs:
                click.echo(f"     {messages(f'mobilise.{key}')}")
                _print_pairs(findings, messages, pairs, indent=7)
    _print_sets(record, messages)
    for key, candidates in (
        ("sans_effet", record.sans_effet),
        ("couverture_inconnue", record.couverture_inconnue),
    ):
        listed = [one for one in candidates if one.statut != "annuaire"]
        if listed:
            names = " ; ".join(visible(one.nom) for one in listed)
            click.echo("\n" + messages(f"mobilise.{key}", names=names))
        if others := len(candidates) - len(listed):
            count = messages.number(others)
            click.echo("\n" + messages(f"mobilise.directory_{key}", count=count))


def tell_loss(
    findings: Findings, messages: Messages, wanted: Sequence[str], *, as_json: bool
) -> None:
    """Print the pairs that lose a chain once the partners asked for are gone.

    Raises
    ------
    UsageError
        No partner, or several, have this id or this name.
    """
    from netmap.findings.loss import loss
    from netmap.records.advice import loss_records

    partners = list(dict.fromkeys(_find(findings, word, messages) for word in wanted))
    lost = loss(
        findings.chain,
        findings.network,
        findings.release.territory,
        partners,
        access=findings.release.settings.access,
        levels=NAMED_PLACES,
    )
    records = loss_records(findings, lost)
    broken = [row for row in records if row.kappa_apres == 0]
    if as_json:
        pairs = [row.plain() for row in records]
        echo_json({"sans": partners, "rompues": len(broken), "paires": pairs})
        return
    _warn_supposed(findings, messages)
    names = [visible(str(findings.release.partners.loc[partner, "nom"])) for partner in partners]
    click.echo(
        messages(
            "mobilise.loss",
            names=messages.join(names),
            broken=messages.number(len(broken)),
            weakened=messages.number(len(records) - len(broken)),
        )
    )
    for key, rows in (
        ("broken", broken),
        ("weakened", [row for row in records if row.kappa_apres > 0]),
    ):
        if rows:
            click.echo("\n" + messages(f"mobilise.loss-{key}"))
            _print_pairs(findings, messages, rows)


def _find(findings: Findings, word: str, messages: Messages) -> str:
    from difflib import get_close_matches

    if word in findings.release.partners.index:
        return word
    folded = word.strip().casefold()
    names = findings.release.partners["nom"].map(str)
    found = [
        str(identifier)
        for identifier, name in names.items()
        if folded in {name.strip().casefold(), str(identifier).casefold()}
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise click.UsageError(
            messages("mobilise.several", name=visible(word), ids=visible(", ".join(found)))
        )
    spoken = {str(i).casefold(): str(i) for i in findings.release.partners.index}
    spoken |= {name.casefold(): str(identifier) for identifier, name in names.items()}
    near = get_close_matches(folded[:200], spoken, n=1)
    hint = messages("mobilise.near", id=visible(spoken[near[0]])) if near else ""
    raise click.UsageError(messages("mobilise.unknown", name=visible(word)) + hint)


def _weak_sentence(row: WeakPartner, messages: Messages) -> str:
    return messages(
        "mobilise.weak",
        name=visible(f"{row.nom} ({row.id})"),
        count=messages.number(row.nombre),
        people=messages.number(row.habitants_besoins),
    )


def _suggestion_sentence(row: SuggestionRecord, messages: Messages) -> str:
    return messages(
        "mobilise.suggestion",
        names=messages.join([_repair(one, messages) for one in row.gestes]),
        opened=messages.number(len(row.ouvre)),
        secured=messages.number(len(row.consolide)),
    )


def _repair(one: RepairRecord, messages: Messages) -> str:
    from netmap.records.advice import repair_words

    return repair_words(
        one,
        messages,
        partner=lambda partner: _who(partner, messages),
        end=lambda partner: visible(partner.nom),
    )


def _link(link: LinkRecord, messages: Messages) -> str:
    return messages("mobilise.link", source=visible(link.de.nom), target=visible(link.vers.nom))


def _print_sets(record: MobilisationRecord, messages: Messages) -> None:
    if record.ensembles:
        click.echo("\n" + messages("mobilise.together"))
    for row in record.ensembles:
        steps = messages("mobilise.steps", count=messages.number(row.demarches))
        click.echo(f"  • {steps} {_suggestion_sentence(row, messages)}")


def _print_links(row: SuggestionRecord, messages: Messages) -> None:
    """Print the relations that winning a partner takes; a second mediator's are those of today."""
    for one in row.gestes:
        if one.nature == "partenaire" and one.relations:
            links = " ; ".join(_link(link, messages) for link in one.relations)
            click.echo(f"     {messages('mobilise.to-open', links=links)}")


def _who(one: CandidateRecord, messages: Messages) -> str:
    parts = [messages(f"mobilise.status.{one.statut}")]
    if one.ligne is not None:
        parts.append(messages("mobilise.row", file=visible(one.fichier), line=one.ligne))
    return f"{visible(one.nom)} ({', '.join(parts)})"


def _print_pairs(
    findings: Findings,
    messages: Messages,
    pairs: Iterable[PairRecord | LostPair],
    *,
    indent: int = 2,
) -> None:
    """Print a line a need: its places, each with its chains before and after where told."""
    from netmap.formats.advice import LostPair
    from netmap.records.sentences import label_of, place_word

    quarters = findings.release.territory.qpv.index
    by_need: dict[str, list[str]] = {}
    for pair in pairs:
        name = visible(place_word(pair.nom, messages, quarter=pair.code in quarters))
        if isinstance(pair, LostPair) and pair.kappa_apres:
            name += f" ({pair.kappa_avant} → {pair.kappa_apres})"
        elif isinstance(pair, LostPair) and pair.kappa_max_apres:
            name += f" ({messages('mobilise.perhaps')})"
        by_need.setdefault(pair.thematique, []).append(name)
    for need in sorted(by_need, key=_rank(findings.needs)):
        label = visible(label_of("need", need, findings.release.settings, messages))
        places = ", ".join(by_need[need])
        click.echo(f"{'':>{indent}}• {messages('mobilise.pairs', need=label, places=places)}")


def _rank(needs: Sequence[str]) -> Callable[[str], tuple[int, str]]:
    order = {need: place for place, need in enumerate(needs)}
    return lambda need: (order.get(need, len(order)), need)


def _warn_supposed(findings: Findings, messages: Messages) -> None:
    if findings.network.supposed:
        click.echo(messages("mobilise.supposed"))
