"""A page holds all it needs, runs only what is ours, and says what a reader must know."""

import base64
import dataclasses
import hashlib
import json
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from editions import altered

from netmap.messages import Messages
from netmap.render.page.compose import compose
from netmap.render.page.document import content_security_policy, json_for_script
from netmap.render.page.view import View, plain

FR = Messages("fr")


def small_view(name="map", **data):
    return View(name=name, title=name, html=f'<div id="here-{name}">·</div>', data=data)


def page_of(edition, *views, messages=FR, siblings=None):
    return compose(edition.findings, views or [small_view()], messages, siblings=siblings or {})


class Blocks(HTMLParser):
    """What a browser's parser makes of a document: its scripts, styles, attributes and text."""

    def __init__(self, document):
        super().__init__()
        self.blocks, self.attributes, self.text, self._open = [], [], [], None
        self.feed(document)

    def handle_starttag(self, tag, attrs):
        self.attributes += [(tag, key, value) for key, value in attrs]
        if tag in {"script", "style"}:
            self._open = [tag, dict(attrs), ""]

    def handle_endtag(self, tag):
        if self._open and tag == self._open[0]:
            self.blocks.append(tuple(self._open))
            self._open = None

    def handle_data(self, data):
        if self._open:
            self._open[2] += data
        else:
            self.text.append(data)


def test_the_policy_allows_exactly_the_scripts_and_styles_of_the_page(square_edition):
    blocks = Blocks(page_of(square_edition))
    [policy] = [v for t, k, v in blocks.attributes if t == "meta" and k == "content" and "src" in v]
    expected = {
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for tag, attrs, text in blocks.blocks
        if attrs.get("type") != "application/json"
    }
    assert set(re.findall(r"'sha256-[^']+'", policy)) == expected
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_page_without_scripts_allows_none():
    assert "script-src 'none'" in content_security_policy([], [])


def test_nothing_of_a_page_points_outside(square_edition):
    blocks = Blocks(page_of(square_edition))
    for tag, key, value in blocks.attributes:
        assert not key.startswith("on"), (tag, key)
        assert key != "style", tag
        if key in {"src", "href", "action", "data"}:
            assert "//" not in value


@pytest.mark.parametrize("text", ["</script>", "<!--", "\u2028\u2029", "&lt;", "a\ud800b"])
def test_json_holds_nothing_that_a_parser_would_read(text):
    written = json_for_script({"text": text})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == {"text": text}


def test_the_same_release_gives_the_same_bytes(square_edition):
    assert page_of(square_edition) == page_of(square_edition)


def test_plain_keeps_missing_missing():
    value = {
        "nan": float("nan"),
        "inf": np.inf,
        "nat": pd.NaT,
        "na": pd.NA,
        "int": np.int64(3),
        "bool": np.bool_(1),
        "day": pd.Timestamp("2024-05-01 10:00"),
        "set": {"b", "a"},
        7: (1, 2.5),
    }
    assert plain(value) == {
        "nan": None, "inf": None, "nat": None, "na": None, "int": 3, "bool": True,
        "day": "2024-05-01", "set": ["a", "b"], "7": [1, 2.5],
    }  # fmt: skip
    with pytest.raises(TypeError):
        plain(object())


def test_an_internal_edition_is_marked_everywhere(square_edition):
    internal = altered(square_edition, audience="interne", hidden=None)
    page = page_of(internal)
    assert "<title>INTERNE – ne pas diffuser – Le Pays carré" in page
    assert "ÉDITION INTERNE — ne pas diffuser" in page
    assert '<meta name="audience" content="Édition interne">' in page
    assert "INTERNE" not in page_of(square_edition)


def test_example_data_say_so_until_the_flag_is_removed(square_edition):
    assert FR("page.example") in page_of(square_edition)
    real = square_edition.findings.release.settings.model_copy(update={"example": False})
    assert FR("page.example") not in page_of(altered(square_edition, settings=real))


def test_notices_say_what_is_hidden_supposed_indicative_and_absent(square_edition):
    edition = altered(
        square_edition, relations_supposed=True, absent=("permanences", "unknown-key")
    )
    text = " ".join(Blocks(page_of(edition)).text)
    for sentence in ("Masqué n’est pas zéro", "supposés", "indicatifs", "Absent de ce dossier"):
        assert sentence in text
    known = " ".join(Blocks(page_of(altered(square_edition, hidden=None))).text)
    assert "Masqué n’est pas zéro" not in known
    assert "supposés" not in known


def test_the_footer_names_sources_period_reference_and_licences(square_edition):
    view = dataclasses.replace(small_view(), libraries=("leaflet",))
    text = " ".join(Blocks(page_of(square_edition, view)).text)
    for part in (
        "2023 et 2024", "1,10 pour", "IGN, 2024, Licence Ouverte 2.0", "data/partners.csv (7)",
        "Leaflet 1.9.3", "BSD-2-Clause", "Redistribution and use in source",
    ):  # fmt: skip
        assert part in text


def test_a_reference_that_is_hidden_is_not_named(square_edition):
    edition = altered(square_edition, reference_rate=float("nan"))
    assert "Taux de référence" not in page_of(edition)


def test_a_sibling_is_named_as_a_file_and_a_view_of_the_page_is_a_tab(square_edition):
    siblings = {"map": "map.html", "network": "network.html"}
    alone = page_of(square_edition, siblings=siblings)
    assert 'href="network.html" data-sibling="network"' in alone
    kept = "Gardez ces pages dans le même dossier"
    assert f"{kept}\u00a0: les liens vont de l’une à l’autre (map.html et network.html)." in alone
    both = page_of(square_edition, small_view("map"), small_view("network"), siblings=siblings)
    assert "data-sibling" not in both.split("<script", 1)[0]
    assert 'href="#vue=network"' in both
    assert kept not in both


def test_a_text_in_an_attribute_stays_in_it(square_edition):
    text = """"'><img src=x onerror=alert(1)>&quot;"""
    view = dataclasses.replace(small_view(), title=text)
    found = Blocks(page_of(square_edition, view, siblings={"network": text})).attributes
    assert ("section", "aria-label", text) in found
    assert ("a", "href", text) in found
    assert not [one for one in found if one[0] == "img" or one[1].startswith("on")]


@pytest.mark.browser
def test_tabs_show_one_view_at_a_time_and_follow_the_address(square_edition, open_page):
    page = page_of(square_edition, small_view("map"), small_view("network"))
    opened = open_page(page, hash_="#vue=network")
    assert opened.page.is_visible("#view-network")
    assert not opened.page.is_visible("#view-map")
    opened.page.click(".view-link[data-view=map]")
    opened.page.wait_for_selector("#view-map:not([hidden])")
    assert not opened.page.is_visible("#view-network")
    opened.assert_quiet()


@pytest.mark.browser
def test_scripts_refuse_links_that_run_and_attributes_that_act(square_edition, open_page, expose):
    opened = open_page(page_of(square_edition))
    expose(opened.page, el="render/page/dom.mjs")
    links = {
        "https://example.org": True,
        "http://example.org": True,
        "mailto:a@example.org": True,
        "javascript:alert(1)": False,
        " JaVaScRiPt:alert(1)": False,
        "data:text/html,<script>alert(1)</script>": False,
        "file:///etc/passwd": False,
        "//example.org": False,
    }
    for link, kept in links.items():
        found = opened.page.evaluate(
            "link => tested.el('a', {href: link}).getAttribute('href')", link
        )
        assert (found is not None) is kept, link
    made = opened.page.evaluate(
        "() => tested.el('p', {onclick: 'alert(1)', style: 'color:red', text: '<b>'}).outerHTML"
    )
    assert made == "<p>&lt;b&gt;</p>"
    opened.assert_quiet()


@pytest.mark.browser
def test_numbers_are_written_as_in_french(square_edition, open_page, expose):
    opened = open_page(page_of(square_edition))
    expose(opened.page, number="render/page/numbers.mjs")
    number = "v => tested.number(v[0], v[1])"
    assert opened.page.evaluate(number, [1234.5, 1]) == FR.number(1234.5, digits=1)
    assert opened.page.evaluate(number, [None, 0]) == "—"


@pytest.mark.browser
def test_a_table_sorts_with_missing_last_and_filters_without_accents(
    square_edition, open_page, expose
):
    opened = open_page(page_of(square_edition))
    expose(opened.page, table="render/page/table.mjs")
    opened.page.evaluate(
        """() => document.getElementById('here-map').append(tested.table(
            [{key: 'nom', label: 'Nom'}, {key: 'n', label: 'N', number: true}],
            {caption: 'T', filter: true,
             rows: [{nom: 'Été', n: 2}, {nom: 'Or', n: null}, {nom: 'Bé', n: 10}]}))"""
    )
    first = "() => [...document.querySelectorAll('tbody tr')].map(r => r.cells[0].textContent)"
    for expected in (["Été", "Bé", "Or"], ["Bé", "Été", "Or"]):
        opened.page.click("th[data-key=n] button")
        assert opened.page.evaluate(first) == expected
    assert opened.page.get_attribute("th[data-key=n]", "aria-sort") == "descending"
    opened.page.fill(".table-tools input", "ete")
    assert opened.page.evaluate(first) == ["Été"]
    opened.assert_quiet()
