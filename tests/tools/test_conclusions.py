"""Nothing is concluded that is not on the list, and the list says nothing that is not concluded."""

from __future__ import annotations

import importlib.util
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import get_args

import pytest

from netmap import vocabulary
from netmap.messages import Messages

ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("conclusions", ROOT / "tools" / "conclusions.py")
conclusions = importlib.util.module_from_spec(spec)
spec.loader.exec_module(conclusions)


def test_every_sentence_that_concludes_has_a_rule_and_every_rule_a_sentence():
    keys = [key for _, key, _ in conclusions.sentences(Messages("fr"))]
    assert [key for key in keys if not conclusions.rule_of(key)] == []
    unused = [p for p in conclusions.RULES if not any(fnmatchcase(key, p) for key in keys)]
    assert unused == []
    every = [key for s in conclusions.SECTIONS for key, _ in flat(s, Messages("fr").section(s))]
    silent = [p for p in conclusions.SILENT if not any(fnmatchcase(key, p) for key in every)]
    assert silent == []


def flat(prefix, section):
    return conclusions._flat(prefix, section)


def test_the_page_is_what_the_catalogue_and_the_rules_give():
    written = conclusions.PAGE.read_text(encoding="utf-8")
    assert written == conclusions.page(), "renew it: python tools/conclusions.py"


@pytest.mark.parametrize(
    ("words", "section"),
    [
        (vocabulary.DensityClass, "class"),
        (vocabulary.PartClass, "report.tally"),
        (vocabulary.NextStep, "next"),
        (vocabulary.ChainStep, "step"),
        (vocabulary.RepairKind, "mobilise.repair"),
        (vocabulary.NeedTier, "need.tier"),
        (vocabulary.Corner, "corner"),
        (vocabulary.Proof, "plan.status"),
    ],
)
def test_every_word_that_code_concludes_with_is_on_the_list(words, section):
    for word in get_args(words):
        assert conclusions.rule_of(f"{section}.{word}"), word


def test_every_kind_of_reason_in_the_code_is_on_the_list():
    code = (ROOT / "netmap" / "findings" / "gaps.py").read_text(encoding="utf-8")
    kinds = set(re.findall(r'kind(?:=| = )"([a-z-]+)"', code))
    assert len(kinds) > 8
    for kind in kinds:
        assert conclusions.rule_of(f"reason.{kind}"), kind


def test_no_sentence_says_that_nobody_refers():
    """What is not in the tables was not declared: that is not nobody."""
    for _, key, words in conclusions.sentences(Messages("fr")):
        assert not re.search(r"[Pp]ersonne (?:n’(?:y )?oriente|ne prend)", words), key
