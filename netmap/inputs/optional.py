"""Values that a row can do without: one that cannot be right is left out and said.

It never stops a build. What every row must hold does, and so does what a table is asked about.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from netmap.inputs.columns import as_series, empty_cell, kind_of
from netmap.inputs.rows import Row, is_required

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from netmap.errors import Problem
    from netmap.inputs.draft import Draft
    from netmap.inputs.tables import Table

#: both are one value
_POINT = ("latitude", "longitude")
#: what is asked of a whole table, at its first row
_ASKED = frozenset({"parts-add-up"})

#: table and column → line → what of it is left out
LeftOut = dict[tuple[type[Row], str], dict[int, set[str | None]]]


def told_apart(draft: Draft, problems: Iterable[Problem], left_out: LeftOut) -> Iterator[Problem]:
    """Yield problems; those of a value that its row can do without stop nothing.

    What is to be left out is noted in `left_out`.
    """
    lines = {
        model: frozenset(table.frame["ligne"])
        for model, table in draft.tables.items()
        if table.frame is not None
    }
    for problem in problems:
        column, table = problem.column, _table_of(draft, problem)
        if table is None or column is None or _is_needed(table.model, column):
            yield problem
            continue
        line = table.line_of(problem)
        if line is None or line not in lines[table.model]:
            yield problem
            continue
        left_out.setdefault((table.model, column), {}).setdefault(line, set()).add(problem.found)
        yield replace(problem, severity="warning", meanwhile="left-out")


def _is_needed(model: type[Row], column: str) -> bool:
    """Tell whether a row is nothing without a column, or one too many with what it says."""
    return is_required(model, column) or column == model.key


def _table_of(draft: Draft, problem: Problem) -> Table | None:
    """Return the table of which a cell is refused; None where it is none of a row's."""
    if problem.severity == "warning" or problem.kind in _ASKED or problem.line is None:
        return None
    return next(
        (
            table
            for table in draft.tables.values()
            if table.frame is not None
            and table.file is not None
            and problem.file == table.file.path
            and problem.sheet in (table.sheets or (table.sheet,))
            and problem.column in table.stated
        ),
        None,
    )


def without(draft: Draft, left_out: LeftOut) -> Draft:
    """Return a draft whose tables say nothing where values were left out."""
    tables = dict(draft.tables)
    for (model, column), cells in left_out.items():
        table = tables[model]
        if table.frame is not None:
            tables[model] = replace(table, frame=_emptied(table.frame, model, column, cells))
    return replace(draft, tables=tables)


def _emptied(
    frame: pd.DataFrame, model: type[Row], column: str, cells: dict[int, set[str | None]]
) -> pd.DataFrame:
    """Return a frame without what was left out: of a list, only what was found wrong in it."""
    names = _POINT if column in _POINT else (column,)
    here = frame["ligne"].isin(list(cells))
    emptied = {}
    for name in names:
        kind = kind_of(model, name)
        said = [
            value
            if not out
            else tuple(item for item in value if item not in cells[line])
            if kind == "list"
            else None
            for value, out, line in zip(frame[name], here, frame["ligne"], strict=True)
        ]
        emptied[name] = as_series(said, kind, empty_cell(model, name)).set_axis(frame.index)
    return frame.assign(**emptied)
