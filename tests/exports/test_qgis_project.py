"""The QGIS project: layers beside it, pages to print; QGIS itself draws it."""

import io
import json
import shutil
import subprocess
import zipfile
from xml.etree import ElementTree as ET

import pyogrio
import pytest
from plans import closing_one

from netmap.exports.files import findings_file
from netmap.exports.gis import layers_of, territory_gpkg
from netmap.exports.qgis_project import project_qgz
from netmap.messages import Messages
from netmap.outsider.qgis import claims_of_project

FR = Messages("fr")
#: Debian's interpreter, which has Debian's QGIS.
SYSTEM = "/usr/bin/python3"
DRAW = """
import json, os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import QgsApplication, QgsLayoutExporter, QgsProject
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False)
app.initQgis()
project = QgsProject.instance()
told = {"read": project.read(sys.argv[1]), "crs": project.crs().authid()}
layers = project.mapLayers().values()
told["layers"] = {one.id(): [one.isValid(), one.featureCount()] for one in layers}
told["sheets"] = {}
for layout in project.layoutManager().layouts():
    picture = f"{sys.argv[2]}/{layout.name()}.png"
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = 50
    told["sheets"][layout.name()] = QgsLayoutExporter(layout).exportToImage(picture, settings)
    from qgis.PyQt.QtGui import QImage
    image = QImage(picture)
    across, down = range(0, image.width(), 2), range(0, image.height(), 2)
    seen = {image.pixelColor(x, y).name() for x in across for y in down}
    told["colours"] = sorted(seen)
print("TOLD" + json.dumps(told))
os._exit(0)
"""


@pytest.fixture(scope="module", params=["la-rochelle", "roanne"])
def made(request, editions, tmp_path_factory):
    edition = editions[request.param]
    found = findings_file(edition, FR)
    if request.param == "la-rochelle":
        found = closing_one(found)
    layers = layers_of(edition, found, FR)
    folder = tmp_path_factory.mktemp("qgis")
    (folder / "territory.gpkg").write_bytes(territory_gpkg(edition, found, layers, FR))
    content = project_qgz(edition, found, layers, FR, source="territory.gpkg")
    (folder / "netmap.qgz").write_bytes(content)
    return folder, content, found


def element(content):
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return ET.fromstring(packed.read("netmap.qgs"))  # noqa: S314 - we wrote it


def test_each_layer_is_one_of_the_geopackage_and_parts_are_those_of_split_towns(made):
    folder, content, found = made
    there = {name for name, kind in pyogrio.list_layers(folder / "territory.gpkg") if kind}
    sources = [one.text for one in element(content).iter("datasource")]
    assert {one.split("|")[1] for one in sources} == {f"layername={name}" for name in there}
    (parts,) = (one for one in sources if "subset" in one)
    codes = parts.partition("subset=code IN (")[2].rstrip(")").replace("'", "").split(", ")
    zones = [one.code for one in found.densite if one.niveau == "zone"]
    towns = {code.partition(":")[0] for code in zones if ":" in code}
    assert sorted(codes) == sorted(code for code in zones if code.partition(":")[0] in towns)


def test_an_uneven_sector_is_never_drawn_as_served(made):
    _, content, _ = made
    layers = {one.findtext("id"): one for one in element(content).iter("maplayer")}
    sectors = layers["netmap_layer_secteurs"]
    looks = {one.get("value"): one.get("symbol") for one in sectors.iter("category")}
    grounds = {}
    for symbol in sectors.find("renderer-v2").find("symbols"):
        colours = [prop.get("v") for prop in symbol.iter("prop") if prop.get("k") == "color"]
        grounds[symbol.get("name")] = colours[0]
    uneven, unsure, served = (
        grounds[looks[name]] for name in ("inegale", "indeterminee", "desservie")
    )
    assert uneven == unsure != served


def test_a_project_that_leads_elsewhere_or_does_more_is_seen(made):
    _, content, found = made
    assert not [*claims_of_project(content, found)]
    text = zipfile.ZipFile(io.BytesIO(content)).read("netmap.qgs").decode()
    for old, new in (
        ("./territory.gpkg|layername=qpv", "https://example.invalid/a.gpkg|layername=qpv"),
        ('fieldName="changement"', 'fieldName="1 + 6"'),
        ("<Layouts>", "<pythonMacros>print(1)</pythonMacros><Layouts>"),
    ):
        changed = io.BytesIO()
        with zipfile.ZipFile(changed, "w") as packed:
            packed.writestr("netmap.qgs", text.replace(old, new))
        assert [*claims_of_project(changed.getvalue(), found)], new
    assert [*claims_of_project(b"PK", found)] == [("unreadable", "")]


def test_qgis_opens_and_prints_it_with_the_colours_of_the_map(made, tmp_path):
    probe = [SYSTEM, "-c", "import qgis.core"]
    if (
        not shutil.which(SYSTEM)
        or subprocess.run(probe, capture_output=True, check=False).returncode
    ):
        pytest.skip("QGIS is not installed here")
    folder, _, found = made
    command = [SYSTEM, "-c", DRAW, folder / "netmap.qgz", tmp_path]
    end = subprocess.run(command, capture_output=True, text=True, check=False)
    told = json.loads(end.stdout.partition("TOLD")[2])
    assert told["read"]
    assert told["crs"] == "EPSG:2154"
    assert all(valid and count for valid, count in told["layers"].values())
    assert told["sheets"] == {"A4": 0, "A3": 0}
    classes = {one.classe for one in found.densite}
    assert ("#cf7a4d" in told["colours"]) == ("sous-desservie" in classes)
    assert "#00695c" in told["colours"], "permanences that are open"
    assert "#eef0f2" in told["colours"], "communes around"
    assert "#8a1466" in told["colours"], "what the plan changes"
    assert "#a11414" in told["colours"], "a place that closes, in the legend at least"
