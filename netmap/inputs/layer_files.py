"""Opening a layer: nothing but what the ending promises is handed to the reader of layers.

GDAL would take a file for what its content says, and some contents are programs that read
other files: each ending has its signature here, and the bytes that were checked are those read.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from typing import TYPE_CHECKING

from netmap.errors import Problem
from netmap.inputs.files import candidates, open_file
from netmap.inputs.limits import LAYER_BYTES, TABLE_ROWS, UNPACKED_BYTES
from netmap.inputs.parquet import refuse_parquet
from netmap.inputs.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

    from netmap.inputs.files import Found

#: what a file of each ending begins with
SIGNATURES = {
    ".geojson": b"{",
    ".json": b"{",
    ".gpkg": b"SQLite format 3\x00",
    ".fgb": b"fgb",
    ".shp": b"\x00\x00\x27\x0a",
    ".zip": b"PK\x03\x04",
    ".parquet": b"PAR1",
}
_TEXT_ENDINGS = {".geojson", ".json"}
_PROGRAM = b"gdal_streamed_alg"


def read_layer_file(project: Path, found: Found, *, name: str) -> gpd.GeoDataFrame | Problem:
    """Read the one layer of a file, or the one called `name`, as it is; or say why it is not read.

    No text of the file is shown: a hostile one may fail in any way.
    """
    for refused in _refusals(project, found):
        return refused
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(found, name)
    except Exception:  # noqa: BLE001
        return Problem(file=found.path, kind="unreadable-layer")


def _refusals(project: Path, found: Found) -> Iterator[Problem]:
    """Yield the reasons, none by default, not to hand a file to its reader."""
    content, is_text = found.content, found.ending in _TEXT_ENDINGS
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip() if is_text else content
    fits = start.startswith(SIGNATURES[found.ending])
    if not fits or (is_text and (_PROGRAM in content or b'"FeatureCollection"' not in content)):
        yield _not_this_format(found)
    if found.ending == ".parquet":
        refused = refuse_parquet(found)
        if refused is not None:
            yield refused
    if found.ending == ".zip":
        yield from _refuse_archive(found)
    if found.ending == ".shp":
        yield from _refuse_parts(project, found)


def _not_this_format(found: Found) -> Problem:
    return Problem(file=found.path, kind="not-this-format", details=(("ending", found.ending),))


def _refuse_archive(found: Found) -> Iterator[Problem]:
    try:
        with zipfile.ZipFile(io.BytesIO(found.content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        yield Problem(file=found.path, kind="unreadable-layer")
        return
    size = sum(part.file_size for part in parts)
    if size > UNPACKED_BYTES:
        megabytes = (-(-size // 1_000_000), UNPACKED_BYTES // 1_000_000)
        details = (("size", str(megabytes[0])), ("limit", str(megabytes[1])))
        yield Problem(file=found.path, kind="archive-too-large", details=details)
    if not any(part.filename.lower().endswith(".shp") for part in parts):
        yield _not_this_format(found)


def shapefile_parts(project: Path, path: str, endings: tuple[str, ...]) -> list[str]:
    """Return the files beside a ``.shp`` that bear its name and one of `endings`."""
    return candidates(project, path[: -len(".shp")].casefold(), endings)


def _refuse_parts(project: Path, found: Found) -> Iterator[Problem]:
    """Yield the parts of a shapefile that are absent or lead outside the project."""
    for ending in (".dbf", ".shx", ".prj", ".cpg"):
        paths = shapefile_parts(project, found.path, (ending,))
        part = open_file(project, paths[0], limit=LAYER_BYTES) if paths else None
        if isinstance(part, Problem):
            yield part
        elif part is None and ending in {".dbf", ".shx"}:
            details = (("ending", ending),)
            yield Problem(file=found.path, kind="shapefile-part-missing", details=details)


def _read(found: Found, name: str) -> gpd.GeoDataFrame | Problem:
    import geopandas as gpd
    import pyogrio

    if found.ending == ".parquet":
        return gpd.read_parquet(io.BytesIO(found.content))
    source: bytes | str = str(found.location) if found.ending == ".shp" else found.content
    layers = [
        (place, str(layer))
        for place, (layer, shape) in enumerate(pyogrio.list_layers(source))
        if shape is not None
    ]
    if not layers:
        return Problem(file=found.path, kind="no-outline")
    named = [(place, layer) for place, layer in layers if plain(layer) == name]
    if len(layers) > 1 and not named:
        return Problem(
            file=found.path,
            kind="several-layers",
            found=", ".join(layer for _, layer in layers),
            details=(("wanted", name),),
        )
    place = (named or layers)[0][0]
    features = pyogrio.read_info(source, layer=place)["features"]
    if features > TABLE_ROWS:
        details = (("limit", str(TABLE_ROWS)),)
        return Problem(file=found.path, kind="too-many-rows", found=str(features), details=details)
    return pyogrio.read_dataframe(source, layer=place)
