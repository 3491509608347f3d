"""Time and memory of journeys by bus, and their ratio to Dijkstra on a time-expanded graph.

    python benchmarks/buses.py [--lines 30] [--headway 15]

28 places × 20 sites × 120 departures on a made-up network: lines of 40 stops over 20 × 20 km, both
ways, from 6:00 to 21:00. Reading the archive is counted. The graph is the one of the tests, on a
small piece of the same network; its journeys must be the same.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import itertools
from typing import TYPE_CHECKING

from peers import tell
from timetables import DAY, END, START, Oracle, archive, clock

from netmap.transit.archive import read_archive
from netmap.transit.days import read_calendar
from netmap.transit.journeys import Rules, find_journeys
from netmap.transit.scan import earliest_arrivals, latest_departures
from netmap.transit.stops import Stops, walk_seconds, walks_between
from netmap.transit.timetable import day_rides

if TYPE_CHECKING:
    import datetime as dt

SIDE_M, CALLS, REACH_M, SPEED, CHANGE_S = 20_000.0, 40, 770.0, 0.85, 120
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def network(lines: int, headway_min: int, *, side: float, calls: int, seed: int) -> SimpleNamespace:
    """Return tables of a feed and the metres of its stops; lines share stops on a grid of 300 m."""
    draw = random.Random(seed)  # noqa: S311
    places: dict[str, tuple[float, float]] = {}
    trips, times = [], []
    for line in range(lines):
        ends = [(draw.uniform(0, side), draw.uniform(0, side)) for _ in range(2)]
        ends.insert(1, (side / 2, side / 2))
        path = []
        for (x0, y0), (x1, y1) in itertools.pairwise(ends):
            for step in range(calls // 2):
                part = step / (calls // 2)
                cell = (round((x0 + (x1 - x0) * part) / 300), round((y0 + (y1 - y0) * part) / 300))
                name = f"s{cell[0]}-{cell[1]}"
                places[name] = (cell[0] * 300.0, cell[1] * 300.0)
                if name not in path[-1:]:
                    path.append(name)
        for way, stops in enumerate((path, path[::-1])):
            start = 6 * 3600 + 60 * draw.randrange(headway_min)
            for n, at in enumerate(range(start, 21 * 3600, 60 * headway_min)):
                trip = f"{line}-{way}-{n}"
                trips.append({"trip_id": trip, "service_id": "w"})
                times += [
                    {"trip_id": trip, "arrival_time": clock(at + 90 * k),
                     "departure_time": clock(at + 90 * k), "stop_id": stop, "stop_sequence": k,
                     "pickup_type": "", "drop_off_type": ""}
                    for k, stop in enumerate(stops)
                ]  # fmt: skip
    week = {"service_id": "w", **dict.fromkeys(WEEK, 1)}
    tables = {
        "stops": [{"stop_id": name, "stop_lat": 0, "stop_lon": 0} for name in places],
        "trips": trips,
        "stop_times": times,
        "calendar": [week | {"start_date": "20260101", "end_date": "20261231"}],
        "calendar_dates": [],
        "frequencies": [],
        "transfers": [],
    }
    return SimpleNamespace(tables=tables, places=places, stops=list(places))


def read(folder: Path, feed: SimpleNamespace) -> tuple:
    """Return stops, walks and rides of a feed that stands in a folder."""
    parts = read_archive(folder)
    stops = Stops(
        pd.Index(feed.stops), np.array(list(feed.places.values())), ("",) * len(feed.stops)
    )
    walks = walks_between(
        stops, parts["transfers"], change_s=CHANGE_S, reach_m=REACH_M, metres_a_second=SPEED
    )
    near = np.ones(len(feed.stops), dtype=bool)
    window = (START, END)
    day: dt.date = DAY
    rides = day_rides(parts, stops.ids, read_calendar(parts), day, near=near, window=window)
    return stops, walks, rides


def whole(lines: int, headway: int, folder: Path) -> None:
    """Measure the journeys of an agglomeration."""
    feed = network(lines, headway, side=SIDE_M, calls=CALLS, seed=1)
    (folder / "data").mkdir()
    (folder / "data" / "gtfs.zip").write_bytes(archive(feed.tables))
    draw = np.random.default_rng(2)
    some = np.array(list(feed.places.values()))
    homes, sites = some[draw.integers(len(some), size=28)], some[draw.integers(len(some), size=20)]
    rules = Rules(
        departures=np.arange(START, START + 7_200, 60), stay_s=2_700, closing_s=12.5 * 3_600,
        home_by_s=float(END), reach_m=REACH_M, metres_a_second=SPEED, change_s=CHANGE_S,
    )  # fmt: skip
    begun = time.process_time()
    stops, walks, rides = read(folder, feed)
    read_s = time.process_time() - begun
    found = find_journeys(
        rides, walks, stops_xy=stops.xy, homes_xy=homes, sites_xy=sites, rules=rules
    )
    total = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{len(feed.stops)} stops, {len(feed.tables['stop_times'])} calls, {len(rides)} rides")
    print(f"28 × 20 × 120 journeys: {total:.1f} s of CPU ({read_s:.1f} to read), {peak:.2f} GiB")
    print(f"median of the pairs within reach: {np.median(found.minutes[found.share > 0]):.0f} min")


def piece(folder: Path) -> None:
    """Compare with networkx on a piece: 2 homes × 2 sites × 12 departures."""
    feed = network(6, 30, side=4_000.0, calls=14, seed=3)
    (folder / "data").mkdir()
    (folder / "data" / "gtfs.zip").write_bytes(archive(feed.tables))
    feed.homes, feed.sites = (
        [(300.0, 900.0), (3_300.0, 2_700.0)],
        [(2_000.0, 2_000.0), (600.0, 3_000.0)],
    )
    departures = np.arange(START, START + 3_600, 300)
    stops, walks, rides = read(folder, feed)
    begun = time.process_time()
    speed = {"reach_m": REACH_M, "metres_a_second": SPEED}
    homes, sites = np.array(feed.homes), np.array(feed.sites)
    aboard = latest_departures(rides, walks, walk_seconds(homes, stops.xy, **speed))
    egress, direct = walk_seconds(stops.xy, sites, **speed), walk_seconds(homes, sites, **speed)
    ours = earliest_arrivals(rides, aboard, egress, direct, departures)
    own = time.process_time() - begun
    begun = time.process_time()
    oracle = Oracle(feed, change_s=CHANGE_S, reach_m=REACH_M, speed=SPEED)
    for h, home in enumerate(feed.homes):
        for s, site in enumerate(feed.sites):
            for d, departure in enumerate(departures.tolist()):
                told = oracle.arrival(home, site, departure)
                if ours[h, s, d] != (np.inf if told is None else told):
                    message = f"journeys differ: {h}, {s}, {d}"
                    raise SystemExit(message)
    peer = time.process_time() - begun
    tell("journeys by bus", f"{len(rides)} rides", "networkx, expanded in time", [peer / own])
    print(
        f"piece of {len(rides)} rides: {own:.3f} s, networkx {peer:.2f} s, {peer / own:.0f} times"
    )


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--lines", type=int, default=30)
    asked.add_argument("--headway", type=int, default=15)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        for name in ("whole", "piece"):
            (Path(made) / name).mkdir()
        whole(options.lines, options.headway, Path(made) / "whole")
        piece(Path(made) / "piece")
