"""Plans counted again from the optimum of another, against each counted anew."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from netmap.siting import PlanRules, YearBudget, place_half_days, site_contributions
from netmap.siting.search import people_reached, recount_of


def placed(seed, *, budget=9, sites=8, origins=14):
    """Return the placement of a drawn territory where some people come today and some may."""
    random = np.random.default_rng(seed)
    codes = [f"{row:05d}" for row in range(origins)]
    ids = [f"s{column}" for column in range(sites)]
    where = pd.DataFrame(
        {
            "code_insee": codes[0],
            "demi_journees": [1.0, 2.0, *[np.nan] * (sites - 2)],
            "statut": ["ouverte", "ouverte", *["candidate"] * (sites - 2)],
            "verrouillee": False,
            "itinerante": False,
        },
        index=ids,
    )
    need = pd.Series(random.gamma(1, 9, origins), index=codes)
    return place_half_days(
        pd.DataFrame(random.uniform(0, 45, (origins, sites)), index=codes, columns=ids),
        need,
        where,
        budgets=[YearBudget(year="plan", half_days=budget)],
        rules=PlanRules(gap=0.0, capacity_per_half_day=10),
        need_today=need * random.uniform(0, 1, origins),
    )


@pytest.mark.parametrize("seed", range(6))
def test_plans_near_another_reach_as_many_as_when_they_are_counted_alone(seed):
    instance = placed(seed).instance
    random = np.random.default_rng(seed)
    held = random.integers(0, 3, len(instance.sites)).astype(float)
    recount = recount_of(instance, held)
    for _ in range(25):
        plan = held.copy()
        for site in random.choice(len(held), size=random.integers(0, 4), replace=False):
            plan[site] = float(random.integers(0, 4))
        expected = people_reached(instance, plan).sum()
        assert recount.people(plan) == pytest.approx(expected, abs=1e-6)
        if random.random() < 0.2:
            assert recount.settle(plan) == pytest.approx(expected, abs=1e-6)


def test_what_a_person_counts_for_is_that_of_the_origin():
    instance = placed(3).instance
    weights = np.arange(1.0, len(instance.need) + 1)
    held = np.ones(len(instance.sites))
    expected = people_reached(replace(instance, weight=weights), held) @ weights
    weighted = recount_of(replace(instance, weight=weights), held, weighted=True)
    assert weighted.people(held) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_sites_are_added_in_the_order_of_a_search_that_tries_each_every_time(seed):
    plan = placed(seed, budget=7)
    held = plan.half_days["plan"]
    left, chosen, rows = list(held.index[held > 0]), held * 0.0, []
    while left:
        tried = [
            people_reached(plan.instance, chosen.where(held.index != one, held).to_numpy())
            for one in left
        ]
        total, best = max((round(each.sum(), 6), -place) for place, each in enumerate(tried))
        rows.append((left.pop(-best), total))
        chosen[rows[-1][0]] = held[rows[-1][0]]
    table = site_contributions(plan)
    assert table.index.tolist() == [site for site, _ in rows]
    assert table["cumule"].tolist() == pytest.approx([total for _, total in rows], abs=1e-5)


def test_a_long_curve_is_drawn_through_fewer_budgets_and_ends_where_it_would():
    from netmap.siting import gain_curve

    plan = placed(1, budget=9)
    assert gain_curve(plan, further=3).points.index.tolist() == [float(n) for n in range(13)]
    long = gain_curve(plan, further=84).points.index.tolist()
    assert len(long) <= 42
    assert (long[0], long[-1]) == (0.0, 93.0)
    assert 9.0 in long
