"""Reviews under faults: outside the project nothing is written, and no table is half corrected."""

import csv
import os
import signal
import stat
from datetime import date

import pytest

from netmap.errors import InputError
from netmap.inputs import read_inputs
from netmap.inputs.rest import LOCK, at_rest
from netmap.review import merge_reviews, read_review, read_tables, write_merged

DAY = date(2025, 3, 4)
#: reviews that are killed; half of them while they write
KILLS = max(2, int(os.environ.get("NETMAP_KILLS", "3")) // 2)


def agreed(reviewed, *paths):
    return merge_reviews(reviewed.read(*paths), reviewed.tables)


def write(reviewed, *paths):
    return write_merged(reviewed.folder, agreed(reviewed, *paths), day=DAY)


def kinds(refused):
    return [(problem.file, problem.kind) for problem in refused.value.problems]


@pytest.fixture
def whole(reviewed, corrections):
    return reviewed.review(
        corrections.partner, corrections.link, corrections.confirm, corrections.comment
    )


@pytest.fixture
def elsewhere(tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("there", [True, False], ids=["a file", "nothing"])
def test_a_journal_that_is_a_link_out_of_the_project_is_refused(
    reviewed, whole, elsewhere, tree, there
):
    target = elsewhere / "revues.csv"
    if there:
        target.write_bytes(b"date;auteur\n")
    (reviewed.folder / "data" / "revues.csv").symlink_to(target)
    before = reviewed.all_bytes(), tree(elsewhere)
    with pytest.raises(InputError) as refused:
        write(reviewed, whole)
    assert kinds(refused) == [("data/revues.csv", "outside-project")]
    assert (reviewed.all_bytes(), tree(elsewhere)) == before


def test_a_journal_that_is_a_link_to_nothing_in_the_project_is_refused(reviewed, whole):
    (reviewed.folder / "data" / "revues.csv").symlink_to("nowhere.csv")
    with pytest.raises(InputError) as refused:
        write(reviewed, whole)
    assert kinds(refused) == [("data/revues.csv", "missing-file")]
    assert not (reviewed.folder / "data" / "nowhere.csv").exists()


@pytest.mark.parametrize("there", [True, False], ids=["a folder", "nothing"])
def test_backups_that_are_a_link_out_of_the_project_are_refused(
    reviewed, whole, elsewhere, tree, there
):
    target = elsewhere if there else elsewhere / "nowhere"
    (reviewed.folder / "data" / "sauvegardes").symlink_to(target)
    before = reviewed.all_bytes(), tree(elsewhere)
    with pytest.raises(InputError) as refused:
        write(reviewed, whole)
    assert kinds(refused) == [("data/sauvegardes", "review-backups-outside")]
    assert (reviewed.all_bytes(), tree(elsewhere)) == before


def test_backups_may_be_a_link_inside_the_project(reviewed, corrections):
    (reviewed.folder / "copies").mkdir()
    (reviewed.folder / "data" / "sauvegardes").symlink_to("../copies")
    before = reviewed.bytes_of("partners.csv")
    (backup,) = write(reviewed, reviewed.review(corrections.status)).backups
    assert backup == "copies/partners-2025-03-04.csv"
    assert (reviewed.folder / backup).read_bytes() == before


@pytest.mark.parametrize("name", [".~lock.{}#", "~${}"])
@pytest.mark.parametrize("table", ["partners.csv", "relations.csv", "revues.csv"])
def test_a_table_that_a_spreadsheet_has_open_is_left_alone(reviewed, whole, name, table):
    remark = {"type": "commentaire", "id": "cpam", "texte": "un"}
    write(reviewed, reviewed.review(remark, name="earlier.json"))
    (reviewed.folder / "data" / name.format(table)).write_bytes(b"")
    before = reviewed.all_bytes()
    with pytest.raises(InputError) as refused:
        write(reviewed, whole)
    assert kinds(refused) == [(f"data/{table}", "review-table-open")]
    assert dict(refused.value.problems[0].details)["lock"] == name.format(table)
    assert reviewed.all_bytes() == before


def test_the_lock_of_a_spreadsheet_lies_beside_the_file_that_a_link_leads_to(reviewed, corrections):
    path = reviewed.folder / "data" / "partners.csv"
    path.rename(reviewed.folder / "tables.csv")
    path.symlink_to("../tables.csv")
    (reviewed.folder / ".~lock.tables.csv#").write_bytes(b"")
    with pytest.raises(InputError) as refused:
        write(reviewed, reviewed.review(corrections.status))
    assert kinds(refused) == [("data/partners.csv", "review-table-open")]


MARKS = ["\u202e", "\u202a", "\u202c", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c"]


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_of_direction_stays_neither_in_a_name_nor_in_a_remark(reviewed, corrections, mark):
    remark = {**corrections.comment, "texte": f"oui{mark} non"}
    named = {**corrections.partner, "nom": f"Dentistes{mark} mutualistes"}
    path = reviewed.review(remark, named, author=f"Ma{mark}rie", name="r.json")
    review = read_review(path)
    assert review.auteur == "Marie"
    write(reviewed, path)
    for table in ("partners.csv", "revues.csv"):
        assert mark not in reviewed.bytes_of(table).decode("utf-8-sig")
    (row, _) = csv.DictReader(
        reviewed.bytes_of("revues.csv").decode("utf-8-sig").splitlines(), delimiter=";"
    )
    assert (row["auteur"], row["commentaire"]) == ("Marie", "oui non")


def test_a_name_of_nothing_but_marks_is_refused(reviewed, corrections):
    path = reviewed.review(corrections.status, author="\u202e\u2066", name="r.json")
    with pytest.raises(InputError) as refused:
        read_review(path)
    assert [p.kind for p in refused.value.problems] == ["review-control-character"]


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_review_file_that_is_no_plain_file_is_neither_waited_for_nor_read(tmp_path, kind):
    file = tmp_path / "revue.json"
    if kind == "pipe":
        os.mkfifo(file)
    else:
        file.symlink_to("/dev/zero")
    with pytest.raises(InputError) as refused:
        read_review(file)
    assert [p.kind for p in refused.value.problems] == ["not-a-file"]


def test_a_row_that_somebody_added_while_the_question_was_asked_moves_no_correction(
    reviewed, corrections
):
    drawn = agreed(reviewed, reviewed.review(corrections.status))
    path = reviewed.folder / "data" / "partners.csv"
    header, first, *rest = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([header, first.replace(b";", b"-bis;", 1), first, *rest]))
    before = reviewed.all_bytes()
    with pytest.raises(InputError) as refused:
        write_merged(reviewed.folder, drawn, day=DAY)
    assert kinds(refused) == [("data/partners.csv", "review-table-changed")]
    assert reviewed.all_bytes() == before


#: (how the bytes of a text are written, quotes around all cells, line ends)
FORMS = {
    "all quoted": ("utf-8", True, "\n"),
    "with a mark": ("utf-8-sig", False, "\n"),
    "CRLF": ("utf-8", False, "\r\n"),
    "lone CR": ("utf-8", False, "\r"),
    "Windows-1252": ("cp1252", False, "\r\n"),
    "UTF-16": ("utf-16", False, "\r\n"),
    "UTF-16, big end first": ("utf-16-be", False, "\n"),
    "all of it": ("utf-16", True, "\r"),
}


@pytest.mark.parametrize(("encoding", "quoted", "end"), FORMS.values(), ids=FORMS.keys())
def test_every_byte_that_no_correction_touches_stays(reviewed, corrections, encoding, quoted, end):
    """The oracle: the text that was written, in which one cell and one day are put by hand."""
    rows = reviewed.project.rows("partners.csv")
    columns = list(rows[0])

    def text(changed):
        lines = [columns]
        for row in rows:
            cells = dict(row)
            if row["id"] == "cpts":
                cells |= changed
            lines.append([cells[name] for name in columns])
        mark = '"' if quoted else ""
        written = [
            ";".join(
                '"' + cell.replace('"', '""') + '"' if mark or ";" in cell or '"' in cell else cell
                for cell in line
            )
            for line in lines
        ]
        body = end.join(written) + end
        start = b"\xfe\xff" if encoding == "utf-16-be" else b""
        return start + body.encode(encoding)

    path = reviewed.folder / "data" / "partners.csv"
    path.write_bytes(text({}))
    (backup,) = write(reviewed, reviewed.review(corrections.status)).backups
    assert path.read_bytes() == text({"statut": "actif", "date_maj": "2025-03-04"})
    assert (reviewed.folder / backup).read_bytes() == text({}), "the backup is what stood there"


def test_a_copy_is_read_by_no_more_people_than_its_table(reviewed, whole):
    for name in ("partners.csv", "relations.csv"):
        (reviewed.folder / "data" / name).chmod(0o600)
    done = write(reviewed, whole)
    for name in (*done.files, *done.backups):
        assert stat.S_IMODE((reviewed.folder / name).stat().st_mode) == 0o600, name


@pytest.mark.parametrize("size", [1, 300, 2_000, 4_000])
def test_a_full_disk_leaves_the_tables_and_the_message_names_the_file(
    reviewed, whole, dying, tree, size
):
    before = tree(reviewed.folder)
    words = ("review", "--yes", "-q", "--project", reviewed.folder, whole)
    status, said = dying.command(*words, root=reviewed.folder, full=size)
    assert status == 1
    assert str(reviewed.folder / "data") in said
    assert "Traceback" not in said
    after = tree(reviewed.folder)
    after.pop("data/sauvegardes", None)
    assert after == before


STRANGERS = (
    "data/.netmap-0123456789abcdef-partners.csv.new",
    "data/.netmap-partners.csv",
    "data/.netmap-revue.json.bak",
    "data/revue.json",
    "data/sauvegardes/partners-2025-03-04.csv",
    "data/sauvegardes/.netmap-0123456789abcdef-partners-2025-03-04.csv.old",
    ".netmap-tables.lock.bak",
)


def test_reviews_killed_at_any_moment_leave_all_old_or_all_new(reviewed, whole, dying, tree):
    """Half die at a step of their writing, half after a share of their time on the processor."""
    folder = reviewed.folder
    for name in STRANGERS:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"mine")
    (folder / "data" / "sauvegardes" / "link").symlink_to(folder.parent)
    before = tree(folder)
    words = ("review", "--yes", "-q", "--project", folder, whole)
    assert dying.command(*words, root=folder) == [0, ""]
    after = tree(folder)
    assert {name: after[name] for name in before if "/" in name and "csv" not in name} == {
        name: before[name] for name in before if "/" in name and "csv" not in name
    }
    moments = dying.moments(11, events=(2, 60), seconds=(0.02, 0.6))
    killed = number = 0
    while killed < KILLS:
        number += 1
        restore(folder, before)
        assert tree(folder) == before
        moment = next(moments)
        killed += dying.struck(*words, root=folder, moment=moment)
        with at_rest(folder):
            left = tree(folder)
        left.pop(LOCK, None)
        assert left in (before, after), moment
    assert number < 3 * KILLS + 6, "most of them are killed"


def restore(folder, before):
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder).as_posix() not in before:
            path.unlink()
    for name, (kind, mode, content) in before.items():
        if kind == "file" and (folder / name).read_bytes() != content:
            (folder / name).write_bytes(content)
            (folder / name).chmod(mode)


def cut_between_two_tables(dying, folder, review):
    words = ["review", "--yes", "-q", "--project", str(folder), str(review)]
    code = (
        "import os, signal, netmap.cli\n"
        "from pathlib import Path\n"
        "replace, done = Path.replace, []\n"
        "def stop(self, target):\n"
        "    done.append(target)\n"
        "    if len(done) == 2: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return replace(self, target)\n"
        "Path.replace = stop\n"
        f"netmap.cli.run({words!r})\n"
    )
    status, said = dying.run(code, folder)
    assert status == -signal.SIGKILL, said


@pytest.mark.parametrize("command", ["check", "gaps", "review"])
def test_what_a_review_cut_short_leaves_half_done_is_undone_by_the_next_command(
    reviewed, whole, dying, netmap, command
):
    before = reviewed.all_bytes()
    cut_between_two_tables(dying, reviewed.folder, whole)
    assert b"dentistes" in reviewed.bytes_of("partners.csv")
    assert reviewed.bytes_of("relations.csv") == before["data/relations.csv"]
    more = [whole] if command == "review" else []
    assert netmap(command, *more, "--project", reviewed.folder)[0] == 0
    assert reviewed.all_bytes() == before
    assert write(reviewed, whole).files == (
        "data/partners.csv", "data/relations.csv", "data/revues.csv",
    )  # fmt: skip


def test_a_review_cut_short_and_then_edited_is_told_once_by_any_command(
    reviewed, whole, dying, netmap
):
    cut_between_two_tables(dying, reviewed.folder, whole)
    edited = reviewed.bytes_of("partners.csv") + b"\n"
    (reviewed.folder / "data" / "partners.csv").write_bytes(edited)
    status, _, said = netmap("gaps", "--project", reviewed.folder)
    assert (status, "data/sauvegardes/partners-2025-03-04.csv" in said) == (1, True)
    assert reviewed.bytes_of("partners.csv") == edited
    assert read_tables(read_inputs(reviewed.folder)), "told once"
    write(reviewed, whole)
    assert "dentistes-mutualistes" in {row.target for row in reviewed.tables.relations}
