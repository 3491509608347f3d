"""The project's workbook as its tables: what is read, what is left out, what is told."""

import openpyxl
import pytest

from netmap.disclosure.provenance import public_files, public_warnings
from netmap.errors import InputError
from netmap.inputs import check_project, read_inputs
from netmap.inputs.rows import TABLES
from netmap.territory import place_doubts

HEADER = ["Identifiant *", "Nom *", "Catégorie *", "Position *", "Statut *", "Commune (code INSEE)"]
PARTNER = [
    *("ccas", "CCAS", "CCAS, CIAS", "Amont (oriente vers la médiation)", "À mobiliser"),
    "17300 – Ville",
]


@pytest.fixture
def booked(full):
    """A project without a table of its own, and how to give it sheets."""
    for table in (full.path / "data").glob("*.*"):
        table.unlink()

    def write(sheets, name="netmap.xlsx"):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(full.path / name)
        return full.path

    return write


def kinds(project):
    return {(p.kind, p.sheet, p.severity) for p in check_project(project).problems} - {
        ("missing-population", None, "warning")
    }


def test_words_of_the_lists_are_read_as_codes(booked):
    rows = [[*HEADER, "Thématiques"], [*PARTNER, "Santé mentale|Accès aux soins"]]
    partners = read_inputs(booked({"Partenaires": rows})).partners
    row = partners.loc["ccas"]
    assert (row["categorie"], row["position"], row["statut"]) == (
        "ccas-cias",
        "amont",
        "a-mobiliser",
    )
    assert row["code_insee"] == "17300"
    assert row["thematiques"] == ("sante--sante-mentale", "sante--acces-aux-soins")
    assert row["ligne"] == 2


@pytest.mark.parametrize("word", ["EXEMPLE", "exemple", " Exemple "])
def test_an_example_is_never_counted_and_that_is_said(booked, word):
    rows = [HEADER, [word, "x", "y", "z", "t"], PARTNER]
    counts = [["Période", "Commune ou quartier (code)", "Personnes"], [word, "17300", "99"]]
    project = booked({"Partenaires": rows, "Accompagnements": counts})
    inputs = read_inputs(project)
    assert list(inputs.partners.index) == ["ccas"]
    assert inputs.accompaniments is None
    assert kinds(project) == {("example-rows", None, "warning")}


def test_a_row_that_only_speaks_of_an_example_is_counted(booked):
    row = ["p1", "Exemple", *PARTNER[2:]]
    assert len(read_inputs(booked({"Partenaires": [HEADER, row]})).partners) == 1


def test_no_partner_yet_is_a_doubt_and_a_sheet_without_rows_is_no_table(booked):
    sheets = {model.sheet: [list(model.model_fields)] for model in TABLES}
    project = booked(sheets)
    inputs = read_inputs(project)
    assert inputs.partners.empty
    tables = (inputs.relations, inputs.accompaniments, inputs.permanences, inputs.rounds)
    assert all(table is None for table in (*tables, inputs.contacts, inputs.times))
    assert kinds(project) == {("no-rows", "Partenaires", "warning")}


def test_sheets_may_bear_the_names_of_files_and_come_in_any_order(booked):
    counts = [["periode", "code", "personnes"], [2024, "17300", 12]]
    project = booked({"accompagnements": counts, "PARTNERS": [HEADER, PARTNER]})
    inputs = read_inputs(project)
    assert inputs.accompaniments["personnes"].tolist() == [12]
    files = {file.path: file.rows for file in inputs.files}
    assert files["netmap.xlsx"] == 2


def test_a_table_filled_in_two_places_is_read_in_neither(booked):
    project = booked({"Partenaires": [HEADER, PARTNER]})
    (project / "data/partners.csv").write_text("id;nom;categorie;position;statut\n", "utf-8")
    with pytest.raises(InputError) as caught:
        read_inputs(project)
    several = [p for p in caught.value.problems if p.kind == "several-files"]
    assert [dict(p.details)["files"] for p in several] == ["data/partners.csv, netmap.xlsx"]


def test_a_file_stands_in_for_an_empty_sheet(booked):
    project = booked({"Partenaires": [HEADER]})
    line = "p;P;cpam;amont;actif\n"
    (project / "data/partners.csv").write_text("id;nom;categorie;position;statut\n" + line, "utf-8")
    assert list(read_inputs(project).partners.index) == ["p"]


def test_a_fault_names_its_sheet_and_line(booked):
    counts = [["Période", "Commune ou quartier (code)", "Personnes"], [2024, "17300", "douze"]]
    project = booked({"Partenaires": [HEADER, PARTNER], "Accompagnements": counts})
    [problem] = check_project(project).errors
    assert (problem.file, problem.sheet, problem.line) == ("netmap.xlsx", "Accompagnements", 2)
    [summary] = [t for t in check_project(project).tables if t.name == "partners"]
    assert summary.errors == 0


def test_a_misnamed_sheet_and_two_workbooks_are_told(booked):
    project = booked({"Partenaires": [HEADER, PARTNER], "Acompagnement": [["x"]]})
    assert ("misnamed-sheet", "Acompagnement", "warning") in kinds(project)
    (project / "netmap.ods").write_bytes(b"x")
    assert ("several-files", None, "error") in kinds(project)


def test_a_workbook_that_cannot_be_read_is_told_once(booked):
    project = booked({"Partenaires": [HEADER, PARTNER]})
    (project / "netmap.xlsx").write_bytes(b"not a workbook")
    told = kinds(project)
    assert ("unreadable-workbook", None, "error") in told


class _NoAlias:
    ids = ()


def test_the_public_edition_says_of_the_workbook_no_more_than_of_its_tables(booked):
    counts = [["Période", "Commune ou quartier (code)", "Personnes", "zzz"], [2024, "17300", 7, 1]]
    rows = [[*HEADER, "Contact", "aaa"], [*PARTNER, "Mme X", "1"]]
    sheets = {"Partenaires": rows, "Accompagnements": counts, "Permanence de Mme X": [["x"]]}
    inputs = read_inputs(booked(sheets))
    [book] = [file for file in public_files(inputs) if file.path == "netmap.xlsx"]
    assert (book.sha256, book.rows) == (None, None)
    said = {(note.kind, note.sheet) for note in inputs.warnings}
    unknown = {("unknown-column", name) for name in ("Accompagnements", "Partenaires")}
    assert unknown | {("misnamed-sheet", "Permanence de Mme X")} <= said
    public = public_warnings(inputs.warnings, inputs, _NoAlias)
    assert all(note.file != "netmap.xlsx" for note in public)


def test_a_doubt_about_a_place_names_the_sheet_of_the_workbook(booked):
    far = ["loin", "Loin", "CPAM", "aval", "actif", "", "44.8", "-0.5"]
    header = [*HEADER, "Latitude", "Longitude"]
    project = booked({"Partenaires": [header, [*PARTNER, "", ""], far]})
    report = check_project(project, places=place_doubts)
    (doubt,) = [one for one in report.problems if one.column == "latitude"]
    assert (doubt.file, doubt.sheet, doubt.line) == ("netmap.xlsx", "Partenaires", 3)
    assert next(table.warnings for table in report.tables if table.name == "partners") >= 1
