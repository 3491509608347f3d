"""The pages and files of a release. Nothing is computed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netmap.disclosure.model import Audience, Release
    from netmap.messages import Messages

__all__ = ["file_name", "render"]


def file_name(stem: str, suffix: str, audience: Audience) -> str:
    """Return the name of an output: the internal edition is marked in it.

    >>> file_name("map", "html", "public"), file_name("map", "html", "interne")
    ('map.html', 'map-interne.html')
    """
    return f"{stem}.{suffix}" if audience == "public" else f"{stem}-{audience}.{suffix}"


def render(
    release: Release, messages: Messages, *, single_file: bool = False, date: str | None = None
) -> dict[str, bytes]:
    """Return every output of a release, name → content, the manifest last.

    `single_file` puts the map, the network and the report in one page, for the mail that
    carries one attachment; `date` stands in the log's line, where the release adds one.
    """
    from netmap.exports.files import findings_json, manifest_json, releases_jsonl
    from netmap.exports.folder import MANIFEST, RELEASES
    from netmap.exports.graph_files import graph_files
    from netmap.render.map.view import map_view
    from netmap.render.network.view import network_view
    from netmap.render.page.compose import compose
    from netmap.render.report import report_view

    views = {
        "map": map_view(release, messages),
        "network": network_view(release, messages),
        "report": report_view(release, messages),
    }
    pages = {"netmap": list(views)} if single_file else {name: [name] for name in views}
    names = {page: file_name(page, "html", release.audience) for page in pages}
    siblings = {view: names[page] for page, shown in pages.items() for view in shown}
    files = {
        names[page]: compose(
            release, [views[view] for view in shown], messages, siblings=siblings
        ).encode()
        for page, shown in pages.items()
    }
    files[file_name("findings", "json", release.audience)] = findings_json(release, messages)
    files |= graph_files(release, messages)
    if release.figures is not None:
        manifest = manifest_json(release, files)
        files[RELEASES] = releases_jsonl(release, release.figures, manifest=manifest, date=date)
    files[MANIFEST] = manifest_json(release, files)
    return files
