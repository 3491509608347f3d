"""Door-to-door counts as a release may show them: the same protection, on a system of their own.

Dwellings are not people: how many were visited is a constant to a reader. Every other count of
a round is of people, or of doors behind which people were, but for vacant dwellings, which may
be hidden to protect others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netmap.attack import intervals
from netmap.counts.model import PUBLIC
from netmap.counts.rounds import ALL, DOORS
from netmap.disclosure.cells import Cell, CountSystem, equation_matrix

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmap.counts.figure import Figure

_NOT_PEOPLE = "vacants"


def rounds_system(
    rounds: Mapping[str, Mapping[str, Figure]] | None, *, threshold: int
) -> CountSystem:
    """Collect the counts of rounds: of all, of each place, of each year, and what binds them.

    All = the places = the years; the dwellings of a row = its doors, by what became of them,
    and those of which nothing is said.

    Parameters
    ----------
    rounds
        As in :class:`netmap.counts.model.Counts`; None: no table, no cell.
    """
    groups = {} if rounds is None else rounds
    values = {
        Cell("outreach", name, group): figure.value
        for group, own in groups.items()
        for name, figure in own.items()
        if name not in PUBLIC["rounds"] and figure.value is not None
    }
    equations: list[tuple[dict[Cell, float], float]] = []
    visited: dict[str, float] = {}
    for group, own in groups.items():
        dwellings = own["logements"].value
        doors = [Cell("outreach", name, group) for name in DOORS]
        if dwellings is not None and all(door in values for door in doors):
            visited[group] = dwellings
            equations.append((dict.fromkeys(doors, 1.0), dwellings))
    for name in dict.fromkeys(cell.level for cell in values):
        whole = Cell("outreach", name, ALL)
        for kind in ("lieu", "annee"):
            parts = [Cell("outreach", name, key) for key in groups if key.startswith(f"{kind}:")]
            if whole in values and all(part in values for part in parts):
                equations.append(({whole: -1.0, **dict.fromkeys(parts, 1.0)}, 0.0))
    return _assembled(values, equations, visited, threshold)


def _assembled(
    values: dict[Cell, float],
    equations: list[tuple[dict[Cell, float], float]],
    visited: dict[str, float],
    threshold: int,
) -> CountSystem:
    """Put a constant cell behind what is left of each row of doors, then make the arrays.

    What everybody knows of a count is what the dwellings visited leave open, all counts hidden:
    few dwellings bound what is behind their doors, and no hiding can undo that.
    """
    values = dict(values)
    constants: dict[Cell, float] = {}
    rows: list[dict[Cell, float]] = []
    for number, (parts, total) in enumerate(equations):
        row = dict(parts)
        left = total - sum(values[cell] * factor for cell, factor in parts.items())
        if total:
            constant = Cell("derived", "logements", str(number))
            constants[constant] = total
            row[constant] = -1.0
        if abs(left) > 0.5:  # noqa: PLR2004
            rest = Cell("derived", "reste", str(number))
            values[rest] = left
            row[rest] = 1.0
        rows.append(row)
    every = values | constants
    cells = tuple(sorted(every))
    counts = np.array([every[cell] for cell in cells], dtype=float)
    known = np.array([cell in constants for cell in cells], dtype=np.bool_)
    published = np.array([cell.block == "outreach" for cell in cells], dtype=np.bool_)
    people = np.array([cell.level != _NOT_PEOPLE for cell in cells], dtype=np.bool_)
    caps = np.array(
        [visited.get(cell.code, np.inf) if cell.level in DOORS else np.inf for cell in cells]
    )
    small = (counts > 0) & (counts < threshold)
    weights = np.where(published, np.maximum(counts, 1.0), 0.0)
    totals = np.array([cell.code == ALL for cell in cells], dtype=np.bool_)
    weights[totals & published] += weights.sum() + 1
    equations_of_all = equation_matrix(rows, cells)
    whole = np.ones(len(cells), dtype=np.bool_)
    lower, upper = intervals(
        counts,
        equations_of_all,
        ~known,
        lower=np.where(known, counts, np.where(published & (counts >= 1), 1.0, 0.0)),
        upper=np.where(known, counts, np.maximum(caps, counts)),
        integer=whole,
    )
    return CountSystem(
        cells=cells,
        values=counts,
        equations=equations_of_all,
        lower=lower,
        upper=upper,
        weights=weights,
        published=published,
        known=known,
        sensitive=small & people & ~known,
        whole=whole,
    )
