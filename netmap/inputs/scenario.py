"""A scenario: a TOML file that names what differs from the project as it is.

Its sections ``[implantation]``, ``[dimensionnement]``, ``[besoin]``, ``[acces]`` and
``[densite]`` take the keys of ``netmap.toml``: those that are written replace those of the
project. ``[lieux]`` adds, closes, locks and unlocks places of permanence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from netmap.errors import InputError, Problem
from netmap.inputs.toml_files import Toml, read_toml, toml_problems
from netmap.sections import AccessSettings
from netmap.settings import (
    DensitySettings,
    NeedSettings,
    Settings,
    SitingSettings,
    SizingSettings,
)

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

_FROZEN = ConfigDict(
    frozen=True,
    extra="forbid",
    validate_by_name=True,
    validate_by_alias=True,
    strict=True,
    allow_inf_nan=False,
)
_Ids = Annotated[tuple[str, ...], Field(strict=False)]


class NewPlace(BaseModel):
    """``[[lieux.ajoutes]]``: a candidate that the table does not have."""

    model_config = _FROZEN

    id: str = Field(min_length=1, max_length=200)
    name: str = Field(alias="nom", min_length=1, max_length=200)
    code_insee: str = Field(description="commune")
    latitude: float | None = Field(None, description="degrés ; par défaut, le chef-lieu")
    longitude: float | None = None
    itinerant: bool = Field(default=False, alias="itinerante")


class Places(BaseModel):
    """``[lieux]``: places of permanence that differ."""

    model_config = _FROZEN

    added: Annotated[tuple[NewPlace, ...], Field(strict=False)] = Field(
        (), alias="ajoutes", description="lieux candidats en plus"
    )
    closed: _Ids = Field(
        (), alias="fermes", description="id des permanences qu'aucun plan ne peut tenir"
    )
    locked: _Ids = Field(
        (), alias="verrouilles", description="id des permanences que tout plan garde (ou ouvre)"
    )
    unlocked: _Ids = Field(
        (), alias="deverrouilles", description="id des permanences qu'un plan peut fermer"
    )


class Scenario(BaseModel):
    """All of a scenario's file."""

    model_config = _FROZEN

    name: str = Field(alias="nom", min_length=1, max_length=120, description="son nom, montré")
    siting: SitingSettings = Field(default_factory=SitingSettings, alias="implantation")
    sizing: SizingSettings = Field(default_factory=SizingSettings, alias="dimensionnement")
    need: NeedSettings = Field(default_factory=NeedSettings, alias="besoin")
    access: AccessSettings = Field(default_factory=AccessSettings, alias="acces")
    density: DensitySettings = Field(default_factory=DensitySettings, alias="densite")
    places: Places = Field(default_factory=Places, alias="lieux")

    def settings(self, project: Settings) -> Settings:
        """Return the project's settings with those that the scenario writes."""
        changed: dict[str, Any] = {}
        for name in ("siting", "sizing", "need", "access", "density"):
            section = getattr(self, name)
            written = {key: getattr(section, key) for key in section.model_fields_set}
            if name == "siting" and "posts" in written and "years" not in written:
                written["years"] = {}
            if written:
                changed[name] = getattr(project, name).model_copy(update=written)
        return project.model_copy(update=changed)


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario as read, and where."""

    path: str
    scenario: Scenario
    toml: Toml

    def problem(self, kind: str, key: str, **rest: Any) -> Problem:  # noqa: ANN401
        """Return a problem of a key of ``[lieux]``."""
        line = self.toml.line_of(["lieux", key])
        return Problem(file=self.path, kind=kind, column=f"lieux.{key}", line=line, **rest)


def read_scenario(path: Path) -> ScenarioFile:
    """Read a scenario.

    Raises
    ------
    InputError
        It cannot be read, or a key is unknown or does not fit.
    """
    toml = read_toml(path.parent, path.name)
    if toml.values is None:  # noqa: PD011 - of a file, not of a frame
        raise InputError(toml.problems)
    try:
        scenario = Scenario.model_validate(toml.values, by_name=False, by_alias=True)
    except ValidationError as error:
        raise InputError(toml_problems(error, toml, path.name, Scenario)) from None
    return ScenarioFile(path.name, scenario, toml)


def with_places(permanences: pd.DataFrame | None, places: Places) -> pd.DataFrame | None:
    """Return the table of permanences (index ``id``) with what a scenario adds and (un)locks."""
    import pandas as pd

    added = pd.DataFrame(
        [
            {
                "id": place.id,
                "nom": place.name,
                "latitude": place.latitude,
                "longitude": place.longitude,
                "code_insee": place.code_insee,
                "demi_journees": float("nan"),
                "statut": "candidate",
                "verrouillee": False,
                "itinerante": place.itinerant,
                "mediateur_id": None,
                "accueil_id": None,
                "ligne": 0,
            }
            for place in places.added
        ]
    )
    table = permanences
    if len(added):
        new = added.set_index("id").astype({"latitude": float, "longitude": float})
        table = new if table is None else pd.concat([table, new[table.columns]])
    if table is None:
        return None
    locks = table["verrouillee"].astype(bool)
    locks[table.index.isin(places.locked)] = True
    locks[table.index.isin([*places.unlocked, *places.closed])] = False
    return table.assign(verrouillee=locks)
