"""Measures of the network as a whole, for an annex: none of them says who lacks care.

Each function takes a simple graph of networkx, so that it can be checked on published ones;
:func:`measure` applies them all to the relations that surely hold between active partners.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from netmap.messages import Messages
    from netmap.network.model import PartnerNetwork, Relation

_NAMED = 3


class Brokerage(NamedTuple):
    """How often a partner is the middle of a two-step path that has no shortcut, by role.

    Roles follow from the sectors of the path a → b → c (Gould and Fernandez 1989).

    Attributes
    ----------
    coordinator
        All three in one sector.
    itinerant
        a and c in one sector, b in another.
    representative
        a and b in one sector: b speaks for it.
    gatekeeper
        b and c in one sector: b lets in.
    liaison
        Three sectors.
    """

    coordinator: int
    itinerant: int
    representative: int
    gatekeeper: int
    liaison: int

    @property
    def total(self) -> int:
        """All roles together."""
        return sum(self)


@dataclass(frozen=True, kw_only=True)
class Measures:
    """All measures of one network; a share or a score that has no meaning there is NaN.

    Attributes
    ----------
    partners, links
        Active partners, and pairs (from, to) with a relation that surely holds.
    density
        Links over the ordered pairs of partners.
    reciprocity
        Share of the links that also go the other way.
    components
        Groups joined by links of either direction, largest first; ids sorted.
    articulation
        Partners whose loss would cut a group in pieces.
    bridges
        Pairs whose links are the only path between two pieces.
    betweenness
        Share of the shortest paths between others that pass by a partner; None: not computed,
        there being too many partners.
    constraint
        Burt's constraint: low where a partner's contacts do not know each other; NaN where it
        has no contact.
    brokerage
        Roles between sectors, a sector being a category.
    """

    partners: int
    links: int
    density: float
    reciprocity: float
    components: tuple[tuple[str, ...], ...]
    articulation: tuple[str, ...]
    bridges: tuple[tuple[str, str], ...]
    betweenness: Mapping[str, float] | None
    constraint: Mapping[str, float]
    brokerage: Mapping[str, Brokerage]


def measure(network: PartnerNetwork, *, betweenness_up_to: int = 1_000) -> Measures:
    """Compute every measure on active partners and certain relations.

    A network whose relations are supposed has no certain one: its measures would describe the
    supposition.

    Parameters
    ----------
    network
        Partners and relations.
    betweenness_up_to
        Active partners above which betweenness, whose time grows with partners × links, is
        not computed.
    """
    graph = simple_graph(network, holds=lambda relation: relation.certain)
    return Measures(
        partners=graph.number_of_nodes(),
        links=graph.number_of_edges(),
        density=density(graph),
        reciprocity=reciprocity(graph),
        components=components(graph),
        articulation=articulation_points(graph),
        bridges=bridges(graph),
        betweenness=betweenness(graph) if graph.number_of_nodes() <= betweenness_up_to else None,
        constraint=constraint(graph),
        brokerage=brokerage(
            graph, {partner_id: network.partners[partner_id].category for partner_id in graph}
        ),
    )


def simple_graph(network: PartnerNetwork, *, holds: Callable[[Relation], bool]) -> nx.DiGraph[str]:
    """Return the directed graph of active partners, one edge a pair, nodes sorted by id."""
    active = sorted(p.id for p in network.partners.values() if p.active)
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(active)
    graph.add_edges_from(
        sorted(
            {
                (r.source, r.target)
                for r in network.relations
                if holds(r) and r.source in graph and r.target in graph and r.source != r.target
            }
        )
    )
    return graph


def density(graph: nx.Graph[str]) -> float:
    """Return the share of possible links that exist; NaN below two nodes."""
    return float(nx.density(graph)) if graph.number_of_nodes() > 1 else math.nan


def reciprocity(graph: nx.DiGraph[str]) -> float:
    """Return the share of links that also go the other way; NaN without a link."""
    return float(nx.overall_reciprocity(graph)) if graph.number_of_edges() else math.nan


def components(graph: nx.Graph[str]) -> tuple[tuple[str, ...], ...]:
    """Return the groups joined by links of either direction, largest first."""
    found = [tuple(sorted(nodes)) for nodes in nx.connected_components(_undirected(graph))]
    return tuple(sorted(found, key=lambda nodes: (-len(nodes), nodes)))


def articulation_points(graph: nx.Graph[str]) -> tuple[str, ...]:
    """Return the nodes whose loss would cut their group in pieces, sorted."""
    return tuple(sorted(nx.articulation_points(_undirected(graph))))


def bridges(graph: nx.Graph[str]) -> tuple[tuple[str, str], ...]:
    """Return the pairs that are the only path between two pieces, each sorted."""
    return tuple(sorted((min(pair), max(pair)) for pair in nx.bridges(_undirected(graph))))


def betweenness(graph: nx.Graph[str]) -> dict[str, float]:
    """Return the share of shortest paths between others that pass by each node (Freeman 1977)."""
    return dict(nx.betweenness_centrality(graph))


def constraint(graph: nx.Graph[str]) -> dict[str, float]:
    """Return Burt's constraint (1992) of each node; NaN where it has no neighbour."""
    return dict(nx.constraint(graph)) if graph else {}


def brokerage(graph: nx.DiGraph[str], sector: Mapping[str, str]) -> dict[str, Brokerage]:
    """Count the roles of each node on two-step paths that have no shortcut, by sector.

    Examples
    --------
    >>> brokerage(nx.DiGraph([("a", "b"), ("b", "c")]), {"a": "x", "b": "y", "c": "z"})["b"]
    Brokerage(coordinator=0, itinerant=0, representative=0, gatekeeper=0, liaison=1)
    """
    found = {}
    for middle in graph:
        roles = dict.fromkeys(Brokerage._fields, 0)
        for start in graph.predecessors(middle):
            for end in graph.successors(middle):
                if start != end and not graph.has_edge(start, end):
                    roles[_role(sector[start], sector[middle], sector[end])] += 1
        found[middle] = Brokerage(**roles)
    return found


def explain(measures: Measures, messages: Messages, *, names: Mapping[str, str]) -> dict[str, str]:
    """Say in one sentence what each measure means for a meeting.

    Parameters
    ----------
    measures
        What :func:`measure` returns.
    messages
        The language.
    names
        Partner id → name, as shown. Only the first few of a list are named.

    Returns
    -------
    dict
        Name of the measure → sentence. A measure without meaning here says so.
    """

    def of(ids: list[str]) -> str:
        return messages.join([names[partner_id] for partner_id in ids[:_NAMED]])

    def leaders(scores: Mapping[str, float], *, lowest: bool = False) -> list[str]:
        known = [i for i in scores if scores[i] == scores[i] and scores[i] > 0]
        return sorted(known, key=lambda i: (scores[i] if lowest else -scores[i], i))

    between = leaders(measures.betweenness or {})
    open_minded = leaders(measures.constraint, lowest=True)
    brokers = leaders({i: float(roles.total) for i, roles in measures.brokerage.items()})
    alone = sum(len(group) == 1 for group in measures.components)
    facts: dict[str, dict[str, str] | None] = {
        "density": None
        if math.isnan(measures.density)
        else {
            "links": messages.number(measures.links),
            "possible": messages.number(measures.partners * (measures.partners - 1)),
            "percent": messages.number(100 * measures.density, digits=1),
        },
        "reciprocity": None
        if math.isnan(measures.reciprocity)
        else {"percent": messages.number(100 * measures.reciprocity)},
        "components": None
        if len(measures.components) < 2  # noqa: PLR2004
        else {"count": messages.number(len(measures.components)), "alone": messages.number(alone)},
        "articulation": {
            "count": messages.number(len(measures.articulation)),
            "names": of(list(measures.articulation)),
        }
        if measures.articulation
        else None,
        "bridges": {"count": messages.number(len(measures.bridges))} if measures.bridges else None,
        "betweenness": {"names": of(between)} if between else None,
        "constraint": {"names": of(open_minded)} if open_minded else None,
        "brokerage": {
            "names": of(brokers[:1]),
            "count": messages.number(measures.brokerage[brokers[0]].total),
        }
        if brokers
        else None,
    }
    said = {
        name: messages(f"measure.{name}.none")
        if values is None
        else messages(f"measure.{name}.found", **values)
        for name, values in facts.items()
    }
    if measures.betweenness is None:
        said["betweenness"] = messages("measure.betweenness.skipped")
    return said


def _undirected(graph: nx.Graph[str]) -> nx.Graph[str]:
    return graph.to_undirected() if graph.is_directed() else graph


def _role(start: str, middle: str, end: str) -> str:
    if start == end:
        return "coordinator" if middle == start else "itinerant"
    if start == middle:
        return "representative"
    return "gatekeeper" if middle == end else "liaison"
