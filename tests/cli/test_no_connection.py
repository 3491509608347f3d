"""Every command with the network refused: none asks for it, but fetch and what says --online."""

import csv
import json
import socket

import lookalike
import pytest
import shapely
from addresses import Home, base_file
from shapely.geometry import mapping
from timetables import archive, half_hourly

from netmap.cli import commands
from netmap.messages import Messages
from netmap.sources import base
from netmap.sources.recipes import BY_ID

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


@pytest.fixture
def connections(monkeypatch):
    """What is asked of the network: refused, and kept."""
    asked = []

    def refuse(*words, **_):
        asked.append(words)
        raise ConnectionRefusedError("the network is refused")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "create_connection", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    return asked


def fill(project, halls):
    """Give a project just begun the least that every command looks at."""
    (project / "netmap.xlsx").unlink()
    data = project / "data"
    sites = [
        ["id", "nom", "latitude", "longitude", "demi_journees", "statut"],
        ["mairie", "Mairie", *halls[TOWN], "2", "ouverte"],
        ["salle", "Salle", *halls[OTHER], "", "candidate"],
    ]
    for name, rows in {
        "partners": PARTNERS, "relations": RELATIONS, "accompagnements": COUNTS,
        "permanences": sites,
    }.items():  # fmt: skip
        with (data / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
    (data / "gtfs.zip").write_bytes(archive(half_hourly({c: halls[c] for c in (TOWN, OTHER)})))
    settings = project / "netmap.toml"
    quick = "[implantation]\ntirages = 1\ndemi_journees_de_plus = 0\n"
    settings.write_text(settings.read_text("utf-8").replace("[implantation]\n", quick), "utf-8")


def layer(folder, hall):
    """A priority neighbourhood around a town hall."""
    lat, lon = hall
    shape = mapping(shapely.box(lon - 0.003, lat - 0.002, lon + 0.003, lat + 0.002))
    properties = {"code_qp": "QN05601M", "lib_qp": "Le Port", "insee_com": TOWN}
    feature = {"type": "Feature", "properties": properties, "geometry": shape}
    path = folder / "qpv.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    return path


def test_no_command_opens_a_connection(netmap, connections, tmp_path):
    told = base.outlined([TOWN, OTHER])
    halls = {
        code: (round(p.y, 5), round(p.x, 5))
        for code, p in told.geometry.representative_point().items()
    }
    project = tmp_path / "projet"
    recipe = BY_ID["filosofi-commune"]
    row = lookalike.drawn(recipe, TOWN, lookalike.generator(1))
    figures = lookalike.write(recipe, tmp_path, [row], ending=".csv")
    home = Home(3, "", "Rue du Port", "56360", OTHER, "Bangor", halls[OTHER][1], halls[OTHER][0])
    (tmp_path / "adresses-56.csv.gz").write_bytes(base_file([home]))
    (tmp_path / "personnes.csv").write_text("Adresse;CP;Ville\n3 rue du Port;56360;Bangor\n")

    def begin():
        assert netmap("init", EPCI, project, "--qpv", layer(tmp_path, halls[TOWN]))[0] == 0
        fill(project, halls)
        return []

    def reviewed():
        findings = json.loads((project / "outputs" / "findings.json").read_text("utf-8"))
        review = {
            "format": 1, "projet": findings["territoire"], "empreinte": findings["empreinte"],
            "auteur": "Essai", "date": "2025-03-04", "corrections": [
                {"type": "changer-statut", "id": "foyer", "statut": "inactif"}],
        }  # fmt: skip
        (tmp_path / "revue.json").write_text(json.dumps(review), "utf-8")
        return [[tmp_path / "revue.json", "--yes"]]

    # a command, and how it is run: in this order, each on what those before it left
    runs = {
        "init": begin,
        "check": [["--lang", "en"]],
        "import": [[figures, "--yes"]],
        "fetch": [[]],  # without a source: the list
        "locate": [
            ["--index", tmp_path / "adresses-56.csv.gz"],
            ["3 rue du Port 56360 Bangor"],
            [f"{halls[TOWN][0]},{halls[TOWN][1]}", "--json"],
            [tmp_path / "personnes.csv"],
            ["--partenaires", "--yes"],
        ],
        "vecu": [["--buffer", "200"]],
        "temps": [["--bus", "--yes", "--csv"]],
        "build": [[]],
        "gaps": [["--json"]],
        "site": [["--etp", "1"]],
        "chain": [["--mobilise"]],
        "fiches": [["--classeur"]],
        "audit": lambda: [[project / "outputs"]],
        "review": reviewed,
        "diff": lambda: [[project / "outputs"]],
    }
    assert set(runs) == set(commands(Messages("fr")).commands), "a command is run with no network"
    for name, how in runs.items():
        for words in how() if callable(how) else how:
            own = [] if name == "audit" else ["--project", project]
            status, out, err = netmap(name, *words, *own)
            assert status == 0, (name, words, out, err)
            assert connections == [], (name, words)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", 9))
    assert connections, "what is asked would have been seen"
