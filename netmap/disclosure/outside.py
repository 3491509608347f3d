"""People who are in no rate are in no public count either."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from netmap.counts.accompanied import counts_of_people
from netmap.counts.perimeter import rows_of_the_territory
from netmap.vocabulary import ELSEWHERE

if TYPE_CHECKING:
    from netmap.counts.model import Counts


def of_the_territory(counts: Counts) -> Counts:
    """Return counts without the people of elsewhere, and of places where it was not open.

    The very same, if there are none.
    """
    settings, rows = counts.settings, counts.accompaniments
    if rows is None or not (settings.perimeter or (rows["code"] == ELSEWHERE).any()):
        return counts
    kept = rows_of_the_territory(
        rows,
        counts.territory,
        reading=settings.reading,
        perimeter=settings.perimeter,
    )
    if kept.equals(rows):
        return counts
    return replace(counts, **counts_of_people(kept, counts.territory, settings))
