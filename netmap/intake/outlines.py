"""Outlines of a source, read as a project's own layers are; a point is not one."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import shapely

from netmap.errors import InputError, Problem
from netmap.inputs.layers import COMMUNES, QPV, LayerModel, read_layer
from netmap.inputs.limits import LAYER_BYTES
from netmap.intake.opening import TooLargeError, opened
from netmap.sources import base

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd

    from netmap.inputs.layers import Layer
    from netmap.sources.recipes.model import Recipe

_MODELS = {
    "communes": COMMUNES,
    "qpv": QPV,
    "iris": LayerModel(
        "data/geo/iris", "code_iris", ("code_iris", "code_insee", "nom_iris"), ("code_iris",)
    ),
}
_BESIDE = (".shx", ".dbf", ".prj", ".cpg")


def read_outlines(
    recipe: Recipe, path: Path, codes: Collection[str] | None
) -> tuple[gpd.GeoDataFrame, tuple[Problem, ...]]:
    """Read the outlines of a file; of neighbourhoods, those that lie in a territory are ours.

    Returns
    -------
        Outlines in EPSG:4326 with the columns of the layer's model, ``place`` and ``ligne``.

    Raises
    ------
    InputError
        It cannot be read, or holds points where outlines were asked for.
    """
    model = _MODELS[recipe.target]
    with tempfile.TemporaryDirectory() as scratch:
        layer = _read(recipe, path, Path(scratch), model)
    problems = tuple(replace(problem, file=path.name) for problem in layer.problems)
    points = [p for p in problems if p.kind == "not-a-polygon" and p.found in _POINTS]
    if points and "no-outline" in recipe.traits:
        details = (("source", recipe.producer), ("count", str(len(points))))
        raise InputError((Problem(file=path.name, kind="import-points", details=details),))
    frame = layer.frame
    if frame is None:
        raise InputError(problems)
    frame = frame.to_crs(4326).assign(place=frame[model.key])
    if codes is not None:
        frame = _of_territory(recipe, frame, codes)
    lines = frozenset(frame["ligne"])
    ours = tuple(p for p in problems if p.line is None or p.line in lines)
    if any(problem.severity == "error" for problem in ours):
        raise InputError(ours)
    return frame, ours


def _of_territory(
    recipe: Recipe, frame: gpd.GeoDataFrame, codes: Collection[str]
) -> gpd.GeoDataFrame:
    """Return the outlines of a territory; of neighbourhoods, with every commune that they meet."""
    if recipe.target == "iris":
        return frame[frame["code_insee"].isin(codes)]
    if recipe.target == "communes":
        return frame[frame["place"].isin(codes)]
    if "names-one-commune" not in recipe.traits:
        return frame[frame["insee_com"].map(lambda said: not set(codes).isdisjoint(said))]
    communes = base.outlined([code for code in codes if code in base.communes().index])
    shapes = frame.geometry.array
    rows, places = communes.sindex.query(shapes, predicate="intersects")
    shared = shapely.area(shapely.intersection(shapes[rows], communes.geometry.array[places]))
    met = shared > _INSIDE * shapely.area(shapes[rows])
    named: dict[int, list[str]] = {}
    for row, place in zip(rows[met].tolist(), places[met].tolist(), strict=True):
        named.setdefault(row, []).append(str(communes.index[place]))
    said = frame["insee_com"].tolist()
    kept = sorted(named)
    every = [tuple(dict.fromkeys([*said[row], *sorted(named[row])])) for row in kept]
    return frame.iloc[kept].assign(insee_com=every)


#: less than this share of a neighbourhood inside is an outline drawn with less care
_INSIDE = 0.05
_POINTS = frozenset({"Point", "MultiPoint"})


def _read(recipe: Recipe, path: Path, scratch: Path, model: LayerModel) -> Layer:
    """Read a layer in a folder of its own: the one that an archive holds, where it is named."""
    target = scratch / f"{model.stem}{path.suffix.casefold()}"
    target.parent.mkdir(parents=True)
    whole = path.suffix.casefold() != ".zip" or recipe.member == "*"
    if not whole:
        with opened(path, recipe.member) as (stream, name):
            content = stream.read(LAYER_BYTES + 1)
        if len(content) > LAYER_BYTES:
            raise TooLargeError
        target = target.with_suffix(Path(name).suffix.casefold())
        target.write_bytes(content)
    else:
        beside = _BESIDE if path.suffix.casefold() == ".shp" else ()
        for part in (path, *(path.with_suffix(ending) for ending in beside)):
            if part.is_file():
                target.with_suffix(part.suffix.casefold()).write_bytes(part.read_bytes())
    return read_layer(scratch, model)
