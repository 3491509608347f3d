"""Dates that cannot be, or hardly: before any service of mediation, after today, far from others.

The clock is never asked. What is surely not yet is told from the vintages of the layers and of
the base of France.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from netmap.inputs.rows import AccompanimentRow, ContactRow, PartnerRow, RelationRow, RoundRow
from netmap.periods import months
from netmap.sources import base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netmap.errors import Problem
    from netmap.inputs.draft import Draft
    from netmap.inputs.rows import Row
    from netmap.inputs.tables import Table

#: the first year that is possible: no service of health mediation is older, some agreements are
_SERVICE, _AGREEMENT = 2000, 1945
_FIRST: dict[tuple[type[Row], str], int] = {
    (PartnerRow, "date_maj"): _SERVICE,
    (RelationRow, "date_verif"): _SERVICE,
    (RelationRow, "date_debut"): _AGREEMENT,
    (RelationRow, "date_fin"): _AGREEMENT,
    (ContactRow, "date"): _SERVICE,
    (RoundRow, "date"): _SERVICE,
}
#: years after the newest vintage that are surely to come
_YEARS_AHEAD = 5
#: an end may be agreed on for later
_PLANNED = (RelationRow, "date_fin")
#: a date is far from the others where this many days lie between, and the others are this many
_FAR_DAYS, _OTHERS = 3 * 366, 3


def check_days(draft: Draft) -> Iterator[Problem]:
    """Yield days and periods that cannot be, and days that are far from all others."""
    last = _last_year(draft)
    for (model, column), first in _FIRST.items():
        table = draft.tables[model]
        if table.frame is None or column not in table.stated:
            continue
        years = table.frame[column].dt.year
        late = years > (pd.Timestamp.max.year if (model, column) == _PLANNED else last)
        wrong = (years < first) | late
        for line, day in zip(table.frame["ligne"][wrong], table.frame[column][wrong], strict=True):
            yield _impossible(
                table,
                int(line),
                column,
                None if model is ContactRow else f"{day:%Y-%m-%d}",
                (first, last),
                late=day.year > last,
            )
        if (model, column) != _PLANNED:
            yield from _far(table, column, table.frame[~wrong])
    yield from _periods(draft.tables[AccompanimentRow], last)


def _last_year(draft: Draft) -> int:
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
    known = possible[possible[column].notna()].sort_values([column, "ligne"])
    if len(known) <= _OTHERS:
        return
    gaps = known[column].diff().dt.days.to_numpy()
    some = max(1, len(known) // 20)
    for at in range(1, len(known)):
        if gaps[at] <= _FAR_DAYS or some < at < len(known) - some:
            continue
        apart = known.iloc[:at] if at <= some else known.iloc[at:]
        for line, day in zip(apart["ligne"], apart[column], strict=True):
            yield table.problem(
                "date-far-from-others",
                severity="warning",
                line=int(line),
                column=column,
                found=None if table.model is ContactRow else f"{day:%Y-%m-%d}",
            )


def _periods(table: Table, last: int) -> Iterator[Problem]:
    """Yield periods in which nobody can have been accompanied."""
    if table.frame is None:
        return
    given = table.frame[table.frame["periode"].notna()]
    for line, period in zip(given["ligne"], given["periode"], strict=True):
        start, end = min(months(period)) // 12, max(months(period)) // 12
        if start < _SERVICE or end > last:
            yield _impossible(
                table, int(line), "periode", period, (_SERVICE, last), late=end > last
            )
