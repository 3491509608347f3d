"""The planner's layers: each says what it has, and a hidden count colours nothing."""

import dataclasses
from types import SimpleNamespace

import pandas as pd
import pytest
from editions import altered

from netmap.findings.priority import rank_priorities
from netmap.messages import Messages
from netmap.render.map.planner import certainty_scale, plan_rows, planner_scales
from netmap.render.map.view import map_data, map_view
from netmap.render.page.compose import compose

FR = Messages("fr")
NAN = float("nan")


def fills(edition, measure):
    zones = map_data(edition, FR)["zones"]
    codes = edition.findings.release.territory.zones.index
    return {code: zone["fill"][measure] for code, zone in zip(codes, zones, strict=True)}


@pytest.fixture
def planner(square_edition):
    """Ville is served, Bourg lacks, Rivage is hidden and estimated, Plaine is not open."""
    codes = list(square_edition.findings.release.territory.communes.index)
    communes = pd.DataFrame(
        {
            "nom": list(square_edition.findings.release.territory.communes["nom"]),
            "attendues": [50.0, 30.0, 20.0, NAN],
            "doute": 0.0,
            "personnes": [60.0, 12.0, NAN, NAN],
            "classe": ["desservie", "sous-desservie", "masquee", "non-ouverte"],
        },
        index=codes,
    )
    supposed = pd.DataFrame({"personnes": [5.0], "au_plus": [10.0]}, index=["17003"])
    need = pd.DataFrame(
        {
            "score": [70.0, 40.0, 55.0, NAN],
            "palier": ["fort", "faible", "indeterminee", "sans-donnee"],
        },
        index=pd.Index(codes, name="code_insee"),
    )
    density = square_edition.findings.density.copy()
    density.loc[("zone", "17001"), "p_sous_desserte"] = 0.001
    density.loc[("zone", "17002"), "p_sous_desserte"] = 0.9
    density.loc[("zone", "17001:QN01701M"), "p_sous_desserte"] = 0.5
    planning = dataclasses.replace(
        square_edition.findings.planning,
        need=need,
        priorities=rank_priorities(communes, supposed=supposed),
    )
    return altered(square_edition, density=density, planning=planning)


def test_a_layer_that_has_nothing_to_show_is_not_offered(square_edition):
    bare = altered(
        square_edition,
        planning=dataclasses.replace(square_edition.findings.planning, need=None, priorities=()),
    )
    assert planner_scales(bare.findings, FR) == {}
    keys = [measure["key"] for measure in map_data(bare, FR)["measures"]]
    assert keys == ["secteur", "minutes", "besoins", "classe", "taux", "lisse"]


def test_certainty_is_dark_where_it_is_sure_and_patterned_where_hidden(planner):
    certainty = fills(planner, "certitude")
    assert certainty["17001"] == "0"
    assert certainty["17002"] == "3"
    assert certainty["17001:QN01701M"] == "~2"
    assert certainty["17003"] == "masquee"
    assert certainty["17004"] == "non-ouverte"
    labels = [c.label for c in certainty_scale(0.8, FR).classes]
    assert labels[2] == "de 20 à 80 sur 100"


def test_need_is_a_tier_or_a_pattern(planner):
    need = fills(planner, "besoin")
    assert need["17001"] == need["17001:QN01701M"] == "2"
    assert need["17002"] == "0"
    assert need["17003"] == "indeterminee"
    assert need["17004"] == "sans-donnee"


def test_a_sector_concludes_for_its_communes_and_not_for_a_part_beside_a_neighbourhood(planner):
    sectors = pd.DataFrame(
        {
            "nom": ["Ville, Bourg, Plaine"],
            "communes": [("17001", "17002", "17004")],
            "classe": ["sous-desservie"],
            "taux": [0.3],
            "rapport": [0.3],
            "attendues": [50.0],
            "personnes": [15.0],
        },
        index=pd.Index(["17001"], name="secteur"),
    )
    density = planner.findings.density.copy()
    density.loc[("zone", "17001"), "classe"] = "desservie"
    density.loc[("zone", "17001:QN01701M"), "classe"] = "indeterminee"
    density.loc[("zone", "17002"), "classe"] = "indeterminee"
    density.loc[("zone", "17003"), "classe"] = "masquee"
    density.loc[("zone", "17004"), "classe"] = "non-ouverte"
    planning = dataclasses.replace(planner.findings.planning, sectors=sectors)
    concluded = fills(altered(planner, density=density, planning=planning), "secteur")
    assert concluded["17001"] == "1"
    assert concluded["17001:QN01701M"] == "indeterminee"
    assert concluded["17002"] == "0"
    assert concluded["17003"] == "masquee"
    assert concluded["17004"] == "non-ouverte"


def test_a_smoothed_rate_is_hidden_with_its_rate(planner):
    assert fills(planner, "lisse")["17003"] == "masquee"
    assert fills(planner, "lisse")["17001"] == fills(planner, "taux")["17001"]


def test_without_a_plan_no_place_has_a_part_in_it(planner):
    assert plan_rows(planner.plan) == {}
    assert all(place["plan"] is None for place in map_data(planner, FR)["permanences"])


@pytest.mark.browser
def test_every_layer_colours_the_map_and_the_card_says_the_same(planner, open_page):
    page_text = compose(planner.findings, [map_view(planner, FR)], FR, siblings={"map": "map.html"})
    opened = open_page(page_text, hash_="#commune=17003")
    page = opened.page
    card = page.inner_text("#map-card")
    assert "estimation, l’effectif est masqué" in card
    assert "Secteur" in card
    page.click("#map-measures summary")
    for measure in ("lisse", "certitude", "besoin"):
        page.check(f"#map-measures input[value={measure}]")
        legend = page.inner_text("#map-legend")
        assert "legend." not in legend
        assert "{" not in legend
    opened.assert_quiet()


@pytest.mark.browser
def test_the_plan_shows_what_it_keeps_and_what_it_proposes(planner, open_page):
    sites = pd.DataFrame(
        {
            "role": ["verrouillee", "proposee"],
            "aujourdhui": [2.0, 0.0],
            "plan": [2.0, 0.5],
            "brut": [32.0, 8.0],
            "net": [30.0, 8.0],
            "cumule": [32.0, 40.0],
            "frequence": [1.0, 0.35],
        },
        index=pd.Index(["p1", "p2"], name="id"),
    )
    planned = altered(planner, plan=SimpleNamespace(sites=sites))
    text = compose(planned.findings, [map_view(planned, FR)], FR, siblings={"map": "map.html"})
    opened = open_page(text)
    page = opened.page
    kept, changed = page.locator(".mark.permanence"), page.locator(".mark.plan")
    assert (kept.count(), changed.count()) == (1, 1)
    assert "gardé d’office, 2 demi-journées" in kept.get_attribute("aria-label")
    assert "proposé, 0,5" in changed.get_attribute("aria-label")
    assert changed.inner_text() == "0 → 0,5"
    changed.focus()
    page.keyboard.press("Enter")
    assert "35" in page.inner_text("#map-card")
    page.click("#map-more summary")
    page.locator("#map-layers label", has_text="Plan de demi-journées").locator("input").uncheck()
    assert page.locator(".mark.plan").count() == 0
    assert "permanence ouverte, 2" in kept.get_attribute("aria-label")
    opened.assert_quiet()
