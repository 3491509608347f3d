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
from netmap.render.network.markup import network_markup
from netmap.render.network.matrix import cell_actions, order_places
from netmap.render.page.marks import FAMILY_COLOURS, RELATION_STYLES, SHAPES
from netmap.render.page.view import View
from netmap.vocabulary import PARTNER_LISTS

if TYPE_CHECKING:
    from netmap.edition import Edition
    from netmap.findings.model import Findings
    from netmap.messages import Messages


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
        f'<p class="banner">{escape(messages("network.supposed"), quote=True)}</p>'
        if findings.network.supposed
        else ""
    )
    return View(
        name="network",
        title=messages("page.view.network"),
        html=supposed + network_markup(messages),
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
