"""The map: folium builds the layers, our script gives them their words and their colours."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from math import isfinite
from typing import TYPE_CHECKING, Any

from netmap.records.found import gap_records
from netmap.records.sentences import label_of
from netmap.render.map.ground import ground
from netmap.render.map.handover import hand_over
from netmap.render.map.inline_figure import InlineFigure, Parts
from netmap.render.map.outline import (
    bounds,
    feature_collection,
    group_outlines,
    label_points,
    qpv_outlines,
    territory_outline,
    zone_outlines,
)
from netmap.render.map.places import (
    QUESTIONS,
    all_needs,
    chain_numbers,
    partner_rows,
    permanence_rows,
    place_rows,
    scales,
    zone_rows,
)
from netmap.render.map.planner import sector_members
from netmap.render.page.marks import SHAPES
from netmap.render.page.style import PATTERNED
from netmap.render.page.view import View, plain
from netmap.vocabulary import PARTNER_LISTS, POSITIONS

if TYPE_CHECKING:
    from folium import GeoJson, Map

    from netmap.edition import Edition
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.map.ground import Ground
    from netmap.render.page.view import Json

_QPV_STYLE = {"color": "#3b1470", "weight": 2.4, "fill": False}
_ZONE_STYLE = {"color": "#51606f", "weight": 0.8, "fillColor": "#ffffff", "fillOpacity": 1}
_LAND_STYLE = {"stroke": False, "fillColor": "#e9e8e3", "fillOpacity": 1}
_BORDER_STYLE = {"color": "#c3c2bb", "weight": 0.8, "fill": False}
_SECTOR_STYLE = {"color": "#1b2a3a", "weight": 1.4, "fill": False}
_OUTLINE_STYLE = {"color": "#1b2a3a", "weight": 2.2, "fill": False}


def map_view(edition: Edition, messages: Messages) -> View:
    """Return the map of a release as a view.

    No text of a table goes through folium: its layers hold integers, and the texts travel
    in the data of the view.
    """
    around = ground(edition.findings.release.territory)
    parts = build_layers(edition, messages, around)
    return View(
        name="map",
        title=messages("page.view.map"),
        html=_markup(parts.html, messages),
        data=map_data(edition, messages, around),
        styles=("render/map/map.css",),
        script="render/map/map.mjs",
        prelude=parts.script,
        libraries=parts.libraries,
    )


def build_layers(edition: Edition, messages: Messages, around: Ground | None = None) -> Parts:
    """Let folium build the map and its layers from geometry, integers and words of ours."""
    findings = edition.findings
    import folium
    from folium.map import CustomPane
    from folium.plugins import MarkerCluster

    south_west, north_east = bounds(findings.release.territory)
    centre = [(a + b) / 2 for a, b in zip(south_west, north_east, strict=True)]
    figure = InlineFigure()
    page = folium.Map(
        location=centre,
        tiles=None,
        zoom_control=False,
        zoom_snap=0.25,
        attribution_control=False,
        minZoom=6,
        maxZoom=18,
    )
    page.default_js = [link for link in page.default_js if link[0] == "leaflet"]
    page.default_css = [link for link in page.default_css if link[0] == "leaflet_css"]
    _named(page, "netmap")
    figure.add_child(page, name="map")
    # Above the marks, so that a neighbourhood shows under its own partners; clicks go through.
    _named(CustomPane("qpv", z_index=640, pointer_events=False), "qpv").add_to(page)
    if around is not None:
        _add_ground(page, around)
    outlines = _add_outlines(page, findings, messages)
    groups = {
        key: _named(folium.FeatureGroup(name=messages(f"map.layer.{key}"), show=shown), key)
        for key, shown in _switches(edition).items()
    }
    for group in groups.values():
        group.add_to(page)
    cluster = MarkerCluster(  # type: ignore[no-untyped-call]
        control=False,
        options={
            "showCoverageOnHover": False,
            "maxClusterRadius": 34,
            "spiderfyOnMaxZoom": True,
            "zoomToBoundsOnClick": True,
            "animate": False,
            "spiderLegPolylineOptions": {"weight": 2, "color": "#7f8c99", "opacity": 1},
        },
    )
    _named(cluster, "partners").add_to(page)
    control = _named(folium.LayerControl(collapsed=False, autoZIndex=False), "control")
    control.add_to(page)
    parts = figure.parts()
    handed = hand_over(
        page=page, zones=outlines["zones"], cluster=cluster, control=control, groups=groups
    )
    return replace(parts, script=f"{parts.script}\n{handed}")


def map_data(edition: Edition, messages: Messages, around: Ground | None = None) -> dict[str, Json]:
    """Return what the map's script reads."""
    findings = edition.findings
    known = scales(findings, messages)
    chains, cells = chain_numbers(findings)
    data = {
        "messages": messages.section("map") | _said_of_nothing(findings, messages),
        "steps": messages.section("step"),
        "tiers": messages.section("need.tier"),
        "classes": messages.section("class"),
        "reference": findings.reference_rate,
        "epci": findings.release.settings.territory.epci,
        "measures": [
            {
                "key": key,
                "question": key in QUESTIONS,
                "classes": [{"colour": c.colour, "label": c.label} for c in scale.classes],
            }
            for key, scale in known.items()
        ],
        "patterns": PATTERNED,
        "zones": zone_rows(findings, messages),
        "places": place_rows(findings, cells),
        "chains": chains,
        "ground": around and {"window": around.window, "names": around.names},
        "labels": label_points(findings.release.territory),
        "needs": {
            need: label_of("need", need, findings.release.settings, messages)
            for need in all_needs(findings)
        },
        "examined": findings.needs,
        "partners": partner_rows(findings),
        "categories": {
            code: label_of("category", code, findings.release.settings, messages)
            for code in sorted({str(one) for one in findings.release.partners["categorie"]})
        },
        "permanences": permanence_rows(findings, edition.plan),
        "gaps": [gap.plain() for gap in gap_records(findings, messages)],
        "lists": PARTNER_LISTS,
        "positions": messages.section("vocabulary.position"),
        "shapes": SHAPES,
        "statuses": messages.section("vocabulary.status"),
    }
    return {key: plain(value) for key, value in data.items()}


def _said_of_nothing(findings: Findings, messages: Messages) -> dict[str, str]:
    """Return what the map says instead, where there is nothing to conclude from."""
    said = {}
    if findings.judges_no_place:
        said["gaps.none"] = messages("empty.gaps")
    if "accompagnements" in findings.release.absent:
        said |= dict.fromkeys(
            ("measure.taux.alone", "measure.classe.alone"), messages("empty.rate")
        )
    return said


def _add_ground(page: Map, around: Ground) -> None:
    from folium import GeoJson
    from folium.map import CustomPane

    _named(CustomPane("ground", z_index=350, pointer_events=False), "ground").add_to(page)
    for key, geometry, style in (
        ("land", around.land, _LAND_STYLE),
        ("borders", around.borders, _BORDER_STYLE),
    ):
        layer = GeoJson(
            feature_collection([geometry], [{"i": 0}]),
            style_function=lambda _, style=style: style,
            interactive=False,
            control=False,
            pane="ground",
        )
        _named(layer, key).add_to(page)


def _add_outlines(page: Map, findings: Findings, messages: Messages) -> dict[str, GeoJson]:
    from folium import GeoJson

    territory = findings.release.territory
    layers: list[tuple[str, list[dict[str, Any]], list[dict[str, int]], dict[str, Any], bool]] = [
        (
            "zones",
            zone_outlines(territory),
            [{"i": i} for i in range(len(territory.zones))],
            _ZONE_STYLE,
            True,
        ),
        (
            "sectors",
            group_outlines(territory, sector_members(findings)),
            [{"i": i} for i in range(len(sector_members(findings)))],
            _SECTOR_STYLE,
            False,
        ),
        ("outline", [territory_outline(territory)], [{"i": 0}], _OUTLINE_STYLE, False),
        (
            "qpv",
            qpv_outlines(territory),
            [
                {"i": i, "indicative": int(precision == "indicative")}
                for i, precision in enumerate(territory.qpv["precision"])
            ],
            _QPV_STYLE,
            False,
        ),
    ]
    added = {}
    for key, geometries, properties, style, interactive in layers:
        if not geometries:
            continue
        added[key] = GeoJson(
            feature_collection(geometries, list(properties)),
            name=messages(f"map.layer.{key}"),
            style_function=lambda feature, style=style: {
                **style,
                "dashArray": "7 5" if feature["properties"].get("indicative") else None,
            },
            smooth_factor=0.5,
            interactive=interactive,
            pane="qpv" if key == "qpv" else "overlayPane",
        )
        _named(added[key], key).add_to(page)
    return added


def _switches(edition: Edition) -> dict[str, bool]:
    """Name the layers that the script fills, in the order of the control, and which are shown."""
    findings = edition.findings
    positions = [key for key in POSITIONS if (findings.release.partners["position"] == key).any()]
    statuses = set(findings.release.permanences["statut"])
    switches = {"labels": True}
    if any(isfinite(place.unmet) for place in findings.planning.priorities):
        switches["missing"] = True
    if "ouverte" in statuses:
        switches["permanences-ouverte"] = True
    if "candidate" in statuses:
        switches["permanences-candidate"] = False
    if edition.plan is not None:
        switches["plan"] = True
    return switches | {f"partners-{position}": False for position in positions}


def _named(element: Any, identifier: str) -> Any:  # noqa: ANN401
    """Give an element of folium an id of ours: its own are random."""
    element._id = identifier.replace("-", "_")  # noqa: SLF001
    return element


def _markup(map_html: str, messages: Messages) -> str:
    """Return the containers that the script fills; every text in them is ours."""

    def say(key: str) -> str:
        return escape(messages(f"map.{key}"))

    return f"""
<div class="stage">
  <div class="panel side-panel">
    <div class="search"><label for="map-search">{say("search.label")}</label>
      <input id="map-search" type="search" autocomplete="off" placeholder="{say("search.hint")}">
      <ul id="map-found" aria-label="{say("search.label")}" hidden></ul></div>
    <section id="map-card" class="card" aria-live="polite" tabindex="-1" hidden></section>
    <section class="gaps" aria-labelledby="map-gaps-title">
      <h2 id="map-gaps-title">{say("gaps.title")}</h2>
      <p class="hint">{say("gaps.hint")}</p>
      <ol id="map-gaps"></ol>
    </section>
  </div>
  <aside class="panel legend-panel" aria-labelledby="map-legend-title">
    <h2 id="map-legend-title">{say("legend.title")}</h2>
    <fieldset id="map-measures"><legend>{say("legend.measure")}</legend></fieldset>
    <div id="map-legend"></div>
    <details id="map-more"><summary>{say("legend.layers")}</summary>
      <div id="map-layers"></div>
      <div id="map-statuses"></div>
    </details>
    <div id="map-symbols"></div>
  </aside>
  <div class="canvas" role="region" aria-label="{say("region")}">
    {map_html}
    <svg id="map-patterns" width="0" height="0" aria-hidden="true" focusable="false"></svg>
  </div>
</div>
<section class="tables" aria-labelledby="map-tables-title">
  <h2 id="map-tables-title">{say("tables.title")}</h2>
  <p class="hint">{say("tables.hint")}</p>
  <div id="map-table-places"></div>
  <div id="map-table-partners"></div>
  <div id="map-table-permanences"></div>
</section>"""
