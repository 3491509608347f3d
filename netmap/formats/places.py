"""Places in ``findings.json``: the list of gaps, rates, periods, passages, sectors."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from netmap.formats.record import Count, Hundredths, Record, Tenths, Thousandths
from netmap.vocabulary import DensityClass, NeedTier, PartClass, Stratum


class GapRecord(Record):
    """A commune of the list, with its reasons."""

    rang: int = Field(ge=1)
    code: str
    nom: str
    classe: DensityClass
    minutes: Tenths = Field(description="to the nearest open permanence; null: none is placed")
    secteur: str | None = Field(description="null: the service was never open there")
    classe_secteur: DensityClass | None
    palier_besoin: NeedTier | None
    a_accompagner: Tenths = Field(
        description="people a year who are expected and not accompanied; an estimate where the "
        "count is hidden"
    )
    a_accompagner_bas: Tenths
    a_accompagner_haut: Tenths
    raisons: tuple[str, ...] = Field(min_length=1)
    besoins_rompus: tuple[str, ...] = Field(
        description="themes without any whole chain, even in the best case"
    )
    besoins_a_confirmer: tuple[str, ...] = Field(
        description="themes whose chain hangs on something unknown or supposed"
    )


class PlaceRecord(Record):
    """The rate of a place; a figure that is hidden or missing is null, and `classe` says which."""

    niveau: Literal["territoire", "commune", "qpv", "zone"]
    code: str
    nom: str
    classe: DensityClass
    population: Count
    cible: Tenths = Field(
        description="the target population: all residents where no figure of need is given"
    )
    personnes: Count = Field(description="accompanied over the pooled periods")
    repartie: bool = Field(
        description="whether people of it are a share, by residents, of those of a wider place: a "
        "neighbourhood in several communes, or one that goes beyond the territory"
    )
    au_moins: Count = Field(description="people at least, where their number is not told exactly")
    au_plus: Count = Field(description="people at most, likewise; null: nothing bounds them")
    attendues: Hundredths = Field(description="people expected at the reference rate")
    taux: Hundredths
    taux_bas: Hundredths
    taux_haut: Hundredths
    taux_lisse: Hundredths = Field(description="smoothed among the territory's own places")
    rapport: Hundredths = Field(description="people accompanied, over people expected")
    p_sous_desserte: Thousandths = Field(description="probability to be under-served")
    jugeable: bool = Field(
        description="whether the place alone expects enough people for any count to conclude"
    )
    taux_habitants: Hundredths = Field(
        description="the other reading: a year per 1,000 residents; null: the target population "
        "is all residents"
    )
    conclusion: PartClass | None = Field(
        description="what is concluded, with the other communes of its sector where it is judged "
        "with them; null: of the territory, and of a commune whose parts are judged apart"
    )
    classe_habitants: DensityClass | None = Field(
        description="against the mean of the stratum (QPVs, or the rest) at equal population"
    )


class StratumRecord(Record):
    """What is in QPVs, or all the rest, where the service was open: the mean rates of both."""

    strate: Stratum
    personnes: Count = Field(description="accompanied over the pooled periods")
    cible_annees: Tenths = Field(description="target population × years of service")
    personnes_annees: Tenths = Field(description="residents × years of service")
    zones: Count
    attendues: Hundredths = Field(description="people expected, at the reference")
    p_sous_desserte: Thousandths = Field(description="chances that it is under-served")
    classe: DensityClass = Field(description="of all its zones together; never desservie")


class PeriodRecord(Record):
    """The territory's totals of a period."""

    periode: str
    personnes: Count
    nouvelles: Count = Field(description="accompanied for the first time")
    situations_cloturees: Count


class TrendRecord(Record):
    """The people of a place in its first known period and in its last."""

    niveau: Literal["commune", "qpv"]
    code: str
    nom: str
    periode_de: str | None = Field(description="null: fewer than two periods are known")
    periode_a: str | None
    personnes_de: Count
    personnes_a: Count
    tendance: Literal["hausse", "baisse", "hasard"] | None = Field(
        description="more or fewer than chance explains, or not; null: there is nothing to compare"
    )


class ContactRecord(Record):
    """The contacts of a place in a year."""

    periode: str
    niveau: Literal["territoire", "commune", "qpv", "ailleurs"] = Field(
        description="ailleurs: counted apart, in no other count; in the internal edition only"
    )
    code: str = Field(
        description="of ailleurs: hors-territoire (the point lies outside), inconnu (its code has "
        "no outline)"
    )
    nom: str | None
    passages: Count
    etat: Literal["montree", "masquee", "non-ouverte"] = Field(
        description="why a count is null: hidden, or none noted where the service was not open"
    )


class SectorRecord(Record):
    """Neighbouring communes put together until they can conclude."""

    secteur: str = Field(description="the first code of its communes")
    nom: str
    communes: tuple[str, ...]
    classe: DensityClass
    population: Count
    personnes: Count
    taux: Hundredths
    taux_bas: Hundredths
    taux_haut: Hundredths
    rapport: Hundredths
    attendues: Hundredths
    p_sous_desserte: Thousandths
    suffisant: bool = Field(description="whether it expects enough people to conclude")
    reunies: bool = Field(
        description="whether sectors that would be hidden were put together so that their count "
        "may be shown; they need not touch"
    )
