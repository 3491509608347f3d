"""What a model says of a cell, as the problem that is told of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from netmap.errors import Problem
from netmap.inputs.limits import BAD_CELLS
from netmap.inputs.rows import ContactRow, Row
from netmap.inputs.words import closest

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from netmap.errors import Meanwhile
    from netmap.inputs.grid import Grid

#: private columns: a problem says the line, never what stands there
UNSPOKEN = {(ContactRow, "date"), (ContactRow, "latitude"), (ContactRow, "longitude")}


def bad_cell(
    grid: Grid,
    model: type[Row],
    column: str,
    *,
    line: int,
    text: str,
    error: ErrorDetails | None,
    meanwhile: Meanwhile | None,
) -> Problem:
    """Return the problem of a cell: what the model says of it, or that it is empty.

    It stops a build unless the row is read in the `meanwhile`.
    """
    found: str | None = text or None
    kind = "missing-value"
    details: dict[str, str] = {}
    if error is not None:
        kind, details = translate(error, column_schema(model, column), text)
    if (model, column) in UNSPOKEN:
        found = None
        details = {key: value for key, value in details.items() if key in {"limit", "length"}}
    return Problem(
        file=grid.file,
        sheet=grid.sheet,
        line=line,
        column=column,
        kind=kind,
        severity="error" if meanwhile is None else "warning",
        found=details.pop("word", found),
        details=tuple(details.items()),
        meanwhile=meanwhile,
    )


def translate(error: ErrorDetails, schema: dict[str, Any], text: str) -> tuple[str, dict[str, str]]:
    """Return a problem's kind and details from what the model says of a value."""
    context = {key: str(value) for key, value in error.get("ctx", {}).items()}
    match error["type"]:
        case "greater_than_equal" if schema.get("minimum") == 0 and text.lstrip().startswith(
            ("-", "\u2212")
        ):
            return "negative-number", {}
        case "greater_than_equal" | "less_than_equal":
            return "out-of-range", {
                "limits": f"{schema.get('minimum', '')} – {schema.get('maximum', '')}"
            }
        case "literal_error":
            allowed = [str(word) for word in schema["enum"]]
            return "unknown-word", {
                "allowed": ", ".join(allowed),
                "suggestion": closest(text, allowed),
            }
        case kind:
            return kind, context


def too_many_bad(grid: Grid, column: str, line: int, meanwhile: Meanwhile | None) -> Problem:
    """Return that a column is not read beyond a line, or that its bad cells are not told."""
    return Problem(
        file=grid.file,
        sheet=grid.sheet,
        line=line,
        column=column,
        kind="too-many-bad-cells" if meanwhile is None else "bad-cells-untold",
        severity="error" if meanwhile is None else "warning",
        details=(("limit", str(BAD_CELLS)),),
        meanwhile=meanwhile,
    )


@cache
def _schema(model: type[Row]) -> dict[str, Any]:
    return model.model_json_schema()["properties"]  # type: ignore[no-any-return]


def column_schema(model: type[Row], column: str) -> dict[str, Any]:
    """Return the JSON Schema of a column, the *or nothing* of optional ones taken off."""
    schema: dict[str, Any] = _schema(model).get(column, {"type": "number"})
    if "anyOf" in schema:
        schema = {**schema, **next(s for s in schema["anyOf"] if s["type"] != "null")}
    return {key: value for key, value in schema.items() if key != "anyOf"}
