"""The search for the best half-days of an instance, and whom placed half-days reach."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from netmap.siting.program import allocate, allocate_each, plan_program, read_half_days
from netmap.solver import Floats, minimise

if TYPE_CHECKING:
    from netmap.siting.instance import Instance
    from netmap.solver import Bools


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Half-days (years × sites) and what they are worth: what the search found."""

    half_days: Floats
    objective: float
    bound: float


def search(
    instance: Instance,
    *,
    refused: tuple[Bools, ...] = (),
    gap: float | None = None,
    time_limit_s: float | None = None,
) -> Choice:
    """Search the best half-days of an instance.

    Parameters
    ----------
    refused
        Sets of open sites that the last year may not repeat.
    gap, time_limit_s
        Instead of those of the rules.

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
        gap=rules.gap if gap is None else gap,
        time_limit_s=rules.time_limit_s if time_limit_s is None else time_limit_s,
    )
    if answer.outcome == "infeasible" or refused or rules.equity_floor > 0:
        answer.required("half-days that keep what was asked")
    half_days = kept if answer.point is None else read_half_days(instance, answer.point)
    objective = sum(worth(instance, year) for year in half_days)
    most = float(instance.weight @ (instance.need * instance.share.max(axis=1))) * years
    bound = max(objective, min(-answer.bound, most))
    return Choice(half_days=half_days, objective=objective, bound=bound)


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
