"""What lies around a territory, against a naive search and against known places."""

import pytest
import shapely

from netmap.sources import base
from netmap.sources.surroundings import land, within


@pytest.mark.parametrize("code", ["241700434", "200035731", "249740085"])
def test_a_window_holds_the_communes_of_a_naive_search(code):
    near = ["16", "17", "79", "85", "86"], ["03", "42", "63", "69", "71"], ["974"]
    inside = base.groups()[code].communes
    everything = {}
    for department in next(names for names in near if base.department(min(inside)) in names):
        everything |= base.outlines_of(department)
    window = base.outlined(inside).total_bounds
    found = within(*window)
    assert set(found.index) == {
        key for key, shape in everything.items() if shape.intersects(shapely.box(*window))
    }
    assert set(inside) < set(found.index)
    assert found.index.is_monotonic_increasing


def test_borders_between_departments_have_the_same_points():
    own = base.outlined(base.groups()["200035731"].communes)
    found = within(*own.total_bounds)
    assert {base.department(code) for code in found.index} >= {"42", "69", "71"}
    assert shapely.coverage_is_valid(found.geometry.values)


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ((6.14, 46.2), "Switzerland"),
        ((7.42, 43.735), "Monaco"),
        ((2.35, 48.85), "France"),
        ((-51.9, 3.0), "Brazil"),
        ((-61.0, 13.9), "Saint Lucia"),
        ((55.5, -21.1), "France"),
        ((-3.0, 46.0), None),
    ],
)
def test_land_is_that_of_its_country(place, name):
    lon, lat = place
    found = land(lon - 0.3, lat - 0.3, lon + 0.3, lat + 0.3)
    holding = found[found.contains(shapely.Point(place))]
    assert holding["name"].tolist() == ([name] if name else [])
    assert shapely.is_valid(found.geometry.values).all()
    assert found.empty or shapely.box(lon - 0.3, lat - 0.3, lon + 0.3, lat + 0.3).covers(
        shapely.union_all(found.geometry.values)
    )


def test_land_and_communes_agree_but_for_the_coast():
    """Where the two would be apart, a territory would float in the sea."""
    own = shapely.union_all(base.outlined(base.groups()["241700434"].communes).geometry.values)
    under = land(*own.bounds).geometry.iloc[0]
    assert shapely.intersection(own, under).area > 0.85 * own.area
