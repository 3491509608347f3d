"""What each place of permanence is in a plan, and what it brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from netmap.siting.placement import Placement
    from netmap.vocabulary import SiteRole


def described_sites(
    permanences: pd.DataFrame,
    sites: pd.DataFrame,
    placement: Placement,
    *,
    names: pd.Series[str],
    contributions: pd.DataFrame,
    often: pd.Series[float],
    served: pd.Series[float],
) -> pd.DataFrame:
    """Return ``Plan.sites``: every place with its role, its half-days and what it brings.

    Parameters
    ----------
    permanences, sites
        Every place, as the project and as the placement has it.
    names
        Of the communes, by code.
    contributions
        See :func:`netmap.siting.explore.site_contributions`.
    often
        Share of the draws of need that open a site, by id.
    served
        People accompanied a year where a site stands, by id.
    """
    order = sites.index.sort_values()
    today = sites["demi_journees"].where(sites["statut"] == "ouverte", 0.0).reindex(order)
    held = placement.half_days.iloc[:, -1].reindex(order).fillna(0.0)
    table = permanences.reindex(order)[["nom", "code_insee", "latitude", "longitude"]]
    table.insert(2, "commune", names.reindex(table["code_insee"]).to_numpy())
    locked = sites["verrouillee"].reindex(order)
    roles: list[SiteRole] = [
        _role(locked=bool(lock), before=float(before), after=float(after))
        for lock, before, after in zip(locked, today, held, strict=True)
    ]
    table["role"] = pd.Series(roles, index=order, dtype=object)
    table["aujourdhui"], table["plan"] = today, held
    brought = contributions[["brut", "net", "cumule"]].reindex(order)
    table = table.join(brought).join(often.reindex(order))
    return table.assign(servies=served.reindex(order)).rename_axis("id")


def _role(*, locked: bool, before: float, after: float) -> SiteRole:
    if after > 0:
        if locked:
            return "verrouillee"
        return "maintenue" if before > 0 else "proposee"
    return "fermee" if before > 0 else "candidate"
