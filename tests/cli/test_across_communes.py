"""A neighbourhood over two communes, and one that goes beyond the territory, up to the audit."""

import json

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


def test_its_pages_files_and_log_say_the_same_and_the_audit_has_nothing_to_report(across, netmap):
    status, _, err = netmap("build", "--project", across)
    assert status == 0, err
    status, out, err = netmap("audit", across / "outputs")
    assert status == 0, out + err
    assert "Rien à signaler" in out
    found = json.loads((across / "outputs" / "findings.json").read_text("utf-8"))
    shared = {row["code"] for row in found["densite"] if row["repartie"]}
    assert {"42187", "42184"} <= shared
