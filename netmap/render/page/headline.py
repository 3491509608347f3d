"""The sentences that open every page: how many people, what is concluded, how far, what next."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from netmap.findings.concluded import conclude_parts
from netmap.findings.nearest import far_communes
from netmap.records.plan_sentences import closures, held_choices
from netmap.render.page.notes import pooled_periods

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netmap.edition import Edition
    from netmap.findings.concluded import Part
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.siting.plan import Plan
    from netmap.territory.model import Territory

#: How many places the opening names; the others are counted.
_NAMED = 3


def headline(edition: Edition, messages: Messages) -> list[str]:
    """Return the sentences that open every page of an edition, the same on each."""
    findings = edition.findings
    return [
        *_people(findings, messages),
        *_under_served(findings, messages),
        *_uncounted(findings, messages),
        *_far(findings, messages),
        *_next(edition.plan, messages),
    ]


def under_served(findings: Findings, messages: Messages) -> list[str]:
    """Return the names of what is concluded to be under-served, the most people expected first."""
    territory = findings.release.territory
    parts = dict.fromkeys(conclude_parts(findings).values())
    low = [part for part in parts if part.density_class == "sous-desservie"]
    named = sorted((-part.expected, _short_name(part, territory, messages)) for part in low)
    return [name for _, name in named]


def part_name(part: Part, messages: Messages) -> str:
    """Return the name of a part; what is left of a commune says so."""
    return messages("map.zone.rest", name=part.name) if part.kind == "reste" else part.name


def _short_name(part: Part, territory: Territory, messages: Messages) -> str:
    if part.kind == "secteur":
        return _together(part.communes, territory, messages)
    return part_name(part, messages)


def _people(findings: Findings, messages: Messages) -> list[str]:
    periods = findings.release.counts.periods.shown
    pooled = pooled_periods(findings)
    if not pooled:
        return []
    last = pooled[-1]
    people = float(periods["personnes"][last])
    if not isfinite(people):
        return [messages("page.headline.people-unknown", period=last)]
    return [messages("page.headline.people", period=last, people=messages.number(people))]


def _under_served(findings: Findings, messages: Messages) -> list[str]:
    if findings.judges_no_place:
        return []
    if not findings.is_counted:
        return [messages("page.headline.no-count")]
    names = under_served(findings, messages)
    if not names:
        return [messages("page.headline.none-sure")]
    told = _first("page.headline.others", names, messages)
    return [messages("page.headline.under-served", names=messages.join(told))]


def _uncounted(findings: Findings, messages: Messages) -> list[str]:
    """Return in how many communes the service did not work, and in how many nobody was counted.

    What is left of a commune outside its QPVs stands for it, and the sentence says so.
    """
    if not findings.is_counted:
        return []
    parts = dict.fromkeys(conclude_parts(findings).values())
    told = []
    for density_class, key in (("non-ouverte", "closed"), ("sans-donnee", "uncounted")):
        own = [one for one in parts if one.density_class == density_class and one.kind != "qpv"]
        if own:
            outside = "-outside" if any(one.kind == "reste" for one in own) else ""
            count = len({code for one in own for code in one.communes})
            told.append(
                messages(
                    f"page.headline.{key}{outside}",
                    count=messages.number(count),
                    total=messages.number(len(findings.release.territory.communes)),
                )
            )
    return told


def _first(key: str, told: list[str], messages: Messages) -> list[str]:
    """Return the first of what is told, and by `key` how many others there are."""
    more = len(told) - _NAMED
    return [*told[:_NAMED], *([messages(key, count=more)] if more > 0 else [])]


def _together(codes: Sequence[str], territory: Territory, messages: Messages) -> str:
    """Return what to call a sector: its commune, or how many they are and the largest of them."""
    own = territory.communes.loc[list(codes)]
    largest = str(own["nom"][own["population"].fillna(0).idxmax()])
    if len(own) == 1:
        return largest
    return messages("page.headline.sector", count=len(own), name=largest)


def _far(findings: Findings, messages: Messages) -> list[str]:
    told = far_told(findings, messages)
    return [] if told is None else [messages(f"page.headline.{told[0]}", **told[1])]


def far_told(findings: Findings, messages: Messages) -> tuple[str, dict[str, str]] | None:
    """Return which sentence tells how many communes are far from help, and what fills it.

    ``far-known``: where some journeys are not known, of those that are. None: nobody knows any.
    """
    minutes = findings.minutes.xs("commune")
    known = minutes.dropna()
    if known.empty:
        return None
    limit = findings.release.settings.access.far_minutes
    return "far" if len(known) == len(minutes) else "far-known", {
        "count": messages.number(far_communes(known, limit=limit)),
        "total": messages.number(len(known)),
        "limit": messages.number(limit),
    }


def _next(plan: Plan | None, messages: Messages) -> list[str]:
    if plan is None:
        return []
    closed = _first("plan.closes-more", closures(plan, messages), messages)
    return [*closed, *held_choices(plan, messages)[:1]]
