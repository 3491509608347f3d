"""Sheets of workbooks edited in their markup, written by hand as other programs write it."""

import pytest

from netmap.amend.markup import MarkupError
from netmap.amend.office_open import edit_sheet, has_formula
from netmap.amend.open_document import edit_content, formulas

SHEET = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="m"><dimension ref="A1:B2"/>'
    b"<sheetData>%s</sheetData><autoFilter ref='A1:B2'/></worksheet>"
)


def text(reference, value, style=""):
    return (
        f'<c r="{reference}"{style} t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'
    ).encode()


def test_a_cell_keeps_its_style_and_all_else_its_bytes():
    rows = (
        b'<row r="1" ht="30"><c r="A1" s="4" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        b'<row r="2"><c r="A2"  s=\'7\'><v>1053</v></c><c r="B2"><v>5</v></c></row>'
    )
    assert edit_sheet(SHEET % rows, {(2, 1): "01053 & <co>"}) == SHEET % rows.replace(
        b"<c r=\"A2\"  s='7'><v>1053</v></c>", text("A2", "01053 &amp; &lt;co&gt;", ' s="7"')
    )


def test_cells_and_rows_that_were_not_there_come_in_order_in_the_style_of_those_above():
    rows = b'<row r="2" spans="1:3"><c r="A2" s="3"/><c r="C2" s="5"><v>1</v></c></row><row r="9"/>'
    done = edit_sheet(SHEET % rows, {(2, 2): "b", (4, 3): "c", (9, 1): "a"})
    assert done == (SHEET % (
        b'<row r="2"><c r="A2" s="3"/>' + text("B2", "b") + b'<c r="C2" s="5"><v>1</v></c></row>'
        b'<row r="4">' + text("C4", "c", ' s="5"') + b"</row>"
        b'<row r="9">' + text("A9", "a", ' s="3"') + b"</row>"
    )).replace(b'A1:B2"/>', b'A1:C9"/>')  # fmt: skip


def test_a_row_takes_the_styles_of_the_columns_before_those_of_the_row_above():
    sheet = (
        b'<worksheet><cols><col min="1" max="2" style="3"/></cols><sheetData><row r="1">'
        b'<c r="A1" s="9"/><c r="C1" s="8"/></row></sheetData></worksheet>'
    )
    row = text("A2", "a", ' s="3"') + text("C2", "c", ' s="8"')
    done = edit_sheet(sheet, {(2, 1): "a", (2, 3): "c"})
    assert done == sheet.replace(b"</sheetData>", b'<row r="2">' + row + b"</row></sheetData>")


def test_rows_and_cells_without_references_are_counted_and_prefixes_are_kept():
    sheet = (
        b'<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v>'
        b"</x:c></x:row><x:row><x:c/></x:row></x:sheetData></x:worksheet>"
    )
    done = edit_sheet(sheet, {(1, 2): "deux"})
    new = b'<x:c t="inlineStr"><x:is><x:t xml:space="preserve">deux</x:t></x:is></x:c>'
    assert done == sheet.replace(b"<x:c><x:v>2</x:v></x:c>", new)


def test_a_sheet_that_holds_nothing_takes_a_row():
    sheet = b"<worksheet><sheetData/></worksheet>"
    assert edit_sheet(sheet, {(1, 1): "a"}) == (
        b'<worksheet><sheetData><row r="1">' + text("A1", "a") + b"</row></sheetData></worksheet>"
    )


def test_a_formula_is_known_and_refused():
    rows = b'<row r="3"><c r="B3"><f>1+1</f><v>2</v></c><c r="C3"><v>5</v></c></row>'
    assert has_formula(SHEET % rows) == {(3, 2)}
    with pytest.raises(MarkupError):
        edit_sheet(SHEET % rows, {(3, 2): "2"})


@pytest.mark.parametrize(
    "sheet",
    [
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet><sheetData/></worksheet>",
        b"<worksheet><sheetData>",
        b'<?xml version="1.0" encoding="ISO-8859-1"?><worksheet><sheetData/></worksheet>',
        b"<worksheet/>",
    ],
)
def test_markup_that_cannot_be_changed_for_sure_is_refused(sheet):
    with pytest.raises(MarkupError):
        edit_sheet(sheet, {(1, 1): "a"})


def test_a_text_that_xml_cannot_write_is_refused():
    with pytest.raises(MarkupError):
        edit_sheet(SHEET % b"", {(1, 1): "a\x07"})


CONTENT = (
    b'<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><table:table '
    b'table:name="Autre"><table:table-row/></table:table><table:table table:name="A&amp;B">%s'
    b"</table:table></office:document-content>"
)


def ods_text(value, more=""):
    return (
        f'<table:table-cell{more} office:value-type="string"><text:p>{value}</text:p>'
        "</table:table-cell>"
    ).encode()


def test_rows_and_cells_that_stand_many_times_are_parted():
    row = (
        b'<table:table-row table:style-name="r" table:number-rows-repeated="5"><table:table-cell '
        b'table:style-name="c" table:number-columns-repeated="4"/></table:table-row>'
    )
    once = b'<table:table-row table:style-name="r">'
    many = b'<table:table-row table:number-rows-repeated="%d" table:style-name="r">'
    four = b'<table:table-cell table:style-name="c" table:number-columns-repeated="4"/>'
    two = b'<table:table-cell table:number-columns-repeated="2" table:style-name="c"/>'
    end = b"</table:table-row>"
    assert edit_content(CONTENT % row, "A&B", {(3, 3): "x"}) == CONTENT % (
        many % 2 + four + end
        + once + two + ods_text("x", ' table:style-name="c"')
        + b'<table:table-cell table:style-name="c"/>' + end
        + many % 2 + four + end
    )  # fmt: skip


def test_a_cell_of_ods_keeps_its_style_its_list_and_its_note():
    note = b"<office:annotation><text:p>note</text:p></office:annotation>"
    row = (
        b'<table:table-row><table:table-cell table:content-validation-name="v" '
        b'office:value-type="float" office:value="1053">' + note + b"<text:p>1053</text:p>"
        b"</table:table-cell></table:table-row>"
    )
    done = edit_content(CONTENT % row, "A&B", {(1, 1): "01053\nb  c"})
    assert done == CONTENT % (
        b'<table:table-row><table:table-cell table:content-validation-name="v" '
        b'office:value-type="string">' + note + b"<text:p>01053</text:p><text:p>b "
        b'<text:s text:c="1"/>c</text:p></table:table-cell></table:table-row>'
    )


def test_rows_are_added_after_the_last_one():
    row = b"<table:table-row>" + ods_text("a", ' table:style-name="s"') + b"</table:table-row>"
    done = edit_content(CONTENT % row, "A&B", {(3, 1): "b"})
    assert done == CONTENT % (
        row + b"<table:table-row/><table:table-row>"
        + ods_text("b", ' table:style-name="s"') + b"</table:table-row>"
    )  # fmt: skip


def test_formulas_and_covered_cells_of_ods_are_refused():
    row = (
        b'<table:table-row table:number-rows-repeated="2"/><table:table-row><table:table-cell/>'
        b'<table:table-cell table:formula="of:=1"/><table:covered-table-cell/></table:table-row>'
    )
    assert formulas(CONTENT % row, "A&B") == {(3, 2)}
    assert formulas(CONTENT % row, "Autre") == frozenset()
    for column in (2, 3):
        with pytest.raises(MarkupError):
            edit_content(CONTENT % row, "A&B", {(3, column): "x"})
    with pytest.raises(MarkupError):
        edit_content(CONTENT % row, "Absente", {(1, 1): "x"})
