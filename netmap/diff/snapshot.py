"""A build as its ``findings.json`` tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from netmap.errors import InputError, Problem
from netmap.vocabulary import PartnerStatus, Position, RelationState  # noqa: TC001  (pydantic)

if TYPE_CHECKING:
    from pathlib import Path

    from netmap.findings.model import Findings
    from netmap.messages import Messages

#: bytes of a findings file
_BYTES = 200_000_000
_NAMES = ("findings.json", "findings-interne.json")


class _Record(BaseModel):
    """A record of a file; what it holds besides is of no use here."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class PartnerRecord(_Record):
    """A partner."""

    id: str
    nom: str
    categorie: str
    position: Position
    statut: PartnerStatus
    couvre: tuple[str, ...] | None = Field(strict=False)
    thematiques: tuple[str, ...] = Field(strict=False)


class RelationRecord(_Record):
    """A relation."""

    source_id: str
    cible_id: str
    nature: str | None
    thematiques: tuple[str, ...] = Field(strict=False)
    etat: RelationState | None
    supposee: bool
    date_verif: str | None


class ChainRecord(_Record):
    """The chains of a commune and need."""

    code: str
    thematique: str
    kappa: int = Field(ge=0)
    kappa_max: int = Field(ge=0)
    etape: Literal["amont", "mediation", "aval", "liaison"] | None


class GapRecord(_Record):
    """A commune of the list."""

    code: str
    nom: str
    raisons: tuple[str, ...] = Field(strict=False)


class DensityRecord(_Record):
    """The rate of a place, as its class tells it."""

    niveau: Literal["territoire", "commune", "qpv", "zone"]
    code: str
    nom: str
    classe: str


class Snapshot(_Record):
    """A build: what another one is compared on."""

    edition: Literal["public", "interne"]
    territoire: str
    partenaires: tuple[PartnerRecord, ...] = Field(strict=False)
    relations: tuple[RelationRecord, ...] = Field(strict=False)
    chaine: tuple[ChainRecord, ...] = Field(strict=False)
    manques: tuple[GapRecord, ...] = Field(strict=False)
    densite: tuple[DensityRecord, ...] = Field(strict=False)

    @property
    def communes(self) -> dict[str, str]:
        """Names of the communes, by code."""
        return {row.code: row.nom for row in self.densite if row.niveau == "commune"}


def read_snapshot(folder: Path) -> Snapshot:
    """Read a folder of outputs, or a findings file itself.

    Raises
    ------
    InputError
        There is no findings file, or it is not one, or an older netmap wrote it.
    """
    files = [folder / name for name in _NAMES] if folder.is_dir() else [folder]
    file = next((one for one in files if one.is_file()), None)
    if file is None:
        raise InputError((Problem(file=str(folder), kind="diff-no-findings"),))
    try:
        if file.stat().st_size > _BYTES:
            raise InputError((Problem(file=str(file), kind="diff-unreadable"),))
        return Snapshot.model_validate_json(file.read_bytes())
    except ValidationError as error:
        missing = any(one["type"] == "missing" for one in error.errors(include_url=False))
        kind = "diff-older" if missing else "diff-unreadable"
        raise InputError((Problem(file=str(file), kind=kind),)) from None


def snapshot_of(findings: Findings, messages: Messages) -> Snapshot:
    """Return what a build of `release` would tell."""
    from netmap.records.found import (
        chain_records,
        density_records,
        gap_records,
        partner_records,
        relation_records,
    )

    return Snapshot.model_validate(
        {
            "edition": findings.release.audience,
            "territoire": findings.release.territory.name,
            "partenaires": partner_records(findings),
            "relations": relation_records(findings),
            "chaine": chain_records(findings),
            "manques": gap_records(findings, messages),
            "densite": density_records(findings),
        }
    )
