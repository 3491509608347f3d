"""Both languages say the same things, and every sentence that the code asks for is there."""

import re
import string
from pathlib import Path

import pytest

from netmap.messages import LANGUAGES, Messages, _catalogue

PACKAGE = Path(__file__).parents[1] / "netmap"


def placeholders(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_sentences_with_the_same_placeholders():
    french, english = (_catalogue(language) for language in LANGUAGES)
    assert sorted(french) == sorted(english)
    different = [key for key in french if placeholders(french[key]) != placeholders(english[key])]
    assert not different


def test_every_sentence_named_in_the_code_exists():
    known = _catalogue("fr")
    missing = [
        (path.name, key)
        for path in sorted(PACKAGE.rglob("*.py"))
        for key in re.findall(r'messages\(\s*"([a-z][a-z0-9.-]*)"', path.read_text("utf-8"))
        if key not in known
    ]
    assert not missing


def test_a_value_is_never_read_as_a_template():
    messages = Messages("fr")
    assert "{0.__class__}" in messages("cli.bad-usage", reason="{0.__class__}")


@pytest.mark.parametrize(
    ("value", "digits", "french", "english"),
    [
        (1234.5, 1, "1\u202f234,5", "1,234.5"),
        (-0.04, 1, "0,0", "0.0"),
        (-3, 0, "\u22123", "\u22123"),
        (float("nan"), 0, "—", "—"),
        (1_000_000, 0, "1\u202f000\u202f000", "1,000,000"),
    ],
)
def test_numbers_as_readers_write_them(value, digits, french, english):
    assert Messages("fr").number(value, digits=digits) == french
    assert Messages("en").number(value, digits=digits) == english


def test_lists_as_sentences_say_them():
    messages = Messages("fr")
    assert messages.join([]) == ""
    assert messages.join(["a"]) == "a"
    assert messages.join(["a", "b", "c"]) == "a, b et c"
