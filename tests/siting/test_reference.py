import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.sparse import csgraph, csr_array

from netmap.errors import InfeasibleError
from netmap.siting.reference import max_cover, p_center, p_median, set_cover

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"
needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="published problems are kept beside the repository"
)


def read_orlib(number):
    """OR-Library: n, edges, p, then edges (the last of repeated ones counts)."""
    text = (REFERENCE / "orlib" / f"pmed{number}.txt").read_text()
    numbers = np.array(text.split(), dtype=float)
    n, p = int(numbers[0]), int(numbers[2])
    roads = np.zeros((n, n))
    for start, end, length in numbers[3:].reshape(-1, 3):
        i, j = int(start) - 1, int(end) - 1
        roads[i, j] = roads[j, i] = length
    return csgraph.shortest_path(csr_array(roads), directed=False), p


@pytest.fixture(scope="module")
def san_francisco():
    distances = pd.read_csv(
        REFERENCE / "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
    )
    people = pd.read_csv(REFERENCE / "SF_demand_205_centroid_uniform_weight.csv")
    cost = distances.pivot_table(values="distance", index="DestinationName", columns="name")
    weight = people.set_index("NAME")["POP2000"].reindex(cost.index)
    return cost.to_numpy(), weight.to_numpy(float)


@needs_reference
@pytest.mark.parametrize(
    ("number", "median", "center"),
    [(1, 5819, 127), (2, 4093, 98), (3, 4250, 93), (4, 3034, 74), (5, 1355, 48)],
)
def test_orlib_published_optima_are_proved(number, median, center):
    cost, p = read_orlib(number)
    for result, expected in (
        (p_median(cost, np.ones(len(cost)), p=p), median),
        (p_center(cost, p=p), center),
    ):
        assert (result.objective, result.bound) == (expected, expected)
        assert (result.status, result.gap, len(result.sites)) == ("optimal", 0.0, p)


@needs_reference
def test_san_francisco_published_optima_are_proved(san_francisco):
    cost, weight = san_francisco
    results = [
        set_cover(cost, radius=5000),
        max_cover(cost, weight, radius=5000, p=4),
        p_median(cost, weight, p=4),
        p_center(cost, p=4),
    ]
    assert [result.status for result in results] == ["optimal"] * 4
    assert [round(result.objective, 4) for result in results] == [
        8,
        875_247,
        2848268129.7145,
        7403.0638,
    ]


def choices(m, p):
    return [list(sites) for sites in itertools.combinations(range(m), p)]


@st.composite
def instances(draw):
    n, m = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    values = st.sampled_from([0.0, 1.0, 2.0, 2.0, 3.5, 7.0, np.inf])
    cost = np.array(
        draw(st.lists(st.lists(values, min_size=m, max_size=m), min_size=n, max_size=n))
    )
    weight = np.array(draw(st.lists(st.integers(0, 4), min_size=n, max_size=n)), float)
    return cost, weight, draw(st.integers(1, m))


@settings(max_examples=150)
@given(instances())
def test_p_median_equals_brute_force(case):
    cost, weight, p = case
    peopled = weight > 0
    totals = [
        (weight[peopled] * cost[peopled][:, sites].min(axis=1)).sum()
        for sites in choices(cost.shape[1], p)
    ]
    if not np.isfinite(min(totals)):
        with pytest.raises(InfeasibleError):
            p_median(cost, weight, p=p)
        return
    result = p_median(cost, weight, p=p)
    assert result.objective == pytest.approx(min(totals))
    assert result.status == "optimal"
    assert len(set(result.sites)) == p


@settings(max_examples=100)
@given(instances())
def test_p_center_equals_brute_force(case):
    cost, _, p = case
    worst = min(cost[:, sites].min(axis=1).max() for sites in choices(cost.shape[1], p))
    if not np.isfinite(worst):
        with pytest.raises(InfeasibleError):
            p_center(cost, p=p)
        return
    result = p_center(cost, p=p)
    assert (result.objective, result.status, len(set(result.sites))) == (worst, "optimal", p)


@settings(max_examples=100)
@given(instances())
def test_max_cover_equals_brute_force(case):
    cost, weight, p = case
    best = max(weight[(cost[:, s] <= 2).any(axis=1)].sum() for s in choices(cost.shape[1], p))
    result = max_cover(cost, weight, radius=2, p=p)
    assert (result.objective, result.status, len(set(result.sites))) == (best, "optimal", p)


@settings(max_examples=100)
@given(instances())
def test_set_cover_equals_brute_force(case):
    cost, _, _ = case
    covers = cost <= 2
    if not covers.any(axis=1).all():
        with pytest.raises(InfeasibleError, match="row"):
            set_cover(cost, radius=2)
        return
    least = next(
        p
        for p in range(1, cost.shape[1] + 1)
        if any(covers[:, sites].any(axis=1).all() for sites in choices(cost.shape[1], p))
    )
    result = set_cover(cost, radius=2)
    assert (result.objective, result.status) == (least, "optimal")
    assert covers[:, list(result.sites)].any(axis=1).all()


@settings(max_examples=50)
@given(instances(), st.randoms(use_true_random=False))
def test_row_order_changes_nothing(case, random):
    cost, weight, p = case
    assume(np.isfinite(cost).all())
    order = list(range(len(cost)))
    random.shuffle(order)
    straight = p_median(cost, weight, p=p).objective
    assert p_median(cost[order], weight[order], p=p).objective == pytest.approx(straight)


def test_one_more_site_never_does_worse():
    # The former choice is still possible with one more site.
    cost = np.random.default_rng(3).integers(1, 60, (25, 12)).astype(float)
    weight = np.arange(1.0, 26)
    medians = [p_median(cost, weight, p=p).objective for p in range(1, 13)]
    covers = [max_cover(cost, weight, radius=9, p=p).objective for p in range(1, 13)]
    assert medians == sorted(medians, reverse=True)
    assert covers == sorted(covers)


def test_what_time_did_not_allow_to_prove_is_said():
    rng = np.random.default_rng(5)
    points = rng.random((400, 2))
    cost = np.linalg.norm(points[:, None] - points[None], axis=2)
    result = p_median(cost, rng.integers(1, 9, 400), p=40, time_limit_s=0.05)
    assert result.status == "time-limit"
    assert result.gap > 0
    assert result.bound < result.objective
    assert len(result.sites) == 40


@pytest.mark.parametrize(
    ("cost", "weight", "p"),
    [
        ([[1.0, np.nan]], [1], 1),
        ([[1.0, -2.0]], [1], 1),
        ([[1.0, 2.0]], [-1], 1),
        ([[1.0, 2.0]], [np.nan], 1),
        ([[1.0, 2.0]], [1, 1], 1),
        ([[1.0, 2.0]], [1], 0),
        ([[1.0, 2.0]], [1], 3),
        ([1.0, 2.0], [1], 1),
        (np.empty((0, 0)), [], 1),
    ],
)
def test_nonsense_is_refused(cost, weight, p):
    with pytest.raises(ValueError, match=r"cost|weight|p is"):
        p_median(cost, weight, p=p)


@pytest.mark.parametrize("radius", [-1, np.nan])
def test_a_radius_that_is_none_is_refused(radius):
    with pytest.raises(ValueError, match="radius"):
        set_cover([[1.0]], radius=radius)
