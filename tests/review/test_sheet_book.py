"""The workbook of partners' sheets, filled on the phone and taken back."""

import datetime as dt
import io

import openpyxl
import pytest

from netmap.errors import InputError
from netmap.exports.sheet_book import sheets_book
from netmap.messages import Messages
from netmap.render.sheet import sheet_views
from netmap.review import read_review, reviews_in


@pytest.fixture(scope="module", params=["fr", "en"])
def spoken(request, editions):
    """A language, the data of La Rochelle's sheets in it, and their workbook."""
    messages = Messages(request.param)
    views = sheet_views(editions["la-rochelle"].findings, messages)
    data = [view.data for view in views.values()]
    return messages, data, sheets_book(data, messages)


def filled(content, fill):
    book = openpyxl.load_workbook(io.BytesIO(content))
    fill(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def rows_of(sheet, key):
    return [row[0].row for row in sheet.iter_rows(max_col=1) if row[0].value == key]


def sheet_of(book, partner):
    (sheet,) = [one for one in book if one["D1"].value == partner]
    return sheet


def test_a_sheet_a_partner_with_what_its_page_holds_and_no_formula(spoken):
    messages, data, content = spoken
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [sheet["D1"].value for sheet in book] == [one["partner"]["id"] for one in data]
    for sheet, one in zip(book, data, strict=True):
        assert sheet["E1"].value == one["partner"]["nom"]
        ends = [(sheet.cell(row, 2).value, sheet.cell(row, 3).value)
                for row in rows_of(sheet, "relation")]  # fmt: skip
        assert ends == [(rel["source_id"], rel["cible_id"]) for rel in one["relations"]]
        assert not [cell for row in sheet for cell in row if cell.data_type == "f"]
        hidden = sheet.column_dimensions["A"]
        assert (hidden.hidden, hidden.min, hidden.max) == (True, 1, 4)
    words = {v.formula1 for sheet in book for v in sheet.data_validations.dataValidation}
    assert f'"{",".join(messages.section("sheet.script.answer").values())}"' in words


def test_the_same_sheets_give_the_same_bytes(spoken):
    messages, data, content = spoken
    assert sheets_book(data, messages) == content


def test_what_was_answered_is_the_review_that_the_page_would_have_saved(spoken, tmp_path, reviewed):
    messages, _, content = spoken

    def fill(book):
        sheet = sheet_of(book, "centre-sante-dentaire")
        (row,) = rows_of(sheet, "relation")
        sheet.cell(row, 7).value = messages("sheet.script.answer.oui")
        sheet.cell(row, 8).value = "Trois semaines"
        sheet.cell(rows_of(sheet, "statut")[0], 7).value = messages("vocabulary.status.inactif")
        sheet.cell(rows_of(sheet, "remarque")[0], 7).value = "=1+1"
        sheet.cell(rows_of(sheet, "remarque")[0], 7).data_type = "s"
        sheet.cell(rows_of(sheet, "qui")[0], 7).value = "Anne"
        sheet.cell(rows_of(sheet, "date")[0], 7).value = dt.datetime(2026, 3, 4)  # noqa: DTZ001

    path = tmp_path / "fiches.xlsx"
    path.write_bytes(filled(content, fill))
    ((where, review),) = reviews_in(path, path.read_bytes())
    assert "fiches.xlsx" in where
    ends = {"source_id": "mediation-adultes", "cible_id": "centre-sante-dentaire"}
    saved = reviewed.review(
        {"type": "changer-statut", "id": "centre-sante-dentaire", "statut": "inactif"},
        {"type": "confirmer-relation", **ends, "nature": "orientation",
         "commentaire": "Trois semaines"},
        {"type": "commentaire", "id": "centre-sante-dentaire", "texte": "=1+1"},
        author="Centre de santé dentaire (Anne)", day="2026-03-04",
    )  # fmt: skip
    assert review == read_review(saved).model_copy(update={"empreinte": review.empreinte})


def test_silence_is_no_answer_and_a_remark_alone_is_no_no(spoken, tmp_path):
    messages, _, content = spoken
    path = tmp_path / "fiches.xlsx"
    assert reviews_in(path, content) == []

    def fill(book):
        sheet = sheet_of(book, "cpam")
        first, second, *_ = rows_of(sheet, "relation")
        sheet.cell(first, 7).value = messages("sheet.script.answer.silence")
        sheet.cell(second, 8).value = "À revoir"
        sheet.cell(rows_of(sheet, "date")[0], 7).value = "2026-03-04"

    ((_, review),) = reviews_in(path, filled(content, fill))
    assert [one.type for one in review.corrections] == ["commentaire"]


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("date", "hier", "review-bad-date"),
        ("statut", "parti", "review-unknown-word"),
        ("relation", "peut-être", "review-unknown-word"),
    ],
)
def test_an_answer_that_no_sheet_takes_is_told_with_its_sheet(spoken, tmp_path, key, value, kind):
    _, _, content = spoken

    def fill(book):
        sheet = sheet_of(book, "cpam")
        sheet.cell(rows_of(sheet, "date")[0], 7).value = "2026-03-04"
        sheet.cell(rows_of(sheet, "remarque")[0], 7).value = "x"
        sheet.cell(rows_of(sheet, key)[0], 7).value = value

    with pytest.raises(InputError) as refused:
        reviews_in(tmp_path / "fiches.xlsx", filled(content, fill))
    (problem,) = refused.value.problems
    assert problem.kind == kind
    assert "CPAM" in problem.file


def test_a_workbook_that_is_none_of_ours_is_refused(tmp_path):
    written = io.BytesIO()
    openpyxl.Workbook().save(written)
    for content in (written.getvalue(), b"PK\x03\x04", b"x"):
        with pytest.raises(InputError):
            reviews_in(tmp_path / "x.xlsx", content)


def test_the_command_takes_a_filled_workbook_back(netmap, la_rochelle, tmp_path):
    out = tmp_path / "fiches"
    words = ("--project", la_rochelle.folder)
    assert netmap("fiches", *words, "--out", out, "--classeur")[0] == 0

    def fill(book):
        sheet = sheet_of(book, "centre-sante-dentaire")
        sheet.cell(rows_of(sheet, "relation")[0], 7).value = "Oui, il marche"
        sheet.cell(rows_of(sheet, "date")[0], 7).value = "2026-03-04"

    status, told, err = netmap("review", out / "fiches.xlsx", *words, "--yes")
    assert (status, err) == (0, "")
    assert "Aucune fiche" in told
    path = tmp_path / "rempli.xlsx"
    path.write_bytes(filled((out / "fiches.xlsx").read_bytes(), fill))
    status, told, err = netmap("review", path, *words, "--yes")
    assert status == 0, err
    rows = la_rochelle.rows("relations.csv")
    ends = ("mediation-adultes", "centre-sante-dentaire")
    (row,) = [row for row in rows if (row["source_id"], row["cible_id"]) == ends]
    assert (row["etat"], row["date_verif"]) == ("active", "2026-03-04")
    assert "Soins dentaires" in told
