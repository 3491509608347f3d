"""The counts of a release as one system: what they are, what binds them, what hiding them costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

import numpy as np
from scipy.sparse import csr_array

from netmap.attack import intervals

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

TERRITORY = "territoire"

Member = TypeVar("Member")
Other = TypeVar("Other")


class Cell(NamedTuple):
    """A count: its table, its level (or column), its code (or period).

    Tables are ``density, sectors, periods, outreach, contacts``; ``derived`` are counts that
    sums leave, ``history`` those of earlier releases.
    """

    block: str
    level: str
    code: str


class Company(NamedTuple, Generic[Member]):
    """Counts that an earlier release hid together, one at least below the threshold of its day."""

    members: frozenset[Member]
    threshold: int

    def under(self, other: Callable[[Member], Other]) -> Company[Other]:
        """Return the same counts under their other names."""
        return Company(frozenset(map(other, self.members)), self.threshold)


#: Level of the people of a code's own rows, where they are split over zones with others.
ROWS = "lignes"
#: The people behind the territory's rate, where some live in zones of unknown population.
RATED = Cell("derived", "numerateur", TERRITORY)
#: The people of each stratum, in QPVs and outside: what their mean rates are made of.
STRATA = (Cell("derived", "numerateur", "qpv"), Cell("derived", "numerateur", "hors-qpv"))


@dataclass(frozen=True, eq=False)
class CountSystem:
    """The cells of a release and the equations M·a = 0 between them.

    Attributes
    ----------
    cells
        In one order whatever the order of the tables.
    values
        The true counts, a.
    equations
        M, a row an equation.
    lower, upper
        What everybody knows: a count of 0 is shown, whatever else is hidden, so that a hidden one
        is 1 or more; nobody is counted more than once a period.
    weights
        What hiding costs: places and sectors by their count, then the totals of periods, last
        what the reference is made of (:func:`hiding_costs`). Nothing for cells that are never
        shown.
    published
        Cells that a page would show.
    known
        Cells that are constants to a reader: counts of 0 that a page shows, people counted at
        no place of the map.
    sensitive
        Counts that a reader must be left in doubt of: those of people from 1 to the threshold
        − 1 (published or only computable), and those that an earlier release hid.
    whole
        Cells that a reader knows to be whole numbers.
    mixed
        Pairs of which the first is hidden wherever the second is, whatever linear algebra says:
        a place (commune or sector) and a QPV of which it holds a part, whose count the fraction
        of the place's would tell; people met and doors met, which many take for equal.
    companies
        What earlier releases hid together: two cells of each must be thought able to be small.
    """

    cells: tuple[Cell, ...]
    values: Floats
    equations: csr_array[np.float64]
    lower: Floats
    upper: Floats
    weights: Floats
    published: Bools
    known: Bools
    sensitive: Bools
    whole: Bools
    mixed: tuple[tuple[int, int], ...] = ()
    companies: tuple[Company[int], ...] = ()

    def telling(self, hidden: Bools) -> list[int]:
        """Return the shown cells that would tell a hidden one by their fraction (`mixed`)."""
        return [
            place
            for place, quarter in self.mixed
            if hidden[quarter] and not hidden[place] and not self.known[place]
        ]

    def intervals(
        self, hidden: Bools, *, enough: tuple[Floats, Floats] | None = None
    ) -> tuple[Floats, Floats]:
        """Return what a reader must hold possible of each cell, as `netmap.attack.intervals`."""
        return intervals(
            self.values,
            self.equations,
            hidden,
            lower=self.lower,
            upper=self.upper,
            integer=self.whole,
            enough=enough,
        )


def contact_cell(period: str, level: str, code: str) -> Cell:
    """Return the cell of the contacts of a place in a period."""
    return Cell("contacts", level, f"{period} {code}")


def equation_matrix(
    equations: Sequence[Mapping[Cell, float]], cells: tuple[Cell, ...]
) -> csr_array[np.float64]:
    """Return M of sums written as cell → factor, a row an equation, a column a cell."""
    position = {cell: i for i, cell in enumerate(cells)}
    entries = [
        (row, position[cell], factor)
        for row, equation in enumerate(equations)
        for cell, factor in equation.items()
    ]
    rows, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())
    return csr_array(
        (np.array(factors, dtype=float), (np.array(rows, int), np.array(columns, int))),
        shape=(len(equations), len(cells)),
    )


def hiding_costs(cells: tuple[Cell, ...], values: Floats, shown: Bools) -> Floats:
    """Return the cost of hiding each cell: each rank of totals outweighs all that is below.

    What the reference is made of comes last, for without it no place is compared with anything:
    the territory's total, or where that counts people whom no rate counts, the numerator. Of the
    periods, the older go first.
    """
    weights = np.where(shown, np.maximum(values, 1.0), 0.0)
    ranks = _ranks(cells)
    below = float(weights[ranks == 0].sum())
    for rank in range(1, ranks.max(initial=0) + 1):
        own = np.flatnonzero(ranks == rank)
        weights[own] = below + 1
        if rank == _PERIODS:
            weights[own] += np.arange(len(own)) / len(own)
        below += float(weights[own].sum())
    return weights


_PERIODS = 1


def _ranks(cells: tuple[Cell, ...]) -> NDArray[np.int64]:
    total = 2 if RATED in cells else 4
    ranks = dict.fromkeys(STRATA, 3) | {RATED: 4}
    found = [
        _PERIODS
        if (cell.block, cell.level) == ("periods", "personnes")
        else ranks.get(cell, total if cell.level == TERRITORY else 0)
        for cell in cells
    ]
    return np.array(found, dtype=np.int64)


def made_known(system: CountSystem, known: Bools) -> CountSystem:
    """Return a system of which more cells are constants to a reader."""
    return replace(
        system,
        known=known,
        lower=np.where(known, system.values, system.lower),
        upper=np.where(known, system.values, system.upper),
        sensitive=system.sensitive & ~known,
    )
