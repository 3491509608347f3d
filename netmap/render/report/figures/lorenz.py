"""Who shares out the accompaniments, against what chance alone would draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.render.page.style import PALETTE
from netmap.render.report.figures.canvas import ACCENT, SOFT, draw
from netmap.render.report.figures.scales import plain_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from netmap.findings.lorenz import Lorenz
    from netmap.messages import Messages


def lorenz_figure(lorenz: Lorenz, messages: Messages, *, description: str) -> str:
    """Return the curve, its band and the line of equal shares."""

    def paint(axes: Axes) -> None:
        band = lorenz.band
        axes.fill_between(
            band.index,
            band["bas"],
            band["haut"],
            color="#dbe6f1",
            lw=0,
            label=messages("report.lorenz.band"),
        )
        axes.plot(
            [0, 1], [0, 1], color=ACCENT, lw=1, ls="--", label=messages("report.lorenz.equal")
        )
        axes.plot(
            lorenz.curve["part_habitants"],
            lorenz.curve["part_personnes"],
            color=PALETTE[0],
            lw=1.8,
            marker="o",
            ms=3.5,
            label=messages("report.lorenz.seen"),
        )
        plain_ticks(axes, "x", (0.0, 1.0), messages, percent=True)
        plain_ticks(axes, "y", (0.0, 1.0), messages, percent=True)
        axes.set_xlabel(messages("report.lorenz.x"))
        axes.set_ylabel(messages("report.lorenz.y"))
        axes.legend(loc="upper left", labelcolor=SOFT)

    return draw(
        "lorenz",
        300,
        paint,
        margins=(54, 24, 40, 10),
        title=messages("report.lorenz.title"),
        description=description,
    )
