"""The containers of the partner page, that its script fills."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netmap.messages import Messages


#: The two ways to look at the network, each with its parts: what to do, and all of it.
_PARTS = {"act": ("matrix", "mobilise", "weak"), "whole": ("partners", "relations")}
_WAYS = {"act": "", "whole": "entier"}
_FILTERS = ("commune", "besoin", "categorie", "position", "statut", "etat")


def network_markup(messages: Messages) -> str:
    """Return the containers that the script fills."""
    ways = "".join(
        f'<button type="button" class="plain" data-whole="{asked}" '
        f'aria-pressed="{"false" if asked else "true"}">'
        f"{_say(messages, f'network.way.{name}')}</button>"
        for name, asked in _WAYS.items()
    )
    return (
        '<div class="net"><div class="net-top">'
        f'<div class="search"><label class="visually-hidden" for="net-search">'
        f"{_say(messages, 'network.search')}</label>"
        '<input id="net-search" type="search" autocomplete="off" spellcheck="false" '
        f'placeholder="{_say(messages, "network.search-hint")}">'
        '<ul id="net-found" hidden></ul></div>'
        f'<div class="net-ways" role="group" aria-label="{_say(messages, "network.ways")}">'
        f"{ways}</div>"
        '<button type="button" class="plain" id="net-review-toggle" aria-expanded="false" '
        f'aria-controls="net-review">{_say(messages, "network.review.open")}</button></div>'
        '<div id="net-review-others" role="region" '
        f'aria-label="{_say(messages, "network.review.others")}" hidden></div>'
        f"{_review_bar(messages)}{_filters(messages)}"
        '<div class="net-brief" id="net-brief"></div>'
        '<div class="net-main" id="net-drawing" tabindex="-1">'
        '<aside class="net-panel" id="net-panel" '
        f'aria-label="{_say(messages, "network.card")}"><div id="net-card"></div></aside>'
        '<div class="net-stage-box"><div class="net-chain" id="net-chain" role="group" '
        f'aria-label="{_say(messages, "network.chain")}" hidden></div>{_graph(messages)}'
        "</div></div>"
        f"{_review_part(messages)}{_part_sections(messages)}</div>"
    )


def _filters(messages: Messages) -> str:
    """Return the filters of the whole network, and how many answer to them."""
    filters = "".join(
        f'<label class="net-filter">{_say(messages, f"network.filter.{name}")}'
        f'<select id="net-{name}" data-filter="{name}"></select></label>'
        for name in _FILTERS
    )
    return (
        '<div data-part="whole" hidden>'
        f'<details class="net-filter-box" id="net-filter-box" open>'
        f"<summary>{_say(messages, 'network.filters')}</summary>"
        '<form class="net-filters" id="net-filters" '
        f'aria-label="{_say(messages, "network.filters")}">{filters}'
        '<button type="button" class="plain" id="net-reset">'
        f"{_say(messages, 'network.reset')}</button></form></details></div>"
    )


def _graph(messages: Messages) -> str:
    """Return the place of the drawing of the whole network, with its controls and its key."""
    layouts = "".join(
        f'<label><input type="radio" name="net-layout" value="{name}"'
        f"{' checked' if name == 'etapes' else ''}> "
        f"{_say(messages, f'network.layout.{name}')}</label>"
        for name in ("etapes", "carte")
    )
    zooms = "".join(
        f'<button type="button" class="plain" data-zoom="{name}" '
        f'aria-label="{_say(messages, f"network.zoom.{name}")}" '
        f'title="{_say(messages, f"network.zoom.{name}")}">{sign}</button>'
        for name, sign in (("in", "+"), ("out", "−"), ("fit", "⤢"))
    )
    return (
        '<div data-part="whole" hidden><div class="net-tools">'
        '<p class="net-count" id="net-count" role="status"></p>'
        f"<fieldset><legend>{_say(messages, 'network.layouts')}</legend>{layouts}</fieldset>"
        f'<span class="net-zooms">{zooms}</span></div>'
        '<div class="net-stage" id="net-stage" tabindex="0" role="application" '
        f'aria-label="{_say(messages, "network.stage")}" aria-describedby="net-hint"></div>'
        '<p class="net-shown" id="net-shown"></p>'
        f'<p class="net-hint" id="net-hint">{_say(messages, "network.hint")}</p>'
        f'<details id="net-legend" open><summary>{_say(messages, "network.legend")}</summary>'
        '<div id="net-legend-box"></div></details></div>'
    )


def _part_sections(messages: Messages) -> str:
    """Return the parts of what to do, and those of the whole network."""
    parts = "".join(
        f'<section class="net-part" data-part="{way}" id="net-{name}" tabindex="-1">'
        f"<h2>{_say(messages, f'network.part.{name}')}</h2>"
        f'<p class="net-lead">{_say(messages, f"network.lead.{name}")}</p>'
        f'<div id="net-{name}-box"></div></section>'
        for way, names in _PARTS.items()
        for name in names
    )
    return (
        f'{parts}<details class="net-part" data-part="whole" id="net-annex">'
        f"<summary>{_say(messages, 'network.part.annex')}</summary>"
        f'<p class="net-lead">{_say(messages, "network.lead.annex")}</p>'
        '<div id="net-annex-box"></div></details>'
    )


def _review_bar(messages: Messages) -> str:
    """Return the line that stays in sight as long as a review goes on."""

    def button(name: str) -> str:
        label = _say(messages, f"network.review.{name}")
        return f'<button type="button" class="plain" id="net-{name}">{label}</button>'

    return (
        '<div class="net-review-bar" id="net-review-bar" role="region" '
        f'aria-label="{_say(messages, "network.review.title")}" hidden>'
        f"<strong>{_say(messages, 'network.review.going')}</strong>"
        '<span id="net-review-count" role="status"></span>'
        f"{button('add-relation')}{button('add-partner')}"
        f'<a href="#net-review" data-jump="net-review">'
        f"{_say(messages, 'network.review.list-link')}</a>"
        f"{button('review-close')}</div>"
    )


def _review_part(messages: Messages) -> str:
    """Return the section of the review: who speaks, the file, the list, what is added."""
    forms = "".join(
        f'<details class="net-add" id="net-review-add-{name}">'
        f"<summary>{_say(messages, f'network.review.add-{name}')}</summary></details>"
        for name in ("relation", "partner")
    )
    return (
        '<section class="net-part net-review" id="net-review" tabindex="-1" hidden>'
        f'<h2 id="net-review-title" tabindex="-1">{_say(messages, "network.review.title")}</h2>'
        f'<p class="net-lead">{_say(messages, "network.review.lead")}</p>'
        '<p id="net-review-kept" class="net-said"></p>'
        '<div class="net-fields">'
        f'<label class="net-field">{_say(messages, "network.review.author")}'
        '<input type="text" id="net-review-author" maxlength="500" autocomplete="off"></label>'
        f'<label class="net-field">{_say(messages, "network.review.date")}'
        '<input type="date" id="net-review-date" min="2000-01-01" max="2100-12-31"></label></div>'
        '<p class="net-notes"><button type="button" class="plain strong" id="net-review-export">'
        f"{_say(messages, 'network.review.export')}</button>"
        '<label class="net-file"><span class="plain">'
        f"{_say(messages, 'network.review.import')}</span>"
        '<input type="file" id="net-review-import" accept=".json,application/json"></label>'
        '<button type="button" class="plain" id="net-review-clear" hidden>'
        f"{_say(messages, 'network.script.review.clear')}</button></p>"
        '<p id="net-review-said" class="net-said" role="status"></p>'
        f"<h3>{_say(messages, 'network.review.list')}</h3>"
        '<p id="net-review-signed" class="print-only"></p>'
        f'<ol class="net-review-list" id="net-review-list"></ol>{forms}</section>'
    )


def _say(messages: Messages, key: str) -> str:
    return escape(messages(key), quote=True)
