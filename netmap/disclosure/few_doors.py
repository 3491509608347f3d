"""Dwellings visited, told of no place where they are so few that they tell what is behind them.

Three dwellings, somebody met in one, a refusal at another and nobody at the third: whoever
knows that there were three knows all of it, whatever is hidden. How many were visited is not
told of such a place, nor of as many others as it takes, so that what is left of all of them
tells nothing either.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from netmap.counts.figure import absent
from netmap.counts.rounds import ALL, DOORS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmap.counts.model import Counts

#: What a group tells of its dwellings.
_DWELLINGS = ("logements", "logements_par_batiment")


def without_few_dwellings(counts: Counts) -> Counts:
    """Return counts in which few dwellings are hidden, by what dwellings say alone.

    Enough are those that leave a count at the threshold possible behind the doors of each place,
    when every other count there is 1.
    """
    if not counts.rounds:
        return counts
    threshold = counts.settings.disclosure.threshold
    visited = {
        group: own["logements"].value
        for group, own in counts.rounds.items()
        if own["logements"].value is not None
    }
    veiled: set[str] = set()
    for kind in ("lieu:", "annee:"):
        veiled |= _too_few({g: n for g, n in visited.items() if g.startswith(kind)}, threshold)
    if ALL in visited and visited[ALL] < _enough(1, threshold):
        veiled = set(visited)
    rounds = {
        group: {
            name: absent("hidden") if name in _DWELLINGS and group in veiled else figure
            for name, figure in own.items()
        }
        for group, own in counts.rounds.items()
    }
    return replace(counts, rounds=rounds)


def _too_few(visited: Mapping[str, float], threshold: int) -> set[str]:
    """Return the groups with too few dwellings, and as many of the next as hide them.

    >>> sorted(_too_few({"a": 3, "b": 90, "c": 40}, 11)), _too_few({"a": 30, "b": 90}, 11)
    (['a', 'c'], set())
    """
    order = sorted(visited, key=lambda group: (visited[group], group))
    few = [group for group in order if visited[group] < _enough(1, threshold)]
    if not few:
        return set()
    for group in order[len(few) :]:
        if len(few) > 1 and sum(visited[one] for one in few) >= _enough(len(few), threshold):
            break
        few.append(group)
    return set(few)


def _enough(groups: int, threshold: int) -> int:
    """Return how many dwellings of some groups, together, leave each of their counts in doubt."""
    return threshold - 1 + groups * len(DOORS)
