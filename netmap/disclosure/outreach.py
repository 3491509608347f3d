"""Door-to-door counts as a release may show them: the same protection, on a system of their own.

Dwellings are not people: how many were visited is a constant to a reader. Every other count of
a round is of people, or of doors behind which people were, but for vacant dwellings, which may
be hidden to protect others.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from netmap.counts.figure import absent
from netmap.disclosure.audit import intervals
from netmap.disclosure.cells import Cell, CountSystem, equation_matrix
from netmap.findings.outreach import rounds_by_place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    import pandas as pd

    from netmap.counts.figure import Figure
    from netmap.findings.indicators import Indicator
    from netmap.findings.planning import Outreach

_DOORS = ("rencontres", "refus", "absents", "vacants", "inaccessibles")
_COUNTS = (*_DOORS, "personnes_rencontrees", "accompagnements")
_NOT_PEOPLE = "vacants"
_ALL = ""

#: The counts that each figure of rounds draws on; those that are not here are no counts of people.
_DRAWS_ON: dict[str, tuple[str, ...]] = {
    **{name: (name,) for name in (*_DOORS, "personnes_rencontrees")},
    "taux_contact": ("rencontres", "refus", "absents", "inaccessibles"),
    "taux_cooperation": ("rencontres", "refus"),
    "taux_refus": ("rencontres", "refus", "absents", "inaccessibles"),
    "personnes_pour_100_logements": ("personnes_rencontrees",),
    "accompagnements_par_contact": ("accompagnements", "rencontres"),
}


def outreach_system(rounds: pd.DataFrame | None, *, threshold: int) -> CountSystem:
    """Collect the counts of rounds: of all, of each place, of each year, and what binds them.

    All = the places = the years; the dwellings of a row = its doors, by what became of them,
    and those of which nothing is said.
    """
    groups = _groups(rounds)
    values: dict[Cell, float] = {}
    equations: list[tuple[dict[Cell, float], float]] = []
    for key, rows in groups.items():
        for name in _COUNTS:
            total = float(rows[name].astype(float).sum(skipna=False))
            if np.isfinite(total):
                values[Cell("outreach", name, key)] = total
    visited: dict[str, float] = {}
    for key, rows in groups.items():
        dwellings = float(rows["logements"].astype(float).sum(skipna=False))
        doors = [Cell("outreach", name, key) for name in _DOORS]
        if np.isfinite(dwellings) and all(door in values for door in doors):
            visited[key] = dwellings
            equations.append((dict.fromkeys(doors, 1.0), dwellings))
    for name in _COUNTS:
        whole = Cell("outreach", name, _ALL)
        for kind in ("lieu", "annee"):
            parts = [Cell("outreach", name, key) for key in groups if key.startswith(f"{kind}:")]
            if whole in values and all(part in values for part in parts):
                equations.append(({whole: -1.0, **dict.fromkeys(parts, 1.0)}, 0.0))
    return _assembled(values, equations, visited, threshold)


def mask_outreach(
    outreach: tuple[Outreach, ...], hidden: AbstractSet[Cell]
) -> tuple[Outreach, ...]:
    """Return the figures of places without those that draw on a hidden count."""
    return tuple(
        replace(
            place,
            figures=_masked(
                place.figures, _ALL if place.code is None else f"lieu:{place.code}", hidden
            ),
        )
        for place in outreach
    )


def mask_indicators(
    indicators: tuple[Indicator, ...],
    hidden: AbstractSet[Cell],
    periods: Mapping[tuple[str | None, str], Figure],
) -> tuple[Indicator, ...]:
    """Return the evaluation indicators without those that draw on a hidden count.

    Parameters
    ----------
    periods
        The figures about people, by period and key, from the totals that are shown.
    """
    shown = []
    for one in indicators:
        figure = one.figure
        if one.theme == "porte-a-porte":
            key = _ALL if one.period is None else f"annee:{one.period}"
            figure = _masked({one.key: figure}, key, hidden)[one.key]
        elif one.theme == "personnes":
            left = periods.get((one.period, one.key), figure)
            figure = left if (left.value is None) == (figure.value is None) else absent("hidden")
        shown.append(replace(one, figure=figure))
    return tuple(shown)


def _masked(figures: dict[str, Figure], key: str, hidden: AbstractSet[Cell]) -> dict[str, Figure]:
    return {
        name: absent("hidden")
        if figure.value is not None
        and any(Cell("outreach", count, key) in hidden for count in _DRAWS_ON.get(name, ()))
        else figure
        for name, figure in figures.items()
    }


def _groups(rounds: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    groups = {
        _ALL if code is None else f"lieu:{code}": own for code, own in rounds_by_place(rounds)
    }
    if rounds is not None and groups:
        years = rounds["date"].astype(str).str[:4]
        groups |= {f"annee:{year}": own for year, own in rounds.groupby(years, sort=True)}
    return groups


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
        [visited.get(cell.code, np.inf) if cell.level in _DOORS else np.inf for cell in cells]
    )
    small = (counts > 0) & (counts < threshold)
    weights = np.where(published, np.maximum(counts, 1.0), 0.0)
    totals = np.array([cell.code == _ALL for cell in cells], dtype=np.bool_)
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
