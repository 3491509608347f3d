"""Where each partner stands in the layered drawing: amont | médiation | aval.

Positions are computed here, once, and not by the page: the drawing is still at first
sight, the same from one build to the next, and a partner that is added only pushes
those that come after it in its own layer by a row. All lengths are pixels of the
drawing at scale 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from netmap.render.ordering import order_layers
from netmap.vocabulary import Position

#: Layer of each position: steering and funding share a band of their own.
LAYERS: dict[Position, str] = {
    "amont": "amont",
    "mediation": "mediation",
    "aval": "aval",
    "amont-aval": "amont-aval",
    "pilotage": "pilotage",
    "financement": "pilotage",
}

#: The box that a name may fill, two lines at most.
LABEL_WIDTH = 150
LABEL_HEIGHT = 32
#: From the centre of a mark to its name.
LABEL_GAP = 16

ROW = 46
COLUMN = LABEL_WIDTH + 2 * LABEL_GAP + 12
CELL = LABEL_WIDTH + 14
CELL_HEIGHT = 84
LANE = 150
HEADING = 46
MARGIN = 36

_ROWS = (*range(6, 32, 2), *(round(34 * 1.15**step) for step in range(24)))
_ASPECT = 1.65
_NARROW_CELLS = 3
#: names of two neighbours in a row keep CELL between them, so that rows may shift by this
_NUDGE = 12

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Band:
    """A part of the drawing with a heading: a corner, a size, and how many stand in it."""

    name: str
    x: float
    y: float
    width: float
    height: float
    count: int


@dataclass(frozen=True)
class Layout:
    """Where the partners stand.

    Attributes
    ----------
    x, y
        Centre of each mark, shape (n,), y downwards.
    side
        Where each name is written: -1 left of the mark, 1 right of it, 0 under it; shape (n,).
    bands
        The parts of the drawing.
    """

    x: Floats
    y: Floats
    side: NDArray[np.int64]
    bands: tuple[Band, ...]


def label_boxes(layout: Layout) -> Floats:
    """Return the box that each name may fill: left, top, right, bottom, shape (n, 4)."""
    left = np.select(
        [layout.side < 0, layout.side > 0],
        [layout.x - LABEL_GAP - LABEL_WIDTH, layout.x + LABEL_GAP],
        default=layout.x - LABEL_WIDTH / 2,
    )
    top = np.where(layout.side == 0, layout.y + LABEL_GAP, layout.y - LABEL_HEIGHT / 2)
    return np.column_stack([left, top, left + LABEL_WIDTH, top + LABEL_HEIGHT])


def layered(
    positions: Sequence[Position], keys: Sequence[tuple[str, ...]], edges: NDArray[np.int64]
) -> Layout:
    """Lay partners out from left to right: amont, médiation, aval.

    Steering and funding stand in a band above; partners both upstream and downstream are
    drawn once, under the mediation points. A layer taller than the drawing takes several
    columns, each half a row lower than the one before, so that relations pass between names.

    Parameters
    ----------
    positions
        Position of each partner.
    keys
        Unique sorting key of each: category, then name, then id.
    edges
        Relations as pairs of indices, shape (m, 2).

    Returns
    -------
    Layout
        Does not depend on the order of the partners or of the relations.
    """
    slots = _slots(positions, keys, edges)
    count = {layer: len(nodes) for layer, nodes in slots.items()}
    rows = _choose_rows(count)
    plan = _Plan(count, rows)
    x, y = np.zeros(len(positions)), np.zeros(len(positions))
    side = np.zeros(len(positions), dtype=np.int64)

    for layer, towards in (("amont", -1), ("aval", 1)):
        nodes = slots[layer]
        rank = np.arange(len(nodes))
        column, row = rank // rows, rank % rows
        inner = -plan.centre / 2 if towards < 0 else plan.centre / 2
        x[nodes] = inner + towards * (LABEL_GAP + column * COLUMN)
        y[nodes] = plan.top + (row + 0.5 + 0.5 * (column % 2)) * ROW
        side[nodes] = towards

    nodes = slots["mediation"]
    rank = np.arange(len(nodes))
    x[nodes] = (rank % plan.mediation_columns - (plan.mediation_columns - 1) / 2) * CELL
    # not one above another: what leaves the upper one downwards passes beside the lower one
    x[nodes] += _zigzag(rank // plan.mediation_columns, plan.mediation_rows) * CELL / 2.5
    y[nodes] = plan.top + (rank // plan.mediation_columns + 0.5) * (
        plan.mediation_height / plan.mediation_rows
    )

    nodes = slots["amont-aval"]
    x[nodes], y[nodes] = _grid(len(nodes), plan.both_cells, 0.0, plan.both_top + HEADING)
    rows_used = ceil(len(nodes) / plan.both_cells)
    x[nodes] += _zigzag(np.arange(len(nodes)) // plan.both_cells, rows_used) * CELL / 4
    nodes = slots["pilotage"]
    x[nodes], y[nodes] = _grid(len(nodes), plan.pilot_cells, plan.middle, plan.pilot_top + HEADING)
    return Layout(x=x, y=y, side=side, bands=plan.bands())


def stacked(
    positions: Sequence[Position], keys: Sequence[tuple[str, ...]], edges: NDArray[np.int64]
) -> Layout:
    """Lay partners out from top to bottom, for a screen as narrow as a telephone's.

    Parameters and result are those of :func:`layered`; every name is under its mark.
    """
    slots = _slots(positions, keys, edges)
    widest = max((len(nodes) for nodes in slots.values()), default=0)
    cells = max(_NARROW_CELLS, ceil(sqrt(widest / 4)))
    x, y = np.zeros(len(positions)), np.zeros(len(positions))
    bands, top, width = [], 0.0, cells * CELL + 2 * _NUDGE
    for layer in ("pilotage", "amont", "mediation", "amont-aval", "aval"):
        nodes = slots[layer]
        if not len(nodes) and layer in {"pilotage", "amont-aval"}:
            continue
        height = HEADING + max(1, ceil(len(nodes) / cells)) * CELL_HEIGHT
        x[nodes], y[nodes] = _grid(len(nodes), cells, 0.0, top + HEADING)
        x[nodes] += _zigzag(np.arange(len(nodes)) // cells, ceil(len(nodes) / cells)) * _NUDGE
        bands.append(Band(layer, -width / 2, top, width, height, len(nodes)))
        top += height + MARGIN
    return Layout(x=x, y=y, side=np.zeros(len(positions), dtype=np.int64), bands=tuple(bands))


def _slots(
    positions: Sequence[Position], keys: Sequence[tuple[str, ...]], edges: NDArray[np.int64]
) -> Mapping[str, NDArray[np.int64]]:
    """Return the nodes of each layer, in order."""
    layer = [LAYERS[position] for position in positions]
    # funding after steering in the band that they share
    ordered = [
        (str(position == "financement"), *key) if name == "pilotage" else ("", *key)
        for position, name, key in zip(positions, layer, keys, strict=True)
    ]
    ranks = order_layers(layer, ordered, edges, middle="mediation")
    names = np.asarray(layer, dtype=object)
    slots = {}
    for name in dict.fromkeys(LAYERS.values()):
        nodes = np.flatnonzero(names == name)
        slots[name] = nodes[np.argsort(ranks[nodes], kind="stable")]
    steering = slots["pilotage"]
    slots["pilotage"] = np.array(sorted(steering, key=lambda node: ordered[node]), dtype=np.int64)
    return slots


def _zigzag(row: NDArray[np.int64], rows: int) -> Floats:
    """Return -1 for even rows and 1 for odd ones; 0 where there is only one."""
    return (row % 2 * 2.0 - 1.0) if rows > 1 else np.zeros(len(row))


def _grid(count: int, cells: int, middle: float, top: float) -> tuple[Floats, Floats]:
    """Return the places of marks in rows of `cells`, each row centred as if it were full."""
    rank = np.arange(count)
    width = min(count, cells)
    return (
        middle + (rank % cells - (width - 1) / 2) * CELL,
        top + (rank // cells) * CELL_HEIGHT + LABEL_GAP,
    )


class _Plan:
    """Sizes of the parts of the layered drawing, from the counts and the rows of a column."""

    def __init__(self, count: Mapping[str, int], rows: int) -> None:
        self.count = count
        self.columns = {side: max(1, ceil(count[side] / rows)) for side in ("amont", "aval")}
        half = 0.5 if max(self.columns.values()) > 1 else 0.0
        tallest = max(count["amont"], count["aval"], 1)
        height = (min(rows, tallest) + half) * ROW

        self.both_cells = max(_NARROW_CELLS, ceil(sqrt(count["amont-aval"] / 2)))
        both = ceil(count["amont-aval"] / self.both_cells) * CELL_HEIGHT
        both += HEADING + MARGIN if both else 0
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
        self.pilot_top = 0.0
        self.pilot_height = HEADING + pilot_rows * CELL_HEIGHT if pilot_rows else 0.0
        self.top = self.pilot_height + (MARGIN if pilot_rows else 0) + HEADING
        self.both_top = self.top + self.mediation_height + MARGIN

    @property
    def size(self) -> float:
        """How large the drawing is, for a screen wider than tall."""
        return max((self.right - self.left) / _ASPECT, self.top + self.height)

    def bands(self) -> tuple[Band, ...]:
        """Return the parts that are drawn: the three steps always, the others if anyone is there."""
        top, height, half = self.top - HEADING, self.height + HEADING, self.centre / 2
        amont, aval = (self.columns[side] * COLUMN for side in ("amont", "aval"))
        lane = self.mediation_columns * CELL / 2 + MARGIN
        bands = [
            Band("amont", self.left, top, amont, height, self.count["amont"]),
            Band(
                "mediation",
                -lane,
                top,
                2 * lane,
                self.mediation_height + HEADING,
                self.count["mediation"],
            ),
            Band("aval", half, top, aval, height, self.count["aval"]),
        ]
        if self.count["amont-aval"]:
            width = (min(self.count["amont-aval"], self.both_cells) + 0.5) * CELL
            rows = ceil(self.count["amont-aval"] / self.both_cells)
            bands.append(
                Band(
                    "amont-aval",
                    -width / 2,
                    self.both_top,
                    width,
                    HEADING + rows * CELL_HEIGHT,
                    self.count["amont-aval"],
                )
            )
        if self.count["pilotage"]:
            bands.append(
                Band(
                    "pilotage",
                    self.left,
                    self.pilot_top,
                    self.right - self.left,
                    self.pilot_height,
                    self.count["pilotage"],
                )
            )
        return tuple(bands)


def _choose_rows(count: Mapping[str, int]) -> int:
    """Return the rows of a column that make the smallest drawing.

    They are taken from a ladder, so that a partner more seldom changes them; a drawing
    with a column more must be clearly smaller, since relations pass between its names.
    """

    def cost(rows: int) -> tuple[int, int]:
        plan = _Plan(count, rows)
        return round(plan.size * (1 + 0.03 * sum(plan.columns.values()))), rows

    return min(_ROWS, key=cost)
