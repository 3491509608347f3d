"""What a writing would spoil is told, and what was wrong before is not."""

import pytest

from netmap.amend.since import new_errors
from netmap.amend.sources import with_source
from netmap.errors import InputError


def spoil(project, wrong):
    """Have as many partners of a category that is none as `wrong` says, the first ones."""
    rows = project.rows("partners.csv")
    for row, word in zip(rows, wrong, strict=False):
        row["categorie"] = word
    return rows


def test_a_line_that_moves_is_no_new_error_one_more_is(la_rochelle):
    before = la_rochelle.rows("partners.csv")
    rows = spoil(la_rochelle, ["zzz", before[1]["categorie"]])
    la_rochelle.write("partners.csv", rows)
    since = new_errors(la_rochelle.folder)
    assert list(since()) == []
    la_rochelle.write("partners.csv", rows[::-1])
    assert list(since()) == []
    la_rochelle.write("partners.csv", spoil(la_rochelle, []))
    for wrong in (["zzz", "zzz"], ["zzz", "yyy"]):
        la_rochelle.write("partners.csv", before)
        la_rochelle.write("partners.csv", spoil(la_rochelle, wrong))
        assert [(one.column, one.found) for one in since()] == [("categorie", wrong[1])]
    la_rochelle.write("partners.csv", before)
    assert list(since()) == []


def test_what_is_said_of_a_layer_leaves_the_rest_as_it_is_written():
    text = b"# seen in May\n['communes.geojson']\nlicence   =  'LO'  # as it was\n\n"
    once = with_source(text, "vecus.geojson", {"producteur": '\u00c0 "nous"', "note": "a"})
    assert once.startswith(text.rstrip())
    again = with_source(once, "vecus.geojson", {"producteur": "b"})
    assert again.startswith(text.rstrip())
    assert again.count(b"vecus.geojson") == 1
    assert b"note" not in again
    assert with_source(again, "vecus.geojson", {"producteur": "b"}) == again
    with pytest.raises(InputError) as refused:
        with_source(b"= no toml", "vecus.geojson", {})
    assert refused.value.problems[0].kind == "bad-toml"
