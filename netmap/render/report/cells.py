"""Figures of places as cells: a number, or the one of four reasons why there is none."""

from __future__ import annotations

from math import isfinite, isinf, isnan
from typing import TYPE_CHECKING, Any

from netmap.render.page.bounds import bounded_people
from netmap.render.page.chances import chances_kind
from netmap.render.page.notes import pooled_periods
from netmap.render.report.markup import missing, place, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from netmap.findings.model import Findings
    from netmap.messages import Messages

#: The figures of findings.json that a rate and its interval write.
RATE = "taux taux_bas taux_haut"
#: Classes that say why a figure is not there.
_WHY = ("masquee", "sans-donnee", "non-ouverte", "unknown-or-hidden", "out-of-reach")


def rows_of(frame: pd.DataFrame) -> list[tuple[Any, dict[Any, Any]]]:
    """Return the rows of a table with their index, in order."""
    return list(frame.to_dict("index").items())


def whole_place(
    code: str, name: str, findings: Findings, messages: Messages, *, level: str = "commune"
) -> str:
    """Return a place by its name, which says of a commune that its QPVs are in its figures."""
    return place(code, whole_name(code, name, findings, messages), level=level)


def whole_name(code: str, name: str, findings: Findings, messages: Messages) -> str:
    """Return the name of a commune with its QPVs, where it holds any."""
    holds = code in findings.release.territory.holding
    return messages("map.zone.whole", name=name) if holds else name


def number_cell(value: float, messages: Messages, *, digits: int = 0, why: str = "") -> str:
    """Return a number, or why there is none (a class of place, or another word of ours).

    Minutes are ``inf`` where nothing can be reached.
    """
    if isfinite(value):
        return text(messages.number(value, digits=digits))
    if isinf(value):
        return missing(messages("report.why.out-of-reach"))
    return missing(messages(f"report.why.{why}" if why in _WHY else "report.why.unknown"))


def people_cell(row: Mapping[Any, Any], messages: Messages, *, why: str) -> str:
    """Return the people of a place, the bounds that are known of them, or why neither is.

    Of people who are shared out between communes it is said.
    """
    bounded = bounded_people(row, messages)
    told = (
        number_cell(float(row["personnes"]), messages, why=why)
        if bounded is None
        else text(bounded)
    )
    if row.get("repartie") and (bounded is not None or isfinite(row["personnes"])):
        told += " " + missing(messages("map.card.shared"))
    return told


def interval_cell(
    row: Mapping[Any, Any], messages: Messages, *, name: str = "taux", digits: int = 2
) -> str:
    """Return ``value (low – high)`` of a row that has a class."""
    value = float(row[name])
    if isnan(value):
        return number_cell(value, messages, why=str(row["classe"]))
    low, high = (
        messages.number(float(row[f"{name}_{end}"]), digits=digits) for end in ("bas", "haut")
    )
    shown = messages.number(value, digits=digits)
    return text(messages("report.interval", value=shown, low=low, high=high))


def with_bounds(values: Iterable[float], messages: Messages) -> str:
    """Return a number and its bounds, to the unit; the number alone where both are the same.

    >>> from netmap.messages import Messages
    >>> [with_bounds(told, Messages("en")) for told in ((4.2, 3.1, 5.0), (4.2, 4.1, 4.3))]
    ['4 (3 to 5)', '4']
    """
    value, low, high = map(messages.number, values)
    return value if low == high else messages("report.interval", value=value, low=low, high=high)


def class_cell(density_class: str, messages: Messages) -> str:
    """Return a class in words, with a mark whose shape says it too."""
    return (
        f'<span class="class class-{text(density_class)}">'
        f"{text(messages(f'class.{density_class}'))}</span>"
    )


def probability_cell(row: Mapping[Any, Any], messages: Messages) -> str:
    """Return the chances that a place is under-served, or why they are not there."""
    value = float(row["p_sous_desserte"])
    if isnan(value):
        return number_cell(value, messages, why=str(row["classe"]))
    return text(chances(value, messages))


def percent(value: float, messages: Messages, *, digits: int = 0) -> str:
    """Return a share of one as a percentage."""
    return messages("report.percent", value=messages.number(100 * value, digits=digits))


def chances(probability: float, messages: Messages) -> str:
    """Return a probability in words; none is ever certain.

    >>> from netmap.messages import Messages
    >>> [chances(p, Messages("en")) for p in (0.0001, 0.5, 0.9999)]
    ['under 1 in 100', '50 in 100', 'over 99 in 100']
    """
    kind = chances_kind(probability)
    if kind == "value":
        return messages("report.chances", count=messages.number(100 * probability))
    return messages(f"report.chances-{kind}", count=1 if kind == "under" else 99)


def travel_words(findings: Findings, messages: Messages) -> str:
    """Return where travel times come from: estimated, or given by the project."""
    if findings.release.territory.times is None:
        return messages("report.travel.estimated")
    mode = findings.release.settings.access.modes
    return (
        messages("report.travel.given-by", mode=mode) if mode else messages("report.travel.given")
    )


_COUNTED = {"accompagnements": "accompagnements", "population": ""}
#: What each figure is made from (``report.source.table``), and the key of what a project may lack.
_READ: dict[str, dict[str, str]] = {
    "rates": _COUNTED,
    "ranks": _COUNTED,
    "lorenz": _COUNTED,
    "sizing": _COUNTED,
    "priorities": {
        "accompagnements": "accompagnements",
        "indicateurs": "indicateurs",
        "permanences": "permanences",
        "partenaires": "partenaires",
        "population": "",
    },
    "plan": {"permanences": "permanences", **_COUNTED},
    "evaluation": {
        "partenaires-today": "partenaires",
        "activite": "accompagnements",
        "porte_a_porte": "porte_a_porte",
    },
}


def source_line(findings: Findings, messages: Messages, *, what: str) -> str:
    """Return the source, the vintage, the period and the doubt of a figure.

    `what` is a key of ``report.source``, whose sentence takes what it needs.
    """
    populations = [
        f"{source.producer}, {source.vintage}"
        for source in findings.release.sources
        if source.layer.startswith("communes")
    ]
    told = {
        "periods": messages.join(list(pooled_periods(findings))) or "—",
        "population": messages.join(populations) or "—",
    }
    tables = [
        messages(f"report.source.table.{name}", **told)
        for name, key in _READ.get(what, {}).items()
        if key not in findings.release.absent
    ]
    line = messages(
        f"report.source.{what}",
        **told,
        read=", ".join(tables),
        level=messages.number(100 * findings.release.settings.density.level),
        travel=travel_words(findings, messages),
    )
    example = messages("report.source.example") if findings.release.settings.example else ""
    return f"{line} {example}".strip()
