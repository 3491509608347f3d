"""People of each place in each period: for the office alone, they are too few to publish."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.counts.people import count_people
from netmap.periods import months

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netmap.settings import Settings
    from netmap.territory.model import Territory

_MONTHS = 12


def count_by_period(
    accompaniments: pd.DataFrame | None,
    territory: Territory,
    settings: Settings,
    *,
    periods: Iterable[str],
) -> pd.DataFrame | None:
    """Return the people of each commune and QPV in each period by itself.

    Parameters
    ----------
    accompaniments
        As in Inputs; None: no table.
    periods
        Those of the table.

    Returns
    -------
        Index (``niveau``, ``code``), a column a period. NaN: not told exactly, or the service was
        not open in all of the place during all of the period, so that it compares with no other.
    """
    if accompaniments is None:
        return None
    zones = territory.zones
    columns: dict[str, pd.Series[float]] = {}
    for period in periods:
        counted = count_people(
            territory,
            accompaniments,
            reading=settings.reading,
            periods=(period,),
            perimeter=settings.perimeter,
        )
        opened = counted.zones["annees"] >= len(months(period)) / _MONTHS
        people = counted.zones["personnes"].where(opened)
        inside = people.groupby(zones["code_qp"])
        quarters = inside.sum().where(inside.count() == inside.size())
        towns = counted.communes["personnes"].where(opened.groupby(zones["code_insee"]).all())
        columns[period] = pd.concat(
            {"commune": towns, "qpv": quarters.reindex(territory.qpv.index)},
            names=["niveau", "code"],
        ).astype(np.float64)
    return pd.DataFrame(columns) if columns else None
