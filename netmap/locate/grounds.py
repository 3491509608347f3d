"""Which grounds points lie in, and how sure that is: yes, no, or to be checked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
import shapely

from netmap.territory.cost import straight_line_minutes
from netmap.territory.finder import zones_of_points

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from netmap.sections import AccessSettings, InclusionSettings
    from netmap.territory.model import Territory


class Said(Enum):
    """An answer; the words are those of the catalogue."""

    YES = "oui"
    NO = "non"
    CHECK = "a-verifier"
    UNKNOWN = "inconnu"


#: metres by which an outline may be off: official ones follow lots, those of communes are
#: simplified, indicative ones only say where a neighbourhood is
_OFFICIAL_M, _COMMUNE_M, _INDICATIVE_M = 10.0, 100.0, 300.0


@dataclass(frozen=True)
class Spots:
    """Points that addresses may be, all together: which address each is of, where, how unsure.

    Attributes
    ----------
    owner
        Place of the address in its list, sorted.
    table
        A row a point: ``latitude``, ``longitude`` (EPSG:4326).
    doubt_m
        Metres by which each may be off.
    """

    owner: NDArray[np.intp]
    table: pd.DataFrame
    doubt_m: NDArray[np.float64]


@dataclass(frozen=True)
class Standing:
    """Where an address lies.

    Attributes
    ----------
    commune, zone, qpv_code, lived_code, site
        Codes, where all the points of the address have the same; None otherwise.
    qpv, lived, buffer, territory
        Whether it is in a priority neighbourhood, in a lived one, within ``[inclusion] tampon_m``
        of the former, in the territory. UNKNOWN: the project has no such layer.
    edge_m
        Metres to the nearest edge of a priority neighbourhood, to ten (NaN: there is none).
    minutes
        To `site`, the nearest open permanence, as the straight line × detour has it (NaN: none).
    indicative
        Whether an outline that is only indicative is in doubt.
    """

    commune: str | None
    zone: str | None
    qpv: Said
    qpv_code: str | None
    lived: Said
    lived_code: str | None
    buffer: Said
    territory: Said
    edge_m: float
    site: str | None
    minutes: float
    indicative: bool


@dataclass(frozen=True)
class _Layer:
    """Outlines, by code, and by how many metres each may be off."""

    codes: list[str]
    shapes: NDArray[np.object_]
    doubt_m: NDArray[np.float64]

    def signed_m(self, points: NDArray[np.object_]) -> NDArray[np.float64]:
        """Return the metres from each point to each edge, negative inside: (outlines, points)."""
        rows = []
        for shape in self.shapes:
            shapely.prepare(shape)
            edge = shapely.boundary(shape)
            shapely.prepare(edge)
            distance = shapely.distance(edge, points)
            rows.append(np.where(shapely.intersects(shape, points), -distance, distance))
        return np.array(rows).reshape(len(self.shapes), len(points))


class Grounds:
    """The outlines of a territory, ready for many points.

    Parameters
    ----------
    territory
        The zones, the priority neighbourhoods, the permanences.
    lived
        Lived neighbourhoods, as in Inputs; empty: there are none.
    opened
        Ids of the permanences that are open.
    """

    def __init__(
        self,
        territory: Territory,
        lived: gpd.GeoDataFrame,
        *,
        opened: frozenset[str],
        inclusion: InclusionSettings,
        access: AccessSettings,
    ) -> None:
        self._territory, self._inclusion, self._access = territory, inclusion, access
        qpv = territory.qpv
        official = (qpv["precision"] == "official").to_numpy(dtype=bool)
        self._qpv = _Layer(
            [str(code) for code in qpv.index],
            qpv.geometry.to_numpy(),
            np.where(official, _OFFICIAL_M, _INDICATIVE_M),
        )
        own = lived.to_crs(territory.crs)
        self._lived = _Layer(
            [str(code) for code in own.index],
            own.geometry.to_numpy(),
            np.full(len(own), _OFFICIAL_M),
        )
        ground = shapely.union_all(territory.communes.geometry.to_numpy())
        self._whole = _Layer([""], np.array([ground], dtype=object), np.array([_COMMUNE_M]))
        places = territory.permanence_places
        self._sites = places[places.index.isin(opened) & places["x_m"].notna()]

    def standings(self, spots: Spots, count: int) -> list[Standing | None]:
        """Return where each of `count` addresses lies; None: it has no point."""
        from netmap.territory.origins import projected_points

        points = projected_points(spots.table, "longitude", "latitude", crs=self._territory.crs)
        zones = zones_of_points(spots.table, zones=self._territory.zones)
        layers = [self._qpv, self._lived, self._whole]
        signed = [layer.signed_m(points) for layer in layers]
        site, minutes = self._nearest(points)
        bounds = np.searchsorted(spots.owner, np.arange(count + 1))
        told: list[Standing | None] = []
        for low, high in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            if low == high:
                told.append(None)
                continue
            own = [part[:, low:high] for part in signed]
            doubt = spots.doubt_m[low:high]
            zone = _alone(zones[low:high])
            communes = {None if z is None else str(z).partition(":")[0] for z in zones[low:high]}
            qpv, qpv_code = _inside(self._qpv, own[0], doubt)
            vecu, lived_code = _inside(self._lived, own[1], doubt)
            buffer, _ = _inside(self._qpv, own[0], doubt, within=self._inclusion.buffer_m)
            nearest = np.abs(own[0]).min() if own[0].size else np.nan
            unsure = Said.CHECK in {qpv, buffer}
            told.append(
                Standing(
                    commune=_alone(np.array(list(communes), dtype=object)),
                    zone=zone,
                    qpv=qpv,
                    qpv_code=qpv_code,
                    lived=vecu,
                    lived_code=lived_code,
                    buffer=buffer,
                    territory=_inside(self._whole, own[2], doubt)[0],
                    edge_m=float(np.round(nearest, -1)),
                    site=(near := _alone(site[low:high])),
                    minutes=float(minutes[low:high].max()) if near else np.nan,
                    indicative=unsure and bool((self._qpv.doubt_m > _OFFICIAL_M).any()),
                )
            )
        return told

    def _nearest(
        self, points: NDArray[np.object_]
    ) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
        """Return the open permanence that is nearest to each point, and its minutes."""
        if self._sites.empty:
            return np.full(len(points), None, dtype=object), np.full(len(points), np.nan)
        minutes = straight_line_minutes(
            shapely.get_coordinates(points),
            self._sites[["x_m", "y_m"]].to_numpy(np.float64),
            detour=self._access.detour,
            speed_km_h=self._access.speed_km_h,
        )
        best = minutes.argmin(axis=1)
        ids = self._sites.index.to_numpy(dtype=object)
        return ids[best], minutes[np.arange(len(points)), best]


def _alone(values: NDArray[np.object_]) -> str | None:
    """Return the one value that all have; None where they differ."""
    first = values[0]
    return None if first is None or any(value != first for value in values) else str(first)


def _inside(
    layer: _Layer, signed: NDArray[np.float64], doubt: NDArray[np.float64], *, within: float = 0.0
) -> tuple[Said, str | None]:
    """Tell whether all points are for sure inside some outline, or all outside of every one.

    Parameters
    ----------
    signed
        Shape (outlines, points): metres to the edge, negative inside.
    doubt
        Metres by which each point may be off.
    within
        Metres around an outline that count as inside.

    Returns
    -------
        The answer, and the code of the outline that holds all the points, where one does.
    """
    if not len(signed):
        return Said.UNKNOWN, None
    unsure = layer.doubt_m[:, None] + doubt[None, :]
    sure = signed + unsure <= within
    if sure.any(axis=0).all():
        holds = np.flatnonzero((signed <= within).all(axis=1))
        return Said.YES, layer.codes[holds[0]] if len(holds) == 1 else None
    out = (signed - unsure > within).all()
    return (Said.NO if out else Said.CHECK), None
