"""From the cells of a column to its values; what cannot be read is told, or stops the build.

A bad cell of a column that every row must fill stops a build. Elsewhere it is left out and told:
the row is read without it, or as what is safe where an empty cell would say something.
"""

from __future__ import annotations

import math
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from netmap.inputs.cells import Number, Words, read_items
from netmap.inputs.faults import bad_cell, column_schema, too_many_bad
from netmap.inputs.limits import BAD_CELLS
from netmap.inputs.rows import AccompanimentRow, RelationRow, Row, is_required
from netmap.inputs.scalars import Unsure, bare, read_unsure
from netmap.inputs.words import TOTALS, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from pydantic_core import ErrorDetails

    from netmap.errors import Meanwhile, Problem
    from netmap.inputs.grid import Grid

#: columns in which a number may be told by its bounds, and the column of what it is at most
BOUNDED = {"personnes": "au_plus"}
#: columns that say what a row counts: empty means all together, so that a word that nobody
#: knows is kept as it is written
_TELLING: frozenset[tuple[type[Row], str]] = frozenset(
    {(AccompanimentRow, "thematique"), (AccompanimentRow, "public")}
)
#: columns of which nothing but a word that is read makes a relation one of a chain
_LINKING: frozenset[tuple[type[Row], str]] = frozenset(
    {(RelationRow, "etat"), (RelationRow, "nature"), (RelationRow, "thematiques")}
)


class Cells(NamedTuple):
    """The values of a column, None where nothing is said or could be read.

    `lost` are the rows that say something of which nothing could be read.
    """

    said: list[object]
    lost: list[int]
    problems: list[Problem]


class Meant(NamedTuple):
    """What a text says, and what of it could not be read."""

    value: object
    errors: tuple[ErrorDetails, ...] = ()


_MISSING = Meant(None)


def read_column(grid: Grid, model: type[Row], column: str, words: Words) -> Cells:
    """Read a column; a text that comes again is read once.

    A column that every row must fill is read up to where too many cells are bad.
    """
    required = is_required(model, column)
    seen: dict[str, Meant] = {"": Meant(Unsure(math.inf)) if column in BOUNDED else _MISSING}
    cells = Cells([], [], [])
    # all themes, or all publics, counted together
    whole = TOTALS if (model, column) in _TELLING else frozenset()
    bad = 0
    for at, (line, raw) in enumerate(zip(grid.lines, grid.cells(column), strict=True)):
        text = bare(raw)
        if whole and plain(text) in whole:
            text = ""
        if text not in seen:
            seen[text] = read_text_of(model, column, text, words)
        value, errors = seen[text]
        if errors and value is None:
            cells.lost.append(at)
            value = text if (model, column) in _TELLING else None
        cells.said.append(value)
        if not errors and not (value is None and required):
            continue
        bad += 1
        meanwhile = None if required else _meanwhile(model, column, lost=seen[text].value is None)
        if bad > BAD_CELLS:
            if bad == BAD_CELLS + 1:
                cells.problems.append(too_many_bad(grid, column, line, meanwhile))
            if required:
                break
            continue
        told = partial(bad_cell, grid, model, column, line=line, text=text, meanwhile=meanwhile)
        cells.problems.extend(told(error=error) for error in errors or (None,))
    cells.said.extend([None] * (len(grid.lines) - len(cells.said)))
    return cells


def _meanwhile(model: type[Row], column: str, *, lost: bool) -> Meanwhile:
    if (model, column) in _TELLING:
        return "as-written"
    return "relation-unknown" if lost and (model, column) in _LINKING else "left-out"


def read_text_of(model: type[Row], column: str, text: str, words: Words) -> Meant:
    """Read a text of a column, bare of what a spreadsheet puts around it."""
    if column_schema(model, column).get("type") == "integer" and (said := read_unsure(text)):
        return Meant(said)
    try:
        return Meant(adapter(model, column).validate_python(text, context=words))
    except ValidationError as error:
        listed = kind_of(model, column) == "list" and not is_required(model, column)
        kept = _items(model, column, text, words) if listed else None
        return kept or Meant(None, (_first(error),))


def _items(model: type[Row], column: str, text: str, words: Words) -> Meant | None:
    """Return the items of a list that can be read, and why the others cannot; None: none can."""
    read = adapter(model, column)
    kept: list[str] = []
    errors: list[ErrorDetails] = []
    try:
        items = [part.strip() for item in read_items(text) for part in item.split(",")]
    except PydanticCustomError:
        return None
    for item in filter(None, items):
        try:
            kept += read.validate_python(item, context=words)
        except ValidationError as error:
            about = _first(error)
            errors.append({**about, "ctx": {"word": item, **about.get("ctx", {})}})
    return Meant(tuple(dict.fromkeys(kept)) or None, tuple(errors)) if errors else None


def _first(error: ValidationError) -> ErrorDetails:
    return error.errors(include_url=False, include_input=False)[0]


def unknown_relations(states: list[object], lost: Iterable[int]) -> list[object]:
    """Return the states of relations; those of which something decisive is lost are unknown.

    >>> unknown_relations([None, "active", "rompue"], [0, 2])
    ['inconnue', 'active', 'rompue']
    """
    unsure = set(lost)
    return [
        "inconnue" if at in unsure and state in {None, "active"} else state
        for at, state in enumerate(states)
    ]


def is_linking(model: type[Row], column: str) -> bool:
    """Tell whether a relation makes a chain or not by what this column says."""
    return (model, column) in _LINKING


@cache
def adapter(model: type[Row], column: str) -> TypeAdapter[Any]:
    """Return what reads the cells of a column; one that no model has holds numbers."""
    field = model.model_fields.get(column)
    return TypeAdapter(Number if field is None else field.rebuild_annotation())


def kind_of(model: type[Row], column: str) -> str:
    """Return what a column's values are: number, date, list, flag or text."""
    schema = column_schema(model, column)
    if schema.get("format") == "date":
        return "date"
    return {"integer": "number", "number": "number", "array": "list", "boolean": "flag"}.get(
        schema["type"], "text"
    )


def empty_cell(model: type[Row], column: str) -> object:
    """Return what an empty cell of a column is read as."""
    field = model.model_fields.get(column)
    return None if field is None or field.is_required() else field.default


def as_series(values: Iterable[object], kind: str, default: object) -> pd.Series[Any]:
    """Return values as a column of a frame, `default` where there is none."""
    import pandas as pd

    given = [default if value is None else value for value in values]
    if kind == "number":
        return pd.Series([float("nan") if v is None else v for v in given], dtype="float64")
    if kind == "date":
        return pd.Series(pd.to_datetime(pd.Series(given, dtype="object")), dtype="datetime64[s]")
    if kind == "flag":
        return pd.Series(given, dtype="bool")
    return pd.Series(given, dtype="object")
