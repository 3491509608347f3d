"""A record is checked to the letter where it is made, and by its kinds where it is read."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from netmap.formats.record import (
    Count,
    Hundredths,
    Record,
    TenThousandths,
    Tenths,
    Thousandths,
    decimals_of,
)


class Place(Record):
    nom: str
    codes: tuple[str, ...]
    personnes: Count
    taux: Hundredths
    annees: dict[str, Tenths]
    etp: float


WHOLE = {
    "nom": "Aytré", "codes": ("17028",), "personnes": 12.0, "taux": 0.4567,
    "annees": {"2026": 3.14159, "2027": math.nan}, "etp": 1.234567,
}  # fmt: skip


def test_numbers_are_rounded_where_a_record_is_made():
    place = Place(**WHOLE)
    assert (place.personnes, place.taux) == (12, 0.46)
    assert isinstance(place.personnes, int), "a count is written without a decimal point"
    assert place.annees == {"2026": 3.1, "2027": None}
    assert place.etp == 1.234567, "what says no rounding is written as it is"


def test_a_file_that_is_read_keeps_its_numbers():
    text = '{"nom": "", "codes": [], "personnes": 3, "taux": 0.123456, "annees": {}, "etp": 1}'
    assert Place.read(text).taux == 0.123456, "else a changed figure would pass for the old one"


@pytest.mark.parametrize("missing", [None, math.nan, float("nan")])
def test_what_is_missing_is_null_and_never_zero(missing):
    place = Place(**{**WHOLE, "personnes": missing, "taux": missing})
    assert json.loads(place.model_dump_json())["taux"] is None
    assert place.plain()["personnes"] is None
    assert Place(**{**WHOLE, "personnes": 0.0}).plain()["personnes"] == 0


@given(st.floats(-1e9, 1e9))
def test_each_kind_of_number_lies_within_half_its_last_digit(value):
    class Numbers(Record):
        whole: Count
        one: Tenths
        two: Hundredths
        three: Thousandths
        four: TenThousandths

    told = Numbers(whole=value, one=value, two=value, three=value, four=value)
    for name, digits in (("whole", 0), ("one", 1), ("two", 2), ("three", 3), ("four", 4)):
        assert decimals_of(Numbers, name) == digits
        assert abs(getattr(told, name) - value) <= 0.5 * 10.0**-digits + 1e-6
    assert Numbers.read(told.model_dump_json()) == told


@pytest.mark.parametrize("field", WHOLE)
def test_a_field_that_nobody_fills_is_refused(field):
    with pytest.raises(ValidationError, match="Field required"):
        Place(**{name: value for name, value in WHOLE.items() if name != field})


def test_a_key_that_no_field_names_is_refused_in_making_and_left_aside_in_reading():
    with pytest.raises(ValidationError, match="Extra inputs"):
        Place(**WHOLE, couleur="bleu")
    plain = Place(**WHOLE).plain() | {"couleur": "bleu"}
    assert Place.read(json.dumps(plain)) == Place(**WHOLE)


@pytest.mark.parametrize(
    ("field", "odd"),
    [
        ("personnes", 3.0), ("personnes", "3"), ("personnes", True), ("taux", "0.4"),
        ("taux", True), ("nom", 3), ("nom", None), ("codes", "17028"), ("codes", [17028]),
        ("annees", [1.0]), ("annees", {"2026": "3"}), ("etp", None),
    ],
)  # fmt: skip
def test_another_kind_is_refused_in_reading(field, odd):
    with pytest.raises(ValidationError):
        Place.read(json.dumps(Place(**WHOLE).plain() | {field: odd}))


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_is_none_is_refused_in_reading(text):
    with pytest.raises(ValidationError):
        Place.read(json.dumps(Place(**WHOLE).plain()).replace("0.46", text))
