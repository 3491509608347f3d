"""The plan of a territory: where half-days go, from what a release shows and nothing else."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from netmap.errors import InputError, Problem
from netmap.findings.priority import need_factor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from netmap.settings import Settings
    from netmap.siting import GainCurve, Plan, PlanRules, RunnerUp
    from netmap.vocabulary import RateKind, SiteRole


@dataclass(frozen=True, kw_only=True)
class SitePlan:
    """A plan with all that stands behind it.

    Attributes
    ----------
    plan
        ``half_days`` (sites × today and years), ``communes`` (people reached today and by
        year, minutes), ``reached``, ``objective``, ``bound``, ``gap``, ``status``; see
        :class:`netmap.siting.Plan`. Only a status of *optimal* was proved so.
    sites
        Index ``id``, sorted: every place of permanence. ``nom``, ``code_insee``, ``commune``,
        ``latitude``, ``longitude`` (EPSG:4326), ``role`` (SiteRole, in the last
        year), ``aujourdhui`` and ``plan`` (half-days a week, today and in the last year),
        ``brut``, ``net``, ``cumule`` (people a year, see
        :func:`netmap.siting.site_contributions`; NaN: not in the plan),
        ``frequence`` (share of the draws of need that open it).
    curve
        People reached by each further half-day (``points``), and its ``knee`` or None.
    runner_ups
        Other sets of sites that reach at most 2 % fewer people.
    draws
        How many times need was drawn again for ``frequence``.
    posts
        Full-time posts of each year, in order of year.
    rate, rate_kind
        The demand is the residents at this rate (a year per 1,000), weighted by need where
        `weighted`; the kind as ``Planning.target_kind``. No count of people accompanied is
        in it.
    travel
        ``estimation`` (straight line × detour), or the mode of ``data/temps``.
    """

    plan: Plan
    sites: pd.DataFrame
    curve: GainCurve
    runner_ups: tuple[RunnerUp, ...]
    draws: int
    posts: tuple[tuple[str, float], ...]
    rate: float
    rate_kind: RateKind
    weighted: bool
    travel: str


#: Called with what is being worked out (``siting.step.<name>``), how much is done, and of how much.
Progress: TypeAlias = "Callable[[str, int, int], None]"

#: The one year of a budget that names none.
ONE_YEAR = "plan"

#: Sets of sites that reach at most this share of people less are told.
_NEARLY = 0.02
#: Share of the time limit for the plan; what stands behind it has half of what is left each time.
_FIRST, _NEXT = 0.5, 0.5
#: Drawn plans need not be closer than this to their optimum: they are counted, not followed.
_DRAWN_GAP = 0.02
_LEAST_S = 0.5


@dataclass(frozen=True, kw_only=True)
class PlanRequest:
    """What a plan is asked of; all of it is public.

    Attributes
    ----------
    residents
        By ``code_insee``.
    names
        Of the communes, likewise.
    sites
        As ``Release.permanences``: index ``id``; ``nom``, ``code_insee``, ``latitude``,
        ``longitude``, ``demi_journees``, ``statut``, ``verrouillee``, ``itinerante``, ``lieu``.
    minutes
        Index ``code_insee``, columns the sites; NaN: not known.
    need
        As ``Planning.need``, or None.
    rate, rate_kind
        As ``Planning.target_rate`` and ``target_kind``.
    closed
        Sites that hold half-days today and may hold none in the plan.
    travel
        As ``SitePlan.travel``.
    """

    residents: pd.Series[float]
    names: pd.Series[str]
    sites: pd.DataFrame
    minutes: pd.DataFrame
    need: pd.DataFrame | None
    rate: float
    rate_kind: RateKind
    travel: str
    closed: tuple[str, ...] = ()


def posts_of(settings: Settings) -> tuple[tuple[str, float], ...]:
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


def plan_sites(
    request: PlanRequest,
    posts: Sequence[tuple[str, float]],
    *,
    settings: Settings,
    progress: Progress | None = None,
) -> SitePlan:
    """Place the half-days of some posts, and work out what stands behind the plan.

    Parameters
    ----------
    posts
        Full-time posts, by year (see :func:`posts_of`).
    settings
        ``[implantation]`` and ``[dimensionnement]``; the time limit is that of all the work.
    progress
        Told of each step.

    Raises
    ------
    InputError
        The request cannot be met, or is foolish: every problem, before anything is solved.
    OutOfTimeError
        Time ran out before a plan that keeps the floor of equity was found.
    """
    from netmap.siting import (
        YearBudget,
        choice_frequency,
        draw_need,
        gain_curve,
        plan_half_days,
        runner_ups,
        site_contributions,
    )

    tell = progress or _silent
    start = time.monotonic()
    siting = settings.siting
    if np.isnan(request.rate):
        raise InputError(
            (
                Problem(
                    file="netmap.toml",
                    kind="plan-rate-unknown",
                    column="dimensionnement.taux_cible",
                ),
            )
        )
    demand, weighted = _demand(request)
    sites = _sites(request)
    kept = sites.drop(index=list(request.closed))
    minutes = _minutes(request, sites)
    budgets = [
        YearBudget(year=year, half_days=amount * settings.sizing.half_days_a_post)
        for year, amount in posts
    ]
    tell("plan", 0, 1)
    plan = plan_half_days(
        minutes[kept.index],
        demand,
        kept,
        budgets=budgets,
        rules=plan_rules(settings, seconds=_FIRST * siting.time_limit_s),
        travel_overhead=siting.travel,
    )

    draws = 0

    def left(share: float) -> Plan:
        spent = time.monotonic() - start
        return _with_rules(plan, time_limit_s=max(share * (siting.time_limit_s - spent), _LEAST_S))

    def drawn(done: int, of: int) -> None:
        nonlocal draws
        draws = done
        tell("draws", done, of)

    curve = gain_curve(
        left(_NEXT), further=siting.further, progress=lambda done, of: tell("curve", done, of)
    )
    tell("runner-ups", 0, 1)
    others = runner_ups(left(_NEXT), within=_NEARLY)
    often = choice_frequency(
        _with_rules(left(1.0), gap=max(siting.gap, _DRAWN_GAP)),
        draw_need(demand, draws=siting.draws, seed=siting.seed),
        progress=drawn,
    )
    contributions = site_contributions(plan)
    if request.closed:
        plan = _with_today(plan, minutes, demand, sites)
    return SitePlan(
        plan=plan,
        sites=_described(request, sites, plan, contributions, often["frequence"]),
        curve=curve,
        runner_ups=others,
        draws=draws,
        posts=tuple(sorted(posts)),
        rate=request.rate,
        rate_kind=request.rate_kind,
        weighted=weighted,
        travel=request.travel,
    )


def plan_rules(settings: Settings, *, seconds: float) -> PlanRules:
    """Return the rules of a plan, as the settings state them.

    Raises
    ------
    InputError
        The time up to which everybody comes is not below the one from which nobody does.
    """
    from netmap.siting import PlanRules

    siting, sizing = settings.siting, settings.sizing
    if siting.near_minutes >= siting.far_minutes:
        problem = Problem(
            file="netmap.toml",
            kind="plan-near-far",
            column="implantation.proche_minutes",
            found=f"{siting.near_minutes:g}",
            details=(("far", f"{siting.far_minutes:g}"),),
        )
        raise InputError((problem,))
    return PlanRules(
        capacity_per_half_day=siting.capacity or sizing.people_a_post / sizing.half_days_a_post,
        max_half_days=siting.max_half_days,
        near_minutes=siting.near_minutes,
        far_minutes=siting.far_minutes,
        equity_floor=siting.equity_floor,
        allow_withdrawal=siting.allow_withdrawal,
        gap=siting.gap,
        time_limit_s=seconds,
    )


def _silent(step: str, done: int, of: int) -> None:
    """Say nothing of `step`."""


def _demand(request: PlanRequest) -> tuple[pd.Series[float], bool]:
    """Return the people a year whom the rate makes due, weighted by need where it is known."""
    due = request.residents.astype(np.float64) * request.rate / 1_000
    if request.need is None:
        return due, False
    factor = need_factor(request.need["score"].reindex(due.index), due)
    return due * factor.fillna(1.0), bool(factor.notna().any())


def _sites(request: PlanRequest) -> pd.DataFrame:
    """Return the table that a plan reads; a place outside the territory says so in its code."""
    sites = request.sites
    codes = [
        "hors du territoire" if where == "hors-territoire" else code
        for code, where in zip(sites["code_insee"], sites["lieu"], strict=True)
    ]
    return pd.DataFrame(
        {
            "code_insee": pd.Series(codes, index=sites.index, dtype=object),
            "demi_journees": sites["demi_journees"].astype(np.float64),
            "statut": sites["statut"],
            "verrouillee": sites["verrouillee"].astype(bool),
            "itinerante": sites["itinerante"].astype(bool),
        },
        index=sites.index,
    )


def _minutes(request: PlanRequest, sites: pd.DataFrame) -> pd.DataFrame:
    """Return the minutes; a place that is nowhere is told as such, not as a hole too."""
    minutes = request.minutes.reindex(columns=sites.index).copy()
    nowhere = sites.index[sites["code_insee"].isna()]
    minutes[nowhere] = minutes[nowhere].fillna(np.inf)
    return minutes


def _with_rules(plan: Plan, *, time_limit_s: float | None = None, gap: float | None = None) -> Plan:
    rules = plan.instance.rules
    rules = dataclasses.replace(
        rules,
        time_limit_s=rules.time_limit_s if time_limit_s is None else time_limit_s,
        gap=rules.gap if gap is None else gap,
    )
    instance = dataclasses.replace(plan.instance, rules=rules)
    return dataclasses.replace(plan, instance=instance)


def _with_today(
    plan: Plan, minutes: pd.DataFrame, demand: pd.Series[float], sites: pd.DataFrame
) -> Plan:
    """Tell today as it is, with the sites that the plan closes."""
    from netmap.siting.instance import make_instance
    from netmap.siting.plan import nearest_minutes, people_reached

    every = make_instance(
        minutes,
        demand,
        sites,
        plan.instance.budgets,
        rules=dataclasses.replace(plan.instance.rules, equity_floor=0.0),
        travel=pd.Series(0.0, index=sites.index),
        weight=pd.Series(1.0, index=demand.index),
    )
    communes = plan.communes.assign(
        aujourdhui=people_reached(every, every.today),
        minutes_aujourdhui=nearest_minutes(every, every.today),
    )
    return dataclasses.replace(plan, communes=communes)


def _described(
    request: PlanRequest,
    sites: pd.DataFrame,
    plan: Plan,
    contributions: pd.DataFrame,
    often: pd.Series[float],
) -> pd.DataFrame:
    """Return every site with its role, its half-days and what it brings."""
    order = sites.index.sort_values()
    today = sites["demi_journees"].where(sites["statut"] == "ouverte", 0.0).reindex(order)
    held = plan.half_days.iloc[:, -1].reindex(order).fillna(0.0)
    table = request.sites.reindex(order)[["nom", "code_insee", "latitude", "longitude"]]
    table.insert(2, "commune", request.names.reindex(table["code_insee"]).to_numpy())
    locked = sites["verrouillee"].reindex(order)
    roles: list[SiteRole] = [
        _role(locked=bool(lock), before=float(before), after=float(after))
        for lock, before, after in zip(locked, today, held, strict=True)
    ]
    table["role"] = pd.Series(roles, index=order, dtype=object)
    table["aujourdhui"], table["plan"] = today, held
    brought = contributions[["brut", "net", "cumule"]].reindex(order)
    return table.join(brought).join(often.reindex(order)).rename_axis("id")


def _role(*, locked: bool, before: float, after: float) -> SiteRole:
    if after > 0:
        if locked:
            return "verrouillee"
        return "maintenue" if before > 0 else "proposee"
    return "fermee" if before > 0 else "candidate"
