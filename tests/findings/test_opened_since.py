"""A service that opens place after place: what is told of a year is of the years when it was open.

By hand, in a town of a quarter and its rest, two communes and one that is never open. Everybody
is reached alike, ten a year for a thousand, from the year that their place opens on.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from worlds import World

from netmap.counts import count
from netmap.counts.perimeter import rows_of_the_territory
from netmap.disclosure import publish
from netmap.findings.a_year import service_years, years_behind, zones_a_year
from netmap.findings.charts import draw_charts

RESIDENTS = {"01001": 10_000.0, "01002": 6_000.0, "01003": 4_000.0, "01004": 5_000.0}
OPEN = {
    "2021": ["QN1"],
    "2022": ["QN1"],
    "2023": ["QN1", "01001"],
    "2024": ["QN1", "01001", "01002", "01003"],
}
#: ten a year for a thousand: 40 of the quarter, 60 of the rest of its town, 60 and 40
A_YEAR = {"QN1": 40, "01001": 60, "01002": 60, "01003": 40}
STATED = {"densite": {"reference": 10.0, "seuil_rapport": 0.5}, "perimetre": OPEN}
WORLD = World(
    communes=RESIDENTS,
    quarters={"QN1": {"01001": 4_000.0}},
    people={
        (period, code): A_YEAR[code]
        for period, codes in OPEN.items()
        for code in ({"QN1"} | set(codes))
    },
    settings=STATED,
)


def missing(world, audience="interne"):
    told = world.findings(audience=audience).planning.priorities
    return {place.code: place for place in told}


def test_a_place_that_lacks_nobody_lacks_nobody_whenever_it_opened():
    """Over four years the town has half of what it would have had, had it been open in all."""
    places = missing(WORLD)
    unmet = {code: place.unmet for code, place in places.items()}
    assert unmet == pytest.approx({"01001": 0, "01002": 0, "01003": 0, "01004": 50})
    assert places["01004"].rank == 1, "the only one that is not served"
    for code in ("01001", "01002", "01003"):
        assert places[code].unmet_low < 0 < places[code].unmet_high


def test_the_public_edition_says_the_same_where_only_the_whole_commune_may_be_told():
    few = {**WORLD.people, **{(period, "QN1"): 2 for period in OPEN}}
    public = replace(WORLD, people=few)
    release = public.publish()
    assert np.isnan(release.counts.places.shown.loc[("qpv", "QN1"), "personnes"])
    town = release.counts.places.shown.loc[("commune", "01001"), "personnes"]
    if np.isfinite(town):
        years = service_years(release.counts, release.territory)["commune", "01001"]
        # target × years of service, over the target: (4 × 4,000 + 2 × 6,000) ÷ 10,000
        assert years == pytest.approx(2.8)


def test_people_a_year_are_those_of_each_part_added_up_and_of_what_they_leave_of_the_whole():
    """Against a reckoning of each zone by itself."""
    release = WORLD.publish(audience="interne")
    counts = release.counts
    people = counts.places.shown["personnes"]
    years = service_years(counts, release.territory)
    for level, code, by_hand in (
        ("commune", "01001", 100),
        ("commune", "01002", 60),
        ("qpv", "QN1", 40),
        ("territoire", "territoire", 200),
    ):
        assert people[level, code] / years[level, code] == pytest.approx(by_hand)
    each = zones_a_year(counts)
    assert each["par_an"].to_dict() == pytest.approx(
        {"01001": 60, "01001:QN1": 40, "01002": 60, "01003": 40, "01004": 0}
    )
    # nothing told of the rest: 120 people over two years, by what the quarter leaves of the town
    hidden = each.assign(**{name: each[name].drop("01001") for name in ("personnes", "par_an")})
    key = pd.Series({"01001": "a", "01001:QN1": "a"})
    whole = pd.Series({"a": 280.0})
    assert 280 / years_behind(whole, hidden, key, otherwise=whole)["a"] == pytest.approx(100)


def test_sizing_counts_those_who_are_accompanied_in_a_year_of_service():
    sizing = WORLD.findings(audience="interne").planning.sizing
    assert sizing.loc["commune", "accompagnees"].to_dict() == pytest.approx(
        {"01001": 100, "01002": 60, "01003": 40, "01004": 0}
    )
    assert sizing.loc["commune", "a_ajouter"].to_dict() == pytest.approx(
        {"01001": 0, "01002": 0, "01003": 0, "01004": 50}, abs=1e-9
    )


def test_nobody_is_accompanied_any_more_where_the_service_has_closed():
    """It was served as the others while it was open; today it is not, and is not called served."""
    perimeter = {**OPEN, "2024": ["QN1", "01001", "01002"], "2023": OPEN["2024"]}
    people = {
        (period, code): A_YEAR[code]
        for period, codes in perimeter.items()
        for code in ({"QN1"} | set(codes))
    }
    closed = replace(WORLD, people=people, settings={**STATED, "perimetre": perimeter})
    findings = closed.findings(audience="interne")
    assert findings.density.loc[("commune", "01003"), "taux"] == pytest.approx(10)
    assert findings.density.loc[("commune", "01003"), "classe"] == "indeterminee"
    place = missing(closed)["01003"]
    assert (place.unmet, place.unmet_low, place.unmet_high) == pytest.approx((40, 40, 40))
    reasons = {gap.code: [reason.kind for reason in gap.reasons] for gap in findings.gaps}
    assert reasons["01003"] == ["fermee", "manque-ouvrir"]
    assert "fermee" not in reasons.get("01001", []) + reasons["01004"]
    assert findings.planning.sizing.loc[("commune", "01003"), "accompagnees"] == 0
    still = replace(closed, settings={**STATED, "perimetre": {**perimeter, "2024": OPEN["2024"]}})
    people = {**people, ("2024", "01003"): 40}
    served = replace(still, people=people).findings(audience="interne")
    assert served.density.loc[("commune", "01003"), "classe"] == "desservie"


def test_two_periods_that_were_not_open_in_the_same_places_say_so():
    charts = draw_charts(WORLD.findings(audience="interne"))
    assert (charts.change, charts.opened) == ("hausse", (1, 4))
    everywhere = replace(WORLD, settings={"densite": {"reference": 10.0}})
    assert draw_charts(everywhere.findings(audience="interne")).opened is None


@pytest.mark.parametrize("outside", [3, 40])
def test_people_who_are_in_no_rate_are_in_no_public_count(outside):
    """What is published is the same, figure by figure, whoever came from elsewhere."""
    without = replace(WORLD, settings={"perimetre": OPEN})
    world = replace(
        without,
        people={
            **WORLD.people,
            ("2023", "ailleurs"): outside,
            ("2022", "01001"): outside,
            ("2024", "01004"): 2,
        },
    )
    release = world.publish()
    assert release.figures == without.publish().figures
    assert release.hidden.outside
    assert not without.publish().hidden.outside
    none = replace(without, people={**WORLD.people, ("2023", "ailleurs"): 0})
    assert not none.publish().hidden.outside
    last = {"perimetre": OPEN, "densite": {"periodes": ["2024"]}}
    before = replace(none, people={**WORLD.people, ("2023", "ailleurs"): 40}, settings=last)
    assert before.publish().hidden.outside, "they are in no total of 2023 either"
    internal = world.publish(audience="interne").counts
    total = internal.places.shown.loc[("territoire", "territoire"), "personnes"]
    assert total == sum(WORLD.people.values()) + 2 * outside + 2
    assert internal.periods.shown.loc["2023", "personnes"] == 100 + outside
    assert release.counts.periods.shown.loc["2023", "personnes"] == 100


def test_a_row_of_nobody_elsewhere_changes_nothing_and_one_of_few_tells_no_number():
    rows = WORLD.inputs().accompaniments
    more = rows.iloc[:1].assign(code="ailleurs", personnes=np.nan, au_plus=4.0, nouvelles=np.nan)
    doubtful = pd.concat([rows, more], ignore_index=True)
    asked = {
        "reading": WORLD.inputs().settings.reading,
        "perimeter": {period: tuple(codes) for period, codes in OPEN.items()},
    }
    kept = rows_of_the_territory(doubtful, WORLD.territory(), **asked)
    assert kept.iloc[:-1].equals(doubtful.iloc[:-1])
    assert kept.iloc[-1][["personnes", "au_plus"]].tolist() == [0, 0]
    assert np.isnan(kept.iloc[-1]["nouvelles"])


def test_the_total_is_hidden_before_the_reference_and_the_older_of_two_periods():
    """Three people live where nobody knows how many live: the rate counts none of them."""
    world = replace(
        WORLD,
        communes={**RESIDENTS, "01005": float("nan")},
        settings={"perimetre": {**OPEN, "2023": [*OPEN["2023"], "01005"]}},
        people={**WORLD.people, ("2023", "01005"): 3},
    )
    counts = world.publish().counts
    assert counts.reference.rate == world.publish(audience="interne").counts.reference.rate == 10
    assert np.isnan(counts.places.shown.loc[("territoire", "territoire"), "personnes"])
    people = counts.periods.shown["personnes"]
    assert people.isna().to_dict() == {"2021": True, "2022": False, "2023": False, "2024": False}


def test_a_place_that_has_grown_had_as_many_people_as_came():
    """Twice the residents of then make twice as many expected, and nobody more who came."""
    residents = pd.DataFrame({"01002": [0.5] * 12}, index=range(2024 * 12, 2025 * 12)).T * 6_000
    world = replace(WORLD)
    territory = replace(
        world.territory(), residents=residents.reindex(world.territory().zones.index)
    )
    counts = count(world.inputs(), territory)
    assert counts.places.loc[("zone", "01002"), "personnes_annees"] == pytest.approx(3_000)
    release = publish(WORLD.inputs(), counts, audience="interne", log=None)
    assert zones_a_year(release.counts)["par_an"]["01002"] == pytest.approx(60)
    years = service_years(release.counts, release.territory)
    assert years["commune", "01002"] == pytest.approx(1)


def test_a_place_that_opened_within_a_year_is_told_by_the_months_since():
    """Counts are yearly; the last two places open in July: half a year, half the people."""
    half = {**OPEN, "2024": OPEN["2023"], "2024-S2": OPEN["2024"]}
    people = {**WORLD.people, ("2024", "01002"): 30, ("2024", "01003"): 20}
    world = replace(WORLD, people=people, settings={**STATED, "perimetre": half})
    density = world.findings(audience="interne").density
    for code, annual in (("01002", 60), ("01003", 40)):
        assert density.loc[("commune", code), "taux"] == pytest.approx(10)
        assert density.loc[("commune", code), "cible_annees"] == RESIDENTS[code] / 2
        assert missing(world)[code].unmet == pytest.approx(0, abs=1e-9)
        sizing = world.findings(audience="interne").planning.sizing
        assert sizing.loc[("commune", code), "accompagnees"] == pytest.approx(annual)
    assert density.loc[("commune", "01004"), "classe"] == "non-ouverte"
    assert density.loc[("zone", "01001"), "taux"] == pytest.approx(10), "open all along"


def test_a_perimeter_of_years_holds_for_halves_and_one_of_halves_for_years():
    """The same months, said in one way or the other, and rows of years or of halves."""
    years = {str(year): OPEN[str(year)] for year in (2021, 2022, 2023, 2024)}
    halves = {f"{year}-S{half}": codes for year, codes in years.items() for half in (1, 2)}
    split = {
        (f"{period}-S{half}", code): n // 2
        for (period, code), n in WORLD.people.items()
        for half in (1, 2)
    }
    told = [
        replace(WORLD, people=people, settings={**STATED, "perimetre": perimeter})
        .counts()
        .places[["personnes", "cible_annees", "annees", "ouverte", "partie_fermee"]]
        for people in (WORLD.people, split)
        for perimeter in (years, halves)
    ]
    for other in told[1:]:
        pd.testing.assert_frame_equal(other, told[0])
