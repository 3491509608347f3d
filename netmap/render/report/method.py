"""How each figure is made, from which source, and what the words mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.render.page.notes import pooled_periods
from netmap.render.report.coverage import reference
from netmap.render.report.markup import details, items, text, typed

if TYPE_CHECKING:
    from netmap.edition import Edition
    from netmap.messages import Messages
    from netmap.render.report.markup import Piece

_FIGURES = (
    "rate", "interval", "class", "smoothed", "funnel", "ranks", "lorenz", "sectors", "need",
    "priorities", "access", "chains", "plan", "sizing", "outreach",
)  # fmt: skip
_WORDS = (
    "taux", "reference", "intervalle", "secteur", "besoin", "chaine", "masque", "conclure",
    "demi-journee", "qpv",
)  # fmt: skip


def method(edition: Edition, messages: Messages) -> list[Piece]:
    """Return the notes on method and the glossary."""
    findings = edition.findings
    options = findings.release.settings.density
    values = {
        "level": messages.number(100 * options.level),
        "ratio": messages.number(100 * options.ratio),
        "certainty": messages.number(100 * options.certainty),
        "floor": messages.number(100 * options.spread_floor),
        "phi": messages.number(findings.planning.dispersion, digits=1),
        "expected": messages.number(findings.planning.sector_people),
        "detour": messages.number(findings.release.settings.access.detour, digits=1),
        "speed": messages.number(findings.release.settings.access.speed_km_h),
        "people": messages.number(findings.planning.caseload.people_a_post),
    }
    notes = [
        f"<dt>{text(messages(f'report.method.{key}.name'))}</dt>"
        f"<dd>{text(messages(f'report.method.{key}.says', **values))}</dd>"
        for key in _FIGURES
    ]
    words = [
        f"<dt>{text(messages(f'report.word.{key}.name'))}</dt>"
        f"<dd>{text(messages(f'report.word.{key}.says'))}</dd>"
        for key in _WORDS
    ]
    periods = messages.join(list(pooled_periods(findings)))
    frame = [
        messages("report.method.periods", periods=periods)
        if periods
        else messages("report.method.no-period"),
        messages("report.method.denominator"),
        reference(findings, messages),
    ]
    return [
        details(
            messages("report.method.title"),
            f"{items(map(typed, frame))}<dl>{''.join(notes)}</dl>",
        ),
        details(messages("report.word.title"), f"<dl>{''.join(words)}</dl>"),
    ]
