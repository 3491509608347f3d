"""Page one, for those who decide: four figures with their doubt, a small map, three decisions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from netmap.findings.concluded import JUDGED, conclude_parts
from netmap.records.decisions import decisions
from netmap.render.page.headline import part_name
from netmap.render.report.cells import percent
from netmap.render.report.figures.territory import territory_figure
from netmap.render.report.help import chain_counts, distance_doubts, far_words
from netmap.render.report.markup import block, items, paragraph, text, typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from netmap.edition import Edition
    from netmap.findings.concluded import Part
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.records.decisions import Decision
    from netmap.render.report.markup import Piece
    from netmap.vocabulary import PartClass

_CLASSES: tuple[PartClass, ...] = (*JUDGED, "non-ouverte", "sans-donnee")
_NAMED = ("sous-desservie", "desservie", "indeterminee")
_LONGEST_LIST = 8
_ASPECTS = ("choice", "gain", "robustness", "closes")


def opening(edition: Edition, messages: Messages) -> list[Piece]:
    """Return the first page of the report."""
    findings = edition.findings
    parts = list(dict.fromkeys(conclude_parts(findings).values()))
    return [
        *block("tiles", *_tiles(edition, parts, messages)),
        *block("territory", *_territory(findings, parts, messages)),
        *_decisions(edition, messages),
    ]


def _tiles(edition: Edition, parts: Sequence[Part], messages: Messages) -> list[Piece]:
    findings = edition.findings
    return [
        tile
        for tile in (
            _people(edition, messages),
            _judged(findings, parts, messages),
            _far(findings, messages),
            _chains(findings, messages),
        )
        if tile
    ]


def _tile(kind: str, value: str, words: str, lines: Iterable[str]) -> str:
    """Return a figure: its number, what it counts, then its trend and its doubt."""
    return (
        f'<div class="tile {kind}"><p><strong>{text(value)}</strong> {typed(words)}</p>'
        f"{items(map(typed, lines))}</div>"
    )


def _people(edition: Edition, messages: Messages) -> str:
    trend = edition.charts.trend
    known = trend[trend["personnes"].notna()]
    if known.empty:
        return ""
    first, last = known.iloc[0], known.iloc[-1]
    low, high, people = (messages.number(last[key]) for key in ("bas", "haut", "personnes"))
    lines = []
    if edition.charts.change is not None:
        start = messages.number(first["personnes"])
        key = f"report.opening.trend-{edition.charts.change}"
        lines.append(messages(key, people=start, period=str(known.index[0])))
    lines += opened_elsewhere(edition, messages)
    lines.append(messages("report.opening.chance", low=low, high=high))
    words = messages("report.opening.people", people=people, period=str(known.index[-1]))
    return _tile("people", people, words, lines)


def opened_elsewhere(edition: Edition, messages: Messages) -> list[str]:
    """Return where the service was open in the two periods that are compared, if it differs."""
    opened, trend = edition.charts.opened, edition.charts.trend
    known = trend.index[trend["personnes"].notna()]
    if opened is None:
        return []
    before, after = map(messages.number, opened)
    first, last = str(known[0]), str(known[-1])
    return [messages("report.opening.opened", before=before, after=after, first=first, last=last)]


def _judged(findings: Findings, parts: Sequence[Part], messages: Messages) -> str:
    counts = Counter(part.density_class for part in parts)
    judged = sum(counts[key] for key in JUDGED)
    if not judged:
        return ""
    number = messages.number
    low = number(counts["sous-desservie"])
    unsure = counts["indeterminee"] + counts["masquee"]
    lines = [
        messages(
            "report.opening.of-judged",
            total=number(judged),
            served=number(counts["desservie"]),
            unsure=number(unsure),
        ),
        messages(
            "report.opening.sure",
            certainty=percent(findings.release.settings.density.certainty, messages),
        ),
    ]
    return _tile("judged", low, messages("report.opening.under", count=low), lines)


def _far(findings: Findings, messages: Messages) -> str:
    told = far_words(findings, messages)
    return "" if told is None else _tile("far", *told, distance_doubts(findings, messages))


def _chains(findings: Findings, messages: Messages) -> str:
    counts = chain_counts(findings)
    if not counts.examined:
        return ""
    number = messages.number
    lines = [
        messages("report.opening.chains-unsure", count=number(counts.unconfirmed)),
        messages("report.opening.chains-fragile", count=number(counts.fragile)),
    ]
    broken = number(counts.broken)
    words = messages("report.opening.chains", count=broken, total=number(counts.examined))
    return _tile("chains", broken, words, lines)


def _territory(findings: Findings, parts: Sequence[Part], messages: Messages) -> list[Piece]:
    """Return the small map, and its legend, that says how many there are and names them."""
    if all(part.density_class == "sans-donnee" for part in parts):
        return []
    legend = tally(parts, messages)
    says = messages("report.opening.map-says")
    title = text(messages("report.opening.map"))
    head = f"<figcaption><h3>{title}</h3></figcaption>"
    drawing = territory_figure(findings, messages, description=says)
    told = items(legend, kind="tally") + paragraph(says, kind="hint")
    return [
        f'<figure class="chart" id="figure-territory">{head}{drawing}</figure>',
        f'<div class="legend">{told}</div>',
    ]


def tally(parts: Sequence[Part], messages: Messages) -> list[str]:
    """Return a line a class that occurs: how many parts, which where that concludes."""
    counts = Counter(part.density_class for part in parts)
    lines = []
    for key in _CLASSES:
        if not counts[key]:
            continue
        count = messages.number(counts[key])
        line = (
            f'<strong class="class class-{key}">{text(count)}</strong>'
            f"<span>{text(messages(f'report.tally.{key}', count=count))}"
        )
        if key in _NAMED:
            named = [_called(part, messages) for part in parts if part.density_class == key]
            shown = named[:_LONGEST_LIST]
            if len(named) > len(shown):
                more = messages.number(len(named) - len(shown))
                shown.append(messages("report.tally.more", count=more))
            line += f"{text(messages('report.tally.colon'))}{typed(messages.join(shown))}"
        lines.append(f"{line}</span>")
    return lines


def _called(part: Part, messages: Messages) -> str:
    name = part_name(part, messages)
    return messages("report.tally.sector", name=name) if part.kind == "secteur" else name


def _decisions(edition: Edition, messages: Messages) -> list[Piece]:
    put = decisions(edition, messages)
    if not put:
        return []
    title = messages("report.opening.decide", count=messages.number(len(put)))
    cards = "".join(_decision(one, messages) for one in put)
    return [f'<h3>{text(title)}</h3><div class="decisions">{cards}</div>']


def _decision(put: Decision, messages: Messages) -> str:
    aspects = "".join(
        f"<dt>{text(messages(f'decision.aspect.{name}'))}</dt>"
        f"<dd>{typed(' '.join(getattr(put, name)))}</dd>"
        for name in _ASPECTS
    )
    title = text(messages(f"decision.title.{put.kind}"))
    return f'<article class="decision {put.kind}"><h4>{title}</h4><dl>{aspects}</dl></article>'
