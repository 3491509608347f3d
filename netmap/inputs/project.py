"""``netmap.toml``: the settings, and the words that they add to the vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from netmap.errors import Problem
from netmap.inputs.cells import Words
from netmap.inputs.toml_files import Toml, read_toml, toml_problems
from netmap.inputs.words import closest
from netmap.messages import labels
from netmap.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS_FILE = "netmap.toml"


def read_settings(project: Path) -> tuple[Settings | None, Toml, tuple[Problem, ...]]:
    """Read ``netmap.toml``; None with its problems where it needs work."""
    toml = read_toml(project, SETTINGS_FILE)
    if toml.values is None:
        return None, toml, toml.problems
    try:
        settings = Settings.model_validate(toml.values, by_name=False, by_alias=True)
    except ValidationError as error:
        return None, toml, toml_problems(error, toml, SETTINGS_FILE, Settings)
    return settings, toml, _check_words(settings, toml)


def words_of(settings: Settings | None, toml: Toml) -> Words:
    """Return the vocabulary, the project's own words in it.

    Where the settings need work, the words they name still count: a misspelt key must not
    accuse every cell that uses them.
    """
    if settings is None:
        return Words(
            labels("need") | _named(toml, "thematiques"),
            labels("category") | _named(toml, "categories"),
        )
    return Words.of(settings.vocabulary)


def indicators_of(settings: Settings | None, toml: Toml) -> tuple[str, ...]:
    """Return the declared indicators: names of columns."""
    if settings is not None:
        return tuple(settings.indicators)
    declared = (toml.values or {}).get("indicateurs")
    return tuple(declared) if isinstance(declared, dict) else ()


def _named(toml: Toml, section: str) -> dict[str, tuple[str, ...]]:
    vocabulary = (toml.values or {}).get("vocabulaire")
    words = vocabulary.get(section) if isinstance(vocabulary, dict) else None
    return dict.fromkeys(words, ()) if isinstance(words, dict) else {}


def _check_words(settings: Settings, toml: Toml) -> tuple[Problem, ...]:
    known = words_of(settings, toml).needs
    return tuple(
        Problem(
            file=SETTINGS_FILE,
            kind="unknown-need",
            line=toml.line_of(["besoins"]),
            column="besoins",
            found=need,
            details=(("suggestion", closest(need, known)),),
        )
        for need in settings.needs
        if need not in known
    )
