"""A page a commune or QPV: what is known, what is not, who is there, what would help.

Each is a ``<template>`` that the page's script opens; what several places have in common (their
chains, their partners) is written once.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isinf, isnan
from typing import TYPE_CHECKING, Any

from netmap.records.next_steps import step_sentence
from netmap.records.sentences import label_of, reason_sentence
from netmap.render.map.places import Coverage
from netmap.render.page.notes import pooled_periods
from netmap.render.report.cells import (
    RATE,
    class_cell,
    interval_cell,
    number_cell,
    people_cell,
    travel_words,
    whole_name,
)
from netmap.render.report.coverage import reference
from netmap.render.report.figures.territory import frame_of
from netmap.render.report.markup import (
    Column,
    TableRow,
    items,
    missing,
    paragraph,
    place,
    table,
    text,
    typed,
)
from netmap.render.report.mending import mending_of, missing_people
from netmap.vocabulary import POSITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from netmap.edition import Edition
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.report.known import KnownPlace

#: Kinds of reasons that other parts of a sheet tell.
_TOLD_APART = ("chaine-", "sans-mediation", "loin", "manque")
_NO_FIGURE = ("masquee", "sans-donnee", "non-ouverte")
#: Minutes under which a permanence is in the place itself.
_HERE = 0.5


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What sheets are written from; rows of tables by their index."""

    findings: Findings
    messages: Messages
    density: Mapping[Any, Mapping[Any, Any]]
    sectors: Mapping[Any, Mapping[Any, Any]]
    partners: Mapping[Any, Mapping[Any, Any]]
    permanences: Mapping[Any, str]
    trends: Mapping[Any, str | None]

    def say(self, key: str, **values: str) -> str:
        """Return a sentence of the sheets."""
        return self.messages(f"report.sheet.{key}", **values)

    def titled(self, key: str, inside: str) -> str:
        """Return a part of a sheet; nothing where nothing is in it."""
        if not inside:
            return ""
        return f'<section class="{key}"><h3>{text(self.say(key))}</h3>{inside}</section>'


def place_sheets(edition: Edition, messages: Messages, places: Sequence[KnownPlace]) -> str:
    """Return the sheets of all communes and QPVs, and the blocks that they share."""
    findings, trends = edition.findings, edition.charts.places
    mending = mending_of(edition, messages)
    frame = frame_of(findings.release.territory)
    points = findings.release.territory.origins.to_dict("index")
    told = _Told(
        findings=findings,
        messages=messages,
        density=findings.density.to_dict("index"),
        sectors=findings.planning.sectors.to_dict("index"),
        partners=findings.release.partners.to_dict("index"),
        permanences=findings.release.permanences["nom"].to_dict(),
        trends={} if trends is None else trends["tendance"].to_dict(),
    )
    shared: dict[str, int] = {}

    def block(markup: str) -> str:
        number = shared.setdefault(markup, len(shared))
        return f'<div data-block="{number}"></div>' if markup else ""

    source, coverage = _source(findings, messages), Coverage(findings)
    sheets = []
    for known in places:
        point = points[known.level, known.code]
        x, y = frame.at(float(point["x_m"]), float(point["y_m"]))
        held = _held(known, coverage)
        level = text(messages(f"report.level.{known.level}"))
        sheets.append(
            f'<template id="sheet-{text(known.code)}" data-level="{known.level}" '
            f'data-at="{x:.0f} {y:.0f}"><header><h2>{typed(known.name)}</h2>'
            f"<p>{level} · {text(known.code)}</p></header>{_known(known, told)}"
            f'<div class="pair"><div>{_help(known, mending.get(known.code, ()), told)}'
            f"{block(_chains(known, told))}</div>"
            f"<div>{_unknown(known, len(held['unknown']), told)}"
            f"{block(_who(held, told))}</div></div>"
            f"{block(source)}</template>"
        )
    blocks = [
        f'<template id="sheet-block-{number}">{markup}</template>'
        for markup, number in shared.items()
    ]
    return "".join([*sheets, *blocks])


def _known(known: KnownPlace, told: _Told) -> str:
    """Return why a commune is looked at, how far help is, its figures and those of its parts."""
    settings, needs = told.findings.release.settings, told.findings.needs
    reasons = [] if known.gap is None else known.gap.reasons
    lines = [
        reason_sentence(reason, told.messages, settings, needs=needs)
        for reason in reasons
        if not reason.kind.startswith(_TOLD_APART)
    ]
    if change := told.trends.get((known.level, known.code)):
        lines.append(told.say(f"trend-{change}"))
    listed = items(map(typed, [*lines, *_distance(known, told)]))
    return told.titled("known", listed + _figures(known, told))


def _figures(known: KnownPlace, told: _Told) -> str:
    """Return the figures of a place, of its parts, and of the sector that it is judged with."""
    messages = told.messages
    rows = [
        _figure_row(f"densite {level} {code}", name, told.density[level, code], messages)
        for level, code, name in _parts(known, told)
    ]
    if known.part is not None and known.part.kind == "secteur":
        sector = told.findings.planning.sector_of(known.code)
        row = told.sectors[sector]
        name = typed(told.say("sector", name=str(row["nom"])))
        rows.append(_figure_row(f"secteurs {sector}", name, row, messages))
    columns = [
        Column(label=messages("report.column.place")),
        Column(label=messages("report.column.population"), number=True, tells="population"),
        Column(label=messages("report.column.people"), number=True, tells="personnes"),
        Column(label=messages("report.column.rate-interval"), number=True, tells=RATE),
        Column(label=messages("report.column.class")),
    ]
    return table(told.say("figures"), columns, rows)


def _parts(known: KnownPlace, told: _Told) -> Iterator[tuple[str, str, str]]:
    """Yield the level, the code and the name of a place, then of each part of it.

    A neighbourhood that is in other communes too is told by its part that is in this one.
    """
    yield (
        known.level,
        known.code,
        typed(whole_name(known.code, known.name, told.findings, told.messages)),
    )
    if known.level == "qpv":
        return
    for part in known.parts:
        if part.code_qp is not None:
            name = place(part.code_qp, part.name, level="qpv")
            if len(part.communes) > 1:
                name += " " + missing(told.say("part-here"))
                yield "zone", f"{known.code}:{part.code_qp}", name
            else:
                yield "qpv", part.code_qp, name
        elif part.kind == "reste":
            yield "zone", known.code, typed(told.messages("map.zone.rest", name=part.name))


def _figure_row(of: str, name: str, row: Mapping[Any, Any], messages: Messages) -> TableRow:
    why = str(row["classe"])
    cells = [
        name,
        number_cell(float(row["population"]), messages),
        people_cell(row, messages, why=why),
        interval_cell(row, messages),
        class_cell(why, messages),
    ]
    return TableRow(of, cells)


def _distance(known: KnownPlace, told: _Told) -> list[str]:
    if isnan(known.minutes):
        return []
    if isinf(known.minutes):
        return [told.say("out-of-reach")]
    name = told.permanences.get(known.way["permanence_id"], "—")
    if known.minutes < _HERE:
        return [told.say("here", name=name)]
    minutes, travel = (
        told.messages.number(known.minutes),
        travel_words(told.findings, told.messages),
    )
    return [told.say("distance", minutes=minutes, name=name, travel=travel)]


def _unknown(known: KnownPlace, silent: int, told: _Told) -> str:
    """Return what nobody knows of a place, or may show; `silent` partners do not say it either."""
    own = str(known.figures["classe"])
    kinds = [own] if own in _NO_FIGURE else []
    if own in {"masquee", "indeterminee"} and known.part is not None:
        joint = "sector" if known.part.density_class != "indeterminee" else "sector-indeterminee"
        kinds.append(joint if known.part.kind == "secteur" else "indeterminee")
    lines = [told.say(f"not-{kind}") for kind in kinds]
    if isnan(known.minutes):
        lines.append(told.say("not-minutes"))
    for key, count in (("chains", known.verdicts["unconfirmed"]), ("coverage", silent)):
        if count:
            lines.append(told.say(f"not-{key}", count=told.messages.number(count)))
    return told.titled("unknown", items(map(typed, lines)) if lines else "")


def _help(known: KnownPlace, mending: Sequence[str], told: _Told) -> str:
    """Return what would help: people to reach, what comes next, what mends its chains."""
    lines = [
        typed(step_sentence(step, told.findings, told.messages))
        for step in known.steps
        if not (mending and step.kind == "reparer")
    ]
    lines += map(typed, mending)
    if known.priority is not None and not isnan(known.priority.unmet):
        lines.insert(0, typed(missing_people(known.priority, told.messages)))
    return told.titled("help", items(lines))


def _chains(known: KnownPlace, told: _Told) -> str:
    """Return the chain of each need: whether it holds, what it lacks, whom it hangs on."""
    messages = told.messages
    if not known.chains:
        return ""
    if known.verdicts["closed"] == len(known.chains):
        step = next(iter(known.chains.values()))["etape"]
        return told.titled("chains", paragraph(messages(f"step.{step}")))
    rows = [
        [
            typed(label_of("need", need, told.findings.release.settings, messages)),
            text(told.say(f"chain-{known.chains[need]['verdict']}")),
            typed(_lacking(known.chains[need], told)),
        ]
        for need in told.findings.needs
        if need in known.chains
    ]
    columns = [
        Column(label=messages("report.column.need"), tells="@names"),
        Column(label=messages("report.column.chains")),
        Column(label=told.say("lacking"), tells="@names"),
    ]
    return told.titled("chains", table(told.say("chains"), columns, rows))


def _lacking(chain: Mapping[Any, Any], told: _Told) -> str:
    join = told.messages.join
    if chain["manque"]:
        return join([told.messages(f"step.{step}") for step in chain["manque"]])
    hangs = [str(told.partners[one]["nom"]) for one in chain["fragile"] if one in told.partners]
    return told.say("hangs", names=join(hangs)) if hangs else ""


def _held(known: KnownPlace, coverage: Coverage) -> dict[str, list[int]]:
    towns = {town for part in known.parts for town in part.communes}
    if known.level == "commune":
        quarters = {part.code_qp for part in known.parts if part.code_qp is not None}
        return coverage.of({known.code}, partly=quarters)
    return coverage.of({known.code, *towns}, partly=set())


def _who(held: Mapping[str, list[int]], told: _Told) -> str:
    """Return the partners that cover a place, by what they do."""
    label = told.messages.label
    rows, partly = list(told.partners.values()), set(held["partly"])
    groups = []
    for position in POSITIONS:
        names = []
        for i in (*held["whole"], *held["partly"]):
            if rows[i]["position"] != position:
                continue
            status = rows[i]["statut"]
            notes = [] if status == "actif" else [label("status", status).lower()]
            if i in partly:
                notes.append(told.say("partly"))
            note = f" {missing(', '.join(notes))}" if notes else ""
            names.append(f"{typed(str(rows[i]['nom']))}{note}")
        if names:
            title = text(label("position", position))
            groups.append(f"<dt>{title}</dt><dd>{' · '.join(names)}</dd>")
    return told.titled("who", f"<dl>{''.join(groups)}</dl>" if groups else "")


def _source(findings: Findings, messages: Messages) -> str:
    periods = messages.join(list(pooled_periods(findings)))
    told = [reference(findings, messages)]
    if periods:
        told.append(messages("report.method.periods", periods=periods))
    if findings.release.settings.example:
        told.append(messages("page.example"))
    return paragraph(" ".join(told), kind="source")
