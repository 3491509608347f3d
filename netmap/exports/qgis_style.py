"""How the layers of the GeoPackage are drawn in QGIS: as our map draws them, in its words.

The styles are QML, the format in which QGIS keeps them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from netmap.render.page.style import CLASS_COLOURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from netmap.messages import Messages

#: Layers that have a style, and the field that their classes are read from (None: one look).
DRAWN: dict[str, str | None] = {
    "communes": "classe",
    "zones": "classe",
    "secteurs": "classe",
    "qpv": None,
    "partenaires": "position",
    "permanences": "statut",
    "plan": "role",
    "voisines": None,
}
#: Layers that have names or marks written: the field, its size in points, its colour.
LABELLED: dict[str, tuple[str, int, str]] = {
    "communes": ("nom", 8, "#1b2a3a"),
    "qpv": ("nom", 8, "#1b2a3a"),
    "plan": ("changement", 10, "#8a1466"),
    "voisines": ("nom", 7, "#6b7681"),
}
_EDGE, _WHITE, _GREY = "#51606f", "#ffffff", "#8b96a2"
#: Classes that are no colour: the angle of their hatching, none for dots alone.
_HATCHED = {"masquee": "45", "non-ouverte": "0", "sans-donnee": "135"}
_DOTTED = ("indeterminee", "inegale")
_MARKERS = {
    "amont": "triangle",
    "mediation": "hexagon",
    "aval": "square",
    "amont-aval": "diamond",
    "pilotage": "star",
    "financement": "circle",
}
_PARTNER, _OPEN, _QPV = "#12406b", "#00695c", "#3b1470"
_PLAN, _CLOSED = "#8a1466", "#a11414"
_BEYOND, _BORDER = "#eef0f2", "#b9c1c9"


def style_of(layer: str, messages: Messages) -> str:
    """Return the style of a layer of :data:`DRAWN` as QML."""
    document = ET.Element("qgis", version="3.22", styleCategories="Symbology|Labeling")
    document.append(renderer_of(layer, messages))
    if layer in LABELLED:
        document.set("labelsEnabled", "1")
        document.append(labels_of(layer))
    return "<!DOCTYPE qgis>\n" + ET.tostring(document, encoding="unicode")


def renderer_of(layer: str, messages: Messages) -> ET.Element:
    """Return how a layer of :data:`DRAWN` is drawn, as an element of QML or of a project."""
    field = DRAWN[layer]
    if field is not None:
        return _categorised(field, _looks(layer, messages))
    renderer = ET.Element("renderer-v2", type="singleSymbol")
    look = _outline(_QPV) if layer == "qpv" else [_ground(_BEYOND, edge=_BORDER)]
    _symbol(ET.SubElement(renderer, "symbols"), "0", "fill", look)
    return renderer


def labels_of(layer: str) -> ET.Element:
    """Return what is written on a layer of :data:`LABELLED`: a mark stands above its place."""
    field, points, colour = LABELLED[layer]
    labels = ET.Element("labeling", type="simple")
    settings = ET.SubElement(labels, "settings")
    style = ET.SubElement(
        settings, "text-style", fieldName=field, fontSize=str(points), textColor=_rgba(colour)
    )
    ET.SubElement(style, "text-buffer", bufferDraw="1", bufferSize="0.8")
    placement = ET.SubElement(settings, "placement", placement="1", centroidInside="1")
    if DRAWN[layer] == "role":
        style.set("fontWeight", "75")
        placement.attrib |= {"quadOffset": "1", "yOffset": "-2.5", "offsetUnits": "MM"}
    return labels


#: A class as QGIS draws it: value, label, kind of symbol, and its layers as (class, options).
_Look = tuple[str, str, str, list[tuple[str, dict[str, str]]]]


def _looks(layer: str, messages: Messages) -> Iterable[_Look]:
    if layer == "partenaires":
        for position, shape in _MARKERS.items():
            yield (
                position,
                messages(f"vocabulary.position.{position}"),
                "marker",
                _marker(shape, _PARTNER),
            )
    elif layer == "permanences":
        for status, fill in (("ouverte", _OPEN), ("candidate", _WHITE)):
            yield (
                status,
                messages(f"vocabulary.place-status.{status}"),
                "marker",
                _marker("circle", fill),
            )
    elif layer == "plan":
        looks = {
            "verrouillee": _ring(_PLAN, width="0.3"),
            "maintenue": _ring(_PLAN, width="0.3"),
            "proposee": _ring(_PLAN, width="0.9"),
            "fermee": _marker("cross_fill", _CLOSED, size="6"),
        }
        for role, look in looks.items():
            yield role, messages(f"workbook.role.{role}"), "marker", look
    else:
        for name, colour in CLASS_COLOURS.items():
            yield name, messages(f"class.{name}"), "fill", [_ground(colour)]
        for name in _DOTTED:
            uneven = layer == "secteurs" and name == "inegale"
            label = messages("gis.uneven" if uneven else f"class.{name}")
            yield name, label, "fill", [_ground(_WHITE), _dots()]
        for name, angle in _HATCHED.items():
            yield name, messages(f"class.{name}"), "fill", [_ground(_WHITE), _hatch(angle)]


def _categorised(field: str, looks: Iterable[_Look]) -> ET.Element:
    renderer = ET.Element("renderer-v2", type="categorizedSymbol", attr=field)
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for i, (value, label, kind, layers) in enumerate(looks):
        ET.SubElement(
            categories, "category", symbol=str(i), value=value, label=label, render="true"
        )
        _symbol(symbols, str(i), kind, layers)
    return renderer


def _symbol(
    parent: ET.Element, name: str, kind: str, layers: Iterable[tuple[str, Mapping[str, str]]]
) -> None:
    symbol = ET.SubElement(parent, "symbol", type=kind, name=name, alpha="1", clip_to_extent="1")
    for number, (layer_class, options) in enumerate(layers):
        layer = ET.SubElement(symbol, "layer", {"class": layer_class, "enabled": "1", "pass": "0"})
        for key, value in options.items():
            ET.SubElement(layer, "prop", k=key, v=value)
        if layer_class == "LinePatternFill":
            line = ("SimpleLine", {"line_color": _rgba(_GREY), "line_width": "0.26"})
            _symbol(layer, f"@{name}@{number}", "line", [line])
        elif layer_class == "PointPatternFill":
            _symbol(layer, f"@{name}@{number}", "marker", _marker("circle", _EDGE, size="0.8"))


def _ground(colour: str, *, edge: str = _EDGE) -> tuple[str, dict[str, str]]:
    return "SimpleFill", {
        "color": _rgba(colour),
        "style": "solid",
        "outline_color": _rgba(edge),
        "outline_width": "0.2",
        "outline_style": "solid",
    }


def _outline(colour: str) -> list[tuple[str, dict[str, str]]]:
    look = {"style": "no", "outline_color": _rgba(colour), "outline_width": "0.7"}
    return [("SimpleFill", {**look, "outline_style": "solid"})]


def _hatch(angle: str) -> tuple[str, dict[str, str]]:
    return "LinePatternFill", {"angle": angle, "distance": "1.8", "line_width": "0.26"}


def _dots() -> tuple[str, dict[str, str]]:
    return "PointPatternFill", {"distance_x": "2", "distance_y": "2"}


def _marker(shape: str, colour: str, *, size: str = "3") -> list[tuple[str, dict[str, str]]]:
    look = {"name": shape, "color": _rgba(colour), "outline_color": _rgba(_PARTNER), "size": size}
    return [("SimpleMarker", {**look, "outline_style": "solid", "outline_width": "0.2"})]


def _ring(colour: str, *, width: str) -> list[tuple[str, dict[str, str]]]:
    look = {"name": "circle", "color": "255,255,255,0", "outline_color": _rgba(colour)}
    edge = {"outline_style": "solid", "outline_width": width}
    return [("SimpleMarker", {**look, **edge, "size": "4.6"})]


def _rgba(colour: str) -> str:
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"
