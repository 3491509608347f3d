"""Periods of the tables: a year, a school year, or a half, a quarter or a month of a year."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

#: A year, a school year (September to August), or a half, a quarter or a month of a year.
PERIOD = re.compile(
    r"^((?:19|20)[0-9]{2})(?:-(?:((?:19|20)[0-9]{2})|S([12])|T([1-4])|(0[1-9]|1[0-2])))?$"
)


@cache
def months(period: str) -> frozenset[int]:
    """Return the months of a period, counted from year 0.

    Raises
    ------
    ValueError
        It is none of ``2023``, ``2023-2024``, ``2023-S1``, ``2023-T1``, ``2023-01``.

    Examples
    --------
    >>> len(months("2023")), len(months("2023-S1")), len(months("2023-T4")), len(months("2023-07"))
    (12, 6, 3, 1)
    >>> months("2023-T2") < months("2023-S1"), len(months("2023-2024") & months("2024"))
    (True, 8)
    """
    match = PERIOD.fullmatch(period)
    if match is None or (match[2] and int(match[2]) != int(match[1]) + 1):
        message = f"{period!r} is no period: 2023, 2023-2024, 2023-S1, 2023-T1 or 2023-01 expected"
        raise ValueError(message)
    year, following, half, quarter, month = match.groups()
    first, count = 0, 12
    if following:
        first = _SEPTEMBER
    elif half:
        first, count = 6 * (int(half) - 1), 6
    elif quarter:
        first, count = 3 * (int(quarter) - 1), 3
    elif month:
        first, count = int(month) - 1, 1
    start = 12 * int(year) + first
    return frozenset(range(start, start + count))


#: the first month of a school year, from 0
_SEPTEMBER = 8


def longest(periods: Iterable[str]) -> tuple[str, ...]:
    """Return the periods that are inside no other of them, sorted.

    >>> longest(["2023", "2023-S1", "2022-T4"])
    ('2022-T4', '2023')
    """
    given = frozenset(periods)
    return tuple(sorted(period for period in given if not within_another(period, given)))


def making(periods: Iterable[str], pool: AbstractSet[int]) -> tuple[str, ...]:
    """Return the longest periods that are these months together, sorted; none, if they are not.

    >>> making(["2023", "2023-S1", "2024"], months("2023"))
    ('2023',)
    >>> making(["2023-S1", "2024"], months("2023"))
    ()
    """
    inside = longest(period for period in periods if months(period) <= pool)
    return inside if frozenset[int]().union(*map(months, inside)) == pool else ()


def within_another(period: str, others: frozenset[str]) -> bool:
    """Tell whether a period is part of a longer one among `others`: its people count there.

    Examples
    --------
    >>> within_another("2023-S1", frozenset({"2023", "2023-S1"}))
    True
    """
    own = months(period)
    return any(own < months(other) for other in others)


def compared(earlier: Iterable[str], now: Iterable[str]) -> tuple[bool, bool, bool]:
    """Tell whether earlier periods are the same months together, some of today's, or more.

    Examples
    --------
    >>> compared(["2022"], ["2022", "2023"])
    (False, True, False)
    """
    then, today = (frozenset[int]().union(*map(months, some)) for some in (earlier, now))
    return then == today, then < today, then > today


def open_in(month: int, perimeter: Mapping[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """Return the codes where the service was open in a month: those of the shortest period stated.

    None: none that holds it is stated, the service is open everywhere.

    Examples
    --------
    >>> perimeter = {"2024": ("a",), "2024-S2": ("a", "b")}
    >>> [open_in(12 * 2024 + month, perimeter) for month in (5, 6, 12)]
    [('a',), ('a', 'b'), None]
    """
    stated = [period for period in perimeter if month in months(period)]
    if not stated:
        return None
    return perimeter[min(stated, key=lambda period: (len(months(period)), period))]


def open_codes(period: str, perimeter: Mapping[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """Return the codes where the service was open at some time of a period.

    None: in one of its months, everywhere.

    Examples
    --------
    >>> open_codes("2024", {"2024-S1": ("a",), "2024-S2": ("a", "b")})
    ('a', 'b')
    >>> open_codes("2024", {"2024-S1": ("a",)}) is None
    True
    """
    found: set[str] = set()
    for month in months(period):
        codes = open_in(month, perimeter)
        if codes is None:
            return None
        found.update(codes)
    return tuple(sorted(found))


def open_today(
    perimeter: Mapping[str, tuple[str, ...]], counted: Iterable[str]
) -> tuple[str, ...] | None:
    """Return the codes where the service is open in the last month that is told of.

    Parameters
    ----------
    perimeter
        period → codes; a period that is not there: everywhere.
    counted
        Periods that people are counted in.

    Returns
    -------
        None: everywhere.

    Examples
    --------
    >>> open_today({"2023": ("a",), "2024": ("a", "b")}, ["2023", "2024"])
    ('a', 'b')
    >>> open_today({"2023": ("a",)}, ["2024"]) is None
    True
    """
    if not perimeter:
        return None
    return open_in(max(max(months(one)) for one in {*perimeter, *counted}), perimeter)
