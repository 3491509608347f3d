"""A new project: what its folder holds, put together."""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from netmap.inputs.codes import generation
from netmap.inputs.project import SETTINGS_FILE
from netmap.inputs.provenance import SOURCES_FILE
from netmap.inputs.rows import TABLES
from netmap.starter.choices import lists
from netmap.starter.folder import check_new, write_new
from netmap.starter.layers import communes_layer, qpv_layer, qpv_of, territory_of
from netmap.starter.settings_text import settings_text
from netmap.starter.sources_text import communes_source, qpv_source, sources_text
from netmap.starter.workbook import workbook_bytes

if TYPE_CHECKING:
    import geopandas as gpd

    from netmap.messages import Messages
    from netmap.sources.base import Group
    from netmap.starter.layers import Territory

WORKBOOK_FILE = "netmap.xlsx"
#: empty tables to fill instead of the workbook's sheets, once copied into ``data/``
TEMPLATES = "modeles"


@dataclass(frozen=True)
class Started:
    """What was written, and where; `qpv` counts neighbourhoods (None: no file was given)."""

    folder: Path
    files: tuple[str, ...]
    territory: Territory
    qpv: int | None


def start(group: Group, folder: Path, *, messages: Messages, qpv: Path | None = None) -> Started:
    """Write the project of a group of communes into a folder that is new or empty.

    Parameters
    ----------
    qpv
        A layer of neighbourhoods, of which those of the territory are kept.

    Raises
    ------
    OutputError
        The folder holds something.
    InputError
        The layer of neighbourhoods needs work; nothing is written.
    """
    check_new(folder)
    territory = territory_of(group)
    quarters = None if qpv is None else _quarters(qpv, territory)
    files = project_files(territory, quarters, source=qpv, messages=messages)
    write_new(files, folder)
    return Started(folder, tuple(files), territory, None if quarters is None else len(quarters))


def _quarters(path: Path, territory: Territory) -> gpd.GeoDataFrame:
    with tempfile.TemporaryDirectory() as scratch:
        return qpv_of(path, territory, folder=Path(scratch) / "project")


def project_files(
    territory: Territory,
    qpv: gpd.GeoDataFrame | None,
    *,
    source: Path | None,
    messages: Messages,
) -> dict[str, bytes]:
    """Return every file of a new project by its path inside it, the same bytes each time."""
    group = territory.group
    layers = {"communes.geojson": communes_layer(territory)}
    said = {"communes.geojson": communes_source(territory, messages)}
    if qpv is not None and source is not None and len(qpv):
        layers["qpv.geojson"] = qpv_layer(qpv)
        years = sorted({generation(str(code)) for code in qpv.index})
        said["qpv.geojson"] = qpv_source(
            source.name,
            source.read_bytes(),
            years,
            messages,
            official=bool((qpv["precision"] == "official").all()),
        )
    settings = settings_text(name=group.name, epci=group.code, messages=messages)
    return {
        SETTINGS_FILE: settings.encode(),
        WORKBOOK_FILE: workbook_bytes(
            lists(territory, qpv, messages), messages, territory=group.name
        ),
        **{f"data/geo/{name}": content for name, content in layers.items()},
        SOURCES_FILE: sources_text(layers, said).encode(),
        **templates(),
    }


def templates() -> dict[str, bytes]:
    r"""Return an empty table a model, as a spreadsheet set to French opens it.

    >>> templates()["modeles/passages.csv"].decode("utf-8-sig")
    'date;latitude;longitude;code\r\n'
    """
    return {
        f"{TEMPLATES}/{model.stem.rpartition('/')[2]}.csv": _header(tuple(model.model_fields))
        for model in TABLES
    }


def _header(columns: tuple[str, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerow(columns)
    return text.getvalue().encode("utf-8-sig")
