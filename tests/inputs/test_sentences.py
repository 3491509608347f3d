"""Every kind of problem that reading can tell has its sentences, and every sentence its use."""

import re
from pathlib import Path

import pytest

from netmap.errors import Problem
from netmap.messages import LANGUAGES, Messages, describe

PACKAGE = Path(__file__).parents[2] / "netmap"
#: kinds made of a part and a type's name, see netmap.inputs.toml_files
TYPES = {"text", "yes-no", "whole", "number", "list", "section", "fit"}


def catalogue_kinds():
    import tomllib

    path = PACKAGE / "locale/fr/inputs.toml"
    return sorted(tomllib.loads(path.read_text(encoding="utf-8"))["problem"])


def code():
    files = [PACKAGE / "errors.py", *sorted((PACKAGE / "inputs").rglob("*.py"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize("kind", catalogue_kinds())
def test_a_kind_with_sentences_is_one_that_the_code_tells(kind):
    assert f'"{kind}"' in code() or (
        kind.startswith("key-not-") and kind.removeprefix("key-not-") in TYPES
    )


def test_a_kind_that_the_code_tells_has_sentences():
    told = set(re.findall(r'kind="([a-z0-9-]+)"', code()))
    told |= set(re.findall(r'refuse\(\s*"([a-z0-9-]+)"', code()))
    told |= set(re.findall(r'\.problem\(\s*"([a-z0-9-]+)"', code()))
    told |= {f"key-not-{name}" for name in TYPES}
    assert len(told) > 60
    messages = Messages("fr")
    silent = [
        kind
        for kind in sorted(told)
        for part in ("expected", "remedy")
        if f"problem.{kind}.{part}" not in messages
    ]
    assert not silent


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_says_where_what_and_how_to_mend(language):
    problem = Problem(
        file="data/partners.csv", kind="leading-zero", line=14, column="code_insee", found="1053",
        details=(("length", "4"), ("expected_length", "5"), ("suggestion", "01053")),
    )  # fmt: skip
    text = describe(problem, Messages(language))
    for part in ("data/partners.csv", "14", "code_insee", "1053", "01053"):
        assert part in text.sentence


def test_a_sheet_and_a_feature_are_named():
    sheet = Problem(file="data/a.xlsx", kind="not-a-date", sheet="Été", line=2, column="date")
    assert describe(sheet, Messages("en")).place == "data/a.xlsx, sheet “Été”, line 2, column date"
    feature = Problem(file="data/geo/communes.gpkg", kind="not-a-polygon", line=3)
    assert describe(feature, Messages("en")).place == "data/geo/communes.gpkg, feature 3"
    key = Problem(file="data/geo/SOURCES.toml", kind="missing-key", line=3, column="x.licence")
    assert describe(key, Messages("en")).place == "data/geo/SOURCES.toml, line 3, key x.licence"


def test_what_was_found_is_harmless_and_short():
    problem = Problem(file="a.csv", kind="not-a-date", found="\x1b[31m\u202e" + "x" * 10_000)
    text = describe(problem, Messages("fr"))
    assert text.found.startswith("\\x1b[31m\\u202exxx")
    assert text.found.endswith("… (10006)")
    assert len(text.found) < 120


def test_a_value_never_becomes_a_template():
    problem = Problem(
        file="{x}.csv", kind="unknown-partner", found="{0.__class__}", column="{y}",
        details=(("suggestion", "{__import__}"),),
    )  # fmt: skip
    text = describe(problem, Messages("fr"))
    assert "{0.__class__}" in text.sentence
    assert "{__import__}" in text.remedy


def test_a_suggestion_is_given_only_where_there_is_one():
    def remedy(suggestion):
        details = (("suggestion", suggestion),)
        return describe(
            Problem(file="a", kind="unknown-need", details=details), Messages("en")
        ).remedy

    assert "perhaps write x--y" in remedy("x--y")
    assert "perhaps" not in remedy("")
