"""The second of the values: the space of codes that both layers share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from pyproj import CRS

    from netmap.errors import Problem
    from netmap.frames import Columns, Tables
    from netmap.territory.target import Target

_PLACE = ("niveau", "code")
_LOCATED: Columns = {
    "x_m": "number", "y_m": "number", "code_insee": "text", "code_qp": "text", "zone": "text",
    "lieu": "text",
}  # fmt: skip
#: Frames of :class:`Territory`: index, and columns with what they hold.
TABLES: Tables = {
    "communes": ("code_insee", {"nom": "text", "population": "number", "geometry": "geometry"}),
    "qpv": (
        "code_qp",
        {"lib_qp": "text", "population": "number", "precision": "text", "geometry": "geometry"},
    ),
    "zones": (
        "zone",
        {
            "code_insee": "text", "code_qp": "text", "nom": "text", "population": "number",
            "origine_population": "text", "area_km2": "number", "geometry": "geometry",
        },
    ),
    "origins": (_PLACE, {"x_m": "number", "y_m": "number", "origine": "text"}),
    "partner_places": ("id", _LOCATED),
    "permanence_places": ("id", _LOCATED),
    "times": (_PLACE, {}),
    "residents": ("zone", {}),
    "edges": ("code_qp", {"nom": "text", "population": "number", "geometry": "geometry"}),
}  # fmt: skip


@dataclass(frozen=True)
class Territory:
    """Communes, priority neighbourhoods and the zones that cut one by the other.

    All geometry is in `crs`, projected, in metres.

    Attributes
    ----------
    communes
        Index ``code_insee``; columns ``nom``, ``population``, ``geometry``.
    qpv
        Index ``code_qp``; columns ``lib_qp``, ``population``, ``precision``, ``geometry``.
    zones
        The one partition. Index ``zone`` (``17300`` for a commune's remainder or a whole
        commune, ``17300:QN01701M`` for a commune's part of a QPV); columns ``code_insee``,
        ``code_qp`` (None: outside any QPV), ``nom``, ``population`` (NaN: unknown),
        ``origine_population`` (published, shared, area, remainder), ``area_km2``, ``geometry``.
    origins
        The inhabited point of each commune, QPV and zone, from which distances are measured:
        index MultiIndex (``niveau``, ``code``), niveau in commune, qpv, zone; columns
        ``x_m``, ``y_m``, ``origine`` (mairie, point-interieur).
    partner_places, permanence_places
        Index ``id``; columns ``x_m``, ``y_m`` (NaN: not on the map), ``code_insee``,
        ``code_qp``, ``zone`` (None: unknown), ``lieu`` (point, code, inconnu, hors-territoire).
    qpv_shares
        For counts that are known by QPV only: index MultiIndex (``code_qp``, ``code_insee``),
        the share of the QPV's residents who live in the commune (each QPV sums to 1).
    target
        Whom the service is meant for, by zone; None: no figure of need is given.
    residents
        People of each zone in the months that ``data/populations`` tells of, see
        :func:`netmap.territory.residents.residents_by_month`; None: there is no such table.
    edges
        What lies between official neighbourhoods and those that people live in, see
        :func:`netmap.territory.lived.lived_edges`; None: there is no such layer.
    times
        Minutes of ``data/temps``: index as `origins`, a column a permanence, ``inf``: out of
        reach; None: the project has no such table, and travel is estimated.
    notes
        Slivers dropped, populations apportioned, points moved: warnings about places.
    """

    name: str
    epci: str | None
    crs: CRS
    communes: gpd.GeoDataFrame
    qpv: gpd.GeoDataFrame
    zones: gpd.GeoDataFrame
    origins: pd.DataFrame
    partner_places: pd.DataFrame
    permanence_places: pd.DataFrame
    qpv_shares: pd.Series[float]
    notes: tuple[Problem, ...]
    times: pd.DataFrame | None = None
    target: Target | None = None
    residents: pd.DataFrame | None = None
    edges: gpd.GeoDataFrame | None = None

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of communes and QPVs, by code."""
        told = (self.communes["nom"], self.qpv["lib_qp"])
        return {str(code): str(name) for names in told for code, name in names.items()}

    @cached_property
    def holding(self) -> frozenset[str]:
        """The communes that hold a QPV, or a part of one."""
        inside = self.zones["code_qp"].notna()
        return frozenset(self.zones.loc[inside, "code_insee"].astype(str))
