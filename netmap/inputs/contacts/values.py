"""What the cells of contacts say: as any other cell is read, a text that comes again once.

What cannot be right is left out of its row here, as :mod:`netmap.inputs.optional` does, so that
both readings of a file agree: the one that tells problems and the one that counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from pydantic_core import PydanticCustomError

from netmap.inputs.columns import Meant, read_text_of
from netmap.inputs.contacts.cells import NUMBERS, Batch, Cells
from netmap.inputs.places import in_france
from netmap.inputs.rows import ContactRow, is_required
from netmap.inputs.scalars import bare, read_number
from netmap.inputs.today import today_among

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from netmap.inputs.cells import Words

    Rows = NDArray[np.bool_]

#: no day
NO_DAY = np.iinfo(np.int32).min
_EPOCH = date(1970, 1, 1).toordinal()
#: texts of a column that are remembered
_REMEMBERED = 200_000


@dataclass(frozen=True)
class Known:
    """What codes are held against.

    Attributes
    ----------
    communes, places
        The communes of the layer; and with them its priority neighbourhoods. None: a layer could
        not be read, and accuses none.
    """

    words: Words
    communes: frozenset[str] | None
    places: frozenset[str] | None


@dataclass(frozen=True, eq=False, repr=False)
class Fault:
    """Cells that say something that cannot be read, or nothing where they must."""

    column: str
    rows: Rows
    cells: Cells
    meant: Mapping[str, Meant]


@dataclass(frozen=True, eq=False, repr=False)
class Values:
    """Rows as they are counted: what cannot be right is left out.

    Attributes
    ----------
    day
        Days since 1970; NO_DAY: not given.
    latitude, longitude
        EPSG:4326, NaN: not given.
    code
        Places in `Reader.codes`; −1: not given.
    said_at, said_code
        Points, two columns, and codes before what cannot be right was left out.
    misplaced, unknown
        Whose points, all of whose cells were read, and whose codes were.
    faults
        Cells that could not be read.
    """

    batch: Batch
    day: NDArray[np.int32]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    code: NDArray[np.intp]
    said_at: NDArray[np.float64]
    said_code: NDArray[np.intp]
    misplaced: Rows
    unknown: Rows
    faults: tuple[Fault, ...]


@dataclass(eq=False, repr=False)
class Reader:
    """Reads batches; what a text says is worked out once, and codes are numbered as they come.

    Attributes
    ----------
    codes
        Codes of places, those of today.
    led
        Codes as they were written, and those of today that they lead to.
    """

    known: Known
    codes: list[str] = field(default_factory=list)
    led: dict[str, str] = field(default_factory=dict)
    _number: dict[str, int] = field(default_factory=dict)
    _meant: dict[str, dict[str, Meant]] = field(default_factory=dict)

    def read(self, batch: Batch) -> Values:
        """Return the values of a batch."""
        faults: list[Fault] = []
        rows = len(batch.lines)
        day = np.full(rows, NO_DAY, dtype=np.int32)
        code = np.full(rows, -1, dtype=np.intp)
        at = {name: np.full(rows, np.nan) for name in NUMBERS}
        for name, cells in batch.columns.items():
            meant = self._read(name, cells.said)
            values = [meant[text].value for text in cells.said]
            if name in NUMBERS:
                told = [np.nan if value is None else value for value in values]
                at[name] = np.where(
                    cells.which < 0,
                    cells.numbers,
                    np.array([*told, np.nan], dtype=float)[cells.which],
                )
            elif name == "date":
                days = [v.toordinal() - _EPOCH if isinstance(v, date) else NO_DAY for v in values]
                day = np.array([*days, NO_DAY], dtype=np.int32)[cells.which]
            else:
                numbers = [self._numbered(v) if isinstance(v, str) else -1 for v in values]
                code = np.array([*numbers, -1], dtype=np.intp)[cells.which]
            faults += _faults(name, cells, meant)
        latitude, longitude = (at[name] for name in ("latitude", "longitude"))
        absent = np.isnan(latitude) & np.isnan(longitude)
        unread = np.logical_or.reduce([absent, *(f.rows for f in faults if f.column in NUMBERS)])
        misplaced = ~unread & ~in_france(latitude, longitude)
        unknown = np.zeros(rows, dtype=np.bool_)
        if self.known.places is not None:
            foreign = [one not in self.known.places for one in self.codes]
            unknown = np.array([*foreign, False])[code]
        return Values(
            batch,
            day,
            np.where(misplaced, np.nan, latitude),
            np.where(misplaced, np.nan, longitude),
            np.where(unknown, -1, code),
            np.column_stack([latitude, longitude]),
            code,
            misplaced,
            unknown,
            tuple(faults),
        )

    def meaning(self, name: str, text: str) -> object:
        """Return what a text of a column says; None: nothing, or it cannot be read."""
        return self._read(name, [text])[text].value

    def _read(self, name: str, said: Sequence[str]) -> Mapping[str, Meant]:
        """Return what texts of a column mean."""
        if name in NUMBERS:
            return {text: _number(name, text, self.known.words) for text in said}
        seen = self._meant.setdefault(name, {})
        if len(seen) > _REMEMBERED:
            seen.clear()
        for text in said:
            if text not in seen:
                seen[text] = _text(name, bare(text), self.known.words)
        return seen

    def _numbered(self, code: str) -> int:
        """Return the number of a code, under the name that it has today."""
        if code not in self._number:
            communes = self.known.communes
            leads = None if communes is None else today_among(code, communes)
            if leads is not None:
                self.led[code] = leads
                self._number[code] = self._numbered(leads)
            else:
                self._number[code] = len(self.codes)
                self.codes.append(code)
        return self._number[code]


def _text(name: str, text: str, words: Words) -> Meant:
    return read_text_of(ContactRow, name, text, words) if text else Meant(None)


def _number(name: str, text: str, words: Words) -> Meant:
    try:
        return Meant(read_number(bare(text)))
    except PydanticCustomError:
        return _text(name, bare(text), words)


def _faults(name: str, cells: Cells, meant: Mapping[str, Meant]) -> Iterator[Fault]:
    required = is_required(ContactRow, name)
    told = [meant[text] for text in cells.said]
    wrong = [bool(one.errors) or (required and one.value is None) for one in told]
    rows = np.array([*wrong, required])[cells.which]
    if rows.any():
        yield Fault(name, rows, cells, meant)
