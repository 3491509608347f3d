"""What a plan says first: choices that hold, places that are as good, moves that cost nobody."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from netmap.siting import PlanRules, YearBudget, explore, place_half_days
from netmap.siting.choices import choices_of
from netmap.siting.draws import Draws, redraw
from netmap.siting.search import unmoved

RULES = PlanRules(gap=0.0, capacity_per_half_day=10)


def placed(minutes, need, *, held, budget, locked=None, **more):
    """Sites a, b…, one a column, open where they hold half-days; an origin a row."""
    codes = [f"0{row}" for row in range(len(need))]
    ids = [chr(97 + column) for column in range(len(held))]
    sites = pd.DataFrame(
        {
            "code_insee": codes[0],
            "demi_journees": held,
            "statut": ["candidate" if np.isnan(one) else "ouverte" for one in held],
            "verrouillee": locked or [False] * len(held),
            "itinerante": False,
        },
        index=ids,
    )
    return place_half_days(
        pd.DataFrame(minutes, index=codes, columns=ids, dtype=float),
        pd.Series(need, index=codes, dtype=float),
        sites,
        budgets=[YearBudget(year="plan", half_days=budget)],
        rules=RULES,
        **more,
    )


NONE = float("nan")


def draws_of(placement, rows):
    half_days = pd.DataFrame(rows, columns=list(placement.instance.sites), dtype=float)
    return Draws(half_days=half_days, kept=pd.Series(1.0, index=half_days.index))


def test_places_that_are_as_good_stand_together_and_one_of_them_is_enough():
    # b and c are at the door of the same people; d is too far from anybody.
    minutes = [[0, 99, 99, 99], [99, 0, 0, 28]]
    plan = placed(minutes, [10, 10], held=[1, NONE, NONE, NONE], budget=2)
    (chosen,) = [one for one in plan.half_days.index if plan.half_days["plan"][one] and one != "a"]
    other = {"b": "c", "c": "b"}[chosen]
    # In three draws of four one of the two gains, never the same twice in a row.
    rows = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 0, 0], [1, 0, 0, 1]]
    (choice,) = choices_of(plan, draws_of(plan, rows), [plan.instance.need])
    assert (choice.sites, choice.count, choice.half_days) == ((chosen, other), 1, 1)
    assert (choice.frequency, choice.holds) == (0.75, True)


def test_a_place_that_brings_half_as_many_is_not_as_good_however_few_they_are():
    # b brings less than half a person, c at twenty minutes some of them.
    plan = placed([[0, 99, 99], [99, 0, 20]], [10, 0.4], held=[1, NONE, NONE], budget=2)
    assert plan.half_days["plan"].to_dict() == {"a": 1, "b": 1, "c": 0}
    (choice,) = choices_of(plan, draws_of(plan, [[1, 1, 0]]), [plan.instance.need])
    assert choice.sites == ("b",)


def test_a_longer_budget_never_reaches_fewer_even_where_its_search_found_less(monkeypatch):
    plan = placed([[0, 99], [99, 0]], [10, 10], held=[NONE, NONE], budget=1)
    honest = explore.search

    def search(instance, **options):
        found = honest(instance, **options)
        poor = instance.budgets[-1].half_days == 3
        return replace(found, half_days=found.half_days * 0) if poor else found

    monkeypatch.setattr(explore, "search", search)
    curve = explore.gain_curve(plan, [1, 2, 3])
    assert curve.points["personnes"].tolist() == [10.0, 20.0, 20.0]


def test_a_choice_that_half_of_the_draws_do_not_make_does_not_hold():
    minutes = [[0, 99], [99, 0]]
    plan = placed(minutes, [10, 10], held=[1, NONE], budget=2)
    (choice,) = choices_of(plan, draws_of(plan, [[2, 0], [1, 1]]), [plan.instance.need])
    assert (choice.sites, choice.frequency, choice.holds) == (("b",), 0.5, False)


def test_places_alike_at_one_reading_only_are_not_as_good():
    minutes = [[0, 99, 99], [99, 0, 0], [99, 99, 0]]
    plan = placed(minutes, [10, 10, 0], held=[1, NONE, NONE], budget=2)
    draws = draws_of(plan, [[1, 1, 0]])
    alike = choices_of(plan, draws, [plan.instance.need])
    apart = choices_of(plan, draws, [plan.instance.need, np.array([10.0, 0.0, 10.0])])
    assert {len(one.sites) for one in alike} == {2}
    assert len(apart[0].sites) in {1, 2}
    planned = apart[0].sites[0]
    # At the second reading only c reaches anybody: b cannot stand for it.
    assert planned == "b" or apart[0].sites == ("c",)


def test_half_days_stay_where_they_are_held_if_moving_them_brings_nobody_more():
    # Both sites are at the door of everybody: any split of four half-days is optimal.
    plan = placed([[0, 0, 0]], [100], held=[1, 3, NONE], budget=4)
    assert plan.half_days["plan"].tolist() == [1, 3, 0]
    # With two more, today's stay and only those are added.
    plan = placed([[0, 0, 0]], [100], held=[1, 3, NONE], budget=6)
    added = plan.half_days["plan"] - plan.half_days["aujourdhui"]
    assert (added >= 0).all()
    assert added.sum() == 2


def test_a_move_back_that_would_cost_somebody_is_not_made():
    plan = placed([[0, 99], [99, 0]], [10, 40], held=[3, NONE], budget=3)
    assert plan.half_days["plan"].tolist() == [1, 2]
    again = unmoved(plan.instance, plan.half_days[["plan"]].to_numpy().T)
    assert again.tolist() == [[1, 2]]


def test_half_days_that_are_kept_are_in_every_plan():
    kept = pd.Series({"a": 2.0})
    plan = placed([[0, 99], [99, 0]], [10, 40], held=[3, NONE], budget=3, kept=kept)
    assert plan.half_days["plan"].tolist() == [2, 1]


def test_those_who_come_today_keep_their_place():
    # One half-day, ten places: the eight who come today from twelve minutes (nine of ten make
    # the journey) come before those who may come from next door.
    minutes = [[12], [0]]
    need, today = [8, 40], pd.Series([8.0, 0.0], index=["00", "01"])
    plan = placed(minutes, need, held=[1], budget=1, need_today=today)
    assert plan.origins["plan"].tolist() == pytest.approx([7.2, 2.0])
    everybody = placed(minutes, need, held=[1], budget=1)
    assert everybody.origins["plan"].tolist() == pytest.approx([0, 10])


def test_the_share_that_a_plan_keeps_in_a_draw_is_that_of_the_best_of_it():
    plan = placed([[0, 99], [99, 0]], [6, 30], held=[NONE, NONE], budget=1)
    chosen = plan.half_days["plan"].to_dict()
    assert chosen == {"a": 0, "b": 1}
    needs = pd.DataFrame({"00": [0.0, 10.0], "01": [10.0, 4.0]})
    assert redraw(plan, needs).kept.tolist() == pytest.approx([1.0, 0.4])
    # Twice as slow, a door is a door.
    assert redraw(plan, needs, slower=(2.0,)).kept.tolist() == pytest.approx([1.0, 0.4])
