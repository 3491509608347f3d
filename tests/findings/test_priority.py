from typing import get_args

import numpy as np
import pandas as pd
import pytest
from worlds import World

from netmap.findings.priority import rank_priorities
from netmap.messages import LANGUAGES, Messages
from netmap.vocabulary import Corner, NeedTier


@pytest.fixture
def communes():
    return pd.DataFrame(
        {
            "nom": ["Aytré", "Bourgneuf", "Clavette", "Dompierre"],
            "attendues": [30.0, 10.0, 20.0, 40.0],
            "doute": 0.0,
            "personnes": [12.0, 10.0, np.nan, 60.0],
            "classe": ["sous-desservie", "indeterminee", "sans-donnee", "desservie"],
        },
        index=pd.Index(["17028", "17059", "17109", "17142"], name="code_insee"),
    )


@pytest.fixture
def need():
    return pd.DataFrame(
        {"score": [80.0, 50.0, 20.0, 50.0], "palier": ["fort", "moyen", "faible", "indeterminee"]},
        index=["17028", "17059", "17109", "17142"],
    )


def by_code(priorities):
    return {one.code: one for one in priorities}


def test_order_is_that_of_unmet_people_and_the_unknown_comes_last(communes):
    told = rank_priorities(communes)
    assert [(one.rank, one.code) for one in told] == [
        (1, "17028"),
        (2, "17059"),
        (3, "17142"),
        (None, "17109"),
    ]
    assert [one.unmet for one in told[:3]] == [18, 0, -20]
    assert not any(one.weighted for one in told)


def test_interval_is_that_of_the_people_accompanied(communes):
    # Garwood, 90 %, for the 24 people of two years: 16.549 to 33.752.
    first = rank_priorities(communes, years=2)[0]
    assert (first.unmet, first.unmet_low, first.unmet_high) == pytest.approx(
        (18, 30 - 33.752 / 2, 30 - 16.549 / 2), abs=1e-3
    )


def test_people_who_come_together_widen_the_interval(communes):
    # 12 people who came by threes say what 4 would: Garwood, 90 %, 1.366 to 9.154.
    first = rank_priorities(communes, dispersion=3)[0]
    assert (first.unmet_low, first.unmet_high) == pytest.approx(
        (30 - 3 * 9.154, 30 - 3 * 1.366), abs=2e-3
    )


def test_the_doubt_of_what_is_expected_widens_the_interval_by_squares(communes):
    """Zou & Donner, worked out by hand: 90 % is 1.6449 standard deviations of a logarithm."""
    first = rank_priorities(communes.assign(doute=0.2))[0]
    spread = np.exp(1.6449 * 0.2)
    low = 18 - np.hypot(30 - 30 / spread, 19.443 - 12)
    high = 18 + np.hypot(30 * spread - 30, 12 - 6.924)
    assert (first.unmet_low, first.unmet_high) == pytest.approx((low, high), abs=1e-3)


def test_where_the_service_was_never_open_the_doubt_is_that_of_what_is_expected(communes):
    closed = communes.assign(doute=0.2, classe="non-ouverte", personnes=0.0)
    first = by_code(rank_priorities(closed))["17142"]
    spread = np.exp(1.6449 * 0.2)
    assert (first.unmet, first.unmet_low, first.unmet_high) == pytest.approx(
        (40, 40 / spread, 40 * spread), abs=1e-2
    )


def test_need_moves_no_person_and_no_rank(communes, need):
    """People in need are counted in what is expected: a score is the other axis, no weight."""
    told = by_code(rank_priorities(communes, need=need, weighted=True))
    alone = by_code(rank_priorities(communes))
    assert {code: str((one.rank, one.unmet)) for code, one in told.items()} == {
        code: str((one.rank, one.unmet)) for code, one in alone.items()
    }
    assert all(one.weighted for one in told.values())


def test_what_one_part_has_beyond_its_own_serves_no_other(communes):
    """A commune with more people than expected, and a part with fewer, lacks what its part lacks.

    Garwood, 90 %, for 4 people: 1.366 to 9.154.
    """
    parts = pd.DataFrame({"attendues": [40.0], "doute": [0.0], "personnes": [4.0]}, index=["17142"])
    whole = by_code(rank_priorities(communes))["17142"]
    first = rank_priorities(communes, parts=parts)[0]
    assert whole.unmet < 0
    assert (first.code, first.unmet, first.in_parts) == ("17142", 36.0, True)
    assert (first.unmet_low, first.unmet_high) == pytest.approx((30.846, 38.634), abs=1e-3)
    assert first.gap == pytest.approx(0.9), "it is not well covered"


def test_a_part_that_lacks_less_than_its_commune_changes_nothing(communes):
    parts = pd.DataFrame({"attendues": [10.0], "doute": [0.0], "personnes": [9.0]}, index=["17028"])
    assert str(rank_priorities(communes, parts=parts)) == str(rank_priorities(communes))


def test_unknown_need_is_not_no_need(communes, need):
    need.loc["17028"] = [np.nan, "sans-donnee"]
    one = by_code(rank_priorities(communes, need=need))["17028"]
    assert one.unmet == 18
    assert one.corner is None
    assert one.need_tier == "sans-donnee"


def test_the_plane_has_four_corners_and_an_unknown(communes, need):
    told = rank_priorities(communes, need=need)
    assert {one.code: one.corner for one in told} == {
        "17028": "besoin-fort-ecart",
        "17059": "besoin-fort-couvert",
        "17109": None,
        "17142": "besoin-fort-couvert",
    }
    assert [one.code for one in told if one.certain] == ["17028"]


def test_more_people_accompanied_never_raise_a_priority(communes):
    # What is done is no longer to be done.
    more = communes.assign(personnes=communes["personnes"] + [5, 0, 0, 0])
    before, after = by_code(rank_priorities(communes)), by_code(rank_priorities(more))
    assert after["17028"].unmet < before["17028"].unmet
    assert after["17028"].rank >= before["17028"].rank


def test_row_order_changes_nothing(communes, need):
    turned = rank_priorities(communes.iloc[::-1], need=need.iloc[::-1])
    assert str(turned) == str(rank_priorities(communes, need=need))


def test_every_tier_and_corner_has_its_words():
    for language in LANGUAGES:
        messages = Messages(language)
        for tier in get_args(NeedTier):
            assert messages(f"need.tier.{tier}")
        for corner in get_args(Corner):
            assert messages(f"corner.{corner}")


def test_nonsense_is_refused(communes):
    with pytest.raises(ValueError, match="years"):
        rank_priorities(communes, years=0)
    with pytest.raises(ValueError, match="count"):
        rank_priorities(communes.assign(personnes=-1.0))


def test_an_under_served_part_ranks_its_commune_though_the_rest_makes_up_for_it():
    """16 are expected in each half of 01001: 2 came from the quarter, 60 from around it."""
    ranked = World(
        communes={"01001": 4_000, "01002": 4_000},
        quarters={"QN1": {"01001": 2_000}},
        people={("2023", "QN1"): 2, ("2023", "01001"): 60, ("2023", "01002"): 30},
        settings={"densite": {"reference": 8.0}},
    ).findings(audience="interne").planning.priorities  # fmt: skip
    told = [(one.code, one.in_parts, one.unmet) for one in ranked]
    assert told == [("01001", True, pytest.approx(14)), ("01002", False, pytest.approx(2))]
