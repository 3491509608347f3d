"""A territory of four communes with the least that every command looks at."""

import csv
import json

import shapely
from shapely.geometry import mapping
from timetables import archive, half_hourly

from netmap.sources import base

EPCI, TOWN, OTHER = "245600465", "56152", "56009"
PARTNERS = [
    ["id", "nom", "categorie", "position", "statut", "code_insee", "thematiques", "adresse"],
    ["mission", "Mission", "communes", "mediation", "actif", TOWN,
     "sante--acces-aux-soins", ""],
    ["foyer", "Foyer", "netmap--association", "amont", "actif", OTHER, "", "3 rue du Port"],
    ["maison", "Maison de santé", "netmap--msp", "aval", "actif", TOWN,
     "sante--acces-aux-soins", ""],
]  # fmt: skip
RELATIONS = [
    ["source_id", "cible_id", "nature", "etat"],
    ["foyer", "mission", "orientation", "active"],
    ["mission", "maison", "orientation", "active"],
]
COUNTS = [["periode", "code", "personnes"], ["2024", TOWN, "40"], ["2024", OTHER, "24"]]


def halls():
    """Latitude and longitude of two of its communes, by code."""
    told = base.outlined([TOWN, OTHER]).geometry.representative_point()
    return {code: (round(p.y, 5), round(p.x, 5)) for code, p in told.items()}


def fill(project):
    """Give a project just begun the least that every command looks at."""
    places = halls()
    (project / "netmap.xlsx").unlink()
    data = project / "data"
    sites = [
        ["id", "nom", "latitude", "longitude", "demi_journees", "statut"],
        ["mairie", "Mairie", *places[TOWN], "2", "ouverte"],
        ["salle", "Salle", *places[OTHER], "", "candidate"],
    ]
    for name, rows in {
        "partners": PARTNERS, "relations": RELATIONS, "accompagnements": COUNTS,
        "permanences": sites,
    }.items():  # fmt: skip
        with (data / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
    (data / "gtfs.zip").write_bytes(archive(half_hourly(places)))
    settings = project / "netmap.toml"
    quick = "[implantation]\ntirages = 1\ndemi_journees_de_plus = 0\n"
    settings.write_text(settings.read_text("utf-8").replace("[implantation]\n", quick), "utf-8")


def quarter(folder):
    """A priority neighbourhood around a town hall."""
    lat, lon = halls()[TOWN]
    shape = mapping(shapely.box(lon - 0.003, lat - 0.002, lon + 0.003, lat + 0.002))
    properties = {"code_qp": "QN05601M", "lib_qp": "Le Port", "insee_com": TOWN}
    feature = {"type": "Feature", "properties": properties, "geometry": shape}
    path = folder / "qpv.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    return path
