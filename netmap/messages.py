"""Message catalogues: every sentence that a user reads, in French and in English.

A catalogue is the folder ``netmap/locale/<language>/`` of TOML files, one a room.
Keys are joined by dots: the table ``[problem.missing-column]`` of any file, key
``remedy``, is ``problem.missing-column.remedy``. Values of users only ever fill
placeholders: they are never read as a template.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal, get_args

from netmap.text import visible

if TYPE_CHECKING:
    from netmap.errors import Problem

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_THIN_NBSP = "\u202f"
_MINUS = "\u2212"


class Messages:
    r"""The sentences of one language, and its way to write numbers.

    >>> fr = Messages("fr")
    >>> fr.number(1234.5, digits=1)
    '1\u202f234,5'
    >>> Messages("en").number(1234.5, digits=1)
    '1,234.5'
    """

    def __init__(self, language: Language = "fr") -> None:
        self.language: Language = language
        self._catalogue = _catalogue(language)

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the sentence `key` with its placeholders filled.

        Raises
        ------
        KeyError
            The catalogue has no such sentence, or a placeholder is not given.
        """
        return self._catalogue[key].format_map(values)

    def __contains__(self, key: str) -> bool:
        return key in self._catalogue

    def section(self, prefix: str) -> dict[str, str]:
        """Return the sentences under `prefix`, without it: what a page's script needs."""
        start = f"{prefix}."
        return {k.removeprefix(start): v for k, v in self._catalogue.items() if k.startswith(start)}

    def number(self, value: float, *, digits: int = 0) -> str:
        """Write a number as readers of the language do; NaN is an em dash."""
        if value != value:  # noqa: PLR0124
            return "—"
        text = f"{abs(value):,.{digits}f}"
        if self.language == "fr":
            text = text.replace(",", _THIN_NBSP).replace(".", ",")
        negative = value < 0 and any(c in "123456789" for c in text)
        return f"{_MINUS}{text}" if negative else text

    def join(self, items: list[str]) -> str:
        """Join items as a sentence does: ``a, b et c``."""
        if len(items) < 2:  # noqa: PLR2004
            return "".join(items)
        return f"{', '.join(items[:-1])} {self('and')} {items[-1]}"


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
        else visible(value, limit=_LONGEST_DETAIL)
        for key, value in problem.details
    }
    found = None if problem.found is None else visible(problem.found, limit=_LONGEST_FOUND)
    expected = messages(f"problem.{problem.kind}.expected", **values)
    remedy = messages(f"problem.{problem.kind}.remedy", **values)
    if values.get("suggestion") and f"problem.{problem.kind}.suggestion" in messages:
        remedy = messages(f"problem.{problem.kind}.suggestion", **values)
    place = _place(problem, messages)
    key = "problem-text.sentence" if found is None else "problem-text.sentence-found"
    sentence = messages(key, place=place, found=found, expected=expected, remedy=remedy)
    return ProblemText(place, found, expected, remedy, sentence)


#: details that count something; others made of digits are codes, years and lines
_QUANTITIES = frozenset({"limit", "length", "size", "rings", "count"})
_LONGEST_FOUND = 80
_LONGEST_DETAIL = 300


def _place(problem: Problem, messages: Messages) -> str:
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
    folder = resources.files("netmap") / "locale" / language
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            tree = tomllib.loads(file.read_text(encoding="utf-8"))
            for key, sentence in _flatten(tree, ""):
                if key in sentences:
                    message = f"{file.name}: the sentence {key} is there twice"
                    raise ValueError(message)
                sentences[key] = sentence
    return sentences


def _flatten(tree: Mapping[str, object], prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in tree.items():
        if isinstance(value, Mapping):
            pairs += _flatten(value, f"{prefix}{key}.")
        else:
            pairs.append((f"{prefix}{key}", str(value)))
    return pairs
