"""``netmap check`` and ``netmap build`` judge a project by one rule, and count alike."""

import json
import re

import geopandas as gpd
import numpy as np
import pytest
import shapely


@pytest.fixture(autouse=True)
def _no_pages(monkeypatch):
    """Doubts are told before any page is made, which takes a third of a build."""
    monkeypatch.setattr("netmap.render.render", lambda *_, **__: {})


def checked(netmap, project):
    status, out, _ = netmap("check", "--json", "--project", project.folder)
    return status, json.loads(out)


def told(report, *kinds):
    return [
        (p["file"], p["line"], p["column"], p["found"], p["kind"])
        for p in report["problems"]
        if p["kind"] in kinds
    ]


def built(netmap, project, *words):
    status, out, err = netmap("build", "--project", project.folder, *words)
    assert status == 0, err
    said = re.search(r"^(\d+) points? à vérifier : netmap check$", out, re.MULTILINE)
    return int(said[1]) if said else 0


def alike(netmap, project):
    status, report = checked(netmap, project)
    assert (status, report["errors"]) == (0, 0)
    assert built(netmap, project) == report["warnings"] == len(report["problems"])
    assert built(netmap, project, "--audience", "interne") == report["warnings"]
    _, out, _ = netmap("check", "--quiet", "--project", project.folder)
    assert out.splitlines()[-1].endswith(f", {report['warnings']} points à vérifier.")
    return report


@pytest.mark.parametrize("sample", ["la_rochelle", "roanne"])
def test_a_sample_has_as_many_points_to_check_in_a_build(request, netmap, sample):
    report = alike(netmap, request.getfixturevalue(sample))
    [(file, line, column, _, _)] = told(report, "place-outside", "place-contradiction")
    assert (file, column) == ("data/partners.csv", "latitude")
    assert line > 1


@pytest.fixture
def scattered(la_rochelle):
    """Partners in and out of the territory, west of its westernmost point, in metres."""
    communes = gpd.read_file(la_rochelle.folder / "data/geo/communes.geojson").to_crs(2154)
    ground = shapely.union_all(communes.geometry.to_numpy())
    x, y = min(shapely.get_coordinates(ground).tolist())
    inner = communes.set_index("code_insee").geometry["17300"].representative_point()

    def degrees(point):
        [place] = gpd.GeoSeries([point], crs=2154).to_crs(4326)
        return {"latitude": f"{place.y:.8f}", "longitude": f"{place.x:.8f}"}

    nowhere = {"latitude": "", "longitude": ""}
    places = [
        degrees(shapely.Point(x - 50, y)) | {"code_insee": ""},
        degrees(shapely.Point(x - 150, y)) | {"code_insee": ""},
        degrees(shapely.Point(x - 50, y)) | {"code_insee": "33063"},
        degrees(inner) | {"code_insee": "17010"},
        degrees(inner) | {"code_insee": "17300"},
        nowhere | {"code_insee": "33063"},
    ]
    rows = [row | nowhere | {"code_insee": "17300"} for row in la_rochelle.rows("partners.csv")]
    la_rochelle.write("partners.csv", [r | p for r, p in zip(rows, places, strict=False)]
                      + rows[len(places):])  # fmt: skip
    la_rochelle.change("permanences.csv", lambda row: row | (places[1] if row["id"] else {}))
    return la_rochelle


def test_points_outside_at_a_border_and_with_a_wrong_code(scattered, netmap):
    report = alike(netmap, scattered)
    near = [(line, column, kind) for file, line, column, _, kind in
            told(report, "place-outside", "place-contradiction")
            if file == "data/partners.csv"]  # fmt: skip
    assert near == [
        (3, "latitude", "place-outside"),
        (4, "code_insee", "place-outside"),
        (5, "code_insee", "place-contradiction"),
        (7, "code_insee", "place-outside"),
    ]
    # 57 permanences lie outside: fifty are listed, the others counted once, in check as in build
    assert len(scattered.rows("permanences.csv")) == 57
    places = [line for file, line, *_ in told(report, "place-outside") if "permanences" in file]
    assert places == list(range(2, 52))
    assert [entry[:3] for entry in told(report, "more-alike")] == [
        ("data/permanences.csv", 52, "latitude")
    ]


def test_places_are_judged_beside_errors_of_other_rows(scattered, netmap):
    def wrong(row):
        first = row["id"] == scattered.rows("partners.csv")[2]["id"]
        return row | ({"categorie": "zut"} if first else {})

    scattered.change("partners.csv", wrong)
    scattered.change("relations.csv", lambda row: row | {"source_id": "personne"})
    status, report = checked(netmap, scattered)
    assert status == 1
    assert told(report, "unknown-category") == [
        ("data/partners.csv", 4, "categorie", "zut", "unknown-category")
    ]
    lines = [line for file, line, *_ in told(report, "place-outside", "place-contradiction")
             if file == "data/partners.csv"]  # fmt: skip
    assert lines == [3, 5, 7], "the row in error is judged once it is mended"


def test_what_keeps_a_territory_from_being_measured_is_told(la_rochelle, netmap):
    toml = la_rochelle.folder / "netmap.toml"
    text = toml.read_text("utf-8")
    toml.write_text(text.replace("[territoire]\n", "[territoire]\nepsg = 4326\n", 1), "utf-8")
    status, report = checked(netmap, la_rochelle)
    assert status == 1
    [(file, line, column, found, _)] = told(report, "crs-not-metric")
    assert (file, column, found) == ("netmap.toml", "territoire.epsg", "4326")
    assert line == 1 + text[: text.index("[territoire]\n")].count("\n") + 1


def test_a_layer_that_needs_work_accuses_no_place(la_rochelle, netmap):
    layer = la_rochelle.layer()
    layer["features"][0]["properties"]["code_insee"] = "17"
    la_rochelle.write_layer(layer)
    status, report = checked(netmap, la_rochelle)
    assert status == 1
    assert told(report, "place-outside", "place-contradiction") == []


def test_a_neighbourhood_elsewhere_is_told_with_its_place_in_the_layer(la_rochelle, netmap):
    layer = la_rochelle.layer("qpv.geojson")
    for feature, east in zip(layer["features"][:2], (2.0, 0.0), strict=True):
        shape = shapely.transform(
            shapely.from_geojson(json.dumps(feature["geometry"])),
            lambda xy, east=east: xy + np.array([east, 0]),
        )
        feature["geometry"] = json.loads(shapely.to_geojson(shape))
    la_rochelle.write_layer(layer, "qpv.geojson")
    _, report = checked(netmap, la_rochelle)
    code = layer["features"][0]["properties"]["code_qp"]
    [entry] = told(report, "qpv-outside")
    assert entry[:4] == ("data/geo/qpv.geojson", 1, "code_qp", code)


@pytest.fixture
def damaged(la_rochelle):
    la_rochelle.change(
        "accompagnements.csv",
        lambda row: row | {"code": f'="{row["code"]}"' if row["code"] == "17300" else row["code"]},
    )
    file = la_rochelle.folder / "data" / "passages.csv"
    file.write_text("date;code\n29/02/2024;17300\n", "utf-8")
    return la_rochelle


def test_what_is_sure_is_shown_and_written_only_after_consent(damaged, netmap):
    project = damaged.folder
    before = (project / "data" / "accompagnements.csv").read_bytes()
    status, out, _ = netmap("check", "--corriger", "--project", project)
    assert status == 0, "what is sure is read as it is, too"
    assert '="17300"' in out
    assert "--oui" in out
    assert "2024-02-29" not in out, "the day of a contact is told to nobody"
    assert "29/02/2024" not in out
    assert (project / "data" / "accompagnements.csv").read_bytes() == before
    status, out, _ = netmap("check", "--fix", "--yes", "--json", "--project", project)
    told = json.loads(out)
    assert status == 0
    assert told["written"] == ["data/accompagnements.csv", "data/passages.csv"]
    assert {(one["before"], one["after"]) for one in told["corrections"]} == {
        ('="17300"', "17300"), (None, None),
    }  # fmt: skip
    assert "2024-02-29" not in out
    assert (project / "data" / "passages.csv").read_text("utf-8") == "date;code\n2024-02-29;17300\n"
    status, out, _ = netmap("check", "--corriger", "--oui", "--project", project)
    assert (status, out.splitlines()[0]) == (
        0, "Rien à récrire\u00a0: aucune cellule dont le bon texte soit sûr.",
    )  # fmt: skip
