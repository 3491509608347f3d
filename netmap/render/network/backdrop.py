"""The communes behind the geographic drawing of partners: few points, whole pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon

    from netmap.render.network.geolayout import Frame
    from netmap.territory.model import Territory

#: Beyond this many communes the outlines would weigh more than they tell.
_MOST = 400
_TOLERANCE_M = 150.0


def geographic_bounds(territory: Territory) -> tuple[float, float, float, float]:
    """Return west, south, east, north of the territory, in EPSG:4326."""
    west, south, east, north = territory.communes.geometry.to_crs(4326).total_bounds
    return float(west), float(south), float(east), float(north)


def commune_shapes(territory: Territory, frame: Frame) -> list[Polygon | MultiPolygon]:
    """Return the outlines of the communes in the drawing, whole, by their code."""
    located = territory.communes.sort_index().geometry.to_crs(4326)
    shapes = shapely.transform(
        located.to_numpy(), lambda at: np.column_stack(frame(at[:, 0], at[:, 1]))
    )
    return list(shapes)


def commune_rings(territory: Territory, frame: Frame) -> list[dict[str, Any]]:
    """Return the outer rings of the communes in the drawing, with the code of each.

    Borders are simplified together (tolerance 150 m), so that neighbours still touch.

    Returns
    -------
    list of dict
        ``code``, and ``ring``: x, y, x, y, … in whole pixels. Empty beyond 400 communes.
    """
    communes = territory.communes.sort_index()
    if len(communes) > _MOST:
        return []
    shapes = communes.geometry
    simple = shapely.coverage_simplify(shapes.to_numpy(), _TOLERANCE_M)
    located = shapes.__class__(simple, index=shapes.index, crs=shapes.crs).to_crs(4326)
    rings = []
    for code, shape in zip(located.index, located.to_numpy(), strict=True):
        for part in shapely.get_parts(shape):
            ring = shapely.get_coordinates(shapely.get_exterior_ring(part))
            x, y = frame(ring[:, 0], ring[:, 1])
            points = np.column_stack([x, y]).round().astype(int)
            rings.append({"code": str(code), "ring": points.ravel().tolist()})
    return rings
