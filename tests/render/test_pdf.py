"""The report and the pages of places as PDF, read by a library that did not write them."""

import random
import re
from io import BytesIO

import pytest
from editions import altered
from pypdf import PdfReader

from netmap.errors import OutputError
from netmap.messages import Messages
from netmap.render import pdf, render
from netmap.render.pdf.letters import RUNS, printable
from netmap.render.pdf.tree import nodes_of, text_of

LEAST = {
    "language": "fr", "internal": False, "font": "Libertinus Serif", "title": "T",
    "colours": pdf.CLASS_COLOURS, "subtitle": "S", "banners": [], "made": "", "kind": "report",
    "headline": [], "notices": [], "about-title": "A", "sources": [], "sources-title": "B",
}  # fmt: skip


@pytest.fixture(scope="module", params=[("la-rochelle", "fr"), ("roanne", "en")], ids=str)
def made(request, editions):
    name, language = request.param
    edition = editions[name]
    files = render(edition, Messages(language), also={"pdf"})
    return edition, language, {key: files[key] for key in ("report.pdf", "places.pdf")}


def test_both_are_tagged_titled_and_spoken_in_their_language(made):
    edition, language, files = made
    for content in files.values():
        reader = PdfReader(BytesIO(content))
        root = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == language
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert edition.findings.release.settings.territory.name in reader.metadata.title
        described = root["/Metadata"].get_data().decode()
        assert re.search(r"pdfuaid:part\W+1\b", described), "PDF/UA-1"


def test_every_picture_is_drawn_by_lines_and_said_in_words(made):
    _, _, files = made
    pictures = 0
    for content in files.values():
        reader = PdfReader(BytesIO(content))
        for page in reader.pages:
            assert not page.images, "a picture of points"
        for one in tags(reader.trailer["/Root"]["/StructTreeRoot"]):
            if one.get("/S") == "/Figure":
                pictures += 1
                assert len(one["/Alt"]) > 20
    assert pictures >= 6


def tags(node):
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        held = kid.get_object() if hasattr(kid, "get_object") else kid
        if hasattr(held, "get") and "/S" in held:
            yield held
            yield from tags(held)


def test_fonts_are_those_of_the_package_and_inside(made):
    _, _, files = made
    for content in files.values():
        names = set()
        for page in PdfReader(BytesIO(content)).pages:
            for font in page["/Resources"].get("/Font", {}).values():
                (inner,) = font.get_object()["/DescendantFonts"]
                described = inner.get_object()["/FontDescriptor"]
                assert {"/FontFile2", "/FontFile3"} & described.keys()
                names.add(described["/FontName"].rpartition("+")[2].partition("-")[0])
        assert names <= {"LibertinusSerif", "DejaVuSansMono"}


def test_the_first_page_decides_the_second_has_every_place_and_bookmarks_lead_to_all(made):
    edition, language, files = made
    messages = Messages(language)
    reader = PdfReader(BytesIO(files["report.pdf"]))
    marks = [one for one in reader.outline if not isinstance(one, list)]
    at = {one.title: reader.get_destination_page_number(one) for one in marks}
    chapters = [messages(f"report.part.{name}") for name in ("opening", "places", "coverage")]
    assert [at[printable(name)] for name in chapters] == [0, 1, 2]
    second = "".join(reader.pages[1].extract_text().split())
    for name in edition.findings.release.territory.communes["nom"]:
        assert "".join(name.split()) in second


def test_a_place_has_a_page_and_a_bookmark(made):
    edition, _, files = made
    territory = edition.findings.release.territory
    names = [*territory.communes["nom"], *territory.qpv["lib_qp"]]
    reader = PdfReader(BytesIO(files["places.pdf"]))
    assert sorted(one.title for one in reader.outline) == sorted(names)
    assert len(reader.pages) == len(names)
    for place, mark in enumerate(reader.outline):
        assert reader.get_destination_page_number(mark) == place
        assert mark.title in reader.pages[place].extract_text()


def test_the_same_findings_give_the_same_bytes(made):
    edition, language, files = made
    again = render(edition, Messages(language), also={"pdf"}, single_file=True)
    assert {name: again[name] for name in files} == files


def test_what_a_cell_holds_is_text_and_never_code():
    text = '#read("/etc/passwd") *b* _i_ $x$ @y <z> \\u{41} = t #pagebreak() ]'
    section = {"tag": "section", "class": "", "in": nodes_of(f"<p>{escaped(text)}</p>")}
    content = pdf.compiled({**LEAST, "title": text, "sections": [section]})
    reader = PdfReader(BytesIO(content))
    assert len(reader.pages) == 1
    read = " ".join(reader.pages[0].extract_text().split())
    assert read.count(text) >= 2


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def test_letters_that_are_said_to_be_there_are_there():
    """PDF/UA refuses a letter that no font draws: none of the runs is refused."""
    letters = [chr(code) for first, last in RUNS for code in range(ord(first), ord(last) + 1)]
    kept = [one for one in letters if printable(f"x{one}x") == f"x{one}x"]
    assert len(kept) > 0.9 * len(letters)
    section = {"tag": "section", "class": "", "in": [{"tag": "p", "class": "", "in": kept}]}
    pdf.compiled({**LEAST, "sections": [section]})


def test_any_text_can_be_printed():
    chance = random.Random(5)
    texts = ["".join(chr(chance.randrange(0xD800)) for _ in range(40)) for _ in range(50)]
    texts += [
        "👩🏽‍⚕️",
        "漢字",
        "עברית",
        "नमस्ते",
        "\x00\x07\x1b",
        "a\u0301\u0328b",
        "e" + "\u0301" * 30,
    ]
    markup = "".join(f"<p>{escaped(text)}</p>" for text in texts)
    section = {"tag": "section", "class": "", "in": nodes_of(markup)}
    pdf.compiled({**LEAST, "sections": [section]})


def test_a_letter_that_no_font_has_is_told_and_never_dropped():
    (node,) = nodes_of("<p>漢字 a</p>")
    assert text_of([node]) == "\ufffd\ufffd a"


def test_without_the_package_the_remedy_is_said(monkeypatch):
    monkeypatch.setattr(pdf, "can_print", lambda: False)
    with pytest.raises(OutputError) as refusal:
        pdf.compiled(LEAST)
    assert refusal.value.kind == "no-typst"
    assert "pip install" in Messages("fr")(f"output.{refusal.value.kind}")


def test_a_refusal_leaves_the_former_folder_whole(la_rochelle, netmap, monkeypatch, tree):
    out = la_rochelle.folder / "outputs"
    assert netmap("build", "--project", la_rochelle.folder, "-q")[0] == 0
    before = tree(out)
    monkeypatch.setattr(pdf, "can_print", lambda: False)
    status, _, err = netmap("build", "--project", la_rochelle.folder, "--pdf", "-q")
    assert (status, err.count("\n")) == (2, 1)
    assert "pip install typst pypdf" in err
    assert tree(out) == before


def test_each_page_of_the_internal_edition_says_so(editions):
    edition = altered(editions["la-rochelle"], audience="interne")
    files = render(edition, Messages("fr"), also={"pdf"})
    words = Messages("fr")("page.audience.interne")
    for name in ("report-interne.pdf", "places-interne.pdf"):
        pages = PdfReader(BytesIO(files[name])).pages
        assert all(words in " ".join(page.extract_text().split()) for page in pages)
