"""The rows of a part of contacts, by batches, whatever its format."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from netmap.errors import Problem
from netmap.inputs.contacts.cells import COLUMNS, Batch, Cells, Told, alike, said
from netmap.inputs.contacts.packed import read_packed
from netmap.inputs.contacts.parts import changed
from netmap.inputs.delimited import read_delimited
from netmap.inputs.files import open_file
from netmap.inputs.limits import TABLE_BYTES
from netmap.inputs.model import CHUNK_ROWS
from netmap.inputs.tables import longer_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from netmap.inputs.contacts.parts import Part


def read_part(
    project: Path, part: Part, *, again: bool = False
) -> Iterator[Told | Batch | Problem]:
    """Yield the header of a part, then its rows; or why it cannot be read, and no more.

    Parameters
    ----------
    again
        It was read before: what it declares need not be looked at, nor be tried apart.
    """
    if part.ending == ".csv":
        return _delimited(project, part)
    return read_packed(part, again=again)


def _delimited(project: Path, part: Part) -> Iterator[Told | Batch | Problem]:
    found = open_file(project, part.path, limit=TABLE_BYTES)
    if isinstance(found, Problem):
        yield found
        return
    if found.sha256 != part.sha256:
        yield changed(part.path)
        return
    grid = read_delimited(found, COLUMNS)
    if isinstance(grid, Problem):
        yield grid
        return
    head = replace(grid, lines=(), rows=())
    yield Told(head, tuple(longer_rows(grid)))
    for start in range(0, len(grid.rows), CHUNK_ROWS):
        some = replace(
            grid,
            lines=grid.lines[start : start + CHUNK_ROWS],
            rows=grid.rows[start : start + CHUNK_ROWS],
        )
        nothing = np.full(len(some.lines), np.nan)
        columns = {name: Cells(*alike(some.cells(name)), nothing) for name in grid.columns.where}
        yield said(head, np.array(some.lines, dtype=np.int64), columns, blank=False)
