"""Outlines of an overview: borders that are shared stay shared, point for point."""

import re

import pytest
import shapely

from netmap.render.atlas.outlines import INSET, draw, partition, whole
from netmap.sources import base

LA_ROCHELLE, AUNIS_SUD, REUNION = "241700434", "200041614", "249740101"
COMMUNES = {code: base.groups()[code].communes for code in (LA_ROCHELLE, AUNIS_SUD, REUNION)}
BOTH = "both"


@pytest.fixture(scope="module")
def cells():
    every = {**COMMUNES, BOTH: (*COMMUNES[LA_ROCHELLE], *COMMUNES[AUNIS_SUD])}
    return every, partition(every)


def polygon(path):
    """The ground of a path: its rings, one by one in or out."""
    found = shapely.Polygon()
    for ring in path.split("z")[:-1]:
        numbers = list(map(int, re.findall(r"-?\d+", ring)))
        (x, y), steps = numbers[:2], list(zip(numbers[2::2], numbers[3::2], strict=True))
        points = [(x, y)]
        for right, down in steps:
            points.append((points[-1][0] + right, points[-1][1] + down))
        found = shapely.symmetric_difference(found, shapely.make_valid(shapely.Polygon(points)))
    return found


def test_neighbours_share_their_border_and_what_holds_both_is_both(cells):
    drawing = draw(cells[1], cells[0])
    one, other, both = (polygon(drawing.shapes[name]) for name in (LA_ROCHELLE, AUNIS_SUD, BOTH))
    assert shapely.intersection(one, other).area < 1e-4 * one.area
    assert shapely.symmetric_difference(shapely.union(one, other), both).area < 1e-4 * both.area
    assert both.area > 0.9 * (one.area + other.area)


def test_a_territory_overseas_is_in_an_inset_of_its_own(cells):
    drawing = draw(cells[1], cells[0])
    ((x, y, side, code),) = drawing.insets
    assert (code, side) == ("974", INSET)
    far = polygon(drawing.shapes[REUNION])
    assert shapely.box(x, y, x + side, y + side).buffer(1).contains(far)
    left, top, wide, high = drawing.box
    frame = shapely.box(left, top, left + wide, top + high)
    assert all(frame.contains(polygon(path)) for path in drawing.shapes.values())


def test_whole_outlines_are_those_of_the_base(cells):
    found = whole(cells[1], [BOTH, LA_ROCHELLE, "nobody"])
    assert list(found.index) == [BOTH, LA_ROCHELLE]
    known = shapely.union_all(base.outlined(COMMUNES[LA_ROCHELLE]).geometry.array)
    assert shapely.symmetric_difference(found.geometry[LA_ROCHELLE], known).area < 1e-9
