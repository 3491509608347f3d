"""``data/revues.csv``: who said what, when; rows are only ever added, and no build reads it."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from netmap.amend.lines import edit
from netmap.errors import InputError, Problem
from netmap.inputs.delimited import read_delimited
from netmap.text import spreadsheet_safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netmap.inputs.files import Found
    from netmap.review.wishes import Voice

JOURNAL = "data/revues.csv"
COLUMNS = ("date", "auteur", "type", "cible", "avant", "souhait", "suite", "commentaire", "fichier")
#: what tells two rows apart: the same file given twice is noted once
_SAME = ("date", "auteur", "type", "cible", "souhait", "commentaire", "fichier")


def journal_bytes(journal: Found, voices: Iterable[Voice]) -> bytes:
    """Return the journal with the rows of `voices` that it lacks; as it is where it lacks none.

    Raises
    ------
    InputError
        The journal that is there cannot be read.
    """
    start = journal
    if not journal.content:
        header = codecs.BOM_UTF8 + (";".join(COLUMNS) + "\n").encode()
        start = type(journal)(journal.path, journal.location, header)
    grid = read_delimited(start, COLUMNS)
    if isinstance(grid, Problem):
        raise InputError((grid,))
    cells = [grid.cells(n) if n in grid.columns.where else [""] * len(grid.rows) for n in _SAME]
    there = set(zip(*cells, strict=True))
    rows = []
    for voice in voices:
        row = _row(voice)
        key = tuple(row[name] for name in _SAME)
        if key not in there:
            there.add(key)
            rows.append(row)
    return edit(start, grid, cells={}, rows=rows) if rows else journal.content


def _row(voice: Voice) -> dict[str, str]:
    texts = {
        "date": voice.day.isoformat(),
        "auteur": voice.author,
        "type": voice.kind,
        "cible": voice.target,
        "avant": voice.before,
        "souhait": voice.wish,
        "suite": voice.outcome,
        "commentaire": voice.comment,
        "fichier": voice.file,
    }
    return {name: spreadsheet_safe(text) for name, text in texts.items()}
