"""The map: drawn on zones, honest about what is not known, usable, and deaf to hostile text."""

import dataclasses
import re
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
import shapely
from branca.element import Element, JavascriptLink
from editions import altered

from netmap.errors import AssetError
from netmap.messages import Messages
from netmap.render.map.ground import ground
from netmap.render.map.inline_figure import InlineFigure
from netmap.render.map.layers import build_layers, drawn_outlines
from netmap.render.map.outline import qpv_outlines, zone_outlines
from netmap.render.map.places import Coverage
from netmap.render.map.view import map_data, map_view
from netmap.render.page.compose import compose
from netmap.render.page.style import PALETTE, minutes_scale, needs_scale, rate_scale

FR = Messages("fr")
SCRIPTS_OF_THE_MAP = Path(__file__).parents[2] / "netmap" / "render" / "map"
SIBLINGS = {"map": "map.html", "network": "network.html"}
NAN = float("nan")


def page_of(edition, messages=FR):
    return compose(edition.findings, [map_view(edition, messages)], messages, siblings=SIBLINGS)


def fills(edition, measure):
    zones = map_data(edition, FR)["zones"]
    codes = edition.findings.release.territory.zones.index
    return {code: zone["fill"][measure] for code, zone in zip(codes, zones, strict=True)}


# -- what is drawn --


def test_a_commune_outside_its_neighbourhood_is_not_its_neighbourhood(square_edition):
    rate = fills(square_edition, "taux")
    assert rate["17001"] == "3"  # 1,5 against a reference of 1,1: more
    assert rate["17001:QN01701M"] == "~2"  # 1,0: close, but nobody can tell
    assert rate["17002"] == "0"  # 0,4: far less, dark


def test_hidden_missing_and_not_open_are_patterns_and_never_a_class(square_edition):
    rate, conclusion = fills(square_edition, "taux"), fills(square_edition, "classe")
    for measure in (rate, conclusion):
        assert measure["17003"] == "masquee"
        assert measure["17003:QN01701M"] == "sans-donnee"
        assert measure["17004"] == "non-ouverte"
    assert conclusion["17001:QN01701M"] == "indeterminee"


def test_where_need_is_known_the_reading_at_equal_population_is_one_switch_away(
    square_edition, editions
):
    edition = editions["la-rochelle"]
    measures = {one["key"]: one["classes"] for one in map_data(edition, FR)["measures"]}
    words = [one["label"] for one in measures["habitants"]]
    assert all("à population égale" in label for label in words)
    assert not any("desservi" in label for label in words)
    zones = edition.findings.density.xs("zone")["classe_habitants"]
    fill = fills(edition, "habitants")
    assert {code for code in fill if fill[code] == "0"} == set(
        zones[zones == "sous-desservie"].index
    )
    assert {code for code in fill if fill[code] == "1"} == set(zones[zones == "desservie"].index)
    assert {code for code in fill if fill[code] == "masquee"} == set(
        zones[zones == "masquee"].index
    )
    # with no figure of need there is one reading, and no switch
    assert "habitants" not in {one["key"] for one in map_data(square_edition, FR)["measures"]}


def test_no_open_permanence_is_not_a_short_way(square_edition):
    minutes = fills(square_edition, "minutes")
    assert minutes["17004"] == "sans-donnee"
    assert minutes["17001"] == "0"
    assert minutes["17003"] == "3"


def test_a_chain_to_confirm_counts_as_missing_and_in_doubt(square_edition):
    needs = fills(square_edition, "besoins")
    assert needs["17003"] == "0"  # three whole or fragile chains
    assert needs["17002"] == fills(square_edition, "besoins")["17002"].lstrip("~")
    assert needs["17004"] == f"~{needs['17002']}"  # as many, and unconfirmed
    without = altered(square_edition, chain=square_edition.findings.chains["commune"].iloc[:0])
    assert set(fills(without, "besoins").values()) == {"sans-donnee"}


def test_hidden_and_missing_figures_reach_the_page_as_null(square_edition):
    places = map_data(square_edition, FR)["places"]
    for name in ("personnes", "taux", "taux_bas", "taux_haut", "taux_lisse"):
        assert places["17003"][name] is None
    assert places["17004"]["population"] is None
    assert places["17004"]["minutes"] is None


def test_who_covers_a_place_is_told_apart_from_who_does_not_say(square_edition):
    data = map_data(square_edition, FR)
    names = [partner["id"] for partner in data["partners"]]
    covering = {k: [names[i] for i in v] for k, v in data["places"]["17001"]["partners"].items()}
    assert covering == {
        "whole": ["cpam", "ccas", "med", "ars"],
        "partly": ["csapa"],
        "unknown": ["asso"],
    }


def test_who_covers_a_place_and_a_part_of_it_covers_the_place(square_edition):
    covered = [("17001", "QN01701M"), ("QN01701M",), ("200041762",), None, ("17002",), ()]
    partners = pd.DataFrame({"couvre": covered})
    epci = SimpleNamespace(epci="200041762")
    release = SimpleNamespace(partners=partners, settings=SimpleNamespace(territory=epci))
    coverage = Coverage(SimpleNamespace(release=release))
    held = coverage.of({"17001"}, partly={"QN01701M"})
    assert held == {"whole": [0, 2], "partly": [1], "unknown": [3, 5]}


def test_outlines_share_borders_and_fill_the_territory(square_edition):
    territory = square_edition.findings.release.territory
    shapes = [shapely.geometry.shape(g) for g in zone_outlines(territory)]
    whole = shapely.union_all(shapes)
    assert shapely.union_all(shapes).area == pytest.approx(sum(s.area for s in shapes), rel=1e-4)
    communes = shapely.area(territory.communes.geometry.to_crs(4326).to_numpy()).sum()
    assert whole.area == pytest.approx(communes, rel=1e-3)
    assert len(qpv_outlines(territory)) == 1


def test_scales_are_few_round_and_dark_where_action_is_called_for():
    rates = rate_scale(0.93, [], FR)
    assert len(rates.classes) <= 5
    assert rates.classes[0].colour == PALETTE[0]
    assert rates.index(0.0) == 0
    assert rates.index(0.5) == 1
    assert rates.index(NAN) is None
    minutes = minutes_scale(_access(), FR)
    assert minutes.classes[-1].colour == PALETTE[0]
    assert [c.upper for c in minutes.classes][:-1] == [8, 15, 20, 30]
    needs = needs_scale(8, FR)
    assert needs.classes[-1].colour == PALETTE[0]
    assert [(c.lower, c.upper) for c in needs.classes] == [(0, 1), (1, 3), (3, 5), (5, 7), (7, 9)]
    assert [needs_scale(n, FR).index(n) for n in range(1, 30)] == [
        len(needs_scale(n, FR).classes) - 1 for n in range(1, 30)
    ]


def test_a_hidden_reference_is_compared_with_nothing():
    scale = rate_scale(NAN, [0.2, 0.9, 3.0, NAN], FR)
    assert len(scale.classes) == 5
    assert not any("moins" in c.label and "bien" in c.label for c in scale.classes)
    assert rate_scale(NAN, [NAN], FR).classes == ()


def test_palette_grows_lighter_so_that_it_prints_in_grey():
    def grey(colour):
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    greys = [grey(colour) for colour in PALETTE]
    assert all(b - a > 25 for a, b in pairwise(greys))


def _access():
    from netmap.sections import AccessSettings

    return AccessSettings()


# -- folium --


def test_folium_asks_for_leaflet_and_clusters_only_and_ids_are_fixed(square_edition):
    outlines = drawn_outlines(square_edition.findings)
    first, second = (build_layers(square_edition, FR, outlines) for _ in range(2))
    assert first == second
    assert first.libraries == ("leaflet", "markercluster")
    assert "http" not in first.script
    assert not re.search(r"_[0-9a-f]{32}", first.script + first.html)


def test_what_folium_has_rendered_is_not_rendered_again():
    figure = InlineFigure()
    figure.script.add_child(Element("{{ 7*7 }}"))
    figure.html.add_child(Element("{{ this.__class__ }}"))
    assert (figure.parts().script, figure.parts().html) == ("{{ 7*7 }}", "{{ this.__class__ }}")


def test_a_link_that_no_library_stands_for_is_refused():
    figure = InlineFigure()
    figure.header.add_child(JavascriptLink("https://example.invalid/d3.js"), name="d3")
    with pytest.raises(AssetError, match="d3"):
        figure.parts()


# -- the page --


#: Scripts of a map page: JSON, Leaflet, clusters, layers, ours.
SCRIPTS = 5


def test_no_text_reaches_folium_and_every_payload_stays_text(plain_layers, hostile, payload):
    edition = hostile(payload)
    view = map_view(edition, FR)
    assert view.prelude == plain_layers.script
    assert plain_layers.html in view.html
    document = compose(edition.findings, [view], FR, siblings=SIBLINGS)
    frame = document.split('<script type="application/json"')[0].split("</head>")[1]
    assert "<img" not in frame
    assert "<script" not in frame
    assert document.count("<script") == SCRIPTS


@pytest.fixture(scope="module")
def plain_layers(square_edition):
    around = ground(square_edition.findings.release.territory)
    outlines = drawn_outlines(square_edition.findings, around)
    return build_layers(square_edition, FR, outlines)


def test_the_map_is_light_and_the_same_twice(square_edition):
    document = page_of(square_edition)
    assert document == page_of(square_edition)
    assert len(document.encode()) < 500_000


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_word_that_the_script_asks_for_is_in_the_catalogue(language):
    known = Messages(language).section("map")
    named = {
        key
        for path in SCRIPTS_OF_THE_MAP.glob("*.mjs")
        for key in re.findall(r'\bsay\(\s*"([a-z.-]+[a-z])"', path.read_text("utf-8"))
    }
    assert len(named) > 50
    assert named <= known.keys()
    assert {f"layer.partners-{p}" for p in ("amont", "aval", "financement")} <= set(known)


# -- in a browser --


@pytest.mark.browser
@pytest.mark.parametrize("key", ["zones", "sectors", "outline", "qpv", "land", "borders"])
def test_outlines_are_drawn_where_they_are(shown, square_edition, key):
    around = ground(square_edition.findings.release.territory)
    drawn = {one.key: one for one in drawn_outlines(square_edition.findings, around)}
    told = shown.page.evaluate(f"netmap_layers.shapes.{key}.toGeoJSON(5)")["features"]
    assert [one["properties"]["i"] for one in told] == list(range(len(drawn[key].geometries)))
    for feature, wanted in zip(told, drawn[key].geometries, strict=True):
        found, shape = (shapely.geometry.shape(one) for one in (feature["geometry"], wanted))
        assert found.normalize().equals_exact(shape.normalize()) or found.equals(shape)
    styles = shown.page.evaluate(
        f"netmap_layers.shapes.{key}.getLayers().map(({{ options }}) => options)"
    )
    assert all(drawn[key].style.items() <= style.items() for style in styles if key != "zones")
    dashes = [bool(style.get("dashArray")) for style in styles]
    assert dashes == [bool(dashed) for dashed in drawn[key].dashed or [False] * len(styles)]


@pytest.fixture
def shown(square_edition, open_page):
    opened = open_page(page_of(square_edition))
    opened.page.wait_for_selector(".leaflet-marker-icon")
    return opened


def view_of(page):
    return page.evaluate("[map_netmap.getCenter().lng, map_netmap.getZoom()]")


@pytest.mark.browser
def test_opening_asks_for_nothing_and_says_nothing(shown):
    shown.assert_quiet()
    assert len(shown.seen["requests"]) == 1


@pytest.mark.browser
def test_every_layer_toggles(shown):
    page = shown.page
    page.click("#map-more summary")
    count = "document.querySelectorAll('.folium-map svg path, .leaflet-marker-icon').length"
    boxes = page.locator("#map-layers input")
    assert boxes.count() == 13
    for i in range(boxes.count()):
        was, before = boxes.nth(i).is_checked(), page.evaluate(count)
        label = page.locator("#map-layers label").nth(i).inner_text().strip()
        boxes.nth(i).click()
        assert boxes.nth(i).is_checked() is not was
        if label != FR("map.layer.partners-pilotage"):  # the ARS has no place
            assert page.evaluate(count) != before or "Partenaires" in label, label
        boxes.nth(i).click()
        assert page.evaluate(count) == before, label
    shown.assert_quiet()


@pytest.mark.browser
def test_taking_a_position_away_takes_its_partners_out_of_the_clusters(shown):
    page = shown.page
    members = "marker_cluster_partners.getLayers().length"
    assert page.evaluate(members) == 0
    page.click("#map-more summary")
    for position in ("amont", "aval"):
        page.get_by_label(FR(f"map.layer.partners-{position}"), exact=True).check()
    both = page.evaluate(members)
    page.get_by_label(FR("map.layer.partners-amont"), exact=True).uncheck()
    assert (both, page.evaluate(members)) == (4, 2)


@pytest.mark.browser
def test_measures_colour_the_zones_and_change_the_legend(shown):
    page = shown.page
    paints = "geo_json_zones.getLayers().map(layer => layer.options.fillColor)"
    page.click("#map-measures summary")
    seen = []
    for key in ("taux", "classe", "minutes", "besoins"):
        page.check(f"#map-measures input[value={key}]")
        seen.append((page.evaluate(paints), page.inner_text("#map-legend")))
        used = {p for p in seen[-1][0] if p.startswith("url(")}
        for paint in used:
            assert page.locator(f"pattern[id='{paint[5:-1]}']").count() == 1
    assert len({tuple(paint) for paint, _ in seen}) == 4
    assert len({legend for _, legend in seen}) == 4
    assert page.evaluate("location.hash") == "#mesure=besoins"


@pytest.mark.browser
def test_search_finds_a_commune_a_neighbourhood_and_a_partner_by_keyboard(shown):
    page = shown.page
    for typed, title in (("bourg", "Bourg"), ("tours", "Les Tours"), ("entraide", "Entraide")):
        before = view_of(page)
        page.fill("#map-search", typed)
        page.press("#map-search", "Enter")
        assert page.inner_text("#map-card h2") == title
        assert view_of(page) != before
    page.fill("#map-search", "zzz")
    assert page.inner_text("#map-found") == FR("page.script.no-result")
    shown.assert_quiet()


@pytest.mark.browser
def test_the_list_moves_the_map_and_the_map_marks_the_list(shown):
    page = shown.page
    before = view_of(page)
    page.click("#map-gaps li[data-code='17003'] button")
    assert view_of(page) != before
    assert page.evaluate("location.hash") == "#commune=17003"
    card = page.inner_text("#map-card")
    assert "masqué" in card
    assert not re.search(r"accompagnées\s+0", card)
    assert re.search(r"Contacts \(passages\)\s+2023 – masqué, 2024 – masqué", card)
    page.evaluate("geo_json_zones.getLayers()[2].fire('click')")
    current = page.locator("#map-gaps li[aria-current=true]")
    assert current.get_attribute("data-code") == "17002"
    page.click("#map-card .close")
    assert not page.is_visible("#map-card")
    assert page.evaluate("location.hash") == ""


@pytest.mark.browser
def test_an_address_opens_a_place_and_the_link_carries_it_to_the_network(square_edition, open_page):
    opened = open_page(page_of(square_edition), hash_="#commune=17002&mesure=minutes")
    page = opened.page
    assert page.inner_text("#map-card h2") == "Bourg"
    assert "2023 – 44, 2024 – 90" in page.inner_text("#map-card")
    bourg = "geo_json_zones.getLayers()[2].getBounds()"
    assert page.evaluate(f"map_netmap.getBounds().contains({bourg})")
    assert page.evaluate(f"{bourg}.contains(map_netmap.getCenter())")
    assert (
        page.evaluate("map_netmap.getZoom() - map_netmap.getBoundsZoom(geo_json_zones.getBounds())")
        > 0.5
    )
    assert page.is_checked("#map-measures input[value=minutes]")
    link = page.get_attribute("#map-card .network-link", "href")
    assert link == "network.html#commune=17002"
    header = page.get_attribute(".view-link[data-sibling=network]", "href")
    assert header.startswith("network.html#commune=17002")
    for need in ("Soins dentaires", "Santé mentale", "Logement & santé"):
        assert need in page.inner_text("#map-card")


@pytest.mark.browser
def test_the_address_of_another_place_is_followed_while_open(shown):
    shown.page.evaluate("location.hash = '#commune=17001&qpv=QN01701M'")
    shown.page.wait_for_selector("#map-card:not([hidden])")
    assert shown.page.inner_text("#map-card h2") == "Les Tours"
    assert "indicatif" in shown.page.inner_text("#map-card .kind")


@pytest.mark.browser
def test_partners_at_one_point_can_be_told_apart(shown):
    page = shown.page
    page.click("#map-more summary")
    for box in page.locator("#map-layers label", has_text="Partenaires").all():
        box.locator("input").check()
    page.get_by_label(FR("map.layer.partners-mediation"), exact=True).check()
    page.fill("#map-search", "CPAM")
    page.press("#map-search", "Enter")
    page.wait_for_selector(".leaflet-marker-icon[aria-label^='CPAM']")
    assert page.inner_text("#map-card h2") == "CPAM"
    boxes = page.evaluate(
        """() => [...document.querySelectorAll('.mark')].map(n => n.getBoundingClientRect())
            .map(box => `${Math.round(box.x / 10)} ${Math.round(box.y / 10)}`)"""
    )
    assert len(set(boxes)) == len(boxes) == 6


@pytest.mark.browser
def test_every_mark_has_a_name_for_those_who_do_not_see_it(shown):
    nameless = shown.page.evaluate(
        "[...document.querySelectorAll('.leaflet-marker-icon[tabindex]')]"
        ".filter(node => !node.getAttribute('aria-label')).length"
    )
    assert nameless == 0


@pytest.mark.browser
def test_the_tables_say_what_the_map_says(shown):
    text = shown.page.inner_text("#map-table-places")
    row = next(line for line in text.splitlines() if line.startswith("Rivage"))
    assert "masqué" in shown.page.inner_text("#map-table-places tr[data-id='17003']"), row
    assert shown.page.locator("#map-table-places tbody tr").count() == 5
    assert shown.page.locator("#map-table-partners tbody tr").count() == 7
    assert "lieu inconnu" in shown.page.inner_text("#map-table-partners")


@pytest.mark.browser
@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
def test_nothing_is_cut_off_at_any_width(square_edition, open_page, size):
    page = open_page(page_of(square_edition), hash_="#commune=17001", size=size).page
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.evaluate("document.querySelector('.folium-map').clientHeight") > 300


@pytest.mark.browser
def test_names_make_room_for_those_of_larger_places(square_edition, open_page):
    """Long names, so that two communes side by side cannot both be named in their middle."""
    territory = square_edition.findings.release.territory
    communes = territory.communes.assign(
        nom=[f"{name}-sur-la-très-longue-plaine-des-carrés" for name in territory.communes["nom"]]
    )
    edition = altered(square_edition, territory=dataclasses.replace(territory, communes=communes))
    page = open_page(page_of(edition), size=(390, 844)).page
    shown = page.evaluate(
        """() => [...document.querySelectorAll('.label .name:not(.crowded)')].map(n => {
            const box = n.getBoundingClientRect();
            return [n.textContent, box.left, box.top, box.right, box.bottom];
        })"""
    )
    assert any(name.startswith("Ville") for name, *_ in shown)
    assert len(shown) > 1
    for i, (_, left, top, right, bottom) in enumerate(shown):
        assert left >= 0
        assert right <= 390
        for _, *other in shown[:i]:
            assert other[2] <= left or right <= other[0] or other[3] <= top or bottom <= other[1]


@pytest.mark.browser
@pytest.mark.parametrize("chosen", ["", "#commune=17001", "#partenaire=cpam"])
def test_axe_finds_nothing_serious(square_edition, open_page, chosen):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    opened = open_page(page_of(square_edition), hash_=chosen)
    found = axe.run(opened.page).response["violations"]
    serious = [
        (v["id"], [node["html"][:160] for node in v["nodes"]][:3])
        for v in found
        if v["impact"] in {"serious", "critical"}
    ]
    assert serious == []


@pytest.mark.browser
def test_hostile_text_is_shown_as_typed_and_runs_nowhere(hostile, all_payloads, open_page):
    text = all_payloads
    opened = open_page(page_of(hostile(all_payloads)))
    page = opened.page
    page.wait_for_selector(".leaflet-marker-icon")
    assert page.text_content("#map-gaps li strong") == text
    assert page.text_content("h1") == text[:200]
    page.evaluate(
        """() => {
            for (const layer of geo_json_zones.getLayers()) {
                layer.openTooltip();
                layer.fire('click');
            }
            for (const marker of marker_cluster_partners.getLayers()) marker.fire('click');
            for (const node of document.querySelectorAll('details')) node.open = true;
        }"""
    )
    assert page.text_content("#map-card h2") == text
    for place in ("17001", "QN01701M"):
        page.evaluate("code => { location.hash = '#commune=17001&qpv=' + code }", place)
    page.fill("#map-search", "script")
    assert page.text_content("#map-found li bdi") == text
    page.locator("#map-table-partners th button.sort").first.click()
    for icon in page.locator(".leaflet-marker-icon[tabindex]").all()[:4]:
        icon.dispatch_event("mouseover")
    page.wait_for_timeout(50)
    opened.assert_quiet()
    assert page.locator("img").count() == 0


@pytest.mark.browser
def test_printing_shows_the_whole_territory_on_landscape_sheets(shown, tmp_path):
    shown.page.click("#map-gaps li[data-code='17003'] button")
    before = view_of(shown.page)
    shown.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert shown.page.evaluate("map_netmap.getBounds().contains(geo_json_zones.getBounds())")
    assert "Ville" in shown.page.locator(".label .name:not(.crowded)").all_text_contents()
    shown.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    document = shown.page.pdf(prefer_css_page_size=True, print_background=True)
    assert document.startswith(b"%PDF")
    assert view_of(shown.page) == before
    shown.assert_quiet()


@pytest.mark.browser
def test_the_map_is_kept_as_a_picture_with_its_title_legend_and_sources(
    hostile, all_payloads, open_page, tmp_path
):
    opened = open_page(page_of(hostile(all_payloads)))
    with opened.page.expect_download() as download:
        opened.page.click("#map-picture")
    assert download.value.suggested_filename == "carte.svg"
    download.value.save_as(tmp_path / "carte.svg")
    picture = ET.parse(tmp_path / "carte.svg")  # noqa: S314  (our own)
    tags = {node.tag.removeprefix("{http://www.w3.org/2000/svg}") for node in picture.iter()}
    assert tags <= {"svg", "g", "defs", "pattern", "rect", "path", "circle", "text"}
    attributes = {name for node in picture.iter() for name in node.attrib}
    assert not {name for name in attributes if name.startswith("on") or "href" in name}
    fills = {node.get("fill") for node in picture.iter()}
    assert {"url(#fill-masquee)", "url(#fill-non-ouverte)"} <= fills
    told = " ".join(node.text or "" for node in picture.iter())
    legend = opened.page.locator("#map-legend li").first.inner_text().split("\n")[0]
    source = opened.page.locator(".page-footer > h2 + ul li").first.inner_text()[:45]
    for said in (legend, source, "Qui n’est pas rejoint", "<script>alert(1)</script>"):
        assert re.sub(r"\s+", " ", said) in re.sub(r"\s+", " ", told)
    opened.assert_quiet()
