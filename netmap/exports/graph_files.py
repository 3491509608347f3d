"""The partner network for other tools: Gephi, Gephi Lite, Kumu, and spreadsheets."""

from __future__ import annotations

import csv
import io
from itertools import chain
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from netmap.exports.files import json_bytes
from netmap.exports.graph_table import EDGE_FIELDS, graph_table
from netmap.text import file_name, spreadsheet_safe
from netmap.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from netmap.exports.graph_table import Edge, GraphTable, Kind, Node, Value
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.page.view import Json

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_GEXF = "http://www.gexf.net/1.2draft"
_GRAPHML_KINDS: Mapping[Kind, str] = {"integer": "int"}
_NODE_SIZE = 12.0

#: GEXF knows four shapes.
_SHAPES = {"amont": "triangle", "aval": "square", "amont-aval": "diamond"}


def graph_files(findings: Findings, messages: Messages) -> dict[str, bytes]:
    """Return the graph files of a release, name → content.

    Parameters
    ----------
    release
        What may be shown.
    messages
        The language of types, states and needs.

    Returns
    -------
    dict
        ``network.graphml``, ``network.gexf``, ``network-kumu.json``, ``network-nodes.csv`` and
        ``network-edges.csv`` (the internal edition is marked in the names). The same release
        gives the same bytes.
    """
    table = graph_table(findings, messages)

    def name(stem: str, suffix: str) -> str:
        return file_name(stem, suffix, findings.release.audience)

    return {
        name("network", "graphml"): graphml(table),
        name("network", "gexf"): gexf(table),
        name("network-kumu", "json"): kumu(table),
        name("network-nodes", "csv"): nodes_csv(table),
        name("network-edges", "csv"): edges_csv(table),
    }


def graphml(table: GraphTable) -> bytes:
    """Return GraphML; ``label, x, y, size, r, g, b`` are the names that Gephi reads."""
    drawn: dict[str, Kind] = {
        "label": "string",
        "type": "string",
        "x": "double",
        "y": "double",
        "size": "double",
        "r": "integer",
        "g": "integer",
        "b": "integer",
    }
    edge_drawn: dict[str, Kind] = {k: drawn[k] for k in ("label", "r", "g", "b")}
    root = ET.Element("graphml", {"xmlns": _GRAPHML})
    for domain, fields in (
        ("node", drawn | {**table.node_fields}),
        ("edge", edge_drawn | {**EDGE_FIELDS}),
    ):
        for field, kind in fields.items():
            ET.SubElement(
                root,
                "key",
                {
                    "id": f"{domain}-{field}",
                    "for": domain,
                    "attr.name": field,
                    "attr.type": _GRAPHML_KINDS.get(kind, kind),
                },
            )
    graph = ET.SubElement(root, "graph", {"id": "netmap", "edgedefault": "directed"})
    items = chain(map(_graphml_node, table.nodes), map(_graphml_edge, table.edges))
    return _xml(root, {graph: items})


def _graphml_node(node: Node) -> ET.Element:
    element = ET.Element("node", {"id": node.id})
    facts: dict[str, Value] = {"label": node.label, "type": node.type, "x": node.x, "y": node.y}
    _data(element, "node", {**facts, "size": _NODE_SIZE, **_colour(node), **node.values})
    return element


def _graphml_edge(edge: Edge) -> ET.Element:
    ends = {"id": edge.id, "source": edge.source, "target": edge.target}
    element = ET.Element("edge", ends)
    _data(element, "edge", {"label": edge.label, **_colour(edge), **edge.values})
    return element


def gexf(table: GraphTable) -> bytes:
    """Return GEXF 1.2, with places, colours and shapes; no date, so that bytes stay the same."""
    root = ET.Element("gexf", {"xmlns": _GEXF, "xmlns:viz": f"{_GEXF}/viz", "version": "1.2"})
    meta = ET.SubElement(root, "meta")
    ET.SubElement(meta, "creator").text = f"netmap {__version__}"
    ET.SubElement(meta, "description").text = table.name
    graph = ET.SubElement(root, "graph", {"mode": "static", "defaultedgetype": "directed"})
    node_fields: dict[str, Kind] = {"type": "string", **table.node_fields}
    for domain, fields in (("node", node_fields), ("edge", {**EDGE_FIELDS})):
        attributes = ET.SubElement(graph, "attributes", {"class": domain, "mode": "static"})
        for field, kind in fields.items():
            ET.SubElement(attributes, "attribute", {"id": field, "title": field, "type": kind})
    nodes, edges = ET.SubElement(graph, "nodes"), ET.SubElement(graph, "edges")
    return _xml(root, {nodes: map(_gexf_node, table.nodes), edges: map(_gexf_edge, table.edges)})


def _gexf_node(node: Node) -> ET.Element:
    element = ET.Element("node", {"id": node.id, "label": node.label})
    _attvalues(element, {"type": node.type, **node.values})
    _viz_colour(element, node)
    place = {"x": _word(node.x), "y": _word(node.y), "z": "0.0"}
    ET.SubElement(element, "viz:position", place)
    ET.SubElement(element, "viz:size", {"value": _word(_NODE_SIZE)})
    shape = _SHAPES.get(str(node.values["position"]), "disc")
    ET.SubElement(element, "viz:shape", {"value": shape})
    return element


def _gexf_edge(edge: Edge) -> ET.Element:
    ends = {"id": edge.id, "source": edge.source, "target": edge.target, "label": edge.label}
    element = ET.Element("edge", ends)
    _attvalues(element, edge.values)
    _viz_colour(element, edge)
    return element


def kumu(table: GraphTable) -> bytes:
    """Return the JSON blueprint that Kumu imports: elements and connections, joined by id."""
    elements: list[Json] = [
        {
            "id": node.id,
            "label": node.label,
            "type": node.type,
            "tags": [*node.needs],
            **node.values,
        }
        for node in table.nodes
    ]
    connections: list[Json] = [
        {
            "id": edge.id,
            "from": edge.source,
            "to": edge.target,
            "direction": "directed",
            "label": edge.label,
            **edge.values,
        }
        for edge in table.edges
    ]
    return json_bytes({"elements": elements, "connections": connections})


def nodes_csv(table: GraphTable) -> bytes:
    """Return a row a partner, for a spreadsheet (``Id`` and ``Label`` are Gephi's names)."""
    header = ["Id", "Label", "type", "x", "y"]
    rows: list[list[Value]] = [
        [node.id, node.label, node.type, node.x, node.y, *_cells(node, table.node_fields)]
        for node in table.nodes
    ]
    return _csv([*header, *table.node_fields], rows)


def edges_csv(table: GraphTable) -> bytes:
    """Return a row a relation; ``Source`` and ``Target`` are values of ``Id``."""
    header = ["Id", "Source", "Target", "Type", "Label"]
    rows: list[list[Value]] = [
        [edge.id, edge.source, edge.target, "Directed", edge.label, *_cells(edge, EDGE_FIELDS)]
        for edge in table.edges
    ]
    return _csv([*header, *EDGE_FIELDS], rows)


def _cells(item: Node | Edge, fields: Iterable[str]) -> list[Value]:
    return [item.values.get(field, "") for field in fields]


def _csv(header: list[str], rows: Iterable[list[Value]]) -> bytes:
    """Return what French spreadsheets open: semicolons, a byte-order mark, no cell computed."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(header)
    for row in rows:
        writer.writerow([spreadsheet_safe(_word(cell)) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _word(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _colour(item: Node | Edge) -> dict[str, Value]:
    return dict(zip("rgb", item.colour, strict=True))


def _data(element: ET.Element, domain: str, values: Mapping[str, Value]) -> None:
    for field, value in values.items():
        ET.SubElement(element, "data", {"key": f"{domain}-{field}"}).text = _word(value)


def _attvalues(element: ET.Element, values: Mapping[str, Value]) -> None:
    holder = ET.SubElement(element, "attvalues")
    for field, value in values.items():
        ET.SubElement(holder, "attvalue", {"for": field, "value": _word(value)})


def _viz_colour(element: ET.Element, item: Node | Edge) -> None:
    ET.SubElement(element, "viz:color", {k: _word(v) for k, v in _colour(item).items()})


def _xml(root: ET.Element, filled: Mapping[ET.Element, Iterable[ET.Element]]) -> bytes:
    """Write a document of which some elements are filled one by one: they need not all exist."""
    for number, element in enumerate(filled):
        ET.SubElement(element, f"{_HERE}{number}")
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    parts = ["<?xml version='1.0' encoding='utf-8'?>\n"]
    for number, items in enumerate(filled.values()):
        before, text = text.split(f"<{_HERE}{number} />")
        level = (len(before) - len(before.rstrip(" "))) // len(_INDENT)
        parts += [before, f"\n{_INDENT * level}".join(_item(one, level) for one in items)]
    return "".join([*parts, text, "\n"]).encode("utf-8")


def _item(element: ET.Element, level: int) -> str:
    ET.indent(element, _INDENT, level)
    return ET.tostring(element, encoding="unicode")


_HERE, _INDENT = "here", "  "
