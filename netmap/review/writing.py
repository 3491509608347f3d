"""The tables with agreed changes in them: all written or none, the former ones kept beside."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from netmap.disk.together import Replacement, refuse_if_open, together
from netmap.errors import InputError, Problem
from netmap.inputs.book import BOOK, BOOK_ENDINGS
from netmap.inputs.files import Found, candidates, open_file
from netmap.inputs.limits import TABLE_BYTES
from netmap.inputs.report import check_project
from netmap.inputs.rest import RECORD, at_rest
from netmap.inputs.rows import PartnerRow, RelationRow, endings_of
from netmap.review.journal import JOURNAL, journal_bytes
from netmap.review.lines import edit

if TYPE_CHECKING:
    from datetime import date

    from netmap.review.merge import Change, MergedReviews

#: former tables go here, in the project
BACKUPS = "data/sauvegardes"


@dataclass(frozen=True)
class Written:
    """What was written, and the copies of what stood there before (paths in the project)."""

    files: tuple[str, ...]
    backups: tuple[str, ...]


def write_merged(project: Path, merged: MergedReviews, *, day: date) -> Written:
    """Write the changes and the journal of merged reviews, then check the project again.

    Parameters
    ----------
    project
        The project's folder.
    merged
        What was agreed.
    day
        Day that names the backups; a backup that is there is never written over.

    Returns
    -------
    Written
        No file where the tables and the journal say everything already.

    Raises
    ------
    InputError
        A table is no CSV, cannot hold a text, was changed or is open meanwhile, or the project
        would not pass its check; the former tables are then in place.
    OSError
        The disk refused; the former tables are then in place.
    """
    with at_rest(project):
        contents = new_contents(project, merged)
        if not contents:
            return Written((), ())
        home = project.resolve()
        changes = [_replaced(home, found, content, day) for found, content in contents]
        with together(home, home / RECORD, changes):
            errors = tuple(p for p in check_project(project).problems if p.severity == "error")
            if errors:
                raise InputError(errors)
    backups = (change.backup for change in changes)
    return Written(
        tuple(found.path for found, _ in contents),
        tuple(one.relative_to(home).as_posix() for one in backups if one is not None),
    )


def new_contents(project: Path, merged: MergedReviews) -> list[tuple[Found, bytes]]:
    """Return each file to write, as it is, with what it becomes; nothing is written.

    Raises
    ------
    InputError
        As :func:`write_merged`.
    """
    contents = []
    for table, model in (("partners", PartnerRow), ("relations", RelationRow)):
        changes = [change for change in merged.changes if change.table == table]
        if changes:
            found = _table(project, model)
            if found.sha256 != merged.read.get(found.path):
                raise InputError((Problem(file=found.path, kind="review-table-changed"),))
            content = _edited(found, tuple(model.model_fields), changes)
            contents.append((found, content))
    journal = _journal(project)
    content = journal_bytes(journal, merged.voices)
    if content != journal.content:
        contents.append((journal, content))
    return contents


def _edited(found: Found, known: tuple[str, ...], changes: list[Change]) -> bytes:
    cells = {
        (change.line, column): text
        for change in changes
        if change.line is not None
        for column, text in change.cells.items()
    }
    rows = [change.cells for change in changes if change.line is None]
    return edit(found, known, cells=cells, rows=rows)


def _table(project: Path, model: type[PartnerRow | RelationRow]) -> Found:
    paths = candidates(project, model.stem, endings_of(model))
    paths = paths or candidates(project, BOOK, BOOK_ENDINGS)
    path = paths[0] if paths else f"{model.stem}.csv"
    if not path.casefold().endswith(".csv"):
        raise InputError((Problem(file=path, kind="review-needs-csv"),))
    return _opened(project, path)


def _journal(project: Path) -> Found:
    found = open_file(project, JOURNAL, limit=TABLE_BYTES)
    absent = isinstance(found, Problem) and found.kind == "missing-file"
    if absent and not os.path.lexists(project / JOURNAL):
        return Found(JOURNAL, project / JOURNAL, b"")
    return _opened(project, JOURNAL)


def _opened(project: Path, path: str) -> Found:
    found = open_file(project, path, limit=TABLE_BYTES)
    if isinstance(found, Problem):
        raise InputError((found,))
    for file in {found.location, found.location.resolve()}:
        refuse_if_open(file, path)
    return found


def _replaced(home: Path, found: Found, content: bytes, day: date) -> Replacement:
    partners = candidates(home, PartnerRow.stem, endings_of(PartnerRow))
    return Replacement(
        target=(home / found.path).resolve(),
        before=found.content or None,
        after=content,
        backup=None if found.path == JOURNAL else _free_name(home, found, day),
        like=home / partners[0] if partners else None,
    )


def _free_name(home: Path, found: Found, day: date) -> Path:
    """Return a name for the copy of a table that nothing has yet, in the project.

    Raises
    ------
    InputError
        The folder of the copies leads out of the project.
    """
    folder = (home / BACKUPS).resolve()
    if not folder.is_relative_to(home):
        raise InputError((Problem(file=BACKUPS, kind="review-backups-outside"),))
    folder.mkdir(parents=True, exist_ok=True)
    path = Path(found.path)
    number = 1
    while True:
        mark = f"-{number}" if number > 1 else ""
        backup = folder / f"{path.stem}-{day.isoformat()}{mark}{path.suffix}"
        if not os.path.lexists(backup):
            return backup
        number += 1
