"""The plan in ``findings.json``, and what ``netmap site --json`` prints."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from netmap.formats.record import Hundredths, Record, TenThousandths, Tenths, Thousandths
from netmap.vocabulary import PlaceKind, Proof, RateKind, SiteRole

_YEARS = "by year; `plan`: the one year of a budget that names none"


class PlannedYear(Record):
    """The full-time posts of a year."""

    annee: str
    etp: float


class ProofRecord(Record):
    """What is proved of a plan."""

    statut: Proof
    ecart: TenThousandths = Field(description="distance to the bound, relative to the objective")
    objectif: Hundredths
    borne: Hundredths = Field(description="no plan does better, as far as was proved")


class UseRecord(Record):
    """Who comes, for one person expected, in places of one stratum."""

    strate: PlaceKind
    usage: Thousandths
    personnes: Tenths = Field(description="people observed behind it")


class PlanAssumptions(Record):
    """What a plan rests on."""

    taux: Thousandths = Field(description="of the people expected")
    origine_taux: RateKind
    pondere_par_besoin: bool
    trajets: str = Field(description="estimation, or the mode of the table of travel times")
    personnes_par_demi_journee: Hundredths
    proche_minutes: Tenths
    loin_minutes: Tenths
    trajets_ajustes: bool = Field(
        description="true: these minutes are told by the people observed; false: stated"
    )
    plancher_equite: float
    usages: tuple[UseRecord, ...]


class BackTestRow(Record):
    """People observed and people of the model, today, in one group of places that is shown."""

    nom: str | None = Field(description="null: the other zones that are shown, together")
    genre: Literal["qpv", "reste", "secteur", "autres"]
    observees: Tenths = Field(description="people a year over the pooled periods")
    calculees: Tenths
    retrouve: bool = Field(description="they differ by a third of those observed at most")


class ChoiceRecord(Record):
    """Half-days that a plan adds, at one place or at some of several that are as good."""

    lieux: tuple[str, ...] = Field(description="ids, those of the plan first")
    nombre: int = Field(description="how many of them the plan takes")
    demi_journees: Tenths
    frequence: Thousandths = Field(description="share of the draws in which it comes back")
    tient: bool = Field(description="in more than half of them")


class LossRecord(Record):
    """A zone of which a plan reaches fewer people than today."""

    code: str
    nom: str
    aujourdhui: Tenths
    plan: Tenths


class PlannedSite(Record):
    """A place of permanence in a plan."""

    id: str
    nom: str
    code_insee: str
    commune: str | None
    role: SiteRole
    aujourdhui: Tenths = Field(description="half-days a week")
    demi_journees: dict[str, float] = Field(description=f"a week, {_YEARS}")
    brut: Tenths = Field(description="people reached if it stood alone")
    net: Tenths = Field(description="people lost if it alone closed")
    cumule: Tenths = Field(description="people reached by it and those before it")
    frequence: Thousandths = Field(description="share of the draws of need that open it")
    servies: Tenths = Field(description="people accompanied a year in the zone where it stands")


class PlannedZone(Record):
    """Whom a plan reaches in a zone."""

    code: str
    nom: str
    comme_aujourdhui: Tenths = Field(description="people a year who would come at today's use")
    comme_attendu: Tenths = Field(description="people a year if everybody expected came")
    besoin: Tenths = Field(description="people a year that the plan counts on: the middle")
    aujourdhui: Tenths
    personnes: dict[str, Tenths] = Field(description=f"people reached a year, {_YEARS}")
    minutes_aujourdhui: Tenths
    minutes_plan: Tenths
    hors_portee: bool = Field(description="true: nobody would go to any of the places")


class GainPoint(Record):
    """How many people some half-days reach."""

    demi_journees: float
    personnes: Tenths
    gain: Tenths
    statut: Proof


class GainRecord(Record):
    """People reached by each further half-day."""

    coude: float | None = Field(
        description="half-days after which a further one brings clearly less"
    )
    points: tuple[GainPoint, ...]


class RunnerUpRecord(Record):
    """Another choice of places that reaches nearly as many people."""

    ouvre: tuple[str, ...]
    ferme: tuple[str, ...]
    personnes: Tenths
    perte: TenThousandths = Field(description="share of the people that it reaches less")
    demi_journees: dict[str, float] = Field(description="a week, by place")


class PlanRecord(Record):
    """Where half-days go, with what is proved and what stands behind it."""

    annees: tuple[PlannedYear, ...]
    preuve: ProofRecord
    hypotheses: PlanAssumptions
    personnes: dict[str, Tenths] = Field(
        description=f"people reached a year, {_YEARS}; `aujourdhui`: today"
    )
    lieux: tuple[PlannedSite, ...]
    personnes_comme_aujourdhui: Tenths = Field(
        description="reached in the last year at today's use"
    )
    personnes_comme_attendu: Tenths = Field(
        description="reached in the last year if everybody expected came"
    )
    retour: tuple[BackTestRow, ...] = Field(description="whether the model finds today again")
    choix: tuple[ChoiceRecord, ...]
    perdants: tuple[LossRecord, ...]
    solidite: Thousandths = Field(
        description="share of the people of the best plan of a draw, in the worst of ten draws"
    )
    zones: tuple[PlannedZone, ...]
    gain: GainRecord
    variantes: tuple[RunnerUpRecord, ...]
    tirages: int = Field(description="how many times need was drawn again for `frequence`")
