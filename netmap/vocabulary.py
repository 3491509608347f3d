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

#: Who may read an edition: everybody, or the office alone.
Audience = Literal["public", "interne"]

#: What a rate is: that of the territory, that of its QPVs, or a number that the project states.
RateKind = Literal["territoire", "qpv", "cible"]

#: Classes of a place: `inegale` is served on the whole, not in each of its parts; `masquee`
#: (hidden) is only ever given by disclosure.
DensityClass = Literal[
    "sous-desservie",
    "inegale",
    "desservie",
    "indeterminee",
    "masquee",
    "sans-donnee",
    "non-ouverte",
]

#: Broken step of a chain; None where a chain is complete. ``non-ouvert``: the service does not
#: work there, whatever the need.
ChainStep = Literal["non-ouvert", "mediation", "amont", "aval", "liaison"]

#: What chains come to: two or more; one; none that is sure; none at all; no mediation at all,
#: which is one fact of the place and not one of each need.
Verdict = Literal["whole", "fragile", "unconfirmed", "broken", "closed"]

#: What may mend a chain: a planned relation to open, a broken one to reopen, a partner to win or
#: to win back, a second mediator beside one who is alone.
RepairKind = Literal["relation", "reouverture", "partenaire", "mediateur"]

#: Places of which chains are worked out.
Level = Literal["commune", "qpv", "zone"]

#: Tiers of need: ``indeterminee`` cannot be told, ``sans-donnee`` has too few indicators.
NeedTier = Literal["fort", "moyen", "faible", "indeterminee", "sans-donnee"]

#: On which distribution indicators of need are placed: every commune of the table of
#: indicators (those of elsewhere among them), or those of the territory.
NeedScale = Literal["table", "territoire"]

#: The corner of the plane of need and coverage where a commune lies; None: an axis is unknown.
Corner = Literal[
    "besoin-fort-ecart", "besoin-fort-couvert", "besoin-faible-ecart", "besoin-faible-couvert"
]

#: What an evaluation indicator is about.
IndicatorTheme = Literal["partenaires", "personnes", "porte-a-porte"]

#: Why a figure is not there; the sentence is ``figure.<reason>``.
Absence = Literal[
    "no-table", "no-row", "no-column", "incomplete", "nothing-to-divide-by", "not-given", "hidden"
]

#: Places alike in a plan: QPVs, what is left of the communes that hold one, other communes.
PlaceKind = Literal["qpv", "reste", "commune"]

#: What a place is in a plan: kept by its lock; open and kept; a candidate that is chosen;
#: open today and no more; a candidate that is not chosen.
SiteRole = Literal["verrouillee", "maintenue", "proposee", "fermee", "candidate"]

#: What was proved of a plan: that none is better, that none is better by much, or nothing.
Proof = Literal["optimal", "within-gap", "time-limit"]


#: Lists whose words have labels: ``vocabulary.<kind>.<code>`` in the catalogues.
Kind = Literal["need", "category", "position", "status", "relation-state", "place-status"]

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

#: Columns of partners that hold lists of free words, shown as typed wherever a partner is; their
#: labels are ``page.script.lists.<column>``.
PARTNER_LISTS = ("publics",)

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
