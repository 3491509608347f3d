"""The plan of what was found: asked of what may be shown, so that no hidden count is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.errors import InputError, Problem
from netmap.siting.plan import plan_territory
from netmap.siting.question import demand_of
from netmap.siting.stated import posts_of

if TYPE_CHECKING:
    from netmap.findings.model import Findings
    from netmap.siting.plan import Plan, Progress
    from netmap.siting.stated import Posts


def planned(findings: Findings) -> tuple[Plan | None, tuple[Problem, ...]]:
    """Return the plan for the posts of ``netmap.toml``, or why it is refused."""
    if not posts_of(findings.release.settings):
        return None, ()
    try:
        return plan_of(findings), ()
    except InputError as refusal:
        return None, refusal.problems


def plan_of(
    findings: Findings,
    *,
    posts: Posts | None = None,
    stated: str = "netmap.toml",
    closed: tuple[str, ...] = (),
    time_limit_s: float | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Return the plan of what was found; options as :func:`plan_territory`.

    Raises
    ------
    InputError
        As there; or no permanence is given, open or possible.
    """
    release, planning = findings.release, findings.planning
    if release.permanences.empty:
        raise InputError((Problem(file="data/permanences", kind="no-permanence"),))
    return plan_territory(
        settings=release.settings,
        territory=release.territory,
        permanences=release.permanences,
        demand=demand_of(findings),
        rate=planning.target_rate,
        rate_kind=planning.target_kind,
        weighted=findings.weighted_by_need,
        posts=posts,
        stated=stated,
        closed=closed,
        time_limit_s=time_limit_s,
        progress=progress,
    )
