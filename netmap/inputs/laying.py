"""Whether the layers can be laid on each other: neighbourhoods are cut by communes."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import shapely

from netmap.errors import Problem
from netmap.inputs.edges import too_many_meetings
from netmap.inputs.limits import MEETING_PAIRS
from netmap.inputs.project import SETTINGS_FILE
from netmap.inputs.systems import WGS_84, system_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netmap.inputs.draft import Draft


def check_system(draft: Draft) -> Iterator[Problem]:
    """Yield that the system of the settings is made for another place than that of the communes.

    Distances would be wrong by a quarter and more, and nobody would see it.
    """
    epsg = draft.settings.territory.epsg if draft.settings else None
    if epsg is None or draft.communes.frame is None:
        return
    system = system_named(f"EPSG:{epsg}")
    area = None if system is None else system.area_of_use
    west, south, east, north = draft.communes.frame.to_crs(WGS_84).total_bounds
    longitude, latitude = (west + east) / 2, (south + north) / 2
    if area is None or (
        area.west <= longitude <= area.east and area.south <= latitude <= area.north
    ):
        return
    yield Problem(
        file=SETTINGS_FILE,
        kind="crs-of-elsewhere",
        line=draft.settings_file.line_of(["territoire", "epsg"]),
        column="territoire.epsg",
        found=str(epsg),
        details=(("place", area.name.split(" - ")[0].split(";")[0][:60]),),
    )


def check_laying(draft: Draft) -> Iterator[Problem]:
    """Yield the layers whose outlines tangle with those of another.

    Each on its own was found fit to be worked with.
    """
    layers = [
        (layer.file, layer.frame.geometry.dropna())
        for layer in draft.layers
        if layer.file is not None and layer.frame is not None
    ]
    for (_, below), (file, above) in combinations(layers, 2):
        points = [int(shapely.get_num_coordinates(one.array).sum()) for one in (below, above)]
        if points[0] * points[1] <= MEETING_PAIRS:
            continue
        if too_many_meetings([*below.to_crs(WGS_84), *above.to_crs(WGS_84)]):
            yield Problem(file=file.path, kind="tangled-outlines")
