"""The one partition: each commune's part of each priority neighbourhood, and its remainder."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from netmap.errors import ColumnError, CrsError
from netmap.territory.crs import metric_crs
from netmap.territory.cut import SLIVER_SHARE, cut_communes, polygonal
from netmap.territory.notes import doubt
from netmap.territory.population import Known, Part, apportion, share_inside

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyproj import CRS

    from netmap.errors import Problem


@dataclass(frozen=True)
class Partition:
    """Zones as in :class:`netmap.territory.model.Territory`, and what was doubtful on the way."""

    zones: gpd.GeoDataFrame
    notes: tuple[Problem, ...]


def build_zones(
    communes: gpd.GeoDataFrame,
    qpv: gpd.GeoDataFrame,
    *,
    shares: Mapping[tuple[str, str], float] | None = None,
) -> gpd.GeoDataFrame:
    """Cut communes by priority neighbourhoods, and give each zone its people.

    Parameters
    ----------
    communes
        Polygons; index or column ``code_insee`` (text, unique); columns ``population``
        (absent or NaN: unknown) and ``nom`` (absent: the code).
    qpv
        Polygons, in any declared CRS; index or column ``code_qp``; columns ``population``,
        ``lib_qp``, and ``insee_com`` (a tuple of codes, or text joined by commas: the communes
        that it lies in), each of which may be absent.
    shares
        (code_qp, code_insee) → published share (0–1) of the QPV's people in the commune.

    Returns
    -------
        Index ``zone`` (``17300``: remainder or whole commune; ``17300:QN01701M``: part of a
        QPV), sorted; in the metric CRS of the communes. Columns ``code_insee``; ``code_qp``
        (None: outside any QPV); ``nom`` (of the QPV, or of the commune); ``population``
        (NaN: unknown); ``origine_population`` (``published``; ``shared``: a published figure
        spread over communes or fitted to one; ``area``: apportioned; ``remainder``; None:
        unknown); ``area_km2``; ``geometry``. The zones of a commune sum to its people and to
        its area.

    Raises
    ------
    CrsError
        A layer declares no CRS, or one that is unfit for measuring.
    ColumnError
        A code is absent, not text, missing or repeated.
    ValueError
        A population is negative or infinite, or a commune has no outline.

    Notes
    -----
    Where only a total is known, people are shared out by area (Goodchild and Lam 1980), within
    published totals and shares, which hold first.

    Examples
    --------
    Two communes of 1,000 and 3,000 people, and a neighbourhood over both:

    >>> import geopandas as gpd
    >>> from shapely import box
    >>> communes = gpd.GeoDataFrame(
    ...     {"code_insee": ["01001", "01002"], "population": [1_000, 3_000]},
    ...     geometry=[box(0, 0, 10, 10), box(10, 0, 20, 10)], crs=2154)
    >>> qpv = gpd.GeoDataFrame({"code_qp": ["QN00101M"]}, geometry=[box(8, 0, 14, 5)], crs=2154)
    >>> build_zones(communes, qpv)["population"].to_dict()
    {'01001': 900.0, '01001:QN00101M': 100.0, '01002': 2400.0, '01002:QN00101M': 600.0}
    """
    return partition(communes, qpv, shares=shares).zones


def partition(
    communes: gpd.GeoDataFrame,
    qpv: gpd.GeoDataFrame,
    *,
    shares: Mapping[tuple[str, str], float] | None = None,
    crs: CRS | None = None,
    qpv_file: str = "data/geo/qpv",
) -> Partition:
    """Do what :func:`build_zones` does, in `crs` if given, and tell every doubt in notes."""
    if qpv.crs is None:
        message = "the layer of priority neighbourhoods declares no coordinate system"
        raise CrsError(message)
    metric = metric_crs(communes) if crs is None else crs
    towns = _normal(communes, "code_insee", "nom", metric)
    quarters = _normal(qpv, "code_qp", "lib_qp", metric)
    empty = towns.index[shapely.area(towns.geometry.to_numpy()) <= 0]
    if len(empty):
        message = f"no outline for commune {', '.join(empty)}"
        raise ValueError(message)
    declared = declared_communes(qpv)
    cut = cut_communes(towns.geometry, quarters.geometry, declared=declared, qpv_file=qpv_file)
    part_codes = cut.parts["code_insee"].tolist()
    part_qpv = cut.parts["code_qp"].tolist()
    known = Known(
        communes=towns["population"].to_dict(),
        qpv=quarters["population"].to_dict(),
        commune_area_m2=towns.geometry.area.to_dict(),
        remainders=frozenset(cut.remainders.index),
        inside=share_inside(
            dict(zip(quarters.index, cut.outside, strict=True)),
            declared=declared,
            communes=frozenset(towns.index),
        ),
        shares=shares or {},
    )
    parts = [Part(*part) for part in zip(part_codes, part_qpv, cut.parts["area_m2"], strict=True)]
    people = apportion(parts, known, qpv_file=qpv_file)
    codes = cut.remainders.index.tolist()
    rest = [people.remainders[code] for code in codes]
    cut_up = frozenset(part_codes)
    rest_origins = [
        None if math.isnan(n) else "remainder" if code in cut_up else "published"
        for code, n in zip(codes, rest, strict=True)
    ]
    names = [*towns["nom"].reindex(codes), *quarters["nom"].reindex(part_qpv)]
    shapes = np.concatenate([cut.remainders.to_numpy(), cut.parts.geometry.to_numpy()])
    zones = gpd.GeoDataFrame(
        {
            "code_insee": pd.Series([*codes, *part_codes], dtype=object),
            "code_qp": pd.Series([*[None] * len(codes), *part_qpv], dtype=object),
            "nom": pd.Series(names, dtype=object),
            "population": np.array([*rest, *people.parts], dtype=float),
            "origine_population": pd.Series([*rest_origins, *people.origins], dtype=object),
            "area_km2": shapely.area(shapes) / 1e6,
        },
        geometry=shapes,
        crs=metric,
    )
    part_zones = [f"{c}:{q}" for c, q in zip(part_codes, part_qpv, strict=True)]
    zones.index = pd.Index([*codes, *part_zones], name="zone", dtype=object)
    reduced = {note.found for note in people.notes if note.kind == "qpv-partly-outside"}
    told = set(part_qpv) - reduced
    overflows = [
        doubt("qpv-overflows", qpv_file, "code_qp", code, percent=f"{100 * share:.0f}")
        for code, share in zip(quarters.index, cut.outside, strict=True)
        if share > SLIVER_SHARE and code in told
    ]
    return Partition(zones.sort_index(), (*cut.notes, *overflows, *people.notes))


def declared_communes(qpv: gpd.GeoDataFrame) -> dict[str, tuple[str, ...]]:
    """Return the communes that each QPV says it lies in; a QPV that says nothing has none."""
    if "insee_com" not in qpv:
        return {}
    codes = qpv.get("code_qp", qpv.index)
    told: dict[str, tuple[str, ...]] = {}
    for code, value in zip(codes, qpv["insee_com"], strict=True):
        items = value.split(",") if isinstance(value, str) else value
        if isinstance(items, list | tuple):
            told[str(code)] = tuple(str(item).strip() for item in items if str(item).strip())
    return told


def _normal(frame: gpd.GeoDataFrame, key: str, label: str, crs: CRS) -> gpd.GeoDataFrame:
    """Return ``nom``, ``population`` and valid polygons in `crs`, indexed by code, sorted."""
    if key in frame:
        codes = frame[key]
    elif frame.index.name == key:
        codes = frame.index.to_series()
    else:
        message = f"the layer has neither a column nor an index {key}"
        raise ColumnError(message)
    if not all(isinstance(code, str) and code for code in codes):
        message = f"{key} must be text and never missing (a number loses its leading zero)"
        raise ColumnError(message)
    if codes.duplicated().any():
        message = f"{key} {codes[codes.duplicated()].iloc[0]} is there twice"
        raise ColumnError(message)
    index = pd.Index(codes.to_numpy(dtype=object), name=key, dtype=object)
    population = np.full(len(frame), np.nan)
    if "population" in frame:
        population = pd.to_numeric(frame["population"]).to_numpy(dtype=float, na_value=np.nan)
    if np.isinf(population).any() or (population < 0).any():
        message = f"a population by {key} is negative or infinite"
        raise ValueError(message)
    names = index.to_numpy()
    if label in frame:
        names = frame[label].astype(object).where(frame[label].notna().to_numpy(), names).to_numpy()
    shapes = frame.geometry.to_crs(crs).to_numpy(dtype=object).copy()
    shapes[shapely.is_missing(shapes)] = shapely.Polygon()
    return gpd.GeoDataFrame(
        {"nom": pd.Series(names, index=index, dtype=object), "population": population},
        geometry=polygonal(shapes),
        index=index,
        crs=crs,
    ).sort_index()
