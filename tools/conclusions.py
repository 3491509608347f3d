"""Every sentence that concludes something, with the rule behind it: ``docs/conclusions.md``.

``python tools/conclusions.py`` renews the page. A sentence of :data:`SECTIONS` with no rule, or
a rule with no sentence, is an error: nothing is concluded that is not on the list.
"""

from __future__ import annotations

import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

from netmap.messages import Messages

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "conclusions.md"

#: Where the sentences that conclude stand, and what says them.
SECTIONS = {
    "class": "carte, rapport, terminal : la classe d'un lieu",
    "reason": "rapport, carte, terminal : pourquoi une commune est sur la liste",
    "step": "partout : ce qui manque à une chaîne",
    "report.tally": "rapport : combien de lieux de chaque classe",
    "report.opening": "rapport : la première page",
    "report.help": "rapport : distances et chaînes",
    "report.places": "rapport : la table des lieux",
    "report.sheet": "rapport : la page d'un lieu",
    "report.trend-of": "rapport, édition interne : la tendance d'un lieu",
    "report.strata": "rapport : les quartiers ensemble, et le reste ensemble",
    "report.assessment": "rapport : ce que dit le groupe, et les faits à côté",
    "decision": "rapport : les décisions de la première page",
    "next": "rapport : la prochaine étape d'un lieu",
    "map.classe": "carte : la légende des classes",
    "map.measure": "carte : ce que dit chaque couleur",
    "map.gaps": "carte : la liste des communes à regarder",
    "map.card.needs": "carte : les chaînes d'un lieu",
    "report.funnel": "rapport : l'entonnoir",
    "report.rates": "rapport : les taux",
    "report.ranks": "rapport : les rangs",
    "report.lorenz": "rapport : le partage",
    "report.sectors": "rapport : les secteurs",
    "report.priorities": "rapport : l'ordre des communes",
    "report.gaps": "rapport : les communes à examiner",
    "report.others": "rapport : d'autres répartitions",
    "diff.section": "comparaison de deux versions",
    "page.headline": "toutes les pages : les premières phrases",
    "network.script.chain": "page des partenaires : une chaîne",
    "network.script.matrix": "page des partenaires : le tableau des chaînes",
    "network.script.overview": "page des partenaires : le réseau en bref",
    "network.script.action": "page des partenaires : que faire",
    "mobilise": "terminal, page des partenaires : points faibles et réparations",
    "chain": "terminal : les chaînes",
    "measure": "page des partenaires : l'annexe",
    "need.tier": "rapport, carte : le besoin d'une commune",
    "corner": "rapport : le plan du besoin et de l'écart",
    "plan": "rapport, terminal : un plan de demi-journées",
}
#: Keys of these sections that conclude nothing: titles, labels, instructions.
SILENT = (
    "report.assessment.[hkrstu]*", "report.assessment.none",
    "report.tally.sector", "report.tally.colon", "report.tally.more", "report.help.how-far",
    "report.help.chains", "report.opening.map", "report.opening.map-says",
    "report.sectors.title", "report.sectors.reading",
    "report.opening.decide", "report.places.title", "report.places.reading",
    "report.places.reading-screen",
    "report.sheet.[fusw]*", "report.sheet.known", "report.sheet.help", "report.sheet.chains",
    "report.sheet.lacking", "report.sheet.partly", "report.sheet.part-here", "report.places.minutes", "report.places.qpv", "report.places.rest", "report.places.sector",
    "decision.title.*", "decision.aspect.*", "plan.column.*", "plan.percent", "plan.use.*", "reason.all-needs", "measure.*.label",
    "network.script.chain.*title", "network.script.chain.step", "network.script.chain.amont",
    "network.script.chain.mediation", "network.script.chain.aval",
    "network.script.matrix.c[aeo]*", "network.script.matrix.[anp]*",
    "network.script.overview.first", "network.script.action.title",
    "map.measure.*.title", "map.gaps.[hmt]*", "report.funnel.title", "report.funnel.x",
    "report.rates.title", "report.ranks.title", "report.ranks.axis", "report.lorenz.[txy]*",
    "report.lorenz.band", "report.lorenz.equal", "report.lorenz.seen", "report.priorities.title",
    "report.gaps.title", "report.gaps.open", "report.others.title",
    "diff.section.partner-*", "diff.section.relation-*", "diff.section.need",
    "mobilise.more", "mobilise.weak-first", "mobilise.mobilise-first",
    "mobilise.weak-title", "mobilise.title", "mobilise.row", "mobilise.link", "mobilise.steps",
    "mobilise.to-open", "mobilise.pairs", "mobilise.several", "mobilise.unknown",
    "mobilise.near", "mobilise.status.*", "mobilise.loss-*", "mobilise.together",
)  # fmt: skip

_UNDER = (
    "la probabilité d'être sous seuil_rapport × la référence est d'au moins `certitude` "
    "(loi gamma entre les lieux, centrée sur la référence, d'écart d'au moins `ecart_minimal` ; effectifs "
    "de loi binomiale négative, dont la variance vaut φ fois la moyenne) ; l'intervalle est celui de Garwood"
)
_SERVED = "la probabilité d'être sous seuil_rapport × la référence est d'au plus 1 − `certitude` : aucune partie montrée n'est sous-desservie, et le tout ne l'est pas"
_APART = " ; faute de population visée, la référence est le taux moyen de la strate (QPV, ou reste)"
_HIDDEN = "l'effectif est masqué par le secret statistique : rien n'en est conclu"
_SECTOR = (
    "la commune seule ne conclut pas ; la classe citée est celle de son secteur, par la même règle"
)
_KAPPA = "κ, nombre de chaînes sans partenaire commun (théorème de Menger), sur les seules relations sûres"
_TREND = "édition interne seule : la règle de `report.opening.trend-hausse`, de la première période connue du lieu à la dernière, le service y étant ouvert partout et tout du long"
_BEST = "κ = 0 sur ce qui est sûr, κ ≥ 1 si tout ce qui est inconnu tenait"
_STEP = (
    "aucun partenaire actif déclaré pour cette étape ne couvre le lieu ; tout ce qui manque est dit"
)
_CLOSED = "le lieu est hors de `[perimetre]` à la dernière période, ou aucun point de médiation ne peut le servir : un fait, quel que soit le besoin"
_LOSS = "les couples de κ = 1 dont la perte de ce seul partenaire ne laisse aucune chaîne"
_REPAIR = "couples dont κ passe de 0 à 1 (ouverts), de moins de 2 à 2 (consolidés), les gestes précédents étant faits ; rangés par gain et par démarche"
_GRAPH = "graphe des partenaires actifs et des relations sûres ; aucune ne dit qui manque de soins"
_EQUAL = "taux des quartiers × population visée hors des quartiers, moins les personnes accompagnées par an là où le service est ouvert ; intervalle joint des deux (Zou et Donner, 2008)"
_CHANGE = "part de la dernière période dans la somme de la première et de la dernière, également longues : son intervalle binomial exact (Clopper et Pearson) au niveau `niveau_intervalle` est tout entier d'un côté de 1/2, ou non"
_PLAN = "plan en nombres entiers sous le budget ; un calcul, non un décompte"

#: Key, or pattern of keys → the rule behind the sentence.
RULES = {
    "class.sous-desservie": _UNDER,
    "class.inegale": "le tout est desservi, une de ses parties montrées est sous-desservie",
    "class.desservie": _SERVED,
    "class.indeterminee": "ni l'une ni l'autre des deux règles précédentes ne conclut",
    "class.masquee": _HIDDEN,
    "class.sans-donnee": "aucun tableau ne compte de personnes, ou les habitants sont inconnus",
    "class.non-ouverte": "hors de `[perimetre]` sur toutes les périodes ; une ligne de ce lieu ne l'ouvre pas : ses personnes ne comptent que pour le total de l'édition interne",
    "reason.sous-desservie*": _UNDER,
    "reason.fermee": "ouvert dans une période réunie au moins, hors de `[perimetre]` dans la dernière",
    "reason.non-ouverte": "hors de `[perimetre]` sur toutes les périodes ; une ligne de ce lieu ne l'ouvre pas : ses personnes ne comptent que pour le total de l'édition interne",
    "reason.sans-comparaison": "la classe est `indeterminee`, et la commune a toute l'exposition dont la référence est faite",
    "reason.seule": "la classe de la commune est `indeterminee`, et elle est seule dans son secteur",
    "reason.seule-*": _SECTOR,
    "reason.desservie-sous-desservie": "la commune seule est `desservie`, son secteur `sous-desservi` : sa couleur est celle de « on ne peut pas conclure »",
    "reason.petite": "même sans personne accompagnée, le nombre attendu ne laisserait pas conclure",
    "reason.petite-*": f"comme `reason.petite` ; {_SECTOR}",
    "reason.masquee": _HIDDEN,
    "reason.masquee-*": f"{_HIDDEN} ; la classe citée est celle de son secteur",
    "reason.hors-portee": "aucune permanence ouverte n'a de temps fini dans data/temps",
    "reason.loin": "temps jusqu'à la permanence ouverte la plus proche > `loin_minutes`",
    "reason.besoin-fort-rang": "comme `besoin-fort`, où tous les tirages retenus donnent le même rang",
    "reason.besoin-fort": "palier `fort` : rang dans le quart le plus fort dans au moins `certitude` des tirages",
    "reason.manque": "attendues à la référence dans la population visée, moins accompagnées, par an ; l'intervalle à 90 % joint le doute des deux (Zou et Donner, 2008)",
    "reason.manque-estime": "même compte, l'effectif masqué étant borné par ce qui est montré",
    "reason.manque-ouvrir": "attendues à la référence si le service était ouvert",
    "reason.chaine-non-ouverte": "le lieu est hors de `[perimetre]` à la dernière période : un fait, dit une fois",
    "reason.sans-mediation": "aucun point de médiation actif, sûr ou possible, ne couvre le lieu",
    "reason.chaine-rompue": f"κ = 0, et aussi dans le meilleur cas ; {_STEP}",
    "reason.chaine-rompue-qpv": "κ = 0 au niveau du QPV, aussi dans le meilleur cas, et aucune médiation dans le reste de sa commune",
    "reason.chaine-tient-qpv": "κ ≥ 1 au niveau du QPV, κ = 0 au niveau de la commune",
    "reason.chaine-a-confirmer": _BEST,
    "step.non-ouvert": _CLOSED,
    "step.mediation": _STEP,
    "step.amont": _STEP,
    "step.aval": f"{_STEP}, ou aucun ne répond à ce besoin",
    "step.seul": "un point de médiation a des partenaires sûrs des deux côtés, et κ = 0 : ils sont le même ; ou un seul partenaire pourrait être à l'un ou l'autre bout",
    "step.liaison": "les trois étapes ont un partenaire, et κ = 0",
    "report.tally.sous-desservie": _UNDER,
    "report.tally.desservie": _SERVED,
    "report.tally.indeterminee": "comme `class.indeterminee`",
    "report.tally.masquee": _HIDDEN,
    "report.tally.non-ouverte": "comme `class.non-ouverte`",
    "report.tally.sans-donnee": "comme `class.sans-donnee`",
    "report.opening.people": "somme montrée de la dernière période connue",
    "report.opening.trend-*": _CHANGE,
    "report.opening.opened": "dite là où les deux périodes comparées n'ont pas les mêmes lieux dans [perimetre]",
    "report.opening.chance": "intervalle de Garwood de la dernière période, élargi de son facteur de variance",
    "report.opening.under": f"nombre de parties du territoire ; {_UNDER}",
    "report.opening.of-judged": "nombre de parties par classe : quartier, reste de sa commune, secteur de communes ou commune",
    "report.opening.sure": "`certitude` de `[densite]`",
    "report.opening.chains": f"{_KAPPA} ; κ = 0 aussi dans le meilleur cas, communes et quartiers sans médiation non comptés",
    "report.opening.chains-unsure": _BEST,
    "report.opening.chains-fragile": "κ = 1",
    "report.help.no-permanence": "aucune permanence `ouverte` n'a de lieu",
    "report.help.out-of-reach": "data/temps dit `inf` vers toutes les permanences ouvertes",
    "report.sheet.out-of-reach": "data/temps dit `inf` vers toutes les permanences ouvertes",
    "report.help.far*": "vol d'oiseau × détour à la vitesse dite, ou data/temps",
    "report.help.no-chain": "aucun besoin n'est examiné",
    "report.help.broken": f"{_KAPPA} ; κ = 0 aussi dans le meilleur cas, communes et quartiers sans médiation non comptés",
    "report.help.closed": _CLOSED,
    "report.help.step": "l'étape qui manque au plus de couples rompus",
    "report.help.unsure": _BEST,
    "report.help.fragile": "κ = 1",
    "report.places.above": "classe `desservie`, et tout l'intervalle du taux au-dessus de ce à quoi il est comparé",
    "report.places.estimated": "comme `reason.manque-estime`",
    "report.places.in-parts": "personnes de ses parties sous-desservies, seules",
    "report.places.whole-commune": "personnes de la commune entière, où ce qui manque dans une partie et ce qui est de trop dans une autre se compensent",
    "report.places.closed": _CLOSED,
    "report.places.broken": "κ = 0, et aussi dans le meilleur cas",
    "report.places.unconfirmed": _BEST,
    "report.places.whole": "aucune chaîne rompue ni à confirmer",
    "report.places.no-trend": "les effectifs d'un lieu par période ne sont dans aucune publication ; le nombre est le plus petit dont le double passe la règle de `report.opening.trend-hausse`, φ étant celui d'une période",
    "report.trend-of.*": _TREND,
    "report.sheet.trend-hausse": _TREND,
    "report.sheet.trend-baisse": _TREND,
    "report.sheet.trend-hasard": _TREND,
    "report.places.trends": "niveau de `niveau_intervalle` : à 95 %, un lieu sur vingt où rien ne change ; le nombre est le plus petit dont le double passe la règle de `report.opening.trend-hausse`",
    "report.sheet.here": "moins d'une demi-minute jusqu'à une permanence ouverte",
    "report.sheet.distance": "vol d'oiseau × détour à la vitesse dite, ou data/temps",
    "report.sheet.mends": _REPAIR,
    "report.sheet.hangs": _LOSS,
    "report.sectors.none": "aucune personne n'est comptée, ou la référence est masquée",
    "report.sectors.short": "personnes attendues à la référence < 25 × φ",
    "report.sectors.joined*": "secteurs dont l'effectif serait masqué, réunis pour que leur somme soit montrée ; jamais `desservie`",
    "report.sectors.alone": "un secteur tient toutes les personnes × années dont la référence est la moyenne (`density.reference` : territoire, ou moyennes des strates) : son rapport est 1 quoi qu'on fasse ; il n'est pas dit desservi",
    "report.sheet.not-masquee": _HIDDEN,
    "report.sheet.not-sans-donnee": "comme `class.sans-donnee`",
    "report.sheet.not-non-ouverte": "comme `class.non-ouverte`",
    "report.sheet.not-sector": _SECTOR,
    "report.sheet.not-sector-indeterminee": "sa classe et celle de son secteur sont `indeterminee`, ou son secteur est `inegale`",
    "report.sheet.not-indeterminee": "comme `class.indeterminee`",
    "report.sheet.not-minutes": "aucun temps fini jusqu'à une permanence ouverte",
    "report.sheet.not-chains": _BEST,
    "report.sheet.not-coverage": "la colonne `couvre` est vide",
    "report.sheet.chain-whole": "κ ≥ 2",
    "report.sheet.chain-fragile": "κ = 1",
    "report.sheet.chain-broken": "κ = 0, et aussi dans le meilleur cas",
    "report.sheet.chain-unconfirmed": _BEST,
    "report.sheet.chain-closed": _CLOSED,
    "report.assessment.fact.chaines": f"chaînes des communes et des quartiers où la médiation travaille : {_KAPPA} ; favorable : plus de la moitié sont sûres, défavorable : plus de la moitié sont rompues",
    "report.assessment.fact.dependance": "κ = 1, parmi κ ≥ 1 ; favorable : aucune, défavorable : plus de la moitié",
    "report.assessment.fact.rejoints": f"quartiers, restes de leurs communes et secteurs, comme sur la première page ; {_UNDER} ; favorable : des lieux desservis et aucun sous-desservi, défavorable : l'inverse",
    "report.assessment.fact.rejoints-joint": "la classe du secteur de la commune, où la sienne ne conclut pas",
    "report.assessment.fact.distance": "temps jusqu'à la permanence ouverte la plus proche > `loin_minutes` ; favorable : aucune commune, défavorable : plus de la moitié",
    "report.assessment.fact.distance-*": "temps jusqu'à la permanence ouverte la plus proche ; favorable : au plus `loin_minutes`",
    "report.assessment.fact.partenaires": "compte de data/partners par statut ; aucune règle ne le juge",
    "report.assessment.fact.cloture": "situations closes sur personnes accompagnées, dernière période montrée ; aucune règle ne le juge",
    "report.assessment.fact.porte-a-porte": "portes ouvertes (rencontres et refus) sur portes habitées ou inaccessibles (AAPOR, 2023) ; aucune règle ne le juge",
    "report.assessment.leaning.appuie": "fait favorable et force, ou défavorable et faiblesse",
    "report.assessment.leaning.contredit": "fait favorable et faiblesse, ou défavorable et force",
    "report.assessment.leaning.nuance": "fait ni favorable ni défavorable, pour une force ou une faiblesse",
    "report.assessment.leaning.a-lire": "opportunité, enjeu ou moyen, ou fait qu'aucune règle ne juge",
    "report.assessment.leaning.inconnu": "le fait est masqué, ou aucun tableau ne le donne",
    "report.strata.*": f"toutes les zones montrées de la strate, jugées comme un secteur : {_UNDER} ; jamais dit desservi",
    "decision.reached*": _PLAN,
    "decision.mend": _REPAIR,
    "decision.mend-closes": "démarches du premier geste",
    "decision.ouvre": _REPAIR,
    "decision.consolide": _REPAIR,
    "decision.stated": "relations de data/relations",
    "decision.supposed": "pas de data/relations",
    "decision.equal*": _EQUAL,
    "decision.lacking": f"{_EQUAL}, commune par commune",
    "next.fermer": _PLAN,
    "next.placer": f"{_PLAN} ; le choix revient dans plus de la moitié des tirages",
    "next.essayer": f"{_PLAN} ; le choix ne revient pas dans plus de la moitié des tirages",
    "next.garder": _PLAN,
    "next.declarer": "le service y était ouvert, et aucun partenaire actif en position mediation ne peut le servir",
    "next.ouvrir": f"hors de `[perimetre]` sur toutes les périodes, et aucune ligne ; ou {_CLOSED}",
    "next.donner": "aucun tableau ne compte de personnes du lieu, ou ses habitants sont inconnus",
    "next.comprendre": f"{_UNDER} ; pas dans une commune d'un secteur où, à la personne près, toutes celles qui sont attendues sont accompagnées",
    "next.reparer": f"κ = 0, et un geste proposé l'ouvre ; {_REPAIR}",
    "next.partenaire": "κ = 0, et aucun geste proposé ne l'ouvre",
    "next.confirmer": _BEST,
    "next.compter": "ni sous-desservie, ni desservie, ou effectif masqué",
    "next.suivre": "aucune des règles précédentes",
    "map.classe.sous-desservie": _UNDER,
    "map.classe.desservie": _SERVED,
    "map.measure.secteur.*": f"{_UNDER} ; la couleur d'une commune est celle de son secteur, un quartier et le reste de sa commune ont la leur",
    "map.measure.classe.*": "comme `class`",
    "map.measure.habitants.*": "comme `class`, face au taux moyen de la strate (QPV, ou reste) appliqué aux habitants",
    "map.measure.certitude.*": "probabilité d'être sous seuil_rapport × la référence",
    "map.measure.taux.*": "personnes / (population visée × années d'ouverture) ; points : `indeterminee`",
    "map.measure.lisse.*": "Bayes empirique (Marshall, 1991), variance jamais négative",
    "map.measure.minutes.*": "vol d'oiseau × détour à la vitesse dite, ou data/temps",
    "map.measure.besoins.*": "κ = 0 ; points : κ ≥ 1 si tout ce qui est inconnu tenait",
    "map.measure.besoin.*": "comme `need.tier`",
    "map.gaps.none": "aucune commune n'a de raison de la liste (`reason`)",
    "map.card.needs.broken": "κ = 0, et aussi dans le meilleur cas",
    "map.card.needs.unconfirmed": _BEST,
    "map.card.needs.fragile": "κ = 1",
    "map.card.needs.whole": "κ ≥ 2 pour chaque besoin",
    "report.funnel.*": "limites de Poisson exactes (Spiegelhalter, 2005) autour de la référence, à 95 et 99,8 %, élargies de φ ; lieu par lieu : sur beaucoup de lieux, quelques-uns en sortent par hasard",
    "report.rates.*": "taux observés et intervalle de Garwood élargi de φ",
    "report.ranks.*": "2 000 tirages des vrais rapports, rang médian et intervalle à 90 % (Goldstein et Spiegelhalter, 1996)",
    "report.lorenz.*": "indice de Gini face à 1 000 tirages où chacun a la même chance, φ fois moins nombreux",
    "report.priorities.*": "attendues à la référence dans la population visée, moins accompagnées, par an",
    "report.gaps.*": "comme `map.gaps.none` ; dans l'ordre de `report.priorities`",
    "report.others.none": "autres ensembles de lieux, à 2 % près du plan",
    "diff.section.chain-*": "κ d'une version à l'autre",
    "diff.section.gap-*": "la liste des communes d'une version à l'autre",
    "diff.section.class": "comme `class`, d'une version à l'autre",
    "page.headline.people": "somme montrée des périodes additionnées",
    "page.headline.people-unknown": _HIDDEN,
    "page.headline.no-count": "aucun lieu n'a de donnée (`sans-donnee`), mais des trajets ou des chaînes sont connus",
    "page.headline.under-served": _UNDER,
    "page.headline.sector": "communes d'un secteur de la classe, et la plus peuplée d'entre elles",
    "page.headline.others": "les lieux de la classe qui ne sont pas nommés, comptés",
    "page.headline.none-sure": "aucun lieu montré n'est de la classe `sous-desservie`",
    "page.headline.closed": "communes de la classe `non-ouverte`",
    "page.headline.closed-outside": "communes de la classe `non-ouverte` hors de leurs quartiers, dont un au moins est ouvert",
    "page.headline.uncounted": "communes de la classe `sans-donnee`, là où d'autres lieux sont comptés",
    "page.headline.uncounted-outside": "communes de la classe `sans-donnee` hors de leurs quartiers, dont un au moins est compté",
    "page.headline.far*": "temps jusqu'à la permanence ouverte la plus proche > `loin_minutes`",
    "network.script.chain.whole": "κ ≥ 2",
    "network.script.chain.fragile": "κ = 1",
    "network.script.chain.fragile-who": _LOSS,
    "network.script.chain.fragile-nobody": "κ = 1, et chaque partenaire a un remplaçant",
    "network.script.chain.broken": "κ = 0",
    "network.script.chain.closed": _CLOSED,
    "network.script.chain.unexamined": "le besoin n'est ni dans `besoins`, ni dans les tables",
    "network.script.chain.step-non-ouvert": _CLOSED,
    "network.script.chain.step-seul": "un point de médiation a des partenaires sûrs des deux côtés, et κ = 0 : ils sont le même ; ou un seul partenaire pourrait être à l'un ou l'autre bout",
    "network.script.chain.step-liaison": "les trois étapes ont un partenaire, et κ = 0",
    "network.script.chain.step-[am]*": _STEP,
    "network.script.chain.step-passage": "κ = 0, des relations sûres de chaque côté, et vers aucun point de médiation commun",
    "network.script.chain.cut": "κ = 0, et aucune relation sûre entre la médiation et ce côté",
    "network.script.chain.best*": _BEST,
    "network.script.chain.sides": "partenaires qui ont une relation sûre avec un point de médiation du lieu",
    "network.script.chain.nobody": _STEP,
    "network.script.chain.unlinked": "aucune relation sûre qui porte ce besoin",
    "network.script.chain.perhaps": "`couvre` ou `thematiques` est vide : inconnu",
    "network.script.chain.candidates": "statut à mobiliser ou à re-mobiliser, couverture déclarée ou inconnue",
    "network.script.chain.counts": _KAPPA,
    "network.script.matrix.*-whole": "κ ≥ 2",
    "network.script.matrix.*-fragile": "κ = 1",
    "network.script.matrix.*-unconfirmed": _BEST,
    "network.script.matrix.*-broken": f"κ = 0, et aussi dans le meilleur cas ; {_STEP}",
    "network.script.matrix.*closed": _CLOSED,
    "network.script.overview.stale": "`date_verif` plus vieille que `relations_mois`",
    "network.script.overview.partners": "décompte de data/partners",
    "network.script.overview.relations*": "décompte de data/relations",
    "network.script.overview.chains": f"{_KAPPA} ; communes et quartiers sans médiation non comptés",
    "network.script.action.*": _REPAIR,
    "network.script.action.confirmer*": _BEST,
    "network.script.action.[al]*": _STEP,
    "network.script.action.mediation*": _STEP,
    "mobilise.weak": _LOSS,
    "mobilise.weak-none": _LOSS,
    "mobilise.weak-none-holds": "aucun lieu n'a de κ ≥ 1",
    "mobilise.weak-unexamined": "aucun besoin n'est nommé, ou aucun lieu n'a de médiation",
    "mobilise.weight-*": "ce que pèse un couple : la population visée du lieu, ses habitants faute de figure de besoin ; celle d'un quartier n'est pas comptée dans sa commune",
    "mobilise.assumption": "ce qui est supposé d'un geste",
    "mobilise.none": _REPAIR,
    "mobilise.unexamined": "comme `mobilise.weak-unexamined`",
    "mobilise.suggestion": _REPAIR,
    "mobilise.repair.*": "relation en projet, rompue, ou absente d'une table dite complète pour l'un des deux, entre partenaires actifs ; partenaire à gagner ; second médiateur",
    "mobilise.ouvre": _REPAIR,
    "mobilise.consolide": _REPAIR,
    "mobilise.*sans_effet": _REPAIR,
    "mobilise.*couverture_inconnue": "`couvre` est vide : on ne peut rien en dire",
    "mobilise.loss": "κ recalculé sans ces partenaires",
    "mobilise.perhaps": _BEST,
    "mobilise.supposed": "data/relations est absent : relations lues des positions, aucune n'est sûre",
    "chain.supposed": "data/relations est absent : relations lues des positions, aucune n'est sûre",
    "chain.no-need": "aucun partenaire et aucun réglage ne nomme de besoin",
    "chain.nowhere": "aucun lieu où une médiation est ouverte",
    "chain.need": _KAPPA,
    "chain.hangs-on": _LOSS,
    "chain.broken": f"κ = 0, et aussi dans le meilleur cas ; {_STEP}",
    "chain.unsure": _BEST,
    "chain.closed": _CLOSED,
    "measure.*.found": _GRAPH,
    "measure.*.none": _GRAPH,
    "measure.betweenness.skipped": "plus de 1 000 partenaires actifs",
    "need.tier.sans-donnee": "moins de `part_connue` des indicateurs",
    "need.tier.indeterminee": "aucun palier dans au moins `certitude` des tirages",
    "need.tier.[fm]*": "quart où tombe le rang dans au moins `certitude` des tirages",
    "corner.*": "deux axes, jamais moyennés : le besoin de part et d'autre de la médiane, le rapport O/E de part et d'autre de 1",
    "plan.other.*": "autres ensembles de lieux, à 2 % près du plan",
    "plan.beside.*": "part de l'objectif du plan que l'autre ensemble de lieux perd, ou gagne : le plan est à `gap` près du meilleur",
    "plan.status.*": "borne donnée par HiGHS",
    "plan.posts*": _PLAN,
    "plan.reached*": _PLAN,
    "plan.closes*": "lieux ouverts aujourd'hui et sans demi-journée dans le plan",
    "plan.nobody-loses": "si l'on vient comme aujourd'hui, aucune zone n'a moins de personnes accompagnées dans le calcul, à une demi-personne près",
    "plan.loss*": "zones moins servies qu'aujourd'hui, avec les personnes observées",
    "plan.as-today": "le plan est celui d'aujourd'hui",
    "plan.one": "lieu qui revient dans la plupart des tirages de demande et de vitesse",
    "plan.either": "lieux aussi bons : l'un d'eux revient dans la plupart des tirages",
    "plan.more": "demi-journées de plus dans un lieu ouvert, dans la plupart des tirages",
    "plan.*undecided": "aucun lieu ne revient dans la plupart des tirages",
    "plan.solid": "part des personnes du meilleur plan gardée dans neuf tirages sur dix",
    "plan.back-test": "personnes prévues et observées aujourd'hui, par groupe qui peut être montré",
    "plan.missed": "groupes où la prévision s'écarte de plus d'un tiers de l'observé",
    "plan.no-back-test": "aucun groupe observé ne peut être montré",
    "plan.rest": "somme des zones qui ne sont pas citées",
    "plan.other-zones": "somme des zones qui ne sont pas citées",
    "plan.search": "borne donnée par HiGHS",
    "plan.counts-on": "hypothèses du plan, dites",
    "plan.uses": "taux observé par sorte de lieu",
    "plan.journeys.*": "baisse avec le trajet : ajustée aux personnes observées, ou celle qui est dite",
}  # fmt: skip


def sentences(messages: Messages) -> Iterator[tuple[str, str, str]]:
    """Yield section, key and words of each sentence that concludes.

    What is said instead where no figure of need is given comes after it, as ``key~strate``.
    """
    own = {name: f"{{{name}}}" for name in ("per", "span")}
    usual, apart = messages.about("", **own), messages.about("strate", **own)
    for section in SECTIONS:
        instead = dict(_flat(section, apart.section(section)))
        for key, words in _flat(section, usual.section(section)):
            if any(fnmatchcase(key, pattern) for pattern in SILENT):
                continue
            yield section, key, words
            if instead[key] != words:
                yield section, f"{key}~strate", instead[key]


def _flat(prefix: str, section: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in section.items():
        key = f"{prefix}.{name}"
        if isinstance(value, dict):
            yield from _flat(key, value)
        else:
            yield key, value


def rule_of(key: str) -> str | None:
    """Return the rule behind a sentence: its own, else that of the longest pattern."""
    key, _, variant = key.partition("~")
    found = [pattern for pattern in RULES if fnmatchcase(key, pattern)]
    if not found:
        return None
    rule = RULES[key if key in found else max(found, key=len)]
    return f"{rule}{_APART}" if variant else rule


def page() -> str:
    """Return the page.

    Raises
    ------
    KeyError
        A sentence has no rule.
    """
    lines = [
        "# Ce que netmap conclut, et la règle derrière chaque phrase",
        "",
        "Cette page est produite par `python tools/conclusions.py` : chaque phrase de la carte, de la page des partenaires, du rapport et du terminal qui conclut quelque chose est ici, avec sa règle. Les formules et leurs sources sont dans la méthode du rapport.",
    ]
    former = None
    for section, key, words in sentences(Messages("fr")):
        rule = rule_of(key)
        if rule is None:
            raise KeyError(key)
        if section != former:
            lines += [
                "",
                f"## {SECTIONS[section]}",
                "",
                "| clé | phrase | règle |",
                "|---|---|---|",
            ]
            former = section
        told = words.replace("|", "\\|").replace("\n", " ")
        lines.append(f"| `{key}` | {told} | {rule} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
