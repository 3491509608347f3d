"""The planner's tables and the plan as plain records: the same in JSON, on terminals and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netmap.records.found import number

if TYPE_CHECKING:
    import pandas as pd

    from netmap.counts.figure import Figure
    from netmap.edition import Edition
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.page.view import Json
    from netmap.siting import Plan
    from netmap.siting.site_plan import SitePlan

_RATES = ("taux", "taux_bas", "taux_haut", "rapport", "attendues")
_NEED = ("score", "rang_median", "rang_bas", "rang_haut")


def planning_records(edition: Edition, messages: Messages) -> dict[str, Json]:
    """Return ``secteurs, besoin, priorites, dimensionnement, indicateurs, aller_vers, plan``."""
    findings, plan = edition.findings, edition.plan
    return {
        "secteurs": sector_records(findings),
        "besoin": need_record(findings),
        "priorites": priority_records(findings),
        "dimensionnement": sizing_record(findings),
        "indicateurs": indicator_records(findings, messages),
        "aller_vers": outreach_records(findings, messages),
        "plan": None if plan is None else plan_record(plan),
    }


def sector_records(findings: Findings) -> list[dict[str, Json]]:
    """Return a record a sector; a hidden one has its class and what is expected."""
    return [
        {
            "secteur": str(code),
            "nom": row["nom"],
            "communes": list(row["communes"]),
            "classe": row["classe"],
            "population": number(row["population"]),
            "personnes": number(row["personnes"]),
            **{name: number(row[name], digits=2) for name in _RATES},
            "p_sous_desserte": number(row["p_sous_desserte"], digits=3),
            "suffisant": bool(row["suffisant"]),
            "reunies": bool(row["reunies"]),
        }
        for code, row in _rows(findings.planning.sectors)
    ]


def need_record(findings: Findings) -> dict[str, Json] | None:
    """Return the need of communes and what it was computed from; None: no indicator."""
    planning = findings.planning
    if planning.need is None or planning.need_values is None:
        return None
    declared = findings.release.settings.indicators
    values = dict(_rows(planning.need_values))
    return {
        "distribution": planning.need_scale,
        "indicateurs": [
            {
                "colonne": name,
                "libelle": declared[name].label,
                "sens": declared[name].direction,
                "unite": declared[name].unit,
                "millesime": declared[name].vintage,
                "source": declared[name].source,
            }
            for name in map(str, planning.need_values.columns)
        ],
        "communes": [
            {
                "code": str(code),
                **{name: number(row[name], digits=1) for name in _NEED},
                "p_quart": number(row["p_quart"], digits=3),
                "palier": row["palier"],
                "connus": int(row["connus"]),
                "valeurs": {str(k): number(v, digits=3) for k, v in values[code].items()},
            }
            for code, row in _rows(planning.need)
        ],
    }


def priority_records(findings: Findings) -> list[dict[str, Json]]:
    """Return a record a commune, the most expected unmet people first."""
    return [
        {
            "rang": one.rank,
            "code": one.code,
            "nom": one.name,
            "classe": one.density_class,
            "palier_besoin": one.need_tier,
            "score_besoin": number(one.need_score, digits=1),
            "ecart": number(one.gap, digits=3),
            "coin": one.corner,
            "a_accompagner": number(one.unmet, digits=1),
            "a_accompagner_bas": number(one.unmet_low, digits=1),
            "a_accompagner_haut": number(one.unmet_high, digits=1),
            "estime": one.estimated,
            "dans_ses_parties": one.in_parts,
            "pondere": one.weighted,
            "sur": one.certain,
        }
        for one in findings.planning.priorities
    ]


def sizing_record(findings: Findings) -> dict[str, Json]:
    """Return what it takes to reach the target rate, with its assumptions."""
    planning = findings.planning
    low, high = planning.caseload.interval
    table = planning.sizing
    figures = [str(name) for name in table.columns if name != "nom"]
    return {
        "taux_cible": number(planning.target_rate, digits=3),
        "origine": planning.target_kind,
        "hypotheses": {
            "personnes_par_etp": planning.caseload.people_a_post,
            "personnes_par_etp_bas": number(low, digits=1),
            "personnes_par_etp_haut": number(high, digits=1),
            "demi_journees_par_etp": planning.caseload.half_days_a_post,
        },
        "lieux": [
            {
                "niveau": level,
                "code": code,
                "nom": row["nom"],
                **{name: number(row[name], digits=2) for name in figures},
            }
            for (level, code), row in _rows(table)
        ],
    }


def indicator_records(findings: Findings, messages: Messages) -> list[dict[str, Json]]:
    """Return the evaluation indicators; an absent one says why (``manque``)."""
    return [
        {
            "indicateur": one.key,
            "libelle": messages(f"indicator.{one.key}"),
            "theme": one.theme,
            "periode": one.period,
            **_figure(one.figure),
        }
        for one in findings.planning.indicators
    ]


def outreach_records(findings: Findings, messages: Messages) -> list[dict[str, Json]]:
    """Return the figures of door-to-door rounds: all places (code null), then each."""
    return [
        {
            "code": place.code,
            "nom": place.name,
            "chiffres": [
                {"chiffre": key, "libelle": messages(f"indicator.{key}"), **_figure(figure)}
                for key, figure in place.figures.items()
            ],
        }
        for place in findings.planning.outreach
    ]


def plan_record(site_plan: SitePlan) -> dict[str, Json]:
    """Return a plan with what it proves, and all that stands behind it."""
    plan = site_plan.plan
    rules = plan.instance.rules
    return {
        "annees": [{"annee": year, "etp": posts} for year, posts in site_plan.posts],
        "preuve": {
            "statut": plan.status,
            "ecart": number(plan.gap, digits=4),
            "objectif": number(plan.objective, digits=2),
            "borne": number(plan.bound, digits=2),
        },
        "hypotheses": {
            "taux": number(site_plan.rate, digits=3),
            "origine_taux": site_plan.rate_kind,
            "pondere_par_besoin": site_plan.weighted,
            "trajets": site_plan.travel,
            "personnes_par_demi_journee": rules.capacity_per_half_day,
            "proche_minutes": rules.near_minutes,
            "loin_minutes": rules.far_minutes,
            "plancher_equite": rules.equity_floor,
        },
        "personnes": {year: number(n, digits=1) for year, n in plan.reached.items()},
        "lieux": _sites(site_plan),
        "communes": _communes(plan),
        "gain": {
            "coude": site_plan.curve.knee,
            "points": [
                {
                    "demi_journees": float(budget),
                    "personnes": number(row["personnes"], digits=1),
                    "gain": number(row["gain"], digits=1),
                    "statut": row["statut"],
                }
                for budget, row in _rows(site_plan.curve.points)
            ],
        },
        "variantes": [
            {
                "ouvre": list(other.opens),
                "ferme": list(other.closes),
                "personnes": number(other.reached, digits=1),
                "perte": number(other.loss, digits=4),
                "demi_journees": dict(other.half_days),
            }
            for other in site_plan.runner_ups
        ],
        "tirages": site_plan.draws,
    }


def _sites(site_plan: SitePlan) -> list[dict[str, Json]]:
    years = site_plan.plan.half_days
    return [
        {
            "id": str(one),
            "nom": row["nom"],
            "code_insee": row["code_insee"],
            "commune": row["commune"],
            "role": row["role"],
            "aujourdhui": number(row["aujourdhui"], digits=1),
            "demi_journees": {
                str(year): float(years.loc[one, year]) if one in years.index else 0.0
                for year in years.columns[1:]
            },
            **{name: number(row[name], digits=1) for name in ("brut", "net", "cumule")},
            "frequence": number(row["frequence"], digits=3),
        }
        for one, row in _rows(site_plan.sites)
    ]


def _communes(plan: Plan) -> list[dict[str, Json]]:
    years = [name for name in plan.reached if name != "aujourdhui"]
    return [
        {
            "code": str(code),
            "besoin": number(row["besoin"], digits=1),
            "aujourdhui": number(row["aujourdhui"], digits=1),
            "personnes": {year: number(row[year], digits=1) for year in years},
            "minutes_aujourdhui": number(row["minutes_aujourdhui"], digits=1),
            "minutes_plan": number(row["minutes_plan"], digits=1),
            "hors_portee": bool(row["hors_portee"]),
        }
        for code, row in _rows(plan.communes)
    ]


def _figure(figure: Figure) -> dict[str, Json]:
    return {
        "valeur": None if figure.value is None else round(figure.value, 4),
        "bas": None if figure.low is None else round(figure.low, 4),
        "haut": None if figure.high is None else round(figure.high, 4),
        "manque": figure.missing,
    }


def _rows(frame: pd.DataFrame) -> list[tuple[Any, dict[Any, Any]]]:
    """Return a frame's rows with their index, in order."""
    return list(frame.to_dict("index").items())
