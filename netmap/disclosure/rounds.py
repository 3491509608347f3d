"""Door-to-door counts as a release may show them: the same protection, on a system of their own.

Dwellings are not people: how many were visited is a constant to a reader, where it is told
(:mod:`netmap.disclosure.few_doors`). Every other count of
a round is of people, or of doors behind which people were, but for vacant dwellings, which may
be hidden to protect others. People met who were not accompanied are a count of people too; how
many more people than doors were met is not, since it is of nobody in particular.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netmap.attack import intervals
from netmap.counts.model import PUBLIC
from netmap.counts.rounds import ALL, DOORS
from netmap.disclosure.cells import Cell, CountSystem, equation_matrix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from netmap.counts.figure import Figure

    #: factors of cells, and what they add up to
    _Equation = tuple[dict[Cell, float], float]

_MET, _PEOPLE_MET, _ACCOMPANIED = "rencontres", "personnes_rencontrees", "accompagnements"
_BEYOND_DOORS = "personnes-de-plus"
_NOT_PEOPLE = frozenset({"vacants", _BEYOND_DOORS})


def rounds_system(
    rounds: Mapping[str, Mapping[str, Figure]] | None,
    visits: Mapping[tuple[str, str], Mapping[str, Figure]],
    *,
    threshold: int,
) -> CountSystem:
    """Collect the counts of rounds: of all, of each place, of each year, and what binds them.

    All = the places = the years; a place = its years, a year = its places, of which no page
    tells one by one; the dwellings of a row = its doors, by what became of them,
    and those of which nothing is said; people met = doors met + people beyond the first at a
    door = people accompanied + others. Whoever takes people met for doors met is taken at his
    word: where the one is hidden, so is the other.

    Parameters
    ----------
    rounds, visits
        As in :class:`netmap.counts.model.Counts`; no rounds: no table, no cell.
    """
    groups = {} if rounds is None else rounds
    values = {
        Cell("outreach", name, group): figure.value
        for group, own in groups.items()
        for name, figure in own.items()
        if name not in PUBLIC["rounds"] and figure.value is not None
    }
    equations: list[_Equation] = []
    visited: dict[str, float] = {}
    for group, own in groups.items():
        dwellings = own["logements"].value
        doors = [Cell("outreach", name, group) for name in DOORS]
        known = [door for door in doors if door in values]
        if dwellings is not None and known:
            visited[group] = dwellings
            equations.append((dict.fromkeys(known, 1.0), dwellings))
    for name in dict.fromkeys(cell.level for cell in values):
        whole = Cell("outreach", name, ALL)
        for kind in ("lieu", "annee"):
            parts = [Cell("outreach", name, key) for key in groups if key.startswith(f"{kind}:")]
            if whole in values and all(part in values for part in parts):
                equations.append(({whole: -1.0, **dict.fromkeys(parts, 1.0)}, 0.0))
    values |= _visits(values, visits, equations)
    values |= dict(_rests(values, groups, equations))
    return _assembled(values, equations, visited, threshold)


def _visits(
    values: Mapping[Cell, float],
    visits: Mapping[tuple[str, str], Mapping[str, Figure]],
    equations: list[_Equation],
) -> dict[Cell, float]:
    """Return the counts of each place in each year, and write the sums of places and of years."""
    found: dict[Cell, float] = {}
    sums: dict[Cell, list[Cell]] = {}
    for (year, code), own in visits.items():
        for name, figure in own.items():
            cell = Cell("derived", name, f"{year} {code}")
            wholes = [Cell("outreach", name, of) for of in (f"lieu:{code}", f"annee:{year}")]
            if figure.value is not None and all(whole in values for whole in wholes):
                found[cell] = figure.value
                for whole in wholes:
                    sums.setdefault(whole, []).append(cell)
    equations += [({whole: -1.0, **dict.fromkeys(own, 1.0)}, 0.0) for whole, own in sums.items()]
    return found


def _rests(
    values: Mapping[Cell, float], groups: Iterable[str], equations: list[_Equation]
) -> Iterator[tuple[Cell, float]]:
    """Yield what people met are more than, and write the sums; a rule that is broken is none."""
    for group in groups:
        met = Cell("outreach", _PEOPLE_MET, group)
        for part, name in ((_MET, _BEYOND_DOORS), (_ACCOMPANIED, "non-accompagnees")):
            some = Cell("outreach", part, group)
            left = values.get(met, np.nan) - values.get(some, np.nan)
            if left >= 0:
                rest = Cell("derived", name, group)
                equations.append(({met: -1.0, some: 1.0, rest: 1.0}, 0.0))
                yield rest, left


def _assembled(
    values: dict[Cell, float],
    equations: list[_Equation],
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
    published = np.array([cell.block == "outreach" for cell in cells], dtype=np.bool_)
    known = np.array([cell in constants for cell in cells], dtype=np.bool_)
    known |= published & (counts == 0)
    people = np.array([cell.level not in _NOT_PEOPLE for cell in cells], dtype=np.bool_)
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
        lower=np.minimum(lower, counts),  # a solver's bounds hold to a hair's breadth
        upper=np.maximum(upper, counts),
        weights=weights,
        published=published,
        known=known,
        sensitive=small & people & ~known,
        whole=whole,
        mixed=tuple(_taken_for_equal(cells)),
    )


def _taken_for_equal(cells: tuple[Cell, ...]) -> Iterator[tuple[int, int]]:
    at = {cell: place for place, cell in enumerate(cells)}
    for cell, place in at.items():
        doors = at.get(Cell("outreach", _MET, cell.code))
        if cell.block == "outreach" and cell.level == _PEOPLE_MET and doors is not None:
            yield from ((place, doors), (doors, place))
