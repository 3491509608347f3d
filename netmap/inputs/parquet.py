"""Parquet files, where pyarrow is installed (``pip install netmap-territoires[parquet]``)."""

from __future__ import annotations

import io
from importlib.util import find_spec
from typing import TYPE_CHECKING

from netmap.errors import Problem
from netmap.inputs.grid import Grid, lay_out
from netmap.inputs.limits import TABLE_ROWS, UNPACKED_BYTES
from netmap.inputs.workbooks import as_text

if TYPE_CHECKING:
    from collections.abc import Collection

    from netmap.inputs.files import Found


def refuse_parquet(found: Found) -> Problem | None:
    """Return why a Parquet file must not be unpacked; None where it may."""
    if find_spec("pyarrow") is None:
        return Problem(file=found.path, kind="needs-pyarrow")
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        about = ParquetFile(io.BytesIO(found.content)).metadata
        size = sum(about.row_group(i).total_byte_size for i in range(about.num_row_groups))
    except (ArrowException, OSError, ValueError):
        return Problem(file=found.path, kind="unreadable-parquet")
    if about.num_rows > TABLE_ROWS:
        return Problem(
            file=found.path,
            kind="too-many-rows",
            found=str(about.num_rows),
            details=(("limit", str(TABLE_ROWS)),),
        )
    if size > UNPACKED_BYTES:
        return Problem(
            file=found.path,
            kind="archive-too-large",
            details=(
                ("size", str(-(-size // 1_000_000))),
                ("limit", str(UNPACKED_BYTES // 1_000_000)),
            ),
        )
    return None


def read_parquet_table(found: Found, known: Collection[str]) -> Grid | Problem:
    """Read a Parquet table as cells of text; its rows are numbered from 1."""
    refused = refuse_parquet(found)
    if refused is not None:
        return refused
    from pyarrow import ArrowException
    from pyarrow.parquet import read_table

    try:
        table = read_table(io.BytesIO(found.content))
        columns = [
            ["" if value is None else as_text(value) for value in column.to_pylist()]
            for column in table.columns
        ]
    except (ArrowException, OSError, ValueError):
        return Problem(file=found.path, kind="unreadable-parquet")
    rows = enumerate([tuple(table.column_names), *zip(*columns, strict=True)])
    return lay_out(list(rows), file=found.path, sheet=None, known=known)
