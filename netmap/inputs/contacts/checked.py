"""The first reading of contacts by batches: all their problems, and what is told of the table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from netmap.errors import Problem, in_order
from netmap.inputs.contacts.batches import read_part
from netmap.inputs.contacts.cells import COLUMNS, Batch, Told, distinct
from netmap.inputs.contacts.judged import Judge
from netmap.inputs.contacts.stream import ContactFiles, Summary
from netmap.inputs.contacts.values import NO_DAY, Known, Reader
from netmap.inputs.days import far_day, far_days
from netmap.inputs.draft import words_said
from netmap.inputs.faults import bad_cell, too_many_bad
from netmap.inputs.limits import BAD_CELLS, CONTACT_ROWS
from netmap.inputs.rows import ContactRow, is_required
from netmap.inputs.tables import Table, check_header
from netmap.inputs.today import led

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from netmap.errors import Meanwhile
    from netmap.inputs.contacts.parts import Part
    from netmap.inputs.contacts.values import Fault, Values
    from netmap.inputs.draft import Draft


def with_contacts(draft: Draft) -> Draft:
    """Return a draft whose contacts were read, where they are read by batches."""
    table = draft.tables[ContactRow]
    if not table.parts:
        return draft
    reader = Reader(_known(draft))
    reading = _Reading(draft.project, reader, Judge(draft, reader))
    problems = in_order(reading.problems(table.parts))
    stated = tuple(name for name in COLUMNS if name in reading.filled)
    told = replace(table, stated=stated, problems=(*table.problems, *problems))
    contacts = ContactFiles(draft.project, table.parts, reader.known, reading.summary())
    return replace(
        draft,
        tables={**draft.tables, ContactRow: told},
        problems=(*draft.problems, *problems),
        contacts=None if reading.stopped else contacts,
    )


def _known(draft: Draft) -> Known:
    communes, quarters = draft.commune_codes, draft.qpv_codes
    both = None if communes is None or quarters is None else communes | quarters
    return Known(words_said(draft.settings, draft.settings_file, draft.layers), communes, both)


@dataclass(eq=False, repr=False)
class _Reading:
    """What is gathered while contacts are read.

    `rows` counts those of each part; `filled` the cells of each column; `days` the rows of each
    day; `met` the cells of each column that could not be read; `led` says where a code was first
    met that leads to another, and how often. Where it `stopped`, a part was not read whole.
    """

    project: Path
    reader: Reader
    judge: Judge
    rows: list[int] = field(default_factory=list)
    filled: Counter[str] = field(default_factory=Counter)
    days: Counter[int] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    led: dict[str, tuple[Part, int, int]] = field(default_factory=dict)
    has_examples: bool = False
    stopped: bool = False

    def summary(self) -> Summary:
        """Return what is told of the table."""
        import pandas as pd

        newest = max(self.days, default=None)
        return Summary(
            tuple(self.rows),
            {name: self.filled[name] for name in COLUMNS if name in self.filled},
            None if newest is None else pd.Timestamp(np.datetime64(newest, "D")),
            self.judge.unplaced,
        )

    def problems(self, parts: tuple[Part, ...]) -> Iterator[Problem]:
        """Read all parts and yield what is wrong or doubtful in them."""
        for part in parts:
            self.rows.append(0)
            yield from self._part(part)
            if sum(self.rows) > CONTACT_ROWS:
                details = (("limit", str(CONTACT_ROWS)),)
                yield Problem(file=part.path, kind="too-many-rows", details=details)
                return
        yield from self._far_days(parts)
        for code, (part, line, count) in self.led.items():
            to = (code, self.reader.led[code])
            yield led(_table(part), "code", "code-of-today", to, line=line, count=count)
        if self.has_examples:
            yield Problem(file=parts[0].path, kind="example-rows", severity="warning")
        yield from self.judge.untold(parts[0].path)

    def _part(self, part: Part) -> Iterator[Problem]:
        for read in read_part(self.project, part):
            if isinstance(read, Problem):
                self.stopped = True
                yield read
            elif isinstance(read, Told):
                yield from check_header(read.head, ContactRow, ())
                yield from read.problems
                self.filled.update(dict.fromkeys(read.head.columns.where, 0))
            else:
                yield from self._batch(part, read)
                if self.stopped:
                    return

    def _batch(self, part: Part, batch: Batch) -> Iterator[Problem]:
        values = self.reader.read(batch)
        self._count(values)
        self._note_led(part, values)
        for fault in values.faults:
            yield from self._cells(batch, fault)
        yield from self.judge.words(part, values)

    def _count(self, values: Values) -> None:
        self.rows[-1] += len(values.day)
        self.has_examples |= values.batch.has_examples
        given = {
            "date": values.day != NO_DAY,
            "latitude": ~np.isnan(values.latitude),
            "longitude": ~np.isnan(values.longitude),
            "code": values.code >= 0,
        }
        for name in values.batch.columns:
            self.filled[name] += int(given[name].sum())
        days, _, counts = distinct(values.day[given["date"]].astype(np.int64))
        for day, count in zip(days.tolist(), counts.tolist(), strict=True):
            self.days[day] += count

    def _note_led(self, part: Part, values: Values) -> None:
        cells = values.batch.columns.get("code")
        if cells is None or not self.reader.led:
            return
        for at, text in enumerate(cells.said):
            code = self.reader.meaning("code", text)
            rows = np.flatnonzero(cells.which == at)
            if isinstance(code, str) and code in self.reader.led and len(rows):
                first = (part, int(values.batch.lines[rows[0]]), 0)
                where, line, count = self.led.get(code, first)
                self.led[code] = (where, line, count + len(rows))

    def _cells(self, batch: Batch, fault: Fault) -> Iterator[Problem]:
        """Yield the cells that could not be read, up to where there are too many."""
        column, required = fault.column, is_required(ContactRow, fault.column)
        meanwhile: Meanwhile | None = None if required else "left-out"
        tell = partial(bad_cell, batch.head, ContactRow, column, meanwhile=meanwhile)
        for at in np.flatnonzero(fault.rows).tolist():
            self.met[column] += 1
            line = int(batch.lines[at])
            if self.met[column] > BAD_CELLS:
                if self.met[column] == BAD_CELLS + 1:
                    yield too_many_bad(batch.head, column, line, meanwhile)
                self.stopped |= required
                return
            which = int(fault.cells.which[at])
            text = fault.cells.said[which] if which >= 0 else ""
            for error in (fault.meant[text].errors if text else ()) or (None,):
                yield tell(line=line, text=text, error=error)

    def _far_days(self, parts: tuple[Part, ...]) -> Iterator[Problem]:
        """Yield days that are far from all others; files are read again for their lines."""
        first, stop = self.judge.possible
        known = sorted(day for day in self.days if first <= day < stop)
        days = np.array(known, dtype=np.int64)
        far = days[far_days(days, np.array([self.days[day] for day in known], dtype=np.int64))]
        for part in parts if len(far) else ():
            for read in read_part(self.project, part, again=True):
                if isinstance(read, Batch):
                    apart = np.isin(self.reader.read(read).day, far)
                    for at in self.judge.first("far", apart):
                        yield far_day(_table(part), "date", int(read.lines[at]), None)


def _table(part: Part) -> Table:
    return Table(ContactRow, part, None, None, COLUMNS, ())
