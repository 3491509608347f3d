"""From cells of text to a frame of values, column by column, with a problem for each bad cell."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from netmap.errors import Problem
from netmap.inputs.columns import (
    BOUNDED,
    Cells,
    as_series,
    empty_cell,
    is_linking,
    kind_of,
    read_column,
    unknown_relations,
)
from netmap.inputs.headers import FORMER, header_name
from netmap.inputs.identity import about_persons
from netmap.inputs.rows import ContactRow, IndicatorRow, Row
from netmap.inputs.scalars import Unsure
from netmap.inputs.words import closest

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from netmap.inputs.cells import Words
    from netmap.inputs.contacts.parts import Part
    from netmap.inputs.files import Found
    from netmap.inputs.grid import Grid


LINES_A_SHEET = 10_000_000


@dataclass(frozen=True)
class Table:
    """A table as read: values that could be read, the others missing.

    `frame` has the model's columns and ``ligne``; `stated` are the columns that the file has.
    `file` is None where the project has no such table, `frame` where it could not be read.
    Where several `sheets` are one table, ``ligne`` counts :data:`LINES_A_SHEET` for each.
    `parts` are the files of contacts that are read by batches: their table has no frame.
    """

    model: type[Row]
    file: Found | None
    sheet: str | None
    frame: pd.DataFrame | None = field(repr=False)
    stated: tuple[str, ...]
    problems: tuple[Problem, ...]
    sheets: tuple[str | None, ...] = ()
    parts: tuple[Part, ...] = ()

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

    def line_of(self, problem: Problem) -> int | None:
        """Return where the frame has the line that a problem of this table tells."""
        if problem.line is None or not self.sheets:
            return problem.line
        return problem.line + self.sheets.index(problem.sheet) * LINES_A_SHEET


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
    if model.key == "id" and _like("id", grid.columns.unknown):
        # what looks like the identifiers is not to be passed over for others that would be made
        required.append("id")
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
                ("key", header_name(name)),
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
    unsure: list[int] = []
    for column in (*model.model_fields, *numbers):
        kind, empty = kind_of(model, column), empty_cell(model, column)
        absent = column not in grid.columns.where
        nothing = Cells([None] * len(grid.rows), [], [])
        cells = nothing if absent else read_column(grid, model, column, words)
        problems += cells.problems
        exact = [None if isinstance(value, Unsure) else value for value in cells.said]
        data[column] = as_series(exact, kind, empty)
        if column in BOUNDED:
            data[BOUNDED[column]] = as_series(map(_most, cells.said), "number", None)
        if is_linking(model, column):
            unsure += cells.lost
    if unsure:
        states = unknown_relations(data["etat"].tolist(), unsure)
        data["etat"] = as_series(states, "text", None)
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


def _most(value: object) -> object:
    return value.most if isinstance(value, Unsure) else value
