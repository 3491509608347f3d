"""Times by bus written into ``data/temps``: all of them or none, other modes left as they are."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

from netmap.amend.opening import open_tables
from netmap.amend.since import new_errors
from netmap.amend.tables import Amendment, amended
from netmap.amend.writing import Written, write_files
from netmap.inputs.files import Found
from netmap.inputs.rows import TimeRow

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from netmap.inputs.grid import Grid
    from netmap.transit.project import BusTimes

_FILE = f"{TimeRow.stem}.csv"
_COLUMNS = ("de", "vers", "minutes", "mode")
#: a row of ``data/temps``: from, to, mode → minutes
_Rows = dict[tuple[str, str, str], str]


def rows_to_write(project: Path, times: BusTimes) -> _Rows:
    """Return the rows that the table of times will hold of these.

    Where ``[acces] mode`` names another mode of which the table has no row, the estimate by
    straight line is written as that mode: two modes are mixed place by place, or neither is used.
    """
    pairs, found = times.pairs, times.table
    rows = {
        (*pair, times.mode): minutes_text(minutes)
        for pair, minutes in zip(pairs, found["minutes"], strict=True)
    }
    car = times.settings.access.mode
    if car is not None and car != times.mode and car not in _modes(project):
        for pair, minutes in zip(pairs, found["minutes_voiture"], strict=True):
            rows[*pair, car] = minutes_text(minutes)
    return rows


def minutes_text(minutes: float) -> str:
    """Return minutes as the table has them; a tenth is enough.

    >>> minutes_text(12.04), minutes_text(12.25), minutes_text(float("inf"))
    ('12', '12.2', 'inf')
    """
    return "inf" if math.isinf(minutes) else f"{minutes:.1f}".removesuffix(".0")


def write_times(project: Path, rows: _Rows, *, day: date) -> Written:
    """Write rows into the project's table of times: those that stand there change, others come.

    Parameters
    ----------
    rows
        As :func:`rows_to_write`.
    day
        Day that names the copy of the former table.

    Raises
    ------
    InputError
        The project would have an error that it does not have today; all is put back.
    """

    def contents() -> list[tuple[Found, bytes]]:
        for _, found, grid in open_tables(project, [TimeRow]):
            change = _amendment(grid, rows)
            return [(found, amended(found, [change]))] if change.cells or change.rows else []
        return [(Found(_FILE, project / _FILE, b""), _new_table(rows))]

    return write_files(project, contents, refused=new_errors(project), day=day)


def _modes(project: Path) -> frozenset[str]:
    """Return the modes that the table of times names."""
    for _, _, grid in open_tables(project, [TimeRow]):
        return frozenset(grid.cells("mode")) if "mode" in grid.columns.where else frozenset()
    return frozenset()


def _amendment(grid: Grid, rows: _Rows) -> Amendment:
    """Return what changes in a table that is there."""
    names = [name for name in _COLUMNS if name in grid.columns.where]
    texts = [[cell.strip() for cell in grid.cells(name)] for name in names]
    cells: dict[tuple[int, str], str] = {}
    there: set[tuple[str, str, str]] = set()
    for line, *row in zip(grid.lines, *texts, strict=True):
        said = dict.fromkeys(_COLUMNS, "") | dict(zip(names, row, strict=True))
        key = (said["de"], said["vers"], said["mode"])
        there.add(key)
        if key in rows and said["minutes"].replace(",", ".") != rows[key]:
            cells[line, "minutes"] = rows[key]
    new = tuple(
        dict(zip(_COLUMNS, (start, end, minutes, mode), strict=True))
        for (start, end, mode), minutes in rows.items()
        if (start, end, mode) not in there
    )
    return Amendment(grid, cells, new)


def _new_table(rows: _Rows) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows((start, end, minutes, mode) for (start, end, mode), minutes in rows.items())
    return text.getvalue().encode()


def nearest_open(times: BusTimes) -> pd.DataFrame:
    """Return the open permanence that each place is nearest to by bus.

    Returns
    -------
        Index ``de``, in order; ``vers`` (missing: none is in reach, or none is open) and the
        columns of ``times.table``.
    """
    table = times.table.reset_index()
    table["rang"] = table["minutes"].where(table["vers"].isin(times.opened))
    first = table.sort_values(["de", "rang", "vers"], kind="stable").drop_duplicates("de")
    reached = first["rang"].notna() & (first["rang"] < math.inf)
    return first.assign(vers=first["vers"].where(reached)).drop(columns="rang").set_index("de")
