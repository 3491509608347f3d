"""The workbook of a new project, as a peer reads it and as the reader of tables does."""

import datetime as dt
import io

import openpyxl
import pytest

from netmap.inputs.book import names_of
from netmap.inputs.cells import Words
from netmap.inputs.files import Found
from netmap.inputs.grid import EXAMPLE
from netmap.inputs.headers import header_name, heading, match_columns
from netmap.inputs.rows import TABLES
from netmap.inputs.tables import parse
from netmap.inputs.workbooks import open_workbook, read_sheet
from netmap.messages import LANGUAGES, Messages
from netmap.sources import base
from netmap.starter.choices import lists
from netmap.starter.layers import territory_of
from netmap.starter.workbook import workbook_bytes

VALID = {
    "id": "x1",
    "source_id": "x1",
    "periode": "2024",
    "date": "2024-05-14",
    "code_insee": "42187",
    "de": "42187",
    "nature": "enjeu",
}


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture(scope="module")
def territory():
    return territory_of(base.groups()["200035731"])


@pytest.fixture(scope="module")
def content(language, territory):
    messages = Messages(language)
    return workbook_bytes(lists(territory, None, messages), messages, territory="Roanne")


@pytest.fixture(scope="module")
def book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def grid_of(content, tmp_path, model, edit=lambda cells: cells):
    found = Found("netmap.xlsx", tmp_path / "netmap.xlsx", content)
    sheets = open_workbook(found)
    sheet = next(name for name in sheets if header_name(name) in names_of(model))
    sheets[sheet] = edit(sheets[sheet])
    grid, problems = read_sheet(found, sheets, sheet, tuple(model.model_fields))
    assert problems == []
    return grid


def test_two_workbooks_of_one_territory_are_the_same_bytes(content, language, territory):
    messages = Messages(language)
    again = workbook_bytes(lists(territory, None, messages), messages, territory="Roanne")
    assert again == content


def test_each_table_has_a_sheet_with_its_columns_in_order(book):
    titles = [sheet.title for sheet in book]
    assert titles[1:-1] == [model.sheet for model in TABLES]
    for model in TABLES:
        sheet = book[model.sheet]
        row = [cell.value for cell in sheet[1]]
        found = match_columns(row, tuple(model.model_fields))
        assert found.where == {name: place for place, name in enumerate(model.model_fields)}
        assert not found.unknown
        marked = [str(title).endswith(" *") for title in row]
        assert marked == [field.is_required() for field in model.model_fields.values()]
        assert sheet.freeze_panes == "B2"
        assert all(cell.comment and len(cell.comment.text) > 10 for cell in sheet[1])


def test_headings_of_one_table_are_never_taken_for_one_another():
    for model in TABLES:
        headings = [header_name(heading(name)) for name in model.model_fields]
        assert len(set(headings)) == len(headings)
        same = {name for name in model.model_fields if header_name(heading(name)) == name}
        others = set(model.model_fields) - same
        assert not others & set(headings)


def test_an_example_is_one_row_that_would_be_read_without_a_fault(content, tmp_path):
    for model in TABLES:
        first = next(iter(model.model_fields))

        def made_true(cells, first=first):
            assert cells[1][0] == EXAMPLE
            assert len(cells) == 2
            return [cells[0], [VALID[first], *cells[1][1:]]]

        grid = grid_of(content, tmp_path, model, made_true)
        frame, problems = parse(grid, model, words=Words())
        assert problems == []
        assert len(frame) == 1


def test_drop_downs_offer_words_that_are_read_as_their_codes(book, content, tmp_path):
    read = 0
    for model in TABLES:
        sheet = book[model.sheet]
        for rule in sheet.data_validations.dataValidation:
            if rule.type != "list" or not rule.formula1.startswith("Listes!"):
                continue
            column = list(model.model_fields)[next(iter(rule.sqref.ranges)).min_col - 1]
            offered = [row[0].value for row in book["Listes"][rule.formula1.partition("!")[2]]]
            required = {n: None for n, f in model.model_fields.items() if f.is_required()}
            header = list(dict.fromkeys([*required, column]))
            lines = [[word if name == column else "" for name in header] for word in offered]
            grid = grid_of(content, tmp_path, model, lambda _, cells=[header, *lines]: cells)
            frame, problems = parse(grid, model, words=Words())
            assert [p for p in problems if p.column == column] == []
            assert frame[column].notna().sum() == len(offered)
            read += len(offered)
    assert read > 300


def test_lists_are_those_of_the_territory(book, territory):
    sheet = book["Listes"]
    columns = {
        column[0].value: [c.value for c in column[1:] if c.value] for column in sheet.columns
    }
    communes = [f"{code} – {name}" for code, name in territory.outlines["nom"].items()]
    assert columns["Communes"] == communes
    assert len(communes) == 40


def test_what_is_not_offered_may_be_typed_and_dates_are_checked(book):
    rules = [rule for model in TABLES for rule in book[model.sheet].data_validations.dataValidation]
    assert {rule.errorStyle for rule in rules} == {"warning"}
    days = [rule for rule in rules if rule.type == "date"]
    assert len(days) == 6
    assert all(rule.formula1 == "1" or float(rule.formula1) < 3 for rule in days)


def test_it_names_no_day_and_no_author(book):
    assert book.properties.created.date() == dt.date(2000, 1, 1)
    assert not book.properties.creator
