"""Communes, QPVs over several of them, periods, pooled periods, earlier releases: by thousands.

Hierarchies are drawn at random and protected; every count stays as uncertain as promised, one
who tries all whole tables finds the same intervals, and no cheaper pattern would have done.
"""

import os
from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from netmap.attack import intervals
from netmap.disclosure import Protection, suppress
from netmap.disclosure.cells import ROWS, Cell, CountSystem
from netmap.disclosure.people import people_system
from netmap.disclosure.protected import audit, hide

THRESHOLD = 4
#: everybody knows that no count of a zone and a period is more
_KNOWN_MOST = 8.0
#: hierarchies drawn; the suite has little time, and more can be asked for
HIERARCHIES = int(os.environ.get("NETMAP_HIERARCHIES", "40"))
#: counts of which all values are tried
_TRIED = 5


def drawn(rng, *, small=False):
    """Draw a hierarchy: sets of zones, sets of periods, who shows which, and counts."""
    communes = int(rng.integers(2, 3 if small else 5))
    zones = [(commune, None) for commune in range(communes)]
    for quarter in range(int(rng.integers(0, 2 if small else 3))):
        size = int(rng.integers(1, min(communes, 3) + 1))
        homes = rng.choice(communes, size=size, replace=False)
        zones += [(int(home), quarter) for home in sorted(homes)]
    # a commune that its quarters cover whole has no remainder
    for commune in range(communes):
        parts = [zone for zone in zones if zone[0] == commune and zone[1] is not None]
        if parts and rng.random() < 0.5:
            zones.remove((commune, None))
    if small:
        zones = zones[:3]
    periods = int(rng.integers(1, 3 if small else 4))
    earlier = int(rng.integers(0, periods))
    counts = rng.choice([0, 1, 2, 3, 5, 6], size=(len(zones), periods)).astype(float)
    places = {("territory", 0): list(range(len(zones)))}
    for level, at in (("commune", 0), ("qpv", 1)):
        for code in sorted({zone[at] for zone in zones} - {None}):
            places[level, code] = [i for i, zone in enumerate(zones) if zone[at] == code]
    pooled = {"now": range(periods)}
    if earlier:
        pooled["before"] = range(earlier)
    return counts, places, pooled


def system_of(counts, places, pooled):
    """Write the hierarchy as cells and equations, each with its own name."""
    size, periods = counts.shape
    cells, values, rows = [], [], []

    def add(name, people):
        cells.append(name)
        values.append(people)
        return len(cells) - 1

    base = {
        (i, p): add(("base", i, p), counts[i, p]) for i, p in product(*map(range, counts.shape))
    }
    zone = {}
    for when, chosen in pooled.items():
        for i in range(size):
            zone[when, i] = add((when, "zone", i), counts[i, list(chosen)].sum())
            rows.append({zone[when, i]: -1.0, **{base[i, p]: 1.0 for p in chosen}})
        for (level, code), inside in places.items():
            whole = add((when, level, code), counts[np.ix_(inside, list(chosen))].sum())
            rows.append({whole: -1.0, **{zone[when, i]: 1.0 for i in inside}})
    for p in range(periods):
        year = add(("year", p, 0), counts[:, p].sum())
        rows.append({year: -1.0, **{base[i, p]: 1.0 for i in range(size)}})
    matrix = np.zeros((len(rows), len(cells)))
    for row, entries in enumerate(rows):
        for cell, factor in entries.items():
            matrix[row, cell] = factor
    values = np.array(values)
    shown = np.array([name[0] != "base" for name in cells])
    lower = np.where(shown & (values > 0), 1.0, 0.0)
    weights = np.where(shown, np.maximum(values, 1.0), 0.0)
    weights[[name[1] == "territory" or name[0] == "year" for name in cells]] = 500.0
    return CountSystem(
        cells=tuple(Cell("density", str(name[:2]), str(name[2])) for name in cells),
        values=values,
        equations=csr_array(matrix),
        lower=lower,
        upper=np.where(shown, np.inf, _KNOWN_MOST),
        weights=weights,
        published=shown,
        known=np.zeros(len(cells), dtype=bool),
        sensitive=(values > 0) & (values < THRESHOLD),
        whole=np.ones(len(cells), dtype=bool),
    )


def every_table(system, hidden):
    """Return the ends of each cell over all whole tables that fit; None: they are too many."""
    base = np.flatnonzero(~system.published)
    if len(base) > _TRIED:
        return None
    tables = np.array(list(product(np.arange(_KNOWN_MOST + 1), repeat=len(base))))
    # each shown cell is a sum of base cells: found by least squares, checked by the equations
    sums = np.zeros((len(system.cells), len(base)))
    sums[base] = np.eye(len(base))
    others = np.flatnonzero(system.published)
    dense = system.equations.toarray()
    sums[others] = np.linalg.lstsq(dense[:, others], -dense[:, base], rcond=None)[0]
    assert np.abs(dense @ sums).max(initial=0) < 1e-9
    worlds = np.round(tables @ sums.T)
    fits = (worlds[:, ~hidden] == system.values[~hidden]).all(axis=1)
    fits &= (worlds[:, hidden] >= system.lower[hidden]).all(axis=1)
    return worlds[fits].min(axis=0), worlds[fits].max(axis=0)


def test_no_count_of_any_hierarchy_is_told_to_less_than_promised():
    rng = np.random.default_rng(20_260)
    tried = sensitive = 0
    for number in range(HIERARCHIES):
        system = system_of(*drawn(rng, small=number % 4 > 0))
        hidden = hide(system, threshold=THRESHOLD)
        low, high = intervals(
            system.values,
            system.equations,
            hidden,
            lower=system.lower,
            upper=system.upper,
            integer=True,
        )
        reach = np.minimum(THRESHOLD, system.upper)
        small = system.sensitive
        sensitive += small.sum()
        assert hidden[small].all()
        assert (high >= reach - 1e-6)[small].all(), number
        assert (high - low >= THRESHOLD - 1 - 1e-6)[small].all(), number
        found = every_table(system, hidden)
        if found is not None:
            tried += 1
            np.testing.assert_allclose((low, high), found, atol=1e-6, err_msg=str(number))
    assert tried >= HIERARCHIES / 3
    assert sensitive >= HIERARCHIES


def protects(system, hidden, goals):
    """Ask linear programmes of our own whether each small count is as uncertain as asked."""
    columns = np.flatnonzero(hidden)
    dense = system.equations.toarray()
    right = -(dense[:, ~hidden] @ system.values[~hidden])
    bounds = np.column_stack((system.lower[columns], system.upper[columns]))
    for cell in np.flatnonzero(system.sensitive):
        ends = []
        for sign in (1, -1):
            cost = np.where(columns == cell, sign, 0)
            found = linprog(cost, A_eq=dense[:, columns], b_eq=right, bounds=bounds)
            ends.append(np.inf if found.status == 3 else sign * found.fun)
        if ends[1] < goals[0] - 1e-6 or ends[1] - ends[0] < goals[1] - 1e-6:
            return False
    return True


def test_no_cheaper_pattern_of_small_hierarchies_protects():
    """Hiding more protects more: where a set of cells fails, so do all of its subsets."""
    rng = np.random.default_rng(7)
    compared = 0
    for _ in range(max(20, HIERARCHIES // 20)):
        system = system_of(*drawn(rng, small=True))
        cells = np.flatnonzero(system.sensitive | ~system.published)
        small = system.sensitive[cells]
        result = suppress(
            system.values,
            system.equations,
            cells,
            weights=system.weights,
            lower=system.lower,
            upper=system.upper,
            protection=Protection(
                upper=np.where(small, THRESHOLD - system.values[cells], 0.0),
                sliding=np.where(small, THRESHOLD - 1.0, 0.0),
            ),
        )
        assert result.status in {"optimal", "infeasible"}
        if result.status == "infeasible":
            continue
        assert protects(system, result.suppressed, (THRESHOLD, THRESHOLD - 1))
        others = np.setdiff1d(np.arange(len(system.cells)), cells)
        patterns = np.array(list(product([False, True], repeat=len(others))))[::-1]
        costs = system.weights[cells].sum() + patterns @ system.weights[others]
        cheaper = patterns[costs < result.cost - 1e-6]
        failed = np.zeros((0, len(others)), dtype=bool)
        for pattern in cheaper[np.argsort(-cheaper.sum(axis=1), kind="stable")]:
            if (failed | ~pattern).all(axis=1).any():
                continue
            hidden = np.zeros(len(system.cells), dtype=bool)
            hidden[cells] = True
            hidden[others[pattern]] = True
            assert not protects(system, hidden, (THRESHOLD, THRESHOLD - 1))
            failed = np.vstack((failed, pattern))
        compared += 1
    assert compared >= 15


def covered(make_world, people):
    """Three communes; the first has no remainder, and a quarter lies in all three."""
    return make_world(
        communes={"01001": 1_200, "01002": 9_000, "01003": 8_000},
        quarters={
            "QN1": {"01001": 800, "01002": 600, "01003": 200},
            "QN2": {"01001": 400, "01002": 400},
        },
        people={("2023", code): count for code, count in people.items()},
    )


def test_a_commune_without_a_remainder_is_the_sum_of_its_parts_and_each_part_a_share(
    make_world,
):
    world = covered(make_world, {"01001": 30, "01002": 40, "01003": 50, "QN1": 80, "QN2": 24})
    system = people_system(world.counts())
    assert "01001" not in world.territory().zones.index
    place = {cell: i for i, cell in enumerate(system.cells)}
    rows = system.equations.toarray()

    def bound(**factors):
        wanted = np.zeros(len(system.cells))
        for cell, factor in factors["terms"]:
            wanted[place[cell]] = factor
        return any(np.allclose(row, wanted) for row in rows)

    def cell(level, code):
        return Cell("density", level, code)

    zones = [f"{home}:QN1" for home in ("01001", "01002", "01003")]
    assert bound(
        terms=[
            (cell("commune", "01001"), -1),
            (cell("zone", "01001:QN1"), 1),
            (cell("zone", "01001:QN2"), 1),
        ]
    )
    assert bound(terms=[(cell("qpv", "QN1"), -1), *((cell("zone", z), 1) for z in zones)])
    own, quarter = Cell("derived", ROWS, "01001"), Cell("derived", ROWS, "QN1")
    assert bound(terms=[(cell("zone", zones[0]), -1), (own, 800 / 1_200), (quarter, 0.5)])
    assert bound(terms=[(cell("zone", zones[1]), -1), (quarter, 600 / 1_600)])
    assert system.values[place[own]] == 30
    assert not system.published[place[own]]
    assert np.abs(system.equations @ system.values).max() < 1e-9


def rows_that_fit(published, codes, most):
    """Return every whole table of rows by code that fits what is shown; shares from residents."""
    territory = published.release.territory
    zones, shares = territory.zones, territory.qpv_shares
    share = np.zeros((len(zones), len(codes)))
    for i, (zone, home, quarter) in enumerate(
        zip(zones.index, zones["code_insee"], zones["code_qp"], strict=True)
    ):
        if zone in codes:
            share[i, codes.index(zone)] = 1.0
        if isinstance(quarter, str):
            share[i, codes.index(quarter)] += shares[quarter, home]
        if home not in zones.index:
            inside = zones["code_insee"] == home
            weight = zones["population"][zone] / zones.loc[inside, "population"].sum()
            share[i, codes.index(home)] += weight
    worlds = np.stack(np.meshgrid(*(np.arange(n + 1) for n in most)), -1).reshape(-1, len(codes))
    people = worlds @ share.T
    fits = np.ones(len(worlds), dtype=bool)
    for (level, code), shown in published.density["personnes"].items():
        inside = {
            "territoire": np.ones(len(zones), dtype=bool),
            "commune": (zones["code_insee"] == code).to_numpy(),
            "qpv": (zones["code_qp"] == code).to_numpy(),
            "zone": zones.index == code,
        }[level]
        total = people[:, inside].sum(axis=1)
        fits &= total >= 1e-6 if np.isnan(shown) else np.abs(total - shown) < 1e-6
    return worlds[fits]


@pytest.mark.parametrize("own", [3, 5, 9])
@pytest.mark.parametrize("quarter", [4, 40])
def test_the_rows_of_a_commune_without_a_remainder_are_not_worked_out(make_world, own, quarter):
    """Its count and its quarter's, both shown, would give its own rows back."""
    codes = ["01001", "01002", "QN1"]
    people = dict(zip(codes, (own, 20, quarter), strict=True))
    world = make_world(
        communes={"01001": 900, "01002": 9_000},
        quarters={"QN1": {"01001": 900, "01002": 300}},
        people={("2023", code): count for code, count in people.items()},
    )
    system = people_system(world.counts())
    rows = system.cells.index(Cell("derived", ROWS, "01001"))
    assert system.sensitive[rows]
    naive = ~system.published | (system.sensitive & system.published)
    low, high = intervals(
        system.values, system.equations, naive, lower=system.lower, upper=system.upper
    )
    if quarter == 40:
        assert (low[rows], high[rows]) == pytest.approx((own, own)), "the leak is there"
    assert audit(system, hide(system, threshold=11), threshold=11) == []
    tables = rows_that_fit(world.findings(), codes, [60, 60, 80])
    assert len(tables)
    for place, code in enumerate(codes):
        if people[code] < 11:
            assert tables[:, place].max() >= 11
            assert np.ptp(tables[:, place]) >= 10
