"""Several files together: old or new, all of them, whenever the writer dies."""

import signal

import pytest

from netmap.disk.together import Replacement, together, undo
from netmap.errors import InputError

#: A table with a backup, a table that is a name of somebody's too, a file that is new.
PROGRAM = """
from pathlib import Path
from netmap.disk.together import Replacement, together, undo
home = Path({home!r})
record = home / "data/.netmap-revue.json"
one, two, new = (home / f"data/{{name}}.csv" for name in ("one", "two", "new"))
undo(home, record)
changes = [
    Replacement(one, one.read_bytes(), b"one, new", backup=home / "kept/one.csv"),
    Replacement(two, two.read_bytes(), b"two, new " * 9000, backup=home / "kept/two.csv"),
    Replacement(new, None, b"new", like=one),
]
with together(home, record, changes):
    assert one.read_bytes() == b"one, new"
    {body}
"""


@pytest.fixture
def home(tmp_path):
    home = tmp_path / "home"
    for folder in ("data", "kept"):
        (home / folder).mkdir(parents=True)
    (home / "data/one.csv").write_bytes(b"one, old")
    (home / "data/two.csv").write_bytes(b"two, old")
    (home / "data/one.csv").chmod(0o640)
    for name in (
        "data/.netmap-0123456789abcdef-one.csv.new",
        "data/.netmap-0123456789abcdef-one.csv.old",
        "data/.netmap-revue.json.bak",
        "kept/one.csv.old",
        "kept/.netmap-0123456789abcdef-one.csv.old",
    ):
        (home / name).write_bytes(b"mine")
    return home


def record(home):
    return home / "data/.netmap-revue.json"


def program(home, body="pass"):
    return PROGRAM.format(home=str(home), body=body)


def restore(home, before):
    """Put the tree back as it was (files only)."""
    for path in sorted(home.rglob("*")):
        if path.is_file() and path.relative_to(home).as_posix() not in before:
            path.unlink()
    for name, (kind, mode, content) in before.items():
        if kind == "file":
            (home / name).write_bytes(content)
            (home / name).chmod(mode)


def test_all_is_put_in_place_and_what_was_is_kept(home, dying, tree):
    before = tree(home)
    assert dying.run(program(home), home) == [0, ""]
    after = tree(home)
    assert after == {
        **before,
        "data/one.csv": ("file", 0o640, b"one, new"),
        "data/two.csv": ("file", before["data/two.csv"][1], b"two, new " * 9000),
        "data/new.csv": ("file", 0o640, b"new"),
        "kept/one.csv": ("file", 0o640, b"one, old"),
        "kept/two.csv": before["data/two.csv"],
    }


@pytest.mark.parametrize("body", ["pass", "raise KeyError"])
def test_a_writer_killed_at_each_of_its_steps_leaves_all_old_or_all_new(home, dying, tree, body):
    before = tree(home)
    assert dying.run(program(home), home) == [0, ""]
    after = tree(home)
    restore(home, before)
    assert tree(home) == before
    seen = set()
    for event in range(1, 200):
        status, said = dying.run(program(home, body), home, event=event)
        undo(home, record(home))
        assert tree(home) in (before, after), event
        seen.add(tree(home) == before)
        restore(home, before)
        if status != -signal.SIGKILL:
            assert status == (0 if body == "pass" else 1), said
            break
    assert 20 < event < 199
    assert seen == ({True, False} if body == "pass" else {True})


def test_who_is_killed_while_undoing_is_undone_too(home, dying, tree):
    before = tree(home)
    for event in range(1, 60):
        status, _ = dying.run(program(home, "import os; os.kill(os.getpid(), 9)"), home)
        assert status == -signal.SIGKILL
        assert tree(home) != before
        undoing = program(home).partition("changes =")[0]
        status, _ = dying.run(undoing, home, event=event)
        undo(home, record(home))
        assert tree(home) == before, event
        if status == 0:
            break
    assert 5 < event < 59


def test_a_writer_killed_in_the_middle_of_a_file_leaves_all_old(home, dying, tree):
    before = tree(home)
    for size in (1, 7, 8, 30, 200, 600, 5_000, 80_000):
        assert dying.run(program(home), home, size=size)[0] == -signal.SIGXFSZ
        undo(home, record(home))
        assert tree(home) == before, size


@pytest.mark.parametrize("size", [1, 7, 200, 600, 5_000, 80_000])
def test_a_full_disk_leaves_all_old_and_the_file_is_named(home, dying, tree, size):
    before = tree(home)
    status, said = dying.run(program(home), home, full=size)
    assert (status, "too large" in said) == (1, True)
    assert tree(home) == before


def test_a_file_saved_meanwhile_is_left_as_it_was_saved(home, tree):
    target = home / "data/one.csv"
    change = Replacement(target, b"another", b"new", backup=home / "kept/one.csv")
    before = tree(home)
    with pytest.raises(InputError) as refused, together(home, record(home), [change]):
        pytest.fail("placed")
    assert [(p.file, p.kind) for p in refused.value.problems] == [
        ("data/one.csv", "review-table-changed")
    ]
    assert tree(home) == before


def test_a_backup_never_takes_a_name_that_somebody_gave_meanwhile(home, tree):
    (home / "kept/one.csv").write_bytes(b"somebody's")
    change = Replacement(home / "data/one.csv", b"one, old", b"new", backup=home / "kept/one.csv")
    before = tree(home)
    with pytest.raises(FileExistsError), together(home, record(home), [change]):
        pytest.fail("placed")
    assert tree(home) == before


def killed_once_placed(home, dying):
    assert dying.run(program(home, "import os; os.kill(os.getpid(), 9)"), home)[0] < 0


def test_a_file_that_somebody_changed_after_the_writer_died_is_not_put_back(home, dying, tree):
    killed_once_placed(home, dying)
    (home / "data/one.csv").write_bytes(b"one, new, and more by Marie")
    with pytest.raises(InputError) as told:
        undo(home, record(home))
    (problem,) = told.value.problems
    assert (problem.file, problem.kind) == ("data/one.csv", "review-half-written")
    assert dict(problem.details)["backups"] == "kept/one.csv, kept/two.csv"
    assert (home / "data/one.csv").read_bytes() == b"one, new, and more by Marie"
    assert (home / "kept/one.csv").read_bytes() == b"one, old"
    assert not [name for name in tree(home) if ".netmap-" in name and "0123456789" not in name
                and not name.endswith(".bak")]  # fmt: skip
    undo(home, record(home))  # told once


def test_a_file_changed_before_it_was_replaced_is_no_obstacle(home, dying, tree):
    """The writer died before it put anything in place: nothing is half done."""
    before = tree(home)
    body = program(home).replace("with together", "import os; os.rename = None\nwith together")
    assert dying.run(body, home, event=30)[0] == -signal.SIGKILL
    assert record(home).with_name(".netmap-revue.json.part").exists()
    (home / "data/one.csv").write_bytes(b"Marie's")
    undo(home, record(home))
    restored = tree(home)
    assert restored.pop("data/one.csv")[2] == b"Marie's"
    kept = restored.pop("kept/one.csv", None)
    before.pop("data/one.csv")
    assert kept is None
    assert restored == before


def test_a_file_that_a_spreadsheet_has_open_is_not_put_back_yet(home, dying, tree):
    before = tree(home)
    killed_once_placed(home, dying)
    lock = home / "data/.~lock.two.csv#"
    lock.write_bytes(b"")
    with pytest.raises(InputError) as refused:
        undo(home, record(home))
    assert [problem.kind for problem in refused.value.problems] == ["review-table-open"]
    lock.unlink()
    undo(home, record(home))
    assert tree(home) == before


ODD = {
    "somebody's": b'{"format": 1, "corrections": []}',
    "empty": b"",
    "a list": b"[1]",
    "deep": b"[" * 90_000,
    "large": b" " * 200_000,
    "outside": b'{"format":"netmap-ecriture-1","jeton":"0123456789abcdef","fichiers":[{"chemin":'
    b'"../these.docx","avant":"absent","apres":"%s","sauvegarde":null}]}',
    "not a path": b'{"format":"netmap-ecriture-1","jeton":"0123456789abcdef","fichiers":[{"chemin":'
    b'"a\\u0000b","avant":"absent","apres":"%s","sauvegarde":null}]}',
}


@pytest.mark.parametrize("content", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("ending", ["", ".done", ".part"])
def test_a_record_that_is_none_of_ours_is_left_alone(home, tree, content, ending):
    import hashlib

    (home.parent / "these.docx").write_bytes(b"mine")
    found = content.replace(b"%s", hashlib.sha256(b"mine").hexdigest().encode())
    file = record(home).with_name(record(home).name + ending)
    file.write_bytes(found)
    before = tree(home.parent)
    if ending == ".part" and (not found or found.startswith(b'{"format":"netmap-ecriture-1",')):
        undo(home, record(home))
        before.pop(file.relative_to(home.parent).as_posix())
    else:
        with pytest.raises(InputError) as refused:
            undo(home, record(home))
        assert [problem.kind for problem in refused.value.problems] == ["review-record"]
    assert tree(home.parent) == before


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_a_record_that_is_no_plain_file_is_neither_waited_for_nor_read(home, kind):
    import os

    match kind:
        case "pipe":
            os.mkfifo(record(home))
        case "device":
            record(home).symlink_to("/dev/zero")
        case "folder":
            record(home).mkdir()
    with pytest.raises(InputError) as refused:
        undo(home, record(home))
    assert [problem.kind for problem in refused.value.problems] == ["review-record"]
