"""Half-days of permanence within reach of the residents of each place (2SFCA, E2SFCA)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from netmap.findings.access import enhanced_two_step_fca, two_step_fca
from netmap.territory.cost import pairs_within
from netmap.territory.travel import travel_minutes

if TYPE_CHECKING:
    from netmap.findings.reach import Cost
    from netmap.sections import AccessSettings
    from netmap.territory.model import Territory

_PER = 1_000


def half_days_within_reach(
    territory: Territory, permanences: pd.DataFrame | None, *, access: AccessSettings
) -> pd.DataFrame:
    """Return the half-days a week within reach per 1,000 residents, of each place.

    Zones share the half-days of the open permanences; a commune or a QPV has the mean of its
    zones, weighted by their residents.

    Parameters
    ----------
    permanences
        As in Inputs: ``statut``, ``demi_journees`` (NaN: unknown).
    access
        Catchment of the 2SFCA and bands of the E2SFCA, detour, speed.

    Returns
    -------
        Index of ``territory.origins``; ``accessibilite`` (2SFCA), ``accessibilite_graduee``
        (E2SFCA). 0: nothing within reach; NaN: cannot be known (a population or the half-days
        of a permanence within reach are unknown, or an open permanence is not on the map).
    """
    origins = list(territory.origins.index)
    zones = territory.zones
    people = zones["population"].to_numpy(np.float64)
    opened = _open(permanences)
    supply = opened.to_numpy(np.float64)
    reach = max(access.catchment_minutes, *access.bands_minutes)
    cost, placed = _cost(territory, list(opened.index), access=access, reach=reach)
    values = {
        "accessibilite": two_step_fca(
            cost, people, supply[placed], catchment=access.catchment_minutes
        ),
        "accessibilite_graduee": enhanced_two_step_fca(
            cost, people, supply[placed], bands=access.bands_minutes
        ),
    }
    columns = {}
    for name, found in values.items():
        own = found if placed.all() else np.full(len(found), np.nan)
        columns[name] = _by_place(origins, zones, _PER * own, people)
    return pd.DataFrame(columns, index=territory.origins.index)


def _open(permanences: pd.DataFrame | None) -> pd.Series[float]:
    if permanences is None:
        return pd.Series(np.zeros(0))
    opened = permanences[permanences["statut"] == "ouverte"]
    supply: pd.Series[float] = opened.sort_index()["demi_journees"].astype(np.float64)
    return supply


def _cost(
    territory: Territory, sites: list[str], *, access: AccessSettings, reach: float
) -> tuple[Cost, np.ndarray]:
    """Return minutes from zones to the sites that are on the map, and which these are."""
    zones = territory.origins.loc[["zone"]]
    if territory.times is not None:
        minutes = travel_minutes(territory, sites, access=access).loc[["zone"]]
        return minutes.to_numpy(np.float64), np.ones(len(sites), dtype=np.bool_)
    places = territory.permanence_places[["x_m", "y_m"]].reindex(sites).to_numpy(np.float64)
    placed = np.isfinite(places).all(axis=1)
    pairs = pairs_within(
        zones[["x_m", "y_m"]].to_numpy(np.float64),
        places[placed],
        minutes=reach,
        detour=access.detour,
        speed_km_h=access.speed_km_h,
    )
    shape = (len(zones), int(placed.sum()))
    return sparse.coo_array((pairs.minutes, (pairs.origin, pairs.site)), shape=shape), placed


def _by_place(
    origins: list[tuple[str, str]], zones: pd.DataFrame, values: np.ndarray, people: np.ndarray
) -> list[float]:
    """Return the value of each origin: of the zone, or the mean of the place's zones."""
    weighted = pd.DataFrame(
        {"value": values, "people": people, "mass": values * people}, index=zones.index
    )
    means: dict[tuple[str, str], float] = {
        ("zone", str(zone)): float(value) for zone, value in weighted["value"].items()
    }
    for level, key in (("commune", "code_insee"), ("qpv", "code_qp")):
        grouped = weighted.groupby(zones[key], sort=True)
        sums = grouped.sum(min_count=1)
        unknown = weighted.isna().groupby(zones[key], sort=True).any().any(axis=1)
        whole = (sums["mass"] / sums["people"].where(sums["people"] > 0)).mask(unknown)
        alone = grouped.size() == 1
        first = grouped["value"].first()
        for code, value in whole.where(~alone, first).items():
            means[level, str(code)] = float(value)
    return [means.get((str(level), str(code)), np.nan) for level, code in origins]
