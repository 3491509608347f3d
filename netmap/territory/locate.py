"""Which commune, QPV and zone each partner and each permanence lies in."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
import shapely

from netmap.errors import ColumnError
from netmap.territory.notes import doubt
from netmap.territory.origins import EDGE_M, projected_points

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from netmap.errors import Problem

#: A point this near a border is on it: projecting it back and forth moves it less.
BORDER_M = 0.01


@dataclass(frozen=True)
class Place:
    """Where a row lies: a row of ``Territory.partner_places``."""

    x_m: float
    y_m: float
    code_insee: str | None
    code_qp: str | None
    zone: str | None
    lieu: Literal["point", "code", "inconnu", "hors-territoire"]


def locate(
    table: pd.DataFrame | None,
    *,
    zones: gpd.GeoDataFrame,
    origins: pd.DataFrame,
    file: str = "",
    sheet: str | None = None,
) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Say in which commune, QPV and zone each row of a table lies.

    The point decides where there is one. On a border a QPV comes before a commune's
    remainder, then the first code; within 100 m outside of the outlines, which are
    simplified, the nearest zone is taken, unless the row names a commune elsewhere. Without
    a point the row stands at the inhabited point of its code (a commune or a QPV), and its
    zone is known only where the code has but one.

    Parameters
    ----------
    table
        Index ``id``; columns ``latitude``, ``longitude`` (EPSG:4326, NaN: not given) and
        ``code_insee`` (None: not given). None: no table.
    zones, origins
        As in Territory.
    file, sheet
        What notes name: the file, and the sheet of a workbook.

    Returns
    -------
        Places: index ``id``; ``x_m``, ``y_m``, ``code_insee``, ``code_qp``, ``zone``, ``lieu``
        (point, code, hors-territoire, inconnu); a row outside the territory keeps its point
        and has no code. And a note for each row outside, or whose point and code disagree.

    Raises
    ------
    ColumnError
        A column is absent.
    """
    columns = ("latitude", "longitude", "code_insee")
    if table is None:
        table = pd.DataFrame(columns=columns, index=pd.Index([], dtype=object))
    absent = sorted(set(columns) - set(table.columns))
    if absent:
        message = f"the table has no column {', '.join(absent)}"
        raise ColumnError(message)
    points = projected_points(table, "longitude", "latitude", crs=zones.crs)
    stated = [code if isinstance(code, str) and code else None for code in table["code_insee"]]
    known = {str(c) for c in zones["code_insee"]} | {str(c) for c in zones["code_qp"].dropna()}
    near = np.array([code is None or code in known for code in stated], dtype=bool)
    first = zones.iloc[quarters_first(zones)]
    tree = shapely.STRtree(first.geometry.to_numpy())
    hits = first_zones(points, tree, may_be_near=near)
    typed = zip(table["latitude"], table["longitude"], strict=True)
    places, notes = [], []
    for line, point, hit, code, degrees in zip(
        _lines(table), points, hits, stated, typed, strict=True
    ):
        if point is None:
            place = _by_code(code, zones, origins)
        else:
            place = _by_point(point, first.iloc[hit] if hit >= 0 else None)
        places.append(place)
        kind = _doubtful(place, code, known)
        if kind:
            column, found = "code_insee", code
            if code is None:
                column, found = "latitude", " ; ".join(f"{value:.6g}" for value in degrees)
            details = {"stated": code or "—", "commune": place.code_insee or "—"}
            notes.append(doubt(kind, file, column, found, sheet=sheet, line=line, **details))
    frame = pd.DataFrame(places, columns=list(Place.__dataclass_fields__), dtype=object)
    frame.index = table.index.rename("id")
    return frame.astype({"x_m": float, "y_m": float}), tuple(notes)


def quarters_first(zones: gpd.GeoDataFrame) -> NDArray[np.intp]:
    """Return the places of zones in order of preference: neighbourhoods before the others."""
    return np.argsort(zones["code_qp"].isna().to_numpy(), kind="stable")


def _lines(table: pd.DataFrame) -> list[int | None]:
    if "ligne" not in table:
        return [None] * len(table)
    return [None if pd.isna(line) else int(line) for line in table["ligne"].tolist()]


def first_zones(
    points: NDArray[np.object_], zones: shapely.STRtree, *, may_be_near: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """Return the first zone that holds each point, else the nearest within the edge, else −1.

    Parameters
    ----------
    points
        In the CRS of `zones`; a missing one is in none.
    may_be_near
        Whether a point that no zone holds may be given the nearest one, within 100 m.
    """
    hits = np.full(len(points), -1, dtype=np.intp)
    given = np.flatnonzero(~shapely.is_missing(points))
    which, zone = zones.query(points[given], predicate="dwithin", distance=BORDER_M)
    keep_first(hits, given[which], zone)
    lost = given[(hits[given] < 0) & may_be_near[given]]
    if len(lost):
        which, zone = zones.query_nearest(points[lost], max_distance=EDGE_M)
        keep_first(hits, lost[which], zone)
    return hits


def keep_first(hits: NDArray[np.intp], which: NDArray[np.intp], zone: NDArray[np.intp]) -> None:
    """Write the lowest zone of each point into `hits`."""
    order = np.lexsort((zone, which))
    points, at = np.unique(which[order], return_index=True)
    hits[points] = zone[order][at]


def _by_point(point: shapely.Point, zone: pd.Series | None) -> Place:
    x, y = (point.x, point.y) if math.isfinite(point.x) else (math.nan, math.nan)
    if zone is None:
        return Place(x, y, None, None, None, "hors-territoire")
    return Place(x, y, zone["code_insee"], zone["code_qp"], str(zone.name), "point")


def _by_code(code: str | None, zones: gpd.GeoDataFrame, origins: pd.DataFrame) -> Place:
    if code is None:
        return Place(math.nan, math.nan, None, None, None, "inconnu")
    level: tuple[str, str] | None = None
    for key, name in (("code_insee", "commune"), ("code_qp", "qpv")):
        own = zones[zones[key] == code]
        if len(own):
            level = (name, code)
            break
    if level is None:
        return Place(math.nan, math.nan, None, None, None, "hors-territoire")
    x, y = origins[["x_m", "y_m"]].to_numpy()[origins.index.get_loc(level)]
    communes, quarters, codes = (
        sorted({str(value) for value in values})
        for values in (own["code_insee"], own["code_qp"].fillna(""), own.index)
    )
    return Place(
        float(x),
        float(y),
        communes[0] if len(communes) == 1 else None,
        quarters[0] or None if len(quarters) == 1 else None,
        codes[0] if len(codes) == 1 else None,
        "code",
    )


def _doubtful(place: Place, code: str | None, known: set[str]) -> str | None:
    """Return the kind of note that a place deserves, or None."""
    if place.lieu == "hors-territoire":
        return "place-contradiction" if code in known else "place-outside"
    if place.lieu == "point" and code is not None and code not in {place.code_insee, place.code_qp}:
        return "place-contradiction"
    return None
