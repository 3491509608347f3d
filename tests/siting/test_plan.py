"""The plan of a territory of two towns, small enough to be worked out in the head.

Four people a year per 1,000 residents are due: 40 in Aa, 20 in Bé. A half-day serves 16, and
nobody goes from one town to the other.
"""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from pyproj import CRS

from netmap.errors import InputError, OutOfTimeError
from netmap.settings import Settings
from netmap.siting import plan_territory
from netmap.siting.planned import planned
from netmap.territory.model import Territory

CODES = ["01001", "01002"]


def make_settings(**siting):
    siting = {"demi_journees_de_plus": 2, "tirages": 2} | siting
    return Settings.model_validate({"territoire": {"nom": "Le Pays"}, "implantation": siting})


def make_territory(minutes):
    nothing = pd.DataFrame()
    origins = pd.MultiIndex.from_product([["commune"], CODES], names=["niveau", "code"])
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
        permanence_places=nothing,
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


def asked(**changes):
    return {
        "settings": make_settings(etp=0.3),
        "territory": make_territory([[0, 99], [99, 0]]),
        "permanences": make_permanences(),
        "need": None,
        "target_rate": 4.0,
        "target_kind": "cible",
    } | changes


def test_half_days_go_where_people_are_still_due():
    plan = plan_territory(**asked())
    placement = plan.placement
    assert placement.communes["besoin"].tolist() == [40, 20]
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


def test_need_moves_half_days_to_those_who_need_them_more():
    need = pd.DataFrame({"score": [0.0, 100.0]}, index=CODES)
    plan = plan_territory(**asked(need=need))
    due = plan.placement.communes["besoin"]
    assert plan.weighted
    assert due["01001"] / 40 < 1 < due["01002"] / 20
    unknown = plan_territory(**asked(need=need.assign(score=np.nan)))
    assert not unknown.weighted
    assert unknown.placement.communes["besoin"].tolist() == [40, 20]


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
    assert plan.placement.communes["minutes_aujourdhui"].tolist() == [0, 99]


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
    (hidden,) = problems_of(target_rate=np.nan)
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
    assert [one.kind for one in problems_of(settings=near)] == ["plan-near-far"]


def test_no_plan_in_time_is_told_as_a_problem(monkeypatch):
    def late(*_, **__):
        raise OutOfTimeError

    monkeypatch.setattr("netmap.siting.placement.search", late)
    (problem,) = problems_of(stated="scenario.toml")
    assert (problem.file, problem.kind) == ("scenario.toml", "plan-out-of-time")


def test_without_posts_there_is_no_plan_and_a_plan_refused_says_why():
    given = asked()
    release = SimpleNamespace(
        settings=make_settings(),
        territory=given["territory"],
        permanences=given["permanences"],
    )
    planning = SimpleNamespace(need=None, target_rate=4.0, target_kind="cible")
    findings = SimpleNamespace(release=release, planning=planning)
    assert planned(findings) == (None, ())
    release.settings = make_settings(etp=0.05)
    plan, problems = planned(findings)
    assert (plan, [one.kind for one in problems]) == (None, ["plan-locked-over-budget"])
    release.settings = make_settings(etp=0.3)
    plan, problems = planned(findings)
    assert (problems, plan.placement.half_days["plan"].sum()) == ((), 3)
