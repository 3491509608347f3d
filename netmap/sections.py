"""Sections of ``netmap.toml`` about places and journeys, and what every section is made from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Section(BaseModel):
    """A section: frozen values; a key that is not known is refused."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        strict=True,
        allow_inf_nan=False,
    )


#: Code of a commune or of a priority neighbourhood.
PlaceCode = Annotated[str, Field(pattern=r"^([0-9][0-9AB][0-9]{3}|Q[PN][0-9A-Z]{6})$")]


class InclusionSettings(Section):
    """``[inclusion]``: who may be accompanied, where, and what is asked of them, in words.

    Where it says so in codes too, ``netmap locate`` answers for an address: whoever lives in one
    of `grounds` may be included.
    """

    publics: str | None = Field(None, min_length=1, max_length=1000)
    places: str | None = Field(None, alias="lieux", min_length=1, max_length=1000)
    asked: str | None = Field(None, alias="demande", min_length=1, max_length=1000)
    grounds: tuple[Literal["qpv", "vecu", "tampon", "communes"], ...] = Field(
        (), alias="territoires", strict=False
    )
    buffer_m: float = Field(300.0, alias="tampon_m", gt=0, le=5_000)
    communes: tuple[PlaceCode, ...] = Field((), strict=False)


class AccessSettings(Section):
    """``[acces]``: how far is far. Straight line × detour, at a stated speed."""

    detour: float = Field(1.3, ge=1, le=3)
    speed_km_h: float = Field(30.0, alias="vitesse_km_h", gt=0)
    far_minutes: float = Field(20.0, alias="loin_minutes", gt=0)
    catchment_minutes: float = Field(15.0, alias="bassin_minutes", gt=0)
    bands_minutes: tuple[float, float, float] = Field(
        (10.0, 20.0, 30.0), alias="bandes_minutes", strict=False
    )
    mode: str | None = Field(None, min_length=1)
    without_car: str | None = Field(None, alias="mode_sans_voiture", min_length=1)
    carless: str | None = Field(None, alias="menages_sans_voiture", min_length=1)

    @property
    def modes(self) -> str | None:
        """The modes in use, in words; None: the table has one, or there is none."""
        both = self.mode is not None and self.without_car is not None
        return f"{self.mode} / {self.without_car}" if both else self.mode


#: An hour of the day, as people write it: ``8:30``.
_Hour = Annotated[str, Field(pattern=r"^([01]?[0-9]|2[0-3]):[0-5][0-9]$")]


class BusSettings(Section):
    """``[bus]``: the journeys that ``netmap temps --bus`` looks for in ``data/gtfs.zip``."""

    day: str | None = Field(None, alias="jour", pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    first: _Hour = Field("08:30", alias="premier_depart")
    last: _Hour = Field("10:30", alias="dernier_depart")
    every_minutes: int = Field(1, alias="pas_minutes", ge=1, le=60)
    stay_minutes: int = Field(45, alias="sejour_minutes", ge=0, le=600)
    closing: _Hour = Field("12:30", alias="fermeture")
    home_by: _Hour = Field("20:00", alias="retour_avant")
    walk_m: float = Field(1_000.0, alias="marche_m", gt=0, le=5_000)
    walk_km_h: float = Field(4.0, alias="marche_km_h", gt=0, le=10)
    change_minutes: int = Field(2, alias="correspondance_minutes", ge=0, le=60)
