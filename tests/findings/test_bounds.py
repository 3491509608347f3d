"""A count that a table does not tell exactly is told by its bounds; a public edition is silent."""

import math

import pytest

from netmap.inputs import read_inputs
from netmap.pipeline import find
from netmap.records.found import place_records


@pytest.fixture
def unsure(la_rochelle):
    """La Rochelle, of which Aytré has "<5" in each of four years, Lagord nobody knows what."""
    told = {"17028": "<5", "17200": "nc"}

    def said(row):
        if row["code"] not in told:
            return row
        return row | {"personnes": told[row["code"]], "situations_cloturees": ""}

    la_rochelle.change("accompagnements.csv", said)
    return la_rochelle


def bounds(findings, code):
    row = next(r for r in place_records(findings) if (r.niveau, r.code) == ("commune", code))
    return row.personnes, row.au_moins, row.au_plus


def test_bounds_are_told_where_the_number_is_not_and_never_in_public(unsure):
    inputs = read_inputs(unsure.folder)
    inside = find(inputs, audience="interne")
    assert bounds(inside, "17028") == (None, 0, 16)
    assert bounds(inside, "17200") == (None, 0, None)
    (known, low, high) = bounds(inside, "17300")
    assert known > 0
    assert (low, high) == (None, None)
    public = find(inputs, audience="public")
    assert {(r.au_moins, r.au_plus) for r in place_records(public)} == {(None, None)}
    assert math.isnan(public.density.loc[("commune", "17028"), "au_plus"])
