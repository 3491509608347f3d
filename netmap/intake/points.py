"""Where a source says that an establishment is, in degrees, and how well it is known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import numpy as np

from netmap.inputs.places import in_france
from netmap.sources import base

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from netmap.sources.recipes.model import Recipe

#: Whether a point is where the place is, the middle of its commune, or nowhere that is known.
Precision = Literal["point", "commune", ""]

_EPSG = re.compile(r"EPSG:\s*([0-9]{4,5})")
#: systems that FINESS names without their number
_NAMED = ((re.compile(r"UTM[ _]?(?:N|ZONE)?[ _]?21", re.IGNORECASE), 4467),
          (re.compile(r"UTM[ _]?(?:S|ZONE)?[ _]?0?1S?\b", re.IGNORECASE), 32701))  # fmt: skip
#: what says that an address was found at the commune only
_AT_COMMUNE = re.compile(r"ADMIN-?EXPRESS", re.IGNORECASE)
#: the quality of a point that INSEE draws at random in the commune
_RANDOM = "33"
_TOKEN = 4


def crs_of(said: str) -> int | None:
    """Return the system (EPSG) that FINESS names: the fifth of what it says of a point.

    >>> crs_of("1,ATLASANTE,96,BAN,EPSG:2154 Lambert 93"), crs_of("1,ATLASANTE,96,BAN,UTM 21N")
    (2154, 4467)
    >>> crs_of("")
    """
    tokens = said.split(",")
    token = tokens[_TOKEN] if len(tokens) > _TOKEN else ""
    number = _EPSG.search(token)
    if number:
        return int(number[1])
    return next((epsg for pattern, epsg in _NAMED if pattern.search(token)), None)


def with_points(recipe: Recipe, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with ``longitude``, ``latitude`` (EPSG:4326, NaN: unknown), ``precision``."""
    if "x" in frame:
        longitude, latitude = _projected(recipe, frame)
    elif "longitude" in frame:
        longitude = frame["longitude"].to_numpy(dtype=float)
        latitude = frame["latitude"].to_numpy(dtype=float)
    else:
        return frame
    known = in_france(latitude, longitude)
    precision = np.where(known, "point", "").astype(object)
    if "commune-centre" in recipe.traits and "place_source" in frame:
        coarse = frame["place_source"].fillna("").astype(str).str.contains(_AT_COMMUNE)
        precision[known & coarse.to_numpy(dtype=bool)] = "commune"
    if "random-points" in recipe.traits and "qualite" in frame:
        drawn = (frame["qualite"] == _RANDOM).to_numpy(dtype=bool)
        precision[drawn] = "commune"
        known = known & ~drawn
    return frame.assign(
        longitude=np.where(known, longitude, np.nan),
        latitude=np.where(known, latitude, np.nan),
        precision=precision,
    )


def strayed(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which points lie over 500 m out of the commune that their row names.

    Outlines are simplified; a row without a point, or of a commune without an outline, is not
    told. A point in a system that is named, and that lies nowhere in France, is out as well.

    Parameters
    ----------
    frame
        ``place``, ``longitude``, ``latitude`` (EPSG:4326) as :func:`with_points` has them.
    """
    import geopandas as gpd
    import shapely

    out = np.zeros(len(frame), dtype=np.bool_)
    if "longitude" not in frame:
        return out
    if "x" in frame:
        named = [crs_of(str(said or "")) is not None for said in frame["place_source"]]
        given = frame[["x", "y"]].notna().all(axis=1).to_numpy()
        out = given & np.array(named, dtype=np.bool_) & frame["longitude"].isna().to_numpy()
    outlines = base.outlined(code for code in frame["place"].unique() if code is not None)
    rows = frame["longitude"].notna().to_numpy() & frame["place"].isin(outlines.index).to_numpy()
    places = frame["place"].where(rows, "")
    departments = places.map(base.department).to_numpy()
    for department in sorted(set(departments[rows])):
        ours = rows & (departments == department)
        there = frame[ours]
        points = gpd.GeoSeries(gpd.points_from_xy(there["longitude"], there["latitude"]), crs=4326)
        shapes = gpd.GeoSeries(outlines.geometry[there["place"]].to_numpy(), crs=4326)
        metric = shapes.estimate_utm_crs()
        near, far = shapes.to_crs(metric).to_numpy(), points.to_crs(metric).to_numpy()
        out[ours] = ~shapely.dwithin(near, far, _OUT_M)
    return out


_OUT_M = 500.0


def _projected(
    recipe: Recipe, frame: pd.DataFrame
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    from pyproj import Transformer

    x, y = frame["x"].to_numpy(dtype=float), frame["y"].to_numpy(dtype=float)
    longitude, latitude = np.full(len(x), np.nan), np.full(len(x), np.nan)
    said = frame["place_source"].fillna("").to_numpy(dtype=object)
    named = "crs-in-text" in recipe.traits
    systems = np.array([crs_of(text) or 0 if named else _MAINLAND for text in said], dtype=int)
    for epsg in sorted(set(systems.tolist()) - {0}):
        rows = (systems == epsg) & ~np.isnan(x) & ~np.isnan(y)
        if rows.any():
            to_degrees = Transformer.from_crs(epsg, 4326, always_xy=True)
            longitude[rows], latitude[rows] = to_degrees.transform(x[rows], y[rows])
    return longitude, latitude


_MAINLAND = 2154
