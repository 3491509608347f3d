"""The annex: what cannot be computed and why, method and words, ranks, long tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.render.report.allocation import allocation_tables
from netmap.render.report.evaluation import evaluation_tables
from netmap.render.report.help import help_tables
from netmap.render.report.markup import Absent, details, items, text, typed
from netmap.render.report.method import method
from netmap.render.report.priorities import priority_tables
from netmap.render.report.ranking import ranking

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netmap.edition import Edition
    from netmap.messages import Messages
    from netmap.render.report.markup import Piece


def annex(edition: Edition, messages: Messages, absent: Iterable[str]) -> list[Piece]:
    """Return the annex; `absent`: why pieces of the chapters are not there."""
    ranks = ranking(edition, messages)
    drawn = "".join(piece for piece in ranks if isinstance(piece, str))
    pieces = [
        *method(edition, messages),
        *([details(messages("report.annex.ranking"), drawn)] if drawn else []),
        *(piece for piece in ranks if isinstance(piece, Absent)),
        *priority_tables(edition, messages),
        *help_tables(edition, messages),
        *allocation_tables(edition, messages),
        *evaluation_tables(edition, messages),
    ]
    reasons = [*absent, *(piece.reason for piece in pieces if isinstance(piece, Absent))]
    shown: list[Piece] = [piece for piece in pieces if isinstance(piece, str)]
    if reasons:
        title = text(messages("report.annex.absent"))
        lines = items(map(typed, dict.fromkeys(reasons)), kind="hint")
        shown.insert(0, f"<h3>{title}</h3>{lines}")
    return shown
