"""The plan of a release: asked of what it shows, so that no hidden count can be in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.errors import InputError

if TYPE_CHECKING:
    from netmap.errors import Problem
    from netmap.findings.model import Findings
    from netmap.siting.site_plan import PlanRequest, SitePlan


def planned(findings: Findings) -> tuple[SitePlan | None, tuple[Problem, ...]]:
    """Return the plan for the posts of ``netmap.toml``, or why it is refused."""
    from netmap.siting.site_plan import plan_sites, posts_of
    from netmap.siting.solver import OutOfTimeError

    posts = posts_of(findings.release.settings)
    if not posts:
        return None, ()
    try:
        return plan_sites(plan_request(findings), posts, settings=findings.release.settings), ()
    except InputError as refusal:
        a_post = findings.release.settings.sizing.half_days_a_post
        return None, stated_in(refusal.problems, "netmap.toml", half_days_a_post=a_post)
    except OutOfTimeError:
        return None, (out_of_time("netmap.toml"),)


def plan_request(findings: Findings, *, closed: tuple[str, ...] = ()) -> PlanRequest:
    """Return what a plan is asked of: public tables and the rate that the release shows.

    Parameters
    ----------
    closed
        Sites that hold half-days today and may hold none in the plan.
    """
    from netmap.siting.site_plan import PlanRequest
    from netmap.territory.travel import travel_minutes

    release, planning = findings.release, findings.planning
    territory = release.territory
    sites = list(release.permanences.index)
    minutes = travel_minutes(territory, sites, access=release.settings.access)
    return PlanRequest(
        residents=territory.communes["population"],
        names=territory.communes["nom"],
        sites=release.permanences,
        minutes=minutes.loc[["commune"]].droplevel(0),
        need=planning.need,
        rate=planning.target_rate,
        rate_kind=planning.target_kind,
        travel="estimation" if territory.times is None else release.settings.access.mode or "table",
        closed=closed,
    )


def stated_in(
    problems: tuple[Problem, ...], file: str, *, half_days_a_post: float
) -> tuple[Problem, ...]:
    """Return a plan's problems as they were stated: where, and budgets in full-time posts."""
    from dataclasses import replace

    from netmap.siting.request import BUDGET, NEED

    places = {BUDGET: file, NEED: "data/geo/communes"}
    told = []
    for one in problems:
        details = dict(one.details)
        found = one.found
        if found is not None and "year" in details:
            posts = f"{float(found) / half_days_a_post:.4g} ETP"
            named = details["year"].isdigit()
            found = f"{details['year']} : {posts}" if named else posts
            details = {
                name: f"{float(amount) / half_days_a_post:.4g}"
                if name in {"locked", "former"}
                else amount
                for name, amount in details.items()
            }
        told.append(
            replace(
                one,
                file=places.get(one.file, one.file),
                found=found,
                details=tuple(details.items()),
            )
        )
    return tuple(told)


def out_of_time(file: str) -> Problem:
    """Return the problem that time ran out before any plan was found."""
    from netmap.errors import Problem

    return Problem(file=file, kind="plan-out-of-time")
