"""What stands before a person's name, also where it is that of an organisation."""

from __future__ import annotations

import re

_TITLES = frozenset(
    {"dr", "dr.", "docteur", "docteure", "mme", "mme.", "madame", "mlle", "m.", "monsieur", "pr.",
     "professeur", "professeure", "mr", "mrs"}
)  # fmt: skip


def bears_title(name: str) -> bool:
    """Tell whether a name holds a person's title.

    >>> bears_title("Cabinet du Dr Martin"), bears_title("Maison des solidarités")
    (True, False)
    """
    return not _TITLES.isdisjoint(re.split(r"[^\w.]+", name.casefold()))
