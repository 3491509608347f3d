"""The indicators of the action sheets by period, outreach, and totals over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.render.report.assessment import assessment
from netmap.render.report.cells import number_cell, percent, source_line
from netmap.render.report.figures.trend import trend_figure
from netmap.render.report.inclusion import inclusion
from netmap.render.report.lived import lived
from netmap.render.report.markup import (
    Absent,
    Column,
    TableRow,
    block,
    details,
    figure,
    missing,
    paragraph,
    table,
    text,
    typed,
)
from netmap.render.report.opening import opened_elsewhere

if TYPE_CHECKING:
    from netmap.counts.figure import Figure
    from netmap.edition import Edition
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.report.markup import Piece

_THEMES = ("partenaires", "personnes", "porte-a-porte")
_SHARES = (
    "part_cloturee", "implication_forte", "couverture", "taux_contact", "taux_cooperation",
    "taux_refus",
)  # fmt: skip
_FIGURE = "valeur bas haut"
_DIGITS = {
    "implication_moyenne": 1, "personnes_pour_100_logements": 1, "accompagnements_par_contact": 2,
}  # fmt: skip


def evaluation(edition: Edition, messages: Messages) -> list[Piece]:
    """Return the part on what the action sheets count."""
    findings = edition.findings
    told = [
        *block("charts", _trend(edition, messages)),
        *(piece for theme in _THEMES for piece in _indicators(findings, messages, theme)),
        inclusion(findings, messages),
        lived(findings, messages),
        assessment(findings, messages),
    ]
    if any(isinstance(piece, str) for piece in told):
        told.append(paragraph(source_line(findings, messages, what="evaluation"), kind="source"))
    return told


def evaluation_tables(edition: Edition, messages: Messages) -> list[Piece]:
    """Return the tables behind it: door to door and contacts, place by place."""
    findings = edition.findings
    return [*_outreach(findings, messages), *_contacts(findings, messages)]


def _trend(edition: Edition, messages: Messages) -> Piece:
    findings = edition.findings
    trend = edition.charts.trend
    known = trend["personnes"].dropna()
    if known.empty:
        return Absent(messages("report.trend.none"))
    says = messages(
        "report.trend.says",
        first=str(known.index[0]),
        start=messages.number(float(known.iloc[0])),
        last=str(known.index[-1]),
        end=messages.number(float(known.iloc[-1])),
    )
    says = " ".join([says, *opened_elsewhere(edition, messages)])
    rows = []
    for period, row in trend.to_dict("index").items():
        low, high = (messages.number(row[end]) for end in ("bas", "haut"))
        people = messages.number(row["personnes"])
        unknown, closed = row["personnes"] != row["personnes"], row["situations_cloturees"]
        cells = [
            typed(str(period)),
            _unknown(findings, messages)
            if unknown
            else text(messages("report.interval", value=people, low=low, high=high)),
            _unknown(findings, messages)
            if closed != closed  # noqa: PLR0124
            else text(messages.number(closed)),
        ]
        rows.append(TableRow(f"periodes {period}", cells))
    columns = [
        Column(label=messages("report.column.period")),
        Column(label=messages("report.trend.people"), number=True, tells="personnes @shown"),
        Column(label=messages("report.trend.closed"), number=True, tells="situations_cloturees"),
    ]
    level = messages.number(100 * findings.release.settings.density.level)
    return figure(
        "trend",
        messages,
        level=level,
        drawing=trend_figure(trend, messages, description=says),
        says=says,
        source=source_line(findings, messages, what="evaluation"),
        columns=columns,
        rows=rows,
    )


def _unknown(findings: Findings, messages: Messages) -> str:
    """Say that a total is not there; the public edition does not tell missing from hidden."""
    key = "unknown" if findings.release.hidden is None else "unknown-or-hidden"
    return missing(messages(f"report.why.{key}"))


def _indicators(findings: Findings, messages: Messages, theme: str) -> list[Piece]:
    """Return the indicators of a theme by period; where none can be computed, why."""
    own = [item for item in findings.planning.indicators if item.theme == theme]
    if not own:
        return []
    periods = list(dict.fromkeys(item.period for item in own))
    figures = {(item.key, item.period): item.figure for item in own}
    title = messages(f"report.theme.{theme}")
    reasons = {item.figure.missing for item in own}
    if len(reasons) == 1 and None not in reasons and "hidden" not in reasons:
        reason = messages(f"figure.{reasons.pop()}")
        named = [messages(f"indicator.{key}") for key in dict.fromkeys(i.key for i in own)]
        return [Absent(messages("report.none-of-theme", theme=", ".join(named), reason=reason))]
    rows = [
        TableRow(
            f"indicateurs {key}",
            [
                text(messages(f"indicator.{key}")),
                *(
                    figure_cell(key, figures[key, period], messages)
                    if (key, period) in figures
                    else "—"
                    for period in periods
                ),
            ],
        )
        for key in dict.fromkeys(item.key for item in own)
    ]
    columns = [
        Column(label=messages("report.column.indicator")),
        *(
            Column(
                label=messages("report.today") if period is None else period,
                number=True,
                tells=f"{period or ''}/{_FIGURE}",
            )
            for period in periods
        ),
    ]
    return [f"<h3>{text(title)}</h3>{table(title, columns, rows)}"]


def figure_cell(key: str, figure_: Figure, messages: Messages) -> str:
    """Return a figure with its interval, or why it cannot be computed."""
    if figure_.missing == "hidden":
        return missing(messages("report.why.masquee"))
    if figure_.missing is not None:
        reason = messages(f"figure.{figure_.missing}")
        return missing(messages("report.cannot", reason=reason))
    share = key in _SHARES
    digits = _DIGITS.get(key, 0)

    def shown(value: float) -> str:
        return percent(value, messages) if share else messages.number(value, digits=digits)

    value = shown(figure_.value or 0.0)
    if figure_.low is None or figure_.high is None:
        return text(value)
    low, high = shown(figure_.low), shown(figure_.high)
    return text(messages("report.interval", value=value, low=low, high=high))


def _outreach(findings: Findings, messages: Messages) -> list[Piece]:
    rounds = findings.planning.outreach
    if not rounds:
        return []
    title = messages("report.outreach.title")
    rows = [
        TableRow(
            f"aller_vers {key}",
            [
                text(messages(f"indicator.{key}")),
                *(figure_cell(key, place.figures[key], messages) for place in rounds),
            ],
        )
        for key in rounds[0].figures
    ]
    columns = [
        Column(label=messages("report.column.indicator")),
        *(
            Column(
                label=messages("report.outreach.all")
                if place.code is None
                else place.name or place.code,
                number=True,
                tells=f"{place.code or ''}/{_FIGURE}",
            )
            for place in rounds
        ),
    ]
    reading = paragraph(messages("report.outreach.reading"), kind="hint")
    return [details(title, reading + table(title, columns, rows))]


def _contacts(findings: Findings, messages: Messages) -> list[Piece]:
    """Return contacts by place and period: none, hidden and not open are three words."""
    contacts = findings.contacts
    if contacts is None:
        return []
    title = messages("report.contacts.title")
    names = {
        ("territoire", "territoire"): messages(
            "report.contacts.all", name=findings.release.territory.name
        ),
        **{
            ("commune", code): name
            for code, name in findings.release.territory.communes["nom"].items()
        },
        **{("qpv", code): name for code, name in findings.release.territory.qpv["lib_qp"].items()},
        ("ailleurs", "hors-territoire"): messages("report.contacts.outside"),
        ("ailleurs", "inconnu"): messages("report.contacts.unplaced"),
    }
    periods = sorted({period for period, _, _ in contacts.index})
    known = contacts.to_dict("index")
    rows = [
        TableRow(
            f"passages {' '.join(place)}",
            [
                typed(str(name)),
                *(
                    number_cell(row["passages"], messages, why=row["etat"])
                    for row in (known[period, *place] for period in periods)
                ),
            ],
        )
        for place, name in names.items()
        if periods and (periods[0], *place) in known
    ]
    columns = [
        Column(label=messages("report.column.place"), tells="@names"),
        *(Column(label=period, number=True, tells=f"{period}/passages") for period in periods),
    ]
    reading = paragraph(messages("report.contacts.reading"), kind="hint")
    source = paragraph(source_line(findings, messages, what="contacts"), kind="source")
    if not rows:
        return [Absent(messages("report.contacts.none"))]
    return [details(title, reading + table(title, columns, rows) + source)]
