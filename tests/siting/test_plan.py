"""The plan of a territory of two towns, small enough to be worked out in the head.

40 people a year are due in Aa, 20 in Bé. A half-day serves 16, and nobody goes from one town to
the other. Nobody is counted, unless a test says so: then as many come as are due.
"""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from pyproj import CRS

from netmap.errors import InputError, OutOfTimeError
from netmap.messages import Messages
from netmap.records.plan_sentences import closures, plan_sentences
from netmap.settings import Settings
from netmap.siting import plan_territory
from netmap.siting.demand import fit_demand
from netmap.siting.planned import planned
from netmap.siting.stated import check_journeys
from netmap.territory.model import Territory

CODES = ["01001", "01002"]


def make_settings(**siting):
    siting = {"demi_journees_de_plus": 2, "tirages": 2} | siting
    return Settings.model_validate({"territoire": {"nom": "Le Pays"}, "implantation": siting})


def make_territory(minutes):
    nothing = pd.DataFrame()
    origins = pd.MultiIndex.from_product([["zone"], CODES], names=["niveau", "code"])
    return Territory(
        name="Le Pays",
        epci=None,
        crs=CRS(2154),
        communes=pd.DataFrame(
            {"nom": ["Aa", "Bé"], "population": [10_000.0, 5_000.0]},
            index=pd.Index(CODES, name="code_insee"),
        ),
        qpv=nothing,
        zones=nothing,
        origins=pd.DataFrame(index=origins),
        partner_places=nothing,
        permanence_places=pd.DataFrame({"zone": CODES}, index=["aa", "be"]),
        qpv_shares=pd.Series(dtype=float),
        notes=(),
        times=pd.DataFrame(minutes, index=origins, columns=["aa", "be"], dtype=float),
    )


def make_permanences(**changes):
    """One half-day in Aa today, kept by its lock, and a candidate in Bé."""
    table = {
        "nom": ["Mairie d’Aa", "Salle de Bé"],
        "code_insee": CODES,
        "latitude": [46.0, 46.1],
        "longitude": [5.0, 5.1],
        "demi_journees": [1.0, np.nan],
        "statut": ["ouverte", "candidate"],
        "verrouillee": [True, False],
        "itinerante": [False, False],
        "lieu": ["point", "point"],
    }
    return pd.DataFrame(table | changes, index=pd.Index(["aa", "be"], name="id"))


def make_demand(minutes, *, observed=(np.nan, np.nan), due=(40.0, 20.0), **more):
    """What is due, and who came over one year where somebody is counted."""
    seen = np.array(observed, dtype=float)
    zones = pd.DataFrame(
        {
            "nom": ["Aa", "Bé"],
            "code_insee": CODES,
            "strate": "commune",
            "attendues": due,
            "observees": seen,
            "annees": np.isfinite(seen).astype(float),
            "ouverte": np.isfinite(seen),
        },
        index=CODES,
    )
    counted = zones[np.isfinite(seen)]
    groups = pd.DataFrame(
        {
            "nom": counted["nom"],
            "kind": "secteur",
            "zones": [(code,) for code in counted.index],
            "personnes": counted["observees"],
        }
    )
    held = pd.DataFrame(minutes, index=CODES, columns=["aa", "be"], dtype=float)
    return fit_demand(zones, groups, held, near=10, far=30, **more)


def asked(**changes):
    minutes = [[0, 99], [99, 0]]
    return {
        "settings": make_settings(etp=0.3),
        "territory": make_territory(minutes),
        "permanences": make_permanences(),
        "demand": make_demand(minutes),
        "rate": 4.0,
        "rate_kind": "cible",
        "weighted": False,
    } | changes


def test_half_days_go_where_people_are_still_due():
    plan = plan_territory(**asked())
    placement = plan.placement
    assert placement.origins["besoin"].tolist() == [40, 20]
    # Three in Aa reach 40; two in Aa and one in Bé reach 32 + 16.
    assert placement.half_days["plan"].to_dict() == {"aa": 2, "be": 1}
    assert placement.reached == pytest.approx({"aujourdhui": 16, "plan": 48})
    assert (placement.status, placement.gap) == ("optimal", 0)
    assert plan.sites["role"].to_dict() == {"aa": "verrouillee", "be": "proposee"}
    assert plan.sites["commune"].tolist() == ["Aa", "Bé"]
    assert plan.sites["net"].to_dict() == pytest.approx({"aa": 32, "be": 16})
    people = plan.curve.points["personnes"]
    assert people.to_dict() == pytest.approx({1: 16, 2: 32, 3: 48, 4: 56, 5: 60})
    assert (plan.posts, plan.rate, plan.rate_kind) == ((("plan", 0.3),), 4.0, "cible")
    assert (plan.weighted, plan.travel) == (False, "table")


def test_who_comes_is_between_those_observed_and_those_expected():
    # 10 come where 40 are due: the plan counts on 25 there, and of the 20 of Bé, where as many
    # would come for one expected, on 12.5.
    demand = make_demand([[0, 99], [99, 0]], observed=(10.0, np.nan))
    plan = plan_territory(**asked(demand=demand))
    told = plan.demand.zones
    assert told["comme_aujourdhui"].tolist() == pytest.approx([10, 5], rel=0.02)
    assert plan.placement.origins["besoin"].tolist() == pytest.approx([25, 12.5], rel=0.02)
    assert plan.reached_as_today == pytest.approx(15, rel=0.02)
    assert plan.reached_as_expected == pytest.approx(48)
    (row,) = plan.back_test.to_dict("records")
    assert (row["observees"], row["retrouve"]) == (10, True)
    assert row["calculees"] == pytest.approx(10, rel=0.02)
    assert plan.placement.reached["aujourdhui"] == pytest.approx(10, rel=0.02)


def test_demand_is_never_under_what_is_observed():
    demand = make_demand([[0, 99], [99, 0]], observed=(55.0, 3.0))
    assert (demand.zones["comme_aujourdhui"] >= [55, 3]).all()
    assert (demand.zones["comme_attendu"] >= demand.zones["comme_aujourdhui"]).all()


def two_open(**changes):
    """One half-day in each town; nothing is locked."""
    held = {"demi_journees": [1.0, 1.0], "statut": ["ouverte"] * 2, "verrouillee": [False] * 2}
    return make_permanences(**held | changes)


def test_a_permanence_keeps_the_half_days_of_those_accompanied_there():
    minutes = [[0, 99], [99, 0]]
    demand = make_demand(minutes, observed=(40.0, 2.0), due=(400.0, 20.0))
    plan = plan_territory(**asked(permanences=two_open(), demand=demand, posts=(("plan", 0.2),)))
    # Both half-days would reach more in Aa, where 400 are due.
    assert plan.placement.half_days["plan"].to_dict() == {"aa": 1, "be": 1}
    assert plan.losses.empty
    nobody = make_demand(minutes, observed=(40.0, 0.0), due=(400.0, 20.0))
    plan = plan_territory(**asked(permanences=two_open(), demand=nobody, posts=(("plan", 0.2),)))
    assert plan.placement.half_days["plan"].to_dict() == {"aa": 2, "be": 0}


def test_a_cut_says_which_permanence_closes_whom_it_served_and_who_would_lose():
    demand = make_demand([[0, 99], [99, 0]], observed=(40.0, 12.0), due=(40.0, 12.0))
    plan = plan_territory(**asked(permanences=two_open(), demand=demand, posts=(("plan", 0.1),)))
    assert plan.sites["role"].to_dict() == {"aa": "maintenue", "be": "fermee"}
    assert plan.sites["servies"].to_dict() == {"aa": 40, "be": 12}
    assert plan.losses["nom"].tolist() == ["Bé"]
    assert plan.losses.loc["01002", "plan"] == 0
    sentences = plan_sentences(plan, Messages("fr"))
    assert (
        "Le plan fermerait Salle de Bé, là où 12 personnes sont accompagnées par an." in sentences
    )
    assert any(one.startswith("Y perdraient") and "Bé" in one for one in sentences)


def test_a_closure_where_the_count_is_hidden_says_that_it_is_not_shown():
    demand = make_demand([[0, 99], [99, 0]], due=(40.0, 10.0))
    plan = plan_territory(**asked(permanences=two_open(), demand=demand, posts=(("plan", 0.1),)))
    (closed,) = closures(plan, Messages("fr"))
    assert closed.startswith("Le plan fermerait Salle de Bé\u00a0; combien de personnes")


def test_a_back_test_that_fails_is_told_first_and_not_hidden():
    # Two half-days for 90 people: no model with 16 people a half-day finds them again.
    demand = make_demand([[0, 99], [99, 0]], observed=(90.0, np.nan))
    plan = plan_territory(**asked(demand=demand))
    assert plan.back_test["retrouve"].tolist() == [False]
    told = plan_sentences(plan, Messages("fr"))[-1]
    assert "dans aucun groupe de lieux sur 1" in told
    assert "Il ne les retrouve pas à Aa" in told


def test_posts_by_year_and_posts_that_are_asked_come_before_those_of_the_settings():
    plan = plan_territory(**asked(posts=(("2027", 0.3), ("2026", 0.2))))
    assert plan.posts == (("2026", 0.2), ("2027", 0.3))
    assert plan.placement.half_days[["2026", "2027"]].sum().tolist() == [2, 3]


def test_a_site_that_is_closed_is_there_today_and_in_no_plan():
    opened = make_permanences(verrouillee=[False, False])
    plan = plan_territory(**asked(permanences=opened, closed=("aa",)))
    assert plan.placement.reached["aujourdhui"] == pytest.approx(16), "today is today"
    assert list(plan.placement.half_days.index) == ["be"]
    assert plan.sites["role"].to_dict() == {"aa": "fermee", "be": "proposee"}
    assert plan.sites["aujourdhui"]["aa"] == 1
    assert plan.placement.origins["minutes_aujourdhui"].tolist() == [0, 99]


def test_the_time_allowed_is_that_of_all_the_work_and_changes_no_settings():
    settings = make_settings(etp=0.3, duree_max_s=30)
    for allowed, first in ((None, 15), (8.0, 4)):
        plan = plan_territory(**asked(settings=settings, time_limit_s=allowed))
        assert plan.placement.instance.rules.time_limit_s == first
    assert settings.siting.time_limit_s == 30


def test_each_step_is_told():
    told = []
    plan_territory(**asked(progress=lambda step, *_: told.append(step)))
    assert list(dict.fromkeys(told)) == ["plan", "curve", "runner-ups", "draws"]


def problems_of(**changes):
    with pytest.raises(InputError) as refusal:
        plan_territory(**asked(**changes))
    return refusal.value.problems


def test_what_cannot_be_is_told_in_posts_and_where_they_were_stated():
    (short,) = problems_of(posts=(("2026", 0.05),), stated="netmap site --years")
    assert (short.file, short.kind) == ("netmap site --years", "plan-locked-over-budget")
    assert short.found == "2026 : 0.05 ETP"
    assert dict(short.details)["locked"] == "0.1"
    assert dict(short.details)["half_days_locked"] == "1"
    (falls,) = problems_of(posts=(("2026", 0.3), ("2027", 0.2)))
    assert (falls.file, dict(falls.details)["former"]) == ("netmap.toml", "0.3")
    (hidden,) = problems_of(rate=np.nan)
    assert (hidden.kind, hidden.column) == ("plan-rate-unknown", "dimensionnement.taux_cible")
    (none,) = problems_of(settings=make_settings())
    assert none.kind == "plan-no-year"
    outside = make_permanences(lieu=["point", "hors-territoire"])
    (far,) = problems_of(permanences=outside)
    assert (far.kind, far.file) == ("plan-site-outside", "data/permanences.csv")
    holes = [[0, np.nan], [99, 0]]
    (hole,) = problems_of(territory=make_territory(holes))
    assert hole.kind == "plan-cost-hole"
    nowhere = make_permanences(code_insee=["01001", None])
    told = problems_of(permanences=nowhere, territory=make_territory([[0, np.nan], [99, np.nan]]))
    assert [one.kind for one in told] == ["plan-site-unplaced"], "not a hole too"
    near = make_settings(etp=0.3, proche_minutes=30, loin_minutes=30)
    with pytest.raises(InputError) as refusal:
        check_journeys(near.siting)
    assert [one.kind for one in refusal.value.problems] == ["plan-near-far"]


def test_no_plan_in_time_is_told_as_a_problem(monkeypatch):
    def late(*_, **__):
        raise OutOfTimeError

    monkeypatch.setattr("netmap.siting.placement.search", late)
    (problem,) = problems_of(stated="scenario.toml")
    assert (problem.file, problem.kind) == ("scenario.toml", "plan-out-of-time")


def test_without_posts_there_is_no_plan_and_a_plan_refused_says_why(monkeypatch):
    given = asked()
    monkeypatch.setattr("netmap.siting.planned.demand_of", lambda _: given["demand"])
    release = SimpleNamespace(
        settings=make_settings(),
        territory=given["territory"],
        permanences=given["permanences"],
    )
    planning = SimpleNamespace(target_rate=4.0, target_kind="cible")
    findings = SimpleNamespace(release=release, planning=planning, weighted_by_need=False)
    assert planned(findings) == (None, ())
    release.settings = make_settings(etp=0.05)
    plan, problems = planned(findings)
    assert (plan, [one.kind for one in problems]) == (None, ["plan-locked-over-budget"])
    release.settings = make_settings(etp=0.3)
    plan, problems = planned(findings)
    assert (problems, plan.placement.half_days["plan"].sum()) == ((), 3)


def test_places_that_are_shown_together_have_a_name_in_every_sentence():
    demand = make_demand([[0, 99], [99, 0]], observed=(90.0, np.nan))
    together = replace(demand, groups=demand.groups.assign(nom=np.nan, kind="autres"))
    told = plan_sentences(plan_territory(**asked(demand=together)), Messages("fr"))
    assert "à Les autres lieux montrés" in told[-1]
