"""``territory.gpkg``: what was found as layers for a GIS, drawn when it opens as our map is.

Attributes are the records of ``findings.json``; only places and lines are added to them.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from io import BytesIO
from typing import TYPE_CHECKING, Any

from netmap.exports.qgis_style import DRAWN, style_of
from netmap.inputs.model import LayerSource
from netmap.layers import neighbour_layer, point_layer, sector_layer
from netmap.render.page.notes import provenance, source_line
from netmap.sources.base import origins

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from netmap.edition import Edition
    from netmap.formats.allocation import PlannedSite
    from netmap.formats.findings import FindingsFile
    from netmap.formats.record import Record
    from netmap.messages import Messages

#: Layers of points, some of which may have no place.
POINTS = frozenset({"partenaires", "permanences", "plan"})
#: The communes around, that nobody counted anybody in.
_AROUND = "voisines"
#: Nothing in the file says when it was made: the same findings give the same bytes.
_NO_DAY = "2000-01-01T00:00:00.000Z"
#: The tables of a GeoPackage that say what it holds.
_LISTS = ("gpkg_spatial_ref_sys", "gpkg_contents", "gpkg_geometry_columns", "gpkg_ogr_contents")
_STYLES = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT NULL)
"""


def territory_gpkg(
    edition: Edition,
    found: FindingsFile,
    layers: Mapping[str, gpd.GeoDataFrame],
    messages: Messages,
) -> bytes:
    """Return the GeoPackage of the layers (:func:`layers_of`).

    Layers are in the coordinate system of the territory, in metres. A figure that is hidden or
    missing is NULL, and ``classe`` says which. Source of the format: OGC 12-128r18, GeoPackage
    1.3; styles stand in ``layer_styles``, where QGIS looks for them.
    """
    said = said_of_layers(edition, found, layers, messages, messages("gis.units"))
    return gpkg_bytes(layers, said, messages)


def gpkg_bytes(
    layers: Mapping[str, gpd.GeoDataFrame], said: Iterable[str], messages: Messages
) -> bytes:
    """Return layers as one GeoPackage, drawn as our map is; the same layers give the same bytes.

    Parameters
    ----------
    layers
        By name; the index becomes the column ``code``.
    said
        What stands beside each layer.
    """
    about = {"DESCRIPTION": " ".join(said)}
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as book:
        for number, (name, layer) in enumerate(layers.items()):
            content = _layer(name, layer, about)
            if number:
                _add(book, name, content)
            else:
                book.deserialize(content)
        _finish(book, messages)
        return _unchanged(book.serialize())


def said_of_layers(
    edition: Edition,
    found: FindingsFile,
    layers: Mapping[str, gpd.GeoDataFrame],
    messages: Messages,
    *units: str,
) -> list[str]:
    """Return what stands beside layers: the edition, that it is an example, where it is from."""
    return [
        messages(f"page.audience.{edition.findings.release.audience}"),
        *([messages("page.example")] if found.exemple else []),
        *units,
        *provenance(edition.findings, messages),
        *([_around_source(messages)] if _AROUND in layers else []),
    ]


def _around_source(messages: Messages) -> str:
    made = origins()["contours"]
    return source_line(
        LayerSource(
            layer=messages(f"gis.layer.{_AROUND}"),
            producer=made.producer,
            vintage=made.vintage,
            licence=made.licence,
            link=made.link,
        ),
        messages,
    )


def _unchanged(content: bytes) -> bytes:
    """Return a database that counts one change, however many made it.

    Source: SQLite database file format, "file change counter" and "version-valid-for number".
    """
    once = (1).to_bytes(4, "big")
    return content[:24] + once + content[28:92] + once + content[96:]


def layers_of(
    edition: Edition, found: FindingsFile, messages: Messages
) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers by name; those that the project has nothing for are left out."""
    findings = edition.findings
    territory, release = findings.release.territory, findings.release
    shapes = {
        "communes": ("commune", territory.communes.geometry),
        "qpv": ("qpv", territory.qpv.geometry),
        "zones": ("zone", territory.zones.geometry),
    }
    layers = {
        name: _joined(geometry, (one for one in found.densite if one.niveau == level), "code")
        for name, (level, geometry) in shapes.items()
    }
    sectors = sector_layer(territory, findings.planning.sectors)
    layers["secteurs"] = _joined(sectors.geometry, found.secteurs, "secteur")
    points = point_layer(release.partners, crs=territory.crs)
    layers["partenaires"] = _joined(points.geometry, found.partenaires, "id")
    places = point_layer(release.permanences, crs=territory.crs)
    layers["permanences"] = places[["nom", "statut", "demi_journees", "lieu", "geometry"]]
    if found.plan is not None:
        rows = [_planned(site, messages) for site in found.plan.lieux if site.role != "candidate"]
        layers["plan"] = _placed(places.geometry, {row["id"]: row for row in rows}, "id")
    layers[_AROUND] = neighbour_layer(territory)
    return {name: layer for name, layer in layers.items() if len(layer)}


def _planned(site: PlannedSite, messages: Messages) -> dict[str, Any]:
    """Return a place of the plan: its half-days a week today, in the last year, and both in words.

    ``changement`` is empty where nothing changes.
    """
    (*_, last) = site.demi_journees.values()
    today, planned = (
        "?" if value is None else messages.number(value, digits=0 if value % 1 == 0 else 1)
        for value in (site.aujourdhui, last)
    )
    kept = ("id", "nom", "code_insee", "commune", "role", "aujourdhui", "net", "frequence")
    row = {name: value for name, value in site.plain().items() if name in kept}
    changed = "" if today == planned else f"{today} → {planned}"
    return {**row, "plan": last, "changement": changed}


def _joined(geometry: gpd.GeoSeries, records: Iterable[Record], key: str) -> gpd.GeoDataFrame:
    """Return records as attributes of their places."""
    return _placed(
        geometry, {row[key]: _flat(row) for row in (record.plain() for record in records)}, key
    )


def _placed(
    geometry: gpd.GeoSeries, rows: Mapping[str, Mapping[str, Any]], key: str
) -> gpd.GeoDataFrame:
    """Return rows as attributes of their places, in the order of the places."""
    import geopandas as gpd
    import pandas as pd

    index = [code for code in geometry.index if code in rows]
    table = pd.DataFrame([rows[code] for code in index], index=pd.Index(index, name=key))
    return gpd.GeoDataFrame(
        table.drop(columns=key, errors="ignore"), geometry=geometry.loc[index].array
    )


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: ", ".join(map(str, value)) if isinstance(value, list) else value
        for name, value in row.items()
    }


def _layer(name: str, layer: gpd.GeoDataFrame, about: Mapping[str, str]) -> bytes:
    """Return a GeoPackage of one layer: nothing is written to a disk."""
    import pyogrio

    content = BytesIO()
    pyogrio.write_dataframe(
        layer.rename_axis("code").reset_index(),
        content,
        layer=name,
        driver="GPKG",
        dataset_options={"VERSION": "1.3"},
        layer_options={"SPATIAL_INDEX": "NO"},
        layer_metadata={"IDENTIFIER": name, **about},
        promote_to_multi=name not in POINTS,
    )
    return content.getvalue()


def _add(book: sqlite3.Connection, name: str, content: bytes) -> None:
    """Add the layer of another GeoPackage."""
    book.execute("ATTACH ':memory:' AS other")
    book.deserialize(content, name="other")
    made = "SELECT sql FROM other.sqlite_master WHERE tbl_name = ? AND type = ?"
    book.execute(str(book.execute(made, (name, "table")).fetchone()[0]))
    for table in (f'"{name}"', *_LISTS):
        book.execute(f"INSERT OR IGNORE INTO main.{table} SELECT * FROM other.{table}")  # noqa: S608 - names of ours
    for (trigger,) in book.execute(made, (name, "trigger")).fetchall():
        book.execute(str(trigger))
    book.execute("DETACH other")


def _finish(book: sqlite3.Connection, messages: Messages) -> None:
    """Add the styles, and take away every moment of writing."""
    names = [row[0] for row in book.execute("SELECT table_name FROM gpkg_contents")]
    book.execute(_STYLES)
    book.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles')"
    )
    for name in names:
        if name in DRAWN:
            book.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
                "f_geometry_column, styleName, styleQML, useAsDefault, description, update_time) "
                "VALUES ('', '', ?, 'geom', 'netmap', ?, 1, '', ?)",
                (name, style_of(name, messages), _NO_DAY),
            )
    book.execute("UPDATE gpkg_contents SET last_change = ?", (_NO_DAY,))
    book.execute("VACUUM")
