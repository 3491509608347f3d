"""``atlas.json``: what an atlas holds, territory by territory, and each file by its SHA-256."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from pydantic import Field

from netmap.formats.record import Count, Hundredths, Record, TenThousandths

#: Name of the file; a folder that has it is an atlas.
ATLAS = "atlas.json"

#: What became of a territory: its page is there; its release is told in part, or not at all,
#: since with others it would give a hidden count back; it could not be built.
State = Literal["montre", "total-seul", "retenu", "echec"]

_Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class TerritoryRecord(Record):
    """A territory, by its public edition alone; a figure that is hidden or missing is null."""

    dossier: str = Field(description="its folder, under territoires/")
    etat: State
    nom: str
    page: str | None = Field(description="its page, from the atlas's folder; null: not shown")
    exemple: bool = Field(description="true: the activity is an example, not real data")
    departements: tuple[str, ...] = Field(description="codes, that of most communes first")
    communes: tuple[str, ...] = Field(description="codes")
    population: Count = Field(description="residents")
    periodes: tuple[str, ...] = Field(description="those that its counts of people add up")
    personnes: Count = Field(description="accompanied over these periods")
    masque: bool = Field(description="whether this count is hidden, where it is null")
    taux: Hundredths = Field(description="people a year per 1,000 of its target population")
    taux_bas: Hundredths
    taux_haut: Hundredths
    sous_desservies: Count = Field(
        description="communes that hold a place which is under-served by its own reference: "
        "a neighbourhood, what is left of its commune, a commune alone or with its sector"
    )
    part_sous_desservie: TenThousandths = Field(
        description="share of its residents who live in these places"
    )
    part_conclue: TenThousandths = Field(
        description="share of its residents who live where they are found to be served, or not"
    )
    partenaires: Count


class MarginRecord(Record):
    """Territories together: sums of what they show, and of nothing else."""

    code: str = Field(description="of the department; empty: all of them")
    territoires: int = Field(description="those whose communes are in no other that is counted")
    muets: int = Field(description="of these, those whose count is hidden or missing")
    population: Count
    periodes: tuple[str, ...] = Field(description="empty: they do not add up the same ones")
    personnes: Count = Field(
        description="people of those that show them; null: none does, or over other periods"
    )


class AtlasFile(Record):
    """What an atlas holds."""

    format: Literal[1] = Field(description="version of this layout")
    netmap: str = Field(description="version")
    territoires: tuple[TerritoryRecord, ...]
    departements: tuple[MarginRecord, ...]
    ensemble: MarginRecord | None
    sorties: dict[str, _Sha256] = Field(description="files beside this one, by path")

    def text(self) -> bytes:
        """Return the file; the same records give the same bytes."""
        return (json.dumps(self.plain(), ensure_ascii=False, indent=1) + "\n").encode()


def begun(version: str) -> AtlasFile:
    """Return what stands in the folder of an atlas while its first territories are built."""
    return AtlasFile(
        format=1, netmap=version, territoires=(), departements=(), ensemble=None, sorties={}
    )


def is_atlas(content: bytes) -> bool:
    """Tell whether a file is ``atlas.json`` as netmap writes it, in this version or another.

    >>> is_atlas(b"{}"), is_atlas(begun("0").text())
    (False, True)
    """
    try:
        value = json.loads(content)
    except ValueError:
        return False
    return (
        isinstance(value, dict) and {"format", "netmap", "territoires", "sorties"} <= value.keys()
    )
