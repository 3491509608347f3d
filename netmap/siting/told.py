"""What must be told beside a plan: whether its model finds today again, and who would lose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from netmap.siting.demand import Demand

#: How far from the people observed, as a share of them, a model may be and find today again.
_WITHIN = 1 / 3
#: People a year: fewer are nobody.
_SOMEBODY = 0.5


def back_test(demand: Demand, today: pd.Series[float]) -> pd.DataFrame:
    """Return, for each group that is shown, the people observed and those of the model today.

    Parameters
    ----------
    today
        People a year whom the half-days of today reach, by zone, while the service is open.

    Returns
    -------
        ``nom``, ``kind`` as ``Demand.groups``; ``observees``, ``calculees``: people a year of
        service; ``retrouve``: whether they differ by a third of the former at most.
    """
    groups, years = demand.groups, demand.zones["annees"]
    own = [list(zones) for zones in groups["zones"]]
    found = np.array([float((today[zones] * years[zones]).sum()) for zones in own])
    a_year = np.array([float(today[zones].sum()) for zones in own])
    longest = np.array([float(years[zones].max()) for zones in own])
    span = np.where(found > 0, found / np.where(found > 0, a_year, 1.0), longest)
    table = groups[["nom", "kind"]].assign(
        observees=groups["personnes"] / span, calculees=found / span
    )
    apart = (table["calculees"] - table["observees"]).abs()
    return table.assign(retrouve=apart <= _WITHIN * table["observees"] + 1e-9)


def losses(demand: Demand, today: pd.Series[float], planned: pd.Series[float]) -> pd.DataFrame:
    """Return the zones of which a plan reaches fewer people than today, the most first.

    Parameters
    ----------
    today, planned
        People a year whom the half-days of today and of the plan reach, by zone, if people come
        as today.

    Returns
    -------
        Index ``zone``; ``nom``; ``aujourdhui``, ``plan``.
    """
    table = pd.DataFrame({"nom": demand.zones["nom"], "aujourdhui": today, "plan": planned})
    lost = table["aujourdhui"] - table["plan"]
    kept = lost[lost >= _SOMEBODY].sort_values(ascending=False, kind="stable").index
    return table.loc[kept].rename_axis("zone")
