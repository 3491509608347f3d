"""What a working group acts on: repairs (in ``findings.json``), weak points, losses."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from netmap.formats.record import Record, Rounded
from netmap.vocabulary import ChainStep, PartnerStatus, RepairKind

#: Residents by need, weighted or not.
_Weight = Annotated[int, Field(ge=0), Rounded(0)]
_WeightKind = Literal["besoin", "habitants"]


class CandidateRecord(Record):
    """A partner of the table of partners or of a directory."""

    id: str | None = Field(description="null: it is or may be one person, told by its category")
    nom: str
    statut: PartnerStatus | Literal["annuaire"]
    fichier: str
    ligne: int | None


class PairRecord(Record):
    """A commune or a QPV, and a need."""

    code: str
    nom: str
    thematique: str


class LinkRecord(Record):
    """A relation to open or to reopen."""

    de: CandidateRecord
    vers: CandidateRecord


class RepairRecord(Record):
    """One thing to do."""

    nature: RepairKind
    partenaires: tuple[CandidateRecord, ...] = Field(
        description="whom to win; mediateur: the mediation point that a second one would join"
    )
    relations: tuple[LinkRecord, ...] = Field(
        description="to open or to reopen; mediateur: none, they are those of the other one"
    )


class SuggestionRecord(Record):
    """What to do next, and what it brings."""

    rang: int = Field(ge=1)
    gestes: tuple[RepairRecord, ...]
    demarches: int = Field(ge=1, description="organisations to win and relations to open")
    ouvre: tuple[PairRecord, ...]
    consolide: tuple[PairRecord, ...]
    habitants_besoins: _Weight
    habitants_besoins_consolides: _Weight
    sans_population: int = Field(ge=0)


class MobilisationRecord(Record):
    """What would mend chains, in order, and as sets of a few steps."""

    poids: _WeightKind = Field(
        description="what a pair of place and need weighs: residents (of a commune: those who "
        "live in none of its QPVs) weighted by the index of need, or residents"
    )
    hypothese: str = Field(description="what is supposed of a candidate that joins")
    suggestions: tuple[SuggestionRecord, ...]
    ensembles: tuple[SuggestionRecord, ...] = Field(
        description="the best sets of 2, 3 and 4 steps, all sets tried; not to be added up"
    )
    sans_effet: tuple[CandidateRecord, ...]
    couverture_inconnue: tuple[CandidateRecord, ...]


class WeakPartner(Record):
    """A partner whose loss breaks something; what ``netmap chain --weak --json`` prints."""

    id: str
    nom: str
    nombre: int = Field(description="pairs of place and need that break")
    habitants_besoins: _Weight = Field(description="what these pairs weigh together")
    poids: _WeightKind
    sans_population: int = Field(description="pairs whose residents are unknown")
    paires: tuple[PairRecord, ...]


class LostPair(Record):
    """A pair that a loss weakens; what ``netmap chain --without … --json`` prints."""

    code: str
    nom: str
    thematique: str
    kappa_avant: int
    kappa_apres: int
    kappa_max_apres: int
    etape: ChainStep | None
