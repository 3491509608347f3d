"""The file that a table stands in, and its cells: what an amendment starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.disk.together import refuse_if_open
from netmap.errors import InputError, Problem
from netmap.inputs.book import read_book
from netmap.inputs.files import Found, candidates, open_file
from netmap.inputs.limits import TABLE_BYTES
from netmap.inputs.rows import ENDINGS
from netmap.inputs.table_files import read_grids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from netmap.inputs.grid import Grid
    from netmap.inputs.rows import Row


def open_tables(
    project: Path, models: Iterable[type[Row]]
) -> Iterator[tuple[type[Row], Found, Grid]]:
    """Yield the file and the cells of each table that a project has, as it stands.

    Raises
    ------
    InputError
        A file cannot be read.
    """
    book = None
    for model in models:
        known = tuple(model.model_fields)
        paths = candidates(project, model.stem, ENDINGS)
        if paths:
            found = plain_file(project, paths[0])
            required = [name for name in known if model.model_fields[name].is_required()]
            sheets = read_grids(found, known, required)
        else:
            book = book or read_book(project)
            if book is None or isinstance(book, Problem) or not book.sheets_of(model):
                continue
            found = book.file
            sheets = book.read(book.sheets_of(model), known, None)
        for grid, _ in sheets:
            if not isinstance(grid, Problem):
                yield model, found, grid


def plain_file(project: Path, path: str) -> Found:
    """Open a file of a project.

    Raises
    ------
    InputError
        It cannot be read.
    """
    found = open_file(project, path, limit=TABLE_BYTES)
    if isinstance(found, Problem):
        raise InputError((found,))
    return found


def refuse_open(found: Found) -> None:
    """Refuse a file that a spreadsheet has open, under its name or that of what it links to.

    Raises
    ------
    InputError
        A spreadsheet has it open.
    """
    for file in {found.location, found.location.resolve()}:
        refuse_if_open(file, found.path)
