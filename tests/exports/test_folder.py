"""Outputs are replaced whole: whatever happens, the folder is the old one or the new one."""

import json
import os
import random
import signal
import subprocess
import sys
import textwrap

import pytest

from netmap.errors import OutputError
from netmap.exports import folder
from netmap.exports.folder import check_folder, replace_folder

OLD = {"map.html": b"old", "manifest.json": b'{"edition": "public", "sorties": {"map.html": ""}}'}
NEW = {
    "map.html": b"new",
    "x.json": b"{}",
    "manifest.json": b'{"edition": "public", "sorties": {}}',
}


def contents(path):
    return {entry.name: entry.read_bytes() for entry in path.iterdir()}


def test_the_former_folder_is_replaced_whole(tmp_path):
    out = tmp_path / "outputs"
    replace_folder(OLD, out)
    replace_folder(NEW, out)
    assert contents(out) == NEW
    assert [entry.name for entry in tmp_path.iterdir()] == ["outputs"]


def test_without_an_exchange_in_one_step_two_renames_do(tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "_swap", lambda new, old: False)
    out = tmp_path / "outputs"
    replace_folder(OLD, out)
    replace_folder(NEW, out)
    assert contents(out) == NEW
    assert [entry.name for entry in tmp_path.iterdir()] == ["outputs"]


def test_a_former_folder_left_between_two_renames_comes_back(tmp_path):
    out = tmp_path / "outputs"
    replace_folder(OLD, out)
    out.rename(tmp_path / ".netmap-outputs-abc-former")
    folder._sweep(tmp_path, "outputs")
    assert contents(out) == OLD


def test_a_failure_while_writing_leaves_the_former_folder(tmp_path, monkeypatch):
    out = tmp_path / "outputs"
    replace_folder(OLD, out)

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        replace_folder(NEW, out)
    assert contents(out) == OLD
    assert [entry.name for entry in tmp_path.iterdir()] == ["outputs"]


def test_a_writer_killed_at_random_moments_leaves_old_or_new(tmp_path):
    out = tmp_path / "outputs"
    files = {
        stamp: {
            **{f"{n}.html": stamp.encode() * 20_000 for n in range(8)},
            "manifest.json": json.dumps({"edition": "public", "sorties": {}}).encode(),
        }
        for stamp in "ab"
    }
    replace_folder(files["a"], out)
    program = textwrap.dedent("""
        import sys, pathlib
        from netmap.exports.folder import replace_folder
        out = pathlib.Path(sys.argv[1])
        files = {s: {**{f"{n}.html": s.encode() * 20_000 for n in range(8)},
                     "manifest.json": b'{"edition": "public", "sorties": {}}'} for s in "ab"}
        print("ready", flush=True)
        while True:
            for stamp in "ba":
                replace_folder(files[stamp], out)
    """)
    generator = random.Random(20)
    for _ in range(12):
        writer = subprocess.Popen(
            [sys.executable, "-c", program, str(out)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout.readline() == "ready\n"
        for _ in range(generator.randrange(2_000)):
            out.exists()
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        assert contents(out) in (files["a"], files["b"])
    replace_folder(files["b"], out)
    assert [entry.name for entry in tmp_path.iterdir()] == ["outputs"]


def test_a_folder_with_somebody_elses_file_is_refused(tmp_path):
    replace_folder(OLD, tmp_path / "outputs")
    (tmp_path / "outputs" / "notes.docx").write_bytes(b"mine")
    with pytest.raises(OutputError) as refusal:
        check_folder(tmp_path / "outputs", audience="public")
    assert refusal.value.kind == "foreign"
    assert refusal.value.values["name"] == "notes.docx"


def test_what_the_system_leaves_in_a_folder_is_not_somebodys(tmp_path):
    replace_folder(OLD, tmp_path / "outputs")
    (tmp_path / "outputs" / ".DS_Store").write_bytes(b"")
    check_folder(tmp_path / "outputs", audience="public")


def test_the_two_editions_are_never_mixed(tmp_path):
    replace_folder(OLD, tmp_path / "outputs")
    with pytest.raises(OutputError) as refusal:
        check_folder(tmp_path / "outputs", audience="interne")
    assert refusal.value.kind == "other-edition"


def test_a_file_is_not_a_folder(tmp_path):
    (tmp_path / "outputs").write_bytes(b"")
    with pytest.raises(OutputError) as refusal:
        check_folder(tmp_path / "outputs", audience="public")
    assert refusal.value.kind == "not-a-folder"
