"""What organisations of directories are: their category, their place in the chain, their needs.

One table for all directories: the words by which each calls a kind, as plain text. A kind that
serves its department serves the whole territory; one that serves its commune, that commune; of
the others nothing is known, and nothing is supposed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from netmap.vocabulary import Position

_RIGHTS = "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits"
_CARE, _DOCTOR = "sante--acces-aux-soins", "netmap--medecin-traitant"


@dataclass(frozen=True)
class Kind:
    """A kind of organisation, and the words by which directories call it (plain text)."""

    words: tuple[str, ...]
    category: str
    position: Position
    needs: tuple[str, ...] = ()
    serves: Literal["department", "commune", ""] = ""


#: In order: the first whose words are met.
KINDS = (
    Kind(("csapa", "centre soins accompagnement prevention addictologie", ("centre de soins "
          "d accompagnement et de prevention en addictologie")), "csapa", "aval",
         ("sante--addictions",)),
    Kind(("caarud", "reduction des risques pour usagers de drogues", ("centre d accueil et d "
          "accompagnement a la reduction des risques")), "caarud", "aval", ("sante--addictions",)),
    Kind(("centre medico psychologique", "cmp", "cmpp", "centre medico psycho pedagogique"),
         "cmp", "aval", ("sante--sante-mentale",)),
    Kind(("mdph", "maison departementale des personnes handicapees", ("maison departementale de l "
          "autonomie")), "mdph", "aval", ("sante--constituer-un-dossier-mdph-invalidite",),
         "department"),
    Kind(("cpam", "caisse primaire d assurance maladie", "assurance maladie"), "cpam",
         "amont-aval", (_RIGHTS, _CARE), "department"),
    Kind(("france services", "france service", "maison france services", "msap"),
         "france-service", "amont-aval", (_RIGHTS, "numerique--acceder-a-des-services-en-ligne")),
    Kind(("protection maternelle et infantile", "pmi"), "departements", "amont-aval",
         ("netmap--sante-enfant-pmi",)),
    Kind(("maison des solidarites", "maison departementale des solidarites", ("maisons des "
          "solidarites"), "centre medico social", "departements"), "maisons-des-solidarites",
         "amont-aval", (_RIGHTS,)),
    Kind(("ccas", "ccas cias", "cias", "centre communal d action sociale", ("centre intercommunal "
          "d action sociale")), "ccas-cias", "amont-aval", (_RIGHTS,), "commune"),
    Kind(("cpts", "communaute professionnelle territoriale de sante"), "netmap--cpts", "aval",
         (_DOCTOR,)),
    Kind(("dispositif d appui a la coordination", "dac"), "netmap--dac", "amont-aval"),
    Kind(("maison de sante", "centre de sante", "msp"), "netmap--msp", "aval", (_DOCTOR, _CARE)),
    Kind(("centre hospitalier", "hopital", "chu", "centre de lutte contre la tuberculose",
          "permanence d acces aux soins"), "netmap--hopital", "aval", (_CARE,)),
    Kind(("centre social", "centres sociaux", "maison_centre_social", "espace de vie sociale"),
         "netmap--centre-social", "amont", (_RIGHTS,)),
    Kind(("bailleur", "office public de l habitat", "bailleurs sociaux"), "netmap--bailleur",
         "amont"),
    Kind(("agence regionale de sante", "ars"), "netmap--agence-regionale", "pilotage"),
    Kind(("mairie", "communes", "hotel de ville", "municipalites"), "communes", "amont", (),
         "commune"),
    Kind(("epci", "intercommunalites", "communaute d agglomeration", "communaute de communes"),
         "netmap--agglomeration", "pilotage"),
    Kind(("ecole", "college", "lycee"), "netmap--ecole", "amont"),
    Kind(("association", "associations", "asso", "croix rouge", "secours populaire", ("secours "
          "catholique"), "restos du coeur", "emmaus", "mission locale", "missions locales"),
         "netmap--association", "amont"),
)  # fmt: skip

#: What a directory is itself of, where its rows say nothing of their kind.
OF_RECIPE = {"france-services": "france services"}


@dataclass(frozen=True)
class Known:
    """A figure that tables of one's own may hold: what it is, and the columns that say it."""

    name: str
    direction: Literal["besoin", "ressource", "effectif"]
    unit: str
    said: tuple[str, ...]
    digits: int = 1


KNOWN = (
    Known("taux_pauvrete", "besoin", "%", ("taux_pauvrete*", "tp60*", "taux_de_pauvrete*")),
    Known("revenu_median", "ressource", "€ par an", ("revenu_median*", "med##", "niveau_de_vie*"),
          0),
    Known("part_65_ans_plus", "besoin", "%", ("part_65_ans_plus*", "part_des_65_ans*")),
    Known("part_80_ans_plus_seuls", "besoin", "%", ("part_80_ans_plus_seuls*",)),
    Known("part_sans_bac", "besoin", "%", ("part_sans_bac*", "part_non_bacheliers*")),
    Known("part_bacheliers", "ressource", "%", ("part_bacheliers*",)),
    Known("part_ouvriers", "besoin", "%", ("part_ouvriers*",)),
    Known("taux_chomage", "besoin", "%", ("taux_chomage*", "taux_de_chomage*")),
    Known("taux_emploi", "ressource", "%", ("taux_emploi*", "taux_d_emploi*")),
    Known("part_menages_monoparentaux", "besoin", "%", ("part_menages_monoparentaux*",
                                                        "part_familles_monoparentales*")),
    Known("part_logements_hlm", "besoin", "%", ("part_logements_hlm*",)),
    Known("part_c2s", "besoin", "%", ("part_c2s*", "taux_c2s*")),
    Known("beneficiaires_c2s", "effectif", "personnes", ("beneficiaires_c2s*", "nb_c2s*"), 0),
    Known("part_sans_medecin_traitant", "besoin", "%", ("part_sans_medecin_traitant*",
                                                        "part_sans_mt*")),
    Known("fdep", "besoin", "écarts-types", ("fdep*",), 2),
    Known("apl_generalistes", "ressource", "consultations/an/habitant standardisé",
          ("apl_generalistes*", "apl_medecins*", "apl_mg*"), 2),
)  # fmt: skip
