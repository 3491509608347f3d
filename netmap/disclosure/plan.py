"""The plan of a release: asked of what it shows, so that no hidden count can be in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netmap.analysis.site_plan import SitePlan
    from netmap.disclosure.model import Release
    from netmap.errors import Problem


def planned(release: Release) -> tuple[SitePlan | None, tuple[Problem, ...]]:
    """Return the plan for the posts of ``netmap.toml``, or why it is refused."""
    siting = release.settings.siting
    if siting.posts is None and not siting.years:
        return None, ()
    return None, ()
