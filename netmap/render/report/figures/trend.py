"""People accompanied and situations closed, period after period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.render.page.style import PALETTE
from netmap.render.report.figures.canvas import ACCENT, INK, draw, label
from netmap.render.report.figures.classes import legend_above
from netmap.render.report.figures.scales import plain_ticks

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from netmap.messages import Messages


def trend_figure(trend: pd.DataFrame, messages: Messages, *, description: str) -> str:
    """Return the totals by period; a period without a figure leaves a gap in the line."""
    places = list(range(len(trend)))

    def paint(axes: Axes) -> None:
        axes.vlines(places, trend["bas"], trend["haut"], color=ACCENT, lw=1.6)
        axes.plot(
            places,
            trend["personnes"],
            color=ACCENT,
            marker="o",
            ms=6,
            mec=INK,
            label=messages("report.trend.people"),
        )
        axes.plot(
            places,
            trend["situations_cloturees"],
            color=PALETTE[1],
            marker="s",
            ms=6,
            mfc="#ffffff",
            mec=PALETTE[0],
            ls="--",
            label=messages("report.trend.closed"),
        )
        for column in ("personnes", "situations_cloturees"):
            for place, value in zip(places, trend[column], strict=True):
                if value == value:  # noqa: PLR0124
                    axes.annotate(
                        messages.number(value),
                        (place, value),
                        xytext=(6, 5),
                        textcoords="offset points",
                        fontsize=9,
                    )
        highest = float(trend[["haut", "situations_cloturees"]].max().max())
        plain_ticks(axes, "y", (0.0, highest * 1.1 if highest > 0 else 1.0), messages)
        axes.set_xticks(places, [label(str(period), longest=12) for period in trend.index])
        axes.set_xlim(-0.3, max(len(places) - 1, 0) + 0.5)
        axes.set_ylabel(messages("report.trend.y"))
        legend_above(axes, columns=2)

    return draw(
        "trend",
        270,
        paint,
        margins=(50, 12, 26, 26),
        title=messages("report.trend.title"),
        description=description,
    )
