import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netmap.counts.figure import Figure
from netmap.counts.rounds import sum_rounds
from netmap.findings.outreach import FIGURES, outreach_figures, wilson


@pytest.fixture
def rounds():
    """Two buildings, one visited twice: 20 + 8 + 10 dwellings."""
    return pd.DataFrame(
        {
            "date": ["2024-01-04", "2024-03-01", "2024-01-09"],
            "code": ["QN04217M", "QN04217M", "QN04218M"],
            "batiment": ["A", "A", "B"],
            "logements": [20, 8, 10],
            "rencontres": [6, 2, 4],
            "refus": [2, 0, 1],
            "absents": [9, 5, 3],
            "vacants": [1, 0, 2],
            "inaccessibles": [2, 1, 0],
            "personnes_rencontrees": [7, 2, 5],
            "accompagnements": [2, 1, 0],
        }
    )


def figures_of(rounds, *, in_scope=None, **options):
    return outreach_figures(sum_rounds(rounds, in_scope=in_scope), **options)


def values(figures):
    return {key: figure.value for key, figure in figures.items()}


def test_published_figure_of_the_pilot():
    rounds = pd.DataFrame({"code": ["x"], "logements": [669], "personnes_rencontrees": [313]})
    figure = figures_of(rounds, one_person_a_door=True)["personnes_pour_100_logements"]
    assert [round(x, 1) for x in (figure.value, figure.low, figure.high)] == [46.8, 43.0, 50.6]
    # People are not doors: without that hypothesis there is no interval.
    figure = figures_of(rounds)["personnes_pour_100_logements"]
    assert (figure.low, figure.high) == (None, None)


def test_every_figure_of_a_small_case_by_hand(rounds):
    figures = figures_of(rounds, in_scope={"QN04217M": 50, "QN04218M": 25})
    assert list(figures) == list(FIGURES)
    assert values(figures) == pytest.approx(
        {
            "logements_perimetre": 75,
            "logements_visites": 38,
            "couverture": 30 / 75,
            "rencontres": 12,
            "refus": 3,
            "absents": 17,
            "vacants": 3,
            "inaccessibles": 3,
            "taux_contact": 15 / 35,
            "taux_cooperation": 12 / 15,
            "taux_refus": 3 / 35,
            "personnes_rencontrees": 14,
            "personnes_pour_100_logements": 100 * 14 / 38,
            "accompagnements_par_contact": 3 / 12,
            "visites_repetees": 1,
        }
    )
    assert figures["taux_contact"].low < 15 / 35 < figures["taux_contact"].high


def test_a_missing_cell_is_not_a_zero(rounds):
    rounds["absents"] = [9, np.nan, 3]
    figures = figures_of(rounds)
    assert figures["absents"].missing == "incomplete"
    assert figures["taux_contact"].missing == "incomplete"
    assert figures["taux_cooperation"].value == pytest.approx(12 / 15)
    assert figures_of(rounds.drop(columns="refus"))["taux_refus"].missing == "no-column"


def test_a_scope_that_is_not_given_or_not_whole(rounds):
    assert figures_of(rounds)["couverture"].missing == "not-given"
    half = figures_of(rounds, in_scope={"QN04217M": 50})
    assert half["couverture"].missing == "incomplete"


def test_nobody_answered(rounds):
    figures = figures_of(rounds.assign(rencontres=0, refus=0))
    assert figures["taux_cooperation"].missing == "nothing-to-divide-by"
    assert figures["taux_contact"].value == 0


def test_nothing_is_changed_in_place(rounds):
    before = rounds.copy()
    figures_of(rounds, in_scope={"QN04217M": 50})
    pd.testing.assert_frame_equal(rounds, before)


@settings(max_examples=100)
@given(st.integers(1, 500), st.data(), st.sampled_from([0.5, 0.9, 0.99]))
def test_wilson_inverts_the_score_test(trials, data, level):
    # Its bounds are the shares at which the score statistic is the normal quantile.
    from scipy import stats

    successes = data.draw(st.integers(0, trials))
    low, high = wilson(successes, trials, level=level)
    share = successes / trials
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1
    z = stats.norm.ppf((1 + level) / 2)
    for bound in (low, high):
        if 0 < bound < 1:
            score = abs(share - bound) / np.sqrt(bound * (1 - bound) / trials)
            assert score == pytest.approx(z, rel=1e-6)


@pytest.mark.parametrize(
    ("successes", "trials", "level"), [(1, 0, 0.9), (3, 2, 0.9), (-1, 2, 0.9), (1, 2, 1)]
)
def test_a_share_that_is_none_is_refused(successes, trials, level):
    with pytest.raises(ValueError, match="share"):
        wilson(successes, trials, level=level)


def test_a_figure_is_there_or_says_why():
    with pytest.raises(ValueError, match="reason"):
        Figure()
    with pytest.raises(ValueError, match="reason"):
        Figure(value=1.0, missing="no-row")
