"""A layer wider than the EPCI, and one that says no population."""

import json

import pytest

from netmap.inputs import check_project, read_inputs
from netmap.messages import Messages
from netmap.sources import base
from netmap.starter.project import start

ROANNE = base.groups()["200035731"]
BESIDE = ("42218", "69264")


@pytest.fixture
def wide(tmp_path):
    """A project whose layer holds more communes; `edit(properties)` changes each."""

    def make(edit=lambda said: said, *, drop=()):
        folder = start(ROANNE, tmp_path / "p", messages=Messages("fr")).folder
        path = folder / "data/geo/communes.geojson"
        layer = json.loads(path.read_text("utf-8"))
        more = base.outlined(BESIDE)
        for code in BESIDE:
            said = {"code_insee": code, "nom": more["nom"][code], "population": 1}
            shape = more.geometry[code].__geo_interface__
            layer["features"].append(
                {
                    "type": "Feature",
                    "properties": said | {"code_epci": "200000000"},
                    "geometry": shape,
                }
            )
        layer["features"] = [
            feature | {"properties": edit(dict(feature["properties"]))}
            for feature in layer["features"]
            if feature["properties"]["code_insee"] not in drop
        ]
        path.write_text(json.dumps(layer), "utf-8")
        sources = folder / "data/geo/SOURCES.toml"
        lines = sources.read_text("utf-8").splitlines(keepends=True)
        sources.write_text("".join(x for x in lines if not x.startswith("sha256")), "utf-8")
        return folder

    return make


def without(*names):
    return lambda said: {key: value for key, value in said.items() if key not in names}


@pytest.mark.parametrize("edit", [lambda said: said, without("code_epci")])
def test_a_wider_layer_is_cut_to_the_epci_by_its_word_or_by_the_base(wide, edit):
    project = wide(edit)
    inputs = read_inputs(project)
    assert tuple(sorted(inputs.communes.index)) == ROANNE.communes
    [note] = [p for p in inputs.warnings if p.kind == "communes-left-out"]
    assert dict(note.details) == {"count": "2", "epci": ROANNE.code}


def test_a_layer_that_lacks_a_commune_is_another_territory(wide):
    project = wide(without("code_epci"), drop=("42187",))
    assert set(BESIDE) <= set(read_inputs(project).communes.index)


def test_without_an_epci_nothing_is_left_out(wide):
    project = wide()
    (project / "netmap.toml").write_text('[territoire]\nnom = "x"\n', "utf-8")
    assert len(read_inputs(project).communes) == 42


def test_populations_that_a_layer_lacks_are_those_of_the_base_and_that_is_said_once(wide):
    inputs = read_inputs(wide(without("population")))
    assert inputs.communes["population"].sum() == 102_001
    [note] = [p for p in inputs.warnings if p.kind == "population-from-base"]
    assert dict(note.details)["count"] == "40"
    assert not [p for p in inputs.warnings if p.column == "population"]


def test_a_population_left_empty_stays_unknown(wide):
    def edit(said):
        return said | ({"population": None} if said["code_insee"] == "42187" else {})

    project = wide(edit)
    inputs = read_inputs(project)
    assert inputs.communes["population"].isna().sum() == 1
    assert "population-from-base" not in {p.kind for p in check_project(project).problems}


def test_neighbourhoods_of_official_outlines_have_unknown_people_and_that_is_said_once(wide):
    project = wide()
    square = base.outlined(["42187"]).geometry.iloc[0].centroid.buffer(0.002)
    feature = {
        "type": "Feature",
        "properties": {"code_qp": "QN04217M", "lib_qp": "Bourgogne"},
        "geometry": square.__geo_interface__,
    }
    layer = {"type": "FeatureCollection", "features": [feature]}
    (project / "data/geo/qpv.geojson").write_text(json.dumps(layer), "utf-8")
    with (project / "data/geo/SOURCES.toml").open("a", encoding="utf-8") as sources:
        sources.write('["qpv.geojson"]\nproducteur = "x"\nmillesime = "2024"\nlicence = "x"\n')
    inputs = read_inputs(project)
    assert inputs.qpv["population"].isna().all()
    told = [p.kind for p in inputs.warnings if p.file == "data/geo/qpv.geojson"]
    assert told == ["population-unsaid"]
