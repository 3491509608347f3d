"""Journeys equal those of a time-expanded graph with Dijkstra, feed by feed.

NETMAP_FEEDS=1000 draws that many feeds instead of 24.
"""

import os

import numpy as np
import pandas as pd
import pytest
from timetables import DAY, END, START, Oracle, random_feed

from netmap.transit.archive import read_archive
from netmap.transit.days import read_calendar
from netmap.transit.journeys import Rules, find_journeys
from netmap.transit.scan import earliest_arrivals, last_departures, latest_departures
from netmap.transit.stops import Stops, walk_seconds, walks_between
from netmap.transit.timetable import day_rides

FEEDS = int(os.environ.get("NETMAP_FEEDS", "24"))
SPEED, REACH, CHANGE = 1.1, 1_200.0, 60


def read(folder, feed):
    parts = read_archive(folder)
    index = parts["stops"]["stop_id"].astype(str).tolist()
    stops = Stops(
        pd.Index(index), np.array([feed.places[s] for s in index]), tuple([""] * len(index))
    )
    walks = walks_between(
        stops, parts["transfers"], change_s=CHANGE, reach_m=REACH, metres_a_second=SPEED
    )
    table = day_rides(
        parts, stops.ids, read_calendar(parts), DAY,
        near=np.ones(len(index), bool), window=(START, END),
    )  # fmt: skip
    return stops, walks, table


def arrivals(stops, walks, table, feed, departures):
    starts, ends = feed.homes, feed.sites
    speed = {"reach_m": REACH, "metres_a_second": SPEED}
    access = walk_seconds(np.array(starts), stops.xy, **speed)
    egress = walk_seconds(stops.xy, np.array(ends), **speed)
    direct = walk_seconds(np.array(starts), np.array(ends), **speed)
    aboard = latest_departures(table, walks, access)
    return aboard, egress, earliest_arrivals(
        table, aboard, egress, direct, np.array(departures, dtype=np.int64)
    )  # fmt: skip


@pytest.mark.parametrize("block", range(4))
def test_arrivals_are_those_of_dijkstra_on_a_time_expanded_graph(gtfs, block):
    ridden = 0
    for seed in range(block, FEEDS, 4):
        feed = random_feed(seed)
        stops, walks, table = read(gtfs(feed.tables), feed)
        _, _, found = arrivals(stops, walks, table, feed, feed.departures)
        oracle = Oracle(feed, change_s=CHANGE, reach_m=REACH, speed=SPEED)
        for h, home in enumerate(feed.homes):
            for s, site in enumerate(feed.sites):
                for d, departure in enumerate(feed.departures):
                    told = oracle.arrival(home, site, departure)
                    assert found[h, s, d] == (np.inf if told is None else told), (seed, h, s, d)
                    ridden += told is not None and oracle.foot(home, site) != told - departure
    assert ridden > 0


def test_the_last_bus_is_the_last_departure_that_still_arrives(gtfs):
    some = 0
    for seed in range(10):
        feed = random_feed(1_000 + seed)
        stops, walks, table = read(gtfs(feed.tables), feed)
        aboard, egress, _ = arrivals(stops, walks, table, feed, [START])
        last = last_departures(table, aboard, egress, until=END)
        oracle = Oracle(feed, change_s=CHANGE, reach_m=REACH, speed=SPEED)
        oracle.no_foot = {(home, site) for home in feed.homes for site in feed.sites}
        for h, home in enumerate(feed.homes):
            for s, site in enumerate(feed.sites):
                told = last[h, s]
                if not np.isfinite(told):
                    assert oracle.arrival(home, site, START) is None
                    continue
                some += 1
                assert oracle.arrival(home, site, int(told)) <= END
                later = oracle.arrival(home, site, int(told) + 1)
                assert later is None or later > END
    assert some > 3


def test_a_departure_counts_where_one_stays_and_comes_back(gtfs):
    """A naive walk through each departure says the same of its minutes."""
    seen = 0
    for seed in range(10):
        feed = random_feed(2_000 + seed)
        stops, walks, table = read(gtfs(feed.tables), feed)
        rules = Rules(
            departures=np.array(feed.departures, dtype=np.int64), stay_s=1_800,
            closing_s=13 * 3600.0, home_by_s=float(END), reach_m=REACH, metres_a_second=SPEED,
            change_s=CHANGE,
        )  # fmt: skip
        found = find_journeys(
            table, walks, stops_xy=stops.xy, homes_xy=np.array(feed.homes),
            sites_xy=np.array(feed.sites), rules=rules,
        )  # fmt: skip
        oracle = Oracle(feed, change_s=CHANGE, reach_m=REACH, speed=SPEED)
        for h, home in enumerate(feed.homes):
            for s, site in enumerate(feed.sites):
                minutes = []
                for departure in feed.departures:
                    at = oracle.arrival(home, site, departure)
                    if at is None or at + 1_800 > 13 * 3600:
                        continue
                    back = oracle.arrival(site, home, at + 1_800)
                    if back is not None and back <= END:
                        minutes.append((at - departure) / 60)
                assert found.share[h, s] == pytest.approx(len(minutes) / 6)
                ranked = sorted(minutes) + [np.inf] * (6 - len(minutes))
                assert found.minutes[h, s] == pytest.approx(ranked[2])
                assert found.slow_minutes[h, s] == pytest.approx(ranked[5])
                seen += 0 < len(minutes) < 6
    assert seen > 0
