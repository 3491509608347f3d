"""What a working group says of the service, in its own words: which of them everybody may read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from netmap.inputs.draft import rows_where
from netmap.inputs.persons import one_person
from netmap.inputs.rows import AssessmentRow
from netmap.inputs.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netmap.errors import Problem
    from netmap.inputs.draft import Draft

_COUNTED = re.compile(
    r"\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|two|three|four|five|seven|eight|nine|ten)"
    r"(?: [a-z]+)? (?:personnes?|habitants?|patients?|usagers?|familles?|menages?|cas|femmes?"
    r"|hommes?|enfants?|jeunes?|people|residents?|women|men|children|households?)\b"
)


def is_for_all(text: str) -> bool:
    """Tell whether a sentence holds no number, no address and nobody's name.

    >>> is_for_all("Les bailleurs préviennent les locataires"), is_for_all("3 familles reçues")
    (True, False)
    >>> is_for_all("deux jeunes femmes sans droits"), is_for_all("Mme Durand tient tout")
    (False, False)
    """
    told = any(letter.isdigit() for letter in text) or "@" in text
    return not (told or _COUNTED.search(plain(text)) or one_person(text, ""))


def doubt_assessment(draft: Draft) -> Iterator[Problem]:
    """Yield the lines that the public edition was asked to show and leaves out."""
    table, settings = draft.tables[AssessmentRow], draft.settings
    if table.frame is None or settings is None or not settings.disclosure.assessment:
        return
    said = table.frame["texte"]
    kept_in = said.notna() & ~said.map(lambda text: text is None or is_for_all(text)).astype(bool)
    for line, text in rows_where(table.frame, kept_in, "texte"):
        yield table.problem(
            "text-kept-in", severity="warning", line=line, column="texte", found=text
        )
