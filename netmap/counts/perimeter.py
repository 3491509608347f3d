"""What the rows of the pooled periods say of places, where the service was open in them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from netmap.counts.rows import Told, holds_quarters, told_by_code
from netmap.counts.shares import held_shares, months_open, row_shares
from netmap.inputs.people import MEASURES, people_by_code
from netmap.periods import months
from netmap.vocabulary import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from netmap.settings import ReadingSettings
    from netmap.territory.model import Territory


class Pooled(NamedTuple):
    """What is said over the pooled periods.

    Attributes
    ----------
    told
        By code; rows of places where the service was not open are with :data:`ELSEWHERE`.
    opened
        Months in which each zone was open, in the order of the territory.
    holds
        Whether a commune's row counts the people of its QPVs too.
    unsure
        Whether a row does not tell its number exactly.
    known
        Whether there is any row.
    """

    told: dict[str, Told]
    opened: list[set[int]]
    holds: bool
    unsure: bool
    known: bool

    @property
    def people(self) -> dict[str, float]:
        """The people of each code's own rows, nobody split."""
        return {code: sum(n for _, n in own.exact) for code, own in self.told.items() if own.exact}


def pooled_rows(
    accompaniments: pd.DataFrame | None,
    territory: Territory,
    *,
    reading: ReadingSettings,
    periods: tuple[str, ...],
    perimeter: Mapping[str, tuple[str, ...]],
) -> Pooled:
    """Read the rows of some periods (empty: all of the table).

    Raises
    ------
    ValueError
        A period is not one.
    """
    rows = people_by_code(accompaniments, reading)
    if periods:
        rows = rows[rows["periode"].isin(periods)]
    holds = holds_quarters(accompaniments, territory, reading)
    pooled = tuple(sorted(set(rows["periode"])))
    opened = months_open(territory.zones, territory.epci, pooled, perimeter)
    return Pooled(
        told=_where_open(told_by_code(rows), territory, opened, holds=holds),
        opened=opened,
        holds=holds,
        unsure=bool(rows["personnes"].isna().any()),
        known=bool(pooled),
    )


def rows_of_the_territory(
    accompaniments: pd.DataFrame,
    territory: Territory,
    *,
    reading: ReadingSettings,
    perimeter: Mapping[str, tuple[str, ...]],
) -> pd.DataFrame:
    """Return the rows, with nobody in those of people who are in no rate.

    They live elsewhere, or where the service was not open.
    """
    periods = tuple(sorted(set(accompaniments["periode"])))
    opened = months_open(territory.zones, territory.epci, periods, perimeter)
    open_in = _open_in(territory, opened, holds=holds_quarters(accompaniments, territory, reading))

    @cache
    def is_outside(period: str, code: str) -> bool:
        closed = code in open_in and months(period).isdisjoint(open_in[code])
        return code == ELSEWHERE or closed

    outside = pd.Series(
        [*map(is_outside, accompaniments["periode"], accompaniments["code"])],
        index=accompaniments.index,
    )
    nobody = {
        name: accompaniments[name].mask(
            outside & (accompaniments[name].notna() | (name in _PEOPLE)), 0.0
        )
        for name in dict.fromkeys((*_PEOPLE, *MEASURES))
        if name in accompaniments
    }
    return accompaniments.assign(**nobody)


#: of a row, people and people at most: one of nobody tells its number
_PEOPLE = ("personnes", "au_plus")


def _open_in(
    territory: Territory, opened: Iterable[AbstractSet[int]], *, holds: bool
) -> dict[str, frozenset[int]]:
    """Return, for each code that rows of zones have, the months when some zone of it was open."""
    months_of = dict(zip(map(str, territory.zones.index), opened, strict=True))
    zones_of = {
        code: [zone for zone, _ in own] for code, own in row_shares(territory, holds=holds).items()
    }
    if holds:
        homes = territory.zones["code_insee"]
        zones_of |= {str(code): list(map(str, own.index)) for code, own in homes.groupby(homes)}
    return {
        code: frozenset[int]().union(*(months_of[zone] for zone in zones))
        for code, zones in zones_of.items()
    }


def _where_open(
    told: Mapping[str, Told],
    territory: Territory,
    opened: Iterable[AbstractSet[int]],
    *,
    holds: bool,
) -> dict[str, Told]:
    """Return what rows say of places while the service was open in some zone of them.

    The others say of people who came all the same: they are put with those from elsewhere, each
    once, and a place that was not open stays so. A code that is no zone's stays as it is.
    """
    open_in = _open_in(territory, opened, holds=holds)
    held = held_shares(territory) if holds else {}
    found: dict[str, Told] = {}
    astray: list[tuple[frozenset[int], float]] = []
    for code, own in told.items():
        if code not in open_in:
            found[code] = own
            continue
        here = open_in[code]
        found[code] = Told(
            *(tuple(one for one in rows if one[0] & here) for rows in (own.exact, own.doubtful))
        )
        astray += [
            (months, people * _alone(months, held.get(code, {}), told))
            for months, people in own.exact
            if not months & here
        ]
    if astray:
        others = found.get(ELSEWHERE, Told())
        found[ELSEWHERE] = Told((*others.exact, *astray), others.doubtful)
    return {code: own for code, own in found.items() if own.exact or own.doubtful}


def _alone(months: frozenset[int], homes: Mapping[str, float], told: Mapping[str, Told]) -> float:
    """Return the share of a QPV that no row of its communes holds in those months."""
    return 1.0 - sum(
        share
        for home, share in homes.items()
        if home in told and any(months <= own for own, _ in told[home].exact)
    )
