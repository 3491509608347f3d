"""Pages ask no more of a reader than they must: axe, widths, the keyboard, forced colours."""

import json
import os
import shutil
from pathlib import Path

import pytest

from netmap.cli import run
from netmap.messages import Messages
from netmap.render import render

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
#: All that a project needs, beside where its layer comes from.
NEEDED = ("partners.csv", "geo/communes.geojson")
SIZES = [(1440, 900), (1280, 720), (768, 1024), (390, 844)]
DENTAL = "netmap--soins-dentaires"
#: What each view is asked to show.
SHOWN = {
    "map": "#vue=map&commune={commune}",
    "network": "#vue=network",
    "a chain": f"#vue=network&commune={{commune}}&besoin={DENTAL}",
    "a partner": "#vue=network&partenaire={partner}",
    "the whole network": "#vue=network&reseau=entier",
    "report": "#vue=report",
}
PLACES = {
    "la-rochelle": {"commune": "17028", "partner": "csapa"},
    "roanne": {"commune": "42187", "partner": "cpam"},
}
#: Text that a box cuts, sideways or under its last line (what slides or scrolls cuts nothing);
#: a map and its labels end at its edge.
CUT = """() => {
  const cut = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const out = ".visually-hidden, .skip, .leaflet-container, noscript, script, style, "
    + "[hidden], select, svg";
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (!node.data.trim() || node.parentElement.closest(out)) continue;
    if (!node.parentElement.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const text = range.getBoundingClientRect();
    for (let box = node.parentElement; box !== document.body; box = box.parentElement) {
      const { clipPath, display, overflowX, overflowY, webkitLineClamp } = getComputedStyle(box);
      if (clipPath !== "none") break;
      if (display === "contents") continue;
      const frame = box.getBoundingClientRect();
      const wide = text.right > frame.right + 1 || text.left < frame.left - 1;
      const tall = text.bottom > frame.bottom + 1 || text.top < frame.top - 1;
      if (/hidden|clip/.test(overflowX) && wide) cut.push(node.data.trim().slice(0, 60));
      else if (webkitLineClamp !== "none" && tall) cut.push(node.data.trim().slice(0, 60));
      else if (!/auto|scroll/.test(overflowX + overflowY)) continue;
      break;
    }
  }
  return cut;
}"""
SETTLED = "() => new Promise(r => requestAnimationFrame(() => setTimeout(r, 60)))"


@pytest.fixture(scope="module")
def least(tmp_path_factory):
    """Return the page of a project that has communes and partners, and nothing else."""
    project = tmp_path_factory.mktemp("least")
    (project / "data" / "geo").mkdir(parents=True)
    for name in NEEDED:
        shutil.copy(ROOT / "data" / name, project / "data" / name)
    sources = (ROOT / "data" / "geo" / "SOURCES.toml").read_text("utf-8")
    own = sources[: sources.index('["qpv.geojson"]')]
    (project / "data" / "geo" / "SOURCES.toml").write_text(own, "utf-8")
    (project / "netmap.toml").write_text('[territoire]\nnom = "Essai"\n', "utf-8")
    out = project / "outputs"
    assert run(["build", "--project", str(project), "--single-file", "-q"]) == 0
    return out / "netmap.html"


@pytest.fixture
def visit(chromium):
    """Open a page offline at a size."""
    contexts = []

    def opener(path, hash_="", *, size=(1440, 900), **options):
        width, height = size
        context = chromium.new_context(
            offline=True,
            reduced_motion="reduce",
            viewport={"width": width, "height": height},
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(f"file://{path}{hash_}")
        return page

    yield opener
    for context in contexts:
        context.close()


def go(page, shown, name):
    page.evaluate("hash => { location.hash = hash; }", SHOWN[shown].format(**PLACES[name]))
    page.evaluate(SETTLED)


def faults(page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page, options={"rules": {"target-size": {"enabled": True}}})
    return [(v["id"], v["nodes"][0]["html"][:200]) for v in found.response["violations"]]


#: Each sample, language and width; NETMAP_PAGES=all looks at every one of them together.
LOOKED_AT = [
    ("la-rochelle", "fr", (1440, 900)),
    ("roanne", "en", (390, 844)),
    ("la-rochelle", "en", (390, 844)),
    ("roanne", "fr", (1440, 900)),
][: 4 if os.environ.get("NETMAP_PAGES") == "all" else 2]


@pytest.mark.parametrize(("name", "language", "size"), LOOKED_AT)
def test_axe_finds_no_fault_on_any_page(built, editions, visit, tmp_path, *, name, language, size):
    path = built[f"{name}-single"] / "netmap.html"
    if language != "fr":
        path = tmp_path / "netmap.html"
        pages = render(editions[name], Messages(language), single_file=True)
        path.write_bytes(pages["netmap.html"])
    page = visit(path, size=size)
    found = {}
    for shown in SHOWN if language == "fr" else ("map", "a chain", "the whole network", "report"):
        go(page, shown, name)
        page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
        found[shown] = faults(page)
    assert {shown: some for shown, some in found.items() if some} == {}


@pytest.mark.parametrize("shown", ["map", "network", "the whole network", "report"])
def test_axe_finds_no_fault_where_there_are_communes_and_partners_alone(least, visit, shown):
    page = visit(least, SHOWN[shown].format(**PLACES["la-rochelle"]))
    page.evaluate(SETTLED)
    page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
    assert page.locator(".headline").is_visible()
    assert faults(page) == []


@pytest.mark.parametrize("name", PLACES)
def test_pages_are_light_enough_to_be_mailed(built, name):
    most = {"map.html": 1_500_000, "network.html": 1_500_000, "report.html": 1_000_000}
    weights = {file: (built[name] / file).stat().st_size for file in most}
    assert {file: w for file, w in weights.items() if w >= most[file]} == {}


@pytest.mark.parametrize("name", PLACES)
def test_at_every_width_the_headline_is_there_and_no_text_is_cut(built, visit, name):
    page = visit(built[f"{name}-single"] / "netmap.html")
    cut, wide, unseen = {}, {}, []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for shown in SHOWN:
            go(page, shown, name)
            page.evaluate("window.scrollTo(0, 0)")
            headline = page.locator(".headline").bounding_box()
            if headline["y"] + headline["height"] > height:
                unseen.append((shown, width))
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide[shown, width] = page.evaluate("document.documentElement.scrollWidth")
            if found := page.evaluate(CUT):
                cut[shown, width] = found[:5]
    assert unseen == []
    assert wide == {}
    assert cut == {}


@pytest.mark.parametrize("name", PLACES)
def test_the_drawing_has_most_of_a_projector(built, visit, name):
    """Three fifths of 1280 × 720, for the whole network; a chain shows all its steps there."""
    page = visit(built[name] / "network.html", "#reseau=entier", size=(1280, 720))
    page.evaluate(SETTLED)
    stage = page.locator("#net-stage").bounding_box()
    seen = (min(stage["x"] + stage["width"], 1280) - stage["x"]) * (
        min(stage["y"] + stage["height"], 720) - stage["y"]
    )
    assert seen >= 0.6 * 1280 * 720
    chain = SHOWN["a chain"].format(**PLACES[name]).replace("vue=network&", "")
    page.evaluate("hash => { location.hash = hash; }", chain)
    for step in page.locator(".chain-column").all():
        top = step.bounding_box()["y"]
        assert 0 <= top < 720, "where each column begins"


def tab_to(page, wanted, *, most, back=False):
    """Press the tab key until something has the focus; return how often."""
    for pressed in range(1, most + 1):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate(f"document.activeElement.matches({json.dumps(wanted)})"):
            return pressed
    return pytest.fail(f"the keyboard does not reach {wanted} in {most} presses")


def test_the_keyboard_alone_goes_from_a_search_to_an_exported_correction(built, visit, tmp_path):
    page = visit(built["la-rochelle"] / "network.html")
    page.wait_for_selector("#net-mobilise-box > *", state="attached")
    pressed = tab_to(page, "#net-search", most=8)
    page.keyboard.type("aytr")
    page.keyboard.press("Enter")
    assert pressed + 5 < 12, "presses to the first commune, what is typed too"
    assert page.evaluate("document.activeElement.id") == "net-card-title"
    assert "Aytré" in page.inner_text("#net-card-title")
    tab_to(page, ".net-chains button:has(.broken)", most=12)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "net-card-title"
    assert page.locator(".chain-cut, .chain-break").count() > 0
    tab_to(page, ".chain-column[data-step=aval] button", most=20)
    page.keyboard.press("Enter")
    partner = page.inner_text("#net-card-title")
    assert page.locator(".chain-item.own").inner_text().startswith(partner)
    tab_to(page, "#net-review-toggle", most=8, back=True)
    page.keyboard.press("Enter")
    tab_to(page, "#net-review-author", most=8)
    page.keyboard.type("Le groupe")
    tab_to(page, "#net-review-date", most=2)
    page.keyboard.type("03042025")
    tab_to(page, "#net-card .net-review-box .net-note[aria-pressed]", most=30, back=True)
    page.keyboard.press("Enter")
    assert page.locator("#net-review-list .net-target").all_inner_texts() == [partner]
    tab_to(page, "#net-review-export", most=40)
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    download.value.save_as(tmp_path / "revue.json")
    assert "Le groupe" in (tmp_path / "revue.json").read_text("utf-8")


def test_the_map_is_reached_by_its_search_first(built, visit):
    page = visit(built["la-rochelle"] / "map.html")
    pressed = tab_to(page, "#map-search", most=8)
    page.keyboard.type("aytr")
    page.keyboard.press("Enter")
    assert pressed + 5 < 12
    page.wait_for_selector("#map-card h2:has-text('Aytré')")


def test_forced_colours_keep_every_distinction_of_a_chain(built, visit):
    """What each look becomes where the reader's own colours replace ours: all still differ."""
    page = visit(built["roanne"] / "network.html", forced_colors="active")
    page.wait_for_selector(".net-cell")
    looks = page.evaluate(
        """() => Object.fromEntries(["broken", "unconfirmed", "fragile", "whole"].map(kind => {
          const style = getComputedStyle(document.querySelector(".net-key ." + kind));
          return [kind, [style.borderTopStyle, style.borderTopWidth].join(" ")];
        }))"""
    )
    assert len(set(looks.values())) == 4, looks
    page.click("[data-whole=entier]")
    kept = "getComputedStyle(document.querySelector('#net-stage')).forcedColorAdjust"
    assert page.evaluate(kept) == "none", "the drawing keeps its paper, and so its ink"


def test_on_a_tablet_the_card_leaves_the_place_in_sight(built, visit):
    page = visit(built["la-rochelle"] / "map.html", "#commune=17028", size=(768, 1024))
    page.evaluate(SETTLED)
    card = page.locator("#map-card").bounding_box()
    outlines = [path.bounding_box() for path in page.locator("path[stroke='#b4005a']").all()]
    assert outlines
    assert all(box["y"] + box["height"] < card["y"] for box in outlines)
    assert card["y"] + card["height"] <= 1024
