"""What lies around a territory, against a naive search and against known places."""

import pytest
import shapely

from netmap.sources import base
from netmap.sources.surroundings import land, neighbours


@pytest.mark.parametrize("code", ["241700434", "200035731", "249740085"])
def test_two_rings_are_those_of_a_naive_search(code):
    inside = set(base.groups()[code].communes)
    near = ["16", "17", "79", "85", "86"], ["03", "42", "63", "69", "71"], ["974"]
    everything = {}
    for department in next(names for names in near if base.department(min(inside)) in names):
        everything |= base.outlines_of(department)

    def touching(shapes):
        return {
            key
            for key, shape in everything.items()
            if any(shape.intersects(everything[other]) for other in shapes)
        }

    first = touching(inside) - inside
    second = touching(first) - first - inside
    found = neighbours(inside, rings=2)
    assert set(found.index[found["ring"] == 1]) == first
    assert set(found.index[found["ring"] == 2]) == second
    assert found.index.is_monotonic_increasing


def test_borders_between_departments_have_the_same_points():
    found = neighbours(base.groups()["200035731"].communes, rings=2)
    assert {base.department(code) for code in found.index} >= {"42", "69", "71"}
    own = base.outlined(base.groups()["200035731"].communes)
    every = [*own.geometry.values, *found.geometry.values]
    assert shapely.coverage_is_valid(every)


def test_an_island_has_no_neighbour():
    assert neighbours(["29155"], rings=2).empty
    assert neighbours(["97801"]).empty


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
