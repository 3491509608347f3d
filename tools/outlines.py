"""Outlines of communes on one grid, without gap or overlap, land of merged communes filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

#: A gap of less than this is a scratch between two outlines.
SCRATCH_KM2 = 0.2
_KM_A_DEGREE = 111.2


def on_grid(
    outlines: Mapping[str, BaseGeometry],
    *,
    per_degree: int,
    more_land: Iterable[BaseGeometry] = (),
    parts: Mapping[str, Iterable[BaseGeometry]],
    absorbing: Iterable[str],
) -> dict[str, BaseGeometry]:
    """Return outlines whose points lie on a grid and whose shared borders are the same.

    All borders are noded together by snap rounding, so that no point moves by more than
    half a step of the grid but those that lie near a border moved. Each face then goes to
    the outline that holds it; where two do, to the first by code. A face that none holds
    and that is a scratch goes to the neighbour with the longest border; a greater one to
    the commune of which `parts` cover it, else to a neighbour among `absorbing`: one that
    has had none, then the one with the longest border. Else it is no one's (an enclave of
    another country).

    Parameters
    ----------
    outlines
        Polygons by code, in degrees (EPSG:4326).
    per_degree
        Steps of the grid in a degree; the result is in such steps.
    more_land
        Land that the outlines should cover (its borders close what is open to the sea or
        to another country).
    parts
        Outlines of the former communes of a commune, by its code.
    absorbing
        Communes into which others were merged since the outlines were drawn.

    Raises
    ------
    ValueError
        One of `absorbing` had no land: what was merged into it is nowhere.
    """
    codes = sorted(outlines)
    shapes = _scaled([outlines[code] for code in codes], per_degree)
    borders = shapely.boundary(_scaled([*outlines.values(), *more_land], per_degree))
    noded = shapely.union_all(borders, grid_size=1)
    faces = shapely.get_parts(shapely.polygonize([noded]))
    holders: list[str | None] = [None] * len(faces)
    inside = shapely.point_on_surface(faces)
    held_face, holder = shapely.STRtree(shapes).query(inside, predicate="intersects")
    for face, shape in sorted(zip(held_face.tolist(), holder.tolist(), strict=True), reverse=True):
        holders[face] = codes[shape]
    _give_the_rest(faces, inside, holders, per_degree, parts=parts, absorbing=frozenset(absorbing))
    owned: dict[str, list[BaseGeometry]] = {}
    for face, code in zip(faces, holders, strict=True):
        if code is not None:
            owned.setdefault(code, []).append(face)
    return {code: shapely.coverage_union_all(own) for code, own in sorted(owned.items())}


def _scaled(shapes: Iterable[BaseGeometry], per_degree: int) -> NDArray[np.object_]:
    return shapely.transform(np.array(list(shapes), dtype=object), lambda xy: xy * per_degree)


def _give_the_rest(
    faces: NDArray[np.object_],
    inside: NDArray[np.object_],
    holders: list[str | None],
    per_degree: int,
    *,
    parts: Mapping[str, Iterable[BaseGeometry]],
    absorbing: frozenset[str],
) -> None:
    """Give the faces that no outline holds, those with the fewest claims first."""
    former = [(code, part) for code, own in sorted(parts.items()) for part in own]
    known = shapely.STRtree(_scaled([part for _, part in former], per_degree))
    tree = shapely.STRtree(faces)
    latitude = shapely.get_y(inside) / per_degree
    area_km2 = shapely.area(faces) * np.cos(np.radians(latitude)) * (_KM_A_DEGREE / per_degree) ** 2
    empty = [face for face, holder in enumerate(holders) if holder is None]
    claims: dict[int, dict[str, float]] = {}
    for face in empty:
        shared: dict[str, float] = {}
        for other in tree.query(faces[face], predicate="touches").tolist():
            code = holders[other]
            if code is not None:
                length = shapely.length(shapely.intersection(faces[face], faces[other]))
                shared[code] = shared.get(code, 0.0) + length
        covering = known.query(inside[face], predicate="intersects")
        if area_km2[face] < SCRATCH_KM2:
            claims[face] = shared
        elif covering.size:
            claims[face] = {former[covering.min()][0]: 1.0}
        else:
            claims[face] = {code: shared[code] for code in shared.keys() & absorbing}
    served: set[str] = set()
    for face in sorted(empty, key=lambda face: (len(claims[face]), -area_km2[face])):
        own = claims[face]
        if own:
            first = max(sorted(own), key=lambda code: (code not in served, own[code]))
            holders[face] = first
            if area_km2[face] >= SCRATCH_KM2:
                served.add(first)
    unserved = sorted(absorbing - served)
    if unserved:
        message = f"no land was found for what was merged into {', '.join(unserved)}"
        raise ValueError(message)
