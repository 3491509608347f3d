"""Who may be accompanied, where and under which conditions, as ``[inclusion]`` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.render.report.markup import Absent, Column, TableRow, missing, table, text, typed
from netmap.vocabulary import NAMED_PLACES

if TYPE_CHECKING:
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.report.markup import Piece


def inclusion(findings: Findings, messages: Messages) -> Piece:
    """Return a row a condition: what the service says, and what the tables show beside it."""
    said = findings.release.settings.inclusion
    conditions = {"publics": said.publics, "lieux": said.places, "demande": said.asked}
    if not any(conditions.values()):
        return Absent(messages("report.inclusion.none"))
    facts = {"publics": _people(findings, messages), "lieux": _places(findings, messages)}
    rows = [
        TableRow(
            f"inclusion {key}",
            [
                text(messages(f"report.inclusion.{key}")),
                typed(words) if words else missing(messages("report.why.unknown")),
                text(facts.get(key, "")),
            ],
        )
        for key, words in conditions.items()
    ]
    columns = [Column(label=messages(f"report.inclusion.{name}")) for name in _COLUMNS]
    return table(messages("report.inclusion.title"), columns, rows)


_COLUMNS = ("condition", "said", "seen")


def _people(findings: Findings, messages: Messages) -> str:
    """Return which publics the partners say that they receive."""
    named = {one for own in findings.release.partners["publics"] for one in own or ()}
    if not named:
        return messages("report.inclusion.no-public")
    return messages("report.inclusion.received", publics=messages.join(sorted(named)))


def _places(findings: Findings, messages: Messages) -> str:
    """Return how many communes and neighbourhoods the service is said to be open in."""
    density = findings.density[findings.density["classe"] != "non-ouverte"]
    levels = density.index.get_level_values("niveau")
    communes, quarters = (int((levels == level).sum()) for level in NAMED_PLACES)
    return messages("report.inclusion.open", communes=communes, quarters=quarters)
