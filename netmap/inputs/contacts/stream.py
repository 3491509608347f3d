"""Contacts that stay in their files: read again each time that they are summed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from netmap.errors import InputError, Problem
from netmap.inputs.contacts.batches import read_part
from netmap.inputs.contacts.cells import Batch
from netmap.inputs.contacts.values import NO_DAY, Reader
from netmap.inputs.model import Contacts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from netmap.inputs.contacts.parts import Part
    from netmap.inputs.contacts.values import Known, Values


@dataclass(frozen=True)
class Summary:
    """What is told of a table of contacts: counts alone.

    Attributes
    ----------
    rows
        Rows of each part.
    filled
        Rows that say something, for each column that a part has.
    newest
        The newest day; None: there is none.
    unplaced
        Rows that no point and no code places.
    """

    rows: tuple[int, ...]
    filled: dict[str, int]
    newest: pd.Timestamp | None
    unplaced: int


@dataclass(frozen=True, eq=False, repr=False)
class ContactFiles(Contacts):
    """Contacts of files that were checked, none of which is kept."""

    project: Path
    parts: tuple[Part, ...]
    known: Known
    summary: Summary

    @property
    def rows(self) -> int:
        """How many there are."""
        return sum(self.summary.rows)

    def chunks(self) -> Iterator[pd.DataFrame]:
        """Yield them as :class:`Contacts` says.

        Raises
        ------
        InputError
            A file is not what it was when it was checked.
        """
        reader = Reader(self.known)
        for part in self.parts:
            for read in read_part(self.project, part, again=True):
                if isinstance(read, Problem):
                    raise InputError((read,))
                if isinstance(read, Batch):
                    yield _frame(reader, reader.read(read))


def _frame(reader: Reader, values: Values) -> pd.DataFrame:
    import pandas as pd

    days = values.day.astype("datetime64[D]")
    years = days.astype("datetime64[Y]").astype(int) + 1970
    known = np.unique(years[values.day != NO_DAY])
    period = np.where(values.day == NO_DAY, -1, np.searchsorted(known, years))
    return pd.DataFrame(
        {
            "periode": pd.Categorical.from_codes(
                period, categories=pd.Index([str(year) for year in known])
            ),
            "latitude": values.latitude,
            "longitude": values.longitude,
            "code": pd.Categorical.from_codes(values.code, categories=pd.Index(reader.codes)),
        }
    )
