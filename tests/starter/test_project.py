"""A new project's folder: what is in it, and all of it or none."""

import hashlib
import json
import re
import tomllib

import geopandas as gpd
import pytest
import shapely

from netmap.errors import InputError, OutputError
from netmap.inputs import check_project
from netmap.inputs.rows import TABLES
from netmap.messages import LANGUAGES, Messages
from netmap.settings import Settings
from netmap.sources import base
from netmap.starter import folder as folders
from netmap.starter.layers import territory_of
from netmap.starter.project import start
from netmap.starter.settings_text import settings_text

FR = Messages("fr")
#: two communes of Deux-Sèvres or elsewhere: the least that an EPCI can be
SMALLEST = min(base.groups().values(), key=lambda group: (len(group.communes), group.code))
#: an example in a comment shows their keys
VOCABULARIES = {("vocabulary", "needs"), ("vocabulary", "categories")}
HAUTES_TERRES = base.groups()["200066637"]


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    return start(SMALLEST, tmp_path_factory.mktemp("new") / "project", messages=FR)


def neighbourhood(code, shape, **more):
    said = {"code_qp": code, "lib_qp": f"Quartier {code}", **more}
    return {
        "type": "Feature",
        "properties": said,
        "geometry": json.loads(shapely.to_geojson(shape)),
    }


def layer(path, features):
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def middle(code, size=0.002):
    return shapely.point_on_surface(base.outlined([code]).geometry.iloc[0]).buffer(size)


def test_the_settings_are_read_back_as_the_defaults(started):
    text = (started.folder / "netmap.toml").read_text("utf-8")
    settings = Settings.model_validate(tomllib.loads(text))
    assert settings == Settings.model_validate(
        {"territoire": {"nom": SMALLEST.name, "epci": SMALLEST.code}}
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_the_settings_is_offered_and_can_be_uncommented(language):
    text = settings_text(name='L\'"Agglo" \\', epci="241700434", messages=Messages(language))
    assert tomllib.loads(text)["territoire"]["nom"] == 'L\'"Agglo" \\'
    uncommented = "\n".join(
        line.removeprefix("# ") if re.match(r"# (\[|\w+ = )", line) else line
        for line in text.splitlines()
        if not line.endswith(" =")
    )
    values = Settings.model_validate(tomllib.loads(uncommented))
    default = Settings.model_validate({"territoire": {"nom": "x"}})
    assert (values.density, values.siting) == (default.density, default.siting)
    assert values.indicators
    assert values.perimeter
    assert values.vocabulary.needs
    for name, field in Settings.model_fields.items():
        assert f"{field.alias or name}" in text
        inner = getattr(field.annotation, "model_fields", {})
        for key, value in inner.items():
            assert f"{value.alias or key} =" in text or (name, key) in VOCABULARIES


def test_the_layer_is_that_of_the_base_with_its_source(started):
    content = (started.folder / "data/geo/communes.geojson").read_bytes()
    sources = tomllib.loads((started.folder / "data/geo/SOURCES.toml").read_text("utf-8"))
    said = sources["communes.geojson"]
    assert said["sha256"] == hashlib.sha256(content).hexdigest()
    assert "IGN" in said["producteur"]
    assert "INSEE" in said["producteur"]
    assert said["licence"] == "Licence Ouverte 2.0"
    frame = gpd.read_file(started.folder / "data/geo/communes.geojson").set_index("code_insee")
    assert tuple(frame.index) == SMALLEST.communes
    assert frame.geometry.geom_equals(base.outlined(frame.index).geometry).all()
    assert set(frame["code_epci"]) == {SMALLEST.code}


def test_a_new_project_has_no_error_and_says_that_examples_are_left_out(started):
    report = check_project(started.folder)
    assert report.errors == ()
    assert {problem.kind for problem in report.warnings} == {"example-rows", "no-rows"}
    assert [table.rows for table in report.tables] == [0, *[None] * (len(TABLES) - 1)]


def test_two_projects_of_one_territory_are_the_same_bytes(started, tmp_path):
    again = start(SMALLEST, tmp_path / "again", messages=FR)
    assert again.files == started.files
    for name in started.files:
        assert (again.folder / name).read_bytes() == (started.folder / name).read_bytes()


def test_land_of_communes_without_an_outline_is_told_and_their_people_counted():
    territory = territory_of(HAUTES_TERRES)
    assert territory.within == {"15141": ("15031", "15035", "15047", "15171")}
    people = base.communes()["population"]
    assert territory.outlines["population"]["15141"] == sum(
        people[code] for code in ("15141", *territory.within["15141"])
    )
    assert territory.people == people[list(HAUTES_TERRES.communes)].sum()


def test_neighbourhoods_of_a_wider_layer_are_cut_to_the_territory(tmp_path):
    first, second = base.outlined(SMALLEST.communes).geometry
    edge = shapely.get_parts(shapely.line_merge(shapely.intersection(first, second)))[0]
    over_two = shapely.line_interpolate_point(edge, 0.5, normalized=True).buffer(0.002)
    features = [
        neighbourhood("QN00001M", middle(SMALLEST.communes[0]), insee_com=SMALLEST.communes[0]),
        neighbourhood("QN00002M", over_two, insee_com="|".join(SMALLEST.communes)),
        neighbourhood("QN07501M", middle("75056"), insee_com="75056"),
        neighbourhood("QN97401M", middle("97411"), insee_com="97411"),
        {**neighbourhood("QN97402M", middle("97411")), "geometry": None},
    ]
    path = layer(tmp_path / "QP2024_France.geojson", features)
    made = start(SMALLEST, tmp_path / "new", messages=FR, qpv=path)
    assert made.qpv == 2
    frame = gpd.read_file(made.folder / "data/geo/qpv.geojson").set_index("code_qp")
    assert list(frame.index) == ["QN00001M", "QN00002M"]
    assert "population" not in frame
    assert set(frame["precision"]) == {"official"}
    assert frame["insee_com"]["QN00002M"] == "|".join(SMALLEST.communes)
    assert frame.geometry["QN00002M"].area == pytest.approx(over_two.area, rel=1e-3)
    said = tomllib.loads((made.folder / "data/geo/SOURCES.toml").read_text("utf-8"))
    assert said["qpv.geojson"]["producteur"] == "ANCT, d’après le fichier QP2024_France.geojson"
    assert said["qpv.geojson"]["licence"] == "Licence Ouverte 2.0"
    assert hashlib.sha256(path.read_bytes()).hexdigest() in said["qpv.geojson"]["note"]
    report = check_project(made.folder)
    assert report.errors == ()
    assert {p.kind for p in report.warnings} == {"example-rows", "no-rows", "population-unsaid"}


def test_of_outlines_drawn_by_hand_no_producer_and_no_licence_is_said(tmp_path):
    shape = middle(SMALLEST.communes[0])
    drawn = [neighbourhood("QN07901M", shape, precision="indicative")]
    path = layer(tmp_path / "dessin.geojson", drawn)
    made = start(SMALLEST, tmp_path / "new", messages=FR, qpv=path)
    said = tomllib.loads((made.folder / "data/geo/SOURCES.toml").read_text("utf-8"))["qpv.geojson"]
    assert said["producteur"] == "Non précisé (fichier donné\u00a0: dessin.geojson)"
    assert said["licence"] == "Non précisée"


def test_what_a_key_means_is_said_in_the_language_and_of_keys_that_there_are():
    texts = {
        language: settings_text(name="A", epci="200000000", messages=Messages(language))
        for language in LANGUAGES
    }
    assert "mean speed from door to door" in texts["en"]
    assert "vitesse moyenne porte à porte" in texts["fr"]
    french = Messages("fr").section("settings")
    assert not [key for key, said in french.items() if said in texts["en"]]

    def keys(model, above=""):
        for name, field in model.model_fields.items():
            key = f"{above}{field.alias or name}"
            yield key
            kinds = (field.annotation, *getattr(field.annotation, "__args__", ()))
            for kind in kinds:
                if hasattr(kind, "model_fields"):
                    yield from keys(kind, f"{key}.")

    assert set(french) <= set(keys(Settings))


def test_neighbourhoods_that_need_work_are_told_and_nothing_is_written(tmp_path):
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    features = [
        neighbourhood("QN00001M", middle(SMALLEST.communes[0])),
        neighbourhood("QN00001M", middle(SMALLEST.communes[1])),
        neighbourhood("QN00002M", bow),  # elsewhere: not ours to mend
    ]
    path = layer(tmp_path / "qpv.geojson", features)
    with pytest.raises(InputError) as caught:
        start(SMALLEST, tmp_path / "new", messages=FR, qpv=path)
    assert [(p.kind, p.line, p.file) for p in caught.value.problems] == [
        ("duplicate-feature", 2, str(path))
    ]
    assert not (tmp_path / "new").exists()


def test_a_file_that_is_no_layer_is_named(tmp_path):
    path = tmp_path / "qpv.pdf"
    path.write_bytes(b"%PDF")
    with pytest.raises(InputError) as caught:
        start(SMALLEST, tmp_path / "new", messages=FR, qpv=path)
    assert [(p.kind, p.file) for p in caught.value.problems] == [("format-not-read", str(path))]
    with pytest.raises(InputError) as caught:
        start(SMALLEST, tmp_path / "new", messages=FR, qpv=tmp_path / "nowhere.geojson")
    assert [problem.kind for problem in caught.value.problems] == ["missing-file"]


def test_a_layer_that_holds_none_of_the_territory_gives_no_layer(tmp_path):
    path = layer(tmp_path / "q.geojson", [neighbourhood("QN07501M", middle("75056"))])
    made = start(SMALLEST, tmp_path / "new", messages=FR, qpv=path)
    assert made.qpv == 0
    assert not (made.folder / "data/geo/qpv.geojson").exists()


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path):
    (tmp_path / "mine.txt").write_text("x", "utf-8")
    with pytest.raises(OutputError) as caught:
        start(SMALLEST, tmp_path, messages=FR)
    assert caught.value.kind == "not-empty"
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(OutputError) as caught:
        start(SMALLEST, tmp_path / "mine.txt", messages=FR)
    assert caught.value.kind == "not-a-new-folder"


def test_an_empty_folder_is_filled_where_it_is(tmp_path):
    home = tmp_path / "here"
    home.mkdir()
    inode = home.stat().st_ino
    made = start(SMALLEST, home, messages=FR)
    assert home.stat().st_ino == inode
    assert all((home / name).is_file() for name in made.files)
    assert [entry.name for entry in tmp_path.iterdir()] == ["here"]


@pytest.mark.parametrize("is_there", [True, False])
def test_a_disk_that_refuses_leaves_nothing(tmp_path, monkeypatch, is_there):
    home = tmp_path / "here"
    if is_there:
        home.mkdir()
    real = folders.Path.rename

    def refuse(path, target):
        if folders.Path(target).name in {"netmap.toml", "here"} and "mov" not in str(path):
            raise OSError("full")
        return real(path, target)

    monkeypatch.setattr(folders.Path, "rename", refuse)
    with pytest.raises(OSError, match="full"):
        start(SMALLEST, home, messages=FR)
    assert home.exists() == is_there
    assert [entry for entry in tmp_path.iterdir() if entry != home] == []
    assert not is_there or list(home.iterdir()) == []
