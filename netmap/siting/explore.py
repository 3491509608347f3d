"""What stands behind a placement: what each site brings, the next half-day, and the doubts.

Everything here looks at its last year.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.errors import InfeasibleError, OutOfTimeError
from netmap.siting.program import without_floor
from netmap.siting.request import YearBudget
from netmap.siting.search import (
    Choice,
    last_year,
    people_reached,
    recount_of,
    search,
    worth,
)
from netmap.siting.together import solved_together
from netmap.solver import deadline, proof_of, relative_gap, share_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from netmap.siting.instance import Instance
    from netmap.siting.placement import Placement
    from netmap.siting.recount import Recount
    from netmap.solver import Bools, Floats


#: Budgets that a curve is drawn through, each a search; sites that are few.
_POINTS = _FEW = 40


@dataclass(frozen=True, kw_only=True)
class GainCurve:
    """People reached by each further half-day of the budget.

    Attributes
    ----------
    points
        Index ``demi_journees`` (a week, travel included); ``personnes``: people reached a
        year by the best placement found; ``gain``: against the row before; ``statut``, ``ecart``:
        what was proved (:data:`netmap.vocabulary.Proof`, relative gap).
    knee
        Half-days after which a further one brings clearly less; None: no such point.
    planned
        Half-days of the last year, one of the points.
    """

    points: pd.DataFrame
    knee: float | None
    planned: float


@dataclass(frozen=True, kw_only=True)
class RunnerUp:
    """Another set of sites, nearly as good.

    `opens` and `closes` tell it from the placement; `reached` are people a year; `loss` is
    the share of the placement's objective that it lacks (below 0: it is better, which only a
    placement that was not proved optimal allows).
    """

    half_days: tuple[tuple[str, float], ...]
    opens: tuple[str, ...]
    closes: tuple[str, ...]
    reached: float
    loss: float


def site_contributions(placement: Placement) -> pd.DataFrame:
    """Return what each open site brings, in three ways that never add up alike.

    Returns
    -------
    DataFrame
        Index ``id``, in the order in which the sites are best added one by one; people a
        year, from the best use of the half-days in each case. ``demi_journees``: held a week;
        ``brut``: reached if this site stood alone; ``net``: lost if it alone closed;
        ``cumule``: reached by this site and those above it. The last ``cumule`` is the
        total without the floor of equity.
    """
    instance = without_floor(last_year(placement.instance))
    held = placement.half_days.iloc[:, -1].to_numpy(np.float64)
    opened = [int(site) for site in np.flatnonzero(held > 0)]
    rows = []
    if opened:
        nothing, every = np.zeros_like(held), recount_of(instance, held)
        total, one = every.people(held), recount_of(instance, nothing)
        alone = {site: one.people(_with(nothing, site, held[site])) for site in opened}
        net = {site: total - every.people(_with(held, site, 0.0)) for site in opened}
        rows = [
            (instance.sites[site], held[site], alone[site], net[site], together)
            for site, together in _best_first(one, held, alone, instance.share > 0)
        ]
    columns = ["id", "demi_journees", "brut", "net", "cumule"]
    return pd.DataFrame(rows, columns=columns).set_index("id")


def _best_first(
    recount: Recount, held: Floats, alone: dict[int, float], going: Bools
) -> Iterator[tuple[int, float]]:
    """Yield the sites as they are best added one by one, and the people reached with each.

    When one is added, those to which some of the same people would go are counted again. What
    another would add hardly moves, and falls: it is counted again where it would come first, as
    they all are where they are many.
    """
    chosen, total = np.zeros_like(held), 0.0
    added, counted = dict(alone), set(alone)
    while added:
        while True:
            best = max(added, key=lambda site: (round(added[site], 9), -site))
            if best in counted:
                break
            added[best] = recount.people(_with(chosen, best, held[best])) - total
            counted.add(best)
        chosen = _with(chosen, best, held[best])
        total = recount.settle(chosen)
        del added[best]
        few = len(added) < _FEW
        near = {site for site in added if few and (going[:, site] & going[:, best]).any()}
        added |= {site: recount.people(_with(chosen, site, held[site])) - total for site in near}
        counted = near
        yield best, total


def gain_curve(
    placement: Placement,
    half_days: Sequence[float] | None = None,
    *,
    further: int = 0,
    time_limit_s: float | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> GainCurve:
    """Return what each further half-day of the budget brings, the floor of equity set aside.

    What fits a shorter budget also fits a longer one, so that a longer budget never reaches
    fewer, even where the search stopped within its gap. The placement itself is the answer
    for its own budget, unless it keeps a floor.

    Parameters
    ----------
    half_days
        Budgets; by default every whole one from what is kept to that of the last year, and
        `further` more; of more than forty, one in two, or three…
    time_limit_s
        Seconds for all budgets; None: those of the rules.
    progress
        Called with the number of budgets solved, and of all.
    """
    instance = without_floor(last_year(placement.instance))
    budgets = sorted(_budgets(instance, further) if half_days is None else half_days)
    planned = instance.budgets[-1].half_days
    rows: list[tuple[float, float, str, float]] = []
    best = 0.0
    ends = deadline(instance.rules.time_limit_s if time_limit_s is None else time_limit_s)
    known = _known_choice(placement)

    def choose(task: tuple[int, float]) -> Choice:
        place, budget = task
        if known is not None and budget == planned:
            return known
        limit = share_of(ends, 1 / (len(budgets) - place))
        return search(_with_budget(instance, budget), time_limit_s=limit, where=False)

    counting = recount_of(instance, np.zeros(len(instance.sites)))
    with solved_together(choose, enumerate(budgets)) as answers:
        for done, (budget, choice) in enumerate(zip(budgets, answers, strict=True)):
            best = max(best, counting.settle(choice.half_days[-1]))
            gap = relative_gap(choice.objective, choice.bound)
            rows.append((budget, best, proof_of(gap, asked=instance.rules.gap), gap))
            if progress:
                progress(done + 1, len(budgets))
    points = pd.DataFrame(rows, columns=["demi_journees", "personnes", "statut", "ecart"])
    points = points.set_index("demi_journees")
    points.insert(1, "gain", points["personnes"].diff())
    return GainCurve(points=points, knee=find_knee(points["personnes"]), planned=planned)


def find_knee(curve: pd.Series[float]) -> float | None:
    """Return the abscissa where a rising curve is farthest above its chord; None: nowhere.

    Satopää et al. (2011), on the curve as it is, without smoothing.

    >>> find_knee(pd.Series([0.0, 8, 15, 16, 17], index=[0.0, 1, 2, 3, 4]))
    2.0
    >>> find_knee(pd.Series([0.0, 1, 2], index=[0.0, 1, 2])) is None
    True
    """
    x = np.asarray(curve.index, dtype=np.float64)
    y = np.asarray(curve, dtype=np.float64)
    if x.size < 3 or y[-1] <= y[0]:  # noqa: PLR2004
        return None
    above = (y - y[0]) / (y[-1] - y[0]) - (x - x[0]) / (x[-1] - x[0])
    place = int(above.argmax())
    return float(x[place]) if above[place] > 0.01 else None  # noqa: PLR2004


def runner_ups(
    placement: Placement,
    *,
    within: float = 0.02,
    most: int = 3,
    time_limit_s: float | None = None,
) -> tuple[RunnerUp, ...]:
    """Return the next best sets of sites that reach nearly as many people.

    Parameters
    ----------
    within
        Largest share of people lost against the placement.
    most
        How many at most.
    time_limit_s
        Seconds for all; None: those of the rules.

    Returns
    -------
    tuple[RunnerUp, ...]
        Best first; empty where every other set loses more.
    """
    instance = last_year(placement.instance)
    held = placement.half_days.iloc[:, -1].to_numpy(np.float64)
    opened = held > 0
    total = worth(instance, held)
    limit = instance.rules.time_limit_s if time_limit_s is None else time_limit_s
    refused: list[NDArray[np.bool_]] = [opened]
    found: list[RunnerUp] = []
    while len(found) < most and instance.sites and total > 0:
        try:
            choice = search(instance, refused=tuple(refused), time_limit_s=limit / most)
        except (InfeasibleError, OutOfTimeError):
            break
        other = choice.half_days[-1]
        loss = 1 - worth(instance, other) / total
        if loss > within:
            break
        refused.append(other > 0)
        found.append(
            RunnerUp(
                half_days=tuple(
                    (site, float(days))
                    for site, days in zip(instance.sites, other, strict=True)
                    if days > 0
                ),
                opens=_names(instance, (other > 0) & ~opened),
                closes=_names(instance, opened & ~(other > 0)),
                reached=_total(instance, other),
                loss=loss,
            )
        )
    return tuple(sorted(found, key=lambda other: (round(other.loss, 9), other.half_days)))


def _known_choice(placement: Placement) -> Choice | None:
    """Return what is proved about the budget itself; None: there was more to keep than that."""
    instance = placement.instance
    if len(instance.budgets) > 1 or instance.rules.equity_floor > 0 or (instance.weight != 1).any():
        return None
    held = placement.half_days.iloc[:, -1].to_numpy(np.float64)
    return Choice(half_days=held[np.newaxis], objective=placement.objective, bound=placement.bound)


def _total(instance: Instance, half_days: Floats) -> float:
    return float(people_reached(instance, half_days).sum())


def _with(half_days: Floats, site: int, value: float) -> Floats:
    changed = half_days.copy()
    changed[site] = value
    return changed


def _with_budget(instance: Instance, half_days: float) -> Instance:
    year = instance.budgets[-1].year
    return dataclasses.replace(instance, budgets=(YearBudget(year=year, half_days=half_days),))


def _budgets(instance: Instance, further: int) -> list[float]:
    least = instance.cost(instance.locked)
    planned = instance.budgets[-1].half_days
    first, last = np.ceil(least), np.floor(planned) + further
    step = max(1.0, np.ceil((last - first) / _POINTS))
    whole = np.arange(last, first - 1, -step)
    return sorted({float(budget) for budget in [least, *whole, planned]})


def _names(instance: Instance, chosen: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(instance.sites[int(site)] for site in np.flatnonzero(chosen))
