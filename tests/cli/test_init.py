"""``netmap init`` then ``netmap build``, for territories of all kinds, with no network.

NETMAP_TERRITORIES=60 draws that many more, by a seed, over the mainland and overseas.
"""

import json
import os
import random
import socket
from pathlib import Path

import pytest

from netmap.sources import base

QPV = Path(__file__).parents[3] / "shared" / "data" / "national" / "qpv2024.parquet"
EPCIS = sorted(code for code, group in base.groups().items() if group.nature != "EPT")
SMALLEST = min(EPCIS, key=lambda code: (len(base.groups()[code].communes), code))
#: what is asked, and the EPCI that is meant: overseas, arrondissements, two communes, Greater Paris
ASKED = {
    "Grand Angoulême": "200071827",
    "Mamoudzou": "200060457",
    "69381": "200046977",
    SMALLEST: SMALLEST,
    "Plaine Commune": "200057867",
}
PARIS_LYON_MARSEILLE = ["200054781", "200046977", "200054807"]


def drawn():
    many = int(os.environ.get("NETMAP_TERRITORIES", "0"))
    overseas = [code for code in EPCIS if base.groups()[code].communes[0] > "97"]
    mainland = [code for code in EPCIS if code not in overseas]
    draw = random.Random(20261126)
    part = min(many // 7, len(overseas))
    chosen = [*draw.sample(mainland, many - part), *draw.sample(overseas, part)]
    return {code: code for code in [*chosen, *(PARIS_LYON_MARSEILLE if many else [])]}


@pytest.fixture
def offline(monkeypatch):
    """Any way out of this process is a failure."""

    def refuse(*_, **__):
        pytest.fail("the network was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket.socket, "sendto", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


@pytest.mark.parametrize(("asked", "code"), {**ASKED, **drawn()}.items())
def test_a_project_just_made_builds_as_it_is(tmp_path, netmap, offline, asked, code):
    status, out, err = netmap("init", asked, tmp_path / "p")
    assert status == 0, err
    assert code in out
    status, _, err = netmap("build", "--project", tmp_path / "p")
    assert status == 0, err
    findings = json.loads((tmp_path / "p/outputs/findings.json").read_text("utf-8"))
    places = {row["code"]: row for row in findings["densite"] if row["niveau"] == "commune"}
    outlined = base.outlined(base.groups()[code].communes)
    assert places.keys() == set(outlined.index)
    assert {row["classe"] for row in places.values()} == {"sans-donnee"}
    assert findings["absent"][:2] == ["partenaires", "accompagnements"]
    assert {"qpv", "permanences", "relations"} <= set(findings["absent"])
    for page in ("map.html", "network.html", "report.html"):
        text = (tmp_path / "p/outputs" / page).read_text("utf-8")
        assert "aucun n’est encore donné" in text
        assert "feuille Accompagnements" in text
    report = (tmp_path / "p/outputs/report.html").read_text("utf-8")
    assert "On ne peut encore rien dire d’aucune commune" in report
    assert "Aucune commune n’a de raison d’être sur cette liste" not in report


@pytest.mark.skipif(not QPV.is_file(), reason="the national neighbourhoods are not here")
def test_neighbourhoods_over_two_communes_come_with_a_national_layer(tmp_path, netmap, offline):
    status, out, err = netmap("init", "Montluçon", tmp_path / "p", "--qpv", QPV)
    assert status == 0, err
    layer = json.loads((tmp_path / "p/data/geo/qpv.geojson").read_text("utf-8"))
    said = {f["properties"]["code_qp"]: f["properties"] for f in layer["features"]}
    assert {"QN00305M", "QN00306M"} <= said.keys()
    assert said["QN00306M"]["insee_com"] == "03101|03185"
    assert f"Quartiers prioritaires : {len(said)}." in out
    status, _, err = netmap("build", "--project", tmp_path / "p")
    assert status == 0, err
    findings = json.loads((tmp_path / "p/outputs/findings.json").read_text("utf-8"))
    assert "qpv" not in findings["absent"]
    quarters = {row["code"] for row in findings["densite"] if row["niveau"] == "qpv"}
    assert quarters == said.keys()


def test_the_folder_is_named_after_the_territory(tmp_path, netmap, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert netmap("init", "grand angouleme")[0] == 0
    assert (tmp_path / "grand-angouleme/netmap.toml").is_file()
    status, _, err = netmap("init", "grand angouleme")
    assert status == 2
    assert "n’est pas vide" in err


def test_the_code_may_be_given_as_an_option(tmp_path, netmap):
    assert netmap("init", "--epci", SMALLEST, tmp_path / "p", "-q") == (0, "", "")
    assert (tmp_path / "p/netmap.xlsx").is_file()
    status, _, err = netmap("init", "--epci", SMALLEST, "Roanne", tmp_path / "q")
    assert status == 2
    assert "deux fois" in err


def test_several_candidates_are_listed_each_with_its_command(tmp_path, netmap, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, _, err = netmap("init", "Saint-Denis")
    assert status == 2
    assert "netmap init 200057867" in err
    line = next(x for x in err.splitlines() if "Plaine Commune" in x)
    assert "(200057867)" in line
    assert "93" in line
    assert "8 communes" in line
    assert not list(tmp_path.iterdir())


def test_many_candidates_are_counted(netmap):
    status, _, err = netmap("init", "val")
    assert status == 2
    assert err.count("netmap init") == 15
    assert "autres" in err


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_misspelt_name_has_its_nearest_with_their_commands(netmap, language):
    status, _, err = netmap("init", "Grand Angoulaime", "--lang", language)
    assert status == 2
    assert 'netmap init "Grand Angoulême"' in err


def test_an_unknown_name_and_an_island_alone_are_told(netmap):
    status, _, err = netmap("init", "xyzzyplugh")
    assert status == 2
    assert "Aucun territoire" in err
    assert "netmap init" not in err
    status, _, err = netmap("init", "Ouessant")
    assert status == 2
    assert "aucune intercommunalité" in err


def test_a_name_without_quotation_marks_is_not_taken_for_a_folder(tmp_path, netmap, monkeypatch):
    """Grand is a commune of Vosges: its EPCI would be made in a folder called Angoulême."""
    monkeypatch.chdir(tmp_path)
    status, _, err = netmap("init", "Grand", "Angoulême")
    assert status == 2
    assert 'netmap init "Grand Angoulême"' in err
    assert not list(tmp_path.iterdir())


def test_nothing_said_is_asked_for(netmap):
    status, _, err = netmap("init")
    assert status == 2
    assert "Grand Angoulême" in err


def test_a_filled_workbook_is_what_pages_show(tmp_path, netmap):
    openpyxl = pytest.importorskip("openpyxl")
    assert netmap("init", "La Rochelle", tmp_path / "p")[0] == 0
    path = tmp_path / "p/netmap.xlsx"
    book = openpyxl.load_workbook(path)
    place = book["Listes"]["A2"].value
    assert place == "17010 – Angoulins"

    def fill(sheet, row, said):
        heads = {str(c.value).removesuffix(" *"): c.column for c in book[sheet][1]}
        for name, value in said.items():
            book[sheet].cell(row, heads[name]).value = value

    partner = {"Identifiant": "a", "Nom": "A", "Catégorie": "CCAS, CIAS", "Position": "Médiation"}
    fill("Partenaires", 3, partner | {"Statut": "Actif", "Thématiques": "Addictions"})
    counts = {"Période": 2024, "Commune ou quartier (code)": place, "Personnes": 50}
    fill("Accompagnements", 3, counts)
    book.save(path)
    status, _, err = netmap("build", "--project", tmp_path / "p")
    assert status == 0, err
    findings = json.loads((tmp_path / "p/outputs/findings.json").read_text("utf-8"))
    assert [partner["id"] for partner in findings["partenaires"]] == ["a"]
    assert findings["besoins"] == ["sante--addictions"]
    rows = {row["code"]: row for row in findings["densite"] if row["niveau"] == "commune"}
    assert rows["17010"]["personnes"] == 50
