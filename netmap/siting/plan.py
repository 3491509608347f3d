"""The plan of a territory: where half-days go, from what is shown of it and nothing else."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from netmap.errors import InputError, OutOfTimeError, Problem
from netmap.siting.draws import choice_frequency, draw_need
from netmap.siting.explore import gain_curve, runner_ups, site_contributions
from netmap.siting.placement import place_half_days, with_today
from netmap.siting.question import minutes_to, people_due, sites_of
from netmap.siting.request import YearBudget
from netmap.siting.roles import described_sites
from netmap.siting.stated import as_stated, plan_rules, posts_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from netmap.settings import Settings
    from netmap.siting.explore import GainCurve, RunnerUp
    from netmap.siting.placement import Placement
    from netmap.siting.stated import Posts
    from netmap.territory.model import Territory
    from netmap.vocabulary import RateKind

#: Called with what is being worked out (``siting.step.<name>``), how much is done, and of how much.
Progress: TypeAlias = "Callable[[str, int, int], None]"

#: Sets of sites that reach at most this share of people less are told.
_NEARLY = 0.02
#: Share of the time limit for the placement; what stands behind it has half of what is left
#: each time.
_FIRST, _NEXT = 0.5, 0.5
#: Drawn placements need not be closer than this to their optimum: they are counted, not followed.
_DRAWN_GAP = 0.02
_LEAST_S = 0.5


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Where half-days would go, with all that stands behind it.

    Attributes
    ----------
    placement
        ``half_days`` (sites × today and years), ``communes`` (people reached today and by
        year, minutes), ``reached``, ``objective``, ``bound``, ``gap``, ``status``. Only a
        status of *optimal* was proved so.
    sites
        Index ``id``, sorted: every place of permanence. ``nom``, ``code_insee``, ``commune``,
        ``latitude``, ``longitude`` (EPSG:4326), ``role``
        (:data:`~netmap.vocabulary.SiteRole`, in the last year), ``aujourdhui`` and ``plan``
        (half-days a week, today and in the last year), ``brut``, ``net``, ``cumule`` (people
        a year, see :func:`netmap.siting.site_contributions`; NaN: not in the plan),
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
        `weighted`; the kind is ``cible``, ``territoire`` or ``qpv``. No count of people
        accompanied is in it.
    travel
        ``estimation`` (straight line × detour), or the mode of ``data/temps``.
    """

    placement: Placement
    sites: pd.DataFrame
    curve: GainCurve
    runner_ups: tuple[RunnerUp, ...]
    draws: int
    posts: Posts
    rate: float
    rate_kind: RateKind
    weighted: bool
    travel: str


def plan_territory(
    *,
    settings: Settings,
    territory: Territory,
    permanences: pd.DataFrame,
    need: pd.DataFrame | None,
    target_rate: float,
    target_kind: RateKind,
    posts: Posts | None = None,
    stated: str = "netmap.toml",
    closed: tuple[str, ...] = (),
    time_limit_s: float | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Place the half-days of some posts, and work out what stands behind the plan.

    All that it reads is public: no count of people is asked for.

    Parameters
    ----------
    settings
        ``[implantation]``, ``[dimensionnement]`` and ``[acces]``.
    permanences
        Index ``id``; ``nom``, ``code_insee``, ``latitude``, ``longitude``, ``demi_journees``,
        ``statut``, ``verrouillee``, ``itinerante``, ``lieu``.
    need
        Index ``code_insee``, column ``score``; None: the project has no indicator of need.
    target_rate, target_kind
        People a year per 1,000 residents (NaN: hidden or unknown), and what that rate is.
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
    if np.isnan(target_rate):
        raise InputError((_unknown_rate(),))
    due, weighted = people_due(territory, rate=target_rate, need=need)
    sites = sites_of(permanences)
    kept = sites.drop(index=list(closed))
    minutes = minutes_to(sites, territory, access=settings.access)
    rules = plan_rules(settings, time_limit_s=_FIRST * limit)
    tell("plan", 0, 1)
    try:
        placement = place_half_days(
            minutes[kept.index],
            due,
            kept,
            budgets=[YearBudget(year=year, half_days=n * a_post) for year, n in asked],
            rules=rules,
            travel_overhead=siting.travel,
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
    often = choice_frequency(
        placement,
        draw_need(due, draws=siting.draws, seed=siting.seed),
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
        often=often["frequence"],
    )
    return Plan(
        placement=with_today(placement, minutes, due, sites) if closed else placement,
        sites=described,
        curve=curve,
        runner_ups=others,
        draws=draws,
        posts=asked,
        rate=target_rate,
        rate_kind=target_kind,
        weighted=weighted,
        travel="estimation" if territory.times is None else settings.access.mode or "table",
    )


def _unknown_rate() -> Problem:
    return Problem(
        file="netmap.toml", kind="plan-rate-unknown", column="dimensionnement.taux_cible"
    )


def _silent(step: str, done: int, of: int) -> None:
    """Say nothing of `step`."""
