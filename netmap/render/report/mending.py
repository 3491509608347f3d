"""What would help a place, in words: what mends its chains, how many people are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.records.advice import mobilise_record, repair_words
from netmap.records.sentences import label_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmap.edition import Edition
    from netmap.findings.priority import Priority
    from netmap.messages import Messages


def mending_of(edition: Edition, messages: Messages) -> Mapping[str, list[str]]:
    """Return the repairs that open a chain of each commune, by code, in the order of advice."""
    findings = edition.findings
    found: dict[str, list[str]] = {}
    for one in mobilise_record(findings, edition.advice, messages).suggestions:
        what = messages.join([repair_words(repair, messages) for repair in one.gestes])
        needs: dict[str, list[str]] = {}
        for pair in one.ouvre:
            label = label_of("need", pair.thematique, findings.release.settings, messages)
            needs.setdefault(pair.code, []).append(label)
        for code, own in needs.items():
            line = messages("report.sheet.mends", repair=what, needs=messages.join(own))
            found.setdefault(code, []).append(line)
    return found


def missing_people(priority: Priority, messages: Messages) -> str:
    """Return how many people are missing, in the words of the map's card."""
    people, low, high = (
        messages.number(value)
        for value in (priority.unmet, priority.unmet_low, priority.unmet_high)
    )
    told = messages(
        f"map.card.unmet-{'value' if low == high else 'between'}", people=people, low=low, high=high
    )
    if kind := "estimated" if priority.estimated else "parts" if priority.in_parts else None:
        told = messages(f"map.card.unmet-{kind}", people=told)
    return messages("report.sheet.unmet", people=told)
