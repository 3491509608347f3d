"""The workbook that people take away, read by a program that is not ours."""

import io
import re
import zipfile

import openpyxl
import pytest

from netmap.exports.files import findings_file
from netmap.exports.workbook import workbook_bytes
from netmap.formats.findings import FindingsFile, read_findings
from netmap.formats.workbook import SHEETS
from netmap.messages import Messages
from netmap.outsider.workbook import claims_of_workbook

FR = Messages("fr")
SAMPLES = ["la-rochelle", "roanne"]


def rows_of(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {name: [list(row) for row in book[name].values] for name in book.sheetnames}


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_figure_of_the_sheets_is_that_of_findings_json(built, sample):
    found = read_findings((built[sample] / "findings.json").read_bytes(), file="findings.json")
    sheets = rows_of((built[sample] / "netmap.xlsx").read_bytes())
    people = {place.code: place.personnes for place in found.densite if place.niveau == "commune"}
    fields, headings, *rows = sheets["Communes"]
    span = {"la-rochelle": "2021–2024", "roanne": "2022–2024"}[sample]
    heading = f"Personnes accompagnées, {span} (qui revient compte chaque année)"
    assert headings[fields.index("personnes")] == heading
    assert len(rows) == len(people) > 20
    seen = set()
    for row in rows:
        told = dict(zip(fields, row, strict=True))
        seen.add(told["classe"])
        expected = people[told["code"]]
        if expected is None:
            assert told["personnes"] == told["classe"]
            assert not re.search(r"\d", told["personnes"])
        else:
            assert told["personnes"] == expected
    assert {"masqué (secret statistique)", "service non ouvert"} & seen
    chains = sheets["Chaînes"]
    kappa = chains[0].index("kappa")
    assert [row[kappa] for row in chains[2:]] == [chain.kappa for chain in found.chaine]


@pytest.mark.parametrize("sample", SAMPLES)
def test_no_need_without_a_chain_is_not_said_as_no_chain_examined(built, sample):
    found = read_findings((built[sample] / "findings.json").read_bytes(), file="findings.json")
    sheets = rows_of((built[sample] / "netmap.xlsx").read_bytes())
    closed = {row.code for row in found.chaine if row.verdict == "closed"}
    fields, _, *rows = sheets["Où regarder d’abord"]
    told = [dict(zip(fields, row, strict=True)) for row in rows]
    assert "pas de médiation" in {row["besoins_a_confirmer"] for row in told}
    for row in told:
        for field in ("besoins_rompus", "besoins_a_confirmer"):
            assert row[field]
            assert (row[field] == "pas de médiation") == (row["code"] in closed), row["code"]


@pytest.mark.parametrize("sample", SAMPLES)
def test_example_data_say_so_and_each_sheet_is_named(built, sample):
    sheets = rows_of((built[sample] / "netmap.xlsx").read_bytes())
    first, *others = sheets
    assert any(FR("page.example") in row for row in sheets[first])
    assert len(others) == len(SHEETS)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_field_has_its_heading(language):
    words = Messages(language)
    parts = FindingsFile.model_json_schema()["$defs"]
    shown = (
        "GapRecord", "PlaceRecord", "SectorRecord", "ChainRecord", "SuggestionRecord",
        "PartnerRecord", "RelationRecord", "PlannedSite", "IndicatorRecord", "PeriodRecord",
        "ContactRecord",
    )  # fmt: skip
    lacking = {
        field
        for name in shown
        for field in parts[name]["properties"]
        if f"workbook.column.{field}" not in words
    }
    assert lacking == set()


def test_no_cell_is_a_formula_and_the_same_findings_give_the_same_bytes(editions):
    edition = editions["la-rochelle"]
    found = findings_file(edition, FR)
    hostile = '=HYPERLINK("http://example.invalid";"x")'
    first, *others = found.partenaires
    spoilt = found.model_copy(
        update={
            "territoire": "@SUM(1)",
            "partenaires": (first.model_copy(update={"nom": hostile}), *others),
        }
    )
    content = workbook_bytes(edition, spoilt, FR)
    assert content == workbook_bytes(edition, spoilt, FR)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = parts.namelist()
        sheets = [parts.read(name) for name in names if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == len(SHEETS) + 1
    assert not any(b"<f>" in sheet or b"hyperlink" in sheet.lower() for sheet in sheets)
    assert not any("external" in name.lower() for name in names)
    partners = rows_of(content)["Partenaires"]
    assert hostile in [row[partners[0].index("nom")] for row in partners]


def test_the_outsider_sees_a_figure_that_the_file_hides(editions):
    edition = editions["la-rochelle"]
    found = findings_file(edition, FR)
    content = workbook_bytes(edition, found, FR)
    assert list(claims_of_workbook(content, found)) == []
    place = next(i for i, one in enumerate(found.densite) if one.classe == "masquee")
    betrayed = found.densite[place].model_copy(update={"personnes": 7})
    densite = (*found.densite[:place], betrayed, *found.densite[place + 1 :])
    leak = workbook_bytes(edition, found.model_copy(update={"densite": densite}), FR)
    assert [kind for kind, _ in claims_of_workbook(leak, found)] == ["stated"]
    assert list(claims_of_workbook(b"no workbook", found)) == [("unreadable", "")]
