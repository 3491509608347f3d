"""Outputs are replaced whole: whatever happens, the folder is the old one or the new one."""

import os
import random
import signal
from pathlib import Path

import pytest

from netmap.errors import InputError, OutputError
from netmap.exports import exchange
from netmap.exports.folder import claimed, former_log
from netmap.formats.releases import RELEASES

TOKEN = "0123456789abcdef"  # noqa: S105
#: Writes the folder `out`, files of one letter, as a build does.
PROGRAM = """
import hashlib, json, pathlib
from netmap.exports.folder import claimed
out = pathlib.Path({out!r})
files = {{f"p{{n}}.html": {text!r}.encode() * 20_000 for n in range(6)}}
sums = {{name: hashlib.sha256(content).hexdigest() for name, content in files.items()}}
empty = {{"reglages": {{}}, "entrees": {{}}, "couches": {{}}}}
manifest = {{"netmap": "0", "edition": "public", **empty, "sorties": sums}}
files["manifest.json"] = json.dumps(manifest, indent=1).encode()
{patch}
with claimed(out, audience="public", project=out.parent, waiting=lambda: None) as claim:
    claim.replace(files)
"""
NO_SWAP = "from netmap.exports import exchange; exchange.swap = lambda one, other: False"


def program(out, text, *, swap=True):
    return PROGRAM.format(out=str(out), text=text, patch="" if swap else NO_SWAP)


def contents(path):
    return {entry.name: entry.read_bytes() for entry in path.iterdir()}


def names(path):
    return sorted(entry.name for entry in path.iterdir())


def refusal(make, out, edition="public"):
    with pytest.raises(OutputError) as refused:
        make.write(make.outputs(edition, map="new"), out, edition=edition)
    return refused.value.kind, refused.value.values


@pytest.fixture(params=["exchange", "two-renames"])
def way(request, monkeypatch):
    """Both ways in which a new folder takes the name of the former one."""
    if request.param == "two-renames":
        monkeypatch.setattr(exchange, "swap", lambda one, other: False)


def test_the_former_folder_is_replaced_whole(tmp_path, make, way):
    out = tmp_path / "outputs"
    new = make.outputs(map="new", report="more")
    make.write(make.outputs(map="old", network="old"), out)
    make.write(new, out)
    assert contents(out) == new
    assert names(tmp_path) == ["outputs"]


def test_a_former_folder_left_between_two_renames_comes_back_before_its_log_is_read(
    tmp_path, make, built
):
    out = tmp_path / "outputs"
    old = contents(built["la-rochelle"])
    make.write(old, out)
    lines = former_log(out).lines
    assert lines
    out.rename(tmp_path / f".netmap-outputs-{TOKEN}.old")
    assert former_log(out).lines == lines, "what was shown is not forgotten meanwhile"
    with claimed(out, audience="public", project=tmp_path, waiting=lambda: None) as claim:
        assert contents(out) == old
        assert claim.former is not None


def test_a_failure_while_writing_leaves_the_former_folder_and_names_the_file(
    tmp_path, make, monkeypatch
):
    out = tmp_path / "outputs"
    old = make.outputs(map="old")
    make.write(old, out)

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space") as failure:
        make.write(make.outputs(map="new"), out)
    assert failure.value.filename == str(out / "manifest.json")
    assert contents(out) == old
    assert names(tmp_path) == ["outputs"]


def test_where_the_new_folder_cannot_take_the_name_the_former_one_has_it_back(
    tmp_path, make, monkeypatch
):
    monkeypatch.setattr(exchange, "swap", lambda one, other: False)
    out = tmp_path / "outputs"
    old = make.outputs(map="old")
    make.write(old, out)
    rename = Path.rename

    def refused(self, target):
        if Path(target) == out and self.suffix == ".new":
            raise PermissionError(13, "in use", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(PermissionError):
        make.write(make.outputs(map="new"), out)
    monkeypatch.undo()
    assert contents(out) == old
    assert names(tmp_path) == ["outputs"]


@pytest.mark.parametrize("swap", [True, False])
def test_a_writer_killed_at_each_of_its_steps_leaves_old_or_new(tmp_path, dying, tree, swap):
    out = tmp_path / "outputs"
    texts = {}
    for text in "ab":
        assert dying.run(program(out, text), tmp_path)[0] == 0
        texts[text] = tree(out)
    seen = set()
    for event in range(1, 500):
        status, said = dying.run(program(out, "a", swap=swap), tmp_path, event=event)
        standing = out if out.exists() else next(tmp_path.glob(".netmap-outputs-*.old"))
        assert tree(standing) in texts.values(), event
        seen.add(tree(standing) == texts["a"])
        assert dying.run(program(out, "b", swap=swap), tmp_path) == [0, ""], "the next one goes on"
        assert tree(out) == texts["b"]
        assert names(tmp_path) == ["outputs"], f"{event}: all that was left is cleared up"
        if status == 0:
            break
        assert status == -signal.SIGKILL, said
    assert 40 < event < 499, "every step was one"
    assert seen == {True, False}


def test_a_writer_killed_in_the_middle_of_a_file_leaves_the_former_folder(tmp_path, dying, tree):
    out = tmp_path / "outputs"
    assert dying.run(program(out, "a"), tmp_path)[0] == 0
    old = tree(out)
    sizes = random.Random(20).sample(range(1, 20_000), 6)
    for size in sizes:
        status, _ = dying.run(program(out, "b"), tmp_path, size=size)
        assert status == -signal.SIGXFSZ
        assert tree(out) == old
        left = [path for path in tmp_path.rglob("*.part") if path.stat().st_size == size]
        assert left or size > 700, "it was cut there"
    assert dying.run(program(out, "b"), tmp_path) == [0, ""]
    assert names(tmp_path) == ["outputs"]


@pytest.mark.parametrize("kind", ["file", "folder", "link", "folder of ours inside"])
def test_somebodys_things_in_the_folder_are_refused(tmp_path, make, kind):
    out = tmp_path / "outputs"
    make.write(make.outputs(map="old"), out)
    thing = out / "notes.docx"
    if kind == "file":
        thing.write_bytes(b"mine")
    elif kind == "folder":
        thing.mkdir()
    elif kind == "link":
        thing.symlink_to(tmp_path)
    else:
        make.write(make.outputs(map="old"), out / "sub")
        thing = out / "sub"
    kind, values = refusal(make, out)
    assert (kind, values["name"]) == ("foreign", thing.name)
    assert os.path.lexists(thing)


def test_what_the_system_leaves_in_a_folder_stays_in_it(tmp_path, make, way):
    out = tmp_path / "outputs"
    make.write(make.outputs(map="old"), out)
    (out / "desktop.ini").write_bytes(b"icon")
    new = make.outputs(map="new")
    make.write(new, out)
    assert contents(out) == {**new, "desktop.ini": b"icon"}
    assert names(tmp_path) == ["outputs"]


def test_a_folder_that_has_the_name_of_a_systems_file_is_somebodys(tmp_path, make):
    out = tmp_path / "outputs"
    make.write(make.outputs(map="old"), out)
    (out / ".DS_Store").mkdir()
    (out / ".DS_Store" / "these.docx").write_bytes(b"mine")
    assert refusal(make, out)[0] == "foreign"
    assert (out / ".DS_Store" / "these.docx").read_bytes() == b"mine"


def test_the_two_editions_are_never_mixed(tmp_path, make):
    make.write(make.outputs(map="old"), tmp_path / "outputs")
    assert refusal(make, tmp_path / "outputs", "interne")[0] == "other-edition"
    make.write(make.outputs("interne", map="old"), tmp_path / "b", edition="interne")
    assert refusal(make, tmp_path / "b")[0] == "other-edition"
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / RELEASES).write_bytes(b"")
    assert refusal(make, tmp_path / "c", "interne")[0] == "other-edition"


@pytest.mark.parametrize("make_it", [lambda path: path.write_bytes(b""), os.mkfifo])
def test_what_is_no_folder_is_left_alone(tmp_path, make, make_it):
    make_it(tmp_path / "outputs")
    assert refusal(make, tmp_path / "outputs")[0] == "not-a-folder"


@pytest.mark.parametrize("target", ["real", "nowhere"])
def test_a_link_is_refused_and_the_folder_it_leads_to_is_named(tmp_path, make, target):
    real = tmp_path / "real"
    old = make.outputs(map="old")
    make.write(old, real)
    link = tmp_path / "link"
    link.symlink_to(target)
    kind, values = refusal(make, link)
    assert (kind, values["target"]) == ("link", str(tmp_path / target))
    assert link.is_symlink()
    assert contents(real) == old
    assert names(tmp_path) == ["link", "real"]


def test_a_file_saved_in_the_folder_while_a_build_works_is_not_lost(tmp_path, make, way):
    out = tmp_path / "outputs"
    old = make.outputs(map="old")
    for name, content in {"notes.docx": b"mine", "map.html": b"edited"}.items():
        make.write(old, out)
        with claimed(out, audience="public", project=tmp_path, waiting=lambda: None) as claim:
            (out / name).write_bytes(content)
            with pytest.raises(OutputError) as refused:
                claim.replace(make.outputs(map="new"))
        assert refused.value.values["name"] == name
        assert refused.value.values["path"] == str(out)
        assert contents(out) == {**old, name: content}
        assert names(tmp_path) == ["outputs"]
        (out / name).unlink()


@pytest.mark.parametrize("there", [True, False], ids=["a folder", "nothing"])
def test_a_log_that_another_build_writes_meanwhile_is_not_written_over(tmp_path, make, there):
    out = tmp_path / "outputs"
    if there:
        make.write(make.outputs(map="old"), out)
    with claimed(out, audience="public", project=tmp_path, waiting=lambda: None) as claim:
        out.mkdir(exist_ok=True)
        (out / RELEASES).write_bytes(b"what another showed")
        with pytest.raises(OutputError) as refused:
            claim.replace(make.outputs(map="new"))
    assert refused.value.kind == "changed"
    assert (out / RELEASES).read_bytes() == b"what another showed"


def test_names_of_neighbours_are_nobodys_business(tmp_path, make, tree):
    """Each of these is swept away by a name that is read as a pattern, or as a beginning."""
    folder = tmp_path / "g"
    folder.mkdir()
    for name in (
        ".netmap-other-zzz",
        f".netmap-other-{TOKEN}.new",
        f".netmap-outputs-interne-{TOKEN}.old",
        f".netmap-outputs-interne-{TOKEN}-former",
        f".netmap-outputs-{TOKEN}.new.bak",
        f".netmap-outputs-{TOKEN}0.new",
        f".netmap-outputs-{TOKEN}.new",
        f".netmap-outputs-{TOKEN[::-1]}.old",
        ".netmap-outputs-zzz-former",
        ".netmap-*-zzz",
    ):
        (folder / name).mkdir()
        (folder / name / "these.docx").write_bytes(b"mine")
    (folder / ".netmap-outputs-aaaaaaaaaaaaaaaa.new").symlink_to(folder / ".netmap-other-zzz")
    (folder / ".netmap-outputs-bbbbbbbbbbbbbbbb.new").write_bytes(b"mine")
    before = tree(folder)
    for name in ("outputs", "*", "[a-z]*", "outputs-interne", "?"):
        for text in ("old", "new"):
            make.write(make.outputs(map=text), folder / name)
        after = tree(folder)
        assert {path: after[path] for path in before} == before, name
    added = {path.split("/")[0] for path in tree(folder)} - {path.split("/")[0] for path in before}
    assert added == {"outputs", "*", "[a-z]*", "outputs-interne", "?"}


def test_a_left_folder_into_which_somebody_put_a_file_stays(tmp_path, make):
    out = tmp_path / "outputs"
    make.write(make.outputs(map="old"), out)
    left = tmp_path / f".netmap-outputs-{TOKEN}.new"
    make.write(make.outputs(map="left"), left)
    (left / "these.docx").write_bytes(b"mine")
    make.write(make.outputs(map="new"), out)
    assert (left / "these.docx").read_bytes() == b"mine"
    (left / "these.docx").unlink()
    make.write(make.outputs(map="new"), out)
    assert names(tmp_path) == ["outputs"]


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "link"])
def test_a_log_that_is_no_plain_file_is_neither_waited_for_nor_read(tmp_path, kind):
    log = tmp_path / RELEASES
    match kind:
        case "pipe":
            os.mkfifo(log)
        case "device":
            log.symlink_to("/dev/zero")
        case "folder":
            log.mkdir()
        case "link":
            (tmp_path / "else").write_bytes(b"")
            log.symlink_to(tmp_path / "else")
    with pytest.raises((InputError, OSError)) as refused:
        former_log(tmp_path)
    assert kind == "link" or refused.type is InputError


def test_folders_that_a_build_makes_on_its_way_stay_only_with_something_in_them(tmp_path, make):
    out = tmp_path / "a" / "b" / "outputs"
    (tmp_path / "a").mkdir()
    with (
        pytest.raises(KeyError),
        claimed(out, audience="public", project=tmp_path, waiting=lambda: None),
    ):
        raise KeyError
    assert names(tmp_path) == ["a"]
    assert names(tmp_path / "a") == []
    make.write(make.outputs(map="new"), out, project=tmp_path)
    assert names(out.parent) == ["outputs"]
    nowhere = tmp_path / "nowhere"
    with pytest.raises(InputError):
        make.write(make.outputs(map="new"), nowhere / "outputs", project=nowhere)
    assert not nowhere.exists()


def test_files_that_the_next_build_could_not_prove_are_a_fault_of_the_program(tmp_path, make):
    files = make.outputs(map="new") | {"more.html": b"not in the manifest"}
    with pytest.raises(ValueError, match="manifest"):
        make.write(files, tmp_path / "outputs")
    assert names(tmp_path) == []
