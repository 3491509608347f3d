"""A yes or a no holds wherever the point and the outline may truly be; else it is to be checked."""

import math
import random

import geopandas as gpd
import numpy as np
import pytest
import shapely

from netmap.locate.answer import Asked, answers
from netmap.locate.grounds import Said
from netmap.locate.project import ready

#: metres by which a point that is given, and an official outline, may be off
DOUBT = 10.0 + 10.0


@pytest.fixture
def edges(quarter):
    layer = gpd.read_file(quarter.folder / "data/geo/qpv.geojson").to_crs(2154)
    return quarter, layer


def around(layer, draw, count):
    """Points near the edges of neighbourhoods, metres, and their degrees."""
    some = []
    for _ in range(count):
        edge = draw.choice(list(layer.boundary))
        at = edge.interpolate(draw.random() * edge.length)
        far = draw.choice([5, 40, 320, 900])
        some.append(shapely.Point(at.x + draw.gauss(0, far), at.y + draw.gauss(0, far)))
    return some, gpd.GeoSeries(some, crs=2154).to_crs(4326)


def test_each_verdict_is_that_of_every_place_where_the_point_may_be(edges):
    project, layer = edges
    here = ready(project.folder)
    inclusion = here.settings.inclusion
    points, degrees = around(layer, random.Random(4), 500)
    told = answers([Asked(point=(p.y, p.x)) for p in degrees], here.grounds, inclusion)
    seen = set()
    turns = np.linspace(0, 2 * math.pi, 48, endpoint=False)
    for point, answer in zip(points, told, strict=True):
        ring = [
            shapely.Point(point.x + r * math.cos(t), point.y + r * math.sin(t))
            for t in turns
            for r in (DOUBT * 0.5, DOUBT * 0.995)
        ]
        # somewhere inside one and the same outline, wherever it truly is
        inside = [[shape.covers(p) for p in ring] for shape in layer.geometry]
        near = [[shape.distance(p) <= 300 for p in ring] for shape in layer.geometry]
        for said, held in ((answer.standing.qpv, inside), (answer.standing.buffer, near)):
            seen.add(said)
            if said is Said.YES:
                assert any(all(row) for row in held)
            if said is Said.NO:
                assert not any(any(row) for row in held)
        distance = min(shape.boundary.distance(point) for shape in layer.geometry)
        assert answer.standing.edge_m == pytest.approx(distance, abs=5.1)
        if distance > DOUBT + 0.5:
            assert answer.standing.qpv is not Said.CHECK
        else:
            assert answer.standing.qpv is Said.CHECK or distance > DOUBT - 0.5
    assert seen == {Said.YES, Said.NO, Said.CHECK}


def test_an_indicative_outline_answers_only_far_from_it(la_rochelle):
    here = ready(la_rochelle.folder)
    layer = gpd.read_file(la_rochelle.folder / "data/geo/qpv.geojson").to_crs(2154)
    points, degrees = around(layer, random.Random(5), 200)
    told = answers(
        [Asked(point=(p.y, p.x)) for p in degrees], here.grounds, here.settings.inclusion
    )
    for point, answer in zip(points, told, strict=True):
        if min(shape.boundary.distance(point) for shape in layer.geometry) < 300:
            assert answer.standing.qpv is Said.CHECK
        assert answer.included is Said.UNKNOWN
    assert Said.NO in {answer.standing.qpv for answer in told}


@pytest.mark.parametrize(
    ("words", "said", "why"),
    [
        ('territoires = ["communes"]\ncommunes = ["17300"]', Said.YES, "communes"),
        ('territoires = ["communes"]\ncommunes = ["17028"]', Said.NO, "hors"),
        ('territoires = ["communes"]', Said.YES, "communes"),
        ('territoires = ["qpv"]', Said.NO, "hors"),
        ('territoires = ["vecu"]', Said.CHECK, "couche"),
        ('publics = "tous"', Said.UNKNOWN, "pas-dit"),
    ],
)
def test_the_settings_say_where_one_must_live(la_rochelle, words, said, why):
    settings = la_rochelle.folder / "netmap.toml"
    settings.write_text(settings.read_text("utf-8") + f"\n[inclusion]\n{words}\n", "utf-8")
    here = ready(la_rochelle.folder)
    (answer,) = answers([Asked(point=(46.1600, -1.1510))], here.grounds, here.settings.inclusion)
    assert (answer.included, answer.reason) == (said, why)
    (paris,) = answers([Asked(point=(48.85, 2.35))], here.grounds, here.settings.inclusion)
    assert paris.included in {Said.NO, Said.UNKNOWN} or why == "couche"
