"""The layers of ``data/geo/``: any usual format, any declared coordinate system, codes as text."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pydantic import TypeAdapter, ValidationError

from netmap.errors import Problem
from netmap.inputs import codes
from netmap.inputs.cells import Amount, Degrees, read_items
from netmap.inputs.files import Found, candidates, open_file
from netmap.inputs.headers import Columns, match_columns
from netmap.inputs.limits import LAYER_BYTES, TABLE_ROWS, UNPACKED_BYTES
from netmap.inputs.outlines import check_outlines
from netmap.inputs.parquet import refuse_parquet
from netmap.inputs.places import in_france, point_faults
from netmap.inputs.tables import translate
from netmap.inputs.words import closest, plain
from netmap.inputs.workbooks import as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import geopandas as gpd
    from pyproj import CRS

ENDINGS = (".geojson", ".json", ".gpkg", ".fgb", ".shp", ".zip", ".parquet")
#: what a file of each ending begins with: nothing else is handed to the reader of layers
_BEGINS = {
    ".geojson": b"{",
    ".json": b"{",
    ".gpkg": b"SQLite format 3\x00",
    ".fgb": b"fgb",
    ".shp": b"\x00\x00\x27\x0a",
    ".zip": b"PK\x03\x04",
    ".parquet": b"PAR1",
}
_POLYGONS = {"Polygon", "MultiPolygon"}


@dataclass(frozen=True)
class LayerModel:
    """A layer: its file's name, its columns and those without which it is refused."""

    stem: str
    key: str
    columns: tuple[str, ...]
    required: tuple[str, ...]

    @property
    def is_qpv(self) -> bool:
        """Whether its codes are those of priority neighbourhoods."""
        return self.key == "code_qp"


COMMUNES = LayerModel(
    "data/geo/communes",
    "code_insee",
    ("code_insee", "nom", "population", "mairie_lon", "mairie_lat", "code_epci"),
    ("code_insee", "nom", "population"),
)
QPV = LayerModel(
    "data/geo/qpv",
    "code_qp",
    ("code_qp", "lib_qp", "population", "precision", "insee_com"),
    ("code_qp", "lib_qp", "population"),
)
LIVED = LayerModel("data/geo/vecus", "code_qp", ("code_qp",), ("code_qp",))
LAYERS = (COMMUNES, QPV, LIVED)


@dataclass(frozen=True)
class Layer:
    """A layer as read. `frame` has the model's columns, ``ligne`` (the feature, from 1) and
    ``geometry``, in the declared CRS; None where there is no layer or it cannot be read.
    """

    model: LayerModel
    file: Found | None
    frame: gpd.GeoDataFrame | None
    stated: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def read_layer(project: Path, model: LayerModel) -> Layer:
    """Read a layer of a project and check its codes, its numbers and its outlines."""
    paths = candidates(project, model.stem, ENDINGS)
    if not paths:
        return Layer(model, None, None)
    if len(paths) > 1:
        details = (("files", ", ".join(paths)),)
        return Layer(
            model,
            None,
            None,
            problems=(Problem(file=paths[0], kind="several-files", details=details),),
        )
    found = open_file(project, paths[0], limit=LAYER_BYTES)
    if isinstance(found, Problem):
        return Layer(model, None, None, problems=(found,))
    raw = _read(project, found, model)
    if isinstance(raw, Problem):
        return Layer(model, found, None, problems=(raw,))
    if len(raw) == 0:
        return Layer(model, found, None, problems=(Problem(file=found.path, kind="empty-file"),))
    columns = match_columns([str(name) for name in raw.columns], model.columns)
    problems = _missing_columns(found, model, columns)
    unfit = _unfit_crs(found, raw)
    if unfit is not None:
        return Layer(model, found, None, tuple(columns.at), (*problems, unfit))
    frame, bad = _parse(found, model, raw, columns)
    outlines, faults = check_outlines(raw.geometry, file=found.path)
    frame = frame.set_geometry(outlines, crs=raw.crs)
    checks = [] if model is LIVED else _check_numbers(found, frame)
    if model.is_qpv:
        checks += _check_generations(found, frame)
    checks += _check_duplicates(found, model, frame)
    return Layer(model, found, frame, tuple(columns.at), (*problems, *bad, *faults, *checks))


def _read(project: Path, found: Found, model: LayerModel) -> gpd.GeoDataFrame | Problem:
    """Hand the file to its reader, if it is what its ending says."""
    import geopandas as gpd
    import pyogrio

    start = (
        found.content.removeprefix(b"\xef\xbb\xbf").lstrip()
        if found.ending in {".geojson", ".json"}
        else found.content
    )
    begins = _BEGINS[found.ending]
    if not start.startswith(begins) or b"gdal_streamed_alg" in found.content:
        return Problem(file=found.path, kind="not-this-format", details=(("ending", found.ending),))
    if found.ending in {".geojson", ".json"} and b'"FeatureCollection"' not in found.content:
        return Problem(file=found.path, kind="not-this-format", details=(("ending", found.ending),))
    refused = _refuse_archive(found)
    if refused is not None:
        return refused
    if found.ending == ".shp":
        refused = _refuse_sidecars(project, found)
        if refused is not None:
            return refused
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if found.ending == ".parquet":
                return gpd.read_parquet(io.BytesIO(found.content))
            source: bytes | str = str(found.location) if found.ending == ".shp" else found.content
            names = [str(name) for name, shape in pyogrio.list_layers(source) if shape is not None]
            if not names:
                return Problem(file=found.path, kind="no-outline")
            wanted = model.stem.rpartition("/")[2]
            named = [name for name in names if plain(name) == wanted]
            if len(names) > 1 and not named:
                return Problem(
                    file=found.path,
                    kind="several-layers",
                    found=", ".join(names),
                    details=(("wanted", wanted),),
                )
            about = pyogrio.read_info(source, layer=(named or names)[0])
            if about["features"] > TABLE_ROWS:
                return Problem(
                    file=found.path,
                    kind="too-many-rows",
                    found=str(about["features"]),
                    details=(("limit", str(TABLE_ROWS)),),
                )
            return pyogrio.read_dataframe(source, layer=(named or names)[0])
    except Exception:  # noqa: BLE001 - a hostile file may fail in any way; none of its text is shown
        return Problem(file=found.path, kind="unreadable-layer")


def _refuse_archive(found: Found) -> Problem | None:
    if found.ending == ".parquet":
        return refuse_parquet(found)
    if found.ending != ".zip":
        return None
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(found.content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return Problem(file=found.path, kind="unreadable-layer")
    size = sum(part.file_size for part in parts)
    if size > UNPACKED_BYTES:
        details = (
            ("size", str(-(-size // 1_000_000))),
            ("limit", str(UNPACKED_BYTES // 1_000_000)),
        )
        return Problem(file=found.path, kind="archive-too-large", details=details)
    if not any(part.filename.lower().endswith(".shp") for part in parts):
        return Problem(file=found.path, kind="not-this-format", details=(("ending", ".zip"),))
    return None


def _refuse_sidecars(project: Path, found: Found) -> Problem | None:
    """Return the problem of a shapefile whose other parts are absent or lead outside."""
    stem = found.path[: -len(".shp")]
    for ending in (".dbf", ".shx", ".prj"):
        paths = candidates(project, stem.casefold(), [ending])
        part = open_file(project, paths[0], limit=LAYER_BYTES) if paths else None
        if isinstance(part, Problem):
            return part
        if part is None and ending != ".prj":
            return Problem(
                file=found.path, kind="shapefile-part-missing", details=(("ending", ending),)
            )
    return None


def _missing_columns(found: Found, model: LayerModel, columns: Columns) -> list[Problem]:
    return [
        Problem(
            file=found.path,
            kind="missing-column",
            column=name,
            details=(("suggestion", closest(name, columns.unknown)),),
        )
        for name in model.required
        if name not in columns.at
    ]


def _unfit_crs(found: Found, raw: gpd.GeoDataFrame) -> Problem | None:
    """Return why the declared coordinate system cannot be that of the outlines."""
    crs: CRS | None = raw.crs
    if crs is None:
        return Problem(file=found.path, kind="unknown-crs")
    bounds = raw.geometry.total_bounds
    if not np.isfinite(bounds).all():
        return None
    west, south, east, north = bounds
    in_degrees = west >= -180 and east <= 180 and south >= -90 and north <= 90  # noqa: PLR2004
    named = crs.to_string() if len(crs.to_string()) < 40 else crs.name  # noqa: PLR2004
    details = (("bounds", f"{west:.6g} ; {south:.6g} – {east:.6g} ; {north:.6g}"),)
    if crs.is_geographic != in_degrees:
        return Problem(file=found.path, kind="wrong-crs", found=named, details=details)
    import shapely

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        middle = type(raw.geometry)(
            [shapely.Point((west + east) / 2, (south + north) / 2)], crs=crs
        )
        point = middle.to_crs(4326).iloc[0]
    if not np.isfinite([point.x, point.y]).all() or not in_france(point.y, point.x):
        swapped = crs.is_geographic and in_france(point.x, point.y)
        kind = "swapped-axes" if swapped else "layer-outside-france"
        return Problem(file=found.path, kind=kind, found=named, details=details)
    return None


def _parse(
    found: Found, model: LayerModel, raw: gpd.GeoDataFrame, columns: Columns
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Read the model's columns; what cannot be read is missing."""
    import geopandas as gpd

    problems: list[Problem] = []
    data: dict[str, Any] = {}
    for column in model.columns:
        texts = _texts(raw, columns.at[column]) if column in columns.at else [""] * len(raw)
        required = column in columns.at and column in model.required and column != "population"
        values: list[object] = []
        for feature, text in enumerate(texts, start=1):
            value, problem = _read_cell(column, text, required=required)
            if problem is not None:
                kind, details = problem
                problems.append(
                    Problem(
                        file=found.path,
                        kind=kind,
                        line=feature,
                        column=column,
                        found=text or None,
                        details=tuple(details.items()),
                    )
                )
            values.append(value)
        if column == "precision":
            empty = "indicative" if column in columns.at else "official"
            values = [value or empty for value in values]
        numeric = column in {"population", "mairie_lon", "mairie_lat"}
        data[column] = pd.Series(
            [np.nan if v is None else v for v in values] if numeric else values,
            dtype="float64" if numeric else "object",
        )
    data["ligne"] = pd.Series(range(1, len(raw) + 1), dtype="int64")
    return gpd.GeoDataFrame(data), problems


def _texts(raw: gpd.GeoDataFrame, at: int) -> list[str]:
    """Return a column as text: a number without its ``.0``, nothing for what is missing."""
    return [
        "" if _is_missing(value) else as_text(value).strip() for value in raw.iloc[:, at].tolist()
    ]


def _is_missing(value: object) -> bool:
    return (
        value is None
        or value is pd.NaT
        or value is pd.NA
        or (isinstance(value, float) and np.isnan(value))
    )


_NUMBERS = {
    "population": TypeAdapter(Amount),
    "mairie_lon": TypeAdapter(Degrees),
    "mairie_lat": TypeAdapter(Degrees),
}
_CODES: dict[str, Callable[[str], str]] = {
    "code_insee": codes.commune_code,
    "code_qp": codes.qpv_code,
}


def _read_cell(
    column: str, text: str, *, required: bool
) -> tuple[object, tuple[str, dict[str, str]] | None]:
    if not text:
        empty: object = () if column == "insee_com" else None
        return empty, ("missing-value", {}) if required else None
    from pydantic_core import PydanticCustomError

    try:
        if column in _NUMBERS:
            return _NUMBERS[column].validate_python(text), None
        if column in _CODES:
            return _CODES[column](text), None
        if column == "insee_com":
            items = read_items(text.replace(",", "|").replace(";", "|"))
            return tuple(codes.commune_code(item) for item in items), None
        if column == "precision":
            return _precision(text)
    except PydanticCustomError as error:
        return None if column != "insee_com" else (), (error.type, dict(error.context or {}))
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        return None, translate(detail, {"minimum": 0}, text)
    return text, None


def _precision(text: str) -> tuple[str | None, tuple[str, dict[str, str]] | None]:
    word = {
        "official": "official",
        "officiel": "official",
        "officielle": "official",
        "indicative": "indicative",
        "indicatif": "indicative",
    }.get(plain(text))
    if word is None:
        return None, ("unknown-word", {"allowed": "official, indicative", "suggestion": ""})
    return word, None


def _check_numbers(found: Found, frame: gpd.GeoDataFrame) -> list[Problem]:
    problems = [
        Problem(
            file=found.path,
            kind="missing-population",
            severity="warning",
            line=int(line),
            column="population",
            found=str(code),
        )
        for line, code in zip(
            frame["ligne"][frame["population"].isna()],
            frame.iloc[:, 0][frame["population"].isna()],
            strict=True,
        )
        if code is not None
    ]
    if "mairie_lat" in frame:
        faults = point_faults(frame["mairie_lat"], frame["mairie_lon"])
        problems += [
            Problem(
                file=found.path,
                kind=str(fault),
                line=int(line),
                column="mairie_lat",
                found=f"{lat:g} ; {lon:g}",
            )
            for fault, line, lat, lon in zip(
                faults, frame["ligne"], frame["mairie_lat"], frame["mairie_lon"], strict=True
            )
            if fault
        ]
    return problems


def _check_generations(found: Found, frame: gpd.GeoDataFrame) -> list[Problem]:
    known = [
        (code, line) for code, line in zip(frame["code_qp"], frame["ligne"], strict=True) if code
    ]
    generations = {codes.generation(code) for code, _ in known}
    if len(generations) < 2:  # noqa: PLR2004
        return []
    first = codes.generation(known[0][0])
    code, line = next(pair for pair in known if codes.generation(pair[0]) != first)
    return [
        Problem(
            file=found.path,
            kind="mixed-vintages",
            line=int(line),
            column="code_qp",
            found=code,
            details=(("first", known[0][0]),),
        )
    ]


def _check_duplicates(found: Found, model: LayerModel, frame: gpd.GeoDataFrame) -> list[Problem]:
    seen: dict[str, int] = {}
    problems = []
    for code, line in zip(frame[model.key], frame["ligne"], strict=True):
        if code is not None and code in seen:
            problems.append(
                Problem(
                    file=found.path,
                    kind="duplicate-feature",
                    line=int(line),
                    column=model.key,
                    found=code,
                    details=(("first", str(seen[code])),),
                )
            )
        seen.setdefault(code, int(line))
    return problems


def names_of(layers: Sequence[Layer]) -> list[str]:
    """Return the file names of the layers that are there."""
    return [layer.file.path.rpartition("/")[2] for layer in layers if layer.file is not None]
