"""The GeoJSON layers, held against ``findings.json``: no property says what the file hides."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from netmap.outsider.geopackage import LAYERS, claims_of_row, layer_records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netmap.formats.findings import FindingsFile
    from netmap.outsider.claims import WrongClaim

_NAME = re.compile(r"layer-([a-z]+)\.geojson")
_SITE = "_umap_options"


def claims_of_geojson(name: str, content: bytes, findings: FindingsFile) -> Iterator[WrongClaim]:
    """Yield what the properties of a layer say and ``findings.json`` does not."""
    layer = _NAME.fullmatch(name)
    if layer is None or layer[1] not in LAYERS:
        yield "untied", name
        return
    records = layer_records(findings).get(layer[1], {})
    try:
        features = [one["properties"] for one in json.loads(content)["features"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        yield "unreadable", ""
        return
    for told in map(dict, features):
        options = told.pop(_SITE, {})
        if set(options) - {"color"}:
            yield "untied", f"{layer[1]}: {_SITE}"
        if told.pop("name", told.get("nom")) != told.get("nom"):
            yield "differs", f"{layer[1]} {told.get('code')}: name"
        yield from claims_of_row(layer[1], told, records)
