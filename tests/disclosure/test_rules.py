"""What tables are held to, anybody knows: no more closed than people, no more met than doors."""

import numpy as np
import pandas as pd
import pytest
from worlds import World

from netmap.formats.releases import Figures
from netmap.outsider.ledger import small_counts

SIZES = {"17001": 9_000, "17002": 8_000, "17003": 7_000}


def small(count):
    return 1 <= count <= 10


def test_closed_situations_do_not_bound_the_people_of_another_year():
    """153 in all, 20 and 60 shown, 65 closed in a hidden year: the fourth had 8 at most."""
    people = {"2021": (3, 0, 0), "2022": (20, 0, 0), "2023": (20, 20, 20), "2024": (30, 20, 20)}
    closed = {"2021": (0, 0, 0), "2022": (9, 0, 0), "2023": (9, 9, 9), "2024": (25, 20, 20)}

    def rows(table):
        return {
            (year, code): n
            for year, own in table.items()
            for code, n in zip(SIZES, own, strict=True)
        }

    shown = World(communes=SIZES, people=rows(people), closed=rows(closed)).publish().counts
    total = shown.places.shown.loc[("territoire", "territoire"), "personnes"]
    years = shown.periods.shown
    assert np.isnan(years.loc["2021", "personnes"])
    least = years["personnes"].fillna(years["situations_cloturees"]).fillna(1.0).drop("2021")
    assert not total - least.sum() <= 10


@pytest.mark.parametrize("still_open", [2, 9, 11, 30])
def test_people_whose_situation_is_not_closed_are_a_count(still_open):
    world = World(
        communes=SIZES,
        people={("2024", code): 40 for code in SIZES},
        closed={("2024", code): 40 - still_open * (code == "17001") for code in SIZES},
    )
    row = world.publish().counts.periods.shown.loc["2024"]
    assert row["personnes"] == 120
    assert (row["situations_cloturees"] == 120 - still_open) == (still_open >= 11)


def met(**columns):
    rows = {"date": "2024-03-01", "code": list(SIZES), "logements": 60} | columns
    world = World(communes=SIZES, rounds=pd.DataFrame(rows))
    return world.publish().counts.rounds


@pytest.mark.parametrize("others", [3, 10, 11, 25])
def test_people_met_who_were_not_accompanied_are_a_count(others):
    sums = met(personnes_rencontrees=[50, 45, 40], accompagnements=[50 - others, 20, 15])
    both = [sums["lieu:17001"][name].value for name in ("personnes_rencontrees", "accompagnements")]
    assert (None in both) == (others <= 10)


@pytest.mark.parametrize("absents", [8, 3])
def test_doors_met_are_no_more_than_dwellings_nor_than_people_met(absents):
    """60 dwellings, 14 doors met and 38 refused leave the absent; people met may be doors met."""
    doors = {"rencontres": [14, 15, 16], "absents": [absents, 15, 14]}
    doors["refus"] = [46 - absents, 30, 30]
    for beyond in (0, 4):
        sums = met(**doors, personnes_rencontrees=[n + beyond for n in doors["rencontres"]])
        assert sums["lieu:17001"]["absents"].value is None
        others = [sums["lieu:17001"][name].value for name in ("rencontres", "refus")]
        assert None in others
        for own in sums.values():
            known = [own[name].value for name in ("rencontres", "personnes_rencontrees")]
            assert (known[0] is None) == (known[1] is None)


def test_the_reader_of_files_finds_what_two_shown_counts_leave():
    shown = (
        ("periods", "personnes", "2023", 20.0),
        ("periods", "situations_cloturees", "2023", 18.0),
    )
    figures = Figures(territoire="t", seuil=11, periodes=("2023",), montres=shown, masques=())
    assert list(small_counts(figures)) == ["personnes − situations_cloturees 2023"]
