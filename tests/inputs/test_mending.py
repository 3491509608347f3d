"""Damaged tables mended: what was announced is right, and nothing else has moved."""

import csv
import io
import os
import random
import zipfile
from datetime import date
from xml.etree import ElementTree as ET

import odf.opendocument
import odf.style
import odf.table
import odf.text
import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from netmap.amend.mending import find_mends, write_mends
from netmap.inputs.reading import inspect, read_inputs

DAY = date(2025, 3, 4)
#: damaged tables that are drawn; more of them: NETMAP_MENDS=200
CASES = int(os.environ.get("NETMAP_MENDS", "9"))
TABLES = ("partners", "partners", "relations", "accompagnements", "permanences", "porte_a_porte")
CODES = ("17300", "2A004", "01053", "17010", "QN01701M")
NEEDS = ("sante--sante-mentale", "sante--addictions", "netmap--soins-dentaires")
PLACES = {"code_insee", "code"}
DATES = {"date_maj", "date_verif", "date_debut", "date"}
LABELS = {
    "actif": "Actif", "amont": "Amont", "aval": "Aval", "ouverte": "Ouverte",
    "ccas-cias": "CCAS, CIAS", "active": "Active",
}  # fmt: skip
NBSP = "\u00a0"


def said_by_people(rng, column, text):
    """Return what people or spreadsheets make of a cell; as it is where nothing usual does."""
    forms = []
    if column in PLACES and text.isdecimal():
        forms = [f'="{text}"', f"'{text}", f"{text}.0", f"{text},0", f"{text[:2]}{NBSP}{text[2:]}"]
        forms += [f"{int(text)}", f'="{int(text)}"', f"{int(text)}.0"] if text[0] == "0" else []
    elif column in DATES and text:
        year, month, day = text.split("-")
        forms = [f"{day}/{month}/{year}", f"{day}.{month}.{year}", f"{year}/{month}/{day}"]
    elif column in {"couvre", "thematiques"} and "|" in text:
        forms = [text.replace("|", mark) for mark in (", ", ";", " ; ", "\n", ",")]
        forms += [text.replace("|01053", ", 1053")] if "|01053" in text else []
    elif column == "thematiques" and text:
        forms = ["Santé mentale", "santé mentale"] if text == NEEDS[0] else []
    elif text in LABELS:
        forms = [LABELS[text], LABELS[text].upper()]
    return rng.choice(forms) if forms and text else text


class Drawn:
    """A table of the project, a few of whose cells are as people type them."""

    def __init__(self, seed, project):
        self.rng = random.Random(seed)
        self.name = self.rng.choice(TABLES)
        self.ending = ("csv", "xlsx", "ods")[seed % 3]
        text = (project.path / "data" / f"{self.name}.csv").read_text("utf-8")
        self.header, *self.right = csv.reader(io.StringIO(text), delimiter=";")
        if self.name == "partners":
            self.right += [self.partner(number) for number in range(self.rng.randrange(12))]
        if self.name == "accompagnements":
            self.right += [[str(y), c, "30", "", "", ""] for y in (2021, 2022) for c in CODES]
        self.typed = [
            [
                said_by_people(self.rng, column, cell) if self.rng.random() < 0.6 else cell
                for column, cell in zip(self.header, row, strict=True)
            ]
            for row in self.right
        ]
        self.above = self.rng.choice([0, 0, 2])

    def partner(self, number):
        rng = self.rng
        told = {
            "id": f"p{number}", "nom": f"Structure {number} « É »", "categorie": "cmp",
            "position": rng.choice(["amont", "aval"]), "statut": "actif",
            "code_insee": rng.choice(CODES[:4]),
            "couvre": "|".join(rng.sample(CODES, rng.randrange(5))),
            "thematiques": "|".join(rng.sample(NEEDS, rng.randrange(4))),
            "date_maj": f"2024-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}",
        }  # fmt: skip
        return [told.get(column, "") for column in self.header]

    @property
    def changed(self):
        """(line, column's name): the right text, where another is typed."""
        return {
            (self.line(r), column): self.right[r][c]
            for r, row in enumerate(self.typed)
            for c, column in enumerate(self.header)
            if row[c] != self.right[r][c]
        }

    def line(self, number):
        """The line of a row: in a CSV file, cells above it may hold several."""
        above = self.typed[:number] if self.ending == "csv" else []
        broken = sum(cell.count("\n") for row in above for cell in row)
        return self.above + 2 + number + broken

    def lines(self, rows):
        """The table and what people put above it."""
        return [["À l'attention du service"], [], *[self.header], *rows][
            -1 - len(rows) - self.above :
        ]


def as_csv(drawn, rows):
    rng = random.Random(drawn.name)
    end, delimiter = rng.choice(["\n", "\r\n"]), rng.choice(";,\t")
    encoding = rng.choice(["utf-8", "utf-8-sig", "utf-16"])

    def quoted(typed, cell):
        """A mended cell keeps the quotes that what was typed there had to have."""
        special = any(c in typed for c in f'{delimiter}"\n\r') or typed != typed.strip()
        return '"' + cell.replace('"', '""') + '"' if special or typed in drawn.header else cell

    lines = zip(drawn.lines(drawn.typed), drawn.lines(rows), strict=True)
    text = "".join(delimiter.join(map(quoted, *both)) + end for both in lines)
    return text.encode(encoding)


def as_xlsx(drawn):
    book = openpyxl.Workbook()
    other = book.create_sheet("Notes")
    other["A1"] = "à garder"
    other["B2"] = "=1+1"
    sheet = book.active
    sheet.title = drawn.name
    for line, row in enumerate(drawn.lines(drawn.typed), start=1):
        for column, cell in enumerate(row, start=1):
            at = sheet.cell(line, column)
            at.value = cell or None
            at.data_type = "s" if cell.startswith("=") else at.data_type
            if drawn.rng.random() < 0.3:
                at.font, at.fill = Font(bold=True), PatternFill("solid", fgColor="FFDD00")
    sheet.cell(drawn.above + 2, len(drawn.header) + 3).value = "=SUM(1,2)"
    sheet.column_dimensions["B"].width = 41
    sheet.row_dimensions[3].height = 30
    sheet.freeze_panes = "A2"
    sheet["A1"].comment = Comment("un commentaire", "quelqu'un")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_ods(drawn):
    book = odf.opendocument.OpenDocumentSpreadsheet()
    wide = odf.style.Style(name="wide", family="table-column")
    wide.addElement(odf.style.TableColumnProperties(columnwidth="7cm"))
    bold = odf.style.Style(name="bold", family="table-cell")
    bold.addElement(odf.style.TextProperties(fontweight="bold"))
    for style in (wide, bold):
        book.automaticstyles.addElement(style)
    sheet = odf.table.Table(name=drawn.name)
    sheet.addElement(odf.table.TableColumn(stylename=wide, numbercolumnsrepeated=3))
    for row in drawn.lines(drawn.typed):
        line = odf.table.TableRow()
        empty = 0
        for cell in [*row, "end"]:
            if not cell:
                empty += 1
                continue
            if empty:
                line.addElement(odf.table.TableCell(numbercolumnsrepeated=empty))
                empty = 0
            if cell == "end":
                continue
            styled = {"stylename": bold} if drawn.rng.random() < 0.3 else {}
            at = odf.table.TableCell(valuetype="string", **styled)
            for part in cell.split("\n"):
                at.addElement(odf.text.P(text=part))
            line.addElement(at)
        sheet.addElement(line)
    sheet.addElement(odf.table.TableRow(numberrowsrepeated=1_000))
    book.spreadsheet.addElement(sheet)
    other = odf.table.Table(name="Notes")
    book.spreadsheet.addElement(other)
    stream = io.BytesIO()
    book.write(stream)
    return stream.getvalue()


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def cells_of_xlsx(content):
    """Every cell of every sheet: its value, formula, look and note; widths and heights."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = {
        (sheet.title, cell.row, cell.column): (
            cell.value, repr(cell.font), repr(cell.fill), cell.number_format, repr(cell.border),
            cell.comment and cell.comment.text,
        )
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None or cell.has_style
    }  # fmt: skip
    looks = [
        (
            sheet.freeze_panes,
            {name: size.width for name, size in sheet.column_dimensions.items()},
            {name: size.height for name, size in sheet.row_dimensions.items() if size.height},
        )
        for sheet in book
    ]
    return cells, looks


_NAMES = {
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}


def cells_of_ods(content):
    """Every cell that holds something, repetitions written out: its text and its style."""
    table, text = (f"{{{_NAMES[name]}}}" for name in ("table", "text"))
    cells, looks = {}, []
    for sheet in ET.fromstring(parts_of(content)["content.xml"]).iter(  # noqa: S314
        f"{table}table"
    ):
        looks.append([column.attrib for column in sheet.iter(f"{table}table-column")])
        line = 0
        for row in sheet.iter(f"{table}table-row"):
            for _ in range(int(row.get(f"{table}number-rows-repeated", "1"))):
                line, column = line + 1, 0
                for cell in row:
                    said = "\n".join("".join(p.itertext()) for p in cell.iter(f"{text}p"))
                    for _ in range(int(cell.get(f"{table}number-columns-repeated", "1"))):
                        column += 1
                        style = cell.get(f"{table}style-name")
                        if said or style:
                            cells[sheet.get(f"{table}name"), line, column] = said, style
    return cells, looks


@pytest.mark.parametrize("seed", range(CASES))
def test_what_was_announced_is_right_and_nothing_else_moves(full, seed):
    project = full
    drawn = Drawn(seed, project)
    project.remove(f"data/{drawn.name}.csv")
    before = {
        "csv": lambda: as_csv(drawn, drawn.typed),
        "xlsx": lambda: as_xlsx(drawn),
        "ods": lambda: as_ods(drawn),
    }[drawn.ending]()
    path = f"data/{drawn.name}.{drawn.ending}"
    project.write(path, before)
    whole = {file: file.read_bytes() for file in project.path.rglob("*") if file.is_file()}
    mending = find_mends(project.path)
    announced = {(mend.line, mend.column): mend.after for mend in mending.mends}
    assert announced == drawn.changed
    wrong = {(p.line, p.column) for p in inspect(project.path)[1] if p.is_unread}
    assert {(m.line, m.column) for m in mending.mends if m.refused} == wrong
    written = write_mends(project.path, mending, day=DAY)
    if not announced:
        assert (written.files, (project.path / path).read_bytes()) == ((), before)
        return
    assert [p for p in inspect(project.path)[1] if p.is_unread] == []
    assert find_mends(project.path).mends == ()
    assert (project.path / written.backups[0]).read_bytes() == before
    after = (project.path / path).read_bytes()
    for file, content in whole.items():
        assert file == project.path / path or file.read_bytes() == content
    if drawn.ending == "csv":
        assert after == as_csv(drawn, drawn.right)
        return
    read = cells_of_xlsx if drawn.ending == "xlsx" else cells_of_ods
    (old, looks), (new, new_looks) = read(before), read(after)
    assert new_looks == looks
    at = {
        (drawn.name, line, drawn.header.index(name) + 1): v for (line, name), v in announced.items()
    }
    assert {place: cell for place, cell in new.items() if place not in at} == {
        place: cell for place, cell in old.items() if place not in at
    }
    for place, value in at.items():
        assert new[place] == (value, *old[place][1:])
    parts, new_parts = parts_of(before), parts_of(after)
    assert list(parts) == list(new_parts)
    assert len([name for name in parts if parts[name] != new_parts[name]]) == 1


def test_under_merged_cells_nothing_is_written(full):
    full.remove("data/accompagnements.csv")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "accompagnements"
    for row in (["periode", "code", "personnes"], ["2023", "1053", 12], ["2024", None, 5]):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    stream = io.BytesIO()
    book.save(stream)
    full.write("data/accompagnements.xlsx", stream.getvalue())
    mending = find_mends(full.path)
    assert [(m.line, m.column, m.after) for m in mending.mends] == [(2, "code", "01053")]
    write_mends(full.path, mending, day=DAY)
    cells, _ = cells_of_xlsx((full.path / "data/accompagnements.xlsx").read_bytes())
    assert ("accompagnements", 3, 2) not in cells or cells["accompagnements", 3, 2][0] is None
    assert list(read_inputs(full.path).accompaniments["code"]) == ["01053", "01053"]
