"""The published schemas are what the models give, and hold what builds write."""

import json
from pathlib import Path

import jsonschema
import pytest
from files import findings_json

from netmap.formats.schemas import documents

DOCS = Path(__file__).parents[2] / "docs"
RENEW = (
    'renew them: python -c "from pathlib import Path; from netmap.formats.schemas import '
    "write_documents; write_documents(Path('docs'))\""
)


@pytest.mark.parametrize("path", documents())
def test_committed_schemas_are_what_the_models_give(path):
    assert (DOCS / path).read_text(encoding="utf-8") == documents()[path], RENEW


@pytest.mark.parametrize("path", documents())
def test_they_are_schemas(path):
    jsonschema.Draft202012Validator.check_schema(json.loads(documents()[path]))


@pytest.mark.parametrize("name", ["la-rochelle", "roanne"])
@pytest.mark.parametrize("path", documents())
def test_they_hold_what_a_build_writes(built, name, path):
    file = path.replace(".schema", "")
    jsonschema.validate(
        json.loads((built[name] / file).read_text("utf-8")), json.loads(documents()[path])
    )


def test_they_say_what_may_not_stand():
    schema = json.loads(documents()["findings.schema.json"])
    whole = json.loads(findings_json(densite=[{}]))
    jsonschema.validate(whole, schema)
    for change in ({"age": 4}, {"edition": "x"}, {"format": 2}, {"densite": [{}]}, {"plan": []}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(whole | change, schema)
    place = schema["$defs"]["PlaceRecord"]["properties"]["taux"]
    assert (place["type"], place["x-decimals"]) == (["number", "null"], 2)
