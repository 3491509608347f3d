"""What the columns of a relation say together."""

import pandas as pd
import pytest

from netmap.network.facts import newest_date, relation_facts

NAN = float("nan")


def table(*rows):
    return pd.DataFrame(rows, columns=["nb_orientations", "nb_acceptees", "date_verif"])


@pytest.mark.parametrize(
    ("referred", "accepted", "rate", "lost"),
    [
        (10, 7, 0.7, 3), (4, 0, 0.0, 4), (5, 5, 1.0, 0), (0, 0, None, 0),
        (NAN, 3, None, None), (3, NAN, None, None), (3, 4, None, None),
    ],
)  # fmt: skip
def test_missing_or_absurd_counts_give_no_figure(referred, accepted, rate, lost):
    row = relation_facts(table((referred, accepted, None)), newest=None, months=24).iloc[0]
    assert (None if pd.isna(row["taux_acceptation"]) else row["taux_acceptation"]) == rate
    assert (None if pd.isna(row["nb_non_abouties"]) else row["nb_non_abouties"]) == lost


def test_old_is_counted_from_the_newest_date_and_the_unknown_is_not_old():
    days = ["2022-05-31", "2022-06-01", "2024-06-01", None]
    given = table(*((1, 1, day) for day in days))
    newest = newest_date([given["date_verif"]])
    assert newest == pd.Timestamp("2024-06-01")
    facts = relation_facts(given, newest=newest, months=24)
    assert facts["perimee"].tolist() == [True, False, False, False]
    assert not relation_facts(given, newest=None, months=24)["perimee"].any()
    assert not relation_facts(given, newest=newest, months=10**9)["perimee"].any()
