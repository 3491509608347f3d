"""A plan as it is told: half-days, whom they reach, and what stands behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from netmap.siting.choices import Choice
    from netmap.siting.demand import Demand
    from netmap.siting.explore import GainCurve, RunnerUp
    from netmap.siting.placement import Placement
    from netmap.siting.stated import Posts
    from netmap.vocabulary import RateKind


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Where half-days would go, with all that stands behind it.

    Attributes
    ----------
    placement
        ``half_days`` (sites × today and years), ``origins`` (people reached today and by
        year, minutes, by zone), ``reached``, ``objective``, ``bound``, ``gap``, ``status``. Only a
        status of *optimal* was proved so.
    sites
        Index ``id``, sorted: every place of permanence. ``nom``, ``code_insee``, ``commune``,
        ``latitude``, ``longitude`` (EPSG:4326), ``role``
        (:data:`~netmap.vocabulary.SiteRole`, in the last year), ``aujourdhui`` and ``plan``
        (half-days a week, today and in the last year), ``brut``, ``net``, ``cumule`` (people
        a year, see :func:`netmap.siting.site_contributions`; NaN: not in the plan),
        ``frequence`` (share of the draws of need that open it), ``servies`` (people accompanied
        a year in the zone where it stands; NaN: hidden, not known or never open).
    curve
        People reached by each further half-day (``points``), and its ``knee`` or None.
    runner_ups
        Other sets of sites that reach at most 2 % fewer people.
    draws
        How many times need was drawn again for ``frequence``: at today's use one time in two,
        else as if people came everywhere as expected; and where journeys are supposed, at
        their speed, four thirds of it and half of it.
    kept
        Share of the people of the best half-days of a draw that this plan reaches, in the
        worst of ten draws.
    choices
        What it adds to today, places that are as good together; only those that hold
        (:attr:`~netmap.siting.choices.Choice.holds`) are told first.
    back_test, losses
        See :mod:`netmap.siting.told`.
    demand
        Who would come, and how that was found.
    reached_as_today, reached_as_expected
        People a year whom the last year reaches if people come as today, and as expected.
    posts
        Full-time posts of each year, in order of year.
    rate, rate_kind
        The people expected are the residents at this rate (a year per 1,000), weighted by need
        where `weighted`; the kind is ``cible``, ``territoire`` or ``qpv``.
    travel
        ``estimation`` (straight line × detour), or the mode of ``data/temps``.
    """

    placement: Placement
    sites: pd.DataFrame
    curve: GainCurve
    runner_ups: tuple[RunnerUp, ...]
    draws: int
    kept: float
    choices: tuple[Choice, ...]
    back_test: pd.DataFrame
    losses: pd.DataFrame
    demand: Demand
    reached_as_today: float
    reached_as_expected: float
    posts: Posts
    rate: float
    rate_kind: RateKind
    weighted: bool
    travel: str
