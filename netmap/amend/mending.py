"""What ``netmap check --corriger`` may write back: cells whose right text is sure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from netmap.amend.opening import open_tables
from netmap.amend.tables import Amendment, amended, formulas
from netmap.amend.writing import Written, write_files
from netmap.errors import InputError, Problem
from netmap.inputs.book import is_book
from netmap.inputs.canonical import canonical, known_place
from netmap.inputs.columns import kind_of
from netmap.inputs.faults import UNSPOKEN
from netmap.inputs.grid import without_examples
from netmap.inputs.marks import Marks, marks_of
from netmap.inputs.project import words_of
from netmap.inputs.reading import inspect
from netmap.inputs.rest import at_rest
from netmap.inputs.rows import PartnerRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet
    from datetime import date
    from pathlib import Path

    from netmap.inputs.cells import Words
    from netmap.inputs.draft import Draft
    from netmap.inputs.files import Found
    from netmap.inputs.grid import Grid
    from netmap.inputs.rows import Row

_ENDINGS = frozenset({".csv", ".xlsx", ".ods"})


@dataclass(frozen=True, kw_only=True)
class Mend:
    """A cell to rewrite: `before` as typed, `after` as the table should hold it.

    `refused`: the check has an error there today. `unspoken`: neither text may be told, they
    say where or when somebody was met.
    """

    file: str
    sheet: str | None
    line: int
    column: str
    before: str = field(repr=False)
    after: str = field(repr=False)
    refused: bool
    unspoken: bool

    @property
    def place(self) -> tuple[str, str | None, int, str]:
        """Where it is, as a problem says it."""
        return (self.file, self.sheet, self.line, self.column)


@dataclass(frozen=True)
class Mending:
    """All that is sure, in order of place, and the SHA-256 of the files that it was drawn from."""

    mends: tuple[Mend, ...]
    read: Mapping[str, str] = field(hash=False)


def find_mends(project: Path) -> Mending:
    """Return the cells of a project's tables whose right text is sure.

    Raises
    ------
    OutputError
        Another command is writing the tables.
    """
    with at_rest(project):
        return Mending(*_told(_found(project)))


def write_mends(project: Path, mending: Mending, *, day: date) -> Written:
    """Write the mends that were shown.

    Raises
    ------
    InputError
        A file was changed since, or is open; or the check would still refuse one of the cells.
        The former files are then in place.
    OSError
        The disk refused; the former files are then in place.
    """

    def contents() -> list[tuple[Found, bytes]]:
        changes: dict[str, list[Amendment]] = {}
        wanted = {mend.place for mend in mending.mends}
        files: dict[str, Found] = {}
        for found, grid, mends in _found(project):
            cells = {(m.line, m.column): m.after for m in mends if m.place in wanted}
            if cells:
                changes.setdefault(found.path, []).append(Amendment(grid, cells))
                files[found.path] = found
        for path, found in files.items():
            if found.sha256 != mending.read.get(path):
                raise InputError((Problem(file=path, kind="review-table-changed"),))
        return [(files[path], amended(files[path], several)) for path, several in changes.items()]

    def refused() -> Iterator[Problem]:
        announced = {mend.place for mend in mending.mends}
        for problem in inspect(project)[1]:
            place = (problem.file, problem.sheet, problem.line, problem.column)
            if problem.is_unread and place in announced:
                yield problem

    return write_files(project, contents, refused=refused, day=day)


_Read = tuple["Found", "Grid", list[Mend]]


def _told(tables: Iterable[_Read]) -> tuple[tuple[Mend, ...], dict[str, str]]:
    mends: list[Mend] = []
    read = {}
    for found, _, some in tables:
        mends += some
        read[found.path] = found.sha256
    return tuple(sorted(mends, key=lambda m: (m.file, m.sheet or "", m.line, m.column))), read


def _found(project: Path) -> Iterator[_Read]:
    draft, problems = inspect(project)
    if draft is None:
        return
    words = words_of(draft.settings, draft.settings_file)
    wrong = {(p.file, p.line, p.column) for p in problems if p.is_unread}
    models = [
        model
        for model, table in draft.tables.items()
        if table.frame is not None and table.file is not None and table.file.ending in _ENDINGS
    ]
    for model, found, grid in open_tables(project, models):
        yield found, grid, list(_mends(draft, model, found, grid, words, wrong))


def _mends(  # noqa: PLR0917
    draft: Draft,
    model: type[Row],
    found: Found,
    grid: Grid,
    words: Words,
    wrong: AbstractSet[tuple[str, int | None, str | None]],
) -> Iterator[Mend]:
    """Yield the mends of a table; what a workbook's lists offer stands there as they say it."""
    shown, _ = without_examples(grid, next(iter(model.model_fields)))
    computed = formulas(found, grid.sheet)
    marks = Marks() if grid.sheet is None else marks_of(found.content, grid.sheet)
    booked = is_book(grid.file)
    frame = draft.tables[model].frame
    made: dict[int, str] = {}
    if frame is not None and model.key == "id":
        made = dict(zip(frame["ligne"], frame["id"], strict=True))
    places = (draft.commune_codes or frozenset()) | (draft.qpv_codes or frozenset())
    for column in grid.columns.where:
        if column not in model.model_fields or kind_of(model, column) in {"number", "flag"}:
            continue
        far = model is PartnerRow and column == "code_insee"
        here = known_place if far else places.__contains__
        said: dict[tuple[str, bool], str | None] = {}
        for line, raw in zip(shown.lines, shown.cells(column), strict=True):
            text = raw.strip()
            if not text and column == model.key and made.get(line):
                yield _mend(model, grid, line, column, text, made[line], refused=False)
                continue
            refused = (grid.file, line, column) in wrong
            if (text, refused) not in said:
                left = not text or (booked and not refused)
                after = None if left else canonical(model, column, text, words, here=here)
                said[text, refused] = after
            after, place = said[text, refused], (line, grid.columns.where[column] + 1)
            if after in {None, text} or place in computed or marks.covers(*place):
                continue
            yield _mend(model, grid, line, column, text, str(after), refused=refused)


def _mend(  # noqa: PLR0917
    model: type[Row], grid: Grid, line: int, column: str, before: str, after: str, *, refused: bool
) -> Mend:
    return Mend(
        file=grid.file,
        sheet=grid.sheet,
        line=line,
        column=column,
        before=before,
        after=after,
        refused=refused,
        unspoken=(model, column) in UNSPOKEN,
    )
