"""Who would come: uses against a grid, journeys that data tell or not, groups that partition."""

import itertools

import numpy as np
import pandas as pd
import pytest

from netmap.siting.demand import STRATA, drawn_demand, fit_demand
from netmap.siting.instance import journey_share
from netmap.siting.observed import observed_groups


def make_zones(rows):
    """A zone a row: code, stratum, expected and observed a year, years open."""
    columns = ["code", "strate", "attendues", "observees", "annees"]
    zones = pd.DataFrame(rows, columns=columns).set_index("code")
    return zones.assign(nom=zones.index, code_insee=[one.partition(":")[0] for one in zones.index])


def make_groups(*groups):
    return pd.DataFrame(
        [(None, "secteur", tuple(own.split()), float(people)) for own, people in groups],
        columns=["nom", "kind", "zones", "personnes"],
    )


ZONES = make_zones(
    [
        ("1:q", "qpv", 10.0, 60.0, 4.0),
        ("1:r", "qpv", 5.0, 30.0, 4.0),
        ("1", "reste", 70.0, 10.0, 4.0),
        ("2", "commune", 12.0, np.nan, 4.0),
        ("3", "commune", 8.0, np.nan, 2.0),
        ("4", "commune", 6.0, np.nan, 0.0),
    ]
)
GROUPS = make_groups(("1:q", 240), ("1:r", 120), ("1", 40), ("2 3", 20))
AT_DOOR = pd.DataFrame({"p": 5.0}, index=ZONES.index)


def demand_of(zones=ZONES, groups=GROUPS, minutes=AT_DOOR, near=10, far=30):
    return fit_demand(zones, groups, minutes, near=near, far=far)


def test_uses_are_those_of_greatest_likelihood():
    """An oracle: every triple of a grid, with the gamma law of one person behind each use."""
    # A group over two strata, so that no use has a formula of its own.
    groups = make_groups(("1:q", 240), ("1:r 1", 200), ("2 3", 20))
    exposure = ZONES["attendues"] * ZONES["annees"]
    overall = 460 / exposure.sum()

    def score(uses):
        total = 0.0
        for own, people in zip(groups["zones"], groups["personnes"], strict=True):
            mean = sum(exposure[z] * uses[STRATA.index(ZONES["strate"][z])] for z in own)
            total += people * np.log(mean) - mean
        return total + sum(np.log(use) - use / overall for use in uses)

    found = demand_of(groups=groups).uses["usage"].to_numpy()
    best = score(found)
    for factors in itertools.product([0.9, 0.98, 1.0, 1.02, 1.1], repeat=3):
        assert score(found * factors) <= best + 1e-6


def test_a_place_that_was_never_open_is_expected_to_send_as_places_alike_do():
    told = demand_of().zones
    alike = 20 / (12 * 4 + 8 * 2)
    assert told.loc["4", "comme_aujourdhui"] == pytest.approx(6 * alike, rel=0.05)
    assert told.loc["4", "comme_attendu"] == 6


def test_twice_the_people_expected_are_twice_the_demand_where_nobody_is_counted():
    more = ZONES.assign(attendues=ZONES["attendues"].mask(ZONES.index == "4", 12.0))
    before, after = demand_of().zones.loc["4"], demand_of(more).zones.loc["4"]
    for name in ("comme_aujourdhui", "comme_attendu", "besoin"):
        assert after[name] == pytest.approx(2 * before[name])


def test_fewer_people_in_the_neighbourhoods_change_little_elsewhere():
    fewer = GROUPS.assign(personnes=[48, 24, 40, 20])
    seen = ZONES.assign(observees=ZONES["observees"].where(ZONES["strate"] != "qpv", np.nan))
    before, after = demand_of(seen).zones, demand_of(seen, fewer).zones
    quarters = ["1:q", "1:r"]
    assert (
        after.loc[quarters, "comme_aujourdhui"] < 0.3 * before.loc[quarters, "comme_aujourdhui"]
    ).all()
    others = ["1", "2", "3", "4"]
    assert after.loc[others, "besoin"].to_numpy() == pytest.approx(
        before.loc[others, "besoin"].to_numpy(), rel=0.05
    )


def test_a_group_is_brought_towards_its_own_people_and_small_ones_less():
    # Two communes alike but in their people: 40 and 4 for the same expectation.
    zones = make_zones(
        [(code, "commune", 10.0, np.nan, 1.0) for code in ("1", "2")]
        + [("3", "commune", 0.5, np.nan, 1.0)]
    )
    told = demand_of(
        zones,
        make_groups(("1", 15), ("2", 5), ("3", 0)),
        AT_DOOR.set_axis(["1", "2", "3", "x", "y", "z"]),
    ).zones["comme_aujourdhui"]
    assert 5 < told["2"] < 8
    assert 12 < told["1"] < 15 + 1e-9
    assert told["3"] > 0.3, "one of half a person proves nothing"


@pytest.mark.parametrize("far", [0.5, 2.0])
def test_journeys_are_fitted_where_the_people_observed_tell_them(far):
    minutes = np.linspace(0, 50, 12)
    codes = [f"{number:02}" for number in range(12)]
    zones = make_zones([(code, "commune", 50.0, np.nan, 4.0) for code in codes])
    true = 200 * journey_share(minutes, near=10 * far, far=30 * far)
    groups = make_groups(*zip(codes, true.round(), strict=True))
    demand = demand_of(zones, groups, pd.DataFrame({"p": minutes}, index=codes))
    assert demand.fitted
    assert demand.far_minutes == pytest.approx(30 * far, rel=0.35)


def test_a_stated_table_stays_where_the_data_cannot_tell():
    demand = demand_of()
    assert (demand.fitted, demand.near_minutes, demand.far_minutes) == (False, 10, 30)


def test_without_anybody_counted_everybody_expected_may_come():
    zones = ZONES.assign(observees=np.nan, annees=0.0)
    demand = demand_of(zones, make_groups())
    assert not demand.known
    assert demand.zones["besoin"].tolist() == pytest.approx(
        zones.sort_index()["attendues"].tolist()
    )


def test_draws_are_seeded_take_both_readings_in_turn_and_leave_out_nobody_observed():
    demand = demand_of()
    drawn = drawn_demand(demand, draws=400, seed=3)
    pd.testing.assert_frame_equal(drawn, drawn_demand(demand, draws=400, seed=3))
    assert not drawn.equals(drawn_demand(demand, draws=400, seed=4))
    today, expected = drawn[::2].mean(), drawn[1::2].mean()
    told = demand.zones
    assert today["1"] == pytest.approx(told.loc["1", "comme_aujourdhui"], rel=0.1)
    assert expected["1"] == pytest.approx(told.loc["1", "comme_attendu"], rel=0.1)
    assert today["1:q"] >= 0.95 * 60


def density_of(levels):
    rows = [(level, code, name, people, classe) for level, code, name, people, classe in levels]
    table = pd.DataFrame(rows, columns=["niveau", "code", "nom", "personnes", "classe"])
    return table.set_index(["niveau", "code"])


def test_groups_are_the_finest_that_are_shown_and_no_zone_is_in_two():
    zones = pd.DataFrame(
        {
            "code_insee": ["1", "1", "2", "3", "4", "5"],
            "code_qp": ["q", None, None, None, None, None],
            "nom": ["Le Quartier", "Une", "Deux", "Trois", "Quatre", "Cinq"],
        },
        index=["1:q", "1", "2", "3", "4", "5"],
    )
    density = density_of(
        [
            ("qpv", "q", "Le Quartier", 50, "desservie"),
            ("zone", "1:q", "Le Quartier", 50, "desservie"),
            ("zone", "1", "Une", 20, "desservie"),
            ("zone", "2", "Deux", np.nan, "masquee"),
            ("zone", "3", "Trois", 12, "desservie"),
            ("zone", "4", "Quatre", 11, "desservie"),
            ("zone", "5", "Cinq", np.nan, "non-ouverte"),
        ]
    )
    sectors = pd.DataFrame(
        {
            "nom": ["Une, Deux", "Trois, Quatre"],
            "communes": [("1", "2"), ("3", "4")],
            "personnes": [85.0, np.nan],
        }
    )
    told = observed_groups(density, sectors, zones)
    assert told[["kind", "zones", "personnes"]].to_numpy().tolist() == [
        ["qpv", ("1:q",), 50],
        ["reste", ("1",), 20],
        ["secteur", ("2",), 15],
        ["autres", ("3", "4"), 23],
    ]
