"""Files of a project put in place: all written or none, the former ones kept beside."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from netmap.amend.opening import refuse_open
from netmap.disk.together import Replacement, together
from netmap.errors import InputError, Problem
from netmap.inputs.book import BOOK, BOOK_ENDINGS
from netmap.inputs.files import candidates
from netmap.inputs.rest import RECORD, at_rest
from netmap.inputs.rows import PartnerRow, endings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from netmap.inputs.files import Found

#: former tables go here, in the project
BACKUPS = "data/sauvegardes"


@dataclass(frozen=True)
class Written:
    """What was written, and the copies of what stood there before (paths in the project)."""

    files: tuple[str, ...]
    backups: tuple[str, ...]


def write_files(
    project: Path,
    contents: Callable[[], list[tuple[Found, bytes]]],
    *,
    refused: Callable[[], Iterable[Problem]],
    day: date,
    unkept: Iterable[str] = (),
) -> Written:
    """Write files of a project, and see that it is then as it should be.

    Parameters
    ----------
    contents
        Each file as it is, with what it becomes; asked once nobody else writes.
    refused
        What is wrong with the project once they are in place; with anything, all is put back.
    day
        Day that names the backups; a backup that is there is never written over.
    unkept
        Paths of the files that need no backup.

    Returns
    -------
    Written
        No file where nothing changes.

    Raises
    ------
    InputError
        A file cannot hold a text, was changed or is open meanwhile, or the project would not be
        as it should; the former files are then in place.
    OSError
        The disk refused; the former files are then in place.
    """
    with at_rest(project):
        given = contents()
        if not given:
            return Written((), ())
        for found, _ in given:
            refuse_open(found)
        home = project.resolve()
        changes = [
            Replacement(
                target=(home / found.path).resolve(),
                before=found.content or None,
                after=content,
                backup=None
                if found.path in unkept or not found.content
                else _free_name(home, found, day),
                like=_like(home),
            )
            for found, content in given
        ]
        with together(home, home / RECORD, changes):
            problems = tuple(refused())
            if problems:
                raise InputError(problems)
    backups = (change.backup for change in changes)
    return Written(
        tuple(found.path for found, _ in given),
        tuple(one.relative_to(home).as_posix() for one in backups if one is not None),
    )


def _like(home: Path) -> Path | None:
    """Return the table whose rights a new file takes over."""
    partners = candidates(home, PartnerRow.stem, endings_of(PartnerRow))
    paths = partners or candidates(home, BOOK, BOOK_ENDINGS)
    return home / paths[0] if paths else None


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
