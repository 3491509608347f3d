"""A made-up address base, the same for a seed, and addresses of it as people damage them."""

import csv
import datetime as dt
import gzip
import io
import math
import random
import re
import unicodedata
from dataclasses import dataclass

import shapely

#: the day on which made-up files were had
HAD = dt.date(2026, 1, 1)
COLUMNS = [
    "id",
    "id_fantoir",
    "numero",
    "rep",
    "nom_voie",
    "code_postal",
    "code_insee",
    "nom_commune",
    "code_insee_ancienne_commune",
    "nom_ancienne_commune",
    "x",
    "y",
    "lon",
    "lat",
    "type_position",
    "alias",
    "nom_ld",
    "libelle_acheminement",
    "nom_afnor",
    "source_position",
    "source_nom_voie",
    "certification_commune",
    "cad_parcelles",
]
_TYPES = (
    ["Rue"] * 52 + ["Avenue"] * 8 + ["Allée"] * 9 + ["Impasse"] * 9 + ["Chemin"] * 7
    + ["Place"] * 4 + ["Boulevard"] * 3 + ["Route"] * 4 + ["Square"] * 2 + ["Quai"] + ["Cours"]
)  # fmt: skip
_FIRST = [
    "Jean",
    "Pierre",
    "Louis",
    "Marie",
    "Anne",
    "Jules",
    "Victor",
    "Émile",
    "Georges",
    "Paul",
    "Henri",
    "Simone",
    "Louise",
    "Marcel",
    "René",
    "Albert",
    "Édouard",
    "Gabriel",
    "Camille",
    "Charles",
    "Michel",
    "André",
    "Lucie",
    "Germaine",
    "Rosa",
    "Pablo",
    "Guy",
]
_LAST = [
    "Moulin",
    "Jaurès",
    "Ferry",
    "Hugo",
    "Zola",
    "Guiton",
    "Curie",
    "Pasteur",
    "Brossolette",
    "Éluard",
    "Verlaine",
    "Michelet",
    "Ronsard",
    "Rabelais",
    "Lamartine",
    "Prévert",
    "Aragon",
    "Colette",
    "Sand",
    "Gambetta",
    "Blum",
    "Cachin",
    "Thorez",
    "Camus",
    "Monnet",
    "Briand",
    "Leclerc",
    "Foch",
    "Joffre",
    "Valin",
    "Fromentin",
    "Réaumur",
    "Bougainville",
    "Duperré",
    "Surcouf",
]
_THINGS = [
    "l'Église",
    "la Mairie",
    "la Gare",
    "la Fontaine",
    "les Écoles",
    "le Moulin",
    "le Port",
    "la Plage",
    "les Pins",
    "les Lilas",
    "les Rosiers",
    "les Acacias",
    "les Mésanges",
    "les Hirondelles",
    "le Château",
    "la Paix",
    "la République",
    "la Liberté",
    "le Stade",
    "le Lavoir",
    "la Croix Blanche",
    "les Vignes",
    "le Puits",
    "le Marais",
    "la Huguenotte",
    "les Salines",
    "le Cimetière",
    "les Tilleuls",
    "les Ormeaux",
    "la Vallée",
    "le Bois",
    "la Pierre Levée",
    "les Sauniers",
    "la Motte",
    "les Prés",
    "le Pré Vert",
    "les Chênes",
    "le Vieux Puits",
]
_SAINTS = [
    "Éloi",
    "Maurice",
    "Jacques",
    "Nicolas",
    "Sauveur",
    "Jean",
    "Pierre",
    "Martin",
    "Anne",
    "Catherine",
    "Vincent",
]
_OF = {"l'": "de l'", "la ": "de la ", "le ": "du ", "les ": "des "}


@dataclass(frozen=True)
class Home:
    """An address of the base, and where it is."""

    numero: int
    rep: str
    voie: str
    postcode: str
    code_insee: str
    commune: str
    lon: float
    lat: float


def street_name(draw):
    kind = draw.choice(_TYPES)
    name = draw.random()
    if name < 0.45:
        return f"{kind} {draw.choice(_FIRST)} {draw.choice(_LAST)}"
    if name < 0.55:
        rank = draw.choice(["du Général", "du Docteur", "du Maréchal", "du Président"])
        return f"{kind} {rank} {draw.choice(_LAST)}"
    if name < 0.62:
        return f"{kind} Saint-{draw.choice(_SAINTS)}"
    if name < 0.65:
        return f"{kind} du {draw.choice(['8 Mai 1945', '11 Novembre 1918', '14 Juillet'])}"
    thing = draw.choice(_THINGS)
    for article, of in _OF.items():
        if thing.startswith(article):
            return f"{kind} {of}{thing.removeprefix(article)}"
    raise AssertionError(thing)


def homes(communes, *, count, seed, near=None):
    """Draw addresses in communes, most where most people live.

    Parameters
    ----------
    communes
        ``nom``, ``population``, outlines in EPSG:2154, indexed by ``code_insee``.
    near
        Lines near which half of the streets of the communes that they cross are drawn.
    """
    from pyproj import Transformer

    degrees = Transformer.from_crs(2154, 4326, always_xy=True).transform
    draw = random.Random(seed)
    people = communes["population"].astype(float).fillna(500).clip(lower=200)
    made = []
    for rank, (code, row) in enumerate(communes.iterrows()):
        # communes share postcodes two by two, as in the country
        postcode = f"{code[:2]}{(rank // 2 * 10) % 1000:03d}"
        target = max(20, round(count * people[code] / people.sum()))
        names = set()
        west, south, east, north = row.geometry.bounds
        edge = None if near is None else shapely.intersection(near, row.geometry)
        while target > 0:
            name = street_name(draw)
            if name in names:
                name = f"{name} {draw.choice(['Nord', 'Sud', 'Prolongée', 'Neuve'])}"
            if name in names:
                continue
            names.add(name)
            if edge is not None and not edge.is_empty and draw.random() < 0.5:
                at = edge.interpolate(draw.random() * edge.length)
                x, y = at.x + draw.gauss(0, 150), at.y + draw.gauss(0, 150)
            else:
                x, y = draw.uniform(west, east), draw.uniform(south, north)
            if not row.geometry.contains(shapely.Point(x, y)):
                continue
            turn, step = draw.uniform(0, 2 * math.pi), draw.uniform(8, 16)
            for k in range(min(target, draw.randint(3, 45))):
                side = 6 if k % 2 else -6
                px = x + math.cos(turn) * step * (k // 2) - math.sin(turn) * side
                py = y + math.sin(turn) * step * (k // 2) + math.cos(turn) * side
                lon, lat = degrees(px, py)
                rep = draw.choice(["bis", "ter", "a"]) if draw.random() < 0.04 else ""
                made.append(
                    Home(k + 1, rep, name, postcode, code, row["nom"], round(lon, 6), round(lat, 6))
                )
                target -= 1
    return made


def base_file(some):
    """Return ``adresses-17.csv.gz`` of some homes."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=";", restval="")
    writer.writeheader()
    writer.writerows(
        {
            "id": f"{home.code_insee}_{place}", "numero": home.numero, "rep": home.rep,
            "nom_voie": home.voie, "code_postal": home.postcode, "code_insee": home.code_insee,
            "nom_commune": home.commune, "lon": home.lon, "lat": home.lat,
            "type_position": "entrée",
        }
        for place, home in enumerate(some)
    )  # fmt: skip
    return gzip.compress(text.getvalue().encode(), mtime=0)


def typed(home, *, number=True, postcode=True, commune=True, street=None):
    """Write an address on one line."""
    first = " ".join(filter(None, (str(home.numero), home.rep))) if number else ""
    last = " ".join(
        filter(None, (home.postcode if postcode else "", home.commune if commune else ""))
    )
    return ", ".join(filter(None, (f"{first} {street or home.voie}".strip(), last)))


def _typo(text, draw):
    """Return a text with a letter dropped, doubled, swapped with the next or replaced."""
    places = [k for k in range(1, len(text) - 1) if text[k].isalpha() and text[k + 1].isalpha()]
    if not places:
        return text
    at = draw.choice(places)
    match draw.randrange(4):
        case 0:
            return text[:at] + text[at + 1 :]
        case 1:
            return text[:at] + text[at] + text[at:]
        case 2:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        case _:
            return text[:at] + draw.choice("abcdefghijklmnopqrstuvwxyz") + text[at + 1 :]


_SHORT = {
    "Avenue": "av.", "Boulevard": "bd", "Place": "pl", "Rue": "r.", "Allée": "all.",
    "Chemin": "ch.", "Impasse": "imp", "Route": "rte", "Square": "sq", "Saint-": "St ",
    "Général": "Gal", "Docteur": "Dr", "Maréchal": "Mal", "Président": "Pdt",
}  # fmt: skip


def _short(text):
    for word, less in _SHORT.items():
        text = text.replace(word, less)
    return text


def _bare(text):
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _swapped(home, draw):
    kind, *words = home.voie.split(" ")
    draw.shuffle(words)
    return typed(home, street=" ".join([kind, *words]))


def _other_code(home, draw, codes):
    wrong = draw.choice([code for code in codes if code != home.postcode])
    return typed(home).replace(home.postcode, wrong)


DAMAGES = {
    "intacte": lambda home, draw, codes: typed(home),
    "une faute": lambda home, draw, codes: typed(home, street=_typo(home.voie, draw)),
    "deux fautes": lambda home, draw, codes: typed(
        home, street=_typo(_typo(home.voie, draw), draw)
    ),
    "commune avec une faute": lambda home, draw, codes: typed(home).replace(
        home.commune, _typo(home.commune, draw)
    ),
    "abréviations": lambda home, draw, codes: _short(typed(home)),
    "capitales sans accents": lambda home, draw, codes: _bare(typed(home)).upper(),
    "sans numéro": lambda home, draw, codes: typed(home, number=False),
    "sans code postal": lambda home, draw, codes: typed(home, postcode=False),
    "sans commune": lambda home, draw, codes: typed(home, commune=False),
    "sans commune ni code": lambda home, draw, codes: typed(home, commune=False, postcode=False),
    "mauvais code postal": _other_code,
    "mots échangés": lambda home, draw, codes: _swapped(home, draw),
    "tout ensemble": lambda home, draw, codes: re.sub(
        r"\b\d{5}\b",
        draw.choice(codes),
        _bare(_short(typed(home, street=_typo(home.voie, draw)))).lower(),
    ),
    "bâtiment et résidence": lambda home, draw, codes: (
        f"Résidence les Ajoncs, Bât B apt {draw.randint(1, 99)}, {typed(home)} CEDEX"
    ),
}
