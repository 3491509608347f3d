"""The attacker against one who tries every table there is."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netmap.attack import intervals


def every_table(values, equations, hidden, lower, upper):
    """Return the ends of each cell over all whole tables that fit what is shown."""
    places = np.flatnonzero(hidden)
    ranges = [range(int(lower[i]), int(upper[i]) + 1) for i in places]
    tried = list(product(*ranges))
    guesses = np.array(tried, dtype=float).reshape(len(tried), len(places))
    worlds = np.tile(np.asarray(values, dtype=float), (len(guesses), 1))
    worlds[:, places] = guesses
    fitting = worlds[(worlds @ np.asarray(equations, dtype=float).T == 0).all(axis=1)]
    return fitting.min(axis=0), fitting.max(axis=0)


@settings(max_examples=40)
@given(
    free=st.lists(st.integers(0, 6), min_size=4, max_size=4),
    hidden=st.lists(st.booleans(), min_size=9, max_size=9),
    slack=st.lists(st.integers(0, 5), min_size=9, max_size=9),
)
def test_a_two_way_table_has_the_ends_that_all_its_tables_have(free, hidden, slack):
    a, b, c, d = free
    values = [a, b, a + b, c, d, c + d, a + c, b + d, a + b + c + d]
    equations = np.zeros((6, 9))
    for row in range(3):
        equations[row, [3 * row, 3 * row + 1, 3 * row + 2]] = 1, 1, -1
        equations[3 + row, [row, 3 + row, 6 + row]] = 1, 1, -1
    if sum(hidden) > 5:
        hidden = [h and i < 5 for i, h in enumerate(hidden)]
    lower = [min(1, v) for v in values]
    upper = [v + s for v, s in zip(values, slack, strict=True)]
    expected = every_table(values, equations, hidden, lower, upper)
    found = intervals(values, equations, hidden, lower=lower, upper=upper, integer=True)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_whole_numbers_narrow_what_fractions_leave_open():
    # 2x + 3y = 12 and y is at most 3: x is 1.5 or more; among whole numbers only 3 and 6 fit
    equations = [[2, 3, -1]]
    loose = intervals([3, 2, 12], equations, [True, True, False], upper=[9, 3, 99])
    whole = intervals([3, 2, 12], equations, [True, True, False], upper=[9, 3, 99], integer=True)
    assert loose[0][0] == pytest.approx(1.5)
    assert whole[0][0] == pytest.approx(3)


def test_shown_cells_are_themselves_and_unbounded_ones_have_no_end():
    low, high = intervals([5, 7, 4], [[1, -1, 0]], [False, False, True], lower=[0, 0, 1])
    assert low.tolist() == [5, 7, 1]
    assert high.tolist() == [5, 7, np.inf]


def test_hidden_values_are_not_read():
    equations = [[1, 1, 1, -1]]
    true = intervals([3, 20, 15, 38], equations, [True, False, True, False])
    other = intervals([np.nan, 20, np.nan, 38], equations, [True, False, True, False])
    np.testing.assert_array_equal(np.where([1, 0, 1, 0], true, 0), np.where([1, 0, 1, 0], other, 0))


def test_what_fits_no_table_is_refused():
    with pytest.raises(ValueError, match="no table fits"):
        intervals([5, 3, 2], [[1, 1, -1]], [True, False, False])


@settings(max_examples=30)
@given(
    inner=st.lists(st.integers(0, 20), min_size=12, max_size=12),
    hidden=st.lists(st.booleans(), min_size=12, max_size=12),
)
def test_enough_stops_early_and_never_says_too_much(inner, hidden):
    table = np.array(inner, float).reshape(3, 4)
    values = np.concatenate([table.ravel(), table.sum(1), table.sum(0)])
    equations = np.zeros((7, 19))
    for i in range(3):
        equations[i, 4 * i : 4 * i + 4], equations[i, 12 + i] = 1, -1
    for j in range(4):
        equations[3 + j, j:12:4], equations[3 + j, 15 + j] = 1, -1
    mask = [*hidden, *[False] * 7]
    low, high = intervals(values, equations, mask)
    goal = np.full(19, 2.0), np.full(19, 11.0)
    some_low, some_high = intervals(values, equations, mask, enough=goal)
    assert (some_low >= low - 1e-6).all()
    assert (some_high <= high + 1e-6).all()
    assert (some_low <= np.maximum(low, goal[0]) + 1e-6)[mask].all()
    assert (some_high >= np.minimum(high, goal[1]) - 1e-6)[mask].all()
