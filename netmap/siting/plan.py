"""Where half-days of permanence go under a staffing budget, year after year."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.errors import InfeasibleError, InputError, Problem
from netmap.siting.instance import Instance, make_instance
from netmap.siting.program import (
    allocate,
    allocate_each,
    highest_floor,
    plan_program,
    read_half_days,
    without_floor,
)
from netmap.siting.request import BUDGET, PlanRules, YearBudget, check_plan
from netmap.solver import Floats, Status, minimise, relative_gap, status_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Plan:
    """Half-days by site and year, whom they reach, and what is proved.

    Attributes
    ----------
    half_days
        Index ``id`` (sorted), one column a year, before them ``aujourdhui``: half-days a week.
    communes
        Index ``code_insee`` (sorted). ``besoin``: people a year; ``aujourdhui`` and one column
        a year: people reached; ``minutes_aujourdhui``, ``minutes_plan``: to the nearest site
        held today and in the last year (NaN: none); ``hors_portee``: nobody would go to any
        of the sites, whatever the plan.
    objective
        Weighted people reached, summed over the years.
    bound
        No plan does better than this, as far as was proved.
    gap
        Distance between the two, relative to the objective.
    """

    half_days: pd.DataFrame
    communes: pd.DataFrame
    objective: float
    bound: float
    gap: float
    status: Status
    instance: Instance

    @property
    def reached(self) -> dict[str, float]:
        """People reached a year, by year, after ``aujourdhui``."""
        years = ["aujourdhui", *(budget.year for budget in self.instance.budgets)]
        return {year: float(self.communes[year].sum()) for year in years}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Half-days (years × sites) and what they are worth: what the search found."""

    half_days: Floats
    objective: float
    bound: float


def plan_half_days(
    cost_minutes: pd.DataFrame,
    need: pd.Series[float],
    sites: pd.DataFrame,
    *,
    budgets: Sequence[YearBudget],
    rules: PlanRules | None = None,
    travel_overhead: float | pd.Series[float] = 0.0,
    weight: pd.Series[float] | None = None,
) -> Plan:
    """Place half-days so that the most people are reached over the years.

    The people reached are the places offered to each commune at each site, times the share
    who make the journey (:func:`netmap.siting.instance.journey_share`). Half-days
    of locked sites are kept; those of a year are not withdrawn in the next unless the rules
    allow it.

    Parameters
    ----------
    cost_minutes
        Index ``code_insee``, columns site ids: minutes, ``inf`` out of reach, no hole.
    need
        People a year who should be accompanied, index ``code_insee``.
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
        What reaching one person of a commune counts for, index ``code_insee``; 1 by default.

    Returns
    -------
    Plan
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
        A travel or a weight is negative, or missing for a site or a commune.

    Examples
    --------
    >>> cost = pd.DataFrame({"a": [5.0, 20.0], "b": [25.0, 5.0]}, index=["17001", "17002"])
    >>> need = pd.Series([30.0, 20.0], index=["17001", "17002"])
    >>> sites = pd.DataFrame(
    ...     {"code_insee": ["17001", "17002"], "demi_journees": [1.0, np.nan],
    ...      "statut": ["ouverte", "candidate"], "verrouillee": [True, False],
    ...      "itinerante": [False, False]}, index=["a", "b"])
    >>> plan = plan_half_days(cost, need, sites, budgets=[YearBudget(year="2026", half_days=2)])
    >>> plan.half_days["2026"].tolist(), plan.reached, plan.status
    ([1.0, 1.0], {'aujourdhui': 16.0, '2026': 32.0}, 'optimal')
    """
    rules = rules or PlanRules()
    travel = _by_index(travel_overhead, sites.index, "travel_overhead")
    weights = _by_index(1.0 if weight is None else weight, need.index, "weight")
    problems = check_plan(cost_minutes, need, sites, budgets, rules=rules, travel=travel)
    if problems:
        raise InputError(problems)
    instance = make_instance(
        cost_minutes, need, sites, tuple(budgets), rules=rules, travel=travel, weight=weights
    )
    try:
        choice = search(instance)
    except InfeasibleError:
        raise InputError((_floor_problem(instance),)) from None
    return describe(instance, choice)


def search(
    instance: Instance,
    *,
    refused: tuple[NDArray[np.bool_], ...] = (),
    time_limit_s: float | None = None,
) -> Choice:
    """Search the best half-days of an instance.

    Parameters
    ----------
    refused
        Sets of open sites that the last year may not repeat.
    time_limit_s
        Instead of that of the rules.

    Raises
    ------
    InfeasibleError
        The floor of equity is out of reach of the budgets, or every set of sites is refused.
    OutOfTimeError
        Time ran out before a plan that keeps what was asked was found.
    """
    rules = instance.rules
    years = len(instance.budgets)
    kept = np.tile(instance.locked, (years, 1))
    if not instance.sites or not (instance.share > 0).any():
        return Choice(half_days=kept, objective=0.0, bound=0.0)
    answer = minimise(
        plan_program(instance, refused=refused),
        gap=rules.gap,
        time_limit_s=time_limit_s or rules.time_limit_s,
    )
    if answer.outcome == "infeasible" or refused or rules.equity_floor > 0:
        answer.required("half-days that keep what was asked")
    half_days = kept if answer.point is None else read_half_days(instance, answer.point)
    objective = sum(worth(instance, year) for year in half_days)
    most = float(instance.weight @ (instance.need * instance.share.max(axis=1))) * years
    bound = max(objective, min(-answer.bound, most))
    return Choice(half_days=half_days, objective=objective, bound=bound)


def describe(instance: Instance, choice: Choice) -> Plan:
    """Return the tables of a choice: sites by year, communes today and by year."""
    years = [budget.year for budget in instance.budgets]
    half_days = pd.DataFrame(
        np.vstack([instance.today, choice.half_days]).T,
        index=pd.Index(instance.sites, name="id"),
        columns=["aujourdhui", *years],
    )
    free = without_floor(instance)
    reached = {"aujourdhui": people_reached(free, instance.today)}
    reached |= {
        year: people_reached(instance, held)
        for year, held in zip(years, choice.half_days, strict=True)
    }
    communes = pd.DataFrame(
        {
            "besoin": instance.need,
            **reached,
            "minutes_aujourdhui": nearest_minutes(instance, instance.today),
            "minutes_plan": nearest_minutes(instance, choice.half_days[-1]),
            "hors_portee": ~instance.reachable,
        },
        index=pd.Index(instance.codes, name="code_insee"),
    )
    gap = relative_gap(choice.objective, choice.bound)
    return Plan(
        half_days=half_days,
        communes=communes,
        objective=choice.objective,
        bound=choice.objective if gap == 0 else choice.bound,
        gap=gap,
        status=status_of(gap, asked=instance.rules.gap),
        instance=instance,
    )


def people_reached(instance: Instance, half_days: Floats) -> Floats:
    """Return the people reached, a commune, by half-days put to their best use."""
    return np.asarray((instance.share * allocate(instance, half_days)).sum(axis=1))


def reached_each(instance: Instance, plans: Floats) -> Floats:
    """Return the people reached, plans × communes, by each row of half-days on its own."""
    return np.asarray((instance.share * allocate_each(instance, plans)).sum(axis=2))


def worth(instance: Instance, half_days: Floats) -> float:
    """Return the weighted people that half-days reach."""
    return float(instance.weight @ people_reached(instance, half_days))


def last_year(instance: Instance) -> Instance:
    """Return the problem of the last year alone."""
    return dataclasses.replace(instance, budgets=instance.budgets[-1:])


def nearest_minutes(instance: Instance, half_days: Floats) -> Floats:
    """Return the minutes, a commune, to the nearest site that holds half-days; NaN: none."""
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
