"""The plan of a territory: where half-days go, from what a release shows and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

    from netmap.analysis.siting import GainCurve, Plan, RunnerUp

#: What a place is in a plan: kept by its lock; open and kept; a candidate that is chosen;
#: open today and no more; a candidate that is not chosen.
SiteRole = Literal["verrouillee", "maintenue", "proposee", "fermee", "candidate"]


@dataclass(frozen=True, kw_only=True)
class SitePlan:
    """A plan with all that stands behind it.

    Attributes
    ----------
    plan
        ``half_days`` (sites × today and years), ``communes`` (people reached today and by
        year, minutes), ``reached``, ``objective``, ``bound``, ``gap``, ``status``; see
        :class:`netmap.analysis.siting.Plan`. Only a status of *optimal* was proved so.
    sites
        Index ``id``, sorted: every place of permanence. ``nom``, ``code_insee``, ``commune``,
        ``latitude``, ``longitude`` (EPSG:4326), ``role`` (:data:`SiteRole`, in the last
        year), ``aujourdhui`` and ``plan`` (half-days a week, today and in the last year),
        ``brut``, ``net``, ``cumule`` (people a year, see
        :func:`netmap.analysis.siting.site_contributions`; NaN: not in the plan),
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
    rate_kind: str
    weighted: bool
    travel: str
