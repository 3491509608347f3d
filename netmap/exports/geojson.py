"""``layer-<name>.geojson``: a layer a file, for map sites such as uMap, with the map's colours.

Source of the format: RFC 7946 (WGS 84, longitude first, outer rings anticlockwise).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from netmap.exports.files import json_bytes
from netmap.exports.gis import said_of_layers
from netmap.render.page.style import CLASS_COLOURS
from netmap.text import file_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import geopandas as gpd

    from netmap.edition import Edition
    from netmap.formats.findings import FindingsFile
    from netmap.messages import Messages

#: Decimals of a degree: a tenth of a metre.
_DECIMALS = 6
_NO_CLASS = "#ffffff"


def layer_files(
    edition: Edition,
    found: FindingsFile,
    layers: Mapping[str, gpd.GeoDataFrame],
    messages: Messages,
) -> dict[str, bytes]:
    """Return the layers of the GeoPackage as GeoJSON, by name of file.

    Properties are the records of ``findings.json``; a figure that is hidden or missing is null,
    and ``classe`` says which. ``name`` and ``_umap_options`` are what uMap shows a place by.
    """
    audience = edition.findings.release.audience
    about = " ".join(said_of_layers(edition, found, layers, messages))
    return {
        file_name(f"layer-{name}", "geojson", audience): json_bytes(
            {
                "type": "FeatureCollection",
                "description": about,
                "features": [*_features(layer)],
            }
        )
        for name, layer in layers.items()
    }


def _features(layer: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    degrees = layer.to_crs(4326)
    shapes = shapely.orient_polygons(degrees.geometry.to_numpy())
    rounded = shapely.transform(shapes, lambda at: np.round(at, _DECIMALS))
    rows = degrees.drop(columns="geometry").to_dict("records")
    return [
        {
            "type": "Feature",
            "id": str(code),
            "geometry": None if shape is None else shape.__geo_interface__,
            "properties": {"code": str(code), **_properties(row)},
        }
        for code, shape, row in zip(degrees.index, rounded, rows, strict=True)
    ]


def _properties(row: dict[Any, Any]) -> dict[str, Any]:
    said = {str(key): _known(value) for key, value in row.items()}
    shown = {"name": said.get("nom")} if said.get("nom") else {}
    if "classe" not in said:
        return {**shown, **said}
    colour = CLASS_COLOURS.get(str(said["classe"]), _NO_CLASS)
    return {**shown, **said, "_umap_options": {"color": colour}}


def _known(value: object) -> object:
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not np.isfinite(value) else value
