"""The layers of ``data/geo/``: any usual format, any declared coordinate system, codes as text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from netmap.errors import Problem
from netmap.inputs import codes
from netmap.inputs.attributes import read_attributes
from netmap.inputs.files import Found, candidates, open_file
from netmap.inputs.layer_files import SIGNATURES, read_layer_file
from netmap.inputs.limits import LAYER_BYTES
from netmap.inputs.outlines import bounds_of, check_outlines
from netmap.inputs.places import point_faults
from netmap.inputs.systems import unfit_system
from netmap.inputs.words import closest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from netmap.inputs.headers import Columns

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
    ("code_qp", "lib_qp"),
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
    import geopandas as gpd

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
    features = read_layer_file(project, found, model.columns, name=model.stem.rpartition("/")[2])
    if isinstance(features, Problem):
        return Layer(model, found, None, problems=(features,))
    if not features.outlines:
        return Layer(model, found, None, problems=(Problem(file=found.path, kind="empty-file"),))
    problems = _column_problems(found, model, features.columns)
    stated = tuple(features.columns.where)
    unfit = unfit_system(features.crs, bounds_of(features.outlines), file=found.path)
    if unfit is not None:
        return Layer(model, found, None, stated, (*problems, unfit))
    frame, bad = read_attributes(features, model.columns, required=model.required, file=found.path)
    outlines, faults = check_outlines(features.outlines, file=found.path)
    frame = frame.set_geometry(gpd.GeoSeries(outlines, crs=features.crs))
    checks = _check_numbers(found, frame) if "population" in model.columns else []
    if "mairie_lat" in frame:
        frame, left_out = _check_town_halls(found, frame)
        checks += left_out
    if model is QPV and "population" not in stated:
        unsaid = Problem(file=found.path, kind="population-unsaid", severity="warning")
        checks = [unsaid, *(p for p in checks if p.kind != "missing-population")]
    if model.is_qpv:
        checks += _check_generations(found, frame)
    checks += _check_duplicates(found, model, frame)
    return Layer(model, found, frame, stated, (*problems, *bad, *faults, *checks))


def _column_problems(found: Found, model: LayerModel, columns: Columns) -> list[Problem]:
    """Return the columns that are there twice, and those that are needed and absent."""
    twice = [Problem(file=found.path, kind="column-twice", column=name) for name in columns.twice]
    return twice + [
        Problem(
            file=found.path,
            kind="missing-column",
            column=name,
            details=(("suggestion", closest(name, columns.unknown)),),
        )
        for name in model.required
        if name not in columns.where
    ]


def _check_numbers(found: Found, frame: gpd.GeoDataFrame) -> list[Problem]:
    return [
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


_TOWN_HALL = ("mairie_lat", "mairie_lon")


def _check_town_halls(
    found: Found, frame: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Leave out the town halls that cannot be where they are said: a commune does without."""
    faults = point_faults(frame["mairie_lat"], frame["mairie_lon"])
    places = zip(faults, frame["ligne"], frame["mairie_lat"], frame["mairie_lon"], strict=True)
    problems = [
        Problem(
            file=found.path,
            kind="town-hall-left-out",
            severity="warning",
            line=int(line),
            column="mairie_lat",
            found=f"{lat:g} ; {lon:g}",
        )
        for fault, line, lat, lon in places
        if fault
    ]
    wrong = faults != ""
    return frame.assign(**{name: frame[name].mask(wrong) for name in _TOWN_HALL}), problems


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
