"""What a plan is worth when need is drawn again: which places come back, and what it keeps."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.errors import InfeasibleError, OutOfTimeError
from netmap.siting.instance import journey_share
from netmap.siting.program import without_floor
from netmap.siting.search import last_year, people_reached, search
from netmap.siting.together import solved_together
from netmap.solver import deadline, seconds_left, share_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from netmap.siting.instance import Instance
    from netmap.siting.placement import Placement
    from netmap.solver import Floats

#: Time left below which a further draw would only be cut short.
_SPENT_S = 0.05


@dataclass(frozen=True, kw_only=True)
class Draws:
    """The best half-days of each draw of need.

    Attributes
    ----------
    half_days
        A row a draw, a column a site.
    kept
        A value a draw: people whom the placement reaches there, over those whom the best
        half-days found for that draw reach.
    """

    half_days: pd.DataFrame
    kept: pd.Series[float]

    @property
    def frequency(self) -> pd.DataFrame:
        """Index ``id``; ``frequence``: share of the draws that open it; ``demi_journees``: mean."""
        return pd.DataFrame(
            {"frequence": (self.half_days > 0).mean(), "demi_journees": self.half_days.mean()}
        ).rename_axis("id")


def draw_need(need: pd.Series[float], *, draws: int, seed: int) -> pd.DataFrame:
    """Return needs that chance alone could have shown: Poisson counts around each need.

    Index 0 to ``draws - 1``; columns the codes, sorted, so that the order of rows is nothing.

    >>> draw_need(pd.Series({"17002": 5.0, "17001": 0.0}), draws=2, seed=1).columns.tolist()
    ['17001', '17002']
    """
    need = need.sort_index()
    counts = np.random.default_rng(seed).poisson(need.to_numpy(), (draws, len(need)))
    return pd.DataFrame(counts.astype(np.float64), columns=need.index)


def redraw(
    placement: Placement,
    needs: pd.DataFrame,
    *,
    slower: Sequence[float] = (1.0,),
    gap: float | None = None,
    time_limit_s: float | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Draws:
    """Place the half-days of the last year again for each draw of need.

    The floor of equity is left out where a draw cannot keep it.

    Parameters
    ----------
    needs
        A row a draw, a column an origin of the placement (see :func:`draw_need`).
    slower
        By how much journeys take longer, in turn: the speed is supposed, and drawn too.
    gap
        Relative gap at which the search for each may stop; None: that of the rules.
    time_limit_s
        Seconds for all draws: those left when it is spent are not counted (`progress` is told
        of those done). None: those of the rules.
    progress
        Called with the number of draws solved, and of all.

    Raises
    ------
    ValueError
        An origin of the placement has no column, or a need is negative or missing.
    """
    instance = last_year(placement.instance)
    drawn = needs.reindex(columns=list(instance.codes)).to_numpy(np.float64)
    if not drawn.size or not (drawn >= 0).all():
        message = "needs: a row a draw and a column an origin, no hole, nothing negative"
        raise ValueError(message)
    ends = deadline(instance.rules.time_limit_s if time_limit_s is None else time_limit_s)
    planned = placement.half_days.iloc[:, -1].to_numpy(np.float64)
    shares = [_share(instance, factor) for factor in slower]
    tasks = [
        (dataclasses.replace(instance, need=need, share=shares[draw % len(shares)]), draw)
        for draw, need in enumerate(drawn)
    ]

    def placed_in(task: tuple[Instance, int]) -> tuple[Floats, float] | None:
        held = _held(task[0], ends, gap=gap, draw=task[1], of=len(drawn))
        if held is None:
            return None
        free = without_floor(task[0])
        best, ours = (float(people_reached(free, one).sum()) for one in (held, planned))
        return held, ours / max(best, ours) if ours > 0 else float(best == 0)

    found: list[tuple[Floats, float]] = []
    with solved_together(placed_in, tasks) as answers:
        for draw, answer in enumerate(answers):
            if answer is None:
                break
            found.append(answer)
            if progress:
                progress(draw + 1, len(drawn))
    return Draws(
        half_days=pd.DataFrame([held for held, _ in found], columns=list(instance.sites)),
        kept=pd.Series([kept for _, kept in found], dtype=np.float64),
    )


def _share(instance: Instance, slower: float) -> Floats:
    rules = instance.rules
    return (
        instance.share
        if slower == 1
        else journey_share(
            slower * instance.minutes, near=rules.near_minutes, far=rules.far_minutes
        )
    )


def _held(
    instance: Instance, ends: float | None, *, gap: float | None, draw: int, of: int
) -> Floats | None:
    """Return the half-days that a draw would hold; None: no time is left, and it need not be."""
    left = seconds_left(ends)
    if draw > 0 and left is not None and left < _SPENT_S:
        return None
    left = share_of(ends, 1 / (of - draw))
    try:
        choice = search(instance, gap=gap, time_limit_s=left)
    except (InfeasibleError, OutOfTimeError):
        choice = search(without_floor(instance), gap=gap, time_limit_s=left)
    return np.asarray(choice.half_days[-1], dtype=np.float64)
