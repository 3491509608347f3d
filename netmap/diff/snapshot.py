"""A build as its ``findings.json`` tells it: what another one is compared on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from netmap.errors import InputError, Problem
from netmap.text import file_name
from netmap.vocabulary import NAMED_PLACES, Audience

if TYPE_CHECKING:
    from pathlib import Path

    from netmap.findings.model import Findings
    from netmap.formats.partners import ChainRecord, PartnerRecord, RelationRecord
    from netmap.formats.places import GapRecord, PlaceRecord
    from netmap.messages import Messages

#: bytes of a findings file
_BYTES = 200_000_000


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The parts of a build that a difference is told of; as in ``findings.json``."""

    edition: Audience
    territoire: str
    partenaires: tuple[PartnerRecord, ...]
    relations: tuple[RelationRecord, ...]
    chaine: tuple[ChainRecord, ...]
    manques: tuple[GapRecord, ...]
    densite: tuple[PlaceRecord, ...]

    @property
    def places(self) -> dict[str, PlaceRecord]:
        """The communes and QPVs, by code."""
        return {row.code: row for row in self.densite if row.niveau in NAMED_PLACES}


def read_snapshot(folder: Path) -> Snapshot:
    """Read a folder of outputs, or a findings file itself.

    Raises
    ------
    InputError
        There is no findings file, or it is not one, or another version of netmap wrote it.
    """
    from netmap.formats.findings import read_findings

    names = (file_name("findings", "json", audience) for audience in get_args(Audience))
    files = [folder / name for name in names] if folder.is_dir() else [folder]
    file = next((one for one in files if one.is_file()), None)
    if file is None:
        raise InputError((Problem(file=str(folder), kind="diff-no-findings"),))
    if file.stat().st_size > _BYTES:
        raise InputError((Problem(file=str(file), kind="findings-unreadable"),))
    told = read_findings(file.read_bytes(), file=str(file))
    return Snapshot(
        edition=told.edition,
        territoire=told.territoire,
        partenaires=told.partenaires,
        relations=told.relations,
        chaine=told.chaine,
        manques=told.manques,
        densite=told.densite,
    )


def snapshot_of(findings: Findings, messages: Messages) -> Snapshot:
    """Return what a build of `findings` would tell."""
    from netmap.records.found import (
        chain_records,
        gap_records,
        partner_records,
        place_records,
        relation_records,
    )
    from netmap.records.sentences import worded

    return Snapshot(
        edition=findings.release.audience,
        territoire=findings.release.territory.name,
        partenaires=partner_records(findings),
        relations=relation_records(findings),
        chaine=chain_records(findings),
        manques=gap_records(findings, worded(messages, findings)),
        densite=place_records(findings),
    )
