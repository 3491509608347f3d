"""The plan in ``findings.json``, and what ``netmap site --json`` prints."""

from __future__ import annotations

from pydantic import Field

from netmap.formats.record import Hundredths, Record, TenThousandths, Tenths, Thousandths
from netmap.vocabulary import Proof, RateKind, SiteRole

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


class PlanAssumptions(Record):
    """What a plan rests on."""

    taux: Thousandths
    origine_taux: RateKind
    pondere_par_besoin: bool
    trajets: str = Field(description="estimation, or the mode of the table of travel times")
    personnes_par_demi_journee: float
    proche_minutes: float
    loin_minutes: float
    plancher_equite: float


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


class PlannedCommune(Record):
    """Whom a plan reaches in a commune."""

    code: str
    besoin: Tenths = Field(description="people a year")
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
    communes: tuple[PlannedCommune, ...]
    gain: GainRecord
    variantes: tuple[RunnerUpRecord, ...]
    tirages: int = Field(description="how many times need was drawn again for `frequence`")
