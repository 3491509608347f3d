"""The plan of a release: asked of what it shows, so that no hidden count can be in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.errors import InputError
from netmap.siting.plan import plan_territory
from netmap.siting.stated import posts_of

if TYPE_CHECKING:
    from netmap.disclosure.model import Release
    from netmap.errors import Problem
    from netmap.siting.plan import Plan, Progress
    from netmap.siting.stated import Posts


def planned(release: Release) -> tuple[Plan | None, tuple[Problem, ...]]:
    """Return the plan for the posts of ``netmap.toml``, or why it is refused."""
    if not posts_of(release.settings):
        return None, ()
    try:
        return plan_release(release), ()
    except InputError as refusal:
        return None, refusal.problems


def plan_release(
    release: Release,
    *,
    posts: Posts | None = None,
    stated: str = "netmap.toml",
    closed: tuple[str, ...] = (),
    time_limit_s: float | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Return the plan of what a release shows; options as :func:`plan_territory`."""
    return plan_territory(
        settings=release.settings,
        territory=release.territory,
        permanences=release.permanences,
        need=release.planning.need,
        target_rate=release.planning.target_rate,
        target_kind=release.planning.target_kind,
        posts=posts,
        stated=stated,
        closed=closed,
        time_limit_s=time_limit_s,
        progress=progress,
    )
