"""Outlines that can be trusted: polygons, valid, there; a scratch is mended and said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from netmap.errors import Problem

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

#: an outline is mended where that changes less than this share of its area
TRIVIAL_SHARE = 1e-4
_POLYGON, _MULTIPOLYGON = 3, 6


def check_outlines(geometry: gpd.GeoSeries, *, file: str) -> tuple[gpd.GeoSeries, list[Problem]]:
    """Return the outlines in two dimensions, mended where that is trivial, and what is wrong.

    An outline that is in error becomes None. The problem's line is the feature, from 1.

    Examples
    --------
    >>> import geopandas as gpd
    >>> bow_tie = shapely.from_wkt("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))")
    >>> outlines, problems = check_outlines(gpd.GeoSeries([bow_tie]), file="communes.gpkg")
    >>> outlines.tolist(), [(problem.kind, problem.line) for problem in problems]
    ([None], [('invalid-polygon', 1)])
    """
    outlines: list[BaseGeometry | None] = []
    problems: list[Problem] = []
    for feature, shape in enumerate(geometry.array, start=1):
        outline, kind, found = _check(shape)
        outlines.append(outline)
        if kind is not None:
            problems.append(
                Problem(
                    file=file,
                    kind=kind,
                    line=feature,
                    found=found,
                    severity="error" if outline is None else "warning",
                )
            )
    return type(geometry)(outlines, crs=geometry.crs), problems


def _check(
    shape: BaseGeometry | None,
) -> tuple[BaseGeometry | None, str | None, str | None]:
    """Return the outline (None: refused), the kind of its problem, and its reason."""
    if shape is None or shape.is_empty:
        return None, "missing-geometry", None
    if shapely.get_type_id(shape) not in {_POLYGON, _MULTIPOLYGON}:
        return None, "not-a-polygon", shape.geom_type
    flat = shapely.force_2d(shape)
    if not np.isfinite(shapely.get_coordinates(flat)).all():
        return None, "invalid-polygon", "NaN"
    if flat.is_valid:
        return (flat, None, None) if flat.area > 0 else (None, "invalid-polygon", None)
    reason = shapely.is_valid_reason(flat).partition("[")[0]
    mended = shapely.make_valid(flat, method="structure", keep_collapsed=False)
    polygonal = shapely.get_type_id(mended) in {_POLYGON, _MULTIPOLYGON} and not mended.is_empty
    changed = shapely.symmetric_difference(mended, shapely.buffer(flat, 0)).area if polygonal else 0
    if polygonal and max(abs(mended.area - flat.area), changed) <= TRIVIAL_SHARE * mended.area:
        return mended, "repaired-polygon", reason
    return None, "invalid-polygon", reason
