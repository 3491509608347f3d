"""Contacts by point to counts by period and place: nothing else of them goes further.

A contact is a meeting, not a person accompanied: its counts are never added to those of
people. It is counted where it took place. Its point says the zone; without a point, its code
says as much as it can: rows of a commune go to the commune's remainder (outside its QPVs, or
not known to be inside), as people do, and rows of a QPV that lies in several communes are
counted in the QPV and in no commune, since nobody knows which: contacts are never split.

What a missing row means is told in :mod:`netmap.counts.people`; the periods are years.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.counts.shares import are_open
from netmap.errors import InputError, PlacingError, Problem
from netmap.periods import open_codes
from netmap.territory.finder import ZoneFinder
from netmap.territory.lived import points_between
from netmap.territory.origins import projected_xy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from netmap.inputs.model import Contacts
    from netmap.territory.model import Territory

#: Where a contact is that is in no zone: its point lies outside, or its code has no zone.
OUTSIDE, UNPLACED = "hors-territoire", "inconnu"


def count_contacts(
    contacts: Contacts | None,
    territory: Territory,
    *,
    perimeter: Mapping[str, tuple[str, ...]] | None = None,
) -> pd.DataFrame | None:
    """Return contacts by period and place.

    Parameters
    ----------
    contacts
        As in Inputs; None: no table.
    territory
        The zones.
    perimeter
        period → codes of communes, QPVs or the EPCI where the service was open.

    Returns
    -------
        Index MultiIndex (``periode``, ``niveau``, ``code``), a column ``passages``. Levels:
        ``territoire``, ``commune``, ``qpv``; ``zone`` (a zone's code; ``:QPV`` where the
        commune is not known); ``ailleurs`` (``hors-territoire``, ``inconnu``), which the
        territory leaves out. 0: none in a period of the table; NaN: none, and the service was
        not open there. None: no table.

    Raises
    ------
    PlacingError
        The contacts cannot be placed; it tells nothing of them.
    InputError
        Their files were changed since they were checked.
    """
    if contacts is None:
        return None
    counts = _placed(partial(_counts, contacts, territory))
    rows: list[tuple[str, str, str, float]] = []
    for year, of_year in counts.groupby(level="periode", sort=True):
        period = str(year)
        own = {str(part): float(n) for part, n in of_year.droplevel("periode").items()}
        rows += (
            (period, level, code, number)
            for level, code, number in _places(own, territory, _open(period, territory, perimeter))
        )
    index = pd.MultiIndex.from_tuples(
        [row[:3] for row in rows] or [], names=["periode", "niveau", "code"]
    )
    return pd.DataFrame({"passages": [row[3] for row in rows]}, index=index, dtype=float)


def count_between(contacts: Contacts | None, territory: Territory) -> pd.Series[float] | None:
    """Return the contacts between each official neighbourhood and the lived one, all years.

    Returns
    -------
        Index ``code_qp``; None: there are no contacts, or no lived neighbourhoods.

    Raises
    ------
    PlacingError, InputError
        As :func:`count_contacts`.
    """
    if contacts is None or territory.edges is None:
        return None
    return _placed(partial(_between, contacts, territory.edges))


def _placed(place: Callable[[], pd.Series[float]]) -> pd.Series[float]:
    """Return what `place` counts; of a failure, nothing but its kind: no words, no variables."""
    failure, counts, problems = "", pd.Series(dtype=float), tuple[Problem, ...]()
    try:
        counts = place()
    except InputError as error:
        problems = error.problems
    except Exception as error:  # noqa: BLE001 - what a library says may quote a point
        failure = type(error).__name__
    if problems:
        raise InputError(problems)
    if failure:
        raise PlacingError(failure)
    return counts


def _between(contacts: Contacts, edges: gpd.GeoDataFrame) -> pd.Series[float]:
    counts = pd.Series(0.0, index=edges.index, dtype=float)
    for chunk in contacts.chunks():
        x, y = projected_xy(chunk["longitude"], chunk["latitude"], crs=edges.crs)
        counts += points_between(edges, x, y)
    return counts


def _counts(contacts: Contacts, territory: Territory) -> pd.Series[float]:
    """Return contacts by period and part: a zone, a commune, ``:QPV``, or one of `ailleurs`."""
    finder = ZoneFinder(territory.zones, points=contacts.rows)
    by_code = _parts_by_code(territory)
    parts = list(dict.fromkeys([*map(str, territory.zones.index.tolist()), *by_code.values()]))
    parts += [OUTSIDE, UNPLACED]
    number = {part: at for at, part in enumerate(parts)}
    number_of = {code: number[part] for code, part in by_code.items()}
    # a point in no zone, and a code of none: the last places, which −1 takes
    zone_of = np.append(np.arange(len(territory.zones)), number[OUTSIDE])
    counts: defaultdict[str, NDArray[np.int64]] = defaultdict(lambda: np.zeros(len(parts), int))
    for chunk in contacts.chunks():
        placed = (chunk["latitude"].notna() & chunk["longitude"].notna()).to_numpy()
        code, codes = pd.factorize(chunk["code"])
        coded = np.array([*(number_of.get(one, -1) for one in codes), -1], dtype=np.intp)[code]
        found = zone_of[finder.find(chunk["longitude"], chunk["latitude"])]
        part = np.where(placed, found, np.where(coded < 0, number[UNPLACED], coded))
        period, periods = pd.factorize(chunk["periode"])
        for at, one in enumerate(periods):
            counts[str(one)] += np.bincount(part[period == at], minlength=len(parts))
    rows = [(period, parts[at]) for period, own in counts.items() for at in np.flatnonzero(own)]
    index = pd.MultiIndex.from_tuples(rows or [], names=["periode", "part"])
    return pd.Series(
        [counts[period][number[part]] for period, part in rows], index=index, dtype=float
    )


def _parts_by_code(territory: Territory) -> dict[str, str]:
    """Return the zone that a code is, else the commune, else ``:QPV``."""
    parts: dict[str, str] = {}
    for column, name in (("code_qp", ":{}"), ("code_insee", "{}")):
        zones_of: defaultdict[str, list[str]] = defaultdict(list)
        for zone, code in _said(territory.zones, column):
            zones_of[str(code)].append(str(zone))
        for code, own in sorted(zones_of.items()):
            parts[code] = own[0] if len(own) == 1 else name.format(code)
    return parts


def _said(zones: gpd.GeoDataFrame, column: str) -> Iterator[tuple[str, str]]:
    codes = zones[column].dropna()
    yield from zip(codes.index.tolist(), codes.tolist(), strict=True)


def _open(
    period: str, territory: Territory, perimeter: Mapping[str, tuple[str, ...]] | None
) -> frozenset[str]:
    """Return the zones where the service was meant to work in some month of a year."""
    zones = territory.zones
    flags = are_open(zones, territory.epci, open_codes(period, perimeter or {}))
    return frozenset(str(zone) for zone, is_open in zip(zones.index, flags, strict=True) if is_open)


def _places(
    own: Mapping[str, float], territory: Territory, opened: frozenset[str]
) -> Iterator[tuple[str, str, float]]:
    """Yield level, code and contacts of every place, from the contacts of one period by part."""
    inside = {part: n for part, n in own.items() if part not in {OUTSIDE, UNPLACED}}
    parts = sorted({*inside, *map(str, territory.zones.index.tolist())})
    yield "territoire", "territoire", sum(inside.values())
    for level, end, codes in (
        ("commune", 0, territory.communes.index),
        ("qpv", 1, territory.qpv.index),
    ):
        parts_of: defaultdict[str, list[str]] = defaultdict(list)
        for part in parts:
            parts_of[part.partition(":")[::2][end]].append(part)
        for code in sorted(map(str, codes)):
            held = parts_of[code]
            total = sum(inside.get(part, 0.0) for part in held)
            yield level, code, total if total or opened.intersection(held) else np.nan
    for part in parts:
        yield "zone", part, inside.get(part, 0.0 if part in opened else np.nan)
    for part in (OUTSIDE, UNPLACED):
        yield "ailleurs", part, own.get(part, 0.0)
