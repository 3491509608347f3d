import csv
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st
from scipy.special import gammaln
from shapely import box

from netmap.counts.people import people_by_code
from netmap.counts.periods import months
from netmap.findings.density import (
    between_area_variance,
    classify,
    density_table,
    empirical_bayes,
    fit_prior,
    garwood,
    period_totals,
    probability_under,
    reference_rate,
)
from netmap.settings import Settings
from netmap.territory import build_territory

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"
COLUMNS = [
    "nom", "population", "personnes", "attendues", "taux", "taux_bas", "taux_haut", "taux_lisse",
    "rapport", "p_sous_desserte", "classe",
]  # fmt: skip


def published(name, *columns):
    path = REFERENCE / name
    if not path.is_file():
        pytest.skip(f"{name} is not beside the repository")
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return [np.array([float(row[column]) for row in rows]) for column in columns]


# --- exact interval -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "lower", "upper"),
    [
        (0, 0, 3.688879),
        (1, 0.025318, 5.571643),
        (5, 1.623486, 11.668332),
        (10, 4.795389, 18.390356),
        (20, 12.21652, 30.888378),
        (100, 81.363991, 121.626794),
    ],
)
def test_garwood_published_values(count, lower, upper):
    assert garwood(count) == pytest.approx((lower, upper), abs=5e-7)


def test_garwood_is_the_tail_of_the_poisson_law():
    # oracle: at the bounds, the count is at 2.5 % of the law, summed term by term
    low, high = garwood(7)
    terms = np.arange(8)

    def at_most(k, mean):
        return np.exp(terms[: k + 1] * np.log(mean) - mean - gammaln(terms[: k + 1] + 1)).sum()

    assert at_most(7, high) == pytest.approx(0.025)
    assert 1 - at_most(6, low) == pytest.approx(0.025)


def test_garwood_keeps_kind_and_missing():
    low, high = garwood(pd.Series([0.0, np.nan, 2.5], index=list("abc")))
    assert low.index.tolist() == high.index.tolist() == list("abc")
    assert low["a"] == 0
    assert np.isnan([low["b"], high["b"]]).all()
    assert 1 < low["c"] * 4 < high["c"] < 9
    arrays = garwood([1, 2])
    assert all(isinstance(bound, np.ndarray) for bound in arrays)
    assert isinstance(garwood(3)[0], float)
    narrow, wide = garwood(5, level=0.5), garwood(5, level=0.99)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


@pytest.mark.parametrize(("count", "level"), [(-1, 0.95), (np.inf, 0.95), (3, 1), (3, 0)])
def test_garwood_refuses_nonsense(count, level):
    with pytest.raises(ValueError, match=r"negative|level"):
        garwood(count, level=level)


# --- smoothed rates -----------------------------------------------------------------------


def test_sids_against_published_parameters_and_rates():
    count, births, rates = published("sids_EBest_probmap_spdep.csv", "SID74", "BIR74", "eb")
    a, b = between_area_variance(count, births)
    assert a == pytest.approx(7.69293064701e-07, rel=1e-9)
    assert b == pytest.approx(667 / 329_962, rel=1e-12)
    ours = empirical_bayes(count, births)
    np.testing.assert_allclose(ours, rates, rtol=1e-9)
    np.testing.assert_allclose(
        ours[:5], [0.0016973, 0.0017054, 0.0017731, 0.0020129, 0.0035349], atol=5e-8
    )


def test_auckland_against_r():
    count, people, rates = published("auckland_EBest_spdep.csv", "M77_85", "Und5_81", "eb")
    years = people * 9
    a, b = between_area_variance(count, years)
    assert a == pytest.approx(7.284173e-07, rel=1e-6)
    assert b == pytest.approx(0.002633436, rel=1e-6)
    np.testing.assert_allclose(empirical_bayes(count, years), rates, rtol=1e-9)


def test_equal_rates_stay_equal():
    # a peer's unclamped variance is negative here, and so are its rates
    population = np.array([100, 250, 400, 1_000])
    rates = empirical_bayes(population / 50, population)
    np.testing.assert_allclose(rates, 1 / 50)
    np.testing.assert_array_equal(empirical_bayes(np.zeros(3), np.ones(3)), 0)


def test_unknown_areas_weigh_nothing():
    count = pd.Series([3, np.nan, 2, 8, 1.0], index=list("abcde"))
    people = pd.Series([500, 700, 0, 900, np.nan], index=list("abcde"))
    rates = empirical_bayes(count, people)
    assert rates.index.tolist() == list("abcde")
    assert rates[["b", "c", "e"]].isna().all()
    alone = empirical_bayes(count[["a", "d"]], people[["a", "d"]])
    pd.testing.assert_series_equal(rates[["a", "d"]], alone)
    assert empirical_bayes(np.array([1.0]), np.array([np.nan])).tolist() == pytest.approx(
        [np.nan], nan_ok=True
    )


def test_smoothing_refuses_mismatches():
    with pytest.raises(ValueError, match="2,"):
        empirical_bayes(np.ones(3), np.ones(2))
    with pytest.raises(ValueError, match="indexed differently"):
        empirical_bayes(pd.Series([1.0], index=["a"]), pd.Series([1.0], index=["b"]))
    with pytest.raises(ValueError, match="negative"):
        empirical_bayes(np.array([-1.0]), np.ones(1))


@profile(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9_000)), min_size=1, max_size=12))
def test_smoothing_lies_between_the_raw_rate_and_the_mean(areas):
    count, people = np.array(areas, dtype=float).T
    raw, mean = count / people, count.sum() / people.sum()
    smooth = empirical_bayes(count, people)
    low, high = np.minimum(raw, mean), np.maximum(raw, mean)
    assert (smooth >= low - 1e-12).all()
    assert (smooth <= high + 1e-12).all()


# --- how sure -----------------------------------------------------------------------------


def test_posterior_against_a_sum_over_theta():
    observed, expected = np.array([2.0, 9, 0, 25]), np.array([8.0, 7, 3, 20])
    prior = fit_prior(observed, expected)
    assert prior.weights.sum() == pytest.approx(1)
    theta = np.linspace(1e-6, 12, 200_001)
    ours = probability_under(observed, expected, ratio=0.8, prior=prior)
    for o, e, p in zip(observed, expected, ours, strict=True):
        total = 0.0
        for spread, weight in zip(prior.spreads, prior.weights, strict=True):
            if spread == 0:
                total += weight * (prior.mean < 0.8)
                continue
            shape = 1 / spread**2
            log = (shape + o - 1) * np.log(theta) - theta * (shape / prior.mean + e)
            density = np.exp(log - log.max())
            total += weight * density[theta < 0.8].sum() / density.sum()
        assert p == pytest.approx(total, abs=2e-4)


def test_equal_rates_call_nobody_under_served():
    for scale in (0.05, 1, 20, 500):
        expected = scale * np.array([1.0, 2, 3, 5, 8])
        p = probability_under(expected, expected)
        assert (p < 0.8).all()
        assert "sous-desservie" not in classify(p, expected)
    # with many people the posterior is at 1: all are served
    assert (classify(p, expected) == "desservie").all()


def test_few_people_prove_nothing():
    # nothing suggests that areas differ, but one person does not show that a place is served
    p = probability_under(np.array([1.0, 0, 1, 0]), np.array([0.5, 0.5, 0.5, 0.5]))
    assert classify(p, [1, 0, 1, 0]).tolist() == ["indeterminee"] * 4


def test_probability_falls_with_the_count_and_rises_with_the_expected():
    prior = fit_prior([10.0, 2, 30], [12.0, 12, 12])
    p = probability_under(np.arange(20.0), np.full(20, 10.0), prior=prior)
    assert all(a > b for a, b in pairwise(p))
    q = probability_under(np.full(20, 5.0), np.arange(1.0, 21), prior=prior)
    assert all(a < b for a, b in pairwise(q))


def test_overdispersion_is_learnt():
    rng = np.random.default_rng(5)
    alike = fit_prior(rng.poisson(40, 60), np.full(60, 40.0))
    apart = fit_prior(rng.poisson(40 * rng.gamma(2, 0.5, 60)), np.full(60, 40.0))
    assert alike.weights @ alike.spreads < 0.15
    assert 0.5 < apart.weights @ apart.spreads < 0.95


def test_unknown_has_no_probability():
    p = probability_under(np.array([np.nan, 3, 3]), np.array([4, np.nan, 0]))
    assert np.isnan(p).all()
    kept = probability_under(pd.Series([3.0], index=["a"]), pd.Series([2.0], index=["a"]))
    assert kept.index.tolist() == ["a"]


def test_classes_and_their_bounds():
    p = [0.8, 0.79, 0.2, 0.21, 0.0, np.nan, np.nan, 1.0]
    people = [1, 1, 4, 4, 0, 3, np.nan, np.nan]
    assert classify(p, people).tolist() == [
        "sous-desservie", "indeterminee", "desservie", "indeterminee", "indeterminee",
        "indeterminee", "sans-donnee", "sans-donnee",
    ]  # fmt: skip


# --- periods ------------------------------------------------------------------------------


def test_periods():
    assert months("2023-S1") | months("2023-S2") == months("2023")
    assert frozenset().union(*(months(f"2023-T{i}") for i in range(1, 5))) == months("2023")
    assert months("2023-12") < months("2023-T4") < months("2023-S2")
    assert not months("2023") & months("2024")
    for wrong in ("23", "2023-S3", "2023-13", "2023-1", "2023 ", "", "année"):
        with pytest.raises(ValueError, match="no period"):
            months(wrong)


# --- the table ----------------------------------------------------------------------------

KM = 1_000


@pytest.fixture(scope="module")
def squares():
    """A (1,000) | B (3,000) | C (2,000) | D (unknown); Q over A and B holds 700, R in B 300."""
    towns = gpd.GeoDataFrame(
        {
            "nom": list("ABCD"),
            "population": [1_000, 3_000, 2_000, np.nan],
            "mairie_lon": np.nan,
            "mairie_lat": np.nan,
        },
        geometry=[box(10 * KM * i, 0, 10 * KM * (i + 1), 10 * KM) for i in range(4)],
        index=pd.Index(["01001", "01002", "01003", "01004"], name="code_insee"),
        crs=2154,
    )
    quarters = gpd.GeoDataFrame(
        {
            "lib_qp": ["Q", "R"],
            "population": [700, 300],
            "precision": "official",
            "insee_com": [(), ()],
        },
        geometry=[
            box(8 * KM, 0, 14 * KM, 5 * KM),
            box(16 * KM, 6 * KM, 17 * KM, 7 * KM),
        ],
        index=pd.Index(["QN1", "QN2"], name="code_qp"),
        crs=2154,
    )
    return towns, quarters


def territory_of(towns, quarters):
    empty = pd.DataFrame(columns=["latitude", "longitude", "code_insee"])
    return build_territory(
        SimpleNamespace(
            settings=settings_of(), communes=towns, qpv=quarters, partners=empty,
            permanences=None, files=(), times=None,
        )
    )  # fmt: skip


def settings_of(**sections):
    return Settings.model_validate(
        {"territoire": {"nom": "Carrés", "epci": "200000001"}, **sections}
    )


@pytest.fixture(scope="module")
def territory(squares):
    return territory_of(*squares)


def table_of(*rows):
    """Rows (periode, code, personnes[, thematique[, public]])."""
    columns = ["periode", "code", "personnes", "thematique", "public"]
    frame = pd.DataFrame([(*row, *[None] * (5 - len(row))) for row in rows], columns=columns)
    return frame.assign(situations_cloturees=frame["personnes"] / 2)


ONE_YEAR = table_of(
    ("2023", "01001", 10), ("2023", "01002", 30), ("2023", "01003", 4), ("2023", "QN1", 60),
    ("2023", "QN2", 6),
)  # fmt: skip


def density(territory, table, **sections):
    return density_table(territory, table, settings=settings_of(**sections))


def test_table_is_the_documented_one(territory):
    found = density(territory, ONE_YEAR)
    assert list(found.columns) == COLUMNS
    assert found.index.names == ["niveau", "code"]
    assert found.index.get_level_values("niveau").unique().tolist() == [
        "territoire", "commune", "qpv", "zone",
    ]  # fmt: skip
    assert found.loc["zone"].index.tolist() == sorted(territory.zones.index)
    assert found.loc[("territoire", "territoire"), "nom"] == "Carrés"
    assert found.loc[("qpv", "QN1"), "nom"] == "Q"


def test_people_are_counted_once_at_each_level(territory):
    people = density(territory, ONE_YEAR)["personnes"]
    assert people["territoire"].item() == 110
    assert people["commune"].sum() == pytest.approx(110)
    assert people["zone"].sum() == pytest.approx(110)
    # Q's people live in A (100 of 700, by density) and in B (600 of 700)
    assert people["qpv"].to_dict() == pytest.approx({"QN1": 60, "QN2": 6})
    assert people[("zone", "01001:QN1")] == pytest.approx(60 / 7)
    assert people[("commune", "01001")] == pytest.approx(10 + 60 / 7)
    assert people[("commune", "01002")] == pytest.approx(30 + 360 / 7 + 6)
    assert people[("zone", "01002")] == 30


def test_rates_against_a_naive_reckoning(territory):
    found = density(territory, ONE_YEAR)
    row = found.loc[("qpv", "QN2")]
    low, high = garwood(6)
    assert row["taux"] == pytest.approx(6 / 300 * 1_000)
    assert (row["taux_bas"], row["taux_haut"]) == pytest.approx((low / 0.3, high / 0.3))
    # D's population is unknown: the territory's rate is that of A, B and C
    rate, kind = reference_rate(territory, ONE_YEAR, settings=settings_of())
    assert rate == pytest.approx(110 / 6)
    assert kind == "territoire"
    assert row["attendues"] == pytest.approx(110 / 6 * 0.3)
    assert row["rapport"] == pytest.approx(6 / (110 / 6 * 0.3))
    smooth = empirical_bayes(np.array([60.0, 6]), np.array([700.0, 300])) * 1_000
    np.testing.assert_allclose(found.loc["qpv", "taux_lisse"], smooth)
    assert found.loc["zone", "attendues"].sum() == pytest.approx(110)


def test_unknown_population_has_no_rate(territory):
    row = density(territory, ONE_YEAR).loc[("commune", "01004")]
    assert row["personnes"] == 0
    assert row[["population", "taux", "attendues", "p_sous_desserte"]].isna().all()
    assert row["classe"] == "sans-donnee"


def test_no_row_is_nobody_where_the_service_was_open(territory):
    table = ONE_YEAR[ONE_YEAR["code"] != "01003"]
    row = density(territory, table).loc[("commune", "01003")]
    assert row["personnes"] == row["taux"] == row["taux_bas"] == 0
    assert row["taux_haut"] > 0
    assert row["classe"] == "sous-desservie"


def test_no_row_outside_the_perimeter_is_no_number(territory):
    table = ONE_YEAR[ONE_YEAR["code"] != "01003"]
    found = density(territory, table, perimetre={"2023": ["01001", "01002", "QN1"]})
    row = found.loc[("commune", "01003")]
    assert row["classe"] == "non-ouverte"
    assert row[["personnes", "attendues", "taux", "taux_lisse", "p_sous_desserte"]].isna().all()
    assert row["population"] == 2_000
    assert found.loc[("territoire", "territoire"), "attendues"] == pytest.approx(106)
    # 2,000 residents who could not come are no reason for a lower reference
    rate, _ = reference_rate(
        territory, table, settings=settings_of(perimetre={"2023": ["01001", "01002"]})
    )
    assert rate == pytest.approx(106 / 4)


@pytest.mark.parametrize("codes", [["200000001"], ["01001", "01002", "01003", "01004"]])
def test_perimeter_by_epci_or_by_all_communes_is_everywhere(territory, codes):
    everywhere = density(territory, ONE_YEAR)
    pd.testing.assert_frame_equal(
        density(territory, ONE_YEAR, perimetre={"2023": codes}), everywhere
    )
    other_year = density(territory, ONE_YEAR, perimetre={"2022": ["01001"]})
    pd.testing.assert_frame_equal(other_year, everywhere)


def test_commune_open_in_its_neighbourhood_only_is_never_called_served(territory):
    table = table_of(("2023", "QN2", 80), ("2023", "01003", 1))
    found = density(territory, table, perimetre={"2023": ["QN2", "01003"]})
    assert found.loc[("qpv", "QN2"), "classe"] == "desservie"
    assert found.loc[("zone", "01002"), "classe"] == "non-ouverte"
    commune = found.loc[("commune", "01002")]
    assert commune["p_sous_desserte"] < 0.2
    assert commune["classe"] == "indeterminee"
    assert commune["taux"] == pytest.approx(80 / 300 * 1_000)


def test_somebody_came_from_outside_the_perimeter(territory):
    found = density(territory, ONE_YEAR, perimetre={"2023": ["QN1"]})
    # C has a row: the service reached it, whatever was planned
    assert found.loc[("commune", "01003"), "personnes"] == 4
    assert found.loc[("commune", "01004"), "classe"] == "non-ouverte"


@pytest.mark.parametrize("table", [None, ONE_YEAR.iloc[:0]])
def test_no_table_is_no_data(territory, table):
    found = density(territory, table)
    assert set(found["classe"]) == {"sans-donnee"}
    assert found.drop(columns=["nom", "population", "classe"]).isna().all(axis=None)
    assert found.loc[("commune", "01001"), "population"] == 1_000
    assert np.isnan(reference_rate(territory, table, settings=settings_of())[0])
    assert period_totals(table).empty


def test_years_pool_and_parts_of_years_weigh_their_months(territory):
    table = table_of(
        ("2022", "01003", 8), ("2023-S1", "01003", 4), ("2023-10", "01003", 1),
        ("2022", "01001", 1),
    )  # fmt: skip
    row = density(territory, table).loc[("commune", "01003")]
    assert row["personnes"] == 13
    assert row["taux"] == pytest.approx(13 / (2_000 * (1 + 0.5 + 1 / 12)) * 1_000)
    one = density(territory, table, densite={"periodes": ["2022"]}).loc[("commune", "01003")]
    assert one["taux"] == pytest.approx(8 / 2_000 * 1_000)


def test_half_year_inside_a_year_is_counted_once(territory):
    table = table_of(("2023", "01003", 9), ("2023-S1", "01003", 4), ("2023-S1", "01001", 3))
    found = density(territory, table)
    assert found.loc[("commune", "01003"), "personnes"] == 9
    assert found.loc[("commune", "01003"), "taux"] == pytest.approx(9 / 2_000 * 1_000)
    # a commune that was only ever counted by half-year keeps its people
    assert found.loc[("zone", "01001"), "personnes"] == 3


def test_opening_year_by_year_weighs_the_years(territory):
    table = table_of(("2022", "01001", 5), ("2023", "01001", 5), ("2023", "01003", 4))
    found = density(territory, table, perimetre={"2022": ["01001"]})
    assert found.loc[("commune", "01003"), "taux"] == pytest.approx(4 / 2_000 * 1_000)
    assert found.loc[("zone", "01001"), "taux"] == pytest.approx(10 / (2 * 900) * 1_000)
    by_half = table_of(("2022-S1", "01001", 5), ("2022-S1", "01003", 1))
    halved = density(territory, by_half, perimetre={"2022": ["01001"]})
    assert halved.loc[("commune", "01002"), "classe"] == "non-ouverte"


def test_reference_is_the_stated_one(territory):
    def rate(**densite):
        return reference_rate(territory, ONE_YEAR, settings=settings_of(densite=densite))

    assert rate(reference="qpv") == (pytest.approx(66 / 1_000 * 1_000), "qpv")
    assert rate(reference=12.5) == (12.5, "cible")
    found = density(territory, ONE_YEAR, densite={"reference": 40.0})
    assert found.loc[("commune", "01003"), "attendues"] == pytest.approx(80)
    assert found.loc[("commune", "01003"), "classe"] == "sous-desservie"


def test_what_counts_as_under_is_a_setting(territory):
    found = {
        ratio: density(territory, ONE_YEAR, densite={"seuil_rapport": ratio})
        for ratio in (0.1, 0.5, 0.8)
    }
    key = ("zone", "01001")
    by_ratio = [found[ratio].loc[key, "p_sous_desserte"] for ratio in sorted(found)]
    assert by_ratio[0] < by_ratio[1] < by_ratio[2]
    sure = density(territory, ONE_YEAR, densite={"certitude": 0.99999})
    assert found[0.5].loc[("commune", "01003"), "classe"] == "sous-desservie"
    assert sure.loc[key, "classe"] == "indeterminee"


def test_counts_of_the_whole_epci_stay_at_the_territory(territory):
    table = pd.concat([ONE_YEAR, table_of(("2023", "200000001", 12))], ignore_index=True)
    found = density(territory, table)
    assert found.loc["territoire", "personnes"].item() == 122
    assert found.loc["zone", "personnes"].sum() == pytest.approx(110)


@pytest.mark.parametrize(
    ("rows", "people", "reading"),
    [
        ([("2023", "01003", 9), ("2023", "01003", 7, "dents")], 9, "total"),
        (
            [("2023", "01003", 5, None, "adultes"), ("2023", "01003", 4, None, "enfants")],
            9,
            "public",
        ),
        ([("2023", "01003", 5, "dents"), ("2023", "01003", 7, "droits")], 7, "thematique"),
        (
            [
                ("2023", "01003", 3, "dents", "adultes"),
                ("2023", "01003", 3, "dents", "enfants"),
                ("2023", "01003", 4, "droits", "adultes"),
            ],
            6,
            "thematique",
        ),
    ],
)
def test_a_person_with_two_needs_is_one_person(territory, rows, people, reading):
    table = table_of(*rows)
    assert density(territory, table).loc[("commune", "01003"), "personnes"] == people
    assert people_by_code(table)["lecture"].tolist() == [reading]


def test_period_totals():
    table = pd.concat([ONE_YEAR, table_of(("2022", "01001", 4))], ignore_index=True)
    totals = period_totals(table)
    assert totals.index.tolist() == ["2022", "2023"]
    assert totals["personnes"].tolist() == [4, 110]
    assert totals["situations_cloturees"].tolist() == [2, 55]
    table.loc[0, "situations_cloturees"] = np.nan
    assert period_totals(table)["situations_cloturees"].isna().tolist() == [False, True]


def test_row_order_changes_nothing_and_nothing_is_mutated(territory):
    before = ONE_YEAR.copy(deep=True)
    one = density(territory, ONE_YEAR)
    other = density(territory, ONE_YEAR.iloc[::-1].reset_index(drop=True))
    pd.testing.assert_frame_equal(one, other)
    pd.testing.assert_frame_equal(ONE_YEAR, before)


def test_more_residents_at_equal_count_never_raise_the_rate(squares):
    towns, quarters = squares
    rates = [
        density(
            territory_of(towns.assign(population=towns["population"] * factor), quarters), ONE_YEAR
        ).loc[("commune", "01003")]
        for factor in (pd.Series(1, towns.index), pd.Series([1, 1, 2, 1], towns.index))
    ]
    # the same four people among twice as many residents: a lower rate, surer to be low
    assert rates[1]["taux"] == pytest.approx(rates[0]["taux"] / 2)
    assert rates[1]["taux_haut"] < rates[0]["taux_haut"]
    assert rates[1]["p_sous_desserte"] >= rates[0]["p_sous_desserte"]


def test_equal_rates_everywhere_call_no_place_under_served(territory):
    zones = territory.zones
    table = table_of(
        *(("2023", code, n / 50) for code, n in zones[zones["code_qp"].isna()]["population"].items()
          if n > 0),
        ("2023", "QN1", 700 / 50), ("2023", "QN2", 300 / 50),
    )  # fmt: skip
    found = density(territory, table)
    assert "sous-desservie" not in set(found["classe"])
    known = found["taux"].dropna()
    np.testing.assert_allclose(known, 20)
    np.testing.assert_allclose(found["taux_lisse"].dropna(), 20)


def test_commune_that_its_neighbourhood_covers_keeps_its_rows(squares):
    towns, quarters = squares
    covering = quarters.iloc[:1].assign(geometry=[towns.geometry.iloc[0]], population=[1_000.0])
    covered = territory_of(towns, covering)
    found = density(covered, ONE_YEAR[ONE_YEAR["code"] != "QN2"])
    assert found.loc[("commune", "01001"), "personnes"] == 70
    assert found.loc[("zone", "01001:QN1"), "personnes"] == 70
    assert found.loc["zone", "personnes"].sum() == pytest.approx(104)


def test_territory_without_neighbourhoods(squares):
    towns, quarters = squares
    plain = territory_of(towns, quarters.iloc[:0])
    found = density(plain, ONE_YEAR[~ONE_YEAR["code"].str.startswith("QN")])
    assert "qpv" not in found.index.get_level_values("niveau")
    assert found.loc["commune", "personnes"].tolist() == found.loc["zone", "personnes"].tolist()
    assert np.isnan(
        reference_rate(plain, ONE_YEAR, settings=settings_of(densite={"reference": "qpv"}))[0]
    )
