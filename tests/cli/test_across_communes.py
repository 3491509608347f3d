"""A neighbourhood over two communes, and one that goes beyond the territory, up to the audit."""

import json
import re

import geopandas as gpd
import pytest
import shapely


@pytest.fixture
def across(roanne):
    """Roanne, where one neighbourhood is half in Riorges and another half out of the territory."""
    folder = roanne.folder / "data" / "geo"
    towns = gpd.read_file(folder / "communes.geojson").set_index("code_insee").to_crs(2154)
    border = shapely.intersection(*towns.geometry[["42187", "42184"]])
    edge = towns.union_all().boundary
    layer = json.loads((folder / "qpv.geojson").read_text("utf-8"))
    where = {"QN04218M": (border, "42187,42184"), "QN04219I": (edge, None)}
    for feature in layer["features"]:
        told = feature["properties"]
        if told["code_qp"] in where:
            line, communes = where[told["code_qp"]]
            shape = line.interpolate(0.5, normalized=True).buffer(250)
            (degrees,) = gpd.GeoSeries([shape], crs=2154).to_crs(4326)
            feature["geometry"] = shapely.geometry.mapping(degrees)
            told["precision"] = "official"
            inside = towns.index[towns.geometry.intersection(shape).area > shape.area / 50]
            told["insee_com"] = communes or ",".join([*sorted(inside), "42999"])
    (folder / "qpv.geojson").write_text(json.dumps(layer), "utf-8")
    roanne.forget_sha256()
    return roanne.folder


@pytest.fixture
def held(across):
    """The same, where the rows of communes count the people of their neighbourhoods too."""
    table = across / "data" / "accompagnements.csv"
    header, *lines = table.read_text("utf-8").splitlines()
    rows = [line.split(";") for line in lines]
    period, code, people = (header.split(";").index(x) for x in ("periode", "code", "personnes"))
    inside: dict[str, int] = {}
    for row in rows:
        if row[code].startswith("QN"):
            inside[row[period]] = inside.get(row[period], 0) + int(row[people])
    for row in rows:
        if row[code] == "42187" and row[people].isdigit():
            row[people] = str(int(row[people]) + inside.get(row[period], 0))
    table.write_text("\n".join([header, *(";".join(row) for row in rows)]) + "\n", "utf-8")
    settings = across / "netmap.toml"
    told = settings.read_text("utf-8")
    assert "[lecture]" not in told.replace("# [lecture]", "")
    settings.write_text(told + "\n[lecture]\ncommune_comprend_qpv = true\n", "utf-8")
    return across


@pytest.mark.parametrize("rows", ["across", "held"])
def test_its_pages_files_and_log_say_the_same_and_the_audit_has_nothing_to_report(
    rows, netmap, request
):
    folder = request.getfixturevalue(rows)
    status, _, err = netmap("build", "--project", folder)
    assert status == 0, err
    status, out, err = netmap("audit", folder / "outputs")
    assert status == 0, out + err
    assert "Rien à signaler" in out
    found = json.loads((folder / "outputs" / "findings.json").read_text("utf-8"))
    shared = {row["code"] for row in found["densite"] if row["repartie"]}
    assert {"42187", "42184:QN04218M"} <= shared


def test_a_bound_that_is_not_that_of_the_file_is_found(held, netmap):
    netmap("build", "--project", held)
    report = held / "outputs" / "report.html"
    text = report.read_text("utf-8")
    told = re.search(r"entre (\d+) et (\d+) <[^>]*>\(à cheval\)", text)
    assert told, "some rest is told within bounds"
    report.write_text(
        text.replace(told[0], told[0].replace(f"et {told[2]}", f"et {int(told[2]) + 1}")), "utf-8"
    )
    _, out, _ = netmap("audit", held / "outputs")
    assert re.search(r"densite zone \S+: personnes", out), out
