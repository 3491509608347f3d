"""Every number that leaves: found among the protected figures, or a public constant.

The pages of both samples are opened in a browser and read as text; all files are read as text.
The figures are those of the release, which hides what the audited system hides; a hidden row is
read off the internal edition, and its figures are looked for everywhere.
"""

import dataclasses
import json
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made import DERIVED

from netmap import pipeline
from netmap.inputs import read_inputs
from netmap.messages import Messages
from netmap.records.sentences import gap_sentences

ROOT = Path(__file__).parents[2]
PROJECTS = {"la-rochelle": ROOT, "roanne": ROOT / "examples" / "roanne"}
PAGES = ("map.html", "network.html", "report.html")
#: A number as our pages write it in French; not a part of a longer word or code.
NUMBER = re.compile(r"(?<![\w.,])[−-]?(?:\d{1,3}(?:[\u202f\u00a0]\d{3})+|\d+)(?:,\d+)?(?!\w)")
#: Public constants of the pages' own sentences, each for its reason.
CONSTANTS = {
    "1 000": "rates are told for 1,000 residents",
    "000": "a rate for 1 000, written with an ordinary space",
    "99,8": "the outer limits of the funnel, in percent",
    "998": "the same, for 1,000 places",
    "1936": "Garwood", "1991": "Marshall", "2005": "Spiegelhalter", "1996": "a cited method",
    "2012": "a cited method", "2008": "a cited method", "1927": "Wilson",
}  # fmt: skip
#: A bare whole number that could be a small count of people.
BARE = re.compile(r"(?<![\w.,+\u202f\u00a0])(?:[1-9]|[12]\d|3[01])(?![\u202f\u00a0]?\d|[.,]\d|\w)")
#: Where such a number may stand, whatever it is: what it counts there is nobody.
STANDS = {
    ".rank": "place in the list",
    ".tally strong": "places of a class",
    ".legend .count": "zones of a class of colour",
    ".table-tools .count": "rows of a table",
    ".tile.judged strong": "parts of the territory",
    ".tile.far strong": "communes",
    ".tile.chains strong": "chains of a commune and a need",
    ".decision.postes": "people who would come: a rate × a target population, less those shown",
    ".leaflet-control-scale": "kilometres of the scale",
    ".cluster": "partners drawn together",
    ".mark.permanence, .mark.plan": "half-days of a permanence",
    ".legend-panel svg": "half-days, as the legend draws them",
    ".net-cell": "chains of a commune and a need",
    ".chain-column h3, #net-card h3": "how many partners a list holds",
    "#net-count, #net-shown": "partners and relations of the drawing",
    ".net-fold > summary": "communes and needs of a list",
    "svg.drawing text[font-size='9.5px'][text-anchor]": "tick of an axis, alone in its text",
    "#map-card h3, #map-card summary": "how many partners or needs a list holds",
}
#: Columns of the tables that a script builds, and what their whole numbers count.
COLUMNS = {
    "Besoins sans chaîne": "needs", "Chaînes fragiles": "needs", "Chaînes à confirmer": "needs",
    "Chaînes rompues sans lui": "communes and needs", "Minutes jusqu’à une permanence": "minutes",
    "Demi-journées par semaine": "half-days", "Relations données": "relations",
    "Relations reçues": "relations", "Ouvre (0 → 1)": "communes and needs",
    "Consolide (1 → 2)": "communes and needs", "Ordre": "place in the list",
    "Démarches": "organisations to win and relations to open",
}  # fmt: skip
#: What stands around a number (#) of ours in a sentence, and what it counts.
PHRASES = {
    r"\d{4}-#-#|#/#/\d{4}": "a day",
    r"# communes? à # km/h, # à # km/h": "communes that another speed would leave far",
    r"dans # groupes? de lieux sur #": "groups of places that the plan finds again",
    r"à partir de # \(": "minutes",
    r"neuf tirages sur dix \(sur #\)": "draws of a method",
    r"pour # 000": "rates are told for 1,000 residents",
    r"# 000 tirages": "draws of a method",
    r"(?:part|sur) des # tirages": "draws of a method",
    r"# sur # 000|# fois sur #|moins de # (?:chance )?sur #": "chances",
    r"# (?:communes?|premières communes|suivantes|secteurs|quartiers|lieux?|zones?)\b": "places",
    r"# autres communes|pas ouvert aux mêmes lieux : #": "places",
    r"aux mêmes lieux : [0-9]+ en [0-9]{4}, # en [0-9]{4}\.": "places",
    r"par coin : # «|(?:»,|et) # «|; # est sous|, # au-dessus": "places",
    r"# chances? sur 100": "chances",
    r"Gini, de # .|, à # ": "the ends of an index",
    r"(?:communes?|lieux?) sur #|sur # lieux|# sur # communes": "places",
    r"# (?:sont sous|où le service)|l’entonnoir, #|masqués? et #": "places",
    r"(?:incertain : [^:]+,|d’[^:]+ :) entre # et #": "ranks of communes by rate",
    r"Rang \(#|# le taux le plus bas": "rank",
    r"# (?:desservis?,|dont on ne)|et # autres?\.": "places",
    r"# décisions": "decisions",
    r"au moins # personnes du lieu": "people a trend would take, whatever is counted",
    r"# à mobiliser, # à re-mobiliser\.": "partners",
    r"(?:rompues?|desservis?), sur #\.|seul partenaire, sur # complètes?": "chains, places",
    r"(?:desservis?|moyenne), sur # jugés?\.|ouverte, sur #\.": "places",
    r"# rompues|# à confirmer|# ne tien": "chains",
    r"# autres? (?:est|sont) à confirmer|# (?:tient|tiennent) à un seul fil": "chains",
    r"(?:chacun des|des) # besoins\)|# n’ont aucu|# cas restent|# chaînes?\b": "chains",
    r"de # à # chaîne|quand il en a #|\(# → #\)|en consolide #": "chains",
    r"# ne (?:sont|tiennent)|# n’est pas complète|# ne tient|# tien(?:t|nent)\b": "chains",
    r"\(# cas sur #|quel que soit le besoin : #|# cas \b|Sur # cas": "chains",
    r"médiation : # en amont, # en aval|et # de plus|rompt : #": "partners, chains of a list",
    r"data/partners\.csv, ligne #": "line of a table",
    r"deux, trois ou # |# chaîne \(|fragiles : #|qui tiennent : #|Sans chaîne : #": "chains",
    r"une seule \(#|# sur # chaînes|s’arrêtent .* : #": "chains",
    r"# (?:minutes?|min|km/h|km)\b|à partir de # ;": "minutes, kilometres",
    r"# (?:demi-journées?|½)\b|\) \(#\)(?:,| et|\.)|coude : #": "half-days",
    r"Qui servent # partenaires|# autres? partenaire|# des liens|# morceaux": "partners",
    r"isolés : #|\(# en tout\)": "partners",
    r"sans autre chemin : #|# ?% des liens|# points? à vérifier": "relations, cells of tables",
    r"de # à moins de # personnes": "the threshold itself",
    r"masqués \(# chiffres masqués, # montrés": "hidden and shown figures",
    r"attendre # personnes à la référence|attendent chacun # personnes": "a setting",
    r"d’accompagner # personnes par an ; tout": "a setting: people of a half-day",
    r"de 0 à #|implication # ou #": "levels of involvement",
    r"−?# par an \(entre −?# et −?#\)": "people who are missing: residents × the reference",
    r"(?:^|manquent : )# par an\b": "people who are missing, as all bounds have them",
    r"# %": "a share that the file states",
}
PHRASES_AS_PATTERNS = [re.compile(p.replace("#", r"(?<![\d,.])(\d+)")) for p in PHRASES]
NODES = """([root, stands]) => {
  const found = [];
  const walk = document.createTreeWalker(document.querySelector(root), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent, inside = walk.currentNode.parentElement;
    if (!/[0-9]/.test(text) || inside.closest("script, style, [hidden]")) continue;
    const cell = inside.closest("td, tbody th");
    const head = cell && cell.closest("table").querySelectorAll("thead th")[cell.cellIndex];
    found.push({
      text: text,
      stands: stands.some((one) => inside.closest(one)),
      tells: head ? head.dataset.tells || "" : "",
      column: head ? head.textContent.trim() : "",
    });
  }
  return found;
}"""


def nodes_of(page, root="main"):
    """The texts of a page that hold a digit, and where they stand."""
    return page.evaluate(NODES, [root, list(STANDS)])


def unexplained(nodes, edition, sentences):
    """Return the bare small numbers that are neither in the system nor one of our constants."""
    system = {f"{row[3]:g}" for row in edition.findings.release.figures.montres}
    names = {
        *edition.findings.release.partners["nom"],
        *edition.findings.release.permanences["nom"],
    }
    strange = []
    for node in nodes:
        text = re.sub("[\u202f\u00a0]", " ", node["text"])
        # a cell that tells of findings.json is held against it by netmap audit
        told = node["tells"] and node["tells"].split(" ")[0] != "personnes"
        if node["stands"] or told or node["column"] in COLUMNS or node["text"] in names | sentences:
            continue
        spans = {
            match.span(group)
            for pattern in PHRASES_AS_PATTERNS
            for match in pattern.finditer(text)
            for group in range(1, pattern.groups + 1)
        }
        strange += [
            (token.group(), text[:80])
            for token in BARE.finditer(node["text"])
            if token.span() not in spans and token.group() not in system
        ]
    return strange


@pytest.fixture(scope="module")
def found(editions):
    """What is concluded of both samples before either audience."""
    internal = {
        (name, "interne"): pipeline.find(read_inputs(project), audience="interne")
        for name, project in PROJECTS.items()
    }
    return internal | {(name, "public"): edition.findings for name, edition in editions.items()}


def parts_of(value):
    """Return what a value is made of; nothing where it is no collection."""
    if isinstance(value, pd.DataFrame):
        return [value[name] for name in value.columns if name != "geometry"]
    if isinstance(value, (pd.Series, np.ndarray)):
        return list(np.asarray(value, dtype=object).ravel())
    if dataclasses.is_dataclass(value):
        return [getattr(value, one.name) for one in dataclasses.fields(value)]
    if hasattr(value, "model_dump"):
        return [value.model_dump()]
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, (tuple, list, set, frozenset)) else []


def values_in(value):
    """Yield every finite number that a value holds, whatever its depth."""
    number = isinstance(value, (int, float, np.integer, np.floating))
    if number and not isinstance(value, bool) and np.isfinite(value):
        yield float(value)
    for part in parts_of(value):
        yield from values_in(part)


def written(edition):
    """Every way in which our pages write a figure of the release."""
    say = Messages("fr").number
    values = {*values_in(edition)}
    return {
        say(one, digits=digits)
        for value in values
        for one in (value, abs(value), 100 * value)
        for digits in range(4)
    }


def constants(edition):
    """Codes, dates, sums of public populations and counts of pairs: nothing counts people."""
    territory, chain = edition.findings.release.territory, edition.findings.chain
    say = Messages("fr").number
    counts = {
        len(chain),
        len(edition.findings.release.partners),
        len(edition.findings.release.relations),
        len(edition.findings.release.permanences),
    }
    counts |= {len(territory.zones), len(territory.communes), len(territory.qpv)}
    people = territory.communes["population"].dropna()
    weights = edition.advice.criticality.get("poids", [])
    size = len(edition.findings.release.partners)
    # possible links of some partners, and all roles of go-between that one plays
    links = {n * (n - 1) for n in range(size + 1)}
    roles = {roles.total for roles in edition.advice.measures.brokerage.values()}
    axes = {step * 10**power for step in (1, 2, 5, 25) for power in range(7)}
    plan = edition.plan
    demand = [] if plan is None else plan.demand.zones.filter(regex="^comme_|^besoin").sum()
    reached = [] if plan is None else plan.placement.reached.values()
    caseload = edition.findings.planning.caseload.interval
    axes |= {-tick for tick in axes}
    return {
        *CONSTANTS,
        *map(str, territory.communes.index),
        *(say(float(n)) for n in (*counts, *links, *roles, *axes, people.sum(), *weights, *demand)),
        *(say(float(n)) for n in (*reached, *caseload)),
        *(str(year) for year in range(2015, 2031)),
        *(f"{n:02d}" for n in range(1, 32)),
    }


def hidden_rows(found, name):
    """Yield each hidden place with its true figures."""
    public, internal = (found[name, one] for one in ("public", "interne"))
    for table in ("density", "sectors"):
        shown = public.density if table == "density" else public.planning.sectors
        true = internal.density if table == "density" else internal.planning.sectors
        for place in shown.index[shown["classe"] == "masquee"]:
            yield place, true.loc[place]


def text_of(file):
    """All that a file says: a workbook its parts, a GeoPackage its rows, its outlines apart."""
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as parts:
            return "\n".join(parts.read(name).decode() for name in parts.namelist())
    if file.suffix == ".gpkg":
        with closing(sqlite3.connect(file)) as book:
            listed = "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"
            layers = [name for (name,) in book.execute(listed)]
            asked = (f'SELECT * FROM "{name}"' for name in layers)  # noqa: S608 - a build's own
            rows = [row for one in asked for row in book.execute(one)]
        return "\n".join(repr(v) for row in rows for v in row if not isinstance(v, bytes))
    return file.read_text("utf-8")


def texts_of(folder):
    return {file.name: text_of(file) for file in sorted(folder.iterdir())}


@pytest.fixture
def read_text(chromium):
    """Open a page offline, open all that opens, and give back what it says."""
    contexts = []

    def reader(path, look):
        context = chromium.new_context(offline=True, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.goto(f"file://{path}")
        page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true; })")
        told = [page.inner_text("main")]
        look(page, "main")
        for name in page.locator(
            "#report-places [data-commune] a, #report-places [data-qpv] a"
        ).all():
            page.evaluate("hash => { location.hash = hash; }", name.get_attribute("href"))
            page.wait_for_selector("#report-sheet:not([hidden])")
            told.append(page.inner_text("#report-sheet"))
            look(page, "#report-sheet")
        for button in page.locator("#map-gaps li button").all():
            button.evaluate("button => button.click()")
            told.append(page.inner_text("#map-card"))
            look(page, "#map-card")
        for button in page.locator("[data-cell]").all()[::5]:
            button.evaluate("button => button.click()")
            told.append(page.inner_text("#net-drawing"))
            look(page, "#net-drawing")
        whole = page.locator("[data-whole=entier]")
        if whole.count():
            page.click("#net-card .net-close")
            whole.click()
            page.wait_for_selector("#net-relations-box tbody tr", state="attached")
            told.append(page.inner_text("main"))
            look(page, "#view-network")
        return "\n".join(told)

    yield reader
    for context in contexts:
        context.close()


JS_NUMBERS = """[[-0.3, 0], [-0.04, 1], [-3, 0], [-0.1, 1], [1234, 0]].map(
  ([value, digits]) => tested.number(value, digits))"""
#: Small counts put where a page may well write one by mistake.
INJECTED = {
    "sentence": "<p>A Lagord, 4 personnes.</p>",
    "item": "<ul><li>Lagord : 4</li></ul>",
    "cell": "<table><thead><tr><th>Lieu</th><th>Personnes accompagnées</th></tr></thead>"
    "<tbody><tr><td>Lagord</td><td>4</td></tr></tbody></table>",
    "told": "<table><thead><tr><th>Lieu</th><th data-tells='personnes'>N</th></tr></thead>"
    "<tbody><tr><td>Lagord</td><td>4</td></tr></tbody></table>",
    "label": "<svg><g><text>Lagord 4</text></g></svg>",
    "definition": "<dl><dt>Personnes</dt><dd>4</dd></dl>",
}


def injected(page, edition, sentences):
    """Return which of the injected counts are found, each put in alone and taken out again."""
    found = set()
    for kind, markup in INJECTED.items():
        page.evaluate(
            """([markup]) => {
              const part = document.createElement("div");
              part.id = "injected";
              part.append(new DOMParser().parseFromString(markup, "text/html").body);
              document.querySelector("main").append(part);
            }""",
            [markup],
        )
        if [n for n, _ in unexplained(nodes_of(page, "#injected"), edition, sentences)] == ["4"]:
            found.add(kind)
        page.evaluate("document.getElementById('injected').remove()")
    return found


@pytest.mark.browser
@pytest.mark.parametrize("name", PROJECTS)
@pytest.mark.parametrize("file", PAGES)
def test_every_number_of_a_page_is_a_protected_figure_or_a_constant(
    built, editions, read_text, *, expose, name, file
):
    edition = editions[name]
    sentences = {
        sentence
        for gap in edition.findings.gaps
        for sentence in gap_sentences(
            gap, Messages("fr"), edition.findings.release.settings, needs=edition.findings.needs
        )
    }
    strange, missed = [], []

    def look(page, root):
        strange.extend(unexplained(nodes_of(page, root), edition, sentences))
        if root == "main":
            expose(page, number="render/page/numbers.mjs")
            assert page.evaluate(JS_NUMBERS) == ["0", "0,0", "−3", "−0,1", "1\u202f234"]
            missed.extend(set(INJECTED) - injected(page, edition, sentences))

    found = set(NUMBER.findall(read_text(built[name] / file, look)))
    assert strange == []
    assert missed == [], "a small count in an ordinary place must be found"
    assert len(found) > 20
    allowed = {n.replace("\u00a0", " ").replace("\u202f", " ") for n in written(edition)}
    allowed |= {n.replace("\u202f", " ") for n in constants(edition)}
    assert {
        n for n in found if n.replace("\u00a0", " ").replace("\u202f", " ") not in allowed
    } == set()


@pytest.mark.parametrize("name", PROJECTS)
def test_no_figure_of_a_hidden_row_is_in_any_file(built, editions, found, name):
    texts = texts_of(built[name])
    rows = list(hidden_rows(found, name))
    assert len(rows) > 3
    shown = {repr(value) for value in values_in(editions[name])}
    looked_for = 0
    for place, row in rows:
        for column in DERIVED[1:]:
            value = float(row.get(column, np.nan))
            # digits enough to be nobody else's; of a figure that is not near its end, nor public
            if not np.isfinite(value) or len(repr(value)) < 8 or repr(value) in shown:
                continue
            if column == "p_sous_desserte" and not 0.001 < value < 0.999:
                continue
            looked_for += 1
            for form in (repr(value), f"{value:.9g}", f"{value:.7g}"):
                whole = re.compile(rf"(?<![\d.]){re.escape(form)}")
                told = [name for name, text in texts.items() if form in text]
                assert [name for name in told if whole.search(texts[name])] == [], place
    assert looked_for > 10


@pytest.mark.parametrize("name", PROJECTS)
def test_no_record_of_a_hidden_place_has_a_figure(built, found, name):
    findings = json.loads((built[name] / "findings.json").read_text("utf-8"))
    hidden = {place for place, _ in hidden_rows(found, name)}
    rows = {(row["niveau"], row["code"]): row for row in findings["densite"]}
    rows |= {row["secteur"]: row for row in findings["secteurs"]}
    assert hidden <= rows.keys()
    for place in hidden:
        assert all(rows[place].get(column) is None for column in DERIVED), place


@pytest.mark.parametrize("name", PROJECTS)
def test_graph_files_hold_no_count_of_people(built, name):
    """Their only numbers are places, colours, ranks of implication and counts of relations."""
    counted = re.compile(r"personnes|orientations|acceptees|taux|accompagn", re.IGNORECASE)
    header = (built[name] / "network-nodes.csv").read_text("utf-8-sig").splitlines()[0]
    assert not counted.search(header)
    kumu = json.loads((built[name] / "network-kumu.json").read_text("utf-8"))
    for item in kumu["elements"] + kumu["connections"]:
        numbers = {key for key, value in item.items() if isinstance(value, (int, float))}
        assert not [key for key in numbers if counted.search(key)]
