"""Stops, and how one walks between them: what the timetable says, else straight line × detour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from netmap.errors import InputError, Problem
from netmap.territory.origins import projected_points
from netmap.transit.archive import GTFS_FILE
from netmap.transit.timetable import whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray
    from pyproj import CRS

_STATION = "1"
_TIMED, _AT_LEAST, _NONE = "1", "2", "3"


@dataclass(frozen=True)
class Stops:
    """Where one gets in and out: `ids` in order of the file; `xy` (n, 2), metres, NaN: unknown.

    `station` is the id of the station that each belongs to (``""``: to none).
    """

    ids: pd.Index[str]
    xy: NDArray[np.float64]
    station: tuple[str, ...]


@dataclass(frozen=True)
class Walks:
    """From stop `start[k]` one stands ready to get in at stop `end[k]` in `seconds[k]`, 1 at least.

    A stop leads to itself: changing vehicles takes time too. Sorted by start, then end.
    """

    start: NDArray[np.intp]
    end: NDArray[np.intp]
    seconds: NDArray[np.int64]


def read_stops(parts: Mapping[str, pd.DataFrame], *, crs: CRS, path: str = GTFS_FILE) -> Stops:
    """Return the stops of a timetable, in a metric CRS; stations and entrances are none.

    Raises
    ------
    InputError
        A stop stands twice, or no stop has a place.
    """
    given = parts["stops"].astype(str)
    kind = given["location_type"].str.strip()
    table = given[kind.isin({"", "0", "4"})].reset_index(drop=True)
    twice = table["stop_id"].duplicated()
    if twice.any():
        found = str(table["stop_id"][twice].iloc[0])
        raise InputError((Problem(file=path, kind="gtfs-stop-twice", found=found),))
    degrees = pd.DataFrame(
        {
            "lat": pd.to_numeric(table["stop_lat"], errors="coerce"),
            "lon": pd.to_numeric(table["stop_lon"], errors="coerce"),
        }
    )
    degrees = degrees.where(degrees.abs().le(180).all(axis=1) & degrees["lat"].abs().le(90))
    xy = np.full((len(table), 2), np.nan)
    for row, point in enumerate(projected_points(degrees, "lon", "lat", crs=crs)):
        if point is not None and np.isfinite([point.x, point.y]).all():
            xy[row] = point.x, point.y
    if not np.isfinite(xy).any():
        raise InputError((Problem(file=path, kind="gtfs-no-place"),))
    return Stops(pd.Index(table["stop_id"], dtype=object), xy, tuple(table["parent_station"]))


def walks_between(
    stops: Stops,
    transfers: pd.DataFrame,
    *,
    change_s: int,
    reach_m: float,
    metres_a_second: float,
    path: str = GTFS_FILE,
) -> Walks:
    """Return how one changes from a vehicle to another, on foot where the stops are not the same.

    One walk lies between two vehicles, never two. Where ``transfers.txt`` tells of a pair of
    stops (or of their stations), it decides: a guaranteed change takes a second, one of a least
    time takes that, one that is not possible is none; any other is as it would be without.

    Parameters
    ----------
    change_s
        Least seconds from a vehicle to another.
    reach_m, metres_a_second
        The longest walk and its speed, both in straight line.

    Raises
    ------
    InputError
        A time of ``transfers.txt`` is none.
    """
    seconds: dict[tuple[int, int], int] = {}
    placed = np.flatnonzero(np.isfinite(stops.xy).all(axis=1))
    tree = cKDTree(stops.xy[placed])
    near = tree.sparse_distance_matrix(tree, reach_m, output_type="coo_matrix")
    for start, end, metres in zip(near.row, near.col, near.data, strict=True):
        walked = int(np.ceil(metres / metres_a_second))
        seconds[int(placed[start]), int(placed[end])] = max(change_s, walked)
    for stop in range(len(stops.ids)):
        seconds[stop, stop] = max(change_s, 1)
    for pair, kind, least in _told(stops, transfers, path):
        if kind == _TIMED:
            seconds[pair] = 1
        elif kind == _AT_LEAST:
            seconds[pair] = max(least, 1)
        elif kind == _NONE:
            seconds.pop(pair, None)
    pairs = sorted(seconds)
    ends = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    return Walks(ends[:, 0], ends[:, 1], np.array([seconds[one] for one in pairs], dtype=np.int64))


def _told(
    stops: Stops, transfers: pd.DataFrame, path: str
) -> Iterator[tuple[tuple[int, int], str, int]]:
    """Yield pairs of stops that ``transfers.txt`` tells of, its kind of change, its seconds."""
    members: dict[str, list[int]] = {}
    for place, (stop, station) in enumerate(zip(stops.ids, stops.station, strict=True)):
        members.setdefault(str(stop), []).append(place)
        if station:
            members.setdefault(station, []).append(place)
    for start, end, kind, least in transfers.astype(str).itertuples(index=False, name=None):
        try:
            seconds = int(whole(least)) if least.strip() else 0
        except ValueError:
            details = (("column", "min_transfer_time"),)
            problem = Problem(file=path, kind="gtfs-value", found=least, details=details)
            raise InputError((problem,)) from None
        for one in members.get(start, ()):
            for other in members.get(end, ()):
                yield (one, other), kind.strip(), seconds


def walk_seconds(
    points: NDArray[np.float64],
    others: NDArray[np.float64],
    *,
    reach_m: float,
    metres_a_second: float,
) -> NDArray[np.float64]:
    """Return the seconds on foot from each point to each other, whole; ``inf``: too far, unknown.

    >>> walk_seconds(np.array([[0.0, 0.0]]), np.array([[100.0, 0.0], [900.0, 0.0]]),
    ...              reach_m=500, metres_a_second=1.0)
    array([[100.,  inf]])
    """
    metres = np.hypot(
        points[:, None, 0] - others[None, :, 0], points[:, None, 1] - others[None, :, 1]
    )
    near = metres <= reach_m  # never where a place is unknown
    return np.where(near, np.ceil(metres / metres_a_second), np.inf)
