"""``netmap.xlsx``: one workbook as all the tables of a project, a sheet a table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from netmap.errors import Problem
from netmap.inputs.files import candidates, open_file
from netmap.inputs.grid import is_example
from netmap.inputs.headers import header_name, heading
from netmap.inputs.limits import TABLE_BYTES
from netmap.inputs.rows import TABLES, ContactRow, is_required
from netmap.inputs.sheets import hidden_sheets
from netmap.inputs.words import closest
from netmap.inputs.workbooks import fits, open_workbook, period_of, read_sheet, read_together

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from netmap.inputs.files import Found
    from netmap.inputs.rows import Row
    from netmap.inputs.workbooks import Read
    from netmap.settings import ReadingSettings

#: the workbook's name, beside ``netmap.toml``, and how it may end
BOOK = "netmap"
BOOK_ENDINGS = (".xlsx", ".ods")


@dataclass(frozen=True)
class Book:
    """The project's workbook: its file, and the cells of each sheet as text."""

    file: Found
    sheets: dict[str, list[list[str]]]
    hidden: frozenset[str] = frozenset()

    def sheets_of(self, model: type[Row]) -> dict[str, str | None]:
        """Return the sheets of a table, and the period that each is of, if it is of one.

        The one that bears its name, in French or as its file would; else, of a table of periods,
        those that are named after one and hold its columns.
        """
        names = names_of(model)
        shown = {sheet: header_name(sheet) for sheet in self.sheets if sheet not in self.hidden}
        named = [sheet for sheet, name in shown.items() if name in names]
        periods = {} if "periode" not in model.model_fields else self._periods_of(model)
        if not periods or any(map(self.is_filled, named)):
            return dict.fromkeys(named[:1])
        return periods

    def fits(self, sheet: str, model: type[Row]) -> bool:
        """Tell whether a sheet that is shown has the columns of a table, and a row."""
        required = [name for name in model.model_fields if is_required(model, name)]
        several = len(required) > 1
        return (
            several
            and sheet not in self.hidden
            and fits(self.sheets[sheet], tuple(model.model_fields), required)
        )

    def _periods_of(self, model: type[Row]) -> dict[str, str | None]:
        names = tuple(names_of(model))
        periods = {
            sheet: period
            for sheet in self.sheets
            if (period := period_of(sheet)) is not None
            and (header_name(sheet).startswith(names) or self.fits(sheet, model))
            and sheet not in self.hidden
        }
        return dict(periods)

    def is_filled(self, sheet: str) -> bool:
        """Tell whether a sheet holds more than its heading and examples."""
        full = [row for row in self.sheets[sheet] if any(cell.strip() for cell in row)]
        return sum(not is_example(row[0]) for row in full) > 1

    def read(
        self,
        sheets: dict[str, str | None],
        known: Collection[str],
        reading: ReadingSettings | None,
    ) -> list[Read]:
        """Read the sheets of a table."""
        periods = {sheet: period for sheet, period in sheets.items() if period is not None}
        if not periods:
            only = next(iter(sheets))
            return [read_sheet(self.file, self.sheets, only, known, reading=reading)]
        details = (("sheets", ", ".join(periods)),)
        told = Problem(
            file=self.file.path, kind="sheets-together", severity="warning", details=details
        )
        return read_together(self.file, self.sheets, periods, known, reading=reading, told=[told])


def names_of(model: type[Row]) -> frozenset[str]:
    """Return what a table's sheet may be called, without case, accents or spaces.

    >>> from netmap.inputs.rows import PartnerRow
    >>> sorted(names_of(PartnerRow))
    ['partenaires', 'partners']
    """
    return frozenset({model.stem.rpartition("/")[2], header_name(model.sheet)})


def is_book(path: str) -> bool:
    """Tell whether a path inside a project is that of its workbook.

    >>> is_book("netmap.xlsx"), is_book("netmap.toml"), is_book("data/netmap.xlsx")
    (True, False, False)
    """
    return path.casefold() in {f"{BOOK}{ending}" for ending in BOOK_ENDINGS}


def headed(problem: Problem) -> Problem:
    """Return a problem with its column as the project's workbook heads it.

    >>> told = {"kind": "date-far-from-others", "column": "date_maj"}
    >>> headed(Problem(file="netmap.xlsx", sheet="Partenaires", **told)).column
    'Date de mise à jour'
    >>> headed(Problem(file="data/partners.csv", **told)).column
    'date_maj'
    """
    if not is_book(problem.file) or problem.column is None:
        return problem
    return replace(problem, column=heading(problem.column))


def table_name(path: str, sheet: str | None) -> str:
    """Return the table that a place is in, by its file's name or by its sheet.

    ``""``: a sheet of the workbook that is no table's.

    >>> table_name("data/passages.csv", None), table_name("netmap.xlsx", "Porte à porte")
    ('passages', 'porte_a_porte')
    >>> table_name("netmap.xlsx", "Activité 2023"), table_name("netmap.xlsx", "Listes")
    ('accompagnements', '')
    >>> table_name("data/passages/2023.parquet", None)
    'passages'
    """
    if is_book(path) and sheet is not None:
        models = [model for model in TABLES if header_name(sheet) in names_of(model)]
        if not models and period_of(sheet) is not None:
            models = [model for model in TABLES if "periode" in model.model_fields]
        return next((model.stem.rpartition("/")[2] for model in models), "")
    if path.casefold().startswith(f"{ContactRow.stem}/"):
        return ContactRow.stem.rpartition("/")[2]
    return path.rpartition("/")[2].partition(".")[0].lower()


def read_book(project: Path) -> Book | Problem | None:
    """Open the project's workbook; None where there is none."""
    paths = candidates(project, BOOK, BOOK_ENDINGS)
    if not paths:
        return None
    if len(paths) > 1:
        return Problem(file=paths[0], kind="several-files", details=(("files", ", ".join(paths)),))
    found = open_file(project, paths[0], limit=TABLE_BYTES)
    if isinstance(found, Problem):
        return found
    sheets = open_workbook(found)
    if isinstance(sheets, Problem):
        return sheets
    return Book(found, sheets, hidden_sheets(found.content))


def unread_sheets(book: Book) -> Iterator[Problem]:
    """Yield sheets that were not read: nearly named as a table that has none, or made like one."""
    read = {sheet for model in TABLES for sheet in book.sheets_of(model)}
    lacking = {m.sheet: tuple(names_of(m)) for m in TABLES if not book.sheets_of(m)}
    named = {name for model in TABLES for name in names_of(model)}
    for sheet in book.sheets:
        near = closest(sheet, lacking)
        if sheet in book.hidden and header_name(sheet) in named:
            yield Problem(
                file=book.file.path,
                sheet=sheet,
                kind="hidden-sheet",
                severity="warning",
                found=sheet,
            )
        elif sheet not in read and near and sheet not in book.hidden:
            yield Problem(
                file=book.file.path,
                sheet=sheet,
                kind="misnamed-sheet",
                severity="warning",
                found=sheet,
                details=(("suggestion", near),),
            )
        elif (
            sheet not in read
            and book.is_filled(sheet)
            and any(book.fits(sheet, model) for model in TABLES)
        ):
            yield Problem(
                file=book.file.path,
                sheet=sheet,
                kind="sheet-not-read",
                severity="warning",
                found=sheet,
            )
