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
    edition: Edition, pages: Mapping[str, bytes], messages: Messages, *, date: str | None = None
) -> dict[str, bytes]:
    """Return every output of an edition, name → content: its pages, then files, manifest last.

    `date` stands in the log's line, where the release adds one.
    """
    from netmap.exports.files import findings_file, json_bytes, manifest_json, releases_jsonl
    from netmap.exports.gis import territory_gpkg
    from netmap.exports.graph_files import graph_files
    from netmap.exports.workbook import workbook_bytes
    from netmap.formats.manifest import MANIFEST
    from netmap.formats.releases import RELEASES

    release = edition.findings.release
    files = dict(pages)
    found = findings_file(edition, messages)
    files[file_name("findings", "json", release.audience)] = json_bytes(found.plain())
    files[file_name("netmap", "xlsx", release.audience)] = workbook_bytes(edition, found, messages)
    files[file_name("territory", "gpkg", release.audience)] = territory_gpkg(
        edition, found, messages
    )
    files |= graph_files(edition.findings, messages)
    if release.figures is not None:
        manifest = manifest_json(release, files)
        files[RELEASES] = releases_jsonl(release, release.figures, manifest=manifest, date=date)
    files[MANIFEST] = manifest_json(release, files)
    return files
