"""The partner page: who refers people to the mediation, and to whom it refers them.

The drawing's places are computed here and its looks are fixed words; names and facts
travel as data, which the page's script shows as text.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from netmap.render.backdrop import commune_rings, geographic_bounds
from netmap.render.geolayout import Frame, fit_frame, geographic
from netmap.render.graph import build_model
from netmap.render.layout import Layout, layered, stacked
from netmap.render.marks import FAMILY_COLOURS, RELATION_STYLES, SHAPES
from netmap.render.network_data import NetworkData, labels, read_network
from netmap.render.view import View

if TYPE_CHECKING:
    from netmap.disclosure.model import Release
    from netmap.messages import Messages

_SCRIPTS = (
    "network-model.js",
    "network-paint.js",
    "network-routes.js",
    "network-drawing.js",
    "network-panel.js",
    "network-tables.js",
    "network.js",
)
_FILTERS = ("commune", "besoin", "categorie", "position", "statut", "etat")


def network_view(release: Release, messages: Messages) -> View:
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
    data = read_network(release)
    supposed = (
        f'<p class="banner">{_say(messages, "network.supposed")}</p>'
        if release.relations_supposed
        else ""
    )
    return View(
        name="network",
        title=messages("page.view.network"),
        html=supposed + _markup(messages),
        data={
            "messages": messages.section("network.script"),
            "labels": labels(release, messages, data),
            "needs": list(release.needs),
            "supposed": release.relations_supposed,
            "partners": data.partners,
            "relations": data.relations,
            "communes": data.communes,
            "cells": data.cells,
            **_drawing(release, data),
        },
        styles=("network.css",),
        scripts=_SCRIPTS,
        libraries=("vis-network",),
    )


def _drawing(release: Release, data: NetworkData) -> dict[str, Any]:
    """Return the pyvis model, the three layouts and the looks."""
    partners, relations = data.partners, data.relations
    positions = [row["position"] for row in partners]
    keys = [(str(row["categorie"]), str(row["nom"]).casefold(), str(row["id"])) for row in partners]
    edges = np.array([(row["de"], row["vers"]) for row in relations], dtype=np.int64)
    edges = edges.reshape(-1, 2)
    wide = layered(positions, keys, edges)
    styles = [RELATION_STYLES[row["aspect"]] for row in relations]
    model = build_model(
        wide,
        shapes=[SHAPES[position] for position in positions],
        colours=[FAMILY_COLOURS[row["famille"]] for row in partners],
        edges=[
            (row["de"], row["vers"], colour, width, bool(dashes))
            for row, (colour, width, dashes) in zip(relations, styles, strict=True)
        ],
    )
    bounds = geographic_bounds(release.territory)
    frame = fit_frame(bounds, count=len(partners))
    by_id = release.partners.sort_index(kind="stable")
    outlines = commune_rings(release.territory, frame)
    (width,), (height,) = frame(np.array([bounds[2]]), np.array([bounds[1]]))
    places = geographic(
        by_id["longitude"].to_numpy(float),
        by_id["latitude"].to_numpy(float),
        frame=frame,
        width=float(width),
        height=float(height),
    )
    return {
        "model": model,
        "layouts": {
            "etapes": _plain_layout(wide),
            "etroit": _plain_layout(stacked(positions, keys, edges)),
            "carte": _plain_layout(places) | {"outlines": outlines, "km": _kilometre(frame)},
        },
        "looks": {
            "families": dict(FAMILY_COLOURS),
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
    filters = "".join(
        f'<label class="net-filter">{_say(messages, f"network.filter.{name}")}'
        f'<select id="net-{name}" data-filter="{name}"></select></label>'
        for name in _FILTERS
    )
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
    jumps = "".join(
        f'<a href="#net-{name}" data-jump="net-{name}">{_say(messages, f"network.part.{name}")}</a>'
        for name in ("drawing", "matrix", "partners", "relations")
    )
    parts = "".join(
        f'<section class="net-part" id="net-{name}" tabindex="-1">'
        f"<h2>{_say(messages, f'network.part.{name}')}</h2>"
        f'<p class="net-lead">{_say(messages, f"network.lead.{name}")}</p>'
        f'<div id="net-{name}-box"></div></section>'
        for name in ("matrix", "partners", "relations")
    )
    return (
        '<div class="net">'
        f'<nav class="net-jumps" aria-label="{_say(messages, "network.parts")}">{jumps}</nav>'
        f'<details class="net-filter-box" id="net-filter-box" open>'
        f"<summary>{_say(messages, 'network.filters')}</summary>"
        '<form class="net-filters" id="net-filters" '
        f'aria-label="{_say(messages, "network.filters")}">'
        f'<div class="search net-filter"><label for="net-search">'
        f"{_say(messages, 'network.filter.search')}</label>"
        '<input id="net-search" type="search" autocomplete="off" spellcheck="false">'
        '<ul id="net-found" hidden></ul></div>'
        f"{filters}"
        '<button type="button" class="plain" id="net-reset">'
        f"{_say(messages, 'network.reset')}</button>"
        "</form></details>"
        '<p class="net-count" id="net-count" role="status"></p>'
        '<div class="net-main" id="net-drawing" tabindex="-1"><div class="net-stage-box">'
        '<div class="net-tools">'
        f"<fieldset><legend>{_say(messages, 'network.layouts')}</legend>{layouts}</fieldset>"
        f'<label class="net-hide"><input type="checkbox" id="net-hide"> '
        f"{_say(messages, 'network.hide')}</label>"
        f'<span class="net-zooms">{zooms}</span></div>'
        '<div class="net-stage" id="net-stage" tabindex="0" role="application" '
        f'aria-label="{_say(messages, "network.stage")}" aria-describedby="net-hint"></div>'
        f'<p class="net-hint" id="net-hint">{_say(messages, "network.hint")}</p></div>'
        '<aside class="net-panel" id="net-panel">'
        f'<section id="net-card" aria-label="{_say(messages, "network.card")}"></section>'
        f'<details id="net-legend" open><summary>{_say(messages, "network.legend")}</summary>'
        '<div id="net-legend-box"></div></details></aside></div>'
        f"{parts}</div>"
    )


def _say(messages: Messages, key: str) -> str:
    return escape(messages(key), quote=True)
