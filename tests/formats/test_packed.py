"""Data in columns come back as they were, whoever takes them apart."""

import json

import pytest
from columns import taken_out
from hypothesis import given
from hypothesis import strategies as st

from netmap.formats.packed import pack
from netmap.formats.unpacked import unpack

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.integers(0, 40),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**6), 10**6).map(lambda whole: whole / 100_000),
    st.text(max_size=3),
    st.sampled_from(["active", "rompue", ""]),
)
NAMES = st.sampled_from(["a", "b", "=rows", "__proto__", ""]) | st.text(max_size=2)
VALUES = st.recursive(
    SCALARS,
    lambda inside: (
        st.lists(inside, max_size=20)
        | st.dictionaries(NAMES, inside, max_size=6)
        | st.lists(
            st.fixed_dictionaries({"a": inside, "=": inside}, optional={"b": inside}), max_size=12
        )
    ),
    max_leaves=40,
)
#: few kinds of rows, often the same
ROWS = st.lists(
    st.fixed_dictionaries(
        {"n": st.integers(0, 5) | st.none(), "word": st.sampled_from(["x", "y"])},
        optional={
            "list": st.lists(st.integers(0, 3), max_size=3) | st.none(),
            "of": st.fixed_dictionaries({"p": st.floats(0, 1), "q": st.booleans()}),
        },
    ),
    max_size=30,
)


def exact(value):
    """Return a value as text: a whole number is one whether it is kept as a float or not."""

    def one(part):
        match part:
            case dict():
                return {name: one(inside) for name, inside in part.items()}
            case list():
                return [one(inside) for inside in part]
            case float() if part.is_integer():
                return int(part)
        return part

    return json.dumps(one(value), sort_keys=True)


@given(VALUES | ROWS)
def test_a_value_comes_back_by_either_reader(value):
    carried = json.loads(json.dumps(pack(value)))
    assert exact(taken_out(carried)) == exact(value)
    assert exact(unpack(carried)) == exact(value)


def test_what_rows_share_is_said_once():
    rows = [
        {"id": f"p{i}", "from": i // 3, "to": i // 3, "state": "active", "of": ["17300", "17301"]}
        for i in range(300)
    ]
    text = json.dumps(pack({"rows": rows, "again": [{"from": row["from"]} for row in rows]}))
    assert text.count("17301") == text.count("active") == 1
    assert len(pack({"a": rows, "b": rows})["texts"]) == len(pack(rows)["texts"])
    assert len(text) < 4_000 < len(json.dumps(rows)) / 6


def test_names_stay_in_clear():
    assert "Centre de santé" in json.dumps(
        pack([{"nom": f"Centre de santé {i}"} for i in range(9)]), ensure_ascii=False
    )


@pytest.mark.parametrize(
    "whole",
    [
        None,
        [],
        {},
        {"texts": []},
        {"texts": [], "of": {"=rows": 3}},
        {"texts": [], "of": {"=rows": [3, {"a": {"numbers": 0, "from": 1}}]}},
        {"texts": ["B"], "of": {"=rows": [3, {"a": {"numbers": 0, "from": 1}}]}},
        {"texts": ["B"], "of": {"=list": [2, {"of": [1, 2], "size": 2, "at": [0, 2]}]}},
        {"texts": ["é"], "of": {"=list": [1, {"steps": 0}]}},
        {"texts": [], "of": {"=what": []}},
        {"texts": [], "of": {"=list": [10**12, {"all": 1}]}},
        {"texts": [], "of": {"=rows": [10**12, {}]}},
    ],
)
def test_what_is_not_in_columns_is_refused(whole):
    with pytest.raises(ValueError, match="columns"):
        unpack(whole)
