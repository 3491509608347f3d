"""``netmap.toml`` as frozen values; each key has a documented default but ``[territoire] nom``.

Keys are French, as users write them; attributes are English. Unknown keys are
refused, so that a misspelt key is a problem and not a silent default.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from netmap import defaults
from netmap.vocabulary import Kind, Language


class _Section(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        strict=True,
        allow_inf_nan=False,
    )


#: Code of a commune or of a priority neighbourhood.
_Place = Annotated[str, Field(pattern=r"^([0-9][0-9AB][0-9]{3}|Q[PN][0-9A-Z]{6})$")]


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
        defaults.RATIO,
        alias="seuil_rapport",
        gt=0,
        le=1,
        description="θ sous lequel on parle de sous-desserte",
    )
    certainty: float = Field(
        defaults.CERTAINTY,
        alias="certitude",
        gt=0.5,
        lt=1,
        description="probabilité à partir de laquelle on conclut",
    )
    level: float = Field(defaults.LEVEL, alias="niveau_intervalle", gt=0, lt=1)
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
    bands_minutes: tuple[float, float, float] = Field(
        (10.0, 20.0, 30.0),
        alias="bandes_minutes",
        strict=False,
        description="les trois bandes de l'accessibilité graduée : la plus proche compte le plus",
    )
    mode: str | None = Field(
        None,
        min_length=1,
        description="mode de data/temps à utiliser quand il y en a plusieurs",
    )


#: Columns of ``data/partners`` that may say who somebody is, or what was noted of them.
PartnerColumn = Literal["adresse", "source", "contact", "telephone", "courriel"]


class DisclosureSettings(_Section):
    """``[secret]``: the smallest count that the public edition shows, and what it may name."""

    threshold: int = Field(
        11, alias="seuil", ge=5, description="effectifs de 1 à seuil − 1 : masqués"
    )
    named: tuple[str, ...] = Field(
        (),
        alias="professionnels_nommes",
        strict=False,
        description="identifiants des partenaires qui sont une personne seule (professionnel de santé, ou nom de personne) et que l'édition publique peut nommer ; les autres n'y sont ni nommés ni placés à leur adresse",
    )
    partner_columns: tuple[PartnerColumn, ...] = Field(
        (),
        alias="colonnes_partenaires",
        strict=False,
        description="colonnes de data/partners que l'édition publique peut montrer : adresse, source, contact, telephone, courriel ; vide : aucune. D'une personne seule, il faut aussi professionnels_nommes",
    )


class FreshnessSettings(_Section):
    """``[fraicheur]``: when a row is called stale, in months before the newest date of the tables."""

    partners_months: int = Field(24, alias="partenaires_mois", gt=0)
    relations_months: int = Field(24, alias="relations_mois", gt=0)


_Words = Annotated[str, Field(min_length=1, max_length=120)]


class Label(_Section):
    """What people call a code of a project's own, by language; French at least."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[Language, _Words]  # type: ignore[assignment]

    fr: _Words

    @property
    def words(self) -> dict[Language, str]:
        """What people call it, by language."""
        return {"fr": self.fr, **self.__pydantic_extra__}


class VocabularySettings(_Section):
    """``[vocabulaire]``: codes that a project adds to the built-in lists."""

    needs: dict[str, Label] = Field(default_factory=dict, alias="thematiques")
    categories: dict[str, Label] = Field(default_factory=dict)

    def own(self, kind: Kind) -> dict[str, Label]:
        """Return the codes that the project adds to a closed list."""
        added = {"need": self.needs, "category": self.categories}
        return added.get(kind, {})


class IndicatorSettings(_Section):
    """``[indicateurs.<colonne>]``: what a column of ``data/indicateurs.csv`` measures."""

    label: str = Field(alias="libelle", min_length=1, max_length=120)
    direction: Literal["besoin", "ressource", "effectif"] = Field(
        alias="sens",
        description="besoin : plus la valeur est haute, plus le besoin est grand ; ressource : l'inverse ; effectif : ne mesure pas le besoin, compte les personnes ou les ménages derrière un pourcentage",
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
    size: str | None = Field(
        None,
        alias="effectif",
        description="pour un pourcentage : la colonne (sens = « effectif ») qui compte les personnes ou les ménages derrière lui",
    )


class NeedSettings(_Section):
    """``[besoin]``: how indicators become one need, and in how many ways that is tried."""

    scale: Literal["territoire", "table"] = Field(
        "territoire",
        alias="distribution",
        description="où placer chaque valeur : parmi les communes du territoire, ou parmi toutes celles de data/indicateurs (si la table couvre la France)",
    )
    weights: dict[str, Annotated[float, Field(gt=0, allow_inf_nan=False)]] = Field(
        default_factory=dict,
        alias="poids",
        description="poids d'un indicateur ; par défaut 1 pour chacun",
    )
    draws: int = Field(
        defaults.NEED_DRAWS,
        alias="tirages",
        ge=1,
        le=100_000,
        description="façons de calculer essayées",
    )
    seed: int = Field(
        defaults.SEED, alias="graine", ge=0, description="la même graine donne les mêmes tirages"
    )
    concentration: float = Field(
        defaults.CONCENTRATION,
        gt=0,
        description="plus grand : les poids essayés restent plus près des poids choisis",
    )
    certainty: float = Field(
        defaults.CERTAINTY,
        alias="certitude",
        gt=0.5,
        lt=1,
        description="part des tirages à partir de laquelle un palier est dit",
    )
    fewest: float = Field(
        defaults.FEWEST,
        alias="part_connue",
        gt=0,
        le=1,
        description="part des indicateurs qu'une commune doit avoir pour être classée",
    )


class SizingSettings(_Section):
    """``[dimensionnement]``: what one full-time post does, and the rate to reach."""

    people_a_post: float = Field(
        defaults.PEOPLE_A_POST,
        alias="personnes_par_etp",
        gt=0,
        description="personnes accompagnées par an pour un équivalent temps plein (hypothèse, montrée comme telle)",
    )
    half_days_a_post: float = Field(
        defaults.HALF_DAYS_A_POST,
        alias="demi_journees_par_etp",
        gt=0,
        description="demi-journées par semaine d'un ETP",
    )
    posts_observed: float = Field(
        defaults.POSTS_OBSERVED,
        alias="etp_observes",
        gt=0,
        description="années-ETP derrière personnes_par_etp : plus il y en a, plus l'intervalle est étroit",
    )
    target: float | None = Field(
        None,
        alias="taux_cible",
        gt=0,
        description="personnes accompagnées par an pour 1 000 habitants à atteindre ; par défaut, le taux de référence",
    )


class SitingSettings(_Section):
    """``[implantation]``: what a plan of half-days may use, and what it must respect."""

    posts: float | None = Field(
        None,
        alias="etp",
        description="équivalents temps plein à répartir ; sans lui, aucun plan n'est montré",
    )
    years: dict[str, float] = Field(
        default_factory=dict,
        alias="annees",
        description="ETP de chaque année, par exemple 2026 = 1.0 ; remplace etp",
    )
    capacity: float | None = Field(
        None,
        alias="personnes_par_demi_journee",
        gt=0,
        description="personnes accompagnées par an pour une demi-journée par semaine ; par défaut, celles d'un ETP divisées par ses demi-journées",
    )
    travel: float = Field(
        0.0,
        alias="trajet_demi_journees",
        ge=0,
        description="demi-journées de trajet : par semaine pour un lieu fixe, par demi-journée tenue pour une halte itinérante",
    )
    max_half_days: float = Field(
        defaults.MAX_HALF_DAYS,
        alias="demi_journees_max",
        ge=1,
        description="demi-journées par semaine au plus dans un lieu",
    )
    near_minutes: float = Field(
        defaults.NEAR_MINUTES,
        alias="proche_minutes",
        ge=0,
        description="jusqu'à ce temps, tout le monde vient",
    )
    far_minutes: float = Field(
        defaults.FAR_MINUTES,
        alias="loin_minutes",
        gt=0,
        description="à partir de ce temps, personne ne vient",
    )
    equity_floor: float = Field(
        defaults.EQUITY_FLOOR,
        alias="plancher_equite",
        ge=0,
        le=1,
        description="part du besoin à couvrir au moins dans chaque commune à portée d'un lieu",
    )
    allow_withdrawal: bool = Field(
        default=False,
        alias="retrait_permis",
        description="vrai : une demi-journée donnée une année peut être reprise la suivante",
    )
    gap: float = Field(
        defaults.GAP,
        alias="ecart",
        ge=0,
        lt=1,
        description="écart à l'optimum auquel la recherche s'arrête",
    )
    time_limit_s: float = Field(
        defaults.TIME_LIMIT_S,
        alias="duree_max_s",
        gt=0,
        description="durée au plus de la recherche, en secondes",
    )
    draws: int = Field(
        20,
        alias="tirages",
        ge=1,
        le=1_000,
        description="fois où le besoin est tiré de nouveau pour dire quels lieux reviennent",
    )
    seed: int = Field(defaults.SEED, alias="graine", ge=0)
    further: int = Field(
        5,
        alias="demi_journees_de_plus",
        ge=0,
        le=50,
        description="demi-journées au-delà du budget dont on dit ce qu'elles apporteraient",
    )


class OutreachSettings(_Section):
    """``[porte_a_porte]``: what the rounds are measured against."""

    in_scope: dict[str, Annotated[int, Field(gt=0)]] = Field(
        default_factory=dict,
        alias="logements",
        description="logements du périmètre, par commune ou quartier ; sans eux, pas de taux de couverture",
    )
    one_person_a_door: bool = Field(
        default=False,
        alias="une_personne_par_porte",
        description="vrai : une personne comptée par porte ; « pour 100 logements » est alors une part, avec son intervalle",
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
    former_codes: dict[_Place, Annotated[tuple[_Place, ...], Field(strict=False)]] = Field(
        default_factory=dict,
        alias="anciens_codes",
        description="par commune ou quartier d'aujourd'hui, les codes de ce qu'il était dans les publications antérieures ; une liste vide : il n'y était pas",
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
    need: NeedSettings = Field(default_factory=NeedSettings, alias="besoin")
    sizing: SizingSettings = Field(default_factory=SizingSettings, alias="dimensionnement")
    siting: SitingSettings = Field(default_factory=SitingSettings, alias="implantation")
    outreach: OutreachSettings = Field(default_factory=OutreachSettings, alias="porte_a_porte")
