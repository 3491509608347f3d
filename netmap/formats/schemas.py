"""The published JSON Schemas of the files, from the models that write them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic.json_schema import GenerateJsonSchema

from netmap.formats.findings import FindingsFile
from netmap.formats.manifest import Manifest

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core.core_schema import ModelSchema, NullableSchema


def documents() -> dict[str, str]:
    """Return the schemas, by path in ``docs``.

    >>> sorted(documents())
    ['findings.schema.json', 'manifest.schema.json']
    """
    return {
        "findings.schema.json": _schema(FindingsFile, "findings.json"),
        "manifest.schema.json": _schema(Manifest, "manifest.json"),
    }


def write_documents(folder: Path) -> None:
    """Write the schemas under `folder`."""
    for path, text in documents().items():
        (folder / path).write_text(text, encoding="utf-8")


class _Untitled(GenerateJsonSchema):
    """A schema without titles: names of models and fields stand there already, as keys."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002
        """Give none to a field."""
        return False

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        """Give none to a model."""
        return {key: value for key, value in super().model_schema(schema).items() if key != "title"}

    def nullable_schema(self, schema: NullableSchema) -> JsonSchemaValue:
        """Name both types at once where that is all there is to say."""
        inner = self.generate_inner(schema["schema"])
        if inner.keys() == {"type"}:
            return {"type": [inner["type"], "null"]}
        return super().nullable_schema(schema)


def _schema(model: type[BaseModel], title: str) -> str:
    schema = model.model_json_schema(mode="serialization", schema_generator=_Untitled)
    parts = schema.pop("$defs", {})
    whole = {"$schema": GenerateJsonSchema.schema_dialect, "title": title, **schema, "$defs": parts}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
