"""A system of counts in the making: cells, sums of theirs, and what these leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netmap.disclosure.cells import (
    RATED,
    STRATA,
    Cell,
    CountSystem,
    equation_matrix,
    hiding_costs,
)
from netmap.inputs.people import MEASURES

if TYPE_CHECKING:
    from collections.abc import Mapping

CLOSE = 1e-6
#: Sums whose parts need not be everything.
_PARTIAL = frozenset({"hors-qpv", "reste-dit", *(f"reste-{measure}" for measure in MEASURES)})


class Gathered:
    """Cells and equations found so far.

    Attributes
    ----------
    people
        The count of each cell.
    caps
        What a count is at most; a cell that is not there has no bound.
    estimated, known
        Cells that are shares of another, and those that are constants to a reader.
    mixed
        A place that holds a part of a QPV, and the QPV.
    equations
        Each: cell → factor; they sum to nothing.
    """

    def __init__(self) -> None:
        self.people: dict[Cell, float] = {}
        self.caps: dict[Cell, float] = {}
        self.estimated: set[Cell] = set()
        self.mixed: set[tuple[Cell, Cell]] = set()
        self.known: set[Cell] = set()
        self.equations: list[dict[Cell, float]] = []

    def level(self, level: str) -> list[Cell]:
        """Return the places of a level."""
        return [cell for cell in self.people if cell.block == "density" and cell.level == level]

    def define(self, cell: Cell, parts: Mapping[Cell, float]) -> None:
        """Add a cell that is the sum of others."""
        if parts:
            self.people[cell] = sum(self.people[part] * f for part, f in parts.items())
            self.equations.append({cell: -1.0, **parts})

    def bind(
        self, total: Cell, parts: Mapping[Cell, float], *, rest: Cell, known: bool = False
    ) -> None:
        """Write total = Σ parts that are counted, with a cell for what these leave.

        A rest that takes from them is known to a reader, and where `known` says so, any.
        """
        parts = {part: factor for part, factor in parts.items() if part in self.people}
        if total not in self.people or not parts:
            return
        left = self.people[total] - sum(self.people[part] * f for part, f in parts.items())
        equation = {total: -1.0, **parts}
        close = abs(left) <= CLOSE * (1 + abs(self.people[total]))
        if not close or rest.level in _PARTIAL:
            self.people[rest] = 0.0 if close else left
            equation[rest] = 1.0
            if not close and (left < 0 or known):
                self.known.add(rest)
        self.equations.append(equation)

    def system(self, threshold: int) -> CountSystem:
        """Return all of it, in a fixed order; positive counts under `threshold` are small."""
        cells = tuple(sorted(self.people))
        position = {cell: i for i, cell in enumerate(cells)}
        values = np.array([self.people[cell] for cell in cells])
        estimated = np.array([cell in self.estimated for cell in cells], dtype=np.bool_)
        derived = np.array([cell.block == "derived" for cell in cells], dtype=np.bool_)
        shown = ~derived | np.array([cell in {RATED, *STRATA} for cell in cells], dtype=np.bool_)
        known = np.array([cell in self.known for cell in cells], dtype=np.bool_)
        known |= shown & (np.abs(values) <= CLOSE)
        caps = np.array([self.caps.get(cell, np.inf) for cell in cells])
        small = (values > CLOSE) & (values < threshold - CLOSE)
        fractional = self.estimated | {place for place, _ in self.mixed}
        whole = np.array([cell not in fractional for cell in cells], dtype=np.bool_)
        whole &= np.abs(values - np.round(values)) <= CLOSE
        return CountSystem(
            cells=cells,
            values=values,
            equations=equation_matrix(self.equations, cells),
            lower=np.where(known, values, np.where((values >= 1) & shown & ~estimated, 1.0, 0.0)),
            upper=np.where(known, values, np.maximum(caps, values)),
            weights=hiding_costs(cells, values, shown),
            published=shown,
            known=known,
            sensitive=small & ~estimated & ~known,
            whole=whole,
            mixed=tuple(sorted((position[place], position[q]) for place, q in self.mixed)),
        )
