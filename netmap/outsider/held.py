"""Files of people's own programs, each held against ``findings.json`` or against the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.formats.workbook import WORKBOOK
from netmap.outsider.geojson import claims_of_geojson
from netmap.outsider.geopackage import GEOPACKAGE, claims_of_geopackage
from netmap.outsider.geoparquet import claims_of_parquet
from netmap.outsider.printed import claims_of_pdf
from netmap.outsider.qgis import PROJECT, claims_of_project
from netmap.outsider.workbook import claims_of_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netmap.formats.findings import FindingsFile
    from netmap.outsider.claims import WrongClaim

#: Files that are there once, and who reads them.
_READERS = {
    WORKBOOK: claims_of_workbook,
    GEOPACKAGE: claims_of_geopackage,
    PROJECT: claims_of_project,
}


def claims_of_files(
    files: Mapping[str, bytes], findings: FindingsFile
) -> Iterator[tuple[str, WrongClaim]]:
    """Yield what files say beyond ``findings.json`` and the pages, with the name of each."""
    pages = [
        content.decode("utf-8", errors="replace")
        for name, content in files.items()
        if name.endswith(".html")
    ]
    for name, content in files.items():
        wrong: Iterator[WrongClaim] = iter(())
        if name in _READERS:
            wrong = _READERS[name](content, findings)
        elif name.endswith(".geojson"):
            wrong = claims_of_geojson(name, content, findings)
        elif name.endswith(".parquet"):
            wrong = claims_of_parquet(name, content, findings)
        elif name.endswith(".pdf"):
            wrong = claims_of_pdf(content, pages)
        yield from ((name, one) for one in wrong)
