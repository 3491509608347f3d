"""The closed lists of the tables, and their labels in French and in English.

Codes of data.inclusion v1 are used where it has one; ours carry the prefix
``netmap--`` so that nobody takes them for the national ones. A project adds its
own under ``[vocabulaire]`` in ``netmap.toml``.
"""

from __future__ import annotations

from typing import Literal

Position = Literal["amont", "mediation", "aval", "amont-aval", "pilotage", "financement"]
PartnerStatus = Literal["actif", "a-mobiliser", "a-remobiliser", "inactif"]
RelationState = Literal["active", "en-projet", "rompue", "inconnue"]
PlaceStatus = Literal["ouverte", "candidate"]
Precision = Literal["official", "indicative"]

#: code → (French label, English label)
NEEDS: dict[str, tuple[str, str]] = {
    "sante--acces-aux-soins": ("Accès aux soins", "Access to care"),
    "netmap--medecin-traitant": ("Médecin traitant", "Family doctor"),
    "netmap--soins-dentaires": ("Soins dentaires", "Dental care"),
    "netmap--vue-audition": ("Vue et audition", "Sight and hearing"),
    "netmap--depistage-vaccination": ("Dépistage et vaccination", "Screening and vaccination"),
    "netmap--sante-enfant-pmi": ("Santé de l'enfant, PMI", "Child health"),
    "sante--sante-mentale": ("Santé mentale", "Mental health"),
    "sante--addictions": ("Addictions", "Addictions"),
    "sante--sante-sexuelle": ("Santé sexuelle", "Sexual health"),
    "sante--constituer-un-dossier-mdph-invalidite": (
        "Handicap : dossier MDPH, invalidité",
        "Disability: MDPH application",
    ),
    "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits": (
        "Accès aux droits",
        "Access to rights",
    ),
    "mobilite--etre-accompagne-dans-son-parcours-mobilite": ("Mobilité", "Mobility"),
    "numerique--acceder-a-des-services-en-ligne": ("Services en ligne", "Online services"),
    "lecture-ecriture-calcul--maitriser-le-francais": (
        "Maîtrise du français",
        "Command of French",
    ),
}

#: code → (French label, English label)
CATEGORIES: dict[str, tuple[str, str]] = {
    "cpam": ("CPAM (assurance maladie)", "Health insurance (CPAM)"),
    "ccas-cias": ("CCAS, CIAS", "Municipal social services (CCAS)"),
    "csapa": ("CSAPA (addictions)", "Addiction care (CSAPA)"),
    "caarud": ("CAARUD (réduction des risques)", "Harm reduction (CAARUD)"),
    "cmp": ("Centre médico-psychologique", "Community mental health (CMP)"),
    "mdph": ("MDPH (handicap)", "Disability office (MDPH)"),
    "france-service": ("France services", "France services desk"),
    "maisons-des-solidarites": ("Maison des solidarités", "Departmental social centre"),
    "communes": ("Commune", "Municipality"),
    "departements": ("Département", "Department council"),
    "netmap--cpts": ("CPTS", "Local health professionals' community (CPTS)"),
    "netmap--dac": ("DAC (coordination)", "Care coordination (DAC)"),
    "netmap--hopital": ("Hôpital", "Hospital"),
    "netmap--msp": ("Maison ou centre de santé", "Health centre"),
    "netmap--medecin": ("Professionnels de santé", "Health professionals"),
    "netmap--centre-social": ("Centre social", "Community centre"),
    "netmap--bailleur": ("Bailleur", "Housing provider"),
    "netmap--ecole": ("École, réussite éducative", "School and education"),
    "netmap--association": ("Association", "Association"),
    "netmap--agence-regionale": ("Agence régionale, État", "Regional agency, State"),
    "netmap--agglomeration": ("Agglomération", "Agglomeration"),
    "netmap--police": ("Police, tranquillité", "Police and public safety"),
}

#: value → (French label, English label)
POSITIONS: dict[Position, tuple[str, str]] = {
    "amont": ("Amont (oriente vers la médiation)", "Upstream (refers to mediation)"),
    "mediation": ("Médiation", "Mediation"),
    "aval": ("Aval (reçoit les personnes)", "Downstream (receives people)"),
    "amont-aval": ("Amont et aval", "Upstream and downstream"),
    "pilotage": ("Pilotage", "Steering"),
    "financement": ("Financement", "Funding"),
}

#: value → (French label, English label)
STATUSES: dict[PartnerStatus, tuple[str, str]] = {
    "actif": ("Actif", "Active"),
    "a-mobiliser": ("À mobiliser", "To mobilise"),
    "a-remobiliser": ("À re-mobiliser", "To re-mobilise"),
    "inactif": ("Inactif", "Inactive"),
}

#: value → (French label, English label)
RELATION_STATES: dict[RelationState, tuple[str, str]] = {
    "active": ("Active", "Active"),
    "en-projet": ("En projet", "Planned"),
    "rompue": ("Rompue", "Broken"),
    "inconnue": ("Inconnue", "Unknown"),
}

#: value → (French label, English label)
PLACE_STATUSES: dict[PlaceStatus, tuple[str, str]] = {
    "ouverte": ("Ouverte", "Open"),
    "candidate": ("Candidate", "Candidate"),
}

#: The category whose partners may be one person.
PRACTITIONERS = "netmap--medecin"
