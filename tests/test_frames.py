"""What crosses from one room to another is as it is said to be, or is refused."""

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point
from worlds import World

from netmap import territory
from netmap.counts import accompanied
from netmap.counts.model import TABLES
from netmap.errors import ColumnError, NetmapError
from netmap.frames import checked, checked_tables
from netmap.inputs import read_inputs
from netmap.territory import build_territory


def frame(index=("a", "b"), *, name="code", **columns):
    given = columns or {"nom": ["A", "B"], "n": [1.0, np.nan]}
    return pd.DataFrame(given, index=pd.Index(list(index), name=name))


def wrong(table, *, index="code", columns=("nom",)):
    with pytest.raises(ColumnError) as refusal:
        checked(table, index=index, columns=columns, name="places")
    assert isinstance(refusal.value, NetmapError)
    message = str(refusal.value)
    assert message.startswith("places: ")
    return message.removeprefix("places: ").split("; ")


def test_a_frame_as_it_is_said_to_be_is_given_back_itself():
    table = frame()
    assert checked(table, index="code", columns={"nom": "text", "n": "number"}, name="x") is table
    assert checked(table, index="code", columns=("n",), name="x") is table
    assert checked(table, index="code", columns=(), name="x") is table


def test_every_fault_is_told_at_once():
    table = frame(("a", "a"), name="id", nom=["A", 3])
    told = wrong(table, columns={"nom": "text", "n": "number", "taux": "number"})
    assert told == [
        "index id where code is expected",
        "'a' there twice",
        "no column n, taux",
        "nom holds 3 where text is expected",
    ]


@pytest.mark.parametrize(
    ("kind", "values", "odd"),
    [
        ("number", ["1", "2"], "'1'"), ("number", [True, False], "True"),
        ("number", [None, None], "nothing"), ("text", ["a", 1], "1"), ("text", [1.5, 2.0], "1.5"),
        ("bool", [1, 0], "1"), ("bool", [True, None], "True"), ("geometry", ["a", "b"], "'a'"),
    ],
)  # fmt: skip
def test_a_column_of_another_kind_is_told_with_what_it_holds(kind, values, odd):
    (told,) = wrong(frame(x=pd.Series(values, dtype=None if kind != "number" else object).tolist()),
                    columns={"x": kind})  # fmt: skip
    assert told == f"x holds {odd} where {kind} is expected"


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("number", [1.0, np.nan]), ("number", [1, 2]), ("text", ["a", None]),
        ("text", [None, None]), ("text", ["a", np.nan]), ("bool", [True, False]),
        ("any", [1, "a"]), ("geometry", gpd.GeoSeries([Point(0, 0), None])),
    ],
)  # fmt: skip
def test_what_is_missing_is_no_other_kind(kind, values):
    table = pd.DataFrame({"x": values}).rename_axis("code")
    checked(table, index="code", columns={"x": kind}, name="x")


def test_a_column_without_any_row_has_no_kind():
    empty = pd.DataFrame({"n": pd.Series(dtype=object)}).rename_axis("code")
    checked(empty, index="code", columns={"n": "number"}, name="x")


def test_levels_of_an_index_are_known_by_name_and_order():
    index = pd.MultiIndex.from_tuples([("commune", "1"), ("qpv", "1")], names=["niveau", "code"])
    table = pd.DataFrame({"nom": ["A", "B"]}, index=index)
    checked(table, index=("niveau", "code"), columns=("nom",), name="x")
    for other in (("code", "niveau"), ("niveau",), "niveau", ("niveau", "code", "nom")):
        assert wrong(table, index=other)[0].startswith("index niveau, code where")
    twice = wrong(pd.concat([table, table]), index=("niveau", "code"))
    assert twice == ["('commune', '1'), ('qpv', '1') there twice"]


@given(st.lists(st.text("ab", max_size=2) | st.none(), max_size=5))
def test_an_index_is_fine_where_each_row_has_one_of_its_own(names):
    table = pd.DataFrame(index=pd.Index(names, name="code", dtype=object))
    fine = len(set(names)) == len(names) and None not in names
    if fine:
        checked(table, index="code", columns=(), name="x")
    else:
        wrong(table, columns=())


WORLD = World(communes={"01001": 9_000, "01002": 8_000}, people={("2023", "01001"): 60})


@pytest.mark.parametrize(
    ("table", "change", "told"),
    [
        ("places", lambda t: t.drop(columns="comptees"), "no column comptees"),
        ("places", lambda t: t.assign(ouverte=1.0), "ouverte holds 1.0 where bool is expected"),
        ("places", lambda t: pd.concat([t, t]), "there twice"),
        ("periods", lambda t: t.reset_index(), "index None where periode is expected"),
        ("sectors", lambda t: t.drop(columns="communes"), "no column communes"),
    ],
)
def test_a_table_of_a_value_is_named_with_its_faults(table, change, told):
    counts = WORLD.counts()
    assert checked_tables(counts, TABLES, name="counts") is counts
    broken = dataclasses.replace(counts, **{table: change(getattr(counts, table))})
    with pytest.raises(ColumnError, match=f"counts, {table}: .*{told}"):
        checked_tables(broken, TABLES, name="counts")


def test_what_is_counted_is_checked_where_it_is_handed_on(monkeypatch):
    year = pd.Index(["2023"], name="periode")
    made = pd.DataFrame({"personnes": [1.0], "nouvelles": [1.0]}, index=year)
    monkeypatch.setattr(accompanied, "totals_of", lambda *_: made)
    with pytest.raises(ColumnError, match=r"counts, periods: .*no column situations_cloturees"):
        WORLD.counts()


def test_a_territory_is_checked_where_it_is_handed_on(monkeypatch, la_rochelle):
    inputs = read_inputs(la_rochelle.folder)
    assert build_territory(inputs).times is None
    monkeypatch.setattr(territory, "inhabited_points", lambda *_, **__: (pd.DataFrame(), ()))
    monkeypatch.setattr(territory, "locate", lambda *_, **__: (pd.DataFrame(), ()))
    with pytest.raises(ColumnError, match=r"territory, origins: .*no column x_m, y_m, origine"):
        build_territory(inputs)
