"""The partner network as a pyvis model: integers and fixed words of ours, nothing typed.

pyvis compiles what it writes as a template, so that its writers are never called and no
text of a table is handed to it: the page's own script shows names with ``textContent``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from netmap.render.network.layout import Layout


class _KnownIds(list[int]):
    """Identifiers in order, found at once: pyvis looks each end of a relation up in its list."""

    def __init__(self) -> None:
        super().__init__()
        self._known: set[int] = set()

    def append(self, identifier: int) -> None:
        self._known.add(identifier)
        super().append(identifier)

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._known


def build_model(
    layout: Layout,
    *,
    shapes: Sequence[str],
    colours: Sequence[str],
    edges: Iterable[tuple[int, int, str, float, bool]],
) -> dict[str, Any]:
    """Return nodes and edges as vis-network reads them, from a pyvis Network.

    Parameters
    ----------
    layout
        Where each node stands.
    shapes, colours
        Words of :mod:`netmap.render.page.marks`, one a node.
    edges
        Source, target, colour, width, dashed.
    """
    from pyvis.network import Network

    network = Network(directed=True)
    network.node_ids = _KnownIds()
    for i, (x, y, shape, colour) in enumerate(
        zip(
            layout.x.round().astype(int).tolist(),
            layout.y.round().astype(int).tolist(),
            shapes,
            colours,
            strict=True,
        )
    ):
        network.add_node(i, shape=shape, color=colour, x=x, y=y)
    for source, target, colour, width, dashed in edges:
        network.add_edge(source, target, color=colour, width=width, dashes=dashed)
    nodes, relations, *_ = network.get_network_data()
    return {"nodes": nodes, "edges": relations}
