"""What ``findings.json`` states of counts, as an outsider reads it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from netmap.formats.releases import Key


class _Record(BaseModel):
    """A record of ``findings.json``; what it holds besides is of no use here."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class Place(_Record):
    """The rate of a place."""

    niveau: str
    code: str
    classe: str
    population: float | None
    personnes: float | None


class Sector(_Record):
    """The rate of a sector."""

    secteur: str
    communes: tuple[str, ...] = Field(strict=False)
    classe: str
    population: float | None
    personnes: float | None


class Period(_Record):
    """The people of a period, and their situations."""

    periode: str
    personnes: float | None
    situations_cloturees: float | None


class Told(_Record):
    """An indicator of a period."""

    indicateur: str
    theme: str
    periode: str | None
    valeur: float | None


class Figure(_Record):
    """A figure of rounds."""

    chiffre: str
    valeur: float | None


class Round(_Record):
    """The rounds of a place, or all of them."""

    code: str | None
    chiffres: tuple[Figure, ...] = Field(strict=False)


class Contacts(_Record):
    """The contacts of a place in a period."""

    periode: str
    niveau: str
    code: str
    passages: float | None
    etat: str


class Found(_Record):
    """What ``findings.json`` says of counts."""

    densite: tuple[Place, ...] = Field((), strict=False)
    secteurs: tuple[Sector, ...] = Field((), strict=False)
    periodes: tuple[Period, ...] = Field((), strict=False)
    indicateurs: tuple[Told, ...] = Field((), strict=False)
    aller_vers: tuple[Round, ...] = Field((), strict=False)
    passages: tuple[Contacts, ...] | None = Field(None, strict=False)

    @property
    def residents(self) -> dict[Key, float]:
        """Public populations of places and sectors."""
        places = {("density", row.niveau, row.code): row.population for row in self.densite}
        places |= {
            ("sectors", "secteur", "+".join(row.communes)): row.population for row in self.secteurs
        }
        return {key: people for key, people in places.items() if people is not None}

    @property
    def dwellings(self) -> dict[str, float]:
        """Dwellings visited, by code of rounds."""
        return {
            "" if place.code is None else f"lieu:{place.code}": figure.valeur
            for place in self.aller_vers
            for figure in place.chiffres
            if figure.chiffre == "logements_visites" and figure.valeur is not None
        }

    @property
    def hidden(self) -> frozenset[tuple[str, str]]:
        """Level and code of the hidden places and sectors."""
        return frozenset(
            {(row.niveau, row.code) for row in self.densite if row.classe == "masquee"}
            | {("secteur", row.secteur) for row in self.secteurs if row.classe == "masquee"}
        )
