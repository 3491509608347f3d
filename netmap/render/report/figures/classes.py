"""How a place is drawn by what can be said of it: fill and shape, so that grey is enough."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from netmap.render.page.style import CLASS_COLOURS
from netmap.render.report.figures.canvas import INK, WIDTH

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

    from netmap.messages import Messages

#: The map's own: dark calls for action, light does not, white says that nobody knows.
FILLS = {
    **CLASS_COLOURS,
    "inegale": "#e9c9b4",
    "indeterminee": "#ffffff",
    "masquee": "#d9dfe5",
    "non-ouverte": "#ffffff",
    "sans-donnee": "#ffffff",
}
#: Shapes of the classes of which no rate is known; all others are points.
SHAPES = {"masquee": "D", "non-ouverte": "X", "sans-donnee": "P"}
MARKERS = {"commune": "o", "qpv": "s"}


#: Points: a letter at the size of a legend, the mark before it and the gap after, a line.
_LETTER, _MARK, _LINE = 5.4, 24, 13.5


@dataclass(frozen=True)
class Legend:
    """What stands above a drawing to say what its marks mean.

    Attributes
    ----------
    marks
        Marker, fill and words of each entry.
    """

    marks: tuple[tuple[str, str, str], ...]

    @property
    def columns(self) -> int:
        """As many columns as fit the width of a drawing, three at most."""
        widths = [_LETTER * len(words) + _MARK for _, _, words in self.marks]
        return max((n for n in (1, 2, 3) if _width(widths, n) <= WIDTH), default=1)

    @property
    def height(self) -> float:
        """Room that it takes at the top, in points."""
        return 9 + _LINE * -(-len(self.marks) // self.columns)

    def draw(self, axes: Axes) -> None:
        """Put it at the top of the drawing, from its left edge."""
        from matplotlib.lines import Line2D

        entries = [
            Line2D([], [], ls="", marker=marker, ms=6, mfc=fill, mec=INK, mew=0.9, label=words)
            for marker, fill, words in self.marks
        ]
        legend_above(axes, entries, columns=self.columns)


def legend_of(levels: list[str], classes: list[str], messages: Messages) -> Legend:
    """Return the legend of classes, then of the kinds of place where there are several."""
    short = {key: messages(f"report.legend.{key}") for key in ("inegale", "masquee")}
    found = [
        (SHAPES.get(key, "o"), fill, short.get(key) or messages(f"class.{key}"))
        for key, fill in FILLS.items()
        if key in set(classes)
    ]
    if len(set(levels)) > 1:
        found += [
            (MARKERS[level], "#b8c2cc", messages(f"report.level.{level}")) for level in MARKERS
        ]
    return Legend(tuple(found))


def legend_above(axes: Axes, entries: list[Line2D] | None = None, *, columns: int) -> None:
    """Put a legend at the top of the drawing, from its left edge."""
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


def _width(widths: list[float], columns: int) -> float:
    """Return the width of entries written column by column, the first columns the longest."""
    rows, longer = divmod(len(widths), columns)
    ends = [0]
    for column in range(columns):
        ends.append(ends[-1] + rows + (column < longer))
    return sum(max(widths[start:end], default=0) for start, end in pairwise(ends))
