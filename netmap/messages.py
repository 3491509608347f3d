"""Message catalogues: every sentence that a user reads, and how its language writes numbers.

A catalogue is the folder ``netmap/locale/<language>/`` of TOML files, one a room; a language
is such a folder and a word of :data:`netmap.vocabulary.Language`.
Keys are joined by dots: the table ``[problem.missing-column]`` of any file, key
``remedy``, is ``problem.missing-column.remedy``. Values of users only ever fill
placeholders: they are never read as a template.

A sentence agrees with its numbers: ``{n:# ligne|# lignes}`` is the first form where the
language counts `n` as singular and the second elsewhere, ``#`` being `n` as it is written. Of
three forms, the first is for none: ``{n:aucune ligne|# ligne|# lignes}``.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from netmap.text import visible
from netmap.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from netmap.errors import Problem
    from netmap.vocabulary import Kind, Language

_MINUS = "\u2212"


def spoken(name: str) -> Language:
    """Return the language of this name, French where there is none.

    >>> spoken("en"), spoken("tlh")
    ('en', 'fr')
    """
    return next((language for language in LANGUAGES if language == name), "fr")


class Messages:
    r"""The sentences of one language, and its way to write numbers.

    >>> fr = Messages("fr")
    >>> fr.number(1234.5, digits=1)
    '1\u202f234,5'
    >>> Messages("en").number(1234.5, digits=1)
    '1,234.5'
    """

    def __init__(
        self,
        language: Language = "fr",
        *,
        variant: str = "",
        words: Mapping[str, str] | None = None,
    ) -> None:
        self.language: Language = language
        every = _catalogue(language)
        self._catalogue = _varied(language, variant) if variant else every
        self._words = {"per": every["page.per.habitants"], "span": "", **(words or {})}
        decimal, thousands, one = (
            self._catalogue[f"language.{name}"] for name in ("decimal", "thousands", "one")
        )
        self._marks = str.maketrans({",": thousands, ".": decimal})
        self._writer = _Writer(decimal=decimal, thousands=thousands, one=one)

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the sentence `key` with its placeholders filled.

        Raises
        ------
        KeyError
            The catalogue has no such sentence, or a placeholder is not given.
        """
        return self._writer.vformat(self._catalogue[key], (), {**self._words, **values})

    def about(self, variant: str, **words: str) -> Messages:
        """Return these messages about a project.

        Parameters
        ----------
        variant
            A sentence ``key~variant`` stands for ``key``, where the catalogue has it.
        words
            What fills the placeholders of these names in every sentence.
        """
        return Messages(self.language, variant=variant, words=words)

    def __contains__(self, key: str) -> bool:
        return key in self._catalogue

    def section(self, prefix: str) -> dict[str, str]:
        """Return the sentences under `prefix`, without it: what a page's script needs."""
        start = f"{prefix}."
        told = {
            key.removeprefix(start): sentence
            for key, sentence in self._catalogue.items()
            if key.startswith(start) and "~" not in key
        }
        for name, word in self._words.items():
            told = {key: said.replace(f"{{{name}}}", word) for key, said in told.items()}
        return told

    def label(self, kind: Kind, code: str) -> str:
        """Return what people call a code of a closed list; the code itself where none is known.

        >>> Messages("en").label("need", "netmap--vue-audition"), Messages().label("need", "x")
        ('Sight and hearing', 'x')
        """
        return self._catalogue.get(f"vocabulary.{kind}.{code}", code)

    def number(self, value: float, *, digits: int = 0) -> str:
        """Write a number as readers of the language do; NaN is an em dash."""
        if value != value:  # noqa: PLR0124
            return "—"
        text = f"{abs(value):,.{digits}f}".translate(self._marks)
        negative = value < 0 and any(c in "123456789" for c in text)
        return f"{_MINUS}{text}" if negative else text

    def reason(self, said: str) -> str:
        """Say why the system refused something, from :func:`netmap.errors.reason_of`."""
        key = f"system.{said}"
        return self(key) if key in self else visible(said, limit=_LONGEST_DETAIL)

    def join(self, items: list[str]) -> str:
        """Join items as a sentence does: ``a, b et c``."""
        if len(items) < 2:  # noqa: PLR2004
            return "".join(items)
        return f"{', '.join(items[:-1])} {self('and')} {items[-1]}"


class _Writer(string.Formatter):
    """Fills the placeholders of a sentence, whose words agree with its numbers as written.

    Parameters
    ----------
    one
        The numbers that are singular, as the plural rules of CLDR say it: ``i`` is the whole
        part and ``v`` the number of decimals that are written (``i = 1 and v = 0``).
    """

    def __init__(self, *, decimal: str, thousands: str, one: str) -> None:
        self._decimal, self._thousands = decimal, thousands
        relations = (relation.split(" = ") for relation in one.split(" and "))
        self._one = {operand: set(map(int, of.split(","))) for operand, of in relations}

    def format_field(self, value: object, format_spec: str) -> str:
        """Write a value, or the form that agrees with it."""
        if "|" not in format_spec:
            return format(value, format_spec)
        written = str(value)
        *none, one, other = format_spec.split("|")
        whole, _, decimals = written.replace(self._thousands, "").partition(self._decimal)
        form = other
        if whole.isdecimal():
            operands = {"i": int(whole), "v": len(decimals)}
            if none and not int(whole + decimals):
                form = none[0]
            elif all(operands[name] in of for name, of in self._one.items()):
                form = one
        return form.replace("#", written)


@cache
def labels(kind: Kind) -> dict[str, tuple[str, ...]]:
    """Return the codes of a closed list, each with its words in every language; not to change."""
    every = [_sentences(language, "vocabulary.toml") for language in LANGUAGES]
    start = f"vocabulary.{kind}."
    codes = [key.removeprefix(start) for key in every[0] if key.startswith(start)]
    return {code: tuple(told.get(start + code, code) for told in every) for code in codes}


@dataclass(frozen=True)
class ProblemText:
    """A problem in words, ready for a terminal, a page or JSON: nothing in it is obeyed.

    `found` is what stands in the cell, control and direction marks made visible, shortened
    where long; None where there is nothing to show. `sentence` holds all the others.
    """

    place: str
    found: str | None
    expected: str
    remedy: str
    sentence: str


def describe(problem: Problem, messages: Messages) -> ProblemText:
    """Say a problem: where it is, what was found, what was expected, what to do.

    Raises
    ------
    KeyError
        The catalogue has no sentence for this kind of problem, or a detail is not given.

    Examples
    --------
    >>> from netmap.errors import Problem
    >>> problem = Problem(file="data/partners.csv", kind="not-a-date", line=14,
    ...                   column="date_maj", found="hier")
    >>> describe(problem, Messages("en")).place
    'data/partners.csv, line 14, column date_maj'
    """
    values = {
        key: messages.number(int(value))
        if key in _QUANTITIES and value.isdecimal()
        else messages.reason(value)
        if key == "reason"
        else visible(value, limit=_LONGEST_DETAIL)
        for key, value in problem.details
    }
    found = None if problem.found is None else visible(problem.found, limit=_LONGEST_FOUND)
    expected = messages(f"problem.{problem.kind}.expected", **values)
    remedy = messages(f"problem.{problem.kind}.remedy", **values)
    if values.get("suggestion") and f"problem.{problem.kind}.suggestion" in messages:
        remedy = messages(f"problem.{problem.kind}.suggestion", **values)
    if problem.meanwhile is not None:
        remedy = messages(f"problem-text.{problem.meanwhile}", remedy=remedy)
    place = place_of(problem, messages)
    key = "problem-text.sentence" if found is None else "problem-text.sentence-found"
    sentence = messages(key, place=place, found=found, expected=expected, remedy=remedy)
    return ProblemText(place, found, expected, remedy, sentence)


#: details that count something; others made of digits are codes, years and lines
_QUANTITIES = frozenset({"limit", "length", "size", "rings", "count"})
_LONGEST_FOUND = 80
_LONGEST_DETAIL = 300


def place_of(problem: Problem, messages: Messages) -> str:
    """Say where a problem is: file, sheet, line and column, or key."""
    parts = [visible(problem.file, limit=_LONGEST_DETAIL)]
    in_layer = problem.file.startswith("data/geo/") and not problem.file.endswith(".toml")
    has_keys = problem.file.endswith((".toml", ".json")) and not in_layer
    if problem.sheet is not None:
        parts.append(
            messages("problem-text.sheet", sheet=visible(problem.sheet, limit=_LONGEST_FOUND))
        )
    if problem.line is not None:
        key = "problem-text.feature" if in_layer else "problem-text.line"
        parts.append(messages(key, line=problem.line))
    if problem.column is not None:
        column = visible(problem.column, limit=_LONGEST_FOUND)
        key = "problem-text.key" if has_keys else "problem-text.column"
        parts.append(messages(key, column=column))
    return ", ".join(parts)


@cache
def _catalogue(language: Language) -> Mapping[str, str]:
    sentences: dict[str, str] = {}
    for file in sorted(entry.name for entry in _folder(language).iterdir()):
        if file.endswith(".toml"):
            told = _sentences(language, file)
            twice = sentences.keys() & told.keys()
            if twice:
                message = f"{file}: the sentence {min(twice)} is there twice"
                raise ValueError(message)
            sentences |= told
    return sentences


@cache
def _sentences(language: Language, file: str) -> Mapping[str, str]:
    tree = tomllib.loads((_folder(language) / file).read_text(encoding="utf-8"))
    return dict(_flatten(tree, ""))


def _folder(language: Language) -> Traversable:
    return resources.files("netmap") / "locale" / language


@cache
def _varied(language: Language, variant: str) -> Mapping[str, str]:
    every, ending = _catalogue(language), f"~{variant}"
    chosen = {
        key.removesuffix(ending): sentence
        for key, sentence in every.items()
        if key.endswith(ending)
    }
    return {**every, **chosen}


def _flatten(tree: Mapping[str, object], prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in tree.items():
        if isinstance(value, Mapping):
            pairs += _flatten(value, f"{prefix}{key}.")
        else:
            pairs.append((f"{prefix}{key}", str(value)))
    return pairs
