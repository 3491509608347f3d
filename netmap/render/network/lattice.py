"""Sizes of the layered drawing: rows and columns of marks, and the parts that hold them.

All lengths are pixels of the drawing at scale 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

#: What a name may fill.
LABEL_WIDTH = 150
#: From the centre of a mark to its name.
LABEL_GAP = 16

ROW = 46
COLUMN = LABEL_WIDTH + 2 * LABEL_GAP + 12
CELL = LABEL_WIDTH + 14
CELL_HEIGHT = 84
LANE = 150
#: mediation points and those under them do not stand one above another
ZIGZAG = CELL / 2.5
HEADING = 56
MARGIN = 36

#: neighbouring columns stand at so many heights, so that relations pass between their names
_LEVELS = 3
_ROWS = (8, 12, 16, *(round(20 * 1.25**step) for step in range(18)))
_ASPECT = 2.4

#: partners both upstream and downstream: at least so many in a row
_BOTH_CELLS = 3


@dataclass(frozen=True)
class Band:
    """A part of the drawing: a corner, a size, how many stand in it, the room of its heading."""

    name: str
    x: float
    y: float
    width: float
    height: float
    count: int
    heading: float = HEADING


def heading_height(count: int) -> int:
    """Return the room of a heading: more where a drawing of many is seen from further.

    >>> heading_height(45), heading_height(2_000)
    (56, 224)
    """
    return HEADING * max(1, round(sqrt(count / 120)))


class Lattice:
    """Sizes of the parts of the layered drawing, from the counts and the rows of a column."""

    def __init__(self, count: Mapping[str, int], rows: int) -> None:
        self.count, self.rows = count, rows
        self.heading = heading_height(sum(count.values()))
        self.columns = {side: max(1, ceil(count[side] / rows)) for side in ("amont", "aval")}
        tallest = max(count["amont"], count["aval"], 1)
        shift = 1 - 1 / min(_LEVELS, max(self.columns.values()))
        height = (min(rows, tallest) + shift) * ROW

        self.both_cells = max(_BOTH_CELLS, ceil(sqrt(count["amont-aval"] * 2)))
        both = ceil(count["amont-aval"] / self.both_cells) * CELL_HEIGHT
        both += self.heading + MARGIN if both else 0
        self.mediation_columns = max(1, ceil(sqrt(count["mediation"] / 8)))
        self.mediation_rows = max(1, ceil(count["mediation"] / self.mediation_columns))
        self.mediation_height = max(height - both, self.mediation_rows * CELL_HEIGHT * 1.2)
        self.height = max(height, self.mediation_height + both)
        self.centre = max(
            2 * LANE + self.mediation_columns * CELL,
            (min(count["amont-aval"], self.both_cells) + 0.5) * CELL + 2 * MARGIN,
        )
        self.left = -self.centre / 2 - self.columns["amont"] * COLUMN
        self.right = self.centre / 2 + self.columns["aval"] * COLUMN
        self.middle = (self.left + self.right) / 2

        self.pilot_cells = max(1, int((self.right - self.left) // CELL))
        pilot_rows = ceil(count["pilotage"] / self.pilot_cells)
        self.pilot_height = self.heading + pilot_rows * CELL_HEIGHT if pilot_rows else 0.0
        self.top = self.pilot_height + (MARGIN if pilot_rows else 0) + self.heading
        self.both_top = self.top + self.mediation_height + MARGIN

    @property
    def size(self) -> float:
        """How large the drawing is, for a screen wider than tall."""
        return max((self.right - self.left) / _ASPECT, self.top + self.height)

    def shift(self, side: str, column: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how much lower than the innermost one each column of a side stands."""
        levels = min(_LEVELS, self.columns[side])
        return column % levels / levels * ROW

    def bands(self) -> tuple[Band, ...]:
        """Return the parts that are drawn: the three steps, and others where anyone is there."""
        top, height, half = self.top - self.heading, self.height + self.heading, self.centre / 2
        amont, aval = (self.columns[side] * COLUMN for side in ("amont", "aval"))
        lane = self.mediation_columns * CELL / 2 + ZIGZAG
        cells = (min(self.count["amont-aval"], self.both_cells) + 0.5) * CELL
        rows = ceil(self.count["amont-aval"] / self.both_cells)
        boxes = {
            "amont": (self.left, top, amont, height),
            "mediation": (-lane, top, 2 * lane, self.mediation_height + self.heading),
            "aval": (half, top, aval, height),
            "amont-aval": (-cells / 2, self.both_top, cells, self.heading + rows * CELL_HEIGHT),
            "pilotage": (self.left, 0.0, self.right - self.left, self.pilot_height),
        }
        return tuple(
            Band(name, *box, self.count[name], self.heading)
            for name, box in boxes.items()
            if self.count[name] or name in {"amont", "mediation", "aval"}
        )


def choose_lattice(count: Mapping[str, int]) -> Lattice:
    """Return the one that makes the smallest drawing.

    The rows of its columns are taken from a ladder, so that a partner more seldom changes
    them; a drawing with a column more must be clearly smaller, since relations pass
    between its names.
    """

    def cost(lattice: Lattice) -> tuple[int, int]:
        return round(lattice.size * (1 + 0.03 * sum(lattice.columns.values()))), lattice.rows

    return min((Lattice(count, rows) for rows in _ROWS), key=cost)
