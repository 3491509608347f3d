"""The page of a difference, in a browser with no network."""

import pytest

from netmap.diff.page import difference_page
from netmap.diff.words import Section
from netmap.messages import Messages

PAYLOADS = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "${alert(3)}",
    "{{7*7}}",
    "{name}",
    "a\u202eb",
    "<!--<script>",
]


@pytest.fixture(scope="module")
def shown(chromium, editions, tmp_path_factory):
    """The page with hostile text in every cell: what it shows, asks for and complains of."""
    rows = tuple((payload, payload) for payload in PAYLOADS * 2)
    found = [Section("partner-added", ("partner", "status"), rows), Section("class", (), ())]
    findings, messages = editions["la-rochelle"].findings, Messages("fr")
    text = difference_page(findings, found, messages, former=PAYLOADS[0], later=PAYLOADS[1])
    path = tmp_path_factory.mktemp("diff") / "page.html"
    path.write_text(text, "utf-8")
    asked, told = [], []
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    page.goto(path.as_uri())
    cells = page.locator("#diff-box tbody th").all_text_contents()
    lead = page.locator("#diff-lead").text_content()
    quiet = page.locator(".diff-none").text_content()
    page.get_by_role("searchbox").fill("alert(3)")
    kept = page.locator("#diff-box tbody tr").count()
    context.close()
    return {
        "asked": asked, "told": told, "cells": cells, "lead": lead, "quiet": quiet, "kept": kept,
        "url": path.as_uri(),
    }  # fmt: skip


def test_it_asks_for_nothing_and_runs_nothing(shown):
    assert shown["asked"] == [shown["url"]]
    assert shown["told"] == []


def test_every_text_is_shown_as_typed(shown):
    assert shown["cells"] == PAYLOADS * 2
    assert shown["lead"] == f"De {PAYLOADS[0]} à {PAYLOADS[1]}."


def test_it_filters_and_says_what_did_not_change(shown):
    assert shown["kept"] == 2
    assert "Taux qui ont changé de classe" in shown["quiet"]
