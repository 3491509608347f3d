"""Sentences that a planner can read aloud, made from reasons that are data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.counts.dispersion import pooled_periods

if TYPE_CHECKING:
    from netmap.findings.gaps import Gap, Reason
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.settings import Settings
    from netmap.vocabulary import Kind, RateKind

#: digits after the decimal sign, by name of figure
_DIGITS = {"taux": 1, "taux_bas": 1, "taux_haut": 1, "reference": 1, "minutes": 0, "km": 1}


def worded(messages: Messages, findings: Findings) -> Messages:
    """Return messages that say what a rate is of, and what a class is against.

    With no figure of need, places are compared at equal population with the mean of their
    stratum: no sentence says that enough or too few are accompanied.
    """
    label, target = "", findings.release.territory.target
    if target is not None:
        label = findings.release.settings.indicators[target.column].label
    return messages.about(
        "strate" if findings.reference_kind == "strate" else "",
        per=messages(f"page.per.{findings.target_kind}", label=label),
        span=_span(findings),
    )


def compared_rate(findings: Findings, messages: Messages, *, key: str) -> str:
    """Return what rates are compared with, by :func:`rate_sentence`."""
    rate, kind = findings.reference_rate, findings.reference_kind
    return rate_sentence(rate, kind, findings, messages, key=key)


def rate_sentence(
    rate: float, kind: RateKind, findings: Findings, messages: Messages, *, key: str
) -> str:
    """Return a sentence on one rate and its kind, or on the mean of each stratum.

    Parameters
    ----------
    key
        Of a sentence with ``rate`` and ``kind``; beside it ``<key>-strata``, with ``rates``.
    """
    if kind == "strate":
        return messages(f"{key}-strata", rates=_strata_told(findings, messages))
    told = messages.number(rate, digits=2)
    return messages(key, rate=told, kind=messages(f"page.reference.{kind}"))


def _strata_told(findings: Findings, messages: Messages) -> str:
    """Return the means of the strata, a year per 1,000, and which of them is not known."""
    inside, outside = findings.reference_rates
    known = {"inside": inside, "outside": outside}
    told = {name: messages.number(rate, digits=2) for name, rate in known.items() if rate >= 0}
    kind = "both" if len(told) > 1 else next(iter(told), "none")
    if kind == "outside" and findings.release.territory.qpv.empty:
        kind = "alone"
    return messages(f"page.strata.{kind}", **told)


def _span(findings: Findings) -> str:
    """Return the periods whose people are added up: ``2021–2024``."""
    shown = findings.release.counts.periods.shown.index
    pooled = pooled_periods(shown, findings.release.settings.density)
    return "–".join(dict.fromkeys((pooled[0], pooled[-1]))) if pooled else "—"


def label_of(kind: Kind, code: str, settings: Settings, messages: Messages) -> str:
    """Return what people call a code: in the project's own words, else in the common ones."""
    own = settings.vocabulary.own(kind).get(code)
    if own is None:
        return messages.label(kind, code)
    return own.words.get(messages.language, own.fr)


def place_word(name: str, messages: Messages, *, quarter: bool) -> str:
    """Return what a list that holds communes and QPVs calls one of them."""
    return messages("network.place.qpv", name=name) if quarter else name


def place_words(findings: Findings, messages: Messages) -> dict[str, str]:
    """Return what a list that holds communes and QPVs calls each of them, by code."""
    territory = findings.release.territory
    return {
        code: place_word(name, messages, quarter=code in territory.qpv.index)
        for code, name in territory.names.items()
    }


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
    one_rank = reason.kind == "besoin-fort" and values["rang_bas"] == values["rang_haut"]
    return messages(f"reason.{reason.kind}{'-rang' if one_rank else ''}", **values)


def gap_sentences(
    gap: Gap, messages: Messages, settings: Settings, *, needs: tuple[str, ...] = ()
) -> list[str]:
    """Return the sentences of a line of the list, in the order of its reasons."""
    return [reason_sentence(reason, messages, settings, needs=needs) for reason in gap.reasons]
