"""GeoPackage (OGC 12-128): one table of outlines of a SQLite database, read as plain rows.

A database is a program too: a view may read itself without end, a virtual table open another
file, a generated column fill the memory. Only true tables are read, with no function, from
the bytes that were checked, and for so many steps.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from netmap.errors import Problem
from netmap.inputs.features import Features, choose_columns
from netmap.inputs.limits import DATABASE_STEPS, LAYER_BYTES, LAYER_FEATURES
from netmap.inputs.outlines import build_outlines
from netmap.inputs.systems import system_named, system_written
from netmap.inputs.wkb import build_wkb, measure_wkb
from netmap.inputs.words import plain

if TYPE_CHECKING:
    from collections.abc import Collection

    from pyproj import CRS

    from netmap.inputs.files import Found

_LAYERS = """
SELECT c.table_name, g.column_name, g.srs_id,
       (SELECT m.type = 'table' AND m.rootpage > 0 FROM sqlite_master AS m
        WHERE m.type IN ('table', 'view') AND m.name = c.table_name COLLATE NOCASE)
FROM gpkg_contents AS c
JOIN gpkg_geometry_columns AS g ON g.table_name = c.table_name COLLATE NOCASE
WHERE c.data_type = 'features'
ORDER BY c.table_name
LIMIT 1000
"""
_SYSTEM = """
SELECT organization, organization_coordsys_id, definition
FROM gpkg_spatial_ref_sys WHERE srs_id = ? LIMIT 1
"""
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
_STEPS_AT_ONCE = 100_000
#: bytes of the fixed head of a geometry; what stands for one that has no body
_HEAD, _NO_WKB = 8, b"?"
#: sizes of the envelope between the head of a geometry and its body, by their code
_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}


def read_geopackage(found: Found, known: Collection[str], *, name: str) -> Features | Problem:
    """Read the only table of outlines of a database, or the one called `name`."""
    try:
        with closing(_open(found)) as database:
            return _read(database, found.path, known, name)
    except _EndlessError:
        return Problem(file=found.path, kind="endless-layer")
    except (sqlite3.Error, ValueError, OverflowError, MemoryError):
        return Problem(file=found.path, kind="unreadable-layer")


class _EndlessError(Exception):
    """The steps or the bytes that a layer may take are spent."""


def _open(found: Found) -> sqlite3.Connection:
    """Return a database that nothing can write, leave, or compute in."""
    if hasattr(sqlite3.Connection, "deserialize"):
        database = sqlite3.connect(":memory:")
        # one that was open elsewhere expects a journal beside it; there is none in memory
        database.deserialize(found.content[:18] + b"\x01\x01" + found.content[20:])
    else:
        where = found.location.resolve().as_uri()
        database = sqlite3.connect(f"{where}?mode=ro&immutable=1", uri=True)
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LAYER_BYTES)
    database.text_factory = lambda text: text.decode("utf-8", "replace")
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA query_only = ON")
    database.set_authorizer(_authorize)
    left = iter(range(DATABASE_STEPS // _STEPS_AT_ONCE))
    database.set_progress_handler(lambda: next(left, None) is None, _STEPS_AT_ONCE)
    return database


def _authorize(action: int, first: str | None, *_: object) -> int:
    """Allow to read tables and to ask for their columns; nothing else, no function at all."""
    columns = action == sqlite3.SQLITE_PRAGMA and first == "table_xinfo"
    return sqlite3.SQLITE_OK if columns or action in _ALLOWED else sqlite3.SQLITE_DENY


def _read(
    database: sqlite3.Connection, file: str, known: Collection[str], name: str
) -> Features | Problem:
    layers = [row for row in _rows(database, _LAYERS) if all(isinstance(t, str) for t in row[:2])]
    if not layers:
        return Problem(file=file, kind="no-outline")
    named = [row for row in layers if plain(row[0]) == name]
    if len(layers) > 1 and not named:
        told = ", ".join(row[0] for row in layers)
        return Problem(file=file, kind="several-layers", found=told, details=(("wanted", name),))
    table, outline, system, is_table = (named or layers)[0]
    if not is_table:
        return Problem(file=file, kind="computed-layer", found=table)
    about = _rows(database, f"PRAGMA table_xinfo({_quoted(table)})")
    if any(hidden for *_, hidden in about):
        return Problem(file=file, kind="computed-layer", found=table)
    names = [column for _, column, *_ in about if column != outline]
    columns = choose_columns(names, known, file=file)
    if isinstance(columns, Problem):
        return columns
    wanted = [*(names[at] for at in columns.where.values()), outline]
    asked = ", ".join(map(_quoted, wanted))
    rows = _rows(
        database,
        f"SELECT {asked} FROM {_quoted(table)} LIMIT {LAYER_FEATURES + 1}",  # noqa: S608 - quoted
    )
    if len(rows) > LAYER_FEATURES:
        details = (("limit", str(LAYER_FEATURES)),)
        return Problem(file=file, kind="too-many-features", details=details)
    outlines = build_outlines([_body(row[-1]) for row in rows], measure_wkb, build_wkb, file=file)
    if isinstance(outlines, Problem):
        return outlines
    cells = {column: [row[i] for row in rows] for i, column in enumerate(columns.where)}
    return Features(columns, cells, outlines, _system(database, system))


def _rows(database: sqlite3.Connection, query: str, *given: object) -> list[tuple[Any, ...]]:
    """Return the rows of a query, as long as they hold no more than a layer may.

    A damaged database may give one page of its file a million times.
    """
    rows, size = [], 0
    try:
        for row in database.execute(query, given):
            size += sum(len(value) for value in row if isinstance(value, (str, bytes)))
            if size > LAYER_BYTES:
                raise _EndlessError
            rows.append(row)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            raise _EndlessError from None
        raise
    return rows


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _system(database: sqlite3.Connection, number: object) -> CRS | None:
    """Return the system that a layer's number stands for; None where the database has none."""
    for authority, code, definition in _rows(database, _SYSTEM, number):
        named = system_named(f"{authority}:{code}")
        return named or (system_written(definition) if isinstance(definition, str) else None)
    return None


def _body(blob: object) -> bytes | None:
    """Return the WKB of a geometry of a GeoPackage; None where there is none.

    Source: OGC 12-128r19, clause 2.1.3.
    """
    if not isinstance(blob, bytes):
        return None
    if not blob.startswith(b"GP") or len(blob) < _HEAD:
        return _NO_WKB
    envelope = _ENVELOPES.get((blob[3] >> 1) & 7)
    return _NO_WKB if envelope is None else blob[_HEAD + envelope :]
