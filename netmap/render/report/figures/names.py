"""Names beside marks, where there is room: those that would meet another are left to the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.render.report.figures.canvas import INK, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

_SIZE = 8.5
_ACROSS = 0.62
_TALL = 11.0
_MARK = 4.5
Box = tuple[float, float, float, float]


def name_points(axes: Axes, points: Sequence[tuple[str, float, float]], *, most: int) -> None:
    """Write the names of the first points that have room, `most` at most.

    The limits and scales of the axes are set already. Widths are reckoned from the number of
    letters and not measured, so that the same names stand everywhere.

    Parameters
    ----------
    points
        All that are drawn, those to be named first at the front; ``""`` is never named.
    """
    frame = axes.bbox
    at = [axes.transData.transform((x, y)) for _, x, y in points]
    taken: list[Box] = [(x - _MARK, y - _MARK, x + _MARK, y + _MARK) for x, y in at]
    named = 0
    for (name, x, y), (across, up) in zip(points, at, strict=True):
        if not name or named == most:
            continue
        told = label(name, longest=22)
        width = _ACROSS * _SIZE * len(told)
        for right, above in ((True, 5.0), (False, 5.0), (True, -12.0), (False, -12.0)):
            start = across + 6 if right else across - 6 - width
            box = (start, up + above - 1, start + width, up + above + _TALL - 1)
            inside = frame.x0 <= box[0] and box[2] <= frame.x1 + 8 and frame.y0 <= box[1]
            if inside and box[3] <= frame.y1 + 2 and not any(meet(box, one) for one in taken):
                axes.annotate(
                    told,
                    (x, y),
                    xytext=(6 if right else -6, above),
                    textcoords="offset points",
                    ha="left" if right else "right",
                    fontsize=_SIZE,
                    color=INK,
                )
                taken.append(box)
                named += 1
                break


def meet(a: Box, b: Box) -> bool:
    """Return whether two boxes (left, bottom, right, top) share a point of the plane."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
