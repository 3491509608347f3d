"""Many points are placed as each of them would be alone: borders, holes, overlaps and gaps too."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon, box
from shapely.affinity import rotate, scale, translate

from netmap.territory import drawing, lattice
from netmap.territory.finder import ZoneFinder, zones_of_points

#: a place on land of each: Lambert-93, the Antilles, Guyane, La Réunion, Mayotte, a UTM zone
PLACES = {
    2154: (-1.15, 46.16), 5490: (-61.0, 14.6), 2972: (-52.3, 4.9), 2975: (55.45, -20.88),
    4471: (45.2, -12.8), 32631: (2.35, 48.85),
}  # fmt: skip
#: metres from a border: on it, within the tolerance, just beyond, near the edge of what is taken
AWAY = (0.0, 0.005, 0.0099, 0.0101, 0.015, 0.0199, 0.0201, 0.04, 0.06, 1.0, 99.9, 100.1, 130.0)


def layer(shapes, epsg=2154, quarters=()):
    codes = [f"z{at}" for at in range(len(shapes))]
    qpv = [f"QN{at}" if at in quarters else None for at in range(len(shapes))]
    index = pd.Index(codes, name="zone")
    return gpd.GeoDataFrame({"code_qp": qpv}, geometry=list(shapes), index=index, crs=epsg)


def degrees(zones, spots):
    points = gpd.GeoSeries(gpd.points_from_xy(*np.transpose(spots)), crs=zones.crs).to_crs(4326)
    return pd.DataFrame({"latitude": points.y, "longitude": points.x})


def alone(table, zones):
    """The rule, a point and a zone at a time: neighbourhoods first, 1 cm, then the nearest."""
    order = sorted(range(len(zones)), key=lambda at: pd.isna(zones["code_qp"].iloc[at]))
    shapes = zones.geometry.to_list()
    found = []
    spots = gpd.GeoSeries(gpd.points_from_xy(table["longitude"], table["latitude"]), crs=4326)
    for point in spots.to_crs(zones.crs):
        if point.is_empty or not np.isfinite([point.x, point.y]).all():
            found.append(-1)
            continue
        away = {at: shapes[at].distance(point) for at in order if not shapes[at].is_empty}
        near = min(away.values(), default=np.inf)
        holding = [at for at in order if at in away and away[at] <= 0.01]
        nearest = [at for at in order if at in away and away[at] == near <= 100]
        found.append((holding or nearest or [-1])[0])
    return found


def around(shapes, random, count=12):
    """Points on corners, on edges, a little off them, inside, in holes and outside."""
    spots = []
    for shape in shapes:
        if shape.is_empty:
            continue
        corners = shapely.get_coordinates(shape)
        spots += [*corners[random.integers(0, len(corners), 4)]]
        line = shape.boundary
        for share, off in zip(random.random(count), random.choice(AWAY, count), strict=True):
            here = line.interpolate(share, normalized=True)
            turn = random.random() * 2 * np.pi
            spots.append((here.x + off * np.cos(turn), here.y + off * np.sin(turn)))
        west, south, east, north = shape.buffer(150).bounds
        spots += [*random.uniform((west, south), (east, north), (count, 2))]
    return np.array(spots)


def voronoi(random, count, size):
    seeds = shapely.MultiPoint(random.uniform(0, size, (count, 2)))
    ground = box(0, 0, size, size)
    return [ground & cell for cell in shapely.get_parts(shapely.voronoi_polygons(seeds))]


def star(random, size):
    """A ring of many corners, far and near, and a hole in it."""
    turns = np.sort(random.random(40)) * 2 * np.pi
    far = random.uniform(0.4, 1.0, 40) * size
    outer = Polygon(np.column_stack([np.cos(turns) * far, np.sin(turns) * far])).buffer(0)
    return outer - Point(0, 0).buffer(size * 0.2, quad_segs=3)


def made(seed, epsg, *, messy):
    """Ground in pieces, cut by a neighbourhood with a hole; messy: overlaps, gaps, twins."""
    random = np.random.default_rng(seed)
    size = float(random.choice([60.0, 700.0, 3_000.0]))
    lon, lat = PLACES[epsg]
    (spot,) = gpd.GeoSeries([Point(lon, lat)], crs=4326).to_crs(epsg)
    ground = voronoi(random, int(random.integers(3, 9)), size)
    ring = translate(star(random, size / 3), size / 2, size / 2)
    shapes = [cell - ring for cell in ground] + [cell & ring for cell in ground]
    quarters = set(range(len(ground), len(shapes)))
    if messy:
        other = translate(star(random, size / 4), size * 0.6, size * 0.6)
        far = translate(scale(ground[0], 0.2, 0.2), 1.4 * size, 0)
        shapes += [other, far, Polygon(), ground[1], ground[1]]
        shapes.pop(2)
        quarters = {0, len(ground), len(shapes) - 1}
    turn = float(random.random() * 90)
    placed = [translate(rotate(one, turn, origin=(0, 0)), spot.x, spot.y) for one in shapes]
    return layer(placed, epsg, quarters), around(placed, random)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    epsg=st.sampled_from(sorted(PLACES)),
    points=st.sampled_from([1_000, 20_000, 10_000_000]),
    messy=st.booleans(),
)
def test_every_point_is_placed_as_it_would_be_alone(seed, epsg, points, messy):
    zones, spots = made(seed, epsg, messy=messy)
    table = degrees(zones, spots)
    finder = ZoneFinder(zones, points=points)
    found = finder.find(table["longitude"], table["latitude"])
    assert found.tolist() == alone(table, zones)
    some = len(table) // 3
    parts = [table[:some], table[some:]]
    apart = [finder.find(part["longitude"], part["latitude"]) for part in parts]
    assert np.concatenate(apart).tolist() == found.tolist(), "an answer depends on its company"


def test_the_nearest_edge_may_stand_behind_another_that_the_square_does_not_have():
    """Seen from (2, 9.5), in the square up to (10, 10): the edge of `corner` is nearest, above."""
    corner = Polygon([(-3, 15), (9, 7), (9, 30), (-3, 30)])
    cape = Polygon([(-50, 10.2), (3.9, 10.3), (4, -50), (-50, -50)])
    shapes = [box(-100, -100, 100, 100) - corner - cape, corner, cape]

    def judge(x, y):
        held = np.array([shapely.contains_xy(shape, x, y) for shape in shapes])
        return np.where(held.any(axis=0), held.argmax(axis=0), -1), held.sum(axis=0)

    drawn = drawing.draw(np.array(shapes), judge, points=50, around=100.0)
    assert (drawn.step, drawn.west, drawn.south) == (10, -220, -220)
    spots = np.array([[2.0, 9.5], [6.0, 8.0], [8.0, 9.0], [3.0, 5.0]]).T
    _, square = drawn.place(drawn.squares(*spots))
    outlines, near = drawn.beside(*spots, square, within=0.02)
    assert outlines.tolist() == [lattice.UNTOLD, 0, 1, 2]
    assert not near.any()


def test_what_has_no_place_is_in_no_zone():
    """Missing, not numbers, over the poles, across the globe, and a turn too far."""
    zones, _ = made(5, 2154, messy=True)
    lon, lat = PLACES[2154]
    here = (lon + 0.0005, lat + 0.0005)
    odd = [
        (None, lat), (lon, None), (np.inf, lat), (lon, -np.inf), (lon, 95.0), (lon, 90.0),
        (lon, -90.0), (lon + 180, -lat), (181.0, 1.0), (0.0, 0.0), here,
        (here[0] + 360, here[1]), (here[0] - 360, here[1]),
    ]  # fmt: skip
    table = pd.DataFrame(odd, columns=["longitude", "latitude"], dtype=float)
    expected = alone(table, zones)
    assert expected[10] >= 0
    assert expected[11] == expected[10], "a turn further is the same place"
    for points in (1, 1_000_000):
        finder = ZoneFinder(zones, points=points)
        assert finder.find(table["longitude"], table["latitude"]).tolist() == expected


def test_most_points_take_the_answer_of_their_square(monkeypatch):
    """The short cut is taken, or the test above would hold for want of it."""
    zones = layer(voronoi(np.random.default_rng(1), 9, 2_000.0))
    finder = ZoneFinder(zones, points=100_000)
    asked, held = [], []
    monkeypatch.setattr(
        ZoneFinder, "_asked", lambda self, x, y: asked.extend(x) or np.zeros(len(x))
    )
    monkeypatch.setattr(
        ZoneFinder, "_holding", lambda self, x, y: held.extend(x) or np.zeros((2, len(x)))
    )
    table = degrees(zones, np.random.default_rng(2).uniform(10, 1_990, (20_000, 2)))
    finder.find(table["longitude"], table["latitude"])
    assert len(held) < 0.1 * len(table)
    assert len(asked) < 0.001 * len(table)


@pytest.mark.parametrize("shapes", [[], [Polygon()], [Polygon(), None]])
def test_no_ground_holds_nothing(shapes):
    zones = layer(shapes)
    table = pd.DataFrame({"longitude": [2.0] * 3, "latitude": [46.0, np.nan, 47.0]})
    for points in (1, 1_000_000):
        finder = ZoneFinder(zones, points=points)
        assert finder.find(table["longitude"], table["latitude"]).tolist() == [-1] * 3
    assert zones_of_points(table, zones=zones).tolist() == [None] * 3


def test_zones_are_told_by_their_codes():
    zones = layer([box(0, 0, 900, 900), box(900, 0, 1_800, 900)], quarters={1})
    zones.geometry = zones.geometry.translate(700_000, 6_600_000)
    table = degrees(zones, [(700_100, 6_600_100), (700_900, 6_600_100), (700_950, 6_600_950)])
    assert zones_of_points(table, zones=zones).tolist() == ["z0", "z1", "z1"]


def test_a_square_full_of_edges_is_held_against_none(monkeypatch):
    """Ten thousand corners in a few metres: memory is bounded, the answer the same."""
    turns = np.linspace(0, 2 * np.pi, 10_000, endpoint=False)
    far = 3 + (np.arange(10_000) % 2) / 10
    ring = Polygon(np.column_stack([np.cos(turns) * far, np.sin(turns) * far]))
    shapes = [translate(one, 700_000, 6_600_000) for one in (ring, box(-900, -900, 900, 900))]
    zones = layer(shapes, quarters={0})
    random = np.random.default_rng(3)
    table = degrees(zones, random.normal((700_000, 6_600_000), 3, (400, 2)))
    measured = []
    foot = lattice._foot
    monkeypatch.setattr(
        lattice, "_foot", lambda x, y, edge: measured.append(len(x)) or foot(x, y, edge)
    )
    finder = ZoneFinder(zones, points=30_000)
    assert finder.find(table["longitude"], table["latitude"]).tolist() == alone(table, zones)
    assert measured[0] < 64 * len(table)
    assert np.diff(finder._lattice.starts).max() > 1_000


def test_a_drawing_stays_within_its_memory(monkeypatch):
    monkeypatch.setattr(drawing, "_MOST", 5_000)
    monkeypatch.setattr(drawing, "_AT_ONCE", 300)
    shapes = np.array(voronoi(np.random.default_rng(4), 9, 4_000.0))
    drawn = drawing.draw(
        shapes, lambda x, y: np.zeros((2, len(x)), int), points=10_000_000, around=100.0
    )
    assert len(drawn.drawn) <= 2 * 5_000
