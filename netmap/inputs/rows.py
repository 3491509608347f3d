"""The tables of a project, a model a row: their documentation, their checks and their schema.

A column that has no default is required in the table and in each row. Elsewhere an empty
cell is *unknown*, which is never zero.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from netmap.inputs.cells import (
    Amount,
    AssessmentWord,
    Category,
    Codes,
    CommuneCode,
    Count,
    Day,
    Degrees,
    FactWord,
    Finess,
    Flag,
    Home,
    Items,
    Level,
    Minutes,
    Name,
    Need,
    Needs,
    PartnerStatusWord,
    Period,
    PlaceCode,
    PlaceStatusWord,
    PositionWord,
    RelationStateWord,
    Siret,
    Text,
)


@dataclass(frozen=True)
class About:
    """What a column holds, in French and in English."""

    fr: str
    en: str


class Row(BaseModel):
    """A row of a table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: the table's file without its ending, inside the project
    stem: ClassVar[str]
    #: its sheet in the project's workbook
    sheet: ClassVar[str]
    about: ClassVar[About]
    #: the column that tells rows apart and becomes the index
    key: ClassVar[str | None] = None


#: Whether a row says of a partner that it is an organisation.
Organisation = Annotated[
    Flag,
    About(
        "oui : une organisation, que l'édition publique nomme même si son nom est celui d'une "
        "personne (Centre du Docteur Roux) ; vide : le nom et la catégorie en décident",
        "yes: an organisation, which the public edition names even if its name is a person's "
        "(Centre du Docteur Roux); empty: its name and its category decide",
    ),
]


#: What tells a row from the others; one that is left out is made from its name.
Identifier = Annotated[
    Name | None,
    About(
        "identifiant court, unique et stable ; vide : fait d'après le nom",
        "short, unique, stable identifier; empty: made from the name",
    ),
]


class PartnerRow(Row):
    """A partner."""

    stem = "data/partners"
    sheet = "Partenaires"
    about = About("un partenaire", "a partner")
    key = "id"

    id: Identifier = None
    nom: Annotated[Name, About("nom montré sur les pages", "name shown on the pages")]
    categorie: Annotated[
        Category, About("catégorie, code du vocabulaire", "category, a code of the vocabulary")
    ]
    position: Annotated[
        PositionWord,
        About(
            "place dans la chaîne : oriente vers la médiation (amont), reçoit d'elle (aval)…",
            "place in the chain: refers to mediation (amont), receives from it (aval)…",
        ),
    ]
    statut: Annotated[
        PartnerStatusWord,
        About("participation aujourd'hui", "whether it takes part today"),
    ]
    organisation: Organisation = False
    code_insee: Annotated[
        CommuneCode | None, About("commune où il se trouve", "commune where it stands")
    ] = None
    latitude: Annotated[
        Degrees | None, About("latitude en degrés (WGS 84)", "latitude in degrees (WGS 84)")
    ] = None
    longitude: Annotated[
        Degrees | None, About("longitude en degrés (WGS 84)", "longitude in degrees (WGS 84)")
    ] = None
    adresse: Annotated[
        Text | None,
        About(
            "adresse ; dans l'édition publique, si netmap.toml la demande",
            "address; in the public edition if netmap.toml asks for it",
        ),
    ] = None
    couvre: Annotated[
        Codes,
        About(
            "codes (communes, QPV, EPCI) où vivent les personnes servies ; vide : inconnu",
            "codes (communes, QPVs, EPCI) where the people it serves live; empty: unknown",
        ),
    ] = ()
    thematiques: Annotated[
        Needs,
        About(
            "besoins auxquels il répond, codes du vocabulaire ; vide : inconnu",
            "needs that it answers, codes of the vocabulary; empty: unknown",
        ),
    ] = ()
    relations_completes: Annotated[
        Flag,
        About(
            "oui : toutes ses relations sont dans data/relations ; vide : celles qui n'y sont pas "
            "sont inconnues",
            "yes: all its relations are in data/relations; empty: those that are not are unknown",
        ),
    ] = False
    publics: Annotated[Items, About("publics reçus", "people received")] = ()
    implication: Annotated[
        Level | None,
        About("implication, de 0 (aucune) à 3 (forte)", "involvement, from 0 (none) to 3 (strong)"),
    ] = None
    evaluation: Annotated[
        Flag,
        About(
            "oui : associé à l'évaluation du service, qu'il soit actif ou non ; vide : non",
            "yes: associated with the evaluation of the service, active or not; empty: no",
        ),
    ] = False
    siret: Annotated[Siret | None, About("SIRET, 14 chiffres", "SIRET number, 14 digits")] = None
    finess: Annotated[
        Finess | None, About("numéro FINESS, 9 caractères", "FINESS number, 9 characters")
    ] = None
    reseaux_porteurs: Annotated[
        Items, About("réseaux porteurs (data.inclusion)", "carrier networks (data.inclusion)")
    ] = ()
    date_maj: Annotated[
        Day | None,
        About("date de la dernière vérification de la ligne", "day the row was last checked"),
    ] = None
    source: Annotated[
        Text | None,
        About(
            "origine de la ligne ; dans l'édition publique, si netmap.toml la demande",
            "where the row comes from; in the public edition if netmap.toml asks for it",
        ),
    ] = None
    contact: Annotated[
        Text | None,
        About(
            "personne à joindre ; sur aucune page, sauf si netmap.toml la demande",
            "person to reach; on no page unless netmap.toml asks for it",
        ),
    ] = None
    telephone: Annotated[
        Text | None,
        About(
            "téléphone ; sur aucune page, sauf si netmap.toml le demande",
            "telephone; on no page unless netmap.toml asks for it",
        ),
    ] = None
    courriel: Annotated[
        Text | None,
        About(
            "courriel ; sur aucune page, sauf si netmap.toml le demande",
            "e-mail; on no page unless netmap.toml asks for it",
        ),
    ] = None


class DirectoryRow(Row):
    """A possible partner: an organisation of a directory that no table of partners has yet."""

    stem = "data/annuaire"
    sheet = "Annuaire"
    about = About(
        "un partenaire possible, qui n'est pas encore dans data/partners : « Ce qui réparerait "
        "les chaînes » le propose, en supposant qu'il serait en relation avec tous les points de "
        "médiation",
        "a possible partner, not yet in data/partners: “What would mend chains” suggests "
        "it, supposing that it would be linked with every mediation point",
    )
    key = "id"

    id: Identifier = None
    nom: Annotated[Name, About("nom", "name")]
    categorie: Annotated[
        Category, About("catégorie, code du vocabulaire", "category, a code of the vocabulary")
    ]
    position: Annotated[
        PositionWord,
        About(
            "place qu'il prendrait dans la chaîne (amont, aval…)",
            "place that it would take in the chain (amont, aval…)",
        ),
    ]
    organisation: Organisation = False
    code_insee: Annotated[
        CommuneCode | None, About("commune où il se trouve", "commune where it stands")
    ] = None
    couvre: Annotated[
        Codes,
        About(
            "codes (communes, QPV, EPCI) où vivent les personnes qu'il sert ; vide : inconnu, et "
            "rien ne peut alors en être dit",
            "codes (communes, QPVs, EPCI) where the people it serves live; empty: unknown, and "
            "nothing can then be said of it",
        ),
    ] = ()
    thematiques: Annotated[
        Needs,
        About(
            "besoins auxquels il répond, codes du vocabulaire ; vide : inconnu",
            "needs that it answers, codes of the vocabulary; empty: unknown",
        ),
    ] = ()
    siret: Annotated[Siret | None, About("SIRET, 14 chiffres", "SIRET number, 14 digits")] = None
    finess: Annotated[
        Finess | None, About("numéro FINESS, 9 caractères", "FINESS number, 9 characters")
    ] = None
    source: Annotated[
        Text | None, About("annuaire d'où vient la ligne", "directory that the row comes from")
    ] = None


class RelationRow(Row):
    """A directed relation between two partners."""

    stem = "data/relations"
    sheet = "Relations"
    about = About(
        "une relation orientée entre deux partenaires", "a directed relation between two partners"
    )

    source_id: Annotated[
        Name,
        About(
            "partenaire qui oriente : son id, ou son nom",
            "partner that refers: its id, or its name",
        ),
    ]
    cible_id: Annotated[
        Name, About("partenaire vers qui il oriente, de même", "partner it refers to, likewise")
    ]
    nature: Annotated[
        Text | None,
        About(
            "orientation, coordination, pilotage, financement… ; ces trois derniers n'orientent "
            "personne et ne font pas une chaîne ; vide : orientation",
            "orientation, coordination, pilotage, financement…; the last three refer nobody and "
            "make no chain; empty: orientation",
        ),
    ] = None
    thematiques: Annotated[
        Needs,
        About(
            "besoins que la relation porte ; vide : tous",
            "needs that the relation carries; empty: all",
        ),
    ] = ()
    formalisation: Annotated[
        Text | None, About("convention, informelle…", "agreement, informal…")
    ] = None
    etat: Annotated[
        RelationStateWord | None,
        About("état ; vide : déclarée sans précision", "state; empty: declared, not detailed"),
    ] = None
    nb_orientations: Annotated[Count | None, About("personnes orientées", "people referred")] = None
    nb_acceptees: Annotated[Count | None, About("orientations acceptées", "referrals accepted")] = (
        None
    )
    delai_median_j: Annotated[
        Amount | None, About("délai médian, en jours", "median delay, in days")
    ] = None
    date_debut: Annotated[Day | None, About("début", "start")] = None
    date_fin: Annotated[Day | None, About("fin", "end")] = None
    date_verif: Annotated[
        Day | None, About("date de la dernière vérification", "day of the last check")
    ] = None
    source: Annotated[Text | None, About("origine de la ligne", "where the row comes from")] = None


class AccompanimentRow(Row):
    """A count of people accompanied."""

    stem = "data/accompagnements"
    sheet = "Accompagnements"
    about = About("un nombre de personnes accompagnées", "a count of people accompanied")

    periode: Annotated[
        Period,
        About(
            "année, année scolaire (2023-2024), semestre (2024-S1), trimestre (2024-T3) ou mois",
            "year, school year (2023-2024), half (2024-S1), quarter (2024-T3) or month",
        ),
    ]
    code: Annotated[
        Home,
        About(
            "commune ou QPV où vivent les personnes ; « ailleurs » : hors du territoire, inconnu",
            "commune or QPV where the people live; “ailleurs”: outside the territory, or unknown",
        ),
    ]
    personnes: Annotated[
        Count,
        About(
            "personnes accompagnées ; 0 dit « aucune » ; vide ou nc : inconnu ; <5 : moins de 5",
            "people accompanied; 0 says “none”; empty or nc: unknown; <5: under 5",
        ),
    ]
    nouvelles: Annotated[
        Count | None,
        About(
            "parmi elles, celles qui le sont pour la première fois",
            "among them, those who are for the first time",
        ),
    ] = None
    situations_cloturees: Annotated[
        Count | None, About("situations closes, parmi elles", "situations closed, among them")
    ] = None
    thematique: Annotated[
        Need | None, About("besoin ; vide : tous ensemble", "need; empty: all together")
    ] = None
    public: Annotated[
        Text | None, About("public ; vide : tous ensemble", "people; empty: all together")
    ] = None


class ContactRow(Row):
    """A contact, with no identity: summed on reading, never written again."""

    stem = "data/passages"
    sheet = "Passages"
    about = About(
        "un passage, sans identité ; additionné à la lecture, jamais réécrit",
        "a contact, with no identity; summed on reading, never written again",
    )

    date: Annotated[Day, About("jour ; seule l'année est gardée", "day; only the year is kept")]
    latitude: Annotated[
        Degrees | None, About("latitude en degrés (WGS 84)", "latitude in degrees (WGS 84)")
    ] = None
    longitude: Annotated[
        Degrees | None, About("longitude en degrés (WGS 84)", "longitude in degrees (WGS 84)")
    ] = None
    code: Annotated[
        PlaceCode | None,
        About("commune ou QPV, à défaut de point", "commune or QPV, where there is no point"),
    ] = None


class PermanenceRow(Row):
    """A place of permanence, open or candidate."""

    stem = "data/permanences"
    sheet = "Permanences"
    about = About(
        "un lieu de permanence, ouvert ou candidat", "a place of permanence, open or candidate"
    )
    key = "id"

    id: Identifier = None
    nom: Annotated[Name, About("nom montré sur les pages", "name shown on the pages")]
    latitude: Annotated[
        Degrees | None, About("latitude en degrés (WGS 84)", "latitude in degrees (WGS 84)")
    ] = None
    longitude: Annotated[
        Degrees | None, About("longitude en degrés (WGS 84)", "longitude in degrees (WGS 84)")
    ] = None
    code_insee: Annotated[CommuneCode | None, About("commune", "commune")] = None
    demi_journees: Annotated[
        Amount | None, About("demi-journées par semaine", "half-days a week")
    ] = None
    statut: Annotated[
        PlaceStatusWord | None,
        About(
            "ouverte ou candidate ; vide : candidate, pour ne compter aucun lieu ouvert à tort",
            "open or candidate; empty: candidate, so that no place is wrongly counted as open",
        ),
    ] = None
    verrouillee: Annotated[
        Flag,
        About(
            "oui : un plan ne peut pas la fermer ; vide : non",
            "yes: a plan cannot close it; empty: no",
        ),
    ] = False
    itinerante: Annotated[
        Flag, About("oui : elle se déplace ; vide : non", "yes: it moves; empty: no")
    ] = False
    mediateur_id: Annotated[
        Name | None,
        About(
            "point de médiation qui la tient (partenaire en position mediation)",
            "mediation point that holds it (a partner in position mediation)",
        ),
    ] = None
    accueil_id: Annotated[
        Name | None,
        About("partenaire qui l'accueille dans ses murs", "partner that hosts it in its premises"),
    ] = None


class RoundRow(Row):
    """A door-to-door round at a building."""

    stem = "data/porte_a_porte"
    sheet = "Porte à porte"
    about = About(
        "un passage de porte à porte dans un immeuble", "a door-to-door round at a building"
    )

    date: Annotated[Day, About("jour", "day")]
    code: Annotated[PlaceCode, About("commune ou QPV", "commune or QPV")]
    batiment: Annotated[Text | None, About("immeuble, entrée", "building, entrance")] = None
    logements: Annotated[Count | None, About("logements visés", "dwellings in scope")] = None
    rencontres: Annotated[
        Count | None, About("portes où quelqu'un a répondu", "doors where someone answered")
    ] = None
    refus: Annotated[Count | None, About("refus", "refusals")] = None
    absents: Annotated[Count | None, About("absents", "absent")] = None
    vacants: Annotated[Count | None, About("logements vides", "empty dwellings")] = None
    inaccessibles: Annotated[
        Count | None, About("logements inaccessibles", "dwellings out of reach")
    ] = None
    personnes_rencontrees: Annotated[Count | None, About("personnes rencontrées", "people met")] = (
        None
    )
    accompagnements: Annotated[
        Count | None, About("accompagnements qui en sont nés", "accompaniments that came of it")
    ] = None


class IndicatorRow(Row):
    """A commune's indicators; each further column is declared in ``netmap.toml``."""

    stem = "data/indicateurs"
    sheet = "Indicateurs"
    about = About(
        "une commune ou un QPV ; les autres colonnes, des nombres, se déclarent sous [indicateurs]",
        "a commune or a QPV; the other columns, numbers, are declared under [indicateurs]",
    )
    key = "code_insee"

    code_insee: Annotated[PlaceCode, About("commune ou QPV", "commune or QPV")]


class PopulationRow(Row):
    """A population of a period."""

    stem = "data/populations"
    sheet = "Populations"
    about = About(
        "la population d'une commune ou d'un QPV pendant une période ; sans ligne, celle de la "
        "couche vaut",
        "the population of a commune or a QPV over a period; without a row, that of the layer "
        "holds",
    )

    periode: Annotated[
        Period,
        About(
            "année, ou période de data/accompagnements", "year, or period of data/accompagnements"
        ),
    ]
    code: Annotated[PlaceCode, About("commune ou QPV", "commune or QPV")]
    population: Annotated[Count, About("habitants", "residents")]


class TimeRow(Row):
    """A travel time."""

    stem = "data/temps"
    sheet = "Temps"
    about = About(
        "un temps de trajet, d'une commune ou d'un quartier à une permanence",
        "a travel time, from a commune or a neighbourhood to a permanence",
    )

    de: Annotated[
        PlaceCode, About("commune ou QPV de départ", "commune or QPV that it starts from")
    ]
    vers: Annotated[
        Name,
        About("id d'une permanence de data/permanences", "id of a permanence of data/permanences"),
    ]
    minutes: Annotated[
        Minutes,
        About(
            "minutes, de porte à porte ; « inf » : hors de portée",
            "minutes, door to door; “inf”: out of reach",
        ),
    ]
    mode: Annotated[
        Text | None,
        About(
            "voiture, transports en commun… ; s'il y en a plusieurs, [acces] mode choisit",
            "car, public transport…; where there are several, [acces] mode chooses",
        ),
    ] = None


class AssessmentRow(Row):
    """What a working group thinks of the service."""

    stem = "data/bilan"
    sheet = "Bilan"
    about = About(
        "une force, une faiblesse, une opportunité, un enjeu ou un moyen du service, dit par le "
        "groupe de travail ; le rapport met à côté ce que disent les tableaux",
        "a strength, a weakness, an opportunity, a stake or a means of the service, as the working "
        "group says it; the report puts what the tables say beside it",
    )

    nature: Annotated[
        AssessmentWord,
        About(
            "force, faiblesse, opportunite, enjeu ou moyen (formation, outils de suivi, heures)",
            "force, faiblesse, opportunite, enjeu or moyen (training, follow-up tools, hours)",
        ),
    ]
    texte: Annotated[
        Name,
        About(
            "ce qu'en dit le groupe ; dans l'édition publique, si netmap.toml le demande",
            "what the group says of it; in the public edition if netmap.toml asks for it",
        ),
    ]
    fait: Annotated[
        FactWord | None,
        About(
            "ce que les tableaux en disent : chaines, dependance, rejoints, distance, "
            "partenaires, cloture ou porte-a-porte ; vide : rien n'est mis à côté",
            "what the tables say of it: chaines, dependance, rejoints, distance, partenaires, "
            "cloture or porte-a-porte; empty: nothing is put beside it",
        ),
    ] = None
    code: Annotated[
        PlaceCode | None,
        About("commune ou QPV dont il s'agit ; vide : tout", "commune or QPV; empty: all"),
    ] = None


#: every table, in the order in which they are read and documented
TABLES: tuple[type[Row], ...] = (
    PartnerRow,
    DirectoryRow,
    RelationRow,
    AccompanimentRow,
    ContactRow,
    PermanenceRow,
    RoundRow,
    IndicatorRow,
    PopulationRow,
    TimeRow,
    AssessmentRow,
)

Endings = Literal[".csv", ".xlsx", ".ods", ".parquet"]
#: file endings that a table may have
ENDINGS: tuple[Endings, ...] = (".csv", ".xlsx", ".ods")


def endings_of(model: type[Row]) -> tuple[Endings, ...]:
    """Return the file endings that a table may have; passages may be Parquet too."""
    return (*ENDINGS, ".parquet") if model is ContactRow else ENDINGS


def is_required(model: type[Row], column: str) -> bool:
    """Tell whether each row must fill a column; an indicator may be unknown.

    >>> is_required(PartnerRow, "nom"), is_required(PartnerRow, "siret")
    (True, False)
    """
    return column in model.model_fields and model.model_fields[column].is_required()


def about_column(model: type[Row], column: str) -> About:
    """Return what a column holds.

    >>> about_column(AccompanimentRow, "periode").en
    'year, school year (2023-2024), half (2024-S1), quarter (2024-T3) or month'
    """
    return next(m for m in model.model_fields[column].metadata if isinstance(m, About))
