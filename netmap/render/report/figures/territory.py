"""The small map that prints: what is concluded of each part, told by patterns as by colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from netmap.findings.concluded import conclude_parts
from netmap.render.map.ground import ground
from netmap.render.page.style import CLASS_COLOURS
from netmap.render.report.figures.canvas import INK, WIDTH, draw, label
from netmap.render.report.figures.names import meet

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.path import Path
    from numpy.typing import NDArray

    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.report.figures.names import Box
    from netmap.territory.model import Territory

#: Ground, hatching and its colour, of a class: the looks of the map, made for ink.
_LOOKS = {
    "sous-desservie": (CLASS_COLOURS["sous-desservie"], "", INK),
    "desservie": (CLASS_COLOURS["desservie"], "", INK),
    "indeterminee": ("#ffffff", "..", "#51606f"),
    "masquee": ("#f3f5f8", "//", "#66717d"),
    "non-ouverte": ("#ffffff", "--", "#aeb8c2"),
    "sans-donnee": ("#e3e7ec", "xx", "#8b96a2"),
}
_LAND, _WATER = "#ecebe6", "#ffffff"
_MARGIN = 4.0
#: Height against width, at least and at most; room around the territory, in its longer side.
_LOWEST, _TALLEST, _AROUND = 0.55, 1.05, 0.03
#: A part in 700 of the longer side is half a point of a drawing.
_FRACTION = 700
#: Points of a name: the size of its letters, their width, the height of a line.
_ROUGH_M = 50.0
_SIZE, _ACROSS, _TALL = 10.5, 6.2, 12.0


@dataclass(frozen=True)
class Frame:
    """What the map shows: west, south, east, north in metres, and its height in points."""

    west: float
    south: float
    east: float
    north: float
    height: float

    def at(self, x_m: float, y_m: float) -> tuple[float, float]:
        """Return where a point of the territory lies in the drawing, from its top left corner."""
        across = (x_m - self.west) / (self.east - self.west)
        down = (self.north - y_m) / (self.north - self.south)
        return (
            _MARGIN + across * (WIDTH - 2 * _MARGIN),
            _MARGIN + down * (self.height - 2 * _MARGIN),
        )


def frame_of(territory: Territory) -> Frame:
    """Return what the map of a territory shows."""
    west, south, east, north = (float(value) for value in territory.communes.total_bounds)
    around = _AROUND * max(east - west, north - south)
    wide, tall = east - west + 2 * around, north - south + 2 * around
    ratio = min(max(tall / wide, _LOWEST), _TALLEST)
    wide, tall = max(wide, tall / ratio), max(tall, wide * ratio)
    x, y = (west + east) / 2, (south + north) / 2
    height = (WIDTH - 2 * _MARGIN) * ratio + 2 * _MARGIN
    return Frame(x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2, height)


def territory_figure(findings: Findings, messages: Messages, *, description: str) -> str:
    """Return the map of what is concluded; borders of parts are thick, those of communes thin."""
    territory = findings.release.territory
    frame = frame_of(territory)
    window = (frame.west, frame.south, frame.east, frame.north)
    step = max(frame.east - frame.west, frame.north - frame.south) / _FRACTION

    def paint(axes: Axes) -> None:
        axes.set_axis_off()
        axes.set_xlim(window[0], window[2])
        axes.set_ylim(window[1], window[3])
        around = ground(territory)
        if around is not None:
            land = gpd.GeoSeries([shapely.geometry.shape(around.land)], crs=4326)
            land = land.to_crs(territory.crs).simplify(step)
            _fill(axes, shapely.intersection(land.iloc[0], shapely.box(*window)), _LAND)
        shapes = shapely.coverage_simplify(territory.zones.geometry.to_numpy(), step)
        parts = list(conclude_parts(findings).values())
        wholes = [
            shapely.union_all(shapes[[one is part for one in parts]])
            for part in dict.fromkeys(parts)
        ]
        for part, whole in zip(dict.fromkeys(parts), wholes, strict=True):
            colour, hatch, ink = _LOOKS[part.density_class]
            _fill(axes, whole, colour, hatch=hatch, ink=ink)
        insee = territory.zones["code_insee"].to_numpy()
        towns = [shapely.union_all(shapes[insee == code]) for code in territory.communes.index]
        _borders(axes, towns, width=0.4)
        _borders(axes, wholes, width=1.1)
        _names(axes, findings)

    return draw(
        "territory",
        frame.height,
        paint,
        margins=(_MARGIN, _MARGIN, _MARGIN, _MARGIN),
        title=messages("report.opening.map"),
        description=description,
    )


def _fill(
    axes: Axes, shape: shapely.Geometry, colour: str, *, hatch: str = "", ink: str = INK
) -> None:
    from matplotlib.patches import PathPatch

    path = _path(shape)
    if path is None:
        return
    axes.add_patch(PathPatch(path, facecolor=colour, edgecolor=ink, hatch=hatch or None, lw=0))


def _borders(axes: Axes, shapes: Sequence[shapely.Geometry], *, width: float) -> None:
    from matplotlib.patches import PathPatch

    path = _path(shapely.union_all(shapely.boundary(shapes)))
    if path is not None:
        axes.add_patch(PathPatch(path, fill=False, edgecolor="#51606f", lw=width))


def _path(shape: shapely.Geometry) -> Path | None:
    """Return the rings, or the lines, of a geometry as one path; None: it has none."""
    from matplotlib.path import Path

    rings: list[NDArray[np.float64]] = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            rings += [shapely.get_coordinates(ring) for ring in shapely.get_rings(part)]
        elif part.geom_type == "LineString":
            rings.append(shapely.get_coordinates(part))
    if not rings:
        return None
    return Path.make_compound_path(*(Path(ring) for ring in rings))


def _names(axes: Axes, findings: Findings) -> None:
    """Write the names of communes in themselves, the most residents first, where there is room."""
    communes = findings.release.territory.communes
    inside = shapely.get_point(
        shapely.maximum_inscribed_circle(communes.geometry.to_numpy(), 50), 0
    )
    taken: list[Box] = []
    order = communes["population"].fillna(0.0).to_numpy().argsort(kind="stable")[::-1]
    for i in order:
        if inside[i].is_empty:
            continue
        told = label(str(communes["nom"].iloc[i]), longest=24)
        x, y = axes.transData.transform((inside[i].x, inside[i].y))
        half = _ACROSS * len(told) / 2
        box = (x - half, y - _TALL / 2, x + half, y + _TALL / 2)
        fits = box[0] >= _MARGIN and box[2] <= WIDTH - _MARGIN
        if not fits or any(meet(box, other) for other in taken):
            continue
        taken.append(box)
        axes.annotate(
            told,
            (inside[i].x, inside[i].y),
            ha="center",
            va="center",
            fontsize=_SIZE,
            color=INK,
            bbox={"boxstyle": "square,pad=0.08", "fc": "#ffffff", "ec": "none", "alpha": 0.72},
        )
