"""The planner's tables in ``findings.json``: need, priorities, sizing, indicators, rounds."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from netmap.formats.record import (
    Hundredths,
    Record,
    TenThousandths,
    Tenths,
    Thousandths,
)
from netmap.vocabulary import (
    Absence,
    Corner,
    DensityClass,
    IndicatorTheme,
    NeedScale,
    NeedTier,
    RateKind,
)


class DeclaredIndicator(Record):
    """An indicator of need, as the project declares it."""

    colonne: str
    libelle: str
    sens: Literal["besoin", "ressource"]
    unite: str
    millesime: str
    source: str


class CommuneNeed(Record):
    """The need of a commune."""

    code: str
    score: Tenths = Field(description="0 to 100")
    rang_median: Tenths = Field(description="1: the greatest need")
    rang_bas: Tenths
    rang_haut: Tenths
    p_quart: Thousandths = Field(description="probability to be in the quarter of greatest need")
    palier: NeedTier
    connus: int = Field(description="how many indicators it has")
    valeurs: dict[str, Thousandths] = Field(description="by column of the table of indicators")


class NeedRecord(Record):
    """The need of communes, and what it was computed from."""

    distribution: NeedScale | None = Field(
        description="where values are placed: among the territory's communes, or all those of the "
        "table"
    )
    indicateurs: tuple[DeclaredIndicator, ...]
    communes: tuple[CommuneNeed, ...]


class PriorityRecord(Record):
    """A commune in the plane of need and coverage."""

    rang: int | None
    code: str
    nom: str
    classe: DensityClass
    palier_besoin: NeedTier
    score_besoin: Tenths
    ecart: Thousandths = Field(description="share of the people expected who are not accompanied")
    coin: Corner | None
    a_accompagner: Tenths
    a_accompagner_bas: Tenths
    a_accompagner_haut: Tenths
    estime: bool = Field(
        description="true: the count is hidden; the estimate rests on hidden communes together"
    )
    dans_ses_parties: bool = Field(
        description="true: the people missing are those of its under-served parts alone"
    )
    pondere: bool = Field(description="true: weighted by need")
    sur: bool = Field(description="whether coverage and need both conclude")


class CaseloadRecord(Record):
    """What one full-time post does: assumptions."""

    personnes_par_etp: float
    personnes_par_etp_bas: Tenths
    personnes_par_etp_haut: Tenths
    demi_journees_par_etp: float


class SizedPlace(Record):
    """Half-days and posts that bring a place to the target rate."""

    niveau: Literal["commune", "qpv", "territoire"]
    code: str
    nom: str
    cible: Hundredths = Field(description="people a year at the target")
    accompagnees: Hundredths = Field(description="people a year")
    a_ajouter: Hundredths = Field(description="people a year still to reach")
    etp: Hundredths = Field(
        description="posts for those accompanied and those to add; for the target where people "
        "are not told"
    )
    etp_bas: Hundredths = Field(description="90 %, all doubts joined")
    etp_haut: Hundredths
    demi_journees: Hundredths = Field(description="a week")
    etp_a_ajouter: Hundredths
    demi_journees_a_ajouter: Hundredths


class EquityPlaceRecord(Record):
    """A commune outside its QPVs."""

    niveau: Literal["zone"]
    code: str
    nom: str
    cible: Tenths = Field(description="its target population")
    attendues: Tenths = Field(description="people a year at the rate of the QPVs")
    manquent: Tenths = Field(description="those less the people accompanied; null: hidden")


class EquityRecord(Record):
    """Were people outside the QPVs reached as those inside are: who, where, how many posts."""

    taux_qpv: Hundredths = Field(description="a year, per 1,000 of the target population")
    taux_hors_qpv: Hundredths
    manquent: Tenths = Field(description="people a year to add outside the QPVs")
    manquent_bas: Tenths
    manquent_haut: Tenths
    etp: Hundredths
    etp_bas: Hundredths
    etp_haut: Hundredths
    lieux: tuple[EquityPlaceRecord, ...]


class SizingRecord(Record):
    """What it takes to reach the target rate."""

    taux_cible: Thousandths
    origine: RateKind
    hypotheses: CaseloadRecord
    lieux: tuple[SizedPlace, ...]


class IndicatorRecord(Record):
    """An evaluation indicator of a period; `manque` says why it has no value."""

    indicateur: str
    libelle: str
    theme: IndicatorTheme
    periode: str | None = Field(description="null: today, or no table")
    valeur: TenThousandths
    bas: TenThousandths
    haut: TenThousandths
    manque: Absence | None = Field(description="why there is no value")


class RoundFigure(Record):
    """A figure of door-to-door rounds; `manque` says why it has no value."""

    chiffre: str
    libelle: str
    valeur: TenThousandths
    bas: TenThousandths
    haut: TenThousandths
    manque: Absence | None = Field(description="why there is no value")


class RoundsRecord(Record):
    """The door-to-door rounds of a place; of all places where `code` is null."""

    code: str | None
    nom: str | None
    chiffres: tuple[RoundFigure, ...]
