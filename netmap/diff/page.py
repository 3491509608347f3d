"""The difference as one page for the next meeting."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from netmap.render.page.compose import compose
from netmap.render.page.view import View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netmap.diff.words import Section
    from netmap.findings.model import Findings
    from netmap.messages import Messages

#: The module that makes the page work.
SCRIPT = "diff/diff.mjs"


def difference_page(
    findings: Findings, found: Sequence[Section], messages: Messages, *, former: str, later: str
) -> str:
    """Return a self-contained page; what comes from the builds is only ever shown as text.

    Parameters
    ----------
    release
        The project today: it frames the page (name, edition, sources).
    found
        The sections of :func:`netmap.diff.words.sections`.
    former, later
        How the two builds are called.
    """
    view = View(
        name="diff",
        title=messages("diff.title"),
        html=(
            '<div class="diff">'
            f"<h2>{escape(messages('diff.title'))}</h2>"
            '<p class="diff-lead" id="diff-lead"></p>'
            '<div id="diff-box"></div></div>'
        ),
        data={
            "lead": messages("diff.compared", former=former, later=later),
            "nothing": messages("diff.nothing"),
            "unchanged": messages("diff.unchanged"),
            "sections": [
                {
                    "title": messages(f"diff.section.{section.name}"),
                    "columns": [messages(f"diff.column.{name}") for name in section.columns],
                    "rows": [list(row) for row in section.rows],
                }
                for section in found
            ],
        },
        styles=("diff/diff.css",),
        script=SCRIPT,
    )
    return compose(findings, [view], messages, siblings={})
