"""From the rows of a table of accompanied people to people of each period and code.

How people are counted. Each row is counted once. A row with neither theme nor public is the
number of people. Where a period and a code have only rows by public, or only rows by theme, the
settings say whether these add up (``[lecture]``); unless they do, publics are summed (at most
that many people, if publics overlap) and the largest theme is taken (at least that many people,
since one may have several needs): a place is never called well served on people counted twice. A
number that the table does not tell exactly (``<5``, ``nc``, nothing) is unknown, with what it is
at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from netmap.settings import ReadingSettings

#: What a row tells of people: all, those accompanied for the first time, situations closed.
MEASURES = ("personnes", "nouvelles", "situations_cloturees")
#: The same with people at most.
_NUMBERS = ["personnes", "au_plus", "nouvelles", "situations_cloturees"]
COLUMNS = ["periode", "code", *_NUMBERS, "lecture"]


def people_by_code(
    accompaniments: pd.DataFrame | None, reading: ReadingSettings | None = None
) -> pd.DataFrame:
    """Return people by period and code, each person as near to once as the rows allow.

    Returns
    -------
        Columns ``periode``, ``code``, ``personnes`` (NaN: not told exactly), ``au_plus``
        (people at most; as `personnes` where these are known), ``nouvelles`` and
        ``situations_cloturees`` (NaN where a counted row does not say), ``lecture`` (total;
        public: summed over publics, an upper bound; thematique: the largest theme, a lower
        bound), sorted by period and code.
    """
    found: list[tuple[str | float, ...]] = []
    if accompaniments is not None:
        grouped = accompaniments.groupby(["periode", "code"], sort=True)
        cells = cast("dict[tuple[str, str], NDArray[np.intp]]", grouped.indices)
        by_theme = _said(accompaniments, "thematique").to_numpy(bool)
        by_public = _said(accompaniments, "public").to_numpy(bool)
        most = accompaniments.get("au_plus", accompaniments["personnes"])
        numbers = accompaniments.assign(au_plus=most).reindex(columns=_NUMBERS)
        measures = numbers.astype(float).to_numpy()
        for period, code in sorted(cells):
            own = cells[period, code]
            kept, parts, read = _reading(by_theme[own], by_public[own])
            labels = accompaniments[parts].iloc[own[kept]] if parts else None
            adds = _adds(parts, reading)
            found.append(
                (str(period), str(code), *_summed(measures[own[kept]], labels, adds=adds), read)
            )
    return pd.DataFrame(found, columns=COLUMNS)


def _reading(
    by_theme: NDArray[np.bool_], by_public: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], str | None, str]:
    """Return the rows that count, the column of the parts that they are, and how that is called."""
    total, publics = ~by_theme & ~by_public, ~by_theme & by_public
    if total.any():
        return total, None, "total"
    if publics.any():
        return publics, "public", "public"
    return by_theme, "thematique", "thematique"


def _adds(parts: str | None, reading: ReadingSettings | None) -> bool:
    """Tell whether parts add up: publics unless the settings say no, themes if they say so."""
    if parts == "thematique":
        return bool(reading and reading.themes_add)
    return not (parts == "public" and reading and reading.publics_add is False)


def _summed(
    measures: NDArray[np.float64], labels: pd.Series[str] | None, *, adds: bool
) -> tuple[float, ...]:
    """Return the numbers of the rows of one cell, in their order."""
    if adds or labels is None:
        return tuple(map(float, measures.sum(axis=0)))
    sums = pd.DataFrame(measures).groupby(labels.to_numpy(), sort=True).sum(min_count=1)
    unknown = pd.DataFrame(measures).isna().groupby(labels.to_numpy(), sort=True).any()
    people, most, *others = map(float, sums.mask(unknown).max(skipna=False))
    return people, most if np.isfinite(people) else float(measures[:, 1].sum()), *others


def _said(rows: pd.DataFrame, column: str) -> pd.Series[bool]:
    if column not in rows:
        return pd.Series(data=False, index=rows.index)
    return rows[column].notna() & (rows[column].astype(str) != "")
