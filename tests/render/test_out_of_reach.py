"""Communes from which no permanence can be reached: the farthest of all, never the nearest."""

import pytest

from netmap import pipeline
from netmap.edition import complete
from netmap.findings.assessment import assess
from netmap.messages import Messages
from netmap.render.map.places import scales, zone_rows
from netmap.render.page.headline import headline
from netmap.render.report.help import distances, far_words, help_tables

FRENCH = Messages("fr")
#: Yves, Esnandes and Aytré: two out of reach, one at half an hour; all others at five minutes.
OUT, FAR = ("17483", "17153"), "17028"


@pytest.fixture
def edition(la_rochelle):
    layers = {"communes.geojson": "code_insee", "qpv.geojson": "code_qp"}
    codes = [
        feature["properties"][name]
        for layer, name in layers.items()
        for feature in la_rochelle.layer(layer)["features"]
    ]
    lines = ["de;vers;minutes"]
    for code in codes:
        time = "inf" if code in OUT else "30" if code == FAR else "5"
        lines += [f"{code};{row['id']};{time}" for row in la_rochelle.rows("permanences.csv")]
    (la_rochelle.folder / "data" / "temps.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return complete(pipeline.answer(la_rochelle.folder, audience="public"))


def test_they_are_counted_as_far_and_told_apart(edition):
    told = headline(edition, FRENCH)
    assert "3 communes sur 28 à plus de 20 minutes d’une permanence." in told
    assert far_words(edition.findings, FRENCH)[0] == "3"
    sentences = " ".join(distances(edition.findings, FRENCH))
    assert (
        "Hors de portée de toute permanence, d’après les temps donnés\u00a0: 2 communes."
        in sentences
    )
    assert "La plus loin des autres\u00a0: Aytré, à 30 minutes" in sentences
    assert "n’est pas connu" not in sentences
    (fact,) = [one for one in assess(edition.findings) if one.fact == "distance"]
    assert dict(fact.told)["far"] == 3


def test_the_map_colours_them_as_the_farthest(edition):
    last = len(scales(edition.findings, FRENCH)["minutes"].classes) - 1
    fills = {row["code"]: row["fill"]["minutes"] for row in zone_rows(edition.findings, FRENCH)}
    assert {fills[code] for code in OUT} == {str(last)}
    assert fills["17094"] != str(last)


def test_the_table_of_minutes_says_out_of_reach(edition):
    (table, *_) = help_tables(edition, FRENCH)
    assert table.count("hors de portée") == len(OUT)
