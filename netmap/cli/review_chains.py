"""What a merged review says of declared relations and of chains, and from whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from netmap.inputs.model import Inputs
    from netmap.messages import Messages
    from netmap.review import ChainChange, MergedReviews
    from netmap.review.targets import Tables


def tell_answers(tables: Tables, agreed: MergedReviews, messages: Messages) -> None:
    """Say how many declared relations were confirmed, outdated, contradicted, and not answered."""
    if not agreed.answers:
        return
    agreeing = [one.wishes[0][0] for one in agreed.answers if not one.contradicted]
    counts = {
        "confirmed": agreeing.count("active"),
        "outdated": agreeing.count("rompue"),
        "contradicted": len(agreed.answers) - len(agreeing),
        "silent": len(tables.relations or ()) - len(agreed.answers),
    }
    told = {name: messages.number(count) for name, count in counts.items()}
    click.echo("\n" + messages("review.answers", **told))


def tell_chains(inputs: Inputs, chains: Sequence[ChainChange], messages: Messages) -> None:
    """Say which chains would change, from what to what, and who said what changes them."""
    from netmap.records.sentences import label_of
    from netmap.text import visible

    if not chains:
        return
    names = _names(inputs)
    click.echo("\n" + messages("review.chains", count=messages.number(len(chains))))
    alike: dict[tuple[str, str, str, tuple[str, ...]], list[str]] = {}
    for one in chains:
        key = (one.need, _state(one, messages, after=False), _state(one, messages), one.authors)
        alike.setdefault(key, []).append(names.get(one.code, one.code))
    for (need, before, after, authors), places in alike.items():
        sentence = messages(
            "review.chain",
            need=visible(label_of("need", need, inputs.settings, messages)),
            before=before,
            after=after,
            places=visible(messages.join(places), limit=300),
            authors=visible(messages.join(list(authors))),
        )
        click.echo(f"  • {sentence}")


def answer_records(agreed: MergedReviews) -> list[dict[str, Any]]:
    """Return what was said of declared relations, as ``--json`` has it."""
    return [
        {
            "ligne": answer.line,
            "cible": answer.target,
            "reponse": "contredite"
            if answer.contradicted
            else _ANSWERS.get(answer.wishes[0][0], answer.wishes[0][0]),
            "souhaits": [
                {"souhait": wish, "auteurs": list(authors)} for wish, authors in answer.wishes
            ],
        }
        for answer in agreed.answers
    ]


_ANSWERS = {"active": "confirmee", "rompue": "depassee"}


def chain_change_records(chains: Iterable[ChainChange]) -> list[dict[str, Any]]:
    """Return the chains that would change, as ``--json`` has them."""
    return [
        {
            "niveau": one.level,
            "code": one.code,
            "thematique": one.need,
            "avant": {"kappa": one.kappa_before, "verdict": one.before},
            "apres": {"kappa": one.kappa_after, "verdict": one.after},
            "auteurs": list(one.authors),
        }
        for one in chains
    ]


def _state(one: ChainChange, messages: Messages, *, after: bool = True) -> str:
    """Return a verdict in words, with κ where the verdict does not change."""
    verdict, kappa = (one.after, one.kappa_after) if after else (one.before, one.kappa_before)
    words = messages(f"review.verdict.{verdict}")
    same = one.before == one.after
    return messages("review.kappa", verdict=words, kappa=messages.number(kappa)) if same else words


def _names(inputs: Inputs) -> dict[str, str]:
    return {
        **{str(code): str(name) for code, name in inputs.communes["nom"].items()},
        **{str(code): str(name) for code, name in inputs.qpv["lib_qp"].items()},
    }
