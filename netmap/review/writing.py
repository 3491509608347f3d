"""The tables with agreed changes in them: all written or none, the former ones kept beside.

Tables take their place one after the other, partners first: whoever is added is there before
a relation names it, so that even a machine that stops between the two leaves tables that agree.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from netmap.errors import InputError, Problem
from netmap.inputs import check_project
from netmap.inputs.book import BOOK, BOOK_ENDINGS
from netmap.inputs.files import Found, candidates, open_file
from netmap.inputs.limits import TABLE_BYTES
from netmap.inputs.rows import PartnerRow, RelationRow, endings_of
from netmap.review.journal import JOURNAL, journal_bytes
from netmap.review.lines import edit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from netmap.review.plan import Change, Plan

#: former tables go here, in the project
BACKUPS = "data/sauvegardes"


@dataclass(frozen=True)
class Written:
    """What was written, and the copies of what stood there before (paths in the project)."""

    files: tuple[str, ...]
    backups: tuple[str, ...]


def write_plan(project: Path, plan: Plan, *, day: date) -> Written:
    """Write the changes and the journal of a plan, then check the project again.

    Parameters
    ----------
    project
        The project's folder.
    plan
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
    contents = new_contents(project, plan)
    if not contents:
        return Written((), ())
    backups = tuple(_back_up(project, found, day) for found, _ in contents if found.path != JOURNAL)
    _replace(contents)
    try:
        errors = tuple(p for p in check_project(project).problems if p.severity == "error")
    except BaseException:
        _restore(found for found, _ in contents)
        raise
    if errors:
        _restore(found for found, _ in contents)
        raise InputError(errors)
    return Written(tuple(found.path for found, _ in contents), backups)


def new_contents(project: Path, plan: Plan) -> list[tuple[Found, bytes]]:
    """Return each file to write, as it is, with what it becomes; nothing is written.

    Raises
    ------
    InputError
        As :func:`write_plan`.
    """
    contents = []
    for table, model in (("partners", PartnerRow), ("relations", RelationRow)):
        changes = [change for change in plan.changes if change.table == table]
        if changes:
            found = _table(project, model)
            content = _edited(found, tuple(model.model_fields), changes)
            contents.append((found, content))
    journal = _journal(project)
    content = journal_bytes(journal, plan.voices)
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
    if not (project / JOURNAL).exists():
        return Found(JOURNAL, project / JOURNAL, b"")
    return _opened(project, JOURNAL)


def _opened(project: Path, path: str) -> Found:
    found = open_file(project, path, limit=TABLE_BYTES)
    if isinstance(found, Problem):
        raise InputError((found,))
    name = Path(path).name
    lock = found.location.with_name(f".~lock.{name}#")
    if lock.exists():
        raise InputError((Problem(file=path, kind="review-table-open"),))
    return found


def _back_up(project: Path, found: Found, day: date) -> str:
    """Copy a table to a name that nothing has yet, and return its path in the project."""
    path = Path(found.path)
    folder = project / BACKUPS
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        mark = f"-{number}" if number > 1 else ""
        name = f"{path.stem}-{day.isoformat()}{mark}{path.suffix}"
        try:
            with (folder / name).open("xb") as file:
                file.write(found.content)
                file.flush()
                os.fsync(file.fileno())
        except FileExistsError:
            number += 1
        else:
            return f"{BACKUPS}/{name}"


def _replace(contents: list[tuple[Found, bytes]]) -> None:
    """Put every new content in place, or none."""
    staged: list[tuple[Found, Path]] = []
    placed: list[Found] = []
    try:
        for found, content in contents:
            staged.append((found, _stage(_real(found), content)))
        for found, _ in contents:
            _unchanged(found)
        for found, temporary in staged:
            placed.append(found)
            temporary.replace(_real(found))
    except BaseException:
        _restore(placed)
        raise
    finally:
        for _, temporary in staged:
            temporary.unlink(missing_ok=True)


def _stage(target: Path, content: bytes) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=".netmap-", dir=target.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary = Path(name)
    if target.exists():
        shutil.copymode(target, temporary)
    else:
        temporary.chmod(0o644)
    return temporary


def _unchanged(found: Found) -> None:
    """Refuse to write over a table that somebody saved meanwhile."""
    real = _real(found)
    now = real.read_bytes() if real.exists() else b""
    if now != found.content:
        raise InputError((Problem(file=found.path, kind="review-table-changed"),))


def _restore(former: Iterable[Found]) -> None:
    """Put former contents back; a file that was not there goes away."""
    for found in former:
        real = _real(found)
        if not found.content:
            real.unlink(missing_ok=True)
        elif real.read_bytes() != found.content:
            temporary = _stage(real, found.content)
            temporary.replace(real)


def _real(found: Found) -> Path:
    """Return the file itself where the project holds a link to it."""
    return found.location.resolve()
