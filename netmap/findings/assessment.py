"""What a working group says of the service, beside what the tables say.

A fact is favourable, unfavourable or neither by a rule that is stated once. A favourable one
supports a strength and contradicts a weakness, and the other way round; opportunities, stakes
and means are read beside it, and nothing is decided.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from netmap.findings.concluded import JUDGED, conclude_parts
from netmap.findings.nearest import far_communes
from netmap.vocabulary import NAMED_PLACES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from netmap.counts.figure import Figure
    from netmap.findings.model import Findings
    from netmap.vocabulary import AssessmentKind, Fact, Leaning

#: Kinds that a favourable fact supports (True) or contradicts (False).
_JUDGED: dict[AssessmentKind, bool] = {"force": True, "faiblesse": False}
_HALF = 0.5
#: Classes that conclude, and whether that is favourable.
_CONCLUSIVE = {"desservie": 1.0, "sous-desservie": 0.0, "inegale": _HALF}


@dataclass(frozen=True, kw_only=True)
class Assessed:
    """A line of the assessment and what stands beside it.

    Attributes
    ----------
    place
        Name of the commune or QPV that it is about; None: the whole territory.
    fact
        None: nothing was asked to stand beside it.
    told
        Numbers of the fact by name, or its class, and ``joint`` where that is the class of the
        place with its sector; empty: it is not known, or hidden. Of the
        distance of a place without ``minutes``, no open permanence is within reach.
    leaning
        None: there is no fact.
    """

    kind: AssessmentKind
    text: str
    place: str | None
    fact: Fact | None
    told: Mapping[str, float | str] = field(default_factory=dict)
    leaning: Leaning | None = None


class _Fact(NamedTuple):
    """What a fact tells; `good`: 1 favourable, 0 not, between: neither; NaN: no rule decides."""

    told: dict[str, float | str]
    good: float


_UNKNOWN = _Fact({}, float("nan"))


def assess(findings: Findings) -> tuple[Assessed, ...]:
    """Return the lines of the assessment, in the order of their kinds, then of the table."""
    table = findings.release.assessment
    if table is None:
        return ()
    names = findings.release.territory.names
    rows = cast("list[dict[str, str | None]]", table.to_dict("records"))
    order: dict[str, int] = {"force": 0, "faiblesse": 1, "opportunite": 2, "enjeu": 3, "moyen": 4}
    lines = []
    for row in sorted(rows, key=lambda row: order[str(row["nature"])]):
        kind, fact = cast("AssessmentKind", row["nature"]), cast("Fact | None", row["fait"])
        read = _UNKNOWN if fact is None else _FACTS[fact](findings, row["code"])
        lines.append(
            Assessed(
                kind=kind,
                text=str(row["texte"]),
                place=names.get(row["code"] or ""),
                fact=fact,
                told=read.told,
                leaning=None if fact is None else leaning(kind, read.good, known=bool(read.told)),
            )
        )
    return tuple(lines)


def leaning(kind: AssessmentKind, good: float, *, known: bool = True) -> Leaning:
    """Say whether a fact supports what is said.

    Parameters
    ----------
    good
        1: the fact is favourable, 0: it is not, between: neither; NaN: no rule decides.

    Examples
    --------
    >>> [leaning("force", good) for good in (1.0, 0.3, 0.0)]
    ['appuie', 'nuance', 'contredit']
    >>> leaning("faiblesse", 1.0), leaning("enjeu", 1.0), leaning("force", 1.0, known=False)
    ('contredit', 'a-lire', 'inconnu')
    """
    if not known:
        return "inconnu"
    if kind not in _JUDGED or np.isnan(good):
        return "a-lire"
    if good not in {0.0, 1.0}:
        return "nuance"
    return "appuie" if bool(good) == _JUDGED[kind] else "contredit"


def _chains_of(found: Findings, code: str | None) -> list[str]:
    """Return the verdicts of one place, or of all communes and QPVs, where mediation is."""
    chain = found.chain
    own = chain if code is None else chain[chain["code"] == code]
    return [str(one) for one in own["verdict"] if one != "closed"]


def _chains(found: Findings, code: str | None) -> _Fact:
    """Favourable: over half are complete and sure; unfavourable: over half are broken."""
    verdicts = _chains_of(found, code)
    if not verdicts:
        return _UNKNOWN
    sure, broken = len(verdicts) - verdicts.count("broken"), verdicts.count("broken")
    sure -= verdicts.count("unconfirmed")
    told: dict[str, float | str] = {"count": len(verdicts), "sure": sure, "broken": broken}
    return _Fact(told, _over_half(sure, broken, len(verdicts)))


def _dependence(found: Findings, code: str | None) -> _Fact:
    """Favourable: no complete chain hangs on one partner; unfavourable: over half do."""
    verdicts = _chains_of(found, code)
    whole, fragile = (verdicts.count(one) for one in ("whole", "fragile"))
    if not whole + fragile:
        return _UNKNOWN
    told: dict[str, float | str] = {"count": whole + fragile, "fragile": fragile}
    good = 1.0 if not fragile else 0.0 if fragile > _HALF * (whole + fragile) else _HALF
    return _Fact(told, good)


def _reached(found: Findings, code: str | None) -> _Fact:
    """Favourable: served, and nothing under-served; unfavourable: the reverse."""
    parts = dict.fromkeys(conclude_parts(found).values())
    if code is not None:
        density = found.density["classe"]
        own = [str(density[level, code]) for level in NAMED_PLACES if (level, code) in density]
        joint = [p.density_class for p in parts if p.kind == "secteur" and code in p.communes]
        of = next((one for one in (*own, *joint) if one in _CONCLUSIVE), None)
        if of is None:
            return _UNKNOWN
        return _Fact({"class": of} | ({} if of in own else {"joint": 1.0}), _CONCLUSIVE[of])
    classes = [part.density_class for part in parts if part.density_class in JUDGED]
    under, served = (classes.count(one) for one in ("sous-desservie", "desservie"))
    if not under + served:
        return _UNKNOWN
    told: dict[str, float | str] = {"count": len(classes), "under": under, "served": served}
    return _Fact(told, 1.0 if not under else 0.0 if not served else _HALF)


def _distance(found: Findings, code: str | None) -> _Fact:
    """Favourable: no commune is far; unfavourable: over half of those known are."""
    limit = found.release.settings.access.far_minutes
    ways = found.minutes
    levels = ways.index.get_level_values("niveau")
    if code is None:
        own = ways[levels == "commune"].dropna()
    else:
        named = levels.isin(NAMED_PLACES) & (ways.index.get_level_values("code") == code)
        own = ways[named].dropna()
    if own.empty:
        return _UNKNOWN
    far = far_communes(own, limit=limit)
    told: dict[str, float | str] = {"count": len(own), "far": far, "limit": limit}
    if code is not None:
        minutes = own.iloc[0]
        told = {"limit": limit} if np.isinf(minutes) else {"limit": limit, "minutes": minutes}
    return _Fact(told, 1.0 if not far else 0.0 if far > _HALF * len(own) else _HALF)


def _partners(found: Findings, _: str | None) -> _Fact:
    figures = {one.key: one.figure for one in found.planning.indicators if one.period is None}
    wanted = ("partenaires_actifs", "partenaires_a_mobiliser", "partenaires_a_remobiliser")
    return _read(figures.get(key) for key in wanted)


def _closed(found: Findings, _: str | None) -> _Fact:
    own = [one for one in found.planning.indicators if one.key == "part_cloturee" and one.period]
    return _read([own[-1].figure]) if own else _UNKNOWN


def _doors(found: Findings, _: str | None) -> _Fact:
    outreach = found.planning.outreach
    return _read([outreach[0].figures["taux_contact"]]) if outreach else _UNKNOWN


def _read(figures: Iterable[Figure | None]) -> _Fact:
    """Return figures that no rule judges, named ``a, b, c``; nothing, where one is not there."""
    values = [None if one is None else one.value for one in figures]
    if any(value is None for value in values):
        return _UNKNOWN
    told: dict[str, float | str] = {
        name: float(value) for name, value in zip("abc", values, strict=False) if value is not None
    }
    return _Fact(told, float("nan"))


def _over_half(good: int, bad: int, count: int) -> float:
    return 1.0 if good > _HALF * count else 0.0 if bad > _HALF * count else _HALF


_FACTS: dict[Fact, Callable[[Findings, str | None], _Fact]] = {
    "chaines": _chains,
    "dependance": _dependence,
    "rejoints": _reached,
    "distance": _distance,
    "partenaires": _partners,
    "cloture": _closed,
    "porte-a-porte": _doors,
}
