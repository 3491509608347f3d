"""The planner's layers: each says what it has, and a hidden count colours nothing."""

import dataclasses
from types import SimpleNamespace

import pandas as pd
import pytest
from editions import altered

from netmap.findings.priority import rank_priorities
from netmap.messages import Messages
from netmap.render.map.planner import certainty_scale, plan_rows, planner_scales, unmet_scale
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
    assert keys == ["taux", "lisse", "classe", "minutes", "besoins"]


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


def test_people_missing_are_told_from_none_estimated_and_unknown(planner):
    missing = fills(planner, "priorite")
    assert missing["17001"] == "0"  # ten more than expected
    assert missing["17002"] == "4"
    assert missing["17003"].startswith("~")
    assert missing["17004"] == "non-ouverte"
    assert [c.upper for c in unmet_scale(18.0, FR).classes][:4] == [0.0, 5.0, 10.0, 15.0]
    assert unmet_scale(18.0, FR).classes[0].label == "aucune ne manque"


def test_a_part_that_is_served_does_not_take_the_colour_of_those_that_lack(planner):
    density = planner.findings.density.copy()
    density.loc[("zone", "17001"), "classe"] = "sous-desservie"
    density.loc[("zone", "17001:QN01701M"), "classe"] = "desservie"
    first = dataclasses.replace(
        planner.findings.planning.priorities[0], code="17001", unmet=18.0, in_parts=True
    )
    others = tuple(p for p in planner.findings.planning.priorities if p.code != "17001")
    planning = dataclasses.replace(planner.findings.planning, priorities=(first, *others))
    missing = fills(altered(planner, density=density, planning=planning), "priorite")
    assert missing["17001"] == "4"
    assert missing["17001:QN01701M"] == "0"


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
    for measure in ("lisse", "certitude", "besoin", "priorite"):
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
    marks = page.locator(".mark.plan")
    assert marks.count() == 2
    names = [marks.nth(i).get_attribute("aria-label") for i in range(2)]
    assert any("gardé (verrouillé), 2 demi-journées" in name for name in names)
    proposed = next(i for i, name in enumerate(names) if "proposé, 0,5" in name)
    marks.nth(proposed).click()
    assert "35" in page.inner_text("#map-card")
    page.locator("#map-layers label", has_text="Plan de demi-journées").locator("input").uncheck()
    assert page.locator(".mark.plan").count() == 0
    opened.assert_quiet()
