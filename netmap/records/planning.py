"""The planner's tables and the plan as records: the same in JSON, on terminals and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from netmap.formats.allocation import (
    BackTestRow,
    ChoiceRecord,
    GainPoint,
    GainRecord,
    LossRecord,
    PlanAssumptions,
    PlannedSite,
    PlannedYear,
    PlannedZone,
    PlanRecord,
    ProofRecord,
    RunnerUpRecord,
    UseRecord,
)
from netmap.formats.places import SectorRecord
from netmap.formats.planning import (
    CaseloadRecord,
    CommuneNeed,
    DeclaredIndicator,
    EquityPlaceRecord,
    EquityRecord,
    IndicatorRecord,
    NeedRecord,
    PriorityRecord,
    RoundFigure,
    RoundsRecord,
    SizedPlace,
    SizingRecord,
)
from netmap.records.rows import record_of, rows_of

if TYPE_CHECKING:
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.siting import Plan

    Direction: TypeAlias = Literal["besoin", "ressource"]


def sector_records(findings: Findings) -> tuple[SectorRecord, ...]:
    """Return a record a sector; a hidden one has its class and what is expected."""
    rows = rows_of(findings.planning.sectors)
    return tuple(record_of(SectorRecord, row, secteur=str(code)) for code, row in rows)


def need_record(findings: Findings) -> NeedRecord | None:
    """Return the need of communes and what it was computed from; None: no indicator."""
    planning = findings.planning
    if planning.need is None or planning.need_values is None:
        return None
    declared = findings.release.settings.indicators
    values = dict(rows_of(planning.need_values))
    return NeedRecord(
        distribution=planning.need_scale,
        indicateurs=tuple(
            DeclaredIndicator(
                colonne=name,
                libelle=declared[name].label,
                # a size (effectif) is no indicator of need
                sens=cast("Direction", declared[name].direction),
                unite=declared[name].unit,
                millesime=declared[name].vintage,
                source=declared[name].source,
            )
            for name in map(str, planning.need_values.columns)
        ),
        communes=tuple(
            record_of(CommuneNeed, row, code=str(code), valeurs=values[code])
            for code, row in rows_of(planning.need)
        ),
    )


def priority_records(findings: Findings) -> tuple[PriorityRecord, ...]:
    """Return a record a commune, the most expected unmet people first."""
    return tuple(
        PriorityRecord(
            rang=one.rank,
            code=one.code,
            nom=one.name,
            classe=one.density_class,
            palier_besoin=one.need_tier,
            score_besoin=one.need_score,
            ecart=one.gap,
            coin=one.corner,
            a_accompagner=one.unmet,
            a_accompagner_bas=one.unmet_low,
            a_accompagner_haut=one.unmet_high,
            estime=one.estimated,
            dans_ses_parties=one.in_parts,
            pondere=one.weighted,
            sur=one.certain,
        )
        for one in findings.planning.priorities
    )


def equity_record(findings: Findings) -> EquityRecord | None:
    """Return the answer to the planner's first question; None: there is none."""
    found = findings.planning.equity
    if found is None:
        return None
    return EquityRecord(
        taux_qpv=found.inside,
        taux_hors_qpv=found.outside,
        manquent=found.missing,
        manquent_bas=found.missing_low,
        manquent_haut=found.missing_high,
        etp=found.posts,
        etp_bas=found.posts_low,
        etp_haut=found.posts_high,
        lieux=tuple(
            record_of(EquityPlaceRecord, row, niveau="zone", code=str(code))
            for code, row in rows_of(found.places)
        ),
    )


def sizing_record(findings: Findings) -> SizingRecord:
    """Return what it takes to reach the target rate, with its assumptions."""
    planning = findings.planning
    low, high = planning.caseload.interval
    return SizingRecord(
        taux_cible=planning.target_rate,
        origine=planning.target_kind,
        hypotheses=CaseloadRecord(
            personnes_par_etp=planning.caseload.people_a_post,
            personnes_par_etp_bas=low,
            personnes_par_etp_haut=high,
            demi_journees_par_etp=planning.caseload.half_days_a_post,
        ),
        lieux=tuple(
            record_of(SizedPlace, row, niveau=level, code=code)
            for (level, code), row in rows_of(planning.sizing)
        ),
    )


def indicator_records(findings: Findings, messages: Messages) -> tuple[IndicatorRecord, ...]:
    """Return the evaluation indicators; an absent one says why (``manque``)."""
    return tuple(
        IndicatorRecord(
            indicateur=one.key,
            libelle=messages(f"indicator.{one.key}"),
            theme=one.theme,
            periode=one.period,
            valeur=one.figure.value,
            bas=one.figure.low,
            haut=one.figure.high,
            manque=one.figure.missing,
        )
        for one in findings.planning.indicators
    )


def rounds_records(findings: Findings, messages: Messages) -> tuple[RoundsRecord, ...]:
    """Return the figures of door-to-door rounds: all places (code None), then each."""
    return tuple(
        RoundsRecord(
            code=place.code,
            nom=place.name,
            chiffres=tuple(
                RoundFigure(
                    chiffre=key,
                    libelle=messages(f"indicator.{key}"),
                    valeur=figure.value,
                    bas=figure.low,
                    haut=figure.high,
                    manque=figure.missing,
                )
                for key, figure in place.figures.items()
            ),
        )
        for place in findings.planning.outreach
    )


def plan_record(plan: Plan) -> PlanRecord:
    """Return a plan with what it proves, and all that stands behind it."""
    placement = plan.placement
    rules = placement.instance.rules
    return PlanRecord(
        annees=tuple(PlannedYear(annee=year, etp=posts) for year, posts in plan.posts),
        preuve=ProofRecord(
            statut=placement.status,
            ecart=placement.gap,
            objectif=placement.objective,
            borne=placement.bound,
        ),
        hypotheses=PlanAssumptions(
            taux=plan.rate,
            origine_taux=plan.rate_kind,
            pondere_par_besoin=plan.weighted,
            trajets=plan.travel,
            personnes_par_demi_journee=rules.capacity_per_half_day,
            proche_minutes=rules.near_minutes,
            loin_minutes=rules.far_minutes,
            trajets_ajustes=plan.demand.fitted,
            plancher_equite=rules.equity_floor,
            usages=tuple(
                record_of(UseRecord, row, strate=stratum)
                for stratum, row in rows_of(plan.demand.uses)
            ),
        ),
        personnes={**placement.reached},
        lieux=_sites(plan),
        personnes_comme_aujourdhui=plan.reached_as_today,
        personnes_comme_attendu=plan.reached_as_expected,
        retour=tuple(
            record_of(BackTestRow, row, genre=row["kind"]) for _, row in rows_of(plan.back_test)
        ),
        choix=tuple(
            ChoiceRecord(
                lieux=one.sites,
                nombre=one.count,
                demi_journees=one.half_days,
                frequence=one.frequency,
                tient=one.holds,
            )
            for one in plan.choices
        ),
        perdants=tuple(
            record_of(LossRecord, row, code=str(code)) for code, row in rows_of(plan.losses)
        ),
        solidite=plan.kept,
        zones=_zones(plan),
        gain=GainRecord(
            coude=plan.curve.knee,
            points=tuple(
                record_of(GainPoint, row, demi_journees=float(budget))
                for budget, row in rows_of(plan.curve.points)
            ),
        ),
        variantes=tuple(
            RunnerUpRecord(
                ouvre=tuple(other.opens),
                ferme=tuple(other.closes),
                personnes=other.reached,
                perte=other.loss,
                demi_journees=dict(other.half_days),
            )
            for other in plan.runner_ups
        ),
        tirages=plan.draws,
    )


def _sites(plan: Plan) -> tuple[PlannedSite, ...]:
    planned = plan.placement.half_days
    years = planned.columns[1:]
    held = dict(rows_of(planned))
    return tuple(
        record_of(
            PlannedSite,
            row,
            id=str(one),
            demi_journees={str(year): held[one][year] if one in held else 0.0 for year in years},
        )
        for one, row in rows_of(plan.sites)
    )


def _zones(plan: Plan) -> tuple[PlannedZone, ...]:
    years = [name for name in plan.placement.reached if name != "aujourdhui"]
    readings = plan.demand.zones[["nom", "comme_aujourdhui", "comme_attendu"]]
    return tuple(
        record_of(PlannedZone, row, code=str(code), personnes={year: row[year] for year in years})
        for code, row in rows_of(plan.placement.origins.join(readings))
    )
