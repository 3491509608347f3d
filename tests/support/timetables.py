"""Small timetables drawn at random, and a naive reading of them: no array, no netmap."""

import csv
import datetime as dt
import io
import itertools
import random
import zipfile
from types import SimpleNamespace

import networkx as nx

DAY = dt.date(2026, 11, 24)
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
START, END = 8 * 3600, 20 * 3600


def clock(seconds):
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def archive(tables):
    """Return the bytes of a GTFS file; a table is a list of rows that have the same columns."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, rows in tables.items():
            text = io.StringIO()
            if rows:
                writer = csv.DictWriter(text, rows[0])
                writer.writeheader()
                writer.writerows(rows)
            file.writestr(f"{name}.txt", text.getvalue())
    return packed.getvalue()


def half_hourly(places, *, until=20, end="20991231"):
    """Return the tables of one bus each half-hour between two places, both ways, 15 minutes.

    Parameters
    ----------
    places
        Latitude and longitude of two stops, by what they are called.
    until
        Hour of the last departure; `end` is the last day.
    """
    ends = list(places)
    trips, times = [], []
    for n, at in enumerate(range(7 * 3600, until * 3600, 1_800)):
        for way in (ends, ends[::-1]):
            name = f"{way[0]}-{n}"
            trips.append({"trip_id": name, "service_id": "w"})
            times += [
                {"trip_id": name, "stop_id": stop, "stop_sequence": k,
                 "arrival_time": clock(at + 900 * k), "departure_time": clock(at + 900 * k)}
                for k, stop in enumerate(way)
            ]  # fmt: skip
    stops = [{"stop_id": c, "stop_lat": lat, "stop_lon": lon} for c, (lat, lon) in places.items()]
    week = {"service_id": "w", **dict.fromkeys(DAYS, 1), "start_date": "20260101", "end_date": end}
    return {"stops": stops, "trips": trips, "stop_times": times, "calendar": [week]}


def random_feed(seed):
    """Draw a feed of a few stops: services of some days, exceptions, headways, nights, changes."""
    draw = random.Random(seed)
    stops = [f"s{n}" for n in range(draw.randint(3, 8))]
    places = {stop: (draw.uniform(0, 3_000), draw.uniform(0, 3_000)) for stop in stops}
    week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    calendar = [
        {"service_id": f"w{n}", **{day: draw.randint(0, 2) and 1 for day in week},
         "start_date": "20261101", "end_date": draw.choice(["20261123", "20261231"])}
        for n in range(3)
    ]  # fmt: skip
    dates = [
        {"service_id": draw.choice(["w0", "w1", "w2", "x"]),
         "date": (DAY + dt.timedelta(days=draw.randint(-1, 1))).strftime("%Y%m%d"),
         "exception_type": draw.choice([1, 1, 2])}
        for _ in range(4)
    ]  # fmt: skip
    # a service is on one list of a day, never on both
    dates = list({(row["service_id"], row["date"]): row for row in dates}.values())
    trips, times, frequencies = [], [], []
    for n in range(draw.randint(4, 16)):
        service = draw.choice(["w0", "w1", "w2", "x"])
        trips.append({"trip_id": f"t{n}", "service_id": service})
        at = draw.choice([0, 0, 0, 24 * 3600]) + draw.randint(
            7 * 3600, draw.choice([12, 21]) * 3600
        )
        begins = at
        calls = draw.sample(stops, draw.randint(2, len(stops)))
        if draw.random() < 0.2:
            calls.append(calls[0])
        for place, stop in enumerate(calls):
            waits = draw.choice([0, 0, 60])
            unknown = 0 < place < len(calls) - 1 and draw.random() < 0.15
            times.append(
                {"trip_id": f"t{n}", "stop_id": stop, "stop_sequence": place * 5 + 1,
                 "arrival_time": "" if unknown else clock(at),
                 "departure_time": "" if unknown else clock(at + waits),
                 "pickup_type": draw.choice(["", "", "", 0, 1]),
                 "drop_off_type": draw.choice(["", "", "", 0, 1])}
            )  # fmt: skip
            at += waits + draw.choice([0, 60, 180, 420, 1_200])
        if draw.random() < 0.25:
            frequencies.append(
                {"trip_id": f"t{n}", "start_time": clock(begins),
                 "end_time": clock(begins + draw.randint(1, 9_000)),
                 "headway_secs": draw.choice([600, 1_800, 2_700])}
            )  # fmt: skip
    draw.shuffle(times)
    transfers = [
        {"from_stop_id": draw.choice(stops), "to_stop_id": draw.choice(stops),
         "transfer_type": draw.choice(["", 0, 1, 2, 3]),
         "min_transfer_time": draw.choice([0, 90, 400])}
        for _ in range(draw.randint(0, 5))
    ]  # fmt: skip
    tables = {
        "stops": [{"stop_id": stop, "stop_lat": 0, "stop_lon": 0} for stop in stops],
        "trips": trips,
        "stop_times": times,
        "calendar": calendar,
        "calendar_dates": dates,
        "frequencies": frequencies,
        "transfers": transfers,
    }
    homes = [(draw.uniform(0, 3_000), draw.uniform(0, 3_000)) for _ in range(2)]
    sites = [(draw.uniform(0, 3_000), draw.uniform(0, 3_000)) for _ in range(2)]
    departures = sorted(draw.sample(range(START, START + 3 * 3600, 60), 6))
    return SimpleNamespace(
        stops=stops, places=places, tables=tables, homes=homes, sites=sites, departures=departures
    )


def read_clock(text):
    hours, minutes, seconds = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def runs(tables, service, day):
    """Tell whether a service runs on a day, as the specification says."""
    text = day.strftime("%Y%m%d")
    for row in tables["calendar_dates"]:
        if row["service_id"] == service and row["date"] == text:
            return row["exception_type"] == 1
    return any(
        row["service_id"] == service
        and row["start_date"] <= text <= row["end_date"]
        and row[day.strftime("%A").lower()]
        for row in tables["calendar"]
    )


def vehicles(tables):
    """Yield the calls of every vehicle around the day: (stop, arrives, leaves, boards, alights)."""
    for trip in tables["trips"]:
        own = [row for row in tables["stop_times"] if row["trip_id"] == trip["trip_id"]]
        own.sort(key=lambda row: row["stop_sequence"])
        told = [n for n, row in enumerate(own) if row["arrival_time"]]
        calls = []
        for n, row in enumerate(own):
            if n in told:
                arrives, leaves = read_clock(row["arrival_time"]), read_clock(row["departure_time"])
            else:
                low, high = max(k for k in told if k < n), min(k for k in told if k > n)
                begins = read_clock(own[low]["departure_time"])
                ends = read_clock(own[high]["arrival_time"])
                arrives = leaves = begins + (ends - begins) * (n - low) // (high - low)
            calls.append(
                (
                    row["stop_id"],
                    arrives,
                    leaves,
                    row["pickup_type"] != 1,
                    row["drop_off_type"] != 1,
                )
            )
        often = [row for row in tables["frequencies"] if row["trip_id"] == trip["trip_id"]]
        for around in (-1, 0, 1):
            if not runs(tables, trip["service_id"], DAY + dt.timedelta(days=around)):
                continue
            shifts = [0]
            if often:
                shifts = []
                for row in often:
                    at = read_clock(row["start_time"])
                    while at < read_clock(row["end_time"]):
                        shifts.append(at - calls[0][2])
                        at += row["headway_secs"]
            for shift in shifts:
                move = shift + around * 86_400
                yield [(s, a + move, d + move, b, o) for s, a, d, b, o in calls]


class Oracle:
    """A time-expanded graph of a feed, and Dijkstra on it."""

    def __init__(self, feed, *, change_s, reach_m, speed):
        self.feed, self.reach_m, self.speed = feed, reach_m, speed
        self.walks = self._walks(change_s)
        graph = nx.DiGraph()
        self.boards, self.alights = [], []
        for n, calls in enumerate(vehicles(feed.tables)):
            rides = enumerate(itertools.pairwise(calls))
            for k, ((start, _, leaves, boards, _), (end, arrives, _, _, out)) in rides:
                if leaves < START or arrives > END:
                    continue
                graph.add_edge(("in", n, k), ("out", n, k), weight=arrives - leaves)
                if ("out", n, k - 1) in graph:
                    graph.add_edge(("out", n, k - 1), ("in", n, k), weight=leaves - calls[k][1])
                if boards:
                    self.boards.append((("in", n, k), start, leaves))
                if out:
                    self.alights.append((("out", n, k), end, arrives))
        for node, stop, arrives in self.alights:
            for other, at, leaves in self.boards:
                walk = self.walks.get((stop, at))
                if walk is not None and arrives + walk <= leaves:
                    graph.add_edge(node, other, weight=leaves - arrives)
        self.graph, self.reached, self.no_foot = graph, {}, set()

    def _walks(self, change_s):
        stops, places = self.feed.stops, self.feed.places
        walks = {}
        for one in stops:
            for other in stops:
                metres = self._metres(places[one], places[other])
                if metres <= self.reach_m:
                    walks[one, other] = max(change_s, -int(-metres / self.speed // 1))
            walks[one, one] = max(change_s, 1)
        for row in self.feed.tables["transfers"]:
            pair = (row["from_stop_id"], row["to_stop_id"])
            match row["transfer_type"]:
                case 1:
                    walks[pair] = 1
                case 2:
                    walks[pair] = max(row["min_transfer_time"], 1)
                case 3:
                    walks.pop(pair, None)
        return walks

    @staticmethod
    def _metres(one, other):
        return ((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5

    def foot(self, one, other):
        if (one, other) in self.no_foot:
            return None
        metres = self._metres(one, other)
        return -int(-metres / self.speed // 1) if metres <= self.reach_m else None

    def _reached(self, home, departure):
        """Return the least seconds from leaving home to each event."""
        key = (home, departure)
        if key in self.reached:
            return self.reached[key]
        self.graph.add_node("home")
        for node, stop, leaves in self.boards:
            walk = self.foot(home, self.feed.places[stop])
            if walk is not None and departure + walk <= leaves:
                self.graph.add_edge("home", node, weight=leaves - departure)
        self.reached[key] = nx.single_source_dijkstra_path_length(self.graph, "home")
        self.graph.remove_node("home")
        return self.reached[key]

    def arrival(self, home, site, departure):
        """Return when one arrives who leaves at a second; None: one does not."""
        direct = self.foot(home, site)
        best = None if direct is None else departure + direct
        reached = self._reached(home, departure)
        for node, stop, arrives in self.alights:
            walk = self.foot(self.feed.places[stop], site)
            if node in reached and walk is not None:
                assert departure + reached[node] == arrives
                best = arrives + walk if best is None else min(best, arrives + walk)
        return best
