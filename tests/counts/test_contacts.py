"""Contacts become counts of the places where they were; nothing of a point is left."""

import copy
import pickle
import traceback
from dataclasses import replace
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

from netmap.counts import contacts as room
from netmap.counts.contacts import count_contacts
from netmap.errors import InputError, PlacingError, Problem
from netmap.inputs import model
from netmap.inputs.model import ContactTable
from netmap.settings import Settings
from netmap.territory import build_territory

EAST, NORTH = 700_000, 6_600_000
SHAPES = {"01001": box(0, 0, 10, 10), "01002": box(10, 0, 20, 10), "01003": box(20, 0, 30, 10)}
#: one in a commune, one over two, one that covers its commune whole
QUARTERS = {"QN1": box(1, 1, 4, 4), "QN2": box(8, 1, 12, 4), "QN3": SHAPES["01003"]}


def layer(shapes, label, key, **columns):
    moved = gpd.GeoSeries(list(shapes.values())).scale(1e3, 1e3, origin=(0, 0))
    return gpd.GeoDataFrame(
        {label: list(shapes), "population": 1_000.0, **columns},
        index=pd.Index(list(shapes), name=key),
        geometry=moved.translate(EAST, NORTH).to_numpy(),
        crs=2154,
    )


@pytest.fixture(scope="module")
def territory():
    nowhere = pd.DataFrame(columns=["latitude", "longitude", "code_insee"])
    return build_territory(
        SimpleNamespace(
            populations=None, lived=pd.DataFrame(),
            settings=Settings.model_validate({"territoire": {"nom": "A", "epci": "200000001"}}),
            communes=layer(SHAPES, "nom", "code_insee", mairie_lon=np.nan, mairie_lat=np.nan),
            qpv=layer(QUARTERS, "lib_qp", "code_qp", precision="official"),
            partners=nowhere, permanences=None, files=(), times=None, stands={}, indicators=None,
            indicators_qpv=None,
        )
    )  # fmt: skip


def at(x, y, year="2024", code=None):
    point = gpd.GeoSeries([Point(EAST + 1_000 * x, NORTH + 1_000 * y)], crs=2154).to_crs(4326)[0]
    return (year, point.y, point.x, code)


def by(code, year="2024"):
    return (year, np.nan, np.nan, code)


def sealed(*rows):
    return ContactTable(pd.DataFrame(rows, columns=["periode", "latitude", "longitude", "code"]))


def shown(table, period="2024"):
    """Counts that are not nil, by level and code."""
    counts = table["passages"].xs(period)
    return {row: int(n) for row, n in counts.items() if n > 0}


def test_points_and_codes_are_counted_where_they_are_and_never_split(territory):
    table = count_contacts(
        sealed(
            at(6, 6), at(2, 2), at(9, 2), at(11, 2), at(11, 2), at(25, 5), at(40, 5), by("01001"),
            by("QN1"), by("QN2"), by("01003"), by("99999"),
        ),
        territory,
    )  # fmt: skip
    assert shown(table) == {
        ("territoire", "territoire"): 10,
        ("commune", "01001"): 5, ("commune", "01002"): 2, ("commune", "01003"): 2,
        ("qpv", "QN1"): 2, ("qpv", "QN2"): 4, ("qpv", "QN3"): 2,
        ("zone", "01001"): 2, ("zone", "01001:QN1"): 2, ("zone", "01001:QN2"): 1,
        ("zone", "01002:QN2"): 2, ("zone", "01003:QN3"): 2, ("zone", ":QN2"): 1,
        ("ailleurs", "hors-territoire"): 1, ("ailleurs", "inconnu"): 1,
    }  # fmt: skip


def test_sums_agree_with_a_walk_over_the_points(territory):
    rng = np.random.default_rng(7)
    edges = [shape.exterior for shape in SHAPES.values()]
    # nobody within 150 metres of a border: there, simplified outlines are stretched
    spots = [
        spot
        for spot in rng.uniform((-5, -2), (35, 12), (500, 2))
        if min(edge.distance(Point(spot)) for edge in edges) > 0.15
    ]
    years = rng.choice(["2023", "2024"], len(spots))
    table = count_contacts(
        sealed(*(at(x, y, year) for (x, y), year in zip(spots, years, strict=True))), territory
    )
    for year in ("2023", "2024"):
        own = [Point(spot) for spot, told in zip(spots, years, strict=True) if told == year]
        counts = table["passages"].xs(year)
        for level, shapes in (("commune", SHAPES), ("qpv", QUARTERS)):
            for code, shape in shapes.items():
                assert counts[level, code] == sum(map(shape.contains, own)), code
        total = counts["territoire", "territoire"]
        assert total + counts["ailleurs", "hors-territoire"] == len(own)


def test_none_and_not_open_are_two_things(territory):
    perimeter = {"2024": ("01001",), "2023-S1": ("01001",), "2023-S2": ("QN2",)}
    table = count_contacts(
        sealed(at(2, 2), at(25, 5), at(2, 2, "2023"), at(2, 2, "2022")),
        territory,
        perimeter=perimeter,
    )
    counts = table["passages"]
    assert counts["2024", "qpv", "QN2"] == 0, "a part of it lies in an open commune"
    assert np.isnan(counts["2024", "commune", "01002"])
    assert counts["2024", "commune", "01003"] == 1, "what was noted is counted, open or not"
    assert counts["2023", "commune", "01002"] == 0, "open in the second half of the year"
    assert np.isnan(counts["2023", "commune", "01003"])
    assert counts["2022", "commune", "01003"] == 0, "no perimeter is stated: everywhere"


def test_no_table_is_none_and_an_empty_one_is_empty(territory):
    assert count_contacts(None, territory) is None
    empty = count_contacts(sealed(), territory)
    assert empty.empty
    assert empty.index.names == ["periode", "niveau", "code"]


def test_a_hundred_thousand_contacts_are_summed_in_seconds(territory):
    rng = np.random.default_rng(1)
    low, high = at(0, 0), at(30, 10)
    frame = pd.DataFrame({
        "periode": "2024", "latitude": rng.uniform(low[1], high[1], 100_000),
        "longitude": rng.uniform(low[2], high[2], 100_000), "code": None,
    })  # fmt: skip
    assert count_contacts(ContactTable(frame), territory)["passages"]["2024"].sum() > 200_000


def test_chunks_are_added(territory, monkeypatch):
    rng = np.random.default_rng(8)
    codes = ["01001", "QN1", "QN2", "99999", None]
    rows = [
        at(*spot, year) if rng.random() < 0.7 else by(codes[rng.integers(5)], year)
        for spot, year in zip(
            rng.uniform((-1, -1), (31, 11), (200, 2)),
            rng.choice(["2023", "2024"], 200),
            strict=True,
        )
    ]
    whole = count_contacts(sealed(*rows), territory)
    monkeypatch.setattr(model, "CHUNK_ROWS", 7)
    pd.testing.assert_frame_equal(count_contacts(sealed(*rows), territory), whole)

    class Coded(ContactTable):
        def chunks(self):
            for chunk in super().chunks():
                yield chunk.astype({"periode": "category", "code": "category"})

    coded = Coded(sealed(*rows).frame)
    pd.testing.assert_frame_equal(count_contacts(coded, territory), whole)


def test_files_that_changed_are_told_as_such(territory):
    class Gone(ContactTable):
        def chunks(self):
            for private in [self.frame]:
                raise InputError((Problem(file="x", kind="contacts-changed", line=len(private)),))

    with pytest.raises(InputError) as caught:
        count_contacts(Gone(sealed(at(2, 2)).frame), territory)
    assert caught.value.__context__ is None
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert "private" not in "".join(told.format())


def test_contacts_are_not_shown_stored_or_copied():
    contacts = sealed(at(2, 2))
    assert repr(contacts) == str(contacts) == f"{contacts}" == "<contacts>"
    for store in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="never stored"):
            store(contacts)


def test_a_failure_tells_no_place_even_with_the_values_of_its_variables(territory, monkeypatch):
    contacts = sealed(("2024", 46.159135, -1.171357, None))

    def fail(self, longitude, latitude):
        message = f"TopologyException at {latitude.iloc[0]}"
        raise ValueError(message)

    monkeypatch.setattr(room.ZoneFinder, "find", fail)
    with pytest.raises(PlacingError, match="ValueError") as caught:
        count_contacts(contacts, territory)
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    text = "".join(told.format())
    assert "count_contacts" in text
    for mark in ("46.1591", "1.1713", "TopologyException"):
        assert mark not in text
    assert caught.value.__context__ is None


def test_nor_does_one_between_the_edges(territory, monkeypatch):
    """Whatever fails, no frame that is left holds a point."""
    contacts = sealed(("2024", 46.159135, -1.171357, None))
    around = replace(territory, edges=territory.qpv.rename(columns={"lib_qp": "nom"}))

    def fail(*_):
        message = "TopologyException"
        raise ValueError(message)

    monkeypatch.setattr(room, "points_between", fail)
    with pytest.raises(PlacingError, match="ValueError") as caught:
        room.count_between(contacts, around)
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    text = "".join(told.format())
    assert "count_between" in text
    for mark in ("46.1591", "1.1713", "TopologyException", "points="):
        assert mark not in text
