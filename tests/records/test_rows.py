"""From rows of frames to records: what is missing is None, a day is a date, nothing is guessed."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from netmap.formats.partners import PartnerRecord, RelationRecord
from netmap.formats.places import PeriodRecord
from netmap.records.rows import record_of, rows_of

PARTNER = {
    "nom": "CPAM", "categorie": "cpam", "position": "aval", "statut": "actif",
    "couvre": ("17300", "17028"), "thematiques": (), "date_maj": pd.Timestamp("2024-03-15"),
    "telephone": "05 46 00 00 00", "organisation": False,
}  # fmt: skip


@pytest.mark.parametrize("missing", [None, np.nan, float("nan"), pd.NaT, pd.NA])
def test_what_a_frame_lacks_is_none(missing):
    row = PARTNER | {"couvre": missing, "date_maj": missing}
    partner = record_of(PartnerRecord, row, id="cpam")
    assert (partner.couvre, partner.date_maj) == (None, None)


@pytest.mark.parametrize(
    "day",
    [pd.Timestamp("2024-03-15"), date(2024, 3, 15), pd.Timestamp("2024-03-15 09:00"),
     "2024-03-15"],
)  # fmt: skip
def test_a_date_is_its_day(day):
    assert record_of(PartnerRecord, PARTNER | {"date_maj": day}, id="x").date_maj == "2024-03-15"


def test_columns_that_the_record_does_not_name_stay_behind():
    partner = record_of(PartnerRecord, PARTNER, id="cpam")
    assert "telephone" not in partner.plain()
    assert partner.couvre == ("17300", "17028")


def test_what_is_given_goes_before_the_row_and_must_have_its_field():
    row = {"periode": 2023, "personnes": 3.0, "nouvelles": 2.0, "situations_cloturees": 1.0}
    assert record_of(PeriodRecord, row, periode="2023").periode == "2023"
    with pytest.raises(ValidationError, match="valid string"):
        record_of(PeriodRecord, row)
    with pytest.raises(ValidationError, match="Extra inputs"):
        record_of(PeriodRecord, row, periode="2023", note="a")


@pytest.mark.parametrize("column", ["etat", "perimee", "supposee"])
def test_a_column_that_is_not_there_is_not_made_up(column):
    row = {
        "source_id": "a", "cible_id": "b", "nature": None, "thematiques": (), "etat": None,
        "supposee": True, "date_verif": None, "perimee": False,
    }  # fmt: skip
    assert record_of(RelationRecord, row).supposee
    del row[column]
    with pytest.raises(ValidationError, match=rf"{column}\s+Field required"):
        record_of(RelationRecord, row)


def test_rows_come_in_order_with_plain_numbers():
    frame = pd.DataFrame({"n": np.array([2, 1]), "sur": np.array([True, False])}, index=["b", "a"])
    ((first, row), (second, _)) = rows_of(frame)
    assert (first, second) == ("b", "a")
    assert type(row["n"]) is int
    assert type(row["sur"]) is bool
