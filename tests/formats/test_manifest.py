"""A manifest is ours where it holds every part in its form; whatever else is somebody's."""

import json
import sys

import pytest

from netmap.formats.manifest import read_manifest

HASH = "0" * 64
OURS = {
    "netmap": "0.1.0", "edition": "public", "reglages": {"secret": {"seuil": 11}},
    "entrees": {"data/partners.csv": {"sha256": HASH, "lignes": 3}},
    "couches": {"communes.geojson": {"producteur": "P", "millesime": "2026", "licence": "L",
                                     "lien": None}},
    "sorties": {"map.html": HASH},
}  # fmt: skip
ODD = {
    "another tool's": b'{"name": "my web site"}',
    "names a stranger's file": b'{"sorties": {"these.docx": ""}}',
    "a number of outputs": b'{"sorties": 5}',
    "a list": b"[1]",
    "a number": b"5",
    "null": b"null",
    "not text": b"\xff\xfe{",
    "empty": b"",
    "cut": json.dumps(OURS).encode()[:-5],
    "deep": b"[" * 1_000_000,
    "deep objects": b'{"sorties":' * 100_000,
    "infinite": b'{"sorties": Infinity}',
    "a long number": b'{"sorties": ' + b"9" * 10_000 + b"}",
}


def read(**changes):
    value = OURS | changes
    return read_manifest(json.dumps({k: v for k, v in value.items() if v is not None}).encode())


@pytest.mark.parametrize("content", ODD.values(), ids=ODD.keys())
def test_an_odd_manifest_is_somebodys(content):
    assert read_manifest(content) is None


@pytest.mark.parametrize("part", OURS)
def test_every_part_must_be_there_in_its_form(part):
    assert read() is not None
    for odd in (None, 5, [], True):
        assert read(**{part: odd}) is None, odd


def test_outputs_are_plain_names_and_hashes():
    for name in ("../x.html", "a/b.html", ".hidden", "", "manifest.json", "a\\b", "x" * 200, "a\n"):
        assert read(sorties={name: HASH}) is None, name
    for odd in ("0" * 63, "G" * 64, "", 5, None, HASH + "\n"):
        assert read(sorties={"map.html": odd}) is None, odd


def test_a_name_that_stands_twice_could_be_read_in_two_ways():
    text = json.dumps(OURS)
    twice = text.replace('"sorties": {', '"sorties": {"map.html": "' + "1" * 64 + '", ')
    assert len(twice) > len(text)
    assert read_manifest(twice.encode()) is None


def test_what_a_later_version_adds_is_left_aside():
    assert read(langue="fr") == read()


def test_the_columns_that_a_project_asks_for_are_found_whatever_the_settings_hold():
    assert read(reglages={"secret": {"colonnes_partenaires": ["adresse"]}}).asked_columns == {
        "adresse"
    }
    for odd in ({}, {"secret": 5}, {"secret": {}}, {"secret": {"colonnes_partenaires": 5}}):
        assert read(reglages=odd).asked_columns == frozenset()


@pytest.mark.parametrize("name", ["la-rochelle", "roanne"])
def test_the_manifest_of_a_build_is_what_its_model_gives_back(built, name):
    content = (built[name] / "manifest.json").read_bytes()
    plain = read_manifest(content).plain()
    assert (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode() == content
    assert sys.getrecursionlimit() < 100_000, "deep files must not have raised it"
