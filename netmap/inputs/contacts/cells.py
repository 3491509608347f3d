"""Cells of contacts, some hundred thousand rows at a time: numbers, and texts each told once.

Nothing is read but the columns that contacts have: of a column of names, not a cell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from netmap.inputs.columns import kind_of
from netmap.inputs.grid import is_example
from netmap.inputs.rows import ContactRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from netmap.errors import Problem
    from netmap.inputs.grid import Grid

#: the columns, in the order in which they are read
COLUMNS = tuple(ContactRow.model_fields)
#: how far numbers may be from each other for a table to hold all those between
_NARROW = 100_000
#: those that hold numbers
NUMBERS = frozenset(name for name in COLUMNS if kind_of(ContactRow, name) == "number")


@dataclass(frozen=True, eq=False, repr=False)
class Cells:
    """The cells of a column: a row says one of the texts, or, where `which` is −1, its number.

    A number is NaN where the cell is empty.
    """

    which: NDArray[np.intp]
    said: Sequence[str]
    numbers: NDArray[np.float64]

    @property
    def empty(self) -> NDArray[np.bool_]:
        """Which cells say nothing."""
        return (self.which < 0) & np.isnan(self.numbers)

    def take(self, kept: NDArray[np.bool_]) -> Cells:
        """Return the cells of some rows."""
        return replace(self, which=self.which[kept], numbers=self.numbers[kept])


@dataclass(frozen=True, eq=False, repr=False)
class Batch:
    """Rows of a part that say something, and where they stand in it.

    `head` is the part's header, without its rows; `columns` those of contacts that it has.
    """

    head: Grid
    lines: NDArray[np.int64]
    columns: dict[str, Cells]
    has_examples: bool = False


@dataclass(frozen=True)
class Told:
    """What is said of a part before its rows: its header, and its problems."""

    head: Grid
    problems: tuple[Problem, ...] = ()


def distinct(
    numbers: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.intp], NDArray[np.int64]]:
    """Return whole numbers, each once, rising; which of them each one is; and how many are.

    >>> [part.tolist() for part in distinct(np.array([7, 5, 7]))]
    [[5, 7], [1, 0, 1], [1, 2]]
    """
    if not len(numbers) or int(numbers.max()) - int(numbers.min()) > _NARROW:
        kinds, which, counts = np.unique(numbers, return_inverse=True, return_counts=True)
        return kinds, which.reshape(-1), counts
    low = numbers.min()
    counts = np.bincount(numbers - low)
    kinds = np.flatnonzero(counts)
    place = np.zeros(len(counts), dtype=np.intp)
    place[kinds] = np.arange(len(kinds))
    return kinds + low, place[numbers - low], counts[kinds]


def alike(cells: list[str]) -> tuple[NDArray[np.intp], list[str]]:
    """Return texts, each once, and which of them each cell says."""
    import pandas as pd

    which, said = pd.factorize(np.array(cells, dtype=object))
    return full_texts(np.asarray(which, dtype=np.intp), [str(text) for text in said])


def full_texts(which: NDArray[np.intp], said: list[str]) -> tuple[NDArray[np.intp], list[str]]:
    """Return cells of which those that are blank say nothing."""
    full = np.array([bool(text.strip()) for text in said] + [False])
    return np.where(full[which], which, -1), said


def said(
    head: Grid, lines: NDArray[np.int64], columns: dict[str, Cells], *, blank: bool = True
) -> Batch:
    """Return rows without those that are examples, or (`blank`) that say nothing at all."""
    kept = np.ones(len(lines), dtype=np.bool_)
    if blank:
        kept = ~np.logical_and.reduce([cells.empty for cells in columns.values()])
    has_examples = False
    first = columns.get(COLUMNS[0])
    if first is not None:
        examples = np.array([*map(is_example, first.said), False])[first.which]
        has_examples = bool(examples.any())
        kept &= ~examples
    if kept.all():
        return Batch(head, lines, columns)
    taken = {name: cells.take(kept) for name, cells in columns.items()}
    return Batch(head, lines[kept], taken, has_examples)
