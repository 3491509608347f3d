"""Outlines as well-known binary (ISO 19125), walked before they are built.

A reader of geometry follows what it reads into itself: a collection in a collection, a
hundred thousand deep, ends the program. Nothing but polygons and lists of polygons goes on.

Examples
--------
>>> import shapely
>>> measure_wkb(shapely.to_wkb(shapely.box(0, 0, 1, 1)))
Size(rings=1, points=5)
>>> measure_wkb(shapely.to_wkb(shapely.Point(0, 0)))
Flaw(kind='not-a-polygon', found='Point')
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from netmap.inputs.limits import LAYER_RINGS
from netmap.inputs.outlines import Flaw, Size

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_NAMES = dict(
    enumerate(
        (
            "Geometry", "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString",
            "MultiPolygon", "GeometryCollection", "CircularString", "CompoundCurve",
            "CurvePolygon", "MultiCurve", "MultiSurface", "Curve", "Surface",
            "PolyhedralSurface", "TIN", "Triangle",
        )
    )
)  # fmt: skip
_POINT, _LINE, _POLYGON, _MULTIPOLYGON, _COLLECTION = 1, 2, 3, 6, 7
#: flags of the extended form, above the ISO code: heights, measures, a system's number
_Z, _M, _SRID = 0x80000000, 0x40000000, 0x20000000
#: thousands of the ISO code: 1 heights, 2 measures, 3 both
_THOUSAND, _BOTH = 1_000, 3


def measure_wkb(blob: bytes | None) -> Size | Flaw:
    """Return the rings and points of an outline, or why it is none.

    The count stops beyond what any outline may have.
    """
    if not blob:
        return Flaw("missing-geometry")
    try:
        kind, _, start, order = _head(blob, 0)
        if kind == _POLYGON:
            rings, points, _ = _polygon(blob, 0)
            return Size(rings, points) if rings else Flaw("missing-geometry")
        if kind == _COLLECTION:
            return _collection(blob)
        if kind != _MULTIPOLYGON:
            return Flaw("not-a-polygon", _NAMES.get(kind, str(kind)))
        (parts,) = struct.unpack_from(f"{order}I", blob, start)
        rings = points = 0
        offset = start + 4
        for _ in range(parts):
            if _head(blob, offset)[0] != _POLYGON:
                return Flaw("invalid-polygon")
            more, corners, offset = _polygon(blob, offset)
            rings, points = rings + more, points + corners
            if rings > LAYER_RINGS:
                break
        return Size(rings, points) if rings else Flaw("missing-geometry")
    except struct.error:
        return Flaw("invalid-polygon")


def _collection(blob: bytes) -> Size | Flaw:
    """Return the rings and points of the polygons of a collection of points, lines and polygons."""
    _, _, start, order = _head(blob, 0)
    (parts,) = struct.unpack_from(f"{order}I", blob, start)
    rings = points = 0
    offset = start + 4
    for _ in range(parts):
        kind, dimensions, body, order = _head(blob, offset)
        if kind == _POLYGON:
            more, corners, offset = _polygon(blob, offset)
            rings, points = rings + more, points + corners
        elif kind == _POINT:
            offset = body + 8 * dimensions
        elif kind == _LINE:
            (corners,) = struct.unpack_from(f"{order}I", blob, body)
            offset = body + 4 + 8 * dimensions * corners
        else:
            return Flaw("not-a-polygon", _NAMES[_COLLECTION])
        if rings > LAYER_RINGS:
            break
    return Size(rings, points) if rings else Flaw("not-a-polygon", _NAMES[_COLLECTION])


def build_wkb(blob: bytes | None) -> BaseGeometry:
    """Return the outline of a measured blob."""
    import shapely

    return shapely.from_wkb(blob)  # type: ignore[return-value]


def _head(blob: bytes, offset: int) -> tuple[int, int, int, str]:
    """Return the kind, the dimensions, where the body begins, and the order of bytes.

    What two readers could take differently is refused.
    """
    order = {b"\x00": ">", b"\x01": "<"}.get(blob[offset : offset + 1])
    if order is None:
        raise struct.error
    (code,) = struct.unpack_from(f"{order}I", blob, offset + 1)
    start = offset + (9 if code & _SRID else 5)
    thousands, kind = divmod(code & ~(_Z | _M | _SRID), _THOUSAND)
    if thousands > _BOTH:
        raise struct.error
    has_z = bool(code & _Z) or thousands in {1, _BOTH}
    has_m = bool(code & _M) or thousands in {2, _BOTH}
    return kind, 2 + has_z + has_m, start, order


def _polygon(blob: bytes, offset: int) -> tuple[int, int, int]:
    """Return the rings and the points of a polygon, and where it ends."""
    _, dimensions, offset, order = _head(blob, offset)
    (rings,) = struct.unpack_from(f"{order}I", blob, offset)
    offset += 4
    points = 0
    for done in range(rings):
        if done > LAYER_RINGS:
            break
        (corners,) = struct.unpack_from(f"{order}I", blob, offset)
        points += corners
        offset += 4 + 8 * dimensions * corners
    if offset > len(blob):
        raise struct.error
    return rings, points, offset
