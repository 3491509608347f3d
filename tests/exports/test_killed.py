"""Whole builds killed, at once, on a full disk, in a folder that may not be written.

``NETMAP_KILLS=100 pytest tests/exports/test_killed.py tests/review/test_faults.py`` kills 100
builds and 50 reviews instead of a few.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from netmap.disk.lock import held
from netmap.exports.folder import former_log
from netmap.exports.owned import read_owned

KILLS = int(os.environ.get("NETMAP_KILLS", "3"))
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def disk(tmp_path):
    """A disk of nine megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=9m", "tmpfs", str(folder)]
    if subprocess.run(words, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine lets nobody mount a disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


TOKEN = "0123456789abcdef"  # noqa: S105


def plant(folder):
    """Put things of strangers beside the folder `outputs`, under names like ours."""
    for name in (
        ".netmap-outputs-interne-abcd-former",
        f".netmap-outputs-interne-{TOKEN}.old",
        f".netmap-outputs-{TOKEN}.new",
        f".netmap-outputs-{TOKEN[::-1]}.old",
        f".netmap-outputs-{TOKEN}.new.bak",
        ".netmap-outputs-zzz",
        "outputs-mars",
    ):
        (folder / name).mkdir()
        (folder / name / "these.docx").write_bytes(b"mine")
        (folder / name / "manifest.json").write_bytes(b'{"sorties": {"these.docx": ""}}')
    for name in (".netmap-outputs", "outputs.zip", f".netmap-outputs-{TOKEN}", "notes.md"):
        (folder / name).write_bytes(b"mine")
    (folder / ".netmap-outputs-aaaaaaaaaaaaaaaa.new").symlink_to(folder / "outputs-mars")
    os.mkfifo(folder / ".netmap-outputs-bbbbbbbbbbbbbbbb.new")


def test_builds_killed_at_any_moment_leave_the_former_outputs_or_the_new_ones(
    released, dying, tree
):
    """Half die at a step of their writing, half after a share of their time on the processor."""
    folder = released.folder
    out = folder / "outputs"
    words = ("build", "-q", "--project", folder)

    def one_more():
        """Make a change that the next build shows."""
        released.change(
            "partners.csv",
            lambda row: row | {"implication": str((int(row["implication"] or 0) + 1) % 4)},
        )

    plant(folder)
    there = set(tree(folder))

    def strangers():
        """All that was beside the outputs from the beginning, but the table that changes."""
        found = tree(folder)
        return {
            name: found.get(name)
            for name in there
            if not name.startswith("outputs/") and name != "data/partners.csv"
        }

    planted = strangers()
    moments = dying.moments(12, events=(2, 93), seconds=(0.05, 3.0))
    found_after, killed, number = [], 0, 0
    while killed < KILLS:
        number += 1
        one_more()
        former = tree(out)
        moment = next(moments)
        was_killed = dying.struck(*words, root=folder, moment=moment)
        killed += was_killed
        assert strangers() == planted, "nothing of anybody's is lost"
        found = tree(out)
        if was_killed and found == former:
            found_after.append("former")
        else:
            owned = read_owned(out)
            assert owned.manifest is not None, moment
            assert owned.files.keys() == {*owned.manifest.sorties, "manifest.json"}, moment
            found_after.append("new")
        log = former_log(out)
        assert len(log.lines) == 1
    assert "former" in found_after
    assert number < 2 * KILLS + 4, "most of them are killed"
    assert dying.command(*words, root=folder) == [0, ""]
    assert set(tree(folder)) == there, "all that was left is cleared up"
    assert strangers() == planted


def test_ten_builds_at_once_each_write_the_folder_whole(tmp_path):
    """Each writes files of its own letter, and leaves nothing beside."""
    out = tmp_path / "outputs"
    program = (
        "import os, sys, json, hashlib, pathlib\n"
        "from netmap.exports.folder import claimed\n"
        "out = pathlib.Path(sys.argv[1])\n"
        "def write(letter):\n"
        "    files = {f'p{n}.html': letter.encode() * 50_000 for n in range(8)}\n"
        "    sums = {name: hashlib.sha256(one).hexdigest() for name, one in files.items()}\n"
        "    empty = {'reglages': {}, 'entrees': {}, 'couches': {}}\n"
        "    manifest = {'netmap': '0', 'edition': 'public', **empty, 'sorties': sums}\n"
        "    files['manifest.json'] = json.dumps(manifest).encode()\n"
        "    with claimed(out, audience='public', project=out.parent, waiting=int) as claim:\n"
        "        claim.replace(files)\n"
        "begin, begun = os.pipe()\n"
        "writers = []\n"
        "for letter in 'abcdefghij':\n"
        "    writers.append(os.fork())\n"
        "    if writers[-1] == 0:\n"
        "        os.close(begun)\n"
        "        os.read(begin, 1)\n"
        "        for _ in range(3): write(letter)\n"
        "        os._exit(0)\n"
        "os.close(begun)\n"
        "statuses = [os.waitpid(writer, 0)[1] for writer in writers]\n"
        "sys.exit(any(statuses))\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, str(out)], capture_output=True, check=False
    )
    assert (answer.returncode, answer.stderr) == (0, b"")
    pages = {file.read_bytes() for file in out.glob("*.html")}
    assert len(pages) == 1, "all of one writer"
    assert [entry.name for entry in tmp_path.iterdir()] == ["outputs"]


def test_two_builds_of_one_project_one_after_the_other(la_rochelle, dying, tree):
    """The second waits for the first; with what it waits for gone, it goes on."""
    folder = la_rochelle.folder
    program = (
        "import sys\nfrom pathlib import Path\nfrom netmap.pipeline import build\n"
        "from netmap.messages import Messages\n"
        "def progress(step):\n"
        "    print(step, flush=True)\n"
        "folder = Path(sys.argv[1])\n"
        "build(folder, folder / 'outputs', audience='public', messages=Messages('fr'),"
        " single_file=False, progress=progress)\n"
    )
    with held(folder / ".netmap-outputs.lock", of=folder):
        second = subprocess.Popen(
            [sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True
        )
        assert second.stdout.readline() == "waiting\n"
        assert not (folder / "outputs").exists()
    steps = second.stdout.read().split()
    second.stdout.close()
    assert second.wait() == 0
    assert steps[0] == "inputs", "it reads only once nobody else writes"
    assert steps[-1] == "writing"
    assert (folder / "outputs" / "map.html").exists()
    assert not list(folder.glob(".netmap-*"))


def test_a_full_disk_leaves_the_former_outputs_and_the_message_names_the_file(
    released, dying, tree
):
    folder = released.folder
    words = ("build", "-q", "--project", folder)
    before = tree(folder)
    for size, name in {1: "manifest.json", 300_000: "map.html"}.items():
        status, said = dying.command(*words, root=folder, full=size)
        assert status == 1, said
        assert str(folder / "outputs" / name) in said
        assert len(said.strip().splitlines()) == 1, "one sentence"
        assert tree(folder) == before


@pytest.mark.skipif(not ROOT, reason="only root mounts a small disk")
def test_a_small_disk_that_fills_up_at_each_step_leaves_the_former_outputs(disk, dying, tree):
    program = (
        "import json, hashlib, pathlib\n"
        "from netmap.exports.folder import claimed\n"
        f"out = pathlib.Path({str(disk / 'outputs')!r})\n"
        "files = {{f'p{{n}}.html': {letter!r}.encode() * 60_000 for n in range(6)}}\n"
        "sums = {{name: hashlib.sha256(content).hexdigest() for name, content in files.items()}}\n"
        "empty = {{'reglages': {{}}, 'entrees': {{}}, 'couches': {{}}}}\n"
        "manifest = {{'netmap': '0', 'edition': 'public', **empty, 'sorties': sums}}\n"
        "files['manifest.json'] = json.dumps(manifest).encode()\n"
        "with claimed(out, audience='public', project=out.parent, waiting=lambda: 0) as claim:\n"
        "    claim.replace(files)\n"
    )
    assert dying.run(program.format(letter="a"), disk) == [0, ""]
    old = tree(disk)
    full = set()
    for taken in range(8_640_000, 9_040_000, 30_000):
        (disk / "filler").write_bytes(b"x" * taken)
        status, said = dying.run(program.format(letter="b"), disk)
        (disk / "filler").unlink()
        if status == 0:
            assert dying.run(program.format(letter="a"), disk) == [0, ""]
        else:
            assert "No space left" in said
            full.add(said.rpartition("/")[2].strip("'\n"))
        assert tree(disk) == old
    assert len(full & {*(f"p{n}.html" for n in range(6)), "manifest.json"}) > 4, full


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
@pytest.mark.parametrize("closed", ["the folder", "the one it lies in"])
def test_a_folder_that_may_not_be_written_stays_as_it_is(dying, tree, make, closed):
    with tempfile.TemporaryDirectory() as name:  # nobody may enter pytest's own folders
        home = Path(name) / "home"
        home.mkdir()
        out = home / "outputs"
        make.write(make.outputs(map="old"), out)
        for path in (Path(name), home, out):
            path.chmod(0o755)
            if ROOT:
                os.chown(path, 65_534, 65_534)
        (out if closed == "the folder" else home).chmod(0o555)
        before = tree(home)
        program = (
            "import filelock, logging, os, pathlib  # before nobody may read where they lie\n"
            "from netmap.exports.folder import claimed\n"
            "if os.geteuid() == 0: os.setgid(65534); os.setuid(65534)\n"
            f"out = pathlib.Path({str(out)!r})\n"
            f"files = {make.outputs(map='new')!r}\n"
            "with claimed(out, audience='public', project=out.parent, waiting=int) as claim:\n"
            "    claim.replace(files)\n"
        )
        status, said = dying.run(program, home)
        assert (status, "Permission" in said) == (1, True), said
        assert tree(home) == before
        for path in (home, out):
            path.chmod(0o755)


@pytest.mark.skipif(not ROOT, reason="only root mounts a small disk")
def test_a_project_on_a_disk_that_may_not_be_written_is_read_all_the_same(
    la_rochelle, disk, netmap
):
    home = disk / "project"
    shutil.copytree(la_rochelle.folder, home)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    assert netmap("check", "-q", "--project", home)[0] == 0
    status, _, said = netmap("build", "-q", "--project", home)
    assert (status, str(home) in said, "Traceback" in said) == (1, True, False), said
    elsewhere = ("build", "-q", "--project", home, "--out", la_rochelle.folder / "out")
    status, _, said = netmap(*elsewhere)
    assert (status, "releases.jsonl" in said, "Traceback" in said) == (1, True, False), said
    assert not (la_rochelle.folder / "out").exists(), "nothing would remember it"
    assert netmap(*elsewhere, "--audience", "interne")[0] == 0
