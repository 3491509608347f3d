"""Where each partner stands in the layered drawing: amont | médiation | aval.

Positions are computed here, once, and not by the page: the drawing is still at first
sight, the same from one build to the next, and a partner that is added only pushes
those that come after it in its own layer by a row. All lengths are pixels of the
drawing at scale 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from netmap.render.network.lattice import (
    CELL,
    CELL_HEIGHT,
    COLUMN,
    LABEL_GAP,
    MARGIN,
    ROW,
    ZIGZAG,
    Band,
    choose_lattice,
    heading_height,
)
from netmap.render.network.ordering import order_layers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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

_NARROW_CELLS = 3
#: names of two neighbours in a row keep CELL between them, so that rows may shift by this
_NUDGE = 12

Floats = NDArray[np.float64]


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


def layered(
    positions: Sequence[Position], keys: Sequence[tuple[str, ...]], edges: NDArray[np.int64]
) -> Layout:
    """Lay partners out from left to right: amont, médiation, aval.

    Steering and funding stand in a band above; partners both upstream and downstream are
    drawn once, under the mediation points. A layer taller than the drawing takes several
    columns, each a part of a row lower than the one before, so that relations pass between names.

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
    lattice = choose_lattice(count)
    x, y = np.zeros(len(positions)), np.zeros(len(positions))
    side = np.zeros(len(positions), dtype=np.int64)

    for layer, towards in (("amont", -1), ("aval", 1)):
        nodes = slots[layer]
        rank = np.arange(len(nodes))
        column, row = rank // lattice.rows, rank % lattice.rows
        inner = -lattice.centre / 2 if towards < 0 else lattice.centre / 2
        x[nodes] = inner + towards * (LABEL_GAP + column * COLUMN)
        y[nodes] = lattice.top + (row + 0.5) * ROW + lattice.shift(layer, column)
        side[nodes] = towards

    nodes = slots["mediation"]
    rank = np.arange(len(nodes))
    x[nodes] = (rank % lattice.mediation_columns - (lattice.mediation_columns - 1) / 2) * CELL
    # not one above another: what leaves the upper one downwards passes beside the lower one
    x[nodes] += _zigzag(rank // lattice.mediation_columns, lattice.mediation_rows) * ZIGZAG
    y[nodes] = lattice.top + (rank // lattice.mediation_columns + 0.5) * (
        lattice.mediation_height / lattice.mediation_rows
    )

    nodes = slots["amont-aval"]
    x[nodes], y[nodes] = _grid(
        len(nodes), lattice.both_cells, 0.0, lattice.both_top + lattice.heading
    )
    rows_used = ceil(len(nodes) / lattice.both_cells)
    x[nodes] += _zigzag(np.arange(len(nodes)) // lattice.both_cells, rows_used) * CELL / 4
    nodes = slots["pilotage"]
    x[nodes], y[nodes] = _grid(len(nodes), lattice.pilot_cells, lattice.middle, lattice.heading)
    return Layout(x=x, y=y, side=side, bands=lattice.bands())


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
    heading = heading_height(len(positions))
    bands, top, width = [], 0.0, cells * CELL + 2 * _NUDGE
    for layer in ("pilotage", "amont", "mediation", "amont-aval", "aval"):
        nodes = slots[layer]
        if not len(nodes) and layer in {"pilotage", "amont-aval"}:
            continue
        height = heading + max(1, ceil(len(nodes) / cells)) * CELL_HEIGHT
        x[nodes], y[nodes] = _grid(len(nodes), cells, 0.0, top + heading)
        x[nodes] += _zigzag(np.arange(len(nodes)) // cells, ceil(len(nodes) / cells)) * _NUDGE
        bands.append(Band(layer, -width / 2, top, width, height, len(nodes), heading))
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
    return np.where(row % 2, 1.0, -1.0) * float(rows > 1)


def _grid(count: int, cells: int, middle: float, top: float) -> tuple[Floats, Floats]:
    """Return the places of marks in rows of `cells`, each row centred as if it were full."""
    rank = np.arange(count)
    width = min(count, cells)
    column, row = (part.astype(np.float64) for part in np.divmod(rank, cells)[::-1])
    return middle + (column - (width - 1) / 2) * CELL, top + row * CELL_HEIGHT + LABEL_GAP
