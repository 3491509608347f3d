"""The search for the best half-days of an instance, and whom placed half-days reach."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from netmap.errors import InfeasibleError
from netmap.siting.program import (
    allocate,
    allocate_each,
    plan_program,
    read_half_days,
    without_floor,
)
from netmap.siting.recount import Recount
from netmap.solver import Floats, minimise

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    where: bool = True,
) -> Choice:
    """Search the best half-days of an instance.

    Parameters
    ----------
    refused
        Sets of open sites that the last year may not repeat.
    gap, time_limit_s
        Instead of those of the rules.
    where
        Whether it matters at which of sites that are as good half-days are; if so, they stay
        where they are today.

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
    found = kept if answer.point is None else read_half_days(instance, answer.point)
    half_days = unmoved(instance, found) if where and not refused else found
    objective = sum(worth(instance, year) for year in half_days)
    most = float(instance.weight @ (instance.need * instance.share.max(axis=1))) * years
    bound = max(objective, min(-answer.bound, most))
    return Choice(half_days=half_days, objective=objective, bound=bound)


def people_reached(instance: Instance, half_days: Floats) -> Floats:
    """Return the people reached, an origin, by half-days put to their best use."""
    return np.asarray(reached_each(instance, half_days[np.newaxis])[0])


def reached_each(instance: Instance, plans: Floats) -> Floats:
    """Return the people reached, plans × origins, by each row of half-days on its own.

    Those who come today keep their place before those who may come: one of them counts as four
    thirds of one of these.
    """
    turns = in_turn(instance)
    reached = (turns.share * allocate_each(turns, plans)).sum(axis=2)
    return np.asarray(reached.reshape(len(plans), -1, len(instance.need)).sum(axis=1))


def in_turn(instance: Instance) -> Instance:
    """Return the instance with its origins once, or twice: who comes today, then who may come."""
    first = np.minimum(instance.need_today, instance.need)
    if instance.rules.equity_floor > 0 or (first == instance.need).all():
        return instance
    return dataclasses.replace(
        instance,
        need=np.concatenate([first, instance.need - first]),
        weight=np.concatenate([instance.weight, instance.weight * _MAY_COME]),
        share=np.tile(instance.share, (2, 1)),
    )


def recount_of(instance: Instance, half_days: Floats, *, weighted: bool = False) -> Recount:
    """Count again those whom plans near some half-days reach, without the floor of equity.

    `weighted`: each counts for the weight of its origin, and not for one.
    """
    turns = in_turn(without_floor(instance))
    counted = instance.weight if weighted else np.ones(len(instance.need))
    return Recount(
        turns, half_days, counted=np.tile(counted, len(turns.need) // len(instance.need))
    )


_MAY_COME = 0.75


def worth(instance: Instance, half_days: Floats) -> float:
    """Return the weighted people that half-days reach at their very best use."""
    reached = (instance.share * allocate(instance, half_days)).sum(axis=1)
    return float(instance.weight @ reached)


def unmoved(instance: Instance, half_days: Floats) -> Floats:
    """Give half-days back to the sites that hold them today where that costs nobody.

    A step goes from a site that gained to one that lost, in every year from the first in which
    it can, as long as as many people are reached. Of moves that are as good, the first in
    order of id is made. Where there are more than a hundred, none is.
    """
    while 0 < len(moves := list(islice(_moves_back(instance, half_days), _MOVES + 1))) <= _MOVES:
        try:
            best, *worths = _worths(instance, [half_days, *moves])
        except InfeasibleError:  # some move breaks the floor of equity
            break
        first = int(np.argmax(np.round(worths, 6)))
        if worths[first] < best - _NOBODY:
            break
        half_days = moves[first]
    return half_days


#: People: less is nobody.
_NOBODY = 1e-6
_MOVES = 100


def _moves_back(instance: Instance, half_days: Floats) -> Iterator[Floats]:
    lost = np.flatnonzero(half_days[-1] < instance.today - _NOBODY)
    gained = np.flatnonzero(half_days[-1] > np.maximum(instance.today, instance.locked) + _NOBODY)
    for site in lost:
        for other in gained:
            step = max(instance.step[site], instance.step[other])
            moved = half_days.copy()
            for year in range(len(half_days)):
                if _may_move(instance, half_days[year], int(other), int(site), step):
                    moved[year, other] -= step
                    moved[year, site] += step
            if (moved[-1] != half_days[-1]).any() and _keeps_rules(instance, moved):
                yield moved


def _may_move(instance: Instance, held: Floats, giver: int, taker: int, step: float) -> bool:
    return bool(
        held[giver] - step >= instance.locked[giver] - _NOBODY
        and held[taker] + step <= instance.today[taker] + _NOBODY
    )


def _keeps_rules(instance: Instance, half_days: Floats) -> bool:
    within = all(
        instance.cost(held) <= budget.half_days + _NOBODY
        for held, budget in zip(half_days, instance.budgets, strict=True)
    )
    nested = instance.rules.allow_withdrawal or (np.diff(half_days, axis=0) >= -_NOBODY).all()
    return bool(within and nested)


def _worths(instance: Instance, choices: list[Floats]) -> Floats:
    """Return the weighted people that each choice (years × sites) reaches over its years.

    Choices are near the first.
    """
    if instance.rules.equity_floor > 0:
        reached = reached_each(instance, np.concatenate(choices)) @ instance.weight
        return np.asarray(reached.reshape(len(choices), -1).sum(axis=1))
    years = [recount_of(instance, held, weighted=True) for held in choices[0]]
    return np.array(
        [
            sum(one.people(held) for one, held in zip(years, choice, strict=True))
            for choice in choices
        ]
    )


def last_year(instance: Instance) -> Instance:
    """Return the problem of the last year alone."""
    return dataclasses.replace(instance, budgets=instance.budgets[-1:])
