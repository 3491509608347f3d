"""Markup of the report as a tree that the template of the PDF lays out: data, never its code.

A node is a text, or an object with ``tag``, ``class`` and what is ``in`` it. Four have more:
a table (``columns``: whether each holds numbers, ``head``, ``rows``), a drawing (``source``,
``alt``), what opens on a page (``title``), and a list (``start``).
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from math import ceil
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from netmap.render.pdf.letters import FONT, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A text, or an object that JSON can say.
Node = Any

_DRAWING = re.compile(r"(<svg\b.*?</svg>)", re.DOTALL)
#: What is not parted between two lines.
_WORD = re.compile(r"[^ \u2013/-]+")
_SVG = "http://www.w3.org/2000/svg"
#: What only a screen has a use for.
_SCREEN = frozenset({"nav", "button", "caption", "#report-sheet", "screen-only"})


def nodes_of(markup: str) -> list[Node]:
    """Return the nodes of a piece of markup of ours.

    >>> nodes_of('<p class="hint"><bdi class="typed">a&lt;b</bdi> c</p>')
    [{'tag': 'p', 'class': 'hint', 'in': ['a<b', ' c']}]
    """
    reader = _Reader()
    for place, piece in enumerate(_DRAWING.split(markup)):
        if place % 2:
            reader.put(drawing(piece))
        else:
            reader.feed(piece)
    reader.close()
    return reader.root


def every(nodes: list[Node], tag: str) -> Iterator[Node]:
    """Yield the nodes of a tag, outermost first, whatever their depth."""
    for node in nodes:
        if isinstance(node, dict):
            if node["tag"] == tag:
                yield node
            yield from every(node.get("in", []), tag)


def drawing(markup: str) -> Node:
    """Return a drawing as a picture of its own, its letters in the font of the document."""
    ET.register_namespace("", _SVG)
    root = ET.fromstring(markup)  # noqa: S314 - a drawing of ours
    told = []
    for child in list(root):
        if child.tag in {"title", "desc"}:
            told.append(printable(child.text or ""))
            root.remove(child)
    for element in root.iter():
        if element.text:
            element.text = printable(element.text)
    root.attrib = {
        "xmlns": _SVG,
        "font-family": FONT,
        **{key: value for key, value in root.attrib.items() if key not in _OF_A_PAGE},
    }
    source = ET.tostring(root, encoding="unicode")
    return {"tag": "svg", "class": "", "source": source, "alt": " ".join(filter(None, told))}


_OF_A_PAGE = frozenset({"class", "role", "aria-labelledby", "aria-hidden"})


class _Reader(HTMLParser):
    """Builds nodes; markup of ours closes all that it opens, but for what a page may leave."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: list[Node] = []
        self._open: list[Node] = [{"tag": "", "in": self.root}]

    def put(self, node: Node) -> None:
        """Add a node to the innermost one that is open."""
        self._open[-1]["in"].append(node)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a node."""
        given = {name: value or "" for name, value in attrs}
        node: Node = {"tag": tag, "class": given.get("class", ""), "in": []}
        node |= {"given": given}
        self._open.append(node)

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.put(printable(data))

    def handle_endtag(self, _: str) -> None:
        """Close a node, as the template is to see it."""
        node = self._open.pop()
        given = node.pop("given")
        own = {node["tag"], *node["class"].split(), f"#{given.get('id')}"}
        if own & _SCREEN:
            return
        if node["tag"] == "bdi":
            self._open[-1]["in"] += node["in"]
            return
        self.put(_shaped(node, given))


def _shaped(node: Node, given: dict[str, str]) -> Node:
    match node["tag"]:
        case "table":
            return _table(node)
        case "details":
            summary, *inside = node["in"]
            return {**node, "title": summary["in"], "in": inside}
        case "ol":
            return {**node, "start": int(given.get("start", "1"))}
        case "template":
            return {**node, "name": given["id"], "at": given.get("data-at", "")}
        case "div" if "data-block" in given:
            return {**node, "block": given["data-block"]}
    return node


def _table(node: Node) -> Node:
    head, *rows = every(node["in"], "tr")
    cells = [[cell["in"] for cell in row["in"]] for row in rows]
    numbers = [cell["class"] == "num" for cell in head["in"]]
    words = [[_room_of(cell) for cell in row] for row in cells]
    return {
        "tag": "table",
        "class": node["class"],
        "columns": numbers,
        "widths": [
            _width(text_of(cell["in"]), [row[place] for row in words], is_number=numbers[place])
            for place, cell in enumerate(head["in"])
        ],
        "head": [cell["in"] for cell in head["in"]],
        "rows": cells,
    }


def text_of(nodes: list[Node]) -> str:
    """Return the text of nodes, whatever their depth."""
    return "".join(node if isinstance(node, str) else text_of(node["in"]) for node in nodes)


def _room_of(nodes: list[Node]) -> str:
    """Return what a cell has to hold: its text, and room for the mark of a class."""
    marked = any("class-" in node["class"] for node in every(nodes, "span"))
    return text_of(nodes) + "\u2003\u2003" * marked


#: The most letters that a column asks room for: of text, and of figures.
_LONG, _NUMBER = 90, 29
#: How much wider letters of a heading are, and how many of its letters stand on a line.
_BOLD, _LINE = 1.15, 20


def _width(head: str, cells: list[str], *, is_number: bool) -> int:
    """Return the letters that a column asks room for: whole words, figures on one line."""
    longest = max(map(len, cells), default=0)
    return max(
        4,
        ceil(_BOLD * max(map(len, _WORD.findall(head)), default=0)),
        max((len(word) for cell in cells for word in _WORD.findall(cell)), default=0),
        min(longest, _NUMBER if is_number else _LONG),
        min(ceil(_BOLD * len(head) / 2), _LINE),
    )
