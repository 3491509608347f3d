"""What the map stands on: land is land, neighbours have their names, names stay at home."""

import dataclasses
import types

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from editions import altered

from netmap.messages import Messages
from netmap.render.map.ground import ground
from netmap.render.map.outline import geojson
from netmap.render.map.view import map_view
from netmap.render.page.compose import compose
from netmap.render.page.headline import headline, under_served
from netmap.sources import base

FR = Messages("fr")


@pytest.fixture
def around(square_edition):
    return ground(square_edition.findings.release.territory)


def test_the_ground_is_where_communes_are_and_not_the_sea(around):
    land = shapely.geometry.shape(around.land)
    (south, west), (north, east) = around.window
    near = base.outlined(["17300", "79191"])  # La Rochelle, by the sea; Niort, inland
    for shape in near.geometry:
        inside = shape.representative_point()
        if west < inside.x < east and south < inside.y < north:
            assert land.contains(inside)
    assert not land.contains(shapely.Point(-1.3, 46.05))  # the sound of Antioche


def test_neighbours_are_named_inside_themselves_and_the_territory_is_not(around, square_edition):
    own = set(square_edition.findings.release.territory.communes.index)
    known = base.communes()
    assert around.names
    for name, lat, lon in around.names:
        codes = known.index[known["nom"] == name]
        shapes = base.outlined(codes).geometry
        assert any(shape.contains(shapely.Point(lon, lat)) for shape in shapes), name
        assert not set(codes) <= own


def test_where_nothing_is_known_nothing_is_claimed(square_edition):
    territory = square_edition.findings.release.territory
    at_sea = gpd.GeoSeries([shapely.box(-9, 45, -8.9, 45.1)], crs=4326).to_crs(territory.crs)
    first = territory.communes.iloc[:1]
    communes = first.set_geometry(at_sea.set_axis(first.index))
    moved = dataclasses.replace(territory, communes=communes)
    assert ground(moved) is None


def test_what_opens_the_page_names_what_is_under_served_and_nothing_hidden(square_edition):
    density = square_edition.findings.density.copy()
    low = density["classe"] == "sous-desservie"
    told = under_served(square_edition.findings, FR)
    named = {str(name) for name in density.loc[low, "nom"]}
    sectors = square_edition.findings.planning.sectors
    people = square_edition.findings.release.territory.communes
    for codes in sectors.loc[sectors["classe"] == "sous-desservie", "communes"]:
        first = people.loc[list(codes)].sort_values("population", ascending=False)["nom"].iloc[0]
        named.add(f"{len(codes)} communes réunies, dont {first}")
    assert {name.removesuffix(" (hors quartiers prioritaires)") for name in told} <= named
    planning = dataclasses.replace(
        square_edition.findings.planning, sectors=sectors.assign(classe="masquee")
    )
    hidden = density.assign(classe="masquee")
    nothing = altered(square_edition, density=hidden, planning=planning)
    for line in headline(nothing, FR):
        assert "sous-desservi" not in line or "Aucun" in line
    uncounted = altered(square_edition, density=density.assign(classe="sans-donnee"))
    told = " ".join(headline(uncounted, FR))
    assert "aucune donnée, rien n’en est conclu" in told
    assert "sous-desservi" not in told


@pytest.mark.browser
@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (768, 1024), (390, 844)])
def test_no_name_is_outside_its_place_and_no_two_meet(square_edition, open_page, size):
    edition = square_edition
    text = compose(edition.findings, [map_view(edition, FR)], FR, siblings={"map": "map.html"})
    page = open_page(text, size=size).page
    shown = page.evaluate(
        """() => {
            const frame = map_netmap.getContainer().getBoundingClientRect();
            const at = (x, y) => map_netmap.containerPointToLatLng([x - frame.left, y - frame.top]);
            const names = '.label .name:not(.crowded):not(.around)';
            return [...document.querySelectorAll(names)].map(node => {
                const box = node.getBoundingClientRect();
                const middle = at((box.left + box.right) / 2, (box.top + box.bottom) / 2);
                const corners = [box.left, box.top, box.right, box.bottom];
                return [node.textContent, ...corners, middle.lng, middle.lat];
            });
        }"""
    )
    territory = edition.findings.release.territory
    places = {
        str(name): shape
        for frame, name_of in ((territory.communes, "nom"), (territory.qpv, "lib_qp"))
        for name, shape in zip(frame[name_of], frame.geometry.to_crs(4326), strict=True)
    }
    assert shown
    for i, (name, left, top, right, bottom, lng, lat) in enumerate(shown):
        assert places[name].buffer(0.002).contains(shapely.Point(lng, lat)), name
        for _, *other in shown[:i]:
            assert other[2] <= left or right <= other[0] or other[3] <= top or bottom <= other[1]


def test_a_hole_that_rounding_closes_is_left_out():
    hole = [(1.0, 1.0), (1.001, 1.0), (1.0, 1.001), (1.0, 1.0)]
    wide = [(3.0, 3.0), (4.0, 3.0), (3.0, 4.0), (3.0, 3.0)]
    square = shapely.Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [hole, wide])
    islet = shapely.Polygon([(20.0, 20.0), (20.001, 20.0), (20.0, 20.001)])
    for shape in (square, shapely.MultiPolygon([square, islet])):
        drawn = shapely.geometry.shape(geojson(shape, 2))
        assert shapely.equals(drawn, shapely.Polygon(square.exterior, [wide]))


def test_land_that_only_touches_the_edge_of_the_window_is_left_out():
    land = shapely.union_all([shapely.box(0, 0, 4, 4), shapely.box(9, 0, 12, 4)])
    cut = shapely.intersection(land, shapely.box(-1, -1, 9, 9))
    assert cut.geom_type == "GeometryCollection", "it meets the window along a line"
    assert geojson(cut)["type"] == "Polygon"
    assert shapely.geometry.shape(geojson(cut)).equals(shapely.box(0, 0, 4, 4))


@pytest.mark.parametrize(("closing", "more"), [(0, None), (3, None), (5, "2 autres permanences")])
def test_what_opens_the_page_names_three_that_would_close_and_counts_the_others(
    square_edition, closing, more
):
    sites = pd.DataFrame(
        {
            "nom": [f"Lieu {i}" for i in range(closing)],
            "role": "fermee",
            "servies": [0.4, 1.0, float("nan"), 4.0, 5.0][:closing],
        }
    )
    plan = types.SimpleNamespace(sites=sites, choices=[])
    told = " ".join(headline(dataclasses.replace(square_edition, plan=plan), FR))
    named = [name for name in sites["nom"] if name in told]
    assert named == [f"Lieu {i}" for i in range(min(closing, 3))]
    assert ("fermerait aussi" in told) == (more is not None)
    assert more is None or more in told
    assert ("moins d’une personne est accompagnée" in told) == (closing > 0)
