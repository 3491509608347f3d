"""The rides of a day, from stop to stop, as arrays in order of departure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from netmap.errors import InputError, Problem
from netmap.transit.archive import GTFS_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from netmap.transit.days import Calendar

DAY_S = 86_400
_NEVER = "1"
#: rides of a day beyond which a timetable is refused: those of the largest networks are fewer
MOST_RIDES = 3_000_000


@dataclass(frozen=True)
class Timetable:
    """Rides from a stop to the next, sorted by departure; a trip's in its order.

    Attributes
    ----------
    start, end
        Places of stops in the list that the rides were read with.
    leaves, arrives
        Seconds after midnight of the day; ``arrives >= leaves``.
    before
        Ride that the same vehicle made just before; −1: it sets out.
    boards, alights
        Whether one may get in at `start`, and out at `end`.
    """

    start: NDArray[np.intp]
    end: NDArray[np.intp]
    leaves: NDArray[np.int64]
    arrives: NDArray[np.int64]
    before: NDArray[np.intp]
    boards: NDArray[np.bool_]
    alights: NDArray[np.bool_]

    def __len__(self) -> int:
        """Return the number of rides."""
        return len(self.leaves)


def seconds_of(text: str) -> float:
    """Return a time of a timetable in seconds after midnight; NaN: none is given.

    >>> seconds_of("25:10:05"), seconds_of("7:00:00"), seconds_of("")
    (90605.0, 25200.0, nan)
    """
    pieces = text.strip().split(":")
    if pieces == [""]:
        return float("nan")
    if len(pieces) != _PIECES:
        raise ValueError(text)
    hours, minutes, seconds = map(whole, pieces)
    if hours > _MOST_HOURS:
        raise ValueError(text)
    return 3_600 * hours + 60 * minutes + seconds


_PIECES = 3
#: hours after midnight that a trip may run on: three days
_MOST_HOURS = 72


def whole(text: str) -> float:
    """Return a whole number of a timetable; ValueError where it is none.

    >>> whole("600")
    600.0
    """
    bare = text.strip()
    if not (bare.isascii() and bare.isdecimal()) or len(bare) > _DIGITS:
        raise ValueError(text)
    return float(bare)


_DIGITS = 9


def day_rides(
    parts: Mapping[str, pd.DataFrame],
    stops: pd.Index[str],
    calendar: Calendar,
    day: dt.date,
    *,
    near: NDArray[np.bool_],
    window: tuple[int, int],
    path: str = GTFS_FILE,
) -> Timetable:
    """Return the rides of a day that leave and arrive within `window`.

    Vehicles that set out the day before and run past midnight are there, and those of the day
    after where the window is longer than the day. A trip of ``frequencies.txt`` sets out at each
    whole headway from the start of its period, before its end. A time that is not given lies
    evenly between those around it. A trip whose times run backwards is left out.

    Parameters
    ----------
    stops
        Ids; nobody gets in or out anywhere else.
    near
        Stops where a journey may begin or end: a trip that calls at none of them is left out.
    window
        Seconds after midnight: first departure, last arrival.

    Raises
    ------
    InputError
        A time or a number is none, or there are too many rides.
    """
    times = _stop_times(parts, stops, near, path)
    trips = _day_trips(parts, times, calendar, day, path)
    first, last = window
    pieces = []
    for trip, shift in trips:
        low, high = times.spans[trip]
        if times.leaves[low] + shift <= last and times.arrives[high - 1] + shift >= first:
            pieces.append((low, high, shift))
    if sum(high - low for low, high, _ in pieces) > MOST_RIDES:
        raise InputError((Problem(file=path, kind="gtfs-too-many"),))
    return _rides(times, pieces, first, last)


@dataclass(frozen=True)
class _StopTimes:
    """Stops of trips, a trip after the other: where, when, and which rows are each trip's."""

    stop: NDArray[np.intp]
    arrives: NDArray[np.int64]
    leaves: NDArray[np.int64]
    boards: NDArray[np.bool_]
    alights: NDArray[np.bool_]
    spans: Mapping[str, tuple[int, int]]


def _stop_times(
    parts: Mapping[str, pd.DataFrame], stops: pd.Index[str], near: NDArray[np.bool_], path: str
) -> _StopTimes:
    given = parts["stop_times"]
    trip = given["trip_id"].cat.codes.to_numpy(np.int64)
    order = np.lexsort((_parsed(given["stop_sequence"], whole, path), trip))
    trip = trip[order]
    where = stops.get_indexer(given["stop_id"].cat.categories)
    stop = where[given["stop_id"].cat.codes.to_numpy(np.int64)][order]
    useful = np.append(near, False)[stop]
    arrives = _parsed(given["arrival_time"], seconds_of, path)[order]
    leaves = _parsed(given["departure_time"], seconds_of, path)[order]
    arrives = np.where(np.isnan(arrives), leaves, arrives)
    leaves = np.where(np.isnan(leaves), arrives, leaves)
    bounds = np.flatnonzero(np.diff(trip, prepend=-1, append=-1))
    names = given["trip_id"].cat.categories
    spans = {}
    for low, high in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        _fill(arrives[low:high], leaves[low:high])
        both = np.column_stack([arrives[low:high], leaves[low:high]]).ravel()
        forward = (np.diff(both) >= 0).all()  # not where a time is missing at an end
        if forward and useful[low:high].any():
            spans[str(names[trip[low]])] = (low, high)
    return _StopTimes(
        stop=stop,
        arrives=np.nan_to_num(arrives, nan=-1).astype(np.int64),
        leaves=np.nan_to_num(leaves, nan=-1).astype(np.int64),
        boards=(given["pickup_type"].astype(str).to_numpy() != _NEVER)[order],
        alights=(given["drop_off_type"].astype(str).to_numpy() != _NEVER)[order],
        spans=spans,
    )


def _fill(arrives: NDArray[np.float64], leaves: NDArray[np.float64]) -> None:
    """Write times that are not given between those around them, evenly by stop."""
    unknown = np.isnan(arrives)
    if not unknown.any() or unknown[0] or unknown[-1]:
        return
    at = np.arange(len(arrives), dtype=np.float64)
    known = np.flatnonzero(~unknown)
    for lost in np.flatnonzero(unknown):
        after = known[np.searchsorted(known, lost)]
        before = known[np.searchsorted(known, lost) - 1]
        part = (at[lost] - before) / (after - before)
        arrives[lost] = np.floor(leaves[before] + part * (arrives[after] - leaves[before]))
    leaves[unknown] = arrives[unknown]


def _parsed(
    column: pd.Series[str], reader: Callable[[str], float], path: str
) -> NDArray[np.float64]:
    """Return a column of text as numbers, each text read once."""
    values = np.empty(len(column.cat.categories))
    for place, text in enumerate(column.cat.categories):
        try:
            values[place] = reader(str(text))
        except ValueError:
            details = (("column", str(column.name)),)
            problem = Problem(file=path, kind="gtfs-value", found=str(text), details=details)
            raise InputError((problem,)) from None
    return values[column.cat.codes.to_numpy()] if len(values) else np.empty(0)


def _day_trips(
    parts: Mapping[str, pd.DataFrame],
    times: _StopTimes,
    calendar: Calendar,
    day: dt.date,
    path: str,
) -> list[tuple[str, int]]:
    """Return the trips that run around a day, and by how many seconds each is shifted."""
    often: dict[str, list[tuple[int, int, int]]] = {}
    given = parts["frequencies"]
    rows = zip(
        given["trip_id"].astype(str),
        *(_parsed(given[name], seconds_of, path) for name in ("start_time", "end_time")),
        _parsed(given["headway_secs"], whole, path),
        strict=True,
    )
    for trip, start, end, headway in rows:
        if headway == 0 or np.isnan(start) or np.isnan(end):
            raise InputError((Problem(file=path, kind="gtfs-headway", found=str(trip)),))
        often.setdefault(trip, []).append((int(start), int(end), int(headway)))
    trips = parts["trips"]
    services = dict(zip(trips["trip_id"].astype(str), trips["service_id"].astype(str), strict=True))
    most = max((sum(len(range(*one)) for one in several) for several in often.values()), default=0)
    if most > MOST_RIDES:
        raise InputError((Problem(file=path, kind="gtfs-too-many"),))
    shifted: list[tuple[str, int]] = []
    for around in (-1, 0, 1):
        running = calendar.services(day + dt.timedelta(days=around))
        for trip, (low, _) in times.spans.items():
            if services.get(trip) not in running:
                continue
            shifts = [0]
            if trip in often:
                departs = int(times.leaves[low])
                shifts = [at - departs for one in often[trip] for at in range(*one)]
            shifted += [(trip, shift + around * DAY_S) for shift in shifts]
            if len(shifted) > MOST_RIDES:
                raise InputError((Problem(file=path, kind="gtfs-too-many"),))
    return shifted


def _rides(
    times: _StopTimes, pieces: list[tuple[int, int, int]], first: int, last: int
) -> Timetable:
    """Return the rides of vehicles, each a span of stop times and a shift."""
    counts = np.array([high - low - 1 for low, high, _ in pieces], dtype=np.int64)
    total = int(counts.sum())
    vehicle = np.repeat(np.arange(len(pieces)), counts)
    starts = np.cumsum(counts) - counts
    place = np.arange(total) - starts[vehicle]
    lows = np.array([low for low, _, _ in pieces], dtype=np.int64)
    shifts = np.array([shift for _, _, shift in pieces], dtype=np.int64)
    at = lows[vehicle] + place if total else np.empty(0, dtype=np.int64)
    shift = shifts[vehicle] if total else np.empty(0, dtype=np.int64)
    leaves, arrives = times.leaves[at] + shift, times.arrives[at + 1] + shift
    start, end = times.stop[at], times.stop[at + 1]
    inside = (leaves >= first) & (arrives <= last)
    order = np.lexsort((place, leaves))
    order = order[inside[order]]
    rank = np.full(total + 1, -1, dtype=np.intp)
    rank[order] = np.arange(len(order))
    return Timetable(
        start=start[order],
        end=end[order],
        leaves=leaves[order],
        arrives=arrives[order],
        before=np.where(place[order] > 0, rank[order - 1], -1),
        boards=(times.boards[at] & (start >= 0))[order],
        alights=(times.alights[at + 1] & (end >= 0))[order],
    )
