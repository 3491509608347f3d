"""What no row, a row without a number and a commune's total mean: against linear programmes.

The oracle knows zones, periods and rows as equations and bounds, and nothing of how they are
counted; each place lies between the least and the most that fit them.
"""

import numpy as np
import pytest
from scipy.optimize import linprog
from worlds import World

INF = np.inf


def world_of(rng):
    """Draw a world of three communes, quarters inside one of them, and rows of many kinds."""
    communes = {f"0100{i}": 1_000.0 + 100 * i for i in range(1, 4)}
    quarters = {}
    for number in range(int(rng.integers(0, 4))):
        home = f"0100{rng.integers(1, 4)}"
        quarters[f"QN0000{number}M"] = {home: 100.0}
    periods = ["2023", "2024"][: int(rng.integers(1, 3))]
    holds = bool(rng.integers(0, 2))
    people, at_most = {}, {}
    for period in periods:
        for quarter in quarters:
            roll = rng.random()
            if roll < 0.6:
                people[period, quarter] = int(rng.integers(0, 20))
            elif roll < 0.75:
                at_most[period, quarter] = float(rng.choice([4.0, 10.0, INF]))
        for code in communes:
            roll = rng.random()
            inside = [q for q, homes in quarters.items() if code in homes]
            least = sum(people.get((period, q), 0) for q in inside)
            least += sum(min(at_most.get((period, q), 0), 10) for q in inside)
            if roll < 0.6:
                people[period, code] = int(rng.integers(0, 30)) + (least if holds else 0)
            elif roll < 0.75:
                at_most[period, code] = INF if holds else float(rng.choice([4.0, INF]))
    if not people:
        people["2023", "01001"] = 3
    reading = {
        "lignes_absentes": str(rng.choice(["zero", "inconnu"])),
        "commune_comprend_qpv": holds,
    }
    return World(
        communes=communes, quarters=quarters, people=people, at_most=at_most,
        settings={"lecture": reading},
    )  # fmt: skip


def fitting(world):
    """Return the ends of each place over all that fits the rows of a world; None: nothing does."""
    zones = [(code, None) for code in world.communes]
    zones += [(home, quarter) for quarter, homes in world.quarters.items() for home in homes]
    periods = sorted({period for period, _ in {**world.people, **world.at_most}})
    at = {(zone, p): i for i, (zone, p) in enumerate((z, p) for z in zones for p in periods)}
    equal, most = bound_by_rows(world, zones, periods, at)
    most = [(row, n) for row, n in most if np.isfinite(n)]
    places = {("zone", code if q is None else f"{code}:{q}"): [(code, q)] for code, q in zones}
    places |= {("commune", c): [z for z in zones if z[0] == c] for c in world.communes}
    places |= {("qpv", q): [z for z in zones if z[1] == q] for q in world.quarters}
    ends = {}
    for place, inside in places.items():
        goal = np.zeros(len(at))
        goal[[at[zone, p] for zone in inside for p in periods]] = 1.0
        found = [
            linprog(
                sign * goal,
                A_eq=[r for r, _ in equal] or None,
                b_eq=[n for _, n in equal] or None,
                A_ub=[r for r, _ in most] or None,
                b_ub=[n for _, n in most] or None,
            )
            for sign in (1, -1)
        ]
        if any(one.status == 2 for one in found):
            return None
        ends[place] = (found[0].fun, -found[1].fun if found[1].status == 0 else INF)
    return ends


def bound_by_rows(world, zones, periods, at):
    """Return what the rows, and the rows that are not there, say of zones and periods."""
    reading = world.settings["lecture"]
    holds, zero = reading["commune_comprend_qpv"], reading["lignes_absentes"] == "zero"
    equal, most = [], []
    for period in periods:
        for code in (*world.communes, *world.quarters):
            row = np.zeros(len(at))
            for zone in zones:
                whole = holds or zone[1] is None
                if code == zone[1] or (code == zone[0] and whole):
                    row[at[zone, period]] = 1.0
            if (period, code) in world.people:
                equal.append((row, world.people[period, code]))
            elif (period, code) in world.at_most:
                most.append((row, world.at_most[period, code]))
            elif zero and (code in world.quarters or not holds):
                equal.append((row, 0.0))
            elif zero:  # no row of a commune: nobody outside its quarters
                only = np.zeros(len(at))
                only[at[(code, None), period]] = 1.0
                equal.append((only, 0.0))
    return equal, most


@pytest.mark.parametrize("seed", range(60))
def test_every_place_lies_between_what_fits_the_rows(seed):
    world = world_of(np.random.default_rng(seed))
    ends = fitting(world)
    if ends is None:
        return
    places = world.counts().places
    for place, (least, most) in ends.items():
        row = places.loc[place]
        top = INF if np.isnan(row["au_plus"]) else row["au_plus"]
        assert row["au_moins"] <= least + 1e-6, place
        assert top >= most - 1e-6, place
        if not np.isnan(row["personnes"]):
            assert row["personnes"] == pytest.approx(least), place
            assert least == pytest.approx(most), place
        elif not world.at_most:
            # what the rows settle by themselves is known (nobody in the whole: nobody in a part)
            assert most - least > 1e-6 or most < 1e-6, place


def told(world):
    return world.counts().places


def test_no_row_is_no_data_and_never_nobody():
    places = told(world_of_rows({("2024", "01001"): 12}, reading={}))
    assert places.loc[("commune", "01001"), "personnes"] == 12
    assert np.isnan(places.loc[("commune", "01002"), "personnes"])
    assert places.loc[("commune", "01002"), "ouverte"]
    zero = told(world_of_rows({("2024", "01001"): 12}, reading={"lignes_absentes": "zero"}))
    assert zero.loc[("commune", "01002"), "personnes"] == 0


def test_a_rate_counts_only_where_something_is_known():
    counts = world_of_rows({("2024", "01001"): 12}, reading={}).counts()
    assert counts.reference.people == 12
    assert counts.reference.years == 1_000


def world_of_rows(people, *, reading, quarters=None, **more):
    return World(
        communes={"01001": 1_000.0, "01002": 1_000.0},
        quarters=quarters or {},
        people=people,
        settings={"lecture": reading},
        **more,
    )


QUARTER = {"QN00101M": {"01001": 300.0}, "QN00102M": {"01001": 100.0}}


def test_counts_by_commune_only_never_make_a_quarter_empty():
    for reading in ({}, {"lignes_absentes": "zero"}):
        rows = {("2024", "01001"): 12, ("2024", "01002"): 4}
        places = told(world_of_rows(rows, reading=reading, quarters=QUARTER))
        assert places.loc[("commune", "01001"), "personnes"] == 12
        assert np.isnan(places.loc[("qpv", "QN00101M"), "personnes"])
        assert np.isnan(places.loc[("zone", "01001"), "personnes"]), "nor take them all"
        assert places.loc[("territoire", "territoire"), "personnes"] == 16


@pytest.mark.parametrize(("holds", "total", "rest"), [(True, 115, 71), (False, 159, 115)])
def test_a_total_and_the_part_of_its_quarter_are_added_or_not_as_was_said(holds, total, rest):
    rows = {("2024", "01001"): 115, ("2024", "QN00101M"): 44}
    reading = {"commune_comprend_qpv": holds, "lignes_absentes": "zero"}
    world = world_of_rows(rows, reading=reading, quarters={"QN00101M": {"01001": 300.0}})
    places = told(world)
    assert places.loc[("territoire", "territoire"), "personnes"] == total
    assert places.loc[("commune", "01001"), "personnes"] == total
    assert places.loc[("zone", "01001"), "personnes"] == rest
    assert world.counts().periods.loc["2024", "personnes"] == total


def test_a_small_count_that_is_not_told_is_an_interval_and_never_0():
    towns = {f"010{i:02}": 1_000.0 for i in range(1, 9)}
    world = World(
        communes=towns,
        people={("2024", code): 10 + 12 * i for i, code in enumerate(list(towns)[1:])},
        at_most={("2024", "01001"): 4.0},
    )
    row = told(world).loc[("commune", "01001")]
    assert np.isnan(row["personnes"])
    assert (row["au_moins"], row["au_plus"]) == (0, 4)
    assert np.isnan(world.counts().periods.loc["2024", "personnes"])
    seen = world.findings(audience="interne").density.loc[("commune", "01001")]
    assert seen["classe"] == "sous-desservie", "4 at most where 46 are due"
    assert np.isnan(seen["personnes"])
    public = world.findings().density.loc[("commune", "01001")]
    assert public["classe"] == "sans-donnee", "that it is small is not told"
