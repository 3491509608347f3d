"""A table as typed: cells of text and the line of each row, whatever file they came from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import compress, islice
from typing import TYPE_CHECKING

from netmap.errors import Problem
from netmap.inputs.headers import Columns, header_row, match_columns
from netmap.inputs.limits import TABLE_COLUMNS, TABLE_ROWS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

#: the true header is looked for among the first rows that hold something
HEADER_WITHIN = 20


@dataclass(frozen=True)
class Grid:
    """Rows below the header that hold something, and their lines in the file.

    `first` is the header as typed. A row may be shorter than the header.
    """

    file: str
    sheet: str | None
    first: tuple[str, ...]
    header_line: int
    columns: Columns
    lines: tuple[int, ...]
    rows: tuple[Sequence[str], ...]

    def cells(self, column: str) -> list[str]:
        """Return a column's cells as typed; ``""`` where the row has none."""
        at = self.columns.where[column]
        return [row[at] if at < len(row) else "" for row in self.rows]

    def with_column(self, column: str, value: str) -> Grid:
        """Return the grid with one value in a column that it does not have; else as it is."""
        if column in self.columns.where:
            return self
        width = max([len(self.first), *map(len, self.rows)])
        return replace(
            self,
            first=(*self.first, *[""] * (width - len(self.first)), column),
            columns=replace(self.columns, where={**self.columns.where, column: width}),
            rows=tuple((*row, *[""] * (width - len(row)), value) for row in self.rows),
        )


def without_examples(grid: Grid, column: str) -> tuple[Grid, bool]:
    """Leave out the rows whose `column` says EXEMPLE; tell whether there were any.

    A template shows how to fill a table with such a row: it is never counted.
    """
    if column not in grid.columns.where:
        return grid, False
    kept = [not is_example(cell) for cell in grid.cells(column)]
    if all(kept):
        return grid, False
    lines, rows = tuple(compress(grid.lines, kept)), tuple(compress(grid.rows, kept))
    return replace(grid, lines=lines, rows=rows), True


def is_example(cell: str) -> bool:
    """Tell whether the first cell of a row says that it is an example."""
    return cell.strip().casefold() in _EXAMPLES


#: what says that a row is an example, in the first column of a table
EXAMPLE = "EXEMPLE"
_EXAMPLES = frozenset({"exemple", "example"})


def lay_out(
    rows: Sequence[tuple[int, Sequence[str]]],
    *,
    file: str,
    sheet: str | None,
    known: Collection[str],
) -> Grid | Problem:
    """Find the header and the rows below it; blank rows are left out.

    Parameters
    ----------
    rows
        Pairs of line and cells, in order.
    """
    full = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    if not full:
        return Problem(file=file, sheet=sheet, kind="empty-file")
    top, score = header_row((cells for _, cells in islice(full, HEADER_WITHIN)), known)
    if score == 0:
        return Problem(
            file=file,
            sheet=sheet,
            kind="no-header",
            line=full[0][0],
            found=next(cell for cell in full[0][1] if cell.strip()),
            details=(("columns", ", ".join(known)),),
        )
    body = full[top + 1 :]
    header_line, first = full[top]
    if len(body) > TABLE_ROWS:
        return Problem(
            file=file,
            sheet=sheet,
            kind="too-many-rows",
            found=str(len(body)),
            details=(("limit", str(TABLE_ROWS)),),
        )
    if len(first) > TABLE_COLUMNS and sum(bool(cell.strip()) for cell in first) > TABLE_COLUMNS:
        return Problem(
            file=file,
            sheet=sheet,
            kind="too-many-columns",
            line=header_line,
            found=str(len(first)),
            details=(("limit", str(TABLE_COLUMNS)),),
        )
    return Grid(
        file=file,
        sheet=sheet,
        first=tuple(first),
        header_line=header_line,
        columns=match_columns(first, known),
        lines=tuple(line for line, _ in body),
        rows=tuple(cells for _, cells in body),
    )
