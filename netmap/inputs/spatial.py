"""Doubts that need the outlines: points and neighbourhoods that fall where nobody expects them.

``netmap check`` gives them; a build has them, in more detail, from the territory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from netmap.errors import Problem
from netmap.inputs.draft import rows_where
from netmap.inputs.places import in_france
from netmap.inputs.rows import PartnerRow, PermanenceRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from netmap.inputs.draft import Draft
    from netmap.inputs.tables import Table

#: points this near an outline are on it: outlines are simplified
_TOLERANCE_DEGREES = 0.002
#: a neighbourhood may overflow its simplified communes by this share of its area
_OVERFLOW = 0.05


def doubt_places(draft: Draft) -> Iterator[Problem]:
    """Yield points outside the territory or their commune, and neighbourhoods partly outside."""
    frame = draft.communes.frame
    if frame is None or frame.geometry.isna().any() or frame.empty:
        return
    communes = frame.to_crs(4326)
    for model in (PartnerRow, PermanenceRow):
        yield from _points(draft.tables[model], communes)
    yield from _neighbourhoods(draft)


def _points(table: Table, communes: gpd.GeoDataFrame) -> Iterator[Problem]:
    if table.frame is None:
        return
    placed = table.frame[in_france(table.frame["latitude"], table.frame["longitude"])]
    shapes = communes.geometry.to_numpy()
    shapely.prepare(shapes)
    outline_of = dict(zip(communes["code_insee"], shapes, strict=True))
    rows = rows_where(
        placed, np.ones(len(placed), dtype=bool), "latitude", "longitude", "code_insee"
    )
    for line, latitude, longitude, code in rows:
        point = shapely.Point(longitude, latitude)
        found = f"{latitude:.6g} ; {longitude:.6g}"
        if not shapely.dwithin(shapes, point, _TOLERANCE_DEGREES).any():
            yield table.problem(
                "point-outside", severity="warning", line=line, column="latitude", found=found
            )
        elif code in outline_of and not shapely.dwithin(
            outline_of[code], point, _TOLERANCE_DEGREES
        ):
            inside = communes["code_insee"][shapely.dwithin(shapes, point, _TOLERANCE_DEGREES)]
            yield table.problem(
                "point-elsewhere",
                severity="warning",
                line=line,
                column="code_insee",
                found=str(code),
                details=(("commune", str(inside.iloc[0])),),
            )


def _neighbourhoods(draft: Draft) -> Iterator[Problem]:
    """Yield neighbourhoods outside; a share of so small an area is the same in any system."""
    layer, communes = draft.qpv, draft.communes.frame
    if layer.frame is None or layer.file is None or communes is None:
        return
    ground = shapely.union_all(communes.geometry.to_numpy())
    quarters = layer.frame.to_crs(communes.crs)
    for line, code, outline in rows_where(
        quarters, quarters.geometry.notna(), "code_qp", "geometry"
    ):
        outside = 1 - shapely.intersection(outline, ground).area / outline.area
        if outside > _OVERFLOW:
            yield Problem(
                file=layer.file.path,
                kind="qpv-elsewhere" if outside > 1 - _OVERFLOW else "qpv-overflows",
                severity="warning",
                line=line,
                column="code_qp",
                found=str(code),
                details=(("percent", f"{100 * outside:.0f}"),),
            )
