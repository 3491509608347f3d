"""Every file that people take away, opened by a program that is not ours.

The sample of La Rochelle always, where the programs are; ``NETMAP_FOREIGN=all`` builds both
samples and the least project, both editions, both languages, with all that may be asked for.
``NETMAP_PICTURES=FOLDER`` keeps there what the programs drew, for people to look at.
"""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import geopandas as gpd
import igraph
import networkx as nx
import openpyxl
import pytest
from foreign import SYSTEM, by_office, has_qgis, needs, ran
from python_calamine import CalamineWorkbook

from netmap.formats.findings import read_findings
from netmap.formats.workbook import SHEETS, sheets_of
from netmap.inputs import check_project
from netmap.outsider.workbook import claims_of_workbook
from netmap.review import reviews_in

ROOT = Path(__file__).parents[2]
ALL = os.environ.get("NETMAP_FOREIGN") == "all"
WORLDS = [
    (project, audience, language)
    for project in ("la-rochelle", "roanne", "least")
    for audience in ("public", "interne")
    for language in ("fr", "en")
][: None if ALL else 1]
#: What a spreadsheet shows where it could not work something out, or has no room for it.
ERRORS = ("#NAME", "#REF", "#VALUE", "#DIV", "#N/A", "#NUM", "Err:", "###")
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


@pytest.fixture(scope="module", params=WORLDS, ids="-".join)
def world(request, once):
    """A project built with all that may be asked for, and its partners' sheets."""
    project, audience, language = request.param

    def make(folder):
        from netmap.cli import run

        source = ROOT / "examples" / "roanne" if project == "roanne" else ROOT
        own = folder / "project"
        shutil.copytree(source / "data", own / "data")
        given = (source / "netmap.toml").read_text("utf-8")
        quick = "[implantation]\ntirages = 1\ndemi_journees_de_plus = 0\n"
        given = given if ALL else given.replace("[implantation]\n", quick)
        (own / "netmap.toml").write_text(given, "utf-8")
        if project == "least":
            for table in (own / "data").glob("*.csv"):
                if table.name != "partners.csv":
                    table.unlink()
        where = ["--project", str(own), "--lang", language, "--quiet"]
        asked = [*where, "--audience", audience, "--tout", "--pdf"]
        (folder / "asked.json").write_text(json.dumps(asked), "utf-8")
        assert run(["build", *asked, "--out", str(folder / "outputs")]) == 0
        assert run(["fiches", *where, "--classeur", "--out", str(folder / "fiches")]) == 0

    return once("foreign-" + "-".join(request.param), make)


def only(world, pattern):
    (file,) = (world / "outputs").glob(pattern)
    return file


def cells_of(file):
    """Return sheets as rows of cells, with no empty cell behind the last one of a row."""
    book = CalamineWorkbook.from_path(file)
    told = {}
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        told[name] = [[*_trimmed(row)] for row in rows]
        while told[name] and not told[name][-1]:
            told[name].pop()
    return told


def _trimmed(row):
    last = max((at for at, cell in enumerate(row) if cell != ""), default=-1)
    return row[: last + 1]


def kept(request, files):
    """Keep what was drawn, where somebody asked to look at it."""
    folder = os.environ.get("NETMAP_PICTURES")
    for file in files if folder else ():
        own = Path(folder) / request.node.callspec.id
        own.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, own)


def printed(file, folder, request):
    """Print a workbook by LibreOffice; return the words of its pages."""
    (pdf,) = by_office([file], "pdf", folder)
    kept(request, [pdf])
    return ran(needs("pdftotext"), "-layout", pdf, "-")


def test_the_workbook_comes_back_from_libreoffice_as_it_was(world, tmp_path):
    file = only(world, "netmap*.xlsx")
    (ods,) = by_office([file], "ods", tmp_path / "ods")
    (again,) = by_office([ods], "xlsx", tmp_path / "xlsx")
    before, after = cells_of(file), cells_of(again)
    assert before == after
    found = read_findings(only(world, "findings*.json").read_bytes(), file="findings.json")
    assert len(before) == len(sheets_of(found)) + 1
    assert not [*claims_of_workbook(again.read_bytes(), found)]
    totals = Counter()
    for name, rows in before.items():
        for row in rows:
            totals[name] += sum(one for one in row if isinstance(one, (int, float)))
            assert not [one for one in row if isinstance(one, str) and one.startswith(ERRORS)]
    assert sum(totals.values()) > 0


def test_the_workbook_prints_whole_on_pages_with_their_headings(world, tmp_path, request):
    file = only(world, "netmap*.xlsx")
    words = printed(file, tmp_path, request)
    assert not [one for one in ERRORS if one in words]
    pages = words.split("\f")[:-1]
    (_, *sheets) = cells_of(file).items()
    shown = {name: rows for name, rows in sheets if rows[0]}
    assert len(shown) > len(SHEETS) / 2
    for name, rows in shown.items():
        own = [page for page in pages if name in page.rstrip().splitlines()[-1]]
        assert own, name
        heading = rows[1][0].split()[0]
        assert all(heading in page for page in own), f"{name}: no heading on one of its pages"


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


def test_csv_files_open_as_tables(world, tmp_path):
    files = sorted((world / "outputs").glob("network-*.csv"))
    assert len(files) == 2
    for made, file in zip(by_office(files, "xlsx", tmp_path), files, strict=True):
        (rows,) = cells_of(made).values()
        lines = file.read_text(encoding="utf-8-sig").splitlines()
        assert len(rows) >= len(lines) > 1
        assert rows[0] == lines[0].split(";")
        assert not [cell for row in rows for cell in row if str(cell).startswith(ERRORS)]


def test_sheets_of_partners_come_back_with_their_answers(world, tmp_path, request):
    file = world / "fiches" / "fiches.xlsx"
    book = openpyxl.load_workbook(file)
    sheet = next(
        one for one in book if [row for row in one.iter_rows() if row[0].value == "manque"]
    )
    asked = {row[0].value: row[6] for row in sheet.iter_rows() if row[0].value}
    asked["remarque"].value = "Œuvre « à revoir » ; =1+1"
    asked["date"].value = dt.datetime(2026, 3, 4)  # noqa: DTZ001 - the format knows no time zone
    answered = tmp_path / "fiches.xlsx"
    book.save(answered)
    (ods,) = by_office([answered], "ods", tmp_path / "ods")
    (again,) = by_office([ods], "xlsx", tmp_path / "xlsx")
    ((_, review),) = reviews_in(answered, answered.read_bytes())
    for theirs in (ods, again):
        assert [one for _, one in reviews_in(theirs, theirs.read_bytes())] == [review]
    assert str(review.date) == "2026-03-04"
    pages = printed(file, tmp_path / "pdf", request).split("\f")[:-1]
    sheets = len(book.sheetnames)
    assert sheets <= len(pages) < 1.2 * sheets, "a page each, but for those with many links"


def test_a_template_that_libreoffice_wrote_is_read_as_ours(tmp_path):
    from netmap.cli import run

    needs("soffice")
    assert run(["init", "Roannais Agglomération", str(tmp_path / "ours"), "--quiet"]) == 0
    shutil.copytree(tmp_path / "ours", tmp_path / "theirs")
    book = openpyxl.load_workbook(tmp_path / "ours" / "netmap.xlsx")
    sheet = book["Partenaires"]
    heads = [str(cell.value).removesuffix(" *") for cell in sheet[1]]
    row = {"Nom": "Maison de santé", "Commune (code INSEE)": "42187", "Latitude": "46,03"}
    for name, value in row.items():
        sheet.cell(3, heads.index(name) + 1).value = value
    filled = tmp_path / "netmap.xlsx"
    book.save(filled)
    (ods,) = by_office([filled], "ods", tmp_path / "ods")
    (again,) = by_office([ods], "xlsx", tmp_path / "xlsx")
    shutil.copy2(filled, tmp_path / "ours")
    shutil.copy2(again, tmp_path / "theirs")
    ours, theirs = (check_project(tmp_path / name) for name in ("ours", "theirs"))
    assert ours.problems
    assert theirs.problems == ours.problems


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
