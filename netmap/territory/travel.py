"""Minutes from every place to every permanence: a matrix that the user gives, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.territory.cost import straight_line_minutes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from netmap.sections import AccessSettings
    from netmap.territory.model import Territory


def travel_matrix(
    times: pd.DataFrame, *, zones: gpd.GeoDataFrame, origins: pd.DataFrame
) -> pd.DataFrame:
    """Spread times between codes over every place of the territory.

    A commune has its own times. A QPV has its own where they are given, else those of the
    commune where most of its people live; a zone has those of its QPV where they are given,
    else those of its commune.

    Parameters
    ----------
    times
        As in Inputs: ``de``, ``vers``, ``minutes`` (``inf``: out of reach).
    zones, origins
        As in Territory.

    Returns
    -------
        Index of `origins` (``niveau``, ``code``), a column a permanence, sorted; minutes.
    """
    given = times.pivot_table(index="de", columns="vers", values="minutes", aggfunc="min")
    given = given.sort_index(axis="columns").rename_axis(index=None, columns=None)
    people = zones["population"].fillna(0.0)
    order = zones.assign(people=people).sort_values("people", ascending=False, kind="stable")
    home = order[order["code_qp"].notna()].drop_duplicates("code_qp").set_index("code_qp")
    own: list[str] = []
    instead: list[str] = []
    for level, code in origins.index:
        commune, quarter = code, code
        if level == "qpv":
            commune = home["code_insee"].get(code, code)
        elif level == "zone":
            commune = zones["code_insee"][code]
            quarter = zones["code_qp"][code] or commune
        own.append(quarter)
        instead.append(commune)
    first = given.reindex(own).to_numpy(np.float64)
    second = given.reindex(instead).to_numpy(np.float64)
    return pd.DataFrame(
        np.where(np.isnan(first), second, first), index=origins.index, columns=given.columns
    )


def travel_minutes(
    territory: Territory, sites: Sequence[str], *, access: AccessSettings
) -> pd.DataFrame:
    """Return the minutes from every place to some permanences.

    They are those of ``data/temps`` where the project has it, else the straight line × detour
    at the stated speed.

    Returns
    -------
        Index of ``territory.origins``, columns `sites`; NaN: the permanence is not on the map,
        or its times are not given; ``inf``: out of reach.
    """
    if territory.times is not None:
        return territory.times.reindex(columns=list(sites))
    minutes = straight_line_minutes(
        territory.origins[["x_m", "y_m"]].to_numpy(np.float64),
        territory.permanence_places[["x_m", "y_m"]].reindex(list(sites)).to_numpy(np.float64),
        detour=access.detour,
        speed_km_h=access.speed_km_h,
    )
    return pd.DataFrame(minutes, index=territory.origins.index, columns=list(sites))
