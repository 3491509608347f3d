"""Draw the pictures of the guide and of README.md anew, from the real pages of La Rochelle.

    python tools/pictures.py [FOLDER]     FOLDER: docs/images unless given

It builds the sample, opens its pages in Chromium with the network off, and takes what a reader
sees of each: the map, the first broken chain of the partner page, the first page of the report.
Look at them, and keep those that changed.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDTH = 1440
#: What is seen of each page, in pixels from its top.
HEIGHTS = {"map": 900, "network": 1180, "report": 900}
#: The chain that the picture of the partner page shows: a commune, and the place of a need.
COMMUNE, NEED = "Aytré", "Soins dentaires"


def built(folder: Path) -> Path:
    """Build a copy of the sample, and return its pages' folder."""
    from netmap.cli import run

    own = folder / "project"
    shutil.copytree(ROOT / "data", own / "data")
    shutil.copy2(ROOT / "netmap.toml", own)
    if run(["build", "--quiet", "--project", str(own)]):
        sys.exit("the sample does not build")
    return own / "outputs"


def browser_path() -> str:
    """Return the path of a Chromium that is installed."""
    found = os.environ.get("NETMAP_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), "")
    return found or sys.exit("À installer / please install: Chromium")


def show(page: Page, name: str) -> None:
    """Bring a page to what its picture shows."""
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("document.fonts.ready")
    if name == "network":
        heads = page.locator("table thead th").all_inner_texts()
        column = [one.strip() for one in heads].index(NEED)
        row = page.locator("table tbody tr", has_text=COMMUNE).first
        row.locator("th, td").nth(column).locator("button").first.click()
        page.evaluate("window.scrollTo(0, 0)")


def taken(outputs: Path, folder: Path) -> list[Path]:
    """Take the pictures of a folder of pages, and return them."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    pictures = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, height in HEIGHTS.items():
            size = {"width": WIDTH, "height": height}
            context = browser.new_context(offline=True, viewport=size, locale="fr-FR")
            page = context.new_page()
            page.goto(f"file://{outputs / name}.html")
            show(page, name)
            picture = folder / f"{name}.png"
            page.screenshot(path=picture)
            # few colours: a third of the bytes, and nothing that a reader sees
            Image.open(picture).quantize(256).save(picture, optimize=True)
            pictures.append(picture)
            context.close()
        browser.close()
    return pictures


def main(words: list[str]) -> int:
    """Draw the pictures into a folder."""
    folder = Path(words[0]) if words else IMAGES
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        for picture in taken(built(Path(work)), folder):
            print(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
