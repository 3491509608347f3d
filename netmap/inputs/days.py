"""Dates that cannot be, or hardly: before any service of mediation, after today, far from others.

The clock is never asked. What is surely not yet is told from the vintages of the layers and of
the base of France.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.inputs.draft import rows_where
from netmap.inputs.rows import AccompanimentRow, ContactRow, PartnerRow, RelationRow, RoundRow
from netmap.periods import months
from netmap.sources import base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from netmap.errors import Problem
    from netmap.inputs.draft import Draft
    from netmap.inputs.rows import Row
    from netmap.inputs.tables import Table

#: the first year that is possible: no service of health mediation is older, some agreements are
SERVICE, _AGREEMENT = 2000, 1945
_FIRST: dict[tuple[type[Row], str], int] = {
    (PartnerRow, "date_maj"): SERVICE,
    (RelationRow, "date_verif"): SERVICE,
    (RelationRow, "date_debut"): _AGREEMENT,
    (RelationRow, "date_fin"): _AGREEMENT,
    (ContactRow, "date"): SERVICE,
    (RoundRow, "date"): SERVICE,
}
#: years after the newest vintage that are surely to come
_YEARS_AHEAD = 5
#: an end may be agreed on for later
_PLANNED = (RelationRow, "date_fin")
#: a date is far from the others where this many days lie between, and the others are this many
_FAR_DAYS, _OTHERS = 3 * 366, 3


def check_days(draft: Draft) -> Iterator[Problem]:
    """Yield days and periods that cannot be, and days that are far from all others."""
    last = last_year(draft)
    for (model, column), first in _FIRST.items():
        table = draft.tables[model]
        if table.frame is None or column not in table.stated:
            continue
        latest = pd.Timestamp.max.year if (model, column) == _PLANNED else last
        yield from impossible_days(table, column, (first, last), latest=latest)
        if (model, column) != _PLANNED:
            years = table.frame[column].dt.year
            yield from _far(table, column, table.frame[~((years < first) | (years > latest))])
    yield from _periods(draft.tables[AccompanimentRow], last)


def impossible_days(
    table: Table, column: str, years: tuple[int, int], *, latest: int
) -> Iterator[Problem]:
    """Yield the days of a column that are before the first year that is possible, or to come."""
    if table.frame is None:
        return
    first, last = years
    year = table.frame[column].dt.year
    for line, day in rows_where(table.frame, (year < first) | (year > latest), column):
        yield _impossible(
            table,
            int(line),
            column,
            None if table.model is ContactRow else f"{day:%Y-%m-%d}",
            (first, last),
            late=day.year > last,
        )


def last_year(draft: Draft) -> int:
    """Return the last year that may have come."""
    vintages = [origin.vintage for origin in base.origins().values()]
    vintages += [source.vintage for source in draft.sources.values()]
    known = [int(year) for text in vintages for year in re.findall(r"\b20[0-9]{2}\b", text)]
    return max(known) + _YEARS_AHEAD


def _impossible(
    table: Table,
    line: int,
    column: str,
    found: str | None,
    years: tuple[int, int],
    *,
    late: bool,
) -> Problem:
    first, last = map(str, years)
    return table.problem(
        "date-to-come" if late else "date-too-old",
        line=line,
        column=column,
        found=found,
        details=(("last", last),) if late else (("first", first),),
    )


def _far(table: Table, column: str, possible: pd.DataFrame) -> Iterator[Problem]:
    """Yield days far before or after all others of their column."""
    said = possible[column].to_numpy().astype("datetime64[D]").astype(int)
    given = possible[column].notna().to_numpy()
    days, counts = np.unique(said[given], return_counts=True)
    apart = given & np.isin(said, days[far_days(days, counts)])
    for line, day in rows_where(possible, apart, column):
        yield far_day(table, column, int(line), None if table.model is ContactRow else day)


def far_day(table: Table, column: str, line: int, day: pd.Timestamp | None) -> Problem:
    """Return that a day is far from all others; None: it is not told which."""
    return table.problem(
        "date-far-from-others",
        severity="warning",
        line=line,
        column=column,
        found=None if day is None else f"{day:%Y-%m-%d}",
    )


def far_days(days: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which days are far before or after all others, three years away: a few of many.

    Parameters
    ----------
    days, counts
        Days since any one, rising, and how many rows have each.

    Examples
    --------
    >>> far_days(np.array([0, 19_000, 19_001, 19_002]), np.array([1, 9, 9, 9])).tolist()
    [True, False, False, False]
    """
    total = int(counts.sum())
    far = np.zeros(len(days), dtype=np.bool_)
    if total <= _OTHERS:
        return far
    some = max(1, total // 20)
    before = np.cumsum(counts)[:-1]
    for at in np.flatnonzero(np.diff(days) > _FAR_DAYS):
        if before[at] <= some:
            far[: at + 1] = True
        elif before[at] >= total - some:
            far[at + 1 :] = True
    return far


def _periods(table: Table, last: int) -> Iterator[Problem]:
    """Yield periods in which nobody can have been accompanied."""
    if table.frame is None:
        return
    given = table.frame[table.frame["periode"].notna()]
    for line, period in zip(given["ligne"], given["periode"], strict=True):
        start, end = min(months(period)) // 12, max(months(period)) // 12
        if start < SERVICE or end > last:
            yield _impossible(table, int(line), "periode", period, (SERVICE, last), late=end > last)
