"""The GeoPackage that people take away, read by GDAL and SQLite."""

import sqlite3
from contextlib import closing
from xml.etree import ElementTree as ET

import numpy as np
import pyogrio
import pytest
import shapely
from plans import closing_one

from netmap.exports.files import findings_file
from netmap.exports.gis import layers_of, territory_gpkg
from netmap.exports.qgis_style import DRAWN, LABELLED
from netmap.formats.findings import read_findings
from netmap.messages import Messages
from netmap.outsider.geopackage import claims_of_geopackage
from netmap.render.map.ground import ground
from netmap.sources.base import origins

FR = Messages("fr")


@pytest.fixture(scope="module")
def written(editions):
    return geopackage_of(editions["la-rochelle"])


def geopackage_of(edition):
    found = findings_file(edition, FR)
    return territory_gpkg(edition, found, layers_of(edition, found, FR), FR)


def changed_by(content, *changes):
    """Return a GeoPackage after statements of SQL, each with its value."""
    with closing(sqlite3.connect(":memory:")) as book:
        book.deserialize(content)
        triggers = book.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            book.execute(f'DROP TRIGGER "{name}"')
        for statement, value in changes:
            book.execute(statement, (value,))
        book.commit()
        return book.serialize()


@pytest.mark.parametrize("sample", ["la-rochelle", "roanne"])
def test_layers_hold_the_records_at_their_places(built, sample, editions):
    folder = built[sample]
    found = read_findings((folder / "findings.json").read_bytes(), file="findings.json")
    path = folder / "territory.gpkg"
    layers = {name for name, kind in pyogrio.list_layers(path) if kind is not None}
    assert layers == {
        "communes", "qpv", "zones", "secteurs", "partenaires", "permanences", "plan", "voisines",
    }  # fmt: skip
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


@pytest.mark.parametrize("sample", ["la-rochelle", "roanne"])
def test_the_communes_around_are_those_of_the_map_and_none_of_the_territory(
    built, sample, editions
):
    path = built[sample] / "territory.gpkg"
    around = pyogrio.read_dataframe(path, layer="voisines").set_index("code")
    territory = editions[sample].findings.release.territory
    drawn = ground(territory)
    assert sorted(around["nom"]) == sorted(name for name, _, _ in drawn.names)
    assert not set(around.index) & set(territory.communes.index)
    assert around.crs == territory.crs
    own = shapely.union_all(territory.communes.geometry.to_numpy())
    lost = shapely.area(shapely.intersection(around.geometry.to_numpy(), own)).sum()
    assert lost < 0.01 * own.area, "they stand beside it"
    touching = shapely.dwithin(around.geometry.to_numpy(), own, 50)
    assert touching.sum() > 3
    about = pyogrio.read_info(path, layer="voisines")["layer_metadata"]["DESCRIPTION"]
    assert origins()["contours"].producer in about


@pytest.mark.parametrize("sample", ["la-rochelle", "roanne"])
def test_the_plan_says_half_days_today_and_planned_of_each_place_that_it_holds_or_closes(
    built, sample
):
    found = read_findings((built[sample] / "findings.json").read_bytes(), file="findings.json")
    layer = pyogrio.read_dataframe(built[sample] / "territory.gpkg", layer="plan").set_index("code")
    there = [site for site in found.plan.lieux if site.role != "candidate"]
    assert sorted(layer.index) == sorted(site.id for site in there)
    for site in there:
        told = layer.loc[site.id]
        last = site.demi_journees[max(site.demi_journees)]
        assert (told["role"], told["aujourdhui"], told["plan"]) == (
            site.role,
            site.aujourdhui,
            last,
        )
        text = "" if site.aujourdhui == last else f"{site.aujourdhui:g} → {last:g}"
        assert told["changement"] == text.replace(".", ",")
    assert (layer["changement"] != "").any() == (sample == "roanne")


def test_the_outsider_sees_another_half_day_in_the_plan_and_a_commune_around_that_counts(
    editions,
):
    edition = editions["la-rochelle"]
    found = closing_one(findings_file(edition, FR))
    site = next(one for one in found.plan.lieux if one.role == "fermee")
    layers = layers_of(edition, found, FR)
    assert layers["plan"].loc[site.id, "changement"] == f"{site.aujourdhui:g} → 0"
    closing = territory_gpkg(edition, found, layers, FR)
    assert list(claims_of_geopackage(closing, found)) == []
    spoilt = changed_by(
        closing,
        ("UPDATE plan SET changement = '0 → 9', plan = 9 WHERE code = ?", site.id),
        ("UPDATE voisines SET nom = nom || ' 7' WHERE fid = ?", 1),
    )
    told = {(kind, what.partition(":")[2]) for kind, what in claims_of_geopackage(spoilt, found)}
    assert told == {("differs", " changement"), ("differs", " plan"), ("untied", " nom")}


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
    marks = {ET.fromstring(styles[name]).find("labeling/settings/text-style") for name in LABELLED}  # noqa: S314
    assert {mark.get("fieldName") for mark in marks} == {"nom", "changement"}


def test_the_same_findings_give_the_same_bytes(written, editions):
    assert geopackage_of(editions["la-rochelle"]) == written


def test_the_outsider_sees_an_attribute_that_the_file_hides(written, editions):
    found = findings_file(editions["la-rochelle"], FR)
    assert list(claims_of_geopackage(written, found)) == []
    code = next(
        one.code for one in found.densite if one.niveau == "commune" and one.classe == "masquee"
    )
    spoilt = changed_by(written, ("UPDATE communes SET personnes = 7 WHERE code = ?", code))
    assert list(claims_of_geopackage(spoilt, found)) == [("stated", f"communes {code}: personnes")]
    assert list(claims_of_geopackage(b"nothing", found)) == [("unreadable", "")]
