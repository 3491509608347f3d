"""What a release hid together is not told apart later: by brute force over all small tables."""

from dataclasses import replace
from itertools import product

import numpy as np
from scipy.sparse import csr_array

from netmap.disclosure.cells import Cell, Company, CountSystem
from netmap.disclosure.company import hidden_together, told_apart
from netmap.disclosure.protected import hide
from netmap.disclosure.states import Bond, State, Term

THRESHOLD = 4
TOTAL = ("density", "territoire", "territoire")
A, B, C, D = (("density", "commune", code) for code in "abcd")

#: cells: what a release hid (a, b, c) beside a total that it showed; today's c, and who came
NAMES = ("a", "b", "c", "total", "now", "came")
VALUES = (2, 6, 5, 13, 6, 1)
EQUATIONS = [[1, 1, 1, -1, 0, 0], [0, 0, 1, 0, -1, 1]]


def system(b_at_least=5):
    """Of three counts that a release hid together, today's c tells how large the third was."""
    values = np.array(VALUES, dtype=float)
    published = np.array([name == "now" for name in NAMES])
    known = np.array([name == "total" for name in NAMES])
    return CountSystem(
        cells=tuple(Cell("history", "", name) for name in NAMES),
        values=values,
        equations=csr_array(EQUATIONS, dtype=float),
        lower=np.where(known, values, [1, b_at_least, 1, 0, 0, 0]),
        upper=np.where(known, values, [50, 50, 50, 50, 50, 1]),
        weights=np.where(published, values, 0.0),
        published=published,
        known=known,
        sensitive=np.zeros(len(NAMES), np.bool_),
        whole=np.ones(len(NAMES), np.bool_),
        companies=(Company(frozenset({0, 1, 2}), THRESHOLD),),
    )


def may_be_small(one, shown):
    """Name the hidden counts that some table that fits makes small, by trying every table."""
    found: set[str] = set()
    for a, b, c, came in product(range(14), range(14), range(14), range(2)):
        table = np.array([a, b, c, 13, c + came, came])
        fits = (table >= one.lower).all() and (table <= one.upper).all() and a + b + c == 13
        if fits and all(
            table[NAMES.index(name)] == one.values[NAMES.index(name)] for name in shown
        ):
            found |= {name for name, n in zip("abc", (a, b, c), strict=True) if n < THRESHOLD}
    return found


def test_a_count_that_tells_the_others_large_stays_hidden():
    one = system()
    assert may_be_small(one, {"now"}) == {"a"}, "b is known to be large, and c is told to be"
    assert may_be_small(one, set()) == {"a", "c"}
    everything_else = np.array([name not in {"now", "total"} for name in NAMES])
    assert list(told_apart(one, everything_else)) == [(2, THRESHOLD - 1.0)]
    pattern = hide(one, threshold=THRESHOLD)
    shown = {name for name, is_hidden in zip(NAMES, pattern, strict=True) if not is_hidden}
    assert may_be_small(one, shown) == {"a", "c"}


def test_a_count_that_leaves_two_perhaps_small_is_shown():
    one = system(b_at_least=1)
    assert may_be_small(one, {"now"}) == {"a", "b"}
    assert not hide(one, threshold=THRESHOLD)[NAMES.index("now")]


def test_what_nobody_can_hide_any_more_is_not_hidden_in_vain():
    one = system()
    low = one.lower.copy()
    low[2] = THRESHOLD
    assert may_be_small(replace(one, lower=low), set()) == {"a"}
    assert not hide(replace(one, lower=low), threshold=THRESHOLD)[NAMES.index("now")]


def test_counts_are_hidden_together_where_a_sum_of_their_day_binds_them():
    other = ("contacts", "commune", "2024 a")
    then = State({TOTAL: 40.0, D: 20.0}, frozenset({A, B, other}), {1}, {}, 11)
    now = State({}, frozenset({A, B, C}), {1}, {}, 11)

    def at(number, *keys):
        return {Term(number, -1, key): 1.0 for key in keys}

    bonds = [
        Bond({**at(0, A, B, D), Term(0, -1, TOTAL): -1.0}),
        Bond({**at(0, A), **dict.fromkeys(at(1, A), -1.0)}, rise=True),
        Bond({**at(1, A, B, C), Term(1, -1, TOTAL): -1.0}),
    ]
    (found,) = hidden_together([then, now], bonds)
    assert found.members == frozenset(at(0, A, B))
    assert found.threshold == 11
