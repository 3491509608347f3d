"""``netmap.toml`` as frozen values; each key has a documented default but ``[territoire] nom``.

Keys are French, as users write them; attributes are English. Unknown keys are
refused, so that a misspelt key is a problem and not a silent default.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Section(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        strict=True,
        allow_inf_nan=False,
    )


class TerritorySettings(_Section):
    """``[territoire]``: which territory this is."""

    name: str = Field(alias="nom", min_length=1, max_length=200)
    epci: str | None = Field(
        None,
        pattern=r"^[0-9]{9}$",
        description="SIREN de l'EPCI : un partenaire qui couvre ce code couvre toutes les communes",
    )
    epsg: int | None = Field(
        None,
        description="code EPSG du système de coordonnées métrique ; sinon choisi d'après le lieu",
    )


class DensitySettings(_Section):
    """``[densite]``: the rate, its reference and its classes (METHODS: Garwood, gamma-Poisson)."""

    reference: Literal["territoire", "qpv"] | Annotated[float, Field(gt=0, allow_inf_nan=False)] = (
        Field(
            "territoire",
            description="taux de référence : celui du territoire, celui des QPV, ou un nombre de personnes pour 1 000 habitants par an",
        )
    )
    periods: tuple[str, ...] = Field(
        (), alias="periodes", description="périodes additionnées ; vide : toutes", strict=False
    )
    ratio: float = Field(
        0.8,
        alias="seuil_rapport",
        gt=0,
        le=1,
        description="θ sous lequel on parle de sous-desserte",
    )
    certainty: float = Field(
        0.8,
        alias="certitude",
        gt=0.5,
        lt=1,
        description="probabilité à partir de laquelle on conclut",
    )
    level: float = Field(0.95, alias="niveau_intervalle", gt=0, lt=1)
    sector_expected: float = Field(
        25.0,
        alias="attendues_secteur",
        gt=0,
        description="personnes attendues dans un secteur : 25 pour voir un taux réduit de moitié, 12 pour un taux réduit au tiers",
    )


class AccessSettings(_Section):
    """``[acces]``: how far is far. Straight line × detour, at a stated speed."""

    detour: float = Field(1.3, ge=1, le=3, description="rapport route / vol d'oiseau")
    speed_km_h: float = Field(
        30.0, alias="vitesse_km_h", gt=0, description="vitesse moyenne porte à porte"
    )
    far_minutes: float = Field(
        20.0,
        alias="loin_minutes",
        gt=0,
        description="au-delà, la permanence ouverte la plus proche est dite loin",
    )
    catchment_minutes: float = Field(
        15.0,
        alias="bassin_minutes",
        gt=0,
        description="une permanence ouverte sert les communes jusqu'à ce temps",
    )


class DisclosureSettings(_Section):
    """``[secret]``: the smallest count that the public edition shows."""

    threshold: int = Field(
        11, alias="seuil", ge=5, description="effectifs de 1 à seuil − 1 : masqués"
    )
    named: tuple[str, ...] = Field(
        (),
        alias="professionnels_nommes",
        strict=False,
        description="identifiants des professionnels de santé que l'édition publique peut nommer ; les autres n'y sont ni nommés ni placés à leur adresse",
    )


class FreshnessSettings(_Section):
    """``[fraicheur]``: when a row is called stale, in months before the newest date of the tables."""

    partners_months: int = Field(24, alias="partenaires_mois", gt=0)
    relations_months: int = Field(24, alias="relations_mois", gt=0)


class Label(_Section):
    """A word of a project's own vocabulary."""

    fr: str = Field(min_length=1, max_length=120)
    en: str | None = None


class VocabularySettings(_Section):
    """``[vocabulaire]``: codes that a project adds to the built-in lists."""

    needs: dict[str, Label] = Field(default_factory=dict, alias="thematiques")
    categories: dict[str, Label] = Field(default_factory=dict)


class IndicatorSettings(_Section):
    """``[indicateurs.<colonne>]``: what a column of ``data/indicateurs.csv`` measures."""

    label: str = Field(alias="libelle", min_length=1, max_length=120)
    direction: Literal["besoin", "ressource"] = Field(
        alias="sens",
        description="besoin : plus la valeur est haute, plus le besoin est grand ; ressource : l'inverse",
    )
    unit: str = Field(alias="unite", min_length=1, max_length=40, description="%, €, habitants…")
    vintage: str = Field(
        alias="millesime",
        min_length=1,
        max_length=60,
        description="année des chiffres, entre guillemets",
    )
    source: str = Field(
        min_length=1, max_length=300, description="producteur et nom du jeu de données"
    )


class Settings(_Section):
    """All of ``netmap.toml``."""

    example: bool = Field(
        default=False,
        alias="exemple",
        description="vrai : un bandeau dit sur chaque page que les données sont un exemple",
    )
    territory: TerritorySettings = Field(alias="territoire")
    needs: tuple[str, ...] = Field(
        (),
        alias="besoins",
        strict=False,
        description="thématiques examinées ; vide : celles que les tables nomment",
    )
    density: DensitySettings = Field(default_factory=DensitySettings, alias="densite")
    perimeter: dict[str, Annotated[tuple[str, ...], Field(strict=False)]] = Field(
        default_factory=dict,
        alias="perimetre",
        description="par période, les codes où le service était ouvert ; une période absente : partout",
    )
    access: AccessSettings = Field(default_factory=AccessSettings, alias="acces")
    disclosure: DisclosureSettings = Field(default_factory=DisclosureSettings, alias="secret")
    freshness: FreshnessSettings = Field(default_factory=FreshnessSettings, alias="fraicheur")
    vocabulary: VocabularySettings = Field(default_factory=VocabularySettings, alias="vocabulaire")
    indicators: dict[str, IndicatorSettings] = Field(
        default_factory=dict,
        alias="indicateurs",
        description="chaque colonne de data/indicateurs.csv : ce qu'elle mesure et d'où elle vient",
    )
