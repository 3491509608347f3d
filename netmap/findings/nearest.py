"""The nearest open permanence of each place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.territory.cost import straight_line_km
from netmap.territory.travel import travel_minutes

if TYPE_CHECKING:
    from netmap.settings import Settings
    from netmap.territory.model import Territory

#: Distances held in memory at once.
_CHUNK = 4_000_000


def nearest_permanence(
    territory: Territory, permanences: pd.DataFrame | None, *, settings: Settings
) -> pd.DataFrame:
    """Return the nearest open permanence of each commune, QPV and zone.

    Minutes are those of ``data/temps`` where the project has it. Otherwise distances start from
    the inhabited point of the place, by straight line × detour, at the speed of the settings. A
    permanence outside the territory counts, if it is on the map; one of unknown place cannot.
    Of two equally near the first id is named.

    Returns
    -------
        The first columns of ``Findings.access``: index (``niveau``, ``code``), in the order of
        the territory's origins; ``permanence_id`` (None where no open permanence is on the
        map or within reach), ``km`` (road, supposed), ``minutes`` (NaN likewise),
        ``hors_portee``.
    """
    origins = territory.origins
    if territory.times is not None:
        return _nearest_by_table(territory, permanences, settings=settings)
    ids: list[str] = []
    if permanences is not None:
        placed = territory.permanence_places[["x_m", "y_m"]].dropna().index
        is_open = permanences.index[permanences["statut"] == "ouverte"]
        ids = sorted(is_open[is_open.isin(placed)])
    names = np.full(len(origins), None, dtype=object)
    km = np.full(len(origins), np.nan)
    if ids:
        sites = territory.permanence_places.loc[ids, ["x_m", "y_m"]].to_numpy(dtype=float)
        starts = origins[["x_m", "y_m"]].to_numpy(dtype=float)
        step = max(1, _CHUNK // len(ids))
        for first in range(0, len(starts), step):
            part = slice(first, first + step)
            costs = straight_line_km(starts[part], sites, detour=settings.access.detour)
            best = costs.argmin(axis=1)
            km[part] = costs[np.arange(len(best)), best]
            names[part] = np.array(ids, dtype=object)[best]
    return pd.DataFrame(
        {
            "permanence_id": pd.Series(names, index=origins.index, dtype=object),
            "km": km,
            "minutes": km * 60 / settings.access.speed_km_h,
            "hors_portee": False,
        },
        index=origins.index,
    )


def far_communes(minutes: pd.Series[float], *, limit: float, slower: float = 1.0) -> int:
    """Count the communes whose nearest open permanence is beyond some minutes.

    Parameters
    ----------
    minutes
        A value a commune, as ``Findings.minutes``.
    slower
        By how much journeys take longer than there: the speed is supposed.

    >>> far_communes(pd.Series([12.0, 30.0, np.inf, np.nan]), limit=20, slower=2)
    3
    """
    return int((minutes * slower > limit).sum())


def _nearest_by_table(
    territory: Territory, permanences: pd.DataFrame | None, *, settings: Settings
) -> pd.DataFrame:
    """Return the nearest open permanence by the times given; its km stay those supposed."""
    origins = territory.origins
    ids: list[str] = []
    if permanences is not None:
        ids = sorted(permanences.index[permanences["statut"] == "ouverte"])
    minutes = travel_minutes(territory, ids, access=settings.access).to_numpy(np.float64)
    places = territory.permanence_places[["x_m", "y_m"]].reindex(ids).to_numpy(np.float64)
    starts = origins[["x_m", "y_m"]].to_numpy(np.float64)
    lengths = straight_line_km(starts, places, detour=settings.access.detour)
    rows = np.arange(len(origins))
    best = minutes.argmin(axis=1) if ids else np.zeros(len(origins), dtype=np.intp)
    least = minutes[rows, best] if ids else np.full(len(origins), np.nan)
    reached = np.isfinite(least)
    names = np.full(len(origins), None, dtype=object)
    km = np.full(len(origins), np.nan)
    names[reached] = np.array(ids, dtype=object)[best[reached]]
    km[reached] = lengths[rows[reached], best[reached]]
    return pd.DataFrame(
        {
            "permanence_id": pd.Series(names, index=origins.index, dtype=object),
            "km": km,
            "minutes": np.where(reached, least, np.nan),
            "hors_portee": np.isposinf(least),
        },
        index=origins.index,
    )
