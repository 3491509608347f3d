"""findings.json: what is written is what its model says, and what is read is told apart."""

import json

import pytest
from files import findings_file, findings_json, models_in
from pydantic import ValidationError, create_model

from netmap.errors import InputError
from netmap.formats.findings import FindingsFile, read_findings, unknown_keys
from netmap.formats.places import PlaceRecord
from netmap.formats.record import decimals_of
from netmap.messages import LANGUAGES, Messages, describe
from netmap.records import found
from netmap.records.rows import record_of

NAMES = ["la-rochelle", "roanne"]


MODELS = {model.__name__: model for model in models_in(FindingsFile)}


def why(content):
    with pytest.raises(InputError) as refusal:
        read_findings(content, file="findings.json")
    (problem,) = refusal.value.problems
    for language in LANGUAGES:
        assert describe(problem, Messages(language)).remedy
    return problem.kind


def test_every_part_of_the_file_has_its_model():
    assert {"GapRecord", "PlaceRecord", "SectorRecord", "PlannedSite", "RoundFigure"} <= set(MODELS)
    assert len(MODELS) > 25


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
def test_every_field_must_be_filled_and_none_besides(model):
    """A field without a builder, or a key without a field, stops a build: none has a default."""
    assert all(field.is_required() for field in model.model_fields.values())
    assert model.model_config["extra"] == "forbid"
    assert model.model_config["strict"]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_build_writes_is_what_its_model_gives_back(built, name):
    content = (built[name] / "findings.json").read_bytes()
    told = read_findings(content, file="findings.json")
    again = json.dumps(told.plain(), ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    assert again.encode() == content
    assert unknown_keys(content) == ()


def written(model, value):
    """Yield decimals that a model states, and the number as it stands in a file."""
    for name, field in model.model_fields.items():
        decimals, inside = decimals_of(model, name), value[name]
        numbers = inside.values() if isinstance(inside, dict) else [inside]
        if decimals is not None:
            yield from ((decimals, number) for number in numbers if number is not None)
        for one in models_in(field.annotation):
            rows = inside if isinstance(inside, list) else [inside]
            yield from (told for row in rows if row for told in written(one, row))
            break


@pytest.mark.parametrize("name", NAMES)
def test_no_number_of_a_build_has_more_decimals_than_its_model_says(built, name):
    text = (built[name] / "findings.json").read_text("utf-8")
    value = json.loads(text, parse_float=str, parse_int=str)
    used = {}
    for decimals, number in written(FindingsFile, value):
        digits = len(number.partition(".")[2])
        assert digits <= max(decimals, 0), number
        used[decimals] = max(used.get(decimals, 0), digits)
    assert used == {0: 0, 1: 1, 2: 2, 3: 3, 4: 4}, "and each rounding is used to its last digit"


def test_a_field_that_no_builder_fills_stops_the_build(monkeypatch, sample):
    wider = create_model("PlaceRecord", __base__=PlaceRecord, altitude=(float, ...))
    monkeypatch.setattr(found, "PlaceRecord", wider)
    with pytest.raises(ValidationError, match=r"altitude\s+Field required"):
        found.place_records(sample)


def test_a_key_that_no_field_names_stops_the_build(monkeypatch, sample):
    def with_a_note(model, row, **more):
        return record_of(model, row, note="…", **more)

    monkeypatch.setattr(found, "record_of", with_a_note)
    with pytest.raises(ValidationError, match=r"note\s+Extra inputs"):
        found.period_records(sample)


@pytest.fixture(scope="module")
def sample():
    from worlds import World

    people = {("2023", "01001"): 60, ("2023", "01002"): 30}
    return World(communes={"01001": 9_000, "01002": 8_000}, people=people).findings()


def test_an_older_a_newer_and_a_damaged_file_are_told_apart():
    whole = json.loads(findings_json())
    assert why(json.dumps({k: v for k, v in whole.items() if k != "mobilisation"})) == (
        "findings-older"
    )
    assert why(json.dumps(whole | {"format": 2})) == "findings-newer"
    newer = {k: v for k, v in whole.items() if k != "densite"} | {"format": 3}
    assert why(json.dumps(newer)) == "findings-newer", "what is missing is not what matters"
    for odd in ("[1]", "", "{", "null", '"x"', json.dumps(whole | {"periodes": 5})):
        assert why(odd) == "findings-unreadable", odd
    assert why("{}") == "findings-older"


def test_a_word_that_a_list_does_not_know_is_not_read():
    place = json.loads(findings_json(densite=[{"classe": "desservie"}]))
    place["densite"][0]["classe"] = "presque-desservie"
    assert why(json.dumps(place)) == "findings-unreadable"


def test_a_key_of_a_later_version_is_left_aside_and_can_be_named():
    content = findings_json(periodes=[{"note": "a"}, {"note": "b"}], age=3)
    assert read_findings(content, file="x") == findings_file(periodes=[{}, {}])
    assert unknown_keys(content) == ("age", "periodes.note")
    assert unknown_keys(findings_json()) == ()
