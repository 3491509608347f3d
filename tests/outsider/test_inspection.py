"""A folder read back: what its files are, and what is in them that nobody of ours wrote."""

import json
import shutil
from hashlib import sha256

import pytest

from netmap.outsider.inspection import Fault, inspect_folder


@pytest.fixture
def folder(built, tmp_path):
    copy = tmp_path / "outputs"
    shutil.copytree(built["roanne"], copy)
    return copy


def rewrite(folder, change):
    """Change findings.json, and sign it in the manifest as whoever changes it may do."""
    file, manifest = folder / "findings.json", folder / "manifest.json"
    file.write_bytes(change(file.read_bytes()))
    signed = json.loads(manifest.read_text("utf-8"))
    signed["sorties"]["findings.json"] = sha256(file.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(signed), "utf-8")


def with_keys(*names, **more):
    """Return a change that takes parts of the file out, and puts others in."""

    def change(content):
        value = json.loads(content) | more
        return json.dumps({k: v for k, v in value.items() if k not in names}).encode()

    return change


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (with_keys("mobilisation"), "older"),
        (with_keys(format=2), "newer"),
        (with_keys(format=2, densite=None), "newer"),
        (with_keys(densite=5), "unreadable"),
        (lambda content: content[:-9], "unreadable"),
        (lambda content: b"[1]", "unreadable"),
    ],
)
def test_findings_that_cannot_be_read_are_told_and_all_else_is_still_looked_at(
    folder, change, kind
):
    rewrite(folder, change)
    (folder / "map.html").write_bytes(b"<p>4</p>")
    seen = inspect_folder(folder)
    assert seen.findings is None
    assert {Fault(kind, "findings.json"), Fault("altered", "map.html")} <= set(seen.faults)
    assert Fault("no-policy", "map.html") in seen.faults
    assert seen.log.lines
    assert (seen.residents, seen.dwellings) == ({}, {})


def test_what_netmap_does_not_write_in_findings_is_named_and_the_rest_is_read(folder):
    def change(content):
        value = json.loads(content)
        value["densite"][3]["effectif"] = 4
        value["aller_vers"][1]["chiffres"][0]["vrai"] = 4
        return json.dumps(value | {"note": "x"}).encode()

    rewrite(folder, change)
    seen = inspect_folder(folder)
    assert [fault.found for fault in seen.faults] == [
        "aller_vers.chiffres.vrai", "densite.effectif", "note",
    ]  # fmt: skip
    assert {fault.kind for fault in seen.faults} == {"unknown"}
    assert len(seen.residents) > 40
    assert seen.dwellings[""] > 0


@pytest.mark.parametrize(
    "content",
    [b"[1]", b'{"sorties": 5}', b"5", b"", b"{", b'{"name": "my site"}', b"[" * 100_000],
)
def test_a_manifest_that_is_not_ours_is_told_and_never_a_traceback(folder, content):
    (folder / "manifest.json").write_bytes(content)
    assert inspect_folder(folder).faults == (Fault("no-manifest", "manifest.json"),)
    (folder / "manifest.json").unlink()
    assert inspect_folder(folder).faults == (Fault("no-manifest", "manifest.json"),)


def test_a_column_that_the_project_asked_for_is_not_a_fault(folder):
    nodes = folder / "network-nodes.csv"
    rows = nodes.read_text("utf-8-sig").splitlines()
    index = rows[0].split(";").index("adresse")
    cells = rows[1].split(";")
    cells[index] = "1 rue du Port"
    nodes.write_text("\n".join([rows[0], ";".join(cells), *rows[2:]]), "utf-8")
    personal = Fault("personal", "network-nodes.csv", "adresse")
    assert personal in inspect_folder(folder).faults
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["reglages"]["secret"]["colonnes_partenaires"] = ["adresse"]
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert personal not in inspect_folder(folder).faults
