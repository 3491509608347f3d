"""What a territory asks of a placement of half-days: who is due, which sites, how far."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.findings.priority import need_factor
from netmap.territory.travel import travel_minutes

if TYPE_CHECKING:
    from netmap.settings import AccessSettings
    from netmap.territory.model import Territory

#: What stands for the code of a site outside the territory: none of its communes has it.
_OUTSIDE = "hors du territoire"


def people_due(
    territory: Territory, *, rate: float, need: pd.DataFrame | None
) -> tuple[pd.Series[float], bool]:
    """Return the people a year whom a rate makes due, weighted by need where it is known.

    Parameters
    ----------
    rate
        People a year per 1,000 residents.
    need
        Index ``code_insee``, column ``score`` (NaN: unknown); None: the project has none.

    Returns
    -------
        By ``code_insee``; and whether need weighs any of them.
    """
    due = territory.communes["population"].astype(np.float64) * rate / 1_000
    if need is None:
        return due, False
    factor = need_factor(need["score"].reindex(due.index), due)
    return due * factor.fillna(1.0), bool(factor.notna().any())


def sites_of(permanences: pd.DataFrame) -> pd.DataFrame:
    """Return the sites as the placement reads them.

    One outside the territory says so in its code, so that it is refused as such.
    """
    codes = [
        _OUTSIDE if where == "hors-territoire" else code
        for code, where in zip(permanences["code_insee"], permanences["lieu"], strict=True)
    ]
    return pd.DataFrame(
        {
            "code_insee": pd.Series(codes, index=permanences.index, dtype=object),
            "demi_journees": permanences["demi_journees"].astype(np.float64),
            "statut": permanences["statut"],
            "verrouillee": permanences["verrouillee"].astype(bool),
            "itinerante": permanences["itinerante"].astype(bool),
        },
        index=permanences.index,
    )


def minutes_to(
    sites: pd.DataFrame, territory: Territory, *, access: AccessSettings
) -> pd.DataFrame:
    """Return the minutes, communes × sites; a site that is nowhere is not a hole too.

    NaN: not known; ``inf``: out of reach.
    """
    every = travel_minutes(territory, list(sites.index), access=access)
    minutes = every.loc[["commune"]].droplevel(0)
    nowhere = sites.index[sites["code_insee"].isna()]
    minutes[nowhere] = minutes[nowhere].fillna(np.inf)
    return minutes
