"""Every file that people take away, opened by a program that is not ours.

The sample of La Rochelle always, where the programs are; ``NETMAP_FOREIGN=all`` builds both
samples and the least project, both editions, both languages, with all that may be asked for.
``NETMAP_PICTURES=FOLDER`` keeps there what the programs drew, for people to look at.
"""

import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET

import geopandas as gpd
import igraph
import networkx as nx
import pytest
from foreign import SYSTEM, has_qgis, kept, needs, only, ran

DRAW = """
import json, os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import QgsApplication, QgsLayoutExporter, QgsProject
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False)
app.initQgis()
project = QgsProject.instance()
assert project.read(sys.argv[1])
layers = project.mapLayers().values()
assert layers and all(layer.isValid() and layer.featureCount() for layer in layers)
colours = []
for layout in project.layoutManager().layouts():
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = 60
    picture = f"{sys.argv[2]}/{layout.name()}.png"
    assert QgsLayoutExporter(layout).exportToImage(picture, settings) == 0
    from qgis.PyQt.QtGui import QImage
    image = QImage(picture)
    edge = [image.pixelColor(image.width() - 1, y).name() for y in range(image.height())]
    colours.append([layout.name(), sorted(set(edge))])
print("TOLD" + json.dumps(colours))
os._exit(0)
"""


def test_another_build_gives_the_same_bytes_of_every_file(world, tmp_path):
    """In another process, with other hashes and another time zone."""
    asked = json.loads((world / "asked.json").read_text("utf-8"))
    asked[1] = str(shutil.copytree(world / "project", tmp_path / "project"))
    where = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    words = [sys.executable, "-m", "netmap", "build", *asked, "--out", str(tmp_path / "outputs")]
    subprocess.run(words, check=True, env=where, capture_output=True)
    before, after = (
        {file.name: file.read_bytes() for file in (folder / "outputs").iterdir()}
        for folder in (world, tmp_path)
    )
    assert before.keys() == after.keys()
    assert [name for name in before if before[name] != after[name]] == []


def test_gdal_and_geopandas_find_every_place(world):
    package = only(world, "territory*.gpkg")
    found = json.loads(only(world, "findings*.json").read_text("utf-8"))
    told = ran(needs("ogrinfo"), "-ro", "-al", "-so", package)
    counts = {}
    for part in told.split("\nLayer name: ")[1:]:
        name, _, rest = part.partition("\n")
        counts[name] = int(rest.partition("Feature Count: ")[2].split()[0])
    counts.pop("layer_styles")
    assert counts["communes"] == sum(one["niveau"] == "commune" for one in found["densite"])
    assert counts["partenaires"] == len(found["partenaires"])
    for name, count in counts.items():
        told = ran("ogrinfo", "-ro", "-al", "-so", only(world, f"layer-{name}*.geojson"))
        assert f"Feature Count: {count}\n" in told
        assert len(gpd.read_parquet(only(world, f"layer-{name}*.parquet"))) == count


def test_qgis_prints_the_project_within_its_pages(world, tmp_path, request):
    if not has_qgis():
        pytest.skip("QGIS is not installed here")
    told = ran(SYSTEM, "-c", DRAW, only(world, "netmap*.qgz"), tmp_path)
    edges = dict(json.loads(told.partition("TOLD")[2]))
    assert edges == {"A4": ["#ffffff"], "A3": ["#ffffff"]}, "something is cut at the right edge"
    kept(request, tmp_path.glob("*.png"))


def test_printed_documents_are_sound_and_no_page_is_empty(world, tmp_path, request):
    for file in sorted((world / "outputs").glob("*.pdf")):
        assert "No syntax or stream encoding errors" in ran(needs("qpdf"), "--check", file)
        ran(needs("pdftoppm"), "-r", 40, "-png", file, tmp_path / file.stem)
        pages = ran(needs("pdftotext"), file, "-").split("\f")[:-1]
        assert pages
        assert all(len(page.split()) > 20 for page in pages)
    kept(request, tmp_path.glob("*.png"))


def test_graph_files_are_read_by_others(world):
    by_networkx = nx.read_graphml(only(world, "network*.graphml"), force_multigraph=True)
    gexf = nx.read_gexf(only(world, "network*.gexf"))
    assert by_networkx.number_of_nodes() == gexf.number_of_nodes() > 0
    graph = ET.parse(only(world, "network*.gexf")).getroot()  # noqa: S314 - we wrote it
    edges = sum(one.tag.endswith("}edge") for one in graph.iter())
    assert by_networkx.number_of_edges() == edges
    read = igraph.Graph.Read_GraphML(str(only(world, "network*.graphml")))
    assert (read.vcount(), read.ecount()) == (by_networkx.number_of_nodes(), edges)
