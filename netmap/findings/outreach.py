"""Door-to-door rounds: what became of each door, in the terms of AAPOR (2023).

A door that was called at ends as *met*, *refused*, *absent*, *vacant* or *inaccessible*. A
vacant dwelling is out of the rates: nobody lives there. An inaccessible one stays in: it
cannot be told whether somebody does (rates of the first kind, CON1 and REF1).

No capture-recapture: repeat visits are chosen, and neighbours talk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from netmap.counts.figure import Figure, Reason, absent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

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

_DOORS = ("rencontres", "refus", "absents", "inaccessibles")


def wilson(successes: float, trials: float, *, level: float = 0.95) -> tuple[float, float]:
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
    rounds: pd.DataFrame | None,
    *,
    in_scope: Mapping[str, float] | None = None,
    one_person_a_door: bool = False,
    level: float = 0.95,
) -> dict[str, Figure]:
    """Return what rounds amount to.

    Parameters
    ----------
    rounds
        The table ``porte_a_porte``: ``date, code, batiment, logements, rencontres, refus,
        absents, vacants, inaccessibles, personnes_rencontrees, accompagnements``. None: the
        project has no such table.
    in_scope
        Dwellings to be visited, by code; the coverage is told only where every code visited
        has one. None: not given.
    one_person_a_door
        Whether one person was met at each door, so that *people met per 100 dwellings
        visited* is a share and has a Wilson interval. Otherwise it has none.
    level
        Of the intervals.

    Returns
    -------
    dict[str, Figure]
        :data:`FIGURES` in order. Rates are 0 to 1, but for ``personnes_pour_100_logements``.
        A cell that is missing in a round makes the figures that need it *incomplete*: a sum
        of some rounds would pass for the sum of all.

    Notes
    -----
    A dwelling visited twice counts twice in ``logements_visites`` and once, as far as
    buildings can tell, in ``couverture``, which takes each building's largest round;
    ``visites_repetees`` counts rounds at a building after its first.

    Examples
    --------
    >>> import pandas as pd
    >>> rounds = pd.DataFrame({"code": ["a"], "logements": [669], "personnes_rencontrees": [313]})
    >>> figures = outreach_figures(rounds, one_person_a_door=True)
    >>> round(figures["personnes_pour_100_logements"].value, 1)
    46.8
    >>> figures["taux_contact"].missing
    'no-column'
    """
    if rounds is None or rounds.empty:
        reason: Reason = "no-table" if rounds is None else "no-row"
        return {name: absent(reason) for name in FIGURES}
    sums = {name: _total(rounds, (name,)) for name in (*_DOORS, "vacants")}
    visited = _total(rounds, ("logements",))
    people = _total(rounds, ("personnes_rencontrees",))
    doors = _total(rounds, _DOORS)
    answered = _total(rounds, ("rencontres", "refus"))
    per_dwelling = rate(people, visited, level=level if one_person_a_door else None)
    figures = {
        **sums,
        "logements_perimetre": _scope(rounds, in_scope),
        "logements_visites": visited,
        "couverture": _coverage(rounds, in_scope, level=level),
        "taux_contact": rate(answered, doors, level=level),
        "taux_cooperation": rate(sums["rencontres"], answered, level=level),
        "taux_refus": rate(sums["refus"], doors, level=level),
        "personnes_rencontrees": people,
        "personnes_pour_100_logements": _hundredfold(per_dwelling),
        "accompagnements_par_contact": rate(
            _total(rounds, ("accompagnements",)), sums["rencontres"], level=None
        ),
        "visites_repetees": _repeats(rounds),
    }
    return {name: figures[name] for name in FIGURES}


def rounds_by_place(
    rounds: pd.DataFrame | None,
) -> list[tuple[str | None, pd.DataFrame]]:
    """Return all rounds (code None), then those of each code, in order; empty: no round."""
    if rounds is None or rounds.empty:
        return []
    return [
        (None, rounds),
        *((str(code), own) for code, own in rounds.groupby("code", sort=True)),
    ]


def rate(numerator: Figure, denominator: Figure, *, level: float | None) -> Figure:
    """Return one figure over another, with its Wilson interval where `level` is given.

    A share above 1 has no interval.
    """
    above, below = numerator.value, denominator.value
    if above is None or below is None:
        return absent(numerator.missing or denominator.missing or "not-given")
    if below == 0:
        return absent("nothing-to-divide-by")
    share = level is not None and above <= below
    low, high = wilson(above, below, level=level) if share and level else (None, None)
    return Figure(value=above / below, low=low, high=high, numerator=above, denominator=below)


def _total(rounds: pd.DataFrame, columns: Sequence[str]) -> Figure:
    if any(name not in rounds.columns or rounds[name].isna().all() for name in columns):
        return absent("no-column")
    total = float(rounds[list(columns)].astype(float).to_numpy().sum())
    return absent("incomplete") if np.isnan(total) else Figure(value=total)


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


def _scope(rounds: pd.DataFrame, in_scope: Mapping[str, float] | None) -> Figure:
    if in_scope is None:
        return absent("not-given")
    dwellings = [in_scope.get(code, np.nan) for code in sorted(set(rounds["code"]))]
    total = float(np.sum(dwellings))
    return absent("incomplete") if np.isnan(total) else Figure(value=total)


def _coverage(
    rounds: pd.DataFrame, in_scope: Mapping[str, float] | None, *, level: float
) -> Figure:
    visited = _total(rounds, ("logements",))
    scope = _scope(rounds, in_scope)
    if visited.value is None or scope.value is None:
        return rate(visited, scope, level=None)
    if "batiment" in rounds.columns and rounds["batiment"].notna().all():
        each = rounds.groupby(["code", "batiment"], sort=True)["logements"].max()
        visited = Figure(value=float(each.astype(float).sum()))
    return rate(visited, scope, level=level)


def _repeats(rounds: pd.DataFrame) -> Figure:
    if "batiment" not in rounds.columns or rounds["batiment"].isna().all():
        return absent("no-column")
    if rounds["batiment"].isna().any():
        return absent("incomplete")
    return Figure(value=float(rounds.duplicated(["code", "batiment"]).sum()))
