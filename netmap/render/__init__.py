"""The pages of an edition. Nothing is computed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.text import file_name

if TYPE_CHECKING:
    from collections.abc import Collection

    from netmap.edition import Edition
    from netmap.messages import Messages
    from netmap.vocabulary import Extra

__all__ = ["render"]


def render(
    edition: Edition,
    messages: Messages,
    *,
    single_file: bool = False,
    also: Collection[Extra] = (),
) -> dict[str, bytes]:
    """Return every page, name → content: those of a browser, then those to print.

    Parameters
    ----------
    single_file
        Puts the map, the network and the report in one page, for the mail that carries one
        attachment.
    also
        ``pdf``: the report and the pages of places too, whatever ``[sorties] aussi`` says.

    Raises
    ------
    OutputError
        As :func:`netmap.render.pdf.pdf_files`.
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
    written = {
        names[page]: compose(
            edition.findings,
            [views[view] for view in shown],
            messages,
            siblings=siblings,
            headline=opening,
        ).encode()
        for page, shown in pages.items()
    }
    if "pdf" in {*also, *release.settings.outputs.also}:
        from netmap.render.pdf import pdf_files

        written |= pdf_files(edition, views["report"], messages, headline=opening)
    return written
