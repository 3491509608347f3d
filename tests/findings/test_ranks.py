"""Ranks of rates: as uncertain as their counts."""

import pandas as pd
import pytest

from netmap.findings.ranks import rank_intervals

NAN = float("nan")


def series(values):
    return pd.Series(values, index=[f"{i:02}" for i in range(len(values))], dtype=float)


def test_large_counts_are_ranked_and_small_ones_hardly():
    due = series([10.0] * 10)
    seen = series([5.0, 6, 7, 8, 9, 11, 12, 13, 14, 15])
    few, many = rank_intervals(seen, due), rank_intervals(seen * 1000, due * 1000)
    assert (many["rang_bas"] == many["rang_haut"]).all()
    assert (few["rang_haut"] - few["rang_bas"]).median() >= 7


def test_equal_rates_share_all_ranks():
    table = rank_intervals(series([20.0] * 8), series([20.0] * 8))
    assert (table["rang_bas"] == 1).all()
    assert (table["rang_haut"] == 8).all()
    assert table["p_quart"].to_numpy() == pytest.approx(0.25, abs=0.04)


def test_unknown_places_have_no_rank_and_move_nobody():
    seen, due = series([4.0, 40.0, NAN, 12.0]), series([20.0, 20.0, 20.0, 0.0])
    table = rank_intervals(seen, due)
    assert list(table.index) == ["00", "01"]
    pd.testing.assert_frame_equal(table, rank_intervals(seen[:2][::-1], due[:2][::-1]))


def test_nobody_to_rank():
    assert rank_intervals(series([NAN]), series([3.0])).empty
