"""The inhabited point of each place, from which distances are measured."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from netmap.territory.notes import doubt

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import ArrayLike, NDArray
    from pyproj import CRS, Transformer

    from netmap.errors import Problem

    Floats = NDArray[np.float64]

#: A point this near a commune's outline is in it: outlines are simplified, quays are not.
EDGE_M = 100.0
_GEOGRAPHIC = 4326


def inhabited_points(
    communes: gpd.GeoDataFrame,
    qpv: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    *,
    communes_file: str = "data/geo/communes",
) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Choose the point that stands for each commune, QPV and zone when distances are measured.

    It is the town hall (``mairie_lon``, ``mairie_lat``, EPSG:4326, where the commune has
    them) if it lies in the place, or within 100 m of its commune's outline; else a point
    inside the place. A commune's remainder takes the town hall too, unless that is in a QPV.

    Parameters
    ----------
    communes, qpv, zones
        As in Territory, in one metric CRS; `communes` may hold the town hall's coordinates.
    communes_file
        The file that notes name.

    Returns
    -------
        Index (``niveau``, ``code``), columns ``x_m``, ``y_m``, ``origine`` (mairie,
        point-interieur); and a note for each town hall that lies outside its commune.
    """
    halls = projected_points(communes, "mairie_lon", "mairie_lat", crs=communes.crs)
    outlines = communes.geometry.to_numpy()
    distance = shapely.distance(outlines, halls)
    near = distance <= EDGE_M
    notes = tuple(
        doubt("mairie-outside", communes_file, "code_insee", str(code), km=f"{metres / 1_000:.1f}")
        for code, metres in zip(communes.index, distance, strict=True)
        if metres > EDGE_M
    )
    position = communes.index.get_indexer(zones["code_insee"])
    shapes = zones.geometry.to_numpy()
    hall_in_zone = shapely.intersects(shapes, halls[position]) | (
        (distance[position] > 0) & zones["code_qp"].isna().to_numpy()
    )
    levels = (
        ("commune", communes.index, outlines, halls, near),
        ("qpv", qpv.index, qpv.geometry.to_numpy(), np.full(len(qpv), None), np.zeros(len(qpv))),
        ("zone", zones.index, shapes, halls[position], near[position] & hall_in_zone),
    )
    frames = []
    for level, codes, areas, hall, kept in levels:
        points = shapely.point_on_surface(areas)
        has_hall = kept.astype(bool)
        points[has_hall] = hall[has_hall]
        frames.append(
            pd.DataFrame(
                {
                    "x_m": shapely.get_x(points),
                    "y_m": shapely.get_y(points),
                    "origine": pd.Series(
                        ["mairie" if h else "point-interieur" for h in has_hall], dtype=object
                    ).to_numpy(),
                },
                index=pd.MultiIndex.from_product([[level], codes], names=["niveau", "code"]),
            )
        )
    return pd.concat(frames), notes


def projected_points(table: pd.DataFrame, lon: str, lat: str, *, crs: CRS) -> NDArray[np.object_]:
    """Return the points of two columns (EPSG:4326) in `crs`; None where one is missing."""
    points = np.full(len(table), None, dtype=object)
    if lon not in table or lat not in table:
        return points
    degrees = (table[name].to_numpy(dtype=float, na_value=np.nan) for name in (lon, lat))
    x, y = projected_xy(*degrees, crs=crs)
    given = ~np.isnan(x)
    points[given] = shapely.points(x[given], y[given])
    return points


def projected_xy(longitude: ArrayLike, latitude: ArrayLike, *, crs: CRS) -> tuple[Floats, Floats]:
    """Return the x and y of points (EPSG:4326) in `crs`.

    Returns
    -------
        NaN where a degree is missing; infinite where the plane has no such place.
    """
    lon, lat = np.asarray(longitude, dtype=float), np.asarray(latitude, dtype=float)
    given = np.isfinite(lon) & np.isfinite(lat)
    x, y = np.full(len(lon), np.nan), np.full(len(lon), np.nan)
    if given.any():
        x[given], y[given] = _projection(crs).transform(lon[given], lat[given])
    return x, y


@lru_cache(maxsize=8)
def _projection(crs: CRS) -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs(_GEOGRAPHIC, crs, always_xy=True)
