"""Layers for map sites, read by GDAL, and by whoever receives the folder."""

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

from netmap.exports.files import findings_file
from netmap.exports.geojson import layer_files
from netmap.exports.gis import layers_of
from netmap.messages import Messages
from netmap.outsider.geojson import claims_of_geojson

FR = Messages("fr")
NAMES = (
    "communes", "qpv", "zones", "secteurs", "partenaires", "permanences", "plan", "voisines",
)  # fmt: skip


@pytest.fixture(scope="module", params=["la-rochelle", "roanne"])
def made(request, editions):
    edition = editions[request.param]
    found = findings_file(edition, FR)
    layers = layers_of(edition, found, FR)
    return layer_files(edition, found, layers, FR), layers, found


def test_gdal_finds_every_place_where_the_geopackage_has_it(made, tmp_path):
    files, layers, _ = made
    assert set(files) == {f"layer-{name}.geojson" for name in NAMES}
    for name in NAMES:
        path = tmp_path / f"{name}.geojson"
        path.write_bytes(files[f"layer-{name}.geojson"])
        read = gpd.read_file(path).set_index("code")
        assert read.crs.to_epsg() == 4326
        assert list(read.index) == [str(code) for code in layers[name].index]
        placed = read.to_crs(layers[name].crs).geometry.to_numpy()
        there = layers[name].geometry.to_numpy()
        assert [one is None for one in placed] == [one is None for one in there]
        assert np.nanmax(shapely.hausdorff_distance(placed, there)) < 1, "within a metre"


def test_outer_rings_turn_as_the_standard_says_and_the_example_says_that_it_is_one(made):
    files, _, _ = made
    value = json.loads(files["layer-communes.geojson"])
    assert "exemple" in value["description"].casefold()
    for feature in value["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        for part in getattr(shape, "geoms", [shape]):
            assert part.exterior.is_ccw


def test_a_layer_that_says_more_than_the_findings_is_seen(made):
    files, _, found = made
    name = "layer-communes.geojson"
    assert not [*claims_of_geojson(name, files[name], found)]
    secret = {one.code for one in found.densite if one.personnes is None}
    value = json.loads(files[name])
    told = next(one["properties"] for one in value["features"] if one["id"] in secret)
    told["personnes"] = 4
    told["name"] = "4"
    told["_umap_options"]["label"] = "4"
    kinds = {kind for kind, _ in claims_of_geojson(name, json.dumps(value).encode(), found)}
    assert kinds == {"stated", "differs", "untied"}
    assert [*claims_of_geojson("layer-x.geojson", b"{}", found)] == [("untied", "layer-x.geojson")]
