"""A PDF says nothing that the pages beside it do not: whoever adds to it is seen."""

import sys
from io import BytesIO

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, NumberObject, StreamObject, TextStringObject

from netmap.messages import Messages
from netmap.outsider.printed import claims_of_pdf
from netmap.render import pdf, render
from netmap.render.pdf.tree import every

FR = Messages("fr")


@pytest.fixture(scope="module")
def folder(editions):
    """The files of a sample, and the first pages of the data that its PDF were made of."""
    given = []
    patch = pytest.MonkeyPatch()
    real = pdf.compiled
    patch.setattr(pdf, "compiled", lambda data: (given.append(data), real(data))[1])
    files = render(editions["la-rochelle"], FR, also={"pdf"})
    patch.undo()
    pages = [content.decode() for name, content in files.items() if name.endswith(".html")]
    report, places = given
    report["sections"], places["sheets"] = report["sections"][:2], places["sheets"][:3]
    return files, pages, {"report": report, "places": places}


def wrong(data, pages):
    return [*claims_of_pdf(pdf.compiled(data), pages)]


def test_what_is_printed_stands_on_the_pages(folder):
    files, pages, _ = folder
    for name in ("report.pdf", "places.pdf"):
        assert not [*claims_of_pdf(files[name], pages)]


def test_the_pages_of_another_folder_do_not_hold_it(folder):
    files, _, _ = folder
    found = [*claims_of_pdf(files["report.pdf"], ["<p>4</p>"])]
    assert {kind for kind, _ in found} == {"beyond"}
    assert len(found) > 200


def with_row(data):
    table = next(every(data["sections"], "table"))
    row = [["Aytré"], *[["4"]] * (len(table["columns"]) - 1)]
    return [*table["rows"], row]


def swapped(data):
    table = next(every(data["sections"], "table"))
    first, second, *others = table["rows"]
    return [[first[0], *second[1:]], [second[0], *first[1:]], *others]


@pytest.mark.parametrize("change", [with_row, swapped], ids=["a row more", "rows exchanged"])
def test_a_table_that_the_page_does_not_have_is_seen(folder, change):
    _, pages, given = folder
    table = next(every(given["report"]["sections"], "table"))
    before = table["rows"]
    table["rows"] = change(given["report"])
    found = wrong(given["report"], pages)
    table["rows"] = before
    assert [kind for kind, _ in found] == ["beyond"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("headline", ["4 personnes à Aytré."]),
        ("banners", ["Aytré : 4"]),
        ("subtitle", "4 à Aytré"),
        ("sources-title", "4"),
    ],
)
def test_a_text_that_no_page_says_is_seen(folder, key, value):
    _, pages, given = folder
    found = wrong({**given["report"], key: value}, pages)
    assert {kind for kind, _ in found} == {"beyond"}


def test_a_figure_that_is_drawn_or_said_otherwise_is_seen(folder):
    _, pages, given = folder
    drawing = next(every(given["report"]["sections"], "svg"))
    before = dict(drawing)
    drawing["alt"] += " 4"
    assert wrong(given["report"], pages)
    drawing |= before
    told = '<text x="10" y="10" font-size="9">4</text></svg>'
    drawing["source"] = before["source"].replace("</svg>", told)
    assert wrong(given["report"], pages)
    drawing |= before


def test_a_place_shown_with_the_figures_of_another_is_seen(folder):
    _, pages, given = folder
    data = given["places"]
    one, other = data["sheets"][0], data["sheets"][-1]
    one_table, other_table = (next(every(sheet["in"], "table")) for sheet in (one, other))
    before = one_table["rows"]
    one_table["rows"] = [[before[0][0], *other_table["rows"][0][1:]]]
    assert wrong(data, pages)
    one_table["rows"] = before


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF", b"x" * 100])
def test_what_is_no_pdf_is_unreadable(content):
    assert [*claims_of_pdf(content, [])] == [("unreadable", "")]


def test_a_pdf_cut_short_is_never_a_traceback(folder):
    files, pages, _ = folder
    content = files["places.pdf"]
    for part in (0.2, 0.6, 0.95):
        found = [*claims_of_pdf(content[: int(part * len(content))], pages)]
        assert {kind for kind, _ in found} <= {"unreadable", "beyond"}


def test_a_pdf_that_nobody_can_read_is_told(folder, monkeypatch):
    files, pages, _ = folder
    monkeypatch.setitem(sys.modules, "pypdf", None)
    assert [*claims_of_pdf(files["report.pdf"], pages)] == [("unheld", "pypdf")]


def with_page(content, change):
    """Return a document with another page, or another part of it, changed by a library."""
    writer = PdfWriter(clone_from=BytesIO(content))
    change(writer)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def with_program(writer):
    program = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("this.print()")}
    action = DictionaryObject({NameObject(key): value for key, value in program.items()})
    writer._root_object[NameObject("/OpenAction")] = action


def with_picture(writer):
    picture = StreamObject()
    picture.set_data(b"\x00")
    words = {"Type": "XObject", "Subtype": "Image", "ColorSpace": "DeviceGray"}
    picture.update({NameObject(f"/{k}"): NameObject(f"/{v}") for k, v in words.items()})
    for name in ("/Width", "/Height", "/BitsPerComponent"):
        picture[NameObject(name)] = NumberObject(1 if name != "/BitsPerComponent" else 8)
    page = writer.pages[0]
    forms = page["/Resources"].setdefault(NameObject("/XObject"), DictionaryObject())
    forms.get_object()[NameObject("/four")] = writer._add_object(picture)
    contents = page.get_contents()
    contents.set_data(contents.get_data() + b"\n/four Do\n")
    page[NameObject("/Contents")] = contents


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda writer: writer.add_attachment("4.txt", b"4"), "/Names"),
        (with_program, "/OpenAction"),
        (lambda writer: writer.add_metadata({"/Subject": "4"}), "4"),
        (lambda writer: writer.add_outline_item(title="4 personnes", page_number=0), "4personnes"),
        (with_picture, "/Image"),
    ],
    ids=["attachment", "program", "subject", "bookmark", "picture"],
)
def test_what_a_pdf_holds_beside_its_pages_is_seen(folder, change, fault):
    files, pages, _ = folder
    changed = with_page(files["places.pdf"], change)
    assert ("beyond", fault) in {*claims_of_pdf(changed, pages)}
    unchanged = with_page(files["places.pdf"], lambda writer: None)
    assert not [*claims_of_pdf(unchanged, pages)]
