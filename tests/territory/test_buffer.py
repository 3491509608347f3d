"""So many metres around each neighbourhood: point by point, the nearest one has it."""

import random

import geopandas as gpd
import pytest
import shapely

from netmap.territory.buffer import buffered


def frame(shapes):
    names = [f"Q{n}" for n in range(len(shapes))]
    return gpd.GeoDataFrame({"lib_qp": names}, geometry=shapes, index=names, crs=2154)


TOWNS = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 4_000, 3_000)], crs=2154)
QUARTERS = [
    shapely.box(500, 500, 1_000, 1_200),
    shapely.box(1_300, 600, 1_700, 1_500),
    shapely.box(1_700, 600, 2_000, 1_000),
    shapely.box(3_000, 0, 3_400, 400),
]


@pytest.mark.parametrize("metres", [50, 300, 900])
def test_each_point_goes_to_the_nearest_outline_within_reach(metres):
    quarters = frame(QUARTERS)
    found = buffered(quarters, TOWNS, metres=metres)
    draw = random.Random(metres)
    seen = 0
    for _ in range(3_000):
        point = shapely.Point(draw.uniform(-500, 4_500), draw.uniform(-500, 3_500))
        distances = [shape.distance(point) for shape in QUARTERS]
        near = min(distances)
        second = sorted(distances)[1]
        if (near > 0 and second - near < 25) or abs(near - metres) < 1 + metres / 500:
            continue  # as near to two, to the precision told; or on the edge of the reach
        inside = TOWNS.geometry[0].contains(point)
        wanted = [distances.index(near)] if near <= metres and inside else []
        held = [k for k, shape in enumerate(found.geometry) if shape.contains(point)]
        if near == 0:
            wanted = [k for k, shape in enumerate(QUARTERS) if shape.contains(point)]
        assert held == wanted, point
        seen += bool(wanted)
    assert seen > 150


def test_two_lived_neighbourhoods_never_share_ground():
    found = buffered(frame(QUARTERS), TOWNS, metres=400).geometry.to_numpy()
    for k, one in enumerate(found):
        assert shapely.covers(one, QUARTERS[k]) or one.symmetric_difference(QUARTERS[k]).area > 0
        for other in found[k + 1 :]:
            assert one.intersection(other).area < 1
