"""The pages of an edition. Nothing is computed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.text import file_name

if TYPE_CHECKING:
    from netmap.edition import Edition
    from netmap.messages import Messages

__all__ = ["render"]


def render(edition: Edition, messages: Messages, *, single_file: bool = False) -> dict[str, bytes]:
    """Return every page, name → content.

    `single_file` puts the map, the network and the report in one page, for the mail that
    carries one attachment.
    """
    from netmap.render.map.view import map_view
    from netmap.render.network.view import network_view
    from netmap.render.page.compose import compose
    from netmap.render.page.headline import headline
    from netmap.render.report import report_view

    views = {
        "map": map_view(edition, messages),
        "network": network_view(edition, messages),
        "report": report_view(edition, messages),
    }
    release = edition.findings.release
    pages = {"netmap": list(views)} if single_file else {name: [name] for name in views}
    names = {page: file_name(page, "html", release.audience) for page in pages}
    siblings = {view: names[page] for page, shown in pages.items() for view in shown}
    opening = headline(edition, messages)
    return {
        names[page]: compose(
            edition.findings,
            [views[view] for view in shown],
            messages,
            siblings=siblings,
            headline=opening,
        ).encode()
        for page, shown in pages.items()
    }
