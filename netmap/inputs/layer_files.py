"""Opening a layer: each ending has its reader, and no reader sees anything but its own format.

What a file holds is told by its ending and its first bytes, never guessed from its content:
some contents are programs that read other files, or addresses. The bytes that were checked
are those that are read.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from netmap.errors import Problem
from netmap.inputs.archives import ZIP_ERRORS, refuse_swelling
from netmap.inputs.drivers import FLATGEOBUF, PARTS, read_flatgeobuf, read_shapefile
from netmap.inputs.files import Found, candidates, open_file
from netmap.inputs.geojson import read_geojson
from netmap.inputs.geopackage import read_geopackage
from netmap.inputs.limits import LAYER_BYTES
from netmap.inputs.systems import shut_network
from netmap.inputs.words import plain

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from netmap.inputs.features import Features

#: what a file of each ending begins with
SIGNATURES = {
    ".geojson": b"{",
    ".json": b"{",
    ".gpkg": b"SQLite format 3\x00",
    ".fgb": FLATGEOBUF,
    ".shp": b"\x00\x00\x27\x0a",
    ".zip": b"PK\x03\x04",
    ".parquet": b"PAR1",
}


def read_layer_file(
    project: Path, found: Found, known: Collection[str], *, name: str
) -> Features | Problem:
    """Read the one layer of a file, or the one called `name`, as it is; or say why it is not read.

    No text of the file is shown: a hostile one may fail in any way.
    """
    start = found.content[:1_000]
    if found.ending in {".geojson", ".json"}:
        start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(SIGNATURES[found.ending]):
        return _not_this_format(found)
    shut_network()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(project, found, known, name)
    except Exception:  # noqa: BLE001
        return Problem(file=found.path, kind="unreadable-layer")


def _read(project: Path, found: Found, known: Collection[str], name: str) -> Features | Problem:
    match found.ending:
        case ".parquet":
            from netmap.inputs.parquet import read_geoparquet

            return read_geoparquet(found, known)
        case ".gpkg":
            return read_geopackage(found, known, name=name)
        case ".fgb":
            return read_flatgeobuf(found.content, found.path, known)
        case ".shp" | ".zip":
            parts = _parts(project, found) if found.ending == ".shp" else _unpacked(found, name)
            if isinstance(parts, Found):
                return _read(project, parts, known, name)
            if isinstance(parts, Problem):
                return parts
            return read_shapefile(parts, found.path, known)
        case _:
            return read_geojson(found, known)


def _not_this_format(found: Found) -> Problem:
    return Problem(file=found.path, kind="not-this-format", details=(("ending", found.ending),))


def shapefile_parts(project: Path, path: str, endings: tuple[str, ...]) -> list[str]:
    """Return the files beside a ``.shp`` that bear its name and one of `endings`."""
    return candidates(project, path[: -len(".shp")].casefold(), endings)


def _parts(project: Path, found: Found) -> dict[str, bytes] | Problem:
    """Return the parts of a shapefile; one that is needed may be absent, or lead outside."""
    parts = {".shp": found.content}
    for ending in PARTS[1:]:
        paths = shapefile_parts(project, found.path, (ending,))
        part = open_file(project, paths[0], limit=LAYER_BYTES) if paths else None
        if isinstance(part, Problem):
            return part
        if part is not None:
            parts[ending] = part.content
    return _with_all(parts, found)


def _with_all(parts: dict[str, bytes], found: Found) -> dict[str, bytes] | Problem:
    for ending in PARTS[1:3]:
        if ending not in parts:
            details = (("ending", ending),)
            return Problem(file=found.path, kind="shapefile-part-missing", details=details)
    if not parts[".shp"].startswith(SIGNATURES[".shp"]):
        return _not_this_format(found)
    return parts


#: what an archive may hold besides a shapefile
_PACKED = (".geojson", ".json", ".gpkg")


def _unpacked(found: Found, name: str) -> dict[str, bytes] | Found | Problem:
    """Return what is in an archive: the only layer, or the one called `name`.

    A shapefile is its parts by their endings; a layer of one file is that file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(found.content)) as archive:
            refused = refuse_swelling(archive, found.path)
            if refused is not None:
                return refused
            inside = {PurePosixPath(part.filename): part for part in archive.infolist()}
            visible = [path for path in inside if not path.name.startswith((".", "__"))]
            layers = sorted(path for path in visible if path.suffix.lower() == ".shp")
            alone = sorted(path for path in visible if path.suffix.lower() in _PACKED)
            layers = layers or alone
            named = [path for path in layers if plain(path.stem) == name]
            if not layers:
                return _not_this_format(found)
            if len(layers) > 1 and len(named) != 1:
                told = ", ".join(path.name for path in layers)
                details = (("wanted", name),)
                return Problem(file=found.path, kind="several-layers", found=told, details=details)
            if (named or layers)[0] in alone:
                path = (named or layers)[0]
                inner = found.location.with_suffix(path.suffix.lower())
                return Found(found.path, inner, archive.read(inside[path]))
            chosen = (named or layers)[0].with_suffix("")
            parts = {
                path.suffix.lower(): archive.read(part)
                for path, part in inside.items()
                if path.with_suffix("") == chosen and path.suffix.lower() in PARTS
            }
    except ZIP_ERRORS:
        return Problem(file=found.path, kind="unreadable-layer")
    return _with_all(parts, found)
