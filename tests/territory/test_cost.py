import math

import numpy as np
import pytest

from netmap.territory.cost import pairs_within, straight_line_km, straight_line_minutes


def test_against_a_naive_loop():
    rng = np.random.default_rng(7)
    origins, sites = rng.uniform(0, 50_000, (13, 2)), rng.uniform(0, 50_000, (5, 2))
    minutes = straight_line_minutes(origins, sites, detour=1.3, speed_km_h=40)
    assert minutes.shape == (13, 5)
    for i, (x, y) in enumerate(origins):
        for j, (u, v) in enumerate(sites):
            km = math.dist((x, y), (u, v)) / 1_000 * 1.3
            assert minutes[i, j] == pytest.approx(km / 40 * 60)


def test_what_is_not_on_the_map_has_no_cost():
    km = straight_line_km([[0, 0], [np.nan, np.nan]], [[0, 0], [np.nan, 1]], detour=1)
    np.testing.assert_array_equal(km, [[0, np.nan], [np.nan, np.nan]])
    assert straight_line_km([], [[0, 0]], detour=1).shape == (0, 1)


def test_directions():
    there = ([[0, 0]], [[5_000, 0]])
    base = straight_line_minutes(*there, detour=1.3, speed_km_h=30)
    # a faster road never takes longer, a longer detour never takes less
    assert straight_line_minutes(*there, detour=1.3, speed_km_h=60) < base
    assert straight_line_minutes(*there, detour=1.5, speed_km_h=30) > base


@pytest.mark.parametrize(
    "wrong",
    [{"detour": 0.9}, {"detour": math.nan}, {"speed_km_h": 0}, {"speed_km_h": -3}],
)
def test_foolish_options_are_refused(wrong):
    options = {"detour": 1.3, "speed_km_h": 30, **wrong}
    with pytest.raises(ValueError, match=r"detour|speed"):
        straight_line_minutes([[0, 0]], [[1, 1]], **options)
    with pytest.raises(ValueError, match=r"detour|speed"):
        pairs_within([[0, 0]], [[1, 1]], minutes=5, **options)


def test_shapes_are_checked():
    with pytest.raises(ValueError, match=r"\(n, 2\)"):
        straight_line_km([1, 2, 3], [[0, 0]], detour=1)


def test_pairs_are_the_dense_costs_within_the_bound():
    rng = np.random.default_rng(3)
    origins, sites = rng.uniform(0, 30_000, (60, 2)), rng.uniform(0, 30_000, (20, 2))
    origins[4] = sites[2]
    sites[7] = np.nan
    options = {"detour": 1.3, "speed_km_h": 30}
    dense = straight_line_minutes(origins, sites, **options)
    pairs = pairs_within(origins, sites, minutes=15, **options)
    rows, columns = np.nonzero(dense <= 15)
    np.testing.assert_array_equal(pairs.origin, rows)
    np.testing.assert_array_equal(pairs.site, columns)
    np.testing.assert_allclose(pairs.minutes, dense[rows, columns])
    assert (pairs.minutes == 0).sum() == 1


def test_the_bound_is_inclusive():
    pairs = pairs_within([[0, 0]], [[7_500, 0]], minutes=15, detour=1, speed_km_h=30)
    assert pairs.minutes.tolist() == [15]
    none = pairs_within([[0, 0]], [[7_500.1, 0]], minutes=15, detour=1, speed_km_h=30)
    assert none.minutes.size == 0
    assert pairs_within([], [[0, 0]], minutes=15, detour=1, speed_km_h=30).origin.size == 0
