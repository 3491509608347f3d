"""Every journey of a day at once: a profile scan of connections on arrays.

Source: Dibbelt, Pick, Strasser and Wagner, *Connection Scan Algorithm*, ACM Journal of
Experimental Algorithmics 23 (2018), with its profile turned round: for each ride, the latest
departure from each home with which one can be aboard. Rides and changes are met once, in order of
time, whatever the number of departures that are asked about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from netmap.transit.stops import Walks
    from netmap.transit.timetable import Timetable

#: seconds before any journey: nobody can be aboard
NEVER = -(2**31)


def latest_departures(
    timetable: Timetable, walks: Walks, access_s: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return, for each ride, the latest departure from each home to be aboard.

    Parameters
    ----------
    timetable
        Rides in order of departure.
    walks
        Changes; each takes a second at least.
    access_s
        Shape (homes, stops): seconds on foot to get in at a stop; ``inf``: too far.

    Returns
    -------
        Shape (rides, homes), seconds; `NEVER`: one cannot.
    """
    homes, stops = access_s.shape
    reached = np.where(np.isfinite(access_s.T), np.nan_to_num(access_s.T, posinf=0), -2.0 * NEVER)
    access = reached.astype(np.int64)
    ready = np.full((stops, homes), NEVER, dtype=np.int64)
    aboard = np.full((len(timetable) + 1, homes), NEVER, dtype=np.int64)
    events = _events(timetable, walks)
    start, before = timetable.start.tolist(), timetable.before.tolist()
    leaves, boards = timetable.leaves.tolist(), timetable.boards.tolist()
    maximum = np.maximum
    for ride, stop in zip(*events, strict=True):
        if stop >= 0:  # somebody who got out of a ride may get in here
            maximum(ready[stop], aboard[ride], out=ready[stop])
            continue
        own = aboard[ride]
        own[:] = aboard[before[ride]]  # the last row, of no ride, is always NEVER
        if boards[ride]:
            at = start[ride]
            maximum(own, ready[at], out=own)
            maximum(own, leaves[ride] - access[at], out=own)
    return aboard[:-1].clip(NEVER)


def _events(timetable: Timetable, walks: Walks) -> tuple[list[int], list[int]]:
    """Return what happens, in order of time: a ride leaves (stop −1), or one stands at a stop.

    Who stands at a stop the second that a ride leaves is aboard.
    """
    stops = int(max(walks.start.max(initial=-1), timetable.end.max(initial=-1))) + 2
    first = np.searchsorted(walks.start, np.arange(stops))
    out = np.flatnonzero(timetable.alights)
    ends = timetable.end[out]
    counts = first[ends + 1] - first[ends]
    ride = np.repeat(out, counts)
    begun = np.cumsum(counts) - counts
    walk = np.repeat(first[ends], counts) + np.arange(counts.sum()) - np.repeat(begun, counts)
    stands = timetable.arrives[ride] + walks.seconds[walk]
    useful = _last_chance(timetable, stops)[walks.end[walk]] >= stands
    ride, walk, stands = ride[useful], walk[useful], stands[useful]
    time = np.concatenate([timetable.leaves, stands])
    leaving = np.concatenate([np.ones(len(timetable), np.int8), np.zeros(len(ride), np.int8)])
    rides = np.concatenate([np.arange(len(timetable)), ride])
    places = np.concatenate([np.full(len(timetable), -1), walks.end[walk]])
    order = np.lexsort((rides, leaving, time))
    return rides[order].tolist(), places[order].tolist()


def _last_chance(timetable: Timetable, stops: int) -> NDArray[np.int64]:
    """Return when the last ride that one may get in leaves each stop."""
    last = np.full(stops, NEVER, dtype=np.int64)
    np.maximum.at(last, timetable.start[timetable.boards], timetable.leaves[timetable.boards])
    return last


def earliest_arrivals(
    timetable: Timetable,
    aboard: NDArray[np.int64],
    egress_s: NDArray[np.float64],
    direct_s: NDArray[np.float64],
    departures: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return when one arrives who leaves at each of `departures`, sorted.

    Parameters
    ----------
    aboard
        As :func:`latest_departures`.
    egress_s
        Shape (stops, sites), seconds on foot.
    direct_s
        Shape (homes, sites), seconds all the way on foot; ``inf``: too far.

    Returns
    -------
        Shape (homes, sites, departures), seconds after midnight; ``inf``: one does not.
    """
    homes, sites = direct_s.shape
    found = (departures + direct_s[:, :, None]).astype(np.float64)
    for site in range(sites):
        ride, arrival = _arrivals(timetable, egress_s[:, site])
        for home in range(homes):
            # the last departure that still catches the ride; those before it do too
            at = np.searchsorted(departures, aboard[ride, home], side="right") - 1
            best = np.full(len(departures) + 1, np.inf)
            np.minimum.at(best, at, arrival)  # −1, too late for all, is the place after the last
            caught = np.minimum.accumulate(best[:-1][::-1])[::-1]
            np.minimum(found[home, site], caught, out=found[home, site])
    return found


def last_departures(
    timetable: Timetable,
    aboard: NDArray[np.int64],
    egress_s: NDArray[np.float64],
    *,
    until: float,
) -> NDArray[np.float64]:
    """Return the latest departure from each home that a ride still brings to each site in time.

    Returns
    -------
        Shape (homes, sites), seconds after midnight; ``-inf``: there is none.
    """
    homes = aboard.shape[1]
    found = np.full((homes, egress_s.shape[1]), -np.inf)
    for site in range(egress_s.shape[1]):
        ride, arrival = _arrivals(timetable, egress_s[:, site])
        caught = aboard[ride[arrival <= until]]
        if len(caught):
            found[:, site] = caught.max(axis=0)
    return np.where(found <= NEVER, -np.inf, found)


def _arrivals(
    timetable: Timetable, egress_s: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the rides that one may get out of near a place, and when one is there."""
    ride = np.flatnonzero(timetable.alights)
    arrival = timetable.arrives[ride] + egress_s[timetable.end[ride]]
    near = np.isfinite(arrival)
    return ride[near], arrival[near]
