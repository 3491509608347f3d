"""``netmap build`` and its folder: nothing of anybody's is lost, or written elsewhere."""

import json
import os
import shutil
import stat

import pytest

from netmap.disk import lock as disk_lock
from netmap.disk.lock import held
from netmap.inputs.rest import LOCK


@pytest.fixture
def build(la_rochelle, netmap):
    """Build into a folder; give back the status and what was said."""

    def run(out, *words):
        status, said, err = netmap(
            "build", "-q", "--project", la_rochelle.folder, "--out", out, *words
        )
        assert "Traceback" not in err
        return status, said + err

    return run


def refused(answer, *told):
    status, said = answer
    assert status == 2, said
    assert all(word in said for word in told), said
    assert len(said.strip().splitlines()) == 1, "one sentence"


@pytest.mark.parametrize(
    "manifest",
    [
        b'{"name": "my web site"}',
        b'{"sorties": {"these.docx": "%s"}}',
        b'{"sorties": 5}',
        b"[1]",
        b"[" * 500_000,
    ],
    ids=["another tool's", "names a file", "a number", "a list", "deep"],
)
def test_a_folder_that_only_looks_like_ours_is_left_alone(tmp_path, build, tree, manifest):
    out = tmp_path / "site"
    out.mkdir()
    (out / "these.docx").write_bytes(b"mine")
    digest = "0bba9d0b2a4e3a9ed4b5f8a1a5ed1a0ac1a2a41d8d26d0ad14dd8e1c4d7c2f11"
    (out / "manifest.json").write_bytes(manifest.replace(b"%s", digest.encode()))
    before = tree(out)
    refused(build(out), "manifest.json")
    assert tree(out) == before


def test_a_manifest_alone_is_not_written_over(tmp_path, build):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "manifest.json").write_text('{"name": "my web site"}', "utf-8")
    refused(build(tmp_path / "site"), "manifest.json")
    assert "my web site" in (tmp_path / "site" / "manifest.json").read_text("utf-8")


def test_an_output_that_somebody_edited_is_named_with_what_to_do(tmp_path, build, built):
    out = tmp_path / "outputs"
    shutil.copytree(built["la-rochelle"], out)
    page = out / "report.html"
    page.write_bytes(page.read_bytes() + b"<!-- relu par Marie -->")
    edited = page.read_bytes()
    refused(build(out), "report.html", "déplacez-le", "effacez-le")
    assert page.read_bytes() == edited
    page.rename(tmp_path / "report.html")
    assert build(out)[0] == 0


def test_a_pattern_in_the_name_is_a_name(tmp_path, build, tree):
    folder = tmp_path / "g"
    for name in (".netmap-other-zzz", ".netmap-[a]-former", ".netmap-*-x"):
        (folder / name).mkdir(parents=True)
        (folder / name / "these.docx").write_bytes(b"mine")
    before = tree(folder)
    assert build(folder / "*")[0] == 0
    after = tree(folder)
    assert {name: after[name] for name in before} == before
    assert {name.split("/")[0] for name in after} - {name.split("/")[0] for name in before} == {"*"}


def test_the_other_editions_folders_are_nobodys_to_sweep(la_rochelle, netmap, tree):
    project = la_rochelle.folder
    for name in (
        ".netmap-outputs-interne-abcd1234-former",
        ".netmap-outputs-interne-running",
        ".netmap-outputs-interne-0123456789abcdef.old",
    ):
        (project / name).mkdir()
        (project / name / "findings-interne.json").write_bytes(b"whole")
    before = {name: one for name, one in tree(project).items() if name.startswith(".netmap-")}
    assert netmap("build", "-q", "--project", project)[0] == 0
    after = {name: one for name, one in tree(project).items() if name.startswith(".netmap-")}
    assert after == before


def test_a_link_stays_a_link_and_what_it_leads_to_is_as_it_was(tmp_path, build, built, tree):
    shutil.copytree(built["la-rochelle"], tmp_path / "real")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "nowhere").symlink_to("not-there")
    before = tree(tmp_path)
    refused(build(tmp_path / "link"), str(tmp_path / "real"), "--out")
    refused(build(tmp_path / "nowhere"), "--out")
    after = tree(tmp_path)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) <= {name for name in after if name.startswith("la-rochelle")}


@pytest.mark.parametrize("name", ["releases.jsonl", "manifest.json"])
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_pipe_or_a_device_in_the_folder_is_neither_waited_for_nor_read(
    tmp_path, build, name, kind
):
    out = tmp_path / "out"
    out.mkdir()
    if kind == "pipe":
        os.mkfifo(out / name)
    else:
        (out / name).symlink_to("/dev/zero")
    refused(build(out), name)


def test_a_terminal_obeys_nothing_of_a_name(tmp_path, build):
    out = tmp_path / "out"
    out.mkdir()
    (out / "a\x1b[31m\u202eb").write_bytes(b"")
    _, said = build(out)
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_the_internal_folder_keeps_its_rights_and_a_new_one_has_those_of_the_project(
    tmp_path, la_rochelle, build
):
    def mode(path):
        return stat.S_IMODE(path.stat().st_mode)

    out = tmp_path / "out"
    out.mkdir(mode=0o700)
    assert build(out, "--audience", "interne")[0] == 0
    assert mode(out) == 0o700
    assert {mode(file) & 0o077 for file in out.iterdir()} == {0}
    la_rochelle.folder.chmod(0o750)
    assert build(tmp_path / "new", "--audience", "interne")[0] == 0
    assert mode(tmp_path / "new") & 0o077 & ~0o750 == 0
    assert {mode(file) & 0o077 & ~0o750 for file in (tmp_path / "new").iterdir()} == {0}


def test_an_output_open_in_a_spreadsheet_is_named(tmp_path, build, built):
    out = tmp_path / "outputs"
    shutil.copytree(built["la-rochelle"], out)
    for lock in (".~lock.network-nodes.csv#", "~$network-nodes.csv"):
        (out / lock).write_bytes(b"")
        refused(build(out), "network-nodes.csv", "fermez-le")
        (out / lock).unlink()


def test_a_folder_that_another_build_writes_is_waited_for_then_refused(
    tmp_path, build, monkeypatch
):
    monkeypatch.setattr(disk_lock, "WAIT_S", 0.0)
    out = tmp_path / "outputs"
    with held(tmp_path / ".netmap-outputs.lock", of=out):
        refused(build(out), "outputs", "travaille encore")
    assert not out.exists()
    assert build(out)[0] == 0


@pytest.mark.parametrize("command", ["build", "check", "gaps", "review"])
def test_tables_that_a_review_writes_are_waited_for_then_refused(
    la_rochelle, netmap, monkeypatch, tmp_path, command
):
    monkeypatch.setattr(disk_lock, "WAIT_S", 0.0)
    review = tmp_path / "revue.json"
    fields = {"projet": "x", "empreinte": "0" * 64, "auteur": "Marie", "date": "2025-03-04"}
    review.write_text(json.dumps({"format": 1, **fields, "corrections": []}), "utf-8")
    words = [command, *([review] if command == "review" else [])]
    with held(la_rochelle.folder / LOCK, of=la_rochelle.folder):
        status, _, said = netmap(*words, "--project", la_rochelle.folder)
    assert status == 2
    assert "travaille encore" in said
    assert not (la_rochelle.folder / "outputs").exists()
    assert not list(la_rochelle.folder.glob(".netmap-*"))
