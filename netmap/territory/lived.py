"""Lived neighbourhoods: what lies between the official outline and the one that people live in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def lived_edges(
    lived: gpd.GeoDataFrame, qpv: gpd.GeoDataFrame, zones: gpd.GeoDataFrame
) -> gpd.GeoDataFrame | None:
    """Return, for each lived neighbourhood, its ground that is in no official one.

    Parameters
    ----------
    lived
        Index ``code_qp`` (the official neighbourhood that it goes with), any CRS; a code that
        stands twice is one neighbourhood of several parts.
    qpv
        Index ``code_qp``; ``lib_qp``. In the CRS of `zones`.
    zones
        As in Territory.

    Returns
    -------
        Index ``code_qp``, sorted; ``nom``; ``population``: residents between both outlines,
        supposed to be spread evenly over what is outside the neighbourhoods of their commune
        (NaN: those are unknown); ``geometry``, in the CRS of `zones`. None: there is none.
    """
    if lived.empty:
        return None
    outlines = lived.to_crs(zones.crs)
    official = shapely.union_all(qpv.geometry.to_numpy())
    outlines = outlines[outlines.index.isin(qpv.index)]
    ground = {
        str(code): shapely.difference(shapely.union_all(own.geometry.to_numpy()), official)
        for code, own in outlines.groupby(level=0, sort=True)
    }
    rest = zones[zones["code_qp"].isna()]
    return gpd.GeoDataFrame(
        {
            "nom": [str(qpv["lib_qp"][code]) for code in ground],
            "population": [_residents(one, rest) for one in ground.values()],
        },
        geometry=list(ground.values()),
        index=pd.Index(list(ground), name="code_qp", dtype=object),
        crs=zones.crs,
    )


def _residents(ground: shapely.Geometry, rest: gpd.GeoDataFrame) -> float:
    """Return the residents of some ground, at the density of what is outside neighbourhoods."""
    total = 0.0
    for outline, people in zip(rest.geometry, rest["population"].astype(float), strict=True):
        shared = shapely.area(shapely.intersection(ground, outline))
        if shared > 0:
            total += people * shared / shapely.area(outline)
    return float(total)


def points_between(edges: gpd.GeoDataFrame, x: ArrayLike, y: ArrayLike) -> pd.Series[float]:
    """Return how many points lie in each edge.

    Parameters
    ----------
    edges
        As :func:`lived_edges`.
    x, y
        In the CRS of `edges`; a point of which one is NaN is in none.
    """
    xs, ys = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    outlines = edges.geometry.to_numpy()
    shapely.prepare(outlines)
    counts = []
    for outline, (west, south, east, north) in zip(outlines, edges.bounds.to_numpy(), strict=True):
        around = (west <= xs) & (xs <= east) & (south <= ys) & (ys <= north)
        counts.append(float(shapely.contains_xy(outline, xs[around], ys[around]).sum()))
    return pd.Series(counts, index=edges.index, dtype=float)
