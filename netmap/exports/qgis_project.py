"""``netmap.qgz``: a QGIS project beside ``territory.gpkg``, drawn as our map, with pages to print.

The project holds no figure: its layers are those of the GeoPackage beside it. Source of the
format: what QGIS 3.22 writes and reads.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from netmap.exports.gis import POINTS, said_of_layers
from netmap.exports.qgis_style import DRAWN, LABELLED, labels_of, renderer_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from netmap.edition import Edition
    from netmap.formats.findings import FindingsFile
    from netmap.messages import Messages

#: What QGIS shows, from above to below, and whether at first; groups of the list of layers.
_GROUPS: dict[str, dict[str, bool]] = {
    "help": {"plan": True, "permanences": True, "partenaires": False},
    "places": {"qpv": True, "zones": True, "secteurs": True, "communes": True},
    "around": {"voisines": True},
}
#: Sheets to print, in millimetres.
_SHEETS = {"A4": (297.0, 210.0), "A3": (420.0, 297.0)}
_MARGIN, _HEAD, _FOOT, _SIDE = 10.0, 16.0, 28.0, 72.0
_MAP = "{00000000-0000-4000-8000-00000000000%d}"
_NORTH = ":/images/north_arrows/layout_default_north_arrow.svg"
#: A project has no day: the same findings give the same bytes.
_NO_DAY = (1980, 1, 1, 0, 0, 0)
#: What the legend of a sheet explains, before the classes.
_EXPLAINED = ("plan", "permanences", "qpv")
#: Words of the legend: space above in millimetres, size in points.
_WORDS = {"subgroup": ("3", 9), "symbol": ("1.2", 8), "symbolLabel": ("1.2", 8)}
_FONT = "Sans,%d,-1,5,50,0,0,0,0,0"
#: Kilometres of half a scale bar.
_LENGTHS = (1, 2, 5, 10, 20, 50)
#: Kinds of items of a layout, as QGIS numbers them.
_PAGE, _MAP_ITEM, _PICTURE, _LABEL, _LEGEND, _SCALE = (
    "65638", "65639", "65640", "65641", "65642", "65646",
)  # fmt: skip


def project_qgz(
    edition: Edition,
    found: FindingsFile,
    layers: Mapping[str, gpd.GeoDataFrame],
    messages: Messages,
    *,
    source: str,
) -> bytes:
    """Return the project of the GeoPackage `source`, a name of file beside it."""
    root = ET.Element("qgis", version="3.22", projectname=found.territoire)
    ET.SubElement(root, "title").text = found.territoire
    crs = edition.findings.release.territory.crs
    authority = ":".join(crs.to_authority() or ("", ""))
    _system(ET.SubElement(root, "projectCrs"), authority)
    systems = ET.SubElement(ET.SubElement(root, "properties"), "SpatialRefSys")
    ET.SubElement(systems, "ProjectionsEnabled", type="int").text = "1"
    _tree(root, layers, messages)
    canvas = ET.SubElement(root, "mapcanvas", name="theMapCanvas")
    bounds = layers["communes"].total_bounds
    _corners(ET.SubElement(canvas, "extent"), bounds)
    listed = ET.SubElement(root, "projectlayers")
    for name, layer in layers.items():
        _layer(listed, name, layer, authority, messages, source=source)
    layouts = ET.SubElement(root, "Layouts")
    about = " · ".join(said_of_layers(edition, found, layers, messages))
    for number, (name, size) in enumerate(_SHEETS.items(), start=1):
        sheet = _Sheet(
            name=name,
            size=size,
            title=found.territoire,
            about=about,
            bounds=tuple(bounds),
            map_id=_MAP % number,
            listed=_explained(layers, messages),
        )
        layouts.append(sheet.element())
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        text = "<!DOCTYPE qgis>\n" + ET.tostring(root, encoding="unicode")
        member = zipfile.ZipInfo("netmap.qgs", _NO_DAY)
        packed.writestr(member, text, compress_type=zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _part(name: str, layer: gpd.GeoDataFrame) -> str:
    """Return what is drawn of the parts of communes: those of communes that have several."""
    if name != "zones":
        return ""
    whole = layer.index.astype(str).str.partition(":").get_level_values(0)
    split = [
        code for code, own in zip(layer.index, whole, strict=True) if list(whole).count(own) > 1
    ]
    return "|subset=code IN ({})".format(", ".join(f"'{code}'" for code in split))


def _id(layer: str) -> str:
    """Return the id of a layer; QGIS gives another one to a layer whose id is short."""
    return f"netmap_layer_{layer}"


def _system(parent: ET.Element, authority: str) -> None:
    system = ET.SubElement(parent, "spatialrefsys")
    # an authority is read where a number of QGIS's own stands beside it, whichever it is
    ET.SubElement(system, "srsid").text = "1"
    ET.SubElement(system, "authid").text = authority


def _corners(extent: ET.Element, bounds: Iterable[float]) -> None:
    for name, value in zip(("xmin", "ymin", "xmax", "ymax"), bounds, strict=True):
        ET.SubElement(extent, name).text = f"{value:.1f}"


def _tree(root: ET.Element, layers: Mapping[str, gpd.GeoDataFrame], messages: Messages) -> None:
    tree = ET.SubElement(root, "layer-tree-group")
    for key, members in _GROUPS.items():
        name = messages(f"gis.group.{key}")
        listed = [_listed(one, messages, shown=on) for one, on in members.items() if one in layers]
        if listed:
            group = ET.SubElement(tree, "layer-tree-group", name=name, checked="Qt::Checked")
            group.extend(listed)


def _explained(layers: Mapping[str, gpd.GeoDataFrame], messages: Messages) -> ET.Element:
    tree = ET.Element("layer-tree-group")
    classes = "secteurs" if "secteurs" in layers else "communes"
    explained = [*(layer for layer in _EXPLAINED if layer in layers), classes]
    tree.extend(_listed(layer, messages, shown=True) for layer in explained)
    return tree


def _listed(layer: str, messages: Messages, *, shown: bool) -> ET.Element:
    return ET.Element(
        "layer-tree-layer",
        id=_id(layer),
        name=messages(f"gis.layer.{layer}"),
        providerKey="ogr",
        checked="Qt::Checked" if shown else "Qt::Unchecked",
        expanded="0",
    )


def _layer(
    listed: ET.Element,
    name: str,
    layer: gpd.GeoDataFrame,
    authority: str,
    messages: Messages,
    *,
    source: str,
) -> None:
    element = ET.SubElement(
        listed,
        "maplayer",
        type="vector",
        geometry="Point" if name in POINTS else "Polygon",
        labelsEnabled=str(int(name in LABELLED)),
        autoRefreshEnabled="0",
    )
    _corners(ET.SubElement(element, "extent"), layer.total_bounds)
    ET.SubElement(element, "id").text = _id(name)
    ET.SubElement(element, "datasource").text = f"./{source}|layername={name}{_part(name, layer)}"
    ET.SubElement(element, "layername").text = messages(f"gis.layer.{name}")
    _system(ET.SubElement(element, "srs"), authority)
    ET.SubElement(element, "provider", encoding="UTF-8").text = "ogr"
    if name in DRAWN:
        element.append(renderer_of(name, messages))
    if name in LABELLED:
        element.append(labels_of(name))


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """A page to print: title, map, legend, scale, north, sources."""

    name: str
    size: tuple[float, float]
    title: str
    about: str
    bounds: tuple[float, ...]
    map_id: str
    listed: ET.Element

    def element(self) -> ET.Element:
        """Return the layout."""
        width, height = self.size
        layout = ET.Element("Layout", name=self.name, units="mm", printResolution="300")
        pages = ET.SubElement(layout, "PageCollection")
        self._item(pages, _PAGE, (0, 0, width, height))
        across, down = width - 2 * _MARGIN - _SIDE, height - 2 * _MARGIN - _HEAD - _FOOT
        side = width - _MARGIN - _SIDE + 4
        title = self._item(layout, _LABEL, (_MARGIN, _MARGIN, width - 2 * _MARGIN, _HEAD - 4))
        self._text(title, self.title, points=20)
        self._legend(layout, (side, _MARGIN + _HEAD, _SIDE - 4, 60))
        self._scale(layout, (side, height - _MARGIN - _FOOT - 14, _SIDE - 4, 12), across, down)
        self._item(
            layout, _PICTURE, (side, height - _MARGIN - _FOOT - 34, 14, 16), file=_NORTH, mode="0",
            mapUuid=self.map_id,
        )  # fmt: skip
        foot = (_MARGIN, height - _MARGIN - _FOOT + 2, width - 2 * _MARGIN, _FOOT - 2)
        self._text(self._item(layout, _LABEL, foot), self.about, points=6)
        shown = self._item(
            layout,
            _MAP_ITEM,
            (_MARGIN, _MARGIN + _HEAD, across, down),
            uuid=self.map_id,
            frame="true",
        )
        edges = zip(("xmin", "ymin", "xmax", "ymax"), self._fitted(across / down), strict=True)
        ET.SubElement(shown, "Extent", {name: f"{value:.1f}" for name, value in edges})
        return layout

    def _scale(
        self,
        layout: ET.Element,
        box: tuple[float, float, float, float],
        across: float,
        down: float,
    ) -> None:
        left, _, right, _ = self._fitted(across / down)
        millimetres = across / ((right - left) / 1000)
        length = max(
            (n for n in _LENGTHS if 2 * n * millimetres <= box[2] - 14), default=_LENGTHS[0]
        )
        bar = self._item(
            layout, _SCALE, box, mapUuid=self.map_id, style="Single Box", unitType="km",
            unitLabel="km", numUnitsPerSegment=str(length), numMapUnitsPerScaleBarUnit="1",
            numSegments="2", numSegmentsLeft="0", height="2", boxContentSpace="1",
            labelBarSpace="1.5", segmentMillimeters=f"{length * millimetres:.3f}",
        )  # fmt: skip
        ET.SubElement(bar, "text-style", fontSize="8", textColor="27,42,58,255")

    def _legend(self, layout: ET.Element, box: tuple[float, float, float, float]) -> None:
        legend = self._item(
            layout, _LEGEND, box, map_uuid=self.map_id, resizeToContents="1", columnCount="1",
            symbolHeight="3.5", symbolWidth="6", lineSpacing="1", boxSpace="1", columnSpace="2",
        )  # fmt: skip
        legend.append(self.listed)
        styles = ET.SubElement(legend, "styles")
        for name, (above, points) in _WORDS.items():
            style = ET.SubElement(styles, "style", name=name, marginTop=above, indent="0")
            ET.SubElement(style, "styleFont", description=_FONT % points)

    def _fitted(self, ratio: float) -> tuple[float, float, float, float]:
        """Return the bounds, widened to the shape of the map and by a margin."""
        left, low, right, high = self.bounds
        across, down = (right - left) * 1.05, (high - low) * 1.05
        across, down = max(across, down * ratio), max(down, across / ratio)
        x, y = (left + right) / 2, (low + high) / 2
        return x - across / 2, y - down / 2, x + across / 2, y + down / 2

    @staticmethod
    def _item(
        parent: ET.Element, kind: str, box: tuple[float, float, float, float], **more: str
    ) -> ET.Element:
        left, top, width, height = box
        place = {"position": f"{left},{top},mm", "positionOnPage": f"{left},{top},mm"}
        return ET.SubElement(
            parent,
            "LayoutItem",
            {**place, "type": kind, "size": f"{width},{height},mm", "visibility": "1", **more},
        )

    @staticmethod
    def _text(item: ET.Element, text: str, *, points: int) -> None:
        item.set("labelText", text)
        ET.SubElement(item, "LabelFont", description=_FONT % points)
