"""The files of a GTFS archive as tables of text, read within limits.

Source: General Transit Feed Specification, https://gtfs.org/documentation/schedule/reference/
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
from pandas.api.types import union_categoricals

from netmap.errors import InputError, Problem
from netmap.inputs.archives import ZIP_ERRORS, too_large_unpacked
from netmap.inputs.files import open_file
from netmap.inputs.limits import ARCHIVE_PARTS, LAYER_BYTES, UNPACKED_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: where a project keeps its timetable
GTFS_FILE = "data/gtfs.zip"

#: the files that are read, and of each the columns: those before ``|`` are required
_PARTS = {
    "stops": "stop_id stop_lat stop_lon | location_type parent_station",
    "trips": "trip_id service_id |",
    "stop_times": (
        "trip_id arrival_time departure_time stop_id stop_sequence | pickup_type drop_off_type"
    ),
    "calendar": (
        "service_id monday tuesday wednesday thursday friday saturday sunday start_date end_date |"
    ),
    "calendar_dates": "service_id date exception_type |",
    "frequencies": "trip_id start_time end_time headway_secs |",
    "transfers": "| from_stop_id to_stop_id transfer_type min_transfer_time",
}
#: rows that are text at a time: afterwards each text is kept once
_CHUNK_ROWS = 200_000
_REQUIRED = ("stops", "trips", "stop_times")


def read_archive(project: Path, path: str = GTFS_FILE) -> Mapping[str, pd.DataFrame]:
    """Return the tables of a GTFS file that a journey needs; every cell is text.

    Parameters
    ----------
    project
        The folder that the file stands in.
    path
        The file, inside it.

    Returns
    -------
        A frame for each of ``stops, trips, stop_times, calendar, calendar_dates, frequencies,
        transfers``, categorical columns; ``""`` where the file says nothing. A file that the
        archive lacks is an empty frame.

    Raises
    ------
    InputError
        It cannot be read, is too large once unpacked, or lacks a file or a column.
    """
    found = open_file(project, path, limit=LAYER_BYTES)
    if isinstance(found, Problem):
        absent = found.kind == "missing-file"
        raise InputError((replace(found, kind="gtfs-missing") if absent else found,))
    unreadable = Problem(file=path, kind="gtfs-unreadable")
    try:
        with zipfile.ZipFile(io.BytesIO(found.content)) as archive:
            parts = {info.filename.rpartition("/")[2]: info for info in archive.infolist()}
            wanted = {name: parts[f"{name}.txt"] for name in _PARTS if f"{name}.txt" in parts}
            size = sum(info.file_size for info in wanted.values())
            if size > UNPACKED_BYTES or len(parts) > ARCHIVE_PARTS:
                raise InputError((too_large_unpacked(path, size),))
            texts = {name: archive.read(info) for name, info in wanted.items()}
    except ZIP_ERRORS:
        raise InputError((unreadable,)) from None
    lacking = [f"{name}.txt" for name in _REQUIRED if name not in texts]
    if not ("calendar" in texts or "calendar_dates" in texts):
        lacking.append("calendar.txt")
    problems = [Problem(file=path, kind="gtfs-part", found=name) for name in lacking]
    tables: dict[str, pd.DataFrame] = {}
    for name in _PARTS:
        table = _table(texts.get(name), name, path)
        if isinstance(table, pd.DataFrame):
            tables[name] = table
        else:
            problems.append(table)
    if problems:
        raise InputError(tuple(problems))
    return tables


def _table(content: bytes | None, name: str, path: str) -> pd.DataFrame | Problem:
    """Return a file's columns as text; or that it cannot be read, or lacks a column."""
    required, _, further = (words.split() for words in _PARTS[name].partition("|"))
    if content is None or not content.strip():
        return pd.DataFrame(columns=[*required, *further], dtype="category")
    known = {*required, *further}
    try:
        with pd.read_csv(
            io.BytesIO(content),
            dtype=str,  # a code that looks like a number keeps its zeros
            keep_default_na=False,
            skipinitialspace=True,
            encoding="utf-8-sig",
            usecols=lambda column: column.strip() in known,
            index_col=False,
            engine="c",
            chunksize=_CHUNK_ROWS,
        ) as pieces:
            chunks = [piece.astype("category") for piece in pieces]
    except (ValueError, OSError):  # what pandas raises of a file derives from ValueError
        return Problem(file=path, kind="gtfs-file", found=f"{name}.txt")
    columns = chunks[0].columns
    frame = pd.DataFrame({c.strip(): union_categoricals([p[c] for p in chunks]) for c in columns})
    lacking = [column for column in required if column not in frame]
    if lacking:
        details = (("column", ", ".join(lacking)),)
        return Problem(file=path, kind="gtfs-column", found=f"{name}.txt", details=details)
    for column in further:
        if column not in frame:
            frame[column] = pd.Categorical([""] * len(frame))
    return frame[[*required, *further]]
