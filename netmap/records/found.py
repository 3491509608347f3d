"""The release as plain records: the same in the terminal, in JSON, in CSV and on pages."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from netmap.records.sentences import gap_sentences
from netmap.render.page.view import plain

if TYPE_CHECKING:
    import pandas as pd

    from netmap.findings.gaps import Gap
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.page.view import Json


def gap_records(findings: Findings, messages: Messages) -> list[dict[str, Json]]:
    """Return the ranked gaps: ``rang, code, nom, classe, raisons, besoins_rompus`` and more."""
    records: list[dict[str, Json]] = []
    ways = _indexed(findings.access)
    for gap in findings.gaps:
        way = ways["commune", gap.code]
        sentences = gap_sentences(gap, messages, findings.release.settings, needs=findings.needs)
        records.append(
            {
                "rang": gap.rank,
                "code": gap.code,
                "nom": gap.name,
                "classe": gap.density_class,
                "minutes": number(way["minutes"], digits=1),
                "secteur": gap.sector,
                "classe_secteur": gap.sector_class,
                **_priority(gap),
                "raisons": [*sentences],
                "besoins_rompus": [*gap.broken_needs],
                "besoins_a_confirmer": [*gap.unconfirmed_needs],
            }
        )
    return records


def _priority(gap: Gap) -> dict[str, Json]:
    one = gap.priority
    return {
        "palier_besoin": None if one is None else one.need_tier,
        "a_accompagner": None if one is None else number(one.unmet, digits=1),
        "a_accompagner_bas": None if one is None else number(one.unmet_low, digits=1),
        "a_accompagner_haut": None if one is None else number(one.unmet_high, digits=1),
    }


def chain_records(findings: Findings) -> list[dict[str, Json]]:
    """Return a record a commune × need: ``code, thematique, kappa…, etape, fragile``."""
    return [
        {
            "code": row["code"],
            "thematique": row["thematique"],
            "kappa": int(row["kappa"]),
            "kappa_amont": int(row["kappa_amont"]),
            "kappa_aval": int(row["kappa_aval"]),
            "kappa_max": int(row["kappa_max"]),
            "etape": row["etape"],
            "manque": list(row["manque"]),
            "fragile": list(row["fragile"]),
        }
        for row in findings.chain.to_dict("records")
    ]


def partner_records(findings: Findings) -> list[dict[str, Json]]:
    """Return a record a partner, by id: what a later build is compared on."""
    names = ("nom", "categorie", "position", "statut", "couvre", "thematiques", "date_maj")
    return [
        {"id": identifier, **{name: plain(row[name]) for name in names}}
        for identifier, row in sorted(_indexed(findings.release.partners).items())
    ]


def relation_records(findings: Findings) -> list[dict[str, Json]]:
    """Return a record a relation; how many people were referred is never in it."""
    names = (
        "source_id", "cible_id", "nature", "thematiques", "etat", "supposee", "date_verif",
        "perimee",
    )  # fmt: skip
    return [
        {name: plain(row.get(name)) for name in names}
        for row in findings.release.relations.to_dict("records")
    ]


def density_records(findings: Findings) -> list[dict[str, Json]]:
    """Return a record a place; a figure hidden or missing is null, and `classe` says which."""
    digits = {"personnes": 0, "population": 0, "p_sous_desserte": 3}
    figures = [name for name in findings.density.columns if name not in {"nom", "classe"}]
    return [
        {
            "niveau": level,
            "code": code,
            "nom": row["nom"],
            "classe": row["classe"],
            **{name: number(row[name], digits=digits.get(name, 2)) for name in figures},
        }
        for (level, code), row in _indexed(findings.density).items()
    ]


def period_records(findings: Findings) -> list[dict[str, Json]]:
    """Return a record a period: the territory's totals."""
    return [
        {"periode": str(period), **{str(name): number(value) for name, value in row.items()}}
        for period, row in findings.release.counts.periods.shown.iterrows()
    ]


def contact_records(findings: Findings) -> list[dict[str, Json]] | None:
    """Return a record a period and place; `etat` says why a count is null. None: no table."""
    if findings.contacts is None:
        return None
    names = {
        **findings.release.territory.communes["nom"],
        **findings.release.territory.qpv["lib_qp"],
    }
    return [
        {
            "periode": period,
            "niveau": level,
            "code": code,
            "nom": names.get(code),
            "passages": number(row["passages"]),
            "etat": row["etat"],
        }
        for (period, level, code), row in _indexed(findings.contacts).items()
    ]


def number(value: float, *, digits: int = 0) -> float | int | None:
    """Return a number for JSON, rounded; None where there is none."""
    if isnan(value):
        return None
    rounded = round(float(value), digits)
    return int(rounded) if digits == 0 else rounded


def _indexed(frame: pd.DataFrame) -> dict[Any, dict[Any, Any]]:
    """Return a frame's rows by index."""
    return frame.to_dict("index")
