"""Tables as people keep them: each is read as it is meant, and said; or asked about, both ways."""

import io
import math

import odf.opendocument
import odf.table
import odf.text
import openpyxl
import pytest
from openpyxl.styles import numbers
from pydantic import TypeAdapter

from netmap.counts.people import count_people
from netmap.inputs import check_project, read_inputs
from netmap.inputs.cells import Codes, Home, Period, Words
from netmap.inputs.scalars import Unsure, bare, read_unsure
from netmap.messages import Messages, describe
from netmap.periods import months
from netmap.territory import build_territory

COUNTS = "data/accompagnements.csv"
BOOK = "data/accompagnements.xlsx"
HEAD = ["periode", "code", "personnes"]


def kinds(folder, file=None):
    report = check_project(folder.path)
    return [p.kind for p in report.problems if file is None or p.file == file]


def told(folder, kind):
    """Return the one problem of a kind, and its sentence in both languages."""
    (problem,) = [p for p in check_project(folder.path).problems if p.kind == kind]
    return problem, [describe(problem, Messages(lang)).sentence for lang in ("fr", "en")]


def people(folder):
    rows = read_inputs(folder.path).accompaniments
    return rows.set_index(["periode", "code"])["personnes"].to_dict()


def workbook(**sheets):
    """Return an XLSX of sheets; a sheet is its rows, or rows and what is done to the sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, given in sheets.items():
        rows, change = given if isinstance(given, tuple) else (given, lambda sheet: None)
        sheet = book.create_sheet(name.replace("_", " ").strip())
        for row in rows:
            sheet.append(row)
        change(sheet)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.fixture
def counted(full):
    """The full project with a workbook of counts, whatever it holds."""
    full.remove(COUNTS)
    return full


def answer(folder, text):
    return folder.append("netmap.toml", f"\n[lecture]\n{text}\n")


# cells


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("<5", 4), ("< 11", 10), ("≤ 4", 4), ("moins de 5", 4), ("nc", math.inf),
        ("N.C.", math.inf), ("s", math.inf), ("n.d.", math.inf), ("-", math.inf), ("—", math.inf),
        ("secret", math.inf), ("Non communiqué", math.inf),
    ],
)  # fmt: skip
def test_a_count_that_a_source_does_not_tell(text, most):
    assert read_unsure(text) == Unsure(most)


@pytest.mark.parametrize("text", ["0", "12", "-3", "5 ans", ">5", "", "beaucoup"])
def test_what_is_a_number_or_nonsense_is_no_unsure_count(text):
    assert read_unsure(text) is None


@pytest.mark.parametrize(
    ("text", "period", "length"),
    [
        ("2023-2024", "2023-2024", 12), ("2023/24", "2023-2024", 12),
        ("année scolaire 2023-2024", "2023-2024", 12), ("S1 2024", "2024-S1", 6),
        ("2024 2e semestre", "2024-S2", 6), ("T3 2024", "2024-T3", 3),
        ("3ème trimestre 2024", "2024-T3", 3), ("février 2024", "2024-02", 1),
        ("02/2024", "2024-02", 1), ("2024", "2024", 12),
    ],
)  # fmt: skip
def test_periods_have_their_length(text, period, length):
    assert TypeAdapter(Period).validate_python(text) == period
    assert len(months(period)) == length


@pytest.mark.parametrize("text", ["2023-2025", "24", "S3 2024", "T5 2024", "2024-13", "hiver"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueError, match="not-a-period"):
        TypeAdapter(Period).validate_python(text)


@pytest.mark.parametrize(
    ("typed", "value"),
    [('="01053"', "01053"), ("'01053", "01053"), ("\u00a017300 ", "17300"), ("17300.0", "17300.0")],
)
def test_what_a_spreadsheet_puts_around_a_code_is_taken_off(typed, value):
    assert bare(typed) == value


@pytest.mark.parametrize(
    "typed", ["17300|01053", "17300;01053", "17300, 01053", '["17300", "01053"]', "{17300,01053}",
              "17300\n01053", "Ville | Hameau"],
)  # fmt: skip
def test_lists_are_split_as_people_split_them(typed):
    words = Words(places={"ville": "17300", "hameau": "01053"})
    assert TypeAdapter(Codes).validate_python(typed, context=words) == ("17300", "01053")


@pytest.mark.parametrize("typed", ["99109", "Hors agglo", "inconnu", "SDF", "Autres communes"])
def test_people_from_elsewhere_have_a_code_of_their_own(typed):
    assert TypeAdapter(Home).validate_python(typed) == "ailleurs"


# what a table of counts leaves open


def test_places_without_a_row_are_asked_about_once_with_their_names(full):
    problem, (french, english) = told(full, "absent-rows")
    assert problem.severity == "warning"
    assert set(problem.found.split(", ")) == {
        "Hameau", "Côte", "Bourg (2023)", "Ville (2024)", "Le Grand Pré (2024)",
    }  # fmt: skip
    assert "lignes_absentes" in french
    assert "lignes_absentes" in english
    answer(full, 'lignes_absentes = "zero"')
    assert "absent-rows" not in kinds(full)


def test_where_the_service_was_not_open_no_row_is_missing(full):
    full.append("netmap.toml", '\n[perimetre]\n2023 = ["17300", "QN01701M"]\n2024 = ["2A004"]\n')
    assert "absent-rows" not in kinds(full)


def test_a_commune_that_may_hold_its_quarter_is_asked_about_with_both_totals(full):
    full.write(COUNTS, "periode;code;personnes\n2023;17300;115\n2023;QN01701M;44\n")
    full.quarters(
        [
            {
                "type": "Feature",
                "properties": {"code_qp": "QN01701M", "lib_qp": "Pré", "population": 900},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [
                        [[381e3, 6571e3], [382e3, 6571e3], [382e3, 6572e3], [381e3, 6571e3]]
                    ],
                },
            }
        ]
    )
    problem, sentences = told(full, "commune-holds-quarters")
    assert problem.severity == "error"
    assert all("115" in said and "159" in said for said in sentences)
    totals = {}
    settings = (full.path / "netmap.toml").read_text(encoding="utf-8")
    for holds in ("true", "false"):
        full.write("netmap.toml", f"{settings}\n[lecture]\ncommune_comprend_qpv = {holds}\n")
        inputs = read_inputs(full.path)
        counted = count_people(
            build_territory(inputs), inputs.accompaniments, reading=inputs.settings.reading
        )
        totals[holds] = counted.total
    assert totals == {"true": 115, "false": 159}


def test_what_settles_itself_is_not_asked(full):
    # 30 of the quarter cannot be among 12 of the commune
    full.write(COUNTS, "periode;code;personnes\n2023;17300;12\n2023;QN01701M;30\n")
    assert "commune-holds-quarters" not in kinds(full)


@pytest.mark.parametrize(
    ("column", "parts", "key"),
    [
        ("public", ("adultes", "enfants"), "publics_s_ajoutent"),
        ("thematique", ("Santé mentale", "Addictions"), "thematiques_s_ajoutent"),
    ],
)
def test_parts_that_may_add_up_are_asked_about_with_both_totals(full, column, parts, key):
    rows = "".join(f"2023;17300;{n};{part}\n" for n, part in zip((40, 25), parts, strict=True))
    full.write(COUNTS, f"periode;code;personnes;{column}\n{rows}")
    problem, (french, _) = told(full, "parts-add-up")
    assert problem.severity == "error"
    assert "65" in french
    assert "40" in french
    answer(full, f"{key} = false")
    assert "parts-add-up" not in kinds(full)


def test_a_total_beside_its_parts_is_no_part(full):
    rows = "2023;17300;40;adultes\n2023;17300;25;enfants\n2023;17300;65;Ensemble\n"
    full.write(COUNTS, f"periode;code;personnes;public\n{rows}")
    assert "parts-add-up" not in kinds(full)
    assert read_inputs(full.path).accompaniments["public"].tolist() == ["adultes", "enfants", None]


def test_periods_that_overlap_are_refused(full):
    full.write(COUNTS, "periode;code;personnes\n2023-2024;17300;40\n2024;17300;25\n")
    problem, _ = told(full, "periods-overlap")
    assert (problem.line, dict(problem.details)["months"]) == (3, "8")


def test_more_people_than_residents_are_refused(full):
    full.write(COUNTS, "periode;code;personnes\n2023;01053;501\n2024;01053;500\n")
    problem, _ = told(full, "more-than-residents")
    assert (problem.line, problem.found) == (2, "501")


def test_people_of_another_commune_count_for_the_service_and_for_no_commune(full):
    full.write(COUNTS, "periode;code;personnes\n2023;17300;40\n2023;17415;7\n2023;inconnu;3\n")
    problem, (french, _) = told(full, "lives-elsewhere")
    assert "Saintes" in french
    assert problem.severity == "warning"
    inputs = read_inputs(full.path)
    counted = count_people(
        build_territory(inputs), inputs.accompaniments, reading=inputs.settings.reading
    )
    assert counted.outside == 10
    assert counted.total == 50
    assert counted.communes["personnes"].sum() <= 40


def test_a_code_that_was_merged_leads_to_today_and_is_told(full):
    features = [
        {
            "type": "Feature",
            "properties": {"code_insee": "93066", "nom": "Saint-Denis", "population": 150_000},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[2.34, 48.92], [2.40, 48.92], [2.40, 48.97], [2.34, 48.92]]],
            },
        }
    ]
    full.communes(features, epsg=None).remove("data/geo/qpv.geojson")
    full.write(COUNTS, "periode;code;personnes\n2023;93059;40\n2023;93066;5\n")
    problem, (french, _) = told(full, "code-of-today")
    assert "Saint-Denis" in french
    assert problem.line == 2
    rows = [p for p in check_project(full.path).errors if p.file == COUNTS]
    assert rows == [], "two codes of one commune are two parts of it"


def test_no_other_commune_is_ever_proposed(full):
    for code in ("17000", "17301", "2A005", "01054"):
        full.write(COUNTS, f"periode;code;personnes\n2023;{code};4\n")
        for language in ("fr", "en"):
            for problem in check_project(full.path).problems:
                if problem.file == COUNTS:
                    said = describe(problem, Messages(language)).remedy
                    assert not any(other in said for other in ("17300", "2A004", "01053", "17010"))


# sheets


def test_a_sheet_a_year_is_one_table_and_each_message_names_its_sheet(counted):
    rows = [["code", "personnes"], ["17300", 40]]
    counted.write(BOOK, workbook(_2022=rows, Activité_2023=rows, Notes=[["à faire"]]))
    _, (french, _) = told(counted, "sheets-together")
    assert "Activité 2023" in french
    assert people(counted) == {("2022", "17300"): 40, ("2023", "17300"): 40}
    bad = [["code", "personnes"], ["17300", 40], ["17300", 41]]
    counted.write(BOOK, workbook(_2022=rows, _2023=bad))
    twice, (french, _) = told(counted, "same-count-twice")
    assert (twice.sheet, twice.line) == ("2023", 3)
    assert "2023" in french


def test_two_sheets_that_are_not_periods_are_refused_by_name(counted):
    rows = [HEAD, [2023, "17300", 40]]
    counted.write(BOOK, workbook(Ville=rows, Villages=rows))
    problem, (french, _) = told(counted, "several-sheets")
    assert problem.severity == "error"
    assert "Ville, Villages" in french


def test_a_hidden_sheet_is_not_read_and_is_told(counted):
    def hide(sheet):
        sheet.sheet_state = "hidden"

    old = [HEAD, [2022, "17300", 99]]
    counted.write(BOOK, workbook(Ancien=(old, hide), Activité=[HEAD, [2023, "17300", 40]]))
    assert told(counted, "hidden-sheet")[0].sheet == "Ancien"
    assert people(counted) == {("2023", "17300"): 40}


def filtered(sheet):
    sheet.row_dimensions[3].hidden = True


@pytest.mark.parametrize(("choice", "total"), [("lues", 158), ("ecartees", 59)])
def test_filtered_rows_are_asked_about_with_both_totals(counted, choice, total):
    rows = [HEAD, [2023, "17300", 59], [2023, "2A004", 99]]
    counted.write(BOOK, workbook(Activité=(rows, filtered)))
    problem, (french, _) = told(counted, "filtered-rows")
    assert problem.severity == "error"
    assert "158" in french
    assert "59" in french
    answer(counted, f'lignes_masquees = "{choice}"')
    assert sum(people(counted).values()) == total
    assert {"lues": "filtered-read", "ecartees": "filtered-left-out"}[choice] in kinds(counted)


def open_document(rows, *, hidden=(), spans=None):
    """Return an ODS of one sheet; `hidden` are lines, `spans` a cell's line, column and height."""
    book = odf.opendocument.OpenDocumentSpreadsheet()
    sheet = odf.table.Table(name="Feuille")
    for line, row in enumerate(rows, start=1):
        told_row = odf.table.TableRow(**({"visibility": "filter"} if line in hidden else {}))
        for column, value in enumerate(row, start=1):
            more = {"numberrowsspanned": spans[2]} if spans and (line, column) == spans[:2] else {}
            cell = odf.table.TableCell(valuetype="string", stringvalue=str(value), **more)
            cell.addElement(odf.text.P(text=str(value)))
            told_row.addElement(cell)
        sheet.addElement(told_row)
    book.spreadsheet.addElement(sheet)
    content = io.BytesIO()
    book.write(content)
    return content.getvalue()


def test_filtered_rows_and_merged_cells_of_open_document_are_seen_too(counted):
    rows = [HEAD, [2023, "17300", 59], ["", "2A004", 20], ["", "01053", 4]]
    content = open_document(rows, hidden={3}, spans=(2, 1, 3))
    counted.write("data/accompagnements.ods", content)
    assert {"filtered-rows", "merged-cells"} <= set(kinds(counted))
    answer(counted, 'lignes_masquees = "lues"')
    assert people(counted) == {
        ("2023", "17300"): 59, ("2023", "2A004"): 20, ("2023", "01053"): 4,
    }  # fmt: skip


def test_a_cell_merged_down_holds_for_all_its_rows(counted):
    rows = [HEAD, [2023, "17300", 40], [None, "2A004", 5], [2024, "17300", 6]]
    counted.write(BOOK, workbook(Activité=(rows, lambda sheet: sheet.merge_cells("A2:A3"))))
    assert people(counted)["2023", "2A004"] == 5
    assert told(counted, "merged-cells")[0].line == 2


def test_percent_is_read_as_it_shows(full):
    def show(sheet):
        for line in (2, 3, 4, 5):
            sheet.cell(line, 2).number_format = numbers.FORMAT_PERCENTAGE_00

    rows = [["code_insee", "taux_pauvrete"]]
    rows += [["17300", 0.215], ["2A004", 0.08], ["01053", 0.12], ["17010", 0.09]]
    full.remove("data/indicateurs.csv")
    full.write("data/indicateurs.xlsx", workbook(Feuille=(rows, show)))
    values = read_inputs(full.path).indicators["taux_pauvrete"]
    assert values.to_dict() == pytest.approx({"17300": 21.5, "2A004": 8, "01053": 12, "17010": 9})


# what stands beside the rows


def test_a_row_of_totals_is_left_out_and_told_with_its_line(full):
    full.write(COUNTS, "periode;code;personnes\n2023;17300;40\n2023;2A004;5\nTotal;;46\n")
    problem, (french, _) = told(full, "total-row")
    assert (problem.line, problem.found) == (4, "46")
    assert "45" in french, "what the other rows make"
    assert people(full) == {("2023", "17300"): 40, ("2023", "2A004"): 5}


def test_notes_above_and_under_are_no_rows(full):
    full.write(
        COUNTS,
        "Activité du service\n\nperiode;code;personnes;situations_cloturees\n2023;17300;40;3\n"
        "\nSource : tableau de suivi du service\n* hors vacances\n",
    )
    assert told(full, "note-under")[0].line == 6
    assert people(full) == {("2023", "17300"): 40}


def test_a_column_a_year_becomes_a_row_a_year(full):
    full.write(COUNTS, "Commune;2022;2023;S1 2024\nVille;12;40;7\nBourg;1;<5;\n")
    full.replace(COUNTS, "Commune", "code")
    _, (french, _) = told(full, "wide-table")
    assert "2024-S1" in french
    rows = read_inputs(full.path).accompaniments
    assert rows["personnes"].tolist()[:4] == [12, 40, 7, 1]
    assert rows["au_plus"].tolist() == [12, 40, 7, 1, 4, math.inf]
    assert rows["ligne"].tolist() == [2, 2, 2, 3, 3, 3]


def test_a_header_of_two_lines_is_read(counted):
    rows = [["code", "Personnes", None], [None, 2022, 2023], ["17300", 12, 40]]
    counted.write(BOOK, workbook(Activité=(rows, lambda sheet: sheet.merge_cells("B1:C1"))))
    assert people(counted) == {("2022", "17300"): 12, ("2023", "17300"): 40}


def test_two_tables_in_a_sheet_are_refused_with_their_places(full):
    table = "periode;code;personnes\n2023;17300;40\n"
    full.write(COUNTS, f"{table}\n{table}")
    problem, (french, _) = told(full, "several-tables")
    assert (problem.line, problem.severity) == (4, "error")
    assert "1" in french


# values that cannot be, or hardly


@pytest.mark.parametrize(
    ("change", "kind", "severity"),
    [
        (("indicateurs", "21,5", "150"), "over-hundred", "warning"),
        (("indicateurs", "21,5", "-3"), "negative-number", "warning"),
        (("permanences", ";2;ouverte", ";;ouverte"), "open-without-half-days", "warning"),
        (("relations", ";2023-01-01;;", ";2023-01-01;2023-06-30;"), "active-and-over", "warning"),
        (("partners", ";;241700434;", ";;QN01701M;"), "covers-quarter-alone", "warning"),
    ],
)
def test_a_value_that_cannot_be_is_told(full, change, kind, severity):
    assert kind not in kinds(full)
    table, old, new = change
    full.replace(f"data/{table}.csv", old, new)
    assert told(full, kind)[0].severity == severity


def test_a_population_far_from_the_layers_is_told(full):
    rows = "periode;code;population\n2023;17300;7000\n2023;QN01701M;880\n2022;17300;16100\n"
    full.write("data/populations.csv", rows)
    far = told(full, "population-far")[0]
    assert (far.severity, far.line, dict(far.details)) == ("warning", 4, {"layer": "8000"})


def test_a_pair_that_is_active_and_broken_is_asked_about(full):
    full.append("data/relations.csv", "ccas;asv;rompue;;;;;2024-05-14\n")
    assert dict(told(full, "active-and-broken")[0].details) == {"first": "2"}


def test_half_days_beyond_the_posts_are_told(full):
    full.append("netmap.toml", "\n[implantation]\netp = 0.1\n")
    assert told(full, "half-days-over-posts")[0].found == "2"


def test_a_year_typed_wrong_is_far_from_the_others(full):
    more = "".join(f"p{i};P {i};cmp;aval;actif;17300;;;;;2024-0{i}-01\n" for i in range(1, 6))
    full.append("data/partners.csv", more).replace("data/partners.csv", "2024-03-01", "2029-03-01")
    assert told(full, "date-far-from-others")[0].found == "2029-03-01"


def test_shares_of_one_are_perhaps_not_percent(full):
    table = "code_insee;taux_pauvrete\n17300;0,215\n2A004;0,1\n01053;0,12\n17010;0,09\n"
    full.write("data/indicateurs.csv", table)
    assert told(full, "shares-not-percent")[0].severity == "warning"


def test_a_wrong_optional_value_is_left_out_and_told(full):
    layer = full.path / "data/geo/communes.geojson"
    text = layer.read_text(encoding="utf-8")
    layer.write_text(
        text.replace(
            '"population": 8000', '"population": 8000, "mairie_lat": 46.1, "mairie_lon": 61.5', 1
        ),
        encoding="utf-8",
    )
    assert told(full, "town-hall-left-out")[0].severity == "warning"
    assert read_inputs(full.path).communes["mairie_lat"].isna().all()
