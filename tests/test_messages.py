"""Every language says the same things, and every sentence that the code asks for is there."""

import ast
import re
import string
from pathlib import Path
from typing import get_args

import pytest

from netmap import vocabulary
from netmap.inputs.cells import Words
from netmap.messages import Messages, _catalogue
from netmap.outsider.page_tables import numbers_in
from netmap.records.sentences import label_of
from netmap.settings import Settings
from netmap.vocabulary import LANGUAGES

PACKAGE = Path(__file__).parents[1] / "netmap"
#: Catalogues of what is read on pages and in files, where a line may end anywhere.
READ = (
    "common", "empty", "findings", "map", "mobilise", "network", "page", "planning", "report",
    "sheet", "workbook",
)  # fmt: skip
LISTS = {
    "need": vocabulary.NEEDS,
    "category": vocabulary.CATEGORIES,
    "position": get_args(vocabulary.Position),
    "status": get_args(vocabulary.PartnerStatus),
    "relation-state": get_args(vocabulary.RelationState),
    "place-status": get_args(vocabulary.PlaceStatus),
    "assessment": get_args(vocabulary.AssessmentKind),
    "fact": get_args(vocabulary.Fact),
}


def placeholders(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_sentences_with_the_same_placeholders(language):
    french, other = _catalogue("fr"), _catalogue(language)
    assert sorted(french) == sorted(other)
    different = [key for key in french if placeholders(french[key]) != placeholders(other[key])]
    assert not different


def test_a_language_is_one_word_and_one_folder():
    assert {folder.name for folder in (PACKAGE / "locale").iterdir()} == set(LANGUAGES)


@pytest.mark.parametrize("name", READ)
def test_no_line_of_a_french_page_begins_with_a_colon_or_ends_with_an_open_quote(name):
    text = (PACKAGE / "locale" / "fr" / f"{name}.toml").read_text("utf-8")
    said = [line for line in text.splitlines() if not line.startswith("#")]
    assert [line for line in said if re.search(r"\S [:;?!»](?:[ \"]|$)|« ", line)] == []


def test_nothing_asks_which_language_it_speaks():
    asking = [
        f"{path.name}:{node.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Compare)
        and any(isinstance(c, ast.Constant) and c.value in LANGUAGES for c in node.comparators)
    ]
    scripts = [
        path.name
        for path in sorted(PACKAGE.rglob("*.js"))
        if re.search(r"""[!=]==?\s*["'](fr|en)["']""", path.read_text("utf-8"))
    ]
    assert not asking + scripts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LISTS)
def test_every_code_of_a_closed_list_has_a_label(kind, language):
    assert tuple(Messages(language).section(f"vocabulary.{kind}")) == LISTS[kind]
    assert all(Messages(language).section(f"vocabulary.{kind}").values())


def test_a_project_names_its_own_codes_in_the_languages_that_it_has():
    words = {"x--yoga": {"fr": "Yoga doux", "en": "Gentle yoga"}, "x--chant": {"fr": "Chant"}}
    settings = Settings.model_validate(
        {"territoire": {"nom": "T"}, "vocabulaire": {"thematiques": words}}
    )
    said = [
        label_of("need", code, settings, Messages(language))
        for code in ("x--yoga", "x--chant", "netmap--vue-audition", "x--rien")
        for language in ("fr", "en")
    ]
    assert said == [
        "Yoga doux", "Gentle yoga", "Chant", "Chant", "Vue et audition", "Sight and hearing",
        "x--rien", "x--rien",
    ]  # fmt: skip
    known = Words.of(settings.vocabulary).needs
    assert known["x--yoga"] == ("Yoga doux", "Gentle yoga")
    assert {"Vue et audition", "Sight and hearing"} <= set(known["netmap--vue-audition"])


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
    for language, text in {"fr": french, "en": english}.items():
        read = numbers_in(text, language)
        assert len(read) == (text != "—")
        assert all(abs(n.value - value) <= n.rounding for n in read)


def test_lists_as_sentences_say_them():
    messages = Messages("fr")
    assert messages.join([]) == ""
    assert messages.join(["a"]) == "a"
    assert messages.join(["a", "b", "c"]) == "a, b et c"


def test_words_agree_with_their_number():
    sentence = "{n:aucune ligne|# ligne|# lignes} de {m:lui|eux}"
    for language, singular in {"fr": {"1", "0,5", "1,9"}, "en": {"1"}}.items():
        writer = Messages(language)._writer
        for n in ("0", "0,0", "1", "1,9", "0,5", "2", "1\u202f000", "−1", "masqué"):
            written = n if language == "fr" else n.replace(",", ".").replace("\u202f", ",")
            said = writer.vformat(sentence, (), {"n": written, "m": 2})
            line = f"{written} ligne" if n in singular else f"{written} lignes"
            assert said == f"{'aucune ligne' if n in {'0', '0,0'} else line} de eux"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_leaves_the_plural_to_the_reader(language):
    catalogue = _catalogue(language)
    assert not [key for key, said in catalogue.items() if re.search(r"\w\(\w{1,4}\)", said)]
    forms = {
        (key, found): found.count("|") + 1
        for key, said in catalogue.items()
        for found in re.findall(r"\{\w+:([^}]*)\}", said)
    }
    assert len(forms) > 30
    assert set(forms.values()) <= {2, 3}
    assert not [form for form in forms if "{" in form[1]]
