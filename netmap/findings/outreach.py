"""Door-to-door rounds: what became of each door, in the terms of AAPOR (2023).

A door that was called at ends as *met*, *refused*, *absent*, *vacant* or *inaccessible*. A
vacant dwelling is out of the rates: nobody lives there. An inaccessible one stays in: it
cannot be told whether somebody does (rates of the first kind, CON1 and REF1).

No capture-recapture: repeat visits are chosen, and neighbours talk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from netmap.counts.figure import Figure, absent, total
from netmap.counts.rounds import ALL, DOORS
from netmap.defaults import LEVEL

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The figures of a set of rounds, in the order in which they are told.
FIGURES = (
    "logements_perimetre",
    "logements_visites",
    "couverture",
    "rencontres",
    "refus",
    "absents",
    "vacants",
    "inaccessibles",
    "taux_contact",
    "taux_cooperation",
    "taux_refus",
    "personnes_rencontrees",
    "personnes_pour_100_logements",
    "accompagnements_par_contact",
    "visites_repetees",
)


@dataclass(frozen=True, kw_only=True)
class Outreach:
    """What the rounds at one place amount to, or at all places together (`code` None).

    `figures` are those of :data:`FIGURES`, in order.
    """

    code: str | None
    name: str | None
    figures: dict[str, Figure]


def wilson(successes: float, trials: float, *, level: float = LEVEL) -> tuple[float, float]:
    """Return the interval of a share (Wilson 1927).

    Raises
    ------
    ValueError
        No trial, more successes than trials, a negative number, or a level that is not
        between 0 and 1.

    Examples
    --------
    >>> low, high = wilson(313, 669)
    >>> f"{100 * low:.1f} {100 * high:.1f}"
    '43.0 50.6'
    """
    if not (0 < level < 1 and trials > 0 and 0 <= successes <= trials):
        message = f"{successes} of {trials} at level {level}: no share of which to take an interval"
        raise ValueError(message)
    z = float(ndtri((1 + level) / 2))
    share = successes / trials
    middle = share + z**2 / (2 * trials)
    half = z * np.sqrt(share * (1 - share) / trials + z**2 / (4 * trials**2))
    scale = 1 + z**2 / trials
    low = float((middle - half) / scale) if successes > 0 else 0.0
    high = float((middle + half) / scale) if successes < trials else 1.0
    return low, high


def outreach_figures(
    sums: Mapping[str, Figure], *, one_person_a_door: bool = False, level: float = LEVEL
) -> dict[str, Figure]:
    """Return what a group of rounds amounts to.

    Parameters
    ----------
    sums
        Of :func:`netmap.counts.rounds.sum_rounds`, hidden ones absent: whatever is worked out
        from a sum that is not there is not there either, and says why.
    one_person_a_door
        Whether one person was met at each door, so that *people met per 100 dwellings
        visited* is a share and has a Wilson interval. Otherwise it has none.
    level
        Of the intervals.

    Returns
    -------
    dict[str, Figure]
        :data:`FIGURES` in order. Rates are 0 to 1, but for ``personnes_pour_100_logements``.

    Notes
    -----
    A dwelling visited twice counts twice in ``logements_visites`` and once, as far as
    buildings can tell, in ``couverture``, which takes each building's largest round;
    ``visites_repetees`` counts rounds at a building after its first.

    Examples
    --------
    >>> import pandas as pd
    >>> from netmap.counts.rounds import sum_rounds
    >>> rounds = pd.DataFrame({"code": ["a"], "logements": [669], "personnes_rencontrees": [313]})
    >>> figures = outreach_figures(sum_rounds(rounds), one_person_a_door=True)
    >>> round(figures["personnes_pour_100_logements"].value, 1)
    46.8
    >>> figures["taux_contact"].missing
    'no-column'
    """
    visited, people = sums["logements"], sums["personnes_rencontrees"]
    doors = total(*(sums[name] for name in DOORS if name != "vacants"))
    answered = total(sums["rencontres"], sums["refus"])
    per_dwelling = rate(people, visited, level=level if one_person_a_door else None)
    figures = {
        **{name: sums[name] for name in DOORS},
        "logements_perimetre": sums["logements_perimetre"],
        "logements_visites": visited,
        "couverture": rate(
            sums["logements_par_batiment"], sums["logements_perimetre"], level=level
        ),
        "taux_contact": rate(answered, doors, level=level),
        "taux_cooperation": rate(sums["rencontres"], answered, level=level),
        "taux_refus": rate(sums["refus"], doors, level=level),
        "personnes_rencontrees": people,
        "personnes_pour_100_logements": _hundredfold(per_dwelling),
        "accompagnements_par_contact": rate(
            sums["accompagnements"], sums["rencontres"], level=None
        ),
        "visites_repetees": sums["visites_repetees"],
    }
    return {name: figures[name] for name in FIGURES}


def places_reached(
    rounds: Mapping[str, Mapping[str, Figure]] | None,
    names: Mapping[str, str],
    *,
    level: float,
    one_person_a_door: bool,
) -> tuple[Outreach, ...]:
    """Return what the rounds amount to: all together first, then by place, in order of code.

    Parameters
    ----------
    rounds
        As in :class:`netmap.disclosure.shown.ShownCounts`.
    names
        Of communes and QPVs, by code.
    level, one_person_a_door
        As in :func:`outreach_figures`.
    """
    told = []
    for group, sums in (rounds or {}).items():
        kind, _, code = group.partition(":")
        if group == ALL or kind == "lieu":
            figures = outreach_figures(sums, one_person_a_door=one_person_a_door, level=level)
            own = code or None
            told.append(Outreach(code=own, name=own and names.get(code, code), figures=figures))
    return tuple(told)


def rate(numerator: Figure, denominator: Figure, *, level: float | None) -> Figure:
    """Return one figure over another, with its Wilson interval where `level` is given.

    A share above 1 has no interval.
    """
    above, below = numerator.value, denominator.value
    if above is None or below is None:
        return total(numerator, denominator)
    if below == 0:
        return absent("nothing-to-divide-by")
    share = level is not None and above <= below
    low, high = wilson(above, below, level=level) if share and level else (None, None)
    return Figure(value=above / below, low=low, high=high, numerator=above, denominator=below)


def _hundredfold(share: Figure) -> Figure:
    if share.value is None:
        return share
    return Figure(
        value=100 * share.value,
        low=None if share.low is None else 100 * share.low,
        high=None if share.high is None else 100 * share.high,
        numerator=share.numerator,
        denominator=share.denominator,
    )
