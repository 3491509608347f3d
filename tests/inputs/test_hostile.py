"""Hostile files end in a reading or in problems: never in another error, never in memory."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from netmap.errors import Problem
from netmap.inputs import check_project, read_inputs
from netmap.inputs.archives import refuse_bomb
from netmap.inputs.body import tidy
from netmap.inputs.cells import Words
from netmap.inputs.files import Found
from netmap.inputs.grid import Grid
from netmap.inputs.project import read_settings
from netmap.inputs.provenance import read_sources
from netmap.inputs.rows import TABLES, PartnerRow
from netmap.inputs.table_files import read_grids
from netmap.inputs.tables import parse
from netmap.inputs.toml_files import Toml
from netmap.messages import LANGUAGES, Messages, describe

TEXTS = {
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "end of script": "</script><script>alert(2)</script>",
    "dollar": "${alert(3)}",
    "braces": "{{7*7}}",
    "jinja": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "statement": "{% if %}",
    "formula": '=HYPERLINK("http://example.invalid";"x")',
    "command": "=cmd|' /C calc'!A0",
    "at": "@SUM(1)",
    "format": "{0.__class__}",
    "percent": "%s%n%x",
    "escape": "\x1b[2J\x1b[31m",
    "right to left": "abc\u202e\u2066cba",
    "zero width": "a\u200bb\ufeffc",
    "emoji": "👩🏽‍⚕️🏥",
    "long": "é" * 10_000,
    "path": "../../etc/passwd",
    "quotes": 'l\'"à côté" \\ ;',
    "markup": "[bold red]x[/]",
    "lines": "un\ndeux",
}
TABLE_TEXTS = ["nom", "adresse", "source", "contact", "telephone", "courriel"]
LIMITS = settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_is_read_as_typed(least, name):
    text = TEXTS[name]
    cells = ";".join(quoted(text) for _ in TABLE_TEXTS)
    least.write(
        "data/partners.csv",
        f"id;categorie;position;statut;{';'.join(TABLE_TEXTS)};publics\n"
        f"{quoted(text)};cpam;aval;actif;{cells};{quoted(text)}\n",
    )
    least.write("netmap.toml", f"[territoire]\nnom = {toml_of(text[:200])}\n")
    inputs = read_inputs(least.path)
    partner = inputs.partners.iloc[0]
    assert inputs.partners.index[0] == text.strip()
    assert [partner[column] for column in TABLE_TEXTS] == [text.strip()] * len(TABLE_TEXTS)
    assert inputs.settings.territory.name == text[:200]


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_in_a_layer_is_read_as_typed(least, name):
    text = TEXTS[name]
    layer = json.loads((least.path / "data/geo/communes.geojson").read_text(encoding="utf-8"))
    layer["features"][0]["properties"]["nom"] = text
    least.write("data/geo/communes.geojson", json.dumps(layer))
    least.replace("data/geo/SOURCES.toml", '"dessin"', toml_of(text[:500]))
    inputs = read_inputs(least.path)
    assert inputs.communes["nom"].iloc[0] == text.strip()
    assert inputs.sources[0].producer == text[:500]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("column", ["categorie", "code_insee", "couvre", "implication", "date_maj"])
def test_a_hostile_text_elsewhere_is_a_problem_that_a_terminal_can_show(least, name, column):
    values = {"categorie": "cpam", column: quoted(TEXTS[name])}
    least.write(
        "data/partners.csv",
        f"id;nom;position;statut;{';'.join(values)}\na;A;aval;actif;{';'.join(values.values())}\n",
    )
    report = check_project(least.path)
    refused = [problem for problem in report.problems if problem.is_unread]
    assert {(p.line, p.column) for p in refused} == {(2, column)}
    for language in LANGUAGES:
        text = describe(refused[0], Messages(language))
        assert text.sentence.isprintable() or "\u202f" in text.sentence or "\u00a0" in text.sentence
        assert "\x1b" not in text.sentence
        assert "\u202e" not in text.sentence
        assert len(text.sentence) < 2_000


def test_a_hostile_header_is_shown_harmless(least):
    least.replace("data/partners.csv", "statut\n", "statut;\x1b[31m\u202e{zut}\n")
    problem = next(p for p in check_project(least.path).warnings if p.kind == "unknown-column")
    assert "\x1b" not in describe(problem, Messages("fr")).sentence


def as_found(content, ending=".csv"):
    return Found(f"data/partners{ending}", Path(f"partners{ending}"), content)


@LIMITS
@given(st.binary(max_size=300))
@example(b'"')
@example(b"id\x85nom\r\rid;nom")
def test_any_bytes_as_csv(content):
    ((grid, _),) = read_grids(as_found(content), tuple(PartnerRow.model_fields))
    assert isinstance(grid, (Grid, Problem))


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


@LIMITS
@given(
    st.sampled_from(TABLES),
    st.lists(st.lists(CELLS, max_size=6), max_size=5),
    st.sampled_from([";", ",", "\t", "|"]),
    st.randoms(use_true_random=False),
)
def test_any_cells_under_known_headers(model, rows, delimiter, random):
    columns = list(model.model_fields)
    random.shuffle(columns)
    lines = [columns[:6], *rows]
    text = "\n".join(delimiter.join(map(quoted, line)) for line in lines)
    found = Found(f"{model.stem}.csv", Path("x.csv"), text.encode())
    ((grid, _),) = read_grids(found, tuple(model.model_fields))
    if isinstance(grid, Problem):
        return
    tidied, told = tidy(grid, model, tuple(model.model_fields))
    frame, problems = parse(tidied, model, words=Words())
    bounds = {"au_plus"} if "personnes" in model.model_fields else set()
    assert set(frame.columns) == {*model.model_fields, "ligne"} | bounds
    for problem in [*told, *problems]:
        assert describe(problem, Messages("fr")).sentence


NUMBERS = st.one_of(
    st.floats().map(str),
    st.integers().map(str),
    st.text("0123456789.,eE+- \u202f", max_size=20),
    st.text("0123456789QPN2AB", max_size=15),
    st.text("0123456789-/:T ", max_size=20),
)


@LIMITS
@given(st.sampled_from(TABLES), st.data())
@example(PartnerRow, None)
def test_any_number_code_or_date_in_any_column(model, data):
    columns = list(model.model_fields)
    cells = [data.draw(NUMBERS) if data else "9" * 400 for _ in columns]
    text = "\n".join(";".join(map(quoted, line)) for line in (columns, cells))
    found = Found(f"{model.stem}.csv", Path("x.csv"), text.encode())
    ((grid, _),) = read_grids(found, tuple(columns))
    if not isinstance(grid, Problem):
        parse(grid, model, words=Words())


@settings(LIMITS, max_examples=60)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(st.sampled_from("[]{}=\"'.,#\n\\ abnom0123456789-:_"), max_size=80).map(str.encode),
    )
)
@example(b"x = " + b"[" * 5_000)
@example(b"x = " + b"9" * 5_000)
@example(b"x = 9999-99-99")
@example(b"a" + b".a" * 400_000 + b" = 1")
@example(b'[territoire]\nnom = "x"\n[territoire.nom]\n')
def test_any_settings_and_sources(least, content):
    least.write("netmap.toml", content).write("data/geo/SOURCES.toml", content)
    settings_read, _, problems = read_settings(least.path)
    sources, _, more = read_sources(least.path, ["communes.geojson"])
    assert settings_read is None or settings_read.territory.name
    assert problems or settings_read is not None
    assert more or "communes.geojson" in sources
    for problem in (*problems, *more):
        assert describe(problem, Messages("en")).sentence


VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(-5, 5), st.floats(), st.text("ab<{\u00e9", max_size=4)),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=3,
)
KEYS = [
    "territoire.nom", "territoire.epci", "territoire.epsg", "exemple", "besoins",
    "densite.reference", "densite.periodes", "densite.certitude", "perimetre", "perimetre.2023",
    "acces.detour", "secret.seuil", "fraicheur.partenaires_mois", "vocabulaire.thematiques",
    "vocabulaire.categories.x", "vocabulaire.categories.x.fr", "indicateurs", "indicateurs.x.sens",
]  # fmt: skip


def toml_of(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(toml_of, value))}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


@LIMITS
@given(st.sampled_from(KEYS), VALUES)
def test_any_value_under_any_key(least, key, value):
    text = f"{key} = {toml_of(value)}\n"
    name = "" if key == "territoire.nom" else 'territoire.nom = "x"\n'
    least.write("netmap.toml", name + text)
    read, _, problems = read_settings(least.path)
    assert (read is None) == bool([p for p in problems if p.kind != "unknown-need"])
    assert {problem.line for problem in problems} <= {1, 2, None}
    for problem in problems:
        assert describe(problem, Messages("fr")).sentence


@LIMITS
@given(st.text(max_size=60), st.lists(st.text(max_size=5), max_size=3))
def test_a_line_is_found_or_not_in_any_text(text, keys):
    line = Toml(None, text, None, ()).line_of(keys)
    assert line is None or 1 <= line <= text.count("\n") + 1


@settings(LIMITS, max_examples=60)
@given(st.integers(0, 4_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_a_problem_or_a_table(place, noise):
    book = openpyxl.Workbook()
    book.active.append(["id", "nom", "categorie", "position", "statut"])
    book.active.append(["a", "A", "cpam", "aval", "actif"])
    stream = io.BytesIO()
    book.save(stream)
    content = bytearray(stream.getvalue())
    content[place : place + len(noise)] = noise
    ((grid, _),) = read_grids(as_found(bytes(content), ".xlsx"), tuple(PartnerRow.model_fields))
    assert isinstance(grid, (Grid, Problem))


def packed(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


ODS_ROWS = (
    '<table:table table:name="x"><table:table-row table:number-rows-repeated="{rows}">'
    '<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}">'
    "<text:p>{text}</text:p></table:table-cell></table:table-row>{end}</table:table>"
)
EMPTY_END = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
SHARED = "<sst><si><t>{}</t></si></sst>"
HUGE = SHARED.format("x" * 1_000_000)
FAR = '<sheetData><c r = "XFD1048576"/></sheetData>'


def ods(*, rows, columns, text, end=""):
    return packed(content_xml=ODS_ROWS.format(rows=rows, columns=columns, text=text, end=end))


BOMBS = {
    "repeated rows": (ods(rows=1_000_000, columns=16_000, text="x"), "too-many-cells"),
    "repeated text": (ods(rows=9_000, columns=1_000, text="x" * 9_000), "too-much-text"),
    "far cell": (packed(xl__worksheets__a_xml=FAR), "too-many-cells"),
    "far cell in other quotes": (
        packed(xl__odd__a_xml=FAR.replace('"', "'")), "too-many-cells",
    ),
    "shared text": (
        packed(
            xl__sharedStrings_xml=SHARED.format("x" * 100_000),
            xl__worksheets__a_xml='<c r="J90000" t="s"><v>0</v></c>' * 50_000,
        ),
        "too-much-text",
    ),
    "one huge text": (packed(xl__sharedStrings_xml=HUGE), "cell-too-long"),
    "not a zip": (b"PK\x03\x04", "unreadable-workbook"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_it_is_unpacked(name):
    content, kind = BOMBS[name]
    assert len(content) < 2_000_000
    refused = refuse_bomb(content, "data/partners.xlsx")
    assert refused is not None
    assert refused.kind == kind


def test_the_empty_end_of_an_ods_sheet_is_no_bomb():
    content = ods(rows=2, columns=3, text="x", end=EMPTY_END)
    assert refuse_bomb(content, "data/partners.ods") is None


def test_a_lone_far_cell_would_have_ended_the_process(full):
    """What the refusal is for: the reader of workbooks itself aborts on such a file."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "id", "x"
    book.save(full.path / "data/far.xlsx")
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30));"
        "from python_calamine import CalamineWorkbook as W;"
        "W.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()"
    )
    end = subprocess.run(
        [sys.executable, "-c", program, str(full.path / "data/far.xlsx")],
        capture_output=True,
        check=False,
    )
    assert end.returncode != 0


def test_a_file_is_never_read_outside_the_project(full):
    secret = full.path.parent / "secret.toml"
    secret.write_text("mot_de_passe = 1\n", encoding="utf-8")
    for name in ("netmap.toml", "data/geo/SOURCES.toml", "data/geo/communes.geojson"):
        (full.path / name).unlink()
        (full.path / name).symlink_to(secret)
    report = check_project(full.path)
    assert {p.file for p in report.errors if p.kind == "outside-project"} == {
        "netmap.toml", "data/geo/SOURCES.toml", "data/geo/communes.geojson",
    }  # fmt: skip
    assert "mot_de_passe" not in json.dumps(report.to_json(Messages("fr")))


def test_a_folder_of_tables_that_leads_outside(full):
    elsewhere = full.path.parent / "elsewhere"
    (full.path / "data").rename(elsewhere)
    (full.path / "data").symlink_to(elsewhere)
    kinds = {p.kind for p in check_project(full.path).errors}
    assert "outside-project" in kinds
