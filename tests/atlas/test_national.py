"""National tables, cut by group of communes."""

import csv
import io

import geopandas as gpd
import pytest
from shapely import Point

from netmap.atlas.national import cut, every_group, lay_tables
from netmap.sources import base

LA_ROCHELLE, POITIERS = "241700434", "200069854"
GROUPS = tuple(base.groups()[code] for code in (LA_ROCHELLE, POITIERS))


@pytest.fixture
def tables(tmp_path):
    """Two groups' rows among others: a lost zero, a former commune, a quarter, nobody's place."""
    folder = tmp_path / "national"
    (folder / "data" / "geo").mkdir(parents=True)
    given = {
        "accompagnements": "periode;code;personnes\n2024;17300;30\n2024;86194;41\n"
        "2024;QN90001M;12\n2024;1001;5\n2024;99999;7\n",
        "partners": "id;nom;categorie;position;statut;code_insee;couvre\n"
        "p1;Un;cpam;amont;actif;17300;\np2;Deux;cpam;aval;actif;86194;\n"
        f"p3;Trois;cpam;aval;actif;;17028|86194\np4;Quatre;cpam;aval;actif;;{LA_ROCHELLE}\n",
        "relations": "source_id;cible_id;etat\np1;p3;active\np1;p2;active\np2;p3;active\n",
    }
    for name, text in given.items():
        (folder / "data" / f"{name}.csv").write_text(text, encoding="utf-8")
    gpd.GeoDataFrame(
        {"code_qp": ["QN90001M"], "lib_qp": ["Mireuil"], "insee_com": ["17300"]},
        geometry=[Point(-1.19, 46.17).buffer(0.002)],
        crs=4326,
    ).to_file(folder / "data" / "geo" / "qpv.geojson", driver="GeoJSON")
    return folder


def rows(parted, group, table):
    text = parted.tables[group][f"data/{table}.csv"].decode("utf-8-sig")
    return [tuple(row) for row in csv.reader(io.StringIO(text), delimiter=";")][1:]


def test_each_row_goes_to_the_group_of_its_place(tables):
    parted = cut(tables, GROUPS)
    people = {group: [row[1:] for row in rows(parted, group, "accompagnements")] for group in
              (LA_ROCHELLE, POITIERS)}  # fmt: skip
    assert people == {
        LA_ROCHELLE: [("17300", "30"), ("QN90001M", "12")],
        POITIERS: [("86194", "41")],
    }
    assert [row[0] for row in rows(parted, LA_ROCHELLE, "partners")] == ["p1", "p3", "p4"]
    assert [row[0] for row in rows(parted, POITIERS, "partners")] == ["p2", "p3"]
    assert [row[:2] for row in rows(parted, LA_ROCHELLE, "relations")] == [("p1", "p3")]
    assert [row[:2] for row in rows(parted, POITIERS, "relations")] == [("p2", "p3")]
    assert list(parted.quarters[LA_ROCHELLE].index) == ["QN90001M"]
    assert parted.nowhere == {"accompagnements": 1, "relations": 1}


def test_a_table_that_is_gone_goes_from_the_project_too(tables, tmp_path):
    lay_tables(LA_ROCHELLE, cut(tables, GROUPS), tmp_path / "p")
    assert (tmp_path / "p" / "data" / "relations.csv").is_file()
    (tables / "data" / "relations.csv").unlink()
    lay_tables(LA_ROCHELLE, cut(tables, GROUPS), tmp_path / "p")
    assert sorted(file.name for file in (tmp_path / "p" / "data").iterdir()) == [
        "accompagnements.csv",
        "partners.csv",
    ]


def test_every_commune_of_france_is_in_one_group_at_most():
    held = [code for group in every_group() for code in group.communes]
    assert len(held) == len(set(held)) == base.communes()["code_epci"].notna().sum()
