"""How often each site is chosen when need is drawn again."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.errors import InfeasibleError, OutOfTimeError
from netmap.siting.program import without_floor
from netmap.siting.search import last_year, search
from netmap.siting.together import solved_together
from netmap.solver import deadline, seconds_left

if TYPE_CHECKING:
    from collections.abc import Callable

    from netmap.siting.instance import Instance
    from netmap.siting.placement import Placement
    from netmap.solver import Floats

#: Time left below which a further draw would only be cut short.
_SPENT_S = 0.05


def draw_need(need: pd.Series[float], *, draws: int, seed: int) -> pd.DataFrame:
    """Return needs that chance alone could have shown: Poisson counts around each need.

    Index 0 to ``draws - 1``; columns the codes, sorted, so that the order of rows is nothing.

    >>> draw_need(pd.Series({"17002": 5.0, "17001": 0.0}), draws=2, seed=1).columns.tolist()
    ['17001', '17002']
    """
    need = need.sort_index()
    counts = np.random.default_rng(seed).poisson(need.to_numpy(), (draws, len(need)))
    return pd.DataFrame(counts.astype(np.float64), columns=need.index)


def choice_frequency(
    placement: Placement,
    needs: pd.DataFrame,
    *,
    gap: float | None = None,
    time_limit_s: float | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Return how often each site is chosen when need is drawn again.

    Parameters
    ----------
    needs
        A row a draw, a column a commune of the placement (see :func:`draw_need`, or the draws of
        the composite need).
    gap
        Relative gap at which the search for each may stop; None: that of the rules.
    time_limit_s
        Seconds for all draws: those left when it is spent are not counted (`progress` is told
        of those done). None: those of the rules.
    progress
        Called with the number of draws solved, and of all.

    Returns
    -------
    DataFrame
        Index ``id`` (sorted). ``frequence``: share of the draws that open the site;
        ``demi_journees``: mean half-days over the draws. The floor of equity is left out
        where a draw cannot keep it.

    Raises
    ------
    ValueError
        A commune of the placement has no column, or a need is negative or missing.
    """
    instance = last_year(placement.instance)
    drawn = needs.reindex(columns=list(instance.codes)).to_numpy(np.float64)
    if not drawn.size or not (drawn >= 0).all():
        message = "needs: a row a draw and a column a commune, no hole, nothing negative"
        raise ValueError(message)
    ends = deadline(instance.rules.time_limit_s if time_limit_s is None else time_limit_s)
    half_days: list[Floats] = []
    first, *others = (dataclasses.replace(instance, need=need) for need in drawn)
    tasks = [(first, True), *((other, False) for other in others)]

    def held_in(task: tuple[Instance, bool]) -> Floats | None:
        return _held(task[0], ends, gap=gap, must=task[1])

    with solved_together(held_in, tasks) as answers:
        for draw, found in enumerate(answers):
            if found is None:
                break
            half_days.append(found)
            if progress:
                progress(draw + 1, len(drawn))
    held = np.stack(half_days)
    return pd.DataFrame(
        {"frequence": (held > 0).mean(axis=0), "demi_journees": held.mean(axis=0)},
        index=pd.Index(instance.sites, name="id"),
    )


def _held(
    instance: Instance, ends: float | None, *, gap: float | None, must: bool
) -> Floats | None:
    """Return the half-days that a draw would hold; None: no time is left, and it need not be."""
    left = seconds_left(ends)
    if not must and left is not None and left < _SPENT_S:
        return None
    try:
        choice = search(instance, gap=gap, time_limit_s=left)
    except (InfeasibleError, OutOfTimeError):
        choice = search(without_floor(instance), gap=gap, time_limit_s=left)
    return np.asarray(choice.half_days[-1], dtype=np.float64)
