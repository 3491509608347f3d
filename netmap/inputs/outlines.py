"""Outlines that can be trusted: polygons, valid, there, of a size that can be worked with.

An outline is measured before it is built, and its edges are counted before they are crossed
with each other: a hundred thousand holes, or a star of ten thousand branches, would take hours.
A scratch is mended and said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import shapely

from netmap.errors import Problem, Severity
from netmap.inputs.edges import too_many_meetings
from netmap.inputs.limits import LAYER_POINTS, LAYER_RINGS, OUTLINE_POINTS, OUTLINE_RINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shapely.geometry.base import BaseGeometry

#: an outline is mended where that changes less than this share of its area
TRIVIAL_SHARE = 1e-4
_COLLECTION = 7
_POLYGON, _MULTIPOLYGON = 3, 6

Raw = TypeVar("Raw")


@dataclass(frozen=True)
class Flaw:
    """Why a feature has no outline: the kind of its problem, and what was found."""

    kind: str
    found: str | None = None


@dataclass(frozen=True)
class Size:
    """How many rings (around the ground, and around its holes) and points an outline has."""

    rings: int
    points: int


def build_outlines(
    raw: Sequence[Raw],
    measure: Callable[[Raw], Size | Flaw],
    build: Callable[[Raw], BaseGeometry],
    *,
    file: str,
) -> list[BaseGeometry | Flaw] | Problem:
    """Measure the outlines of a layer as a file holds them, then build those of a fair size.

    Parameters
    ----------
    raw
        One a feature.
    build
        May fail in any way: the outline is then no polygon that can be used.

    Returns
    -------
    list
        One a feature; a :class:`~netmap.errors.Problem` where the layer as a whole is too
        detailed.
    """
    sizes = [_fair(measure(one)) for one in raw]
    known = [size for size in sizes if isinstance(size, Size)]
    rings, points = sum(size.rings for size in known), sum(size.points for size in known)
    if points > LAYER_POINTS or rings > LAYER_RINGS:
        return layer_too_detailed(file)
    outlines: list[BaseGeometry | Flaw] = []
    for one, size in zip(raw, sizes, strict=True):
        if isinstance(size, Flaw):
            outlines.append(size)
            continue
        try:
            outlines.append(build(one))
        except Exception:  # noqa: BLE001 - what a file holds may fail in any way
            outlines.append(Flaw("invalid-polygon"))
    return outlines


def layer_too_detailed(file: str) -> Problem:
    """Return that all the outlines of a layer together have too many points or rings."""
    details = (("limit", str(LAYER_POINTS)), ("rings", str(LAYER_RINGS)))
    return Problem(file=file, kind="layer-too-detailed", details=details)


def _fair(size: Size | Flaw) -> Size | Flaw:
    """Return the size of an outline that can be worked with; else what is wrong with it."""
    if isinstance(size, Size) and size.points > OUTLINE_POINTS:
        return Flaw("too-many-points", str(size.points))
    if isinstance(size, Size) and size.rings > OUTLINE_RINGS:
        return Flaw("too-many-rings", str(size.rings))
    return size


def bounds_of(outlines: Sequence[BaseGeometry | Flaw]) -> tuple[float, float, float, float]:
    """Return west, south, east and north of the points that are somewhere; NaN where none is."""
    shapes = [one for one in outlines if not isinstance(one, Flaw)]
    points = shapely.get_coordinates(shapes)
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return (np.nan, np.nan, np.nan, np.nan)
    return (*points.min(axis=0).tolist(), *points.max(axis=0).tolist())


def check_outlines(
    outlines: Sequence[BaseGeometry | Flaw], *, file: str
) -> tuple[list[BaseGeometry | None], list[Problem]]:
    """Return the outlines in two dimensions, mended where that is trivial, and what is wrong.

    An outline that is in error becomes None. The problem's line is the feature, from 1.

    Examples
    --------
    >>> bow_tie = shapely.from_wkt("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))")
    >>> outlines, problems = check_outlines([bow_tie], file="communes.gpkg")
    >>> outlines, [(problem.kind, problem.line) for problem in problems]
    ([None], [('invalid-polygon', 1)])
    """
    flat = [one if isinstance(one, Flaw) else _flat(_polygons_of(one)) for one in outlines]
    if too_many_meetings([one for one in flat if not isinstance(one, Flaw)]):
        return [None] * len(flat), [Problem(file=file, kind="tangled-outlines")]
    checked: list[BaseGeometry | None] = []
    problems: list[Problem] = []
    for feature, one in enumerate(flat, start=1):
        outline, flaw = (None, one) if isinstance(one, Flaw) else _check(one)
        checked.append(outline)
        if flaw is None and _is_collection(outlines[feature - 1]):
            flaw = Flaw("polygons-of-collection")
        if flaw is not None:
            details = _DETAILS.get(flaw.kind, ())
            severity: Severity = "error" if outline is None else "warning"
            problems.append(
                Problem(
                    file=file,
                    kind=flaw.kind,
                    line=feature,
                    found=flaw.found,
                    severity=severity,
                    details=details,
                )
            )
    return checked, problems


_DETAILS = {
    "too-many-points": (("limit", str(OUTLINE_POINTS)),),
    "too-many-rings": (("limit", str(OUTLINE_RINGS)),),
}


def _is_collection(shape: BaseGeometry | Flaw) -> bool:
    return not isinstance(shape, Flaw) and shapely.get_type_id(shape) == _COLLECTION


def _polygons_of(shape: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a collection as one outline; another shape as it is.

    Tools that repair outlines leave scraps of lines beside them.
    """
    if not _is_collection(shape):
        return shape
    parts = [part for part in shapely.get_parts(shape) if "Polygon" in part.geom_type]
    outline: BaseGeometry = shapely.union_all(parts) if parts else shape
    return outline


def _flat(shape: BaseGeometry) -> BaseGeometry | Flaw:
    """Return an outline in two dimensions, or why it is none."""
    if shape.is_empty:
        return Flaw("missing-geometry")
    if shapely.get_type_id(shape) not in {_POLYGON, _MULTIPOLYGON}:
        return Flaw("not-a-polygon", shape.geom_type)
    flat: BaseGeometry = shapely.force_2d(shape)
    if not np.isfinite(shapely.get_coordinates(flat)).all():
        return Flaw("invalid-polygon", "NaN")
    return flat


def _check(flat: BaseGeometry) -> tuple[BaseGeometry | None, Flaw | None]:
    """Return the outline (None: refused) and what is wrong with it."""
    if flat.is_valid:
        return (flat, None) if flat.area > 0 else (None, Flaw("invalid-polygon"))
    reason = shapely.is_valid_reason(flat).partition("[")[0]
    mended = shapely.make_valid(flat, method="structure", keep_collapsed=False)
    polygonal = shapely.get_type_id(mended) in {_POLYGON, _MULTIPOLYGON} and not mended.is_empty
    changed = shapely.symmetric_difference(mended, shapely.buffer(flat, 0)).area if polygonal else 0
    if polygonal and max(abs(mended.area - flat.area), changed) <= TRIVIAL_SHARE * mended.area:
        return mended, Flaw("repaired-polygon", reason)
    return None, Flaw("invalid-polygon", reason)
