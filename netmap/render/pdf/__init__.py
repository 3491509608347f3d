"""The report and the pages of places as tagged PDF (PDF/UA-1), by Typst, an optional package.

What is told is the report's own markup, read back into data: the PDF says no more than the page.
The data enter Typst as JSON, and its text is shown as text: nothing of a table is ever its code.
"""

from __future__ import annotations

import json
import re
from importlib import resources
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from netmap.errors import OutputError
from netmap.render.page.notes import notices, provenance
from netmap.render.page.style import CLASS_COLOURS
from netmap.render.pdf.letters import FONT, printable
from netmap.render.pdf.tree import every, nodes_of
from netmap.text import file_name
from netmap.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netmap.edition import Edition
    from netmap.messages import Messages
    from netmap.render.page.view import View
    from netmap.render.pdf.tree import Node

__all__ = ["can_print", "pdf_files"]


def can_print() -> bool:
    """Tell whether the package that lays out PDF is installed."""
    return find_spec("typst") is not None


def pdf_files(
    edition: Edition, report: View, messages: Messages, *, headline: Sequence[str]
) -> dict[str, bytes]:
    """Return the report and the pages of places, name → content: the same bytes for the same data.

    Parameters
    ----------
    report
        The view that the page of the report shows.
    headline
        The sentences that open every page.

    Raises
    ------
    OutputError
        ``no-typst``: the package that lays them out is not installed. ``pdf``: it refused.
    """
    audience = edition.findings.release.audience
    (whole,) = nodes_of(report.html)
    frame = _frame(edition, messages)
    chapters = list(every(whole["in"][:1], "section"))
    tables = _set_apart(chapters)
    told = {
        "headline": [printable(line) for line in headline],
        "sections": [*chapters[:-1], {**chapters[-1], "in": [*chapters[-1]["in"], *tables]}],
        **_about(edition, messages),
    }
    return {
        file_name("report", "pdf", audience): compiled({**frame, **told, "kind": "report"}),
        file_name("places", "pdf", audience): compiled(
            {**frame, **_sheets(whole), "kind": "places"}
        ),
    }


def compiled(data: dict[str, Any]) -> bytes:
    """Return a document of data: ``kind`` is ``report`` or ``places``.

    Raises
    ------
    OutputError
        As :func:`pdf_files`.
    """
    if not can_print():
        raise OutputError("no-typst")
    import typst

    template = resources.files("netmap").joinpath("render/pdf/document.typ").read_bytes()
    try:
        return bytes(
            typst.compile(
                template,
                format="pdf",
                ignore_system_fonts=True,
                pdf_standards=["ua-1"],
                sys_inputs={"data": json.dumps(data)},
            )
        )
    except typst.TypstError as error:
        raise OutputError("pdf", reason=error.message) from error


def _frame(edition: Edition, messages: Messages) -> dict[str, Any]:
    """Return what both documents say of themselves."""
    release = edition.findings.release
    banners = []
    if release.audience == "interne":
        banners.append(messages("page.internal.banner"))
    if release.settings.example:
        banners.append(messages("page.example"))
    subtitle = f"{messages('page.title')} · {messages(f'page.audience.{release.audience}')}"
    return {
        "language": messages.language,
        "internal": release.audience == "interne",
        "font": FONT,
        "colours": CLASS_COLOURS,
        "title": printable(release.settings.territory.name),
        "subtitle": printable(subtitle),
        "banners": [printable(line) for line in banners],
        "made": printable(messages("page.made-with", version=__version__)),
    }


def _about(edition: Edition, messages: Messages) -> dict[str, Any]:
    """Return what to know before reading, and where the figures come from."""
    told = notices(edition.findings, messages)
    return {
        "notices": [printable(line) for line in told],
        "about-title": printable(messages("page.notices", count=messages.number(len(told)))),
        "sources": [printable(line) for line in provenance(edition.findings, messages)],
        "sources-title": printable(messages("page.sources")),
    }


def _set_apart(chapters: list[Node]) -> list[Node]:
    """Take the tables that stand behind drawings from where they are, to the end of the annex."""
    apart = []
    for figure in every(chapters, "figure"):
        behind = [node for node in figure["in"] if _is(node, "details")]
        figure["in"] = [node for node in figure["in"] if not _is(node, "details")]
        titles = list(every(figure["in"], "h3"))
        apart += [{**node, "title": titles[0]["in"]} for node in behind if titles]
    return apart


def _sheets(whole: Node) -> dict[str, Any]:
    """Return a page a place, what they share by number, and the map that says where they are."""
    templates = {node["name"]: node for node in every([whole], "template")}
    shared = {
        name.removeprefix("sheet-block-"): node["in"]
        for name, node in templates.items()
        if name.startswith("sheet-block-")
    }
    sheets = [node for name, node in templates.items() if not name.startswith("sheet-block-")]
    maps = [_unnamed(node["source"]) for node in every([whole], "svg") if _is_map(node)]
    return {
        "sheets": [
            {"in": node["in"], "at": [float(number) for number in node["at"].split()]}
            for node in sheets
        ],
        "shared": shared,
        "map": maps[0] if maps else None,
    }


def _is(node: Node, tag: str) -> bool:
    return isinstance(node, dict) and node["tag"] == tag


def _is_map(node: Node) -> bool:
    return "territory-" in node["source"]


def _unnamed(source: str) -> dict[str, Any]:
    """Return the map of page one without its names, and its size in points."""
    root = ET.fromstring(source)  # noqa: S314 - a drawing of ours
    parents = {child: parent for parent in root.iter() for child in parent}
    for text in [one for one in root.iter() if one.tag.endswith("}text")]:
        held = text
        while held in parents and not any(one.tag.endswith("}path") for one in held.iter()):
            held = parents[held]
        if held in parents:
            parents[held].remove(held)
    box = re.split(r"[ ,]+", root.attrib["viewBox"])
    size = [float(number) for number in box[2:]]
    return {"source": ET.tostring(root, encoding="unicode"), "size": size}
