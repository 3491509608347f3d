"""The partner page against pyvis's own page, on the same graph and in the same run.

For each size: seconds until the drawing is still and readable, and seconds to answer a
filter (only one position shown), each with its ratio. pyvis's page is the one that it
writes by default (physics on, its own scripts inlined); its filter is what its filter
menu does, an update of every node. Where pyvis is not still before the time given, the
ratio is a lower bound.

    python benchmarks/network_page.py [--sizes 300,2000,10000] [--patience 120] [--shots DIR]

Or partner pages of one project as two versions made them, in turns in the same run:

    python benchmarks/network_page.py --pages before/network.html after/network.html
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from playwright.sync_api import Error, sync_playwright
from pyvis.network import Network

from netmap import pipeline
from netmap.edition import Edition
from netmap.findings import advise
from netmap.findings.charts import draw_charts
from netmap.inputs import read_inputs
from netmap.messages import Messages
from netmap.render.network.view import network_view
from netmap.render.page.compose import compose
from netmap.vocabulary import CATEGORIES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from netmap.disclosure.model import Release
    from netmap.findings.model import Findings

_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
_NEEDS = ("netmap--soins-dentaires", "netmap--medecin-traitant", "sante--sante-mentale")
_POSITIONS = ["amont", "mediation", "aval", "amont-aval", "pilotage"]
_SHARES = [0.4, 0.05, 0.4, 0.1, 0.05]
_CATEGORIES = [one for one in CATEGORIES if one != "netmap--medecin"]


def draw_project(folder: Path, partners: int, relations: int, *, seed: int = 7) -> None:
    """Write a project of 40 square communes with a random network; no figure in it is real."""
    random = np.random.default_rng(seed)
    (folder / "data" / "geo").mkdir(parents=True)
    (folder / "netmap.toml").write_text('exemple = true\n[territoire]\nnom = "Essai"\n', "utf-8")
    communes = _communes()
    communes.to_crs(4326).to_file(folder / "data" / "geo" / "communes.geojson", driver="GeoJSON")
    (folder / "data" / "geo" / "SOURCES.toml").write_text(
        '["communes.geojson"]\nproducteur = "essai"\nmillesime = "2026"\nlicence = "essai"\n',
        "utf-8",
    )
    codes = communes["code_insee"].to_numpy()
    positions = random.choice(_POSITIONS, partners, p=_SHARES)
    ids = [f"p{i:05d}" for i in range(partners)]
    statuses = ["actif", "a-mobiliser", "inactif"]
    table = pd.DataFrame(
        {
            "id": ids,
            "nom": [f"Partenaire d’essai numéro {i}" for i in range(partners)],
            "categorie": random.choice(_CATEGORIES, partners),
            "position": positions,
            "statut": random.choice(statuses, partners, p=[0.7, 0.2, 0.1]),
            "couvre": ["|".join(random.choice(codes, 3, replace=False)) for _ in ids],
            "thematiques": ["|".join(random.choice(_NEEDS, 2, replace=False)) for _ in ids],
            "source": "essai",
        }
    )
    ends = _ends(random, positions, relations)
    states = ["active", "en-projet", "rompue", "inconnue"]
    links = pd.DataFrame(
        {
            "source_id": [ids[a] for a, _ in ends],
            "cible_id": [ids[b] for _, b in ends],
            "etat": random.choice(states, len(ends), p=[0.7, 0.1, 0.05, 0.15]),
            "source": "essai",
        }
    )
    for name, rows in {"partners": table, "relations": links}.items():
        rows.to_csv(folder / "data" / f"{name}.csv", sep=";", index=False)


def conclude(folder: Path) -> Findings:
    """Return what netmap concludes of a project before the public."""
    return pipeline.find(read_inputs(folder), audience="public")


def _communes() -> gpd.GeoDataFrame:
    side = 6_000
    cells = [(column, row) for row in range(5) for column in range(8)]
    shapes = [
        shapely.box(360_000 + c * side, 6_560_000 + r * side, 360_000 + (c + 1) * side,
                    6_560_000 + (r + 1) * side)
        for c, r in cells
    ]  # fmt: skip
    columns = {
        "code_insee": [f"17{i:03d}" for i in range(len(cells))],
        "nom": [f"Commune {i}" for i in range(len(cells))],
        "population": 1_000,
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=2154)


def _ends(
    random: np.random.Generator, positions: np.ndarray, relations: int
) -> list[tuple[int, int]]:
    """Return relations with mediation points, in their direction, and some others; each once."""
    middle = np.flatnonzero(positions == "mediation")
    ends = []
    for i in random.integers(0, len(positions), relations):
        m = int(random.choice(middle))
        other = int(random.integers(len(positions)))
        pair = {"amont": (int(i), m), "aval": (m, int(i))}.get(positions[i], (int(i), other))
        ends.append(pair if pair[0] != pair[1] else (int(i), int(middle[middle != i][0])))
    return list(dict.fromkeys(ends))


def write_ours(findings: Findings, folder: Path) -> tuple[Path, float]:
    """Write our page; return it and the seconds that its making took."""
    begun = time.perf_counter()
    edition = Edition(
        findings=findings, advice=advise(findings), charts=draw_charts(findings), plan=None,
        plan_problems=(),
    )  # fmt: skip
    text = compose(findings, [network_view(edition, Messages())], Messages(), siblings={})
    path = folder / "network.html"
    path.write_text(text, encoding="utf-8")
    return path, time.perf_counter() - begun


def write_theirs(release: Release, folder: Path) -> Path:
    """Write the page that pyvis makes by default, without what it would fetch."""
    network = Network(directed=True, cdn_resources="in_line")
    network.add_nodes(release.partners.index.tolist(), label=release.partners["nom"].tolist())
    for source, target in zip(
        release.relations["source_id"], release.relations["cible_id"], strict=True
    ):
        network.add_edge(source, target)
    html = re.sub(
        r'<(?:link|script)[^>]*(?:href|src)="https?:[^>]*>',
        "",
        network.generate_html(notebook=False),
    )
    # the moment of stillness, as vis-network itself says it
    path = folder / "pyvis.html"
    path.write_text(
        html.replace(
            "network = new vis.Network(container, data, options);",
            "network = new vis.Network(container, data, options);"
            "network.once('stabilized', () => { window.still = performance.now(); });",
        ),
        encoding="utf-8",
    )
    return path


_PAINTED = "() => new Promise(r => requestAnimationFrame(() => setTimeout(() => r(true), 0)))"


def measure_ours(browser: Browser, path: Path, shot: Path | None) -> tuple[float, float]:
    """Return seconds to a still drawing, and to the answer of a filter, painted."""
    page = browser.new_context(offline=True, viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"file://{path}#reseau=entier")
    still_ms = page.evaluate("performance.getEntriesByName('network-drawn')[0].startTime")
    page.wait_for_timeout(2_000)
    if shot:
        page.screenshot(path=shot)
    answered_ms = page.evaluate(
        f"""async () => {{
          const select = document.getElementById("net-position");
          const begun = performance.now();
          select.value = "aval";
          select.dispatchEvent(new Event("change"));
          await ({_PAINTED})();
          return performance.now() - begun;
        }}"""
    )
    if shot:
        page.screenshot(path=shot.with_stem(f"{shot.stem}-filtre"))
    page.context.close()
    return still_ms / 1_000, answered_ms / 1_000


def measure_theirs(
    browser: Browser, path: Path, aval: list[str], patience_s: float
) -> tuple[float, bool, float, bool]:
    """Return seconds to stillness, to the answer of a filter, and whether each was reached."""
    page = browser.new_context(offline=True, viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(patience_s * 1_000)
    begun = time.perf_counter()
    page.goto(f"file://{path}", wait_until="commit")
    still = _wait(page, "() => window.still")
    waited = time.perf_counter() - begun
    begun = time.perf_counter()
    answered = _wait(
        page,
        f"""kept => {{
          if (!window.asked) {{
            window.asked = performance.now();
            const set = new Set(kept);
            nodes.update(nodes.getIds().map(id => ({{ id, hidden: !set.has(id) }})));
            ({_PAINTED})().then(() => {{ window.answered = performance.now() - window.asked; }});
          }}
          return window.answered;
        }}""",
        aval,
    )
    waited_answer = time.perf_counter() - begun
    return (
        still or waited,
        still is not None,
        answered or waited_answer,
        answered is not None,
    )


def _wait(page: Page, asked: str, argument: object = None) -> float | None:
    """Return the seconds that a page gives for an answer; None where it gave none in time."""
    try:
        return page.wait_for_function(asked, arg=argument, polling=250).json_value() / 1_000
    except Error:
        return None


_ASKED = (("besoin", _NEEDS[0]), ("besoin", ""), ("position", "aval"), ("position", ""),
          ("statut", "a-mobiliser"), ("statut", ""))  # fmt: skip


def compare_filters(browser: Browser, paths: list[Path], rounds: int) -> None:
    """Print the milliseconds until each filter is answered and painted, page by page.

    Every page has asked all of it once before, as somebody who tries one filter after another.
    """
    open_ = []
    for path in paths:
        page = browser.new_context(offline=True, viewport={"width": 1440, "height": 900}).new_page()
        page.goto(f"file://{path.resolve()}#reseau=entier")
        open_.append(page)
    taken: dict[tuple[int, tuple[str, str]], list[float]] = {}
    for turn in range(rounds + 1):
        for k, page in enumerate(open_):
            page.bring_to_front()
            for asked in _ASKED:
                page.wait_for_timeout(200)
                answered_ms = page.evaluate(
                    f"""async ([name, value]) => {{
                      const select = document.getElementById("net-" + name);
                      const begun = performance.now();
                      select.value = value;
                      select.dispatchEvent(new Event("change"));
                      await ({_PAINTED})();
                      return performance.now() - begun;
                    }}""",
                    list(asked),
                )
                if turn:
                    taken.setdefault((k, asked), []).append(answered_ms)
    for asked in _ASKED:
        told = [taken[k, asked] for k in range(len(paths))]
        figures = " | ".join(f"{statistics.median(t):5.0f} (least {min(t):.0f})" for t in told)
        print(f"{asked[0]:9s} {asked[1] or 'all':28s} | {figures}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="300,2000,10000")
    parser.add_argument("--patience", type=float, default=120.0, help="seconds given to pyvis")
    parser.add_argument("--shots", type=Path, help="folder for pictures of our page")
    parser.add_argument("--pages", type=Path, nargs="+", help="pages whose filters are compared")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if options.pages:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
            compare_filters(browser, options.pages, options.rounds)
            browser.close()
        return
    print(
        "partners relations | page made, weight | ours still, filter | pyvis still, filter | ratio"
    )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        for size in (int(part) for part in options.sizes.split(",")):
            project = Path(folder) / f"project-{size}"
            draw_project(project, size, size * 5 if size >= 2_000 else size * 3)  # noqa: PLR2004
            findings = conclude(project)
            release = findings.release
            ours, made = write_ours(findings, Path(folder))
            theirs = write_theirs(release, Path(folder))
            shot = options.shots / f"network-{size}.png" if options.shots else None
            still, answer = measure_ours(browser, ours, shot)
            aval = release.partners.index[release.partners["position"] == "aval"].tolist()
            slow, reached, slower, answered = measure_theirs(
                browser, theirs, aval, options.patience
            )
            least, least_answer = "" if reached else "≥", "" if answered else "≥"
            print(
                f"{size:8d} {len(release.relations):9d} | {made:7.2f} s"
                f" {ours.stat().st_size / 1e6:5.2f} MB | {still:8.2f} s {answer:5.2f} s"
                f" | {least}{slow:8.2f} s {least_answer}{slower:6.2f} s"
                f" | still {least}{slow / still:.0f}, filter {least_answer}{slower / answer:.1f}",
                flush=True,
            )
        browser.close()


if __name__ == "__main__":
    main()
