"""Every command as its help tells it: ``docs/commandes.md`` and ``docs/en/commands.md``.

``python tools/commands.py`` renews the pages.
"""

from __future__ import annotations

import sys
from pathlib import Path

from netmap.cli import commands
from netmap.messages import Messages
from netmap.vocabulary import LANGUAGES

DOCS = Path(__file__).parents[1] / "docs"
PAGES = {"fr": DOCS / "commandes.md", "en": DOCS / "en" / "commands.md"}
#: Letters of a line.
_WIDTH = 92
_TITLES = {"fr": "Les commandes", "en": "The commands"}
_INTRODUCTIONS = {
    "fr": "`python tools/commands.py` écrit cette page d'après l'aide des commandes.",
    "en": "`python tools/commands.py` writes this page from the help of the commands.",
}


def page(language: str) -> str:
    """Return the page of a language."""
    group = commands(Messages(language))
    lines = [f"# {_TITLES[language]}", "", _INTRODUCTIONS[language]]
    for name, command in group.commands.items():
        context = command.make_context(
            f"netmap {name}", [], resilient_parsing=True, terminal_width=_WIDTH
        )
        lines += ["", f"## `netmap {name}`", "", "```text", command.get_help(context), "```"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for code in LANGUAGES:
        PAGES[code].write_text(page(code), encoding="utf-8")
        sys.stdout.write(f"{PAGES[code]}\n")
