"""Coordinate systems: known by their name or written out in a file, never fetched.

A file may name its system by an address, or ask for a grid of corrections that lies elsewhere:
neither is looked for. :func:`shut_network` holds for the whole process, whatever its
environment says.
"""

from __future__ import annotations

import os
import re
import warnings
from typing import TYPE_CHECKING

import numpy as np

from netmap.errors import Problem
from netmap.inputs.places import holds_france, in_france

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

_NAME = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?"
    r"(?P<authority>EPSG|OGC|ESRI|IGNF)?[:/]{0,2}(?:[0-9.]{0,10}[:/])?(?P<code>[A-Z0-9]{2,20})",
    re.IGNORECASE,
)
#: what a system that needs a grid says of it once written out
_GRID = re.compile(r"PARAMETERFILE|PROJ4_GRIDS|nadgrids|geoidgrids", re.IGNORECASE)
WGS_84 = 4326


def shut_network() -> None:
    """Forbid the libraries of coordinate systems to fetch anything, in this process.

    Examples
    --------
    >>> import pyproj
    >>> shut_network()
    >>> pyproj.network.is_network_enabled()
    False
    """
    os.environ["PROJ_NETWORK"] = "OFF"
    import pyproj

    pyproj.network.set_network_enabled(active=False)  # type: ignore[attr-defined]


def system_named(name: str) -> CRS | None:
    """Return the system of a name that is known without asking anyone; None for another.

    >>> system_named("urn:ogc:def:crs:EPSG::2154").name
    'RGF93 v1 / Lambert-93'
    >>> system_named("urn:ogc:def:crs:OGC:1.3:CRS84").to_epsg()
    4326
    >>> system_named("http://example.invalid/2154")
    """
    found = _NAME.fullmatch(name.strip())
    if found is None:
        return None
    authority, code = (found["authority"] or "").upper(), found["code"].upper()
    if code == "CRS84" and authority in {"OGC", ""}:
        return _of_authority("EPSG", str(WGS_84))
    return _of_authority(authority, code) if authority in {"EPSG", "ESRI", "IGNF"} else None


def _of_authority(authority: str, code: str) -> CRS | None:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    shut_network()
    try:
        return CRS.from_authority(authority, code)
    except CRSError:
        return None


def system_written(text: str) -> CRS | None:
    """Return the system that a text (WKT, or JSON of PROJ) writes out; None where it is none."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    shut_network()
    if len(text) > _LONGEST:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return CRS.from_json(text) if text.lstrip().startswith("{") else CRS.from_wkt(text)
    except CRSError:
        return None


_LONGEST = 50_000


def unfit_system(
    crs: CRS | None, bounds: tuple[float, float, float, float] | NDArray[np.float64], *, file: str
) -> Problem | None:
    """Return why a declared coordinate system cannot be that of outlines within `bounds`.

    Parameters
    ----------
    bounds
        West, south, east, north, in units of `crs`; NaN where no outline has a place.
    """
    if crs is None:
        return Problem(file=file, kind="unknown-crs")
    named = crs.to_string() if len(crs.to_string()) < _SHORT else crs.name
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if _GRID.search(crs.to_wkt() or ""):
            return Problem(file=file, kind="crs-elsewhere", found=named)
    if not np.isfinite(bounds).all():
        return None
    west, south, east, north = bounds
    in_degrees = west >= -180 and east <= 180 and south >= -90 and north <= 90  # noqa: PLR2004
    details = (("bounds", f"{west:.6g} ; {south:.6g} – {east:.6g} ; {north:.6g}"),)
    if crs.is_geographic != in_degrees:
        return Problem(file=file, kind="wrong-crs", found=named, details=details)
    corners = _in_degrees(crs, [(west + east) / 2, west, east], [(south + north) / 2, south, north])
    if corners is None:
        return Problem(file=file, kind="unusable-crs", found=named)
    longitude, latitude = corners[0][0], corners[1][0]
    national = in_degrees and holds_france(west, south, east, north)
    if not np.isfinite(corners).all() or not (national or in_france(latitude, longitude)):
        swapped = crs.is_geographic and in_france(longitude, latitude)
        kind = "swapped-axes" if swapped else "layer-outside-france"
        return Problem(file=file, kind=kind, found=named, details=details)
    return None


_SHORT = 40


def _in_degrees(crs: CRS, x: list[float], y: list[float]) -> NDArray[np.float64] | None:
    """Return points of a system in longitude and latitude; None where it cannot be converted."""
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    shut_network()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            transformer = Transformer.from_crs(crs, WGS_84, always_xy=True)
            return np.array(transformer.transform(x, y))
    except ProjError:
        return None
