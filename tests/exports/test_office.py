"""Every spreadsheet that people take away, opened, printed and written anew by LibreOffice.

Collected where ``NETMAP_FOREIGN`` is set: LibreOffice takes 300 MB.
"""

import datetime as dt
import shutil
from collections import Counter

import openpyxl
from foreign import by_office, kept, needs, only, ran
from python_calamine import CalamineWorkbook

from netmap.formats.findings import read_findings
from netmap.formats.workbook import SHEETS, sheets_of
from netmap.inputs import check_project
from netmap.outsider.workbook import claims_of_workbook
from netmap.review import reviews_in

#: What a spreadsheet shows where it could not work something out, or has no room for it.
ERRORS = ("#NAME", "#REF", "#VALUE", "#DIV", "#N/A", "#NUM", "Err:", "###")


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
