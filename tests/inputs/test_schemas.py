"""The published description of the tables is what the models say."""

import json
from pathlib import Path

import jsonschema
import pytest

from netmap.inputs.faults import column_schema
from netmap.inputs.rows import TABLES, about_column
from netmap.inputs.schemas import documents, table_schema

DOCS = Path(__file__).parents[2] / "docs"
RENEW = (
    'renew them: python -c "from pathlib import Path; from netmap.inputs.schemas import '
    "write_documents; write_documents(Path('docs'))\""
)


@pytest.mark.parametrize("path", documents())
def test_committed_documents_are_what_the_models_give(path):
    assert (DOCS / path).read_text(encoding="utf-8") == documents()[path], RENEW


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.stem)
def test_every_column_is_described_in_both_languages(model):
    for column in model.model_fields:
        about = about_column(model, column)
        assert about.fr
        assert about.en
    names = [field["name"] for field in table_schema(model)["fields"]]
    assert names == list(model.model_fields)


@pytest.mark.parametrize(
    ("stem", "column", "good", "bad"),
    [
        ("data/partners", "code_insee", ["17300", "01053", "2A004", "97105", "98818"],
         ["1053", "20004", "173000", "96001", "00001"]),
        ("data/accompagnements", "code", ["QN01701M", "QP017001", "17300"], ["QX01701M", "Q"]),
        ("data/accompagnements", "periode", ["2023", "2023-T1", "2023-2024"], ["T1 2023", "23"]),
        ("data/accompagnements", "personnes", [0, 12], [-1, 1.5]),
        ("data/partners", "position", ["amont-aval"], ["ailleurs"]),
        ("data/partners", "siret", ["21170028900012"], ["2117002890001"]),
    ],
)  # fmt: skip
def test_another_validator_agrees(stem, column, good, bad):
    model = next(model for model in TABLES if model.stem == stem)
    schema = column_schema(model, column)
    for value in good:
        jsonschema.validate(value, schema)
    for value in bad:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(value, schema)


def test_schemas_are_json():
    for path, text in documents().items():
        if path.endswith(".json"):
            assert json.loads(text)["missingValues"] == [""]
