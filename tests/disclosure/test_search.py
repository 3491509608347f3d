"""What the search for a pattern is made of, each part against an oracle of its own."""

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog, milp
from scipy.sparse import csc_array

from netmap.disclosure.capacity import Demand, Space
from netmap.disclosure.cheapest import Cheapest
from netmap.disclosure.cuts import Cuts, add_equations
from netmap.disclosure.reader import Reader
from netmap.disclosure.search import Search, Task

SEEDS = range(12)


def drawn(seed):
    """Draw a small system with factors of several kinds, its demands and what must be hidden."""
    random = np.random.default_rng(seed)
    cells = 9
    equations = random.choice([0.0, 0.0, 1.0, 1.0, -1.0, 0.5], size=(4, cells))
    equations[:, 0] = 1.0
    below = random.integers(0, 5, cells).astype(float)
    above = random.integers(0, 9, cells).astype(float)
    space = Space(csc_array(equations), below, above)
    forced = np.zeros(cells, dtype=bool)
    forced[:3] = True
    demands = tuple(
        Demand(
            cell=cell,
            up=float(min(random.integers(0, 4), above[cell])),
            down=float(min(random.integers(0, 3), below[cell])),
            span=float(min(random.integers(0, 6), above[cell] + below[cell])),
        )
        for cell in range(3)
    )
    return space, demands, forced


def ends(space, cell, shares):
    """Return how far a cell goes up and down, by a programme written here."""
    found = [
        linprog(
            np.where(np.arange(space.size) == cell, -sign, 0.0),
            A_eq=space.equations.toarray(),
            b_eq=np.zeros(space.equations.shape[0]),
            bounds=np.column_stack([-space.below * shares, space.above * shares]),
        )
        for sign in (1, -1)
    ]
    return tuple(-one.fun for one in found)


def protects(space, demands, hidden):
    for demand in demands:
        up, down = ends(space, demand.cell, hidden.astype(float))
        if up < demand.up - 1e-6 or down < demand.down - 1e-6 or up + down < demand.span - 1e-6:
            return False
    return True


def patterns(forced):
    free = np.flatnonzero(~forced)
    for chosen in product([False, True], repeat=len(free)):
        hidden = forced.copy()
        hidden[free] = chosen
        yield hidden


@pytest.mark.parametrize("seed", SEEDS)
def test_the_cheapest_of_all_patterns_is_found_and_no_cut_forbids_one_that_protects(seed):
    space, demands, forced = drawn(seed)
    weights = np.random.default_rng(seed).integers(1, 20, space.size).astype(float)
    cuts = Cuts(forced)
    add_equations(cuts, space, demands, forced)
    safe = [hidden for hidden in patterns(forced) if protects(space, demands, hidden)]
    for hidden in safe:
        assert (cuts.matrix @ hidden.astype(float) >= 1 - 1e-9).all()
    asked = tuple(one for one in demands if max(one.up, one.down, one.span) > 0)
    found = Search(Task(space, weights, forced, asked), seconds=60).run()
    if not safe:
        assert found.status == "infeasible"
        return
    assert found.status == "optimal"
    assert protects(space, demands, found.hidden)
    assert weights[found.hidden].sum() == min(weights[hidden].sum() for hidden in safe)


def test_an_equation_alone_asks_for_its_total_where_the_others_have_no_room():
    # 1 + 1 + 8 = 10: the ones cannot go down, so that one goes up with the total alone
    space = Space(
        csc_array([[1.0, 1.0, 1.0, -1.0]]), np.array([0.0, 0.0, 0.0, 9.0]), np.full(4, 50.0)
    )
    forced = np.array([True, False, False, False])
    cuts = Cuts(forced)
    add_equations(cuts, space, [Demand(cell=0, up=10.0, down=0.0, span=0.0)], forced)
    assert cuts.matrix.toarray().tolist() == [[0.0, 0.0, 0.0, 1.0]]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_reader_goes_as_far_as_a_programme_made_anew_whatever_was_asked_before(seed):
    space, _, _ = drawn(seed)
    shares = np.random.default_rng(seed + 50).choice([0.0, 0.3, 1.0, 1.0], size=space.size)
    reader = Reader(space, shares)
    free = np.flatnonzero(shares)
    for cell in [*free, *free[::-1]]:
        up, down = ends(space, cell, shares)
        for sign, end in ((1, up), (-1, down)):
            reached = reader.reach(int(cell), sign, np.inf)
            assert reached.distance == pytest.approx(end, abs=1e-7)
            assert np.abs(space.equations @ reached.deviations).max() < 1e-7
            # the cut is tight for what was read, and holds for whatever else is hidden
            assert reached.coefficients @ shares == pytest.approx(end, abs=1e-6)
            other = np.random.default_rng(cell).choice([0.0, 1.0], size=space.size)
            other[cell] = 1.0
            assert reached.coefficients @ other >= ends(space, cell, other)[sign < 0] - 1e-6
            near = reader.reach(int(cell), sign, end / 2)
            assert near.distance == pytest.approx(end / 2, abs=1e-7)


@pytest.mark.parametrize("seed", SEEDS)
def test_hiding_in_part_and_as_a_whole_cost_what_another_solver_says(seed):
    random = np.random.default_rng(seed)
    weights = random.integers(1, 9, 8).astype(float)
    forced = np.arange(8) < 2
    cuts, cheapest = Cuts(forced), Cheapest(weights, forced)
    for _ in range(3):
        cuts.add(np.arange(8), random.random(8), float(random.uniform(1.0, 2.5)))
        matrix = cuts.matrix.toarray()
        bounds = np.column_stack([forced, np.ones(8)])
        part = linprog(weights, A_ub=-matrix, b_ub=-np.ones(len(matrix)), bounds=bounds)
        shares = cheapest.in_part(cuts)
        whole = cheapest.whole(cuts, time_limit_s=10)
        if part.status == 2:
            assert shares is None
            assert whole.outcome == "infeasible"
            break
        assert weights @ shares == pytest.approx(part.fun)
        peer = milp(
            weights,
            constraints=(matrix, np.ones(len(matrix)), np.inf),
            bounds=(forced.astype(float), 1),
            integrality=np.ones(8),
        )
        assert whole.outcome == ("optimal" if peer.status == 0 else "infeasible")
        if peer.status == 0:
            assert whole.value == pytest.approx(peer.fun)
