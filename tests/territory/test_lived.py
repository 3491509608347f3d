"""Between the official neighbourhood and the lived one: a grid of points says the same."""

from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

from netmap.counts import count
from netmap.disclosure import publish
from netmap.findings.lived import lived_table
from netmap.inputs import read_inputs
from netmap.territory import build_territory
from netmap.territory.lived import lived_edges

KM = 1_000


def frame(index, shapes, **columns):
    return gpd.GeoDataFrame(
        columns, geometry=list(shapes), index=pd.Index(index, name="code_qp"), crs=2154
    )


ZONES = gpd.GeoDataFrame(
    {
        "code_insee": ["1", "1", "2"],
        "code_qp": ["Q", None, None],
        "population": [900.0, 1_200.0, 600.0],
    },
    geometry=[
        box(0, 0, KM, KM), box(0, 0, 4 * KM, 2 * KM).difference(box(0, 0, KM, KM)),
        box(0, 2 * KM, 4 * KM, 4 * KM),
    ],
    index=["1:Q", "1", "2"],
    crs=2154,
)  # fmt: skip
QPV = frame(["Q"], [box(0, 0, KM, KM)], lib_qp=["Le Parc"])


def test_residents_are_those_of_the_ground_outside_the_neighbourhoods():
    lived = frame(["Q"], [box(0, 0, 2 * KM, 3 * KM)])
    edges = lived_edges(lived, QPV, ZONES)
    step = 50
    centres = np.arange(step / 2, 4 * KM, step)
    people = 0.0
    for x in centres:
        for y in centres:
            point = Point(x, y)
            if point.within(lived.geometry["Q"]) and not point.within(QPV.geometry["Q"]):
                home = ZONES[ZONES.contains(point)].iloc[0]
                people += home["population"] * step**2 / home.geometry.area
    assert edges["population"]["Q"] == pytest.approx(people)
    assert edges["nom"]["Q"] == "Le Parc"


def test_parts_are_one_and_a_neighbourhood_that_is_not_there_is_none():
    parts = frame(["Q", "Q", "R"], [box(0, 0, 2 * KM, KM), box(0, 0, KM, 2 * KM), box(0, 0, 1, 1)])
    edges = lived_edges(parts, QPV, ZONES)
    assert list(edges.index) == ["Q"]
    assert edges.geometry["Q"].area == pytest.approx(2 * KM**2)
    assert lived_edges(parts.iloc[:0], QPV, ZONES) is None


@pytest.fixture
def around(roanne):
    """Roanne, whose Bourgogne is lived 600 m around its outline, with contacts by point."""
    layer = gpd.read_file(roanne.folder / "data" / "geo" / "qpv.geojson")
    one = layer[layer["code_qp"] == "QN04217M"].to_crs(2154)
    wide = one.set_geometry(one.buffer(600))[["code_qp", "geometry"]].to_crs(4326)
    wide.to_file(roanne.folder / "data" / "geo" / "vecus.geojson")
    sources = roanne.folder / "data" / "geo" / "SOURCES.toml"
    about = '["vecus.geojson"]\nproducteur = "x"\nmillesime = "2024"\nlicence = "LO"\n'
    sources.write_text(f"{sources.read_text('utf-8')}\n{about}", "utf-8")
    centre, edge = one.geometry.iloc[0].centroid, one.geometry.iloc[0].bounds[2] + 200
    points = gpd.GeoSeries([centre, Point(edge, centre.y), Point(edge + 5_000, centre.y)], crs=2154)
    rows = [f"2024-03-0{k};{p.y};{p.x}" for k, p in enumerate(points.to_crs(4326), start=1)]
    text = "\n".join(["date;latitude;longitude", *rows, rows[1]])
    (roanne.folder / "data" / "passages.csv").write_text(f"{text}\n", "utf-8")
    return SimpleNamespace(inputs=read_inputs(roanne.folder), project=roanne)


def test_contacts_between_are_for_the_office_alone(around):
    territory = build_territory(around.inputs)
    counts = count(around.inputs, territory)
    assert counts.between.to_dict() == {"QN04217M": 2.0}
    for audience, told in (("interne", 2.0), ("public", None)):
        table = lived_table(publish(around.inputs, counts, audience=audience))
        assert list(table.index) == ["QN04217M"]
        assert table["population"].iloc[0] > 0
        assert (table["passages"].iloc[0] == told) or (
            told is None and table["passages"].isna().all()
        )


def test_partners_and_places_between_are_those_of_a_walk_over_them(around):
    territory = build_territory(around.inputs)
    release = publish(around.inputs, count(around.inputs, territory), audience="interne")
    table = lived_table(release)
    ground = territory.edges.geometry.iloc[0]
    for name, places, own in (
        ("partenaires", territory.partner_places, release.partners["statut"] == "actif"),
        ("permanences", territory.permanence_places, release.permanences["statut"] == "ouverte"),
    ):
        inside = [
            code for code, row in places.iterrows()
            if own[code] and row["lieu"] == "point" and Point(row["x_m"], row["y_m"]).within(ground)
        ]  # fmt: skip
        assert table[name].iloc[0] == len(inside)


def test_the_report_says_it_and_the_audit_agrees(around, netmap):
    project = around.project
    for audience in ("public", "interne"):
        out = project.folder / f"o-{audience}"
        words = ("--audience", audience, "--project", project.folder, "--out", out)
        assert netmap("build", "--quiet", *words)[0] == 0
        (report,) = out.glob("report*.html")
        text = report.read_text("utf-8")
        assert "Quartiers vécus" in text
        assert ("Contacts, toutes années" in text) == (audience == "interne")
        assert "Combien de personnes accompagnées y habitent n’est pas connu" in text
        assert ("Les contacts sont ceux qui ont un point" in text) == (audience == "interne")
    status, told, _ = netmap("audit", project.folder / "o-public")
    assert status == 0, told
