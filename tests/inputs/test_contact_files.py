"""Contacts read by batches are told of, and counted, as the rows of one CSV file would be."""

import datetime as dt
import decimal
import io
import random
import shutil
import traceback
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from netmap.counts.contacts import count_contacts
from netmap.errors import InputError
from netmap.inputs import check_project, delimited, read_inputs, table_files
from netmap.inputs.assembled import assembled
from netmap.inputs.cells import Words
from netmap.inputs.contacts import batches, cells, checked, judged, packed, parts
from netmap.inputs.contacts.values import Known, Reader
from netmap.inputs.reading import inspect
from netmap.inputs.sheets import as_text
from netmap.messages import Messages, describe
from netmap.sources import base
from netmap.territory import build_territory

pa = pytest.importorskip("pyarrow")
from pyarrow import csv as arrow_csv  # noqa: E402
from pyarrow import parquet  # noqa: E402

COLUMNS = ("date", "latitude", "longitude", "code")
#: what people write, and what is wrong with it
DAYS = (
    "2024-02-29", "14/05/2023", "1er mars 2024", "2024-05-14 10:23", "45352", "2024-13-01", "hier",
    "1998-01-01", "2088-01-01", "", " ", "2011-06-01", "EXEMPLE",
)  # fmt: skip
DEGREES = (
    ("46.16", "-1.15"), ("46,17", "-1,16"), ("46.1600000001", "-1.15"), ("-1.15", "46.16"),
    ("46.16", ""), ("", "-1.15"), ("", ""), ("", ""), ("46.16", "x"), ("#REF!", "-1.15"),
    ("379000", "6570000"), ("10", "10"), ("nan", "-1.15"), ("46.16", "inf"),
)  # fmt: skip
CODES = (
    "17300", "2a004", "QN01701M", "17300 – Ville", "Ville", "", "", "75056", "QN99999M", "1053",
    "zzz", "QP017001", "17999",
)  # fmt: skip
PERIMETER = '\n[perimetre]\n"2024" = ["17300"]\n"2023" = ["2A004", "QN01701M"]\n'


@pytest.fixture
def plain(placed, monkeypatch):
    """Parquet files are not tried apart, for want of time."""

    def here(reader, content, refusal, *words):
        try:
            reader(content, *words)
        except Exception:  # noqa: BLE001 - as the process apart has it
            return refusal
        return None

    monkeypatch.setattr(packed, "refuse_reader", here)
    return placed


def rows_of(seed, count=300):
    chance = random.Random(seed)
    usual = ("2024-02-29", ("46.16", "-1.15"), "")
    rows = []
    for _ in range(count):
        if chance.random() < 0.5:
            day, point, code = usual
        else:
            day, point, code = chance.choice(DAYS), chance.choice(DEGREES), chance.choice(CODES)
        rows.append((day, *point, code))
    return rows


def as_csv(rows, header=COLUMNS):
    return "\n".join(";".join(row) for row in (header, *rows)) + "\n"


def packed_rows(rows, header=COLUMNS, **options):
    """The same cells, as text: an empty one is missing."""
    columns = {
        name: pa.array([cell or None for cell in column], pa.string())
        for name, column in zip(header, zip(*rows, strict=True), strict=True)
    }
    stream = io.BytesIO()
    parquet.write_table(pa.table(columns), stream, **options)
    return stream.getvalue()


def put(project, name, content):
    for old in ("data/passages.csv", "data/passages.parquet"):
        (project.path / old).unlink(missing_ok=True)
    shutil.rmtree(project.path / "data/passages", ignore_errors=True)
    return project.write(name, content)


def told(project, *, line=0):
    """All that is said of contacts, as if of one CSV file: places, kinds, words."""
    _, problems = inspect(project.path)
    return sorted(
        repr(replace(problem, file="data/passages", line=problem.line and problem.line + line))
        for problem in problems
        if problem.file.startswith("data/passages")
    )


def contacts(project):
    """The values that are counted, whatever is wrong beside them."""
    draft, problems = inspect(project.path)
    read = assembled(draft, problems).contacts
    chunks = [chunk.astype({"periode": object, "code": object}) for chunk in read.chunks()]
    frame = pd.concat(chunks, ignore_index=True)
    return frame.assign(code=frame["code"].where(frame["code"].notna(), None))


@pytest.mark.parametrize("seed", range(3))
def test_whatever_people_write_is_told_as_of_a_table(plain, seed, monkeypatch):
    rows = rows_of(seed)
    monkeypatch.setattr(packed, "CHUNK_ROWS", 70)
    monkeypatch.setattr(batches, "CHUNK_ROWS", 70)
    plain.append("netmap.toml", PERIMETER)
    put(plain, "data/passages.csv", as_csv(rows))
    expected = told(plain)
    kinds = {kind for text in expected for kind in text.split("'") if kind in WANTED}
    assert kinds == set(WANTED), "the rows have one of each, or nothing is compared"
    put(plain, "data/passages/part.csv", as_csv(rows))
    assert told(plain) == expected
    # the header of a Parquet file is no line of it
    put(plain, "data/passages.parquet", packed_rows(rows, row_group_size=50))
    assert told(plain, line=1) == expected
    put(plain, "data/passages/part.parquet", packed_rows(rows, use_dictionary=False))
    assert told(plain, line=1) == expected


WANTED = (
    "not-a-date", "impossible-date", "date-too-old", "date-to-come", "missing-value",
    "example-rows", "not-a-number", "half-a-point", "swapped-coordinates", "not-degrees",
    "outside-france", "leading-zero", "bad-place-code", "commune-elsewhere", "commune-of-no-code",
    "unknown-code", "other-generation", "outside-perimeter", "unplaced",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_what_is_counted_is_what_a_table_would_have(plain, seed):
    fine = [row for row in rows_of(seed) if row[0] in {*DAYS[:5], "2011-06-01"}]
    put(plain, "data/passages.csv", as_csv(fine))
    expected, report = contacts(plain), passages_of(plain)
    assert report.unplaced > 0
    half = len(fine) // 2
    for write in (
        lambda: put(plain, "data/passages.parquet", packed_rows(fine)),
        lambda: put(plain, "data/passages/b.csv", as_csv(fine[half:])).write(
            "data/passages/a.parquet", packed_rows(fine[:half])
        ),
    ):
        write()
        pd.testing.assert_frame_equal(contacts(plain), expected, check_dtype=False)
        again = passages_of(plain)
        assert replace(again, file=report.file, warnings=report.warnings) == report


def test_they_are_counted_where_a_table_would_have_them_counted(plain):
    chance = random.Random(4)
    rows = [
        (chance.choice(("2023-05-01", "2024-02-29")), f"{lat:.5f}", f"{lon:.5f}", "")
        if chance.random() < 0.8
        else ("2024-02-29", "", "", chance.choice(("17300", "QN01701M", "")))
        for lat, lon in (
            (46.1 + chance.random() / 5, chance.random() / 3 - 1.2) for _ in range(200)
        )
    ]
    put(plain, "data/passages.csv", as_csv(rows))
    inputs = read_inputs(plain.path)
    territory = build_territory(inputs)
    expected = count_contacts(inputs.contacts, territory)
    assert (expected["passages"] > 0).sum() > 10
    put(plain, "data/passages/a.csv", as_csv(rows[:90])).write(
        "data/passages/b.parquet", packed_rows(rows[90:])
    )
    counts = count_contacts(read_inputs(plain.path).contacts, territory)
    pd.testing.assert_frame_equal(counts, expected)


def passages_of(project):
    return next(table for table in check_project(project.path).tables if table.name == "passages")


def test_days_far_from_others_are_told_by_their_lines(plain):
    rows = [("2024-02-29", "46.16", "-1.15", "")] * 60
    rows[7] = ("2011-06-01", "46.16", "-1.15", "")
    put(plain, "data/passages.csv", as_csv(rows))
    expected = told(plain)
    assert "date-far-from-others" in expected[0]
    assert "2011" not in expected[0]
    put(plain, "data/passages/part.csv", as_csv(rows))
    assert told(plain) == expected


def test_a_code_of_before_leads_to_that_of_today(plain):
    """Two former communes are of one of today, which is given to the drawing."""
    former = [(c, t) for c, t in base.former()[["code", "code_insee"]].itertuples(index=False)]
    code, today = next((c, t) for c, t in former if c != t and not c.startswith("97"))
    plain.replace("data/geo/communes.geojson", "01053", today)
    rows = [("2024-02-29", "", "", one) for one in (code, "17300", code, today, "69381")]
    put(plain, "data/passages.csv", as_csv(rows))
    expected, values = told(plain), contacts(plain)
    assert [text.count("code-of-today") for text in expected].count(1) == 1
    put(plain, "data/passages/a.csv", as_csv(rows[:2])).write(
        "data/passages/b.parquet", packed_rows(rows[2:])
    )
    assert contacts(plain)["code"].tolist() == values["code"].tolist()
    (said,) = (text for text in told(plain) if "code-of-today" in text)
    assert said in expected


TYPED = {
    "date": [
        pa.array([dt.date(2024, 2, 29), dt.date(2023, 1, 2), None]),
        pa.array([dt.date(2024, 2, 29), dt.date(2023, 1, 2), None], pa.date64()),
        pa.array([1709251140, 1672617600, None], pa.timestamp("s")),
        pa.array([1709251140, 1672617600, None], pa.timestamp("s", tz="+02:00")),
        pa.array([45352, 44928, None]),
        pa.array(["2024-02-29", "2023-01-02", None]).dictionary_encode(),
        pa.array(["2024-02-29", "2023-01-02", None], pa.large_string()),
        pa.array([b"2024-02-29", b"2023-01-02", None]).cast(pa.string()),
    ],
    "latitude": [
        pa.array([46.16, 46.17, None]),
        pa.array([46.16, 46.17, None], pa.float32()),
        pa.array([46, 47, None]),
        pa.array([decimal.Decimal("46.16"), decimal.Decimal("46.17"), None]),
        pa.array(["46,16", "46.17", None]),
        pa.array([46.16, float("nan"), None]),
        pa.array([46.16, float("inf"), None]),
        pa.array([46.16, 1e300, None]),
        pa.array([True, False, None]),
    ],
    "code": [
        pa.array(["17300", None, "2A004"]),
        pa.array([17300, None, 1053]),
        pa.array([17300.0, None, 1053.0]),
        pa.array(["17300", None, "2A004"]).dictionary_encode(),
        pa.array([{"a": 1}, None, {"a": 2}]),
    ],
}


def meant(project, name):
    """What the cells of a file say, whatever its format: values, and what cannot be read."""
    part = parts.look_at(project.path, name)
    reader = Reader(Known(Words(), None, None))
    (batch,) = (
        one for one in batches.read_part(project.path, part) if isinstance(one, cells.Batch)
    )
    values = reader.read(batch)
    faults = [
        (fault.column, at, [error["type"] for error in fault.meant[text].errors])
        for fault in values.faults
        for at in np.flatnonzero(fault.rows).tolist()
        for text in [fault.cells.said[fault.cells.which[at]] if fault.cells.which[at] >= 0 else ""]
        if text
    ]
    codes = [reader.codes[at] if at >= 0 else None for at in values.code]
    return repr((values.day.tolist(), values.said_at.tolist(), codes, sorted(faults)))


@pytest.mark.parametrize("name", TYPED)
def test_a_column_of_any_type_says_what_its_text_would(plain, name):
    usual = {
        "date": pa.array([dt.date(2024, 2, 29)] * 3), "latitude": pa.array([46.16] * 3),
        "longitude": pa.array([-1.15] * 3), "code": pa.array([None] * 3, pa.string()),
    }  # fmt: skip
    for column in TYPED[name]:
        table = pa.table(usual | {name: column})
        parquet.write_table(table, plain.path / "data/passages.parquet")
        said = [
            ["" if value is None else as_text(value) for value in one.to_pylist()]
            for one in table.columns
        ]
        plain.write("data/passages.csv", as_csv(zip(*said, strict=True)))
        expected = meant(plain, "data/passages.csv")
        assert meant(plain, "data/passages.parquet") == expected, column.type


def test_names_of_columns_are_those_that_people_write(plain):
    rows = [("46.16", "-1.15", "2024-02-29", "x")]
    put(plain, "data/passages.parquet", packed_rows(rows, ("Lat", "LNG", "Date", "note")))
    assert contacts(plain)["latitude"].tolist() == [46.16]
    (note,) = (text for text in told(plain) if "unknown-column" in text)
    assert "note" in note


def test_a_column_of_persons_is_refused_and_none_of_its_cells_is_read(plain, monkeypatch):
    rows = [("2024-02-29", "46.16", "-1.15", "Dupré")]
    header = ("date", "latitude", "longitude", "nom")
    seen = []
    monkeypatch.setattr(packed, "as_text", lambda value: seen.append(value) or str(value))
    put(plain, "data/passages.parquet", packed_rows(rows, header))
    assert any("personal-column" in text for text in told(plain))
    assert "2024-02-29" in seen
    assert "Dupré" not in seen


@pytest.mark.parametrize(
    ("files", "kind", "file"),
    [
        (["passages.csv", "passages.parquet"], "several-files", "data/passages.csv"),
        (["passages.csv", "passages/a.parquet"], "several-files", "data/passages.csv"),
        (["passages.parquet", "passages/a.csv"], "several-files", "data/passages.parquet"),
        (["passages/a.csv", "passages/a.parquet"], "several-files", "data/passages/a.csv"),
        (["passages/a.csv", "passages/b.xlsx"], "format-not-read", "data/passages/b.xlsx"),
        (["passages/a.csv", "passages/2023/b.csv"], "format-not-read", "data/passages/2023"),
        (["passages/a.csv", "passages/_SUCCESS", "passages/.crc"], None, None),
        (["passages/_SUCCESS"], None, None),
    ],
)
def test_one_table_stands_in_one_place(plain, files, kind, file):
    rows = [("2024-02-29", "46.16", "-1.15", "")]
    content = {".csv": as_csv(rows).encode(), ".parquet": packed_rows(rows)}
    for at, name in enumerate(files):
        write = put if at == 0 else lambda project, path, data: project.write(path, data)
        write(plain, f"data/{name}", content.get(name[name.rfind(".") :], b"x"))
    _, problems = inspect(plain.path)
    found = [(p.kind, p.file) for p in problems if p.severity == "error"]
    assert found == ([] if kind is None else [(kind, file)])
    for problem in problems:
        assert describe(problem, Messages("fr")).remedy


def test_a_sheet_of_the_workbook_and_parts_are_one_too_many(plain):
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Passages"
    for row in (COLUMNS, ("2024-02-29", "46.16", "-1.15", "")):
        book.active.append(row)
    book.save(plain.path / "netmap.xlsx")
    put(plain, "data/passages/a.csv", as_csv([("2024-02-29", "46.16", "-1.15", "")]))
    _, problems = inspect(plain.path)
    assert [p.kind for p in problems if p.severity == "error"] == ["several-files"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty-file"),
        (b"PAR1xPAR1", "unreadable-parquet"),
        (b"PAR1" + random.Random(1).randbytes(3_000) + b"PAR1", "unreadable-parquet"),
        (packed_rows([("x",)], ("zzz",)), "no-header"),
        (packed_rows([("2024-02-29", "x")], ("date", "zzz")), "missing-column"),
    ],
)
def test_a_part_that_cannot_be_read_is_told_and_the_others_are_read(placed, content, kind):
    """The only ones that are tried apart, in earnest."""
    put(placed, "data/passages/a.parquet", content)
    placed.write("data/passages/b.csv", as_csv([("hier", "46.16", "-1.15", "")]))
    _, problems = inspect(placed.path)
    errors = {(p.file, p.kind) for p in problems if p.severity == "error"}
    assert errors == {("data/passages/a.parquet", kind), ("data/passages/b.csv", "not-a-date")}


def test_a_damaged_page_is_no_traceback(plain):
    """What the footer says is fair, what the rows are is not."""
    content = bytearray(
        packed_rows([(f"2024-02-{day:02}", "46.16", "-1.15", "") for day in range(1, 29)])
    )
    content[20:120] = random.Random(2).randbytes(100)
    put(plain, "data/passages.parquet", bytes(content))
    assert any("unreadable-parquet" in text for text in told(plain))


@pytest.mark.parametrize(
    ("module", "name", "limit", "kind"),
    [
        (parts, "CONTACT_PARTS", 1, "too-many-parts"),
        (parts, "PART_BYTES", 100, "file-too-large"),
        (packed, "CONTACT_ROWS", 2, "too-many-rows"),
        (checked, "CONTACT_ROWS", 5, "too-many-rows"),
        (packed, "TABLE_COLUMNS", 3, "too-many-columns"),
        (packed, "UNPACKED_BYTES", -(10**7), "group-too-large"),
        (batches, "TABLE_BYTES", 10, "file-too-large"),
    ],
)
def test_what_is_too_large_is_told_before_it_is_read(  # noqa: PLR0917
    plain, monkeypatch, module, name, limit, kind
):
    rows = [("2024-02-29", "46.16", "-1.15", "")] * 3
    put(plain, "data/passages/a.parquet", packed_rows(rows))
    plain.write("data/passages/b.csv", as_csv(rows))
    monkeypatch.setattr(module, name, limit)
    _, problems = inspect(plain.path)
    errors = {p.kind for p in problems if p.severity == "error"}
    assert errors == {kind}
    for problem in problems:
        for language in ("fr", "en"):
            assert describe(problem, Messages(language)).expected


def test_a_table_that_is_too_large_is_told_of_parts(plain, monkeypatch):
    rows = [("2024-02-29", "46.16", "-1.15", "")] * 40
    put(plain, "data/passages.csv", as_csv(rows))
    for module, name in ((table_files, "TABLE_BYTES"), (delimited, "TABLE_ROWS")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, 10)
            (problem,) = (p for p in inspect(plain.path)[1] if "passages" in p.file)
        assert problem.kind == "contacts-in-parts"
        assert "data/passages/" in describe(problem, Messages("fr")).remedy


def test_a_million_faults_are_some_problems(plain, monkeypatch):
    """However many rows are wrong, the first are told, and how many more there are."""
    for module in (judged, checked):
        monkeypatch.setattr(module, "BAD_CELLS", 60)
    monkeypatch.setattr(batches, "CHUNK_ROWS", 50)
    rows = [("2024-02-29", "-1.15", "46.16", "")] * 130 + [("2024-02-29", "", "", "x")] * 130
    put(plain, "data/passages/a.csv", as_csv(rows))
    _, problems = inspect(plain.path)
    mine = [p for p in problems if p.file == "data/passages/a.csv"]
    more = {dict(p.details)["count"] for p in mine if p.kind == "more-alike"}
    assert more == {"10"}, "sixty are told, of which fifty are shown"
    untold = {(p.column, dict(p.details)["count"]) for p in mine if p.kind == "rows-untold"}
    assert untold == {("latitude", "70"), (None, "70")}
    assert [p.column for p in mine if p.kind == "bad-cells-untold"] == ["code"]
    assert passages_of(plain).unplaced == 130
    assert (
        "70 autres"
        in describe(next(p for p in mine if p.kind == "rows-untold"), Messages("fr")).expected
    )


def test_too_many_days_that_cannot_be_read_stop_the_reading(plain, monkeypatch):
    monkeypatch.setattr(checked, "BAD_CELLS", 60)
    put(plain, "data/passages/a.csv", as_csv([("hier", "46.16", "-1.15", "")] * 100))
    _, problems = inspect(plain.path)
    (stop,) = (p for p in problems if p.kind == "too-many-bad-cells")
    assert (stop.line, stop.column) == (62, "date")


def test_no_problem_and_no_traceback_tells_a_contact(plain):
    rows = [("2024-02-29", "12.34567", "76.54321", ""), ("hier", "46.98765", "x", "17300")]
    put(plain, "data/passages/a.csv", as_csv(rows))
    try:
        read_inputs(plain.path)
    except InputError as error:
        caught = "".join(traceback.format_exception(error)) + repr(error.problems)
    for private in ("34567", "54321", "98765", "02-29", "hier"):
        assert private not in caught


def test_files_that_change_between_the_readings_are_not_counted(plain):
    rows = [("2024-02-29", "46.16", "-1.15", "")]
    for name, content in (
        ("data/passages/a.csv", as_csv(rows).encode()),
        ("data/passages.parquet", packed_rows(rows)),
    ):
        put(plain, name, content)
        read = read_inputs(plain.path).contacts
        assert sum(map(len, read.chunks())) == read.rows == 1
        (plain.path / name).write_bytes(content + b"\n")
        with pytest.raises(InputError) as caught:
            list(read.chunks())
        assert [p.kind for p in caught.value.problems] == ["contacts-changed"]
        (plain.path / name).unlink()
        with pytest.raises(InputError):
            list(read.chunks())


def test_parts_are_among_the_files_that_were_read(plain):
    rows = [("2024-02-29", "46.16", "-1.15", "")]
    put(plain, "data/passages/a.csv", as_csv(rows * 3))
    plain.write("data/passages/b.csv", as_csv(rows))
    inputs = read_inputs(plain.path)
    files = {file.path: file.rows for file in inputs.files}
    assert (files["data/passages/a.csv"], files["data/passages/b.csv"]) == (3, 1)
    assert inputs.stands["data/passages"] == ("data/passages", None)
    assert repr(inputs.contacts) == "<contacts>"


def test_another_program_reads_the_same_days_from_a_part(plain, tmp_path):
    """A peer: pyarrow's own reading of the CSV, its own of the years."""
    chance = random.Random(3)
    start = dt.date(2020, 1, 1)
    rows = [
        (
            str(start + dt.timedelta(chance.randrange(1_500))),
            f"{46 + chance.random():.6f}",
            "-1.15",
            "",
        )
        for _ in range(500)
    ]
    put(plain, "data/passages/a.csv", as_csv(rows))
    peer = arrow_csv.read_csv(
        plain.path / "data/passages/a.csv", parse_options=arrow_csv.ParseOptions(delimiter=";")
    )
    found = contacts(plain)
    years = [str(day.year) for day in peer["date"].to_pylist()]
    assert found["periode"].tolist() == years
    assert found["latitude"].tolist() == peer["latitude"].to_pylist()
