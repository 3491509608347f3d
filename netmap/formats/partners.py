"""Partners, relations and chains in ``findings.json``."""

from __future__ import annotations

from pydantic import Field

from netmap.formats.record import Record
from netmap.vocabulary import (
    ChainStep,
    Level,
    PartnerStatus,
    Position,
    RelationState,
    Verdict,
)


class ChainRecord(Record):
    """The chains of a place for a need."""

    niveau: Level
    code: str
    thematique: str
    kappa: int = Field(ge=0, description="partner-disjoint complete chains, over what is certain")
    kappa_amont: int = Field(ge=0)
    kappa_aval: int = Field(ge=0)
    kappa_max: int = Field(ge=0, description="in the best case over what is unknown or supposed")
    etape: ChainStep | None = Field(description="the broken step; null: a chain is whole")
    manque: tuple[ChainStep, ...] = Field(description="all the steps that lack, the first first")
    verdict: Verdict = Field(description="closed: the mediation does not work there, for any need")
    fragile: tuple[str, ...] = Field(description="partners whose loss alone breaks the chain")


class PartnerRecord(Record):
    """A partner."""

    id: str
    nom: str
    categorie: str
    position: Position
    statut: PartnerStatus
    couvre: tuple[str, ...] | None = Field(description="null: nobody said whom it serves")
    thematiques: tuple[str, ...]
    date_maj: str | None
    organisation: bool = Field(description="true: its row says that it is one, whatever its name")


class RelationRecord(Record):
    """A relation; how many people were referred is never in it."""

    source_id: str
    cible_id: str
    nature: str | None
    thematiques: tuple[str, ...]
    etat: RelationState | None = Field(description="null: declared, not detailed")
    supposee: bool = Field(description="true: read from positions, nobody declared it")
    date_verif: str | None
    perimee: bool | None = Field(
        description="true: last checked too long before the newest date of the tables"
    )
