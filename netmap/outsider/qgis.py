"""The QGIS project: it leads to the GeoPackage beside it, and holds no figure of its own."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from netmap.outsider.geopackage import CHANGE, GEOPACKAGE, LAYERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netmap.formats.findings import FindingsFile
    from netmap.outsider.claims import WrongClaim

#: Name of the file in a folder of outputs of the public edition.
PROJECT = "netmap.qgz"
_MEMBER = "netmap.qgs"
_BYTES = 5_000_000
_SOURCE = re.compile(
    rf"\./{re.escape(GEOPACKAGE)}\|layername=({'|'.join(sorted(LAYERS))})"
    r"(\|subset=code IN \([0-9A-Z:, ']*\))?"
)
#: Fields that are written on the map; None: not a label.
_WRITTEN = {"nom", CHANGE, None}
#: What a project may keep beside its layers: data, programs that run as it opens, addresses.
_NEVER = {"memorylayer", "pythonMacros", "macros", "actionsetting", "expressionfields", "joins"}


def claims_of_project(content: bytes, _: FindingsFile) -> Iterator[WrongClaim]:
    """Yield what a project leads to or does beside showing the layers of the GeoPackage."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            (member,) = packed.infolist()
            if member.filename != _MEMBER or member.file_size > _BYTES:
                yield "untied", member.filename
                return
            text = packed.read(member)
        if b"<!ENTITY" in text:
            yield "unreadable", ""
            return
        root = ET.fromstring(text)  # noqa: S314 - no entities
    except (zipfile.BadZipFile, zlib.error, ET.ParseError, ValueError, NotImplementedError):
        yield "unreadable", ""
        return
    for element in root.iter():
        if element.tag in _NEVER:
            yield "untied", element.tag
        if element.tag == "datasource" and not _SOURCE.fullmatch(element.text or ""):
            yield "untied", f"datasource: {element.text}"
        if element.get("fieldName") not in _WRITTEN:
            yield "untied", f"label: {element.get('fieldName')}"
