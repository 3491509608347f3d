"""The ends of the journeys of a territory: where people leave from, and where they go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netmap.vocabulary import NAMED_PLACES

if TYPE_CHECKING:
    import pandas as pd

    from netmap.territory.model import Territory


def ends_of(territory: Territory) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the inhabited points of communes and QPVs, and the permanences that have a point.

    Returns
    -------
        Index ``code``, and ``id``; columns ``x_m``, ``y_m`` (metres, the territory's CRS).
    """
    origins = territory.origins
    homes = origins[origins.index.get_level_values("niveau").isin(NAMED_PLACES)]
    homes = homes.set_axis(homes.index.get_level_values("code").rename("code"))
    sites = territory.permanence_places
    placed = np.isfinite(sites[["x_m", "y_m"]].to_numpy(np.float64)).all(axis=1)
    return homes[["x_m", "y_m"]], sites.loc[placed, ["x_m", "y_m"]]
