"""From cells of text to a frame of values, column by column, with a problem for each bad cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from netmap.errors import Problem
from netmap.inputs.cells import Number, Words
from netmap.inputs.faults import bad_cell, column_schema, too_many_bad
from netmap.inputs.headers import FORMER, header_name
from netmap.inputs.identity import about_persons
from netmap.inputs.limits import BAD_CELLS
from netmap.inputs.rows import ContactRow, IndicatorRow, Row
from netmap.inputs.words import closest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from netmap.inputs.files import Found
    from netmap.inputs.grid import Grid


@dataclass(frozen=True)
class Table:
    """A table as read: values that could be read, the others missing.

    `frame` has the model's columns and ``ligne``; `stated` are the columns that the file has.
    `file` is None where the project has no such table, `frame` where it could not be read.
    """

    model: type[Row]
    file: Found | None
    sheet: str | None
    frame: pd.DataFrame | None = field(repr=False)
    stated: tuple[str, ...]
    problems: tuple[Problem, ...]

    def problem(self, kind: str, **where: Any) -> Problem:  # noqa: ANN401
        """Return a problem of this table."""
        return Problem(
            file=self.file.path if self.file else self.model.stem,
            sheet=self.sheet,
            kind=kind,
            **where,
        )


def check_header(grid: Grid, model: type[Row], numbers: Sequence[str]) -> list[Problem]:
    """Return the columns that are absent, there twice or unknown."""

    def problem(kind: str, column: str, **rest: Any) -> Problem:  # noqa: ANN401
        return Problem(
            file=grid.file,
            sheet=grid.sheet,
            line=grid.header_line,
            column=column,
            kind=kind,
            **rest,
        )

    required = [name for name, field in model.model_fields.items() if field.is_required()]
    problems = [
        problem(
            "missing-column",
            column,
            details=(("suggestion", closest(column, grid.columns.unknown)),),
        )
        for column in (*required, *numbers)
        if column not in grid.columns.where
    ]
    problems += [problem("column-twice", column) for column in grid.columns.twice]
    personal = {name for name in grid.columns.unknown if about_persons(model, name)}
    problems += [problem("personal-column", name, found=name) for name in sorted(personal)]
    unknown = "undeclared-indicator" if model is IndicatorRow else "unknown-column"
    problems += [
        problem(
            unknown,
            name,
            severity="warning",
            found=name,
            details=(
                ("suggestion", closest(name, set(model.model_fields) - set(grid.columns.where))),
            ),
        )
        for name in grid.columns.unknown
        if name not in personal
        and not (model is IndicatorRow and name.casefold() in {"nom", "libelle", "libgeo"})
    ]
    problems += [
        problem("former-column", text, severity="warning", details=(("now", FORMER[name]),))
        for text in grid.first
        if FORMER.get(name := header_name(text)) in grid.columns.where
    ]
    if (
        model is ContactRow
        and not {"latitude", "longitude"} <= set(grid.columns.where)
        and "code" not in grid.columns.where
    ):
        problems.append(problem("missing-column", "code", details=(("suggestion", ""),)))
    return problems


def parse(
    grid: Grid, model: type[Row], *, words: Words, numbers: Sequence[str] = ()
) -> tuple[pd.DataFrame, list[Problem]]:
    """Read every cell of a grid; those that cannot be read are missing in the frame.

    Returns
    -------
    tuple
        The frame, with the model's columns, then `numbers`, then ``ligne``; and the problems.
    """
    import pandas as pd

    problems: list[Problem] = []
    data: dict[str, pd.Series[Any]] = {}
    for column in (*model.model_fields, *numbers):
        if column not in grid.columns.where:
            data[column] = _as_series(
                [None] * len(grid.rows), kind_of(model, column), _default(model, column)
            )
            continue
        values, refused = _column(grid, model, column, words)
        problems += refused
        data[column] = _as_series(values, kind_of(model, column), _default(model, column))
    data["ligne"] = pd.Series(grid.lines, dtype="int64")
    return pd.DataFrame(data), problems


def _column(
    grid: Grid, model: type[Row], column: str, words: Words
) -> tuple[list[object], list[Problem]]:
    """Read a column up to where too many cells are bad; a text that comes again is read once."""
    read = adapter(model, column)
    field = model.model_fields.get(column)
    required = field is not None and field.is_required()
    seen: dict[str, object] = {"": _MISSING}
    values: list[object] = []
    problems: list[Problem] = []
    for line, raw in zip(grid.lines, grid.cells(column), strict=True):
        text = raw.strip()
        if text not in seen:
            try:
                seen[text] = read.validate_python(text, context=words)
            except ValidationError as error:
                seen[text] = error.errors(include_url=False, include_input=False)[0]
        value = seen[text]
        if isinstance(value, dict) or (value is _MISSING and required):
            if len(problems) == BAD_CELLS:
                problems.append(too_many_bad(grid, column, line))
                break
            problems.append(bad_cell(grid, model, column, line=line, text=text, error=value))
        values.append(None if isinstance(value, dict) or value is _MISSING else value)
    values += [None] * (len(grid.lines) - len(values))
    return values, problems


_MISSING = object()


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


def _default(model: type[Row], column: str) -> object:
    field = model.model_fields.get(column)
    return None if field is None or field.is_required() else field.default


def _as_series(values: Iterable[object], kind: str, default: object) -> pd.Series[Any]:
    import pandas as pd

    given = [default if value is None else value for value in values]
    if kind == "number":
        return pd.Series([float("nan") if v is None else v for v in given], dtype="float64")
    if kind == "date":
        return pd.Series(pd.to_datetime(pd.Series(given, dtype="object")), dtype="datetime64[s]")
    if kind == "flag":
        return pd.Series(given, dtype="bool")
    return pd.Series(given, dtype="object")
