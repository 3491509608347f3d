"""The list that joins both layers: under-served, far, or without a whole chain of partners."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from netmap.findings.planning import Planning
    from netmap.findings.priority import Priority
    from netmap.settings import Settings
    from netmap.territory.model import Territory
    from netmap.vocabulary import DensityClass, Verdict

    Row = dict[Any, Any]
    _Inside = Mapping[str, Mapping[str, Verdict]]
    _Part = tuple[str, Row]

_LEVEL = "commune"
_HALF_A_PERSON = 0.5
_HOLDING = {"whole", "fragile"}


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a commune is on the list: a kind and its figures; messages make the sentence.

    `kind` is one of ``sous-desservie``, ``sous-desservie-hors-qpv``,
    ``sous-desservie-qpv``, ``non-ouverte``, ``fermee``; ``seule-<class>``, ``petite-<class>`` and
    ``masquee-<class>`` (what is said of the sector of a commune that concludes nothing alone,
    that no count could judge alone, or whose count is hidden), ``seule``, ``petite`` and
    ``masquee`` (it has no other sector than itself); ``sans-comparaison`` (it is all that it
    would be compared with); ``loin``, ``hors-portee``;
    ``chaine-non-ouverte``, ``sans-mediation`` (a fact of the place, whatever the need),
    ``chaine-rompue``, ``chaine-a-confirmer``, ``chaine-tient-qpv``, ``chaine-rompue-qpv``;
    ``besoin-fort``; ``manque``, ``manque-estime``, ``manque-ouvrir`` (people expected and not
    accompanied); the sentence is ``reason.<kind>``.
    """

    kind: str
    values: tuple[tuple[str, float | str | tuple[str, ...]], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One line of the list of gaps, ranked from 1.

    Attributes
    ----------
    sector, sector_class
        The sector that the commune is in, and what is said of it; None: it is in none.
    priority
        Its place in the plane of need and coverage, and its unmet people.
    """

    rank: int
    code: str
    name: str
    density_class: DensityClass
    reasons: tuple[Reason, ...]
    broken_needs: tuple[str, ...]
    unconfirmed_needs: tuple[str, ...]
    sector: str | None = None
    sector_class: DensityClass | None = None
    priority: Priority | None = field(default=None, compare=False)


def list_gaps(
    communes: pd.DataFrame,
    density: pd.DataFrame,
    access: pd.DataFrame,
    chain: pd.DataFrame,
    *,
    inside: Mapping[str, _Inside],
    planning: Planning,
    settings: Settings,
) -> tuple[Gap, ...]:
    """Return the communes with at least one reason to look at them, ranked.

    The order is that of the people expected and not accompanied, weighted by need where it is
    known; a commune served on the whole counts those of its parts that are surely not. Where
    that cannot be known, communes come last, by residents × broken needs, then by residents,
    then by code. It only reads what it is given, so that the list of a protected release says
    nothing of what is hidden. A commune that concludes nothing alone says so, and what its
    sector says.

    Parameters
    ----------
    communes
        Index ``code_insee``; columns ``nom``, ``population`` (NaN: unknown).
    density
        Index (``niveau``, ``code``); as in Findings. The class
        ``masquee`` concludes nothing.
    access
        Index (``niveau``, ``code``); columns ``km``, ``minutes`` (NaN: unknown, no reason).
    chain
        A row a commune × need: ``code, thematique, kappa, etape, manque, verdict``.
    inside
        What chains come to in the QPVs of a commune (:func:`chains_in_quarters`), told apart.
    planning
        Sectors, need and priorities, protected as the rest is.
    settings
        ``access.far_minutes`` says how far is far.
    """
    broken = dict(list(chain[chain["kappa"] == 0].groupby("code", sort=False)))
    parts = _under_served_parts(density)
    priorities = {priority.code: priority for priority in planning.priorities}
    sector_of = {
        code: str(sector)
        for sector, codes in planning.sectors["communes"].items()
        for code in codes
    }
    told = _records(planning.sectors)
    rates, ways = _records(density), _records(access)
    lines = []
    for code, commune in _records(communes).items():
        rate, way = rates[_LEVEL, code], ways[_LEVEL, code]
        reasons = _density_reasons(rate)
        of_parts = [] if reasons else [_part_reason(p) for p in parts.get(code, ())]
        reasons += of_parts
        sector = sector_of.get(code)
        own_sector = told[sector] if sector is not None else None
        said = [] if reasons else _sector_reasons(rate, own_sector)
        said = [Reason(kind="fermee")] if priorities[code].closed else said
        telling = bool(reasons) or any(r.kind.endswith(("-sous-desservie", "fermee")) for r in said)
        reasons += said
        if way["hors_portee"]:
            telling = True
            reasons.append(Reason(kind="hors-portee"))
        if way["minutes"] > settings.access.far_minutes:
            figures = tuple((name, float(way[name])) for name in ("minutes", "km"))
            reasons.append(Reason(kind="loin", values=figures))
            telling = True
        rows = broken.get(code)
        broken_needs, unconfirmed = _needs_that_are(rows, "broken", "unconfirmed")
        reasons += _chain_reasons(rows, inside.get(code, {}))
        if not (telling or rows is not None):
            continue
        priority = priorities[code]
        reasons += _planning_reasons(
            priority, planning, is_told=bool(of_parts) and priority.in_parts
        )
        residents = float(np.nan_to_num(commune["population"]))
        first = (True, 0.0) if np.isnan(priority.unmet) else (False, -priority.unmet)
        order = (*first, -residents * len(broken_needs), -residents, code)
        gap = Gap(
            rank=0,
            code=code,
            name=str(commune["nom"]),
            density_class=cast("DensityClass", rate["classe"]),
            reasons=tuple(reasons),
            broken_needs=broken_needs,
            unconfirmed_needs=unconfirmed,
            sector=sector,
            sector_class=None if own_sector is None else own_sector["classe"],
            priority=priority,
        )
        lines.append((order, gap))
    lines.sort(key=lambda line: line[0])
    return tuple(replace(gap, rank=rank) for rank, (_, gap) in enumerate(lines, start=1))


def _records(frame: pd.DataFrame) -> dict[Any, Row]:
    """Return a frame's rows by index."""
    return frame.drop(columns="geometry", errors="ignore").to_dict("index")


def _under_served_parts(density: pd.DataFrame) -> dict[str, list[_Part]]:
    """Return why parts of communes are surely under-served: a whole's rate can hide its parts."""
    parts: dict[str, list[_Part]] = {}
    for (level, code), row in _records(density).items():
        if level == "zone" and row["classe"] == "sous-desservie":
            commune, _, neighbourhood = code.partition(":")
            parts.setdefault(commune, []).append((neighbourhood, row))
    return parts


def _part_reason(part: _Part) -> Reason:
    neighbourhood, row = part
    values = (*_rates(row), ("manquent", _missing(part)))
    if neighbourhood:
        return Reason(kind="sous-desservie-qpv", values=(("lieu", str(row["nom"])), *values))
    return Reason(kind="sous-desservie-hors-qpv", values=values)


def _missing(part: _Part) -> float:
    """Return the people a year that a part lacks to be at the reference rate."""
    _, row = part
    return float((row["attendues"] - row["personnes"]) * row["cible"] / row["cible_annees"])


def _rates(row: Row) -> tuple[tuple[str, float], ...]:
    """Return the rate of a place, its interval, and the rate that was expected of it."""
    told = tuple((name, float(row[name])) for name in ("taux", "taux_bas", "taux_haut"))
    return (*told, ("reference", 1_000 * float(row["attendues"]) / float(row["cible_annees"])))


def _density_reasons(rate: Row) -> list[Reason]:
    if rate["classe"] == "sous-desservie":
        return [Reason(kind="sous-desservie", values=_rates(rate))]
    if rate["classe"] == "non-ouverte":
        return [Reason(kind="non-ouverte")]
    return []


def _sector_reasons(rate: Row, sector: Row | None) -> list[Reason]:
    """Say that a commune alone concludes nothing, or the contrary of its sector."""
    judged = "seule" if rate["jugeable"] else "petite"
    alone = {"indeterminee": judged, "masquee": "masquee"}.get(str(rate["classe"]))
    if sector is not None and (rate["classe"], sector["classe"]) == ("desservie", "sous-desservie"):
        alone = "desservie"
    if alone is None:
        return []
    if alone != "masquee" and np.isnan(rate["p_sous_desserte"]):
        return [Reason(kind="sans-comparaison")]
    if sector is None or len(sector["communes"]) == 1:
        return [Reason(kind=alone)]
    values: tuple[tuple[str, float | str], ...] = (("secteur", str(sector["nom"])),)
    if not np.isnan(sector["taux"]):
        values += _rates(sector)
    return [Reason(kind=f"{alone}-{sector['classe']}", values=values)]


def _planning_reasons(priority: Priority, planning: Planning, *, is_told: bool) -> list[Reason]:
    """Say that need is among the greatest, and how many people are expected and not met.

    `is_told`: the reasons of its parts have already said how many.
    """
    reasons = []
    if planning.need is not None and priority.need_tier == "fort":
        row = planning.need.loc[[priority.code]].iloc[0]
        ranked = float(planning.need["rang_median"].notna().sum())
        ranks = tuple((name, float(row[name])) for name in ("rang_bas", "rang_haut"))
        reasons.append(Reason(kind="besoin-fort", values=(*ranks, ("communes", ranked))))
    if priority.unmet >= _HALF_A_PERSON and not is_told:
        kind = "manque-estime" if priority.estimated else "manque"
        if priority.closed or priority.density_class == "non-ouverte":
            kind = "manque-ouvrir"
        low = max(priority.unmet_low, 0.0)
        values = (("personnes", priority.unmet), ("bas", low), ("haut", priority.unmet_high))
        reasons.append(Reason(kind=kind, values=values))
    return reasons


def _needs_that_are(rows: pd.DataFrame | None, *verdicts: Verdict) -> list[tuple[str, ...]]:
    """Return the needs of each verdict."""
    if rows is None:
        return [()] * len(verdicts)
    return [tuple(rows.loc[rows["verdict"] == one, "thematique"]) for one in verdicts]


def _chain_reasons(rows: pd.DataFrame | None, inside: _Inside) -> list[Reason]:
    """Say what chains lack, steps that lack together at once, and where some hold all the same.

    `inside`: neighbourhood → need → what its chain comes to there. Where mediation works in the
    neighbourhoods alone, what breaks there is told too.
    """
    if rows is None:
        return []
    reasons = []
    closed = rows[rows["verdict"] == "closed"]
    if len(closed):
        kind = "chaine-non-ouverte" if (closed["etape"] == "non-ouvert").all() else "sans-mediation"
        reasons.append(Reason(kind=kind))
    broken = rows[rows["verdict"] == "broken"]
    for steps in dict.fromkeys(broken["manque"]):
        needs = tuple(broken.loc[broken["manque"] == steps, "thematique"])
        reasons.append(Reason(kind="chaine-rompue", values=(("etapes", steps), ("besoins", needs))))
    (unconfirmed,) = _needs_that_are(rows, "unconfirmed")
    if unconfirmed:
        reasons.append(Reason(kind="chaine-a-confirmer", values=(("besoins", unconfirmed),)))
    told = [("chaine-tient-qpv", _HOLDING), ("chaine-rompue-qpv", {"broken"})]
    for name, verdicts in inside.items():
        for kind, meant in told if len(closed) else told[:1]:
            needs = tuple(need for need in rows["thematique"] if verdicts.get(need) in meant)
            if needs:
                reasons.append(Reason(kind=kind, values=(("lieu", name), ("besoins", needs))))
    return reasons


def chains_in_quarters(territory: Territory, chain: pd.DataFrame) -> Mapping[str, _Inside]:
    """Return commune → name of a QPV that lies in it → need → what its chain there comes to.

    `chain`: a row a QPV × need: ``code, thematique, verdict``.
    """
    told: dict[str, dict[str, Verdict]] = {
        str(code): dict(zip(own["thematique"], own["verdict"], strict=True))
        for code, own in chain.groupby("code", sort=False)
    }
    found: dict[str, dict[str, Mapping[str, Verdict]]] = {}
    inside = territory.zones[territory.zones["code_qp"].notna()]
    for commune, code in zip(inside["code_insee"], inside["code_qp"], strict=True):
        found.setdefault(str(commune), {})[territory.names[code]] = told.get(code, {})
    return found
