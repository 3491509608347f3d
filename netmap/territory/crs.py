"""In which coordinate system a territory is measured: projected, in metres, stated."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyproj import CRS

from netmap.errors import CrsError

if TYPE_CHECKING:
    import geopandas as gpd

#: EPSG code → west, south, east, north (degrees) of the part of France that it is legal in.
_FRANCE: dict[int, tuple[float, float, float, float]] = {
    2154: (-5.6, 41.2, 9.8, 51.3),  # mainland and Corsica: RGF93, Lambert-93
    5490: (-63.3, 14.2, -60.6, 18.3),  # Guadeloupe, Martinique, St-Martin, St-Barthélemy
    2972: (-54.8, 2.0, -51.4, 6.0),  # Guyane
    2975: (55.0, -21.6, 56.0, -20.7),  # La Réunion
    4471: (44.8, -13.2, 45.5, -12.4),  # Mayotte
    4467: (-56.7, 46.6, -55.9, 47.3),  # St-Pierre-et-Miquelon
}
_WIDEST_UTM_DEGREES = 12.0
#: Web Mercator counts in metres that are not metres on the ground.
_WEB_MERCATOR = frozenset({3857, 3395, 900913})


def metric_crs(frame: gpd.GeoDataFrame, *, epsg: int | None = None) -> CRS:
    """Choose the system in which areas and distances of `frame` are measured.

    A projected system in metres is kept (but for Web Mercator, whose metres are not
    metres on the ground); another is replaced by the legal one of the place (Lambert-93,
    RGAF09 UTM 20N, RGFG95 UTM 22N, RGR92 UTM 40S, RGM04 UTM 38S, RGSPM06 UTM 21N), and
    outside France by the UTM zone of its centre.

    Parameters
    ----------
    frame
        A layer with a declared CRS, any geometry.
    epsg
        A code that overrides the choice.

    Returns
    -------
        A projected CRS whose axes are in metres.

    Raises
    ------
    CrsError
        The layer declares no CRS, or one projected in another unit; the layer is empty or
        too wide for one system; `epsg` is unknown or not metric.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> metric_crs(gpd.GeoDataFrame(geometry=[Point(-1.15, 46.16)], crs=4326)).to_epsg()
    2154
    >>> metric_crs(gpd.GeoDataFrame(geometry=[Point(55.45, -20.88)], crs=4326)).to_epsg()
    2975
    """
    if frame.crs is None:
        message = "the layer declares no coordinate system: it cannot be measured"
        raise CrsError(message)
    if epsg is not None:
        return stated_crs(epsg)
    declared = CRS.from_user_input(frame.crs)
    if declared.is_projected and declared.to_epsg() not in _WEB_MERCATOR:
        if not _counts_in_metres(declared):
            message = f"{declared.name} is not in metres"
            raise CrsError(message)
        return declared
    if not (declared.is_projected or declared.is_geographic):
        message = f"{declared.name} is neither geographic nor projected"
        raise CrsError(message)
    west, south, east, north = frame.geometry.to_crs(4326).total_bounds
    return CRS.from_epsg(_epsg_of_place(west, south, east, north))


def stated_crs(epsg: int) -> CRS:
    """Return the metric system of code `epsg`; CrsError where there is none, or not in metres."""
    try:
        crs = CRS.from_epsg(epsg)
    except RuntimeError as error:  # pyproj's CRSError
        message = f"EPSG:{epsg} is unknown"
        raise CrsError(message) from error
    if not (crs.is_projected and _counts_in_metres(crs)) or epsg in _WEB_MERCATOR:
        message = f"EPSG:{epsg} ({crs.name}) does not measure in metres"
        raise CrsError(message)
    return crs


def _counts_in_metres(crs: CRS) -> bool:
    return all(axis.unit_name == "metre" for axis in crs.axis_info[:2])


def _epsg_of_place(west: float, south: float, east: float, north: float) -> int:
    if not all(map(math.isfinite, (west, south, east, north))):
        message = "the layer has no place: it is empty, or its coordinates are not degrees"
        raise CrsError(message)
    for epsg, (left, bottom, right, top) in _FRANCE.items():
        if left <= west and bottom <= south and east <= right and north <= top:
            return epsg
    if east - west > _WIDEST_UTM_DEGREES:
        message = (
            f"the layer spans {east - west:.0f} degrees of longitude: "
            "too wide to be measured in one system; state one, or cut the layer"
        )
        raise CrsError(message)
    zone = min(60, int(((west + east) / 2 + 180) // 6) + 1)
    return (32600 if south + north >= 0 else 32700) + zone
