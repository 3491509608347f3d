"""The report: sentences that hold, drawings that say what their tables say, text as text."""

import dataclasses
import re
from collections import Counter
from html.parser import HTMLParser

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from editions import altered
from made import changed, shown_counts

from netmap.counts.figure import absent
from netmap.counts.rounds import count_rounds, sum_rounds
from netmap.errors import Problem
from netmap.findings.concluded import conclude_parts
from netmap.findings.indicators import evaluation_indicators
from netmap.findings.outreach import Outreach, outreach_figures
from netmap.findings.priority import rank_priorities
from netmap.findings.sizing import size_service
from netmap.messages import Messages
from netmap.records.plan_sentences import plan_sentences
from netmap.render.page.compose import compose
from netmap.render.report import report_view
from netmap.render.report.allocation import why_no_plan
from netmap.render.report.coverage import left_out
from netmap.render.report.evaluation import figure_cell
from netmap.render.report.figures.canvas import draw, label
from netmap.render.report.figures.caterpillar import caterpillar
from netmap.render.report.help import chains, distances
from netmap.render.report.opening import tally

FR, EN = Messages("fr"), Messages("en")
SIBLINGS = {"map": "map.html", "network": "network.html", "report": "report.html"}
NAN = float("nan")
FIGURES = {"territory", "funnel", "rates", "ranks", "lorenz", "plane", "gain", "trend"}


def page_of(edition, messages=FR):
    return compose(edition.findings, [report_view(edition, messages)], messages, siblings=SIBLINGS)


def annex_of(document):
    """What the annex says is not there, and why."""
    annex = document.partition('id="report-annex"')[2]
    return annex.partition("<details>")[0]


def rich(edition):
    """The hand-made release with all that a planner may ask: need, priorities, plan, rounds."""
    codes = list(edition.findings.release.territory.communes.index)
    names = list(edition.findings.release.territory.communes["nom"])
    need = pd.DataFrame(
        {
            "score": [70.0, 40.0, 55.0, NAN],
            "rang_median": [1.0, 3.0, 2.0, NAN],
            "rang_bas": [1.0, 2.0, 1.0, NAN],
            "rang_haut": [2.0, 3.0, 3.0, NAN],
            "p_quart": [0.9, 0.1, 0.2, NAN],
            "palier": ["fort", "faible", "indeterminee", "sans-donnee"],
            "connus": [1, 1, 1, 0],
        },
        index=pd.Index(codes, name="code_insee"),
    )
    communes = pd.DataFrame(
        {
            "nom": names,
            "attendues": [50.0, 30.0, 20.0, NAN],
            "doute": 0.0,
            "personnes": [60.0, 12.0, 14.0, NAN],
            "classe": ["desservie", "sous-desservie", "indeterminee", "non-ouverte"],
        },
        index=codes,
    )
    due = pd.DataFrame({"cible": [80.0, 18.0], "doute": 0.0, "personnes": [60.0, NAN]})
    sizing = pd.DataFrame.from_dict(
        {
            ("commune", "17001"): {"nom": "Ville"} | size_service(due.iloc[:1], people=60.0),
            ("commune", "17002"): {"nom": "Bourg"} | size_service(due.iloc[1:], people=NAN),
            ("territoire", "territoire"): {"nom": edition.findings.release.territory.name}
            | size_service(due, people=NAN),
        },
        orient="index",
    ).rename_axis(["niveau", "code"])
    rounds = pd.DataFrame(
        {
            "date": ["2024-03-01"],
            "code": ["QN01701M"],
            "logements": [669.0],
            "rencontres": [313.0],
            "refus": [40.0],
            "absents": [300.0],
            "vacants": [6.0],
            "inaccessibles": [10.0],
            "personnes_rencontrees": [313.0],
            "accompagnements": [NAN],
        }
    )
    figures = outreach_figures(sum_rounds(rounds))
    counted = changed(edition.findings.release.counts, rounds=count_rounds(rounds))
    planning = dataclasses.replace(
        edition.findings.planning,
        need=need,
        need_values=need[["score"]].set_axis(["pauvrete"], axis="columns"),
        need_scale="territoire",
        need_middle=55.0,
        priorities=rank_priorities(communes, need=need, years=2.0),
        sizing=sizing,
        target_rate=2.0,
        target_kind="cible",
        outreach=(
            Outreach(code=None, name=None, figures=figures),
            Outreach(
                code="QN01701M",
                name=edition.findings.release.territory.qpv["lib_qp"].iloc[0],
                figures=figures,
            ),
        ),
        indicators=evaluation_indicators(
            edition.findings.release.partners, counted, level=0.95, one_person_a_door=False
        ),
    )
    settings = edition.findings.release.settings.model_validate(
        edition.findings.release.settings.model_dump(by_alias=True)
        | {
            "implantation": {"annees": {"2026": 0.3, "2027": 0.4}, "tirages": 2},
            "indicateurs": {
                "pauvrete": {
                    "libelle": "Pauvreté",
                    "sens": "besoin",
                    "unite": "%",
                    "millesime": "2021",
                    "source": "Insee, Filosofi",
                }
            },
        }
    )
    territory = edition.findings.release.territory
    communes = territory.communes.assign(population=territory.communes["population"].fillna(2_000))
    centres, quarters = communes.geometry.centroid, territory.qpv.geometry.centroid
    zones = territory.zones.assign(population=territory.zones["population"].fillna(2_000))
    origins = pd.concat(
        {
            "commune": pd.DataFrame({"x_m": centres.x, "y_m": centres.y}),
            "qpv": pd.DataFrame({"x_m": quarters.x, "y_m": quarters.y}),
            "zone": pd.DataFrame({"x_m": zones.centroid.x, "y_m": zones.centroid.y}),
        },
        names=["niveau", "code"],
    )
    places = origins.loc[[("commune", "17001"), ("commune", "17004")]].set_axis(["p1", "p2"])
    places = places.assign(zone=["17001", "17004"])
    told = altered(
        edition,
        periods=pd.DataFrame(
            {"personnes": [60.0, 61.0], "nouvelles": 40.0, "situations_cloturees": 30.0},
            index=["2023", "2024"],
        ),
        planning=planning,
        settings=settings,
        territory=dataclasses.replace(
            territory,
            communes=communes,
            zones=zones,
            origins=origins,
            permanence_places=places,
        ),
    )
    # The plan needs periods that are some; the page shows those of the edition, whatever they say.
    periods = edition.findings.release.counts.periods.shown
    return altered(told, periods=periods, plan=told.plan, plan_problems=told.plan_problems)


@pytest.fixture(scope="module")
def planner(request):
    return rich(request.getfixturevalue("square_edition"))


@pytest.fixture(scope="module")
def document(planner):
    return page_of(planner)


class Elements(HTMLParser):
    """Every element with its attributes, and the text of tables by figure."""

    def __init__(self, document):
        super().__init__()
        self.all, self.rows, self._figure = [], Counter(), None
        self.feed(document)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.all.append((tag, attributes))
        if tag == "figure":
            self._figure = attributes["id"].removeprefix("figure-")
        if tag == "tr" and self._figure:
            self.rows[self._figure] += 1

    def handle_endtag(self, tag):
        if tag == "figure":
            self._figure = None


# -- what it says --


def test_parts_are_counted_apart_and_named_where_they_conclude(square_edition):
    parts = dict.fromkeys(conclude_parts(square_edition.findings).values())
    lines = tally(list(parts), FR)
    told = {re.search(r"class-([a-z-]+)", line)[1]: re.sub(r"<[^>]+>", " ", line) for line in lines}
    counts = {key: int(re.search(r"\d+", line)[0]) for key, line in told.items()}
    # Ville without Les Tours is served; Les Tours, in two communes, is one place.
    assert counts == {
        "sous-desservie": 1, "desservie": 1, "indeterminee": 1, "masquee": 1, "non-ouverte": 1,
    }  # fmt: skip
    assert "Bourg" in told["sous-desservie"]
    assert "Ville (hors quartiers" in told["desservie"]
    assert "Les Tours" in told["indeterminee"]
    assert "Rivage" not in told["masquee"]


def test_far_unknown_and_near_communes_are_told_apart(square_edition):
    sentences = distances(square_edition.findings, FR)
    assert sentences[0].startswith("1 commune sur 3 dont le trajet est connu")
    assert "Rivage" in sentences[1]
    assert "26" in sentences[1]
    # Rivage is at 26 minutes, Bourg at 18: both are far at half the speed, none at a third more.
    assert "2 communes à 15 km/h, aucune à 40 km/h" in sentences[2]
    assert sentences[3].startswith("Pour 1 commune")
    nowhere = square_edition.findings.access.assign(minutes=NAN, hors_portee=False)
    unknown = altered(square_edition, access=nowhere)
    assert distances(unknown.findings, FR) == []
    assert "aucune permanence ouverte n’est placée" in annex_of(page_of(unknown))


def test_chains_broken_to_confirm_and_fragile_are_counted_apart(square_edition):
    told = " ".join(chains(square_edition.findings, EN))
    # Ville (2, 1, 0), Bourg (0, 0, 0), Rivage (1, 2, 3), Plaine (0, 0, 0) of which all unconfirmed
    assert "Of 12 cases" in told
    assert "4 have no complete chain" in told
    assert "3 cases are to be confirmed" in told
    assert "2 chains hang by a thread" in told


def test_without_a_post_there_is_no_plan_and_the_page_says_how_to_have_one(square_edition):
    [sentence] = why_no_plan(square_edition, FR)
    assert "netmap.toml" in sentence
    assert "netmap site --etp" in annex_of(page_of(square_edition))
    assert "figure-gain" not in page_of(square_edition)


def test_a_refused_plan_says_why(square_edition):
    problem = Problem(file="netmap site --etp", kind="plan-no-budget", found="2026 : 0 ETP")
    refused = altered(square_edition, plan_problems=(problem,))
    [sentence] = why_no_plan(refused, FR)
    assert "2026" in sentence
    assert "data-release" not in sentence


def test_a_plan_is_told_with_its_robustness_its_years_and_its_sites(planner, document):
    sentences = plan_sentences(planner.plan, FR)
    assert "2027" in sentences[0]
    assert "C’est un calcul" in sentences[0]
    assert any(one.startswith("Solidité") for one in sentences)
    assert sentences[-1].startswith("Retour sur aujourd’hui")
    assert not any("meilleure répartition possible" in one for one in sentences)
    for word in ("Mairie de Ville", "Aujourd’hui", "2026", "Hypothèses"):
        assert word in document


def test_hidden_closed_and_missing_places_are_counted_and_never_drawn(planner, document):
    told = left_out(planner.findings, FR, drawn=3)
    assert "1 lieu masqué" in told
    assert "1 où le service n’était pas ouvert" in told
    drawing = re.search(r"<svg[^>]*rates-title.*?</svg>", document, re.DOTALL)[0]
    assert "Bourg" in drawing
    assert "Rivage" not in drawing


def test_a_hidden_figure_is_a_word_and_never_a_number(document):
    row = re.search(r'<tr[^>]*><th[^>]*><span data-commune="17003">.*?</tr>', document, re.DOTALL)[
        0
    ]
    assert "masqué" in row
    assert ">0<" not in row


def test_a_hidden_reference_leaves_no_funnel_and_says_so(square_edition):
    without = altered(square_edition, reference_rate=NAN)
    page = page_of(without)
    assert "figure-funnel" not in page
    assert "Pas de graphique en entonnoir" in annex_of(page)
    assert "figure-rates" in page


def test_an_indicator_that_cannot_be_computed_says_why(planner, document):
    assert "ne peut pas être calculé" in figure_cell("refus", absent("no-column"), FR)
    assert "masqué" in figure_cell("refus", absent("hidden"), FR)
    assert "Situations closes" in document
    none = altered(
        planner,
        planning=dataclasses.replace(
            planner.findings.planning,
            indicators=evaluation_indicators(
                planner.findings.release.partners,
                shown_counts(),
                level=0.95,
                one_person_a_door=False,
            ),
        ),
    )
    assert "aucun de ces indicateurs ne peut être calculé" in annex_of(page_of(none))


def test_people_met_per_hundred_dwellings_is_no_contact_rate(document):
    row = re.search(
        r"Personnes rencontrées pour 100 logements visités</th>.*?</tr>", document, re.DOTALL
    )
    assert "46,8" in row[0]
    assert "46,8 %" not in row[0]


def test_contacts_that_are_none_hidden_and_not_open_are_three_words(square_edition, document):
    def cells(of):
        row = re.search(rf'<tr data-of="passages {of}">.*?</tr>', document, re.DOTALL)[0]
        return [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td.*?</td>", row)]

    assert cells("territoire territoire") == ["84", "90"]
    assert cells("commune 17001") == ["40", "0"]
    assert cells("commune 17003") == ["masqué", "masqué"]
    assert cells("commune 17004") == ["service non ouvert", "service non ouvert"]
    assert cells("qpv QN01701M") == ["masqué", "0"]
    assert cells("ailleurs hors-territoire") == ["17", "masqué"]
    assert "Hors du territoire (comptés à part)" in document
    empty = altered(square_edition, contacts=square_edition.findings.contacts.iloc[:0])
    assert "La table des passages est vide." in page_of(empty)
    none = altered(square_edition, contacts=None)
    assert "Contacts (passages)" not in page_of(none)


def test_the_assumed_caseload_is_shown_as_an_assumption(document):
    assert re.search(r'class="assumption"><bdi class="typed">Hypothèse', document)


def test_every_figure_has_its_source_its_table_and_its_alternative(document):
    found = Elements(document)
    figures = {a["id"].removeprefix("figure-") for tag, a in found.all if tag == "figure"}
    assert figures == FIGURES
    # the table behind the map is that of places
    assert all(found.rows[name] > 1 for name in figures - {"territory"})
    assert document.count('class="source"') >= len(figures) - 1
    drawings = [a for tag, a in found.all if tag == "svg" and a.get("class") == "drawing"]
    ids = Counter(a["id"] for _, a in found.all if "id" in a)
    assert max(ids.values()) == 1
    for drawing in drawings:
        assert drawing["role"] == "img"
        assert all(ids[name] for name in drawing["aria-labelledby"].split())


def test_figures_have_as_many_rows_as_points(planner, document):
    rows = Elements(document).rows
    assert rows["funnel"] == 1 + len(planner.charts.funnel.points)
    assert rows["ranks"] == 1 + len(planner.charts.ranks)
    assert rows["lorenz"] == len(planner.charts.lorenz.curve)
    assert rows["gain"] == 1 + len(planner.plan.curve.points)
    assert rows["trend"] == 1 + len(planner.findings.release.counts.periods.shown)


def test_two_runs_give_the_same_bytes(planner, document):
    assert page_of(altered(planner)) == document


def test_english_speaks_english(planner):
    page = page_of(planner, EN)
    assert "places under-served" in page or "place under-served" in page
    assert "Où regarder" not in page


# -- drawings --


def simple(text="x", **options):
    def paint(axes):
        axes.plot([0, 1], [0, 1], marker="o")
        axes.fill_between([0, 1], [0, 0], [1, 1], alpha=0.5)
        axes.annotate(label(text), (0.5, 0.5))
        axes.set_xlabel("x", fontweight="bold", fontstyle="italic")

    return draw(
        "test", 200, paint, margins=(30, 10, 30, 10), title=text, description=text, **options
    )


def test_a_drawing_has_no_style_no_outside_link_and_only_ids_of_its_own():
    drawing = Elements(simple()).all
    for _, attributes in drawing:
        assert "style" not in attributes
        assert not any(key.startswith("on") or ":" in key for key in attributes)
        if "href" in attributes:
            assert attributes["href"].startswith("#test-")
    identifiers = [a["id"] for _, a in drawing if "id" in a]
    assert all(name.startswith("test-") for name in identifiers)
    used = set(re.findall(r"#(test-\d+)", simple()))
    assert used == {name for name in identifiers if re.fullmatch(r"test-\d+", name)}


@pytest.mark.parametrize("text", ["$\\frac{1}{2}$", "$x", "a_b^c", "\uffff\ufffe", "日本 مرحبا"])
def test_mathematics_and_strange_letters_are_text(text):
    assert f">{label(text)}</text>" in simple(text)


def test_payloads_are_text(payload):
    drawing = simple(payload)
    assert "<script" not in drawing
    assert "<img" not in drawing
    assert {tag for tag, _ in Elements(drawing).all} <= {
        "svg", "title", "desc", "g", "path", "text", "use", "defs", "clippath", "rect",
    }  # fmt: skip


def test_a_machine_with_settings_of_its_own_draws_the_same():
    plain = simple()
    with mpl.rc_context({"font.size": 20, "xtick.major.size": 9, "axes.xmargin": 0.4}):
        assert simple() == plain
        assert mpl.rcParams["font.size"] == 20


def test_intervals_are_drawn_where_their_figures_say():
    rows = [("A", "commune", "sous-desservie", 1.0, 0.0, 4.0), ("B", "qpv", "desservie", 4.0, 1, 9)]
    options = {"title": "t", "description": "d", "axis": "x"}
    drawing = caterpillar("lines", rows, FR, kind="rate", **options)
    spans = [
        sorted(float(x) for x in re.findall(r"[ML] ([\d.]+) ", path))
        for path in re.findall(r'd="([^"]*)"[^>]*stroke="#6b7c8e"', drawing)
    ]
    widths = np.array([span[1] - span[0] for span in spans])
    # On the scale of square roots, 0 to 4 is as long as 1 to 9.
    assert widths[0] == pytest.approx(widths[1], abs=1e-3)


# -- in a browser --


@pytest.mark.browser
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_the_page_is_quiet_and_fits(document, open_page, size):
    opened = open_page(document, name="report.html", size=size)
    page = opened.page
    assert page.is_visible("#report-opening")
    page.click("#report-open")
    assert page.locator("details:not([open])").count() <= 1  # the page's own notices
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.locator("svg.drawing").count() == len(FIGURES)
    legible = page.eval_on_selector_all(
        "svg.drawing text", "all => Math.min(...all.map(one => one.getBoundingClientRect().height))"
    )
    assert legible > 7
    opened.assert_quiet()


@pytest.mark.browser
def test_text_of_a_drawing_stays_in_its_frame(document, open_page):
    page = open_page(document, name="report.html").page
    outside = page.evaluate(
        """() => [...document.querySelectorAll("svg.drawing")].flatMap((drawing) => {
             const frame = drawing.getBoundingClientRect();
             return [...drawing.querySelectorAll("text")]
               .filter((one) => {
                 const box = one.getBoundingClientRect();
                 return box.left < frame.left - 1 || box.right > frame.right + 1
                   || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
               })
               .map((one) => drawing.getAttribute("aria-labelledby") + ": " + one.textContent);
           })"""
    )
    assert outside == []


@pytest.mark.browser
def test_parts_have_an_address_and_a_name_leads_to_the_page_of_its_place(document, open_page):
    opened = open_page(document, name="report.html", hash_="#vue=report&partie=plan")
    page = opened.page
    assert page.evaluate("document.activeElement.id") == "report-plan-title"
    for level, code in (("commune", "17002"), ("qpv", "QN01701M")):
        page.locator(f"#report-places [data-{level}='{code}'] a").click()
        page.wait_for_selector("#report-sheet:not([hidden])")
        assert code in page.inner_text("#report-sheet header")
        assert not page.is_visible("#report-opening")
        assert page.locator("#report-sheet a[href^='map.html']").get_attribute("href") == (
            f"map.html#{level}={code}"
        )
        page.click("#report-sheet .sheet-doors a >> nth=0")
        page.wait_for_selector("#report-opening")
    assert not page.is_visible("#report-sheet")
    opened.assert_quiet()


@pytest.mark.browser
def test_the_page_of_a_place_fits_and_tells_what_is_hidden(document, open_page):
    opened = open_page(document, name="report.html", size=(390, 844), hash_="#lieu=17003")
    page = opened.page
    told = page.inner_text("#report-sheet")
    assert "l’effectif est masqué" in told
    assert page.inner_text("#report-sheet .known tbody td:nth-child(3)") == "masqué"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    opened.assert_quiet()


@pytest.mark.browser
def test_the_table_of_places_sorts_and_what_is_missing_stays_last(document, open_page):
    page = open_page(document, name="report.html").page
    sort = "#report-places thead th:nth-child(4) button"
    for order in (sorted, lambda values: sorted(values, reverse=True)):
        page.click(sort)
        cells = page.locator("#report-places tbody td:nth-child(4)").all_inner_texts()
        known = [int(cell) for cell in cells if cell.isdigit()]
        assert len(known) > 2
        assert known == order(known)
        assert not any(cell.isdigit() for cell in cells[len(known) :])


@pytest.mark.browser
def test_axe_finds_nothing_serious(document, open_page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    opened = open_page(document, name="report.html")
    opened.page.click("#report-open")
    serious = [
        (v["id"], [node["html"][:160] for node in v["nodes"]][:3])
        for v in axe.run(opened.page).response["violations"]
        if v["impact"] in {"serious", "critical"}
    ]
    assert serious == []


@pytest.mark.browser
def test_hostile_text_is_shown_as_typed_and_runs_nowhere(hostile, all_payloads, open_page):
    opened = open_page(page_of(rich(hostile(all_payloads))), name="report.html")
    page = opened.page
    page.click("#report-open")
    assert page.locator("svg.drawing").count() >= 5
    assert all_payloads[:60] in page.inner_text("#view-report")
    assert page.locator("#view-report img, #view-report script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    opened.assert_quiet()


@pytest.mark.browser
def test_it_prints(document, open_page):
    opened = open_page(document, name="report.html")
    printed = opened.page.pdf(format="A4", print_background=True)
    assert printed.startswith(b"%PDF")
    opened.page.emulate_media(media="print")
    wide = opened.page.locator(".table-scroll").evaluate_all(
        "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).length"
    )
    assert wide == 0
    # A page of its own would leave the title alone on the first sheet.
    page_name = opened.page.evaluate("getComputedStyle(document.body).page")
    assert page_name == "report"
    opened.assert_quiet()


@pytest.mark.browser
def test_it_is_a_tab_of_the_single_page(planner, open_page):
    from netmap.render.map.view import map_view

    both = compose(
        planner.findings,
        [map_view(planner, FR), report_view(planner, FR)],
        FR,
        siblings={"map": "netmap.html"},
    )
    opened = open_page(both, name="netmap.html")
    page = opened.page
    page.click(".view-link[data-view=report]")
    page.wait_for_selector("#view-report:not([hidden])")
    page.click("#report-open")
    page.locator("[data-commune='17002'] a").first.click()
    page.click("#report-sheet .sheet-doors a[href*='vue=map']")
    page.wait_for_selector("#view-map:not([hidden]) #map-card h2")
    page.click("#map-card .report-link")
    page.wait_for_selector("#view-report:not([hidden]) #report-sheet h2")
    opened.assert_quiet()
