"""Where a table's cells come from: a file of its own, or a sheet of the project's workbook."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from netmap.errors import Problem
from netmap.inputs.body import tidy
from netmap.inputs.contacts.parts import contact_files, look_at_parts, several
from netmap.inputs.delimited import read_delimited
from netmap.inputs.files import Found, candidates, open_file
from netmap.inputs.grid import without_examples
from netmap.inputs.limits import TABLE_BYTES, TABLE_ROWS, USUAL_ROWS
from netmap.inputs.rows import ENDINGS, ContactRow, DirectoryRow, PartnerRow, Row, TimeRow
from netmap.inputs.tables import Table, check_header, longer_rows, parse, together
from netmap.inputs.workbooks import read_workbook

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from netmap.inputs.book import Book
    from netmap.inputs.cells import Words
    from netmap.inputs.grid import Grid
    from netmap.inputs.workbooks import Read
    from netmap.settings import ReadingSettings


#: what is told of a table that is too large
_TOO_LARGE = frozenset({"file-too-large", "too-many-rows", "too-many-cells", "archive-too-large"})
#: tables that a machine writes
_LONG = {ContactRow, TimeRow, DirectoryRow}


def read_table(
    project: Path,
    model: type[Row],
    *,
    words: Words,
    numbers: Sequence[str] = (),
    book: Book | None = None,
    reading: ReadingSettings | None = None,
) -> Table:
    """Read a table of a project, whatever its format.

    A file of its own and a sheet of the workbook that holds rows are one too many.

    Parameters
    ----------
    words
        The vocabulary, the project's own words in it.
    numbers
        Further columns that hold numbers (declared indicators).
    book
        The project's workbook, where it has one. A sheet that holds no row is no table, but
        for the partners, of whom there are then none.
    reading
        How tables are read that can be read in two ways.
    """
    paths = candidates(project, model.stem, ENDINGS)
    batched = contact_files(project) if model is ContactRow else []
    paths += batched
    if len(paths) > 1:
        return Table(model, None, None, None, (), (several(paths),))
    read = partial(_table_of, model, words=words, numbers=numbers)
    known = (*model.model_fields, *numbers)
    sheets = {} if book is None else book.sheets_of(model)
    said: tuple[Problem, ...] = ()
    if book is not None and any(any(map(any, book.sheets[sheet])) for sheet in sheets):
        table = read(book.file, book.read(sheets, known, reading))
        filled = table.frame is None or not table.frame.empty
        if paths and filled:
            return Table(model, None, None, None, (), (several([*paths, book.file.path]),))
        if filled or (model is PartnerRow and not paths):
            return table
        said = tuple(problem for problem in table.problems if problem.kind == "example-rows")
    if not paths:
        return Table(model, None, None, None, (), said)
    if batched:
        return _batched(project, paths[0], said)
    found = open_file(project, paths[0], limit=TABLE_BYTES)
    if isinstance(found, Problem):
        return Table(model, None, None, None, (), (_in_parts(model, found),))
    required = [name for name, field in model.model_fields.items() if field.is_required()]
    return read(found, read_grids(found, known, required, reading))


def read_grids(
    found: Found,
    known: Collection[str],
    required: Collection[str] = (),
    reading: ReadingSettings | None = None,
) -> list[Read]:
    """Read the cells of a file as its ending says: of a workbook, those of one sheet or several."""
    if found.ending == ".csv":
        return [(read_delimited(found, known), [])]
    if found.ending == ".parquet":
        from netmap.inputs.parquet import read_parquet_table

        return [(read_parquet_table(found, known), [])]
    return read_workbook(found, known, required=required, reading=reading)


def _table_of(
    model: type[Row],
    found: Found,
    sheets: Sequence[Read],
    *,
    words: Words,
    numbers: Sequence[str],
) -> Table:
    """Return the table that one sheet holds, or several: one below the other."""
    parts = [
        _sheet_of(model, found, grid, problems, words=words, numbers=numbers)
        for grid, problems in sheets
    ]
    return parts[0] if len(parts) == 1 else together(parts)


def _sheet_of(
    model: type[Row],
    found: Found,
    grid: Grid | Problem,
    problems: list[Problem],
    *,
    words: Words,
    numbers: Sequence[str],
) -> Table:
    if isinstance(grid, Problem):
        return Table(model, found, None, None, (), (_in_parts(model, grid), *problems))
    if len(grid.rows) > USUAL_ROWS and model not in _LONG:
        details = (("limit", str(USUAL_ROWS)),)
        long = Problem(file=found.path, sheet=grid.sheet, kind="too-many-rows", details=details)
        return Table(model, found, grid.sheet, None, (), (long,))
    grid, examples = without_examples(grid, next(iter(model.model_fields)))
    if examples:
        problems += [Problem(file=found.path, kind="example-rows", severity="warning")]
    if model not in _LONG:
        grid, told = tidy(grid, model, (*model.model_fields, *numbers))
        problems += told
        if any(problem.severity == "error" for problem in told):
            return Table(model, found, grid.sheet, None, (), tuple(problems))
    problems += [*check_header(grid, model, numbers), *longer_rows(grid)]
    frame, bad = parse(grid, model, words=words, numbers=numbers)
    failed = {(problem.line, problem.column) for problem in problems}
    problems += [problem for problem in bad if (problem.line, problem.column) not in failed]
    return Table(model, found, grid.sheet, frame, tuple(grid.columns.where), tuple(problems))


def _in_parts(model: type[Row], problem: Problem) -> Problem:
    """Return a problem; of too many contacts for one file, the formats that hold them."""
    if model is not ContactRow or problem.kind not in _TOO_LARGE:
        return problem
    details = (("rows", str(TABLE_ROWS)), ("size", str(TABLE_BYTES // 1_000_000)))
    return replace(problem, kind="contacts-in-parts", found=None, details=details)


def _batched(project: Path, path: str, said: tuple[Problem, ...]) -> Table:
    """Return contacts whose rows are read later, when all else of the project is known."""
    parts, problems = look_at_parts(project, path)
    file = Found(path, project / path, b"")
    return Table(ContactRow, file, None, None, (), (*said, *problems), parts=parts)
