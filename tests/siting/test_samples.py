"""The plans of both samples with no lock: nobody who is accompanied is left behind."""

from pathlib import Path

import numpy as np
import pytest

from netmap import pipeline
from netmap.inputs import read_inputs
from netmap.siting.plan import plan_territory
from netmap.siting.question import demand_of

ROOT = Path(__file__).parents[2]
FOLDERS = {"la-rochelle": ROOT, "roanne": ROOT / "examples" / "roanne"}
#: Half-days of today, in posts, and permanences that stand in a QPV.
TODAY = {"la-rochelle": 1.2, "roanne": 0.7}
QPV = {
    "la-rochelle": {
        "ouverte-mireuil-adultes", "ouverte-mireuil-jeunes", "ouverte-port-neuf-adultes",
        "ouverte-villeneuve-adultes",
    },
    "roanne": {"ouverte-bourgogne", "ouverte-le-parc", "ouverte-saint-clair"},
}  # fmt: skip


@pytest.fixture(scope="module", params=sorted(FOLDERS))
def unlocked(request):
    """What may be shown of a sample; one draw and no further half-day, for speed alone."""
    inputs = read_inputs(FOLDERS[request.param])
    found = pipeline.find(inputs, audience="public")
    permanences = found.release.permanences.assign(verrouillee=False)
    settings = found.release.settings
    siting = settings.siting.model_copy(update={"draws": 1, "further": 0})
    return request.param, found, permanences, settings.model_copy(update={"siting": siting})


def plan_with(unlocked, posts):
    _, found, permanences, settings = unlocked
    return plan_territory(
        settings=settings,
        territory=found.release.territory,
        permanences=permanences,
        demand=demand_of(found),
        rate=found.planning.target_rate,
        rate_kind=found.planning.target_kind,
        weighted=False,
        posts=(("plan", posts),),
    )


@pytest.fixture(scope="module")
def at_todays_budget(unlocked):
    return plan_with(unlocked, TODAY[unlocked[0]])


@pytest.mark.parametrize("more", [0.0, 0.3])
def test_no_permanence_of_a_qpv_closes_and_nobody_loses(unlocked, at_todays_budget, more):
    name = unlocked[0]
    plan = plan_with(unlocked, TODAY[name] + more) if more else at_todays_budget
    held = plan.placement.half_days["plan"]
    assert QPV[name] <= set(held.index[held > 0])
    assert (plan.sites["role"] != "fermee").all()
    assert plan.losses.empty
    # What is held in QPVs is enough for all those accompanied there.
    a_half_day = plan.placement.instance.rules.capacity_per_half_day
    zones = plan.demand.zones
    accompanied = zones.loc[zones["strate"] == "qpv", "observees"].sum()
    today = plan.placement.half_days["aujourdhui"]
    assert held[sorted(QPV[name])].sum() >= min(
        accompanied / a_half_day, today[sorted(QPV[name])].sum()
    )


def test_the_model_finds_again_those_observed_in_every_group_that_is_shown(
    unlocked, at_todays_budget
):
    plan = at_todays_budget
    table = plan.back_test
    assert {"qpv", "reste", "secteur"} <= set(table["kind"])
    assert len(table) >= 5
    # By hand, from the tables of the plan alone.
    zones, groups = plan.demand.zones, plan.demand.groups
    for row, own in zip(table.to_dict("records"), groups["zones"], strict=True):
        people = sum(
            plan.placement.origins.loc[zone, "aujourdhui"]
            for zone in own
            if zones.loc[zone, "annees"] > 0
        )
        assert people == pytest.approx(row["calculees"])
        assert abs(people - row["observees"]) <= row["observees"] / 3
    assert table["retrouve"].all()


def test_no_zone_has_a_demand_under_its_people_and_the_groups_are_those_of_the_territory(unlocked):
    _, found, _, _ = unlocked
    demand = demand_of(found)
    seen = demand.zones["observees"].dropna()
    assert (demand.zones.loc[seen.index, "comme_aujourdhui"] >= seen - 1e-9).all()
    total = found.density.xs("territoire")["personnes"].iloc[0]
    assert demand.groups["personnes"].sum() == pytest.approx(total)
    every = [zone for own in demand.groups["zones"] for zone in own]
    assert len(every) == len(set(every))


def test_less_than_today_says_what_closes_and_whom_it_serves(unlocked):
    name = unlocked[0]
    plan = plan_with(unlocked, TODAY[name] / 3)
    closed = plan.sites[plan.sites["role"] == "fermee"]
    assert len(closed)
    assert np.isfinite(closed["servies"]).any()
    assert len(plan.losses)
    assert (plan.losses["aujourdhui"] > plan.losses["plan"]).all()
