"""Reading TopoJSON: outlines whose shared borders are written once.

https://github.com/topojson/topojson-specification
"""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray
    from shapely import MultiPolygon, Polygon


def read_topology(content: bytes) -> dict[str, Any]:
    """Return a compressed topology as plain data."""
    return json.loads(gzip.decompress(content))  # type: ignore[no-any-return]


def outlines(
    topology: dict[str, Any], name: str, *, only: Collection[str] | None = None
) -> dict[str, Polygon | MultiPolygon]:
    """Return the polygons of an object by id, in the topology's own coordinates.

    Parameters
    ----------
    topology
        Quantised: whole steps from the origin of coordinates, so many in a unit.
    name
        The object's name.
    only
        The ids that are wanted; by default all.

    Examples
    --------
    >>> square = {"type": "Polygon", "id": "a", "arcs": [[0]]}
    >>> topology = {
    ...     "transform": {"scale": [0.1, 0.1], "translate": [0, 0]},
    ...     "arcs": [[[10, 20], [5, 0], [0, 5], [-5, 0], [0, -5]]],
    ...     "objects": {"land": {"type": "GeometryCollection", "geometries": [square]}},
    ... }
    >>> outlines(topology, "land")["a"].bounds
    (1.0, 2.0, 1.5, 2.5)
    """
    steps_a_unit = [round(1 / step) for step in topology["transform"]["scale"]]
    arcs: dict[int, NDArray[np.float64]] = {}

    def ring(numbers: Sequence[int]) -> NDArray[np.float64]:
        pieces: list[NDArray[np.float64]] = []
        for number in numbers:
            index = ~number if number < 0 else number
            if index not in arcs:
                arcs[index] = np.cumsum(topology["arcs"][index], axis=0) / steps_a_unit
            arc = arcs[index][::-1] if number < 0 else arcs[index]
            pieces.append(arc[1:] if pieces else arc)
        return np.concatenate(pieces)

    def polygon(rings: Sequence[Sequence[int]]) -> Polygon:
        return shapely.Polygon(ring(rings[0]), [ring(hole) for hole in rings[1:]])

    found: dict[str, Polygon | MultiPolygon] = {}
    for geometry in topology["objects"][name]["geometries"]:
        if only is not None and geometry["id"] not in only:
            continue
        if geometry["type"] == "Polygon":
            found[geometry["id"]] = polygon(geometry["arcs"])
        else:
            found[geometry["id"]] = shapely.MultiPolygon([polygon(p) for p in geometry["arcs"]])
    return found
