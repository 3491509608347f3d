"""The layers of ``data/geo/``: any usual format, any declared coordinate system, codes as text."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from netmap.errors import Problem
from netmap.inputs import codes
from netmap.inputs.attributes import read_attributes
from netmap.inputs.files import Found, candidates, open_file
from netmap.inputs.headers import Columns, match_columns
from netmap.inputs.layer_files import SIGNATURES, read_layer_file
from netmap.inputs.limits import LAYER_BYTES
from netmap.inputs.outlines import check_outlines
from netmap.inputs.places import holds_france, in_france, point_faults
from netmap.inputs.words import closest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd
    from pyproj import CRS

ENDINGS = tuple(SIGNATURES)


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
    """A layer as read.

    `frame` has the model's columns, ``ligne`` (the feature, from 1) and ``geometry``, in the
    declared CRS; it is None where there is no layer or it cannot be read.
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
    raw = read_layer_file(project, found, name=model.stem.rpartition("/")[2])
    if isinstance(raw, Problem):
        return Layer(model, found, None, problems=(raw,))
    if len(raw) == 0:
        return Layer(model, found, None, problems=(Problem(file=found.path, kind="empty-file"),))
    columns = match_columns([str(name) for name in raw.columns], model.columns)
    problems = _missing_columns(found, model, columns)
    unfit = _unfit_crs(found, raw)
    if unfit is not None:
        return Layer(model, found, None, tuple(columns.where), (*problems, unfit))
    frame, bad = read_attributes(
        raw, columns, model.columns, required=model.required, file=found.path
    )
    outlines, faults = check_outlines(raw.geometry, file=found.path)
    frame = frame.set_geometry(outlines, crs=raw.crs)
    checks = [] if model is LIVED else _check_numbers(found, frame)
    if model.is_qpv:
        checks += _check_generations(found, frame)
    checks += _check_duplicates(found, model, frame)
    return Layer(model, found, frame, tuple(columns.where), (*problems, *bad, *faults, *checks))


def _missing_columns(found: Found, model: LayerModel, columns: Columns) -> list[Problem]:
    return [
        Problem(
            file=found.path,
            kind="missing-column",
            column=name,
            details=(("suggestion", closest(name, columns.unknown)),),
        )
        for name in model.required
        if name not in columns.where
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
    national = in_degrees and holds_france(west, south, east, north)
    if not np.isfinite([point.x, point.y]).all() or not (national or in_france(point.y, point.x)):
        swapped = crs.is_geographic and in_france(point.x, point.y)
        kind = "swapped-axes" if swapped else "layer-outside-france"
        return Problem(file=found.path, kind=kind, found=named, details=details)
    return None


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
    return [layer.file.name for layer in layers if layer.file is not None]
