"""The planner's report: what can be defended in a meeting, with its reasons and its doubts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.render.page.view import View
from netmap.render.report.allocation import plan_section
from netmap.render.report.annex import annex
from netmap.render.report.coverage import coverage
from netmap.render.report.evaluation import evaluation
from netmap.render.report.help import help_section
from netmap.render.report.known import known_places
from netmap.render.report.markup import Absent, section, text
from netmap.render.report.opening import opening
from netmap.render.report.place_table import place_table
from netmap.render.report.priorities import priorities
from netmap.render.report.sheets import place_sheets

if TYPE_CHECKING:
    from netmap.edition import Edition
    from netmap.messages import Messages

_CHAPTERS = {
    "coverage": coverage,
    "priorities": priorities,
    "help": help_section,
    "plan": plan_section,
    "evaluation": evaluation,
}


def report_view(edition: Edition, messages: Messages) -> View:
    """Return the report of a release as a view: markup, that its script links, sorts and opens."""
    known = known_places(edition)
    told = {
        "opening": opening(edition, messages),
        "places": place_table(edition, messages, known),
        **{name: chapter(edition, messages) for name, chapter in _CHAPTERS.items()},
    }
    absent = [one.reason for own in told.values() for one in own if isinstance(one, Absent)]
    told["annex"] = annex(edition, messages, absent)
    parts = {
        name: section(name, messages(f"report.part.{name}"), *shown)
        for name, own in told.items()
        if (shown := [piece for piece in own if isinstance(piece, str)])
    }
    contents = "".join(
        f'<li><a href="#vue=report&amp;partie={name}">'
        f"{text(messages(f'report.part.{name}'))}</a></li>"
        for name in parts
    )
    label = text(messages("report.contents"))
    return View(
        name="report",
        title=messages("page.view.report"),
        html=(
            f'<div class="report"><div id="report-whole">'
            f'<nav class="contents" aria-label="{label}"><ol>{contents}</ol>'
            f'<button type="button" class="plain" id="report-open">'
            f"{text(messages('report.open-tables'))}</button></nav>"
            f"{''.join(parts.values())}</div>"
            f'<article class="part" id="report-sheet" tabindex="-1" hidden></article>'
            f"{place_sheets(edition, messages, known)}</div>"
        ),
        data={"messages": messages.section("report.script")},
        styles=("render/report/report.css",),
        script="render/report/report.mjs",
    )
