"""What may be supposed of hidden people is what shown sums leave, shared by what is expected."""

import numpy as np
import pandas as pd
import pytest
from made import shown_counts, shown_table

from netmap.findings.supposed import supposed_people

NAN = float("nan")
PEOPLE = {"A": 40.0, "B": NAN, "C": NAN, "D": NAN, "E": 30.0}
EXPECTED = {"A": 30.0, "B": 10.0, "C": 30.0, "D": 8.0, "E": 20.0}


def supposed(*, total=100.0, elsewhere=False, sector=60.0):
    """B and C lie in a shown sector with A, D in one that is hidden with E."""
    places = pd.DataFrame(
        {"personnes": [total, *PEOPLE.values()], "ouverte": True},
        index=pd.MultiIndex.from_tuples(
            [("territoire", "territoire"), *(("commune", code) for code in PEOPLE)],
            names=["niveau", "code"],
        ),
    )
    counts = shown_counts(places=shown_table(places, places.isna()), elsewhere=elsewhere)
    density = pd.DataFrame(
        {
            "personnes": PEOPLE,
            "attendues": EXPECTED,
            "classe": {code: "masquee" if n != n else "desservie" for code, n in PEOPLE.items()},  # noqa: PLR0124
        }
    )
    density.index = pd.MultiIndex.from_product([["commune"], density.index])
    sectors = pd.DataFrame(
        {"communes": [("A", "B", "C"), ("D", "E")], "personnes": [sector, NAN]}, index=["A", "D"]
    )
    return supposed_people(counts, density, sectors)


def test_a_shown_sector_less_its_shown_communes_is_shared_by_what_is_expected():
    table = supposed()
    assert table.loc["B"].tolist() == pytest.approx([20 * 10 / 40, 20])
    assert table.loc["C"].tolist() == pytest.approx([20 * 30 / 40, 20])


def test_the_other_hidden_communes_hold_what_is_left_of_the_territory():
    table = supposed()
    # 100 less 70 that are shown, less 20 that the sector holds
    assert table.loc["D"].tolist() == pytest.approx([10, 10])
    assert set(table.index) == {"B", "C", "D"}


@pytest.mark.parametrize("given", [{"total": NAN}, {"elsewhere": True}])
def test_what_is_left_of_no_public_sum_is_not_supposed(given):
    assert set(supposed(**given).index) == {"B", "C"}


def test_a_hidden_sector_says_nothing_of_its_own():
    table = supposed(sector=NAN)
    assert table["au_plus"].tolist() == [30, 30, 30], "all three hold what the territory leaves"
    assert table["personnes"].sum() == pytest.approx(30)
    assert np.isfinite(table.to_numpy()).all()
