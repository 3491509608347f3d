"""The files for machines and for other tools, and the folder that they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.text import file_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmap.edition import Edition
    from netmap.messages import Messages

__all__ = ["export"]


def export(
    edition: Edition,
    pages: Mapping[str, bytes],
    messages: Messages,
    *,
    everything: bool = False,
    date: str | None = None,
) -> dict[str, bytes]:
    """Return every output of an edition, name → content: its pages, then files, manifest last.

    Parameters
    ----------
    everything
        Whether those that ``[sorties] aussi`` may ask for are written without being asked for.
    date
        What the log's line says of the day, where the release adds one.
    """
    from netmap.exports.files import findings_file, json_bytes, manifest_json, releases_jsonl
    from netmap.exports.geojson import layer_files
    from netmap.exports.gis import territory_gpkg
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
    layers = file_name("territory", "gpkg", release.audience)
    files[layers] = territory_gpkg(edition, found, messages)
    files |= graph_files(edition.findings, messages)
    also = {"geojson", "qgis"} if everything else {*release.settings.outputs.also}
    if "geojson" in also:
        files |= layer_files(edition, found, messages)
    if "qgis" in also:
        files[file_name("netmap", "qgz", release.audience)] = project_qgz(
            edition, found, messages, source=layers
        )
    if release.figures is not None:
        manifest = manifest_json(release, files)
        files[RELEASES] = releases_jsonl(release, release.figures, manifest=manifest, date=date)
    files[MANIFEST] = manifest_json(release, files)
    return files
