"""One door to HiGHS: its answers against every point tried, its prices against small steps."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array, csr_array

from netmap.errors import InfeasibleError, NetmapError, OutOfTimeError, SolverError
from netmap.messages import LANGUAGES, Messages
from netmap.solver import Answer, Program, deadline, minimise, relax, seconds_left


def program_of(objective, rows, lower, upper, *, most=3, whole=True):
    size = len(objective)
    return Program(
        objective=np.array(objective, float),
        matrix=csr_array(np.array(rows, float).reshape(len(lower), size)),
        lower=np.array(lower, float),
        upper=np.array(upper, float),
        least=np.zeros(size),
        most=np.full(size, float(most)),
        whole=np.full(size, whole) if whole is not None else None,
    )


@st.composite
def programs(draw):
    size, count = draw(st.integers(1, 3)), draw(st.integers(0, 3))
    numbers = st.integers(-3, 3)
    ends = [sorted((draw(st.integers(-4, 6)), draw(st.integers(-4, 6)))) for _ in range(count)]
    kinds = [draw(st.sampled_from(["both", "above", "below", "equal"])) for _ in range(count)]
    lower = [
        -np.inf if kind == "above" else low for kind, (low, _) in zip(kinds, ends, strict=True)
    ]
    upper = [
        np.inf if kind == "below" else low if kind == "equal" else high
        for kind, (low, high) in zip(kinds, ends, strict=True)
    ]
    rows = [[draw(numbers) for _ in range(size)] for _ in range(count)]
    return program_of([draw(numbers) for _ in range(size)], rows, lower, upper)


def best_of_all(program):
    """An oracle: every whole point, one by one; None: none is allowed."""
    points = itertools.product(range(4), repeat=len(program.objective))
    allowed = [
        float(program.objective @ point)
        for point in map(np.array, points)
        if (program.lower <= program.matrix @ point).all()
        and (program.matrix @ point <= program.upper).all()
    ]
    return min(allowed, default=None)


@settings(max_examples=150)
@given(programs())
def test_whole_numbers_are_the_best_of_all_points(program):
    answer, best = minimise(program), best_of_all(program)
    if best is None:
        assert (answer.outcome, answer.point, answer.bound) == ("infeasible", None, -np.inf)
        assert np.isnan(answer.value)
        return
    assert answer.outcome == "optimal"
    assert answer.value == pytest.approx(best, abs=1e-6)
    assert answer.bound == pytest.approx(best, abs=1e-6)
    assert answer.point == pytest.approx(answer.point.round(), abs=1e-6)


@settings(max_examples=150)
@given(programs())
def test_split_variables_cost_no_more_and_both_ways_to_split_them_agree(program):
    relaxed, linear = relax(program), minimise(replace(program, whole=None))
    assert relaxed.outcome == linear.outcome
    if relaxed.outcome == "optimal":
        assert relaxed.value == pytest.approx(linear.value, abs=1e-7)
        assert linear.bound == linear.value
        best = best_of_all(program)
        assert best is None or relaxed.value <= best + 1e-7


@settings(max_examples=150)
@given(programs())
def test_prices_add_up_to_the_objective_and_bound_what_a_moved_row_brings(program):
    """Strong duality; and a price is a slope: the optimum is convex in the bounds of rows."""
    answer = relax(program)
    if answer.prices is None:
        return
    prices = answer.prices
    stands = np.where(prices.rows > 0, program.lower, program.upper)
    worth = prices.rows[prices.rows != 0] @ stands[prices.rows != 0]
    worth += prices.least @ program.least + prices.most @ program.most
    assert worth == pytest.approx(answer.value, abs=1e-7)
    assert (prices.least >= -1e-9).all()
    assert (prices.most <= 1e-9).all()
    for row in range(len(program.lower)):
        step = np.zeros(len(program.lower))
        step[row] = 1.0
        moved = relax(replace(program, lower=program.lower + step, upper=program.upper + step))
        if moved.outcome == "optimal":
            assert moved.value >= answer.value + prices.rows[row] - 1e-7


def test_what_has_no_answer_says_why():
    never = minimise(program_of([1.0], [[1.0]], [2.0], [np.inf], most=1))
    assert never.outcome == "infeasible"
    with pytest.raises(InfeasibleError, match="a seat"):
        never.required("a seat")
    for solve in (minimise, relax):
        endless = solve(program_of([-1.0], [[1.0]], [0.0], [np.inf], most=np.inf, whole=None))
        assert (endless.outcome, endless.point) == ("unbounded", None)
        with pytest.raises(SolverError, match="unbounded: a seat"):
            endless.required("a seat")


def test_a_programme_without_rows_stands_at_its_bounds():
    free = program_of([1.0, -2.0], [], [], [], most=5, whole=None)
    free = replace(free, matrix=csc_array((0, 2)))
    assert minimise(free).point.tolist() == [0, 5]
    assert relax(free).prices.most.tolist() == [0, -2]


@pytest.fixture(scope="module")
def hard():
    """A set to cover, of which a proof takes longer than no time at all."""
    rng = np.random.default_rng(3)
    rows = rng.random((120, 200)) < 0.05
    rows[:, 0] |= ~rows.any(axis=1)
    return program_of(rng.integers(3, 9, 200), rows, np.ones(120), np.full(120, np.inf), most=1)


def test_what_time_did_not_allow_is_no_proof(hard):
    answer = minimise(hard, time_limit_s=0.0)
    assert answer.outcome == "time-limit"
    assert not answer.bound > best_cover(hard)
    nothing = Answer(outcome="time-limit", point=None, value=np.nan, bound=-np.inf)
    with pytest.raises(OutOfTimeError, match="a cover"):
        nothing.required("a cover")


def best_cover(program):
    """The weight of a cover found greedily: no bound may lie above it."""
    rows, left, total = program.matrix.toarray(), np.ones(len(program.lower)), 0.0
    while left.any():
        gains = (left @ rows) / program.objective
        left = left * (rows[:, gains.argmax()] == 0)
        total += program.objective[gains.argmax()]
    return total


def test_a_gap_that_was_asked_is_told_from_a_proof(hard):
    answer = minimise(hard, gap=0.5)
    assert answer.outcome == "within-gap"
    assert answer.value > answer.bound >= 0.5 * answer.value
    assert answer.required("a cover") is answer.point


def test_time_left_is_never_none_at_all():
    assert seconds_left(deadline(None)) is None
    assert 0 < seconds_left(deadline(-5.0)) <= 0.001
    assert 9 < seconds_left(deadline(10.0)) <= 10


@pytest.mark.parametrize("error", [SolverError, InfeasibleError, OutOfTimeError])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_line_tells_each_in_a_sentence(netmap, monkeypatch, error, language):
    def fail(*_, **__):
        message = "HiGHS status 4"
        raise error(message)

    monkeypatch.setattr("netmap.inputs.read_inputs", fail)
    status, out, err = netmap("site", "--etp", "1.2", "--lang", language)
    assert (status, out) == (1, "")
    assert err.strip() == Messages(language)(f"solver.{error.kind}")
    assert issubclass(error, NetmapError)
