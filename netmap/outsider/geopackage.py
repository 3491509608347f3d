"""The GeoPackage, held against ``findings.json``: no attribute says what the file hides."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from netmap.outsider.workbook import wrong_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from netmap.formats.allocation import PlannedSite
    from netmap.formats.findings import FindingsFile
    from netmap.outsider.claims import WrongClaim

#: Name of the file in a folder of outputs of the public edition.
GEOPACKAGE = "territory.gpkg"
#: Attributes that no record holds, by layer: names, places and half-days, that count nobody.
_BESIDES = {
    "permanences": {"nom", "statut", "demi_journees", "lieu"},
    "voisines": {"nom"},
}
#: Every layer of a territory.
LAYERS = frozenset({"communes", "qpv", "zones", "secteurs", "partenaires", "plan", *_BESIDES})
#: What a plan does of a place, in words: half-days a week today and planned.
CHANGE = "changement"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
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
    layer: str, told: Mapping[str, object], records: Mapping[str, Mapping[str, Any]]
) -> Iterator[WrongClaim]:
    """Yield what the attributes of a place or a partner say and its record does not."""
    code = str(told.get("code"))
    if layer in _BESIDES:
        yield from (
            ("untied", f"{layer} {code}: {name}") for name in told.keys() - _OWN - _BESIDES[layer]
        )
        if layer == "voisines" and any(letter.isdigit() for letter in str(told.get("nom"))):
            yield "untied", f"{layer} {code}: nom"
        return
    if code not in records:
        yield "untied", f"{layer} {code}"
        return
    for name, value in told.items():
        if name in _OWN:
            continue
        true = records[code].get(name)
        told_value, true = (int(one) if isinstance(one, bool) else one for one in (value, true))
        kind = None if value is None else wrong_value(told_value, true)
        if name == CHANGE and isinstance(true, list):
            numbers = [float(one.replace(",", ".")) for one in _NUMBER.findall(str(value))]
            kind = None if numbers == true else "differs"
        if kind:
            yield kind, f"{layer} {code}: {name}"


def layer_records(findings: FindingsFile) -> dict[str, dict[str, dict[str, Any]]]:
    """Return what ``findings.json`` states of each layer, field by field, by code."""
    levels = {"communes": "commune", "qpv": "qpv", "zones": "zone"}
    records = {
        layer: {place.code: dict(place) for place in findings.densite if place.niveau == level}
        for layer, level in levels.items()
    }
    records["secteurs"] = {sector.secteur: dict(sector) for sector in findings.secteurs}
    records["partenaires"] = {partner.id: dict(partner) for partner in findings.partenaires}
    sites = () if findings.plan is None else findings.plan.lieux
    records["plan"] = {site.id: _planned(site) for site in sites}
    return records


def _planned(site: PlannedSite) -> dict[str, Any]:
    """Return a place of the plan, its half-days of the last year, and what changes."""
    last = [*site.demi_journees.values()][-1]
    told = [one for one in (site.aujourdhui, last) if one is not None]
    changed = [] if site.aujourdhui == last else told
    return {**dict(site), "plan": last, CHANGE: changed}
