"""The guide: its pages stand, lead where they say, and ask nothing of the network."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("commands", ROOT / "tools" / "commands.py")
commands = importlib.util.module_from_spec(spec)
spec.loader.exec_module(commands)


@pytest.mark.parametrize("language", list(commands.PAGES))
def test_the_page_of_commands_is_what_their_help_says(language):
    written = commands.PAGES[language].read_text(encoding="utf-8")
    assert written == commands.page(language), "renew it: python tools/commands.py"


def test_every_link_of_the_guide_leads_somewhere_and_no_page_loads_from_elsewhere(tmp_path):
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", tmp_path]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    pages = sorted(tmp_path.rglob("*.html"))
    assert len(pages) > len(list((ROOT / "docs").rglob("*.md")))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(
            r"<(?:script|img|link)[^>]*?(?:src|href)=[\"']?(//|https?:)[^\"' >]*", text
        )
        assert not loaded, page
    assert {"guide/lire.html", "en/read.html"} <= {
        p.relative_to(tmp_path).as_posix() for p in pages
    }


def test_both_languages_have_the_same_pages():
    french = {
        "index",
        "glossaire",
        "commandes",
        *(p.stem for p in (ROOT / "docs/guide").glob("*.md")),
    }
    english = {p.stem for p in (ROOT / "docs/en").glob("*.md")}
    assert len(french) == len(english)


def test_every_page_of_the_guide_leads_to_its_words():
    for folder, words in (("guide", "../glossaire.md"), ("en", "glossary.md")):
        for page in (ROOT / "docs" / folder).glob("*.md"):
            if page.stem not in {"glossary", "commands"}:
                assert f"({words})" in page.read_text("utf-8"), page


def test_what_the_guide_calls_by_name_is_called_so():
    """Commands and options that pages of the guide quote are those of the program."""
    from netmap.cli import commands as tree
    from netmap.messages import Messages

    known = {
        name: {opt for param in command.params for opt in (*param.opts, *param.secondary_opts)}
        for name, command in tree(Messages("fr")).commands.items()
    }
    for page in [*(ROOT / "docs/guide").glob("*.md"), *(ROOT / "docs/en").glob("*.md")]:
        if page.stem == "commands":
            continue
        for name, words in re.findall(r"\bnetmap ([a-z]+)\b([^`\n]*)", page.read_text("utf-8")):
            if name in known:
                options = set(re.findall(r"(?<![\w-])--[a-z-]+", words)) - {"--help"}
                assert options <= known[name], (page.name, name, options)


@pytest.mark.browser
def test_pictures_of_the_guide_are_drawn_from_real_pages(built, tmp_path, chromium):
    """The script still finds on the pages what the pictures show."""
    tool = importlib.util.spec_from_file_location("pictures", ROOT / "tools" / "pictures.py")
    pictures = importlib.util.module_from_spec(tool)
    tool.loader.exec_module(pictures)
    page = chromium.new_context(offline=True).new_page()
    page.goto(f"file://{built['la-rochelle'] / 'network.html'}")
    pictures.show(page, "network")
    card = page.locator("body").inner_text()
    assert f"{pictures.NEED} : {pictures.COMMUNE}" in " ".join(card.split())
    assert {one.stem for one in (ROOT / "docs" / "images").glob("*.png")} == {*pictures.HEIGHTS}
    page.context.close()
