from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from made import DERIVED
from shapely import box
from worlds import EVERY_ROW

from netmap.counts import count
from netmap.counts.rows import period_totals
from netmap.disclosure.cells import RATED, Cell
from netmap.disclosure.shown import show
from netmap.findings.density import density_table
from netmap.findings.posterior import fit_prior, probability_under
from netmap.findings.rates import empirical_bayes, garwood
from netmap.inputs.people import people_by_code
from netmap.settings import DensitySettings, Settings
from netmap.territory import build_territory

COLUMNS = [
    "nom", "population", "cible", "cible_annees", "personnes", "au_moins", "au_plus", "repartie",
    "repartie_moins", "repartie_plus", "attendues", "taux", "taux_bas", "taux_haut", "taux_lisse",
    "rapport", "p_sous_desserte", "classe", "jugeable",
]  # fmt: skip
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
            permanences=None, files=(), times=None, stands={}, indicators=None,
            indicators_qpv=None, populations=None, lived=pd.DataFrame(),
        )
    )  # fmt: skip


#: Everybody comes alone and once: a count varies as Poisson says.
ALONE = {"menage": 1.0, "retours": 0.0}


def settings_of(**sections):
    sections["densite"] = ALONE | sections.get("densite", {})
    return Settings.model_validate(
        {
            "territoire": {"nom": "Carrés", "epci": "200000001"},
            "lecture": EVERY_ROW,
            **sections,
        }
    )


@pytest.fixture(scope="module")
def territory(squares):
    return territory_of(*squares)


def table_of(*rows):
    """Rows (periode, code, personnes[, thematique[, public]])."""
    columns = ["periode", "code", "personnes", "thematique", "public"]
    frame = pd.DataFrame([(*row, *[None] * (5 - len(row))) for row in rows], columns=columns)
    return frame.assign(nouvelles=np.nan, situations_cloturees=frame["personnes"] / 2)


ONE_YEAR = table_of(
    ("2023", "01001", 10), ("2023", "01002", 30), ("2023", "01003", 4), ("2023", "QN1", 60),
    ("2023", "QN2", 6),
)  # fmt: skip


def counts_of(territory, table, **sections):
    tables = SimpleNamespace(
        settings=settings_of(**sections), accompaniments=table, rounds=None, contacts=None
    )
    return count(tables, territory)


def density(territory, table, **sections):
    """What is concluded where nothing is hidden."""
    counts = counts_of(territory, table, **sections)
    return density_table(show(counts, None), options=counts.settings.density)


def reference(territory, table, **sections):
    return counts_of(territory, table, **sections).reference


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
    given = reference(territory, ONE_YEAR)
    assert given.rate == pytest.approx(110 / 6)
    # no figure of need is given: a quarter is compared with the quarters, 66 for 1,000
    assert given.kind == "strate"
    assert given.rates == pytest.approx((66, 44 / 5))
    assert row["attendues"] == pytest.approx(66 * 0.3)
    assert row["rapport"] == pytest.approx(6 / (66 * 0.3))
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
    given = reference(territory, table, perimetre={"2023": ["01001", "01002"]})
    assert given.rate == pytest.approx(106 / 4)


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
    found = density(
        territory, table, perimetre={"2023": ["QN2", "01003"]}, densite={"reference": 30.0}
    )
    assert found.loc[("qpv", "QN2"), "classe"] == "desservie"
    assert found.loc[("zone", "01002"), "classe"] == "non-ouverte"
    commune = found.loc[("commune", "01002")]
    assert commune["p_sous_desserte"] < 0.2
    assert commune["classe"] == "indeterminee"
    assert commune["taux"] == pytest.approx(80 / 300 * 1_000)


def test_a_row_outside_the_perimeter_opens_no_place(territory):
    """C has a row though the service was not open there: its four count, and judge nothing."""
    found = density(territory, ONE_YEAR, perimetre={"2023": ["01001", "01002", "QN1"]})
    row = found.loc[("commune", "01003")]
    assert (row["classe"], found.loc[("zone", "01003"), "classe"]) == ("non-ouverte",) * 2
    assert row[["personnes", "attendues", "taux", "p_sous_desserte"]].isna().all()
    assert found.loc[("territoire", "territoire"), "personnes"] == 110
    given = reference(territory, ONE_YEAR, perimetre={"2023": ["01001", "01002", "QN1"]})
    assert given.rate == pytest.approx(106 / 4), "in no rate"
    # open in a later year, it is judged by that year alone
    table = pd.concat([ONE_YEAR, table_of(("2024", "01003", 9))], ignore_index=True)
    closed = {"2023": ["01001", "01002"], "2024": ["01003"]}
    later = density(territory, table, perimetre=closed).loc[("commune", "01003")]
    assert (later["personnes"], later["taux"]) == (9, 4.5)


def test_people_of_a_commune_that_holds_its_closed_quarter_are_counted_once(territory):
    """Both rows are outside; the commune's counts its quarter's people too."""
    table = table_of(("2023", "01002", 30), ("2023", "QN2", 20), ("2023", "01003", 4))
    found = density(
        territory,
        table,
        perimetre={"2023": ["01003"]},
        lecture=EVERY_ROW | {"commune_comprend_qpv": True},
    )
    assert found.loc[("territoire", "territoire"), "personnes"] == 34
    assert found.loc[("commune", "01002"), "classe"] == "non-ouverte"
    assert found.loc[("qpv", "QN2"), "classe"] == "non-ouverte"


@pytest.mark.parametrize("table", [None, ONE_YEAR.iloc[:0]])
def test_no_table_is_no_data(territory, table):
    found = density(territory, table)
    assert set(found["classe"]) == {"sans-donnee"}
    known = ["nom", "population", "cible", "classe", "jugeable", "repartie"]
    assert found.drop(columns=known).isna().all(axis=None)
    assert not found["repartie"].any()
    assert found.loc[("commune", "01001"), "population"] == 1_000
    assert np.isnan(reference(territory, table).rate)
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
        given = reference(territory, ONE_YEAR, densite=densite)
        return given.rate, given.kind

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
    rash = density(territory, ONE_YEAR, densite={"certitude": 0.8, "seuil_rapport": 0.5})
    assert rash.loc[("commune", "01003"), "classe"] == "sous-desservie"
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
    assert np.isnan(reference(plain, ONE_YEAR, densite={"reference": "qpv"}).rate)


# --- what is hidden -----------------------------------------------------------------------


def seen(territory, *cells, table=ONE_YEAR):
    """What is concluded of a table where a release shows these places alone."""
    counts = counts_of(territory, table, densite={"reference": 20.0})
    cells = {RATED if cell == RATED else Cell("density", *cell) for cell in cells}
    return density_table(show(counts, cells), options=counts.settings.density)


def unlearnt(people, expected):
    """P(θ < ratio) where every zone is hidden: how much places differ cannot be learnt."""
    prior = fit_prior([], [], mean=1.0)
    return probability_under(
        np.array([people]), np.array([expected]), ratio=DensitySettings().ratio, prior=prior
    )[0]


TOTAL, SHOWN = ("territoire", "territoire"), (("commune", "01001"), ("commune", "01004"))


def test_a_hidden_place_has_what_is_expected_of_it_and_no_figure_of_people(territory):
    row = seen(territory, TOTAL, RATED, *SHOWN).loc[("commune", "01002")]
    assert row[list(DERIVED)].isna().all()
    assert (row["classe"], row["population"]) == ("masquee", 3_000)
    assert row["attendues"] == pytest.approx(60)


def test_hidden_places_are_one_place_where_their_sum_is_public(territory):
    found = seen(territory, TOTAL, RATED, *SHOWN)
    # A has 10 + 60/7 people; D nobody, and no known population; B and C share the rest
    people = 10 + 60 / 7
    pooled = np.array([people, 110 - people])
    own = found.loc[("commune", "01001")]
    rates = empirical_bayes(pooled, np.array([1_000.0, 5_000.0]))
    assert own["taux_lisse"] == pytest.approx(1_000 * rates[0])
    assert own["p_sous_desserte"] == pytest.approx(unlearnt(people, 20.0))
    # zones are all hidden, and their sum is public too: none of them is told
    assert (found.loc["zone", "classe"] == "masquee").all()


def test_hidden_places_count_for_nothing_where_their_sum_is_not_public(territory):
    own = seen(territory, *SHOWN).loc[("commune", "01001")]
    assert own["taux_lisse"] == pytest.approx(own["taux"]), "alone, it is its own mean"
    assert own["p_sous_desserte"] == pytest.approx(unlearnt(10 + 60 / 7, 20.0))


def test_a_total_without_the_people_that_its_rate_counts_is_in_no_class(territory):
    # twelve more in D, whose residents nobody knows: the rate leaves them out
    table = pd.concat([ONE_YEAR, table_of(("2023", "01004", 12))], ignore_index=True)
    row = seen(territory, TOTAL, table=table).loc[TOTAL]
    assert row["personnes"] == 122
    assert row[[name for name in DERIVED if name != "personnes"]].isna().all()
    assert row["classe"] == "indeterminee"
    row = seen(territory, TOTAL, RATED, table=table).loc[TOTAL]
    assert row["taux"] == pytest.approx(110 / 6)
    assert 0 < row["p_sous_desserte"] < 0.5
