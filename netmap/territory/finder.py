"""Which zone each of many points lies in: the answer of :func:`first_zones`, sooner.

A point in a square that no border crosses takes the zone of the square. One in a crossed square
that is away from all borders takes the zone beside the nearest one, or the first that holds it,
with no tolerance. One that no zone holds takes that of the nearest border, if it is within a
hundred metres. Every other point is asked of :func:`netmap.territory.locate.first_zones`. That
these are one answer is shown in :mod:`netmap.territory.lattice`: the tolerance of that rule is
one centimetre, and two are allowed for here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from netmap.territory.lattice import NONE, UNTOLD, Lattice
from netmap.territory.locate import BORDER_M, first_zones, keep_first, quarters_first
from netmap.territory.origins import EDGE_M, projected_xy

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

#: metres from a border within which a point is asked of the rule
_NEAR_M = 2 * BORDER_M
#: fewer points than this are asked of the rule, and so are those that are few for their borders
_FEW, _VERTICES_A_POINT = 1_000, 8


class ZoneFinder:
    """Finds the zones of points, chosen as :func:`netmap.territory.locate.locate` does.

    Parameters
    ----------
    zones
        As in Territory.
    points
        How many are to be found, more or less: it decides what is made ready, never an answer.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> zones = gpd.GeoDataFrame({"code_qp": [None]}, geometry=[
    ...     box(700_000, 6_600_000, 701_000, 6_601_000)], crs=2154)
    >>> ZoneFinder(zones, points=2).find([3.005, 3.05, None], [46.5, 46.5, 46.5]).tolist()
    [0, -1, -1]
    """

    def __init__(self, zones: gpd.GeoDataFrame, *, points: int) -> None:
        order = quarters_first(zones)
        self._shapes = zones.geometry.to_numpy()[order]
        # −1, that no zone holds a point, stays −1
        self._place = np.append(order, -1)
        self._tree = shapely.STRtree(self._shapes)
        self._crs = zones.crs
        self._lattice: Lattice | None = None
        vertices = int(shapely.get_num_coordinates(self._shapes).sum())
        if points >= max(_FEW, vertices / _VERTICES_A_POINT):
            from netmap.territory.drawing import draw

            shapely.prepare(self._shapes)
            self._lattice = draw(self._shapes, self._holding, points=points, around=EDGE_M)

    def find(self, longitude: ArrayLike, latitude: ArrayLike) -> NDArray[np.intp]:
        """Return the zone of each point.

        Parameters
        ----------
        longitude, latitude
            EPSG:4326; NaN: not given.

        Returns
        -------
            The place of a zone in `zones`; −1: the point is in no zone, or not given.
        """
        x, y = projected_xy(longitude, latitude, crs=self._crs)
        hits = np.full(len(x), -1, dtype=np.intp)
        # a place on Earth may have none on the plane
        given = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        x, y = x[given], y[given]
        if self._lattice is None:
            hits[given] = self._asked(x, y)
        else:
            square = self._lattice.squares(x, y)
            # neighbours one after the other: what is looked up stays at hand
            order = np.argsort(square)
            hits[given[order]] = self._drawn(self._lattice, x[order], y[order], square[order])
        return self._place[hits]

    def _drawn(
        self, drawing: Lattice, x: Floats, y: Floats, square: NDArray[np.int64]
    ) -> NDArray[np.intp]:
        hits, at = drawing.place(square)
        crossed = np.flatnonzero(at >= 0)
        hits[crossed], near = drawing.beside(x[crossed], y[crossed], at[crossed], within=_NEAR_M)
        untold = crossed[(hits[crossed] == UNTOLD) & ~near]
        hits[untold], _ = self._holding(x[untold], y[untold])
        # in no zone: perhaps near one; what is outside the lattice is near none
        lost = np.flatnonzero((hits == NONE) & (square >= 0))
        hits[lost] = drawing.nearest(x[lost], y[lost], square[lost], within=EDGE_M)
        asked = np.flatnonzero(hits == UNTOLD)
        hits[asked] = self._asked(x[asked], y[asked])
        return hits

    def _holding(self, x: Floats, y: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the first zone that holds each point, with no tolerance, and how many do."""
        hits = np.full(len(x), NONE, dtype=np.intp)
        point, zone = self._tree.query(shapely.points(x, y))
        order = np.argsort(zone, kind="stable")
        point, zone = point[order], zone[order]
        held = shapely.intersects_xy(self._shapes[zone], x[point], y[point])
        keep_first(hits, point[held], zone[held])
        return hits, np.bincount(point[held], minlength=len(x))

    def _asked(self, x: Floats, y: Floats) -> NDArray[np.intp]:
        points = np.asarray(shapely.points(x, y), dtype=object)
        return first_zones(points, self._tree, may_be_near=np.ones(len(x), dtype=np.bool_))


def zones_of_points(table: pd.DataFrame, *, zones: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return the zone that each row's point lies in.

    Parameters
    ----------
    table
        Columns ``latitude``, ``longitude`` (EPSG:4326, NaN: not given).
    zones
        As in Territory.

    Returns
    -------
        A code a row; None: the row has no point, or it lies outside the territory.
    """
    found = ZoneFinder(zones, points=len(table)).find(table["longitude"], table["latitude"])
    codes = np.array([*zones.index, None], dtype=object)
    return codes[found]
