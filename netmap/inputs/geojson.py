"""GeoJSON (RFC 7946, and the ``crs`` member of its former text), read as plain data.

No reader of layers sees the file: theirs follow a ``crs`` to the address that it names.
"""

from __future__ import annotations

import json
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any

from netmap.errors import Problem
from netmap.inputs.features import Features, choose_columns
from netmap.inputs.limits import LAYER_FEATURES, LAYER_SIGNS
from netmap.inputs.outlines import Flaw, Size, build_outlines, layer_too_detailed
from netmap.inputs.systems import WGS_84, system_named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from netmap.inputs.files import Found


def read_geojson(found: Found, known: Collection[str]) -> Features | Problem:
    """Read a collection of features, what is not among the `known` columns left out."""
    layer = _collection(found)
    if isinstance(layer, Problem):
        return layer
    features = layer.get("features")
    if not isinstance(features, list):
        return Problem(file=found.path, kind="unreadable-layer")
    if len(features) > LAYER_FEATURES:
        details = (("limit", str(LAYER_FEATURES)),)
        return Problem(file=found.path, kind="too-many-features", details=details)
    for feature, one in enumerate(features, start=1):
        if not _is_feature(one):
            return Problem(file=found.path, kind="unreadable-layer", line=feature)
        if "crs" in one or "crs" in (one.get("geometry") or {}):
            return Problem(file=found.path, kind="crs-elsewhere", line=feature)
    crs = _crs(layer, found.path)
    if isinstance(crs, Problem):
        return crs
    return _features(found, features, crs, known)


def _collection(found: Found) -> dict[str, Any] | Problem:
    """Return the collection that a file holds, as plain data of a bounded size."""
    if sum(map(found.content.count, (b",", b":", b"[", b"{"))) > LAYER_SIGNS:
        return layer_too_detailed(found.path)
    try:
        text = found.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Problem(file=found.path, kind="not-utf8")
    try:
        layer = json.loads(text, object_pairs_hook=_once)
    except _TwiceError as twice:
        return Problem(file=found.path, kind="key-twice", found=twice.key)
    except (ValueError, RecursionError):
        return Problem(file=found.path, kind="unreadable-layer")
    if not isinstance(layer, dict) or layer.get("type") != "FeatureCollection":
        details = (("ending", found.ending),)
        return Problem(file=found.path, kind="not-this-format", details=details)
    return layer


def _features(
    found: Found, features: list[dict[str, Any]], crs: CRS | None, known: Collection[str]
) -> Features | Problem:
    attributes = [one.get("properties") or {} for one in features]
    names = list(dict.fromkeys(chain.from_iterable(attributes)))
    columns = choose_columns(names, known, file=found.path)
    if isinstance(columns, Problem):
        return columns
    raw = [one.get("geometry") for one in features]
    outlines = build_outlines(raw, _measure, _build, file=found.path)
    if isinstance(outlines, Problem):
        return outlines
    cells = {
        column: [_plain(one.get(names[at])) for one in attributes]
        for column, at in columns.where.items()
    }
    return Features(columns, cells, outlines, crs)


class _TwiceError(ValueError):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that stands twice: two readers could take it differently."""
    keys = dict(pairs)
    if len(keys) != len(pairs):
        raise _TwiceError(Counter(name for name, _ in pairs).most_common(1)[0][0])
    return keys


def _is_feature(one: object) -> bool:
    return (
        isinstance(one, dict)
        and isinstance(one.get("properties"), (dict, type(None)))
        and isinstance(one.get("geometry"), (dict, type(None)))
    )


def _crs(layer: dict[str, Any], file: str) -> CRS | Problem | None:
    """Return the system that a layer names; degrees where it names none."""
    if "crs" not in layer:
        return system_named(f"EPSG:{WGS_84}")
    declared = layer["crs"]
    if declared is None:
        return None
    kind = declared.get("type") if isinstance(declared, dict) else None
    properties = declared.get("properties") if isinstance(declared, dict) else None
    if not isinstance(properties, dict):
        return Problem(file=file, kind="unknown-crs")
    name = properties.get("name") if kind == "name" else None
    if kind == "EPSG":
        name = f"EPSG:{properties.get('code')}"
    crs = system_named(name) if isinstance(name, str) else None
    if crs is not None:
        return crs
    told = next((value for value in properties.values() if isinstance(value, str)), str(kind))
    return Problem(file=file, kind="crs-elsewhere", found=told)


def _plain(value: object) -> object:
    """Return a property as a cell: a list in one text, half a letter as the sign of a lost one."""
    if isinstance(value, list):
        return "|".join("[…]" if isinstance(i, (list, dict)) else str(_plain(i)) for i in value)
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def _measure(geometry: dict[str, Any] | None) -> Size | Flaw:
    """Return the rings and points of a geometry, or why it is no outline."""
    if geometry is None:
        return Flaw("missing-geometry")
    kind, inside = geometry.get("type"), geometry.get("coordinates")
    if polygons := _polygons(geometry):
        sizes = [_measure(one) for one in polygons]
        known = [size for size in sizes if isinstance(size, Size)]
        if len(known) < len(sizes):
            return Flaw("invalid-polygon")
        return Size(sum(one.rings for one in known), sum(one.points for one in known))
    if kind not in {"Polygon", "MultiPolygon"}:
        return Flaw("not-a-polygon", str(kind))
    outlines = [inside] if kind == "Polygon" else inside
    if not isinstance(outlines, list) or not all(isinstance(one, list) for one in outlines):
        return Flaw("invalid-polygon")
    rings = list(chain.from_iterable(outlines))
    if not all(isinstance(ring, list) for ring in rings):
        return Flaw("invalid-polygon")
    if not rings:
        return Flaw("missing-geometry")
    return Size(len(rings), sum(map(len, rings)))


def _polygons(geometry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the polygons that stand in a collection with other things; none elsewhere."""
    parts = geometry.get("geometries") if geometry.get("type") == "GeometryCollection" else None
    if not isinstance(parts, list):
        return []
    return [
        part
        for part in parts
        if isinstance(part, dict) and part.get("type") in {"Polygon", "MultiPolygon"}
    ]


def _build(geometry: dict[str, Any] | None) -> BaseGeometry:
    """Return the outline of a measured geometry, in two dimensions; a collection's as they are."""
    import shapely

    if parts := _polygons(geometry or {}):
        return shapely.GeometryCollection([_build(part) for part in parts])
    inside = (geometry or {})["coordinates"]
    polygons = [inside] if (geometry or {})["type"] == "Polygon" else inside
    built = [
        shapely.Polygon(_ring(polygon[0]), [_ring(hole) for hole in polygon[1:]])
        for polygon in polygons
        if polygon
    ]
    return built[0] if (geometry or {})["type"] == "Polygon" else shapely.MultiPolygon(built)


def _ring(positions: Iterable[list[float]]) -> list[tuple[float, float]]:
    """Return the points of a ring, heights and measures left out."""
    points = [(x, y) for x, y, *_ in positions]
    if not {type(number) for number in chain.from_iterable(points)} <= {int, float}:
        raise TypeError
    return points
