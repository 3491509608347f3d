"""The pages of both samples, opened from disk with the network off."""

import json
import re

import pytest

PROJECTS = ("la-rochelle", "roanne")


@pytest.fixture
def visit(chromium):
    """Open a file of a built folder offline, and record what it asks for and says."""
    contexts = []

    def opener(path, hash_=""):
        context = chromium.new_context(offline=True, viewport={"width": 1440, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        seen = []
        page.on("request", lambda request: seen.append(request.url.split("#")[0]))
        page.on("console", lambda message: seen.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: seen.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (seen.append("dialog"), dialog.dismiss()))
        page.goto(f"file://{path}{hash_}")
        return page, seen

    yield opener
    for context in contexts:
        context.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", PROJECTS)
@pytest.mark.parametrize("file", ["map.html", "network.html"])
def test_a_page_asks_for_nothing_but_itself_and_says_it_is_an_example(built, visit, name, file):
    path = built[name] / file
    page, seen = visit(path)
    assert "exemple" in page.inner_text(".banner.example")
    assert seen == [f"file://{path}"]
    assert path.stat().st_size < 1_500_000


@pytest.mark.browser
@pytest.mark.parametrize("name", PROJECTS)
def test_the_list_leads_to_the_map_the_network_and_back(built, visit, name):
    page, seen = visit(built[name] / "map.html")
    first = page.locator("#map-gaps li button").nth(1)
    code = page.locator("#map-gaps li[data-code]").nth(1).get_attribute("data-code")
    first.click()
    assert f"commune={code}" in page.url
    page.click("#map-card .network-link")
    page.wait_for_url(f"**/network.html#*commune={code}*")
    assert page.locator("#net-card").is_visible()
    page.click("#net-card a[href*='map.html'] >> nth=0")
    page.wait_for_url(f"**/map.html#*commune={code}*")
    assert page.locator("#map-card h2").is_visible()
    assert {url.rsplit("/", 1)[1] for url in seen} == {"map.html", "network.html"}


@pytest.mark.browser
@pytest.mark.parametrize("name", PROJECTS)
def test_no_two_words_of_a_drawing_are_written_over_one_another(built, visit, name):
    page, _ = visit(built[name] / "report.html")
    over = page.evaluate(
        """() => [...document.querySelectorAll("svg.drawing")].flatMap((drawing) => {
             const words = [...drawing.querySelectorAll("text")]
               .map((one) => [one.textContent, one.getBoundingClientRect()]);
             const shared = (a, b, low, high) =>
               Math.min(a[high], b[high]) - Math.max(a[low], b[low]);
             return words.flatMap(([word, box], i) => words.slice(i + 1)
               .filter(([, other]) => shared(box, other, "left", "right") > 1)
               .filter(([, other]) => shared(box, other, "top", "bottom") > 3)
               .map(([other]) => `${word} / ${other}`));
           })"""
    )
    assert over == []


@pytest.mark.parametrize("name", PROJECTS)
def test_every_mark_of_the_plane_is_in_its_legend(built, name):
    """A commune that is hidden, or not open, is no commune of which nothing can be concluded."""
    page = (built[name] / "report.html").read_text("utf-8")
    drawing = page[page.index('aria-labelledby="plane-title') :].partition("</svg>")[0]
    words = {
        "sous-desservie": "sous-desservie",
        "inegale": "desservie, mais pas partout",
        "indeterminee": "on ne peut pas conclure",
        "masquee": "effectif masqué (place estimée)",
        "non-ouverte": "service non ouvert",
    }
    told = json.loads((built[name] / "findings.json").read_text("utf-8"))["priorites"]
    drawn = {one["classe"] for one in told if one["coin"]}
    assert drawn >= {"inegale", "masquee", "non-ouverte"}
    assert {key for key, label in words.items() if f">{label}<" in drawing} == drawn


@pytest.mark.browser
@pytest.mark.parametrize("name", PROJECTS)
def test_one_file_holds_both_views(built, visit, name):
    path = built[f"{name}-single"] / "netmap.html"
    page, seen = visit(path)
    assert page.is_visible("#view-map")
    assert not page.is_visible("#view-network")
    page.click(".view-link[data-view=network]")
    assert page.is_visible("#view-network")
    assert not page.is_visible("#view-map")
    page.click(".view-link[data-view=map]")
    page.locator("#map-gaps li button").first.click()
    page.click("#map-card .network-link")
    page.wait_for_selector("#view-network:not([hidden]) #net-card h2")
    assert seen == [f"file://{path}"]


#: Of A4 with margins of 12 mm, in pixels of a page.
SHEET = (186 * 96 / 25.4, 273 * 96 / 25.4)
HEIGHTS = """async () => {
  const bottom = (id) => document.getElementById(id).getBoundingClientRect().bottom + scrollY;
  const found = { opening: bottom("report-opening") };
  found.places = document.getElementById("report-places").offsetHeight;
  for (const sheet of document.querySelectorAll("template[data-level]")) {
    const opened = new Promise((done) => addEventListener("hashchange", done, { once: true }));
    location.hash = "lieu=" + sheet.id.slice(6);
    await opened;
    found[sheet.id] = bottom("report-sheet");
  }
  return found;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("name", PROJECTS)
def test_page_one_page_two_and_the_page_of_each_place_are_a_sheet_of_paper(built, visit, name):
    page, _ = visit(built[name] / "report.html")
    page.set_viewport_size({"width": int(SHEET[0]), "height": int(SHEET[1])})
    page.emulate_media(media="print")
    heights = page.evaluate(HEIGHTS)
    assert len(heights) > 30
    assert {key: height for key, height in heights.items() if height > SHEET[1]} == {}


#: What an address may ask for and no page has: what every object of a script knows, and worse.
ODD = ["constructor", "__proto__", "toString", "0", "%E0", "</script>", "'\"]*:not(\\", "x" * 5_000]

FOLLOW = """async (odd) => {
  const keys = ["vue", "lieu", "commune", "qpv", "besoin", "partenaire", "permanence", "mesure"];
  keys.push("partie");
  const ids = [...document.querySelectorAll("[id]")];
  const parts = ids.map(({ id }) => id.replace(/^[a-z]+-/, ""));
  const hashes = [
    ...keys.flatMap((key) => odd.map((value) => key + "=" + value)),
    ...odd.map((name) => name + "=" + name),
    ...parts.map((part) => "vue=report&partie=" + part),
  ];
  for (const hash of new Set(hashes)) {
    await new Promise((done) => {
      addEventListener("hashchange", done, { once: true });
      location.hash = location.hash === "#" + hash ? "" : hash;
    });
  }
  return hashes.length;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("file", ["map.html", "network.html", "report.html", "netmap.html"])
def test_nothing_that_an_address_asks_for_is_an_error(built, visit, file):
    path = built["roanne-single" if file == "netmap.html" else "roanne"] / file
    keys = ("commune", "qpv", "besoin", "partenaire", "mesure", "partie", "vue")
    page, seen = visit(path, "#" + "&".join(f"{key}=constructor" for key in keys))
    assert page.evaluate(FOLLOW, ODD) > 90
    assert seen == [f"file://{path}"]


@pytest.mark.browser
def test_hostile_text_in_every_table_layer_and_setting_stays_text(
    la_rochelle, netmap, visit, tmp_path
):
    trap = tmp_path / "trap"
    payload = (
        '<script>alert(1)</script>"><img src=x onerror=alert(1)></script><script>alert(2)</script>'
        "${alert(3)}{{7*7}}{{ cycler.__init__.__globals__.os.system('touch "
        f"{trap}') }}}}{{% if %}}{{#\x1b[31m\u202e=HYPERLINK"
    )
    free = {
        "partners.csv": ("nom", "adresse", "source", "contact"),
        "relations.csv": ("nature", "formalisation", "source"),
        "permanences.csv": ("nom",),
    }
    for table, columns in free.items():
        la_rochelle.change(
            table, lambda row, columns=columns: row | dict.fromkeys(columns, payload)
        )
    la_rochelle.change("partners.csv", lambda row: row | {"nom": f"{row['id']} {payload}"})
    for name, key in (("communes.geojson", "nom"), ("qpv.geojson", "lib_qp")):
        layer = la_rochelle.layer(name)
        for feature in layer["features"]:
            feature["properties"][key] = payload
        la_rochelle.write_layer(layer, name)
    quoted = (
        payload.encode("unicode_escape").decode().replace('"', '\\"').replace("\\x1b", "\\u001b")
    )
    sources = la_rochelle.folder / "data" / "geo" / "SOURCES.toml"
    entry = f'producteur = "{quoted}"\nlicence = "{quoted}"\nmillesime = "<b>{{{{7*7}}}}"\n'
    sources.write_text(f'["communes.geojson"]\n{entry}\n["qpv.geojson"]\n{entry}', "utf-8")
    toml = la_rochelle.folder / "netmap.toml"
    text = toml.read_text("utf-8").replace('["source"]', '["source", "adresse", "contact"]')
    toml.write_text(text.replace('"La Rochelle"', f'"{quoted[:190]}"', 1), "utf-8")

    status, out, err = netmap("build", "--project", la_rochelle.folder)
    assert status == 0, err
    assert "\x1b" not in out + err
    for command in (("gaps",), ("chain",), ("check",), ("gaps", "--csv")):
        _, out, err = netmap(*command, "--project", la_rochelle.folder)
        if "--csv" not in command:
            assert "\x1b" not in out + err
            assert "\u202e" not in out + err
    assert not trap.exists()
    for file in ("map.html", "network.html"):
        path = la_rochelle.folder / "outputs" / file
        page, seen = visit(path)
        assert "{{7*7}}" in page.inner_text("body")
        assert "<script>alert(1)</script>" in page.inner_text("body")
        if file == "map.html":
            for place in page.locator("#map-gaps li button").all()[:5]:
                place.click()
        else:
            for cell in page.locator("[data-cell]").all()[:5]:
                cell.press("Enter")
        assert seen == [f"file://{path}"]


@pytest.mark.parametrize("name", PROJECTS)
def test_no_need_is_said_to_lack_no_chain_where_there_is_no_mediation(built, name):
    page = (built[name] / "report.html").read_text("utf-8")
    told = json.loads((built[name] / "findings.json").read_text("utf-8"))
    closed = {one["code"] for one in told["chaine"] if one["verdict"] == "closed"}
    rows = re.findall(r'<tr data-of="priorites (\d+)">(.*?)</tr>', page, re.DOTALL)
    last = [(code, re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)[-1]) for code, row in rows]
    said = {code for code, cell in last if "pas de médiation" in cell}
    assert said
    assert said == closed & {code for code, _ in rows}
