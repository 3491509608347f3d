"""The GeoPackage, held against ``findings.json``: no attribute says what the file hides."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from netmap.outsider.workbook import wrong_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netmap.formats.findings import FindingsFile
    from netmap.formats.record import Record
    from netmap.outsider.claims import WrongClaim

#: Name of the file in a folder of outputs of the public edition.
GEOPACKAGE = "territory.gpkg"
#: Attributes that no record holds, by layer: places and half-days, that count nobody.
_BESIDES = {"permanences": {"nom", "statut", "demi_journees", "lieu", "dans_le_plan"}}
#: Every layer of a territory.
LAYERS = frozenset({"communes", "qpv", "zones", "secteurs", "partenaires", *_BESIDES})
#: Columns of GDAL's own.
_OWN = {"fid", "geom", "code"}
#: Steps of SQLite after which a file that never ends is left alone, in thousands.
_MOST = 200_000


def claims_of_geopackage(content: bytes, findings: FindingsFile) -> Iterator[WrongClaim]:
    """Yield what the attributes of a GeoPackage say and ``findings.json`` does not."""
    try:
        with closing(sqlite3.connect(":memory:")) as book:
            book.deserialize(content)
            steps = iter(range(_MOST))
            book.set_progress_handler(lambda: next(steps, None) is None, 1_000)
            book.execute("PRAGMA trusted_schema = OFF")
            yield from _layers(book, findings)
    except (sqlite3.Error, UnicodeDecodeError):
        yield "unreadable", ""


def _layers(book: sqlite3.Connection, findings: FindingsFile) -> Iterator[WrongClaim]:
    records = layer_records(findings)
    listed = "SELECT table_name FROM gpkg_contents WHERE data_type = 'features' ORDER BY 1"
    for (layer,) in book.execute(listed).fetchall():
        known = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
        if layer not in LAYERS or not book.execute(known, (layer,)).fetchone():
            yield "untied", str(layer)
            continue
        rows = book.execute(f'SELECT * FROM "{layer}"')  # noqa: S608 - one of our names
        fields = [column[0] for column in rows.description]
        for row in rows:
            told = dict(zip(fields, row, strict=True))
            yield from claims_of_row(layer, told, records.get(layer, {}))


def claims_of_row(
    layer: str, told: Mapping[str, object], records: Mapping[str, Record]
) -> Iterator[WrongClaim]:
    """Yield what the attributes of a place or a partner say and its record does not."""
    code = str(told.get("code"))
    if layer in _BESIDES:
        yield from (
            ("untied", f"{layer} {code}: {name}") for name in told.keys() - _OWN - _BESIDES[layer]
        )
        return
    if code not in records:
        yield "untied", f"{layer} {code}"
        return
    for name, value in told.items():
        if name in _OWN:
            continue
        true = getattr(records[code], name, None)
        told_value, true = (int(one) if isinstance(one, bool) else one for one in (value, true))
        kind = None if value is None else wrong_value(told_value, true)
        if kind:
            yield kind, f"{layer} {code}: {name}"


def layer_records(findings: FindingsFile) -> dict[str, dict[str, Record]]:
    """Return what ``findings.json`` states of each layer, by code."""
    levels = {"communes": "commune", "qpv": "qpv", "zones": "zone"}
    records: dict[str, dict[str, Record]] = {
        layer: {place.code: place for place in findings.densite if place.niveau == level}
        for layer, level in levels.items()
    }
    records["secteurs"] = {sector.secteur: sector for sector in findings.secteurs}
    records["partenaires"] = {partner.id: partner for partner in findings.partenaires}
    return records
