"""Rows of contacts that deserve a word: found all together, then judged as those of any table.

They, and they alone, are made rows of a small table that the checks of every table look at.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from netmap.errors import Problem
from netmap.inputs.checks import check_points
from netmap.inputs.contacts.values import NO_DAY
from netmap.inputs.days import SERVICE, impossible_days, last_year
from netmap.inputs.doubts import unplaced_lines
from netmap.inputs.limits import BAD_CELLS
from netmap.inputs.optional import LeftOut, told_apart, without
from netmap.inputs.perimeter import outside_of, outside_rows
from netmap.inputs.references import unknown_places
from netmap.inputs.rows import ContactRow
from netmap.inputs.tables import Table
from netmap.inputs.words import Closest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from netmap.inputs.contacts.parts import Part
    from netmap.inputs.contacts.values import Reader, Rows, Values
    from netmap.inputs.draft import Draft

#: what a row is told for, and the column that it is told of
_KINDS = {
    "point": "latitude",
    "place": "code",
    "day": "date",
    "unplaced": None,
    "perimeter": "code",
    "far": "date",
}


@dataclass(eq=False, repr=False)
class Judge:
    """Tells what is wrong or doubtful in rows; of each kind, the first of a table.

    Attributes
    ----------
    unplaced
        Rows that no point and no code places.
    met
        Rows of each kind, told or not.
    """

    draft: Draft
    reader: Reader
    unplaced: int = 0
    met: Counter[str] = field(default_factory=Counter)

    @cached_property
    def years(self) -> tuple[int, int]:
        """The first and the last year that are possible."""
        return SERVICE, last_year(self.draft)

    @cached_property
    def possible(self) -> tuple[int, int]:
        """The first day that is possible, and the first that is to come: days since 1970."""
        first, last = self.years
        begins = [np.datetime64(f"{year}-01-01", "D").astype(int) for year in (first, last + 1)]
        return int(begins[0]), int(begins[1])

    @cached_property
    def _near(self) -> Closest:
        return Closest(sorted(self.reader.known.places or ()))

    @cached_property
    def _is_outside(self) -> Callable[[str, str], bool] | None:
        settings = self.draft.settings
        if settings is None or not settings.perimeter:
            return None
        return outside_of(self.draft, settings)

    def words(self, part: Part, values: Values) -> Iterator[Problem]:
        """Yield what is told of the rows of a batch."""
        unread = {fault.column: fault.rows for fault in values.faults}
        told = np.zeros(len(values.day), dtype=np.bool_)
        for kind, rows in self._kinds(values, unread).items():
            told[self.first(kind, rows)] = True
        if told.any():
            yield from self._judged(self._table(part, values, told, unread))

    def first(self, kind: str, rows: Rows) -> list[int]:
        """Return the places of rows that may still be told, and count them all."""
        here = np.flatnonzero(rows)
        left = max(0, BAD_CELLS - self.met[kind])
        self.met[kind] += len(here)
        return [int(at) for at in here[:left]]

    def untold(self, file: str) -> Iterator[Problem]:
        """Yield how many rows were not told one by one, of each kind."""
        for kind, column in _KINDS.items():
            count = self.met[kind] - BAD_CELLS
            if count > 0:
                yield Problem(
                    file=file,
                    kind="rows-untold",
                    severity="error" if kind == "day" else "warning",
                    column=column,
                    details=(("count", str(count)), ("limit", str(BAD_CELLS))),
                )

    def _kinds(self, values: Values, unread: Mapping[str, Rows]) -> dict[str, Rows]:
        """Return the rows that are told, of each kind; a cell that was not read is told already."""
        unread_place = np.zeros(len(values.day), dtype=np.bool_)
        for column, rows in unread.items():
            unread_place |= rows if column != "date" else False
        first, stop = self.possible
        given = values.day != NO_DAY
        nowhere = np.isnan(values.latitude) | np.isnan(values.longitude)
        lost = nowhere & (values.code < 0) & ~unread_place
        self.unplaced += int(lost.sum())
        return {
            "point": values.misplaced,
            "place": values.unknown,
            "day": given & ((values.day < first) | (values.day >= stop)),
            "unplaced": lost,
            "perimeter": self._outside(values, given & (values.code >= 0)),
        }

    def _outside(self, values: Values, given: Rows) -> Rows:
        """Return which rows happened where and when the mediation was not meant to work."""
        outside = np.zeros(len(values.day), dtype=np.bool_)
        if self._is_outside is None or not given.any():
            return outside
        month = values.day[given].astype("datetime64[D]").astype("datetime64[M]").astype(int)
        pairs = np.column_stack([values.code[given], month])
        kinds, which = np.unique(pairs, axis=0, return_inverse=True)
        told = [
            self._is_outside(self.reader.codes[code], str(np.datetime64(when, "M")))
            for code, when in kinds.tolist()
        ]
        outside[given] = np.array(told)[which.reshape(-1)]
        return outside

    def _judged(self, table: Table) -> Iterator[Problem]:
        """Yield what the checks of every table say of rows."""
        draft = replace(self.draft, tables={ContactRow: table})
        left_out: LeftOut = {}
        yield from told_apart(draft, self._wrong(table), left_out)
        table = without(draft, left_out).tables[ContactRow]
        for line in unplaced_lines(table):
            yield table.problem("unplaced", severity="warning", line=line)
        if self._is_outside is not None:
            yield from outside_rows(table, "date", self._is_outside)

    def _wrong(self, table: Table) -> Iterator[Problem]:
        yield from check_points(table)
        known = self.reader.known.places
        if known is not None:
            yield from unknown_places(table, "code", known=known, near=self._near)
        yield from impossible_days(table, "date", self.years, latest=self.years[1])

    def _table(self, part: Part, values: Values, told: Rows, unread: Mapping[str, Rows]) -> Table:
        """Return a table of some rows, as any other is read."""
        import pandas as pd

        days = values.day[told].astype("datetime64[D]")
        days[values.day[told] == NO_DAY] = np.datetime64("NaT")
        codes = [self.reader.codes[at] if at >= 0 else None for at in values.said_code[told]]
        frame = pd.DataFrame(
            {
                "date": days.astype("datetime64[s]"),
                "latitude": values.said_at[told, 0],
                "longitude": values.said_at[told, 1],
                "code": pd.Series(codes, dtype=object),
                "ligne": values.batch.lines[told],
            }
        )
        # told already: the checks ask only where they are
        problems = tuple(
            Problem(file=part.path, kind="not-a-number", line=int(line), column=column)
            for column, rows in unread.items()
            for line in values.batch.lines[told & rows]
        )
        return Table(ContactRow, part, None, frame, tuple(values.batch.columns), problems)
