"""A plan's problem as arrays, sorted by code and id so that the order of rows is nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from netmap.siting.request import PlanRules, YearBudget, locked_half_days

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from netmap.solver import Floats


@dataclass(frozen=True, kw_only=True)
class Instance:
    """Places and sites of a plan, as arrays.

    Attributes
    ----------
    codes, sites
        Origins (zones, communes) and sites, sorted.
    need
        People a year who would come, an origin.
    need_today
        Likewise today, where the service may not work everywhere yet.
    weight
        What reaching one of them counts for.
    share
        Origins × sites: share of the people who make the journey, 0 to 1.
    minutes
        Origins × sites.
    today
        Half-days a week held today, a site; 0 where it is a candidate.
    locked
        Half-days that are kept, whatever the plan.
    must_open
        Sites that hold some of them.
    step, most
        Half-days are added by `step`, up to `most`.
    travel_weekly, travel_each
        Half-days of travel for a site that is open, and for each half-day that it holds.
    """

    codes: tuple[str, ...]
    sites: tuple[str, ...]
    need: Floats
    need_today: Floats
    weight: Floats
    share: Floats
    minutes: Floats
    today: Floats
    locked: Floats
    must_open: NDArray[np.bool_]
    step: Floats
    most: Floats
    travel_weekly: Floats
    travel_each: Floats
    budgets: tuple[YearBudget, ...]
    rules: PlanRules

    @property
    def reachable(self) -> NDArray[np.bool_]:
        """Whether anybody of an origin would go to at least one of the sites."""
        return np.asarray((self.share > 0).any(axis=1), dtype=bool)

    def cost(self, half_days: Floats) -> float:
        """Return the half-days a week that a choice takes, travel included."""
        weekly = self.travel_weekly @ (half_days > 0)
        return float(weekly + ((1 + self.travel_each) * half_days).sum())


def journey_share(minutes: Floats, *, near: float, far: float) -> Floats:
    """Return the share of people who make the journey: 1 up to `near`, 0 from `far` on.

    >>> journey_share(np.array([0.0, 10.0, 20.0, 30.0, np.inf]), near=10, far=30)
    array([1. , 1. , 0.5, 0. , 0. ])
    """
    return np.clip((far - np.asarray(minutes, dtype=np.float64)) / (far - near), 0.0, 1.0)


def make_instance(
    cost_minutes: pd.DataFrame,
    need: pd.Series[float],
    sites: pd.DataFrame,
    budgets: tuple[YearBudget, ...],
    *,
    rules: PlanRules,
    travel: pd.Series[float],
    weight: pd.Series[float],
    need_today: pd.Series[float],
    kept: pd.Series[float],
) -> Instance:
    """Sort what was checked, and turn it into arrays."""
    need = need.sort_index()
    sites = sites.sort_index()
    minutes = cost_minutes.reindex(index=need.index, columns=sites.index).to_numpy(np.float64)
    kept = kept.reindex(sites.index).fillna(0.0)
    locked = np.maximum(_floats(locked_half_days(sites, rules)), _floats(kept))
    itinerant = sites["itinerante"].to_numpy(bool)
    lost = _floats(travel.reindex(sites.index))
    opened = (sites["statut"] == "ouverte").to_numpy(bool)
    return Instance(
        codes=tuple(need.index),
        sites=tuple(sites.index),
        need=_floats(need),
        need_today=_floats(need_today.reindex(need.index)),
        weight=_floats(weight.reindex(need.index)),
        share=journey_share(minutes, near=rules.near_minutes, far=rules.far_minutes),
        minutes=minutes,
        today=np.where(opened, _floats(sites["demi_journees"]), 0.0),
        locked=locked,
        must_open=locked > 0,
        step=np.where(itinerant, rules.itinerant_step, 1.0),
        most=np.maximum(rules.max_half_days, locked),
        travel_weekly=np.where(itinerant, 0.0, lost),
        travel_each=np.where(itinerant, lost, 0.0),
        budgets=tuple(sorted(budgets, key=lambda budget: budget.year)),
        rules=rules,
    )


def _floats(series: pd.Series[float]) -> Floats:
    return np.asarray(series, dtype=np.float64)
