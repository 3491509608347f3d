"""A hand-drawn project: four square communes of 10 km in Lambert-93 and what lies in them.

::

    y 6580 +--------+--------+
           | 17300  | 2A004  |   QN01701M: 1 km², half in 17300, half in 2A004
    y 6570 +--------+--------+
           | 01053  | 17010  |   17010: population unknown
    y 6560 +--------+--------+
          x 380     390     400
"""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

LAMBERT_93 = 2154


def square(x, y, size=10):
    """A square from kilometres, as GeoJSON coordinates in metres."""
    corners = [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]
    return {"type": "Polygon", "coordinates": [[[1000 * a, 1000 * b] for a, b in corners]]}


def commune(code, nom, population, geometry, **more):
    properties = {"code_insee": code, "nom": nom, "population": population, **more}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def quarter(code, nom, population, geometry, **more):
    properties = {"code_qp": code, "lib_qp": nom, "population": population, **more}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def communes():
    return [
        commune("17300", "Ville", 8000, square(380, 6570)),
        commune("2A004", "Bourg", 2000, square(390, 6570)),
        commune("01053", "Hameau", 500, square(380, 6560)),
        commune("17010", "Côte", None, square(390, 6560)),
    ]


def quarters():
    return [quarter("QN01701M", "Le Grand Pré", 900, square(389.5, 6575, 1))]


def geojson(features, *, epsg=LAMBERT_93):
    layer = {"type": "FeatureCollection", "features": features}
    if epsg is not None:
        layer["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}
    return json.dumps(layer)


SETTINGS = """\
[territoire]
nom = "Quatre communes"
epci = "241700434"
"""

SOURCES = """\
["communes.geojson"]
producteur = "dessin"
millesime = "2026"
licence = "Licence Ouverte 2.0"

["qpv.geojson"]
producteur = "dessin"
millesime = 2024
licence = "Licence Ouverte 2.0"
"""

PARTNERS = """\
id;nom;categorie;position;statut;code_insee;latitude;longitude;couvre;thematiques;date_maj
ccas;CCAS;ccas-cias;amont;actif;17300;;;17300|QN01701M;;2024-05-14
asv;Atelier Santé Ville;netmap--association;mediation;actif;17300;;;241700434;;2024-05-14
cmp;CMP;cmp;aval;actif;2A004;;;2A004|01053;sante--sante-mentale;2024-05-14
"""

RELATIONS = """\
source_id;cible_id;etat;nb_orientations;nb_acceptees;date_debut;date_fin;date_verif
ccas;asv;active;12;10;2023-01-01;;2024-05-14
asv;cmp;active;5;5;;;2024-05-14
"""

ACCOMPAGNEMENTS = """\
periode;code;personnes;situations_cloturees;thematique;public
2023;17300;40;12;;
2023;QN01701M;30;10;;
2024;2A004;0;0;;
"""

PERMANENCES = """\
id;nom;code_insee;demi_journees;statut;verrouillee;mediateur_id
mairie;Mairie;17300;2;ouverte;oui;asv
salle;Salle des fêtes;2A004;;candidate;non;
"""

PORTE_A_PORTE = """\
date;code;batiment;logements;rencontres;refus;absents;vacants;inaccessibles
2024-01-04;QN01701M;A;12;3;1;6;2;0
"""

PASSAGES = """\
date;latitude;longitude;code
2024-02-29;46,16;-1,15;
2024-03-01;;;17300
"""

INDICATEURS = """\
code_insee;taux_pauvrete
17300;21,5
2A004;
01053;12
17010;9
"""

INDICATOR_SETTINGS = """
[indicateurs.taux_pauvrete]
libelle = "Taux de pauvreté"
sens = "besoin"
unite = "%"
millesime = "2021"
source = "INSEE, Filosofi"
"""


@dataclass(frozen=True)
class ProjectFolder:
    """A project on disk whose files a test replaces one by one."""

    path: Path

    def write(self, name, content):
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            target.write_bytes(content)
        else:
            target.write_text(content, encoding="utf-8", newline="")
        return self

    def replace(self, name, old, new, *, count=1):
        text = (self.path / name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        return self.write(name, text.replace(old, new, count))

    def append(self, name, line):
        return self.write(name, (self.path / name).read_text(encoding="utf-8") + line)

    def remove(self, name):
        (self.path / name).unlink()
        return self

    def communes(self, features, **options):
        return self.write("data/geo/communes.geojson", geojson(features, **options))

    def quarters(self, features, **options):
        return self.write("data/geo/qpv.geojson", geojson(features, **options))

    def source_of(self, name):
        return self.append(
            "data/geo/SOURCES.toml",
            f'\n["{name}"]\nproducteur = "dessin"\nmillesime = "2026"\nlicence = "LO"\n',
        )


@pytest.fixture
def least(tmp_path):
    """The least project: a name, the communes, their source, the partners' required columns."""
    folder = ProjectFolder(tmp_path / "least")
    folder.write("netmap.toml", '[territoire]\nnom = "Quatre communes"\n')
    folder.communes(communes())
    folder.write("data/geo/SOURCES.toml", SOURCES.partition("\n\n")[0] + "\n")
    return folder.write(
        "data/partners.csv",
        "id;nom;categorie;position;statut\nccas;CCAS;ccas-cias;amont;actif\n",
    )


@pytest.fixture
def placed(least):
    """The least project and a priority neighbourhood: where contacts may lie."""
    return least.quarters(quarters()).source_of("qpv.geojson")


@pytest.fixture
def full(tmp_path):
    """A project with every table and both layers, in which nothing is wrong."""
    folder = ProjectFolder(tmp_path / "full")
    folder.write("netmap.toml", SETTINGS + INDICATOR_SETTINGS)
    folder.communes(communes()).quarters(quarters())
    folder.write("data/geo/SOURCES.toml", SOURCES)
    folder.write("data/partners.csv", PARTNERS).write("data/relations.csv", RELATIONS)
    folder.write("data/accompagnements.csv", ACCOMPAGNEMENTS)
    folder.write("data/permanences.csv", PERMANENCES)
    folder.write("data/porte_a_porte.csv", PORTE_A_PORTE)
    folder.write("data/passages.csv", PASSAGES)
    return folder.write("data/indicateurs.csv", INDICATEURS)
