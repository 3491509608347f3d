"""Writing the tables: byte for byte, all or nothing, with the former ones kept."""

import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from netmap.errors import InputError
from netmap.review import merge_reviews, write_merged

DAY = date(2025, 3, 4)


def write(reviewed, *paths):
    return write_merged(
        reviewed.folder, merge_reviews(reviewed.read(*paths), reviewed.tables), day=DAY
    )


@pytest.fixture
def whole(reviewed, corrections):
    return reviewed.review(
        corrections.partner, corrections.link, corrections.confirm, corrections.comment
    )


def test_only_the_rows_that_were_corrected_change(reviewed, whole):
    before = {name: reviewed.bytes_of(name) for name in ("partners.csv", "relations.csv")}
    write(reviewed, whole)
    partners = reviewed.bytes_of("partners.csv")
    assert partners.startswith(before["partners.csv"])
    assert partners[len(before["partners.csv"]) :] == (
        b"dentistes-mutualistes;Dentistes mutualistes;netmap--association;aval;actif;;;;;17300;"
        b"netmap--soins-dentaires;;;;;;2025-03-04;revue du 2025-03-04\n"
    )
    old = before["relations.csv"].splitlines(keepends=True)
    new = reviewed.bytes_of("relations.csv").splitlines(keepends=True)
    changed = [at for at, line in enumerate(old) if new[at] != line]
    assert len(changed) == 1
    assert new[changed[0]].startswith(b"aide-alimentaire;mediation-adultes;")
    assert len(new) == len(old) + 1


def test_the_former_tables_are_kept_and_no_backup_is_ever_written_over(reviewed, corrections):
    first = reviewed.bytes_of("partners.csv")
    one = write(reviewed, reviewed.review(corrections.status))
    assert one.backups == ("data/sauvegardes/partners-2025-03-04.csv",)
    second = reviewed.bytes_of("partners.csv")
    two = write(reviewed, reviewed.review({**corrections.status, "statut": "inactif"}))
    assert two.backups == ("data/sauvegardes/partners-2025-03-04-2.csv",)
    assert (reviewed.folder / one.backups[0]).read_bytes() == first
    assert (reviewed.folder / two.backups[0]).read_bytes() == second


def test_the_same_file_twice_writes_nothing_more(reviewed, whole):
    write(reviewed, whole)
    before = reviewed.all_bytes()
    assert write(reviewed, whole).files == ()
    assert reviewed.all_bytes() == before


def test_who_said_what_is_noted_and_never_computed(reviewed, corrections):
    hostile = {**corrections.comment, "texte": '=HYPERLINK("http://x.invalid")\nligne'}
    write(reviewed, reviewed.review(hostile, corrections.status, author="@Marie"))
    text = reviewed.bytes_of("revues.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(keepends=True), delimiter=";"))
    assert [row["auteur"] for row in rows] == ["'@Marie", "'@Marie"]
    assert rows[0]["commentaire"] == "'" + hostile["texte"]
    assert (rows[1]["avant"], rows[1]["souhait"], rows[1]["suite"]) == (
        "a-mobiliser", "actif", "appliquee",
    )  # fmt: skip
    earlier = reviewed.bytes_of("revues.csv")
    write(reviewed, reviewed.review(corrections.comment, author="Karim"))
    assert reviewed.bytes_of("revues.csv").startswith(earlier)


@pytest.mark.parametrize("start", list("=+-@"))
def test_a_formula_that_somebody_typed_as_a_name_is_text_in_the_table(reviewed, corrections, start):
    named = {**corrections.partner, "nom": f"{start}cmd|' /C calc'!A0"}
    link = {**corrections.link, "nature": f"{start}1+1"}
    write(reviewed, reviewed.review(named, link))
    tables = reviewed.tables
    assert tables.partners["cmd-c-calc-a0"].name == f"'{start}cmd|' /C calc'!A0"
    assert {row.nature for row in tables.matching(
        "mediation-adultes", "cmd-c-calc-a0", nature=None, any_nature=True
    )} == {f"'{start}1+1"}  # fmt: skip
    before = reviewed.all_bytes()
    assert write(reviewed, reviewed.review(named, link)).files == ()
    assert reviewed.all_bytes() == before


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("newline", ["\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_table_from_any_spreadsheet_keeps_its_ways(reviewed, whole, encoding, newline, delimiter):
    for name in ("partners.csv", "relations.csv"):
        path = reviewed.folder / "data" / name
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, delimiter=";"))
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter, lineterminator=newline).writerows(rows)
    before = reviewed.bytes_of("partners.csv")
    write(reviewed, whole)
    after = reviewed.bytes_of("partners.csv")
    assert after.startswith(before)
    added = (b"" if encoding != "utf-16" else b"\xff\xfe") + after[len(before) :]
    text = added.decode("utf-16" if encoding == "utf-16" else encoding)
    assert text.startswith(f"dentistes-mutualistes{delimiter}Dentistes")
    assert text.endswith(newline)


def test_columns_that_are_lacking_come_only_when_needed(reviewed, corrections):
    path = reviewed.folder / "data" / "relations.csv"
    rows = [
        {key: row[key] for key in ("source_id", "cible_id")}
        for row in reviewed.project.rows("relations.csv")
    ]
    reviewed.project.write("relations.csv", rows)
    old = path.read_bytes().splitlines()
    write(reviewed, reviewed.review(corrections.confirm))
    new = path.read_bytes().splitlines()
    assert new[0] == b"source_id;cible_id;etat;date_verif"
    assert [a for a, b in zip(new[1:], old[1:], strict=True) if a != b] == [
        b"aide-alimentaire;mediation-adultes;active;2025-03-04"
    ]


def cells_of(file):
    book = openpyxl.load_workbook(file)
    return {sheet.title: [[c.value for c in row] for row in sheet.iter_rows()] for sheet in book}


def as_workbook(reviewed, file, sheets):
    """Put tables of the project in one workbook, in place of their files."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, title in sheets.items():
        rows = reviewed.project.rows(f"{name}.csv")
        sheet = book.create_sheet(title)
        for row in (rows[0], *(row.values() for row in rows)):
            sheet.append([cell or None for cell in row])
        (reviewed.folder / "data" / f"{name}.csv").unlink()
    book.create_sheet("Notes")["A1"] = "=1+1"
    book.save(reviewed.folder / file)
    return reviewed.folder / file


def test_a_review_is_written_in_workbooks_cell_by_cell(reviewed, corrections, whole):
    files = {
        name: as_workbook(reviewed, f"data/{name}.xlsx", {name: name})
        for name in ("partners", "relations")
    }
    old = {name: cells_of(file)[name] for name, file in files.items()}
    done = write(reviewed, whole)
    assert done.files == ("data/partners.xlsx", "data/relations.xlsx", "data/revues.csv")
    assert done.backups[0] == "data/sauvegardes/partners-2025-03-04.xlsx"
    partners, relations = (cells_of(file)[name] for name, file in files.items())
    added = dict(zip(partners[0], partners[-1], strict=True))
    assert partners[:-1] == old["partners"]
    assert (added["id"], added["statut"]) == ("dentistes-mutualistes", "actif")
    assert relations[-1][:2] == ["mediation-adultes", "dentistes-mutualistes"]
    changed = [(a, b) for a, b in zip(old["relations"], relations, strict=False) if a != b]
    ((_, new),) = changed
    assert dict(zip(relations[0], new, strict=True))["date_verif"] == "2025-03-04"
    assert write(reviewed, whole).files == ()


def test_a_review_is_written_in_the_projects_workbook_in_the_words_of_its_lists(reviewed, whole):
    sheets = {"partners": "Partenaires", "relations": "Relations"}
    file = as_workbook(reviewed, "netmap.xlsx", sheets)
    done = write(reviewed, whole)
    assert done.files == ("netmap.xlsx", "data/revues.csv")
    assert done.backups == ("data/sauvegardes/netmap-2025-03-04.xlsx",)
    cells = cells_of(file)
    added = dict(zip(cells["Partenaires"][0], cells["Partenaires"][-1], strict=True))
    assert (added["categorie"], added["statut"]) == ("Association", "Actif")
    assert cells["Notes"] == [["=1+1"]]
    assert "dentistes-mutualistes" in reviewed.tables.partners


def test_a_formula_is_never_written_over(reviewed, corrections):
    file = as_workbook(reviewed, "data/partners.xlsx", {"partners": "partners"})
    book = openpyxl.load_workbook(file)
    sheet = book["partners"]
    header = [cell.value for cell in sheet[1]]
    line = next(row[0].row for row in sheet.iter_rows() if row[0].value == corrections.status["id"])
    cell = sheet.cell(line, header.index("date_maj") + 1)
    cell.value, cell.number_format = "=TODAY()", "yyyy-mm-dd"
    book.save(file)
    content = file.read_bytes()
    # what a spreadsheet would have computed
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in parts.items():
            done = b"<f>TODAY()</f><v>45000</v>"
            archive.writestr(name, part.replace(b"<f>TODAY()</f><v />", done))
    before = reviewed.all_bytes()
    with pytest.raises(InputError) as refused:
        write(reviewed, reviewed.review(corrections.status))
    assert {problem.kind for problem in refused.value.problems} == {"amend-refused"}
    assert reviewed.all_bytes() == before


def test_a_second_table_that_cannot_be_replaced_gives_the_first_back(reviewed, whole, monkeypatch):
    before = reviewed.all_bytes()
    replace = Path.replace
    done = []

    def failing(self, target):
        done.append(target)
        if len(done) == 2:
            raise OSError(28, "no space left", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OSError, match="no space"):
        write(reviewed, whole)
    assert len(done) >= 3, "the first table was put in place, then put back"
    after = reviewed.all_bytes()
    assert {name: after[name] for name in before} == before
    assert not [name for name in after if ".netmap-" in name or "revues" in name]


def test_a_project_that_would_not_pass_its_check_is_put_back(reviewed, whole, monkeypatch):
    from netmap.errors import Problem
    from netmap.inputs.report import CheckReport
    from netmap.review import writing

    before = reviewed.all_bytes()
    seen = []

    def in_error(project):
        seen.append((project / "data" / "partners.csv").read_bytes())
        return CheckReport(problems=(Problem(file="data/partners.csv", kind="duplicate-id"),))

    monkeypatch.setattr(writing, "check_project", in_error)
    with pytest.raises(InputError) as refused:
        write(reviewed, whole)
    assert [problem.kind for problem in refused.value.problems] == ["duplicate-id"]
    assert b"dentistes" in seen[0], "it was checked once written"
    after = reviewed.all_bytes()
    assert {name: after[name] for name in before} == before
    assert "data/revues.csv" not in after


def test_a_value_that_only_the_whole_check_refuses_is_put_back(reviewed, corrections):
    before = reviewed.all_bytes()
    elsewhere = {**corrections.partner, "code_insee": "75056", "couvre": ["99999"]}
    with pytest.raises(InputError):
        write(reviewed, reviewed.review(elsewhere))
    after = reviewed.all_bytes()
    assert {name: after[name] for name in before} == before


def test_a_table_saved_meanwhile_or_open_in_a_spreadsheet_is_left_alone(
    reviewed, whole, monkeypatch
):
    from netmap.disk import together

    path = reviewed.folder / "data" / "partners.csv"
    write_new = together.write_new

    def saved_meanwhile(staged, content, **options):
        if staged.name.endswith("-partners.csv.new"):
            path.write_bytes(path.read_bytes() + b"\n")
        return write_new(staged, content, **options)

    with monkeypatch.context() as patch:
        patch.setattr(together, "write_new", saved_meanwhile)
        with pytest.raises(InputError) as refused:
            write(reviewed, whole)
    assert [problem.kind for problem in refused.value.problems] == ["review-table-changed"]
    assert b"dentistes" not in path.read_bytes()
    (path.parent / ".~lock.partners.csv#").write_text("x", "utf-8")
    with pytest.raises(InputError) as refused:
        write(reviewed, whole)
    assert [problem.kind for problem in refused.value.problems] == ["review-table-open"]


def test_a_link_to_a_table_stays_a_link_and_its_rights_stay(reviewed, corrections):
    path = reviewed.folder / "data" / "partners.csv"
    real = reviewed.folder / "tables.csv"
    path.rename(real)
    real.chmod(0o640)
    path.symlink_to(real)
    write(reviewed, reviewed.review(corrections.status))
    assert path.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert reviewed.tables.partners["cpts"].status == "actif"
