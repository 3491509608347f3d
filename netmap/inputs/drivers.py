"""FlatGeobuf and shapefiles, read by GDAL from bytes that none but the right driver can claim.

GDAL takes a file for what its content says, looks beside it for others and opens what they
name. Here it is given bytes in memory, made so that one of its drivers alone knows them, and
it is tried apart first.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np

from netmap.errors import Problem
from netmap.inputs.features import Features, choose_columns
from netmap.inputs.headers import match_columns, whole_names
from netmap.inputs.limits import LAYER_FEATURES, LAYER_POINTS, LAYER_RINGS, TABLE_COLUMNS
from netmap.inputs.outlines import build_outlines, layer_too_detailed
from netmap.inputs.systems import shut_network, system_named, system_written
from netmap.inputs.trial import refuse_reader
from netmap.inputs.wkb import build_wkb, measure_wkb

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

#: the first bytes of a FlatGeobuf file; the eighth, a patch level, is not always 0
FLATGEOBUF = b"fgb\x03fgb"
#: the parts of a shapefile that are read; the last two may be absent
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def read_flatgeobuf(content: bytes, file: str, known: Collection[str]) -> Features | Problem:
    """Read the features of a FlatGeobuf file."""
    # where drivers look for a word in a file, a NUL ends what they look at
    head = FLATGEOBUF + b"\x00"
    return _read(head + content[len(head) :], file, known)


def read_shapefile(
    parts: Mapping[str, bytes], file: str, known: Collection[str]
) -> Features | Problem:
    """Read the features of a shapefile.

    Parameters
    ----------
    parts
        The bytes of its parts, by their endings; those of :data:`PARTS` are handed on.
    """
    rings, points = _sizes(parts[".shp"], parts[".shx"])
    if rings > LAYER_RINGS or points > LAYER_POINTS:
        return layer_too_detailed(file)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for ending in PARTS[:-1]:
            if ending in parts:
                archive.writestr(f"layer{ending}", parts[ending])
        archive.writestr("layer.cpg", _encoding(parts[".dbf"], parts.get(".cpg", b"")))
    return _read(packed.getvalue(), file, known)


#: a letter of UTF-8 that takes several bytes; any other byte beyond ASCII
_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")


def _encoding(dbf: bytes, stated: bytes) -> str:
    r"""Return the encoding of a table's letters: what its bytes are, whatever is stated of them.

    >>> _encoding(bytes(32) + "Aytré".encode(), b""), _encoding(bytes(32) + b"Aytr\xe9", b"UTF-8")
    ('UTF-8', '1252')
    """
    start = int.from_bytes(dbf[8:10], "little") or 32
    letters = _UTF_8.findall(dbf, start)
    others = len(_HIGH.findall(_UTF_8.sub(b"", dbf[start:])))
    said = stated.decode("ascii", "replace").strip()
    if not letters and not others:
        return said or "UTF-8"
    if len(letters) > others:
        return "UTF-8"
    utf_8 = said.upper().replace("-", "") in {"", "UTF8", "65001"}
    return "1252" if utf_8 else said


#: kinds of records that begin with a box, then the numbers of their rings and points
_RINGED = (3, 5, 13, 15, 23, 25, 31)


def _sizes(shp: bytes, shx: bytes) -> tuple[int, int]:
    """Return the rings and points of the records that the index of a shapefile leads to.

    Source: ESRI Shapefile Technical Description (1998).
    """
    index = np.frombuffer(shx[100 : 100 + (len(shx) - 100) // 8 * 8], dtype=">i4")
    # a record: its number and length (8 bytes), its kind (4), its box (32), rings, points
    kind_at = 2 * index[::2].astype(np.int64) + 8
    kind_at = kind_at[(kind_at >= 0) & (kind_at + 44 <= len(shp))]
    content = np.frombuffer(shp, dtype=np.uint8)
    kind_at = kind_at[np.isin(_numbers(content, kind_at), _RINGED)]
    return (
        int(_numbers(content, kind_at + 36).sum(dtype="u8")),
        int(_numbers(content, kind_at + 40).sum(dtype="u8")),
    )


def _numbers(content: NDArray[np.uint8], at: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Return the numbers of four bytes that stand at places of a content."""
    four: NDArray[np.uint32] = content[at[:, None] + np.arange(4)].view("<u4")
    return four[:, 0]


def read_bytes(content: bytes, *known: str) -> tuple[list[str], str | None, Any, dict[str, Any]]:
    """Return the names of the columns, the system, the outlines as WKB, the `known` columns.

    There is nothing but the names where they are too many.
    """
    from pyogrio import read_info
    from pyogrio.raw import read

    names = [str(name) for name in read_info(content)["fields"]]
    if len(names) > TABLE_COLUMNS:
        return names, None, (), {}
    wanted = [names[at] for at in match_columns(whole_names(names, known), known).where.values()]
    about, _, outlines, fields = read(content, columns=wanted, max_features=LAYER_FEATURES + 1)
    return names, about["crs"], outlines, dict(zip(map(str, about["fields"]), fields, strict=True))


def _read(content: bytes, file: str, known: Collection[str]) -> Features | Problem:
    shut_network()
    unreadable = Problem(file=file, kind="unreadable-layer")
    refused = refuse_reader(read_bytes, content, unreadable, *known)
    if refused is not None:
        return refused
    names, crs, shapes, fields = read_bytes(content, *known)
    columns = choose_columns(whole_names(names, known), known, file=file)
    if isinstance(columns, Problem):
        return columns
    if shapes is None:
        return Problem(file=file, kind="no-outline")
    if len(shapes) > LAYER_FEATURES:
        details = (("limit", str(LAYER_FEATURES)),)
        return Problem(file=file, kind="too-many-features", details=details)
    outlines = build_outlines(list(shapes), measure_wkb, build_wkb, file=file)
    if isinstance(outlines, Problem):
        return outlines
    cells = {column: fields[names[at]].tolist() for column, at in columns.where.items()}
    system = system_named(crs) or system_written(crs) if crs else None
    return Features(columns, cells, outlines, system)
