"""Sentences that a planner can read aloud, made from reasons that are data."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netmap.findings.gaps import Gap, Reason
    from netmap.messages import Messages
    from netmap.settings import Settings
    from netmap.vocabulary import Kind

#: digits after the decimal sign, by name of figure
_DIGITS = {"taux": 1, "taux_bas": 1, "taux_haut": 1, "reference": 1, "minutes": 0, "km": 1}


def label_of(kind: Kind, code: str, settings: Settings, messages: Messages) -> str:
    """Return what people call a code: in the project's own words, else in the common ones."""
    own = settings.vocabulary.own(kind).get(code)
    if own is None:
        return messages.label(kind, code)
    return own.words.get(messages.language, own.fr)


def reason_sentence(
    reason: Reason, messages: Messages, settings: Settings, *, needs: tuple[str, ...] = ()
) -> str:
    """Return the sentence of one reason; `needs` are all that were examined."""
    values: dict[str, str] = {}
    for name, value in reason.values:
        if isinstance(value, tuple):
            whole = len(value) == len(needs) > 1
            if name == "etapes":
                values[name] = messages.join([messages(f"step.{step}") for step in value])
            elif whole:
                values[name] = messages("reason.all-needs")
            else:
                labels = [label_of("need", code, settings, messages) for code in value]
                values[name] = messages.join(labels)
        elif isinstance(value, str):
            values[name] = value
        else:
            values[name] = messages.number(value, digits=_DIGITS.get(name, 0))
    return messages(f"reason.{reason.kind}", **values)


def gap_sentences(
    gap: Gap, messages: Messages, settings: Settings, *, needs: tuple[str, ...] = ()
) -> list[str]:
    """Return the sentences of a line of the list, in the order of its reasons."""
    return [reason_sentence(reason, messages, settings, needs=needs) for reason in gap.reasons]
