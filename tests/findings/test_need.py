import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from netmap.errors import ColumnError
from netmap.findings.need import NeedRules, composite_need

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
DIRECTIONS = {"pauvrete": 1, "chomage": 1, "revenu": -1}


@pytest.fixture
def indicators():
    """Eight communes from the best (c0) to the worst (c7) on every indicator."""
    place = np.arange(8.0)
    return pd.DataFrame(
        {"pauvrete": 5 + 3 * place, "chomage": 4 + place, "revenu": 30_000 - 1_500 * place},
        index=[f"c{k}" for k in range(8)],
    )


def test_a_commune_worst_on_all_is_worst_whatever_the_choices(indicators):
    table = composite_need(indicators, DIRECTIONS)
    assert table.loc["c7", ["rang_median", "rang_bas", "rang_haut"]].tolist() == [1, 1, 1]
    assert table["rang_median"].tolist() == [8, 7, 6, 5, 4, 3, 2, 1]
    assert table["p_quart"].tolist() == [0] * 6 + [1, 1]
    assert table["palier"].tolist() == ["faible"] * 2 + ["moyen"] * 4 + ["fort"] * 2
    assert table["score"].is_monotonic_increasing


def test_direction_turns_the_order(indicators):
    # A higher income is less need; said the other way round, the order turns round.
    table = composite_need(indicators[["revenu"]], {"revenu": 1})
    assert table["rang_median"].tolist() == list(range(1, 9))


def test_score_equals_percentiles_by_scipy(indicators):
    mixed = indicators.assign(chomage=[9, 4, 8, 5, 5, 1, 7, 2.0])
    expected = sum(
        (stats.rankdata(sign * mixed[name]) - 0.5) / 8 * 100 / 3
        for name, sign in DIRECTIONS.items()
    )
    np.testing.assert_allclose(composite_need(mixed, DIRECTIONS)["score"], expected)


def test_rows_and_columns_order_and_seed(indicators):
    mixed = indicators.assign(chomage=[9, 4, 8, 5, 5, 1, 7, 2.0])
    straight = composite_need(mixed, DIRECTIONS)
    turned = composite_need(mixed.iloc[::-1, ::-1], dict(reversed(DIRECTIONS.items())))
    pd.testing.assert_frame_equal(straight, turned.iloc[::-1])
    pd.testing.assert_frame_equal(straight, composite_need(mixed, DIRECTIONS))
    other = composite_need(mixed, DIRECTIONS, rules=NeedRules(seed=2))
    assert not straight["p_quart"].equals(other["p_quart"])


def test_choices_that_matter_widen_the_interval(indicators):
    # c7 is worst on poverty and income and best on unemployment: its rank depends on weights.
    mixed = indicators.assign(chomage=indicators["chomage"].to_numpy()[::-1])
    table = composite_need(mixed, DIRECTIONS)
    assert table.loc["c7", "rang_haut"] > table.loc["c7", "rang_bas"]
    closer = composite_need(mixed, DIRECTIONS, rules=NeedRules(concentration=500))
    width = table["rang_haut"] - table["rang_bas"]
    assert (closer["rang_haut"] - closer["rang_bas"]).sum() < width.sum()


def test_a_smaller_commune_is_less_sure(indicators):
    # A percentage of 30 households could have been another; one of 30,000 hardly.
    poverty, direction = indicators[["pauvrete"]], {"pauvrete": 1}
    few = composite_need(poverty, direction, sizes=poverty * 0 + 30)
    many = composite_need(poverty, direction, sizes=poverty * 0 + 300_000)
    exact = composite_need(poverty, direction)
    assert (few["rang_haut"] - few["rang_bas"]).sum() > 8
    pd.testing.assert_series_equal(many["rang_median"], exact["rang_median"])
    pd.testing.assert_series_equal(few["score"], exact["score"])


def test_missing_stays_missing(indicators):
    hidden = indicators.copy()
    hidden.loc["c7", "pauvrete"] = np.nan
    hidden.loc["c6", ["pauvrete", "chomage"]] = np.nan
    table = composite_need(hidden, DIRECTIONS)
    # Hidden poverty is not low poverty: the others speak for it.
    assert table.loc["c7", "palier"] == "fort"
    assert table["connus"].tolist() == [3] * 6 + [1, 2]
    assert table.loc["c6", "palier"] == "sans-donnee"
    assert table.loc["c6", ["score", "rang_median", "p_quart"]].isna().all()
    assert table["rang_median"].max() == 7


def test_a_commune_that_has_one_indicator_is_ranked_on_it_where_the_rules_allow(indicators):
    hidden = indicators.copy()
    hidden.loc["c7", ["pauvrete", "chomage"]] = np.nan
    table = composite_need(hidden, DIRECTIONS, rules=NeedRules(fewest=0.3))
    assert table.loc["c7", "rang_haut"] == 1


def test_all_equal_is_never_told_apart(indicators):
    flat = indicators * 0 + 10.0
    table = composite_need(flat, DIRECTIONS)
    assert table["rang_median"].tolist() == [4.5] * 8
    assert "fort" not in set(table["palier"])


def test_national_distribution_sets_the_scale(indicators):
    national = pd.DataFrame({"pauvrete": np.arange(0.0, 100)})
    table = composite_need(indicators[["pauvrete"]], {"pauvrete": 1}, national=national)
    assert table["score"].tolist() == pytest.approx([5.5 + 3 * k for k in range(8)])


def test_nothing_is_changed_in_place(indicators):
    before = indicators.copy()
    composite_need(indicators, DIRECTIONS)
    pd.testing.assert_frame_equal(indicators, before)


def test_nonsense_is_refused(indicators):
    with pytest.raises(ColumnError, match="absente"):
        composite_need(indicators, {"absente": 1})
    with pytest.raises(ColumnError, match="twice"):
        composite_need(pd.concat([indicators, indicators]), DIRECTIONS)
    with pytest.raises(ValueError, match="directions"):
        composite_need(indicators, {})
    with pytest.raises(ValueError, match="directions"):
        composite_need(indicators, {"revenu": 0})
    with pytest.raises(ValueError, match="weights"):
        composite_need(indicators, DIRECTIONS, weights={"revenu": 1})
    with pytest.raises(ValueError, match="normalise"):
        composite_need(indicators * np.nan, DIRECTIONS)
    with pytest.raises(ValueError, match="revenu"):
        composite_need(indicators, DIRECTIONS, sizes=indicators)
    with pytest.raises(ValueError, match="draws"):
        NeedRules(draws=0)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the pilots' data are kept beside the repository")
def test_a_thousand_draws_on_forty_communes_are_quick():
    indicators = pd.read_csv(SHARED / "roanne" / "indicateurs.csv", dtype={"code_insee": str})
    indicators = indicators.set_index("code_insee")
    directions = {
        "taux_pauvrete_2021": 1,
        "taux_chomage_15_64": 1,
        "part_sans_bac": 1,
        "part_menages_monoparentaux": 1,
        "revenu_median_2021": -1,
        "part_80_ans_plus_seuls": 1,
    }
    start = time.perf_counter()
    table = composite_need(indicators, directions)
    seconds = time.perf_counter() - start
    assert seconds < 5
    assert table["rang_median"].notna().all()
    assert table["connus"].min() == 5
