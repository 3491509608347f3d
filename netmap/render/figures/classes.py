"""How a place is drawn by what can be said of it: fill and shape, so that grey is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.render.figures.canvas import INK
from netmap.render.style import PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

    from netmap.messages import Messages

#: The map's own: dark calls for action, light does not, white says that nobody knows.
FILLS = {
    "sous-desservie": PALETTE[0],
    "inegale": PALETTE[1],
    "desservie": PALETTE[3],
    "indeterminee": "#ffffff",
}
MARKERS = {"commune": "o", "qpv": "s"}


def handles(levels: list[str], classes: list[str], messages: Messages) -> list[Line2D]:
    """Return the entries of a legend: the classes, then the kinds of place where several."""
    from matplotlib.lines import Line2D

    def mark(marker: str, fill: str, text: str) -> Line2D:
        return Line2D(
            [], [], ls="", marker=marker, ms=6, mfc=fill, mec=INK, mew=0.9, label=text
        )  # fmt: skip

    found = [
        mark("o", FILLS[key], messages(f"class.{key}")) for key in FILLS if key in set(classes)
    ]
    if len(set(levels)) > 1:
        found += [
            mark(MARKERS[level], "#b8c2cc", messages(f"report.level.{level}")) for level in MARKERS
        ]
    return found


def legend_above(axes: Axes, entries: list[Line2D] | None = None, *, columns: int = 3) -> None:
    """Put the legend at the top of the drawing, from its left edge."""
    given = {} if entries is None else {"handles": entries}
    axes.legend(
        **given,
        loc="upper left",
        bbox_to_anchor=(0.0, 1.0),
        bbox_transform=axes.figure.transFigure,
        ncols=columns,
        borderpad=0.1,
        borderaxespad=0.3,
        columnspacing=1.0,
        handletextpad=0.3,
    )
