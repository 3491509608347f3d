"""Cells and equations beside a system of today's counts, and all of them as one system."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import block_diag, csr_array, vstack

from netmap.disclosure.cells import Cell, CountSystem, made_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from netmap.disclosure.cells import Company
    from netmap.formats.releases import Key

    #: a cell: the number of its block, 0 that of today, and its place in it
    Place = tuple[int, int]

CLOSE = 1e-5
#: Block of the cells that stand in no table: the last one.
_EXTRA = -2


class Beside:
    """Systems, lone cells and equations that are added to those of today.

    Attributes
    ----------
    equations
        Each: place of a cell → factor; they sum to nothing.
    companies
        Places of what earlier releases hid together.
    """

    def __init__(self, today: CountSystem) -> None:
        self.equations: list[dict[Place, float]] = []
        self.companies: list[Company[Place]] = []
        self._today = today
        self._systems: list[CountSystem] = []
        self._values: list[float] = []
        self._constant: list[bool] = []
        self._least: list[float] = []
        self._doubtful: list[bool] = []

    def add(
        self, value: float, *, constant: bool = False, least: float = 0.0, doubtful: bool = False
    ) -> Place:
        """Add a cell that stands in no table."""
        self._values.append(value)
        self._constant.append(constant)
        self._least.append(value if constant else min(least, value))
        self._doubtful.append(doubtful)
        return (_EXTRA, len(self._values) - 1)

    def between(
        self, parts: Mapping[Place, float], shown: float, *, least: float, doubtful: bool
    ) -> None:
        """Add what lies between a sum of cells and a constant."""
        change = self.sum(parts) - shown
        constant = self.add(shown, constant=True)
        lying = self.add(abs(change), least=least, doubtful=doubtful)
        self.equations.append({**parts, constant: -1.0, lying: -float(np.sign(change))})

    def add_system(self, alone: CountSystem, *, named: str, times: int) -> dict[Key, Place]:
        """Add the counts of all places over `times` periods, that nobody shows.

        Returns
        -------
            The place of each, by what the cell is over today's periods.
        """
        self._systems.append(
            replace(
                alone,
                cells=tuple(
                    Cell("history", f"{cell.block} {cell.level}", f"{cell.code} ({named})")
                    for cell in alone.cells
                ),
                lower=np.where(alone.known, alone.values, 0.0),
                upper=np.where(alone.known, alone.values, alone.upper * times),
                weights=np.zeros(len(alone.cells)),
                published=np.zeros(len(alone.cells), dtype=np.bool_),
                mixed=(),
            )
        )
        block = len(self._systems)
        return {(c.block, c.level, c.code): (block, i) for i, c in enumerate(alone.cells)}

    def at_least_one(self, cell: Place) -> None:
        """Let a reader know that a count of an added system is positive, where it is one."""
        block, place = cell
        if block:
            lower = self._systems[block - 1].lower
            lower[place] = max(lower[place], float(self.value(cell) >= 1))

    def sum(self, parts: Mapping[Place, float]) -> float:
        """Return the sum of some cells, each by its factor."""
        return float(sum(self.value(cell) * factor for cell, factor in parts.items()))

    def value(self, cell: Place) -> float:
        """Return the count of a cell."""
        block, at = cell
        if block == _EXTRA:
            return self._values[at]
        return float((self._today if block == 0 else self._systems[block - 1]).values[at])

    def joined(self, *, known: Iterable[int], in_doubt: Iterable[int]) -> CountSystem:
        """Return all of it; of today's cells, some are known and some in doubt."""
        systems = [self._known_today(known, in_doubt), *self._systems, self._extra()]
        # the last start is where all end: block _EXTRA begins one before it
        starts = np.cumsum([0, *(len(one.cells) for one in systems)])

        def at(place: Place) -> int:
            block, cell = place
            return int(starts[block]) + cell

        entries = [
            (row, at(place), factor)
            for row, equation in enumerate(self.equations)
            for place, factor in equation.items()
        ]
        rows, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())
        links = csr_array(
            (np.array(factors, dtype=float), (np.array(rows, int), np.array(columns, int))),
            shape=(len(self.equations), int(starts[-1])),
        )
        return CountSystem(
            cells=tuple(cell for one in systems for cell in one.cells),
            equations=csr_array(vstack([block_diag([s.equations for s in systems]), links])),
            mixed=self._today.mixed,
            companies=tuple(one.under(at) for one in self.companies),
            **{
                name: np.concatenate([getattr(one, name) for one in systems])
                for name in (
                    "values", "lower", "upper", "weights", "published", "known", "sensitive",
                    "whole",
                )
            },
        )  # fmt: skip

    def _known_today(self, more: Iterable[int], in_doubt: Iterable[int]) -> CountSystem:
        """Return today's system: what was shown before is known, what was hidden in doubt."""
        known, sensitive = self._today.known.copy(), self._today.sensitive.copy()
        known[sorted(more)] = True
        sensitive[sorted(in_doubt)] = True
        return made_known(replace(self._today, sensitive=sensitive), known)

    def _extra(self) -> CountSystem:
        """Return the cells that stand in no table: constants, and what lies between."""
        values = np.array(self._values, dtype=float)
        constant = np.array(self._constant, dtype=np.bool_)
        size = len(values)
        return CountSystem(
            cells=tuple(Cell("history", "", str(number)) for number in range(size)),
            values=values,
            equations=csr_array((0, size), dtype=float),
            lower=np.array(self._least, dtype=float),
            upper=np.where(constant, values, np.inf),
            weights=np.zeros(size),
            published=np.zeros(size, dtype=np.bool_),
            known=constant,
            sensitive=np.array(self._doubtful, dtype=np.bool_),
            whole=np.abs(values - np.round(values)) <= CLOSE,
        )
