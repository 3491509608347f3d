"""``netmap.toml`` as frozen values; each key has a documented default but ``[territoire] nom``.

Keys are French, as users write them; attributes are English. Unknown keys are
refused, so that a misspelt key is a problem and not a silent default.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from netmap import defaults
from netmap.sections import (
    AccessSettings,
    BusSettings,
    InclusionSettings,
    PlaceCode,
    Section,
)
from netmap.vocabulary import Extra, Kind, Language


class TerritorySettings(Section):
    """``[territoire]``: which territory this is."""

    name: str = Field(alias="nom", min_length=1, max_length=200)
    epci: str | None = Field(None, pattern=r"^[0-9]{9}$")
    epsg: int | None = Field(None)


class DensitySettings(Section):
    """``[densite]``: the rate, its reference and its classes (METHODS: Garwood, gamma law)."""

    reference: Literal["territoire", "qpv"] | Annotated[float, Field(gt=0, allow_inf_nan=False)] = (
        Field("territoire")
    )
    periods: tuple[str, ...] = Field((), alias="periodes", strict=False)
    ratio: float = Field(defaults.RATIO, alias="seuil_rapport", gt=0, le=1)
    certainty: float = Field(defaults.CERTAINTY, alias="certitude", gt=0.5, lt=1)
    spread_floor: float = Field(defaults.SPREAD_FLOOR, alias="ecart_minimal", ge=0.05, le=1)
    returning: float = Field(defaults.RETURNING, alias="retours", ge=0, lt=1)
    household: float = Field(defaults.HOUSEHOLD, alias="menage", ge=1, le=10)
    level: float = Field(defaults.LEVEL, alias="niveau_intervalle", gt=0, lt=1)
    sector_expected: float = Field(25.0, alias="attendues_secteur", gt=0)


class TargetSettings(Section):
    """``[population_cible]``: whom the service is meant for, by columns of ``data/indicateurs``."""

    count: str | None = Field(None, alias="effectif")
    rate: str = Field("taux_pauvrete", alias="taux")
    income: str = Field("revenu_median", alias="revenu")


class ReadingSettings(Section):
    """``[lecture]``: how tables are read that can be read in two ways; netmap asks, never guesses."""

    absent: Literal["zero", "inconnu"] | None = Field(
        None,
        alias="lignes_absentes",
        description="une commune ou un quartier sans ligne dans data/accompagnements : zero (personne) ou inconnu ; sans réponse : inconnu",
    )
    holds_quarters: bool | None = Field(
        None,
        alias="commune_comprend_qpv",
        description="vrai : la ligne d'une commune compte aussi les personnes de ses quartiers prioritaires",
    )
    themes_add: bool | None = Field(
        None,
        alias="thematiques_s_ajoutent",
        description="vrai : une personne n'est que dans une thématique ; sans réponse : la plus grande thématique est retenue",
    )
    publics_add: bool | None = Field(
        None,
        alias="publics_s_ajoutent",
        description="vrai : une personne n'est que dans un public ; faux : le plus grand public est retenu",
    )
    hidden_rows: Literal["lues", "ecartees"] | None = Field(
        None,
        alias="lignes_masquees",
        description="les lignes qu'un filtre masque dans un classeur : lues, ou ecartees",
    )


#: Columns of ``data/partners`` that may say who somebody is, or what was noted of them.
PartnerColumn = Literal["adresse", "source", "contact", "telephone", "courriel"]


class DisclosureSettings(Section):
    """``[secret]``: the smallest count that the public edition shows, and what it may name."""

    threshold: int = Field(11, alias="seuil", ge=5)
    named: tuple[str, ...] = Field((), alias="professionnels_nommes", strict=False)
    partner_columns: tuple[PartnerColumn, ...] = Field(
        (), alias="colonnes_partenaires", strict=False
    )
    assessment: bool = Field(default=False, alias="bilan_public")


class RelationsSettings(Section):
    """``[relations]``: what the table of relations leaves out."""

    complete: bool = Field(
        default=False,
        alias="completes",
        description="vrai : toutes les relations sont dans data/relations, une relation absente n'existe pas ; faux : elle est inconnue, sauf pour un partenaire dont relations_completes dit « oui »",
    )


class FreshnessSettings(Section):
    """``[fraicheur]``: when a row is called stale, in months before the newest date of the tables."""

    partners_months: int = Field(24, alias="partenaires_mois", gt=0)
    relations_months: int = Field(24, alias="relations_mois", gt=0)


_Words = Annotated[str, Field(min_length=1, max_length=120)]


class Label(Section):
    """What people call a code of a project's own, by language; French at least."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[Language, _Words]  # type: ignore[assignment]

    fr: _Words

    @property
    def words(self) -> dict[Language, str]:
        """What people call it, by language."""
        return {"fr": self.fr, **self.__pydantic_extra__}


class VocabularySettings(Section):
    """``[vocabulaire]``: codes that a project adds to the built-in lists."""

    needs: dict[str, Label] = Field(default_factory=dict, alias="thematiques")
    categories: dict[str, Label] = Field(default_factory=dict)

    def own(self, kind: Kind) -> dict[str, Label]:
        """Return the codes that the project adds to a closed list."""
        added = {"need": self.needs, "category": self.categories}
        return added.get(kind, {})


class IndicatorSettings(Section):
    """``[indicateurs.<colonne>]``: what a column of ``data/indicateurs.csv`` measures."""

    label: str = Field(alias="libelle", min_length=1, max_length=120)
    direction: Literal["besoin", "ressource", "effectif"] = Field(alias="sens")
    unit: str = Field(alias="unite", min_length=1, max_length=40)
    vintage: str = Field(alias="millesime", min_length=1, max_length=60)
    source: str = Field(min_length=1, max_length=300)
    size: str | None = Field(None, alias="effectif")


class NeedSettings(Section):
    """``[besoin]``: how indicators become one need, and in how many ways that is tried."""

    scale: Literal["territoire", "table"] = Field("territoire", alias="distribution")
    weights: dict[str, Annotated[float, Field(gt=0, allow_inf_nan=False)]] = Field(
        default_factory=dict, alias="poids"
    )
    draws: int = Field(defaults.NEED_DRAWS, alias="tirages", ge=1, le=100_000)
    seed: int = Field(defaults.SEED, alias="graine", ge=0)
    concentration: float = Field(defaults.CONCENTRATION, gt=0)
    certainty: float = Field(defaults.CERTAINTY, alias="certitude", gt=0.5, lt=1)
    fewest: float = Field(defaults.FEWEST, alias="part_connue", gt=0, le=1)


class SizingSettings(Section):
    """``[dimensionnement]``: what one full-time post does, and the rate to reach."""

    people_a_post: float = Field(defaults.PEOPLE_A_POST, alias="personnes_par_etp", gt=0)
    half_days_a_post: float = Field(defaults.HALF_DAYS_A_POST, alias="demi_journees_par_etp", gt=0)
    posts_observed: float = Field(defaults.POSTS_OBSERVED, alias="etp_observes", gt=0)
    target: float | None = Field(None, alias="taux_cible", gt=0)


class SitingSettings(Section):
    """``[implantation]``: what a plan of half-days may use, and what it must respect."""

    posts: float | None = Field(None, alias="etp")
    years: dict[str, float] = Field(default_factory=dict, alias="annees")
    capacity: float | None = Field(None, alias="personnes_par_demi_journee", gt=0)
    travel: float = Field(0.0, alias="trajet_demi_journees", ge=0)
    max_half_days: float = Field(defaults.MAX_HALF_DAYS, alias="demi_journees_max", ge=1)
    near_minutes: float = Field(defaults.NEAR_MINUTES, alias="proche_minutes", ge=0)
    far_minutes: float = Field(defaults.FAR_MINUTES, alias="loin_minutes", gt=0)
    equity_floor: float = Field(defaults.EQUITY_FLOOR, alias="plancher_equite", ge=0, le=1)
    allow_withdrawal: bool = Field(default=False, alias="retrait_permis")
    gap: float = Field(defaults.GAP, alias="ecart", ge=0, lt=1)
    time_limit_s: float = Field(defaults.TIME_LIMIT_S, alias="duree_max_s", gt=0)
    draws: int = Field(20, alias="tirages", ge=1, le=1_000)
    seed: int = Field(defaults.SEED, alias="graine", ge=0)
    further: int = Field(5, alias="demi_journees_de_plus", ge=0, le=50)


class OutreachSettings(Section):
    """``[porte_a_porte]``: what the rounds are measured against."""

    in_scope: dict[str, Annotated[int, Field(gt=0)]] = Field(
        default_factory=dict, alias="logements"
    )
    one_person_a_door: bool = Field(default=False, alias="une_personne_par_porte")


class OutputSettings(Section):
    """``[sorties]``: what a build writes besides what it always does."""

    also: tuple[Extra, ...] = Field(
        (),
        alias="aussi",
        strict=False,
        description="geojson : chaque couche en GeoJSON, pour uMap et d'autres sites de cartes ; geoparquet : chaque couche en GeoParquet ; qgis : un projet QGIS prêt à imprimer ; pdf : le rapport et une page par lieu, à imprimer",
    )


class ImportSettings(Section):
    """``[import.<nom>]``: what the columns of a file of one's own are taken for, month by month."""

    target: Literal[
        "annuaire", "partners", "accompagnements", "relations", "passages", "permanences"
    ] = Field(alias="vers")
    columns: dict[str, str] = Field(default_factory=dict, alias="colonnes")
    values: dict[str, str] = Field(default_factory=dict, alias="valeurs")


class Settings(Section):
    """All of ``netmap.toml``."""

    example: bool = Field(default=False, alias="exemple")
    territory: TerritorySettings = Field(alias="territoire")
    needs: tuple[str, ...] = Field((), alias="besoins", strict=False)
    density: DensitySettings = Field(default_factory=DensitySettings, alias="densite")
    target: TargetSettings = Field(default_factory=TargetSettings, alias="population_cible")
    inclusion: InclusionSettings = Field(default_factory=InclusionSettings)
    perimeter: dict[str, Annotated[tuple[str, ...], Field(strict=False)]] = Field(
        default_factory=dict, alias="perimetre"
    )
    former_codes: dict[PlaceCode, Annotated[tuple[PlaceCode, ...], Field(strict=False)]] = Field(
        default_factory=dict, alias="anciens_codes"
    )
    reading: ReadingSettings = Field(default_factory=ReadingSettings, alias="lecture")
    access: AccessSettings = Field(default_factory=AccessSettings, alias="acces")
    bus: BusSettings = Field(default_factory=BusSettings)
    disclosure: DisclosureSettings = Field(default_factory=DisclosureSettings, alias="secret")
    relations: RelationsSettings = Field(default_factory=RelationsSettings)
    freshness: FreshnessSettings = Field(default_factory=FreshnessSettings, alias="fraicheur")
    vocabulary: VocabularySettings = Field(default_factory=VocabularySettings, alias="vocabulaire")
    indicators: dict[str, IndicatorSettings] = Field(default_factory=dict, alias="indicateurs")
    need: NeedSettings = Field(default_factory=NeedSettings, alias="besoin")
    sizing: SizingSettings = Field(default_factory=SizingSettings, alias="dimensionnement")
    siting: SitingSettings = Field(default_factory=SitingSettings, alias="implantation")
    outreach: OutreachSettings = Field(default_factory=OutreachSettings, alias="porte_a_porte")
    outputs: OutputSettings = Field(default_factory=OutputSettings, alias="sorties")
    imports: dict[str, ImportSettings] = Field(default_factory=dict, alias="import")
