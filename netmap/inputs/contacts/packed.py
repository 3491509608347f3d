"""Contacts of a Parquet file, by batches: looked at, tried apart, read within bounds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from netmap.errors import Problem
from netmap.inputs.contacts.cells import (
    COLUMNS,
    NUMBERS,
    Batch,
    Cells,
    Told,
    alike,
    distinct,
    full_texts,
    said,
)
from netmap.inputs.contacts.parts import ChangedError, changed
from netmap.inputs.grid import lay_out
from netmap.inputs.headers import match_columns
from netmap.inputs.limits import CONTACT_ROWS, TABLE_COLUMNS, UNPACKED_BYTES
from netmap.inputs.model import CHUNK_ROWS
from netmap.inputs.sheets import as_text
from netmap.inputs.trial import refuse_reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

    import pyarrow as pa
    from numpy.typing import NDArray

    from netmap.inputs.contacts.parts import Part

#: as many digits as a written number may have
_WIDEST = 1e40
_BUFFER, _MEGABYTE = 1 << 20, 1_000_000


def read_packed(part: Part, *, again: bool) -> Iterator[Told | Batch | Problem]:
    """Yield the header of a Parquet file, then its rows; or why it cannot be read, and no more."""
    refused = None if again else _refuse(part)
    if refused is not None:
        yield refused
        return
    yield from _guarded(_parquet(part), Problem(file=part.path, kind="unreadable-parquet"))


def _refuse(part: Part) -> Problem | None:
    """Return why a Parquet file must not be read; None where it may."""
    from pyarrow import ArrowException
    from pyarrow.parquet import read_metadata

    unreadable = Problem(file=part.path, kind="unreadable-parquet")
    try:
        with part.open() as file:
            about = read_metadata(file)
            names = about.schema.to_arrow_schema().names
    except ChangedError:
        return changed(part.path)
    except (ArrowException, OSError, ValueError):
        return unreadable
    wanted = {names[at] for at in match_columns(names, COLUMNS).where.values()}
    groups = (about.row_group(at) for at in range(about.num_row_groups))
    sizes = (
        sum(
            group.column(at).total_uncompressed_size
            for at in range(group.num_columns)
            if group.column(at).path_in_schema.partition(".")[0] in wanted
        )
        for group in groups
    )
    size = max(sizes, default=0)
    return (
        _over(part, "too-many-rows", about.num_rows, CONTACT_ROWS)
        or _over(part, "too-many-columns", about.num_columns, TABLE_COLUMNS)
        or _over(part, "group-too-large", -(-size // _MEGABYTE), UNPACKED_BYTES // _MEGABYTE)
        or refuse_reader(try_part, b"", unreadable, str(part.location.resolve()))
    )


def _over(part: Part, kind: str, size: int, limit: int) -> Problem | None:
    if size <= limit:
        return None
    details = (("size", str(size)), ("limit", str(limit)))
    return Problem(file=part.path, kind=kind, details=details)


def try_part(content: bytes, location: str) -> None:
    """Read all the rows of a Parquet file and forget them; see :mod:`netmap.inputs.trial`."""
    del content
    with Path(location).open("rb") as file:
        names = _names(file)
        where = match_columns(names, COLUMNS).where
        for _ in _columns(file, {name: names[at] for name, at in where.items()}):
            pass


def _guarded(
    rows: Iterator[Told | Batch | Problem], unreadable: Problem
) -> Iterator[Told | Batch | Problem]:
    """Yield what a reader yields; where it fails, nothing of why: its words may quote a cell."""
    while True:
        try:
            row = next(rows, None)
        except Exception:  # noqa: BLE001 - what a file holds may fail in any way
            row = unreadable
        if row is not None:
            yield row
        if row is None or row is unreadable:
            return


def _parquet(part: Part) -> Iterator[Told | Batch | Problem]:
    try:
        file = part.open()
    except ChangedError:
        yield changed(part.path)
        return
    with file:
        names = _names(file)
        head = lay_out([(0, names)], file=part.path, sheet=None, known=COLUMNS)
        if isinstance(head, Problem):
            yield head
            return
        yield Told(head)
        if head.columns.twice:
            return
        line = 1
        for columns in _columns(file, {name: names[at] for name, at in head.columns.where.items()}):
            rows = len(next(iter(columns.values())).which)
            yield said(head, np.arange(line, line + rows), columns)
            line += rows


def _names(file: BinaryIO) -> tuple[str, ...]:
    from pyarrow.parquet import read_schema

    return tuple(read_schema(file).names)


def _columns(file: BinaryIO, where: Mapping[str, str]) -> Iterator[dict[str, Cells]]:
    """Yield the cells of columns of a Parquet file, some hundred thousand rows at a time.

    Parameters
    ----------
    where
        Columns of contacts, and what the file calls them.
    """
    from pyarrow import types
    from pyarrow.parquet import ParquetFile

    schema = ParquetFile(file).schema_arrow
    kinds = {name: schema.field(name).type for name in where.values()}
    # a text that comes again is kept once, however long it is
    texts = [name for name, kind in kinds.items() if types.is_string(kind)]
    table = ParquetFile(file, read_dictionary=texts, pre_buffer=False, buffer_size=_BUFFER)
    for batch in table.iter_batches(CHUNK_ROWS, columns=list(kinds), use_threads=False):
        yield {name: _cells(name, batch.column(called)) for name, called in where.items()}


def _cells(name: str, column: pa.Array) -> Cells:
    """Return the cells of a column of a Parquet file, as a table of text would have them."""
    from pyarrow import types

    kind, nothing = column.type, np.full(len(column), np.nan)
    if name in NUMBERS and (types.is_floating(kind) or types.is_integer(kind)):
        numbers = column.cast("float64", safe=False).to_numpy(zero_copy_only=False)
        given = column.is_valid().to_numpy(zero_copy_only=False)
        odd = np.flatnonzero(given & ~(np.abs(numbers) < _WIDEST))
        which = np.full(len(column), -1, dtype=np.intp)
        which[odd] = np.arange(len(odd))
        return Cells(which, [as_text(column[at].as_py()) for at in odd.tolist()], numbers)
    if types.is_date(kind) or (types.is_timestamp(kind) and kind.tz is None):
        return Cells(*_days(column.to_numpy(zero_copy_only=False)), nothing)
    return Cells(*_texts(column), nothing)


def _days(moments: NDArray[np.datetime64]) -> tuple[NDArray[np.intp], list[str]]:
    """Return the days of moments, each once, as a table of text has them."""
    days = moments.astype("datetime64[D]")
    given = ~np.isnat(days)
    which = np.full(len(days), -1, dtype=np.intp)
    kinds, which[given], _ = distinct(days[given].astype(np.int64))
    return which, [str(day) for day in kinds.astype("datetime64[D]")]


def _texts(column: pa.Array) -> tuple[NDArray[np.intp], list[str]]:
    from pyarrow import DictionaryArray

    if not isinstance(column, DictionaryArray):
        return alike(["" if v is None else as_text(v) for v in column.to_pylist()])
    at = column.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.intp)
    used, which = np.unique(at, return_inverse=True)
    missing = int((used < 0).any())
    values = column.dictionary.take(used[missing:]).to_pylist()
    return full_texts(
        which.reshape(-1) - missing, ["" if v is None else as_text(v) for v in values]
    )
