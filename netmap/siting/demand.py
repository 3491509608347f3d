"""Who would come: people expected by zone, brought to what is observed of places alike.

Two readings bound the demand. *As today*: in each stratum (QPVs; what is left of the communes
that hold one; other communes) the people who come are the people expected × one *use* × the
share who make the journey; the uses are fitted by maximum likelihood to the groups whose people
are shown (Poisson, with a gamma law of one person behind each, so that a stratum of which little
is known stays near the others), and each group is then brought towards its own people (gamma
posterior, whose coefficient of variation is that of the groups, at least 0.3). *As expected*:
everybody who is expected comes. Nobody knows how use changes when a permanence opens: the plan
counts on the middle of the two, is told at both, and is drawn again at either.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING, get_args

import numpy as np
import pandas as pd

from netmap.siting.instance import journey_share
from netmap.vocabulary import PlaceKind

if TYPE_CHECKING:
    from netmap.solver import Floats

STRATA = get_args(PlaceKind)

#: By how much the stated table of journeys may be stretched.
_STRETCHES = (0.25, 1 / 3, 0.5, 2 / 3, 1.0, 1.5, 2.0, 3.0, 4.0)
#: Twice the gain in log-likelihood from which a stretch is told from none (χ², 95 %).
_TOLD = 3.841
_ROUNDS = 200
#: Coefficient of variation between groups of one stratum, at least.
_LEAST_SPREAD = 0.3


@dataclass(frozen=True, kw_only=True)
class Demand:
    """People a year who would come if a permanence was at their door.

    Attributes
    ----------
    zones
        Index ``zone``, sorted; ``nom``, ``code_insee``, ``strate`` (:data:`STRATA`);
        ``attendues``: people a year at the reference, wherever the service works;
        ``observees``: accompanied a year (NaN: hidden, not known or never open); ``annees``:
        of service over the pooled periods (0: never open); ``ouverte`` (bool): whether it is
        open today; ``comme_aujourdhui``, ``comme_attendu``: the two readings, never under what
        is observed; ``besoin``: their middle.
    groups
        See :func:`netmap.siting.observed.observed_groups`.
    uses
        By stratum: people who come for one expected, at the door, and ``personnes``, those
        observed behind it (0: nobody, the use is that of all).
    near_minutes, far_minutes
        Everybody comes up to the first, nobody from the second on.
    fitted
        Whether they are told by the people observed; else they are the stated ones.
    people_a_half_day
        Accompanied in the last period for one half-day held each week today; NaN: not known.
    """

    zones: pd.DataFrame
    groups: pd.DataFrame
    uses: pd.DataFrame
    near_minutes: float
    far_minutes: float
    fitted: bool
    people_a_half_day: float

    @property
    def known(self) -> bool:
        """Whether anybody is observed, so that the uses are fitted and not supposed."""
        return bool(self.uses["personnes"].sum() > 0)


def fit_demand(
    zones: pd.DataFrame,
    groups: pd.DataFrame,
    minutes: pd.DataFrame,
    *,
    near: float,
    far: float,
    people_a_half_day: float = float("nan"),
) -> Demand:
    """Fit the uses of strata, and the journeys where the data tell them.

    Parameters
    ----------
    zones, groups
        As in :class:`Demand`, without the readings.
    minutes
        Zones × permanences held today (``inf``: out of reach); without any, everybody is
        taken to be at the door.
    near, far
        The stated table of journeys.

    Examples
    --------
    Ten are expected in each of two places; twenty come over two years where the door is near,
    two where it is at twenty minutes:

    >>> zones = pd.DataFrame({"nom": ["A", "B"], "code_insee": ["1", "2"],
    ...     "strate": "commune", "attendues": 10.0, "observees": [10.0, 1.0], "annees": 2.0},
    ...     index=["1", "2"])
    >>> groups = pd.DataFrame({"nom": ["A", "B"], "kind": "autres",
    ...     "zones": [("1",), ("2",)], "personnes": [20.0, 2.0]})
    >>> told = fit_demand(zones, groups, pd.DataFrame({"p": [0.0, 20.0]}, index=["1", "2"]),
    ...     near=10, far=40)
    >>> told.fitted, round(told.far_minutes, 1)
    (True, 26.7)
    """
    zones = zones.sort_index()
    places = minutes.reindex(zones.index).to_numpy(np.float64)
    nearest = places.min(axis=1) if places.shape[1] else np.zeros(len(zones))
    fits = {
        stretch: _fit(zones, groups, journey_share(nearest, near=stretch * near, far=stretch * far))
        for stretch in _STRETCHES
    }
    best = max(_STRETCHES, key=lambda stretch: (fits[stretch][1], -abs(np.log(stretch))))
    fitted = 2 * (fits[best][1] - fits[1.0][1]) > _TOLD
    stretch = best if fitted else 1.0
    uses = fits[stretch][0]
    share = journey_share(nearest, near=stretch * near, far=stretch * far)
    use = uses["usage"].reindex(zones["strate"]).to_numpy()
    reached = zones["annees"] * share
    today = zones["attendues"] * use * _own_ratio(zones, groups, reached * use)
    seen = zones["observees"]
    today = _not_under(today.where(~(seen > today), seen), groups, zones["annees"])
    expected = zones["attendues"].where(~(today > zones["attendues"]), today)
    return Demand(
        zones=zones.assign(
            comme_aujourdhui=today, comme_attendu=expected, besoin=(today + expected) / 2
        ),
        groups=groups,
        uses=uses,
        near_minutes=stretch * near,
        far_minutes=stretch * far,
        fitted=fitted,
        people_a_half_day=people_a_half_day,
    )


def _own_ratio(zones: pd.DataFrame, groups: pd.DataFrame, sent: pd.Series[float]) -> Floats:
    """Return the people of each zone's group over those that its strata say; 1: in no group."""
    ratio = pd.Series(1.0, index=zones.index)
    mean = np.array(
        [float((zones["attendues"] * sent)[list(own)].sum()) for own in groups["zones"]]
    )
    people = groups["personnes"].to_numpy(np.float64)
    told = mean > 0
    if not told.any():
        return np.asarray(ratio, dtype=np.float64)
    spread = np.mean(((people - mean)[told] ** 2 - mean[told]) / mean[told] ** 2)
    shape = 1 / max(float(spread), _LEAST_SPREAD**2)
    for own, observed, due in zip(groups["zones"], people, mean, strict=True):
        if due > 0:
            ratio[list(own)] = (observed + shape) / (due + shape)
    return np.asarray(ratio, dtype=np.float64)


def _not_under(
    due: pd.Series[float], groups: pd.DataFrame, years: pd.Series[float]
) -> pd.Series[float]:
    """Raise the demand of a group's zones that together have fewer than are observed."""
    due = due.copy()
    for own, people in zip(groups["zones"], groups["personnes"], strict=True):
        together = float((due[list(own)] * years[list(own)]).sum())
        if 0 < together < people:
            due[list(own)] *= people / together
    return due


def _fit(zones: pd.DataFrame, groups: pd.DataFrame, share: Floats) -> tuple[pd.DataFrame, float]:
    """Return the use of each stratum, and the log-likelihood of the groups."""
    weight = (zones["attendues"] * zones["annees"] * share).fillna(0.0).to_numpy(np.float64)
    stratum = pd.Index(STRATA).get_indexer(pd.Index(zones["strate"]))
    expected = np.zeros((len(groups), len(STRATA)))
    for row, own in enumerate(groups["zones"]):
        members = zones.index.get_indexer(pd.Index(own))
        for one in np.unique(stratum[members]):
            expected[row, one] = fsum(weight[members][stratum[members] == one])
    people = groups["personnes"].to_numpy(np.float64)
    kept = expected.sum(axis=1) > 0
    people, expected = people[kept], expected[kept]
    total = float(expected.sum())
    overall = people.sum() / total if total > 0 else 1.0
    overall = overall if overall > 0 else 1.0 / (1.0 + total)
    uses = np.full(len(STRATA), overall)
    behind = np.zeros(len(STRATA))
    for _ in range(_ROUNDS):
        mean = expected @ uses
        parts = np.divide(
            expected * uses * people[:, None],
            mean[:, None],
            out=np.zeros_like(expected),
            where=mean[:, None] > 0,
        )
        behind = parts.sum(axis=0)
        uses = (behind + 1.0) / (expected.sum(axis=0) + 1.0 / overall)
    mean = expected @ uses
    likelihood = float((people * np.log(np.maximum(mean, 1e-12)) - mean).sum())
    # Somebody who comes although nobody should is as unlikely as can be.
    likelihood -= 1e3 * float(groups["personnes"].to_numpy(np.float64)[~kept].sum())
    table = pd.DataFrame(
        {"usage": uses, "personnes": behind}, index=pd.Index(STRATA, name="strate")
    )
    return table, likelihood


def drawn_demand(demand: Demand, *, draws: int, seed: int) -> pd.DataFrame:
    """Return demands that a plan has to stand: as today and as expected in turn.

    The use of today is drawn from its gamma law; then comes chance (Poisson), and nobody who is
    observed is left out of its mean. Index 0 to ``draws - 1``; columns the zones.
    """
    zones = demand.zones
    chance = np.random.default_rng(seed)
    behind = demand.uses["personnes"].to_numpy(np.float64) + 1.0
    stratum = demand.uses.index.get_indexer(pd.Index(zones["strate"]))
    today, expected = (
        zones[name].to_numpy(np.float64) for name in ("comme_aujourdhui", "comme_attendu")
    )
    least = zones["observees"].fillna(0.0).to_numpy(np.float64)
    rows = []
    for draw in range(draws):
        use = (chance.gamma(behind) / behind)[stratum]
        rows.append(chance.poisson(expected if draw % 2 else np.maximum(today * use, least)))
    return pd.DataFrame(np.array(rows, dtype=np.float64), columns=zones.index)
