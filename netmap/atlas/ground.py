"""The ground of a group's project: its communes, its settings, who made its layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from netmap.disk.writing import put
from netmap.errors import InputError
from netmap.inputs.codes import generation
from netmap.inputs.project import SETTINGS_FILE
from netmap.inputs.provenance import SOURCES_FILE
from netmap.sources import base
from netmap.starter.layers import communes_layer, qpv_layer, territory_of
from netmap.starter.settings_text import settings_text
from netmap.starter.sources_text import communes_source, qpv_source, sources_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

    from netmap.atlas.national import Cut
    from netmap.messages import Messages

_COMMUNES, _QPV = "communes.geojson", "qpv.geojson"
_GEO = "data/geo"


@dataclass(frozen=True)
class Ground:
    """What a project is laid from: a group's SIREN, settings common to all, its neighbourhoods.

    `quarters` is a layer's file; empty: there is none.
    """

    group: str
    settings: str
    quarters: bytes
    said: Mapping[str, str]


def ground_of(group: str, parted: Cut, messages: Messages) -> Ground:
    """Return what the project of a group is laid from."""
    frame: gpd.GeoDataFrame | None = parted.quarters.get(group)
    if frame is None or parted.source is None:
        return Ground(group, parted.settings, b"", {})
    said = qpv_source(
        parted.source.name,
        parted.source.read_bytes(),
        sorted({generation(str(code)) for code in frame.index}),
        messages,
        official=bool((frame["precision"] == "official").all()),
    )
    return Ground(group, parted.settings, qpv_layer(frame), said)


def lay_ground(ground: Ground, project: Path, messages: Messages) -> None:
    """Write the layers and the settings of a project; what is as it should be stays.

    Raises
    ------
    InputError
        The settings common to all cannot be read.
    OSError
        The disk refused.
    """
    territory = territory_of(base.groups()[ground.group])
    layers = {_COMMUNES: communes_layer(territory)}
    said = {_COMMUNES: communes_source(territory, messages)}
    if ground.quarters:
        layers[_QPV], said[_QPV] = ground.quarters, dict(ground.said)
    else:
        (project / _GEO / _QPV).unlink(missing_ok=True)
    for name, content in layers.items():
        put(project / _GEO / name, content)
    put(project / SOURCES_FILE, sources_text(layers, said).encode())
    put(project / SETTINGS_FILE, _settings(ground, territory.group.name, messages).encode())


def _settings(ground: Ground, name: str, messages: Messages) -> str:
    if not ground.settings:
        return settings_text(name=name, epci=ground.group, messages=messages)
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    from netmap.errors import Problem

    try:
        document: Any = tomlkit.parse(ground.settings)
        section = document.setdefault("territoire", tomlkit.table())
        section["nom"], section["epci"] = name, ground.group
    except (TOMLKitError, TypeError, AttributeError):
        raise InputError((Problem(file=SETTINGS_FILE, kind="bad-toml"),)) from None
    text: str = tomlkit.dumps(document)
    return text
