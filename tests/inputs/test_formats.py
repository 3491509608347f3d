"""One table in every format that people have gives the same rows."""

import csv
import io

import openpyxl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from netmap.inputs import check_project, read_inputs

HEADER = ["id", "nom", "categorie", "position", "statut", "code_insee", "latitude", "longitude",
          "couvre", "implication", "siret", "date_maj"]  # fmt: skip
ROWS = [
    ["ccas", "CCAS « d’Aytré »", "ccas-cias", "amont", "actif", "17300", "46,16", "-1,15",
     "17300|01053", "3", "21170028900012", "2024-05-14"],
    ["œuvre", "Œuvre; à côté", "netmap--association", "aval", "a-mobiliser", "01053", "", "",
     "", "", "", ""],
]  # fmt: skip


def as_csv(*, delimiter=";", encoding="utf-8", rows=ROWS, header=HEADER, end="\r\n"):
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator=end).writerows([header, *rows])
    return stream.getvalue().encode(encoding)


def typed(cell, column):
    if column in {"latitude", "longitude", "implication"} and cell:
        return float(cell.replace(",", "."))
    return cell or None


def as_xlsx(*, before=(), after=()):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Feuille1"
    for row in (*before, HEADER):
        sheet.append(list(row))
    for row in ROWS:
        sheet.append([typed(cell, column) for cell, column in zip(row, HEADER, strict=True)])
    for row in after:
        sheet.append(list(row))
    notes = book.create_sheet("Notes")
    notes.append(["id", "à relire"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_ods():
    book = OpenDocumentSpreadsheet()
    table = Table(name="partners")
    for number, row in enumerate([HEADER, *ROWS]):
        line = TableRow()
        for cell, column in zip(row, HEADER, strict=True):
            value = typed(cell, column) if number else cell
            if value is None:
                line.addElement(TableCell())
            elif isinstance(value, float):
                line.addElement(TableCell(valuetype="float", value=repr(value)))
            elif column == "date_maj" and number:
                line.addElement(TableCell(valuetype="date", datevalue=value))
            else:
                written = TableCell(valuetype="string")
                written.addElement(P(text=value))
                line.addElement(written)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


FORMATS = {
    "utf-8 with mark": ("csv", as_csv(encoding="utf-8-sig")),
    "windows-1252 with semicolons": ("csv", as_csv(encoding="cp1252")),
    "commas": ("csv", as_csv(delimiter=",")),
    "tabs": ("csv", as_csv(delimiter="\t", end="\n")),
    "old Mac line ends": ("csv", as_csv(end="\r")),
    "utf-16": ("csv", as_csv(encoding="utf-16")),
    "no last line end": ("csv", as_csv().rstrip()),
    "trailing columns": ("csv", as_csv().replace(b"\r\n", b";;;\r\n")),
    "headers as typed": (
        "csv",
        as_csv(header=[h.replace("code_insee", " Code INSEE ").upper() for h in HEADER]),
    ),
    "xlsx": ("xlsx", as_xlsx()),
    "ods": ("ods", as_ods()),
}


@pytest.fixture
def expected(least):
    return read_inputs(least.write("data/partners.csv", as_csv()).path).partners


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_rows(least, expected, name):
    ending, content = FORMATS[name]
    least.remove("data/partners.csv").write(f"data/partners.{ending}", content)
    partners = read_inputs(least.path).partners
    assert partners.equals(expected)
    assert partners.loc["ccas", "nom"] == "CCAS « d’Aytré »"
    assert partners.loc["œuvre", "code_insee"] == "01053"
    assert partners.loc["ccas", "latitude"] == 46.16


def test_titles_merged_cells_and_blank_lines_move_the_lines_and_nothing_else(least, expected):
    text = as_csv().decode().replace("\r\n", "\r\n;;\r\n\r\n", 1)
    least.write("data/partners.csv", f"Partenaires;;;\r\nmis à jour;nom\r\n\r\n{text}\r\n\r\n")
    partners = read_inputs(least.path).partners
    assert partners["ligne"].tolist() == [7, 8]
    assert partners.drop(columns="ligne").equals(expected.drop(columns="ligne"))


def test_titles_above_a_sheet(least, expected):
    least.remove("data/partners.csv")
    least.write("data/partners.xlsx", as_xlsx(before=[["Nos partenaires"], []], after=[[], []]))
    partners = read_inputs(least.path).partners
    assert partners["ligne"].tolist() == [4, 5]
    assert partners.drop(columns="ligne").equals(expected.drop(columns="ligne"))


def test_a_line_in_quotes_counts_as_the_lines_it_has(least):
    least.write(
        "data/partners.csv",
        'id;nom;categorie;position;statut\na;"Un\ndeux\ntrois";cpam;aval;actif\nb;B;cpam;aval;?\n',
    )
    problems = check_project(least.path).errors
    assert [(p.line, p.column) for p in problems] == [(5, "statut")]


def test_the_sheet_is_named_in_its_problems(least):
    least.remove("data/partners.csv").write(
        "data/partners.xlsx", as_xlsx(after=[["ccas", "", "cpam", "aval", "actif"]])
    )
    told = {(p.sheet, p.line, p.kind) for p in check_project(least.path).errors}
    assert told == {("Feuille1", 4, "duplicate-id"), ("Feuille1", 4, "missing-value")}


@pytest.mark.parametrize(
    ("typed_text", "value"),
    [
        ("1 234", 1234), ("1\u00a0234", 1234), ("1\u202f234", 1234), ("12,0", 12), ("1e2", 100),
        ("1.234,0", 1234), ("1,234.0", 1234), ("+7", 7),
    ],
)  # fmt: skip
def test_counts_as_spreadsheets_show_them(full, typed_text, value):
    full.replace("data/accompagnements.csv", ";40;12;", f";{typed_text};;")
    assert read_inputs(full.path).accompaniments["personnes"].iloc[0] == value


@pytest.mark.parametrize(
    "typed_text", ["14/05/2024", "14-5-2024", "14.05.2024", "2024/05/14", "2024-05-14T08:30:00Z",
                   "14/05/2024 08:30"],
)  # fmt: skip
def test_dates_as_people_write_them(full, typed_text):
    full.replace("data/partners.csv", "2024-05-14", typed_text)
    assert str(read_inputs(full.path).partners["date_maj"].iloc[0].date()) == "2024-05-14"


@pytest.mark.parametrize("word", ["À mobiliser", "A-MOBILISER", " a mobiliser "])
def test_words_without_case_or_accents(full, word):
    full.replace("data/partners.csv", ";amont;actif;", f";Amont;{word};")
    assert read_inputs(full.path).partners.loc["ccas", "statut"] == "a-mobiliser"


def test_contacts_in_parquet_are_those_of_the_csv(full):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    (before,) = read_inputs(full.path).contacts.chunks()
    table = pyarrow.table(
        {
            "date": ["2024-02-29", "2024-03-01"],
            "latitude": [46.16, None],
            "longitude": [-1.15, None],
            "code": [None, "17300"],
        }
    )
    parquet.write_table(table, full.path / "data/passages.parquet")
    full.remove("data/passages.csv")
    (after,) = read_inputs(full.path).contacts.chunks()
    assert after["periode"].tolist() == before["periode"].tolist()
    assert after[["latitude", "longitude"]].equals(before[["latitude", "longitude"]])
    assert after["code"].astype(object).where(after["code"].notna(), None).tolist() == [
        None,
        "17300",
    ]
