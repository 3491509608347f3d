"""From the headers that people write to the columns of the models."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from netmap.inputs.words import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

#: how the project's workbook heads its columns, where it is not by their plain names
HEADINGS: dict[str, str] = {
    "id": "Identifiant",
    "categorie": "Catégorie",
    "code_insee": "Commune (code INSEE)",
    "couvre": "Couvre (où vivent les personnes servies)",
    "thematiques": "Thématiques",
    "evaluation": "Associé à l’évaluation",
    "siret": "SIRET",
    "finess": "FINESS",
    "reseaux_porteurs": "Réseaux porteurs",
    "date_maj": "Date de mise à jour",
    "telephone": "Téléphone",
    "source_id": "Qui oriente",
    "cible_id": "Vers qui",
    "etat": "État",
    "nb_orientations": "Personnes orientées",
    "nb_acceptees": "Orientations acceptées",
    "delai_median_j": "Délai médian (jours)",
    "date_debut": "Date de début",
    "date_fin": "Date de fin",
    "date_verif": "Date de vérification",
    "periode": "Période",
    "code": "Commune ou quartier (code)",
    "nouvelles": "Nouvelles personnes",
    "situations_cloturees": "Situations closes",
    "thematique": "Thématique",
    "demi_journees": "Demi-journées par semaine",
    "verrouillee": "Verrouillée (un plan ne la ferme pas)",
    "itinerante": "Itinérante",
    "relations_completes": "Relations complètes",
    "mediateur_id": "Tenue par",
    "accueil_id": "Accueillie par",
    "batiment": "Bâtiment",
    "personnes_rencontrees": "Personnes rencontrées",
    "de": "De (code)",
}

#: spellings of official files and of everyday tables, in order of preference
SYNONYMS: dict[str, tuple[str, ...]] = {
    "code_insee": (
        "insee_com",
        "codgeo",
        "code_commune",
        "code_commune_insee",
        "codeinsee",
        "inseecom",
        "code_com",
        "depcom",
        "com_code",
        "code_geo",
        "insee",
        "code_officiel_commune",
        "com",
        "code",
    ),
    "nom": (
        "nom_com",
        "nom_commune",
        "libgeo",
        "lib_com",
        "libelle",
        "nom_officiel",
        "libcom",
        "nom_structure",
        "nom_partenaire",
        "raison_sociale",
        "name",
    ),
    "population": (
        "population_municipale",
        "pop_municipale",
        "pmun",
        "pop",
        "population_totale",
        "pop_mun",
        "pop_qpv",
        "population_qpv",
        "habitants",
    ),
    "code_qp": ("code_qpv", "codeqp", "codeqpv", "code_quartier", "cod_qpv", "qp", "code"),
    "lib_qp": ("nom_qp", "lib_qpv", "nom_qpv", "libqp", "libelle", "nom", "nom_quartier"),
    "code_epci": ("siren_epci", "epci", "siren"),
    "insee_com": ("code_insee", "codes_insee", "depcom", "codgeo"),
    "code": ("commune", "commune_ou_quartier", "quartier", "lieu", "code_insee", "code_commune"),
    "latitude": ("lat", "y_wgs84", "latitude_wgs84", "coord_y"),
    "longitude": ("lon", "lng", "long", "x_wgs84", "longitude_wgs84", "coord_x"),
    "categorie": ("category", "type"),
    "statut": ("status",),
    "id": ("identifiant",),
    "source_id": ("id_source", "source_partenaire"),
    "cible_id": ("id_cible", "cible", "cible_partenaire"),
    "personnes": ("nb_personnes", "nombre_de_personnes", "effectif"),
    "periode": ("annee",),
    "thematiques": ("thematique", "besoins"),
    "demi_journees": ("demi_journees_par_semaine", "nb_demi_journees"),
    "de": ("from", "origine", "depart", "code_depart"),
    "vers": ("to", "destination", "arrivee", "permanence", "permanence_id"),
    "minutes": ("temps", "duree", "temps_minutes", "duree_minutes", "time"),
    "mediateur_id": ("partner_id",),
    "courriel": ("email", "mail", "e_mail"),
    "telephone": ("tel",),
}


#: former names of columns, still read, and the names that they have now
FORMER: dict[str, str] = {"partner_id": "mediateur_id"}
#: the name of a commune, which is that of a row in a layer only
_OF_COMMUNES = frozenset({"nom_com", "nom_commune", "libgeo", "lib_com", "libcom", "nom_officiel"})


@dataclass(frozen=True)
class Columns:
    """Where each known column stands; what else the header holds, and what it holds twice."""

    where: dict[str, int]
    unknown: tuple[str, ...]
    twice: tuple[str, ...]


def header_name(text: str) -> str:
    """Return a header as a column's name: « Code INSEE » is ``code_insee``."""
    return plain(text).replace(" ", "_")


def heading(column: str) -> str:
    """Return what the project's workbook writes above a column.

    >>> heading("code_insee"), heading("date_debut")
    ('Commune (code INSEE)', 'Date de début')
    """
    return HEADINGS.get(column, column.replace("_", " ").capitalize())


@cache
def _synonyms(column: str) -> tuple[str, ...]:
    """Return what else a column is called, in order of preference."""
    return (header_name(heading(column)), *SYNONYMS.get(column, ()))


def match_columns(header: Sequence[str], known: Collection[str]) -> Columns:
    """Find the known columns in a header, exact names before synonyms.

    >>> match_columns(["Code INSEE", "Nom", "zzz", ""], ["code_insee", "nom"])
    Columns(where={'code_insee': 0, 'nom': 1}, unknown=('zzz',), twice=())
    """
    names = [header_name(text) for text in header]
    at: dict[str, int] = {}
    twice: list[str] = []
    for index, name in enumerate(names):
        if name in known:
            if name in at:
                twice.append(name)
            at.setdefault(name, index)
    taken = set(at.values())
    beside = frozenset() if "population" in known else _OF_COMMUNES
    for column in known:
        if column in at:
            continue
        for synonym in _synonyms(column):
            if (
                synonym
                and synonym not in beside
                and synonym in names
                and names.index(synonym) not in taken
            ):
                at[column] = names.index(synonym)
                taken.add(at[column])
                break
    unknown = tuple(
        text.strip()
        for index, text in enumerate(header)
        if text.strip() and index not in taken and names[index] not in twice
    )
    return Columns(at, unknown, tuple(dict.fromkeys(twice)))


def whole_names(names: Sequence[str], known: Collection[str]) -> list[str]:
    """Return names with those that a shapefile cut at ten letters written out.

    >>> whole_names(["code_commu", "nom_offici", "population"], ["code_insee", "nom"])
    ['code_commune', 'nom_officiel', 'population']
    """
    spellings = {name for column in known for name in (column, *SYNONYMS.get(column, ()))}
    plain_names = {header_name(name) for name in names}
    cut: dict[str, str] = {}
    for spelling in sorted(spellings, key=len):
        if len(spelling) > _CUT and spelling not in plain_names:
            cut.setdefault(spelling[:_CUT], spelling)
    return [
        name if header_name(name) in spellings else cut.get(header_name(name), name)
        for name in names
    ]


#: the letters that a shapefile keeps of a column's name
_CUT = 10


def header_row(rows: Iterable[Sequence[str]], known: Collection[str]) -> tuple[int, int]:
    """Return the index of the row that holds most known columns, and how many it holds.

    Titles and merged cells above the true header hold fewer; the first of equals is taken.
    """
    best, most = 0, 0
    for index, row in enumerate(rows):
        score = len(match_columns(row, known).where)
        if score > most:
            best, most = index, score
    return best, most
