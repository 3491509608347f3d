"""What the settings state of a plan: posts by year, and the rules; what is refused, as stated."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from netmap.errors import InputError, Problem
from netmap.siting.request import BUDGET, NEED, PlanRules

if TYPE_CHECKING:
    from netmap.settings import Settings, SitingSettings
    from netmap.siting.demand import Demand

#: Full-time posts, by year.
Posts: TypeAlias = "tuple[tuple[str, float], ...]"

#: The one year of a budget that names none.
ONE_YEAR = "plan"

_IN_POSTS = frozenset({"locked", "former"})


def posts_of(settings: Settings) -> Posts:
    """Return the full-time posts of each year that the settings state; empty: none.

    >>> from netmap.settings import Settings
    >>> stated = {"territoire": {"nom": "A"}, "implantation": {"etp": 1.5}}
    >>> posts_of(Settings.model_validate(stated))
    (('plan', 1.5),)
    """
    siting = settings.siting
    if siting.years:
        return tuple(sorted(siting.years.items()))
    return () if siting.posts is None else ((ONE_YEAR, siting.posts),)


def check_journeys(siting: SitingSettings) -> None:
    """Refuse a table of journeys that means nothing.

    Raises
    ------
    InputError
        The time up to which everybody comes is not below the one from which nobody does.
    """
    if siting.near_minutes >= siting.far_minutes:
        problem = Problem(
            file="netmap.toml",
            kind="plan-near-far",
            column="implantation.proche_minutes",
            found=f"{siting.near_minutes:g}",
            details=(("far", f"{siting.far_minutes:g}"),),
        )
        raise InputError((problem,))


def plan_rules(settings: Settings, demand: Demand, *, time_limit_s: float) -> PlanRules:
    """Return the rules of a plan: those of the settings, and what is told by those who come.

    A half-day accompanies as many as the settings say; else as many as today; else its share
    of what a full-time post does.
    """
    siting, sizing = settings.siting, settings.sizing
    today = demand.people_a_half_day
    a_half_day = today if today > 0 else sizing.people_a_post / sizing.half_days_a_post
    return PlanRules(
        capacity_per_half_day=siting.capacity or a_half_day,
        max_half_days=siting.max_half_days,
        near_minutes=demand.near_minutes,
        far_minutes=demand.far_minutes,
        equity_floor=siting.equity_floor,
        allow_withdrawal=siting.allow_withdrawal,
        gap=siting.gap,
        time_limit_s=time_limit_s,
    )


def as_stated(
    problems: tuple[Problem, ...], file: str, *, half_days_a_post: float
) -> tuple[Problem, ...]:
    """Return a placement's problems where a user stated them, and budgets in full-time posts.

    Parameters
    ----------
    file
        Where the posts were stated.
    """
    places = {BUDGET: file, NEED: "data/geo/communes"}
    return tuple(
        replace(_in_posts(one, half_days_a_post), file=places.get(one.file, one.file))
        for one in problems
    )


def _in_posts(problem: Problem, half_days_a_post: float) -> Problem:
    details = dict(problem.details)
    if problem.found is None or "year" not in details:
        return problem

    def posts(half_days: str) -> str:
        return f"{float(half_days) / half_days_a_post:.4g}"

    found = f"{posts(problem.found)} ETP"
    return replace(
        problem,
        found=f"{details['year']} : {found}" if details["year"].isdigit() else found,
        details=tuple(
            (name, posts(amount) if name in _IN_POSTS else amount)
            for name, amount in details.items()
        ),
    )
