"""Contacts are many: they are read fast, and no place or day of theirs is ever told."""

import time
import traceback

import numpy as np

from netmap.errors import InputError
from netmap.inputs import read_inputs


def test_a_hundred_thousand_contacts(full):
    rng = np.random.default_rng(1)
    latitude, longitude = 46 + rng.random(100_000) / 5, -1 - rng.random(100_000) / 5
    days = rng.integers(1, 29, 100_000)
    rows = zip(days, latitude, longitude, strict=True)
    text = "date;latitude;longitude;code\n" + "".join(
        f"2024-02-{day:02d};{lat:.5f};{lon:.5f};\n" for day, lat, lon in rows
    )
    full.write("data/passages.csv", text.replace(".", ","))
    start = time.process_time()
    contacts = read_inputs(full.path).contacts.frame
    assert time.process_time() - start < 4
    assert len(contacts) == 100_000
    np.testing.assert_allclose(contacts["latitude"], latitude, atol=1e-5)


def test_no_traceback_holds_a_contact(full):
    full.write(
        "data/passages.csv", "date;latitude;longitude\n2024-02-29;12,34567;76,54321\nhier;1;2\n"
    )
    try:
        read_inputs(full.path)
    except InputError as error:
        told = "".join(traceback.format_exception(error)) + repr(error.problems)
    for private in ("34567", "54321", "02-29"):
        assert private not in told
