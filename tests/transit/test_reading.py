"""A GTFS file that is hostile, odd or out of date: one sentence, and nothing is guessed."""

import datetime as dt
import io
import zipfile

import pytest
from timetables import DAY, archive, random_feed

from netmap.errors import InputError
from netmap.transit.archive import GTFS_FILE, read_archive
from netmap.transit.days import chosen_day, read_calendar
from netmap.transit.stops import read_stops
from netmap.transit.timetable import day_rides

CRS = "EPSG:2154"


def kinds(call):
    with pytest.raises(InputError) as refused:
        call()
    return [(one.kind, one.found) for one in refused.value.problems]


def rides(folder, day=DAY, window=(0, 86_400)):
    parts = read_archive(folder)
    stops = read_stops(parts, crs=CRS)
    return day_rides(
        parts, stops.ids, read_calendar(parts), day, near=[True] * len(stops.ids), window=window
    )


@pytest.fixture
def tables():
    """Two stops and a trip that runs every day."""
    return {
        "stops": [
            {"stop_id": "a", "stop_lat": 46.16, "stop_lon": -1.15, "location_type": ""},
            {"stop_id": "b", "stop_lat": 46.17, "stop_lon": -1.15, "location_type": "0"},
            {"stop_id": "hall", "stop_lat": 46.17, "stop_lon": -1.15, "location_type": "1"},
        ],
        "trips": [{"trip_id": "t", "service_id": "s"}],
        "stop_times": [
            {"trip_id": "t", "stop_id": stop, "stop_sequence": n, "arrival_time": hour,
             "departure_time": hour}
            for n, (stop, hour) in enumerate([("a", "8:00:00"), ("b", "8:10:00")])
        ],
        "calendar": [
            {"service_id": "s",
             **dict.fromkeys(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
                              "sunday"], 1),
             "start_date": "20261101", "end_date": "20261231"}
        ],
    }  # fmt: skip


def test_a_plain_feed_is_read_whatever_its_marks_and_folder(gtfs, tables):
    folder = gtfs(tables)
    assert len(rides(folder)) == 1
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive(tables))) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode().replace(",", ", ", 1)
            new.writestr(f"export/{name}", "\ufeff" + text)
    (folder / GTFS_FILE).write_bytes(packed.getvalue())
    assert len(rides(folder)) == 1
    assert read_stops(read_archive(folder), crs=CRS).ids.tolist() == ["a", "b"]


def test_what_lacks_is_told_all_at_once(gtfs, tables):
    del tables["trips"], tables["calendar"]
    tables["stops"] = [{"stop_id": "a", "stop_lat": 46}]
    told = kinds(lambda: read_archive(gtfs(tables)))
    assert told == [
        ("gtfs-part", "trips.txt"), ("gtfs-part", "calendar.txt"), ("gtfs-column", "stops.txt"),
    ]  # fmt: skip


def test_what_is_no_archive_is_refused(gtfs, tables):
    folder = gtfs(tables)
    whole = (folder / GTFS_FILE).read_bytes()
    for content in (b"<html>", whole[:200], whole[:-30]):
        (folder / GTFS_FILE).write_bytes(content)
        assert kinds(lambda: read_archive(folder)) == [("gtfs-unreadable", None)]
    (folder / GTFS_FILE).unlink()
    assert kinds(lambda: read_archive(folder)) == [("gtfs-missing", None)]


def test_an_archive_that_swells_is_refused_before_it_is_unpacked(gtfs, tables):
    folder = gtfs(tables)
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb,
        bomb.open("stop_times.txt", "w", force_zip64=True) as file,
    ):
        for _ in range(220):
            file.write(b"0" * 1_000_000)
    (folder / GTFS_FILE).write_bytes(packed.getvalue())
    assert [kind for kind, _ in kinds(lambda: read_archive(folder))] == ["archive-too-large"]


@pytest.mark.parametrize("hour", ["8h", "8:00", "-1:00:00", "8:00:0x", "99:00:00", "٨:00:00x"])
def test_a_time_that_is_none_is_told(gtfs, tables, hour):
    tables["stop_times"][0]["arrival_time"] = hour
    assert kinds(lambda: rides(gtfs(tables))) == [("gtfs-value", hour)]


def test_headways_that_make_a_vehicle_a_second_are_refused(gtfs, tables):
    tables["frequencies"] = [
        {"trip_id": "t", "start_time": "0:00:00", "end_time": "72:00:00", "headway_secs": 1}
    ] * 20
    assert kinds(lambda: rides(gtfs(tables))) == [("gtfs-too-many", None)]
    tables["frequencies"] = [tables["frequencies"][0] | {"headway_secs": 0}]
    assert kinds(lambda: rides(gtfs(tables))) == [("gtfs-headway", "t")]


def test_a_trip_that_runs_backwards_or_stops_nowhere_known_is_left_out(gtfs, tables):
    tables["stop_times"][1]["arrival_time"] = "7:50:00"
    assert len(rides(gtfs(tables))) == 0
    tables["stop_times"][1]["arrival_time"] = "8:10:00"
    tables["stop_times"][1]["stop_id"] = "nowhere"
    (ride,) = rides(gtfs(tables)).alights
    assert not ride


def test_a_calendar_that_has_ended_is_refused_with_its_days(gtfs, tables):
    calendar = read_calendar(read_archive(gtfs(tables)))
    with pytest.raises(InputError) as refused:
        chosen_day(calendar, today=dt.date(2027, 1, 4))
    (problem,) = refused.value.problems
    assert (problem.kind, problem.found) == ("gtfs-expired", "2027-01-04")
    assert dict(problem.details) == {"first": "2026-11-01", "last": "2026-12-31"}
    early = dt.date(2026, 10, 1)
    asked = lambda: chosen_day(calendar, today=early, asked=early)  # noqa: E731
    assert kinds(asked) == [("gtfs-not-begun", "2026-10-01")]
    assert chosen_day(calendar, today=early) == dt.date(2026, 11, 3)


def test_the_usual_day_is_a_tuesday_on_which_something_runs(gtfs, tables):
    tables["calendar_dates"] = [
        {"service_id": "s", "date": "20261124", "exception_type": 2},
        {"service_id": "s", "date": "20261225", "exception_type": 2},
    ]
    calendar = read_calendar(read_archive(gtfs(tables)))
    assert chosen_day(calendar, today=dt.date(2026, 11, 20)) == dt.date(2026, 12, 1)
    christmas = dt.date(2026, 12, 25)
    assert kinds(lambda: chosen_day(calendar, today=DAY, asked=christmas)) == [
        ("gtfs-idle", "2026-12-25")
    ]
    tables["calendar"][0]["end_date"] = "2026-12"
    assert kinds(lambda: read_calendar(read_archive(gtfs(tables)))) == [("gtfs-date", "2026-12")]


def test_bytes_that_change_at_random_end_in_a_sentence_or_in_a_timetable(gtfs):
    import random

    draw = random.Random(3)
    feed = random_feed(1)
    folder = gtfs(feed.tables)
    refused = 0
    for _ in range(60):
        tables = {name: [dict(row) for row in rows] for name, rows in feed.tables.items()}
        rows = draw.choice([rows for rows in tables.values() if rows])
        row = draw.choice(rows)
        row[draw.choice(list(row))] = draw.choice(["", "é", "-1", "1e9", '"', "\x00", "9" * 40])
        (folder / GTFS_FILE).write_bytes(archive(tables))
        try:
            rides(folder)
        except InputError:
            refused += 1
    assert 0 < refused < 60


def test_codes_that_look_like_numbers_keep_their_zeros(gtfs, tables):
    for name, key in (("stops", "stop_id"), ("stop_times", "stop_id")):
        for row in tables[name]:
            row[key] = {"a": "0012", "b": "12"}.get(row[key], row[key])
    folder = gtfs(tables)
    assert read_stops(read_archive(folder), crs=CRS).ids.tolist() == ["0012", "12"]
    found = rides(folder)
    assert (found.start.tolist(), found.end.tolist()) == ([0], [1])
