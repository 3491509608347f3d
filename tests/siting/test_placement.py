import itertools
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netmap.errors import ColumnError, InputError
from netmap.messages import LANGUAGES, Messages
from netmap.siting import (
    PlanRules,
    YearBudget,
    draw_need,
    gain_curve,
    place_half_days,
    redraw,
    runner_ups,
    site_contributions,
)
from netmap.siting.explore import find_knee
from netmap.siting.instance import journey_share
from netmap.siting.search import last_year, people_reached, reached_each, search

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
EXACT = PlanRules(gap=0.0, capacity_per_half_day=10)


def make_sites(rows, codes):
    """Sites a, b, …: (half-days held or None for a candidate, locked, itinerant)."""
    return pd.DataFrame(
        {
            "code_insee": codes,
            "demi_journees": [np.nan if held is None else held for held, _, _ in rows],
            "statut": ["candidate" if held is None else "ouverte" for held, _, _ in rows],
            "verrouillee": [locked for _, locked, _ in rows],
            "itinerante": [itinerant for _, _, itinerant in rows],
        },
        index=pd.Index([chr(97 + place) for place in range(len(rows))], name="id"),
    )


def make_case(minutes, need, rows):
    codes = [f"1700{place}" for place in range(len(need))]
    sites = make_sites(rows, [codes[place % len(codes)] for place in range(len(rows))])
    cost = pd.DataFrame(np.asarray(minutes, float), index=codes, columns=sites.index)
    return cost, pd.Series(need, index=codes, dtype=float), sites


def years(*half_days):
    return [YearBudget(year=str(2026 + place), half_days=b) for place, b in enumerate(half_days)]


def best_allocation(share, need, capacity):
    """An oracle: how best to use given capacities, by successive trials of whole places.

    Needs and capacities are multiples of 5, so that a place is a block of 5 people; a
    maximum-weight assignment of blocks is an optimum of the transport problem.
    """
    from scipy.optimize import linear_sum_assignment

    people = np.repeat(np.arange(len(need)), (np.asarray(need) / 5).astype(int))
    places = np.repeat(np.arange(len(capacity)), (np.asarray(capacity) / 5).astype(int))
    if not people.size or not places.size:
        return 0.0
    worth = 5 * share[np.ix_(people, places)]
    row, column = linear_sum_assignment(worth, maximize=True)
    return worth[row, column].sum()


def brute_force(cost, need, sites, budget, *, travel, most):
    """An oracle: every way to hold half-days, one by one."""
    share = np.clip((30 - cost.to_numpy()) / 20, 0, 1)
    options = []
    for site in sites.itertuples():
        least = 0.0
        if site.verrouillee:
            least = (
                site.demi_journees if site.demi_journees > 0 else (0.5 if site.itinerante else 1.0)
            )
        step = 0.5 if site.itinerante else 1.0
        options.append(np.arange(least, max(most, least) + 1e-9, step))
    best = 0.0
    for held in itertools.product(*options):
        held = np.array(held)  # noqa: PLW2901
        trips = np.where(sites["itinerante"], held, held > 0)
        if (held + travel * trips).sum() <= budget + 1e-9:
            best = max(best, best_allocation(share, need.to_numpy(), 10 * held))
    return best


@st.composite
def cases(draw):
    n, m = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    minutes = st.sampled_from([0.0, 10.0, 15.0, 20.0, 30.0, np.inf])
    cost = [[draw(minutes) for _ in range(m)] for _ in range(n)]
    need = [5.0 * draw(st.integers(0, 6)) for _ in range(n)]
    rows = [
        (draw(st.sampled_from([None, 1.0])), draw(st.booleans()), draw(st.booleans()))
        for _ in range(m)
    ]
    travel = draw(st.sampled_from([0.0, 0.25, 0.5]))
    # What is locked must be paid for; the rest is short, so that the budget binds.
    locked = sum((held or 1.0) + travel for held, kept, _ in rows if kept)
    budget = max(float(np.ceil(locked)), 1.0) + draw(st.integers(0, 2))
    return make_case(cost, need, rows), travel, budget


@settings(max_examples=40)
@given(cases())
def test_equals_brute_force(case):
    (cost, need, sites), travel, budget = case
    rules = PlanRules(gap=0.0, capacity_per_half_day=10, max_half_days=2)
    plan = place_half_days(
        cost, need, sites, budgets=years(budget), rules=rules, travel_overhead=travel
    )
    expected = brute_force(cost, need, sites, budget, travel=travel, most=2)
    assert plan.objective == pytest.approx(expected, abs=1e-6)
    assert plan.status == "optimal"


@settings(max_examples=20)
@given(cases(), st.randoms(use_true_random=False))
def test_row_order_changes_nothing(case, random):
    (cost, need, sites), travel, budget = case
    rows, columns = list(need.index), list(sites.index)
    random.shuffle(rows)
    random.shuffle(columns)
    asked = {"budgets": years(budget, budget + 1), "rules": EXACT, "travel_overhead": travel}
    straight = place_half_days(cost, need, sites, **asked)
    shuffled = place_half_days(cost.loc[rows, columns], need[rows], sites.loc[columns], **asked)
    pd.testing.assert_frame_equal(straight.half_days, shuffled.half_days)
    pd.testing.assert_frame_equal(straight.origins, shuffled.origins)


@settings(max_examples=20)
@given(cases())
def test_a_longer_budget_never_serves_fewer(case):
    # A plan for the shorter budget is a plan for the longer one.
    (cost, need, sites), travel, budget = case
    reached = [
        place_half_days(
            cost, need, sites, budgets=years(b), rules=EXACT, travel_overhead=travel
        ).objective
        for b in (budget, budget + 1, budget + 3)
    ]
    assert reached[0] <= reached[1] + 1e-6
    assert reached[1] <= reached[2] + 1e-6


@settings(max_examples=20)
@given(cases())
def test_invariants_of_every_plan(case):
    (cost, need, sites), travel, budget = case
    plan = place_half_days(
        cost, need, sites, budgets=years(budget, budget + 2), rules=EXACT, travel_overhead=travel
    )
    held = plan.half_days[["2026", "2027"]]
    locked = sites["verrouillee"]
    # A locked site is always in the plan, with at least what it holds.
    assert (held.loc[locked, "2026"] > 0).all()
    assert (held.loc[locked, "2026"] >= sites.loc[locked, "demi_journees"].fillna(0)).all()
    # Half-days are never withdrawn.
    assert (held["2027"] >= held["2026"]).all()
    # The budget holds, travel included, and nobody is reached twice.
    for year, most in (("2026", budget), ("2027", budget + 2)):
        trips = held[year].where(sites["itinerante"], (held[year] > 0).astype(float))
        assert (held[year] + travel * trips).sum() <= most + 1e-6
        assert (plan.origins[year] <= plan.origins["besoin"] + 1e-6).all()
        assert plan.reached[year] <= 10 * held[year].sum() + 1e-6


def test_no_site_reaches_nobody():
    cost, need, sites = make_case([[1.0]], [10], [(None, False, False)])
    plan = place_half_days(cost[[]], need, sites.iloc[:0], budgets=years(5))
    assert plan.reached == {"aujourdhui": 0.0, "2026": 0.0}
    assert plan.status == "optimal"
    assert site_contributions(plan).empty
    assert runner_ups(plan) == ()
    assert plan.origins["hors_portee"].all()


def test_nobody_goes_farther_than_far():
    assert journey_share(np.array([30.0, 29.0, 500]), near=10, far=30).tolist() == [0, 0.05, 0]
    cost, need, sites = make_case([[45.0]], [10], [(None, False, False)])
    plan = place_half_days(cost, need, sites, budgets=years(5))
    assert plan.reached["2026"] == 0
    assert plan.origins["hors_portee"].tolist() == [True]


def test_years_are_planned_together_and_half_days_may_be_withdrawn_only_when_allowed():
    # Site a is right for nobody but today's budget; the second year's falls.
    cost, need, sites = make_case([[0, 99], [99, 0]], [20, 20], [(None, False, False)] * 2)
    with pytest.raises(InputError) as caught:
        place_half_days(cost, need, sites, budgets=years(4, 2), rules=EXACT)
    assert [problem.kind for problem in caught.value.problems] == ["plan-budget-falls"]
    free = PlanRules(gap=0.0, capacity_per_half_day=10, allow_withdrawal=True)
    plan = place_half_days(cost, need, sites, budgets=years(4, 2), rules=free)
    assert plan.reached == pytest.approx({"aujourdhui": 0, "2026": 40, "2027": 20})


def test_a_half_day_once_given_stays_even_where_the_next_year_would_do_without():
    # m is the best single site; a and b are the best pair. Kept, m costs 1.25 in the second year.
    minutes = [[15, 0, 99], [15, 99, 0]]
    cost, need, sites = make_case(minutes, [5, 5], [(None, False, False)] * 3)
    options = {"gap": 0.0, "capacity_per_half_day": 10, "max_half_days": 1}
    kept = place_half_days(cost, need, sites, budgets=years(1, 2), rules=PlanRules(**options))
    free = PlanRules(**options, allow_withdrawal=True)
    moved = place_half_days(cost, need, sites, budgets=years(1, 2), rules=free)
    assert kept.reached == pytest.approx({"aujourdhui": 0, "2026": 7.5, "2027": 8.75})
    assert moved.reached == pytest.approx({"aujourdhui": 0, "2026": 7.5, "2027": 10})


def test_travel_is_paid_once_by_a_fixed_site_and_each_time_by_an_itinerant_one():
    cost, need, sites = make_case([[0, 99], [99, 0]], [20, 20], [(None, False, False)] * 2)
    asked = {"rules": EXACT, "travel_overhead": 0.5}
    # 2.5 half-days: two at one site and one journey, or one site each and nothing left.
    plan = place_half_days(cost, need, sites, budgets=years(2.5), **asked)
    assert sorted(plan.half_days["2026"]) == [0, 2]
    mobile = sites.assign(itinerante=True)
    plan = place_half_days(cost, need, mobile, budgets=years(2.5), **asked)
    assert plan.half_days["2026"].sum() == 1.5
    assert plan.reached["2026"] == pytest.approx(15)


def test_the_floor_of_equity_is_kept_and_costs_people():
    # Far people are worth half as many journeys, so that only the floor sends anybody there.
    cost, need, sites = make_case([[0, 99], [99, 20]], [100, 20], [(None, False, False)] * 2)
    free = place_half_days(cost, need, sites, budgets=years(4), rules=EXACT)
    fair_rules = PlanRules(gap=0.0, capacity_per_half_day=10, equity_floor=0.25)
    fair = place_half_days(cost, need, sites, budgets=years(4), rules=fair_rules)
    assert free.origins["2026"].tolist() == pytest.approx([40, 0])
    assert fair.origins["2026"].tolist() == pytest.approx([30, 5])


def test_a_floor_out_of_reach_says_the_highest_that_is_not():
    cost, need, sites = make_case([[0, 99], [99, 0]], [40, 40], [(None, False, False)] * 2)
    rules = PlanRules(gap=0.0, capacity_per_half_day=10, equity_floor=0.6)
    with pytest.raises(InputError) as caught:
        place_half_days(cost, need, sites, budgets=years(4), rules=rules)
    (problem,) = caught.value.problems
    assert (problem.kind, problem.details) == ("plan-floor", (("highest", "50 %"),))


def test_today_stands_beside_the_plan():
    cost, need, sites = make_case([[0, 15], [20, 0]], [30, 30], [(1.0, True, False), (None,) * 3])
    sites = sites.assign(verrouillee=[True, False], itinerante=False)
    plan = place_half_days(cost, need, sites, budgets=years(6), rules=EXACT)
    assert plan.half_days["aujourdhui"].tolist() == [1.0, 0.0]
    assert plan.origins["aujourdhui"].sum() == pytest.approx(10)
    assert plan.origins["minutes_aujourdhui"].tolist() == [0, 20]
    assert plan.origins["minutes_plan"].tolist() == [0, 0]


def test_weights_move_the_plan():
    cost, need, sites = make_case([[0, 99], [99, 0]], [30, 30], [(None, False, False)] * 2)
    weight = pd.Series([1.0, 2.0], index=need.index)
    plan = place_half_days(cost, need, sites, budgets=years(3), rules=EXACT, weight=weight)
    assert plan.origins["2026"].tolist() == pytest.approx([0, 30])


def refused(cost, need, sites, budgets, **options):
    with pytest.raises(InputError) as caught:
        place_half_days(cost, need, sites, budgets=budgets, **options)
    problems = caught.value.problems
    for language in LANGUAGES:
        messages = Messages(language)
        for problem in problems:
            for part in ("expected", "remedy"):
                assert messages(f"problem.{problem.kind}.{part}", **dict(problem.details))
    return [problem.kind for problem in problems]


def test_foolish_requests_give_one_clear_problem_each():
    cost, need, sites = make_case([[0, 9], [9, 0]], [30, 30], [(2.0, True, False), (None,) * 3])
    sites = sites.assign(verrouillee=[True, False], itinerante=False, ligne=[2, 3])
    good = years(5)
    assert refused(cost, need, sites, []) == ["plan-no-year"]
    assert refused(cost, need, sites, years(0)) == ["plan-no-budget"]
    assert refused(cost, need, sites, years(np.nan)) == ["plan-no-budget"]
    assert refused(cost, need, sites, good * 2) == ["plan-year-twice"]
    assert refused(cost, need, sites, years(1)) == ["plan-locked-over-budget"]
    assert refused(cost, need, sites, years(2), travel_overhead=0.5) == ["plan-locked-over-budget"]
    assert refused(cost, need, sites, years(6, 5)) == ["plan-budget-falls"]
    outside = sites.assign(code_insee=["17000", "99999"])
    assert refused(cost, need, outside, good) == ["plan-site-outside"]
    nowhere = sites.assign(code_insee=["17000", None])
    assert refused(cost, need, nowhere, good) == ["plan-site-unplaced"]
    unknown = sites.assign(demi_journees=[np.nan, np.nan])
    assert refused(cost, need, unknown, good) == ["plan-half-days-missing"]
    below = sites.assign(demi_journees=[2.0, -1.0])
    assert refused(cost, need, below, good) == ["plan-half-days-negative"]
    assert refused(cost, -need, sites, good) == ["plan-need-negative"] * 2
    assert refused(cost, need.replace(30, np.nan), sites, good) == ["plan-need-missing"] * 2
    assert refused(cost.replace(9, np.nan), need, sites, good) == ["plan-cost-hole"]
    assert refused(cost[["a"]], need, sites, good) == ["plan-cost-hole"]
    assert refused(cost.replace(9, -1), need, sites, good) == ["plan-cost-hole"]


def test_a_problem_says_where():
    cost, need, sites = make_case([[0, 9]], [30], [(None, False, False)] * 2)
    sites = sites.assign(code_insee=["17000", "99999"], ligne=[2, 3])
    with pytest.raises(InputError) as caught:
        place_half_days(cost, need, sites, budgets=years(5))
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.column, problem.found) == (
        "data/permanences.csv",
        3,
        "code_insee",
        "99999",
    )


@pytest.mark.parametrize(
    "options",
    [
        {"capacity_per_half_day": 0},
        {"near_minutes": 30},
        {"equity_floor": 1.2},
        {"max_half_days": 0},
        {"gap": -1},
        {"time_limit_s": 0},
    ],
)
def test_rules_that_mean_nothing_are_refused(options):
    with pytest.raises(ValueError, match=next(iter(options)).split("_")[0]):
        PlanRules(**options)


def test_frames_that_are_not_the_documented_ones_are_refused():
    cost, need, sites = make_case([[0.0]], [30], [(None, False, False)])
    with pytest.raises(ColumnError, match="statut"):
        place_half_days(cost, need, sites.drop(columns="statut"), budgets=years(1))
    with pytest.raises(ColumnError, match="twice"):
        place_half_days(cost, pd.concat([need, need]), sites, budgets=years(1))
    with pytest.raises(ValueError, match="travel_overhead"):
        place_half_days(cost, need, sites, budgets=years(1), travel_overhead=-1)


@pytest.fixture(scope="module")
def overlapping():
    """Two sites that share people, and a small far one."""
    cost, need, sites = make_case(
        [[0, 5, 99], [5, 0, 99], [99, 99, 0]], [25, 25, 10], [(None, False, False)] * 3
    )
    return place_half_days(cost, need, sites, budgets=years(7), rules=EXACT)


def test_contributions_tell_gross_net_and_cumulative_apart(overlapping):
    table = site_contributions(overlapping)
    assert table["cumule"].is_monotonic_increasing
    assert table["cumule"].iloc[-1] == pytest.approx(overlapping.reached["2026"])
    assert (table["net"] <= table["brut"] + 1e-9).all()
    assert table.loc["c", ["brut", "net"]].tolist() == pytest.approx([10, 10])


def test_the_gain_curve_rises_and_bends(overlapping):
    curve = gain_curve(overlapping)
    assert curve.points.index.tolist() == [0, 1, 2, 3, 4, 5, 6, 7]
    assert curve.points["personnes"].tolist() == pytest.approx([0, 10, 20, 30, 40, 50, 60, 60])
    assert curve.points["gain"].iloc[1:].sum() == pytest.approx(60)
    assert curve.knee == 6


def test_the_curve_tells_what_a_larger_budget_would_bring(overlapping):
    short, long = gain_curve(overlapping), gain_curve(overlapping, further=3)
    assert long.planned == short.planned == 7
    assert long.points.index.tolist() == list(range(11))
    assert long.points["personnes"].iloc[:8].tolist() == short.points["personnes"].tolist()
    assert long.points["personnes"].is_monotonic_increasing


def test_a_straight_curve_has_no_knee():
    assert find_knee(pd.Series([1.0, 2, 3, 4], index=[1.0, 2, 3, 4])) is None
    assert find_knee(pd.Series([5.0, 5, 5], index=[1.0, 2, 3])) is None


def test_runner_ups_differ_and_lose_little(overlapping):
    others = runner_ups(overlapping)
    plan_sites = {site for site, held in overlapping.half_days["2026"].items() if held > 0}
    sets = [frozenset(site for site, _ in other.half_days) for other in others]
    assert others
    assert len({frozenset(plan_sites), *sets}) == len(others) + 1
    for other, chosen in zip(others, sets, strict=True):
        assert 0 <= other.loss <= 0.02
        assert set(other.opens) == chosen - plan_sites
        assert set(other.closes) == plan_sites - chosen
    # Closing c, which alone serves its people, loses 10 of 60: not within 2 %.
    assert all("c" in chosen for chosen in sets)


def test_how_often_a_site_is_chosen_is_seeded_and_certain_where_it_must_be(overlapping):
    needs = draw_need(overlapping.origins["besoin"], draws=8, seed=4)
    first = redraw(overlapping, needs).frequency
    pd.testing.assert_frame_equal(first, redraw(overlapping, needs).frequency)
    assert not needs.equals(draw_need(overlapping.origins["besoin"], draws=8, seed=5))
    assert first["frequence"].between(0, 1).all()
    # Only c serves its people: chance seldom leaves it out.
    assert first.loc["c", "frequence"] > 0.5
    with pytest.raises(ValueError, match="needs"):
        redraw(overlapping, needs.iloc[:, :1])


def test_draws_solved_at_once_are_those_solved_in_turn(overlapping, monkeypatch):
    needs = draw_need(overlapping.origins["besoin"], draws=6, seed=4)
    told = []
    curve = gain_curve(overlapping).points
    together = redraw(overlapping, needs, progress=lambda *done: told.append(done))
    monkeypatch.setattr("netmap.siting.together._AT_ONCE", 1)
    pd.testing.assert_frame_equal(together.half_days, redraw(overlapping, needs).half_days)
    pd.testing.assert_frame_equal(curve, gain_curve(overlapping).points)
    assert told == [(draw, 6) for draw in range(1, 7)]


def test_an_interruption_leaves_the_draws_that_wait_unsolved(overlapping, monkeypatch):
    needs = draw_need(overlapping.origins["besoin"], draws=40, seed=4)
    solved = []
    monkeypatch.setattr("netmap.siting.together._AT_ONCE", 1)
    monkeypatch.setattr(
        "netmap.siting.draws.search",
        lambda instance, *, gap, time_limit_s: solved.append(1) or search(instance),
    )

    def interrupt(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        redraw(overlapping, needs, progress=interrupt)
    assert len(solved) < len(needs)


def test_plans_put_to_their_best_use_together_reach_what_each_reaches_alone(overlapping):
    instance = last_year(overlapping.instance)
    plans = np.random.default_rng(2).integers(0, 3, (6, len(instance.sites))).astype(float)
    plans[0] = 0
    alone = [people_reached(instance, plan).sum() for plan in plans]
    assert reached_each(instance, plans).sum(axis=1).tolist() == pytest.approx(alone)


def test_time_that_ran_out_is_never_passed_off_as_optimal():
    rng = np.random.default_rng(7)
    minutes = rng.uniform(0, 40, (60, 80))
    cost, need, sites = make_case(minutes, rng.integers(1, 9, 60), [(None, False, False)] * 80)
    sites.index = pd.Index([f"s{place:02}" for place in range(80)], name="id")
    cost.columns = sites.index
    need.index = cost.index = pd.Index([f"17{place:03}" for place in range(60)])
    sites["code_insee"] = "17000"
    rules = PlanRules(gap=0.0, time_limit_s=0.05)
    plan = place_half_days(cost, need, sites, budgets=years(9), rules=rules, travel_overhead=0.3)
    assert plan.status == "time-limit"
    assert plan.gap > 0
    assert plan.bound > plan.objective


@pytest.mark.skipif(not SHARED.is_dir(), reason="the pilots' data are kept beside the repository")
@pytest.mark.parametrize("place", ["la-rochelle", "roanne"])
def test_a_pilot_with_forty_sites_and_more_ends_within_the_gap(place):
    features = json.loads((SHARED / place / "communes.geojson").read_text())["features"]
    communes = pd.DataFrame([feature["properties"] for feature in features])
    communes = communes.set_index("code_insee").sort_index()
    degrees = communes[["mairie_lon", "mairie_lat"]].to_numpy() * [77.0, 111.2]
    points = np.vstack([degrees, degrees + np.array([0.8, -0.6])])
    minutes = np.linalg.norm(degrees[:, None] - points[None], axis=2) * 1.3 * 2
    sites = make_sites([(None, False, False)] * len(points), [*communes.index] * 2)
    sites.index = pd.Index([f"site-{place:02}" for place in range(len(points))], name="id")
    cost = pd.DataFrame(minutes, index=communes.index, columns=sites.index)
    need = communes["population"] * 0.004
    plan = place_half_days(cost, need, sites, budgets=years(15), travel_overhead=0.2)
    assert len(sites) >= 40
    assert plan.gap <= 0.01
    assert plan.status in {"optimal", "within-gap"}
