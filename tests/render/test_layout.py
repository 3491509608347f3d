"""Layouts: layers in order, nothing over anything, the same for any order of the rows, stable."""

from itertools import combinations, pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from netmap.render.network.geolayout import APART, fit_frame, geographic, push_apart
from netmap.render.network.lattice import COLUMN, LABEL_GAP, LABEL_WIDTH, ROW
from netmap.render.network.layout import layered, stacked
from netmap.render.network.ordering import count_crossings, order_layers

#: of a name, two lines at most
LABEL_HEIGHT = 32
POSITIONS = ["amont", "mediation", "aval", "amont-aval", "pilotage", "financement"]
SHARES = [0.38, 0.06, 0.36, 0.1, 0.06, 0.04]


def draw_network(seed, *, count=45, relations=90):
    """Partners of every position, and relations to and from the mediation points."""
    random = np.random.default_rng(seed)
    positions = [*POSITIONS, *random.choice(POSITIONS, count - len(POSITIONS), p=SHARES)]
    keys = [(f"c{random.integers(6)}", f"nom {i:04d}", f"id{i}") for i in range(count)]
    middle = [i for i, position in enumerate(positions) if position == "mediation"]
    edges = []
    while len(edges) < relations:
        i, m = int(random.integers(count)), int(random.choice(middle))
        if positions[i] == "amont":
            edges.append((i, m))
        elif positions[i] in {"aval", "amont-aval"}:
            edges.append((m, i))
        elif i != m:
            edges.append((i, int(random.integers(count))))
    return [str(p) for p in positions], keys, np.array(edges)


def label_boxes(layout):
    """Return the box that each name may fill: left, top, right, bottom, shape (n, 4)."""
    left = np.select(
        [layout.side < 0, layout.side > 0],
        [layout.x - LABEL_GAP - LABEL_WIDTH, layout.x + LABEL_GAP],
        default=layout.x - LABEL_WIDTH / 2,
    )
    top = np.where(layout.side == 0, layout.y + LABEL_GAP, layout.y - LABEL_HEIGHT / 2)
    return np.column_stack([left, top, left + LABEL_WIDTH, top + LABEL_HEIGHT])


def overlapping(boxes):
    return [
        (i, j)
        for (i, a), (j, b) in combinations(enumerate(boxes), 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


@pytest.mark.parametrize("arrange", [layered, stacked])
@given(seed=st.integers(0, 10_000), count=st.integers(6, 90))
@settings(max_examples=40)
def test_no_name_covers_another_nor_a_mark(arrange, seed, count):
    layout = arrange(*draw_network(seed, count=count))
    assert overlapping(label_boxes(layout)) == []
    radius = 8
    marks = np.column_stack(
        [layout.x - radius, layout.y - radius, layout.x + radius, layout.y + radius]
    )
    names = label_boxes(layout)
    assert overlapping(marks) == []
    assert [
        (i, j)
        for i, mark in enumerate(marks)
        for j, name in enumerate(names)
        if overlapping([mark, name])
    ] == []


@pytest.mark.parametrize("seed", range(5))
def test_people_go_from_left_to_right(seed):
    positions, keys, edges = draw_network(seed)
    layout = layered(positions, keys, edges)
    place = {p: np.array([q == p for q in positions]) for p in POSITIONS}
    assert layout.x[place["amont"]].max() < layout.x[place["mediation"]].min()
    assert layout.x[place["mediation"]].max() < layout.x[place["aval"]].min()
    assert layout.x[place["amont"]].max() < layout.x[place["amont-aval"]].min()
    assert layout.x[place["amont-aval"]].max() < layout.x[place["aval"]].min()
    assert layout.y[place["mediation"]].max() < layout.y[place["amont-aval"]].min()
    steering = place["pilotage"] | place["financement"]
    assert layout.y[steering].max() < layout.y[~steering].min()


@pytest.mark.parametrize(("count", "columns"), [(16, 2), (20, 3)])
def test_relations_of_a_farther_column_pass_between_the_names_of_the_nearer(count, columns):
    positions = ["mediation"] + ["aval"] * count
    keys = [(f"{i:02d}",) for i in range(count + 1)]
    layout = layered(positions, keys, np.array([(0, i) for i in range(1, count + 1)]))
    heights = [layout.y[1:][layout.x[1:] == x] for x in np.unique(layout.x[1:])]
    assert len(heights) == columns
    for near, far in combinations(heights, 2):
        assert np.abs(far[:, None] - near[None]).min() == pytest.approx(ROW / columns)


@pytest.mark.parametrize("seed", range(5))
def test_on_a_telephone_people_go_downwards(seed):
    positions, keys, edges = draw_network(seed)
    layout = stacked(positions, keys, edges)
    heights = [
        layout.y[[i for i, p in enumerate(positions) if p == position]]
        for position in ("amont", "mediation", "amont-aval", "aval")
    ]
    for upper, lower in pairwise(heights):
        assert upper.max() < lower.min()


@pytest.mark.parametrize("arrange", [layered, stacked])
@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_changes_nothing(arrange, seed):
    positions, keys, edges = draw_network(seed)
    random = np.random.default_rng(seed)
    order = random.permutation(len(keys))
    back = np.argsort(order)
    shuffled = random.permutation(back[edges])
    once = arrange(positions, keys, edges)
    again = arrange([positions[i] for i in order], [keys[i] for i in order], shuffled)
    np.testing.assert_array_equal(once.x[order], again.x)
    np.testing.assert_array_equal(once.y[order], again.y)
    assert once.bands == again.bands


def test_two_runs_are_the_same():
    one, two = (layered(*draw_network(3, count=200, relations=800)) for _ in range(2))
    np.testing.assert_array_equal(one.x, two.x)
    np.testing.assert_array_equal(one.y, two.y)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("position", ["amont", "aval", "amont-aval", "pilotage"])
def test_a_partner_more_leaves_the_others_in_their_order(seed, position):
    """A group must find its partners where it left them: no two of the others change places."""
    positions, keys, edges = draw_network(seed)
    middle = positions.index("mediation")
    before = layered(positions, keys, edges)
    after = layered(
        [*positions, position],
        [*keys, ("c2", "nom 0017 bis", "nouveau")],
        np.vstack([edges, [[len(keys), middle]]]),
    )
    for layer in ("amont", "mediation", "aval"):
        nodes = [i for i, p in enumerate(positions) if p == layer]
        sign = -1 if layer == "amont" else 1
        reading = [
            sorted(nodes, key=lambda i, at=at: (round(sign * at.x[i] / COLUMN, 1), at.y[i]))
            for at in (before, after)
        ]
        if layer == "mediation":
            reading = [sorted(nodes, key=lambda i, at=at: at.y[i]) for at in (before, after)]
        assert reading[0] == reading[1]


def test_a_partner_more_seldom_moves_the_others_by_more_than_a_row():
    """From 30 to 80 partners, one at a time, each anywhere in its layer."""
    positions, keys, edges = draw_network(1, count=30, relations=40)
    middle = positions.index("mediation")
    random = np.random.default_rng(5)
    moved = []
    for step in range(50):
        layer = "amont" if random.random() < 0.5 else "aval"
        grown = (
            [*positions, layer],
            [*keys, (f"c{random.integers(6)}", f"nom {random.integers(10_000):04d}", f"n{step}")],
            np.vstack([edges, [[len(keys), middle]]]),
        )
        before, after = layered(positions, keys, edges), layered(*grown)
        # seen by a reader, who follows the middle of the drawing
        shift = np.hypot(after.x[:-1] - before.x, after.y[:-1] - before.y)
        moved.append((shift > ROW + 1).mean())
        positions, keys, edges = grown
    assert np.median(moved) < 0.05
    assert np.mean(np.array(moved) < 0.1) > 0.7


@given(
    ends=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40),
)
def test_crossings_are_those_that_one_would_count(ends):
    left, right = (np.array([end[k] for end in ends], dtype=np.int64) for k in (0, 1))
    naive = sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in combinations(ends, 2))
    assert count_crossings(left, right) == naive


def test_partners_stand_beside_the_mediation_that_they_know():
    """Two mediation points with a following each: the followings do not mix."""
    layer = ["m"] * 2 + ["amont"] * 6
    keys = [(name,) for name in "ab"] + [(name,) for name in "utsrqp"]
    edges = np.array([(2, 0), (3, 1), (4, 0), (5, 1), (6, 0), (7, 1)])
    ranks = order_layers(layer, keys, edges, middle="m")
    assert sorted(ranks[[2, 4, 6]]) == [0, 1, 2]
    assert sorted(ranks[[3, 5, 7]]) == [3, 4, 5]


def test_mediation_points_change_order_only_when_it_clears_the_drawing():
    """Followings on both sides in the opposite order: each crossing goes when it turns."""
    layer = ["m"] * 3 + ["amont"] * 6 + ["aval"] * 6
    keys = [(f"{i:02d}",) for i in range(15)]
    paired = [(3 + 2 * k + j, k) for k in range(3) for j in range(2)]
    edges = np.array([*paired, *[(m, upper + 6) for upper, m in paired]])
    assert order_layers(layer, keys, edges, middle="m")[:3].tolist() == [0, 1, 2]


def test_partners_without_relations_come_last():
    layer = ["m", "amont", "amont", "amont"]
    keys = [("m",), ("a",), ("b",), ("c",)]
    ranks = order_layers(layer, keys, np.array([(2, 0), (3, 0)]), middle="m")
    assert ranks.tolist() == [0, 2, 0, 1]


def test_a_network_without_anybody_or_without_mediation_is_drawn():
    empty = layered([], [], np.empty((0, 2), dtype=np.int64))
    assert [band.count for band in empty.bands] == [0, 0, 0]
    alone = layered(["aval", "amont"], [("a",), ("b",)], np.array([(1, 0)]))
    assert alone.x[1] < alone.x[0]


def test_marks_are_pushed_apart_and_little_moved():
    random = np.random.default_rng(0)
    points = random.normal(500, 200, (60, 2)).round()
    points[:12] = points[0]
    moved = push_apart(points, apart=APART)
    distance = np.linalg.norm(moved[:, None] - moved[None], axis=2)
    assert distance[np.triu_indices(60, 1)].min() > 0.98 * APART
    assert np.median(np.linalg.norm(moved - points, axis=1)) < APART
    np.testing.assert_array_equal(points[:12], np.broadcast_to(points[0], (12, 2)))


def test_a_partner_with_no_place_or_far_away_stands_in_the_margin():
    frame = fit_frame((-1.3, 46.0, -0.9, 46.2), count=4)
    longitude = np.array([-1.1, np.nan, -1.2, 0.34])
    latitude = np.array([46.1, np.nan, 46.05, 46.58])
    (width,), (height,) = frame(np.array([-0.9]), np.array([46.0]))
    layout = geographic(longitude, latitude, frame=frame, width=width, height=height)
    assert (layout.x[[1, 3]] > width).all()
    assert (layout.x[[0, 2]] < width).all()
    assert layout.x[0] > layout.x[2]
    assert layout.y[0] < layout.y[2]
    assert [(band.name, band.count) for band in layout.bands] == [("sans-lieu", 2)]


@pytest.mark.parametrize("count", [3, 14, 60])
def test_a_mark_that_is_pushed_aside_stays_in_its_commune(count):
    """Two communes side by side, all partners near the border, in the western one."""
    bounds = (-1.2, 46.0, -1.0, 46.1)
    frame = fit_frame(bounds, count=count)
    (middle, right), (_, bottom) = frame(np.array([-1.1, -1.0]), np.array([46.1, 46.0]))
    communes = [shapely.box(0, 0, middle, bottom), shapely.box(middle, 0, right, bottom)]
    here = np.full(count, -1.101), np.full(count, 46.002)
    placed = {"frame": frame, "width": right, "height": bottom}
    free = geographic(*here, **placed)
    held = geographic(*here, **placed, communes=communes)
    inside = [
        shapely.intersects_xy(communes[0].buffer(0.5), layout.x, layout.y)
        for layout in (free, held)
    ]
    assert not inside[0].all(), "nothing else would hold them back"
    assert inside[1].all()
    near = [
        np.hypot(held.x[i] - held.x[j], held.y[i] - held.y[j])
        for i, j in combinations(range(count), 2)
    ]
    assert min(near) > APART * 0.75, "no mark over another"
