"""The layers of a new project: its communes from the base of France, neighbourhoods from a file."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import shapely

from netmap.errors import InputError, Problem
from netmap.inputs.layers import ENDINGS, QPV, read_layer
from netmap.sources import base

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import geopandas as gpd

    from netmap.sources.base import Group

#: less than this share of a neighbourhood inside is an outline drawn with less care
_INSIDE = 0.05
_DECIMALS = 6


@dataclass(frozen=True)
class Territory:
    """The communes of a group: `outlines` as ``communes.geojson`` will have them.

    Attributes
    ----------
    group
        Who acts together.
    outlines
        Index ``code_insee``; ``nom``, ``population`` (NaN: unknown), ``code_epci``,
        ``mairie_lon``, ``mairie_lat`` (NaN: unknown); polygons in EPSG:4326.
    within
        Communes that have no outline of their own, by the commune whose outline holds their
        land; its population counts theirs.
    """

    group: Group
    outlines: gpd.GeoDataFrame
    within: Mapping[str, tuple[str, ...]]

    @property
    def people(self) -> float:
        """Inhabitants; NaN where those of a commune are not known."""
        return float(self.outlines["population"].sum(skipna=False))


def territory_of(group: Group) -> Territory:
    """Return the communes of a group with their outlines, from the base of France."""
    table = base.communes().loc[list(group.communes)]
    held = table[table["contour"].notna()]
    own = base.outlined(held.index)
    people = held.groupby("contour")["population"].agg(lambda column: column.sum(skipna=False))
    drawn_in: dict[str, list[str]] = {}
    for code, holder in held["contour"].items():
        if code != holder:
            drawn_in.setdefault(str(holder), []).append(str(code))
    outlines = own.assign(
        population=people.reindex(own.index),
        code_epci=group.code,
        mairie_lon=held["mairie_lon"],
        mairie_lat=held["mairie_lat"],
    )
    return Territory(group, outlines, {code: tuple(held) for code, held in drawn_in.items()})


def communes_layer(territory: Territory) -> bytes:
    """Return ``communes.geojson``."""
    columns = ["nom", "population", "code_epci", "mairie_lon", "mairie_lat"]
    return geojson(territory.outlines, "code_insee", columns)


def qpv_of(path: Path, territory: Territory, *, folder: Path) -> gpd.GeoDataFrame:
    """Read neighbourhoods from a file and keep those of a territory, whole.

    Parameters
    ----------
    path
        Any layer that a project may have, of the territory or of all of France. A column
        ``population`` is not needed: what is not said is unknown.
    folder
        An empty folder to read it in.

    Returns
    -------
        Index ``code_qp``, in order; the layer's columns; polygons in EPSG:4326.

    Raises
    ------
    InputError
        It cannot be read, or neighbourhoods of the territory need work.
    """
    if not path.is_file():
        raise InputError((Problem(file=str(path), kind="missing-file"),))
    ending = "".join(path.suffixes[-2:]) if path.suffix == ".gz" else path.suffix
    home = folder / "data" / "geo"
    home.mkdir(parents=True)
    for part in _parts(path):
        shutil.copyfile(part, home / f"qpv{ending if part == path else part.suffix.lower()}")
    layer = read_layer(folder, QPV)
    shutil.rmtree(folder)
    if layer.frame is None:
        unread = Problem(
            file=str(path), kind="format-not-read", details=(("endings", ", ".join(ENDINGS)),)
        )
        problems = layer.problems or (unread,)
        raise InputError(tuple(replace(problem, file=str(path)) for problem in problems))
    frame = layer.frame.to_crs(4326)
    ours = frame[_inside(frame, territory)]
    lines = frozenset(ours["ligne"])
    errors = tuple(
        replace(problem, file=str(path))
        for problem in layer.problems
        if problem.severity == "error" and (problem.line is None or problem.line in lines)
    )
    if errors:
        raise InputError(errors)
    return ours.drop(columns="ligne").set_index("code_qp").sort_index()


def _parts(path: Path) -> Iterable[Path]:
    """Return a layer's file, and those that a Shapefile has beside it."""
    if path.suffix.lower() != ".shp":
        return [path]
    beside = [part for part in sorted(path.parent.iterdir()) if part.stem == path.stem]
    return [part for part in beside if part.suffix.lower() in _SHAPEFILE]


_SHAPEFILE = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg"})


def _inside(frame: gpd.GeoDataFrame, territory: Territory) -> Any:  # noqa: ANN401
    """Tell which neighbourhoods lie in a territory; one that is not drawn, by what it says."""
    ground = shapely.union_all(territory.outlines.geometry.array)
    shapes = frame.geometry.array
    drawn = ~shapely.is_missing(shapes)
    shared = shapely.area(shapely.intersection(shapes, ground))
    codes = frozenset(territory.outlines.index)
    named = frame["insee_com"].map(lambda said: not codes.isdisjoint(said)).to_numpy(dtype=bool)
    return (drawn & (shared > _INSIDE * shapely.area(shapes))) | (~drawn & named)


def qpv_layer(frame: gpd.GeoDataFrame) -> bytes:
    """Return ``qpv.geojson``; it has no column for people where none are known."""
    said = frame.assign(insee_com=["|".join(codes) for codes in frame["insee_com"]])
    people = ["population"] if frame["population"].notna().any() else []
    return geojson(said, "code_qp", ["lib_qp", *people, "precision", "insee_com"])


def geojson(frame: gpd.GeoDataFrame, key: str, columns: list[str]) -> bytes:
    """Return a layer as GeoJSON, a feature a line, the same bytes each time; NaN is null."""
    shapes = shapely.set_precision(frame.geometry.array, 10**-_DECIMALS)
    rows = zip(frame.index, *(frame[name] for name in columns), shapes, strict=True)
    features = [
        {
            "type": "Feature",
            "properties": {key: code} | dict(zip(columns, map(_plain, values), strict=True)),
            "geometry": _rounded(json.loads(shapely.to_geojson(shape))),
        }
        for code, *values, shape in rows
    ]
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'.encode()


def _plain(value: object) -> object:
    if isinstance(value, float):
        if value != value:  # noqa: PLR0124 - NaN
            return None
        return int(value) if value.is_integer() else value
    return value


def _rounded(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, float):
        return round(value, _DECIMALS)
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return value


def sha256(content: bytes) -> str:
    """Return the fingerprint of a layer, as ``SOURCES.toml`` has it."""
    return hashlib.sha256(content).hexdigest()
