"""Every text of the corpus on real pages at once: shown as typed, nothing run, nothing asked."""

import importlib.util
import itertools
import re
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pyogrio
import pytest
from pypdf import PdfReader

TYPED = ("{{7*7}}", "<script>alert(1)</script>", "{0.__class__} {name}")
CORPUS = Path(__file__).parents[1] / "inputs" / "test_corpus.py"


@pytest.fixture(scope="module")
def texts():
    """The texts of the corpus, the longest shortened."""
    spec = importlib.util.spec_from_file_location("corpus_of_texts", CORPUS)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return [text[:400] for text in module.TEXTS.values()]


def text_of_pdf(path):
    """Return the letters of a document, whatever its lines."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def stays_text(outputs):
    """No file for a spreadsheet or a GIS holds what it would run; each says what was typed."""
    book = openpyxl.load_workbook(outputs / "netmap.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not [cell for cell in cells if cell.hyperlink]
    partners = pyogrio.read_dataframe(outputs / "territory.gpkg", layer="partenaires")
    communes = pyogrio.read_dataframe(outputs / "layer-communes.geojson")
    with zipfile.ZipFile(outputs / "netmap.qgz") as packed:
        project = packed.read("netmap.qgs").decode()
    ET.fromstring(project)  # noqa: S314 - we wrote it
    assert not re.search(r"<(script|pythonMacros|action)|\[%", project)
    texts = {
        "xlsx": " ".join(str(cell.value) for cell in cells),
        "gpkg": " ".join(partners["nom"]),
        "geojson": " ".join(communes["nom"]),
    }
    for typed in TYPED:
        assert [name for name, text in texts.items() if typed not in text] == []


@pytest.mark.browser
@pytest.mark.parametrize("words", [(), ("--un-seul-fichier", "--tout")], ids=["pages", "one"])
def test_all_texts_of_the_corpus_stay_text(la_rochelle, netmap, chromium, texts, words):
    turn = itertools.cycle(texts)
    la_rochelle.change(
        "partners.csv",
        lambda row: (
            row | {"nom": f"{row['id']} {next(turn)}", "adresse": next(turn), "contact": next(turn)}
        ),
    )
    toml = la_rochelle.folder / "netmap.toml"
    text = toml.read_text("utf-8")
    assert '["source"]' in text
    toml.write_text(text.replace('["source"]', '["source", "adresse", "contact"]'), "utf-8")
    la_rochelle.change("bilan.csv", lambda row: row | {"texte": next(turn)})
    la_rochelle.change("relations.csv", lambda row: row | {"nature": next(turn)})
    la_rochelle.change("permanences.csv", lambda row: row | {"nom": next(turn)})
    for name, key in (("communes.geojson", "nom"), ("qpv.geojson", "lib_qp")):
        layer = la_rochelle.layer(name)
        for feature in layer["features"]:
            feature["properties"][key] = next(turn)
        la_rochelle.write_layer(layer, name)
    status, out, err = netmap("build", "--project", la_rochelle.folder, *words)
    assert status == 0, err
    assert "\x1b" not in out + err
    assert netmap("audit", la_rochelle.folder / "outputs")[0] == 0
    pages = sorted((la_rochelle.folder / "outputs").glob("*.html"))
    assert len(pages) == (1 if words else 3)
    told = "".join(text_of_pdf(path) for path in (la_rochelle.folder / "outputs").glob("*.pdf"))
    assert not told or '#read("/etc/passwd") *b* $x$ @y' in told
    if words:
        stays_text(la_rochelle.folder / "outputs")
    for path in pages:
        context = chromium.new_context(offline=True, viewport={"width": 1440, "height": 900})
        page = context.new_page()
        seen = []
        page.on("request", lambda request, seen=seen: seen.append(request.url.split("#")[0]))
        page.on("console", lambda message, seen=seen: seen.append(f"console: {message.text}"))
        page.on("pageerror", lambda error, seen=seen: seen.append(f"error: {error}"))
        page.on("dialog", lambda dialog, seen=seen: (seen.append("dialog"), dialog.dismiss()))
        page.goto(f"file://{path}")
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        for place in page.locator("#map-gaps li:not([hidden]) button").all():
            place.click()
        for tab in page.locator(".view-link[data-view]").all():
            tab.click()
        told += page.evaluate("document.body.textContent")
        assert seen == [f"file://{path}"], path.name
        context.close()
    for typed in TYPED:
        assert typed in told
