"""The one door to folium: it builds layers, and what it writes is taken without running it twice.

folium compiles as a template the text that it has just rendered. A text of a table would
then run on the machine that builds the page, so that only geometry, integers and fixed
words of ours go through this door, and the second pass never happens: the figure below
keeps the rendered texts as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from branca.element import CssLink, Figure, JavascriptLink

from netmap.errors import AssetError

if TYPE_CHECKING:
    from branca.element import Element

#: Name that folium gives to a link → the library that stands for it.
_LIBRARIES = {
    "leaflet": "leaflet",
    "leaflet_css": "leaflet",
    "markerclusterjs": "markercluster",
    "markerclustercss": "markercluster",
    "markerclusterdefaultcss": "markercluster",
}


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What folium built: markup, script, and the libraries that it would have fetched."""

    html: str
    script: str
    libraries: tuple[str, ...]


class InlineFigure(Figure):
    """A figure that hands out its parts instead of writing a page."""

    def parts(self) -> Parts:
        """Render the children once, and return what they wrote as it is.

        Raises
        ------
        AssetError
            A child asks for a file that no library of ours stands for.
        """
        for child in self._children.values():
            child.render()
        libraries: dict[str, None] = {}
        for name, child in self.header._children.items():  # noqa: SLF001
            if isinstance(child, (JavascriptLink, CssLink)):
                if name not in _LIBRARIES:
                    message = f"folium asks for {name} ({child.url}), which no library stands for"
                    raise AssetError(message)
                libraries[_LIBRARIES[name]] = None
        return Parts(
            html=_verbatim(self.html), script=_verbatim(self.script), libraries=tuple(libraries)
        )


def _verbatim(container: Element) -> str:
    """Join the texts of a container's children without rendering them again."""
    texts = (child._template_str for child in container._children.values())  # noqa: SLF001
    return "\n".join(text.strip() for text in texts if text)
