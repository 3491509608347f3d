from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st
from shapely import box

from netmap.counts.sectors import sectors, shared_borders

SHARED = Path(__file__).parents[2].parent / "shared" / "data"


def undirected(borders):
    graph = nx.Graph()
    graph.add_nodes_from(borders)
    graph.add_weighted_edges_from(
        (a, b, length) for a, near in borders.items() for b, length in near.items()
    )
    return graph


def partitions(codes):
    """Every way to cut a list into groups."""
    if not codes:
        yield []
        return
    first, rest = codes[0], codes[1:]
    for parts in partitions(rest):
        yield [[first], *parts]
        for i, group in enumerate(parts):
            yield [*parts[:i], [first, *group], *parts[i + 1 :]]


def most_sectors(graph, people, minimum):
    """The optimum, by brute force over all partitions of a connected graph."""
    return max(
        len(parts)
        for parts in partitions(sorted(graph))
        if all(
            sum(people[c] for c in group) >= minimum and nx.is_connected(graph.subgraph(group))
            for group in parts
        )
    )


@st.composite
def small_maps(draw):
    size = draw(st.integers(1, 6))
    codes = [f"c{i}" for i in range(size)]
    borders = {code: {} for code in codes}
    for i in range(1, size):
        borders[codes[i]][codes[draw(st.integers(0, i - 1))]] = 1.0 + i
    for _ in range(draw(st.integers(0, 4))):
        a, b = draw(st.sampled_from(codes)), draw(st.sampled_from(codes))
        if a != b:
            borders[a][b] = borders[b][a] = 2.5
    people = pd.Series({code: float(draw(st.integers(0, 30))) for code in codes})
    return borders, people


@profile(max_examples=150)
@given(small_maps())
def test_small_maps_against_brute_force(case):
    borders, people = case
    label = sectors(borders, people, minimum=25)
    graph = undirected(borders)
    groups = label.groupby(label).groups
    for group in groups.values():
        assert nx.is_connected(graph.subgraph(group))
    if people.sum() < 25:
        assert len(groups) == 1
        return
    assert all(people[list(group)].sum() >= 25 for group in groups.values())
    assert len(groups) == most_sectors(graph, people, 25)


@profile(max_examples=60)
@given(small_maps(), st.randoms(use_true_random=False))
def test_row_order_changes_nothing(case, random):
    borders, people = case
    label = sectors(borders, people, minimum=25)
    rows = list(people.index)
    random.shuffle(rows)
    turned = {code: dict(reversed(borders[code].items())) for code in rows}
    again = sectors(turned, people[rows], minimum=25)
    assert again.to_dict() == label.to_dict()
    assert again.index.tolist() == rows


def line_of(*people):
    codes = [chr(ord("a") + i) for i in range(len(people))]
    borders = {one: {other: 1.0} for one, other in pairwise(codes)}
    return borders, pd.Series(dict(zip(codes, map(float, people), strict=True)))


def test_commune_that_suffices_stays_alone():
    assert sectors(*line_of(30, 40, 25), minimum=25).tolist() == ["a", "b", "c"]


def test_a_lower_minimum_never_gives_fewer_sectors():
    borders, people = line_of(6, 9, 4, 12, 8, 20, 3, 7)
    counts = [sectors(borders, people, minimum=m).nunique() for m in (70, 40, 25, 12, 6, 1)]
    assert counts == sorted(counts)
    assert counts[0] == 1
    assert counts[-1] == 8


def test_closed_commune_joins_nothing_and_links_nothing():
    borders, people = line_of(20, 0, 20)
    people["b"] = np.nan
    assert sectors(borders, people, minimum=25).tolist() == ["a", None, "c"]


def test_islands_fall_short_on_their_own():
    borders, people = line_of(30, 30)
    people["z"] = 3.0
    assert sectors(borders, people, minimum=25).tolist() == ["a", "b", "z"]
    assert sectors({}, pd.Series(dtype=float), minimum=25).empty


def test_equal_counts_are_cut_where_the_border_is_short():
    # a ring of four: two pairs either way, the shorter borders are cut
    ring = {"a": {"b": 9.0, "d": 1.0}, "c": {"b": 1.0, "d": 9.0}}
    people = pd.Series({"a": 13.0, "b": 13, "c": 13, "d": 13})
    assert sectors(ring, people, minimum=25).to_dict() == {"a": "a", "b": "a", "c": "c", "d": "c"}


def test_a_shorter_border_never_breaks_a_sector_apart():
    # b borders d most, and without it a and c would not touch
    borders = {"b": {"a": 1.0, "c": 1.0, "d": 10.0}}
    people = pd.Series({"a": 20.0, "b": 20, "c": 20, "d": 30})
    assert sectors(borders, people, minimum=25).to_dict() == {
        "a": "a",
        "b": "a",
        "c": "a",
        "d": "d",
    }


@pytest.mark.parametrize(
    ("people", "minimum"),
    [({"a": -1.0}, 25), ({"a": 1.0}, 0), ({"a": 1.0}, float("nan"))],
)
def test_nonsense_is_refused(people, minimum):
    with pytest.raises(ValueError, match=r"negative|positive"):
        sectors({}, pd.Series(people), minimum=minimum)


def test_borders_are_measured_and_corners_are_none():
    squares = gpd.GeoDataFrame(
        geometry=[box(0, 0, 1000, 1000), box(1000, 0, 2000, 500), box(1000.5, 1000, 2000, 2000)],
        index=["a", "b", "c"],
        crs=2154,
    )
    borders = shared_borders(squares)
    assert set(borders["a"]) == {"b"}
    assert borders["a"]["b"] == borders["b"]["a"] == pytest.approx(500, abs=3)
    assert borders["c"] == {}


@pytest.mark.parametrize(("pilot", "communes"), [("la-rochelle", 28), ("roanne", 40)])
def test_real_borders_are_contiguous_and_sectors_feasible(pilot, communes):
    path = SHARED / pilot / "communes.geojson"
    if not path.is_file():
        pytest.skip("the pilots' layers are not beside the repository")
    towns = gpd.read_file(path).set_index("code_insee").to_crs(2154)
    borders = shared_borders(towns)
    graph = undirected(borders)
    assert len(graph) == communes
    assert nx.is_connected(graph)
    expected = towns["population"] / 1_000 * 4
    label = sectors(borders, expected, minimum=25)
    for _, group in expected.groupby(label):
        assert group.sum() >= 25
        assert nx.is_connected(graph.subgraph(group.index))
    # no sector could be split along a tree, and the bound by people is not far
    assert label.nunique() >= 0.5 * expected.clip(upper=25).sum() / 25
