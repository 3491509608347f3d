"""Need and coverage gap: two axes, four corners, never one score."""

from __future__ import annotations

from math import isnan
from textwrap import fill
from typing import TYPE_CHECKING

from netmap.render.report.figures.canvas import INK, SOFT, draw
from netmap.render.report.figures.classes import FILLS, SHAPES, legend_of
from netmap.render.report.figures.names import name_points
from netmap.render.report.figures.scales import plain_ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from netmap.findings.priority import Priority
    from netmap.messages import Messages

_NAMED = 10
#: Points above the axes for the names of the upper corners, of two lines of so many letters.
_CORNER_NAMES, _CORNER_LETTERS = 24, 33
_CORNERS = (
    ("besoin-faible-ecart", 0.0, 1.0, "left"),
    ("besoin-fort-ecart", 1.0, 1.0, "right"),
    ("besoin-faible-couvert", 0.0, 0.0, "left"),
    ("besoin-fort-couvert", 1.0, 0.0, "right"),
)


def plane_figure(
    priorities: Sequence[Priority], middle: float, messages: Messages, *, description: str
) -> str:
    """Return the plane of the priorities that have both coordinates."""
    placed = [p for p in priorities if not (isnan(p.need_score) or isnan(p.gap))]

    def paint(axes: Axes) -> None:
        lowest = min(-0.2, *(p.gap for p in placed))
        bottom = max(lowest, -3.0)
        axes.axhline(0, color=INK, lw=1)
        axes.axvline(middle, color=INK, lw=1)
        for priority in placed:
            outside = priority.gap < bottom
            axes.plot(
                priority.need_score,
                max(priority.gap, bottom),
                ls="",
                marker="v" if outside else SHAPES.get(priority.density_class, "o"),
                ms=7 if priority.certain else 5,
                mfc=FILLS[priority.density_class],
                mec=INK,
                mew=0.9,
            )
        low = min(p.need_score for p in placed)
        high = max(p.need_score for p in placed)
        room = max((high - low) * 0.08, 1.0)
        plain_ticks(axes, "x", (low - room, high + room), messages)
        plain_ticks(axes, "y", (bottom * 1.1, 1.12), messages, percent=True)
        for corner, x, y, side in _CORNERS:
            axes.annotate(
                fill(messages(f"corner.{corner}"), _CORNER_LETTERS),
                (x, y),
                xycoords="axes fraction",
                xytext=(0, 4),
                textcoords="offset points",
                ha=side,
                va="bottom",
                fontsize=8,
                fontstyle="italic",
                color=SOFT,
            )
        named = [(p.name, p.need_score, max(p.gap, bottom)) for p in placed]
        name_points(axes, named, most=_NAMED)
        axes.set_xlabel(messages("report.plane.x"))
        axes.set_ylabel(messages("report.plane.y"))
        legend.draw(axes)

    legend = legend_of([], [p.density_class for p in placed], messages)
    return draw(
        "plane",
        304 + legend.height + _CORNER_NAMES,
        paint,
        margins=(54, 12, 40, legend.height + _CORNER_NAMES),
        title=messages("report.plane.title"),
        description=description,
    )
