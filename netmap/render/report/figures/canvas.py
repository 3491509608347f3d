"""One door to matplotlib: a drawing as markup of ours, the same bytes for the same figures.

The page's policy allows no ``style`` attribute, asks for no file and wants ids of its own: what
matplotlib writes is turned into presentation attributes, and everything that nobody refers to
goes. Its settings are its defaults, whatever a machine's own say.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from io import StringIO
from threading import Lock
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from netmap.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

#: Width of every drawing, in points: near that of a phone, so that its text stays legible there.
WIDTH = 380

INK, SOFT, ACCENT = "#1b2a3a", "#4a5b6d", "#0b4f8a"

_POINTS_AN_INCH = 72
_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_FONT = re.compile(
    r"(?:(?P<style>italic|oblique) )?(?:(?P<weight>bold|\d{3}) )?(?P<size>[\d.]+)px .*"
)
_UNTURNED = re.compile(r"rotate\(-?0 [^)]*\)")
_LONGEST_LABEL = 28
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
    "font.size": 10.0,
    "text.parse_math": False,
    "text.usetex": False,
    "axes.unicode_minus": True,
    "axes.edgecolor": "#7f8c99",
    "axes.labelcolor": INK,
    "axes.labelsize": 10.0,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "#e3e9ef",
    "grid.linewidth": 0.8,
    "text.color": INK,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
    "legend.frameon": False,
    "legend.fontsize": 9.5,
    "lines.solid_capstyle": "butt",
    "path.simplify": False,
}


#: Settings of drawings are those of the whole process: one is drawn at a time.
_ALONE = Lock()


def draw(
    name: str,
    height: float,
    paint: Callable[[Axes], None],
    *,
    margins: tuple[float, float, float, float],
    title: str,
    description: str,
) -> str:
    """Return a drawing as an ``<svg>`` element with its text alternative.

    Parameters
    ----------
    name
        Short word of ours: its ids start with it.
    height
        In points; the width is :data:`WIDTH`.
    paint
        Draws on the axes. Text of tables goes through :func:`label` first.
    margins
        Left, right, bottom and top of the axes, in points: not measured from the text, so
        that a drawing is the same wherever it is made.
    title, description
        What assistive technology reads: what is drawn, and what it says.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with _ALONE, mpl.rc_context(), warnings.catch_warnings():
        # Names of the world are measured with a font that may lack their letters; they are
        # drawn by the reader's own fonts.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        mpl.rcdefaults()
        mpl.rcParams.update({**_SETTINGS, "svg.hashsalt": f"netmap-{name}"})
        size = (WIDTH / _POINTS_AN_INCH, height / _POINTS_AN_INCH)
        figure = Figure(figsize=size, dpi=_POINTS_AN_INCH)
        figure.patch.set_visible(False)
        left, right, bottom, top = margins
        inner = (WIDTH - left - right) / WIDTH, (height - bottom - top) / height
        axes = figure.add_axes((left / WIDTH, bottom / height, *inner))
        axes.patch.set_visible(False)
        paint(axes)
        written = StringIO()
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        FigureCanvasSVG(figure).print_svg(  # type: ignore[no-untyped-call]
            written, metadata=nothing
        )
    root = ET.fromstring(written.getvalue())  # noqa: S314 (matplotlib wrote it a line above)
    return _serialise(root, name, title=title, description=description)


def label(text: str, *, longest: int = _LONGEST_LABEL) -> str:
    r"""Return a text of a table as a drawing can hold it: short, and nothing in it obeyed.

    >>> label("Aytré"), label("a\x1bb"), label("Saint-Forgeux-Lespinasse-le-Vieux")
    ('Aytré', 'a\\x1bb', 'Saint-Forgeux-Lespinasse-le…')
    """
    clean = "".join(
        "\ufffd" if unicodedata.category(character) == "Cn" else character
        for character in visible(text, limit=4 * longest)
    )
    return clean if len(clean) <= longest else f"{clean[: longest - 1]}…"


def _serialise(root: ET.Element, name: str, *, title: str, description: str) -> str:
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in {f"{_SVG}metadata", f"{_SVG}style"}:
                parent.remove(child)
    _rename_ids(root, name)
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        attributes = _plain(dict(element.attrib))
        element.attrib.clear()
        element.attrib.update(attributes)
    viewbox = root.attrib["viewBox"]
    root.attrib.clear()
    root.attrib.update(
        {
            "class": "drawing",
            "viewBox": viewbox,
            "role": "img",
            "aria-labelledby": f"{name}-title {name}-desc",
            "stroke-linejoin": "round",
            "stroke-linecap": "butt",
        }
    )
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        told = ET.Element(tag, {"id": f"{name}-{tag}"})
        told.text = text
        root.insert(place, told)
    for element in root.iter():
        element.tail = None
        if element.text is not None and not element.text.strip():
            element.text = None
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)


def _rename_ids(root: ET.Element, name: str) -> None:
    """Keep the ids that something refers to, renamed in their order: no two drawings share one."""
    wanted: dict[str, str] = {}
    for element in root.iter():
        for key, value in element.attrib.items():
            found = [value[1:]] if key == _HREF else _REFERENCE.findall(value)
            for identifier in found:
                wanted.setdefault(identifier, f"{name}-{len(wanted)}")
    for element in root.iter():
        for key, value in list(element.attrib.items()):
            if key == "id":
                if value in wanted:
                    element.set(key, wanted[value])
                else:
                    del element.attrib[key]
            elif key == _HREF:
                element.set(key, f"#{wanted[value[1:]]}")
            else:
                element.set(key, _REFERENCE.sub(lambda m: f"url(#{wanted[m[1]]})", value))


def _plain(attributes: dict[str, str]) -> dict[str, str]:
    """Return the attributes of an element as a page may hold them, without what says nothing."""
    presentation = _presentation(attributes.pop("style", ""))
    if _HREF in attributes:
        attributes["href"] = attributes.pop(_HREF)
    if _UNTURNED.fullmatch(attributes.get("transform", "")):
        del attributes["transform"]
    attributes.pop("font-family", None)
    if "d" in attributes:
        attributes["d"] = " ".join(attributes["d"].split())
    return attributes | presentation


def _presentation(style: str) -> dict[str, str]:
    """Return a ``style`` attribute as presentation attributes; the font is the page's own."""
    attributes: dict[str, str] = {}
    for part in style.split(";"):
        key, _, value = (piece.strip() for piece in part.partition(":"))
        if key == "font":
            font = _FONT.fullmatch(value)
            if font is None:
                message = f"a drawing has a font that is not understood: {value!r}"
                raise ValueError(message)
            attributes["font-size"] = font["size"]
            attributes |= {f"font-{k}": font[k] for k in ("style", "weight") if font[k]}
        elif key and key != "font-family":
            attributes[key] = value
    return attributes
