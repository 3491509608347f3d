"""The GeoPackage that people take away, read by GDAL and SQLite."""

import sqlite3
from contextlib import closing
from xml.etree import ElementTree as ET

import numpy as np
import pyogrio
import pytest

from netmap.exports.files import findings_file
from netmap.exports.gis import layers_of, territory_gpkg
from netmap.exports.qgis_style import DRAWN
from netmap.formats.findings import read_findings
from netmap.messages import Messages
from netmap.outsider.geopackage import claims_of_geopackage

FR = Messages("fr")


@pytest.fixture(scope="module")
def written(editions):
    return geopackage_of(editions["la-rochelle"])


def geopackage_of(edition):
    found = findings_file(edition, FR)
    return territory_gpkg(edition, found, layers_of(edition, found), FR)


@pytest.mark.parametrize("sample", ["la-rochelle", "roanne"])
def test_layers_hold_the_records_at_their_places(built, sample, editions):
    folder = built[sample]
    found = read_findings((folder / "findings.json").read_bytes(), file="findings.json")
    path = folder / "territory.gpkg"
    layers = {name for name, kind in pyogrio.list_layers(path) if kind is not None}
    assert layers == {"communes", "qpv", "zones", "secteurs", "partenaires", "permanences"}
    communes = pyogrio.read_dataframe(path, layer="communes").set_index("code")
    territory = editions[sample].findings.release.territory
    assert communes.crs == territory.crs
    assert communes.area.sum() == pytest.approx(territory.communes.area.sum())
    hidden = 0
    for place in found.densite:
        if place.niveau != "commune":
            continue
        told = communes.loc[place.code]
        assert told["classe"] == place.classe
        if place.personnes is None:
            hidden += 1
            assert np.isnan(told["personnes"])
        else:
            assert told["personnes"] == place.personnes
    assert hidden


def test_each_layer_is_drawn_when_it_opens_and_every_class_has_its_look(written):
    with closing(sqlite3.connect(":memory:")) as book:
        book.deserialize(written)
        styles = dict(book.execute("SELECT f_table_name, styleQML FROM layer_styles"))
        moments = set(book.execute("SELECT last_change FROM gpkg_contents"))
    assert styles.keys() == DRAWN.keys()
    assert len(moments) == 1
    style = ET.fromstring(styles["communes"])  # noqa: S314 - we wrote it
    classes = {category.get("value") for category in style.iter("category")}
    assert classes == set(FR.section("class"))


def test_the_same_findings_give_the_same_bytes(written, editions):
    assert geopackage_of(editions["la-rochelle"]) == written


def test_the_outsider_sees_an_attribute_that_the_file_hides(written, editions):
    found = findings_file(editions["la-rochelle"], FR)
    assert list(claims_of_geopackage(written, found)) == []
    code = next(
        one.code for one in found.densite if one.niveau == "commune" and one.classe == "masquee"
    )
    with closing(sqlite3.connect(":memory:")) as book:
        book.deserialize(written)
        for (name,) in book.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            book.execute(f'DROP TRIGGER "{name}"')
        book.execute("UPDATE communes SET personnes = 7 WHERE code = ?", (code,))
        book.commit()
        spoilt = book.serialize()
    assert list(claims_of_geopackage(spoilt, found)) == [("stated", f"communes {code}: personnes")]
    assert list(claims_of_geopackage(b"nothing", found)) == [("unreadable", "")]
