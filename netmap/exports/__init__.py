"""The files for machines and for other tools, and the folder that they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.text import file_name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from netmap.edition import Edition
    from netmap.messages import Messages
    from netmap.vocabulary import Extra

__all__ = ["export", "extras"]


def extras() -> frozenset[Extra]:
    """Return what can be written besides, with the packages that are installed."""
    from netmap.exports.geoparquet import can_write_parquet
    from netmap.render.pdf import can_print

    needs: dict[Extra, bool] = {
        "geojson": True,
        "geoparquet": can_write_parquet(),
        "qgis": True,
        "pdf": can_print(),
    }
    return frozenset(extra for extra, held in needs.items() if held)


def export(
    edition: Edition,
    pages: Mapping[str, bytes],
    messages: Messages,
    *,
    also: Collection[Extra] = (),
    date: str | None = None,
) -> dict[str, bytes]:
    """Return every output of an edition, name → content: its pages, then files, manifest last.

    Parameters
    ----------
    also
        What is written besides what ``[sorties] aussi`` asks for; pages are there already.
    date
        What the log's line says of the day, where the release adds one.
    """
    from netmap.exports.files import findings_file, json_bytes, manifest_json, releases_jsonl
    from netmap.exports.geojson import layer_files
    from netmap.exports.geoparquet import parquet_files
    from netmap.exports.gis import layers_of, territory_gpkg
    from netmap.exports.graph_files import graph_files
    from netmap.exports.qgis_project import project_qgz
    from netmap.exports.workbook import workbook_bytes
    from netmap.formats.manifest import MANIFEST
    from netmap.formats.releases import RELEASES

    release = edition.findings.release
    files = dict(pages)
    found = findings_file(edition, messages)
    files[file_name("findings", "json", release.audience)] = json_bytes(found.plain())
    files[file_name("netmap", "xlsx", release.audience)] = workbook_bytes(edition, found, messages)
    layers = layers_of(edition, found, messages)
    source = file_name("territory", "gpkg", release.audience)
    files[source] = territory_gpkg(edition, found, layers, messages)
    files |= graph_files(edition.findings, messages)
    asked = {*also, *release.settings.outputs.also}
    if "geojson" in asked:
        files |= layer_files(edition, found, layers, messages)
    if "geoparquet" in asked:
        files |= parquet_files(edition, layers)
    if "qgis" in asked:
        files[file_name("netmap", "qgz", release.audience)] = project_qgz(
            edition, found, layers, messages, source=source
        )
    if release.figures is not None:
        manifest = manifest_json(release, files)
        files[RELEASES] = releases_jsonl(release, release.figures, manifest=manifest, date=date)
    files[MANIFEST] = manifest_json(release, files)
    return files
