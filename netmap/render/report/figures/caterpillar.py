"""Values with their intervals, one line a place, in order."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Literal

from netmap.render.report.figures.canvas import ACCENT, INK, draw, label
from netmap.render.report.figures.classes import FILLS, MARKERS, legend_of
from netmap.render.report.figures.scales import plain_ticks, root_scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from netmap.messages import Messages

_LINE, _LETTER, _LONGEST = 15.5, 5.4, 24
#: Half the height of a bar, in lines; references that differ by less are one.
_BAR, _SAME = 0.38, 1e-6


def caterpillar(
    name: str,
    rows: Sequence[tuple[str, str, str, float, float, float]],
    messages: Messages,
    *,
    title: str,
    description: str,
    axis: str,
    kind: Literal["rate", "rank"],
    references: Sequence[float] = (),
) -> str:
    """Return lines from low to high with a mark at the value.

    Parameters
    ----------
    rows
        From top to bottom: name, level (``commune, qpv``), class, value, low, high.
    axis
        What the axis measures.
    kind
        Rates take the scale of square roots, ranks a plain one from 1.
    references
        What each value is compared with (NaN: nothing): a line from top to bottom where it is
        one for all, else a bar on each.
    """
    count, known = len(rows), [one for one in references if isfinite(one)]
    names = [label(row[0], longest=_LONGEST) for row in rows]
    left = 14 + _LETTER * max(len(name) for name in names)

    def paint(axes: Axes) -> None:
        for place, (_, level, density_class, value, low, high) in enumerate(rows):
            y = count - place
            axes.plot([low, high], [y, y], color="#6b7c8e", lw=1.6)
            axes.plot(
                value,
                y,
                ls="",
                marker=MARKERS[level],
                ms=6,
                mfc=FILLS.get(density_class, "#ffffff"),
                mec=INK,
                mew=0.9,
            )
        highest = max(row[5] for row in rows)
        if kind == "rate":
            root_scale(axes, "x", max([highest, *known]) * 1.04, messages)
        else:
            plain_ticks(axes, "x", (0.0, highest + 0.5), messages, whole=True)
        if known and max(known) - min(known) < _SAME * max(known):
            axes.axvline(known[0], color=ACCENT, lw=1.2, ls="--")
        else:
            for place, at in enumerate(references):
                y = count - place
                axes.plot([at, at], [y - _BAR, y + _BAR], color=ACCENT, lw=2.0)
        axes.set_ylim(0.3, count + 0.7)
        axes.set_yticks([count - i for i in range(count)], names, fontsize=9)
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="y", visible=False)
        axes.set_xlabel(axis)
        legend.draw(axes)

    legend = legend_of([row[1] for row in rows], [row[2] for row in rows], messages)
    return draw(
        name,
        52 + legend.height + _LINE * count,
        paint,
        margins=(left, 12, 40, legend.height),
        title=title,
        description=description,
    )
