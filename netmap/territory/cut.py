"""Cutting communes by priority neighbourhoods: geometry alone, no population."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from netmap.territory.notes import doubt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from netmap.errors import Problem

#: Below this share of its QPV a part is examined: is it a strip that simplification made?
SLIVER_SHARE = 0.05
#: Mean width under which such a part is a strip, in metres.
SLIVER_WIDTH_M = 25.0
#: Below this share of its QPV a part or an overlap is numerical dust: dropped without a word.
DUST_SHARE = 1e-4
_EMPTY_SHARE = 1e-9


@dataclass(frozen=True)
class Cut:
    """Communes cut by QPVs.

    Attributes
    ----------
    parts
        A row a kept commune∩QPV, sorted: ``code_insee``, ``code_qp``, ``area_m2``, ``geometry``.
    remainders
        Index ``code_insee``: each commune less its parts; a commune that its QPVs cover whole
        has no row.
    outside
        Index ``code_qp`` (every QPV of the layer): share of its area that lies in no commune.
    notes
        Strips and overlaps dropped, QPVs outside the territory.
    """

    parts: gpd.GeoDataFrame
    remainders: gpd.GeoSeries
    outside: pd.Series[float]
    notes: tuple[Problem, ...]


def cut_communes(
    communes: gpd.GeoSeries,
    qpv: gpd.GeoSeries,
    *,
    declared: Mapping[str, tuple[str, ...]],
    qpv_file: str,
) -> Cut:
    """Cut each commune into its parts of QPVs and its remainder.

    A part is a strip, left to its commune's remainder and told in a note, where it holds
    less than 5 % of its QPV's area and either is less than 25 m wide on average (twice the
    area over the perimeter) or lies in a commune that the QPV does not declare.

    Parameters
    ----------
    communes, qpv
        Valid polygons in one metric CRS, indexed by code, sorted.
    declared
        code_qp → the communes that the layer says it lies in; empty: it does not say.
    qpv_file
        The file that notes name.
    """
    distinct, overlaps = _settle_overlaps(qpv, file=qpv_file)
    tree = shapely.STRtree(communes.to_numpy())
    which_qpv, which_commune = tree.query(distinct.to_numpy(), predicate="intersects")
    shapes = polygonal(
        shapely.intersection(distinct.to_numpy()[which_qpv], communes.to_numpy()[which_commune])
    )
    areas = shapely.area(shapes)
    whole = shapely.area(distinct.to_numpy())
    pieces = pd.DataFrame(
        {
            "code_insee": communes.index.to_numpy(dtype=object)[which_commune],
            "code_qp": distinct.index.to_numpy(dtype=object)[which_qpv],
            "area_m2": areas,
            "share": np.divide(areas, whole[which_qpv], out=np.zeros(len(areas)), where=areas > 0),
            "width_m": 2 * areas / np.maximum(shapely.length(shapes), 1e-12),
        }
    )
    inside = pieces.groupby("code_qp")["area_m2"].sum().reindex(distinct.index, fill_value=0.0)
    share_outside = 1 - inside.to_numpy() / np.where(whole > 0, whole, 1.0)
    outside = pd.Series(np.clip(share_outside, 0, 1), index=distinct.index)
    strange = [
        bool(declared.get(q)) and c not in declared[q]
        for q, c in zip(pieces["code_qp"], pieces["code_insee"], strict=True)
    ]
    strip = (pieces["share"] < SLIVER_SHARE) & (
        (pieces["width_m"] < SLIVER_WIDTH_M) | np.array(strange, dtype=bool)
    )
    dust = pieces["share"] < DUST_SHARE
    parts = gpd.GeoDataFrame(
        pieces[["code_insee", "code_qp", "area_m2"]], geometry=shapes, crs=communes.crs
    )[~(strip | dust)].sort_values(["code_insee", "code_qp"], ignore_index=True)
    strips = pieces[strip & ~dust]
    notes = [*overlaps]
    for code, commune, area in zip(
        strips["code_qp"], strips["code_insee"], strips["area_m2"], strict=True
    ):
        notes.append(
            doubt("qpv-sliver", qpv_file, "code_qp", code, commune=commune, area_m2=f"{area:.0f}")
        )
    notes += [
        doubt("qpv-outside", qpv_file, "code_qp", code)
        for code in qpv.index[~qpv.index.isin(parts["code_qp"])]
        if outside[code] > 1 - SLIVER_SHARE
    ]
    return Cut(parts, _remainders(communes, parts), outside, tuple(notes))


def polygonal(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the shapes, valid, with nothing but their polygons: lines and points have no area."""
    fixed = shapes.copy()
    faulty = ~shapely.is_valid(shapes)
    fixed[faulty] = shapely.make_valid(shapes[faulty])
    mixed = shapely.get_type_id(fixed) == shapely.GeometryType.GEOMETRYCOLLECTION
    flat = ~mixed & (shapely.get_dimensions(fixed) < 2)  # noqa: PLR2004
    fixed[flat] = shapely.MultiPolygon()
    for i in np.flatnonzero(mixed):
        pieces = shapely.get_parts(shapely.get_parts(fixed[i]))
        fixed[i] = shapely.union_all(pieces[shapely.get_dimensions(pieces) == 2])  # noqa: PLR2004
    return fixed


def _settle_overlaps(qpv: gpd.GeoSeries, *, file: str) -> tuple[gpd.GeoSeries, list[Problem]]:
    """Leave ground that two QPVs claim to the smaller one (then to the first code)."""
    shapes = qpv.to_numpy(dtype=object).copy()
    area = shapely.area(shapes)
    rank = np.empty(len(shapes), dtype=int)
    rank[np.lexsort((np.arange(len(shapes)), area))] = np.arange(len(shapes))
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    loses = rank[first] > rank[second]
    notes = []
    for i in np.unique(first[loses]):
        rivals = np.sort(second[loses & (first == i)])
        taken = shapely.intersection(qpv.to_numpy()[i], qpv.to_numpy()[rivals])
        for rival, shared in zip(rivals, shapely.area(taken), strict=True):
            if shared > DUST_SHARE * area[rival]:
                notes.append(
                    doubt(
                        "qpv-overlap",
                        file,
                        "code_qp",
                        str(qpv.index[i]),
                        other=str(qpv.index[rival]),
                        area_m2=f"{shared:.0f}",
                    )
                )
        rest = shapely.difference(shapes[i], shapely.union_all(qpv.to_numpy()[rivals]))
        shapes[i] = polygonal(np.array([rest], dtype=object))[0]
    return gpd.GeoSeries(shapes, index=qpv.index, crs=qpv.crs), notes


def _remainders(communes: gpd.GeoSeries, parts: gpd.GeoDataFrame) -> gpd.GeoSeries:
    shapes = communes.to_numpy(dtype=object).copy()
    covers: dict[str, list[int]] = {}
    for i, code in enumerate(parts["code_insee"]):
        covers.setdefault(code, []).append(i)
    cut, own = communes.index.get_indexer(list(covers)), parts.geometry.to_numpy()
    covered = np.array([shapely.union_all(own[rows]) for rows in covers.values()], dtype=object)
    shapes[cut] = polygonal(shapely.difference(shapes[cut], covered))
    kept = shapely.area(shapes) > _EMPTY_SHARE * shapely.area(communes.to_numpy())
    return gpd.GeoSeries(shapes[kept], index=communes.index[kept], crs=communes.crs)
