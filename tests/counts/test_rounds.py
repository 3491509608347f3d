"""Rounds are summed by place and by year; a sum of some never passes for that of all."""

import numpy as np
import pandas as pd

from netmap.counts.rounds import ROUND_COUNTS, count_rounds

ROUNDS = pd.DataFrame(
    {
        "date": ["2024-01-09", "2023-05-01", "2024-02-09", "2024-03-01"],
        "code": ["b", "a", "a", "a"],
        "batiment": ["1", "2", "2", "3"],
        "logements": [10, 20, 8, 5],
        "personnes_rencontrees": [4, 7, 2, 1],
        "refus": [1, np.nan, 0, 2],
    }
)


def of(sums, name):
    return {group: own[name].value for group, own in sums.items()}


def test_all_then_places_then_years():
    sums = count_rounds(ROUNDS)
    assert list(sums) == ["", "lieu:a", "lieu:b", "annee:2023", "annee:2024"]
    assert list(of(sums, "personnes_rencontrees").values()) == [14, 10, 4, 7, 7]
    assert list(of(sums, "logements").values()) == [43, 33, 10, 20, 23]
    # building 2 of a was visited twice: 20 + 5 of a, 10 of b
    assert list(of(sums, "logements_par_batiment").values()) == [35, 25, 10, 20, 23]
    assert list(of(sums, "visites_repetees").values()) == [1, 1, 0, 0, 0]
    assert all(set(own) >= set(ROUND_COUNTS) for own in sums.values())


def test_a_missing_cell_leaves_each_sum_that_it_is_in_unknown():
    refused = {group: own["refus"] for group, own in count_rounds(ROUNDS).items()}
    assert (refused["lieu:b"].value, refused["annee:2024"].value) == (1, 3)
    assert refused[""].missing == refused["lieu:a"].missing == "incomplete"
    assert refused["annee:2023"].missing == "no-column", "nobody told it of that year"


def test_the_scope_is_that_of_the_places_of_a_group():
    sums = count_rounds(ROUNDS, in_scope={"a": 100, "b": 40, "c": 7})
    assert list(of(sums, "logements_perimetre").values()) == [140, 100, 40, 100, 140]
    half = count_rounds(ROUNDS, in_scope={"a": 100})
    assert half["lieu:b"]["logements_perimetre"].missing == "incomplete"
    assert count_rounds(ROUNDS)[""]["logements_perimetre"].missing == "not-given"


def test_no_table_is_none_and_an_empty_one_has_no_group():
    assert count_rounds(None) is None
    assert count_rounds(ROUNDS.iloc[:0]) == {}
