"""The partner page, as data and in a real browser with the network off."""

import dataclasses
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from editions import altered

from netmap.findings.chain import chain_matrix
from netmap.messages import Messages
from netmap.network.model import Partner, PartnerNetwork, Relation
from netmap.render.network.data import read_network
from netmap.render.network.view import network_view
from netmap.render.page.compose import compose
from netmap.render.page.view import View

SCRIPTS = Path(__file__).parents[2] / "netmap" / "render" / "network"
WHOLE = "reseau=entier"
DENTAL, RIGHTS = "netmap--soins-dentaires", "netmap--medecin-traitant"

#: Each stands in every text column of a page of its own.
HOSTILE = {
    "markup": '<script>alert(1)</script>"><img src=x onerror=alert(1)></script><script>alert(2)'
    "</script></title><!--<script>",
    "template": "`${alert(3)}` {{7*7}} {{ cycler.__init__.__globals__.os.popen('id').read() }} "
    "{% if %} {# {name}",
    "link": "javascript:alert(4)",
    "direction": "abc\u202edcb\u2066 \u2028 *bold* _it_ <b>href</b> \U0001f600",
    "property": "constructor",
    "long": "é" * 10_000,
}

#: id → position, status, covers, needs
PARTNERS = {
    "A1": ("amont", "actif", ("17001",), ()),
    "A2": ("amont", "actif", ("17001", "17002"), ()),
    "A3": ("amont", "actif", ("17003",), ()),
    "A4": ("amont", "a-mobiliser", ("17003",), ()),
    "M1": ("mediation", "actif", ("17001", "17002"), ()),
    "M2": ("mediation", "actif", ("17001",), ()),
    "D1": ("aval", "actif", ("17001",), (DENTAL,)),
    "D2": ("aval", "actif", ("17001", "17002"), (DENTAL, RIGHTS)),
    "D3": ("aval", "actif", ("17001", "17002", "17003"), (RIGHTS,)),
    "D4": ("aval", "a-remobiliser", ("17002",), (DENTAL,)),
    "B1": ("amont-aval", "actif", None, (DENTAL,)),
    "P1": ("pilotage", "actif", None, ()),
    "F1": ("financement", "inactif", None, ()),
}
#: source, target, state
RELATIONS = [
    ("A1", "M1", "active"),
    ("A2", "M1", None),
    ("A2", "M2", "active"),
    ("A3", "M1", "active"),
    ("A4", "M1", "rompue"),
    ("M1", "D1", "active"),
    ("M1", "D2", "active"),
    ("M2", "D3", "active"),
    ("M1", "D3", "active"),
    ("M1", "D4", "en-projet"),
    ("B1", "M2", "inconnue"),
    ("P1", "M1", "active"),
]


def partner_frame():
    frame = pd.DataFrame.from_dict(
        {
            key: {
                "nom": f"Partenaire {key}",
                "categorie": "cpam" if key.startswith("D") else "ccas-cias",
                "position": position,
                "statut": status,
                "couvre": covers,
                "thematiques": needs,
                "publics": ("adultes",),
                "implication": np.nan,
                "evaluation": False,
                "adresse": None,
                "siret": None,
                "finess": None,
                "date_maj": pd.NaT,
                "source": None,
                "latitude": np.nan if key in {"P1", "F1"} else 46.2,
                "longitude": np.nan if key in {"P1", "F1"} else -1.1,
                "code_insee": "17001",
                "code_qp": None,
                "lieu": "point",
            }
            for key, (position, status, covers, needs) in PARTNERS.items()
        },
        orient="index",
    )
    frame.index.name = "id"
    return frame


def relation_frame():
    return pd.DataFrame(
        [
            {
                "source_id": source,
                "cible_id": target,
                "nature": "orientation",
                "thematiques": (),
                "formalisation": None,
                "etat": state,
                "supposee": False,
                "date_verif": "2019-05-04" if source == "A3" else None,
                "perimee": source == "A3",
            }
            for source, target, state in RELATIONS
        ]
    )


@pytest.fixture
def chained(square_edition):
    """The published toy network (METHODS: kappa) on the four square communes."""
    communes = square_edition.findings.release.territory.communes
    points = communes.geometry.centroid
    origins = pd.DataFrame(
        {"x_m": points.x.to_numpy(), "y_m": points.y.to_numpy(), "origine": "mairie"},
        index=pd.MultiIndex.from_product([["commune"], communes.index], names=["niveau", "code"]),
    )
    territory = dataclasses.replace(
        square_edition.findings.release.territory,
        origins=origins,
        permanence_places=pd.DataFrame({"x_m": [], "y_m": []}, dtype=float),
    )
    network = PartnerNetwork(
        partners={
            key: Partner(
                id=key,
                name=key,
                category="cpam",
                position=position,
                status=status,
                covers=frozenset(covers) if covers else None,
                needs=frozenset(needs),
            )
            for key, (position, status, covers, needs) in PARTNERS.items()
        },
        relations=tuple(Relation(source=s, target=t, state=e) for s, t, e in RELATIONS),
        permanences={},
    )
    return altered(
        square_edition,
        territory=territory,
        needs=(DENTAL, RIGHTS),
        partners=partner_frame(),
        relations=relation_frame(),
        permanences=square_edition.findings.release.permanences.iloc[:0],
        chain=chain_matrix(network, territory, (DENTAL, RIGHTS)),
    )


def document(edition, *, language="fr", siblings=None):
    messages = Messages(language)
    view = network_view(edition, messages)
    return compose(edition.findings, [view], messages, siblings=siblings or {})


@pytest.fixture
def shown(open_page):
    """Open the page of a release and wait until it is drawn."""

    def opener(edition, *, language="fr", hash_="", size=(1440, 900), siblings=None):
        text = document(edition, language=language, siblings=siblings)
        opened = open_page(text, name="network.html", hash_=hash_, size=size)
        ready = "#net-partners-box tbody tr" if WHOLE in hash_ else "#net-mobilise-box > *"
        opened.page.wait_for_selector(ready, state="attached")
        return opened

    return opener


def names_of(page, box="#net-partners-box"):
    # the tables follow the drawing, a frame later
    page.evaluate("() => new Promise(r => requestAnimationFrame(() => setTimeout(r, 0)))")
    rows = page.locator(f"{box} tbody tr:not([hidden])")
    return [name.removeprefix("Partenaire ") for name in rows.locator("th").all_inner_texts()]


# ---- as data ----


def test_no_word_of_a_table_is_handed_to_pyvis(chained):
    """The model holds integers and the fixed words of the drawing."""
    model = network_view(chained, Messages()).data["model"]
    words = {value for row in model["nodes"] + model["edges"] for value in row.values()}
    texts = {word for word in words if isinstance(word, str)}
    colours = {word for word in texts if re.fullmatch(r"#[0-9a-f]{6}", word)}
    assert texts - colours == {"triangle", "hexagon", "square", "diamond", "star", "dot", "to"}
    assert {type(row["id"]) for row in model["nodes"]} == {int}


def test_the_order_of_rows_changes_not_a_byte(chained):
    shuffled = altered(
        chained,
        partners=chained.findings.release.partners.iloc[::-1],
        relations=chained.findings.release.relations.iloc[::-1].reset_index(drop=True),
    )
    assert document(chained) == document(shuffled)


def test_who_serves_whom_is_said_as_far_as_it_is_known(chained):
    data = read_network(chained.findings, Messages())
    codes = [commune["code"] for commune in data.communes]
    served = {
        row["id"]: None if row["sert"] is None else sorted(codes[i] for i in row["sert"])
        for row in data.partners
    }
    assert served["A2"] == ["17001", "17002"]
    assert served["A4"] == ["17003"], "a partner to mobilise tells whom it would serve"
    assert served["B1"] is None, "unknown is neither everywhere nor nowhere"


def test_a_page_weighs_less_than_the_mail_allows(chained):
    assert len(document(chained).encode()) < 1_500_000


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_sentence_that_the_scripts_ask_for_is_there(chained, shown, language):
    opened = shown(chained, language=language)
    text = opened.page.inner_text("body")
    assert re.findall(r"\b(?:overview|legend|chain|matrix|partner|band|table)\.[a-z-]+", text) == []
    opened.assert_quiet()


# ---- in a browser ----

PAINTED = "() => new Promise(r => requestAnimationFrame(() => setTimeout(() => r(true), 0)))"


def inked(page, left, right):
    """Count the pixels of the drawing that something was drawn on, between two abscissas."""
    return page.evaluate(
        """([left, right]) => { const c = document.querySelector("#net-stage canvas");
          const ratio = c.width / c.clientWidth;
          const [x, w] = [Math.floor(left * ratio), Math.floor((right - left) * ratio)];
          const d = c.getContext("2d").getImageData(x, 0, w, c.height).data;
          let n = 0;
          for (let i = 3; i < d.length; i += 4) n += d[i] > 0 ? 1 : 0;
          return n; }""",
        [left, right],
    )


def test_the_drawing_is_there_and_the_page_asks_for_nothing(chained, shown):
    opened = shown(chained, hash_=f"#{WHOLE}")
    painted = opened.page.evaluate(
        """() => { const c = document.querySelector("#net-stage canvas");
          const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
          const seen = new Set();
          for (let i = 0; i < d.length; i += 4) seen.add(d[i] + "," + d[i + 1] + "," + d[i + 2]);
          return seen.size; }"""
    )
    assert painted > 50
    assert opened.page.inner_text("#net-count").startswith("Partenaires\u00a0:\u00a013.")
    opened.assert_quiet()


@pytest.mark.parametrize(
    ("filter_", "value", "expected"),
    [
        ("categorie", "cpam", ["D1", "D2", "D3", "D4"]),
        ("position", "mediation", ["M1", "M2"]),
        ("statut", "a-mobiliser", ["A4"]),
        ("etat", "rompue", ["A4", "M1"]),
        ("etat", "perimee", ["A3", "M1"]),
        ("commune", "17003", ["A3", "A4", "B1", "D3", "F1", "P1"]),
        ("besoin", DENTAL, ["A1", "A2", "A3", "A4", "B1", "D1", "D2", "D4", "M1", "M2"]),
    ],
)
def test_a_filter_shows_those_it_names_in_the_tables_too(chained, shown, filter_, value, expected):
    opened = shown(chained, hash_=f"#{WHOLE}")
    page = opened.page
    page.select_option(f"#net-{filter_}", value)
    assert sorted(names_of(page)) == expected
    assert re.search(rf"\u00a0{len(expected)}(?: sur 13|, avec)", page.inner_text("#net-count"))
    page.click("#net-reset")
    assert len(names_of(page)) == 13
    opened.assert_quiet()


def test_filters_add_up_and_say_when_nobody_is_left(chained, shown):
    page = shown(chained, hash_=f"#{WHOLE}").page
    page.select_option("#net-position", "aval")
    page.select_option("#net-statut", "inactif")
    assert names_of(page) == []
    assert "Aucun partenaire" in page.inner_text("#net-count")
    assert page.get_attribute("#net-count", "role") == "status"


def test_search_finds_a_partner_and_opens_its_card(chained, shown):
    opened = shown(chained)
    page = opened.page
    page.fill("#net-search", "partenaire m1")
    page.keyboard.press("Enter")
    assert "Partenaire M1" in page.inner_text("#net-card h2")
    card = page.inner_text("#net-card")
    for near in ("A1", "A2", "A3", "A4", "P1", "D1", "D2", "D3", "D4"):
        assert f"Partenaire {near}" in card
    assert "Partenaire M2" not in card
    assert "partenaire=M1" in page.url
    opened.assert_quiet()


def test_a_cell_of_the_matrix_opens_its_chain_and_back(chained, shown):
    opened = shown(chained)
    page = opened.page
    assert not page.locator("#net-chain").is_visible(), "the table comes first"
    cell = page.locator(f'[data-cell="17002 {DENTAL}"]')
    assert cell.inner_text() == "une seule chaîne"
    cell.click()
    card = page.inner_text("#net-card")
    assert "Soins dentaires" in card
    assert "Bourg" in card
    fragile = card.split("rompt\u00a0:")[1].split("Partenaires reliés")[0]
    assert sorted(re.findall(r"Partenaire (\w\d)", fragile)) == ["A2", "D2", "M1"]
    unknown = "B1: sans lien déclaré · couverture ou besoins inconnus"
    alone = "sans lui, la chaîne rompt"
    assert columns_of(page) == {
        "amont": [f"A2: relié · {alone}", unknown],
        "mediation": [f"M1: {alone}"],
        "aval": [f"D2: relié · {alone}", "D4: lien à activer · à re-mobiliser", unknown],
    }
    assert page.url.endswith(f"#commune=17002&besoin={DENTAL}")
    assert cell.get_attribute("aria-current") == "true"
    page.click("#net-card button:has-text('tableau des chaînes')")
    assert cell.evaluate("cell => cell === document.activeElement")
    page.click("[data-whole=entier]")
    assert set(names_of(page)) == {"A2", "M1", "D2", "D4", "B1"}
    assert "Partenaire D4" in page.inner_text("#net-card").split("pourraient servir ici")[1]
    opened.assert_quiet()


def columns_of(page):
    """The partners that each column of the small drawing shows, with what is said of them."""
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".chain-column")].map(column =>
          [column.dataset.step, [...column.querySelectorAll("li")].map(item =>
            [...item.children].map(part => part.textContent.replace("Partenaire ", ""))
              .join(": "))]))"""
    )


def test_the_break_of_a_chain_stands_where_it_is(chained, shown):
    """By hand: nobody upstream of Rivage, whose only mediation point lies elsewhere."""
    opened = shown(chained, hash_=f"#commune=17003&besoin={DENTAL}")
    page = opened.page
    broken = {
        column.get_attribute("data-step"): column.locator(".chain-break").count()
        for column in page.locator(".chain-column").all()
    }
    assert broken == {"amont": 0, "mediation": 1, "aval": 1}
    assert page.locator(".chain-cut").count() == 0, "no link is missing where no point is"
    assert page.locator(".chain-link.rompue").count() == 0
    page.evaluate("() => { location.hash = '#partenaire=A4'; }")
    page.wait_for_selector("#net-card h2:has-text('A4')")
    assert columns_of(page)["amont"] == ["A4: lien rompu, à rouvrir · à mobiliser"]
    assert page.locator(".chain-way .chain-cross").count() == 1
    opened.assert_quiet()


def test_places_without_mediation_are_one_row_and_open_in_words(chained, shown):
    page = shown(chained).page
    assert page.locator('[data-cell^="17003"]').count() == 0
    page.click(".net-closed summary")
    page.click(".net-closed button:has-text('Rivage')")
    assert "Rivage" in page.inner_text("#net-card h2")
    assert "pas de médiation" in page.inner_text("#net-card .net-chains")
    page.click("#net-card .net-chains button >> nth=0")
    card = page.inner_text("#net-card")
    assert "Pas de médiation ici, quel que soit le besoin" in card
    assert "aucun point de médiation déclaré n’y travaille" in card
    assert "aucun partenaire déclaré n’y prend le relais pour ce besoin" in card, "all that lacks"
    assert [one.split(":")[0] for one in columns_of(page)["amont"]][:2] == ["A3", "A4"]


def test_the_address_leads_in_and_nonsense_in_it_is_harmless(chained, shown):
    opened = shown(chained, hash_="#commune=17001", siblings={"map": "map.html"})
    page = opened.page
    assert page.input_value("#net-commune") == "17001"
    assert "Ville" in page.inner_text("#net-card h2")
    assert page.get_attribute("#net-card a", "href") == "map.html#commune=17001"
    assert "map.html" in page.inner_text(".net-map"), "a link to another file names it"
    for nonsense in ("#commune=99999&besoin=constructor&partenaire=__proto__", "#%E0", "#a=b=c"):
        page.evaluate("hash => { location.hash = hash; }", nonsense)
        page.wait_for_function("() => document.getElementById('net-commune').value === ''")
    page.evaluate("() => { location.hash = '#partenaire=D1'; }")
    page.wait_for_selector("#net-card h2:has-text('D1')")
    opened.assert_quiet()


def test_rows_and_columns_of_the_matrix_are_doors_too(chained, shown):
    page = shown(chained).page
    page.click("#net-matrix-box thead button:has-text('Soins dentaires')")
    assert page.input_value("#net-besoin") == DENTAL
    page.click("#net-matrix-box tbody th button:has-text('Bourg')")
    assert page.input_value("#net-commune") == "17002"
    assert page.input_value("#net-besoin") == ""


def test_the_keyboard_alone_reaches_a_partner_and_a_chain(chained, shown):
    opened = shown(chained)
    page = opened.page
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.dataset.whole") != "entier":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.focus("#net-stage")
    page.keyboard.press("ArrowRight")
    said = page.inner_text("#live")
    assert said.startswith("Partenaire ")
    page.keyboard.press("Enter")
    assert page.inner_text("#net-card h2") == said.split(",")[0]
    assert page.evaluate("document.activeElement.id") == "net-card-title"
    page.focus("#net-stage")
    page.keyboard.press("Escape")
    assert page.locator("#net-card .net-close").count() == 0
    page.click("[data-whole='']")
    page.focus('.net-matrix .net-cell[tabindex="0"]')
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    asked = page.evaluate("document.activeElement.dataset.cell")
    page.keyboard.press("Enter")
    commune, need = asked.split(" ")
    assert page.url.endswith(f"#commune={commune}&besoin={need}")
    assert page.locator(".net-stage [tabindex='0']").count() == 0, "no trap inside the drawing"
    opened.assert_quiet()


def test_a_click_on_a_mark_opens_its_card(chained, shown):
    """Each mark stands where the layout put it: the drawing is the model's."""
    opened = shown(chained, hash_=f"#{WHOLE}")
    page = opened.page
    page.evaluate("window.scrollTo(0, 0)")
    frame = page.locator("#net-stage").bounding_box()
    found = set()
    for fx in range(2, 50):
        page.mouse.move(frame["x"] + frame["width"] * fx / 50, frame["y"] + frame["height"] * 0.5)
        if page.locator(".net-tip").is_visible():
            found.add(page.inner_text(".net-tip strong"))
            picture = "document.querySelector('#net-stage canvas').toDataURL()"
            followed = page.evaluate(picture)
            page.mouse.move(frame["x"] + 2, frame["y"] + 2)
            assert page.evaluate(picture) != followed, "its relations alone are strong"
            page.mouse.move(
                frame["x"] + frame["width"] * fx / 50, frame["y"] + frame["height"] * 0.5
            )
            page.mouse.down()
            page.mouse.up()
            page.wait_for_selector("#net-card .net-close")
            assert page.inner_text("#net-card h2") in found
            break
    assert found
    opened.assert_quiet()


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (1000, 700)])
def test_the_card_covers_no_mark_and_leaves_the_drawing_its_size(chained, shown, size):
    page = shown(chained, hash_=f"#{WHOLE}").page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.wait_for_timeout(50)
    whole = page.locator("#net-stage").bounding_box()
    page.select_option("#net-besoin", DENTAL)
    page.wait_for_selector("#net-card .net-close")
    page.evaluate(PAINTED)
    box = page.locator("#net-stage").bounding_box()
    assert (box["width"], box["height"]) == (whole["width"], whole["height"])
    card = page.locator("#net-panel").bounding_box()
    assert card["x"] >= box["x"]
    assert card["y"] >= box["y"]
    assert card["y"] + card["height"] <= box["y"] + box["height"] + 1
    under = inked(page, 0, card["x"] + card["width"] - box["x"])
    assert under == 0, "nothing is drawn under the card"
    assert inked(page, card["x"] + card["width"] - box["x"], box["width"]) > 500
    page.click("#net-card .net-close")
    page.evaluate(PAINTED)
    assert page.locator("#net-stage").bounding_box() == whole
    assert inked(page, 0, card["width"] - 2) > 0, "the drawing takes its place back"


def test_supposed_relations_are_said_to_be(chained, shown):
    supposed = altered(
        chained,
        relations=chained.findings.release.relations.assign(supposee=True, etat=None),
        relations_supposed=True,
    )
    page = shown(supposed, hash_=f"#{WHOLE}").page
    assert "personne ne les a déclarés" in page.inner_text("#view-network .banner")
    states = page.locator("#net-relations-box td:nth-child(3)").all_inner_texts()
    assert set(states) == {"Supposée"}
    assert "supposées" in page.inner_text("#net-shown")


def test_what_is_unknown_is_said_to_be_unknown(chained, shown):
    page = shown(chained, hash_="#partenaire=B1").page
    assert "personne n’a dit quels lieux il sert" in page.inner_text("#net-card")
    page.evaluate(f"() => {{ location.hash = '#commune=17002&besoin={DENTAL}&{WHOLE}'; }}")
    page.wait_for_selector("#net-card h3:has-text('Couverture ou besoins inconnus')")
    assert "couverture inconnue\u00a0:\u00a01" in page.inner_text("#net-count")


def test_a_relation_verified_long_ago_is_said_to_be(chained, shown):
    page = shown(chained, hash_=f"#{WHOLE}").page
    page.select_option("#net-etat", "perimee")
    assert sorted(names_of(page)) == ["A3", "M1"]
    rows = page.locator("#net-relations-box tbody tr:not([hidden])").all_inner_texts()
    assert len(rows) == 1
    assert "2019-05-04 (vérifiée il y a longtemps)" in rows[0]
    assert "vérifiée il y a longtemps" in page.inner_text("#net-legend-box").lower()


def test_a_sorted_table_keeps_the_filter(chained, shown):
    page = shown(chained, hash_=f"#{WHOLE}").page
    page.select_option("#net-position", "aval")
    page.click("#net-partners-box button.sort:has-text('Nom')")
    page.click("#net-partners-box button.sort:has-text('Nom')")
    assert names_of(page) == ["D4", "D3", "D2", "D1"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_is_typed_is_text_everywhere(chained, shown, text):
    partners = chained.findings.release.partners.assign(
        nom=text, categorie=text, adresse=text, source=text, siret=text, finess=text
    )
    partners["publics"] = [(text,)] * len(partners)
    partners["thematiques"] = [(*needs, text) for needs in partners["thematiques"]]
    partners["couvre"] = [(*(c or ()), text) for c in partners["couvre"]]
    communes = chained.findings.release.territory.communes.assign(nom=text)
    hostile = altered(
        chained,
        partners=partners,
        relations=chained.findings.release.relations.assign(
            nature=text, formalisation=text, date_verif=text
        ),
        territory=dataclasses.replace(
            chained.findings.release.territory, communes=communes, name=text
        ),
    )
    opened = shown(hostile)
    page = opened.page
    for hash_ in ("#partenaire=M1", "#commune=17001", f"#commune=17002&besoin={DENTAL}", "#"):
        page.evaluate("hash => { location.hash = hash; }", hash_)
        page.wait_for_timeout(30)
    page.evaluate("() => { location.hash = '#partenaire=M1'; }")
    page.wait_for_selector("#net-card .net-close")
    assert page.locator("#net-card h2").text_content() == text
    page.click("[data-whole=entier]")
    frame = page.locator("#net-stage").bounding_box()
    for fx in range(1, 30):
        page.mouse.move(frame["x"] + frame["width"] * fx / 30, frame["y"] + frame["height"] / 2)
    page.fill("#net-search", text[:60])
    page.keyboard.press("Escape")
    page.check('input[value="carte"]')
    assert page.evaluate("document.images.length") == 0
    opened.assert_quiet()


def test_nothing_is_cut_off_on_a_telephone(chained, shown):
    opened = shown(chained, hash_=f"#{WHOLE}", size=(390, 844))
    page = opened.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not page.locator("#net-commune").is_visible(), "filters wait until they are asked for"
    page.click("#net-filter-box summary")
    page.select_option("#net-position", "aval")
    assert len(names_of(page)) == 4
    opened.assert_quiet()


def test_zoomed_to_200_percent_nothing_is_lost(chained, shown):
    page = shown(chained, hash_=f"#{WHOLE}", size=(720, 450)).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 720


def test_the_printer_gets_the_whole_drawing_and_the_tables(chained, shown):
    opened = shown(chained, hash_=f"#{WHOLE}")
    page = opened.page
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    picture = page.locator("#net-picture")
    assert picture.is_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 1_500
    assert not page.locator("#net-stage").is_visible()
    assert page.locator("#net-relations-box tbody tr").first.is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    page.click("[data-whole='']")
    page.click(f'[data-cell="17002 {DENTAL}"]')
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#net-picture").count() == 0
    for part in (".net-matrix", ".chain-columns", "#net-mobilise-box"):
        assert page.locator(part).is_visible()
    opened.assert_quiet()


def test_a_release_with_nobody_in_it_is_a_page(chained, open_page):
    empty = altered(
        chained,
        needs=(),
        partners=chained.findings.release.partners.iloc[:0],
        relations=chained.findings.release.relations.iloc[:0],
        chain=chained.findings.chains["commune"].iloc[:0],
    )
    opened = open_page(document(empty), name="network.html")
    opened.page.wait_for_selector("#net-matrix-box p")
    assert "Aucun besoin" in opened.page.inner_text("#net-matrix-box")
    opened.assert_quiet()


@pytest.mark.parametrize(
    "hash_",
    ["", f"#commune=17002&besoin={DENTAL}", "#partenaire=M1", "#commune=17003", f"#{WHOLE}"],
)
def test_assistive_technology_finds_no_fault(chained, shown, hash_):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = shown(chained, hash_=hash_).page
    found = axe.Axe().run(page, context="#view-network")
    faults = [
        (v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found.response["violations"]
    ]
    assert faults == []


def test_as_a_tab_of_one_page_it_is_drawn_when_it_is_shown(chained, open_page):
    messages = Messages()
    other = View(name="map", title="Carte", html="<p>carte</p>", data={})
    text = compose(
        chained.findings, [other, network_view(chained, messages)], messages, siblings={}
    )
    opened = open_page(text, name="netmap.html", hash_=f"#commune=17002&{WHOLE}")
    page = opened.page
    assert not page.locator("#net-stage").is_visible()
    page.click('[data-view="network"]')
    page.wait_for_selector("#net-stage canvas")
    assert page.input_value("#net-commune") == "17002"
    assert page.get_attribute(".net-map a", "href") == "#vue=map&commune=17002"
    assert page.locator("#net-stage canvas").evaluate("canvas => canvas.width") > 500
    opened.assert_quiet()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_sentence_that_a_script_names_is_in_the_catalogue(language):
    known = Messages(language).section("network.script")
    named = {
        key
        for path in SCRIPTS.glob("*.mjs")
        for key in re.findall(r'(?<![.\w])t\("([a-z][a-z.-]*)"[,)]', path.read_text("utf-8"))
    }
    assert len(named) > 100
    assert named <= known.keys()
