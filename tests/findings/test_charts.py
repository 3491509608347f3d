"""Figures of the report: the coordinates of what is shown, and of nothing that is hidden."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from made import made_release, shown_counts
from scipy.stats import binomtest

from netmap.counts.model import Reference
from netmap.findings.charts import (
    change_of,
    draw_charts,
    least_doubling,
    place_trends,
    trend_change,
)
from netmap.findings.model import Findings
from netmap.findings.rates import garwood
from netmap.settings import DensitySettings

NAN = float("nan")
REFERENCE = 2.0


@pytest.fixture
def density():
    """Two communes shown, one hidden, one closed; a QPV; rates of 1, 4 and 10 per 1,000."""
    rows = [
        ("territoire", "territoire", 64.0, 40.0),
        ("commune", "A", 10.0, 20.0),
        ("commune", "B", 40.0, 20.0),
        ("commune", "C", NAN, 8.0),
        ("commune", "D", NAN, NAN),
        ("qpv", "Q", 30.0, 6.0),
        ("zone", "A", 10.0, 20.0),
        ("zone", "B", 10.0, 14.0),
        ("zone", "B:Q", 30.0, 6.0),
        ("zone", "C", NAN, 8.0),
    ]
    frame = pd.DataFrame(rows, columns=["niveau", "code", "personnes", "attendues"])
    frame["cible_annees"] = 1_000 * frame["attendues"] / REFERENCE
    return frame.set_index(["niveau", "code"])


def charts(density, reference=REFERENCE):
    periods = pd.DataFrame(
        {"personnes": [30.0, NAN], "nouvelles": NAN, "situations_cloturees": [12.0, NAN]},
        index=pd.Index(["2023", "2024"], name="periode"),
    )
    stated = Reference(kind="cible", people=NAN, years=NAN, stated=reference)
    return draw_charts(
        Findings(
            release=made_release(counts=shown_counts(periods=periods, reference=stated)),
            network=None, needs=(), density=density, access=None, chains={}, contacts=None,
            planning=SimpleNamespace(dispersion=1.0), gaps=(), fingerprint="",
        )
    )  # fmt: skip


def test_sizes_are_residents_by_years_and_rates_are_those_of_the_tables(density):
    points = charts(density).funnel.points
    assert points["exposition"].to_dict() == {
        ("commune", "A"): 10_000.0,
        ("commune", "B"): 10_000.0,
        ("qpv", "Q"): 3_000.0,
    }
    assert points["taux"].tolist() == [1.0, 4.0, 10.0]


def test_what_is_hidden_or_closed_is_in_no_figure(density):
    found = charts(density)
    assert set(found.ranks.index) == {"A", "B"}
    assert found.lorenz.curve["code"].tolist()[1:] == ["A", "B", "B:Q"]
    # Whatever the hidden count may be, the figures are the same.
    again = charts(density.assign(attendues=density["attendues"].replace(8.0, 80.0)))
    pd.testing.assert_frame_equal(found.lorenz.curve, again.lorenz.curve)
    pd.testing.assert_frame_equal(found.ranks, again.ranks)


@pytest.mark.parametrize("reference", [NAN, 0.0])
def test_a_hidden_reference_leaves_nothing_that_draws_on_it(density, reference):
    found = charts(density, reference)
    assert found.funnel is None
    assert found.lorenz is None


def test_totals_have_the_interval_of_a_count_and_unknown_ones_have_none(density):
    trend = charts(density).trend
    # people who come two by two, 1.5 on average, prove half as much
    low, high = garwood(15.0, level=DensitySettings.model_validate({}).level)
    assert trend.loc["2023", ["bas", "haut"]].tolist() == [2 * low, 2 * high]
    assert np.isnan(trend.loc["2024"].to_numpy(dtype=float)).all()


@pytest.mark.parametrize(
    ("periods", "people", "told"),
    [
        (["2023", "2024"], [60.0, 140.0], "hausse"),
        (["2022", "2023", "2024"], [140.0, NAN, 60.0], "baisse"),
        (["2023", "2024"], [100.0, 104.0], "hasard"),
        (["2023-S1", "2024"], [60.0, 140.0], None),
        (["2023", "2024"], [60.0, NAN], None),
        ([], [], None),
    ],
)
def test_a_change_takes_two_periods_as_long_as_each_other(periods, people, told):
    table = pd.DataFrame({"personnes": people}, index=periods, dtype=float)
    assert trend_change(table, dispersion=1.0, level=0.95) == told


@pytest.mark.parametrize(("first", "last"), [(20, 40), (30, 40), (5, 15), (100, 131), (8, 20)])
def test_a_change_is_the_exact_test_of_two_counts(first, last):
    p_value = binomtest(last, first + last, 0.5, alternative="greater").pvalue
    told = change_of(first, last, dispersion=1.0, level=0.95)
    assert (told == "hausse") == (p_value < 0.025)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_the_least_doubling_is_that_of_an_exact_test_of_two_counts(level):
    def seen(count):
        share = binomtest(2 * count, 3 * count).proportion_ci(level, method="exact")
        return share.low > 0.5

    expected = next(count for count in range(1, 200) if seen(count))
    assert least_doubling(dispersion=1.0, level=level) == expected


def test_people_who_come_together_ask_for_more_of_them():
    least = [least_doubling(dispersion=phi, level=0.95) for phi in (1.0, 2.0, 3.0)]
    assert least == sorted(least)
    assert least[1] in range(2 * least[0] - 1, 2 * least[0] + 1), "twice as many, rounded"


def test_a_place_has_the_trend_of_its_own_known_periods_and_only_for_the_office():
    people = pd.DataFrame(
        {"2022": [60.0, NAN, 9.0, NAN], "2023": [NAN, 50.0, 9.0, NAN], "2024": [140.0, 9.0, 9, 5]},
        index=pd.MultiIndex.from_product([["commune"], list("ABCD")], names=["niveau", "code"]),
    )
    told = place_trends(made_release(by_period=people), dispersion=2.0, level=0.95).loc["commune"]
    assert told["tendance"].tolist() == ["hausse", "baisse", "hasard", None]
    assert told["periode_de"].tolist() == ["2022", "2023", "2022", None]
    assert told["personnes_a"].tolist()[:3] == [140.0, 9.0, 9.0]
    assert np.isnan(told["personnes_de"]["D"])
    # a school term and a year are not compared
    uneven = people.rename(columns={"2022": "2022-S1"})
    again = place_trends(made_release(by_period=uneven), dispersion=2.0, level=0.95).loc["commune"]
    assert again["tendance"].tolist() == [None, "baisse", None, None]
    assert place_trends(made_release(), dispersion=2.0, level=0.95) is None
