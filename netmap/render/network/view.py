"""The partner page: who refers people to the mediation, and to whom it refers them.

The drawing's places are computed here and its looks are fixed words; names and facts
travel as data, which the page's script shows as text.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from netmap.render.network.advice import read_advice
from netmap.render.network.backdrop import commune_rings, commune_shapes, geographic_bounds
from netmap.render.network.data import NetworkData, labels, read_network
from netmap.render.network.geolayout import Frame, fit_frame, geographic
from netmap.render.network.graph import build_model
from netmap.render.network.lattice import CELL_HEIGHT, ROW
from netmap.render.network.layout import LAYERS, Layout, layered, stacked
from netmap.render.network.matrix import cell_actions, order_places
from netmap.render.page.marks import FAMILY_COLOURS, RELATION_STYLES, SHAPES
from netmap.render.page.view import View
from netmap.vocabulary import PARTNER_LISTS

if TYPE_CHECKING:
    from netmap.edition import Edition
    from netmap.findings.model import Findings
    from netmap.messages import Messages

#: The two ways to look at the network, each with its parts: what to do, and all of it.
_PARTS = {"act": ("matrix", "mobilise", "weak"), "whole": ("partners", "relations")}
_WAYS = {"act": "", "whole": "entier"}
_FILTERS = ("commune", "besoin", "categorie", "position", "statut", "etat")


def network_view(edition: Edition, messages: Messages) -> View:
    """Return the view of the partner network.

    Parameters
    ----------
    release
        What may be shown.
    messages
        Catalogue of the page's language.

    Returns
    -------
    View
        The same for the same release, whatever the order of the rows of its tables.
    """
    findings = edition.findings
    data = read_network(findings, messages)
    advice = read_advice(findings, edition.advice, data, messages)
    supposed = (
        f'<p class="banner">{_say(messages, "network.supposed")}</p>'
        if findings.network.supposed
        else ""
    )
    return View(
        name="network",
        title=messages("page.view.network"),
        html=supposed + _markup(messages),
        data={
            "messages": messages.section("network.script")
            | ({} if data.partners else {"count-none": messages("empty.partners")}),
            "labels": labels(findings, messages, data),
            "needs": list(findings.needs),
            "supposed": findings.network.supposed,
            "partners": data.partners,
            "roles": data.roles,
            "relations": data.relations,
            "uses": data.uses,
            "communes": data.communes,
            "themes": data.themes,
            "lists": PARTNER_LISTS,
            "chains": data.chains,
            "cells": data.cells,
            "order": order_places(data.communes, data.chains, data.cells),
            "actions": cell_actions(data.chains, data.cells, advice["mobilise"]["suggestions"]),
            "advice": advice,
            "review": {
                "empreinte": findings.fingerprint,
                "projet": findings.release.settings.territory.name,
            },
            **_drawing(findings, data),
        },
        styles=("render/network/network.css",),
        script="render/network/network.mjs",
        libraries=("vis-network",),
    )


def _drawing(findings: Findings, data: NetworkData) -> dict[str, Any]:
    """Return the pyvis model, the three layouts and the looks."""
    partners, relations = data.partners, data.relations
    positions = [row["position"] for row in partners]
    keys = [(str(row["categorie"]), str(row["nom"]).casefold(), str(row["id"])) for row in partners]
    edges = np.array([(row["de"], row["vers"]) for row in relations], dtype=np.int64)
    edges = edges.reshape(-1, 2)
    wide = layered(positions, keys, edges)
    styles = [RELATION_STYLES[row["trait"]] for row in relations]
    model = build_model(
        wide,
        shapes=[SHAPES[position] for position in positions],
        colours=[FAMILY_COLOURS[row["famille"]] for row in partners],
        edges=[
            (row["de"], row["vers"], colour, width, bool(dashes))
            for row, (colour, width, dashes) in zip(relations, styles, strict=True)
        ],
    )
    bounds = geographic_bounds(findings.release.territory)
    frame = fit_frame(bounds, count=len(partners))
    by_id = findings.release.partners.sort_index(kind="stable")
    outlines = commune_rings(findings.release.territory, frame)
    (width,), (height,) = frame(np.array([bounds[2]]), np.array([bounds[1]]))
    places = geographic(
        by_id["longitude"].to_numpy(float),
        by_id["latitude"].to_numpy(float),
        frame=frame,
        width=float(width),
        height=float(height),
        communes=commune_shapes(findings.release.territory, frame),
    )
    return {
        "model": model,
        "layouts": {
            "etapes": _plain_layout(wide) | {"row": ROW, "cell": CELL_HEIGHT},
            "etroit": _plain_layout(stacked(positions, keys, edges)),
            "carte": _plain_layout(places) | {"outlines": outlines, "km": _kilometre(frame)},
        },
        "looks": {
            "families": dict(FAMILY_COLOURS),
            "shapes": dict(SHAPES),
            "bands": LAYERS,
            "relations": {
                name: {"color": colour, "width": width, "dashes": list(dashes)}
                for name, (colour, width, dashes) in RELATION_STYLES.items()
            },
        },
    }


def _plain_layout(layout: Layout) -> dict[str, Any]:
    return {
        "x": layout.x.round().astype(int).tolist(),
        "y": layout.y.round().astype(int).tolist(),
        "side": layout.side.tolist(),
        "bands": [
            {
                "name": band.name,
                "x": round(band.x),
                "y": round(band.y),
                "width": round(band.width),
                "height": round(band.height),
                "count": band.count,
                "heading": band.heading,
            }
            for band in layout.bands
        ],
    }


def _kilometre(frame: Frame) -> float:
    """Return the length of a kilometre in the drawing (a degree of latitude is 111.2 km)."""
    return round(frame.scale / 111.2, 3)


def _markup(messages: Messages) -> str:
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
