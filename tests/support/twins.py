"""Labelled pairs of organisations: one told twice, or two that look alike.

Names are put together from what organisations are called and from words of places; nobody is
named. Two sets of names and alterations: the second holds nothing of the first.
"""

import random
import re
import unicodedata
from dataclasses import dataclass, replace

COMMUNES = ("17300", "17028", "42187", "16015", "59512", "33063", "29019", "2A004", "97411")
OTHERS = ("17200", "42095", "16374", "59328", "33281", "29103", "2B033", "97415", "86194")


@dataclass(frozen=True)
class Organisation:
    nom: str
    code_insee: str | None
    adresse: str | None
    siret: str | None
    finess: str | None


@dataclass(frozen=True)
class Words:
    """What names are made of: kinds (whole, short), own names, kinds of services, streets."""

    kinds: tuple[tuple[str, tuple[str, ...]], ...]
    own: tuple[str, ...]
    services: tuple[tuple[str, str], ...]
    streets: tuple[str, ...]
    short: dict[str, str]
    ways: dict[str, str]


FIRST = Words(
    kinds=(
        ("Centre communal d'action sociale", ("CCAS", "C.C.A.S.", "ccas")),
        ("Centre médico-psychologique", ("CMP", "C.M.P.")),
        ("Centre social", ("Ctre social", "CENTRE SOCIAL")),
        ("Maison de santé pluriprofessionnelle", ("MSP", "Maison de santé pluridisciplinaire")),
        ("Établissement d'hébergement pour personnes âgées dépendantes", ("EHPAD",)),
        ("Centre de santé", ("CENTRE DE SANTE", "Cntre de santé")),
        ("Association", ("Asso", "Assoc.")),
        ("Pharmacie", ("PHARMACIE", "Pharm.")),
        ("Mission locale", ("MISSION LOCALE",)),
        ("France services", ("Maison France services", "FRANCE SERVICES")),
    ),
    own=("des Trois Fontaines", "Saint-Joseph", "Les Tilleuls", "du Val Fleuri", "de l'Estuaire",
         "Les Quatre Vents", "Sainte-Anne", "de la Croix Blanche", "Beauséjour", "du Vieux Port",
         "Les Hirondelles", "Le Phare", "des Minimes", "Horizon", "L'Escale", "Entraide 2000"),
    services=(("adultes", "enfants"), ("Nord", "Sud"), ("hommes", "femmes"), ("1", "2")),
    streets=("rue du Port", "avenue de la République", "boulevard du Général Leclerc",
             "place du Marché", "chemin des Écoliers", "impasse des Lilas", "route de Bordeaux"),
    short={"Saint": "St", "Sainte": "Ste", "Centre": "Ctre", "Association": "Asso"},
    ways={"rue": "r", "avenue": "av.", "boulevard": "bd", "place": "pl", "chemin": "che",
          "impasse": "imp", "route": "rte", "Général": "Gal"},
)  # fmt: skip

SECOND = Words(
    kinds=(
        ("Protection maternelle et infantile", ("PMI", "P.M.I.")),
        ("Centre hospitalier", ("CH", "C.H.", "Centre Hosp.")),
        ("Service de soins infirmiers à domicile", ("SSIAD",)),
        ("Communauté professionnelle territoriale de santé", ("CPTS",)),
        ("Centre médico psycho-pédagogique", ("CMPP", "C.M.P.P.")),
        ("Institut médico-éducatif", ("IME", "INSTITUT MEDICO-EDUCATIF")),
        ("Résidence", ("Résid.", "RESIDENCE")),
        ("Foyer", ("FOYER",)),
        ("Maison départementale des personnes handicapées", ("MDPH",)),
        ("Espace de vie sociale", ("EVS", "Espace vie sociale")),
        ("Comité local", ("COMITÉ LOCAL",)),
    ),
    own=("Les Genêts d'Or", "du Grand Large", "Sainte-Marie", "La Roseraie", "des Deux Rives",
         "Le Moulin Vert", "Les Cèdres", "du Pays d'Ancre", "L'Arc-en-Ciel", "Les Bruyères",
         "de la Vallée", "Saint-Michel", "Le Relais", "La Passerelle", "Clairefontaine"),
    services=(("ados", "adultes"), ("Est", "Ouest"), ("jour", "nuit"), ("3", "4")),
    streets=("allée des Acacias", "quai de la Marne", "cours Gambetta", "faubourg de Paris",
             "square Voltaire", "esplanade du Lac", "rue du Maréchal Foch"),
    short={"Saint": "St.", "Sainte": "STE", "Centre": "Centr.", "Résidence": "Rés."},
    ways={"allée": "all", "quai": "qu", "cours": "crs", "faubourg": "fbg", "square": "sq.",
          "esplanade": "esp", "rue": "R.", "Maréchal": "Mal"},
)  # fmt: skip


FOURTH = Words(
    kinds=(
        ("Centre de soins, d'accompagnement et de prévention en addictologie", ("CSAPA",)),
        ("Maison de retraite", ("MAISON DE RETRAITE", "Mais. de retraite")),
        ("Point information jeunesse", ("PIJ", "POINT INFO JEUNESSE")),
        ("Régie de quartier", ("REGIE DE QUARTIER", "Régie quartier")),
        ("Banque alimentaire", ("BANQUE ALIMENTAIRE",)),
        ("Équipe mobile", ("EQUIPE MOBILE",)),
        ("Lycée professionnel", ("LP", "Lycée pro.")),
        ("Halte-garderie", ("HALTE GARDERIE",)),
        ("Secours", ("SECOURS",)),
        ("Unité locale", ("UL", "UNITE LOCALE")),
    ),
    own=("Victor-Hugo", "du Mail", "Les Marronniers", "Sainte-Claire", "de l'Arsenal", "Amitié",
         "des Cordeliers", "La Marelle", "du Canal", "Saint-Roch", "Les Embruns", "Solidaire 17",
         "de la Tour", "Part'âge", "Le Trait d'union"),
    services=(("garçons", "filles"), ("rive droite", "rive gauche"), ("7", "8"), ("été", "hiver")),
    streets=("rue de Verdun", "avenue Carnot", "boulevard Sadi-Carnot", "place d'Armes",
             "allée du Bois", "impasse du Puits", "quai Valin"),
    short={"Saint": "St", "Sainte": "Ste", "Maison": "Mson"},
    ways={"rue": "R", "avenue": "Av", "boulevard": "Bd.", "place": "Pl", "allée": "All.",
          "impasse": "Imp.", "quai": "Quai"},
)  # fmt: skip

#: what a legal body is called, whatever it runs
_BODIES = ("Association", "Comité local")


THIRD = Words(
    kinds=(
        ("Caisse d'allocations familiales", ("CAF", "C.A.F.")),
        ("Caisse primaire d'assurance maladie", ("CPAM",)),
        ("Clinique", ("CLINIQUE", "Cl.")),
        ("Laboratoire d'analyses médicales", ("Labo d'analyses médicales",)),
        ("Épicerie solidaire", ("EPICERIE SOLIDAIRE", "Épicerie sol.")),
        ("Accueil de jour", ("ACCUEIL DE JOUR",)),
        ("Crèche", ("CRECHE", "Crèche halte-garderie")),
        ("École de musique", ("Ecole de musique",)),
        ("Maison des associations", ("MAISON DES ASSOCIATIONS",)),
        ("Centre de planification", ("Ctre de planification", "Centre planification")),
        ("Bibliothèque", ("Biblio.", "BIBLIOTHEQUE")),
        ("Hôpital de proximité", ("Hôp. de proximité", "HOPITAL DE PROXIMITE")),
    ),
    own=("Jean-Macé", "des Terres Noires", "Sainte-Thérèse", "Les Coquelicots", "du Bas-Fort",
         "La Fabrique", "Ti Ker", "des Sept Îles", "La Bouée", "Au Fil de l'Eau", "du Château",
         "Saint-Éloi", "Les Amandiers", "Le Grand Pré", "de la Gare", "Ensemble"),
    services=(("matin", "soir"), ("Haut", "Bas"), ("famille", "étudiants"), ("5", "6")),
    streets=("rue Pasteur", "avenue du Maréchal Joffre", "boulevard de la Mer", "rue des Saules",
             "place Jean-Jaurès", "chemin de Ronde", "route Nationale"),
    short={"Saint": "St", "Sainte": "Ste.", "Maison": "Mais.", "Grand": "Gd"},
    ways={"rue": "r.", "avenue": "ave", "boulevard": "bld", "place": "pl.", "chemin": "ch.",
          "route": "rte.", "Maréchal": "Mal"},
)  # fmt: skip


def pairs(words, seed, count):
    """Return (one, other, whether they are one organisation), half and half."""
    rng = random.Random(seed)
    return [_same(words, rng) if i % 2 else _different(words, rng) for i in range(count)]


def _organisation(words, rng):
    kind, _ = rng.choice(words.kinds)
    number = rng.randint(1, 120)
    return Organisation(
        f"{kind} {rng.choice(words.own)}",
        rng.choice(COMMUNES),
        f"{number} {rng.choice(words.streets)}",
        "".join(rng.choices("0123456789", k=14)) if rng.random() < 0.7 else None,
        f"17{rng.randint(0, 9999999):07}" if rng.random() < 0.3 else None,
    )


def _same(words, rng):
    one = _organisation(words, rng)
    name, address = one.nom, one.adresse
    for alter in rng.sample(_ALTERATIONS, rng.choice([1, 1, 2, 2, 3])):
        name = alter(name, words, rng)
    if rng.random() < 0.6:
        for whole, short in words.ways.items():
            address = re.sub(rf"\b{whole}\b", short, address)
    number, _, street = address.partition(" ")
    forms = (address, f"{number}, {street}", f"{number} {street.upper()} CEDEX", f"{address} BP 12")
    address = rng.choice([*forms, None])
    other = replace(one, nom=name, adresse=address)
    if rng.random() < 0.5:
        other = replace(other, siret=None)
    elif rng.random() < 0.4:  # another office, or the parent's number
        other = replace(other, siret="".join(rng.choices("0123456789", k=14)))
    if rng.random() < 0.6:
        other = replace(other, finess=None)
    return one, other, True


def _shortened(name, words, rng):
    for whole, shorts in words.kinds:
        if name.startswith(whole):
            return rng.choice(shorts) + name[len(whole) :]
    return name


def _bare(name, _, rng):
    text = unicodedata.normalize("NFKD", name)
    bare = "".join(c for c in text if not unicodedata.combining(c))
    return bare.upper() if rng.random() < 0.5 else bare


def _turned(name, words, _):
    for own in words.own:
        if name.endswith(own):
            return f"{own} - {name[: -len(own)].strip()}"
    return name


def _abbreviated(name, words, _):
    for whole, short in words.short.items():
        name = re.sub(rf"\b{whole}\b", short, name)
    return name


def _typo(name, _, rng):
    places = [i for i, c in enumerate(name) if c.isalpha() and i > len(name) // 2]
    at = rng.choice(places)
    kinds = (name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:],
             name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :])  # fmt: skip
    return rng.choice(kinds)


def _punctuated(name, _, rng):
    return name.replace("-", " ").replace("'", rng.choice(["’", " "]))


def _tailed(name, _, rng):
    return (
        f"{name} {rng.choice(['(antenne)', '- accueil', 'SARL'])}" if rng.random() < 0.3 else name
    )


_ALTERATIONS = [_shortened, _bare, _turned, _abbreviated, _typo, _punctuated, _tailed]


def _different(words, rng):
    one = _organisation(words, rng)
    kind = next(whole for whole, _ in words.kinds if one.nom.startswith(whole))
    own = one.nom[len(kind) + 1 :]
    new = replace(one, siret="".join(rng.choices("0123456789", k=14)), finess=None)
    if one.finess and rng.random() < 0.5:
        new = replace(new, finess=f"17{rng.randint(0, 9999999):07}")
    match rng.randrange(6):
        case 0:  # one name in two communes
            other = replace(new, code_insee=rng.choice(OTHERS), adresse=None)
        case 1:  # two services at one address
            left, right = rng.choice(words.services)
            one = replace(one, nom=f"{one.nom} {left}")
            other = replace(new, nom=f"{kind} {own} {right}")
        case 2:  # the house of an office
            # (the association that runs a house is that house)
            another = rng.choice([w for w, _ in words.kinds if w not in {kind, *_BODIES}])
            other = replace(new, nom=f"{another} du {kind} {own}", siret=one.siret)
        case 3:  # another kind under the same roof
            another = rng.choice([w for w, _ in words.kinds if w not in {kind, *_BODIES}])
            other = replace(new, nom=f"{another} {own}")
        case 4:  # the same kind elsewhere in the town
            mine = rng.choice([o for o in words.own if o != own])
            other = replace(new, nom=f"{kind} {mine}", adresse=f"7 {rng.choice(words.streets)}")
        case _:  # the same chain, two shops of one town
            other = replace(new, adresse=f"{rng.randint(121, 300)} {rng.choice(words.streets)}")
    return one, other, False
