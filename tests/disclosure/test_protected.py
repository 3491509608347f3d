"""The release's own attacker asks for both: that a count may be large, and that it is not told."""

import numpy as np
from scipy.sparse import csr_array

from netmap.disclosure.cells import Cell, CountSystem
from netmap.disclosure.protected import audit, hide

THRESHOLD = 11


def system(most_of_the_other):
    """A small count and another that make 12 together; the other is known to be at most so much."""
    values = np.array([9.0, 3.0, 12.0])
    return CountSystem(
        cells=tuple(Cell("density", "commune", code) for code in "abc"),
        values=values,
        equations=csr_array([[1.0, 1.0, -1.0]]),
        lower=np.array([0.0, 0.0, 12.0]),
        upper=np.array([100.0, most_of_the_other, 12.0]),
        weights=np.ones(3),
        published=np.ones(3, np.bool_),
        known=np.array([False, False, True]),
        sensitive=np.array([True, False, False]),
        whole=np.ones(3, np.bool_),
    )


def hidden(*which):
    return np.array([name in which for name in "abc"])


def test_a_count_that_may_be_the_threshold_but_is_told_to_a_few_people_is_betrayed():
    """It lies between 5 and 12: large enough, perhaps, and known to within seven people."""
    assert audit(system(7.0), hidden("a", "b"), threshold=THRESHOLD) == [0]


def test_a_count_that_spans_enough_and_reaches_the_threshold_is_not():
    assert audit(system(12.0), hidden("a", "b"), threshold=THRESHOLD) == []


def test_a_count_whose_sum_is_shown_is_betrayed():
    assert audit(system(12.0), hidden("a"), threshold=THRESHOLD) == [0]


def test_what_is_hidden_stands_up_to_the_attacker():
    pattern = hide(system(12.0), threshold=THRESHOLD)
    assert pattern.tolist() == [True, True, False]
