"""What folium draws of the map: the ground, the outlines, and the empty layers of our marks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING, Any

from netmap.render.map.handover import hand_over
from netmap.render.map.inline_figure import InlineFigure, Parts
from netmap.render.map.outline import (
    bounds,
    group_outlines,
    lines,
    lived_outlines,
    qpv_outlines,
    territory_outline,
    zone_outlines,
)
from netmap.render.map.planner import sector_members
from netmap.vocabulary import POSITIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from folium import GeoJson

    from netmap.edition import Edition
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.map.ground import Ground

_LAND_STYLE = {"stroke": False, "fillColor": "#e9e8e3", "fillOpacity": 1}
_BORDER_STYLE = {"color": "#c3c2bb", "weight": 0.8, "fill": False}
_ZONE_STYLE = {"color": "#51606f", "weight": 0.8, "fillColor": "#ffffff", "fillOpacity": 1}
_SECTOR_STYLE = {"color": "#1b2a3a", "weight": 1.4, "fill": False}
_OUTLINE_STYLE = {"color": "#1b2a3a", "weight": 2.2, "fill": False}
_LIVED_STYLE = {"color": "#3b1470", "weight": 2, "fill": False, "dashArray": "1 6"}
_QPV_STYLE = {"color": "#3b1470", "weight": 2.4, "fill": False}


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """Outlines of one layer, each with its number; dashed where `dashed` says so."""

    key: str
    geometries: Sequence[dict[str, Any]]
    style: dict[str, Any]
    dashed: tuple[bool, ...] = ()
    pane: str = "overlayPane"
    interactive: bool = False


def build_layers(edition: Edition, messages: Messages, outlines: Sequence[Drawn]) -> Parts:
    """Let folium build the map and its layers, which our script fills, from words of ours."""
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
    if any(drawn.pane == "ground" for drawn in outlines):
        _named(CustomPane("ground", z_index=350, pointer_events=False), "ground").add_to(page)
    shapes = {drawn.key: _layer(drawn, messages) for drawn in outlines}
    for layer in shapes.values():
        layer.add_to(page)
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
    handed = hand_over(page=page, cluster=cluster, control=control, shapes=shapes, groups=groups)
    return replace(parts, script=f"{parts.script}\n{handed}")


def drawn_outlines(findings: Findings, around: Ground | None = None) -> list[Drawn]:
    """Return what is drawn, from the ground up; a layer that has no shape is left out."""
    territory = findings.release.territory
    dashed = tuple(precision == "indicative" for precision in territory.qpv["precision"])
    zones, qpvs = zone_outlines(territory), qpv_outlines(territory)
    sectors = group_outlines(territory, sector_members(findings))
    lived = lived_outlines(territory)
    ground: list[Drawn] = []
    if around is not None:
        land, borders = [around.land], [around.borders]
        ground = [
            Drawn(key="land", geometries=land, style=_LAND_STYLE, pane="ground"),
            Drawn(key="borders", geometries=borders, style=_BORDER_STYLE, pane="ground"),
        ]
    drawn = [
        *ground,
        Drawn(key="zones", geometries=zones, style=_ZONE_STYLE, interactive=True),
        Drawn(key="sectors", geometries=sectors, style=_SECTOR_STYLE),
        Drawn(key="outline", geometries=[territory_outline(territory)], style=_OUTLINE_STYLE),
        Drawn(key="lived", geometries=lived, style=_LIVED_STYLE, pane="qpv"),
        Drawn(key="qpv", geometries=qpvs, style=_QPV_STYLE, dashed=dashed, pane="qpv"),
    ]
    return [one for one in drawn if one.geometries]


def outline_rows(outlines: Sequence[Drawn]) -> list[dict[str, Any]]:
    """Return what the script fills the layers with, a row a layer: its style, its lines."""
    return [
        {
            "key": drawn.key,
            "style": drawn.style,
            "dashed": [i for i, dashed in enumerate(drawn.dashed) if dashed],
            "lines": lines(drawn.geometries),
        }
        for drawn in outlines
    ]


def _layer(drawn: Drawn, messages: Messages) -> GeoJson:
    """Return a layer without shapes; the ground alone is in no switch."""
    from folium import GeoJson

    switched = drawn.pane != "ground"
    layer = GeoJson(
        {"type": "FeatureCollection", "features": []},
        name=messages(f"map.layer.{drawn.key}") if switched else None,
        smooth_factor=0.5,
        interactive=drawn.interactive,
        control=switched,
        pane=drawn.pane,
    )
    _named(layer, drawn.key)
    return layer


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
