"""All results as layers: those of each territory's GeoPackage one below the other, and theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netmap.atlas.territory import TERRITORIES
from netmap.exports.geoparquet import can_write_parquet, parquet_bytes
from netmap.exports.gis import gpkg_bytes
from netmap.render.atlas.outlines import whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    from shapely import Geometry

    from netmap.formats.atlas import TerritoryRecord
    from netmap.messages import Messages

_SOURCE = "territory.gpkg"
#: Layers of a territory, in the order in which they are drawn.
_LAYERS = ("communes", "qpv", "zones", "secteurs", "partenaires", "permanences", "plan")
_KEY, _OWNER = "code", "territoire"


def results(
    atlas: Path,
    territories: Sequence[TerritoryRecord],
    cells: Mapping[frozenset[str], Geometry],
    messages: Messages,
) -> dict[str, bytes]:
    """Return the GeoPackage of an atlas and, where pyarrow is, its GeoParquet files, by name.

    Layers are in EPSG:4326; ``territoire`` says whose a row is. Of a territory that is held
    back there is its outline, and nothing of its figures but what the overview says.

    Raises
    ------
    OSError
        A territory's GeoPackage cannot be read.
    """
    layers = {"territoires": _territories(territories, cells)}
    for name in _LAYERS:
        layer = _together(atlas, [one for one in territories if one.etat == "montre"], name)
        if layer is not None:
            layers[name] = layer
    said = [messages("page.audience.public"), messages("gis.units"), messages("atlas.gis")]
    if any(one.exemple for one in territories):
        said.insert(1, messages("page.example"))
    files = {"atlas.gpkg": gpkg_bytes(layers, said, messages)}
    if can_write_parquet():
        files |= {f"atlas-{name}.parquet": parquet_bytes(layer) for name, layer in layers.items()}
    return files


def _territories(
    territories: Sequence[TerritoryRecord], cells: Mapping[frozenset[str], Geometry]
) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pandas as pd

    outlines = whole(cells, [one.dossier for one in territories]).geometry
    rows = [
        {
            name: ", ".join(value) if isinstance(value, list) else value
            for name, value in one.plain().items()
            if name != "dossier"
        }
        for one in territories
    ]
    index = [one.dossier for one in territories]
    return gpd.GeoDataFrame(
        pd.DataFrame(rows, index=index), geometry=outlines.reindex(index).array, crs=4326
    )


def _together(
    atlas: Path, territories: Sequence[TerritoryRecord], name: str
) -> gpd.GeoDataFrame | None:
    """Return a layer of all territories; None where none has it."""
    import geopandas as gpd
    import pandas as pd
    import pyogrio

    columns: dict[str, list[Any]] = {_KEY: [], _OWNER: []}
    shapes: list[Geometry | None] = []
    for one in territories:
        file = atlas / TERRITORIES / one.dossier / _SOURCE
        if name not in pyogrio.list_layers(file)[:, 0]:
            continue
        frame = pyogrio.read_dataframe(file, layer=name).to_crs(4326)
        for column in [*columns, *(c for c in frame.columns if c not in columns)]:
            if column in {_OWNER, frame.geometry.name}:
                continue
            held = columns.setdefault(column, [None] * len(shapes))
            held += frame[column].tolist() if column in frame else [None] * len(frame)
        columns[_OWNER] += [one.dossier] * len(frame)
        shapes += list(frame.geometry)
    if not shapes:
        return None
    table = pd.DataFrame(columns).set_index(_KEY)
    return gpd.GeoDataFrame(table, geometry=shapes, crs=4326)
