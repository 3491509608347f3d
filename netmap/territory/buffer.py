"""Lived neighbourhoods supposed from the official ones: so many metres around each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: metres between the points of an outline from which the ground between two is shared out
_STEP_M = 20.0


def buffered(
    qpv: gpd.GeoDataFrame, communes: gpd.GeoDataFrame, *, metres: float
) -> gpd.GeoDataFrame:
    """Return each neighbourhood with what lies within so many metres of it, in the communes.

    What would be of two neighbourhoods goes to the one whose outline is nearer (to some 20 m), so
    that who lives there is told of once; no part of an official one goes to another.

    Parameters
    ----------
    qpv, communes
        Outlines in one metric CRS; `qpv` indexed by ``code_qp``, with ``lib_qp``.
    metres
        Width of the buffer, over 0.

    Returns
    -------
        Index and ``lib_qp`` of `qpv`; ``geometry``, in its CRS: the official outline is in it.

    Examples
    --------
    >>> from shapely import box
    >>> quarters = gpd.GeoDataFrame(
    ...     {"lib_qp": ["A"]}, geometry=[box(0, 0, 100, 100)], index=["QA"], crs=2154)
    >>> towns = gpd.GeoDataFrame(geometry=[box(0, 0, 1_000, 1_000)], crs=2154)
    >>> buffered(quarters, towns, metres=50).total_bounds.tolist()
    [0.0, 0.0, 150.0, 150.0]
    """
    official = qpv.geometry.to_numpy()
    ground = shapely.union_all(communes.geometry.to_numpy())
    wide = shapely.intersection(shapely.buffer(official, metres), ground)
    if len(official) > 1 and _overlap(wide):
        wide = shapely.intersection(wide, _nearest_ground(official, metres))
    taken = shapely.union_all(official)
    shapes = [
        shapely.union(shapely.difference(around, taken), own)
        for around, own in zip(wide, official, strict=True)
    ]
    return gpd.GeoDataFrame({"lib_qp": qpv["lib_qp"]}, geometry=shapes, crs=qpv.crs)


def _overlap(shapes: NDArray[np.object_]) -> bool:
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes, predicate="intersects")
    return bool((first != second).any())


def _nearest_ground(official: NDArray[np.object_], metres: float) -> NDArray[np.object_]:
    """Return the ground that is nearer to each outline than to the others (Voronoi cells)."""
    edges = shapely.segmentize(shapely.boundary(official), _STEP_M)
    points, owner = shapely.get_coordinates(edges, return_index=True)
    # a point that two outlines share would be of either
    points, first = np.unique(points, axis=0, return_index=True)
    owner = owner[first]
    west, south, east, north = shapely.total_bounds(official)
    around = shapely.box(west - metres, south - metres, east + metres, north + metres)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=around)
    )
    holder, held = shapely.STRtree(cells).query(shapely.points(points), predicate="intersects")
    own = np.full(len(cells), -1)
    own[held] = owner[holder]
    return np.array(
        [shapely.union_all(cells[own == place]) for place in range(len(official))], dtype=object
    )
