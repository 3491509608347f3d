"""What a release hid together: later releases must not tell which of it was small.

A count that is not small is hidden for company, beside one that is. Whoever learns later that
all others were large concludes that the last one was small, and has worked out none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from netmap.disclosure.cells import Company

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from netmap.disclosure.cells import Bools, CountSystem, Floats
    from netmap.disclosure.states import Bond, State, Term

_TOLERANCE = 1e-6


def hidden_together(states: Sequence[State], bonds: Iterable[Bond]) -> Iterator[Company[Term]]:
    """Yield the counts, two or more, that sums of each earlier release bind to each other."""
    bound: nx.Graph[Term] = nx.Graph()
    for bond in bonds:
        unknown = [
            term
            for term in bond.terms
            if term.state >= 0 and not (term.piece < 0 and term.key in states[term.state].shown)
        ]
        if len({term.state for term in bond.terms}) == 1:
            nx.add_path(bound, unknown)
    for group in nx.connected_components(bound):
        number = next(iter(group)).state
        state = states[number]
        hidden = frozenset(t for t in group if t.piece < 0 and t.key in state.hidden)
        if number < len(states) - 1 and len(hidden) > 1:
            yield Company(hidden, min(state.threshold, states[-1].threshold))


def told_apart(system: CountSystem, hidden: Bools) -> Iterator[tuple[int, float]]:
    """Yield cells that must be thought able to be small, and how small.

    Of the cells that a release hid together, one alone would be left that may be small, where
    there were more if nothing of today was shown: the least of the others is asked for.
    """
    if not system.companies:
        return
    now = _may_be_small(system, hidden)
    alone = [one for one in system.companies if sum(now[cell] for cell in one.members) == 1]
    if not alone:
        return
    before = _may_be_small(system, ~system.known)
    for company in alone:
        others = [cell for cell in company.members if before[cell] and not now[cell]]
        if others:
            least = min(others, key=lambda cell: (float(system.values[cell]), cell))
            yield least, company.threshold - 1.0


def _may_be_small(system: CountSystem, hidden: Bools) -> Bools:
    """Tell of which cells of companies a reader must hold a small value possible."""
    goal: Floats = np.full(len(system.cells), np.inf)
    for company in system.companies:
        goal[list(company.members)] = company.threshold - 1.0
    low, _ = system.intervals(hidden, enough=(goal, np.full(len(goal), -np.inf)))
    return np.asarray(low <= goal + _TOLERANCE)
