"""What a reader knows if he takes a place of today for one that has gone, and is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netmap.disclosure.beside import CLOSE
from netmap.disclosure.history import keys_of
from netmap.disclosure.lineage import Lineage, perhaps_the_same, told_today
from netmap.periods import months

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netmap.counts.model import Counts
    from netmap.disclosure.cells import Bools, CountSystem
    from netmap.formats.releases import Figures


def guessed(
    counts: Counts,
    system: CountSystem,
    earlier: Iterable[Figures],
    *,
    periods: tuple[str, ...],
) -> Bools:
    """Return today's cells of new places whose value was shown of a place that has gone.

    Whoever takes the one for the other knows it, whatever the edition hides today. Sums over
    periods are compared where the same months were pooled.
    """
    place = {key: i for i, key in enumerate(keys_of(counts, system))}
    lineage = Lineage(counts)
    pooled = frozenset().union(*map(months, periods))
    known = np.zeros(len(place), dtype=np.bool_)
    for figures in dict.fromkeys(earlier):
        same = frozenset().union(*map(months, figures.periodes)) == pooled
        former = told_today(figures, lineage, place.keys())
        for keys, shown in perhaps_the_same(former, lineage):
            key = keys[0]
            if len(keys) > 1 or key not in former.come or key not in place:
                continue
            if (same or key[0] != "density") and _is(system.values[place[key]], shown):
                known[place[key]] = True
    return known & ~system.known


def _is(value: float, shown: float) -> bool:
    return abs(value - shown) <= CLOSE * (1 + shown)
