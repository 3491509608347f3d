"""From cells of text to a frame of values, column by column, with a problem for each bad cell."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
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
from netmap.inputs.scalars import Unsure, bare, read_unsure
from netmap.inputs.words import TOTALS, closest, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from netmap.inputs.files import Found
    from netmap.inputs.grid import Grid


LINES_A_SHEET = 10_000_000


@dataclass(frozen=True)
class Table:
    """A table as read: values that could be read, the others missing.

    `frame` has the model's columns and ``ligne``; `stated` are the columns that the file has.
    `file` is None where the project has no such table, `frame` where it could not be read.
    Where several `sheets` are one table, ``ligne`` counts :data:`LINES_A_SHEET` for each.
    """

    model: type[Row]
    file: Found | None
    sheet: str | None
    frame: pd.DataFrame | None = field(repr=False)
    stated: tuple[str, ...]
    problems: tuple[Problem, ...]
    sheets: tuple[str | None, ...] = ()

    def problem(self, kind: str, **where: Any) -> Problem:  # noqa: ANN401
        """Return a problem of this table; a line of several sheets is told with its own."""
        sheet = self.sheet
        if self.sheets and where.get("line") is not None:
            number, where["line"] = divmod(where["line"], LINES_A_SHEET)
            sheet = self.sheets[number]
        return Problem(
            file=self.file.path if self.file else self.model.stem,
            sheet=sheet,
            kind=kind,
            **where,
        )


def together(parts: Sequence[Table]) -> Table:
    """Return the table that several sheets make, one below the other."""
    import pandas as pd

    frames = [
        part.frame.assign(ligne=part.frame["ligne"] + number * LINES_A_SHEET)
        for number, part in enumerate(parts)
        if part.frame is not None
    ]
    whole = len(frames) == len(parts)
    return replace(
        parts[0],
        sheet=None,
        frame=pd.concat(frames, ignore_index=True) if whole else None,
        stated=tuple(dict.fromkeys(name for part in parts for name in part.stated)),
        problems=tuple(problem for part in parts for problem in part.problems),
        sheets=tuple(part.sheet for part in parts),
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
            details=(("suggestion", _like(column, grid.columns.unknown)),),
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


def longer_rows(grid: Grid) -> list[Problem]:
    """Return the rows that have more cells than the header: their columns have slid."""
    width = len(grid.first)
    return [
        Problem(
            file=grid.file,
            sheet=grid.sheet,
            kind="row-too-long",
            line=line,
            found=row[-1].strip() or None,
            details=(("columns", str(width)), ("cells", str(len(row)))),
        )
        for line, row in zip(grid.lines, grid.rows, strict=True)
        if any(cell.strip() for cell in row[width:])
    ]


def _like(column: str, unknown: Sequence[str]) -> str:
    """Return the header that may be a column's: near to it, or prefixed as official files do."""
    near = closest(column, unknown)
    prefixes = {"nom": ("lib", "nom", "denomination"), "id": ("id_", "identifiant")}
    starts = prefixes.get(column, (f"{column}_",))
    return near or next((n for n in unknown if header_name(n).startswith(starts)), "")


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
    words = replace(words, aside=set())
    for column in (*model.model_fields, *numbers):
        if column not in grid.columns.where:
            data[column] = _as_series(
                [None] * len(grid.rows), kind_of(model, column), _default(model, column)
            )
            continue
        values, refused = _column(grid, model, column, words)
        problems += refused
        exact = [None if isinstance(value, Unsure) else value for value in values]
        data[column] = _as_series(exact, kind_of(model, column), _default(model, column))
        if column in _BOUNDED:
            data[_BOUNDED[column]] = _as_series(map(_most, values), "number", None)
    data["ligne"] = pd.Series(grid.lines, dtype="int64")
    if words.aside:
        problems.append(_left_aside(grid, words.aside))
    return pd.DataFrame(data), problems


def _left_aside(grid: Grid, needs: set[str]) -> Problem:
    """Return that national needs that the project does not examine were met, once a table."""
    return Problem(
        file=grid.file,
        sheet=grid.sheet,
        kind="needs-not-examined",
        severity="warning",
        column="thematiques",
        found=", ".join(sorted(needs)[:3]),
        details=(("count", str(len(needs))),),
    )


#: columns in which a number may be told by its bounds, and the column of what it is at most
_BOUNDED = {"personnes": "au_plus"}


def _most(value: object) -> object:
    return value.most if isinstance(value, Unsure) else value


def _column(
    grid: Grid, model: type[Row], column: str, words: Words
) -> tuple[list[object], list[Problem]]:
    """Read a column up to where too many cells are bad; a text that comes again is read once."""
    read = adapter(model, column)
    field = model.model_fields.get(column)
    required = field is not None and field.is_required()
    counted = column_schema(model, column).get("type") == "integer"
    seen: dict[str, object] = {"": Unsure(math.inf) if column in _BOUNDED else _MISSING}
    values: list[object] = []
    problems: list[Problem] = []
    # all themes, or all publics, counted together
    whole = TOTALS if column in {"thematique", "public"} else frozenset()
    for line, raw in zip(grid.lines, grid.cells(column), strict=True):
        text = bare(raw)
        if whole and plain(text) in whole:
            text = ""
        if text not in seen:
            unsure = read_unsure(text) if counted else None
            try:
                seen[text] = unsure or read.validate_python(text, context=words)
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
