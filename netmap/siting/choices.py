"""What a plan proposes that holds, and where several places are as good."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from netmap.siting.program import without_floor
from netmap.siting.search import last_year, recount_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from netmap.siting.draws import Draws
    from netmap.siting.instance import Instance
    from netmap.siting.placement import Placement
    from netmap.siting.recount import Recount
    from netmap.solver import Floats

#: Places are as good where moving what was added reaches fewer people by this share at most of
#: those that it brings, and by less than half a person a year.
_AS_GOOD, _NOBODY = 0.1, 0.5
#: Places that a plan's are compared with, in all: where they are more, with those that share
#: the most people.
_COMPARED = 400
#: Share of the draws in which a choice comes back, from which it is told first.
HOLDS = 0.5
_TINY = 1e-9


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Half-days that a plan adds, at one place or at some of several that are as good.

    Attributes
    ----------
    sites
        Ids, those of the plan first.
    count
        How many of them the plan takes.
    half_days
        A week, added at these `count` places.
    frequency
        Share of the draws in which as many of them gain half-days.
    """

    sites: tuple[str, ...]
    count: int
    half_days: float
    frequency: float

    @property
    def holds(self) -> bool:
        """Whether it comes back in most draws."""
        return self.frequency > HOLDS


def choices_of(
    placement: Placement, draws: Draws, readings: Sequence[Floats]
) -> tuple[Choice, ...]:
    """Return what the last year adds to today; places that are as good stand together.

    A place is as good as another to which some of the same people would go, where the half-days
    added there, moved, bring nine tenths of the people that they bring, and at most half a person
    a year fewer, at every reading of need.

    Parameters
    ----------
    readings
        Needs of the origins of the placement, in order.
    """
    instance = without_floor(last_year(placement.instance))
    held = placement.half_days.iloc[:, -1].to_numpy(np.float64)
    at_each = [recount_of(replace(instance, need=need), held) for need in readings]
    reached = [one.people(held) for one in at_each]
    common = _people_in_common(instance)
    added = np.maximum(held - instance.today, 0.0)
    groups: list[set[int]] = []
    for site in map(int, chosen := np.flatnonzero(added > _TINY)):
        free = np.flatnonzero((common[site] > 0) & (held <= _TINY))
        nearest = free[np.argsort(-common[site, free], kind="stable")]
        without = held.copy()
        without[site] -= added[site]
        moves = _moves(instance, without, added[site], nearest[: _COMPARED // len(chosen)])
        own = {site, *_as_good(at_each, reached, without, moves)}
        for group in [group for group in groups if group & own]:
            own |= group
            groups.remove(group)
        groups.append(own)
    gained = draws.half_days.to_numpy(np.float64) > instance.today + _TINY
    found = []
    for group in groups:
        planned = sorted(site for site in group if added[site] > _TINY)
        others = sorted(group - set(planned))
        back = gained[:, [*planned, *others]].sum(axis=1) >= len(planned)
        found.append(
            Choice(
                sites=tuple(instance.sites[site] for site in [*planned, *others]),
                count=len(planned),
                half_days=float(added[planned].sum()),
                frequency=float(back.mean()),
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.frequency, -one.half_days, one.sites)))


def _people_in_common(instance: Instance) -> Floats:
    """Return sites × sites: people, times the share who would go to the one and to the other."""
    return np.asarray(instance.share.T @ (instance.need[:, None] * instance.share))


def _moves(
    instance: Instance, without: Floats, added: float, others: NDArray[np.intp]
) -> dict[int, Floats]:
    """Return what half-days would be if each of `others` were given some, where it may be."""
    moves: dict[int, Floats] = {}
    for other in map(int, others):
        steps = added / instance.step[other]
        moved = without.copy()
        moved[other] = added
        within = instance.cost(moved) <= instance.budgets[-1].half_days + _TINY
        if abs(steps - round(steps)) < _TINY and within:
            moves[other] = moved
    return moves


def _as_good(
    at_each: Sequence[Recount],
    reached: Sequence[float],
    without: Floats,
    moves: dict[int, Floats],
) -> set[int]:
    """Return the sites that would do as much with what another was given.

    `reached` are the people whom the plan reaches at each reading of need.
    """
    for one, best in zip(at_each, reached, strict=True):
        if not moves:
            break
        rest = one.settle(without)
        enough = best - min(_NOBODY, _AS_GOOD * (best - rest)) - _TINY
        moves = {other: moved for other, moved in moves.items() if one.people(moved) >= enough}
    return set(moves)
