"""The tables with agreed changes in them: all written or none, the former ones kept beside."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from netmap.amend.opening import open_tables, plain_file
from netmap.amend.tables import Amendment, amended
from netmap.amend.writing import Written, write_files
from netmap.errors import InputError, Problem
from netmap.inputs.book import is_book
from netmap.inputs.files import Found, open_file
from netmap.inputs.limits import TABLE_BYTES
from netmap.inputs.report import check_project
from netmap.inputs.rows import PartnerRow, RelationRow
from netmap.messages import Messages
from netmap.review.journal import JOURNAL, journal_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from netmap.inputs.grid import Grid
    from netmap.inputs.rows import Row
    from netmap.review.merge import Change, MergedReviews
    from netmap.vocabulary import Kind

_TABLES: dict[type[Row], str] = {PartnerRow: "partners", RelationRow: "relations"}


#: columns of words, which a workbook's lists offer by their labels
_WORDS: dict[str, Kind] = {
    "categorie": "category", "position": "position", "statut": "status", "etat": "relation-state",
}  # fmt: skip


def write_merged(
    project: Path, merged: MergedReviews, *, day: date, messages: Messages | None = None
) -> Written:
    """Write the changes and the journal of merged reviews, then check the project again.

    Parameters
    ----------
    project
        The project's folder.
    merged
        What was agreed.
    day
        Day that names the backups; a backup that is there is never written over.
    messages
        The language of the words in the project's workbook; None: French.

    Returns
    -------
    Written
        No file where the tables and the journal say everything already.

    Raises
    ------
    InputError
        A table cannot hold a text, was changed or is open meanwhile, or the project would not
        pass its check; the former tables are then in place.
    OSError
        The disk refused; the former tables are then in place.
    """

    def refused() -> Iterator[Problem]:
        return (p for p in check_project(project).problems if p.severity == "error")

    return write_files(
        project,
        lambda: new_contents(project, merged, messages or Messages()),
        refused=refused,
        day=day,
        unkept=[JOURNAL],
    )


def new_contents(
    project: Path, merged: MergedReviews, messages: Messages
) -> list[tuple[Found, bytes]]:
    """Return each file to write, as it is, with what it becomes; nothing is written.

    Raises
    ------
    InputError
        As :func:`write_merged`.
    """
    wanted = [m for m, t in _TABLES.items() if any(c.table == t for c in merged.changes)]
    files: dict[str, Found] = {}
    changes: dict[str, list[Amendment]] = {}
    for model, found, grid in open_tables(project, wanted):
        if found.sha256 != merged.read.get(found.path):
            raise InputError((Problem(file=found.path, kind="review-table-changed"),))
        files[found.path] = found
        mine = [change for change in merged.changes if change.table == _TABLES[model]]
        changes.setdefault(found.path, []).append(
            _amendment(grid, mine, messages if is_book(found.path) else None)
        )
    contents = [(files[path], amended(files[path], several)) for path, several in changes.items()]
    journal = _journal(project)
    content = journal_bytes(journal, merged.voices)
    if content != journal.content:
        contents.append((journal, content))
    return contents


def _amendment(grid: Grid, changes: Sequence[Change], messages: Messages | None) -> Amendment:
    """Return the changes of a table; with words in place of codes in the language of `messages`."""

    def told(cells: Mapping[str, str]) -> dict[str, str]:
        if messages is None:
            return dict(cells)
        return {
            column: messages.section(f"vocabulary.{_WORDS[column]}").get(text, text)
            if column in _WORDS
            else text
            for column, text in cells.items()
        }

    cells = {
        (change.line, column): text
        for change in changes
        if change.line is not None
        for column, text in told(change.cells).items()
    }
    return Amendment(grid, cells, tuple(told(one.cells) for one in changes if one.line is None))


def _journal(project: Path) -> Found:
    found = open_file(project, JOURNAL, limit=TABLE_BYTES)
    absent = isinstance(found, Problem) and found.kind == "missing-file"
    if absent and not os.path.lexists(project / JOURNAL):
        return Found(JOURNAL, project / JOURNAL, b"")
    return plain_file(project, JOURNAL)
