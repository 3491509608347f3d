"""How entangled outlines are: the pairs of edges whose boxes meet.

What geometry costs is not how many points there are but how many edges meet. Those of usual
outlines meet their neighbours and the same border drawn by the next commune; those of a star
or of two combs laid across meet all the others, and so many crossings fill any memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from netmap.inputs.limits import MEETING_PAIRS, MEETINGS_OF_AN_EDGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

#: edges looked at together: a few to begin with, more where they meet few others
_FIRST, _MOST = 8, 4_096


def too_many_meetings(shapes: Sequence[BaseGeometry]) -> bool:
    """Return whether edges of finite outlines meet so often that work on them would not end.

    Pairs are counted until they are too many, in an order that no file can choose and that
    two runs share.

    Examples
    --------
    >>> square = shapely.box(0, 0, 1, 1)
    >>> too_many_meetings([square])
    False
    """
    edges = _edges(shapes)
    allowed = MEETING_PAIRS + MEETINGS_OF_AN_EDGE * len(edges)
    if len(edges) ** 2 <= allowed:
        return False
    tree = shapely.STRtree(edges)
    order = np.random.default_rng(0).permutation(len(edges))
    pairs, done, together = 0, 0, _FIRST
    while done < len(order) and pairs <= allowed:
        some = edges[order[done : done + together]]
        met = tree.query(some).shape[1]
        pairs, done = pairs + met, done + len(some)
        together = min(2 * together, _MOST) if met < MEETINGS_OF_AN_EDGE * len(some) else _FIRST
    return pairs > allowed


def _edges(shapes: Sequence[BaseGeometry]) -> NDArray[np.object_]:
    """Return the edges of outlines, each a line of two points."""
    rings = shapely.get_rings(shapely.get_parts(np.asarray(shapes, dtype=object)))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    inside = ring[1:] == ring[:-1]
    ends = np.stack([points[:-1][inside], points[1:][inside]], axis=1)
    return np.asarray(shapely.linestrings(ends), dtype=object)
