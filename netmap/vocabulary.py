"""The closed lists: languages, and the words that the tables may hold.

Codes of data.inclusion v1 are used where it has one; ours carry the prefix
``netmap--`` so that nobody takes them for the national ones. A project adds its
own under ``[vocabulaire]`` in ``netmap.toml``. What people call a code stands in
``netmap/locale/<language>/vocabulary.toml``.
"""

from __future__ import annotations

from typing import Literal, get_args

#: A language is a word of this list and a folder of this name in ``netmap/locale``.
Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

Position = Literal["amont", "mediation", "aval", "amont-aval", "pilotage", "financement"]
PartnerStatus = Literal["actif", "a-mobiliser", "a-remobiliser", "inactif"]
RelationState = Literal["active", "en-projet", "rompue", "inconnue"]
PlaceStatus = Literal["ouverte", "candidate"]
Precision = Literal["official", "indicative"]

#: Lists whose words have labels: ``vocabulary.<kind>.<code>`` in the catalogues.
Kind = Literal["need", "category", "position", "status", "relation-state"]

POSITIONS: tuple[Position, ...] = get_args(Position)

NEEDS = (
    "sante--acces-aux-soins",
    "netmap--medecin-traitant",
    "netmap--soins-dentaires",
    "netmap--vue-audition",
    "netmap--depistage-vaccination",
    "netmap--sante-enfant-pmi",
    "sante--sante-mentale",
    "sante--addictions",
    "sante--sante-sexuelle",
    "sante--constituer-un-dossier-mdph-invalidite",
    "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits",
    "mobilite--etre-accompagne-dans-son-parcours-mobilite",
    "numerique--acceder-a-des-services-en-ligne",
    "lecture-ecriture-calcul--maitriser-le-francais",
)

CATEGORIES = (
    "cpam",
    "ccas-cias",
    "csapa",
    "caarud",
    "cmp",
    "mdph",
    "france-service",
    "maisons-des-solidarites",
    "communes",
    "departements",
    "netmap--cpts",
    "netmap--dac",
    "netmap--hopital",
    "netmap--msp",
    "netmap--medecin",
    "netmap--centre-social",
    "netmap--bailleur",
    "netmap--ecole",
    "netmap--association",
    "netmap--agence-regionale",
    "netmap--agglomeration",
    "netmap--police",
)

#: The category whose partners may be one person.
PRACTITIONERS = "netmap--medecin"
