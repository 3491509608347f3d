"""The partner network as two typed tables: what every graph file is written from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from netmap.disclosure.partners import CONTACT_COLUMNS
from netmap.render.network.data import labels, read_network
from netmap.render.network.layout import layered
from netmap.render.page.marks import FAMILY_COLOURS, RELATION_STYLES
from netmap.render.page.view import plain
from netmap.vocabulary import PARTNER_LISTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.page.view import JsonObject

Kind = Literal["string", "integer", "double", "boolean"]
Value = str | int | float | bool

#: column → kind; lists are joined by ``|`` as in the tables
NODE_FIELDS: Mapping[str, Kind] = {
    "position": "string",
    "categorie": "string",
    "famille": "string",
    "statut": "string",
    "couvre": "string",
    "thematiques": "string",
    **dict.fromkeys(PARTNER_LISTS, "string"),
    "implication": "integer",
    "adresse": "string",
    "code_insee": "string",
    "code_qp": "string",
    "latitude": "double",
    "longitude": "double",
    "siret": "string",
    "finess": "string",
    "date_maj": "string",
    "source": "string",
}
EDGE_FIELDS: Mapping[str, Kind] = {
    "nature": "string",
    "etat": "string",
    "supposee": "boolean",
    "thematiques": "string",
    "formalisation": "string",
    "date_verif": "string",
    "nb_orientations": "integer",
    "nb_acceptees": "integer",
    "delai_median_j": "double",
}

#: What XML 1.0 has no way to write: control characters, lone surrogates, two non-characters.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Node:
    """A partner: `x` to the right and `y` upwards, in pixels; `values` hold what is known."""

    id: str
    label: str
    type: str
    needs: tuple[str, ...]
    x: float
    y: float
    colour: tuple[int, int, int]
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Edge:
    """A relation, from node id to node id; its own id is unique among nodes and edges."""

    id: str
    source: str
    target: str
    label: str
    colour: tuple[int, int, int]
    values: Mapping[str, Value]


@dataclass(frozen=True)
class GraphTable:
    """All nodes by id, all edges by their ends."""

    name: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    node_fields: Mapping[str, Kind]


def graph_table(findings: Findings, messages: Messages) -> GraphTable:
    """Return the partners and relations of a release, with places and colours.

    Parameters
    ----------
    release
        What may be shown.
    messages
        The language of types, states and needs.

    Returns
    -------
    GraphTable
        Text holds no character that XML cannot write; a value that is missing is absent from
        `values`, never an empty word or a zero. Places are those of the page's layered drawing.
    """
    data = read_network(findings, messages)
    words = labels(findings, messages, data)
    rows = data.partners
    layout = layered(
        [row["position"] for row in rows],
        [(str(row["categorie"]), str(row["nom"]).casefold(), str(row["id"])) for row in rows],
        np.array([(r["de"], r["vers"]) for r in data.relations], dtype=np.int64).reshape(-1, 2),
    )
    coordinates = findings.release.partners.sort_index(kind="stable")[["latitude", "longitude"]]
    ids = _unique(row["id"] for row in rows)
    fields: dict[str, Kind] = {
        **NODE_FIELDS,
        **{name: "string" for name in CONTACT_COLUMNS if name in findings.release.partners},
    }
    nodes = tuple(
        Node(
            id=identifier,
            label=_text(row["nom"]),
            type=_text(words["position"][row["position"]]),
            needs=tuple(
                _text(words["besoin"].get(need, need)) for need in row["thematiques"] or ()
            ),
            x=round(float(x), 1),
            y=round(-float(y), 1),
            colour=_rgb(FAMILY_COLOURS[row["famille"]]),
            values=_values(
                row | {"latitude": plain(latitude), "longitude": plain(longitude)}, fields
            ),
        )
        for identifier, row, x, y, (latitude, longitude) in zip(
            ids, rows, layout.x, layout.y, coordinates.to_numpy(float).tolist(), strict=True
        )
    )
    ends = [(ids[row["de"]], ids[row["vers"]]) for row in data.relations]
    edge_ids = _unique((f"{a} → {b}" for a, b in ends), taken=ids)
    edges = tuple(
        Edge(
            id=identifier,
            source=source,
            target=target,
            label=_text(row["nature"] or words["etat"].get(row["etat"], "")),
            colour=_rgb(RELATION_STYLES[row["aspect"]][0]),
            values=_values(row, EDGE_FIELDS),
        )
        for identifier, (source, target), row in zip(edge_ids, ends, data.relations, strict=True)
    )
    return GraphTable(
        name=_text(findings.release.territory.name), nodes=nodes, edges=edges, node_fields=fields
    )


def _values(row: JsonObject, fields: Mapping[str, Kind]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, kind in fields.items():
        value = row.get(name)
        if isinstance(value, list | tuple):
            value = "|".join(value)
        if value is None or value == "":
            continue
        if kind == "string":
            values[name] = _text(str(value))
        elif kind == "boolean":
            values[name] = bool(value)
        else:
            values[name] = int(value) if kind == "integer" else float(value)
    return values


def _text(value: str) -> str:
    return _UNWRITABLE.sub("", value)


def _unique(names: Iterable[str], *, taken: Iterable[str] = ()) -> list[str]:
    """Return each name without unwritable characters, numbered where that makes two the same."""
    seen = set(taken)
    found = []
    for name in names:
        clean = _text(name)
        unique, number = clean, 1
        while unique in seen:
            number += 1
            unique = f"{clean} ({number})"
        seen.add(unique)
        found.append(unique)
    return found


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
