"""The base of France, against the outlines that it was made from and against a peer's reading."""

from importlib import resources
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from netmap.sources import base

FOLDER = resources.files("netmap.sources") / "france"
NATIONAL = Path(__file__).parents[3] / "shared" / "data" / "national" / "communes.parquet"
STEP = 1e-4
#: No point is moved by more than half a step each way.
HALF_DIAGONAL = STEP / 2**0.5
MILLION = 1_000_000


def departments():
    names = sorted(entry.name for entry in FOLDER.iterdir())
    return [n.removesuffix(".topojson.gz") for n in names if n.endswith(".topojson.gz")][:-1]


@pytest.fixture(scope="module")
def peer():
    """Every outline, as GDAL reads the files."""
    frames = [
        gpd.read_file(f"/vsigzip/{FOLDER}/{code}.topojson.gz", engine="pyogrio")
        for code in departments()
    ]
    return pd.concat(frames).set_index("id").sort_index()


@pytest.fixture(scope="module")
def ours():
    return base.outlined(base.communes().index)


def test_it_is_small():
    assert sum(len(entry.read_bytes()) for entry in FOLDER.iterdir()) < 4 * MILLION


def test_its_files_all_have_an_origin():
    said = (FOLDER / "SOURCES.toml").read_text("utf-8")
    for entry in FOLDER.iterdir():
        name = "*.topojson.gz" if entry.name.split(".")[0] in departments() else entry.name
        assert name in said or name in {"SOURCES.toml", "departments.csv.gz"}
    assert all(origin.licence for origin in base.origins().values())


def test_a_peer_reads_the_same_outlines(peer, ours):
    assert peer.index.tolist() == ours.index.tolist()
    assert len(peer) == 34_871
    moved = shapely.hausdorff_distance(peer.geometry.array, ours.geometry.array)
    assert moved.max() < 1e-12


def test_outlines_are_valid_and_share_their_borders(ours):
    assert shapely.is_valid(ours.geometry.array).all()
    overseas = ours.index.str[:3]
    for part in [
        ~ours.index.str.startswith("97"),
        *(overseas == f"97{n}" for n in (1, 2, 3, 4, 6)),
    ]:
        assert shapely.coverage_is_valid(ours.geometry.array[part])


def test_no_land_is_lost_between_communes(ours):
    mainland = ours.geometry.array[~ours.index.str.startswith("97")]
    whole = shapely.get_parts(shapely.coverage_union_all(mainland))
    holes = [shapely.Polygon(ring) for part in whole for ring in part.interiors]
    # Llívia, which is Spanish
    assert [hole.contains(shapely.Point(1.98, 42.466)) for hole in holes] == [True]


def test_points_are_on_the_grid(ours):
    steps = shapely.get_coordinates(ours.geometry.array) / STEP
    assert np.abs(steps - steps.round()).max() < 1e-6


@pytest.mark.skipif(not NATIONAL.is_file(), reason="the national outlines are not here")
def test_outlines_are_those_that_they_were_made_from(ours):
    given = gpd.read_parquet(NATIONAL).set_index("code_insee").sort_index().geometry
    assert set(ours.index) - set(given.index) == {"12218", "14581", "49126", "69114"}
    assert set(given.index) <= set(ours.index)
    before = given[[base.department(code) in SEEN for code in given.index]]
    now = ours.geometry[before.index]
    areas = [shapely.area(shapes.array) for shapes in (before, now)]
    changed = shapely.area(shapely.symmetric_difference(before.array, now.array))
    allowed = shapely.length(before.array) * HALF_DIAGONAL
    other = changed > allowed
    # land of what was merged since was added, and nothing else changed
    assert set(before.index[other]) == GREW
    assert (areas[1] - areas[0])[other].min() > 200 * HECTARE


#: whole departments with islands, mountains, borders, cities, merged communes
SEEN = frozenset({"01", "13", "17", "19", "25", "2A", "42", "61", "79", "93", "973", "974"})
#: those of them into which a commune was merged since the outlines were drawn
GREW = {
    *("01187", "17268", "19248", "25223", "25364", "25390"),
    *("42084", "42217", "61275", "79307", "93066"),
}
HECTARE = 1e-2 / (111.2 * 77)


@pytest.mark.parametrize(
    ("code", "count", "people", "names"),
    [
        ("241700434", 28, 182_435, {"17194": "La Jarrie", "17190": "L'Houmeau"}),
        ("200035731", 40, 102_001, {"42071": "Le Coteau", "42158": "Les Noës"}),
        ("200046977", 58, None, {"69123": "Lyon"}),
        ("200057867", 8, None, {"93066": "Saint-Denis"}),
    ],
)
def test_groups_have_their_communes(code, count, people, names):
    group = base.groups()[code]
    assert len(group.communes) == count
    members = base.communes().loc[list(group.communes)]
    if people is not None:
        assert members["population"].sum() == people
    assert {key: members["nom"][key] for key in names} == names


def test_every_commune_but_islands_and_the_pacific_is_in_a_group():
    alone = base.communes()["code_epci"].isna()
    codes = base.communes().index[alone]
    assert [c for c in codes if c < "97"] == ["22016", "29083", "29155", "85113"]
    assert {code[:3] for code in codes if code > "97"} == {
        *("975", "977", "978"),
        *("984", "986", "987", "988", "989"),
    }


def test_populations_are_known_or_unknown_never_nil_by_default():
    people = base.communes()["population"]
    nil = base.communes()[people == 0]
    # the villages that died for France in 1916 have no inhabitant
    assert set(nil.index) <= {"55039", "55050", "55139", "55189", "55239", "55307"}
    assert base.communes().loc["17300", "population"] > 70_000


@pytest.mark.parametrize(
    ("code", "today"),
    [
        ("75120", "75056"),
        ("69381", "69123"),
        ("13216", "13055"),
        ("93059", "93066"),  # Pierrefitte-sur-Seine, merged into Saint-Denis
        ("12076", "12218"),  # Conques-en-Rouergue, another seat
        ("01015", "01015"),
        ("17300", "17300"),
        ("00000", None),
    ],
)
def test_codes_of_former_times_are_known(code, today):
    assert base.today(code) == today


def test_land_of_communes_that_parted_is_in_another_outline():
    parted = base.communes().loc[["15031", "15035", "15047", "15171"]]
    assert set(parted["contour"]) == {"15141"}
    assert base.outlined(parted.index).empty


def test_town_halls_stand_in_their_commune(ours):
    known = base.communes().loc[ours.index].dropna(subset="mairie_lon")
    assert len(known) > 0.94 * len(ours)
    points = shapely.points(known["mairie_lon"], known["mairie_lat"])
    away = shapely.distance(ours.geometry[known.index].values, points)
    assert away.max() < 0.0012
