"""What ``findings.json`` states, by the names that rows of tables give its records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.formats.record import decimals_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from netmap.formats.allocation import PlanRecord
    from netmap.formats.findings import FindingsFile
    from netmap.formats.record import Record

_EXACT = 1e-6


@dataclass(frozen=True)
class StatedFigure:
    """A figure of a record (None: hidden, or missing), and how far rounding may have taken it."""

    value: float | None
    slack: float


@dataclass(frozen=True)
class Stated:
    """What a record states: its figures by name, a dot leading into years, and its own name."""

    figures: Mapping[str, StatedFigure]
    name: str | None = None

    def __getitem__(self, name: str) -> StatedFigure:
        """Return a figure; one that the record does not have has no value."""
        return self.figures.get(name, _NONE)


_NONE = StatedFigure(None, 0.0)
NOTHING = Stated({})
#: Records by the names that rows of tables give them.
Records = dict[str, Stated]


def records_of(findings: FindingsFile) -> Records:
    """Return what each record states, by name: its part, then what it is of (``code``…)."""
    records = {
        " ".join([part, *(_word(getattr(row, name)) for name in names)]).strip(): stated(row)
        for part, names, rows in _parts(findings)
        for row in rows
    }
    for place in findings.aller_vers:
        for figure in place.chiffres:
            name = f"aller_vers {figure.chiffre} {_word(place.code)}".strip()
            records[name] = stated(figure)
    if findings.plan is not None:
        records["total"] = _totals(findings.plan)
    return records


def _parts(
    findings: FindingsFile,
) -> tuple[tuple[str, tuple[str, ...], Iterable[Record]], ...]:
    need, plan = findings.besoin, findings.plan
    return (
        ("densite", ("niveau", "code"), findings.densite),
        ("strates", ("strate",), findings.strates),
        ("secteurs", ("secteur",), findings.secteurs),
        ("periodes", ("periode",), findings.periodes),
        ("passages", ("niveau", "code", "periode"), findings.passages or ()),
        ("priorites", ("code",), findings.priorites),
        ("indicateurs", ("indicateur", "periode"), findings.indicateurs),
        ("dimensionnement", ("niveau", "code"), findings.dimensionnement.lieux),
        ("besoin", ("code",), () if need is None else need.communes),
        ("lieux", ("id",), () if plan is None else plan.lieux),
        ("avant-apres", ("code",), () if plan is None else plan.zones),
        ("retour", ("genre", "nom"), () if plan is None else plan.retour),
        ("gain", ("demi_journees",), () if plan is None else plan.gain.points),
    )


def _word(value: str | float | None) -> str:
    return f"{value:g}" if isinstance(value, float) else value or ""


def stated(record: Record) -> Stated:
    """Return what a record states."""
    figures: dict[str, StatedFigure] = {}
    for field in type(record).model_fields:
        value = getattr(record, field)
        slack = _slack(decimals_of(type(record), field))
        inside = value if isinstance(value, dict) else {"": value}
        for inner, number in inside.items():
            if number is None or (isinstance(number, int | float) and not isinstance(number, bool)):
                figures[f"{field}.{inner}".rstrip(".")] = StatedFigure(number, slack)
    name = getattr(record, "nom", None)
    return Stated(figures, name if isinstance(name, str) else None)


def _slack(decimals: int | None) -> float:
    """Return how far rounding took a figure; a whole number is written whole on a page too."""
    return (0.5 * 10.0**-decimals if decimals else 0.0) + _EXACT


def _totals(plan: PlanRecord) -> Stated:
    """Return the last row of the table of before and after: the sums of a plan."""
    rows = [stated(row) for row in plan.zones]
    sums = {
        name: StatedFigure(
            sum(row[name].value or 0.0 for row in rows), sum(row[name].slack for row in rows)
        )
        for name in ("comme_aujourdhui", "comme_attendu", "besoin")
    }
    reached = stated(plan)
    return Stated({**reached.figures, "aujourdhui": reached["personnes.aujourdhui"], **sums})
