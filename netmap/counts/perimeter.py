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


def of_the_territory(
    accompaniments: pd.DataFrame,
    territory: Territory,
    *,
    reading: ReadingSettings,
    periods: tuple[str, ...],
    perimeter: Mapping[str, tuple[str, ...]],
) -> pd.DataFrame:
    """Return the rows, with nobody in those of people who are in no rate.

    They live elsewhere, or where the service was not open.

    Parameters
    ----------
    periods
        Those pooled; empty: all of the table.
    """
    every = tuple(sorted(set(accompaniments["periode"])))
    zones_of = _zones_of(territory, holds=holds_quarters(accompaniments, territory, reading))
    pooled, told = (
        dict(
            zip(
                map(str, territory.zones.index),
                months_open(territory.zones, territory.epci, pool, perimeter),
                strict=True,
            )
        )
        for pool in (periods or every, every)
    )

    @cache
    def is_outside(period: str, code: str) -> bool:
        opened = pooled if period in (periods or every) else told
        zones = zones_of.get(code, ())
        closed = all(months(period).isdisjoint(opened[zone]) for zone in zones)
        return code == ELSEWHERE or (bool(zones) and closed)

    outside = [*map(is_outside, accompaniments["periode"], accompaniments["code"])]
    nobody = {
        name: accompaniments[name].mask(
            pd.Series(outside, index=accompaniments.index)
            & (accompaniments[name].notna() | (name in _PEOPLE)),
            0.0,
        )
        for name in (*MEASURES, *_PEOPLE)
        if name in accompaniments
    }
    return accompaniments.assign(**nobody)


#: of a row, people and people at most: one of nobody tells its number
_PEOPLE = ("personnes", "au_plus")


def _zones_of(territory: Territory, *, holds: bool) -> dict[str, list[str]]:
    """Return the zones that rows of each code tell of."""
    zones_of = {
        code: [zone for zone, _ in own] for code, own in row_shares(territory, holds=holds).items()
    }
    if holds:
        homes = territory.zones["code_insee"]
        zones_of |= {str(code): list(own.index) for code, own in homes.groupby(homes)}
    return zones_of


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
    months_of = dict(zip(map(str, territory.zones.index), opened, strict=True))
    zones_of = _zones_of(territory, holds=holds)
    held = held_shares(territory) if holds else {}
    found: dict[str, Told] = {}
    astray: list[tuple[frozenset[int], float]] = []
    for code, own in told.items():
        if code not in zones_of:
            found[code] = own
            continue
        open_in = frozenset[int]().union(*(months_of[str(zone)] for zone in zones_of[code]))
        found[code] = Told(
            *(tuple(one for one in rows if one[0] & open_in) for rows in (own.exact, own.doubtful))
        )
        astray += [
            (months, people * _alone(months, held.get(code, {}), told))
            for months, people in own.exact
            if not months & open_in
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
