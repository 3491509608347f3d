"""Review files: what the schema allows is read, everything else is refused and nothing runs."""

import json
from pathlib import Path

import jsonschema
import pytest

from netmap.errors import InputError
from netmap.messages import Messages, describe
from netmap.review import read_review
from netmap.review.reading import REVIEW_BYTES

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "revue.schema.json").read_text(encoding="utf-8")
)
PRINT = "0" * 64


def good(**changes):
    return {
        "format": 1,
        "projet": "P",
        "empreinte": PRINT,
        "auteur": "A",
        "date": "2025-03-04",
        "corrections": [],
    } | changes


def written(tmp_path, value):
    path = tmp_path / "revue.json"
    text = value if isinstance(value, (str, bytes)) else json.dumps(value)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(path):
    with pytest.raises(InputError) as refused:
        read_review(path)
    for problem in refused.value.problems:
        for language in ("fr", "en"):
            told = describe(problem, Messages(language)).sentence
            assert "\x1b" not in told
            assert "\u202e" not in told
    return [problem.kind for problem in refused.value.problems]


def test_each_kind_of_correction_is_read_and_follows_the_schema(tmp_path, corrections):
    every = [*vars(corrections).values()]
    every.append(
        {"type": "commentaire", "source_id": "a", "cible_id": "b", "texte": "deux\nlignes"}
    )
    every.append({**corrections.confirm, "nature": None, "commentaire": ""})
    value = good(corrections=every)
    jsonschema.validate(value, SCHEMA)
    review = read_review(written(tmp_path, value))
    assert [one.type for one in review.corrections] == [one["type"] for one in every]
    assert review.corrections[0].any_nature
    assert not review.corrections[-1].any_nature, "null is « says none », not « any »"


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({}, "review-missing-key"),
        ([], "review-wrong-type"),
        (good(format=2), "review-unknown-word"),
        (good(format="1"), "review-unknown-word"),
        (good(empreinte="xyz"), "review-bad-fingerprint"),
        (good(auteur=""), "review-bad-length"),
        (good(auteur="x" * 501), "review-bad-length"),
        (good(auteur=5), "review-wrong-type"),
        (good(auteur="a\nb"), "review-control-character"),
        (good(auteur="\x1b[31m"), "review-control-character"),
        (good(auteur="\ud800"), "review-control-character"),
        (good(date="2025-02-30"), "review-bad-date"),
        (good(date="20250304"), "review-bad-date"),
        (good(date="1999-01-01"), "review-bad-date"),
        (good(date=20250304), "review-bad-date"),
        (good(extra=1), "review-unknown-key"),
        (good(corrections={}), "review-wrong-type"),
        (good(corrections=[1]), "review-wrong-type"),
        (good(corrections=[{}]), "review-missing-key"),
        (good(corrections=[{"type": "effacer-tout"}]), "review-unknown-word"),
        (good(corrections=[{"type": "changer-statut", "id": "a"}]), "review-missing-key"),
        (
            good(corrections=[{"type": "changer-statut", "id": "a", "statut": "mort"}]),
            "review-unknown-word",
        ),
        (
            good(corrections=[{"type": "changer-statut", "id": "a" * 201, "statut": "actif"}]),
            "review-bad-length",
        ),
        (
            good(corrections=[{"type": "changer-statut", "id": "a\x00", "statut": "actif"}]),
            "review-control-character",
        ),
        (good(corrections=[{"type": "commentaire", "texte": "t"}]), "review-comment-target"),
        (
            good(corrections=[{"type": "commentaire", "id": "a", "source_id": "b", "texte": "t"}]),
            "review-comment-target",
        ),
        (
            good(corrections=[{"type": "commentaire", "id": "a", "texte": "t\x07"}]),
            "review-control-character",
        ),
        (
            good(corrections=[{"type": "commentaire", "id": "a", "texte": "x"}] * 5001),
            "review-bad-length",
        ),
    ],
)
def test_what_the_schema_forbids_is_refused_in_one_sentence(tmp_path, value, kind):
    assert kind in refusal(written(tmp_path, value))
    if kind not in {"review-control-character", "review-bad-date", "review-comment-target"}:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(value, SCHEMA)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\x00\xff\xfe",
        b"{",
        b"[" * 100_000,
        json.dumps(good()).replace('"format": 1', '"format": NaN'),
        json.dumps(good()).replace('"format": 1', '"format": 1, "format": 1'),
        '{"format": ' + "9" * 5000 + "}",
        "<script>alert(1)</script>",
    ],
)
def test_what_is_not_json_is_refused(tmp_path, text):
    assert refusal(written(tmp_path, text)) in (["review-not-json"], ["review-unknown-word"])


def test_a_huge_file_is_not_even_read(tmp_path):
    path = tmp_path / "revue.json"
    with path.open("wb") as file:
        file.truncate(REVIEW_BYTES + 1)
    assert refusal(path) == ["review-too-large"]


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert refusal(tmp_path / "nowhere.json") == ["missing-file"]
    assert refusal(tmp_path) in (["unreadable-file"], ["review-not-json"])


def test_all_problems_come_together_and_say_where(tmp_path):
    value = good(
        auteur="",
        corrections=[
            {"type": "changer-statut", "id": "a", "statut": "actif"},
            {"type": "changer-statut", "id": "a", "statut": "mort"},
        ],
    )
    with pytest.raises(InputError) as refused:
        read_review(written(tmp_path, value))
    assert [problem.column for problem in refused.value.problems] == [
        "auteur",
        "corrections[2].statut",
    ]
