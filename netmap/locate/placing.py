"""Partners and permanences that have no point are given one, where it is sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.amend.opening import open_tables
from netmap.amend.since import new_errors
from netmap.amend.tables import Amendment, amended
from netmap.amend.writing import Written, write_files
from netmap.errors import InputError, Problem
from netmap.inputs.grid import is_example
from netmap.inputs.rows import PartnerRow, PermanenceRow
from netmap.locate.spelling import address_of
from netmap.sources import base

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from netmap.inputs.files import Found
    from netmap.inputs.grid import Grid
    from netmap.locate.match import Candidate, Matcher

#: a partner is only put where its number was found in its street, with hardly a doubt
_SURE = 0.9
_DIGITS = 5


@dataclass(frozen=True)
class Placement:
    """A row to place: where it stands, what it is called, and its point (None: not sure).

    `label` is the address that was found; `why` the kind of doubt: ``several``, ``unlike``,
    ``no-number``, ``not-found``, ``no-address``.
    """

    file: str
    sheet: str | None
    line: int
    name: str
    label: str | None
    point: tuple[float, float] | None
    why: str | None


@dataclass(frozen=True)
class Placing:
    """All rows that lack a point, and the SHA-256 of the files that they were read from."""

    rows: tuple[Placement, ...]
    read: Mapping[str, str]

    @property
    def sure(self) -> tuple[Placement, ...]:
        """Those that were placed."""
        return tuple(row for row in self.rows if row.point is not None)


def find_placements(project: Path, matcher: Matcher) -> Placing:
    """Return the partners and permanences without a point, placed where that is sure.

    A permanence is where the partner that hosts it (``accueil_id``) is.

    Raises
    ------
    InputError
        A table cannot be read.
    """
    rows: list[Placement] = []
    read: dict[str, str] = {}
    hosts: dict[str, tuple[float, float]] = {}
    for model, found, grid in open_tables(project, [PartnerRow, PermanenceRow]):
        read[found.path] = found.sha256
        for place in range(len(grid.rows)):
            cell = {name: grid.cells(name)[place].strip() for name in grid.columns.where}
            if is_example(next(iter(cell.values()), "")):
                continue
            key = cell.get("id") or cell.get("nom", "")
            given = _given(cell)
            if given is not None:
                hosts[key] = given
            if cell.get("latitude") or cell.get("longitude"):
                continue
            at = (found.path, grid.sheet, grid.lines[place], cell.get("nom", key))
            if model is PartnerRow:
                row = Placement(*at, *_matched(cell, matcher))
                if row.point is not None:
                    hosts[key] = row.point
            elif cell.get("accueil_id") in hosts:
                row = Placement(*at, cell["accueil_id"], hosts[cell["accueil_id"]], None)
            else:
                row = Placement(*at, None, None, "no-address")
            rows.append(row)
    return Placing(tuple(rows), read)


def write_placements(project: Path, placing: Placing, *, day: date) -> Written:
    """Write the points that are sure, all or none.

    Raises
    ------
    InputError
        A file was changed since, or is open; the project would have an error that it has not.
    """
    wanted = {(row.file, row.sheet, row.line): row.point for row in placing.sure}

    def contents() -> list[tuple[Found, bytes]]:
        changes: dict[str, list[Amendment]] = {}
        files: dict[str, Found] = {}
        for _, found, grid in open_tables(project, [PartnerRow, PermanenceRow]):
            cells = dict(_cells(found, grid, wanted))
            if cells:
                changes.setdefault(found.path, []).append(Amendment(grid, cells))
                files[found.path] = found
        for path, found in files.items():
            if found.sha256 != placing.read.get(path):
                raise InputError((Problem(file=path, kind="review-table-changed"),))
        return [(files[path], amended(files[path], several)) for path, several in changes.items()]

    return write_files(project, contents, refused=new_errors(project), day=day)


def _cells(
    found: Found,
    grid: Grid,
    wanted: Mapping[tuple[str, str | None, int], tuple[float, float] | None],
) -> Iterator[tuple[tuple[int, str], str]]:
    for line in grid.lines:
        point = wanted.get((found.path, grid.sheet, line))
        if point is not None:
            for column, value in zip(("latitude", "longitude"), point, strict=True):
                yield (line, column), f"{value:.{_DIGITS}f}"


def _given(cell: Mapping[str, str]) -> tuple[float, float] | None:
    try:
        return (
            float(cell.get("latitude", "").replace(",", ".")),
            float(cell.get("longitude", "").replace(",", ".")),
        )
    except ValueError:
        return None


def _matched(
    cell: Mapping[str, str], matcher: Matcher
) -> tuple[str | None, tuple[float, float] | None, str | None]:
    """Return the address that a row's is, its point, or why that is not sure."""
    text = cell.get("adresse", "")
    if not text:
        return None, None, "no-address"
    code = cell.get("code_insee", "")
    names = base.communes()["nom"]
    commune = str(names[code]) if code in names.index else ""
    address = address_of(text, known=matcher.communes)
    if not address.commune and commune:
        address = address_of(f"{text}, {commune}", known=matcher.communes)
    found = matcher.find(address)
    if not found:
        return None, None, "not-found"
    best = found[0]
    why = _doubt(best, len(found), code)
    point = None if why else (best.points[0].lat, best.points[0].lon)
    return best.label, point, why


def _doubt(best: Candidate, count: int, code: str) -> str | None:
    if count > 1:
        return "several"
    if best.score < _SURE or (code and best.code_insee != code):
        return "unlike"
    return None if best.exact else "no-number"
