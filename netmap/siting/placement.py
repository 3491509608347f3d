"""Half-days of permanence placed among sites under a staffing budget, year after year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.errors import InfeasibleError, InputError, Problem
from netmap.siting.instance import Instance, make_instance
from netmap.siting.program import highest_floor, without_floor
from netmap.siting.request import BUDGET, PlanRules, YearBudget, check_plan
from netmap.siting.search import Choice, people_reached, search
from netmap.solver import Floats, proof_of, relative_gap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netmap.vocabulary import Proof


@dataclass(frozen=True)
class Placement:
    """Half-days by site and year, whom they reach, and what is proved.

    Attributes
    ----------
    half_days
        Index ``id`` (sorted), one column a year, before them ``aujourdhui``: half-days a week.
    origins
        Index as that of the need (sorted). ``besoin``: people a year; ``aujourdhui`` and one column
        a year: people reached; ``minutes_aujourdhui``, ``minutes_plan``: to the nearest site
        held today and in the last year (NaN: none); ``hors_portee``: nobody would go to any
        of the sites, whatever the plan.
    objective
        Weighted people reached, summed over the years.
    bound
        No placement does better than this, as far as was proved.
    gap
        Distance between the two, relative to the objective.
    """

    half_days: pd.DataFrame
    origins: pd.DataFrame
    objective: float
    bound: float
    gap: float
    status: Proof
    instance: Instance

    @property
    def reached(self) -> dict[str, float]:
        """People reached a year, by year, after ``aujourdhui``."""
        years = ["aujourdhui", *(budget.year for budget in self.instance.budgets)]
        return {year: float(self.origins[year].sum()) for year in years}


def place_half_days(
    cost_minutes: pd.DataFrame,
    need: pd.Series[float],
    sites: pd.DataFrame,
    *,
    budgets: Sequence[YearBudget],
    rules: PlanRules | None = None,
    travel_overhead: float | pd.Series[float] = 0.0,
    weight: pd.Series[float] | None = None,
    need_today: pd.Series[float] | None = None,
    kept: pd.Series[float] | None = None,
) -> Placement:
    """Place half-days so that the most people are reached over the years.

    The people reached are the places offered to each origin at each site, times the share
    who make the journey (:func:`netmap.siting.instance.journey_share`). Half-days
    of locked sites are kept; those of a year are not withdrawn in the next unless the rules
    allow it. Between plans that reach as many, half-days stay where they are held today.

    Parameters
    ----------
    cost_minutes
        Index of zones or communes, columns site ids: minutes, ``inf`` out of reach, no hole.
    need
        People a year who would come to their door, likewise. A zone bears the code of its
        commune up to a colon.
    sites
        Index ``id``; columns ``code_insee``, ``demi_journees`` (a week; NaN only for a
        candidate), ``statut`` (ouverte, candidate), ``verrouillee``, ``itinerante`` (bool).
    budgets
        Half-days a week that each year pays for, in any order.
    rules
        Assumptions; the defaults are those of :class:`PlanRules`.
    travel_overhead
        Half-days of travel: a week for a fixed site, a half-day held for an itinerant one;
        one number for all, or one a site.
    weight
        What reaching one person of an origin counts for; 1 by default.
    need_today
        The need of today, where the service does not work everywhere yet; by default `need`.
    kept
        Half-days that sites keep besides those that are locked, by id.

    Returns
    -------
    Placement
        Its status is *optimal* or *within-gap* only where that was proved.

    Raises
    ------
    InputError
        With every problem found before solving (:func:`check_plan`), or with the one
        problem that the floor of equity is out of reach of the budget.
    OutOfTimeError
        Time ran out before a plan that keeps the floor of equity was found.
    ColumnError
        A column of `sites` is absent.
    ValueError
        A travel or a weight is negative, or missing for a site or an origin.

    Examples
    --------
    >>> cost = pd.DataFrame({"a": [5.0, 20.0], "b": [25.0, 5.0]}, index=["17001", "17002"])
    >>> need = pd.Series([30.0, 20.0], index=["17001", "17002"])
    >>> sites = pd.DataFrame(
    ...     {"code_insee": ["17001", "17002"], "demi_journees": [1.0, np.nan],
    ...      "statut": ["ouverte", "candidate"], "verrouillee": [True, False],
    ...      "itinerante": [False, False]}, index=["a", "b"])
    >>> placed = place_half_days(cost, need, sites, budgets=[YearBudget(year="2026", half_days=2)])
    >>> placed.half_days["2026"].tolist(), placed.reached, placed.status
    ([1.0, 1.0], {'aujourdhui': 16.0, '2026': 32.0}, 'optimal')
    """
    rules = rules or PlanRules()
    travel = _by_index(travel_overhead, sites.index, "travel_overhead")
    weights = _by_index(1.0 if weight is None else weight, need.index, "weight")
    problems = check_plan(cost_minutes, need, sites, budgets, rules=rules, travel=travel)
    if problems:
        raise InputError(problems)
    instance = make_instance(
        cost_minutes,
        need,
        sites,
        tuple(budgets),
        rules=rules,
        travel=travel,
        weight=weights,
        need_today=need if need_today is None else need_today,
        kept=pd.Series(dtype=np.float64) if kept is None else kept,
    )
    try:
        choice = search(instance)
    except InfeasibleError:
        raise InputError((_floor_problem(instance),)) from None
    return describe(instance, choice)


def describe(instance: Instance, choice: Choice) -> Placement:
    """Return the tables of a choice: sites by year, origins today and by year."""
    years = [budget.year for budget in instance.budgets]
    half_days = pd.DataFrame(
        np.vstack([instance.today, choice.half_days]).T,
        index=pd.Index(instance.sites, name="id"),
        columns=["aujourdhui", *years],
    )
    reached = {"aujourdhui": _reached_today(instance)}
    reached |= {
        year: people_reached(instance, held)
        for year, held in zip(years, choice.half_days, strict=True)
    }
    origins = pd.DataFrame(
        {
            "besoin": instance.need,
            **reached,
            "minutes_aujourdhui": nearest_minutes(instance, instance.today),
            "minutes_plan": nearest_minutes(instance, choice.half_days[-1]),
            "hors_portee": ~instance.reachable,
        },
        index=pd.Index(instance.codes, name="code"),
    )
    gap = relative_gap(choice.objective, choice.bound)
    return Placement(
        half_days=half_days,
        origins=origins,
        objective=choice.objective,
        bound=choice.objective if gap == 0 else choice.bound,
        gap=gap,
        status=proof_of(gap, asked=instance.rules.gap),
        instance=instance,
    )


def with_today(
    placement: Placement,
    cost_minutes: pd.DataFrame,
    need: pd.Series[float],
    sites: pd.DataFrame,
) -> Placement:
    """Tell today as it is, with the sites that a placement was not given.

    Parameters
    ----------
    cost_minutes, need, sites
        As for :func:`place_half_days`, with every site.
    """
    every = make_instance(
        cost_minutes,
        need,
        sites,
        placement.instance.budgets,
        rules=placement.instance.rules,
        travel=pd.Series(0.0, index=sites.index),
        weight=pd.Series(1.0, index=need.index),
        need_today=pd.Series(placement.instance.need_today, index=placement.instance.codes),
        kept=pd.Series(dtype=np.float64),
    )
    origins = placement.origins.assign(
        aujourdhui=_reached_today(every), minutes_aujourdhui=nearest_minutes(every, every.today)
    )
    return replace(placement, origins=origins)


def _reached_today(instance: Instance) -> Floats:
    today = replace(without_floor(instance), need=instance.need_today)
    return people_reached(today, instance.today)


def nearest_minutes(instance: Instance, half_days: Floats) -> Floats:
    """Return the minutes, an origin, to the nearest site that holds half-days; NaN: none."""
    held = instance.minutes[:, half_days > 0]
    if not held.shape[1]:
        return np.full(len(instance.codes), np.nan)
    nearest = held.min(axis=1)
    return np.where(np.isfinite(nearest), nearest, np.nan)


def _by_index(
    values: float | pd.Series[float], index: pd.Index[str], name: str
) -> pd.Series[float]:
    series = (
        values.reindex(index) if isinstance(values, pd.Series) else pd.Series(values, index=index)
    )
    series = series.astype(np.float64)
    if not (np.isfinite(series) & (series >= 0)).all():
        message = f"{name} is negative or missing for {series.index[~(series >= 0)].tolist()}"
        raise ValueError(message)
    return series


def _floor_problem(instance: Instance) -> Problem:
    highest = highest_floor(instance)
    return Problem(
        file=BUDGET,
        kind="plan-floor",
        found=f"{instance.rules.equity_floor:.0%}",
        details=(("highest", f"{np.floor(highest * 100):.0f} %"),),
    )
