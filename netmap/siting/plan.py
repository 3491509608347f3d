"""The plan of a territory: where half-days go, from what is shown of it and nothing else."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from netmap.errors import InputError, OutOfTimeError, Problem
from netmap.siting.choices import choices_of
from netmap.siting.demand import drawn_demand
from netmap.siting.draws import redraw
from netmap.siting.explore import gain_curve, runner_ups, site_contributions
from netmap.siting.placement import place_half_days, with_today
from netmap.siting.program import without_floor
from netmap.siting.proposal import Plan
from netmap.siting.question import minutes_to, serving_half_days, sites_of
from netmap.siting.request import YearBudget, weekly_cost
from netmap.siting.roles import described_sites
from netmap.siting.search import last_year, people_reached
from netmap.siting.stated import as_stated, plan_rules, posts_of
from netmap.siting.told import back_test, losses

if TYPE_CHECKING:
    from collections.abc import Callable

    from netmap.settings import Settings
    from netmap.siting.demand import Demand
    from netmap.siting.placement import Placement
    from netmap.siting.stated import Posts
    from netmap.territory.model import Territory
    from netmap.vocabulary import RateKind

__all__ = ["Plan", "Progress", "plan_territory"]

#: Called with what is being worked out (``siting.step.<name>``), how much is done, and of how much.
Progress: TypeAlias = "Callable[[str, int, int], None]"

#: Sets of sites that reach at most this share of people less are told.
_NEARLY = 0.02
#: Share of the time limit for the placement; what stands behind it has half of what is left
#: each time.
_FIRST, _NEXT = 0.5, 0.5
#: Drawn placements need not be closer than this to their optimum: they are counted, not followed.
_DRAWN_GAP = 0.02
#: The speed supposed, four thirds of it, half of it: drawn in turn.
_SLOWER = (1.0, 0.75, 2.0)
_WORST = 0.1
_LEAST_S = 0.5


def plan_territory(
    *,
    settings: Settings,
    territory: Territory,
    permanences: pd.DataFrame,
    demand: Demand,
    rate: float,
    rate_kind: RateKind,
    weighted: bool,
    posts: Posts | None = None,
    stated: str = "netmap.toml",
    closed: tuple[str, ...] = (),
    time_limit_s: float | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Place the half-days of some posts, and work out what stands behind the plan.

    Where every year has at least the half-days of today, a permanence keeps those that the
    people accompanied there take, unless it is named in `closed`: what tells two permanences of
    one neighbourhood apart is not in the model.

    Parameters
    ----------
    settings
        ``[implantation]``, ``[dimensionnement]`` and ``[acces]``.
    permanences
        Index ``id``; ``nom``, ``code_insee``, ``latitude``, ``longitude``, ``demi_journees``,
        ``statut``, ``verrouillee``, ``itinerante``, ``lieu``.
    demand
        Who would come: see :func:`netmap.siting.question.demand_of`.
    rate, rate_kind, weighted
        As in :class:`Plan`; a rate that is hidden or unknown is NaN.
    posts
        Full-time posts by year; None: those of the settings.
    stated
        Where the posts were stated, for what is told of them.
    closed
        Sites that hold half-days today and may hold none in the plan.
    time_limit_s
        Seconds for all the work; None: those of the settings.
    progress
        Told of each step.

    Raises
    ------
    InputError
        What is asked cannot be, or is foolish: every problem, told before anything is solved;
        or no plan that keeps the floor of equity was found in time.
    """
    tell = progress or _silent
    start = time.monotonic()
    siting, a_post = settings.siting, settings.sizing.half_days_a_post
    limit = siting.time_limit_s if time_limit_s is None else time_limit_s
    asked = tuple(sorted(posts_of(settings) if posts is None else posts))
    if np.isnan(rate):
        raise InputError((_unknown_rate(),))
    due = demand.zones["besoin"]
    sites = sites_of(permanences)
    kept = sites.drop(index=list(closed))
    minutes = minutes_to(sites, territory, access=settings.access)
    budgets = [YearBudget(year=year, half_days=n * a_post) for year, n in asked]
    rules = plan_rules(settings, demand, time_limit_s=_FIRST * limit)
    as_today = demand.zones["comme_aujourdhui"]
    seen_today = as_today.where(demand.zones["ouverte"], 0.0) if demand.known else as_today
    tell("plan", 0, 1)
    try:
        placement = place_half_days(
            minutes[kept.index],
            due,
            kept,
            budgets=budgets,
            rules=rules,
            travel_overhead=siting.travel,
            need_today=seen_today,
            kept=_kept_half_days(
                kept,
                budgets,
                serving_half_days(
                    kept,
                    territory.permanence_places["zone"],
                    demand,
                    a_half_day=rules.capacity_per_half_day,
                ),
                travel=siting.travel,
            ),
        )
    except InputError as refusal:
        told = as_stated(refusal.problems, stated, half_days_a_post=a_post)
        raise InputError(told) from None
    except OutOfTimeError:
        raise InputError((Problem(file=stated, kind="plan-out-of-time"),)) from None

    draws = 0

    def left(share: float) -> float:
        return max(share * (limit - (time.monotonic() - start)), _LEAST_S)

    def drawn(done: int, of: int) -> None:
        nonlocal draws
        draws = done
        tell("draws", done, of)

    curve = gain_curve(
        placement,
        further=siting.further,
        time_limit_s=left(_NEXT),
        progress=lambda done, of: tell("curve", done, of),
    )
    tell("runner-ups", 0, 1)
    others = runner_ups(placement, within=_NEARLY, time_limit_s=left(_NEXT))
    redrawn = redraw(
        placement,
        drawn_demand(demand, draws=siting.draws, seed=siting.seed),
        slower=_SLOWER if territory.times is None else (1.0,),
        gap=max(siting.gap, _DRAWN_GAP),
        time_limit_s=left(1.0),
        progress=drawn,
    )
    described = described_sites(
        permanences,
        sites,
        placement,
        names=territory.communes["nom"],
        contributions=site_contributions(placement),
        often=redrawn.frequency["frequence"],
        served=demand.zones["observees"]
        .reindex(territory.permanence_places["zone"].reindex(sites.index))
        .set_axis(sites.index),
    )
    still = _people_at(placement, seen_today)
    if closed:
        placement = with_today(placement, minutes, due, sites)
    return Plan(
        placement=placement,
        sites=described,
        curve=curve,
        runner_ups=others,
        draws=draws,
        kept=float(redrawn.kept.quantile(_WORST)),
        choices=choices_of(
            placement,
            redrawn,
            [
                demand.zones[name].to_numpy(np.float64)
                for name in ("besoin", "comme_aujourdhui", "comme_attendu")
            ],
        ),
        back_test=back_test(demand, placement.origins["aujourdhui"]),
        losses=losses(demand, placement.origins["aujourdhui"], still),
        demand=demand,
        reached_as_today=float(_people_at(placement, as_today).sum()),
        reached_as_expected=float(_people_at(placement, demand.zones["comme_attendu"]).sum()),
        posts=asked,
        rate=rate,
        rate_kind=rate_kind,
        weighted=weighted,
        travel="estimation" if territory.times is None else settings.access.modes or "table",
    )


def _kept_half_days(
    sites: pd.DataFrame, budgets: list[YearBudget], serving: pd.Series[float], *, travel: float
) -> pd.Series[float]:
    """Return the half-days that a plan keeps: none where a year has less than today."""
    today = sites["demi_journees"].where(sites["statut"] == "ouverte", 0.0).fillna(0.0)
    cost = weekly_cost(sites, today, pd.Series(travel, index=sites.index))
    enough = all(budget.half_days >= cost - 1e-9 for budget in budgets)
    return serving if enough else serving * 0.0


def _people_at(placement: Placement, need: pd.Series[float]) -> pd.Series[float]:
    """Return the people whom the last year reaches in each zone at another need."""
    instance = last_year(placement.instance)
    codes = list(instance.codes)
    other = replace(instance, need=np.asarray(need.reindex(codes), np.float64))
    held = placement.half_days.iloc[:, -1].to_numpy(np.float64)
    return pd.Series(people_reached(without_floor(other), held), index=codes)


def _unknown_rate() -> Problem:
    return Problem(
        file="netmap.toml", kind="plan-rate-unknown", column="dimensionnement.taux_cible"
    )


def _silent(step: str, done: int, of: int) -> None:
    """Say nothing of `step`."""
