"""``data/geo/vecus.geojson``: lived neighbourhoods supposed around the official ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.amend.since import new_errors
from netmap.amend.sources import with_source
from netmap.amend.writing import Written, write_files
from netmap.errors import InputError, OutputError, Problem
from netmap.inputs.files import Found, candidates, open_file
from netmap.inputs.layers import ENDINGS, LIVED
from netmap.inputs.limits import SETTINGS_BYTES
from netmap.inputs.provenance import SOURCES_FILE
from netmap.inputs.reading import read_places
from netmap.starter.layers import geojson, sha256
from netmap.territory import build_territory
from netmap.territory.buffer import buffered
from netmap.territory.lived import lived_edges

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    import geopandas as gpd

LAYER = f"{LIVED.stem}.geojson"
_NAME = "vecus.geojson"


@dataclass(frozen=True)
class Supposed:
    """What was drawn: `content` of the layer; `edges` as ``territory.lived.lived_edges``."""

    content: bytes
    edges: gpd.GeoDataFrame


def suppose(project: Path, *, metres: float) -> Supposed:
    """Draw lived neighbourhoods, so many metres around the official ones of a project.

    Raises
    ------
    InputError
        The project needs work, or has no priority neighbourhood.
    """
    inputs = read_places(project)
    territory = build_territory(inputs)
    if territory.qpv.empty:
        raise InputError((Problem(file="data/geo/qpv", kind="no-qpv"),))
    drawn = buffered(territory.qpv, territory.communes, metres=metres)
    edges = lived_edges(drawn, territory.qpv, territory.zones)
    if edges is None:  # there is a neighbourhood, so that something is drawn around it
        raise InputError((Problem(file="data/geo/qpv", kind="no-qpv"),))
    return Supposed(geojson(drawn.to_crs(4326), "code_qp", ["lib_qp"]), edges)


def write_supposed(
    project: Path, supposed: Supposed, *, source: Mapping[str, str], replace: bool, day: date
) -> Written:
    """Write the layer and say where it comes from, both or neither.

    Parameters
    ----------
    source
        ``producteur, millesime, licence, note``.
    replace
        Write over a layer that is there; it is kept in ``data/sauvegardes``.
    day
        Day that names the copy.

    Raises
    ------
    OutputError
        ``vecu-there``: a layer is there and was not to be replaced, or is of another format.
    InputError
        The project would have an error that it has not; all is put back.
    """

    def contents() -> list[tuple[Found, bytes]]:
        there = candidates(project, LIVED.stem, ENDINGS)
        if there and (not replace or there != [LAYER]):
            raise OutputError("vecu-there", path=", ".join(there))
        sources = open_file(project, SOURCES_FILE, limit=SETTINGS_BYTES)
        if isinstance(sources, Problem):
            raise InputError((sources,))
        layer = Found(LAYER, project / LAYER, b"")
        if there:
            found = open_file(project, LAYER, limit=2**31)
            if isinstance(found, Problem):
                raise InputError((found,))
            layer = found
        entry = {**source, "sha256": sha256(supposed.content)}
        said = with_source(sources.content, _NAME, entry)
        return [(layer, supposed.content), (sources, said)]

    return write_files(project, contents, refused=new_errors(project), day=day)
