"""Layers in every usual format, in any declared system, with their official spellings."""

import zipfile

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import box

from netmap.inputs import check_project, read_inputs

CODES = ["17300", "2A004", "01053", "17010"]
BOXES = [
    box(380e3, 6570e3, 390e3, 6580e3),
    box(390e3, 6570e3, 400e3, 6580e3),
    box(380e3, 6560e3, 390e3, 6570e3),
    box(390e3, 6560e3, 400e3, 6570e3),
]


def frame(crs=2154, **columns):
    data = {
        "code_insee": CODES,
        "nom": ["Ville", "Bourg", "Hameau", "Côte"],
        "population": [8000.0, 2000.0, 500.0, np.nan],
        **columns,
    }
    return gpd.GeoDataFrame(data, geometry=BOXES, crs=2154).to_crs(crs)


def put(project, layer, name, **options):
    """Replace the communes by a layer written as `name`."""
    (project.path / "data/geo/communes.geojson").unlink()
    layer.to_file(project.path / "data/geo" / name, **options)
    project.source_of(name)
    return project


def errors(project):
    return [(p.file, p.line, p.column, p.kind) for p in check_project(project.path).errors]


def write_zip(project, layer):
    put(project, layer, "communes.shp")
    parts = sorted((project.path / "data/geo").glob("communes.[!g]*"))
    with zipfile.ZipFile(project.path / "data/geo/communes.zip", "w") as archive:
        for part in parts:
            archive.write(part, part.name)
            part.unlink()
    project.source_of("communes.zip")


def write_parquet(project, layer):
    pytest.importorskip("pyarrow")
    (project.path / "data/geo/communes.geojson").unlink()
    layer.to_parquet(project.path / "data/geo/communes.parquet")
    project.source_of("communes.parquet")


WRITERS = {
    "gpkg": lambda project, layer: put(project, layer, "communes.gpkg"),
    "fgb": lambda project, layer: put(project, layer, "communes.fgb", SPATIAL_INDEX="NO"),
    "shp": lambda project, layer: put(project, layer, "communes.shp", encoding="UTF-8"),
    "zip": write_zip,
    "parquet": write_parquet,
    "json": lambda project, layer: put(project, layer, "communes.json", driver="GeoJSON"),
}


@pytest.mark.parametrize(
    ("ending", "crs"),
    [
        (ending, crs)
        for ending in WRITERS
        for crs in (2154, 4326, 3857)
        if (ending, crs) not in {("json", 2154), ("json", 3857)}
    ],
)
def test_every_format_in_every_system_gives_the_same_communes(least, ending, crs):
    WRITERS[ending](least, frame(crs))
    communes = read_inputs(least.path).communes
    assert list(communes.index) == CODES
    assert communes.loc["17010", "nom"] == "Côte"
    assert communes["population"].tolist()[:3] == [8000, 2000, 500]
    assert communes.crs == crs
    back = communes.to_crs(2154).geometry
    areas = shapely.symmetric_difference(back.to_numpy(), np.array(BOXES))
    assert shapely.area(areas).max() < 1e8 * 1e-4


def test_all_parts_of_a_shapefile_are_fingerprinted(least):
    WRITERS["shp"](least, frame())
    paths = [file.path for file in read_inputs(least.path).files]
    assert {"data/geo/communes.dbf", "data/geo/communes.shp"} <= set(paths)


def test_official_spellings_are_known(least):
    layer = frame().rename(columns={"code_insee": "INSEE_COM", "nom": "NOM", "population": "PMUN"})
    WRITERS["gpkg"](least, layer)
    assert read_inputs(least.path).communes["population"].iloc[0] == 8000


def test_codes_stored_as_numbers_have_lost_their_zero(least):
    layer = frame(code_insee=[17300, 17301, 1053, 17010])
    WRITERS["gpkg"](least, layer)
    assert errors(least) == [("data/geo/communes.gpkg", 3, "code_insee", "leading-zero")]


def test_a_layer_without_a_system_is_refused(least):
    layer = frame().set_crs(None, allow_override=True)
    with pytest.warns(UserWarning, match="crs"):
        WRITERS["shp"](least, layer)
    assert errors(least) == [("data/geo/communes.shp", None, None, "unknown-crs")]


def test_latitude_before_longitude_is_seen(least):
    layer = frame(4326)
    layer.geometry = layer.geometry.map(
        lambda shape: shapely.transform(shape, lambda xy: xy[:, ::-1])
    )
    WRITERS["gpkg"](least, layer)
    assert errors(least) == [("data/geo/communes.gpkg", None, None, "swapped-axes")]


def test_a_scratch_is_mended_and_said(least):
    scratched = shapely.from_wkt(
        "POLYGON ((380000 6570000, 390000 6570000, 390000 6580000, 389999 6580000,"
        " 389999 6580001, 389999 6579999, 389998 6580000, 380000 6580000, 380000 6570000))"
    )
    assert not scratched.is_valid
    layer = frame()
    layer.geometry = [scratched, *BOXES[1:]]
    WRITERS["gpkg"](least, layer)
    inputs = read_inputs(least.path)
    assert inputs.communes.geometry.is_valid.all()
    assert inputs.communes.geometry.area.iloc[0] == pytest.approx(1e8, rel=1e-4)
    assert [p.line for p in inputs.warnings if p.kind == "repaired-polygon"] == [1]


def test_heights_are_left_out(least):
    layer = frame()
    layer.geometry = [shapely.force_3d(shape, 12) for shape in BOXES]
    WRITERS["gpkg"](least, layer)
    assert not read_inputs(least.path).communes.geometry.has_z.any()


def test_two_layers_in_a_file_need_a_name(least):
    path = least.path / "data/geo/communes.gpkg"
    (least.path / "data/geo/communes.geojson").unlink()
    frame().to_file(path, layer="a")
    frame().to_file(path, layer="b")
    least.source_of("communes.gpkg")
    assert errors(least) == [("data/geo/communes.gpkg", None, None, "several-layers")]
    frame().to_file(path, layer="Communes")
    assert len(read_inputs(least.path).communes) == 4


def test_a_shapefile_without_its_table(least):
    WRITERS["shp"](least, frame())
    least.remove("data/geo/communes.dbf")
    assert errors(least) == [("data/geo/communes.shp", None, None, "shapefile-part-missing")]


def test_a_part_of_a_shapefile_that_leads_outside(least):
    WRITERS["shp"](least, frame())
    outside = least.path.parent / "outside.dbf"
    (least.path / "data/geo/communes.dbf").rename(outside)
    (least.path / "data/geo/communes.dbf").symlink_to(outside)
    assert ("data/geo/communes.dbf", None, None, "outside-project") in errors(least)


def test_parquet_without_pyarrow_says_what_to_install(least, monkeypatch):
    WRITERS["parquet"](least, frame())
    monkeypatch.setattr("netmap.inputs.parquet.find_spec", lambda name: None)
    assert errors(least) == [("data/geo/communes.parquet", None, None, "needs-pyarrow")]


def test_the_communes_of_a_neighbourhood_are_a_list(full):
    full.replace(
        "data/geo/qpv.geojson", '"population"', '"insee_com": "17300, 2A004", "population"'
    )
    assert read_inputs(full.path).qpv["insee_com"].tolist() == [("17300", "2A004")]


def test_a_lived_neighbourhood_belongs_to_a_known_one(full):
    text = (full.path / "data/geo/qpv.geojson").read_text(encoding="utf-8")
    full.write("data/geo/vecus.geojson", text).source_of("vecus.geojson")
    assert list(read_inputs(full.path).lived.index) == ["QN01701M"]
    full.write("data/geo/vecus.geojson", text.replace("QN01701M", "QN01702M"))
    assert errors(full) == [("data/geo/vecus.geojson", 1, "code_qp", "unknown-code")]
