"""Polygons that share borders to TopoJSON: each shared border is written once.

https://github.com/topojson/topojson-specification
"""

from __future__ import annotations

import gzip
import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

Point = tuple[int, int]
Line = tuple[Point, ...]


def topology(
    outlines: Mapping[str, BaseGeometry],
    *,
    name: str,
    per_degree: int,
    properties: Mapping[str, dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Return outlines as a topology, in order of id.

    Parameters
    ----------
    outlines
        Polygons by id, in whole units of which a degree has `per_degree`; borders that two of
        them share have the same points in both.
    name
        The object's name.
    properties
        What else is said of an outline, by id.
    """
    rings = {
        key: [_rings(part) for part in shapely.get_parts(shapely.normalize(outline))]
        for key, outline in sorted(outlines.items())
    }
    junctions = _junctions(ring for parts in rings.values() for part in parts for ring in part)
    arcs: dict[Line, int] = {}
    geometries = []
    for key, parts in rings.items():
        drawn = [[_arcs(ring, junctions, arcs) for ring in part] for part in parts]
        one = len(drawn) == 1
        geometries.append(
            {
                "type": "Polygon" if one else "MultiPolygon",
                "id": key,
                **({"properties": properties[key]} if properties else {}),
                "arcs": drawn[0] if one else drawn,
            }
        )
    points = [point for arc in arcs for point in arc]
    west, south = min(x for x, _ in points), min(y for _, y in points)
    east, north = max(x for x, _ in points), max(y for _, y in points)
    return {
        "type": "Topology",
        "bbox": [value / per_degree for value in (west, south, east, north)],
        "transform": {"scale": [1 / per_degree] * 2, "translate": [0, 0]},
        "objects": {name: {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [_steps(arc) for arc in arcs],
    }


def write(document: Mapping[str, Any], path: Path) -> None:
    """Write a document as compressed JSON, the same bytes each time."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def _rings(part: BaseGeometry) -> list[Line]:
    lines = [part.exterior, *part.interiors]
    return [
        tuple((round(x), round(y)) for x, y in shapely.get_coordinates(line)[:-1]) for line in lines
    ]


def _junctions(rings: Iterable[Line]) -> set[Point]:
    """Return the points where more than two ways lead on: arcs end there."""
    near: dict[Point, set[Point]] = {}
    for ring in rings:
        for before, here, after in zip(
            (ring[-1], *ring[:-1]), ring, (*ring[1:], ring[0]), strict=True
        ):
            near.setdefault(here, set()).update((before, after))
    return {point for point, ways in near.items() if len(ways) > 2}  # noqa: PLR2004


def _arcs(ring: Line, junctions: set[Point], arcs: dict[Line, int]) -> list[int]:
    """Return a ring as numbers of arcs, new ones added; ``~n`` is arc n backwards."""
    cuts = [place for place, point in enumerate(ring) if point in junctions]
    start = cuts[0] if cuts else ring.index(min(ring))
    turned = (*ring[start:], *ring[:start], ring[start])
    ends = [*(cut - start for cut in cuts or [start]), len(ring)]
    return [_arc(turned[a : b + 1], arcs) for a, b in pairwise(ends)]


def _arc(line: Line, arcs: dict[Line, int]) -> int:
    backwards = line[::-1]
    if backwards in arcs:
        return ~arcs[backwards]
    return arcs.setdefault(line, len(arcs))


def _steps(arc: Line) -> list[list[int]]:
    """Return the first point of an arc, then the steps that lead on."""
    return [list(arc[0]), *([b[0] - a[0], b[1] - a[1]] for a, b in pairwise(arc))]
