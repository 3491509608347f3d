"""Parquet files, where pyarrow is installed (``pip install netmap-territoires[parquet]``).

A few kilobytes may say the same long text a million times: what is read here was read apart
first, under limits.
"""

from __future__ import annotations

import io
import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from netmap.errors import Problem
from netmap.inputs.archives import too_large_unpacked
from netmap.inputs.features import Features, choose_columns
from netmap.inputs.grid import Grid, lay_out
from netmap.inputs.headers import match_columns
from netmap.inputs.limits import LAYER_FEATURES, TABLE_COLUMNS, TABLE_ROWS, UNPACKED_BYTES
from netmap.inputs.outlines import build_outlines
from netmap.inputs.sheets import as_text
from netmap.inputs.systems import WGS_84, system_named, system_written
from netmap.inputs.trial import refuse_reader
from netmap.inputs.wkb import build_wkb, measure_wkb

if TYPE_CHECKING:
    from collections.abc import Collection

    from pyproj import CRS

    from netmap.inputs.files import Found


def refuse_parquet(found: Found) -> Problem | None:
    """Return why a Parquet file must not be unpacked; None where what it declares is fair."""
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
        details = (("limit", str(TABLE_ROWS)),)
        return Problem(
            file=found.path, kind="too-many-rows", found=str(about.num_rows), details=details
        )
    if about.num_columns > TABLE_COLUMNS:
        details = (("limit", str(TABLE_COLUMNS)),)
        return Problem(
            file=found.path, kind="too-many-columns", found=str(about.num_columns), details=details
        )
    if size > UNPACKED_BYTES:
        return too_large_unpacked(found.path, size)
    return None


def read_parquet_table(found: Found, known: Collection[str]) -> Grid | Problem:
    """Read a Parquet table as cells of text; its rows are numbered from 1."""
    unreadable = Problem(file=found.path, kind="unreadable-parquet")
    refused = refuse_parquet(found) or refuse_reader(read_cells, found.content, unreadable)
    if refused is not None:
        return refused
    try:
        rows = read_cells(found.content)
    except Exception:  # noqa: BLE001 - what a file holds may fail in any way
        return unreadable
    return lay_out(list(enumerate(rows)), file=found.path, sheet=None, known=known)


def read_cells(content: bytes) -> list[tuple[str, ...]]:
    """Return the names of the columns of a Parquet table, then its rows, as text."""
    from pyarrow.parquet import read_table

    table = read_table(io.BytesIO(content), use_threads=False)
    columns = [
        ["" if value is None else as_text(value) for value in column.to_pylist()]
        for column in table.columns
    ]
    return [tuple(table.column_names), *zip(*columns, strict=True)]


def read_geoparquet(found: Found, known: Collection[str]) -> Features | Problem:
    """Read the features of a GeoParquet file, its primary outlines as WKB.

    Source: GeoParquet 1.1.
    """
    unreadable = Problem(file=found.path, kind="unreadable-layer")
    refused = refuse_parquet(found) or refuse_reader(
        read_outlines, found.content, unreadable, *known
    )
    if refused is not None:
        return refused
    names, about, blobs, values = read_outlines(found.content, *known)
    columns = choose_columns(names, known, file=found.path)
    if isinstance(columns, Problem):
        return columns
    if len(blobs) > LAYER_FEATURES:
        details = (("limit", str(LAYER_FEATURES)),)
        return Problem(file=found.path, kind="too-many-features", details=details)
    outlines = build_outlines(blobs, measure_wkb, build_wkb, file=found.path)
    if isinstance(outlines, Problem):
        return outlines
    chosen = {column: values[names[at]] for column, at in columns.where.items()}
    return Features(columns, chosen, outlines, _system(about))


def read_outlines(
    content: bytes, *known: str
) -> tuple[list[str], dict[str, Any], list[bytes | None], dict[str, list[Any]]]:
    """Return the names of the columns, what is said of the outlines, those, the `known` columns.

    Raises
    ------
    ValueError
        The file does not say which of its columns are outlines, or not in WKB.
    """
    from pyarrow.parquet import ParquetFile

    file = ParquetFile(io.BytesIO(content))
    geo = json.loads((file.schema_arrow.metadata or {})[b"geo"])
    primary = geo["primary_column"]
    about = geo["columns"][primary]
    if about["encoding"] != "WKB":
        raise ValueError(about["encoding"])
    names = [name for name in file.schema_arrow.names if name != primary]
    wanted = [names[at] for at in match_columns(names, known).where.values()]
    table = file.read(columns=[*wanted, primary], use_threads=False)
    values = {name: table.column(name).to_pylist() for name in wanted}
    return names, about, table.column(primary).to_pylist(), values


def _system(about: dict[str, Any]) -> CRS | None:
    """Return the system of outlines; degrees where nothing is said, None where it is unknown."""
    if "crs" not in about:
        return system_named(f"EPSG:{WGS_84}")
    said = about["crs"]
    if not isinstance(said, dict):
        return system_written(said) if isinstance(said, str) else None
    known = said.get("id")
    if isinstance(known, dict):
        return system_named(f"{known.get('authority')}:{known.get('code')}")
    return system_written(json.dumps(said))
