"""``layer-<name>.parquet``: a layer a file, for whoever reads many layers at once.

Source of the format: GeoParquet 1.1 (WKB; the coordinate system of the territory, as PROJJSON).
"""

from __future__ import annotations

import io
from importlib.util import find_spec
from typing import TYPE_CHECKING

from netmap.errors import OutputError
from netmap.text import file_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from netmap.edition import Edition


def can_write_parquet() -> bool:
    """Tell whether the package that writes it is installed."""
    return find_spec("pyarrow") is not None


def parquet_files(edition: Edition, layers: Mapping[str, gpd.GeoDataFrame]) -> dict[str, bytes]:
    """Return the layers of the GeoPackage as GeoParquet, by name of file.

    Columns are the records of ``findings.json``; a figure that is hidden or missing is null,
    and ``classe`` says which.

    Raises
    ------
    OutputError
        ``no-pyarrow``: the package that writes them is not installed.
    """
    if not can_write_parquet():
        raise OutputError("no-pyarrow")
    audience = edition.findings.release.audience
    return {
        file_name(f"layer-{name}", "parquet", audience): parquet_bytes(layer)
        for name, layer in layers.items()
    }


def parquet_bytes(layer: gpd.GeoDataFrame) -> bytes:
    """Return a layer as GeoParquet; its index becomes the column ``code``."""
    written = io.BytesIO()
    table = layer.rename_axis("code").reset_index()
    table.to_parquet(written, index=False, compression="zstd", schema_version="1.1.0")
    return written.getvalue()
