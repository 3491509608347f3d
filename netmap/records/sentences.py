"""Sentences that a planner can read aloud, made from reasons that are data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.vocabulary import NEEDS

if TYPE_CHECKING:
    from netmap.findings.gaps import Gap, Reason
    from netmap.messages import Messages
    from netmap.settings import Settings

#: digits after the decimal sign, by name of figure
_DIGITS = {"taux": 1, "taux_bas": 1, "taux_haut": 1, "reference": 1, "minutes": 0, "km": 1}


def need_label(code: str, settings: Settings, messages: Messages) -> str:
    """Return the label of a need: the project's own first, then the built-in one, then the code."""
    own = settings.vocabulary.needs.get(code)
    if own is not None:
        return own.en or own.fr if messages.language == "en" else own.fr
    if code in NEEDS:
        return NEEDS[code][messages.language == "en"]
    return code


def reason_sentence(
    reason: Reason, messages: Messages, settings: Settings, *, needs: tuple[str, ...] = ()
) -> str:
    """Return the sentence of one reason; `needs` are all that were examined."""
    values: dict[str, str] = {}
    for name, value in reason.values:
        if isinstance(value, tuple):
            whole = len(value) == len(needs) > 1
            labels = [need_label(code, settings, messages) for code in value]
            values[name] = messages("reason.all-needs") if whole else messages.join(labels)
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
