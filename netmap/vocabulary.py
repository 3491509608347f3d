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

#: What a line of the working group's assessment is; and the means that it says there are.
AssessmentKind = Literal["force", "faiblesse", "opportunite", "enjeu", "moyen"]
#: What of the tables stands beside such a line.
Fact = Literal[
    "chaines", "dependance", "rejoints", "distance", "partenaires", "cloture", "porte-a-porte"
]
#: Whether a fact supports a line; ``a-lire``: the group reads it, no rule decides.
Leaning = Literal["appuie", "nuance", "contredit", "a-lire", "inconnu"]

#: Who may read an edition: everybody, or the office alone.
Audience = Literal["public", "interne"]

#: What a build writes where it is asked for.
Extra = Literal["geojson", "geoparquet", "qgis", "pdf"]

#: What a rate is: that of the territory, that of its QPVs, a number that the project states, or
#: the mean of the places of the same stratum.
RateKind = Literal["territoire", "qpv", "cible", "strate"]

#: The two strata: what is in a QPV, and all the rest.
Stratum = Literal["qpv", "hors-qpv"]

#: Whom the service is meant for: people under the poverty line, those of a column that the
#: settings name, or all residents, where no figure of need is given.
TargetKind = Literal["pauvrete", "nommee", "habitants"]

#: How a target population is known: a published figure (or what published figures leave),
#: a fit on the median income, a mean that stands for a figure that nobody gives.
TargetOrigin = Literal["publie", "revenu", "moyenne"]

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

#: Classes of a part of the territory: of one that is served on the whole and not everywhere,
#: nothing is concluded.
PartClass = Literal[
    "sous-desservie", "desservie", "indeterminee", "masquee", "sans-donnee", "non-ouverte"
]

#: What comes next in a place, in the order in which it is told.
NextStep = Literal[
    "fermer", "placer", "essayer", "declarer", "ouvrir", "comprendre", "reparer", "partenaire",
    "confirmer", "compter", "donner", "garder", "suivre",
]  # fmt: skip

#: Broken step of a chain; None where a chain is complete. ``non-ouvert``: the service does not
#: work there, whatever the need.
ChainStep = Literal["non-ouvert", "mediation", "amont", "aval", "seul", "liaison"]

#: What chains come to: two or more; one; none that is sure; none at all; no mediation at all,
#: which is one fact of the place and not one of each need.
Verdict = Literal["whole", "fragile", "unconfirmed", "broken", "closed"]

#: What may mend a chain: a planned relation to open, a broken one to reopen, one to make where
#: there surely is none, a partner to win or to win back, a second mediator beside one who is alone.
RepairKind = Literal["relation", "reouverture", "creation", "partenaire", "mediateur"]

#: Places of which chains are worked out.
Level = Literal["commune", "qpv", "zone"]
#: Those that people know by a name, so that their chains are told one by one.
NAMED_PLACES: tuple[Level, ...] = ("commune", "qpv")

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
Kind = Literal[
    "need", "category", "position", "status", "relation-state", "place-status", "assessment",
    "fact",
]  # fmt: skip

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

#: Needs of the national vocabulary (data.inclusion) that are examined only where a project adds
#: them to its own: families, and their codes.
_NATIONAL: dict[str, str] = {
    "choisir-un-metier": (
        "confirmer-son-choix-de-metier "
        "connaitre-les-opportunites-demploi "
        "decouvrir-un-metier-ou-un-secteur-dactivite "
        "identifier-ses-points-forts-et-ses-competences"
    ),
    "creer-une-entreprise": (
        "definir-son-projet-de-creation-dentreprise "
        "developper-son-entreprise "
        "structurer-son-projet-de-creation-dentreprise"
    ),
    "difficultes-administratives-ou-juridiques": (
        "accompagnement-aux-demarches-administratives "
        "accompagnement-pour-lacces-a-la-citoyennete "
        "beneficier-dune-mesure-daccompagnement-adapte "
        "connaitre-ses-droits-face-a-une-discrimination "
        "prendre-en-compte-une-problematique-judiciaire"
    ),
    "difficultes-financieres": (
        "acquerir-une-autonomie-budgetaire "
        "ameliorer-sa-gestion-budgetaire "
        "mettre-en-place-une-mesure-de-protection-financiere "
        "prevenir-une-degradation-de-la-situation-financiere "
        "situation-dendettement-surendettement"
    ),
    "equipement-et-alimentation": ("aide-menagere alimentation electromenager habillement"),
    "famille": (
        "garde-denfants "
        "prise-en-charge-personne-dependante "
        "soutien-a-la-parentalite-et-a-leducation "
        "soutien-aidants "
        "surmonter-conflits-separation-violence"
    ),
    "lecture-ecriture-calcul": ("maitriser-le-calcul"),
    "logement-hebergement": (
        "acheter-un-logement "
        "changer-de-logement "
        "louer-un-logement "
        "rechercher-une-solution-dhebergement-temporaire "
        "reduire-les-impayes-de-loyer "
        "se-maintenir-dans-le-logement "
        "sinformer-sur-les-demarches-liees-a-lacces-au-logement"
    ),
    "mobilite": (
        "acceder-a-un-vehicule "
        "entretenir-reparer-son-vehicule "
        "financer-ma-mobilite "
        "preparer-un-permis-de-conduire "
        "utiliser-des-services-de-mobilite-partagee"
    ),
    "numerique": (
        "acceder-a-une-connexion-internet "
        "acquerir-un-equipement "
        "maitriser-les-fondamentaux-du-numerique"
    ),
    "preparer-sa-candidature": (
        "developper-son-reseau "
        "organiser-ses-demarches-de-recherche-demploi "
        "realiser-un-cv-et-ou-une-lettre-de-motivation "
        "valoriser-ses-competences"
    ),
    "remobilisation": (
        "activites-sportives-et-culturelles "
        "benevolat-action-citoyenne "
        "bien-etre-confiance-en-soi "
        "lien-social"
    ),
    "se-former": ("monter-son-dossier-de-formation trouver-sa-formation"),
    "souvrir-a-linternational": (
        "connaitre-les-opportunites-demploi-a-letranger "
        "sinformer-sur-les-aides-pour-travailler-a-letranger "
        "sorganiser-suite-a-son-retour-en-france"
    ),
    "trouver-un-emploi": (
        "convaincre-un-recruteur-en-entretien "
        "faire-des-candidatures-spontanees "
        "maintien-dans-lemploi "
        "repondre-a-des-offres-demploi "
        "suivre-ses-candidatures-et-relancer-les-employeurs"
    ),
}
NATIONAL_NEEDS = frozenset(
    f"{family}--{code}" for family, codes in _NATIONAL.items() for code in codes.split()
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

#: The code of people who live outside the territory, or nobody knows where.
ELSEWHERE = "ailleurs"

#: The category whose partners may be one person.
PRACTITIONERS = "netmap--medecin"
