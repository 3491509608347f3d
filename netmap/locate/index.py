"""The national address base of a department as an index on disk: streets, numbers, places.

Source: Base Adresse Nationale, one CSV file a department (``adresses-17.csv.gz``), by its recipe.
"""

from __future__ import annotations

import csv
import gzip
import io
import sqlite3
import zlib
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from netmap.disk.writing import sync_folder
from netmap.errors import InputError, Problem, reason_of
from netmap.inputs.headers import header_name
from netmap.inputs.words import plain
from netmap.locate.spelling import street_key, suffix_key
from netmap.sources.recipes import BY_ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

#: where a project keeps its index
INDEX_FILE = "data/geo/adresses.sqlite"
#: rows and letters beyond which a file is no department's
MOST_ROWS = 5_000_000
MOST_LETTERS = 3_000_000_000

#: metres by which a point of the address base may be off, by what it is a point of
_DOUBT_M = {
    "entree": 10.0, "cage d escalier": 10.0, "logement": 10.0, "batiment": 15.0,
    "delivrance postale": 15.0, "service technique": 20.0, "parcelle": 25.0, "segment": 60.0,
}  # fmt: skip
_ANY_DOUBT_M = 40.0

_MARK = 0x6E65746D  # "netm": the index is one of ours
_VERSION = 2
_SCHEMA = f"""
PRAGMA application_id = {_MARK};
PRAGMA user_version = {_VERSION};
CREATE TABLE streets (id INTEGER PRIMARY KEY, code_insee TEXT NOT NULL, postcode TEXT NOT NULL,
    key TEXT NOT NULL, name TEXT NOT NULL, commune TEXT NOT NULL, former TEXT NOT NULL);
CREATE TABLE numbers (street INTEGER NOT NULL, number INTEGER, suffix TEXT NOT NULL,
    lon REAL NOT NULL, lat REAL NOT NULL, doubt_m REAL NOT NULL);
CREATE TABLE dated (day TEXT NOT NULL, said INTEGER NOT NULL);
"""
_LAST = """
CREATE INDEX numbers_of_street ON numbers(street, number);
CREATE INDEX streets_of_commune ON streets(code_insee);
"""
_RECIPE = BY_ID["ban"]
#: what each column may be called, the first that is there
_COLUMNS = {column.name: column.said for column in _RECIPE.columns}


@dataclass(frozen=True)
class Dated:
    """Of which day the addresses of an index are.

    Attributes
    ----------
    day
        Of the oldest of its files.
    said
        Whether the files say it; else it is the day on which they were had.
    """

    day: date
    said: bool


def build_index(files: Sequence[Path], target: Path, *, had: date) -> tuple[int, int]:
    """Write the index of some files of the address base; the former one stays until it is whole.

    Parameters
    ----------
    files
        ``adresses-17.csv`` or ``.csv.gz``, ``lieux-dits-17-beta.csv.gz``.
    target
        The index; its folder must be there.
    had
        Day on which the files were had: they are of that day, where they do not say of which.

    Returns
    -------
        Addresses, and streets.

    Raises
    ------
    InputError
        A file is not one of the address base.
    OSError
        The disk refused.
    """
    begun = target.with_name(f"{target.name}.encours")
    begun.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(begun)) as base:
            base.executescript(_SCHEMA)
            counts = _fill(base, files)
            days = [_day_said(file, had) for file in files]
            oldest = min(day or had for day in days)
            base.execute("INSERT INTO dated VALUES (?, ?)", (oldest.isoformat(), all(days)))
            base.executescript(_LAST)
            base.commit()
        begun.replace(target)
    finally:
        begun.unlink(missing_ok=True)
    sync_folder(target.parent)
    return counts


def _fill(base: sqlite3.Connection, files: Iterable[Path]) -> tuple[int, int]:
    streets: dict[tuple[str, ...], int] = {}
    total = 0
    pending: list[tuple[object, ...]] = []
    for file in files:
        for row in _rows(file):
            name, code, postcode, commune, former = (
                row[key] for key in ("name", "code_insee", "postcode", "commune", "former")
            )
            try:
                lon, lat = float(row["lon"]), float(row["lat"])
            except ValueError:
                continue  # no place: of no use
            identity = (code, postcode, name, former)
            street = streets.get(identity)
            if street is None:
                street = streets[identity] = len(streets) + 1
                values = (street, code, postcode, street_key(name), name, commune, former)
                base.execute("INSERT INTO streets VALUES (?, ?, ?, ?, ?, ?, ?)", values)
            number = int(row["number"]) if row["number"].isdecimal() else None
            doubt = _DOUBT_M.get(plain(row["kind"]), _ANY_DOUBT_M)
            pending.append((street, number, suffix_key(row["suffix"]), lon, lat, doubt))
            total += 1
            if len(pending) >= _AT_ONCE:
                base.executemany("INSERT INTO numbers VALUES (?, ?, ?, ?, ?, ?)", pending)
                pending.clear()
    base.executemany("INSERT INTO numbers VALUES (?, ?, ?, ?, ?, ?)", pending)
    return total, len(streets)


_AT_ONCE = 20_000


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a file of the address base, by what its columns are.

    Raises
    ------
    InputError
        It is absent, is none of the address base, or is far too large.
    """
    name = path.name
    unreadable = InputError((Problem(file=str(path), kind="ban-unreadable"),))
    read = letters = 0
    try:
        with path.open("rb") as raw:
            packed = raw.peek(2)[:2] == b"\x1f\x8b"
            opened: BinaryIO = gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[assignment]
            text = io.TextIOWrapper(opened, encoding="utf-8-sig", newline="")
            table = csv.reader(text, delimiter=";")
            header = [header_name(cell) for cell in next(table, [])]
            where = {
                key: next((header.index(one) for one in names if one in header), None)
                for key, names in _COLUMNS.items()
            }
            lacking = [one.said[0] for one in _RECIPE.needed if where[one.name] is None]
            if lacking:
                details = (("columns", ", ".join(lacking)),)
                raise InputError((Problem(file=str(path), kind="ban-columns", details=details),))
            for row in table:
                read += 1
                letters += sum(map(len, row))
                if read > MOST_ROWS or letters > MOST_LETTERS:
                    raise InputError((Problem(file=str(path), kind="ban-too-large"),))
                yield {
                    key: row[at].strip() if at is not None and at < len(row) else ""
                    for key, at in where.items()
                }
    except (UnicodeDecodeError, csv.Error, gzip.BadGzipFile, EOFError, zlib.error):
        raise unreadable from None
    except FileNotFoundError:
        raise InputError((Problem(file=str(path), kind="missing-file"),)) from None
    except OSError as error:
        details = (("reason", reason_of(error)),)
        problem = Problem(file=str(path), kind="unreadable-file", details=details)
        raise InputError((problem,)) from None
    if not read:
        raise InputError((Problem(file=name, kind="empty-file"),))


def _day_said(path: Path, had: date) -> date | None:
    """Return the day on which a file says that it was packed; None where it does not."""
    with path.open("rb") as raw:
        head = raw.read(_PACKED_BYTES)
    packed = int.from_bytes(head[4:], "little") if head[:2] == b"\x1f\x8b" else 0
    day = datetime.fromtimestamp(packed, UTC).date() if packed else None
    return None if day is None or day > had else day


#: of a packed file the bytes in which the time of packing stands last
_PACKED_BYTES = 8


def dated(base: sqlite3.Connection) -> Dated:
    """Return of which day the addresses of an open index are."""
    day, said = base.execute("SELECT day, said FROM dated").fetchone()
    return Dated(date.fromisoformat(day), bool(said))


def open_index(path: Path) -> sqlite3.Connection:
    """Open an index to read it.

    Raises
    ------
    InputError
        There is none, or it is none of ours.
    """
    if not path.is_file():
        raise InputError((Problem(file=str(path), kind="no-index"),))
    try:
        base = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        base.execute("PRAGMA trusted_schema = OFF")
        marks = [
            base.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("application_id", "user_version")
        ]
    except sqlite3.Error:
        marks = []
    if marks != [_MARK, _VERSION]:
        raise InputError((Problem(file=str(path), kind="index-not-ours"),))
    return base
