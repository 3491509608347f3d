import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from netmap.findings.access import enhanced_two_step_fca, two_step_fca

COST = np.array([[1.0, 40, 20], [40, 1, 20], [20, 20, 1]])
POPULATION = np.array([100.0, 50, 10])
SUPPLY = np.array([15.0, 20, 100])
BANDS = (10.0, 30.0, 60.0)
WEIGHTS = (1.0, 0.68, 0.22)


def naive_fca(cost, population, supply, bands, weights):
    """An oracle: the two steps as the papers tell them, one pair at a time."""

    def weight(minutes):
        for band, value in zip(bands, weights, strict=True):
            if minutes <= band:
                return value
        return 0.0

    origins, sites = range(len(population)), range(len(supply))
    access = [0.0 for _ in origins]
    for j in sites:
        demand = sum(weight(cost[i][j]) * population[i] for i in origins if weight(cost[i][j]))
        for i in origins:
            if weight(cost[i][j]):
                access[i] += weight(cost[i][j]) * supply[j] / demand
    return access


def stored(dense):
    """All pairs stored in a COO array, zeros too; inf is left out."""
    rows, columns = np.nonzero(np.isfinite(dense))
    return sparse.coo_array((dense[rows, columns], (rows, columns)), shape=dense.shape)


@st.composite
def places(draw):
    n = draw(st.integers(1, 6))
    m = draw(st.integers(1, 5))
    minutes = st.sampled_from([0.0, 5.0, 10.0, 15.0, 30.0, 31.0, 60.0, 75.0, np.inf])
    cost = np.array(
        draw(st.lists(st.lists(minutes, min_size=m, max_size=m), min_size=n, max_size=n))
    )
    population = np.array(draw(st.lists(st.integers(1, 500), min_size=n, max_size=n)), float)
    supply = np.array(draw(st.lists(st.integers(0, 9), min_size=m, max_size=m)), float)
    return cost, population, supply


@pytest.mark.parametrize(
    ("catchment", "expected"),
    [(30, [0.761364, 0.958333, 1.094697]), (61, [0.84375, 0.84375, 0.84375])],
)
def test_two_step_published(catchment, expected):
    result = two_step_fca(COST, POPULATION, SUPPLY, catchment=catchment)
    np.testing.assert_allclose(result, expected, atol=5e-7)


def test_enhanced_published():
    result = enhanced_two_step_fca(COST, POPULATION, SUPPLY, bands=BANDS, weights=WEIGHTS)
    np.testing.assert_allclose(result, [0.790315, 0.888964, 1.152033], atol=5e-7)


@settings(max_examples=150)
@given(places())
def test_equals_the_naive_loop_dense_and_sparse(case):
    cost, population, supply = case
    expected = naive_fca(cost, population, supply, BANDS, WEIGHTS)
    options = {"bands": BANDS, "weights": WEIGHTS}
    for form in (cost, stored(cost), stored(cost).tocsr(), stored(cost).tocsc()):
        result = enhanced_two_step_fca(form, population, supply, **options)
        np.testing.assert_allclose(result, expected, rtol=1e-12, atol=1e-15)


@settings(max_examples=100)
@given(places())
def test_supply_is_shared_whole(case):
    cost, population, supply = case
    access = two_step_fca(cost, population, supply, catchment=30)
    reached = (cost <= 30).any(axis=0)
    np.testing.assert_allclose(access @ population, supply[reached].sum(), atol=1e-9)


@settings(max_examples=50)
@given(places(), st.randoms(use_true_random=False))
def test_row_order_changes_nothing(case, random):
    cost, population, supply = case
    order = list(range(len(population)))
    random.shuffle(order)
    straight = two_step_fca(cost, population, supply, catchment=30)
    shuffled = two_step_fca(cost[order], population[order], supply, catchment=30)
    np.testing.assert_allclose(shuffled, straight[order], rtol=1e-12)


@settings(max_examples=100)
@given(places())
def test_a_faster_road_never_lowers_the_access_of_those_who_take_it(case):
    # w·S/(D + w·P) rises with w: people who come nearer gain, whatever they share.
    cost, population, supply = case
    faster = cost.copy()
    faster[0, 0] = 0.0
    options = {"bands": BANDS, "weights": WEIGHTS}
    before = enhanced_two_step_fca(cost, population, supply, **options)
    after = enhanced_two_step_fca(faster, population, supply, **options)
    assert after[0] >= before[0] - 1e-12
    # The others share the same half-days with newcomers, so they cannot gain.
    assert (after[1:] <= before[1:] + 1e-12).all()


@settings(max_examples=50)
@given(places())
def test_more_half_days_never_lower_access(case):
    cost, population, supply = case
    more = supply.copy()
    more[0] += 3
    before = two_step_fca(cost, population, supply, catchment=30)
    after = two_step_fca(cost, population, more, catchment=30)
    assert (after >= before).all()


def test_more_people_lower_access():
    # The same half-days are shared among more people.
    crowded = POPULATION + np.array([0, 0, 200])
    before = two_step_fca(COST, POPULATION, SUPPLY, catchment=30)
    after = two_step_fca(COST, crowded, SUPPLY, catchment=30)
    assert after[2] < before[2]


def test_the_bound_is_inclusive():
    assert two_step_fca([[15.0]], [10], [1], catchment=15)[0] == pytest.approx(0.1)
    assert two_step_fca([[15.0]], [10], [1], catchment=14.999)[0] == 0


def test_a_stored_zero_is_zero_minutes_and_an_absent_pair_is_out_of_reach():
    cost = sparse.coo_array((np.array([0.0]), ([0], [0])), shape=(2, 1))
    result = two_step_fca(cost, [10, 10], [1], catchment=5)
    np.testing.assert_array_equal(result, [0.1, 0.0])


def test_no_open_site_is_no_access():
    np.testing.assert_array_equal(
        two_step_fca(np.empty((3, 0)), [1, 2, 3], [], catchment=5), [0, 0, 0]
    )


def test_unknown_population_makes_unknown_only_those_who_share_a_site_with_it():
    cost = np.array([[1.0, 99], [2, 99], [99, 1]])
    result = two_step_fca(cost, [np.nan, 10, 10], [1, 1], catchment=5)
    np.testing.assert_array_equal(result, [np.nan, np.nan, 0.1])
    result = two_step_fca(stored(cost), [np.nan, 10, 10], [1, 1], catchment=5)
    np.testing.assert_array_equal(result, [np.nan, np.nan, 0.1])


def test_unknown_supply_is_not_no_supply():
    cost = np.array([[1.0, 99], [99, 1]])
    result = two_step_fca(cost, [10, 10], [np.nan, 1], catchment=5)
    np.testing.assert_array_equal(result, [np.nan, 0.1])


def test_a_site_that_only_an_empty_place_reaches_has_no_ratio():
    cost = np.array([[1.0, 99], [99, 1]])
    result = two_step_fca(cost, [0, 10], [3, 1], catchment=5)
    np.testing.assert_array_equal(result, [np.nan, 0.1])


@pytest.mark.parametrize(
    ("cost", "population", "supply", "catchment"),
    [
        ([[-1.0]], [1], [1], 5),
        ([[np.nan]], [1], [1], 5),
        ([1.0], [1], [1], 5),
        ([[1.0]], [1, 2], [1], 5),
        ([[1.0]], [1], [1, 2], 5),
        ([[1.0]], [-1], [1], 5),
        ([[1.0]], [1], [-1], 5),
        ([[1.0]], [1], [1], 0),
        ([[1.0]], [1], [1], np.nan),
        (sparse.coo_array(([1.0, 2.0], ([0, 0], [0, 0])), shape=(1, 1)), [1], [1], 5),
        (sparse.csr_array(([1.0, 2.0], [0, 0], [0, 2]), shape=(1, 1)), [1], [1], 5),
    ],
)
def test_nonsense_is_refused(cost, population, supply, catchment):
    with pytest.raises(ValueError, match=r"cost|pair|population|supply|bands|dimension"):
        two_step_fca(cost, population, supply, catchment=catchment)


def test_formats_that_lose_zeros_are_refused():
    with pytest.raises(TypeError, match="dok"):
        two_step_fca(sparse.dok_array((1, 1)), [1], [1], catchment=5)


@pytest.mark.parametrize(
    ("bands", "weights"), [((10, 5), (1, 0.5)), ((5, 10), (0.5, 1)), ((5,), (1, 0.5)), ((), ())]
)
def test_bands_that_do_not_rise_or_weights_that_do_are_refused(bands, weights):
    with pytest.raises(ValueError, match=r"band|weights"):
        enhanced_two_step_fca([[1.0]], [1], [1], bands=bands, weights=weights)


def test_inputs_are_left_alone():
    cost = stored(COST).tocsr()
    before = cost.copy()
    two_step_fca(cost, POPULATION, SUPPLY, catchment=30)
    assert (cost != before).nnz == 0
    assert cost.nnz == before.nnz


@pytest.mark.parametrize("kind", [sparse.coo_array, sparse.csr_array, sparse.csc_array])
@pytest.mark.parametrize("pairs", [1, 7, 64])
def test_sparse_pairs_taken_block_by_block_are_the_dense_answer(monkeypatch, kind, pairs):
    monkeypatch.setattr("netmap.findings.reach._BLOCK_PAIRS", pairs)
    rng = np.random.default_rng(3)
    dense = rng.uniform(0, 90, (23, 9))
    dense[rng.random(dense.shape) < 0.6] = np.inf
    dense[4] = np.inf
    row, column = np.nonzero(np.isfinite(dense))
    stored = rng.permutation(row.size)
    coo = sparse.coo_array(
        (dense[row, column][stored], (row[stored], column[stored])), shape=dense.shape
    )
    people, offered = rng.integers(1, 50, 23).astype(float), rng.integers(1, 9, 9).astype(float)
    found, expected = (
        enhanced_two_step_fca(cost, people, offered, bands=(15, 30, 60))
        for cost in (kind(coo), dense)
    )
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("pairs", [1, 2, 100])
def test_a_pair_stored_twice_is_refused_wherever_it_is(monkeypatch, pairs):
    monkeypatch.setattr("netmap.findings.reach._BLOCK_PAIRS", pairs)
    row, column = [0, 1, 2, 0, 1], [1, 0, 2, 0, 0]
    cost = sparse.coo_array((np.ones(5), (row, column)), shape=(3, 3))
    for kind in (sparse.coo_array, sparse.csr_array):
        twice = cost if kind is sparse.coo_array else _unsummed(cost)
        with pytest.raises(ValueError, match="twice"):
            enhanced_two_step_fca(twice, [1] * 3, [1] * 3, bands=(15, 30, 60))


def _unsummed(cost):
    """Return a CSR that holds the pairs of a COO one by one."""
    row, column = cost.coords
    order = np.argsort(row, kind="stable")
    starts = np.searchsorted(row[order], np.arange(cost.shape[0] + 1))
    return sparse.csr_array((cost.data[order], column[order], starts), shape=cost.shape)
