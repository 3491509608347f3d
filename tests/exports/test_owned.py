"""What proves that a folder is ours: the whole of it, never a name."""

import json
import os

import pytest

from netmap.errors import OutputError
from netmap.exports.owned import read_owned, trusted_manifest
from netmap.formats.releases import RELEASES


def kind_of(folder):
    with pytest.raises(OutputError) as refused:
        read_owned(folder)
    return refused.value.kind, refused.value.values.get("name")


@pytest.fixture
def out(tmp_path, make):
    make.write(make.outputs(map="a", report="b"), tmp_path / "outputs")
    return tmp_path / "outputs"


def test_a_folder_that_a_build_wrote_is_ours(out, built):
    assert set(read_owned(out).files) == {"manifest.json", "map.html", "report.html"}
    for folder in built.values():
        owned = read_owned(folder)
        assert owned.files.keys() == {*owned.manifest.sorties, "manifest.json"}


def test_a_file_of_ours_that_somebody_deleted_is_no_obstacle(out):
    (out / "map.html").unlink()
    assert "map.html" not in read_owned(out).files


def test_a_file_of_ours_that_somebody_changed_is_theirs(out):
    (out / "report.html").write_text("corrigé à la main", "utf-8")
    assert kind_of(out) == ("changed", "report.html")


def test_a_file_of_ours_that_became_a_link_is_not_followed(out, tmp_path):
    (out / "map.html").rename(tmp_path / "map.html")
    (out / "map.html").symlink_to(tmp_path / "map.html")
    assert kind_of(out) == ("foreign", "map.html")


@pytest.mark.parametrize("name", [".~lock.map.html#", "~$map.html"])
def test_a_file_of_ours_that_a_spreadsheet_has_open_is_named(out, name):
    (out / name).write_bytes(b",marie,poste,2025")
    assert kind_of(out) == ("open", "map.html")
    (out / name).rename(out / name.replace("map.html", "these.odt"))
    assert kind_of(out)[0] == "foreign"


def test_no_more_than_a_log_is_ours_to_carry_on(tmp_path):
    assert read_owned(tmp_path).manifest is None
    (tmp_path / RELEASES).write_bytes(b"")
    assert set(read_owned(tmp_path).files) == {RELEASES}


ODD = {
    "another tool's": b'{"name": "my web site"}',
    "names a stranger's file": b'{"sorties": {"these.docx": ""}}',
    "a number of outputs": b'{"sorties": 5}',
    "a list": b"[1]",
    "a number": b"5",
    "null": b"null",
    "not JSON": b"\xff\xfe{",
    "empty": b"",
    "deep": b"[" * 1_000_000,
    "deep objects": b'{"sorties":' * 100_000,
    "infinite": b'{"sorties": Infinity}',
}


@pytest.mark.parametrize("content", ODD.values(), ids=ODD.keys())
def test_an_odd_manifest_is_somebodys_and_the_folder_with_it(tmp_path, content):
    (tmp_path / "manifest.json").write_bytes(content)
    (tmp_path / "these.docx").write_bytes(b"mine")
    assert kind_of(tmp_path) == ("foreign", "manifest.json")


def test_a_manifest_of_a_gigabyte_is_not_read(tmp_path):
    with (tmp_path / "manifest.json").open("wb") as file:
        file.write(b'{"sorties": {"')
        file.truncate(1_000_000_000)
    assert kind_of(tmp_path) == ("foreign", "manifest.json")


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_manifest_that_is_no_plain_file_is_neither_waited_for_nor_read(tmp_path, kind):
    file = tmp_path / "manifest.json"
    if kind == "pipe":
        os.mkfifo(file)
    else:
        file.symlink_to("/dev/zero")
    assert kind_of(tmp_path) == ("foreign", "manifest.json")


def changed(make, **changes):
    value = json.loads(make.outputs(map="a")["manifest.json"]) | changes
    return json.dumps({key: one for key, one in value.items() if one is not None}).encode()


def test_every_part_of_a_manifest_must_be_there_in_its_form(make):
    whole = make.outputs(map="a")["manifest.json"]
    assert trusted_manifest(whole) is not None
    for key in json.loads(whole):
        for odd in (None, 5, [], "x"):
            if (key, odd) == ("netmap", "x"):
                continue
            assert trusted_manifest(changed(make, **{key: odd})) is None, (key, odd)
    digest = "0" * 64
    for name in ("../x.html", "a/b.html", ".hidden", "", "manifest.json", "a\\b.html", "x" * 200):
        assert trusted_manifest(changed(make, sorties={name: digest})) is None, name
    for odd in ("0" * 63, "G" * 64, "", 5, None):
        assert trusted_manifest(changed(make, sorties={"map.html": odd})) is None, odd
    assert trusted_manifest(changed(make, sorties={"map-interne.html": digest})) is None
    assert trusted_manifest(changed(make, edition="interne", sorties={"map.html": digest})) is None
    twice = whole.replace(b'"sorties": {', b'"sorties": {"map.html": "' + b"0" * 64 + b'", ')
    assert trusted_manifest(twice) is None, "a name that stands twice"


def test_a_manifest_of_ours_beside_somebodys_files_of_the_same_names_proves_nothing(tmp_path, make):
    (tmp_path / "manifest.json").write_bytes(make.outputs(map="a")["manifest.json"])
    (tmp_path / "map.html").write_bytes(b"my own map")
    assert kind_of(tmp_path) == ("changed", "map.html")
